"""`shuping speech read` by its contract."""

import json
from pathlib import Path

import pytest

from shuping.commands import front
from tests.adapters import hostile
from tests.factories import speech as speeches

KEYS = ["title", "rosters", "findings", "requirements", "dates", "announced", "wording", "odd_words", "warnings"]


@pytest.mark.feature("SPC-01")
@speeches.BOTH
def test_a_speech_is_answered_by_the_contract(speech: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert front.main(["speech", "read", str(speech), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    text = speech.read_text(encoding="utf-8")
    assert list(answer) == KEYS
    assert answer["title"] == speeches.TITLES[speech]
    assert answer["rosters"]["live"] == 7
    assert [one["count"] for one in answer["rosters"]["live_groups"]] == [3, 4]
    assert answer["rosters"]["written"] == "rest"
    assert [one["no"] for one in answer["findings"]] == [1, 2, 3, 4, 5, 6]
    assert len(answer["requirements"]) == 2 and answer["announced"] == {"requirements": 6}
    assert {"text", "date", "span"} == set(answer["dates"][0])
    assert [one["date"] for one in answer["dates"] if one["text"] in {"1月22日", "今日上午"}] == [None, None]
    assert "党中心" in {one["found"] for one in answer["wording"]}
    assert all(text[slice(*one["span"])] == one["found"] for one in (*answer["wording"], *answer["odd_words"]))
    (missing,) = [one for one in answer["warnings"] if one["code"] == "speech.requirements_missing"]
    assert missing["params"] == {"announced": 6, "present": 2}


@pytest.mark.feature("SPC-01")
@pytest.mark.feature("DOC-12")
def test_offsets_of_a_docx_refer_to_the_text_written_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, out = tmp_path / "讲话.docx", tmp_path / "讲话.txt"
    file.write_bytes(hostile.docx_of("讲话", "还存在问题：一是融合不够；二是整改不到位。"))
    assert front.main(["speech", "read", str(file), "--json", "--text-out", str(out)]) == 0
    answer = json.loads(capsys.readouterr().out)
    text = out.read_text(encoding="utf-8")
    assert [text[slice(*one["span"])] for one in answer["findings"]] == ["融合不够", "整改不到位"]
    assert answer["rosters"] == {"live": None, "live_groups": [], "written": None}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["write", "x"], "unknown act 'write'"),
        ([], "unknown act"),
        (["read"], "file"),
        (["read", "nothing.txt"], "nothing.txt"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert front.main(["speech", *arguments]) == 2
    said = capsys.readouterr().err
    assert words in said and len(said.splitlines()) == 1
