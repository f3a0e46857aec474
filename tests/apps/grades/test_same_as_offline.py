"""What the pages show is what `shuping grade` prints, for any case: nothing is lost on the way through the database."""

import json
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from shuping.apps.grades.models import Adjustment, VetoFact
from shuping.apps.grades.queries import results
from shuping.commands import grade
from shuping.core.grading.steps import NAMES
from shuping.core.grading.values import WITHHELD
from tests.apps.grades import scene
from tests.core.grading import cases
from tests.core.grading.test_properties import some_case
from tests.factories.world import World

pytestmark = [pytest.mark.feature("EVA-01", "EVA-10"), pytest.mark.django_db]
Clients = Callable[..., Client]
SMALLEST = 5  # of the rule set's defaults: a class with fewer answers is not shown apart
OF_ALL_CLASSES = {"F1", "F2", "F4", "F11"}  # rules whose steps would tell a class that is held back


def as_kept(case: dict[str, Any]) -> dict[str, Any]:
    """The case as a round keeps it: of a veto only the effect leaves the supervisor; no score without a weight."""
    kept = deepcopy(case)
    for one in kept["reporters"]:
        vetoes = one.get("vetoes", [])
        one["vetoes"] = [{"kind": WITHHELD, "effect": veto["effect"], "reason": ""} for veto in vetoes]
        if not float(kept["rules"]["component_weights"].get("annual", 0)):
            one["annual"] = None
    return kept


