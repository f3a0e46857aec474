"""Days on which a role assignment is in force, and what is wrong with a set of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from .catalog import Role, clash


@dataclass(frozen=True, slots=True)
class Holding:
    """One role of one account at one organisation; both days inclusive, no last day: until further notice."""

    role: Role
    organization_id: int
    valid_from: date
    valid_to: date | None = None


def in_force(holding: Holding, on: date) -> bool:
    """Whether the role is held on a day."""
    return holding.valid_from <= on and (holding.valid_to is None or on <= holding.valid_to)


def overlap(one: Holding, other: Holding) -> bool:
    """Whether there is a day on which both are held."""
    return (one.valid_to is None or other.valid_from <= one.valid_to) and (
        other.valid_to is None or one.valid_from <= other.valid_to
    )


def clashing(holdings: Sequence[Holding]) -> Iterator[tuple[Holding, Holding]]:
    """Every pair held on a common day that separation of duties forbids (domain.md 2, settled.md 11)."""
    for one, other in combinations(holdings, 2):
        if overlap(one, other) and clash(frozenset({one.role}), other.role) is not None:
            yield one, other


def doubled(holdings: Sequence[Holding]) -> Iterator[tuple[Holding, Holding]]:
    """Every pair that says the same thing on a common day."""
    for one, other in combinations(holdings, 2):
        if one.role is other.role and one.organization_id == other.organization_id and overlap(one, other):
            yield one, other


# One person, one form, no proxy (domain.md 2, rule 4); and nobody may borrow the three administrators.
NO_STAND_IN = frozenset({Role.DELEGATE, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})

# Duties that a clerk may pass on to a colleague of the same organisation without the security administrator.
HANDED_OVER = frozenset({Role.CLERK, Role.OFFICE})

# Roles whose acts bind others: a second factor may be required, and no clerk resets their passwords.
POWER = frozenset(
    {
        Role.SYSTEM_ADMIN,
        Role.SECURITY_ADMIN,
        Role.AUDITOR,
        Role.OFFICE_HEAD,
        Role.PRESIDER,
        Role.MEMBER,
        Role.SUPERVISOR,
        Role.DISCIPLINE,
        Role.UNIT_DISCIPLINE,
        Role.TELLER,
        Role.ARCHIVIST,
    }
)

# Passwords of these two are reset at the server only: whoever keeps the accounts must not become them.
RESET_AT_SERVER = frozenset({Role.SECURITY_ADMIN, Role.AUDITOR})
