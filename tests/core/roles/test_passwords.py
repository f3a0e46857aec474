"""Password profiles as plain values."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.roles.passwords import PROFILES, expired, faults, kinds_of

STANDARD = PROFILES["standard"]
NOW = datetime(2021, 1, 20, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("Qinglan-2021", []),
        ("长安街边的小树 Aa", []),
        ("Short-1", ["accounts.password_short"]),
        ("onlysmallletters", ["accounts.password_kinds"]),
        ("Limin-2021-xyz", ["accounts.password_contains_name"]),
        ("Dangjian@1234", ["accounts.password_obvious"]),
        ("Wangmin#9876x", ["accounts.password_obvious"]),
        ("Qwer!tyu2021", ["accounts.password_obvious"]),
        ("P@ssw0rd-2021", ["accounts.password_obvious"]),
        ("Beilin-2021-gl", []),
        ("Aa1Aa1Aa1Aa1", ["accounts.password_repeats"]),
        ("", ["accounts.password_short", "accounts.password_kinds", "accounts.password_repeats"]),
    ],
)
def test_every_fault_is_named(password: str, codes: list[str]) -> None:
    assert [fault.code for fault in faults(password, STANDARD, names=["limin"])] == codes


def test_a_very_short_log_in_name_bars_no_password() -> None:
    assert faults("Qinglan-2021", STANDARD, names=["an"]) == ()


@given(st.text(max_size=40))
def test_kinds_are_between_none_and_four(password: str) -> None:
    assert 0 <= kinds_of(password) <= 4


@given(st.text(max_size=40))
def test_what_the_strict_profile_takes_the_standard_one_takes_too(password: str) -> None:
    if not faults(password, PROFILES["strict"]):
        assert not faults(password, STANDARD)


def test_a_password_grows_too_old() -> None:
    set_at = NOW - timedelta(days=STANDARD.max_age_days)
    assert not expired(set_at, STANDARD, at=NOW)
    assert expired(set_at, STANDARD, at=NOW + timedelta(seconds=1))
    assert not expired(set_at - timedelta(days=5000), PROFILES["basic"], at=NOW)
    assert not expired(None, STANDARD, at=NOW)