def printed(case: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the command prints of a case in a file."""
    file = folder / "case.json"
    file.write_text(json.dumps(case), encoding="utf-8")
    assert grade.main([str(file), "--json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    return said


def held_back(case: Mapping[str, Any]) -> bool:
    """Whether one class is too small, so that no class may be shown apart (settled.md 4)."""
    return any(sum(row.values()) < SMALLEST for one in case["reporters"] for row in one["ballots"].values())


def made(world: World, case: dict[str, Any]) -> Any:
    """The case as a round with computed grades, its vetoes as facts of the supervisor."""
    cycle = scene.make_round(world, case)
    people = scene.by_name(cycle)
    for one in case["reporters"]:
        for veto in one["vetoes"]:
            VetoFact.objects.create(
                participant=people[one["id"]],
                kind="held_to_account",
                fact="因事故被通报",
                happened_on=date(2020, 6, 1),
                effect=veto["effect"],
                at=scene.AT,
            )
    scene.computed(world, cycle)
    return cycle


def words(node: Any) -> str:
    return " ".join(str(node.text_content()).split())


def read_page(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def check_table(page: Any, answer: Mapping[str, Any], *, closed: bool) -> None:
    """Every row of the table says what the answer says of that reporter, and no more than may be shown."""
    lines = {}
    for row in page.xpath("//table[contains(@class, 'cards')]/tbody/tr"):
        cells = {str(cell.get("data-label")): words(cell) for cell in row.iter("td")}
        lines[cells.pop("单位")] = cells
    assert list(lines) == [one["id"] for one in answer["results"]]
    for one in answer["results"]:
        cells = lines[one["id"]]
        shown = {
            "测评得分": one["ballot"],
            "综合得分": one["composite"],
            "按等次区间": NAMES[one["band"]],
            "建议等次": NAMES[one["suggested"]],
        }
        assert {name: cells[name] for name in shown} == {name: value or "" for name, value in shown.items()}
        means = {} if closed else {f"{code}类平均分": mean or "" for code, mean in one["class_means"].items()}
        assert {name: value for name, value in cells.items() if name.endswith("类平均分")} == means
        assert ("得分相同" in cells["备注"]) == bool(one["tied_with"])
    said = [words(one).removeprefix("! ") for one in page.xpath("//p[contains(@class, 'message warning')]")]
    kept = [one["text"] for one in answer["warnings"] if one["code"] != "F2" or not closed]
    assert said == [" ".join(text.split()) for text in kept]


def check_explained(page: Any, one: Mapping[str, Any], *, closed: bool) -> None:
    """One reporter's page tells every step the answer tells, word for word, and how firm the band stands."""
    steps = [words(step) for step in page.xpath("//ol/li[parent::ol[parent::div[@class='panel-body']]]")]
    kept = [step["text"] for step in one["steps"] if not (closed and step["code"] in OF_ALL_CLASSES)]
    assert steps == [" ".join(text.split()) for text in kept]
    (rank,) = [step for step in steps if step.startswith("F6 ")]
    assert f"第{one['rank']}位" in rank
    assert all(f"与{other}综合得分相同" in rank for other in one["tied_with"])
    figures = [words(value) for value in page.xpath("//div[@class='figure']/div[@class='value']")]
    assert figures == [one["composite"], NAMES[one["suggested"]]]
    firm = [words(value) for value in page.xpath("//section[@id='firm']//dd")]
    change, span = one["stability"]["smallest_change"], one["stability"]["interval"]
    told = ["—" if change is None else str(change), " – ".join(span) if span else "—"]
    assert firm == ([] if closed else told)


@pytest.mark.feature("EVA-03", "EVA-05", "FAI-01", "FAI-02")
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
@given(case=some_case(), place=st.integers(0, 6))
def test_the_pages_of_a_round_show_what_the_command_prints(
    world: World,
    client_of: Clients,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    case: dict[str, Any],
    place: int,
) -> None:
    case = as_kept(case)
    check(world, client_of, case, printed(case, tmp_path, capsys), [place % len(case["reporters"])])


def check(
    world: World, client_of: Clients, case: dict[str, Any], answer: dict[str, Any], places: Iterable[int]
) -> None:
    """The table of a round made of a case, and the pages of the reporters at `places`; nothing of it stays."""
    with transaction.atomic():
        cycle, closed, member = made(world, case), held_back(case), client_of("member")
        check_table(read_page(member, reverse("grades:table", args=[cycle.pk])), answer, closed=closed)
        people = scene.by_name(cycle)
        for one in [answer["results"][place] for place in places]:
            page = read_page(member, reverse("grades:explain", args=[people[one["id"]].pk]))
            check_explained(page, one, closed=closed)
        transaction.set_rollback(True)


@pytest.mark.feature("EVA-03", "EVA-04", "EVA-05", "FAI-01")
def test_ties_a_veto_and_an_undecided_cap_stand_on_the_pages_as_printed(
    world: World, client_of: Clients, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What chance may not bring: equal composites that the order separates or does not, a veto, a border in a tie."""
    ballots = {
        "S1": ("6/2/0/0", "9/1/0/0"),
        "S2": ("6/2/0/0", "9/1/0/0"),  # equal in everything
        "S3": ("8/0/0/0", "9/1/0/0"),
        "S4": ("6/2/0/0", "9/1/0/0"),  # vetoed
    }
    rows = {name: {"A": cases.counts(a), "B": cases.counts(b)} for name, (a, b) in ballots.items()}
    rules = cases.rules(
        class_weights={"A": "0.6", "B": "0.4"},
        tie_order=["composite", "class:A"],
        cap={"kind": "good_max", "share": "0.5"},
    )
    reporters = [{"id": name, "annual": "95", "ballots": ballot, "vetoes": []} for name, ballot in rows.items()]
    reporters[3]["vetoes"] = [{"kind": "x", "effect": "at_most_average", "reason": "y"}]
    case = as_kept({"rules": rules, "reporters": reporters})
    answer = printed(case, tmp_path, capsys)
    told = {one["id"]: one for one in answer["results"]}
    assert told["S1"]["tied_with"] == ["S2", "S4"]
    assert told["S4"]["suggested"] == "average"
    assert [one["code"] for one in answer["warnings"]] == ["cap_undecided"]
    assert not held_back(case)
    check(world, client_of, case, answer, range(4))


def test_a_class_that_is_too_small_is_held_back_on_the_pages_but_not_from_the_result(
    world: World, client_of: Clients, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = as_kept(cases.worked())
    case["reporters"] = case["reporters"][:2]
    for one in case["reporters"]:
        one["ballots"]["B"] = cases.counts("3/1/0/0")  # four answers
    assert held_back(case)
    check(world, client_of, case, printed(case, tmp_path, capsys), [0])


def test_points_of_two_decimals_reach_the_composite_exactly(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    before = {row.participant.pk: row.composite for row in results.table(cycle, scene.computed(world, cycle)).rows}
    s1 = scene.by_name(cycle)["S1"]
    for kind, value in (("bonus", "0.10"), ("bonus", "0.07"), ("deduction", "0.03")):
        Adjustment.objects.create(participant=s1, kind=kind, value=value, ground="表彰", at=scene.AT)
    scene.computed(world, cycle)
    page = client_of("office_head").get(reverse("grades:table", args=[cycle.pk])).content.decode()
    assert before[s1.pk] == "93.9649"
    assert "94.0349" in page  # the highest bonus counts: + 0.10 − 0.03
