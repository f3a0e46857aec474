"""What a machine says in its environment is taken, or refused with the name of the variable."""

import pytest

from shuping.config.environment import EnvironmentRefused, idle_minutes


@pytest.mark.feature("OPS-01")
def test_a_house_sets_after_how_many_minutes_a_session_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SHUPING_IDLE_MINUTES", raising=False)
    assert idle_minutes() == 30
    for given in ("5", "15", "120"):
        monkeypatch.setenv("SHUPING_IDLE_MINUTES", given)
        assert idle_minutes() == int(given)


@pytest.mark.parametrize("given", ["", "4", "121", "-5", "ten", "10.5", "１０", "9" * 5000])
def test_other_minutes_are_refused_by_name(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHUPING_IDLE_MINUTES", given)
    with pytest.raises(EnvironmentRefused, match="SHUPING_IDLE_MINUTES"):
        idle_minutes()
