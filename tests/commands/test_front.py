"""The front of `shuping`: verbs, exit codes, one line when refused, and offline verbs that know no Django."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from shuping.commands import front
from shuping.commands.answers import CommandRefused, Parser, one_line
from shuping.core.errors import RuleError

from .conftest import ROOT, Installation

WITHOUT_DJANGO = "import sys\nsys.modules['django'] = None\n"
CASE = {
    "rules": {
        "grade_values": {"good": 100, "fairly_good": 85, "average": 70, "poor": 50},
        "class_weights": {"A": "0.5", "B": "0.5"},
        "component_weights": {"ballot": "0.4", "annual": "0.6", "leader": "0"},
        "bands": [
            {"grade": "good", "from": 90},
            {"grade": "fairly_good", "from": 75},
            {"grade": "average", "from": 60},
            {"grade": "poor", "from": 0},
        ],
        "cap": {"kind": "none"},
        "refill": True,
        "tie_order": ["composite"],
    },
    "reporters": [
        {
            "id": "S1", "annual": "92.40", "leader": None, "bonus": "0", "deduction": "0", "vetoes": [],
            "ballots": {"A": {"good": 7, "fairly_good": 2}, "B": {"good": 3}},
        }
    ],
}  # fmt: skip


@pytest.mark.feature("API-04")
@pytest.mark.parametrize("verb", [name for name, verb in front.available().items() if verb.offline])
def test_an_offline_verb_starts_without_django(verb: str, tmp_path: Path) -> None:
    done = Installation(tmp_path).shuping(verb, "--no-such-option", before=WITHOUT_DJANGO)
    assert "django" not in done.refusal


@pytest.mark.feature("API-04")
def test_a_case_is_graded_without_django_and_without_a_database(tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text(json.dumps(CASE), encoding="utf-8")
    done = Installation(tmp_path / "nowhere").shuping("grade", case, "--json", before=WITHOUT_DJANGO)
    assert done.code == 0, done.error
    assert done.answer["results"][0]["suggested"] == "good"
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.feature("API-04")
@pytest.mark.parametrize("arguments", [[], ["fly"], ["backup"], ["status", "--colour"], ["restore", "no-such-file"]])
def test_what_cannot_be_used_is_refused_in_one_line(arguments: list[str], tmp_path: Path) -> None:
    refusal = Installation(tmp_path).shuping(*arguments).refusal
    assert refusal


def test_an_unknown_verb_is_told_the_verbs_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert front.main(["fly"]) == 2
    assert "'fly'" in (said := capsys.readouterr().err)
    assert "serve" in said and "verify" in said


def test_help_lists_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert front.main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in front.available())


@pytest.mark.feature("API-04")
@pytest.mark.parametrize(
    "verb", ["grade", "speech", "serve", "migrate", "create-admin", "import", "backup", "restore", "verify", "status"]
)
def test_every_promised_verb_exists(verb: str) -> None:
    assert verb in front.available()


def _raising(error: BaseException) -> Callable[[list[str]], int]:
    def run(arguments: list[str]) -> int:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "code"), [(CommandRefused("a\nb"), 2), (RuleError("room.code", count=3), 2), (KeyboardInterrupt(), 130)]
)
def test_what_a_verb_raises_becomes_an_exit_code(
    error: BaseException, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(front, "run_verb", _raising(error))
    assert front.main([]) == code
    assert len(capsys.readouterr().err.splitlines()) <= 1


def test_a_parser_refuses_instead_of_printing_its_usage() -> None:
    with pytest.raises(CommandRefused, match="shuping x: .*--wrong"):
        Parser(prog="shuping x").parse_args(["--wrong"])


def test_any_text_becomes_one_line() -> None:
    assert one_line("a\n  b\tc ") == "a b c"


@pytest.mark.feature("OPS-02")
def test_the_command_is_installed_by_the_package() -> None:
    assert 'shuping = "shuping.commands.front:main"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
