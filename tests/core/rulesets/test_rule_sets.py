"""A rule set is read whole or refused with the key that is wrong."""

from copy import deepcopy
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.errors import InputError
from shuping.core.rulesets import checks, defaults, digest, plans, reading

pytestmark = pytest.mark.feature("CYC-02")


def changed(path: str, value: object) -> dict[str, Any]:
    """The default body with one dotted key replaced (a list place as a number); `...` removes the key."""
    body = defaults.default_body()
    place: Any = body
    *parents, last = path.split(".")
    for parent in parents:
        place = place[int(parent) if parent.isdigit() else parent]
    key: Any = int(last) if last.isdigit() else last
    if value is ...:
        del place[key]
    else:
        place[key] = value
    return body


def test_the_defaults_are_whole_and_every_part_says_where_it_comes_from() -> None:
    body = defaults.default_body()
    rules = reading.rule_set(body)
    assert checks.faults(body) == ()
    assert rules.grading.class_weights == {"A": Fraction(1, 2), "B": Fraction(1, 5), "C": Fraction(3, 10)}
    assert rules.grading.cap.share == Fraction(3, 20)
    assert dict(rules.grade_names)["fairly_good"] == "较好"
    assert rules.unconfirmed == ()
    assert {kind.effect for kind in rules.vetoes} == {"not_good"}
    labelled = {key.split(".")[0] for key in rules.sources}
    assert labelled == set(body) - {"name", "sources"}


def test_components_are_named_in_one_order_whichever_way_a_database_kept_them() -> None:
    kept = {"annual": "0.6", "ballot": "0.4", "leader": "0"}  # as PostgreSQL gives them back
    rules = reading.rule_set(changed("grading.component_weights", kept))
    assert list(rules.grading.component_weights) == ["ballot", "annual", "leader"]


def test_two_calls_give_two_bodies() -> None:
    first = defaults.default_body()
    first["name"] = "x"
    assert defaults.default_body()["name"] != "x"


@pytest.mark.parametrize(
    ("path", "value", "code", "key"),
    [
        ("name", "", "rulesets.not_a_text", "name"),
        ("colour", "red", "rulesets.unknown_key", "colour"),
        ("grading.bands", ..., "rulesets.missing_key", "grading.bands"),
        ("grading.class_weights.A", "0.6", "rulesets.weights_sum", "grading.class_weights"),
        ("grading.component_weights.ballot", "0.5", "rulesets.weights_sum", "grading.component_weights"),
        ("grading.component_weights.ballot", "-0.4", "rulesets.too_small", "grading.component_weights.ballot"),
        ("grading.component_weights.ballot", True, "rulesets.not_a_number", "grading.component_weights.ballot"),
        ("grading.component_weights.ballot", "1e999", "rulesets.not_a_number", "grading.component_weights.ballot"),
        ("grading.component_weights.ballot", "NaN", "rulesets.not_a_number", "grading.component_weights.ballot"),
        ("grading.component_weights.mood", "0", "rulesets.unknown_key", "grading.component_weights.mood"),
        ("grading.bands.3.from", "1", "rulesets.bands_lowest_not_zero", "grading.bands"),
        ("grading.bands.1.from", "90", "rulesets.bands_not_falling", "grading.bands"),
        ("grading.bands.1.grade", "good", "rulesets.bands_each_grade_once", "grading.bands"),
        ("grading.bands.1.grade", "excellent", "rulesets.not_a_choice", "grading.bands[1].grade"),
        ("grading.cap.kind", "half", "rulesets.not_a_choice", "grading.cap.kind"),
        ("grading.cap.share", "15", "rulesets.too_large", "grading.cap.share"),
        ("grading.cap.share", ..., "rulesets.missing_key", "grading.cap.share"),
        ("grading.tie_order", ["composite", "class:Z"], "rulesets.unknown_tie_key", "grading.tie_order[1]"),
        ("grading.tie_order", [], "rulesets.tie_order_empty", "grading.tie_order"),
        ("grading.tie_order", ["annual", "annual"], "rulesets.tie_key_twice", "grading.tie_order[1]"),
        ("grading.refill", "yes", "rulesets.not_a_flag", "grading.refill"),
        ("grading.grade_values.poor", "90", "rulesets.grade_values_rise", "grading.grade_values"),
        ("grade_names.good", "差", "rulesets.grade_name_twice", "grade_names"),
        ("classes.0.code", "D", "rulesets.weight_without_class", "classes"),
        ("classes.1.code", "A", "rulesets.class_twice", "classes[1].code"),
        ("classes.0.code", "7", "rulesets.class_not_letters", "classes[0].code"),
        ("ballot.quorum.Z", "1/2", "rulesets.unknown_class", "ballot.quorum.Z"),
        ("report.min_problem_share", [3, 1], "rulesets.not_a_share", "report.min_problem_share"),
        ("report.written_max", "3000.5", "rulesets.not_an_integer", "report.written_max"),
        ("report.sections", ["achievements"], "rulesets.section_problems_missing", "report.sections"),
        ("vetoes.1.code", "business_not_excellent", "rulesets.veto_twice", "vetoes[1]"),
        ("vetoes.0.effect", "out", "rulesets.not_a_choice", "vetoes[0].effect"),
        ("rectification", [], "rulesets.not_an_object", "rectification"),
        ("unconfirmed", ["R-99"], "rulesets.not_a_choice", "unconfirmed[0]"),
    ],
)
def test_a_fault_is_refused_with_its_key_and_found_by_the_check(path: str, value: object, code: str, key: str) -> None:
    body = changed(path, value)
    with pytest.raises(InputError) as refused:
        reading.rule_set(body)
    assert (refused.value.code, refused.value.params["key"]) == (code, key)
    assert (code, key) in {(fault.code, dict(fault.params)["key"]) for fault in checks.found(body)}


