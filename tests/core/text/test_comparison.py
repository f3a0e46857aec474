"""Every report with every other: what is found, what it is called, where it stands."""

import random

import numpy as np
import pytest

from shuping.core.errors import InputError
from shuping.core.text import comparison, corpus, fingerprints
from shuping.core.text.comparison import Basis, Comparison, Document, OfficialText, Pair, Settings, compare
from shuping.core.text.index import Index
from shuping.core.text.rewording import swapped_words
from tests.core.text.made_texts import PUNCTUATION, prose, report, spun

COPIED = prose("copied", 240)


def only(found: Comparison) -> Pair:
    (pair,) = found.pairs
    return pair


def shown(document: Document, span: tuple[int, int]) -> str:
    return document.text[span[0] : span[1]]


@pytest.mark.feature("REP-07", "REP-11")
def test_a_copied_passage_is_found_with_its_place_on_both_sides() -> None:
    one, two = report("甲", COPIED), report("乙", COPIED)
    pair = only(compare([one, two, report("丙")]))
    assert (pair.a, pair.b) == ("乙", "甲")
    (passage,) = pair.passages
    assert (passage.kind, passage.label, passage.net_a, passage.net_b) == ("verbatim", "copy", 240, 240)
    assert shown(two, passage.a) == shown(one, passage.b) == COPIED.removesuffix("。")
    assert pair.in_a == 240
    assert pair.of_a == 740


@pytest.mark.feature("SPC-11")
@pytest.mark.parametrize("share", [0.1, 0.2, 0.3])
def test_text_with_swapped_words_is_matched_to_its_source(share: float) -> None:
    other = spun(COPIED, share, share)
    one, two = report("甲", COPIED), report("乙", other)
    passages = only(compare([one, two])).passages
    assert {passage.kind for passage in passages} == {"reworded"}
    assert sum(passage.net_a for passage in passages) > 0.8 * 240


@pytest.mark.feature("SPC-11")
def test_swapped_words_are_listed_with_their_places() -> None:
    text = "班子成员全年召开专题会议十二次研究部署重点工作，解决群众反映强烈的突出问题，推动各项任务全面落实到位。"
    other = text.replace("召开", "进行").replace("强烈", "激烈").replace("落实", "落地")
    one, two = report("甲", text), report("乙", other)
    (passage,) = only(compare([one, two])).passages
    places = passage.a, passage.b  # of 乙 and 甲, by name
    swaps = swapped_words(two.text, one.text, *places, words={"强烈", "激烈", "落实", "落地"})
    assert [(swap.found, swap.instead) for swap in swaps] == [("进行", "召开"), ("激烈", "强烈"), ("落地", "落实")]
    bare = swapped_words(two.text, one.text, *places)
    assert [(swap.found, swap.instead) for swap in bare] == [("进行", "召开"), ("激", "强"), ("地", "实")]
    assert all(shown(two, swap.here) == swap.found and shown(one, swap.there) == swap.instead for swap in swaps)


@pytest.mark.feature("SPC-11")
def test_a_clause_left_out_where_one_character_stands_is_no_swapped_word() -> None:
    text = "班子成员联系点走访次数低于计划，隧道管理所党支部夜班党员参加组织生活难，信息报送中九成是经验做法。"
    other = text.replace("低于", "少于").replace("隧道管理所党支部夜班", "倒班").replace("做法", "介绍情况")
    swaps = swapped_words(other, text, (0, len(other)), (0, len(text)))
    assert [(swap.found, swap.instead) for swap in swaps] == [("少", "低"), ("介绍情况", "做法")]


def test_sentences_in_another_order_are_one_passage() -> None:
    sentences = [prose(f"sentence {number}", 60) for number in range(5)]
    one, two = report("甲", "".join(sentences)), report("乙", "".join(sentences[::-1]))
    (passage,) = only(compare([one, two])).passages
    assert passage.net_a == passage.net_b == 300


