"""The benchmark of the desk can be trusted: its sets hold what they say, its measures are what they are called."""

from datetime import date

import pytest

from bench.desk import measures, sources
from bench.desk.generator import KINDS, REPORT, TUNING, make_set
from bench.desk.measures import Detection
from bench.desk.pieces import Case, KnownSet, Report

SIZE = 60


@pytest.fixture(scope="module")
def made() -> KnownSet:
    try:
        return make_set(1, SIZE)
    except sources.MissingSourceError as missing:
        pytest.skip(str(missing))


def perfect(made: KnownSet) -> list[Detection]:
    found = [Detection(case.a, case.span_a, case.b, case.span_b, case.label) for case in made.cases]
    for family in made.families:
        found += [
            Detection(*one, *other, "template") for place, one in enumerate(family) for other in family[place + 1 :]
        ]
    return found


def test_the_same_seed_makes_the_same_set(made: KnownSet) -> None:
    assert make_set(1, SIZE) == made


def test_report_seeds_are_none_of_the_tuning_seeds() -> None:
    assert not set(TUNING) & set(REPORT)


def test_a_verbatim_case_holds_the_same_net_text_on_both_sides(made: KnownSet) -> None:
    cases = [case for case in made.cases if case.kind in ("verbatim", "collage", "duties")]
    assert {case.kind for case in cases} == {"verbatim", "collage", "duties"}
    for case in cases:
        here = made.reports[case.a].text[slice(*case.span_a)]
        there = made.reports[case.b].text[slice(*case.span_b)]
        assert sources.net(here) == sources.net(there) != ""


def test_a_spun_case_keeps_most_characters_in_place(made: KnownSet) -> None:
    cases = [case for case in made.cases if case.kind == "spun-10"]
    changed = 0
    for case in cases:
        here = sources.net(made.reports[case.a].text[slice(*case.span_a)])
        there = sources.net(made.reports[case.b].text[slice(*case.span_b)])
        changed += here != there
        assert abs(len(here) - len(there)) <= len(there) // 20 + 2
    assert changed > len(cases) / 2


def test_every_kind_is_planted_and_taken_from_an_earlier_report_of_another_unit(made: KnownSet) -> None:
    copies = [case for case in made.cases if case.label == "copy"]
    assert {case.kind for case in copies} == set(KINDS)
    for case in copies:
        taker, source = made.reports[case.a], made.reports[case.b]
        assert taker.unit != source.unit
        assert source.date < taker.date


def test_a_quarter_to_two_fifths_of_the_set_is_quoted(made: KnownSet) -> None:
    quoted = sum(end - begin for report in made.reports for begin, end in report.legitimate)
    assert 0.25 <= quoted / sum(len(report.text) for report in made.reports) <= 0.40


def test_the_small_library_knows_sixty_of_a_hundred_quoted_texts(made: KnownSet) -> None:
    assert set(made.library) < set(made.full_library)
    assert len(made.library) == pytest.approx(0.6 * len(made.full_library), abs=1)


def test_members_of_a_template_family_hold_the_same_words_but_for_the_blanks(made: KnownSet) -> None:
    assert made.families
    for family in made.families:
        assert 5 <= len(family) <= 50
        assert len({made.reports[report].unit for report, _ in family}) == len(family)
        begins = {made.reports[report].text[span[0] : span[0] + 5] for report, span in family}
        assert len(begins) == 1


def test_a_perfect_detector_has_plagdet_one(made: KnownSet) -> None:
    score = measures.score(made, perfect(made))
    assert score.plagdet == pytest.approx(1)
    assert score.granularity == 1
    assert score.pair_f1 == 1
    assert score.false_total == 0
    assert score.template_labelled == 1
    assert score.label_accuracy > 0.99
    assert set(score.recall_by_kind) >= set(KINDS)


def test_a_detector_that_finds_nothing_has_nought(made: KnownSet) -> None:
    score = measures.score(made, [])
    assert (score.plagdet, score.pair_f1, score.template_listed, score.false_total) == (0, 0, 0, 0)


def test_half_a_passage_is_half_the_recall_and_two_pieces_are_granularity_two() -> None:
    day = date(2021, 12, 1)
    reports = tuple(Report(str(index), "字" * 600, "", "", 2021, day, (), ()) for index in range(2))
    planted = KnownSet(0, "", reports, (Case("verbatim", "copy", 0, (100, 200), 1, (300, 400)),), (), (), (), ())
    half = measures.score(planted, [Detection(0, (100, 150), 1, (300, 350))])
    assert (half.precision, half.recall, half.granularity) == (1, 0.5, 1)
    two = measures.score(planted, [Detection(0, (100, 150), 1, (300, 350)), Detection(1, (350, 400), 0, (150, 200))])
    assert (two.recall, two.granularity) == (1, 2)
    assert two.plagdet == pytest.approx(1 / 1.584962, rel=1e-5)
    wide = measures.score(planted, [Detection(0, (100, 300), 1, (300, 500))])
    assert (wide.precision, wide.recall, wide.false_total) == (0.5, 1, 0)


def test_a_passage_elsewhere_is_false_and_costs_precision(made: KnownSet) -> None:
    wrong = Detection(0, (50, 120), 7, (50, 120))
    score = measures.score(made, [*perfect(made), wrong])
    assert score.false_total == 1
    assert score.precision < 1
    assert score.pair_precision < 1


def test_a_quotation_called_a_copy_is_false(made: KnownSet) -> None:
    """Nothing that is found in quoted text is forgiven as natural reuse, whoever else quotes it."""
    first: dict[str, tuple[int, tuple[int, int]]] = {}
    found: list[Detection] = []
    for index, report in enumerate(made.reports):
        for span, origin in report.quotes:
            text = report.text[slice(*span)]
            if "phrase" not in origin and len(text) > 40:
                other, there = first.setdefault(text, (index, span))
                if made.reports[other].unit != report.unit:
                    found.append(Detection(other, there, index, span))
    assert len(found) > 100
    assert measures.score(made, found).false_total == len(found)
