"""What the desk gives the rectification: hints that hold become problems, words of a speech are to be checked."""

from datetime import date, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shuping.apps.desk import api as desk
from shuping.apps.desk import examining
from shuping.apps.desk.models import Examination, Hint
from shuping.apps.rectification.models import Issue
from shuping.apps.rectification.services import issues, speech
from shuping.apps.rectification.services.feedback import prepare_feedback
from shuping.core.rectification.values import Problem
from tests.apps.desk.permission_rows import AT, make_hint, make_version
from tests.apps.rectification.pages import LogIn
from tests.factories.world import World

pytestmark = pytest.mark.django_db

HEAD = "已核实属实、尚未转为问题的提示"


def page_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def agreed(world: World, whose: str = "own") -> Hint:
    hint = make_hint(world, whose)
    desk.judge_hint(hint=hint, kind="agreed", reason="", seen=0, by=world.actor("office"), at=AT)
    return hint


def links(page: str, start: str) -> list[str]:
    return [part.split('"')[0].replace("&amp;", "&") for part in page.split('href="')[1:] if part.startswith(start)]


@pytest.mark.feature("REC-18")
def test_a_hint_that_holds_is_offered_where_a_problem_is_opened_and_fills_the_form(
    world: World, client_of: LogIn
) -> None:
    mine, theirs = agreed(world), agreed(world, "other")
    make_hint(world, "other")  # nobody has judged this one, and it stands in the latest version
    office, opening = client_of("office"), reverse("rectification:open")
    page = page_of(office, opening)
    assert HEAD in page
    assert reverse("desk:hint", args=[mine.pk]) in page  # both sides, one click away
    assert reverse("desk:hint", args=[theirs.pk]) not in page  # the unit has handed in again since
    (link,) = links(page, "?participant=")
    filled = page_of(office, opening + link)
    assert f'value="hint:{mine.pk}"' in filled
    assert "内容需充实：联系点走访不够深入" in filled
    assert "已填入下方" in filled
    data = {**dict(parse_qsl(urlsplit(link).query)), "severity": "normal"}
    assert office.post(opening, data).status_code == 302
    issue = Issue.objects.get()
    assert (issue.source, issue.source_key, issue.organization) == ("check", f"hint:{mine.pk}", world.own.organization)
    assert HEAD not in page_of(office, opening)


@pytest.mark.feature("REC-18")
def test_the_sheet_of_a_reporter_offers_the_hints_of_that_report_alone(
    world: World, at: datetime, client_of: LogIn
) -> None:
    mine, theirs = agreed(world), agreed(world, "other")
    office_actor, office = world.actor("office"), client_of("office")
    sheet = prepare_feedback(participant=world.own.participant, by=office_actor, at=at)
    editor = reverse("rectification:feedback_edit", args=[sheet.pk])
    page = page_of(office, editor)
    assert reverse("desk:hint", args=[mine.pk]) in page
    assert reverse("desk:hint", args=[theirs.pk]) not in page
    (link,) = links(page, f"{editor}?hint=")
    filled = page_of(office, link.partition("#")[0])
    assert 'id="add-problem" open' in filled
    assert f'value="hint:{mine.pk}"' in filled
    data = {"text": "内容需充实", "source": "check", "source_key": f"hint:{mine.pk}", "severity": "normal"}
    assert office.post(reverse("rectification:add_problem", args=[sheet.pk]), data).status_code == 302
    assert HEAD not in page_of(office, editor)

    # A place that became a problem is not offered anew when it stands in the next version too.
    again = make_version(world, "own")
    look = Examination.objects.create(version=again, at=AT, length=20, problem_length=9, compared_with=0)
    same = Hint.objects.create(
        examination=look, number=1, kind="thin", start=13, end=22, text=mine.text, params=mine.params, trace=mine.trace
    )
    desk.judge_hint(hint=same, kind="agreed", reason="", seen=0, by=office_actor, at=AT)
    assert HEAD not in page_of(office, editor)
    # What was merged into another row counts as taken, too.
    kept = Issue.objects.get()
    other = issues.open_issue(
        cycle=world.cycle, organization=world.own.organization, participant=world.own.participant,
        problem=Problem(text="走访不够", source="self"), by=office_actor, at=at,
    )  # fmt: skip
    issues.merge_issues(keep=other, other=kept, by=office_actor, at=at)
    assert HEAD not in page_of(office, editor)


def test_the_queries_do_not_grow_with_the_hints_that_are_offered(world: World, client_of: LogIn) -> None:
    hint, office = agreed(world), client_of("office")
    address, counts = reverse("rectification:open"), []
    page_of(office, address)
    for first in (2, 3):
        with CaptureQueriesContext(connection) as captured:
            page = page_of(office, address)
        counts.append(len(captured))
        for number in range(first * 100, first * 100 + 8):
            more = Hint.objects.create(
                examination=hint.examination, number=number, kind="thin", start=0, end=4, text="我带头走",
                trace=str(number),
            )  # fmt: skip
            desk.judge_hint(hint=more, kind="agreed", reason="", seen=0, by=world.actor("office"), at=AT)
    assert page.count("?participant=") == 9
    assert counts[0] == counts[1]


@pytest.mark.feature("SPC-01", "SPC-11")
def test_odd_words_of_a_speech_stand_beside_it_the_less_certain_when_asked_for(
    world: World, at: datetime, client_of: LogIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (
        "讲话\n同志们：\n要旗帜鲜亮讲政治，充分调动党员的积极性、积极性。会议决定了工作，常常研讨办法。\n"
        "一、抓落实\n要抓好。\n"
    )
    read = speech.import_speech(
        cycle=world.cycle, text=text, file_name="", given_on=date(2021, 1, 28), by=world.actor("office"), at=at
    )
    office, address = client_of("office"), reverse("rectification:speech_draft", args=[read.pk])
    page = page_of(office, address)
    assert "文字待核（与原文核对）" in page
    assert "改写" not in page  # a leader's words are never said to be reworded (words.md)
    shown = page.split("文字待核（与原文核对）")[1].split("<details")[0]
    assert "鲜亮</strong>" in shown
    assert "旗帜鲜明" in shown
    assert "可能的原词：鲜明" in shown
    assert "并非以同类讲话为参照" in page
    asked = page.split("条把握较低的提示</summary>")[1].split("</details>")[0]
    found = desk.words_to_check(text, year=2021).odd
    assert found is not None
    for one in found:
        there = f"<strong>{one.words}</strong>"
        assert there in (shown if one.certain else asked)
    # After the confirmation they stand beside the text, for those who keep speeches.
    speech.confirm_speech(
        speech=read, title="讲话", given_on=date(2021, 1, 28), live=None, written=None,
        lines=[speech.LineDraft("requirement", 1, "抓落实", "")], by=world.actor("office"), at=at,
    )  # fmt: skip
    confirmed = reverse("rectification:speech_text", args=[read.pk])
    assert "鲜亮</strong>" in page_of(office, confirmed)
    assert "鲜亮</strong>" not in page_of(client_of("supervisor"), confirmed)
    monkeypatch.setattr(examining, "is_prepared", lambda: False)
    assert "文字比对正在本机准备" in page_of(office, confirmed)
