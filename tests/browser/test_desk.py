"""A round of 40 reports on the desk: to the worst hint, both sides, the author's answer, dismissed, in the trail."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from shuping.apps.cycles.models import Participant
from shuping.apps.desk.models import Examination, Hint
from shuping.apps.organization.models import Organization, Person
from shuping.apps.reports.models import Report, ReportVersion
from tests.apps.desk.permission_rows import AT, make_version
from tests.apps.desk.test_desk import OTHER, OWN
from tests.factories.world import World

from .test_accessibility import violations

REPORTS = 40
PLAIN = "我在第{number}次办公会上研究了{number}号站房的取暖，冬前完成改造{number}间，职工评价由{number}分升到{more}分。"


def fill_round(world: World) -> None:
    """Two reports that share a passage among forty, made in bulk."""
    make_version(world, "own", OWN)
    make_version(world, "other", OTHER)
    names = [f"测试{number}站" for number in range(3, REPORTS + 1)]
    parent, first = world.root, Organization.objects.get(pk=world.root.pk).numchild + 1
    units = Organization.objects.bulk_create(
        Organization(
            path=Organization._get_path(parent.path, parent.depth + 1, first + place), depth=parent.depth + 1,
            name=name, code=f"S{place}", level="committee", unit_class="highway", founded_on=AT.date(),
        )
        for place, name in enumerate(names)
    )  # fmt: skip
    Organization.objects.filter(pk=parent.pk).update(numchild=first - 1 + len(units))
    people = Person.objects.bulk_create(Person(organization=one, name=f"书记{one.code}") for one in units)
    rows = Participant.objects.bulk_create(
        Participant(
            cycle=world.cycle, organization=unit, person=person, organization_name=unit.name, person_name=person.name,
            mode="written", order_no=place,
        )
        for place, (unit, person) in enumerate(zip(units, people, strict=True), start=3)
    )  # fmt: skip
    reports = Report.objects.bulk_create(
        Report(participant=row, kind="written", state="submitted", round_number=1, submitted_at=AT) for row in rows
    )
    ReportVersion.objects.bulk_create(
        ReportVersion(
            report=one, number=1, title="述职报告", length=1, problem_length=1, at=AT, submitted=True, round_number=1,
            sections={
                "achievements": PLAIN.format(number=number, more=number + 1),
                "problems": f"一是联系点走访不够，第{number}站全年只走访1次。",
            },
        )
        for number, one in enumerate(reports, start=3)
    )  # fmt: skip


@pytest.mark.feature("REP-11", "REP-19")
def test_from_a_round_of_forty_to_the_worst_hint_and_its_trail(page_of: Callable[..., Page], live_world: World) -> None:
    fill_round(live_world)
    office = page_of("office", expected=("409",))  # refused without a reason
    office.goto(reverse("desk:round", args=[live_world.cycle.pk]))
    office.get_by_role("button", name="核查新报送的报告").click()
    office.wait_for_selector(".message.success")
    assert "已核查40份报告" in office.inner_text("main")
    assert violations(office) == []

    # The worst hint stands behind the longest passage; both sides are shown with the unit's names.
    with office.expect_navigation():
        office.get_by_role("columnheader", name="最长重合").get_by_role("link").click()
    with office.expect_navigation():
        office.locator("td a[href*='/hints/']").first.click()
    sides = office.locator(".sides").inner_text()
    assert "测试甲中心" in sides
    assert "测试乙中心" in sides
    assert sides.count("由党支部书记轮流到工区上门送学") == 2
    assert violations(office) == []
    hint = Hint.objects.get(pk=int(office.url.rstrip("/").rsplit("/", 1)[1]))
    whose = "own" if hint.examination.version.report.participant_id == live_world.own.participant.pk else "other"

    # The author answers on a telephone and learns of no other unit.
    author = page_of("clerk", whose, width=390)
    author.goto(reverse("desk:own", args=[hint.examination.version.report_id]))
    assert author.evaluate("document.documentElement.scrollWidth") <= 390
    assert ("测试乙中心" if whose == "own" else "测试甲中心") not in author.inner_text("main")
    with author.expect_navigation():
        author.locator(f"#hint-{hint.number} .buttons a").click()
    author.fill("textarea[name=text]", "流动学习点由本单位首创。")
    author.locator("form button.primary").click()
    author.wait_for_selector(".message.success")
    assert violations(author) == []

    # The reviewer reads it, may not dismiss without a reason, dismisses with one by keyboard.
    office.reload()
    assert "流动学习点由本单位首创。" in office.inner_text("main")
    with office.expect_navigation():
        office.get_by_role("button", name="不采纳并说明理由").click()
    office.wait_for_selector(".message.error, .errors, [role=alert]")
    office.focus("textarea[name=reason]")
    office.keyboard.type("做法源自该单位")
    office.keyboard.press("Tab")
    office.keyboard.press("Tab")
    assert office.evaluate("document.activeElement.value") == "dismissed"
    office.keyboard.press("Enter")
    office.wait_for_selector(".message.success")
    office.goto(reverse("desk:trail", args=[hint.examination.version.report_id]))
    trail = office.inner_text("main")
    for words in ("已说明", "流动学习点由本单位首创。", "不采纳", "做法源自该单位"):
        assert words in trail
    assert Examination.objects.count() == REPORTS
