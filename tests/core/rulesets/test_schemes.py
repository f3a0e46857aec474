"""A scheme per unit class inside one rule set (CYC-08): read whole, refused exactly, hashed with the rest."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from shuping.core.errors import InputError
from shuping.core.rulesets import checks, defaults, digest, reading, schemes

pytestmark = pytest.mark.feature("CYC-08")

HIGHWAY: dict[str, Any] = {
    "name": "公路局",
    "unit_classes": ["highway"],
    "grading": {
        "class_weights": {"A": "0.4", "B": "0.2", "C": "0.4"},
        "component_weights": {"ballot": "0.5", "annual": "0.5", "leader": "0"},
        "cap": {"kind": "good_max", "share": "0.4"},
    },
    "report": {"written_max": 2500},
}


def body(*made: dict[str, Any]) -> dict[str, Any]:
    """The default rules with schemes."""
    return {**defaults.default_body(), "schemes": list(made)}


def test_a_scheme_takes_what_it_leaves_out_from_the_common_rules() -> None:
    rules = reading.rule_set(body(HIGHWAY))
    own = rules.grading_of("highway", "")
    assert own.class_weights["C"] == Fraction(2, 5)
    assert own.cap.kind == "good_max"
    assert own.bands == rules.grading.bands
    assert own.tie_order == rules.grading.tie_order
    assert rules.report_of("highway", "").written_max == 2500
    assert rules.report_of("highway", "").spoken_max == rules.report.spoken_max
    assert rules.schemes[0].own_keys == (
        "grading.class_weights",
        "grading.component_weights",
        "grading.cap",
        "report.written_max",
    )


def test_whoever_has_no_scheme_is_under_the_common_rules() -> None:
    rules = reading.rule_set(body(HIGHWAY))
    assert rules.scheme_of("institution", "") is None
    assert rules.scheme_of("", "") is None
    assert rules.grading_of("institution", "一组") == rules.grading
    assert rules.report_of("enterprise", "") == rules.report


def test_an_assessment_group_goes_before_a_unit_class() -> None:
    first = {"name": "重点组", "groups": ["一组"], "report": {"written_max": 4000}}
    rules = reading.rule_set(body(HIGHWAY, first))
    assert rules.scheme_of("highway", "一组") == rules.schemes[1]
    assert rules.scheme_of("highway", "二组") == rules.schemes[0]


@pytest.mark.parametrize(
    ("change", "code", "key"),
    [
        (lambda one: one.pop("name"), "rulesets.missing_key", "schemes[0].name"),
        (lambda one: one.pop("unit_classes"), "rulesets.scheme_for_nobody", "schemes[0]"),
        (lambda one: one.update(colour="red"), "rulesets.unknown_key", "schemes[0].colour"),
        (
            lambda one: one["grading"].update(class_weights={"A": "0.4", "B": "0.2", "C": "0.3"}),
            "rulesets.weights_sum",
            "schemes[0].grading.class_weights",
        ),
        (
            lambda one: one["grading"].update(class_weights={"A": "0.4", "B": "0.6"}),
            "rulesets.class_without_weight",
            "schemes[0].grading.class_weights",
        ),
        (
            lambda one: one["grading"].update(tie_order=["class:X"]),
            "rulesets.unknown_tie_key",
            "schemes[0].grading.tie_order[0]",
        ),
        (lambda one: one["report"].update(written_max=0), "rulesets.too_small", "schemes[0].report.written_max"),
    ],
)
def test_a_faulty_scheme_is_refused_with_its_key(change: Callable[[Any], object], code: str, key: str) -> None:
    one = {**HIGHWAY, "grading": dict(HIGHWAY["grading"]), "report": dict(HIGHWAY["report"])}
    change(one)
    with pytest.raises(InputError) as refused:
        reading.rule_set(body(one))
    assert (refused.value.code, refused.value.params["key"]) == (code, key)
    assert code in {fault.code for fault in checks.found(body(one))}


@pytest.mark.parametrize(
    ("second", "code"),
    [
        ({"name": "公路局", "unit_classes": ["college"]}, "rulesets.scheme_twice"),
        ({"name": "另一类", "unit_classes": ["highway"]}, "rulesets.scheme_claimed_twice"),
    ],
)
def test_two_schemes_never_hold_for_the_same_units(second: dict[str, Any], code: str) -> None:
    assert [fault.code for fault in checks.found(body(HIGHWAY, second))] == [code]


def test_faulty_common_rules_are_told_once_and_not_again_under_each_scheme() -> None:
    faulty = body(HIGHWAY, {"name": "另一类", "unit_classes": ["college"]})
    faulty["grading"]["class_weights"]["A"] = "0.6"
    assert [str(fault) for fault in checks.found(faulty)] == [
        "rulesets.weights_sum: grading.class_weights (total=11/10)"
    ]


def test_the_seal_covers_the_schemes_and_rules_without_any_keep_the_seal_they_had() -> None:
    assert digest.digest(body(HIGHWAY)) != digest.digest(defaults.default_body())
    # The seal of the default rules as they were landed: a rule set frozen then reads and hashes the same now.
    assert digest.digest(defaults.default_body()) == SEAL_OF_THE_DEFAULTS
    assert reading.rule_set(defaults.default_body()).schemes == ()


SEAL_OF_THE_DEFAULTS = "647ca2db4437f3ce6740c30642bd226257db09675ca5b952b03023b13fa4da7c"


def test_the_rules_of_a_scheme_are_one_rules_object_of_the_offline_command() -> None:
    made = schemes.body_of(body(HIGHWAY), "公路局")
    assert reading.grading_rules(made) == reading.rule_set(body(HIGHWAY)).schemes[0].grading
    assert schemes.body_of(body(HIGHWAY), "") == defaults.default_body()["grading"]
    with pytest.raises(InputError, match=r"rulesets\.unknown_scheme"):
        schemes.body_of(body(HIGHWAY), "企业")


@pytest.mark.feature("CYC-13")
def test_own_members_are_a_class_with_weight_and_the_rating_for_the_round_above_has_none() -> None:
    rules = body()
    del rules["schemes"]
    rules["classes"] += [
        {"code": "D", "name": "本单位党员", "electorate": "own_members"},
        {"code": "S", "name": "评议本级书记", "electorate": "own_secretary"},
    ]
    rules["grading"]["class_weights"] = {"A": "0.4", "B": "0.2", "C": "0.2", "D": "0.2"}
    read = {one.code: one for one in reading.rule_set(rules).classes}
    assert [one.per_reporter for one in read.values()] == [False, False, False, True, True]
    assert [one.weighted for one in read.values()] == [True, True, True, True, False]
    rules["classes"][3]["reporters_vote"] = True
    assert [fault.code for fault in checks.found(rules)] == ["rulesets.members_are_not_reporters"]
