"""The tally sheet's arithmetic: the worked example of the domain first, then what may never happen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.ballots import tally
from shuping.core.ballots.tally import (
    COLUMNS,
    Difference,
    Forms,
    Row,
    differences,
    digest,
    plain_scores,
    read_score,
    sheet_faults,
)
from shuping.core.errors import InputError

# domain.md section 6: six reporters. B is the six themselves, own row left out. C: 20 issued, one form void because
# all the same, one voter left S4's row blank.
A = {
    "S1": (7, 2, 0, 0),
    "S2": (6, 3, 0, 0),
    "S3": (5, 4, 0, 0),
    "S4": (4, 4, 1, 0),
    "S5": (3, 4, 2, 0),
    "S6": (1, 3, 4, 1),
}
B = {
    "S1": (4, 1, 0, 0),
    "S2": (4, 1, 0, 0),
    "S3": (3, 2, 0, 0),
    "S4": (3, 2, 0, 0),
    "S5": (2, 2, 1, 0),
    "S6": (1, 2, 2, 0),
}
C = {
    "S1": (14, 4, 1, 0), "S2": (13, 5, 1, 0), "S3": (12, 6, 1, 0),
    "S4": (9, 7, 2, 0), "S5": (8, 7, 3, 1), "S6": (5, 7, 5, 2),
}  # fmt: skip
ALL = list(A)
A_FORMS = Forms(issued=9, collected=9)
B_FORMS = Forms(issued=6, collected=6, own_rows=6)
C_FORMS = Forms(issued=20, collected=20, void=1, void_reason="全部填写同一等次")


def row(reporter: str, figures: tuple[int, ...], **more: object) -> Row:
    """A row from the four figures of the sheet."""
    counts = dict(zip(COLUMNS[:4], figures, strict=False))
    return Row(reporter=reporter, counts=counts, **more)  # type: ignore[arg-type]


def sheet(table: dict[str, tuple[int, ...]]) -> list[Row]:
    """The rows of one class; the blank row of S4 in class C is a void row with its reason."""
    rows = [row(reporter, figures) for reporter, figures in table.items()]
    if table is C:
        rows[3] = row("S4", C["S4"], void=1, void_reason="该行未填写")
    return rows


def codes(rows: list[Row], forms: Forms, **more: object) -> list[tuple[str, str | None]]:
    """The faults of a sheet as (code, reporter)."""
    settings: dict[str, object] = {"reporters": ALL, "validity": "row", "numeric": False, **more}
    return [(fault.code, fault.reporter) for fault in sheet_faults(rows, forms, **settings)]  # type: ignore[arg-type]


@pytest.mark.parametrize(("table", "forms"), [(A, A_FORMS), (B, B_FORMS), (C, C_FORMS)], ids=["A", "B", "C"])
def test_the_three_sheets_of_the_worked_example_fit_together(table: dict[str, tuple[int, ...]], forms: Forms) -> None:
    assert codes(sheet(table), forms) == []


def test_class_c_of_the_worked_example_has_nineteen_valid_forms_of_twenty() -> None:
    assert (C_FORMS.issued, C_FORMS.collected, C_FORMS.valid) == (20, 20, 19)


def test_counted_with_a_warning_instead_of_void_class_c_has_twenty_rows_each() -> None:
    """Case A4 under `warn`: the all-the-same form counts; every row has one more 较好."""
    rows = [row(name, (figures[0], figures[1] + 1, *figures[2:])) for name, figures in C.items()]
    rows[3] = row("S4", (9, 8, 2, 0), void=1, void_reason="该行未填写")
    assert codes(rows, Forms(issued=20, collected=20)) == []
    assert ("ballots.row_total", "S1") in codes(rows, C_FORMS)


def test_twenty_one_forms_collected_of_twenty_issued_is_a_fault() -> None:
    assert codes([], Forms(issued=20, collected=21))[0] == ("ballots.collected_above_issued", None)


def test_a_row_that_does_not_add_up_is_named_with_what_was_expected() -> None:
    rows = sheet(A)
    rows[1] = row("S2", (6, 2, 0, 0))
    (fault,) = sheet_faults(rows, A_FORMS, reporters=ALL, validity="row", numeric=False)
    assert (fault.code, fault.reporter, dict(fault.params)) == (
        "ballots.row_total", "S2", {"total": 8, "expected": "9"},
    )  # fmt: skip


def test_where_reporters_vote_a_full_row_would_hold_a_vote_for_oneself() -> None:
    rows = sheet(B)
    rows[0] = row("S1", (5, 1, 0, 0))
    assert codes(rows, B_FORMS) == [("ballots.row_total", "S1")]


def test_a_reporter_without_a_valid_form_leaves_a_full_row_and_the_sum_tells() -> None:
    """Five of the six handed in: five rows of four, one row of five."""
    forms = Forms(issued=6, collected=5, own_rows=5)
    rows = [row(name, (4, 0, 0, 0)) for name in ALL[:5]] + [row("S6", (5, 0, 0, 0))]
    assert codes(rows, forms) == []
    rows[0] = row("S1", (5, 0, 0, 0))
    assert codes(rows, forms) == [("ballots.own_rows_total", None)]


@pytest.mark.parametrize(
    ("forms", "code"),
    [
        (Forms(issued=9, collected=9, void=10, void_reason="x"), "ballots.void_above_collected"),
        (Forms(issued=9, collected=9, void=1), "ballots.void_forms_without_reason"),
        (Forms(issued=9, collected=-1), "ballots.negative"),
        (Forms(issued=9, collected=9, own_rows=10), "ballots.own_rows_above_valid"),
    ],
)
def test_impossible_forms_are_named(forms: Forms, code: str) -> None:
    assert code in [found for found, _ in codes([], forms)]


def test_void_rows_need_a_reason_and_exist_only_where_rows_are_judged() -> None:
    rows = sheet(C)
    assert codes(rows, C_FORMS, validity="form") == [("ballots.void_row_under_form_rule", "S4")]
    rows[3] = row("S4", C["S4"], void=1)
    assert codes(rows, C_FORMS) == [("ballots.void_row_without_reason", "S4")]


def test_missing_unknown_and_negative_rows_are_named() -> None:
    rows = [*sheet(A)[:5], row("S9", (9, 0, 0, 0))]
    assert codes(rows, A_FORMS) == [("ballots.row_missing", "S6"), ("ballots.unknown_reporter", "S9")]
    rows = sheet(A)
    rows[0] = row("S1", (10, -1, 0, 0))
    assert codes(rows, A_FORMS) == [("ballots.negative", "S1")]


def test_numeric_sheets_take_scores_and_nothing_else() -> None:
    """Case B: five leaders, eight others; P1's scores of class A."""
    forms = Forms(issued=5, collected=5)
    good = Row("P1", scores=("95", "93", "96", "92", "94"))
    assert codes([good], forms, reporters=["P1"], numeric=True) == []
    assert codes([good], forms, reporters=["P1"]) == [("ballots.scores_under_grades", "P1")]
    graded = row("P1", (5, 0, 0, 0))
    assert codes([graded], forms, reporters=["P1"], numeric=True) == [("ballots.grades_under_scores", "P1")]


