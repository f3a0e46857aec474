"""A process killed in the middle of any write leaves no half: the act happened wholly or not at all."""

import json
import os
import signal
import subprocess
import sys
from importlib import import_module
from inspect import Parameter, isfunction, signature
from pathlib import Path
from pkgutil import walk_packages

import pytest

from .killing import ACTS

ROOT = Path(__file__).resolve().parents[2]
STEPS = 13  # from the draft to the archive


@pytest.mark.slow
@pytest.mark.feature("OPS-15")
def test_every_act_happened_wholly_or_not_at_all_wherever_its_process_died(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.journeys.killing", str(tmp_path)],
        cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    *lines, end = [json.loads(line) for line in done.stdout.splitlines()]
    assert end == {"end": []}
    names = [line["act"].split()[0] for line in lines]
    assert set(names) == {name for acts in ACTS.values() for name in acts}
    assert names.count("advance_round") == STEPS
    for line in lines:
        assert "audit_auditevent" in line["changed"], line
        assert len(line["changed"]) > 2, line  # the act itself, its trace, the head of the chain
        assert (line["whole"]["signal"], line["whole"]["error"]) == (signal.SIGKILL, ""), line
        for death in line["deaths"]:
            assert (death["signal"], death["unchanged"]) == (signal.SIGKILL, True), (line["act"], death)
        assert line["again"], line
        assert line["broken_files"] == [], line


@pytest.mark.feature("OPS-15")
@pytest.mark.parametrize("app", ["assessments", "registers", "documents"])
def test_no_act_of_these_apps_is_left_out(app: str) -> None:
    """Every public service that takes who acts and when is killed somewhere in the story."""
    place = import_module(f"shuping.apps.{app}.services")
    modules = [
        place,
        *(import_module(one.name) for one in walk_packages(getattr(place, "__path__", []), f"{place.__name__}.")),
    ]
    found = {
        name
        for module in modules
        for name, act in vars(module).items()
        if isfunction(act) and act.__module__ == module.__name__ and hasattr(act, "__wrapped__") and is_act(act)
    }
    told = {name for names in ACTS.values() for name in names}
    assert len(found) > 8 and found - told == set()


def is_act(act: object) -> bool:
    """Whether it is told who does it, and when."""
    given = signature(act).parameters  # type: ignore[arg-type]
    return all(name in given and given[name].kind is Parameter.KEYWORD_ONLY for name in ("by", "at"))