@pytest.mark.feature("REP-10")
def test_thirty_nine_net_characters_are_too_few_and_forty_are_enough() -> None:
    for length, count in ((39, 0), (40, 1)):
        text = prose("short", length)
        assert len(compare([report("甲", text), report("乙", text)]).pairs) == count


@pytest.mark.feature("REP-10")
def test_official_text_counts_nothing() -> None:
    official = prose("law", 400)
    basis = Basis([OfficialText("law", official)])
    quoting = [report("甲", official[:150]), report("乙", official[:150])]
    found = compare(quoting, basis=basis)
    assert found.pairs == ()
    assert found.net["甲"] == 500
    (span,) = found.quoted["甲"]
    assert official[:150].startswith(shown(quoting[0], span)[:100])
    # A copied passage goes on across the quotation in its middle, which counts nothing in it.
    mixed = prose("before", 60) + official[:150] + prose("after", 60)
    (passage,) = only(compare([report("甲", mixed), report("乙", mixed)], basis=basis)).passages
    assert passage.net_a == 120
    assert passage.a[1] - passage.a[0] >= len(mixed) - 2


@pytest.mark.feature("REP-10", "REP-11")
def test_a_copied_passage_goes_on_across_a_quotation_that_one_side_reworded() -> None:
    official = prose("law", 150)
    basis = Basis([OfficialText("law", official)])
    before, after = prose("before", 60), prose("after", 60)
    one, two = report("甲", before + official + after), report("乙", before + spun(official, 0.5, 1) + after)
    (passage,) = only(compare([one, two], basis=basis)).passages
    assert passage.label == "copy"
    assert passage.net_b == 120 < passage.net_a  # 乙 stands before 甲
    assert len(shown(one, passage.b)) >= len(before + official + after) - 2


@pytest.mark.feature("REP-10")
def test_a_library_text_of_later_date_could_not_be_quoted() -> None:
    official = prose("law", 100)
    basis = Basis([OfficialText("law", official, report("", year=2020).date)])
    pairs = compare([report("甲", official, year=2019), report("乙", official, year=2019)], basis=basis).pairs
    assert len(pairs) == 1
    assert compare([report("甲", official, year=2020), report("乙", official, year=2020)], basis=basis).pairs == ()


@pytest.mark.feature("REP-10")
def test_what_five_units_share_is_a_formula_and_no_copy() -> None:
    formula = prose("formula", 60)
    found = compare([report(str(number), formula, unit=str(number)) for number in range(6)])
    assert found.pairs == ()


@pytest.mark.feature("REP-10", "REP-12")
def test_a_template_with_blanks_is_listed_for_every_pair_and_called_a_template() -> None:
    clauses = [prose(f"clause {number}", 40) for number in range(12)]
    names = [f"{number:02d}" for number in range(7)]
    reports = [
        report(name, "".join(clause + f"共{name}{number}项。" for number, clause in enumerate(clauses)), unit=name)
        for name in names
    ]
    found = compare(reports)
    assert len(found.pairs) == 21
    assert {passage.label for pair in found.pairs for passage in pair.passages} == {"template"}
    (cluster,) = found.clusters
    assert (cluster.label, cluster.files) == ("template", tuple(names))


@pytest.mark.feature("REP-10", "REP-12")
def test_lines_that_only_some_kept_of_a_template_are_template_too() -> None:
    begin, line, end = prose("begin", 250), prose("line", 150), prose("end", 250)
    reports = [report(name, begin + (line if name < "2" else "") + end, unit=name) for name in "0123456"]
    found = compare([*reports, report("another", line, unit="another")])
    labels = {(pair.a, pair.b): {passage.label for passage in pair.passages} for pair in found.pairs}
    # Who has the line alone took it from one of the two.
    assert labels.pop(("0", "another")) == labels.pop(("1", "another")) == {"copy"}
    assert len(labels) == 21
    assert set.union(*labels.values()) == {"template"}
    # Where two kept the line their template passage holds it, and it is not listed a second time.
    (whole,) = next(pair for pair in found.pairs if (pair.a, pair.b) == ("0", "1")).passages
    assert whole.net_a == 650


