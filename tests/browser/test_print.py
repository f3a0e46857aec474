"""What is printed on several sheets repeats the heads of its tables and numbers its pages."""

from collections.abc import Callable
from datetime import UTC, datetime

import pypdfium2
import pytest
from django.urls import reverse
from playwright.sync_api import Page

from shuping.apps.assessments import api as assessments_api
from shuping.apps.assessments.queries import Fact, Facts
from shuping.apps.rectification.models import Issue
from tests.apps.rectification import making
from tests.factories.world import World

MOMENT = datetime(2021, 1, 29, 2, 0, tzinfo=UTC)


def pages(page: Page, path: str) -> list[str]:
    """The text of every printed page."""
    page.goto(path)
    document = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    return ["".join(sheet.get_textpage().get_text_range().split()) for sheet in document]


def many_problems(world: World, sheet_of: making.Sheet, number: int) -> None:
    """Enough rows of the own unit for several pages."""
    for place in range(6, 6 + number):
        Issue.objects.create(
            cycle=world.cycle, organization=world.own.organization, person=world.own.secretary, number=place,
            feedback=sheet_of.feedback, source="self", told_at=MOMENT, begun_on=MOMENT.date(),
            text=f"第{place}项问题：支部组织生活记录不完整，谈心谈话内容雷同，没有结合年度业务目标逐项落实到人。",
        )  # fmt: skip


@pytest.mark.feature("A11-01")
@pytest.mark.parametrize("name", ["ledger", "feedback"])
def test_every_printed_page_has_the_table_s_head_and_its_number(
    page_of: Callable[..., Page], live_world: World, name: str
) -> None:
    sheet = making.case_f(live_world, MOMENT)
    many_problems(live_world, sheet, 60)
    page = page_of("office")
    path = reverse("rectification:ledger_of", args=[live_world.cycle.pk])
    if name == "feedback":
        path = reverse("rectification:feedback", args=[sheet.feedback.pk])
    page.goto(path)
    heads = ["".join(text.split()) for text in page.locator("table.table thead th:visible").all_text_contents()]
    assert (len(heads) > 5) == (name == "ledger")  # the feedback sheet is a letter with a list
    printed = pages(page, path)
    assert len(printed) > 1
    for number, text in enumerate(printed[1:], start=2):
        if "项问题" in text:
            assert [head for head in heads if head not in text] == [], (number, text[:200])
        assert f"{number}/{len(printed)}" in text, (number, text[-80:])
    assert not any(word in printed[0] for word in ("打印", "退出"))


LONG = "党支部组织生活记录存在集中补写现象，书记对基层党支部的督导检查不够经常，三会一课流于形式，党员教育方式单一。"


@pytest.mark.feature("REP-22")
def test_the_card_of_a_unit_is_one_page_however_much_stands_on_it(
    page_of: Callable[..., Page], live_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    unit = live_world.own
    first = None
    for number in range(1, 14):
        made = Issue.objects.create(
            cycle=live_world.cycle, organization=unit.organization, person=unit.secretary, number=number,
            source="self", told_at=MOMENT, begun_on=MOMENT.date(), due_on=MOMENT.date(), text=f"{number}{LONG}",
            parent=first,
        )  # fmt: skip
        first = first or made
    facts = Facts(items=[Fact("problem", f"{number}{LONG}{LONG}", "finding:1") for number in range(9)])
    card = assessments_api.Card(1, 2020, "open", "", facts)
    monkeypatch.setattr(assessments_api, "card_of", lambda actor, organization_id: card)
    printed = pages(page_of("office"), reverse("portal:card", args=[unit.organization.pk]))
    assert len(printed) == 1
    assert [words for words in ("另有8条", "另有7条", "另有4条", "1/1") if words not in printed[0]] == []
