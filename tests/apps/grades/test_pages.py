"""Pages of the grades, tried as the people who use them."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from shuping.adapters.sheets import read_table, write_table
from shuping.apps.ballots.models import ClassIssue
from shuping.apps.grades import api
from shuping.apps.grades.models import ComponentScore, Computation, Decision, Objection, VetoFact
from shuping.apps.grades.queries import results
from tests.core.grading import cases
from tests.factories.world import World

from . import scene

pytestmark = pytest.mark.django_db
Clients = Callable[..., Client]


def page(client: Client, name: str, cycle: Any, **query: str) -> str:
    answer = client.get(reverse(f"grades:{name}", kwargs={"cycle_id": cycle.pk}), query)
    assert answer.status_code == 200
    return answer.content.decode()


def grid_of(cycle: Any, **changes: tuple[str, str]) -> dict[str, str]:
    """The fields of the proposal or decision page, as suggested but for `changes` (unit name: grade, reason)."""
    people = scene.by_name(cycle)
    fields: dict[str, str] = {}
    for name, made in scene.decisions(cycle).items():
        unit = next(unit for unit, one in people.items() if one.pk == name)
        grade, reason = changes.get(unit, (made.grade, ""))
        fields |= {f"grade_{name}": grade, f"reason_{name}": reason}
    return fields


MEETING = {"held_on": "2021-01-20", "members_expected": "9", "members_present": "8", "document_number": "纪要2号"}


@pytest.mark.feature("EVA-01", "EVA-03", "EVA-08")
def test_the_worked_example_from_scores_to_the_decision_through_the_pages(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    people = scene.by_name(cycle)
    ComponentScore.objects.all().delete()
    office, head, supervisor = client_of("office"), client_of("office_head"), client_of("supervisor")
    url = {name: reverse(f"grades:{name}", args=[cycle.pk]) for name in (
        "scores", "confirm_vetoes", "compute", "propose", "decide", "table",
    )}  # fmt: skip
    annual = {f"score_{people[one['id']].pk}": one["annual"] for one in cases.worked()["reporters"]}
    first = next(iter(annual))
    annual[first] = annual[first].translate(
        str.maketrans("0123456789.", "０１２３４５６７８９．")
    )  # as an input method types
    assert office.post(url["scores"], {"source": "考核通报", **annual}).status_code == 302
    assert supervisor.post(url["confirm_vetoes"]).status_code == 302
    assert head.post(url["compute"]).status_code == 302
    text = page(head, "table", cycle)
    for figure in ("96.3123", "93.9649", "94.5568", "91.4288", "89.5200", "84.7460", "74.5001", "81.3158"):
        assert figure in text
    fields = grid_of(cycle, S4=("good", ""))
    revision = {"revision": head.get(url["propose"]).context["form"]["revision"].value()}
    refused = head.post(url["propose"], {**fields, **revision})
    assert refused.status_code == 409
    assert "S4：拟定等次与建议等次不同，须说明理由" in refused.content.decode()
    fields = grid_of(cycle, S4=("good", "攻坚任务突出"))
    assert head.post(url["propose"], {**fields, **revision}).status_code == 302
    scene.set_stage(cycle, "proposed")
    presider = client_of("presider")
    revision = {"revision": presider.get(url["decide"]).context["grid"]["revision"].value()}
    silent = presider.post(url["decide"], {**grid_of(cycle, S4=("good", "")), **MEETING, **revision})
    assert silent.status_code == 409  # case A6
    assert "须说明理由：S4" in silent.content.decode()
    made = presider.post(url["decide"], {**grid_of(cycle, S4=("good", "会议研究")), **MEETING, **revision})
    assert made.status_code == 302
    assert Decision.objects.get(participant=people["S4"]).decided == "good"


@pytest.mark.feature("EVA-03", "FAI-01", "FAI-02")
def test_every_figure_opens_to_its_steps_and_sources(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    scene.computed(world, cycle)
    person = scene.by_name(cycle)["S4"]
    text = client_of("member").get(reverse("grades:explain", args=[person.pk])).content.decode()
    for part in (
        "年度党建考核通报",
        "F1 A类平均分＝",
        "F2 测评得分＝",
        "F3 综合得分＝",
        "接近分界",
        "视作抽样",
        'id="F3"',
    ):
        assert part in text
    table = page(client_of("member"), "table", cycle)
    assert reverse("grades:explain", args=[person.pk]) + "#F3" in table


@pytest.mark.feature("EVA-03")
def test_a_small_class_hides_all_that_would_reveal_it(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    ClassIssue.objects.filter(class_code="B").update(issued=4, collected=4)
    scene.computed(world, cycle)
    head = client_of("office_head")
    table = page(head, "table", cycle)
    text = head.get(reverse("grades:explain", args=[scene.by_name(cycle)["S1"].pk])).content.decode()
    for figure in ("97.0000", "96.6667", "95.2632", "0.7576", "F1 ", "F4 ", "F11 "):
        assert figure not in table + text
    assert "93.9649" in table
    assert "93.9649" in text
    sheet = head.get(reverse("grades:table", args=[cycle.pk]), {"download": "xlsx"})
    columns = read_table(sheet.content).columns
    assert not any("类平均分" in column for column in columns)
    # Nor may they be read off by varying the weights of the classes.
    what_if = page(head, "what_if", cycle)
    assert 'name="class_A"' not in what_if


@pytest.mark.feature("EVA-05")
def test_a_veto_fact_is_read_by_the_supervisor_alone(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    person = scene.by_name(cycle)["S2"]
    supervisor = client_of("supervisor")
    fields = {
        "participant": person.pk,
        "kind": "held_to_account",
        "fact": "因隐瞒事故被通报",
        "happened_on": "2020-06-01",
    }
    assert supervisor.post(reverse("grades:add_veto", args=[cycle.pk]), fields).status_code == 302
    assert "因隐瞒事故被通报" in page(supervisor, "vetoes", cycle)
    scene.computed(world, cycle)
    for role in ("office_head", "presider", "member", "office", "auditor", "system_admin"):
        client = client_of(role)
        texts = ""
        for name in ("published", "table", "propose", "decide", "scores", "vetoes", "objections", "what_if"):
            texts += client.get(reverse(f"grades:{name}", args=[cycle.pk])).content.decode()
        texts += client.get(reverse("grades:explain", args=[person.pk])).content.decode()
        assert "隐瞒事故" not in texts
        assert "被问责" not in texts
        assert client.get(reverse("grades:vetoes", args=[cycle.pk])).status_code == 404
    member = client_of("member")
    assert "不得评为“好”" in member.get(reverse("grades:explain", args=[person.pk])).content.decode()


def test_a_fact_without_text_comes_back_with_what_was_typed(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    fields = {"participant": "", "kind": "held_to_account", "fact": "已写好的事实", "happened_on": "2020-06-01"}
    answer = client_of("supervisor").post(reverse("grades:add_veto", args=[cycle.pk]), fields)
    assert answer.status_code == 409
    assert "已写好的事实" in answer.content.decode()
    assert not VetoFact.objects.exists()


def test_a_unit_sees_its_own_published_grade_and_nobody_elses(world: World, client_of: Clients) -> None:
    case = cases.by_annual({"甲": "95", "乙": "70"}, cap={"kind": "none"})
    cycle = scene.make_round(world, case)
    people = scene.by_name(cycle)
    for unit, name in ((world.own, "甲"), (world.other, "乙")):
        type(unit.participant).objects.filter(pk=people[name].pk).update(organization=unit.organization)
    scene.computed(world, cycle)
    api.propose_grades(cycle=cycle, proposals={}, by=world.actor("office_head"), at=scene.AT)
    scene.set_stage(cycle, "proposed")
    made = scene.decisions(cycle)
    reporter = client_of("reporter")
    assert "等次尚未审定" in page(reporter, "published", cycle)
    api.decide_grades(cycle=cycle, meeting=scene.MEETING, decisions=made, by=world.actor("presider"), at=scene.AT)
    scene.set_stage(cycle, "decided")
    text = page(reporter, "published", cycle)
    assert "书记甲" in text
    assert "书记乙" not in text
    assert "95.0000" not in text
    assert "等次分布" in page(client_of("office"), "published", cycle)
    assert "95.0000" not in page(client_of("office"), "published", cycle)
    figures = reverse("grades:explain", args=[people["甲"].pk])
    card = reverse("portal:card", args=[world.own.organization.pk])
    history = reverse("rectification:history_unit", args=[world.own.organization.pk])
    for opened in (reverse("grades:published", args=[cycle.pk]), card, history):
        assert figures in client_of("presider").get(opened).content.decode(), "a grade opens to its figures"
        assert figures not in client_of("office").get(opened).content.decode(), "only for who may see them"


@pytest.mark.feature("EVA-11")
def test_an_objection_from_the_reporter_to_the_answer(world: World, client_of: Clients) -> None:
    cycle = scene.decided_round(world)
    person = scene.by_name(cycle)["S4"]
    type(person).objects.filter(pk=person.pk).update(organization=world.own.organization)
    address = reverse("grades:make_objection", args=[person.pk])
    assert client_of("reporter", "other").get(address).status_code == 404
    reporter = client_of("reporter")
    assert address in page(reporter, "published", cycle)
    assert reporter.post(address, {"text": "得分录入有误"}).status_code == 302
    again = reporter.post(address, {"text": "再次提出"})
    assert (again.status_code, "再次提出" in again.content.decode()) == (409, True)
    head = client_of("office_head")
    answer = reverse("grades:answer_objection", args=[Objection.objects.get().pk])
    assert answer in page(head, "objections", cycle)
    assert head.post(answer, {"upheld": "no", "answer": "复核无误"}).status_code == 302
    assert "复核无误" in page(reporter, "published", cycle)


@pytest.mark.feature("EVA-14")
def test_what_if_shows_other_results_and_stores_nothing(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    before = scene.computed(world, cycle)
    head = client_of("office_head")
    url = reverse("grades:what_if", args=[cycle.pk])
    form = head.get(url).context["form"]
    fields = {field.name: field.value() for field in form if field.value() not in (None, False)}
    tried = {**fields, "component_ballot": "100", "component_annual": "0"}
    moved = head.get(url, tried).content.decode()
    assert "96.3123" in moved
    assert "91.0500" in moved  # S4 would be 好 on the ballot alone
    file = head.get(url, {**tried, "table_file": "0"})
    sheet = load_workbook(io.BytesIO(file.content)).worksheets[0]
    assert [cell.value for cell in sheet[6]][3:] == [91.05, "好"], "S4, as the page says"
    wrong = head.get(url, {**fields, "component_ballot": "90"})
    assert wrong.status_code == 409
    for odd in ("1e999999999", "NaN", "Infinity", "-1", ""):
        refused = head.get(url, {**fields, "component_ballot": odd, "cap_kind": "good_max", "cap_share": odd})
        assert refused.status_code == 409, odd
    assert head.get(url, {**fields, "component_ballot": "４０"}).status_code == 200, "full-width digits are digits"
    assert head.post(url, tried).status_code == 405
    assert "而不是 100 %" in str(wrong.context["form"].errors["component_ballot"])
    assert list(Computation.objects.all()) == [before]
    assert api.facts(cycle).computed


def test_two_who_propose_at_once_are_told_and_keep_what_they_typed(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    scene.computed(world, cycle)
    head, url = client_of("office_head"), reverse("grades:propose", args=[cycle.pk])
    revision = head.get(url).context["form"]["revision"].value()
    assert head.post(url, {**grid_of(cycle), "revision": revision}).status_code == 302
    late = head.post(url, {**grid_of(cycle, S6=("fairly_good", "迟到的理由")), "revision": revision})
    assert late.status_code == 409
    assert "迟到的理由" in late.content.decode()
    fresh = late.context["form"]["revision"].value()
    assert fresh != revision
    assert head.post(url, {**grid_of(cycle, S6=("fairly_good", "迟到的理由")), "revision": fresh}).status_code == 302


def test_deciding_asks_for_the_password_and_keeps_the_form(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    client = client_of("presider")
    session = client.session
    session["confirmed_at"] = 0
    session.save()
    answer = client.post(reverse("grades:decide", args=[cycle.pk]), {**MEETING, "cap_waiver_reason": "保留的理由"})
    assert answer.status_code == 200
    assert "confirm_password" in answer.content.decode()
    assert "保留的理由" in answer.content.decode()


def workbook(rows: list[tuple[str, object]]) -> SimpleUploadedFile:
    content = write_table("考核得分", ["序号", "单位名称", "考核得分"], [(n, *row) for n, row in enumerate(rows)])
    return SimpleUploadedFile("得分.xlsx", content)


@pytest.mark.feature("DOC-01")
def test_a_workbook_is_checked_row_by_row_and_entered_whole(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    office, url = client_of("office"), reverse("grades:score_import", args=[cycle.pk])
    rows: list[tuple[str, object]] = [("S1", "88.8"), ("S2", "101"), ("无此单位", "90"), ("S3", "90"), ("S3", "91")]
    fields = {"component": "annual", "source": "导入"}
    answer = office.post(url, {**fields, "file": workbook(rows)})
    found = {row.number: row.problem for row, _words in answer.context["rows"]}
    assert list(found.values()) == ["", "not_a_score", "unknown_unit", "twice", "twice"]
    assert 'name="enter"' not in answer.content.decode()
    forced = office.post(url, {**fields, "pasted": "单位\t得分\nS1\t88.8\nS2\tx", "enter": "1"})
    assert forced.status_code == 409
    assert not ComponentScore.objects.filter(source="导入").exists()
    good = office.post(url, {**fields, "file": workbook([("S1", "88.8"), ("S2", 77)])})
    assert "S3、S4、S5、S6" in good.content.decode()
    checked = good.context["checked"]
    assert office.post(url, {**checked, "enter": "1"}).status_code == 302
    stored = {row.participant.organization_name: str(row.value) for row in ComponentScore.objects.filter(source="导入")}
    assert stored == {"S1": "88.8000", "S2": "77.0000"}


@pytest.mark.feature("DOC-01")
def test_a_broken_workbook_writes_nothing_and_says_so(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    broken = SimpleUploadedFile("得分.xlsx", b"PK\x03\x04 broken")
    fields = {"component": "annual", "source": "导入", "file": broken}
    answer = client_of("office").post(reverse("grades:score_import", args=[cycle.pk]), fields)
    assert answer.status_code == 409
    assert not ComponentScore.objects.filter(source="导入").exists()


@pytest.mark.feature("EVA-06", "EVA-19")
def test_adjustments_and_uses_are_entered_and_withdrawn_with_a_reason(world: World, client_of: Clients) -> None:
    cycle = scene.decided_round(world)
    person = scene.by_name(cycle)["S6"]
    office = client_of("office")
    use = {"participant": person.pk, "kind": "formal_talk", "text": "约谈书记", "used_on": "2021-02-01"}
    assert office.post(reverse("grades:uses", args=[cycle.pk]), use).status_code == 302
    row = person.result_uses.get()
    withdraw = reverse("grades:withdraw_use", args=[row.pk])
    assert office.post(withdraw, {"reason": ""}).status_code == 409
    assert office.post(withdraw, {"reason": "误录"}).status_code == 302
    assert "误录" in page(office, "uses", cycle)
    bonus = {"participant": person.pk, "kind": "bonus", "value": "1", "ground": "表彰"}
    refused = office.post(reverse("grades:adjustments", args=[cycle.pk]), bonus)
    assert (refused.status_code, "表彰" in refused.content.decode()) == (409, True)
    other = scene.worked_round(world)
    bonus["participant"] = scene.by_name(other)["S6"].pk
    assert office.post(reverse("grades:adjustments", args=[other.pk]), bonus).status_code == 302
    entry = scene.by_name(other)["S6"].adjustments.get()
    assert office.post(reverse("grades:withdraw_adjustment", args=[entry.pk]), {"reason": "重复"}).status_code == 302


@pytest.mark.parametrize("name", ["published", "table", "propose", "decide", "scores", "adjustments", "uses", "vetoes"])
def test_the_number_of_queries_does_not_grow_with_the_rows(name: str, world: World, client_of: Clients) -> None:
    role = {"scores": "office", "adjustments": "office", "uses": "office", "vetoes": "supervisor", "decide": "presider"}
    counts = []
    for number in (3, 12):
        case = cases.by_annual({f"U{place}": str(99 - place) for place in range(number)})
        cycle = scene.make_round(world, case)
        scene.computed(world, cycle)
        client = client_of(role.get(name, "office_head"))
        page(client, name, cycle)
        with CaptureQueriesContext(connection) as queries:
            page(client, name, cycle)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_everybody_finds_what_waits(world: World) -> None:
    cycle = scene.worked_round(world)
    ComponentScore.objects.filter(participant__organization_name="S1").delete()

    def kinds(role: str) -> set[str]:
        return {one.kind for one in api.waiting(world.actor(role), on=scene.AT.date())}

    assert kinds("office") == {"grades.scores"}
    assert kinds("supervisor") == {"grades.vetoes"}
    api.enter_scores(
        cycle=cycle,
        component="annual",
        scores={scene.by_name(cycle)["S1"].pk: "92.4"},
        source="通报",
        by=world.actor("office"),
        at=scene.AT,
    )
    api.confirm_vetoes(cycle=cycle, by=world.actor("supervisor"), at=scene.AT)
    assert kinds("office_head") == {"grades.compute"}
    api.compute_grades(cycle=cycle, by=world.actor("office_head"), at=scene.AT)
    assert kinds("office_head") == {"grades.propose"}
    api.propose_grades(cycle=cycle, proposals={}, by=world.actor("office_head"), at=scene.AT)
    scene.set_stage(cycle, "proposed")
    assert kinds("presider") == {"grades.decide"}
    assert kinds("reporter") == set()


def test_the_table_downloads_as_a_workbook(world: World, client_of: Clients) -> None:
    cycle = scene.worked_round(world)
    scene.computed(world, cycle)
    answer = client_of("office_head").get(reverse("grades:table", args=[cycle.pk]), {"download": "xlsx"})
    table = read_table(io.BytesIO(answer.content))
    assert len(table.rows) == 6
    assert "综合得分" in table.columns


@pytest.mark.feature("FAI-02")
def test_close_neighbours_across_the_border_of_the_proportion_are_flagged(world: World, client_of: Clients) -> None:
    cycle = scene.make_round(world, cases.by_annual(cases.A2))
    scene.computed(world, cycle)
    rows = results.table(cycle, results.latest(cycle)).rows
    flagged = {row.composite for row in rows if row.near_cap}
    # 90.20 and 90.10 were lowered; those from 90.30 to 90.70 stand within half a point above the border
    assert flagged == {"90.4000", "90.3000", "90.2000", "90.1000"}
    page = client_of("office_head").get(reverse("grades:table", args=[cycle.pk])).content.decode()
    assert page.count("接近比例控制分界") == 4