@pytest.mark.feature("REP-10")
def test_a_short_passage_of_three_unrelated_parents_is_taken_for_formula() -> None:
    text = prose("short", 60)
    places = [("甲", "一"), ("乙", "二"), ("丙", "三")]
    unrelated = compare([report(unit, text, unit=unit, parent=parent) for unit, parent in places])
    related = compare([report(unit, text, unit=unit, parent="一") for unit, _ in places])
    unknown = compare([report(unit, text, unit=unit) for unit, _ in places])
    for found, label in ((unrelated, "formula"), (related, "copy"), (unknown, "copy")):
        assert [passage.label for pair in found.pairs for passage in pair.passages] == [label] * 3


@pytest.mark.feature("REP-13")
def test_a_unit_s_own_earlier_text_is_kept_apart() -> None:
    first = report("2019/甲", COPIED, unit="甲", year=2019)
    second = report("2020/甲", COPIED, unit="甲", year=2020)
    other = report("2020/乙", COPIED, unit="乙", year=2020)
    labels = {(p.a, p.b): (p.passages[0].label, p.earlier) for p in compare([first, second, other]).pairs}
    assert labels[("2019/甲", "2020/甲")] == ("own_year", "a")
    assert labels[("2019/甲", "2020/乙")] == ("copy", "a")
    assert labels[("2020/乙", "2020/甲")] == ("copy", "")


@pytest.mark.feature("REP-12")
def test_a_chain_of_copying_is_one_cluster() -> None:
    later = prose("later", 300)
    found = compare([report("甲", COPIED), report("乙", COPIED, later), report("丙", later), report("丁")])
    assert [(one.label, one.files) for one in found.clusters] == [("copy", ("丙", "乙", "甲"))]
    assert [(pair.a, pair.b) for pair in found.pairs] == [("丙", "乙"), ("乙", "甲")]


HIDDEN = "\u200b\u200d\u2060\ufeff\u00ad"
EVASIONS = {
    "invisible characters": lambda text: HIDDEN[0].join(text) + HIDDEN,
    "spaces": lambda text: " ".join(text),
    "other punctuation": lambda text: "".join(";" if sign in PUNCTUATION else sign for sign in text),
    "full width": lambda text: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text),
    "look-alike letters": lambda text: text.translate(str.maketrans("aeopcxAEO人大小日月", "аеорсхАЕО⼈⼤⼩⽇⽉")),
}


@pytest.mark.feature("SPC-11")
@pytest.mark.parametrize("way", EVASIONS)
def test_evasion_by_characters_does_not_help(way: str) -> None:
    text = f"peace2020人大{prose('evaded', 60)}CapEx大小日月{prose('more', 40)}"
    one, two = report("甲", text), report("乙", EVASIONS[way](text))
    pair = only(compare([one, two]))
    (passage,) = pair.passages
    assert passage.kind == "verbatim"
    assert passage.net_a == passage.net_b == pair.in_a
    assert shown(one, passage.b) == text.removesuffix("。")
    assert EVASIONS[way](text).startswith(shown(two, passage.a))


def test_offsets_count_characters_beyond_sixteen_bits_once() -> None:
    one = report("甲", "\U0001f600\U00020000" + COPIED)
    two = report("乙", COPIED)
    (passage,) = only(compare([one, two])).passages
    assert shown(one, passage.b) == shown(two, passage.a) == COPIED.removesuffix("。")


def test_empty_and_tiny_texts_are_borne() -> None:
    documents = [
        Document(str(number), text) for number, text in enumerate(["", "一", "。", "\ud800", "一" * 12, COPIED])
    ]
    found = compare(documents)
    assert found.pairs == ()
    assert found.documents == 6
    assert found.net == {"0": 0, "1": 1, "2": 0, "3": 0, "4": 12, "5": 240}
    assert compare([]).pairs == ()


