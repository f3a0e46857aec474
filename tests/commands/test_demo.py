"""The demonstration: one command builds it, prints who can log in, and every check of the house finds it in order."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import ROOT


@pytest.mark.feature("OPS-07")
@pytest.mark.feature("OPS-01")
def test_the_demonstration_is_built_whole_and_verify_finds_nothing(tmp_path: Path) -> None:
    place = tmp_path / "demo"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHUPING_", "DJANGO_"))}
    made = subprocess.run(
        [sys.executable, "-m", "shuping.dev.demo", "--build-only"],
        cwd=ROOT,
        env={**kept, "SHUPING_DEMO": str(place)},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert made.returncode == 0, made.stderr
    log_ins = made.stdout
    assert {"office", "office-head", "presider", "teller1", "supervisor"} <= set(re.findall(r"[a-z0-9-]+", log_ins))
    checked = subprocess.run(
        [sys.executable, "-m", "shuping.commands", "verify"],
        cwd=ROOT,
        env={**kept, "SHUPING_VAR": str(place), "SHUPING_TODAY": "2022-01-12"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
