"""The time of a journey."""

from datetime import date

import pytest

from .people import Watch, local


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    """A watch that pages read, set to a morning in November 2020."""
    return Watch(monkeypatch, local(date(2020, 11, 20)))
