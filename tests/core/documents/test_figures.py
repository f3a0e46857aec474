"""Numerals, dates and punctuation of official papers, by golden tables."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.documents.figures import chinese_date, numeral, official_date, span, unofficial_dates
from shuping.core.documents.punctuation import faults
from shuping.core.text.numerals import number

NUMERALS = {
    1: "一",
    9: "九",
    10: "十",
    11: "十一",
    20: "二十",
    21: "二十一",
    99: "九十九",
    100: "一百",
    105: "一百零五",
    110: "一百一十",
    111: "一百一十一",
    120: "一百二十",
    999: "九百九十九",
}

SPANS = (
    (date(2022, 1, 5), date(2022, 1, 5), "2022年1月5日"),
    (date(2022, 1, 5), date(2022, 1, 12), "2022年1月5日至12日"),
    (date(2022, 1, 5), date(2022, 2, 1), "2022年1月5日至2月1日"),
    (date(2021, 12, 28), date(2022, 1, 12), "2021年12月28日至2022年1月12日"),
)

UNOFFICIAL = (
    ("2022年1月5日", ()),
    ("12年来完成3月任务，第12年", ()),
    ("青交党〔2022〕12号，2022年度，12.5分，3.1.4版", ()),
    ("2022-01-05", ("2022-01-05",)),
    ("于2022.1.5召开", ("2022.1.5",)),
    ("2022/01/05前", ("2022/01/05",)),
    ("2022年01月05日", ("2022年01月",)),
    ("22年1月", ("22年1月",)),
    ("二〇二二年一月", ("二〇二二年",)),
)

FAULTS = (
    ("全年召开会议12次，走访26人。", ()),
    ("“三会一课”（含主题党日）、《条例》——好。", ()),
    ("得分94.41分，占比12.5%，时间9:30，比例1:2。", ()),
    ("党建,业务", ("half_width",)),
    ("党建(业务)", ("half_width", "half_width")),
    ("各单位:", ("half_width",)),
    ("落实到位.", ("half_width_stop",)),
    ('开展"主题党日"活动', ("straight_quotes", "straight_quotes")),
    ("等等。。。", ("dots",)),
    ("等…好", ("dots",)),
    ("等……好", ()),
    ("一是，，二是", ("doubled",)),
    ("一是，、二是", ("doubled",)),
    ("青交党[2022]5号", ("year_brackets",)),
    ("青交党（2022）5号", ("year_brackets",)),
    ("青交党〔2022〕第5号", ("serial_prefix",)),
    ("青交党〔2022〕05号", ("serial_prefix",)),
    ("青交党〔2022〕5号", ()),
    ("党 建", ("space",)),
    ("党建　工作", ()),
    ("<<条例>>", ("title_marks",)),
    ("（未完", ("unpaired",)),
    ("未完）", ("unpaired",)),
    ("1）第一", ()),
    ("“未完", ("unpaired",)),
)


@pytest.mark.feature("I18-06")
@pytest.mark.parametrize(("value", "words"), NUMERALS.items())
def test_numerals_are_written_as_headings_count(value: int, words: str) -> None:
    assert numeral(value) == words


@given(st.integers(1, 999))
def test_a_numeral_is_read_back_as_itself(value: int) -> None:
    assert number(numeral(value)) == value


@pytest.mark.parametrize("value", [0, -1, 1000])
def test_no_heading_counts_so_far(value: int) -> None:
    with pytest.raises(ValueError, match=str(value)):
        numeral(value)


@pytest.mark.feature("I18-06")
@pytest.mark.parametrize(("first", "last", "words"), SPANS)
def test_a_stretch_of_days_says_nothing_twice(first: date, last: date, words: str) -> None:
    assert span(first, last) == words


def test_dates_on_papers_and_covers() -> None:
    assert official_date(date(2022, 1, 5)) == "2022年1月5日"
    assert chinese_date(date(2022, 10, 21)) == "二〇二二年十月二十一日"


@pytest.mark.feature("I18-06")
@pytest.mark.parametrize(("text", "found"), UNOFFICIAL)
def test_unofficial_dates_are_found(text: str, found: tuple[str, ...]) -> None:
    assert unofficial_dates(text) == found


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_an_official_date_is_never_complained_of(day: date) -> None:
    assert unofficial_dates(f"于{official_date(day)}召开") == ()


@pytest.mark.feature("I18-06")
@pytest.mark.parametrize(("text", "codes"), FAULTS)
def test_wrong_signs_are_found_and_right_ones_left(text: str, codes: tuple[str, ...]) -> None:
    assert tuple(fault.code for fault in faults(text)) == codes


@given(st.text(max_size=60))
def test_any_text_is_read_without_fail(text: str) -> None:
    for fault in faults(text):
        assert text[fault.at :].startswith(fault.found)
