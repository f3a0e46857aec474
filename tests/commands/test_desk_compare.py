"""`shuping desk compare` by its contract: one JSON document, names below the folder, refusals in one line."""

import json
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest

from shuping.commands.answers import CommandRefused
from shuping.commands.desk_compare import run
from tests.core.text.made_texts import prose

COPIED = prose("copied", 90)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    below = tmp_path / "reports"
    (below / "2020").mkdir(parents=True)
    (below / "乙.txt").write_text(prose("b", 100) + "\r\n" + COPIED, encoding="utf-8")
    (below / "2020" / "甲.txt").write_bytes((COPIED + prose("a", 200)).encode("gb18030"))
    paper = docx.Document()
    paper.add_paragraph(prose("c", 50))
    paper.add_paragraph(COPIED)
    paper.save(str(below / "丙.docx"))
    return below


@pytest.fixture
def compared(capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    def call(*arguments: object) -> Any:
        assert run([*map(str, arguments), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return call


def refused(*arguments: object) -> str:
    with pytest.raises(CommandRefused) as caught:
        run([*map(str, arguments), "--json"])
    return str(caught.value)


@pytest.mark.feature("REP-07")
def test_files_of_every_kind_are_compared_and_named_relative_to_the_folder(
    folder: Path, compared: Callable[..., Any], tmp_path: Path
) -> None:
    answer = compared(folder, "--text-out", tmp_path / "texts")
    assert list(answer) == ["pairs", "clusters", "unreadable", "stats"]
    assert [(pair["a"], pair["b"]) for pair in answer["pairs"]] == [
        ("2020/甲.txt", "丙.docx"),
        ("丙.docx", "乙.txt"),
        ("2020/甲.txt", "乙.txt"),
    ]
    assert [(pair["share_a"], pair["share_b"]) for pair in answer["pairs"]] == [
        ("0.3103", "0.6429"),
        ("0.6429", "0.4737"),
        ("0.3103", "0.4737"),
    ]
    for pair in answer["pairs"]:
        (passage,) = pair["passages"]
        assert (passage["kind"], passage["label"]) == ("verbatim", "copy")
        for side in "ab":
            text = (tmp_path / "texts" / f"{pair[side]}.txt").read_text(encoding="utf-8")
            assert text[slice(*passage[side])] == COPIED.removesuffix("。")
    assert answer["clusters"] == [{"label": "copy", "files": ["2020/甲.txt", "丙.docx", "乙.txt"]}]
    assert answer["stats"]["documents"] == 3
    assert answer["stats"]["seconds"].count(".") == 1
    assert len(answer["stats"]["seconds"].split(".")[1]) == 4
    assert answer["stats"]["peak_mib"] > 0


def test_offsets_refer_to_the_text_with_one_kind_of_line_end(folder: Path, compared: Callable[..., Any]) -> None:
    text = (folder / "乙.txt").read_text(encoding="utf-8")
    spans = {pair["b"]: pair["passages"][0]["b"] for pair in compared(folder)["pairs"]}
    assert text[slice(*spans["乙.txt"])] == COPIED.removesuffix("。")


@pytest.mark.feature("REP-10")
def test_what_the_basis_holds_is_subtracted(folder: Path, compared: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "basis").mkdir()
    (tmp_path / "basis" / "law.txt").write_text(COPIED, encoding="utf-8")
    assert compared(folder, "--basis", tmp_path / "basis")["pairs"] == []


@pytest.mark.feature("REP-13")
def test_the_meta_file_says_what_is_a_unit_s_own_earlier_text(
    folder: Path, compared: Callable[..., Any], tmp_path: Path
) -> None:
    meta = tmp_path / "meta.csv"
    meta.write_text(
        "file,unit,parent,year\n2020/甲.txt,甲局,厅,2019\n乙.txt,甲局,厅,2020\n丙.docx,丙局,厅,\n", encoding="utf-8"
    )
    labels = {(one["a"], one["b"]): one["passages"][0]["label"] for one in compared(folder, "--meta", meta)["pairs"]}
    assert labels.pop(("2020/甲.txt", "乙.txt")) == "own_year"
    assert set(labels.values()) == {"copy"}


def test_unreadable_files_are_named_and_the_rest_is_compared(folder: Path, compared: Callable[..., Any]) -> None:
    (folder / "bad.docx").write_bytes(b"no document")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4 broken")
    (folder / "picture.png").write_bytes(b"not looked at")
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<broken")
    (folder / "broken.docx").write_bytes(packed.getvalue())
    answer = compared(folder)
    assert [one["file"] for one in answer["unreadable"]] == ["bad.docx", "broken.docx", "empty.txt", "scan.pdf"]
    assert all(one["reason"] for one in answer["unreadable"])
    assert not [one for one in answer["unreadable"] if one["reason"].startswith("documents.")], "words, not codes"
    assert len(answer["pairs"]) == 3


def test_the_number_of_workers_changes_nothing(folder: Path, compared: Callable[..., Any]) -> None:
    one, four = (compared(folder, "--workers", count) for count in (1, 4))
    assert (one["pairs"], one["clusters"]) == (four["pairs"], four["clusters"])


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("file,unit,parent,year,colour\n", "line 1: unknown column 'colour'"),
        ("unit,parent,year\n", "line 1: the columns must be"),
        ("file,file\n", "line 1: the columns must be"),
        ("file,unit,parent,year\na.txt,u,p,2020\na.txt,u,p,2021\n", "line 3: a.txt stands twice"),
        ("file,unit,parent,year\na.txt,u,p,last\n", "line 2: year: not a year: last"),
        ("file,unit,parent,year\na.txt,u\n", "line 2: 2 fields where 4 are named"),
    ],
)
def test_a_meta_file_that_cannot_be_used_is_refused_with_its_line(
    text: str, part: str, folder: Path, tmp_path: Path
) -> None:
    meta = tmp_path / "meta.csv"
    meta.write_text(text, encoding="utf-8")
    assert part in refused(folder, "--meta", meta)


def test_a_folder_that_is_not_there_is_refused(folder: Path, tmp_path: Path) -> None:
    assert "no such folder" in refused(tmp_path / "nowhere")
    assert "no such folder" in refused(folder, "--basis", tmp_path / "nowhere")
    assert "No such file" in refused(folder, "--meta", tmp_path / "nowhere.csv")
    assert "engine" in refused(folder, "--engine", "steam")
