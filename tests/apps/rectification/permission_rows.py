"""Every address of rectification with the permission that opens it."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from shuping.apps.rectification.models import (
    ExtensionRequest,
    Feedback,
    Issue,
    LookBack,
    Measure,
    Plan,
    SignOffRequest,
    Speech,
    SpeechLine,
    Talk,
)
from shuping.apps.rectification.services.speech import import_speech
from shuping.core.roles.permissions import Permission as P
from tests.factories.permission_table import Row
from tests.factories.world import World

AT = datetime(2021, 1, 15, 2, 0, tzinfo=UTC)
DUE = date(2021, 6, 30)
Kwargs = Callable[[World, str], Mapping[str, object]]


def _issue(world: World, whose: str, **changes: object) -> Issue:
    unit = world.unit(whose)
    number = Issue.objects.filter(cycle=world.cycle, organization=unit.organization).count() + 1
    values: dict[str, object] = {
        "cycle": world.cycle,
        "organization": unit.organization,
        "person": unit.secretary,
        "number": number,
        "source": "comment",
        "text": "党建与业务融合不够",
        "told_at": AT,
        "begun_on": AT.date(),
        **changes,
    }
    return Issue.objects.create(**values)


def _sheet(world: World, whose: str) -> Feedback:
    participant = world.unit(whose).participant
    values = {"delivered_at": AT, "grade": "good", "plan_due": DUE}
    return Feedback.objects.get_or_create(participant=participant, defaults=values)[0]


def issue(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": _issue(world, whose).pk}


def sheet(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": _sheet(world, whose).pk}


def measure(world: World, whose: str) -> Mapping[str, object]:
    made = Measure.objects.create(issue=_issue(world, whose), number=1, text="每季度研究一次", owner="王岚", due_on=DUE)
    return {"pk": made.pk}


def sign_off(world: World, whose: str) -> Mapping[str, object]:
    row = _issue(world, whose, state="sign_off_requested", due_on=DUE)
    return {"pk": SignOffRequest.objects.create(issue=row, statement="已整改", asked_at=AT).pk}


def extension(world: World, whose: str) -> Mapping[str, object]:
    row = _issue(world, whose, state="in_progress", due_on=DUE)
    made = ExtensionRequest.objects.create(
        issue=row, due_before=DUE, wanted_due_on=date(2021, 7, 15), reason="场地", asked_at=AT
    )
    return {"pk": made.pk}


def look_back(world: World, whose: str) -> Mapping[str, object]:
    row = _issue(world, whose, state="signed_off", signed_off_at=AT)
    return {"pk": LookBack.objects.create(issue=row, planned_on=DUE).pk}


def talk(world: World, whose: str) -> Mapping[str, object]:
    unit = world.unit(whose)
    made = Talk.objects.create(
        cycle=world.cycle,
        organization=unit.organization,
        person=unit.secretary,
        kind="formal",
        held_on=AT.date(),
        led_by="何志远",
        ground="整改进展慢",
        record="提出要求",
    )
    return {"pk": made.pk}


def plan(world: World, whose: str) -> Mapping[str, object]:
    return {"cycle": world.cycle.pk, "organization": world.unit(whose).organization.pk}


def plan_row(world: World, whose: str) -> Mapping[str, object]:
    unit = world.unit(whose).organization
    handed_in = {"state": "submitted", "submitted_at": datetime(2021, 1, 20, tzinfo=UTC)}
    return {"pk": Plan.objects.get_or_create(cycle=world.cycle, organization=unit, defaults=handed_in)[0].pk}


WORDS = "在述职评议会上的讲话\n存在一些问题：一是融合不够；二是传导不够。\n一、抓好主业\n要抓实。"


def speech_draft(world: World, whose: str) -> Mapping[str, object]:
    made = import_speech(cycle=world.cycle, text=f"{WORDS}{Speech.objects.count()}", by=world.actor("office"), at=AT)
    return {"pk": made.pk}


def speech(world: World, whose: str) -> Mapping[str, object]:
    found = speech_draft(world, whose)
    Speech.objects.filter(**found).update(confirmed_at=AT, confirmed_by=world.user("office"))
    return found


def speech_line(world: World, whose: str) -> Mapping[str, object]:
    made = SpeechLine.objects.create(speech_id=speech(world, whose)["pk"], kind="finding", number=1, text="融合不够")
    return {"pk": made.pk}


def linked(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": _issue(world, whose, speech_line_id=speech_line(world, whose)["pk"]).pk}


def unit(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": world.unit(whose).organization.pk}


def secretary(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": world.unit(whose).secretary.pk}


def cycle(world: World, whose: str) -> Mapping[str, object]:
    return {"cycle": world.cycle.pk}


def participant(world: World, whose: str) -> Mapping[str, object]:
    return {"participant": world.unit(whose).participant.pk}


def _page(name: str, permission: P, kwargs: Kwargs | None = None, *, scoped: bool = True) -> Row:
    if kwargs is None:
        return Row(f"rectification:{name}", permission, scoped=False)
    return Row(f"rectification:{name}", permission, kwargs, scoped=scoped)


def _act(name: str, permission: P, kwargs: Kwargs, *, scoped: bool = True) -> Row:
    return Row(f"rectification:{name}", permission, kwargs, scoped=scoped, method="post")


ROWS: list[Row] = [
    *(
        _page(name, P.ISSUE_READ)
        for name in ("feedback_list", "issues", "tasks", "duties", "ledger", "plans", "look_backs", "figures", "common")
    ),
    *(
        _page(f"{name}_of", P.ISSUE_READ, cycle, scoped=False)
        for name in (
            "feedback_list",
            "issues",
            "tasks",
            "duties",
            "ledger",
            "plans",
            "look_backs",
            "figures",
            "common",
            "common_units",
        )
    ),
    _page("common_units", P.ISSUE_READ),
    _page("ledger_sheet", P.ISSUE_PROGRESS, cycle, scoped=False),
    _page("problem_sheet", P.ISSUE_KEEP, cycle, scoped=False),
    _page("plan_sheet", P.PLAN_WRITE, plan),
    _page("speeches", P.ISSUE_READ),
    _page("speech_import", P.SPEECH_KEEP),
    _page("speech", P.ISSUE_READ, speech, scoped=False),
    _page("speech_text", P.ISSUE_READ, speech, scoped=False),
    _page("speech_draft", P.SPEECH_KEEP, speech_draft, scoped=False),
    _page("speech_discard", P.SPEECH_KEEP, speech_draft, scoped=False),
    _page("speech_line", P.ISSUE_READ, speech_line, scoped=False),
    _act("line_keep", P.SPEECH_KEEP, speech_line, scoped=False),
    _act("line_units", P.SPEECH_KEEP, speech_line, scoped=False),
    _page("let_go", P.SPEECH_KEEP, linked),
    _page("history", P.HISTORY_READ),
    _page("history_unit", P.HISTORY_READ, unit),
    _page("history_person", P.HISTORY_READ, secretary),
    _act("prepare_all", P.FEEDBACK_WRITE, cycle, scoped=False),
    _act("prepare", P.FEEDBACK_WRITE, participant),
    _page("feedback", P.ISSUE_READ, sheet),
    _page("feedback_edit", P.FEEDBACK_WRITE, sheet),
    _act("add_problem", P.FEEDBACK_WRITE, sheet),
    _act("deliver", P.FEEDBACK_WRITE, sheet),
    _act("sign", P.FEEDBACK_SIGN, sheet),
    Row("rectification:common_seed", P.COMMON_PROBLEM_KEEP, scoped=False, method="post"),
    _page("common_edit", P.COMMON_PROBLEM_KEEP),
    _page("open", P.ISSUE_KEEP),
    _page("import", P.ISSUE_KEEP),
    _page("issue", P.ISSUE_READ, issue),
    _page("issue_edit", P.ISSUE_KEEP, issue),
    _act("merge", P.ISSUE_KEEP, issue),
    _act("drop", P.ISSUE_KEEP, issue),
    _act("say", P.ISSUE_READ, issue),
    _act("mention_seen", P.ISSUE_READ, issue),
    _act("progress", P.ISSUE_PROGRESS, issue),
    _act("attach_evidence", P.SIGN_OFF_REQUEST, issue),
    _act("request_sign_off", P.SIGN_OFF_REQUEST, issue),
    _act("extend", P.SIGN_OFF_REQUEST, issue),
    _act("escalate", P.ISSUE_KEEP, issue),
    _act("long_term", P.ISSUE_KEEP, issue),
    _act("term", P.ISSUE_KEEP, issue),
    _act("plan_look_back", P.LOOK_BACK, issue),
    _page("row", P.PLAN_WRITE, issue),
    _act("measure_add", P.PLAN_WRITE, issue),
    _page("measure_edit", P.PLAN_WRITE, measure),
    _page("measure_done", P.PLAN_WRITE, measure),
    _act("measure_remove", P.PLAN_WRITE, measure),
    _page("plan", P.ISSUE_READ, plan),
    _act("plan_write", P.PLAN_WRITE, plan),
    _act("plan_submit", P.PLAN_WRITE, plan),
    _act("plan_decide", P.PLAN_APPROVE, plan_row),
    _page("sign_offs", P.SIGN_OFF_ACCEPT),
    _act("answer_sign_off", P.SIGN_OFF_ACCEPT, sign_off),
    _page("extensions", P.PLAN_APPROVE),
    _act("answer_extension", P.PLAN_APPROVE, extension),
    _act("draw", P.LOOK_BACK, cycle, scoped=False),
    _page("look_back", P.LOOK_BACK, look_back),
    _page("talks", P.TALK_KEEP),
    _page("talk_new", P.TALK_KEEP),
    _page("talk", P.TALK_KEEP, talk),
]
