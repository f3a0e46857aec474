"""The speech: read, confirmed line by line, taken to the units by reference; never twice, never half."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from shuping.apps.audit.models import AuditEvent
from shuping.apps.rectification.damage import damage
from shuping.apps.rectification.models import CommonProblem, Issue, Speech, SpeechLine
from shuping.apps.rectification.queries import speech as queries
from shuping.apps.rectification.services import speech as services
from shuping.apps.rectification.services.dictionary import seed_common_problems
from shuping.apps.rectification.services.issues import open_issue
from shuping.apps.rectification.services.speech import LineDraft
from shuping.core.errors import RuleError
from shuping.core.rectification.values import LineTask, Problem
from tests.factories.world import World

pytestmark = pytest.mark.django_db

TEXT = """在2020年度述职评议会上的讲话
同志们：
刚才，我们听取了公路中心等1个厅直单位党组织书记的现场述职，其他单位也作了书面述职。
也要看到，还存在一些问题和不足：一是党建与业务融合不够，“两张皮”现象还有；二是“上热中温下冷”，最后一公里没有打通。
1月22日，召开了全会。下面我讲三个方面的意见。
一、把抓好党建作为主业
要定期研究。
二、把责任压力传导到基层
要逐级传导。
"""


def read(world: World, at: datetime, text: str = TEXT) -> Speech:
    seed_common_problems(by=world.actor("office"), at=at)
    return services.import_speech(
        cycle=world.cycle, text=text, file_name="讲话.txt", given_on=date(2021, 1, 28), by=world.actor("office"), at=at
    )


def lines() -> list[LineDraft]:
    return [
        LineDraft("finding", 2, "压力传导逐级减弱", "P3"),
        LineDraft("finding", 1, "党建与业务融合不够", "P1"),
        LineDraft("requirement", 1, "把抓好党建作为主业"),
    ]


def confirm(world: World, speech: Speech, at: datetime, wanted: list[LineDraft] | None = None) -> list[SpeechLine]:
    return services.confirm_speech(
        speech=speech,
        title=speech.title,
        given_on=date(2021, 1, 28),
        live=1,
        written=None,
        lines=lines() if wanted is None else wanted,
        by=world.actor("office"),
        at=at,
    )


def finding(world: World, at: datetime, code: str = "P1") -> SpeechLine:
    confirm(world, read(world, at), at)
    return SpeechLine.objects.get(category=code)


def refused(code: str) -> Any:
    return pytest.raises(RuleError, match=f"^{code}( |$)")


@pytest.mark.feature("SPC-01")
def test_the_reading_is_a_draft_with_its_gaps_said(world: World, at: datetime) -> None:
    speech = read(world, at)
    assert speech.title == "在2020年度述职评议会上的讲话"
    assert [one["problem_code"] for one in speech.reading["findings"]] == ["P1", "P3"]
    assert speech.reading["rosters"]["live"] == 1
    assert speech.reading["rosters"]["written"] == "rest"
    assert [one["code"] for one in speech.reading["warnings"]] == ["speech.requirements_missing"]
    assert speech.reading["warnings"][0]["params"] == {"announced": 3, "present": 2}
    assert speech.reading["dates"][0]["date"] is None
    assert not SpeechLine.objects.exists()
    assert not Issue.objects.exists()


@pytest.mark.feature("SPC-01")
def test_a_person_confirms_corrects_and_drops_lines(world: World, at: datetime) -> None:
    speech = read(world, at)
    confirm(world, speech, at)
    kept = [(row.kind, row.number, row.text, row.category) for row in SpeechLine.objects.all()]
    assert kept == [
        ("finding", 1, "党建与业务融合不够", "P1"),
        ("finding", 2, "压力传导逐级减弱", "P3"),
        ("requirement", 1, "把抓好党建作为主业", ""),
    ]
    speech.refresh_from_db()
    assert speech.confirmed_by == world.user("office")
    assert len(speech.reading["requirements"]) == 2  # the reading stays as it was
    event = AuditEvent.objects.get(action="rectification.speech.confirmed")
    assert event.details["dropped"] == 1
    assert list(damage()) == []


@pytest.mark.feature("SPC-01")
def test_nothing_is_confirmed_or_imported_twice(world: World, at: datetime) -> None:
    speech = read(world, at)
    stale = Speech.objects.get(pk=speech.pk)  # the second person opened it before
    confirm(world, speech, at)
    with refused("rectification.speech_confirmed") as raised:
        confirm(world, stale, at)
    assert raised.value.params["name"] == str(world.user("office"))
    assert SpeechLine.objects.count() == 3
    with refused("rectification.speech_repeated"):
        read(world, at, TEXT.replace("\n", "\r\n"))
    with refused("rectification.speech_confirmed"):
        services.discard_speech(speech=speech, reason="重复", by=world.actor("office"), at=at)


def test_a_faulty_confirmation_writes_nothing(world: World, at: datetime) -> None:
    speech = read(world, at)
    with refused("rectification.speech_no_lines"):
        confirm(world, speech, at, [])
    with refused("rectification.unknown_category"):
        confirm(world, speech, at, [*lines(), LineDraft("finding", 3, "其他", "P99")])
    with refused("rectification.speech_line_missing"):
        confirm(world, speech, at, [*lines(), LineDraft("finding", 3, "  ")])
    speech.refresh_from_db()
    assert speech.confirmed_at is None
    assert not SpeechLine.objects.exists()


def test_a_draft_is_taken_away_with_a_reason(world: World, at: datetime) -> None:
    speech = read(world, at)
    with refused("rectification.reason_missing"):
        services.discard_speech(speech=speech, reason=" ", by=world.actor("office"), at=at)
    services.discard_speech(speech=speech, reason="传错文件", by=world.actor("office"), at=at)
    assert not Speech.objects.exists()
    with refused("rectification.speech_gone"):
        confirm(world, speech, at)


@pytest.mark.feature("SPC-12")
@pytest.mark.feature("REC-14")
def test_one_act_takes_a_finding_to_many_units_and_refers_to_what_is_there(world: World, at: datetime) -> None:
    line, office = finding(world, at), world.actor("office")
    there = open_issue(
        cycle=world.cycle,
        organization=world.own.organization,
        problem=Problem(text="措施没有对应业务目标", source="comment", category="P1"),
        by=office,
        at=at,
    )
    both = [world.own.participant, world.other.participant]
    before = AuditEvent.objects.count()
    brought = services.bring_to_units(line=line, participants=both, text="党建与业务融合不够", by=office, at=at)
    assert AuditEvent.objects.count() == before + 1
    assert [one.pk for one in brought.linked] == [there.pk]
    assert [one.organization for one in brought.opened] == [world.other.organization]
    there.refresh_from_db()
    assert there.speech_line == line
    assert there.source == "comment"  # what it was stays
    opened = brought.opened[0]
    assert (opened.source, opened.common, opened.speech_line) == ("speech", True, line)
    assert Issue.objects.count() == 2
    with refused("rectification.speech_taken") as raised:
        services.bring_to_units(line=line, participants=both, text="再来", by=office, at=at)
    assert str(raised.value.params["names"]).count("、") == 1
    assert Issue.objects.count() == 2
    assert list(damage()) == []


def test_units_of_another_round_and_requirements_are_refused(world: World, at: datetime) -> None:
    line, office = finding(world, at), world.actor("office")
    with refused("rectification.speech_other_round"):
        services.bring_to_units(line=line, participants=[world.own.last_participant], text="问题", by=office, at=at)
    with refused("rectification.speech_no_units"):
        services.bring_to_units(line=line, participants=[], text="问题", by=office, at=at)
    with refused("rectification.problem_missing"):
        services.bring_to_units(
            line=line, participants=[world.own.participant, world.other.participant], text=" ", by=office, at=at
        )
    requirement = SpeechLine.objects.get(kind="requirement")
    with refused("rectification.speech_not_finding"):
        services.bring_to_units(line=requirement, participants=[world.own.participant], text="问题", by=office, at=at)
    assert not Issue.objects.exists()


def test_a_problem_is_taken_from_under_its_line_and_stays(world: World, at: datetime) -> None:
    line, office = finding(world, at), world.actor("office")
    issue = services.bring_to_units(
        line=line, participants=[world.own.participant], text="问题", by=office, at=at
    ).opened[0]
    services.let_go(issue=issue, reason="不属于本条", by=office, at=at)
    issue.refresh_from_db()
    assert issue.speech_line is None
    with refused("rectification.not_linked"):
        services.let_go(issue=issue, reason="再次", by=office, at=at)


@pytest.mark.feature("SPC-12")
def test_task_and_figures_need_a_source_and_refuse_a_stale_form(world: World, at: datetime) -> None:
    line, office = finding(world, at), world.actor("office")
    values = {"work": "每季度通报", "owner": "机关党委", "due_on": date(2021, 12, 1), "figure_last_year": "9个单位"}
    with refused("rectification.figure_source_missing"):
        services.keep_line(
            line=line,
            task=LineTask(**values, figure_this_year="4个单位", figure_source=""),
            revision=0,
            by=office,
            at=at,
        )
    services.keep_line(
        line=line,
        task=LineTask(**values, figure_this_year="4个单位", figure_source="述前核查汇总"),
        revision=0,
        by=office,
        at=at,
    )
    with refused("rectification.stale"):
        services.keep_line(
            line=line, task=LineTask(**values, figure_this_year="0", figure_source="x"), revision=0, by=office, at=at
        )
    line.refresh_from_db()
    assert (line.figure_last_year, line.figure_this_year, line.revision) == ("9个单位", "4个单位", 1)


@pytest.mark.feature("SPC-12")
def test_figures_are_counted_from_this_round_and_the_last(world: World, at: datetime) -> None:
    line = finding(world, at)
    for cycle, unit, state in (
        (world.last_cycle, world.own, "signed_off"),
        (world.last_cycle, world.other, "long_term"),
        (world.cycle, world.own, "planning"),
    ):
        Issue.objects.create(
            cycle=cycle,
            organization=unit.organization,
            number=1,
            source="comment",
            text="融合不够",
            category=CommonProblem.objects.get(code=line.category),
            state=state,
            told_at=at,
        )
    compared = queries.rounds_compared(line.speech)
    assert compared == (world.last_cycle, world.cycle)
    rows = {row.line.category: row for row in queries.line_rows(world.actor("office"), line.speech, compared)}
    assert rows["P1"].last == queries.Counted(units=2, open_units=1)
    assert rows["P1"].this == queries.Counted(units=1, open_units=1)
    assert rows["P3"].this == queries.Counted(units=0, open_units=0)
    assert rows[""].this is None
    clerk = world.actor("clerk", "other")  # a unit counts itself only
    own = {row.line.category: row for row in queries.line_rows(clerk, line.speech, compared)}
    assert own["P1"].last == queries.Counted(units=1, open_units=1)
    assert own["P1"].this is None


def test_planted_damage_is_found(world: World, at: datetime) -> None:
    line = finding(world, at)
    issue = services.bring_to_units(
        line=line, participants=[world.own.participant], text="问题", by=world.actor("office"), at=at
    ).opened[0]
    Issue.objects.filter(pk=issue.pk).update(cycle=world.last_cycle)
    SpeechLine.objects.filter(pk=line.pk).update(category="P98", figure_this_year="4")
    empty = services.import_speech(cycle=world.cycle, text="另一篇", by=world.actor("office"), at=at)
    Speech.objects.filter(pk=empty.pk).update(confirmed_at=at)
    found = "\n".join(damage())
    for words in ("another round", "unknown common problem P98", "without a source", "confirmed without a line"):
        assert words in found


@pytest.mark.feature("SPC-01")
def test_the_draft_shows_the_wording_to_be_checked_with_its_ground_and_leaves_the_text(
    world: World, client_of: Callable[..., Client], at: datetime
) -> None:
    text = TEXT.replace("要定期研究。", "要把思想统一到党中心的决策部署上来，定期研究。")
    speech = read(world, at, text)
    page = client_of("office").get(reverse("rectification:speech_draft", args=[speech.pk])).content.decode()
    assert "“党中心”" in page
    assert "规范表述库为“党中央”。依据：中国共产党章程：党的中央组织。" in page
    assert "党中心的决策部署" in page
    clean = read(world, at, TEXT.replace("要定期研究。", "要经常研究。"))
    page = client_of("office").get(reverse("rectification:speech_draft", args=[clean.pk])).content.decode()
    assert "规范表述库为" not in page