def test_a_huge_text_of_one_character_is_borne() -> None:
    pair = only(compare([Document("甲", "一" * 300_000), Document("乙", "一" * 200_000)]))
    assert pair.in_a == 200_000


def test_the_same_name_twice_is_refused() -> None:
    with pytest.raises(InputError, match=r"desk\.name_twice.*甲"):
        compare([Document("甲", "一"), Document("乙", "二"), Document("甲", "三")])


def mixed_reports() -> list[Document]:
    """Copies, a template, a formula, own years, spun text: something of everything."""
    chance = random.Random(7)
    passages = [prose(f"passage {number}", chance.randint(60, 300)) for number in range(12)]
    blanks = [prose(f"blank {number}", 40) for number in range(8)]
    reports = []
    for number in range(40):
        parts = chance.sample(passages, chance.choice([0, 1, 2]))
        parts = [spun(part, chance.choice([0, 0.2, 0.4]), number) for part in parts]
        if number % 4 == 0:
            parts.append("".join(f"{blank}{number * 31}项，" for blank in blanks))
        if number % 3 == 0:
            parts.append(prose("everybody", 70))
        unit = f"u{number // 3}"
        reports.append(report(f"{number:03d}", *parts, unit=unit, parent=f"p{number % 5}", year=2018 + number % 3))
    return reports


def test_the_result_depends_neither_on_order_nor_on_workers_nor_on_blocks() -> None:
    reports = mixed_reports()
    expected = compare(reports)
    assert {passage.label for pair in expected.pairs for passage in pair.passages} >= {"copy", "template", "own_year"}
    for settings in (Settings(workers=2), Settings(workers=5), Settings(block=500)):
        random.Random(settings.workers).shuffle(reports)
        found = compare(iter(reports), settings=settings)
        assert (found.pairs, found.clusters, found.net) == (expected.pairs, expected.clusters, expected.net)


def test_text_that_repeats_one_sign_takes_the_room_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = next(
        sign
        for sign in map(chr, range(0x4E00, 0x4F00))
        if int(fingerprints.seed_at(np.full(13, ord(sign), np.uint16), 0)) & 1
    )
    reports = [*(Document(name, kept * 3000 + COPIED, unit=name) for name in ("甲", "乙")), *mixed_reports()]
    expected = compare(reports)
    monkeypatch.setattr(comparison, "_CHUNK", 64)  # a chunk for each report, no spare room
    asked: list[int] = []
    monkeypatch.setattr(comparison._Held, "room", lambda held, size: _room(held, size, asked))
    found = compare(reports)
    assert (found.pairs, found.clusters) == (expected.pairs, expected.clusters)
    assert len(asked) > len(reports)  # cut once more, into as much room as was asked for


def _room(held: comparison._Held, size: int, asked: list[int]) -> int:
    asked.append(size)
    held.used += size
    return held.used - size


def test_more_text_than_can_be_numbered_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "MOST_NET", 400)
    with pytest.raises(InputError, match=r"desk\.too_much_text.*400"):
        compare([report("甲"), report("乙")])
    index = Index()
    with pytest.raises(InputError, match=r"desk\.too_much_text"):
        index.add([report("甲"), report("乙")])


def test_signs_beyond_sixteen_bits_change_no_offset_and_nothing_around_them() -> None:
    plain = compare([report("甲", COPIED), report("乙", COPIED)])
    rare = compare(
        [report("甲", COPIED), report("乙", f"{COPIED[:100]}\U0001f600{COPIED[100:]}"), report("丙", "𠀀𪛖")]
    )
    (before,), (after,) = only(plain).passages, only(rare).passages
    assert after.b == before.b
    assert after.a == (before.a[0], before.a[1] + 1)
    assert (after.net_a, after.net_b, after.kind) == (before.net_a, before.net_b, before.kind)
