"""Steps in the reader's language: Chinese as stored and sealed, English from the same codes and figures."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades import step_words
from shuping.apps.grades.step_words import Told, warning_worded, worded
from shuping.core.grading.answers import answer
from shuping.core.grading.steps import NAMES
from shuping.core.rulesets.reading import grading_rules
from tests.core.grading import cases
from tests.factories.world import World

from . import scene

CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
NOTHING = {"good": 0, "fairly_good": 0, "average": 0, "poor": 0}


def vetoed(refill: bool) -> dict[str, Any]:
    """The worked example with vetoes, one of a withheld kind, a class without rows, bonus and deduction."""
    case = cases.worked(refill=refill, cap={"kind": "not_good_min", "share": "0.5"})
    first, second, third, fourth, *_rest = case["reporters"]
    first["vetoes"] = [{"kind": "Held to account", "effect": "not_good", "reason": "Document 3"}]
    second["vetoes"] = [{"kind": "withheld", "effect": "at_most_average"}, {"kind": "withheld", "effect": "not_good"}]
    third |= {"bonus": "1.5", "deduction": "0.5"}
    third["ballots"] = {**third["ballots"], "B": dict(NOTHING)}
    fourth["bonus"] = "40"
    return case


def given() -> Iterator[dict[str, Any]]:
    """Cases in which every kind of step and warning stands."""
    yield cases.worked()
    yield cases.worked(cap={"kind": "good_max", "share": "0.4"})
    yield cases.case_b()
    yield cases.by_annual(cases.A1)
    yield cases.by_annual(cases.A2)
    yield cases.by_annual({"甲": "95", "乙": "95", "丙": "95"}, cap={"kind": "good_max", "share": "0.4"})
    yield cases.by_annual({"U1": "91", "U2": "91", "U3": "80"})
    yield vetoed(refill=True)
    yield vetoed(refill=False)


def told_of(case: dict[str, Any], names: dict[str, str]) -> Iterator[tuple[dict[str, Any], Told]]:
    answered: Any = answer(case, names)
    rules = grading_rules(case["rules"])
    for reporter, result in zip(case["reporters"], answered["results"], strict=True):
        for step in result["steps"]:
            yield step, Told(rules, names, reporter, result, answered["warnings"])


@pytest.mark.feature("I18-06")
@pytest.mark.parametrize("names", [dict(NAMES), {**NAMES, "good": "优秀", "poor": "不合格"}])
def test_worded_in_chinese_every_step_and_warning_is_the_stored_sentence(names: dict[str, str]) -> None:
    codes = set()
    for case in given():
        with override("zh-hans"):
            for step, told in told_of(case, names):
                codes.add(step["code"])
                assert wide(worded(step, told)) == wide(step["text"])
            for warning in answer(case, names)["warnings"]:  # type: ignore[attr-defined]
                codes.add(f"warning {warning['code']}")
                assert warning_worded(warning, names) == warning["text"]
    assert codes == {*step_words._WORDS, "warning F2", "warning cap_undecided"}


def wide(text: str) -> str:
    """Brackets in one width: the stored sentences have both."""
    return text.replace("(", "（").replace(")", "）")


def without(names: list[str], text: str) -> str:
    """The text with N for every name: names are names in every language."""
    return re.sub("|".join(sorted(names, key=len, reverse=True)), "N", text)


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:\.\d+)?", text))


@pytest.mark.feature("I18-02")
def test_worded_in_english_no_chinese_is_left_and_every_figure_stands() -> None:
    for case in given():
        own = [str(one["id"]) for one in case["reporters"]]
        with override("en"):
            for step, told in told_of(case, dict(NAMES)):
                english = without(own, step_words.in_words([step], told)[0]["text"])
                chinese = without(own, step["text"])
                assert not CHINESE.search(english), english
                assert "%(" not in english
                assert figures(english) == figures(chinese), (english, chinese)
            for warning in step_words.warnings_in_words(answer(case)["warnings"], NAMES):  # type: ignore[arg-type]
                assert not CHINESE.search(without(own, warning)), warning


@pytest.mark.feature("I18-02")
@pytest.mark.django_db
def test_the_page_of_one_reporter_shows_its_steps_in_both_languages(
    world: World, client_of: Callable[..., Client]
) -> None:
    cycle = scene.worked_round(world)
    scene.computed(world, cycle)
    pk = scene.by_name(cycle)["S1"].pk
    client = client_of("office_head")
    url = reverse("grades:explain", args=[pk])
    chinese = client.get(url).content.decode()
    head = world.user("office_head")
    head.language = "en"
    head.save(update_fields=["language"])
    english = client.get(url).content.decode()
    # PostgreSQL keeps the weights of a rule set in an order of its own.
    for words in ("F3 综合得分＝", "0.4×测评得分96.3123", "0.6×年度党建考核得分92.4000", "＝93.9649。"):
        assert words in chinese
    annual = "0.6 × score of the annual Party-work assessment 92.4000"
    for words in ("F3 Composite = ", "0.4 × ballot score 96.3123", annual, " = 93.9649."):
        assert words in english
    assert "综合得分＝" not in english
    assert "初定" not in english
    table = client.get(reverse("grades:table", args=[cycle.pk])).content.decode()
    assert "<option>Fairly good</option>" in table
    assert "<option>较好</option>" not in table


@pytest.mark.feature("I18-02")
def test_standard_names_of_grades_stand_in_the_readers_language_and_own_names_as_they_were_set() -> None:
    own = {**NAMES, "good": "优秀"}
    with override("en"):
        assert cycles_api.grade_names(own) == {
            "good": "优秀",
            "fairly_good": "Fairly good",
            "average": "Fair",
            "poor": "Poor",
            "abstain": "No opinion",
        }
    with override("zh-hans"):
        assert cycles_api.grade_names(own) == own
