"""The restore drill on both databases, and every way a backup or a restore is refused with nothing written."""

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from shuping.commands.answers import CommandRefused
from shuping.commands.archive import Reader

from .archives import members, rows, write
from .conftest import Installation

Make = Callable[[str], Installation]
KILL_IN = """
import os, signal
from shuping.commands import tables
before = tables.{function}
calls = []
def killed(*arguments):
    calls.append(1)
    if len(calls) == {call}:
        os.kill(os.getpid(), signal.SIGKILL)
    return before(*arguments)
tables.{function} = killed
"""


@pytest.mark.feature("OPS-05")
@pytest.mark.parametrize("way", [["sqlite"], ["postgresql", "postgresql", "sqlite"]], ids=lambda way: "-".join(way))
def test_everything_comes_back_on_either_database(way: list[str], filled: Installation, new_installation: Make) -> None:
    first = saved = filled.folder / "backup.tar.gz"
    for kind in way:
        new = new_installation(kind)
        done = new.shuping("restore", saved, "--json")
        assert done.code == 0, done.error
        assert done.answer["state"] == "current"
        saved = new.folder / "again.tar.gz"
        assert new.shuping("backup", saved).code == 0
        assert rows(saved) == rows(first)
    assert new.shuping("verify").out == filled.shuping("verify").out


@pytest.mark.feature("OPS-05")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_restored_database_goes_on_numbering(kind: str, filled: Installation, new_installation: Make) -> None:
    new = new_installation(kind)
    assert new.shuping("restore", filled.folder / "backup.tar.gz").code == 0
    made = new.script(
        "from shuping.apps.organization.models import Person, Organization\n"
        "from django.db.models import Max\n"
        "last = Person.objects.aggregate(Max('pk'))['pk__max']\n"
        "print(Person.objects.create(name='新', organization=Organization.objects.first()).pk > last)"
    )
    assert made == "True"


@pytest.mark.feature("OPS-05")
def test_a_backup_says_what_it_holds(filled: Installation) -> None:
    content = members(filled.folder / "backup.tar.gz")
    manifest = json.loads(content["manifest.json"])
    assert manifest["format"] == "shuping backup"
    assert {file["name"] for file in manifest["files"]} == {"ab/abcd.docx", "证明.txt"}
    acts = next(table for table in manifest["tables"] if table["name"] == "audit_auditevent")
    assert acts["rows"] == 3
    assert ["organization", "0001_initial"] in manifest["migrations"]


