"""`./run check`: every check by name, all of them run, a summary at the end, non-zero when one failed.

python -m shuping.dev.check [NAME ...]      only those whose name is given
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PLACES = ("shuping", "tests", "bench", "manage.py")


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its name, what it looks at, and the command that fails when something is wrong."""

    name: str
    about: str
    command: tuple[str, ...]


CHECKS = (
    Check("lint", "ruff", (f"{BIN}/ruff", "check", *PLACES)),
    Check("format", "ruff format", (f"{BIN}/ruff", "format", "--check", *PLACES)),
    Check("types", "mypy, strict", (f"{BIN}/mypy",)),
    Check("floors", "import contracts", (f"{BIN}/lint-imports", "--no-cache")),
    Check("migrations", "tables and migrations agree", (sys.executable, "manage.py", "makemigrations", "--check")),
    Check("settings", "Django's own checks", (sys.executable, "manage.py", "check")),
    Check("catalogues", "every message in Chinese", (sys.executable, "-m", "shuping.dev.catalogs", "check")),
    Check("templates", "djlint", (f"{BIN}/djlint", "shuping", "--lint", "--quiet")),
)
ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "shuping.config.settings.test"}


def run_one(check: Check) -> tuple[bool, float]:
    """Run one check; its output is shown only when it fails. Gives back whether it passed, and the seconds."""
    begun = time.monotonic()
    done = subprocess.run(
        check.command, cwd=ROOT, env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - begun
    passed = done.returncode == 0
    print(f"{'ok    ' if passed else 'FAILED'} {check.name:<11} {check.about} ({seconds:.1f} s)", flush=True)
    if not passed:
        print(done.stdout.strip(), done.stderr.strip(), sep="\n", flush=True)
    return passed, seconds


def main(names: list[str]) -> int:
    """Run the named checks, or all."""
    known = {check.name: check for check in CHECKS}
    if unknown := [name for name in names if name not in known]:
        print(f"unknown check {unknown[0]}; one of {', '.join(known)}", file=sys.stderr)
        return 2
    chosen = [known[name] for name in names] or list(CHECKS)
    failed = [check.name for check in chosen if not run_one(check)[0]]
    print(
        f"{len(chosen) - len(failed)} of {len(chosen)} checks passed"
        + (f"; failed: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
