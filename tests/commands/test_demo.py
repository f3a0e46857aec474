"""The demonstration: one command builds it, prints who can log in, and every check of the house finds it in order."""

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from .conftest import ROOT


def scenes(database: Path) -> dict[str, int]:
    """What stands beside the ten scenes (CYC-13, CYC-08, REC-13)."""
    asked = {
        "secretaries rated by their own members": "SELECT count(*) FROM ballots_count WHERE class_code = 'D'",
        "discipline members of units": "SELECT count(*) FROM accounts_roleassignment WHERE role = 'unit_discipline'",
        "rule sets with a scheme": "SELECT count(*) FROM cycles_ruleset WHERE json_array_length(body, '$.schemes')",
        "words with a name, not yet seen": "SELECT count(*) FROM rectification_mention WHERE seen_at IS NULL",
    }
    with closing(sqlite3.connect(database)) as opened:
        return {name: opened.execute(words).fetchone()[0] for name, words in asked.items()}


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
    assert {"office", "office-head", "presider", "teller1", "supervisor", "d-w04"} <= set(
        re.findall(r"[a-z0-9-]+", log_ins)
    )
    assert scenes(place / "shuping.sqlite3") == {
        "secretaries rated by their own members": 3,
        "discipline members of units": 1,
        "rule sets with a scheme": 2,
        "words with a name, not yet seen": 1,
    }
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
