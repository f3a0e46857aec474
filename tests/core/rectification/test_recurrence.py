"""What came again over the years, and who found a problem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.rectification import recurrence, sources
from shuping.core.rectification.recurrence import Seen, Verdict
from shuping.core.rectification.states import State

GOLDEN = [
    ("one year alone is no chain", [Seen(1, 2020, "in_progress", 7), Seen(2, 2020, "planning", 7)], []),
    (
        "the same category in two years, open",
        [Seen(1, 2019, "signed_off", 7), Seen(2, 2020, "in_progress", 7)],
        [((1, 2), Verdict.UNSOLVED)],
    ),
    (
        "kept up for the long term is unsolved",
        [Seen(1, 2019, "long_term", 7), Seen(2, 2020, "long_term", None, 1)],
        [((1, 2), Verdict.UNSOLVED)],
    ),
    (
        "found again at the look-back is opened again",
        [Seen(1, 2020, "relapsed", 7), Seen(2, 2020, "planning", 7, 1)],
        [((1, 2), Verdict.OPENED_AGAIN)],
    ),
    (
        "signed off in the last year is settled",
        [Seen(1, 2019, "signed_off", 7), Seen(2, 2021, "held", 7)],
        [((1, 2), Verdict.SETTLED)],
    ),
    (
        "link and category join into one chain",
        [Seen(1, 2018, "signed_off", 7), Seen(2, 2019, "signed_off", 7), Seen(3, 2020, "planning", 8, 2)],
        [((1, 2, 3), Verdict.UNSOLVED)],
    ),
    ("a parent outside the list joins nothing", [Seen(2, 2020, "planning", None, 1)], []),
]


@pytest.mark.feature("REC-15")
@pytest.mark.parametrize(("what", "rows", "wanted"), GOLDEN, ids=[row[0] for row in GOLDEN])
def test_chains_follow_links_and_categories(
    what: str, rows: list[Seen], wanted: list[tuple[tuple[int, ...], Verdict]]
) -> None:
    found = [(tuple(one.key for one in chain.members), chain.verdict) for chain in recurrence.chains(rows)]
    assert found == wanted, what


@given(
    st.lists(
        st.tuples(st.integers(2018, 2021), st.sampled_from(list(State)), st.none() | st.integers(1, 3)), max_size=12
    )
)
def test_no_problem_stands_in_two_chains_and_order_does_not_matter(
    rows: list[tuple[int, State, int | None]],
) -> None:
    listed = [Seen(key, year, state.value, category) for key, (year, state, category) in enumerate(rows)]
    chains = recurrence.chains(listed)
    members = [one.key for chain in chains for one in chain.members]
    assert len(members) == len(set(members))
    assert list(recurrence.chains(reversed(listed))) == list(chains)
    assert all(len(chain.years) > 1 for chain in chains)


@pytest.mark.feature("SPC-02")
def test_units_are_counted_by_who_named_the_problem() -> None:
    units = [["self"], ["self", "comment"], ["inspection"], ["ballot"], ["check", "life_meeting"], []]
    found = sources.found(sources.kinds(one) for one in units)
    assert found == sources.Found(units=5, by_self=2, by_superiors=3, by_both=1)
    assert (found.only_self, found.only_superiors, found.neither) == (1, 2, 1)
    assert found.only_self + found.by_both + found.only_superiors + found.neither == found.units
