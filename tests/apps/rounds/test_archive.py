"""The year's file, the rehearsal and what verify finds in both."""

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from shuping.adapters.files import path_of
from shuping.apps.audit.models import AuditEvent
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.models import Cycle, Participant, RuleSet, StageChange
from shuping.apps.documents import rendering
from shuping.apps.documents.models import Document, DocumentFile
from shuping.apps.rectification.models import Issue
from shuping.apps.reports.models import Report
from shuping.apps.rounds import api, filing, services
from shuping.apps.rounds import facts as round_facts
from shuping.apps.rounds.models import ArchiveFile
from shuping.core.cycles.facts import Facts
from shuping.core.errors import RuleError
from tests.core.cycles.facts_for_tests import complete
from tests.factories.world import World

pytestmark = pytest.mark.django_db
MOMENT = datetime(2021, 1, 1, tzinfo=UTC)


@pytest.fixture
def archived_after(world: World, at: datetime, monkeypatch: pytest.MonkeyPatch) -> Callable[[], ArchiveFile]:
    """Takes this year's round into the archive with what it holds by then."""

    def collect(cycle: Cycle) -> Facts:
        return replace(complete(cycle.stage))

    def archive() -> ArchiveFile:
        monkeypatch.setattr(round_facts, "collect", collect)
        monkeypatch.setattr(round_facts, "collect_for_next_step", collect)
        Cycle.objects.filter(pk=world.cycle.pk).update(stage="look_back")
        cycle = Cycle.objects.get(pk=world.cycle.pk)
        api.advance_round(cycle=cycle, by=world.actor("archivist"), at=at)
        return ArchiveFile.objects.get(cycle=cycle)

    return archive


@pytest.fixture
def archived(archived_after: Callable[[], ArchiveFile]) -> ArchiveFile:
    """This year's round in the archive."""
    return archived_after()


@pytest.mark.feature("CYC-01")
def test_the_file_is_sealed_and_reads_the_same_later(world: World, archived: ArchiveFile, at: datetime) -> None:
    cycle = Cycle.objects.get(pk=world.cycle.pk)
    assert (cycle.stage, cycle.archived_at, cycle.archive_digest) == ("archived", at, archived.digest)
    assert archived.contents["roster"][0]["unit"] == "测试甲中心"
    assert archived.inventory[2] == {"no": 3, "part": "roster", "title": archived.inventory[2]["title"], "entries": 2}
    again = ArchiveFile.objects.get(pk=archived.pk)
    assert filing.seal(again.inventory, again.contents) == archived.digest


@pytest.mark.feature("CYC-01")
def test_renaming_a_unit_later_does_not_change_the_file(world: World, archived: ArchiveFile) -> None:
    world.own.organization.name = "改名后的中心"
    world.own.organization.save()
    again = ArchiveFile.objects.get(pk=archived.pk)
    assert again.contents["roster"][0]["unit"] == "测试甲中心"
    assert [line for line in api.damage() if "file of round" in line] == []


@pytest.mark.feature("CYC-01")
def test_a_file_with_gaps_names_them_and_is_not_sealed(world: World, at: datetime) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(stage="look_back")
    facts = round_facts.collect(Cycle.objects.get(pk=world.cycle.pk))
    assert len(facts.archive.inventory_missing) == 7  # notice, reports, outlines, count, grades, feedback, problems
    with pytest.raises(RuleError, match=r"cycles\.inventory_incomplete"):
        api.advance_round(cycle=Cycle.objects.get(pk=world.cycle.pk), by=world.actor("archivist"), at=at)
    assert not ArchiveFile.objects.exists()


@pytest.mark.feature("CYC-01")
def test_the_file_holds_no_voter_and_no_class_figures(archived: ArchiveFile) -> None:
    assert set(archived.contents["count"]) <= {"digest", "forms"}
    assert "veto" not in str(archived.contents["grades"])


def seal_broken(world: World, file: ArchiveFile) -> None:
    file.contents["roster"][0]["person"] = "别人"
    file.save()


def not_archived_any_more(world: World, file: ArchiveFile) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(stage="look_back")


def seal_not_carried(world: World, file: ArchiveFile) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(archive_digest="0" * 64)


def file_gone(world: World, file: ArchiveFile) -> None:
    file.delete()


def rehearsal_filed(world: World, file: ArchiveFile) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(rehearsal=True)


def step(world: World, origin: str, to: str, **fields: object) -> None:
    StageChange.objects.create(
        cycle=world.cycle, from_stage=origin, to_stage=to, **{"at": MOMENT, "reason": "x", **fields}
    )


def chain_broken(world: World, file: ArchiveFile) -> None:
    step(world, "draft", "plan_approved")


def dated_back(world: World, file: ArchiveFile) -> None:
    step(world, "archived", "archived", at=datetime(2000, 1, 1, tzinfo=UTC))


def no_such_step(world: World, file: ArchiveFile) -> None:
    step(world, "archived", "draft")


