"""Roles, permissions and reach: one table that pages, doors, the matrix page and the tests all read.

Source: domain.md section 2 (roles and separation rules), settled.md 11 (three administrators, 机关纪委).
"""

from enum import StrEnum


class Role(StrEnum):
    """Who somebody is while acting. One role assignment is active at a time."""

    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"
    OFFICE = "office"
    OFFICE_HEAD = "office_head"
    PRESIDER = "presider"
    MEMBER = "member"
    SUPERVISOR = "supervisor"
    DISCIPLINE = "discipline"
    REPORTER = "reporter"
    CLERK = "clerk"
    SUB_SECRETARY = "sub_secretary"
    UNIT_DISCIPLINE = "unit_discipline"
    DELEGATE = "delegate"
    TELLER = "teller"
    GUEST_SUPERIOR = "guest_superior"
    ARCHIVIST = "archivist"


class Reach(StrEnum):
    """How far a permission goes, measured from the organisation the role is bound to."""

    NONE = "none"
    ORGANIZED = "organized"  # what lies in the child rounds that the bound organisation organises, and nothing else
    OWN = "own"  # the bound organisation itself
    BELOW = "below"  # the bound organisation and everything under it
    ALL = "all"  # every organisation of the installation


# Roles that may never be held together with another of the same group by one account at one time.
# 三员分立, and: nobody who reports may count, nobody who administers may count or keep the roll.
EXCLUSIVE: tuple[tuple[frozenset[Role], frozenset[Role]], ...] = (
    (frozenset({Role.SYSTEM_ADMIN}), frozenset(Role) - {Role.SYSTEM_ADMIN}),
    (frozenset({Role.SECURITY_ADMIN}), frozenset(Role) - {Role.SECURITY_ADMIN}),
    (frozenset({Role.AUDITOR}), frozenset(Role) - {Role.AUDITOR}),
    # The office keeps the roll of those who may vote; whoever keeps the roll does not count.
    (frozenset({Role.TELLER}), frozenset({Role.OFFICE, Role.REPORTER, Role.OFFICE_HEAD, Role.PRESIDER, Role.MEMBER})),
    (frozenset({Role.SUPERVISOR}), frozenset({Role.OFFICE, Role.OFFICE_HEAD, Role.REPORTER, Role.CLERK})),
    # 纪检委员 of a unit: supervises the round of its own branch secretaries, so neither keeps nor decides it.
    (frozenset({Role.UNIT_DISCIPLINE}), frozenset({Role.OFFICE, Role.REPORTER, Role.CLERK, Role.SUB_SECRETARY})),
)


def clash(held: frozenset[Role], wanted: Role) -> Role | None:
    """The first role among `held` that may not stand beside `wanted` on one account, or None (separation of duties)."""
    for left, right in EXCLUSIVE:
        for mine, theirs in ((left, right), (right, left)):
            if wanted in mine:
                hit = sorted(held & theirs)
                if hit:
                    return hit[0]
    return None
