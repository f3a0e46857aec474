"""What a password must look like: one profile per installation, checked as plain values.

The profiles follow the habit of graded protection (等保): length, kinds of characters, age, history. They are
defaults of the product, not central rules of the review.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shuping.core.errors import RuleError


@dataclass(frozen=True, slots=True)
class PasswordProfile:
    """`length` characters at least, of `kinds` kinds (small, capital, digit, other); `max_age_days` 0: no limit.

    `history`: how many earlier passwords may not come back.
    """

    code: str
    length: int
    kinds: int
    max_age_days: int
    history: int


PROFILES: dict[str, PasswordProfile] = {
    profile.code: profile
    for profile in (
        PasswordProfile("basic", length=8, kinds=2, max_age_days=0, history=1),
        PasswordProfile("standard", length=10, kinds=3, max_age_days=180, history=3),
        PasswordProfile("strict", length=12, kinds=4, max_age_days=90, history=5),
    )
}

# What is tried first: neighbours on the keyboard or in the alphabet, either way, and the words themselves.
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUN = 4
_RUNS = frozenset(
    row[start : start + _RUN][::step] for row in _ROWS for start in range(len(row) - _RUN + 1) for step in (1, -1)
)
_WORDS = ("password", "passw0rd", "p@ssw0rd", "p@ssword", "admin", "mima")
_SHORTEST_NAME = 4  # shorter names stand in too many words by chance


def kinds_of(password: str) -> int:
    """How many of the four kinds of characters `password` holds: small letters, capitals, digits, everything else."""
    small = any("a" <= sign <= "z" for sign in password)
    capital = any("A" <= sign <= "Z" for sign in password)
    digit = any("0" <= sign <= "9" for sign in password)
    other = any(not (sign.isascii() and sign.isalnum()) for sign in password)
    return small + capital + digit + other


def obvious(password: str) -> bool:
    """Whether a password holds what is tried first: a run of neighbours such as 1234 or qwer, or a word for itself."""
    folded = password.casefold()
    runs = (folded[start : start + _RUN] for start in range(len(folded) - _RUN + 1))
    return any(word in folded for word in _WORDS) or any(run in _RUNS for run in runs)


def faults(password: str, profile: PasswordProfile, *, names: Sequence[str] = ()) -> tuple[RuleError, ...]:
    """Everything that is wrong with a new password under `profile`; empty when it may be used.

    `names`: log-in name and the like, which a password may not contain (compared without case).
    """
    found: list[RuleError] = []
    if len(password) < profile.length:
        found.append(RuleError("accounts.password_short", length=profile.length, has=len(password)))
    if kinds_of(password) < profile.kinds:
        found.append(RuleError("accounts.password_kinds", kinds=profile.kinds, has=kinds_of(password)))
    folded = password.casefold()
    if any(len(name) >= _SHORTEST_NAME and name.casefold() in folded for name in names):
        found.append(RuleError("accounts.password_contains_name"))
    if obvious(password):
        found.append(RuleError("accounts.password_obvious"))
    if len(set(password)) <= len(password) // 3:
        found.append(RuleError("accounts.password_repeats"))
    return tuple(found)


def expired(changed_at: datetime | None, profile: PasswordProfile, *, at: datetime) -> bool:
    """Whether a password set at `changed_at` is too old at `at`; one that was never set by its owner never expires."""
    if changed_at is None or profile.max_age_days == 0:
        return False
    return at - changed_at > timedelta(days=profile.max_age_days)
