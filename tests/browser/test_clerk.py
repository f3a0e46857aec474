"""The clerk's path in a real browser: write, be told figures, lose nothing, hand in, mend what came back."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from shuping.apps.reports import api as reports
from shuping.apps.reports.models import Report
from tests.factories.world import World

MOMENT = datetime(2021, 1, 20, 1, 0, tzinfo=UTC)
LINES = [{"problem": "学习不够深入", "promise": "补课四次", "state_then": "已销号", "origin": "issue:1"}]
TEXTS = {
    "achievements": "我主持制定了党建计划，到六个支部讲党课四次。",
    "problems": "我抓支部建设不够细，两个支部的组织生活记录不全。",
    "causes": "主要原因是我到基层少，指导不及时。",
    "plans": "我将在六月底前逐个支部过一遍记录。",
}
AUTOSAVE = 7_000  # milliseconds after which the page has saved by itself


def field(page: Page, key: str) -> str:
    return page.input_value(f"[name=section_{key}]")


def press(page: Page, words: str) -> None:
    """A button by its words; the answer has come."""
    with page.expect_navigation():
        page.get_by_role("button", name=words, exact=True).click()


@pytest.fixture
def report(live_world: World) -> Report:
    """The written report of the own unit, open for writing."""
    reports.open_reports(live_world.own.participant, LINES, by=live_world.actor("office"), at=MOMENT)
    return Report.objects.get(participant=live_world.own.participant, kind="written")


@pytest.mark.feature("A11-03", "REP-01")
def test_what_is_typed_is_counted_saved_by_itself_and_survives_reload_and_back(
    page_of: Callable[..., Page], report: Report
) -> None:
    page = page_of("clerk")
    page.on("dialog", lambda dialog: dialog.accept())
    page.clock.install()
    editor = reverse("reports:edit", args=[report.pk])
    page.goto(editor)
    page.fill("[name=title]", "2020年度述职报告")
    for key, text in TEXTS.items():
        page.fill(f"[name=section_{key}]", text)
    page.fill("[name=answer_1]", "已补课四次。")
    status = page.locator("[data-status]")
    expect(status).to_have_text("尚未保存")
    page.clock.fast_forward(AUTOSAVE)
    expect(status).not_to_have_text("尚未保存")
    report.refresh_from_db()
    assert (report.revision, report.draft_sections["problems"]) == (1, TEXTS["problems"])
    figures = page.locator("[data-panel] .figure .value")
    expect(figures.first).to_contain_text("/ ")
    assert int(str(figures.first.text_content()).split("/")[0]) > 60
    assert page.locator("[data-panel] .figure").count() == 2
    # Typed and not saved yet: the page is loaded anew, the text is put back, and saved in its turn.
    page.fill("[name=section_plans]", "我将在五月底前完成。")
    page.reload()
    assert field(page, "plans") == "我将在五月底前完成。"
    press(page, "保存")
    expect(page.locator(".message.success")).to_be_visible()
    report.refresh_from_db()
    assert report.draft_sections["plans"] == "我将在五月底前完成。"
    page.get_by_role("link", name="历次版本").first.click()
    page.go_back()
    assert (page.url.endswith(editor), field(page, "problems")) == (True, TEXTS["problems"])
    assert field(page, "plans") == "我将在五月底前完成。"


@pytest.mark.feature("A11-03", "REP-02", "REP-05")
def test_the_report_goes_up_comes_back_with_a_reason_and_goes_up_again(
    page_of: Callable[..., Page], report: Report, live_world: World
) -> None:
    clerk, reporter, office = page_of("clerk", width=390), page_of("reporter"), page_of("office")
    editor = reverse("reports:edit", args=[report.pk])

    def write(**texts: str) -> None:
        clerk.goto(editor)
        for key, text in texts.items():
            clerk.fill(f"[name=section_{key}]", text)
        clerk.fill("[name=answer_1]", "已补课四次。")
        press(clerk, "保存")
        press(clerk, "标记草稿已备妥")

    def hand_in() -> None:
        reporter.goto(reverse("reports:hand_in", args=[report.pk]))
        reporter.check("[name=confirmed]")
        press(reporter, "报送")
        expect(reporter.locator(".message.success")).to_be_visible()

    def judge(words: str, comment: str = "") -> None:
        office.goto(reverse("reports:review", args=[report.pk]))
        office.fill("[name=comment]", comment)
        press(office, words)

    def state() -> str:
        return Report.objects.get(pk=report.pk).state

    write(**TEXTS)
    hand_in()
    judge("退回并说明理由")
    assert state() == "submitted"  # no reason, no return
    judge("退回并说明理由", "问题不具体，请写明是哪两个支部")
    assert state() == "returned"
    clerk.goto(editor)
    expect(clerk.get_by_text("请写明是哪两个支部")).to_be_visible()
    write(problems="我抓支部建设不够细，养护一支部、收费二支部的组织生活记录不全。")
    hand_in()
    clerk.goto(reverse("reports:versions", args=[report.pk]))
    press(clerk, "并列对照")
    expect(clerk.locator("ins").first).to_contain_text("养护一支部")
    assert clerk.locator("del").count() > 0
    assert clerk.evaluate("document.documentElement.scrollWidth") <= 390
    judge("审核通过")
    assert state() == "approved"
    assert [review.verdict for version in report.versions.order_by("number") for review in version.reviews.all()] == [
        "returned",
        "approved",
    ]