@pytest.mark.parametrize("text", ["101", "-1", "90.12345", "NaN", "ninety", "", "1e400"])
def test_a_score_outside_nought_to_a_hundred_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        read_score(text)


@pytest.mark.parametrize("text", ["0", "100", "93.5", " 89.9999 "])
def test_a_score_within_nought_and_a_hundred_is_read(text: str) -> None:
    assert f"{read_score(text)}" == text.strip()


def test_two_keyings_that_agree_have_no_differences() -> None:
    assert differences(sheet(C), sheet(C)) == []


def test_a_difference_names_reporter_column_and_both_figures() -> None:
    other = sheet(C)
    other[4] = row("S5", (7, 8, 3, 1))
    assert differences(sheet(C), other) == [
        Difference("S5", "good", "8", "7"),
        Difference("S5", "fairly_good", "7", "8"),
    ]


def test_a_row_keyed_only_once_is_a_difference() -> None:
    assert differences(sheet(A), sheet(A)[:5]) == [Difference("S6", "row", "1", "")]


def test_scores_are_compared_as_a_heap_and_in_one_spelling() -> None:
    one, two = Row("P1", scores=("95", "93.50")), Row("P1", scores=("93.5", "95.0"))
    assert differences([one], [two]) == []
    assert differences([one], [Row("P1", scores=("95",))]) == [Difference("P1", "scores", "95 93.5", "95")]


