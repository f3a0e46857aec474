"""Golden tables of cases C and D of domain.md, and what counts as a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.errors import InputError
from shuping.core.reports.checks import Subject, check, figures, refused
from shuping.core.reports.counting import count, share_reached
from shuping.core.reports.sections import text_of
from shuping.core.rulesets.values import ReportRules


def codes(sections: dict[str, str], rules: ReportRules, kind: str = "written") -> set[str]:
    return {finding.code for finding in refused(check(Subject(text_of(sections), rules, kind)))}


def parted(total: int, problems: int) -> dict[str, str]:
    """A text of `total` characters, `problems` of them in the three problem sections."""
    third = problems // 3
    return {
        "achievements": "我" * (total - problems - 10),
        "plans": "改" * 10,
        "problems": "问" * (problems - 2 * third),
        "causes": "因" * third,
        "last_year": "年" * third,
    }


@pytest.mark.feature("REP-01")
@pytest.mark.feature("REP-17")
@pytest.mark.parametrize(
    ("total", "problems", "limit", "share", "refusals"),
    [
        (3000, 750, 3000, (1, 4), set()),
        (3000, 749, 3000, (1, 4), {"reports.problem_share_low"}),
        (3001, 1500, 3000, (1, 4), {"reports.too_long"}),
        (3001, 751, 3000, (1, 4), {"reports.too_long"}),
        (4000, 1333, 4000, (1, 3), {"reports.problem_share_low"}),
        (4000, 1334, 4000, (1, 3), set()),
    ],
)
def test_case_d_length_and_problem_share_are_tested_in_integers(
    total: int, problems: int, limit: int, share: tuple[int, int], refusals: set[str]
) -> None:
    rules = ReportRules(written_max=limit, min_problem_share=share)
    assert codes(parted(total, problems), rules) == refusals


@pytest.mark.feature("REP-01")
def test_case_c_a_spoken_text_of_1000_passes_and_1001_is_refused() -> None:
    rules = ReportRules(spoken_max=1000)
    assert codes({"achievements": "字" * 1000}, rules, "spoken") == set()
    assert codes({"achievements": "字" * 1001}, rules, "spoken") == {"reports.too_long"}


@pytest.mark.parametrize(
    ("text", "characters", "wps"),
    [
        ("", 0, 0),
        ("抓党建，促发展。", 6, 8),
        ("二〇二〇年", 5, 5),
        ("2020年", 5, 2),
        ("增长3.5%，共 12 个", 8, 7),
        ("GDP growth", 9, 2),
        ("“三会一课”——制度", 6, 10),
        ("　空　格\t\n", 2, 2),
        ("𠮷野", 2, 2),
    ],
)
def test_each_mode_counts_what_it_says(text: str, characters: int, wps: int) -> None:
    assert (count(text, "characters"), count(text, "wps")) == (characters, wps)


def test_the_title_never_counts() -> None:
    assert figures(text_of({"problems": "问题"}, title="很长的题目"), "characters").length == 2


def test_an_unknown_mode_is_input_that_cannot_be_used() -> None:
    with pytest.raises(InputError) as refusal:
        count("字", "words")
    assert refusal.value.code == "reports.unknown_count_mode"


@given(st.integers(0, 5000), st.integers(0, 5000), st.integers(1, 9), st.integers(1, 9))
def test_the_share_is_the_exact_fraction(part: int, rest: int, numerator: int, more: int) -> None:
    total, denominator = part + rest, numerator + more
    expected = part / total >= numerator / denominator if total else False
    exact = part * denominator == numerator * total
    assert share_reached(part, total, (numerator, denominator)) == (expected or (exact and total > 0))


@given(st.text(), st.text())
def test_characters_add_up(one: str, two: str) -> None:
    assert count(one + two) == count(one) + count(two)


@given(st.text())
def test_the_word_processor_never_counts_more_than_the_visible_characters(text: str) -> None:
    assert count(text, "wps") <= len("".join(text.split()))
