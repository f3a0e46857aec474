"""EVA-09: what stands out in the ballots, for the decision meeting. Nothing here changes a figure or a grade.

All functions work on classes and never on a voter. The trimmed mean beside the mean gives away the sum of what was
cut; so it is only made where both what is cut and what remains rest on enough forms (docs/rules/grading.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

NOUGHT = Fraction(0)
CUT_SHARE = Fraction(1, 10)
"""建议值: how much is cut at either end, as a share of the scores."""
NOTABLE = Fraction(5)
"""建议值: from so many points on a class counts as strict or lenient."""
STRICT, LENIENT, ALIKE = "strict", "lenient", "alike"


def trimmed_mean(scores: Sequence[Fraction], *, smallest: int, share: Fraction = CUT_SHARE) -> Fraction | None:
    """The mean without the highest and lowest `share` of the scores, rounded down to whole scores at either end.

    `scores`: 0 to 100. None where nothing would be cut, or where fewer than `smallest` scores are cut or remain.
    """
    cut = int(len(scores) * share)
    kept = sorted(scores)[cut : len(scores) - cut]
    if not cut or min(2 * cut, len(kept)) < smallest:
        return None
    return sum(kept, NOUGHT) / len(kept)


def deviations(means: Mapping[str, Fraction], weights: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """How many points each class's mean of one reporter lies above the weighted mean of the other classes.

    `means`: 0 to 100 by class, only classes that may be shown apart. A class without another weighted one has none.
    """
    found: dict[str, Fraction] = {}
    for code, mean in means.items():
        others = {other: weights.get(other, NOUGHT) for other in means if other != code}
        total = sum(others.values(), NOUGHT)
        if total:
            found[code] = mean - sum((weight * means[other] for other, weight in others.items()), NOUGHT) / total
    return found


@dataclass(frozen=True, slots=True)
class Leaning:
    """How a class rates compared with the others over all reporters of a round."""

    points: Fraction  # mean of its deviations
    reporters: int
    kind: str  # strict, lenient, alike


def leanings(by_reporter: Sequence[Mapping[str, Fraction]], *, notable: Fraction = NOTABLE) -> dict[str, Leaning]:
    """Which class rates strictly or leniently: the mean of its deviations over the reporters of a round.

    `by_reporter`: the `deviations` of each reporter. Only a class with a deviation for two reporters or more has one.
    """
    found: dict[str, Leaning] = {}
    for code in dict.fromkeys(code for one in by_reporter for code in one):
        points = [one[code] for one in by_reporter if code in one]
        if len(points) > 1:
            mean = sum(points, NOUGHT) / len(points)
            kind = LENIENT if mean >= notable else STRICT if mean <= -notable else ALIKE
            found[code] = Leaning(mean, len(points), kind)
    return found
