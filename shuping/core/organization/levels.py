"""Levels of Party organisations and which may stand under which (words.md, Bodies and relations)."""

from enum import StrEnum

from shuping.core.errors import RuleError


class Level(StrEnum):
    """From the leading group down to the branch."""

    GROUP = "group"  # 党组
    ORGANS_COMMITTEE = "organs_committee"  # 直属机关党委
    COMMITTEE = "committee"  # 党委
    GENERAL_BRANCH = "general_branch"  # 党总支
    BRANCH = "branch"  # 党支部


# What each level may have directly below it. A branch has nothing below (domain.md section 3, invariant).
BELOW: dict[Level, frozenset[Level]] = {
    Level.GROUP: frozenset({Level.ORGANS_COMMITTEE, Level.COMMITTEE, Level.GENERAL_BRANCH, Level.BRANCH}),
    Level.ORGANS_COMMITTEE: frozenset({Level.COMMITTEE, Level.GENERAL_BRANCH, Level.BRANCH}),
    Level.COMMITTEE: frozenset({Level.COMMITTEE, Level.GENERAL_BRANCH, Level.BRANCH}),
    Level.GENERAL_BRANCH: frozenset({Level.BRANCH}),
    Level.BRANCH: frozenset(),
}
# A committee, general branch or branch is led by a 书记; a leading group by its own 书记 (post `leader`).
# Years of one term: 党委 5; 党总支 and 党支部 of organs and units 3 (建议值; the record of the election decides).
TERM_YEARS: dict[Level, int] = {
    Level.GROUP: 5,
    Level.ORGANS_COMMITTEE: 5,
    Level.COMMITTEE: 5,
    Level.GENERAL_BRANCH: 3,
    Level.BRANCH: 3,
}
_SUFFIXES = (
    ("直属机关委员会", Level.ORGANS_COMMITTEE),
    ("直属机关党委", Level.ORGANS_COMMITTEE),
    ("机关党委", Level.ORGANS_COMMITTEE),
    ("党总支部委员会", Level.GENERAL_BRANCH),
    ("总支部委员会", Level.GENERAL_BRANCH),
    ("支部委员会", Level.BRANCH),
    ("党总支部", Level.GENERAL_BRANCH),
    ("总支部", Level.GENERAL_BRANCH),
    ("党总支", Level.GENERAL_BRANCH),
    ("总支", Level.GENERAL_BRANCH),
    ("党支部", Level.BRANCH),
    ("支部", Level.BRANCH),
    ("党组", Level.GROUP),
    ("委员会", Level.COMMITTEE),
    ("党委", Level.COMMITTEE),
)


def may_stand_under(child: Level, parent: Level | None) -> bool:
    """Whether an organisation of level `child` may be directly under one of level `parent` (None: at the top)."""
    if parent is None:
        return child in (Level.GROUP, Level.ORGANS_COMMITTEE, Level.COMMITTEE)
    return child in BELOW[parent]


def check_place(child: Level, parent: Level | None) -> None:
    """Raises RuleError organization.level_not_allowed if `child` may not stand under `parent`."""
    if not may_stand_under(child, parent):
        raise RuleError("organization.level_not_allowed", child=child.value, parent=parent.value if parent else "")


def level_from_name(text: str) -> Level | None:
    """The level that a name or a cell says (党委, 第一党支部, 机关党总支 …), or None."""
    plain = "".join(text.split()).rstrip("）)")
    return next((level for suffix, level in _SUFFIXES if plain.endswith(suffix)), None)