def back_without_reason(world: World, file: ArchiveFile) -> None:
    step(world, "look_back", "rectifying", reason="")


def suspended_without_reason(world: World, file: ArchiveFile) -> None:
    step(world, "archived", "archived", reason="")


def reopened_by_one(world: World, file: ArchiveFile) -> None:
    step(world, "count_locked", "ballot_closed")


@pytest.mark.feature("OPS-05")
@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (seal_broken, "was changed after it was sealed"),
        (not_archived_any_more, "has a sealed file but stands at look_back"),
        (seal_not_carried, "does not carry the seal"),
        (file_gone, "carries a seal but has no file"),
        (rehearsal_filed, "has a sealed file"),
        (chain_broken, "does not follow step"),
        (dated_back, "is dated before"),
        (no_such_step, "is not in the table"),
        (back_without_reason, "back without a reason"),
        (suspended_without_reason, "without a reason"),
        (reopened_by_one, "without two persons"),
    ],
)
def test_each_planted_damage_is_found(
    world: World, archived: ArchiveFile, plant: Callable[[World, ArchiveFile], None], words: str
) -> None:
    before = list(api.damage())
    plant(world, archived)
    assert any(words in line for line in api.damage() if line not in before)


@pytest.mark.feature("CYC-11")
def test_a_rehearsal_copies_the_round_counts_nowhere_and_is_wiped_in_one_act(world: World, at: datetime) -> None:
    by = world.actor("office_head")
    copy = cycles_api.clone_cycle(source=world.cycle, year=2020, rehearsal=True, by=by, at=at)
    assert copy.participants.count() == 2
    child = Cycle.objects.create(
        year=2020, title="演练", organizer=world.own.organization, parent=copy, rehearsal=True,
        rule_set=RuleSet.objects.create(name="演练", body={}), cutoff_date=copy.cutoff_date,
    )  # fmt: skip
    Cycle.objects.create(
        year=2020, title="演练", organizer=world.own.organization, parent=child, rehearsal=True,
        rule_set=child.rule_set, cutoff_date=copy.cutoff_date,
    )  # fmt: skip
    rules = (copy.rule_set_id, child.rule_set_id)
    row = cycles_api.locked(copy)
    for stage in ("plan_approved", "notified", "preparing"):
        cycles_api.record_step(row, stage, by=by, at=at)
    for participant in copy.participants.all():
        Report.objects.create(participant=participant, kind="written")
    Issue.objects.create(cycle=copy, organization=world.own.organization, number=1, source="comment", text="演练问题")
    assert cycles_api.current_cycle() == world.cycle
    assert cycles_api.previous_participant(world.own.participant) == world.own.last_participant
    assert cycles_api.coverage(world.cycle)[1].listed == 2
    api.wipe_rehearsal(cycle=copy, by=by, at=at)
    assert not Cycle.objects.filter(rehearsal=True).exists()
    assert not RuleSet.objects.filter(pk__in=rules).exists()
    assert (Participant.objects.count(), Report.objects.count(), Issue.objects.count()) == (4, 0, 0)
    assert AuditEvent.objects.filter(action="rounds.wipe").count() == 1


@pytest.mark.feature("CYC-11")
def test_a_real_round_is_never_wiped_and_a_rehearsal_never_archived(world: World, at: datetime) -> None:
    by = world.actor("office_head")
    with pytest.raises(RuleError, match=r"rounds\.no_rehearsal"):
        api.wipe_rehearsal(cycle=world.cycle, by=by, at=at)
    copy = cycles_api.clone_cycle(source=world.cycle, year=2020, rehearsal=True, by=by, at=at)
    Cycle.objects.filter(pk=copy.pk).update(stage="look_back")
    with pytest.raises(RuleError, match=r"rounds\.rehearsal_not_archived"):
        api.advance_round(cycle=Cycle.objects.get(pk=copy.pk), by=by, at=at)


