"""A process killed in the middle of any write leaves no half: the act happened wholly or not at all."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

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
        if line["whole"] is not None:
            assert (line["whole"]["signal"], line["whole"]["error"]) == (signal.SIGKILL, ""), line
        for death in line["deaths"]:
            assert (death["signal"], death["unchanged"]) == (signal.SIGKILL, True), (line["act"], death)
        assert line["again"], line
        assert line["broken_files"] == [], line