figures = st.tuples(*[st.integers(0, 30)] * 6)
tables = st.dictionaries(st.sampled_from(ALL), figures, min_size=1)


def keyed(table: dict[str, tuple[int, ...]]) -> list[Row]:
    """Rows from six figures each."""
    return [Row(name, dict(zip(COLUMNS[:5], six[:5], strict=True)), void=six[5]) for name, six in table.items()]


@given(tables, tables)
def test_differences_are_empty_exactly_when_the_digest_is_the_same(
    one: dict[str, tuple[int, ...]], two: dict[str, tuple[int, ...]]
) -> None:
    same = digest({"A": (A_FORMS, keyed(one))}) == digest({"A": (A_FORMS, keyed(two))})
    assert (differences(keyed(one), keyed(two)) == []) == same


@given(tables, tables)
def test_differences_read_the_same_from_both_sides(
    one: dict[str, tuple[int, ...]], two: dict[str, tuple[int, ...]]
) -> None:
    there = {(found.reporter, found.column, found.first, found.second) for found in differences(keyed(one), keyed(two))}
    back = {(found.reporter, found.column, found.second, found.first) for found in differences(keyed(two), keyed(one))}
    assert there == back


@given(st.lists(st.integers(0, 10000).map(lambda cents: f"{cents // 100}.{cents % 100:02d}"), max_size=8), st.randoms())
def test_the_order_of_scores_never_matters(scores: list[str], dice: "st.random.Random") -> None:  # type: ignore[name-defined]
    mixed = scores.copy()
    dice.shuffle(mixed)
    assert plain_scores(mixed) == plain_scores(scores)


def test_the_digest_does_not_depend_on_order_but_on_every_figure() -> None:
    both = {"A": (A_FORMS, sheet(A)), "C": (C_FORMS, sheet(C))}
    turned = {"C": (C_FORMS, sheet(C)[::-1]), "A": (A_FORMS, sheet(A)[::-1])}
    assert digest(both) == digest(turned)
    assert digest(both) != digest({**both, "C": (Forms(20, 20, 0), sheet(C))})


@pytest.mark.feature("CYC-13")
def test_a_body_of_its_own_per_reporter_is_checked_against_its_own_forms() -> None:
    bodies = {"甲": Forms(12, 11, 1, "涂改"), "乙": Forms(6, 6), "丙": Forms(0, 0)}
    rows = [Row("甲", {"good": 9, "abstain": 1}), Row("乙", {"good": 4, "poor": 1}, 1, "未填"), Row("丙")]
    assert tally.bodies_faults(rows, bodies, validity="row", numeric=False) == ()
    short = [Row("甲", {"good": 9}), rows[1]]
    faults = tally.bodies_faults(short, bodies, validity="row", numeric=False)
    assert [(one.code, one.reporter) for one in faults] == [
        ("ballots.row_total", "甲"),
        ("ballots.row_missing", "丙"),
    ]
    impossible = tally.bodies_faults(rows, {**bodies, "乙": Forms(5, 6)}, validity="row", numeric=False)
    assert [(one.code, one.reporter) for one in impossible] == [("ballots.collected_above_issued", "乙")]
    assert tally.together(bodies.values()) == Forms(18, 17, 1, "涂改", 0)


@pytest.mark.feature("CYC-13")
def test_the_seal_tells_forms_of_two_bodies_from_their_total() -> None:
    rows = [Row("甲", {"good": 5}), Row("乙", {"good": 5})]
    one = tally.digest({"D": ({"甲": Forms(5, 5), "乙": Forms(5, 5)}, rows)})
    other = tally.digest({"D": ({"甲": Forms(6, 5), "乙": Forms(4, 5)}, rows)})
    assert len({one, other, tally.digest({"D": (Forms(10, 10), rows)})}) == 3