def test_a_backup_holds_no_log_in_in_progress_and_is_readable_by_its_owner_only(filled: Installation) -> None:
    path = filled.folder / "backup.tar.gz"
    assert "data/django_session.jsonl" not in members(path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_moments_keep_their_microseconds(filled: Installation) -> None:
    acts = rows(filled.folder / "backup.tar.gz")["data/audit_auditevent.jsonl"]
    place = acts[0].index("at")
    assert [act[place] for act in acts[1:]] == [
        f"2021-01-20T02:0{number}:00.12345{6 + number}+00:00" for number in range(3)
    ]


@pytest.mark.feature("OPS-05")
def test_a_backup_overwrites_nothing(filled: Installation, tmp_path: Path) -> None:
    there = tmp_path / "there.tar.gz"
    there.write_text("mine")
    assert "exists already" in filled.shuping("backup", there).refusal
    assert there.read_text() == "mine"


def test_a_backup_of_nothing_is_refused(new_installation: Make, tmp_path: Path) -> None:
    assert "empty" in new_installation("sqlite").shuping("backup", tmp_path / "a.tar.gz").refusal
    assert list(tmp_path.glob("*.tar.gz")) == []


@pytest.mark.feature("OPS-05")
def test_a_backup_killed_in_the_middle_leaves_no_half_file(filled: Installation, tmp_path: Path) -> None:
    target = tmp_path / "half.tar.gz"
    done = filled.shuping("backup", target, before=KILL_IN.format(function="columns", call=9))
    assert done.code == -9
    assert not target.exists()
    assert filled.shuping("backup", target).code == 0
    assert rows(target) == rows(filled.folder / "backup.tar.gz")


def test_people_go_on_writing_while_a_backup_reads(filled: Installation, tmp_path: Path) -> None:
    write_meanwhile = """
import sqlite3
from shuping.commands import tables
before = tables.rows
def writing(model):
    if model._meta.db_table == "accounts_user":
        other = sqlite3.connect({path!r}, timeout=1)
        other.execute("UPDATE organization_person SET duty = 'meanwhile'")
        other.commit()
    return before(model)
tables.rows = writing
"""
    place = str(filled.folder / "shuping.sqlite3")
    target = tmp_path / "moment.tar.gz"
    try:
        assert filled.shuping("backup", target, before=write_meanwhile.format(path=place)).code == 0
        assert rows(target) == rows(filled.folder / "backup.tar.gz")
    finally:
        with sqlite3.connect(place) as connection:
            old = rows(filled.folder / "backup.tar.gz")["data/organization_person.jsonl"]
            duty, key = old[0].index("duty"), old[0].index("id")
            connection.executemany(
                "UPDATE organization_person SET duty = ? WHERE id = ?", [(row[duty], row[key]) for row in old[1:]]
            )


def _cut(content: dict[str, bytes], path: Path) -> None:
    write(path, content)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip(content: dict[str, bytes], path: Path) -> None:
    write(path, content)
    body = bytearray(path.read_bytes())
    body[len(body) // 3] ^= 0xFF
    path.write_bytes(bytes(body))


def _edit(content: dict[str, bytes], path: Path) -> None:
    name = "data/organization_person.jsonl"
    write(path, {**content, name: content[name].replace("书记".encode(), "秘书".encode(), 1)})


def _lose_a_table(content: dict[str, bytes], path: Path) -> None:
    write(path, {name: body for name, body in content.items() if name != "data/organization_person.jsonl"})


def _lose_the_manifest(content: dict[str, bytes], path: Path) -> None:
    write(path, {name: body for name, body in content.items() if name != "manifest.json"})


def _smuggle(content: dict[str, bytes], path: Path) -> None:
    write(path, {"files/extra.txt": b"x", **content})


def _climb(content: dict[str, bytes], path: Path) -> None:
    write(path, {"files/../../outside.txt": b"x", **content})


def _other(content: dict[str, bytes], path: Path) -> None:
    write(path, {"readme.txt": b"a tar of something else"})


def _text(content: dict[str, bytes], path: Path) -> None:
    path.write_text("not a tar")


def _later(content: dict[str, bytes], path: Path) -> None:
    body = json.loads(content["manifest.json"])
    body["migrations"].append(["organization", "9999_later"])
    write(path, {**content, "manifest.json": json.dumps(body).encode()})


def _other_columns(content: dict[str, bytes], path: Path) -> None:
    _with_table(content, path, "organization_person", lambda body: body.replace(b'"duty"', b'"dutie"', 1))


def _pointing_nowhere(content: dict[str, bytes], path: Path) -> None:
    def break_it(body: bytes) -> bytes:
        lines = [json.loads(line) for line in body.splitlines()]
        lines[1][lines[0].index("organization_id")] = 987654
        return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)

    _with_table(content, path, "organization_person", break_it)


def _with_table(content: dict[str, bytes], path: Path, table: str, change: Callable[[bytes], bytes]) -> None:
    name = f"data/{table}.jsonl"
    body = change(content[name])
    manifest = json.loads(content["manifest.json"])
    for one in manifest["tables"]:
        if one["name"] == table:
            one["sha256"] = hashlib.sha256(body).hexdigest()
    write(path, {**content, name: body, "manifest.json": json.dumps(manifest).encode()})


UNREADABLE = {
    "cut": _cut, "flipped": _flip, "edited": _edit, "a table lost": _lose_a_table, "no manifest": _lose_the_manifest,
    "smuggled": _smuggle, "climbing": _climb, "another tar": _other, "no tar": _text,
}  # fmt: skip
UNFITTING = {"later": _later, "other columns": _other_columns, "pointing nowhere": _pointing_nowhere}


@pytest.mark.feature("OPS-05")
@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_broken_backup_is_not_even_opened(kind: str, filled: Installation, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    UNREADABLE[kind](members(filled.folder / "backup.tar.gz"), broken)
    with pytest.raises(CommandRefused, match="not a whole backup") as refusal:
        Reader(broken)
    assert str(broken) in str(refusal.value)


@pytest.mark.feature("OPS-05")
@pytest.mark.parametrize("kind", UNFITTING)
def test_a_backup_that_does_not_fit_is_refused_with_no_row_written(
    kind: str, filled: Installation, new_installation: Make, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.tar.gz"
    UNFITTING[kind](members(filled.folder / "backup.tar.gz"), broken)
    new = new_installation("sqlite")
    assert str(broken) in new.shuping("restore", broken).refusal
    assert not (new.folder / "files").exists()
    assert _people(new) == 0
    if kind == "pointing nowhere":  # refused last of all; the whole one can still be restored
        assert new.shuping("restore", filled.folder / "backup.tar.gz").code == 0
        assert _people(new) > 0


def _people(installation: Installation) -> int:
    with closing(sqlite3.connect(installation.folder / "shuping.sqlite3")) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
        if "organization_person" not in tables:
            return 0
        return int(connection.execute("SELECT count(*) FROM organization_person").fetchone()[0])


@pytest.mark.feature("OPS-05")
def test_a_restore_overwrites_nothing(filled: Installation, tmp_path: Path) -> None:
    assert "not empty" in filled.shuping("restore", filled.folder / "backup.tar.gz").refusal
    again = tmp_path / "again.tar.gz"
    assert filled.shuping("backup", again).code == 0
    assert rows(again) == rows(filled.folder / "backup.tar.gz")


def test_a_restore_overwrites_no_stored_file(filled: Installation, new_installation: Make) -> None:
    new = new_installation("sqlite")
    there = new.folder / "files" / "证明.txt"
    there.parent.mkdir()
    there.write_text("something else of mine")
    assert "exists already" in new.shuping("restore", filled.folder / "backup.tar.gz").refusal
    assert there.read_text() == "something else of mine"


@pytest.mark.feature("OPS-05")
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_restore_killed_in_the_middle_leaves_no_row_and_can_be_done_again(
    kind: str, filled: Installation, new_installation: Make
) -> None:
    new = new_installation(kind)
    source = filled.folder / "backup.tar.gz"
    assert new.shuping("restore", source, before=KILL_IN.format(function="load", call=12)).code == -9
    assert kind == "postgresql" or _people(new) == 0
    assert new.shuping("restore", source).code == 0
    again = new.folder / "again.tar.gz"
    assert new.shuping("backup", again).code == 0
    assert rows(again) == rows(source)


def test_an_unwritable_place_is_refused(filled: Installation) -> None:
    place = "/proc/no-such-place/a.tar.gz" if os.path.isdir("/proc") else "/dev/null/a.tar.gz"
    assert "cannot be written" in filled.shuping("backup", place).refusal
