"""The chain of a document from above, by its dates."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.errors import RuleError
from shuping.core.registers.superior import (
    Chain,
    Step,
    Task,
    TaskState,
    check_act,
    check_step,
    is_overdue,
    standing,
    year_figures,
)

RECEIVED = date(2021, 3, 1)
ON = date(2021, 12, 1)
DAY = date(2021, 3, 10)

# chain · reached · missing · skipped · days to study · late
GOLDEN = [
    (Chain(RECEIVED), None, ("studied", "discussed", "deployed"), (), None, True),
    (Chain(RECEIVED, studied=(DAY,)), "studied", ("discussed", "deployed"), (), 9, False),
    (Chain(RECEIVED, deployed=(DAY,)), "deployed", ("studied", "discussed"), ("studied", "discussed"), None, True),
    (Chain(RECEIVED, (DAY,), (DAY,), (DAY,)), "deployed", (), (), 9, False),
    (
        Chain(RECEIVED, studied=(date(2021, 5, 1), date(2021, 3, 31))),
        "studied",
        ("discussed", "deployed"),
        (),
        30,
        False,
    ),
    (Chain(RECEIVED, studied=(date(2021, 4, 1),)), "studied", ("discussed", "deployed"), (), 31, True),
]


@pytest.mark.feature("SPC-14")
@pytest.mark.parametrize(("chain", "reached", "missing", "skipped", "days", "late"), GOLDEN)
def test_a_chain_stands_where_its_dates_say(
    chain: Chain,
    reached: str | None,
    missing: tuple[str, ...],
    skipped: tuple[str, ...],
    days: int | None,
    late: bool,
) -> None:
    found = standing(chain, ON)
    assert (found.reached, found.missing, found.skipped) == (reached, missing, skipped)
    assert (found.days_to_study, found.late) == (days, late)


def test_a_document_just_received_is_not_late() -> None:
    assert not standing(Chain(RECEIVED), date(2021, 3, 31)).late
    assert standing(Chain(RECEIVED), date(2021, 4, 1)).late


def test_tasks_are_counted_without_the_dropped_ones() -> None:
    tasks = (
        Task(date(2021, 6, 1), TaskState.OPEN),
        Task(date(2021, 6, 1), TaskState.DONE),
        Task(date(2021, 6, 1), TaskState.REPORTED),
        Task(date(2021, 6, 1), TaskState.DROPPED),
    )
    found = standing(Chain(RECEIVED, (DAY,), (DAY,), (DAY,), tasks), ON)
    assert (found.tasks, found.done, found.overdue, found.complete) == (3, 1, 1, False)


def test_a_task_is_overdue_only_after_its_day_and_only_while_it_is_owed() -> None:
    assert not is_overdue(Task(ON, TaskState.OPEN), ON)
    assert is_overdue(Task(date(2021, 11, 30), TaskState.OPEN), ON)
    assert not is_overdue(Task(date(2021, 11, 30), TaskState.REPORTED), ON)


@pytest.mark.parametrize(
    ("step", "held_on", "code"),
    [
        ("read", DAY, "registers.unknown_step"),
        ("studied", date(2021, 2, 28), "registers.step_before_receipt"),
        ("studied", date(2021, 12, 2), "registers.step_in_future"),
    ],
)
def test_a_step_that_cannot_be_is_refused(step: str, held_on: date, code: str) -> None:
    with pytest.raises(RuleError) as refused:
        check_step(step, held_on, received_on=RECEIVED, today=ON)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("act", "allowed"),
    [("report", {"open"}), ("confirm", {"reported"}), ("return", {"reported"}), ("drop", {"open", "reported"})],
)
def test_each_act_on_a_task_has_its_states(act: str, allowed: set[str]) -> None:
    for state in TaskState:
        if state in allowed:
            check_act(act, state)
        else:
            with pytest.raises(RuleError):
                check_act(act, state)


_days = st.lists(st.dates(RECEIVED, ON), max_size=3).map(tuple)


@given(_days, _days, _days)
def test_a_further_step_never_leaves_more_missing(
    studied: tuple[date, ...], discussed: tuple[date, ...], deployed: tuple[date, ...]
) -> None:
    before = standing(Chain(RECEIVED, studied, discussed, deployed), ON)
    after = standing(Chain(RECEIVED, (*studied, DAY), discussed, deployed), ON)
    assert set(after.missing) <= set(before.missing)
    assert set(after.skipped) <= set(before.missing)
    assert Step.STUDIED not in after.missing


def test_the_year_adds_up() -> None:
    figures = year_figures([standing(chain, ON) for chain, *_rest in GOLDEN])
    assert (figures.received, figures.studied, figures.studied_late, figures.discussed, figures.deployed) == (
        6,
        4,
        3,
        1,
        2,
    )
