"""From bands to suggestions: rank (F6), vetoes, cap with or without refilling, undecided borders (F5, R-52)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shuping.core.rulesets.values import Cap, GradingRules

from .numbers import ceil, floor
from .values import Figures, lower_of

CEILINGS = {"not_good": "fairly_good", "at_most_average": "average", "poor": "poor"}
"""The best grade a veto's effect leaves."""

_Key = tuple[tuple[bool, Fraction], ...]


@dataclass(frozen=True, slots=True)
class CapResult:
    """How the cap fell: whom it lowers; whom it cannot decide about, with the places of 好 left for them."""

    group: int  # reporters in the cap group
    limit: int  # at least so many below 好 (not_good_min), or at most so many 好 (good_max)
    already: int  # below 好 (not_good_min) or 好 (good_max) before the cap
    to_lower: int
    lowered: frozenset[str] = frozenset()
    undecided: tuple[str, ...] = ()
    places: int = 0


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Rank and suggested grade by reporter id, the grade after vetoes alone, and how the cap fell."""

    ranks: Mapping[str, int]
    after_vetoes: Mapping[str, str]
    suggested: Mapping[str, str]
    cap: CapResult | None


def value_of(figures: Figures, key: str) -> Fraction | None:
    """The figure that a key of the tie order names."""
    if key.startswith("class:"):
        return figures.class_means[key.removeprefix("class:")]
    return {
        "composite": figures.composite,
        "ballot": figures.ballot,
        "annual": figures.reporter.annual,
        "leader": figures.reporter.leader,
        "good_rate": figures.good_rate,
    }[key]


def _sort_key(figures: Figures, tie_order: Sequence[str]) -> _Key:
    values = [value_of(figures, key) for key in tie_order]
    return tuple((value is None, -(value or Fraction(0))) for value in values)


def ranks(all_figures: Sequence[Figures], tie_order: Sequence[str]) -> dict[str, int]:
    """F6: 1,1,3 over unrounded values along the whole tie order; what is missing sorts last."""
    keys = {one.reporter.id: _sort_key(one, tie_order) for one in all_figures}
    ordered = sorted(keys.values())
    first: dict[_Key, int] = {}
    for place, key in enumerate(ordered, start=1):
        first.setdefault(key, place)
    return {identity: first[key] for identity, key in keys.items()}


def after_vetoes(figures: Figures) -> str:
    """The band lowered by every veto's ceiling; a veto never raises."""
    grade = figures.band
    for veto in figures.reporter.vetoes:
        grade = lower_of(grade, CEILINGS[veto.effect])
    return grade


def apply_cap(grades: Mapping[str, str], rank: Mapping[str, int], cap: Cap) -> CapResult | None:
    """R-52 over one group: lower the last in rank among 好 until the cap holds; None without a cap.

    Where the border falls inside an unresolved tie nobody of that tie is lowered.
    """
    if cap.kind == "none":
        return None
    good = sorted((name for name, grade in grades.items() if grade == "good"), key=lambda name: rank[name])
    group = len(grades)
    if cap.kind == "not_good_min":
        limit, already = ceil(group * cap.share), group - len(good)
        to_lower = min(max(limit - already, 0), len(good))
    else:
        limit, already = floor(group * cap.share), len(good)
        to_lower = max(already - limit, 0)
    kept = len(good) - to_lower
    lowered = good[kept:]
    if not to_lower or not kept or rank[good[kept - 1]] != rank[good[kept]]:
        return CapResult(group, limit, already, to_lower, frozenset(lowered))
    border = rank[good[kept]]
    tied = tuple(name for name in grades if name in good and rank[name] == border)
    places = kept - sum(1 for name in good if rank[name] < border)
    below = frozenset(name for name in lowered if rank[name] > border)
    return CapResult(group, limit, already, to_lower, below, tied, places)


def suggest(all_figures: Sequence[Figures], rules: GradingRules) -> Suggestions:
    """Bands, then vetoes, then the cap (F5).

    With `refill` the vetoed count as below 好, so that a place they free stays filled by others; without it the cap
    is computed on the bands as if no veto existed, and freed places stay empty.
    """
    rank = ranks(all_figures, rules.tie_order)
    bands = {one.reporter.id: one.band for one in all_figures}
    vetoed = {one.reporter.id: after_vetoes(one) for one in all_figures}
    cap = apply_cap(vetoed if rules.refill else bands, rank, rules.cap)
    lowered = cap.lowered if cap else frozenset()
    suggested = {name: lower_of(grade, "fairly_good") if name in lowered else grade for name, grade in vetoed.items()}
    return Suggestions(rank, vetoed, suggested, cap)
