"""What other apps may call: facts, what waits, figures, next year's lines, damage, and opening a problem."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import F, QuerySet

from shuping.apps.cycles import api as cycles_api
from shuping.core.cycles.facts import RectificationFacts
from shuping.core.rectification.completeness import missing
from shuping.core.rectification.figures import Figures
from shuping.core.rectification.states import CLOSED, State

from . import queries
from .access import issues as issues_within
from .damage import damage
from .gaps import gaps
from .models import CommonProblem, Feedback, Issue, LookBack, Plan, Speech, SpeechLine, Talk
from .services.dictionary import seed_common_problems
from .services.issues import open_issue
from .services.speech import bring_to_units, confirm_speech, import_speech, keep_line
from .waiting import waiting
from .wording import OFFICIAL_STATES, SOURCES

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle
    from shuping.apps.organization.models import Organization

__all__ = [
    "gaps",
    "Issue",
    "Issue",
    "OFFICIAL_STATES",
    "SOURCES",
    "CommonFound",
    "Feedback",
    "archive",
    "bring_to_units",
    "common_of",
    "common_problems",
    "confirm_speech",
    "damage",
    "facts",
    "feedback_of",
    "find_told_issue",
    "figures",
    "figures_by_unit",
    "import_speech",
    "issues_of",
    "issues_within",
    "keep_line",
    "ledger_of",
    "lines_for_next_year",
    "open_issue",
    "plan_of",
    "plans_due",
    "pressing",
    "seed_common_problems",
    "speech_lines",
    "waiting",
    "wipe",
]


def facts(cycle: "Cycle") -> RectificationFacts:
    """What the guards of the round may ask: feedback, receipts, plans, open rows, look-backs (domain.md section 4)."""
    participants = list(cycles_api.reporters(cycle))
    sheets = {sheet.participant_id: sheet for sheet in Feedback.objects.filter(participant__cycle=cycle)}
    approved = set(Plan.objects.filter(cycle=cycle, state="approved").values_list("organization_id", flat=True))
    delivered = {pk for pk, sheet in sheets.items() if sheet.delivered_at is not None}
    received = {pk for pk, sheet in sheets.items() if sheet.received_at is not None}
    rows = Issue.objects.filter(cycle=cycle).select_related("organization").prefetch_related("measures")
    rows_open = [row for row in rows if row.state in queries.OPEN_STATES and not _extended(row)]
    looked = LookBack.objects.filter(issue__cycle=cycle)
    anything_closed = any(row.state in CLOSED for row in rows)
    return RectificationFacts(
        without_feedback=tuple(str(one) for one in participants if one.pk not in delivered),
        without_receipt=tuple(str(one) for one in participants if one.pk not in received),
        plans_not_approved=tuple(str(one) for one in participants if one.organization_id not in approved),
        rows_incomplete=sum(
            bool({"measure", "owner", "deadline"} & set(missing(queries.plan_row(row)))) for row in rows
        ),
        rows_open=tuple(f"{row.organization} {row.number}" for row in rows_open),
        look_back_missing=looked.filter(looked_on=None).count() + (anything_closed and not looked.exists()),
    )


def _extended(row: Issue) -> bool:
    """Delayed with approval: the deadline that holds is later than the one the plan promised (guard → LOOK_BACK)."""
    return row.due_on is not None and row.promised_due_on is not None and row.due_on > row.promised_due_on


def lines_for_next_year(organization: "Organization", cycle: "Cycle") -> list[dict[str, str]]:
    """Last year's list as next year's report must answer it (R-67): open and found-again rows first, then closed ones.

    `cycle` is the earlier round. Each line: problem, promise (the expected result, else the measures), state_then in
    official words, origin "issue:ID". A row that was found again stands once, at its newest link.
    """
    units = [organization.pk, *organization.inherits]  # what a unit merged into it left open, it has to answer
    rows = Issue.objects.filter(cycle=cycle, organization__in=units).exclude(told_at=None)
    rows = rows.exclude(pk__in=rows.filter(state=State.RELAPSED, recurrences__cycle=cycle).values("pk"))
    lines: list[tuple[int, int, dict[str, str]]] = []
    for row in rows.prefetch_related("measures").order_by("organization__path", "number"):
        done = row.state in CLOSED and row.state != State.RELAPSED
        promise = row.objective or "；".join(measure.text for measure in row.measures.all())
        line = {
            "problem": row.text,
            "promise": promise,
            "state_then": OFFICIAL_STATES[row.state],
            "origin": f"issue:{row.pk}",
        }
        lines.append((1 if done else 0, row.number, line))
    return [line for _done, _number, line in sorted(lines, key=lambda one: one[:2])]


def figures(cycle: "Cycle", organization: "Organization | None" = None, *, on: date) -> Figures:
    """F8 of a round, or of what one unit in it was told, as it stands on the day `on`."""
    rows = Issue.objects.filter(cycle=cycle)
    if organization is not None:
        rows = rows.filter(organization=organization).exclude(told_at=None)
    soon_days = cycles_api.rules_of(cycle).rectification.due_soon_days
    return queries.figures(rows, on=on, soon_days=soon_days)


def figures_by_unit(cycle: "Cycle", *, on: date) -> dict[int, Figures]:
    """F8 of every unit with problems in a round, by organisation id, as it stands on the day `on`."""
    rows = Issue.objects.filter(cycle=cycle)
    soon_days = cycles_api.rules_of(cycle).rectification.due_soon_days
    return {unit.pk: found for unit, found in queries.figures_by_unit(rows, on=on, soon_days=soon_days)}


def issues_of(organization: "Organization", cycle: "Cycle | None" = None) -> QuerySet[Issue]:
    """The problems of one unit that it was told of, all years or one, newest year first."""
    rows = Issue.objects.filter(organization=organization).exclude(told_at=None)
    return queries.full(rows if cycle is None else rows.filter(cycle=cycle))


def feedback_of(participant: "cycles_api.Participant") -> Feedback | None:
    """The feedback sheet of one reporter, with its problems at hand; None while there is none."""
    return Feedback.objects.filter(participant=participant).prefetch_related("issues__parent__cycle").first()


def find_told_issue(cycle: "Cycle", pk: int) -> Issue | None:
    """One problem of a round that its unit was told of, as a ledger line shows it; None if there is no such problem."""
    return queries.full(Issue.objects.filter(cycle=cycle, pk=pk).exclude(told_at=None)).first()


def plan_of(cycle: "Cycle", organization: "Organization") -> Plan | None:
    """The rectification plan of one unit in a round, or None."""
    return Plan.objects.filter(cycle=cycle, organization=organization).first()


def ledger_of(cycle: "Cycle", organization: "Organization | None" = None, *, on: date) -> list[queries.LedgerRow]:
    """The ledger of a round, or of what one unit in it was told, as it stands on the day `on`, in office order."""
    rows = Issue.objects.filter(cycle=cycle).exclude(told_at=None)
    return queries.ledger(rows if organization is None else rows.filter(organization=organization), on=on)


def speech_lines(cycle: "Cycle") -> QuerySet[SpeechLine]:
    """The lines of the confirmed speeches of a round, findings first."""
    rows = SpeechLine.objects.filter(speech__cycle=cycle).exclude(speech__confirmed_at=None)
    return rows.select_related("speech").order_by("speech", "kind", "number")


def pressing(*, on: date) -> list[Issue]:
    """Open problems of all real rounds that are overdue or due soon on the day `on`, the most pressing first."""
    rows = Issue.objects.filter(cycle__rehearsal=False).exclude(told_at=None)
    return [issue for issue, _light in queries.pressing(rows, on=on)]


def plans_due() -> list[Feedback]:
    """Delivered feedback sheets of real rounds whose unit has not handed in its plan yet, the earliest due first."""
    sheets = Feedback.objects.filter(participant__cycle__rehearsal=False).exclude(plan_due=None)
    sheets = sheets.exclude(delivered_at=None).select_related("participant__organization").order_by("plan_due", "pk")
    done = set(Plan.objects.filter(state__in=("submitted", "approved")).values_list("cycle_id", "organization_id"))
    return [row for row in sheets if (row.participant.cycle_id, row.participant.organization_id) not in done]


@dataclass(frozen=True, slots=True)
class CommonFound:
    """One common problem in one round: in which units (short names), how many problems, how many closed."""

    code: str
    name: str
    names: tuple[str, ...]
    problems: int
    closed: int

    @property
    def units(self) -> int:
        """How many units it stands in."""
        return len(self.names)


def common_of(cycle: "Cycle") -> list[CommonFound]:
    """The common problems of a round, those of most units first. Only what the units were told. Two queries."""
    rows = Issue.objects.filter(cycle=cycle).exclude(told_at=None).exclude(category=None)
    rows = rows.select_related("category", "organization").order_by("organization__office_order", "organization__path")
    found: dict[int, list[Issue]] = {}
    for row in rows:
        found.setdefault(row.category_id or 0, []).append(row)
    listed = [
        CommonFound(
            issues[0].category.code if issues[0].category else "",
            issues[0].category.name if issues[0].category else "",
            tuple(dict.fromkeys(str(issue.organization) for issue in issues)),
            len(issues),
            sum(issue.state in CLOSED for issue in issues),
        )
        for _key, issues in sorted(found.items())
    ]
    return sorted(listed, key=lambda one: -one.units)


def common_problems() -> QuerySet[CommonProblem]:
    """The entries of the dictionary that may be chosen."""
    return CommonProblem.objects.filter(active=True)


def archive(cycle: "Cycle") -> dict[str, object]:
    """The round's feedback, problems, measures, plans and talks as plain values for the year's file."""
    sheets = Feedback.objects.filter(participant__cycle=cycle).order_by("participant__order_no", "pk")
    issues = Issue.objects.filter(cycle=cycle).order_by("organization__path", "number")
    return {
        "feedback": [
            {
                "reporter": str(sheet.participant),
                "grade": sheet.grade,
                "good": sheet.good,
                "requirements": sheet.requirements,
                "plan_due": _day(sheet.plan_due),
                "delivered_at": _moment(sheet.delivered_at),
                "received_at": _moment(sheet.received_at),
            }
            for sheet in sheets.select_related("participant")
        ],
        "problems": [_archived(issue) for issue in queries.full(issues)],
        "plans": list(
            Plan.objects.filter(cycle=cycle)
            .order_by("organization__path")
            .values("state", "arrangement", "guarantees", unit=F("organization__name"))
        ),
        "look_backs": [
            {"unit": row.issue.organization_id, "problem": row.issue.number, "held": row.held, "finding": row.finding}
            for row in LookBack.objects.filter(issue__cycle=cycle).select_related("issue").order_by("pk")
        ],
        "speeches": [
            {
                "title": speech.title,
                "text": speech.text,
                "given_on": _day(speech.given_on),
                "lines": list(speech.lines.values("kind", "number", "text", "category", "work")),
            }
            for speech in Speech.objects.filter(cycle=cycle).exclude(confirmed_at=None).order_by("pk")
        ],
        "talks": Talk.objects.filter(cycle=cycle).count(),
    }


def _archived(issue: Issue) -> dict[str, object]:
    return {
        "unit": str(issue.organization),
        "number": issue.number,
        "problem": issue.text,
        "source": issue.source,
        "category": issue.category.code if issue.category else "",
        "state": issue.state,
        "due_on": _day(issue.due_on),
        "objective": issue.objective,
        "measures": [
            {"text": measure.text, "owner": measure.owner, "due_on": _day(measure.due_on), "result": measure.result}
            for measure in issue.measures.all()
        ],
        "signed_off_at": _moment(issue.signed_off_at),
        "continues": issue.parent_id,
    }


def _day(value: date | None) -> str:
    return value.isoformat() if value is not None else ""


def _moment(value: date | None) -> str:
    return value.isoformat() if value is not None else ""


def wipe(cycle: "Cycle") -> None:
    """Remove everything of a rehearsal round (the caller has made sure that it is one, and writes the audit row)."""
    issues = Issue.objects.filter(cycle=cycle)
    Issue.objects.filter(parent__in=issues).update(parent=None)
    Talk.objects.filter(cycle=cycle).delete()
    Speech.objects.filter(cycle=cycle).delete()
    issues.delete()
    Plan.objects.filter(cycle=cycle).delete()
    Feedback.objects.filter(participant__cycle=cycle).delete()
