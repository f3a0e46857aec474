"""What a decision meeting must give: a grade for everybody, reasons for deviations, waivers for vetoes and the cap.

Rules R-50, R-52, R-55 and the guard → DECIDED of domain.md section 4.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shuping.core.rulesets.values import GRADES, Cap

from .numbers import ceil, floor


@dataclass(frozen=True, slots=True)
class Suggested:
    """One reporter before the meeting: the suggestion, the best grade that vetoes leave, the cap group."""

    id: int
    name: str
    suggested: str
    ceiling: str = "good"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What the meeting decided about one reporter."""

    grade: str
    reason: str = ""
    waiver: str = ""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What a decision lacks: names by kind, as the guards of the round want them (GradeFacts)."""

    undecided: tuple[str, ...] = ()
    without_reason: tuple[str, ...] = ()
    without_waiver: tuple[str, ...] = ()
    cap_broken: bool = False


def shortfall(
    every: Sequence[Suggested], decided: Mapping[int, Decided], cap: Cap, caps: Mapping[str, Cap] | None = None
) -> Shortfall:
    """What is missing of the decisions by participant id; the cap counts only once everybody is decided.

    `caps`: by cap group, where a group has a scheme with a cap of its own (CYC-08); `cap` holds for the others.
    """
    known = {one: decided[one.id] for one in every if one.id in decided and decided[one.id].grade in GRADES}
    undecided = tuple(one.name for one in every if one not in known)
    return Shortfall(
        undecided=undecided,
        without_reason=tuple(
            one.name for one, made in known.items() if made.grade != one.suggested and not made.reason.strip()
        ),
        without_waiver=tuple(
            one.name for one, made in known.items() if above(made.grade, one.ceiling) and not made.waiver.strip()
        ),
        cap_broken=not undecided
        and any(_broken(grades, (caps or {}).get(name, cap)) for name, grades in _groups(known)),
    )


def above(grade: str, ceiling: str) -> bool:
    """Whether `grade` is better than the best one allowed."""
    return GRADES.index(grade) < GRADES.index(ceiling)


def _groups(known: Mapping[Suggested, Decided]) -> Iterator[tuple[str, list[str]]]:
    for group in sorted({one.group for one in known}):
        yield group, [made.grade for one, made in known.items() if one.group == group]


def _broken(grades: Sequence[str], cap: Cap) -> bool:
    good = sum(1 for grade in grades if grade == "good")
    if cap.kind == "not_good_min":
        return len(grades) - good < ceil(len(grades) * cap.share)
    return cap.kind == "good_max" and good > floor(len(grades) * cap.share)
