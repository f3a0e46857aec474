"""Odd words without a source: what is broken is found with its original, official wording is left alone."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuping.adapters import lexicons
from shuping.core.text import odd_words, wording
from shuping.core.text.odd_words import CERTAIN, OddWord
from tests.factories import speech as speeches

SPEECH = speeches.SOURCE
HERE = Path(__file__).parent
CLEAN = (HERE / "clean_report.txt").read_text(encoding="utf-8")

# What was put in the place of an official word, in sentences written for this test: found, and the word expected.
BROKEN = [
    ("会议对一年来的工作给予充分确定和高度评价。", "确定", "肯定"),
    ("会议对一年来的工作给予充分认可和高度评价。", "认可", "肯定"),
    ("机关干部要旗帜鲜亮讲政治。", "鲜亮", "鲜明"),
    ("全体党员要稳固树立宗旨意识。", "稳固", "牢固"),
    ("着力打通服务群众的末了一公里。", "末了", "最后"),
    ("有的支部开展谈心谈话流于情势。", "情势", "形式"),
    ("深切学习贯彻全会精神，完善长效机制。", "深切", "深入"),
    ("要重视党员教育治理工作。", "治理", "管理"),
    ("要压紧主体责任，抓出成效。", "压紧", "压实"),
    ("支部书记要切实履行第一责任人义务。", "义务", "职责"),
    ("进一步夯实基层根底。", "根底", "基础"),
    ("在单位内部营造优良氛围。", "优良", "良好"),
    ("要层层传递压力，一级抓一级。", "传递", "传导"),
    ("防备化解重大风险是第一位的任务。", "防备", "防范"),
    ("形成上下联动、齐抓共管的强盛合力。", "强盛", "强大"),
    ("加强意识形态事情责任制的检查。", "事情", "工作"),
]
TWICE = [
    ("要调动干部职工的积极性、积极性和创造性。", "积极性", "主动性"),
    ("对群众的困难不关心、不关心，作风不实。", "关心", None),
]
SOUND = [
    "江山就是人民、人民就是江山。",
    "要发展自然科学、科学技术。",
    "做到学思践悟、知行合一，以钉钉子精神抓好整改落实。",
    "贯彻执行民主集中制，密切联系群众。",
    "深入学习贯彻习近平新时代中国特色社会主义思想，增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
    "把抓好党建作为最大的政绩，书记抓、抓书记，一级抓一级、层层抓落实。",
    "",
]


def found(text: str, year: int | None = None) -> tuple[OddWord, ...]:
    known = wording.official_spans(text, lexicons.load_wording(), year=year)
    return odd_words.find(text, lexicons.load_resources(), known=known)


def rate(text: str, words: tuple[OddWord, ...]) -> float:
    return 1000 * len(words) / len(text)


@pytest.mark.feature("SPC-11")
@pytest.mark.parametrize(("text", "odd", "likely"), BROKEN)
def test_a_broken_collocation_is_certain_and_names_the_word(text: str, odd: str, likely: str) -> None:
    one = next(word for word in found(text) if word.found == odd)
    assert (one.tier, one.span) == (CERTAIN, (text.index(odd), text.index(odd) + len(odd)))
    assert likely in one.likely


@pytest.mark.feature("SPC-11")
@pytest.mark.parametrize(("text", "odd", "likely"), TWICE)
def test_the_same_word_twice_in_a_list_is_certain(text: str, odd: str, likely: str | None) -> None:
    one = next(word for word in found(text) if word.reason == odd_words.REPEATED)
    assert (one.found, one.tier) == (odd, CERTAIN)
    assert likely is None or likely in one.likely


@pytest.mark.parametrize("text", SOUND)
def test_sound_sentences_have_nothing_certain(text: str) -> None:
    assert [word for word in found(text) if word.tier == CERTAIN] == []


def test_nothing_is_said_inside_what_is_known() -> None:
    text = BROKEN[0][0]
    assert odd_words.find(text, lexicons.load_resources(), known=[(0, len(text))]) == ()


def test_words_that_the_text_quotes_from_the_centre_are_left_alone() -> None:
    assert found("习近平总书记强调，“要稳固树立宗旨意识”。") == ()


def marks() -> tuple[str, list[dict[str, Any]]]:
    """The source speech and the places a careful reader marks."""
    if not SPEECH.exists():
        pytest.skip("../shared is absent: the source speech cannot be read here")
    data = json.loads((HERE / "speech_marks.json").read_text(encoding="utf-8"))
    assert hashlib.sha256(SPEECH.read_bytes()).hexdigest() == data["text_sha256"]
    return SPEECH.read_text(encoding="utf-8"), data["marks"]


def at(word: OddWord, mark: dict[str, Any]) -> bool:
    return bool(word.span[0] < mark["span"][1] and mark["span"][0] < word.span[1])


@pytest.mark.feature("SPC-11")
def test_the_source_speech_shows_its_odd_words_with_the_originals() -> None:
    text, places = marks()
    words = found(text)
    certain = [word for word in words if word.tier == CERTAIN]
    right = [word for word in certain if any(at(word, mark) for mark in places)]
    assert len(right) >= 0.8 * len(certain) > 20
    hit = [(mark, word) for mark in places for word in words if at(word, mark)]
    assert len({mark["span"][0] for mark, _ in hit}) >= 0.6 * len(places)
    named = [mark for mark, word in hit if set(mark["likely"]) & set(word.likely)]
    assert len(named) >= 0.8 * len(hit)


@pytest.mark.feature("SPC-11")
def test_our_own_speech_shows_its_odd_words_with_the_originals() -> None:
    text = speeches.OWN.read_text(encoding="utf-8")
    places, words = speeches.spun_places(text), found(text)

    def right(word: OddWord) -> list[str]:
        return [first for start, end, first in places if word.span[0] < end and start < word.span[1]]

    certain = [word for word in words if word.tier == CERTAIN]
    assert len([word for word in certain if right(word)]) >= 0.8 * len(certain)
    hit = [word for word in words if right(word)]
    assert len(hit) >= 0.6 * len(places)
    assert len([word for word in hit if set(right(word)) & set(word.likely)]) >= 0.8 * len(hit)


@pytest.mark.feature("SPC-11")
def test_the_source_speech_shows_them_even_if_its_own_pairs_are_not_in_the_lists() -> None:
    text, places = marks()
    resources = lexicons.load_resources(("general", "list", "web"))
    words = odd_words.find(text, resources)
    right = [word for word in words if any(at(word, mark) for mark in places)]
    assert len(right) >= 0.7 * len(words)
    assert len([mark for mark in places if any(at(word, mark) for word in words)]) >= 0.6 * len(places)


@pytest.mark.feature("SPC-11")
def test_clean_official_text_has_at_most_half_the_rate_of_the_source_speech() -> None:
    text, _ = marks()
    spun = found(text)
    assert rate(CLEAN, found(CLEAN)) <= rate(text, spun) / 2
    certain = tuple(word for word in found(CLEAN) if word.tier == CERTAIN)
    assert len(certain) <= 1


def test_the_same_text_gives_the_same_words_wherever_it_stands() -> None:
    alone = found(BROKEN[3][0])
    shifted = found("前言。\n" + BROKEN[3][0])
    assert [(word.found, word.likely) for word in shifted] == [(word.found, word.likely) for word in alone]
    assert shifted[0].span[0] == alone[0].span[0] + 4


def test_invisible_signs_do_not_move_the_offsets() -> None:
    text = "\u200b会议\ufeff对工作给予充分确定。"
    one = next(word for word in found(text) if word.found == "确定")
    assert text[slice(*one.span)] == "确定"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([*(row[0] for row in BROKEN), *SOUND, "“", "、、", "123", "\n", "𠀀", "\ud800", "ＡＢ", "的"])
    )
)
def test_offsets_fit_and_words_lie_apart(parts: list[str]) -> None:
    text = "".join(parts)
    known = wording.official_spans(text, lexicons.load_wording())
    words = odd_words.find(text, lexicons.load_resources(), known=known)
    end = 0
    for word in words:
        assert end <= word.span[0] < word.span[1] <= len(text)
        assert text[slice(*word.span)] == word.found
        assert word.found not in word.likely
        assert len(word.likely) <= odd_words.MOST_LIKELY
        assert all(word.span[1] <= first or last <= word.span[0] for first, last in known)
        end = word.span[1]
    assert [row["span"] for row in odd_words.values(words)] == [list(word.span) for word in words]
