"""A private installation for a benchmark: Django on SQLite as a real one has it, in a folder that is thrown away."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django


@contextmanager
def open_installation() -> Iterator[Path]:
    """Set Django up on a folder of its own, with the day of the tests; once per process."""
    folder = Path(tempfile.mkdtemp(prefix="shuping-bench-"))
    os.environ.update(
        DJANGO_SETTINGS_MODULE="shuping.config.settings.demo",
        SHUPING_VAR=str(folder),
        SHUPING_TODAY="2021-01-20",
        SHUPING_SECRET_KEY="only-for-benchmarks",
    )
    os.environ.pop("SHUPING_DATABASE", None)
    try:
        django.setup()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