@pytest.mark.feature("DOC-09")
def test_the_sealed_file_is_handed_out_as_a_package_with_its_papers(
    world: World, archived: ArchiveFile, at: datetime, client_of: Callable[..., Client], tmp_path: Path
) -> None:
    store_paper(world, "plan", at)
    bring(Document.objects.get(kind="plan"), at, word="旧稿", pdf="旧稿", final="初次定稿")
    bring(Document.objects.get(kind="plan"), at, word="印发", pdf="印发", final="定稿", instruction="阅", scan="用印")
    store_paper(world, "notice", at, state="void")
    kept_apart = store_paper(world, "tally", at)
    address = reverse("rounds:archive_package", args=[world.cycle.pk])
    answer = client_of("archivist").post(address)
    package = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    assert json.loads(package.read("seal.json"))["digest"] == archived.digest
    assert json.loads(package.read("contents.json")) == archived.contents
    papers = [name for name in package.namelist() if name.startswith("files/")]
    assert [name.split("/")[-1] for name in papers] == [
        "001-1-正本-用印.scan", "001-2-印本-印发.pdf", "001-3-批示-阅.instruction", "001-4-定稿-定稿.final",
        "001-5-文档-印发.word",
    ]  # fmt: skip
    apart = {
        row["sha256"]: (row["title"], row["name"], row["why"]) for row in json.loads(package.read("kept-apart.json"))
    }
    assert apart.pop(kept_apart) == ("方案", "方案.docx", "按权限另行保管")
    why = [("方案", "方案.docx", "作废"), ("方案", "方案.docx", "过程稿")]
    why += [("方案", f"{name}", "过程稿") for name in ("旧稿.word", "旧稿.pdf", "初次定稿.final")]
    assert sorted(apart.values()) == sorted(why)
    shown = package.read("案卷阅览.html").decode()
    assert all(f"<td>{row['person']}</td>" in shown for row in archived.contents["roster"])
    assert all(f'<a href="{quote(name)}">' in shown for name in papers) and "<script" not in shown
    assert not re.search(r"<d[td]>[a-z_]+</d[td]>", shown)  # every field and code in the words of the file
    assert verified_outside(package, tmp_path) == (0, 5)
    assert AuditEvent.objects.filter(action="rounds.archive.handed_out").count() == 1
    assert client_of("clerk").post(address).status_code == 404


@pytest.mark.feature("DOC-09")
def test_nothing_is_handed_out_that_does_not_fit_its_seal_or_is_not_there(
    world: World, archived: ArchiveFile, at: datetime
) -> None:
    archivist = world.actor("archivist")
    cycle = Cycle.objects.get(pk=world.cycle.pk)
    with pytest.raises(RuleError, match=r"rounds\.not_sealed"):
        services.hand_out_file(cycle=world.last_cycle, by=archivist, at=at)
    store_paper(world, "plan", at)
    Path(rendering.store().root / path_of(hashlib.sha256(b"plan").hexdigest())).unlink()
    with pytest.raises(RuleError, match=r"rounds\.file_gone"):
        services.hand_out_file(cycle=cycle, by=archivist, at=at)
    archived.contents["roster"][0]["person"] = "别人"
    archived.save()
    with pytest.raises(RuleError, match=r"rounds\.seal_broken"):
        services.hand_out_file(cycle=cycle, by=archivist, at=at)
    assert not AuditEvent.objects.filter(action="rounds.archive.handed_out").exists()


@pytest.mark.feature("DOC-09")
def test_the_package_of_a_round_with_drafts_and_void_papers_is_whole_without_the_system(
    world: World, at: datetime, tmp_path: Path, archived_after: Callable[[], ArchiveFile]
) -> None:
    """Sealed with the papers in it: what is not packed is named, so that the sealed contents and the files agree."""
    store_paper(world, "plan", at)
    bring(Document.objects.get(kind="plan"), at, word="旧稿", pdf="旧稿")
    bring(Document.objects.get(kind="plan"), at, word="印发", pdf="印发", scan="用印")
    store_paper(world, "notice", at, state="void")
    sealed = archived_after()
    listed = {row["kind"]: [one["kept"] for one in row["files"]] for row in sealed.contents["documents"]}
    assert listed == {"plan": [True, False, False, True, True, True], "notice": [False]}
    cycle = Cycle.objects.get(pk=world.cycle.pk)
    with services.hand_out_file(cycle=cycle, by=world.actor("archivist"), at=at) as file:
        package = zipfile.ZipFile(io.BytesIO(file.read()))
    assert verified_outside(package, tmp_path) == (0, 0)
    (tmp_path / next(name for name in package.namelist() if "正本" in name)).write_bytes(b"forged")
    assert run_verifier(tmp_path)[0] == 1


def verified_outside(package: zipfile.ZipFile, folder: Path) -> tuple[int, int]:
    """Unpack and verify by the package's own script alone: exit code, and how many papers came after the seal."""
    package.extractall(folder)
    code, said = run_verifier(folder)
    return code, said.count("封存后补充")


def run_verifier(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py")], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def store_paper(world: World, kind: str, at: datetime, state: str = "issued") -> str:
    """A paper with one file; returns the file's digest."""
    paper = Document.objects.create(
        kind=kind, cycle=world.cycle, organization=world.root, owner=world.root, title="方案", state=state,
        issued_on=at.date(), made_at=at,
    )  # fmt: skip
    return keep(paper, "final", "方案.docx", kind, at)


def bring(paper: Document, at: datetime, **files: str) -> None:
    """Hang further files on a paper: role and what stands in it."""
    for role, text in files.items():
        keep(paper, role, f"{text}.{role}", f"{role} {text}", at)


def keep(paper: Document, role: str, name: str, text: str, at: datetime) -> str:
    stored = rendering.store().put(text.encode())
    DocumentFile.objects.create(
        document=paper,
        role=role,
        name=name,
        digest=stored.digest,
        size=stored.size,
        media_type="x",
        pages=3,
        at=at,
    )
    return stored.digest
