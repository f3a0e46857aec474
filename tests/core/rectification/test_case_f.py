"""Case F of domain.md section 10, to the day and to the fraction; properties of deadline, sample and figures."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.errors import RuleError
from shuping.core.rectification.completeness import MeasureLine, PlanRow, doubts, measurable, missing
from shuping.core.rectification.deadlines import Extension, Light, check_extension, effective_due, light, plan_due
from shuping.core.rectification.figures import Row, figures
from shuping.core.rectification.look_back import draw, sample_size
from shuping.core.rectification.states import State
from shuping.core.rectification.terms import Balance, Term, Work, answerable, balances

APRIL_30 = date(2021, 4, 30)
MAY_15 = date(2021, 5, 15)


def test_the_plan_is_due_thirty_days_after_the_feedback() -> None:
    assert plan_due(date(2021, 2, 20), 30) == date(2021, 3, 22)


@pytest.mark.feature("REC-08")
def test_row_three_asked_and_approved_on_25_april_is_due_on_15_may() -> None:
    extension = Extension(asked_on=date(2021, 4, 20), wanted=MAY_15, approved_on=date(2021, 4, 25))
    due = effective_due(APRIL_30, [extension])
    assert due == MAY_15
    assert light(State.IN_PROGRESS, due, on=date(2021, 5, 1), soon_days=7) is Light.GREEN
    assert light(State.IN_PROGRESS, due, on=MAY_15, soon_days=7) is Light.YELLOW
    assert light(State.IN_PROGRESS, due, on=date(2021, 5, 16), soon_days=7) is Light.RED


@pytest.mark.feature("REC-08")
@pytest.mark.feature("REC-11")
@pytest.mark.parametrize("approved", [None, date(2021, 5, 1)])
def test_without_an_approval_in_time_row_three_is_overdue_on_1_may(approved: date | None) -> None:
    due = effective_due(APRIL_30, [Extension(asked_on=date(2021, 4, 20), wanted=MAY_15, approved_on=approved)])
    assert due == APRIL_30
    assert light(State.IN_PROGRESS, due, on=APRIL_30, soon_days=7) is Light.YELLOW
    assert light(State.IN_PROGRESS, due, on=date(2021, 5, 1), soon_days=7) is Light.RED


@pytest.mark.feature("REC-08")
@pytest.mark.parametrize(
    ("due", "wanted", "on", "code"),
    [
        (None, MAY_15, APRIL_30, "rectification.no_deadline"),
        (APRIL_30, MAY_15, date(2021, 5, 1), "rectification.deadline_passed"),
        (APRIL_30, APRIL_30, date(2021, 4, 25), "rectification.not_later"),
        (APRIL_30, MAY_15, APRIL_30, "granted"),  # on the very day it is due
    ],
)
def test_an_extension_is_granted_until_the_day_it_is_due_and_refused_with_its_ground(
    due: date | None, wanted: date, on: date, code: str
) -> None:
    found = "granted"
    try:
        check_extension(due=due, wanted=wanted, on=on)
    except RuleError as refused:
        found = refused.code
    assert found == code


@pytest.mark.feature("REC-11")
def test_a_request_made_in_time_does_not_turn_red_while_the_other_role_reads_it() -> None:
    late = date(2021, 5, 20)
    asked = {"on": late, "soon_days": 7}
    assert light(State.SIGN_OFF_REQUESTED, APRIL_30, asked_on=APRIL_30, **asked) is Light.GREEN
    assert light(State.SIGN_OFF_REQUESTED, APRIL_30, asked_on=date(2021, 5, 1), **asked) is Light.RED


@pytest.mark.feature("REC-11")
@pytest.mark.parametrize("state", [State.SIGNED_OFF, State.HELD, State.RELAPSED, State.LONG_TERM])
def test_no_deadline_presses_on_closed_and_long_term_rows(state: State) -> None:
    assert light(state, APRIL_30, on=date(2022, 1, 1), soon_days=7) is Light.NONE


@pytest.mark.feature("REC-07")
def test_the_look_back_takes_one_of_four_closed_rows() -> None:
    assert sample_size(4, Fraction(1, 4)) == 1
    assert len(draw([11, 12, 13, 14], share=Fraction(1, 4), seed="2021")) == 1


@pytest.mark.feature("REC-15")
def test_one_relapse_of_four_closed_rows_is_a_recurrence_of_25_per_cent() -> None:
    rows = [
        Row(State.RELAPSED, APRIL_30, asked_on=date(2021, 4, 12)),
        Row(State.SIGNED_OFF, APRIL_30, asked_on=APRIL_30),
        Row(State.SIGNED_OFF, MAY_15, asked_on=date(2021, 5, 10)),
        Row(State.HELD, APRIL_30, asked_on=date(2021, 5, 2)),
        Row(State.IN_PROGRESS, APRIL_30),
    ]
    found = figures(rows, on=date(2021, 5, 20), soon_days=7)
    assert (found.total, found.closed, found.on_time, found.recurred) == (5, 4, 3, 1)
    assert (found.open, found.overdue) == (1, 1)
    assert found.closed_share == Fraction(4, 5)
    assert found.on_time_share == Fraction(3, 4)
    assert found.recurrence == Fraction(1, 4)


def test_shares_of_nothing_are_none_and_not_zero() -> None:
    found = figures([], on=APRIL_30, soon_days=7)
    assert (found.closed_share, found.on_time_share, found.recurrence) == (None, None, None)


@given(st.sets(st.integers(1, 10_000), max_size=60), st.fractions(0, 1), st.text(max_size=20))
def test_the_sample_is_reproducible_within_the_rows_and_never_empty(rows: set[int], share: Fraction, seed: str) -> None:
    sample = draw(rows, share=share, seed=seed)
    assert sample == draw(sorted(rows, reverse=True), share=share, seed=seed)
    assert set(sample) <= rows
    assert len(sample) == sample_size(len(rows), share) == len(set(sample))
    assert bool(sample) == bool(rows)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.lists(
        st.tuples(st.integers(-40, 40), st.integers(-40, 90), st.one_of(st.none(), st.integers(-40, 40))), max_size=6
    ),
)
def test_extensions_only_ever_move_a_deadline_later(promised: date, moves: list[tuple[int, int, int | None]]) -> None:
    extensions = [
        Extension(
            asked_on=promised + timedelta(days=asked),
            wanted=promised + timedelta(days=wanted),
            approved_on=None if approved is None else promised + timedelta(days=approved),
        )
        for asked, wanted, approved in moves
    ]
    assert effective_due(promised, extensions) >= promised


@given(st.lists(st.tuples(st.sampled_from(State), st.integers(-30, 30), st.integers(-60, 30)), max_size=40))
def test_the_parts_never_exceed_the_whole(entries: list[tuple[State, int, int]]) -> None:
    today = date(2021, 6, 1)
    rows = [Row(state, today + timedelta(days=due), today + timedelta(days=asked)) for state, due, asked in entries]
    found = figures(rows, on=today, soon_days=7)
    assert found.closed + found.open + found.long_term == found.total
    assert found.on_time <= found.closed
    assert found.recurred <= found.closed
    assert found.overdue + found.due_soon <= found.open


def line(text: str = "每季度研究一次", owner: str = "王岚", due: date | None = APRIL_30) -> MeasureLine:
    return MeasureLine(text=text, owner=owner, due=due)


@pytest.mark.feature("REC-03")
@pytest.mark.feature("REC-04")
@pytest.mark.parametrize(
    ("row", "lacks"),
    [
        (PlanRow([line()], "全年研究四次", "党委办公室", APRIL_30), ()),
        (PlanRow([], "全年研究四次", "党委办公室", APRIL_30), ("measure",)),
        (PlanRow([line(owner=" ")], "全年研究四次", "党委办公室", APRIL_30), ("owner",)),
        (PlanRow([line(due=None)], "全年研究四次", "党委办公室", APRIL_30), ("deadline",)),
        (PlanRow([line()], "全年研究四次", "党委办公室", None), ("deadline",)),
        (PlanRow([line()], "全年研究四次", "党委办公室", None, long_term=True), ()),
        (PlanRow([line()], "", "党委办公室", APRIL_30), ("result",)),
        (PlanRow([line()], "全年研究四次", "", APRIL_30), ("lead",)),
        (PlanRow([], "", "", None), ("measure", "deadline", "result", "lead")),
    ],
)
def test_a_row_says_what_it_lacks(row: PlanRow, lacks: tuple[str, ...]) -> None:
    assert missing(row) == lacks


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("隐患路段由23处降到9处", True),
        ("印发《学习计划》", True),
        ("全部支部按期换届", True),
        ("每季度开展两次谈心", True),
        ("进一步提高认识", False),
        ("不断加强学习", False),
    ],
)
def test_a_result_is_measurable_when_it_can_be_checked_by_looking(text: str, expected: bool) -> None:
    assert measurable(text) is expected


def test_doubts_are_shown_and_stop_nothing() -> None:
    row = PlanRow([line(due=MAY_15)], "不断加强学习", "党委办公室", APRIL_30)
    assert missing(row) == ()
    assert doubts(row) == ("result_not_measurable", "measure_after_deadline")


def test_credit_and_debt_follow_the_term_in_which_the_work_began() -> None:
    terms = [Term(1, date(2018, 1, 1), date(2021, 3, 31)), Term(2, date(2021, 4, 1))]
    works = [
        Work(date(2021, 2, 1), State.SIGNED_OFF),  # closed under the second, begun under the first
        Work(date(2021, 2, 1), State.RELAPSED),
        Work(date(2021, 5, 1), State.IN_PROGRESS),
        Work(date(2021, 5, 1), State.LONG_TERM),
        Work(date(2017, 5, 1), State.IN_PROGRESS),  # before anybody's term
    ]
    found = balances(works, terms)
    assert found[1] == Balance(credit=1, debt=1)
    assert found[2] == Balance(debt=1, long_term=1)
    assert found[None] == Balance(debt=1)


def test_of_two_overlapping_terms_the_later_holds() -> None:
    terms = [Term(1, date(2020, 1, 1)), Term(2, date(2021, 1, 1))]
    assert answerable(date(2021, 6, 1), terms) == 2
