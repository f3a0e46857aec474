"""The pages: what each person sees, the phone's form, sheets in and out, figures that open, the plan of visits."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from shuping.adapters.sheets import read_table
from shuping.apps.assessments import api, queries
from shuping.apps.assessments.models import Deduction, Finding, Scheme, UnitAssessment, Visit
from shuping.apps.assessments.scheme_table import body_of
from shuping.apps.grades import api as grades_api
from shuping.apps.grades.models import ComponentScore
from shuping.apps.portal import queries as portal
from shuping.apps.reports import api as reports_api
from shuping.core.assessments.scheme import faults
from shuping.core.roles.catalog import Role
from tests.apps.assessments import scene
from tests.apps.grades import scene as grading
from tests.factories.world import World, make_organization, make_person

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
Open = Callable[..., Client]


def address(name: str, *args: object) -> str:
    return reverse(f"assessments:{name}", args=args)


def words(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


# ---- schemes --------------------------------------------------------------------


@pytest.mark.feature("CYC-07")
def test_the_editor_refuses_what_does_not_total_100_and_loses_nothing_typed(world: World, client_of: Open) -> None:
    row = scene.make_scheme(world)
    client = client_of(Role.OFFICE)
    page = client.get(address("scheme_edit", row.pk))
    data = _typed(page)
    data["g0r0_full"], data["g0r0_title"] = "7.5", "改过的指标"
    answer = client.post(address("scheme_edit", row.pk), data)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "分值合计99.5，应当等于100。" in text
    assert "改过的指标" in text
    data["g0r3_full"], data["g0r3_title"] = "0.5", "补上的指标"
    assert client.post(address("scheme_edit", row.pk), data).status_code == 302
    row.refresh_from_db()
    assert row.body["groups"][0]["indicators"][3]["key"] == "1.4"
    assert faults(row.body) == ()
    stale = client.post(address("scheme_edit", row.pk), data)
    assert (stale.status_code, "补上的指标" in stale.content.decode()) == (409, True)


def _typed(page: Any) -> dict[str, Any]:
    """What a browser would send back unchanged."""
    editor, form = page.context["editor"], page.context["form"]
    data: dict[str, Any] = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    data["revision"] = page.context["row"].revision
    for group in editor.groups:
        data[f"{group.prefix}_title"] = group.title
    rows = [row for group in editor.groups for row in group.rows]
    for row in [*rows, *editor.bonuses, *editor.events, *editor.checks]:
        for name, value in row.values.items():
            data[f"{row.prefix}_{name}"] = value
    return data


@pytest.mark.feature("CYC-06", "DOC-01")
def test_a_scheme_goes_out_as_a_sheet_and_comes_back_the_same(world: World, client_of: Open) -> None:
    row = scene.make_scheme(world)
    client = client_of(Role.OFFICE)
    content = client.get(address("scheme_export", row.pk)).content
    again = body_of(read_table(content))
    assert faults(again) == ()
    assert queries.read(again) == queries.value_of(row)
    file = SimpleUploadedFile("指标.xlsx", content)
    given = {"name": "导入的指标", "unit_class": "college", "file": file}
    answer = client.post(address("scheme_import"), given)
    made = Scheme.objects.get(name="导入的指标")
    assert answer.url == address("scheme_edit", made.pk)
    assert (made.unit_class, made.source) == ("college", "指标.xlsx")


def test_a_sheet_without_the_heads_is_refused_in_words(world: World, client_of: Open) -> None:
    client = client_of(Role.OFFICE)
    file = SimpleUploadedFile("表.csv", "甲,乙\n1,2\n".encode())
    answer = client.post(address("scheme_import"), {"name": "x", "unit_class": "", "file": file})
    assert answer.status_code == 409
    assert "缺少“类别”" in answer.content.decode()
    assert not Scheme.objects.exists()


def test_a_locked_scheme_is_not_edited_but_gets_a_new_version(world: World, client_of: Open) -> None:
    scene.opened(world)
    row, client = Scheme.objects.get(), client_of(Role.OFFICE)
    assert client.get(address("scheme_edit", row.pk)).url == address("scheme", row.pk)
    client.post(address("scheme_version", row.pk))
    assert Scheme.objects.get(version=2).based_on == row
    assert "已使用并锁定" in words(client.get(address("scheme", row.pk)))


# ---- who sees what --------------------------------------------------------------


@pytest.mark.feature("EVA-17")
def test_a_unit_sees_no_deduction_before_it_is_told_and_never_another_unit(world: World, client_of: Open) -> None:
    row = scene.checked(world)
    unit, office = client_of(Role.CLERK), client_of(Role.OFFICE)
    assert "三季度缺会2次" in words(office.get(address("unit", row.pk)))
    assert "三季度缺会2次" not in words(unit.get(address("unit", row.pk)))
    assert unit.get(address("unit", scene.unit(world, "other").pk)).status_code == 404
    api.deliver(unit=row, by=world.actor(Role.OFFICE), at=scene.AT)
    page = words(unit.get(address("unit", row.pk)))
    assert "三季度缺会2次" in page
    assert "考-3" in page
    listed = words(unit.get(address("round", world.cycle.pk)))
    assert "测试甲中心" in listed
    assert "测试乙中心" not in listed


@pytest.mark.feature("EVA-18")
def test_a_clerk_opens_the_visits_of_the_own_group_only(world: World, client_of: Open) -> None:
    visit = scene.visit(world, "own", ("discipline", "office"))
    outsider = client_of(Role.CLERK, "other")
    assert outsider.get(address("form", visit.pk)).status_code == 404
    assert "测试甲中心" not in words(outsider.get(address("checks")))
    visit.group.members.create(user=world.user(Role.CLERK, "other"))
    assert "测试甲中心" in words(outsider.get(address("checks")))
    assert outsider.get(address("form", visit.pk)).status_code == 200


@pytest.mark.feature("EVA-18")
def test_the_plan_warns_of_a_unit_that_would_be_visited_twice(world: World, client_of: Open) -> None:
    visit = scene.visit(world)
    client = client_of(Role.OFFICE)
    assert "重复核查" not in words(client.get(address("visits", world.cycle.pk)))
    again = {"group": visit.group_id, "planned_on": "2021-01-22", "covers_annual": "on", "covers_check": "on"}
    refused = client.post(address("visit_again", visit.unit_id), {**again, "again_reason": ""})
    assert refused.status_code == 409
    assert "请合并进行" in refused.content.decode()
    client.post(address("visit_again", visit.unit_id), {**again, "again_reason": "收到信访"})
    page = words(client.get(address("visits", world.cycle.pk)))
    assert "以下单位将被重复核查，请合并：" in page
    assert page.count("测试甲中心") == 2
    second = Visit.objects.get(again_reason="收到信访")
    client.post(address("visit", second.pk), {"reason": "已合并"})
    assert "重复核查，" not in words(client.get(address("visits", world.cycle.pk)))


def test_groups_are_drawn_on_the_page_and_a_refusal_names_the_unit(world: World, client_of: Open) -> None:
    scene.opened(world)
    client = client_of(Role.OFFICE)
    clerks = [world.user("clerk", "own").pk, world.user("clerk", "other").pk]
    refused = client.post(address("groups", world.cycle.pk), {"people": clerks, "groups": 1, "seed": "5"})
    assert refused.status_code == 409
    assert "各组都有人应当对" in refused.content.decode()
    done = client.post(address("groups", world.cycle.pk), {"people": clerks, "groups": 2, "seed": "5"})
    assert done.status_code == 302
    teams = {visit.unit.participant.pk: visit.group.members.get().user_id for visit in Visit.objects.all()}
    assert teams == {world.own.participant.pk: clerks[1], world.other.participant.pk: clerks[0]}


# ---- the phone ------------------------------------------------------------------


@pytest.mark.feature("EVA-17")
def test_a_form_sent_twice_by_the_phone_is_kept_once(world: World, client_of: Open) -> None:
    scene.report(world)
    visit = scene.visit(world)
    client = client_of(Role.DISCIPLINE)
    page = client.get(address("form", visit.pk))
    sentence = next(
        choice for choice, text in page.context["form"].fields["f-0-sentence"].choices if "谈心谈话" in text
    )
    data = {
        "client_id": "abcdef0123456789",
        "d-3.1-points": "2",
        "d-3.1-fact": "缺会2次",
        "d-3.1-on": "2021-01-19",
        "d-3.1-place": "会议记录本",
        "d-3.1-method": "documents",
        "f-0-sentence": sentence,
        "f-0-verdict": "untrue",
        "f-0-aspect": "H1",
        "f-0-method": "interview",
        "f-0-fact": "抽查10人，谈过3人",
    }
    first = client.post(address("form", visit.pk), data, headers=JSON).json()
    second = client.post(address("form", visit.pk), data, headers=JSON).json()
    assert (first["ok"], first["sentence"]) == (True, "已保存2项。")
    assert (second["ok"], second["sentence"]) == (True, "本表内容此前已全部保存。")
    assert (Deduction.objects.count(), Finding.objects.get().verdict) == (1, "untrue")
    wrong = {**data, "client_id": "abcdef0123456780", "d-3.1-place": ""}
    answer = client.post(address("form", visit.pk), wrong, headers=JSON)
    assert (answer.status_code, answer.json()["ok"]) == (422, False)
    assert "此项未填" in answer.json()["sentence"]
    plain = client.post(address("form", visit.pk), wrong)
    assert plain.status_code == 409
    assert "缺会2次" in plain.content.decode()
    client.post(address("finish", visit.pk))
    late = {**data, "client_id": "abcdef0123456781", "d-3.1-fact": "另缺党课1次"}
    answer = client.post(address("form", visit.pk), late, headers=JSON)
    assert (answer.status_code, "本次核查已结束" in answer.json()["sentence"]) == (409, True)


# ---- figures that open ----------------------------------------------------------


@pytest.mark.feature("EVA-17", "EVA-01")
def test_confirmed_totals_are_taken_over_in_one_act_and_open_to_their_grounds(world: World, client_of: Open) -> None:
    scene.confirmed(world)
    client = client_of(Role.OFFICE)
    scores = reverse("grades:scores", args=[world.cycle.pk])
    page = words(client.get(scores))
    assert "采用已确认得分" in page
    assert "尚未确认： 测试乙中心" in page
    assert client.post(reverse("grades:take_over", args=[world.cycle.pk])).status_code == 302
    row = ComponentScore.objects.get()
    unit = scene.unit(world)
    assert (row.value, row.source_key) == (98, f"assessment:{unit.pk}")
    assert address("unit", unit.pk) in words(client.get(scores))
    assert list(grades_api.damage()) == []
    ComponentScore.objects.update(value=99)
    assert "confirmed was 98" in " ".join(grades_api.damage())
    # Typed by hand it is no longer taken over.
    data = {"source": "通报", f"score_{world.own.participant.pk}": "97"}
    client.post(f"{scores}?component=annual", data)
    assert ComponentScore.objects.get().source_key == ""
    assert grades_api.take_over_annual(cycle=world.cycle, by=world.actor(Role.OFFICE), at=scene.AT) == 1


def test_without_a_confirmed_total_nothing_is_taken_over(world: World, client_of: Open) -> None:
    scene.opened(world)
    answer = client_of(Role.OFFICE).post(reverse("grades:take_over", args=[world.cycle.pk]), follow=True)
    assert "本轮年度党建考核尚无已确认的得分" in answer.content.decode()
    assert not ComponentScore.objects.exists()


@pytest.mark.feature("EVA-13")
def test_facts_are_chosen_for_the_outline_on_a_page(world: World, client_of: Open) -> None:
    scene.one_finding(world)
    row, client = scene.unit(world), client_of(Role.OFFICE)
    page = client.get(address("outline", row.pk))
    ((origin, text),) = page.context["form"].fields["facts"].choices
    assert "核查部分属实" in text
    answer = client.post(address("outline", row.pk), {"facts": [origin]})
    assert answer.url == reverse("reports:outline", kwargs={"participant": world.own.participant.pk})
    assert text in words(client.get(answer.url)).replace("&quot;", '"')


@pytest.mark.feature("EVA-18")
def test_the_units_card_shows_total_and_findings(world: World, client_of: Open) -> None:
    scene.one_finding(world)
    scene.confirmed(world)
    card = words(client_of(Role.PRESIDER).get(reverse("portal:card", args=[world.own.organization.pk])))
    assert "核查部分属实" in card
    assert f'<a href="{address("unit", scene.unit(world).pk)}">98</a>' in card


@pytest.mark.feature("DSH-09")
def test_what_is_missing_is_named_with_its_units(world: World, client_of: Open) -> None:
    scene.opened(world)
    page = words(client_of(Role.OFFICE).get(address("round", world.cycle.pk)))
    assert "未安排核查" in page
    rows = queries.units_of(scene.opened(world))
    late = {gap.code: gap.units for gap in queries.gaps(rows, on=scene.later(10).date())}
    assert late["self_score_late"] == ["测试甲中心", "测试乙中心"]


@pytest.mark.feature("DSH-01")
def test_everybody_is_told_what_waits(world: World) -> None:
    def kinds(role: str, whose: str = "own") -> list[str]:
        groups = portal.day_groups(world.actor(role, whose), on=scene.DAY)
        return [line.kind for group in groups for line in group.lines if line.kind.startswith("assessments.")]

    scene.opened(world)
    assert kinds("clerk") == ["assessments.self_score"]
    scene.draw(world)
    assert kinds("discipline") == ["assessments.visit"] * 2
    scene.checked(world)
    assert sorted(kinds("office_head")) == ["assessments.deliver", "assessments.visit"]
    api.deliver(unit=scene.unit(world), by=world.actor(Role.OFFICE), at=scene.AT)
    assert kinds("reporter") == ["assessments.answer"]
    scene.answered(world, False)
    assert "assessments.objection" in kinds("office_head")


@pytest.mark.feature("EVA-15")
def test_the_hand_over_to_the_cadre_assessment_is_a_sheet_of_published_grades(world: World, client_of: Open) -> None:
    client, url = client_of(Role.OFFICE), reverse("grades:hand_over", args=[world.cycle.pk])
    assert _lines(client, url) == []  # nothing before the decision
    cycle = grading.decided_round(world)
    rows = _lines(client, reverse("grades:hand_over", args=[cycle.pk]))
    assert len(rows) == cycle.participants.count()
    assert {row[5] for row in rows} <= {"好", "较好", "一般", "差"}
    assert all(row[4] for row in rows)  # the annual score


def _lines(client: Client, url: str) -> list[tuple[Any, ...]]:
    sheet = load_workbook(BytesIO(client.get(url, {"download": "xlsx"}).content)).active
    assert sheet is not None
    return list(sheet.iter_rows(min_row=3, values_only=True))


def test_a_longer_roster_costs_no_further_query(world: World, client_of: Open) -> None:
    scene.confirmed(world)
    client, url = client_of(Role.OFFICE), address("round", world.cycle.pk)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    person = make_person(world.root, "多余")
    for number in range(6):
        unit = make_organization(world.root, f"测试丙{number}中心", f"C{number}", "committee", unit_class="highway")
        participant = type(world.own.participant).objects.create(
            cycle=world.cycle,
            organization=unit,
            person=person,
            organization_name=unit.name,
            person_name="多余",
            mode="written",
            order_no=10 + number,
        )
        UnitAssessment.objects.create(
            assessment=scene.opened(world), participant=participant, scheme=Scheme.objects.get()
        )
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(many) == len(few)


# ---- evidence -------------------------------------------------------------------


@pytest.mark.feature("REP-20")
def test_a_piece_of_evidence_and_the_self_score_that_uses_it_lead_to_each_other(world: World, client_of: Open) -> None:
    piece, clerk = scene.figures_of_attendance(world), world.actor(Role.CLERK)
    row = scene.unit(world)
    api.attach_evidence(unit=row, indicator="3.1", evidence=piece.pk, by=clerk, at=scene.AT)
    client = client_of(Role.OFFICE)
    line = row.self_scores.get(key="3.1")
    shown = words(client.get(reverse("reports:evidence_piece", args=[piece.pk])))
    assert "年度党建考核自评" in shown
    assert address("self_score_line", line.pk) in shown
    answer = client.get(address("self_score_line", line.pk))
    assert answer.url == f"{address('unit', row.pk)}#indicator-3.1"
    page = words(client.get(address("unit", row.pk)))
    assert 'id="indicator-3.1"' in page
    assert reverse("reports:evidence_piece", args=[piece.pk]) in page


@pytest.mark.feature("EVA-17", "REP-20")
def test_a_unit_takes_a_wrong_reference_to_evidence_away_again_before_it_hands_in(
    world: World, client_of: Open
) -> None:
    piece, row = scene.figures_of_attendance(world), scene.unit(world)
    client, url = client_of("clerk"), address("self_score", row.pk)
    assert client.post(url, {"revision": 0, "s_3.1": "见记录", "e_3.1": piece.pk, "then": "save"}).status_code == 302
    own = row.self_scores.get(key="3.1")
    assert reports_api.evidence_for(f"self_score:{own.pk}") == [piece]
    assert f'name="x_3.1" value="{piece.pk}"' in words(client.get(url))
    for key in ("1.1", "3.1"):  # at another indicator it is no choice
        client.post(url, {"revision": 1, "s_3.1": "见记录", f"x_{key}": piece.pk, "then": "save"})
    assert reports_api.evidence_for(f"self_score:{own.pk}") == []
    row.refresh_from_db()
    assert (row.revision, row.self_scores.get(key="3.1").statement) == (2, "见记录")
    assert [one.pk for one in reports_api.evidence_of(world.own.organization)] == [piece.pk]