def test_the_check_finds_all_faults_at_once() -> None:
    body = changed("grading.class_weights.A", "0.6")
    body["meeting"] = {"speech_minutes": 0, "order": "loud"}
    lines = checks.faults(body)
    assert [line.split(":")[0] for line in lines] == [
        "rulesets.weights_sum",
        "rulesets.too_small",
        "rulesets.not_a_choice",
    ]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)
    )
)
def test_the_check_never_raises_whatever_it_is_given(body: object) -> None:
    assert checks.faults(body) != ()


@given(
    st.sampled_from(sorted(defaults.default_body())), st.none() | st.integers() | st.lists(st.integers()) | st.text()
)
def test_the_check_never_raises_on_a_broken_part(key: str, value: object) -> None:
    body = defaults.default_body() | {key: value}
    refused = False
    try:
        reading.rule_set(body)
    except InputError:
        refused = True
    assert refused == bool(checks.faults(body))


@pytest.mark.parametrize("code", ["B", "C", "D", "E"])
@pytest.mark.feature("CYC-01")
def test_each_published_plan_is_a_whole_rule_set(code: str) -> None:
    plan = plans.published()[code]
    rules = reading.rule_set(plan.body)
    assert checks.faults(plan.body) == ()
    figures = {
        "B": (
            rules.grading.class_weights == {"A": Fraction(3, 5), "B": Fraction(2, 5)},
            rules.meeting.speech_minutes == 10,
        ),
        "C": (rules.report.written_max == 1000, rules.grading.component_weights == {"ballot": 1}),
        "D": (
            rules.report.min_problem_share == (1, 4),
            rules.grading.component_weights.get("annual") == Fraction(4, 5),
        ),
        "E": (rules.report.spoken_max == 1300, rules.report.self_evaluation_max == 600),
    }
    assert figures[code] == (True, True)


def test_the_digest_ignores_the_order_of_keys_and_sees_every_change() -> None:
    body = defaults.default_body()
    turned = dict(reversed(list(deepcopy(body).items())))
    assert digest.digest(turned) == digest.digest(body)
    assert digest.digest(changed("near_edge", "0.6")) != digest.digest(body)
    assert len(digest.digest(body)) == 64


def test_a_json_number_is_read_as_the_decimal_it_prints() -> None:
    rules = reading.grading_rules(
        {
            "class_weights": {"A": 0.1, "B": 0.2, "C": 0.7},
            "component_weights": {"ballot": 1},
            "bands": changed("name", "x")["grading"]["bands"],
        }
    )
    assert rules.class_weights["A"] == Fraction(1, 10)
    assert (rules.cap.kind, rules.refill, rules.tie_order) == ("none", True, ("composite",))
