"""The tools of the house: the check runs everything by name, markers are found without running, benchmarks report."""

import json
import sys
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path

import pytest

from bench import report as bench_report
from bench.__main__ import BENCHMARKS, ELSEWHERE
from bench.__main__ import main as bench_main
from shuping.base import clock
from shuping.dev import check, features
from tests.conftest import MOMENT

from .sources import ROOT

PASSES = check.Check("good", "passes", (sys.executable, "-c", "print('unseen')"))
FAILS = check.Check("bad", "fails", (sys.executable, "-c", "import sys; print('why it fails'); sys.exit(3)"))


@pytest.mark.feature("OPS-15")
def test_every_check_is_run_even_after_one_has_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "CHECKS", (FAILS, PASSES))
    assert check.main([]) == 1
    said = capsys.readouterr().out
    assert "FAILED bad" in said and "why it fails" in said
    assert "ok     good" in said and "unseen" not in said
    assert "1 of 2 checks passed; failed: bad" in said


def test_chosen_checks_are_run_and_an_unknown_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "CHECKS", (FAILS, PASSES))
    assert check.main(["good"]) == 0
    assert check.main(["worse"]) == 2


@pytest.mark.feature("OPS-04")
def test_the_check_covers_what_it_promises() -> None:
    assert {one.name for one in check.CHECKS} >= {"lint", "format", "types", "floors", "migrations", "catalogues"}
    migrations = next(one for one in check.CHECKS if one.name == "migrations")
    assert migrations.command[-2:] == ("makemigrations", "--check")


@pytest.mark.feature("OPS-04")
def test_ci_runs_the_check_and_the_tests_on_both_databases() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert "./run check" in lines
    assert "SHUPING_TEST_DATABASE=sqlite ./run test" in lines
    assert "SHUPING_TEST_DATABASE=postgresql ./run test" in lines


def test_markers_are_found_on_tests_on_files_and_on_parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "ROOT", tmp_path)
    path = tmp_path / "tests" / "test_x.py"
    path.parent.mkdir()
    path.write_text(
        "import pytest\n"
        "pytestmark = [pytest.mark.feature('A-1')]\n"
        "@pytest.mark.feature('A-2')\n"
        "@pytest.mark.parametrize('x', [pytest.param(1, marks=pytest.mark.feature('A-3'))])\n"
        "def test_one(x): ...\n"
        "def test_two(): ...\n"
        "def helper(): ...\n"
    )
    found = [(proof.feature, proof.test) for proof in features.proofs()]
    one, two = "tests/test_x.py::test_one", "tests/test_x.py::test_two"
    assert found == [("A-1", one), ("A-2", one), ("A-3", one), ("A-1", two)]


def test_a_feature_is_partly_there_where_something_is_said_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "known", lambda: {"A-1": "one", "A-2": "two|2", "A-3": "three"})
    monkeypatch.setattr(features, "missing", lambda: {"A-1": "the rest"})
    monkeypatch.setattr(
        features, "proofs", lambda: [features.Proof("A-1", "tests/t.py::a"), features.Proof("A-2", "b")]
    )
    lines = features.table().splitlines()
    assert lines[-3:] == [
        "| A-1 | one | partly | `t.py::a`<br>missing: the rest |",
        "| A-2 | two\\|2 | proven | `b` |",
        "| A-3 | three | open |  |",
    ]


@pytest.mark.feature("OPS-15")
def test_a_benchmark_writes_json_that_names_the_revision(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench_report, "FOLDER", tmp_path)
    found = bench_report.Report("sample", "a sample", ["page", "ms"], rows=[["a", 1]], failures=["a: too slow"])
    body = json.loads(bench_report.write(found).read_text(encoding="utf-8"))
    assert body["revision"] and body["rows"] == [["a", 1]] and body["machine"]["processors"]
    bench_report.show(found)
    assert "FALLS SHORT: a: too slow" in capsys.readouterr().out


def test_every_benchmark_is_a_module_and_an_unknown_one_is_refused() -> None:
    assert [name for name in BENCHMARKS if find_spec(f"bench.{ELSEWHERE.get(name, name)}") is None] == []
    assert bench_main(["no-such"]) == 2


def test_the_tests_live_at_one_hour_of_their_day_whenever_they_are_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before, tests that act at a fixed moment and then open a page fell over between midnight and ten o'clock."""
    first, second = clock.now(), clock.now()
    assert MOMENT + timedelta(hours=2) <= first <= second < MOMENT + timedelta(hours=3)
    monkeypatch.undo()
    assert clock.today() == MOMENT.date()
