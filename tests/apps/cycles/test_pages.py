"""The pages: the wizard from the first step to an approved plan, and what each kind of reader sees."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from shuping.apps.cycles import api
from shuping.apps.cycles.models import CalendarDay, Cycle, DeadlineExtension, Participant, PlanChange
from tests.factories.world import World

from .permission_rows import KEEP, READ, child
from .test_plan import draft

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def fields(answer: HttpResponse) -> dict[str, object]:
    """What a browser would send back from a form as it was served."""
    found: dict[str, object] = {}
    forms = [answer.context["form"]]
    if answer.context.get("rows") is not None:
        rows = answer.context["rows"]
        forms += [rows.management_form, *rows.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False:
                found[bound.html_name] = value
    return {
        name: value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value
        for name, value in found.items()
    }


@pytest.mark.feature("CYC-01")
@pytest.mark.parametrize("start", ["default", "B", "C", "D", "E"])
def test_a_round_is_set_up_through_the_wizard_from_every_published_plan(
    world: World, client_of: Browser, start: str
) -> None:
    browser = client_of("office")
    page = browser.get(reverse("cycles:new"))
    sent = {**fields(page), "year": 2021, "start": start, "cutoff_date": "2021-12-31"}
    answer = browser.post(reverse("cycles:new"), sent, follow=True)
    cycle = Cycle.objects.get(year=2021)
    steps = ["dates", "report_rules", "classes", "grade_rules", "vetoes", "schemes", "notice"]
    for step in steps:
        address = reverse(f"cycles:{step}", args=[cycle.pk])
        assert answer.redirect_chain[-1][0] == address
        if step == "schemes":  # nothing of its own; the page leads on
            onward = reverse("cycles:notice", args=[cycle.pk])
            assert f'href="{onward}"' in text(answer)
            answer = browser.get(onward, follow=True)
            answer.redirect_chain = [(onward, 302)]
            continue
        sent = fields(answer)
        if step == "dates":
            days = {"report_due": "01-10", "meeting": "01-20", "decision": "01-28", "feedback": "02-09"}
            sent |= {kind: f"2022-{day}T17:00" for kind, day in days.items()}
            sent |= {"plan_due": ""} if "plan_due" in sent else {}  # the plan's own day is earlier
        answer = browser.post(address, sent, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("cycles:preflight", args=[cycle.pk])
    after = Cycle.objects.get(pk=cycle.pk)
    rules = api.rules_of(after)
    assert sum(rules.grading.class_weights.values()) == 1
    expected = {"default": 3000, "B": 3000, "C": 1000, "D": 3000, "E": 4000}[start]
    assert rules.report.written_max == expected
    assert set(api.facts(after).missing_dates) == set()


@pytest.mark.feature("CYC-03")
def test_the_dates_that_a_published_plan_names_are_offered(world: World, client_of: Browser, at: datetime) -> None:
    cycle = draft(world, at, start="E")
    page = text(client_of("office").get(reverse("cycles:dates", args=[cycle.pk])))
    assert 'value="2021-12-16T17:00"' in page
    assert 'value="2021-12-21T17:00"' in page


@pytest.mark.feature("CYC-07")
def test_weights_that_do_not_sum_up_are_refused_on_the_page_and_nothing_typed_is_lost(
    world: World, client_of: Browser, at: datetime
) -> None:
    cycle = draft(world, at)
    browser, address = client_of("office"), reverse("cycles:classes", args=[cycle.pk])
    sent = {**fields(browser.get(address)), "classes-0-weight": "60", "classes-0-name": "厅领导"}
    answer = browser.post(address, sent)
    assert answer.status_code == 409
    assert "厅领导" in text(answer)
    assert "110 %" in text(answer)
    assert "参评类别权重：合计 110 %，超出 100 % 的部分为 10 %。" in text(answer)
    assert api.rules_of(Cycle.objects.get(pk=cycle.pk)).grading.class_weights["A"] * 2 == 1


@pytest.mark.feature("CYC-06")
def test_suggested_values_are_labelled_until_they_are_confirmed(world: World, client_of: Browser, at: datetime) -> None:
    cycle = draft(world, at)
    browser, address = client_of("office"), reverse("cycles:report_rules", args=[cycle.pk])
    page = browser.get(address)
    assert "建议值，以本单位方案为准" in text(page)
    browser.post(address, {**fields(page), "confirm": "on", "source": "青交党〔2021〕5号"})
    assert "建议值，以本单位方案为准" not in text(browser.get(address))
    assert "青交党〔2021〕5号" in text(browser.get(reverse("cycles:rules", args=[cycle.pk])))


@pytest.mark.feature("CYC-01")
def test_every_default_of_the_wizard_says_that_it_is_suggested(world: World, client_of: Browser, at: datetime) -> None:
    cycle, browser = draft(world, at), client_of("office")
    for name in ("report_rules", "classes", "grade_rules"):
        form = browser.get(reverse(f"cycles:{name}", args=[cycle.pk])).context["form"]
        for field in form.KEYS:
            assert "建议值，以本单位方案为准" in form.fields[field].help_text, (name, field)
    for address in (reverse("cycles:new"), reverse("cycles:scope", args=[cycle.pk])):
        form = browser.get(address).context["form"]
        for field in ("cutoff_date", "comment_mode", "categories"):
            assert "建议值，以本单位方案为准" in form.fields[field].help_text, (address, field)
    Cycle.objects.filter(pk=cycle.pk).update(categories=["一", "二", "三", "四", "五"])
    form = browser.get(reverse("cycles:scope", args=[cycle.pk])).context["form"]
    assert "建议值" not in form.fields["categories"].help_text
    page = text(browser.get(reverse("cycles:classes", args=[cycle.pk])))
    assert page.count("R-36") == 1
    rules = text(browser.get(reverse("cycles:rules", args=[cycle.pk])))
    for words in ("汉字、字母、数字", "R-17", "R-36", "R-57", "1/4", "R-18", "R-40"):
        assert words in rules, words


@pytest.mark.feature("CYC-01")
def test_what_follows_the_feedback_is_set_in_the_wizard(world: World, client_of: Browser, at: datetime) -> None:
    cycle, browser = draft(world, at), client_of("office")
    address = reverse("cycles:grade_rules", args=[cycle.pk])
    sent = {**fields(browser.get(address)), "look_back_share": "1 / 3", "due_soon_days": "10", "bonus_cumulative": "on"}
    assert browser.post(address, {**sent, "look_back_share": "3/2"}).status_code == 409
    assert browser.post(address, sent).status_code == 302
    rules = api.rules_of(Cycle.objects.get(pk=cycle.pk))
    assert (rules.rectification.look_back_share * 3, rules.rectification.due_soon_days) == (1, 10)
    assert rules.adjustments.bonus_cumulative


@pytest.mark.feature("CYC-14")
def test_dates_are_proposed_by_working_days_from_the_day_of_the_meeting(
    world: World, client_of: Browser, at: datetime
) -> None:
    CalendarDay.objects.create(day=date(2022, 1, 14), working=False, note="春节")
    cycle, browser = draft(world, at), client_of("office")
    address = reverse("cycles:dates", args=[cycle.pk])
    page = browser.get(address, {"meeting": "2022-01-20"})
    assert "建议值，以本单位方案为准" in text(page)
    assert "日历中还没有" not in text(page)
    assert "日历中还没有 2023 年" in text(browser.get(address, {"meeting": "2023-01-20"}))
    sent = fields(page)
    assert (sent["meeting"], sent["report_due"]) == ("2022-01-20T09:00", "2022-01-05T17:00")
    assert not cycle.key_dates.exists()
    assert browser.post(address, sent).status_code == 302
    assert api.Cycle.objects.get(pk=cycle.pk).key_dates.count() == 8
    assert browser.get(address, {"meeting": "2022-02-31"}).status_code == 200
    stale = {**sent, "meeting": "2022-01-21T09:00"}
    answer = browser.post(address, stale)
    assert answer.status_code == 409
    assert "测试office" in text(answer)


@pytest.mark.feature("CYC-02")
def test_a_page_of_rows_opened_before_sets_nothing_back(world: World, client_of: Browser) -> None:
    browser, own, other = client_of("office"), world.own.participant, world.other.participant
    shown = {f"was_{row.pk}": row.mode for row in (own, other)} | {f"mode_{row.pk}": row.mode for row in (own, other)}
    address = reverse("cycles:modes", args=[world.cycle.pk])
    browser.post(address, {**shown, f"mode_{other.pk}": "on_the_spot", "reason": "增加现场述职"})
    browser.post(address, {**shown, f"mode_{own.pk}": "written", "reason": "因病改为书面"})
    assert {row.pk: row.mode for row in Participant.objects.filter(cycle=world.cycle)} == {
        own.pk: "written",
        other.pk: "on_the_spot",
    }
    groups = reverse("cycles:groups", args=[world.cycle.pk])
    was = {f"was_{own.pk}": "", f"was_{other.pk}": "", f"group_{own.pk}": "", f"group_{other.pk}": ""}
    browser.post(groups, {**was, f"group_{other.pk}": "二组", "reason": "分组"})
    browser.post(groups, {**was, f"group_{own.pk}": "一组", "reason": "分组"})
    assert set(Participant.objects.filter(cycle=world.cycle).values_list("cap_group", flat=True)) == {"一组", "二组"}


@pytest.mark.feature("CYC-02")
def test_a_stale_rule_page_is_refused_and_keeps_what_was_typed(world: World, client_of: Browser, at: datetime) -> None:
    cycle = draft(world, at)
    browser, address = client_of("office"), reverse("cycles:report_rules", args=[cycle.pk])
    stale = fields(browser.get(address))
    browser.post(address, {**stale, "written_max": "4000"})
    answer = browser.post(address, {**stale, "written_max": "2500"})
    assert answer.status_code == 409
    assert 'value="2500"' in text(answer)
    assert "测试office" in text(answer)


@pytest.mark.feature("CYC-12")
def test_those_who_are_graded_read_the_rules_once_the_plan_is_approved(
    world: World, client_of: Browser, at: datetime
) -> None:
    cycle = draft(world, at)
    unit = client_of("reporter")
    assert unit.get(reverse("cycles:rules", args=[cycle.pk])).status_code == 404
    assert str(cycle.title) not in text(unit.get(reverse("cycles:list")))
    api.record_step(api.locked(cycle), "plan_approved", by=world.actor("office_head"), at=at)
    page = unit.get(reverse("cycles:rules", args=[cycle.pk]))
    assert page.status_code == 200
    assert "厅领导班子成员" in text(page)
    assert reverse("cycles:report_rules", args=[cycle.pk]) not in text(page)


@pytest.mark.feature("CYC-12")
def test_the_rules_they_read_are_sealed_and_nobody_changes_them_any_more(
    world: World, client_of: Browser, at: datetime
) -> None:
    cycle, office, unit = draft(world, at), client_of("office"), client_of("reporter")
    step = reverse("cycles:grade_rules", args=[cycle.pk])
    sent = fields(office.get(step))
    api.record_step(api.locked(cycle), "plan_approved", by=world.actor("office_head"), at=at)
    seal, body = Cycle.objects.get(pk=cycle.pk).rule_set.digest, api.rules_of(cycle)
    assert len(seal) == 64
    page = text(unit.get(reverse("cycles:rules", args=[cycle.pk])))
    # Whoever is graded reads by what: values, bands, weights, order of ties, proportion; and the seal.
    for shown in ("好 100 · 较好 85", "好 ≥ 90", "测评得分 40 %", "A类平均分 → ", "不少于 15 %", f"校验码 {seal[:12]}"):
        assert shown in page
    late = office.post(step, {**sent, "ballot": "50", "annual": "50"})
    assert late.status_code == 409
    assert api.rules_of(Cycle.objects.get(pk=cycle.pk)) == body
    assert Cycle.objects.get(pk=cycle.pk).rule_set.digest == seal
    assert f"校验码 {seal[:12]}" in text(unit.get(reverse("cycles:rules", args=[cycle.pk])))


@pytest.mark.feature("CYC-09")
def test_the_roster_is_taken_over_given_modes_and_drawn_on_the_pages(
    world: World, client_of: Browser, at: datetime
) -> None:
    cycle, browser = draft(world, at), client_of("office")
    answer = browser.post(reverse("cycles:fill", args=[cycle.pk]), follow=True)
    assert "书记1" in text(answer)
    modes = reverse("cycles:modes", args=[cycle.pk])
    assert "2019" in text(browser.get(modes))
    page = browser.get(modes, {"places": 2})
    rows = {f"mode_{one['row'].pk}": one["mode"] for one in page.context["rows"]}
    assert set(rows.values()) == {"on_the_spot"}
    browser.post(modes, rows)
    answer = browser.post(reverse("cycles:draw", args=[cycle.pk]), follow=True)
    assert sorted(row.speaking_no for row in api.speakers(cycle)) == [1, 2]
    numbers = {f"number_{row.pk}": number for number, row in enumerate(api.speakers(cycle), start=1)}
    browser.post(reverse("cycles:order", args=[cycle.pk]), {**numbers, "drawn": "1"})
    assert {row.order_source for row in api.speakers(cycle)} == {"draw"}
    broken = browser.post(reverse("cycles:order", args=[cycle.pk]), dict.fromkeys(numbers, 1), follow=True)
    assert broken.status_code in (200, 409)
    book = browser.get(reverse("cycles:roster", args=[cycle.pk]), {"download": "xlsx"})
    assert book["Content-Type"].endswith("sheet")


@pytest.mark.feature("CYC-04")
def test_changes_after_approval_stand_on_one_page_with_their_reasons(world: World, client_of: Browser) -> None:
    browser, row = client_of("office_head"), world.own.participant
    address = reverse("cycles:extend", args=[row.pk])
    sent = {"kind": "report_due", "due_at": "2021-01-27T17:00", "reason": "抗雪保通值守"}
    refused = browser.post(address, {**sent, "due_at": "2021-01-20T17:00"})
    assert refused.status_code == 409
    assert "2021-01-25 17:00" in text(refused)
    answer = browser.post(address, sent, follow=True)
    assert "抗雪保通值守" in text(answer)
    assert DeadlineExtension.objects.get().user == world.user("office_head")
    dates = reverse("cycles:dates", args=[world.cycle.pk])
    sent = {**fields(browser.get(dates)), "meeting": "2021-02-05T09:00"}
    assert browser.post(dates, sent).status_code == 409
    answer = browser.post(dates, {**sent, "reason": "会场调整"}, follow=True)
    assert "会场调整" in text(answer)
    person = world.own.clerk
    answer = browser.post(
        reverse("cycles:replace", args=[row.pk]),
        {"person": person.pk, "duty": "党委书记", "reason": "原书记调任"},
        follow=True,
    )
    assert person.name in text(answer)
    assert {change.kind for change in PlanChange.objects.all()} == {"date_moved", "reporter_replaced"}


@pytest.mark.feature("CYC-13")
def test_a_unit_makes_its_own_round_and_the_office_sees_how_far_rounds_reach(world: World, client_of: Browser) -> None:
    clerk, office = client_of("clerk"), client_of("office")
    address = reverse("cycles:new_child", args=[world.cycle.pk])
    other = {"organizer": world.other.organization.pk, "start": "default"}
    assert clerk.post(address, other).status_code == 409
    answer = clerk.post(address, {"organizer": world.own.organization.pk, "start": "C"}, follow=True)
    made = Cycle.objects.get(parent=world.cycle)
    assert made.title in text(answer)
    clerk.post(reverse("cycles:fill", args=[made.pk]))
    assert Participant.objects.get(cycle=made).person == world.own.branch_secretary
    page = text(office.get(reverse("cycles:children", args=[world.cycle.pk])))
    assert "3 (75.00 %)" in page
    assert made.title in page
    assert client_of("reporter", "other").get(reverse("cycles:overview", args=[made.pk])).status_code == 404


@pytest.mark.feature("CYC-05")
def test_a_unit_takes_its_own_round_of_last_year_along(world: World, client_of: Browser, at: datetime) -> None:
    clerk, unit, year = client_of("clerk"), world.own.organization, world.cycle.year
    address = reverse("cycles:new_child", args=[world.cycle.pk])
    assert "last_year" not in text(clerk.get(address))
    earlier = child(world, "own")
    Cycle.objects.filter(pk=earlier.pk).update(year=year - 1, parent=world.last_cycle)
    earlier.key_dates.create(kind="meeting", due_at=datetime(year, 1, 15, 1, tzinfo=UTC))
    rules = earlier.rule_set
    rules.body = {**rules.body, "near_edge": "0.8"}
    rules.save()
    assert 'value="last_year" selected' in text(clerk.get(address))
    clerk.post(address, {"organizer": unit.pk, "start": "last_year"})
    made = Cycle.objects.get(organizer=unit, year=year)
    assert (made.rule_set.body["near_edge"], made.previous, made.based_on) == ("0.8", earlier, earlier.title)
    assert made.key_dates.get().due_at.year == year + 1
    assert client_of("office").post(reverse("cycles:clone", args=[made.pk])).status_code == 404


@pytest.mark.feature("CYC-14")
def test_holidays_and_moved_days_are_entered_and_removed(world: World, client_of: Browser) -> None:
    browser, address = client_of("office"), reverse("cycles:calendar")
    browser.post(address, {"first": "2021-02-11", "last": "2021-02-17", "working": "False", "note": "春节"})
    browser.post(address, {"first": "2021-02-20", "working": "True", "note": "补班"})
    assert CalendarDay.objects.count() == 8
    assert browser.post(address, {"first": "2021-02-11", "last": "2021-02-01", "working": "False"}).status_code == 409
    day = CalendarDay.objects.get(day=date(2021, 2, 20))
    browser.post(reverse("cycles:calendar_remove", args=[day.pk]))
    assert CalendarDay.objects.count() == 7
    notice = "二、春节：1月31日至2月6日放假调休，共7天。1月29日（星期六）、1月30日（星期日）上班。"
    browser.post(address, {"year": "2022", "text": notice})
    assert CalendarDay.objects.filter(note="春节", day__year=2022, working=False).count() == 7
    assert CalendarDay.objects.filter(note="春节", day__year=2022, working=True).count() == 2
    answer = browser.post(address, {"year": "2022", "text": "另行通知"})
    assert answer.status_code == 409
    assert "另行通知" in text(answer)


@pytest.mark.feature("CYC-05")
def test_last_year_is_cloned_and_a_rehearsal_made_from_the_overview(world: World, client_of: Browser) -> None:
    browser, address = client_of("office"), reverse("cycles:clone", args=[world.cycle.pk])
    browser.post(address)
    browser.post(address, {"rehearsal": "1"})
    assert Cycle.objects.get(year=2021).previous == world.cycle
    assert Cycle.objects.get(rehearsal=True).participants.count() == 2
    again = browser.post(address, follow=True)
    assert Cycle.objects.filter(year=2021).count() == 1
    assert again.status_code in (200, 409)


@pytest.mark.feature("I18-01")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(world: World, client_of: Browser, language: str) -> None:
    user = world.user("office")
    user.language = language
    user.save()
    browser, cycle = client_of("office"), child(world, "own")
    for name in (*READ, *KEEP):
        answer = browser.get(reverse(f"cycles:{name}", args=[cycle.pk]))
        assert answer.status_code == 200, name
    for name in ("list", "new", "calendar"):
        assert browser.get(reverse(f"cycles:{name}")).status_code == 200


@pytest.mark.feature("OPS-09")
def test_lists_ask_the_same_number_of_questions_whatever_their_length(
    world: World, client_of: Browser, django_assert_max_num_queries: Callable[..., object]
) -> None:
    browser = client_of("office")
    for number in range(30):
        Participant.objects.create(
            cycle=world.cycle,
            organization=world.own.branch,
            person=world.own.branch_secretary,
            organization_name=f"单位{number}",
            person_name="某",
            mode="written",
            order_no=number + 3,
            left_reason="x",
        )
    for name in ("overview", "roster", "children", "rules"):
        address = reverse(f"cycles:{name}", args=[world.cycle.pk])
        browser.get(address)
        with django_assert_max_num_queries(22):  # type: ignore[attr-defined]
            browser.get(address)


@pytest.mark.feature("CYC-01")
@pytest.mark.parametrize(
    ("step", "typed", "field", "said"),
    [
        ("scope", {"title": " "}, "title", "必填"),
        ("dates", {"notice": "2022-01-12T09:00", "report_due": "2022-01-10T17:00"}, "report_due", "不能早于“通知”"),
        ("report_rules", {"problem_part": "三分之一"}, "problem_part", "如 1/3"),
        ("grade_rules", {"ballot": "39"}, "ballot", "合计 99 %"),
        ("grade_rules", {"from_fairly_good": "95"}, "from_good", "依次降低"),
        ("grade_rules", {"tie_2": "composite"}, "tie_2", "“综合得分”重复"),
        ("classes", {"classes-0-weight": "49"}, None, "合计 99 %"),
        ("classes", {"classes-0-code": ""}, "classes-0-code", "请填写类别代号"),
        ("classes", {"classes-0-code": "甲"}, "classes-0-code", "英文字母"),
        ("new_scheme", {"name": "企业"}, "unit_classes", "至少选择一个"),
        ("new_scheme", {"name": "企业", "unit_classes": "enterprise", "class_A": "99"}, "class_A", "超出 100 %"),
    ],
)
def test_a_mistake_of_the_wizard_is_told_at_its_field_and_nothing_typed_is_lost(
    world: World, client_of: Browser, at: datetime, step: str, typed: dict[str, str], field: str | None, said: str
) -> None:
    browser, cycle = client_of("office"), draft(world, at)
    address = reverse(f"cycles:{step}", args=[cycle.pk])
    before = Cycle.objects.select_related("rule_set").get(pk=cycle.pk)
    answer = browser.post(address, {**fields(browser.get(address)), **typed})
    assert answer.status_code == 409
    forms = [answer.context["form"], *(answer.context.get("rows") or ())]
    told = {form.add_prefix(name): errors for form in forms for name, errors in form.errors.items()}
    assert said in str(told.get(field or "__all__"))
    after = Cycle.objects.select_related("rule_set").get(pk=cycle.pk)
    assert (after.revision, after.rule_set.body) == (before.revision, before.rule_set.body)
    kept = {form.add_prefix(name): form[name].value() for form in forms for name in form.fields}
    assert {name: str(kept[name]).strip("[']").replace(" ", "") for name in typed} == {
        name: value.replace(" ", "") for name, value in typed.items()
    }


@pytest.mark.feature("CYC-06")
def test_the_plan_s_steps_are_fixed_once_it_is_approved(world: World, client_of: Browser) -> None:
    browser = client_of("office")
    for step in ("scope", "report_rules", "classes", "grade_rules", "vetoes"):
        page = text(browser.get(reverse(f"cycles:{step}", args=[world.cycle.pk])))
        assert "方案已审定" in page
        assert "<fieldset" in page
        assert ">保存" not in page
    assert ">保存" in text(browser.get(reverse("cycles:dates", args=[world.cycle.pk])))
