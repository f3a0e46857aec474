"""The rounds of `bench any-unit`: the same for the same seed, each sentence of the kind it is said to be."""

from bench import any_unit


def test_a_round_is_made_the_same_way_again_and_its_sentences_are_what_they_are_said_to_be() -> None:
    made = any_unit.make_round(1, 12)
    assert made.reports == any_unit.make_round(1, 12).reports
    assert made.reports != any_unit.make_round(2, 12).reports
    assert len(made.reports) == 12
    for report in made.reports:
        kinds = [one.kind for one in report]
        assert [kinds.count(kind) for kind in ("common", "own", "mixed")] == [6, 8, 2]
        assert all("。" not in one.text and "{" not in one.text for one in report)
        assert all((one.pattern is None) == (one.kind == "own") for one in report)
    assert any(made.found)
    said_by_half = {pattern for pattern, count in made.said.items() if count >= 6}
    for place, report in enumerate(made.reports):
        for number, one in enumerate(report):
            if one.kind == "common" and one.pattern in said_by_half and one.how == "as it is":
                assert number in made.found[place]
