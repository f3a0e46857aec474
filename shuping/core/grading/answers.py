"""The whole computation of one case: the answer of `shuping grade` as plain data."""

from collections.abc import Iterator, Mapping

from . import steps
from .means import figures
from .numbers import four, four_or_none
from .reading import case as read_case
from .stability import interval, smallest_change
from .suggestion import Suggestions, suggest
from .values import Case, Figures


def answer(data: object, names: Mapping[str, str] = steps.NAMES) -> dict[str, object]:
    """The answer to the case in `data` (plain JSON, contracts.md). Raises InputError naming the key."""
    return answer_case(read_case(data), names)


def answer_case(case: Case, names: Mapping[str, str] = steps.NAMES) -> dict[str, object]:
    """{"results": [...], "warnings": [...]} in the order of the input; `names` are the official grade names.

    Figures are strings with 4 decimals rounded half up; steps carry more where an edge is near.
    """
    wording = steps.Wording(case.rules, names)
    every = [figures(reporter, case.rules) for reporter in case.reporters]
    suggestions = suggest(every, case.rules)
    return {
        "results": [_result(one, every, suggestions, wording) for one in every],
        "warnings": list(_warnings(every, suggestions, wording)),
    }


def _result(one: Figures, every: list[Figures], suggestions: Suggestions, wording: steps.Wording) -> dict[str, object]:
    identity = one.reporter.id
    ties = [other for other in every if other is not one and other.composite == one.composite]
    change, span = smallest_change(one, wording.rules), interval(one, wording.rules)
    told = [*steps.class_steps(one, wording), *steps.ballot_steps(one, wording), steps.composite_step(one, wording)]
    told += [steps.band_step(one, wording), *steps.grade_steps(one, suggestions, wording)]
    told += [steps.rank_step(one, ties, suggestions, wording), steps.stability_step(change, span)]
    return {
        "id": identity,
        "class_means": {code: four_or_none(mean) for code, mean in one.class_means.items()},
        "ballot": four_or_none(one.ballot),
        "composite": four(one.composite),
        "good_rate": four_or_none(one.good_rate),
        "band": one.band,
        "suggested": suggestions.suggested[identity],
        "rank": suggestions.ranks[identity],
        "tied_with": [other.reporter.id for other in ties],
        "steps": told,
        "stability": {
            "smallest_change": change,
            "interval": [four(end) for end in span] if span else None,
        },
    }


def _warnings(every: list[Figures], suggestions: Suggestions, wording: steps.Wording) -> Iterator[steps.Step]:
    for one in every:
        for code in one.missing:
            text = f"{one.reporter.id}：{code}类没有有效的评价行，权重按其余类别折算。"
            yield steps.step("F2", text, **{"id": one.reporter.id, "class": code})
    cap = suggestions.cap
    if cap is not None and cap.undecided:
        names = "、".join(cap.undecided)
        text = (
            f"比例控制的界线落在次序相同的{names}之间：其中可评“{wording.names['good']}”{cap.places}人，"
            "系统不作调整，由会议决定。"
        )
        yield {
            "code": "cap_undecided",
            "params": {"ids": list(cap.undecided), "places": cap.places},
            "text": text,
        }
