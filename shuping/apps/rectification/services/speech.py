"""A leader's speech: read into a draft, confirmed line by line, then taken to the units by reference (SPC-01, 12)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.rectification.models import Issue, Speech, SpeechLine
from shuping.apps.rectification.queries.speech import same_problem
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.rectification.archived import RoundAct
from shuping.core.rectification.values import LineTask, Problem
from shuping.core.text import speech as reader

from .issues import category_of, insert
from .rows import check_revision, first, need, refuse_archived

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle, Participant

KINDS = ("finding", "requirement")


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line as a person confirms it: its number in the speech, its words, for a finding the common problem."""

    kind: str
    number: int
    text: str
    category: str = ""


@transaction.atomic
def import_speech(
    *, cycle: "Cycle", text: str, by: Actor, at: datetime, file_name: str = "", given_on: date | None = None
) -> Speech:
    """Keep the words of a speech with the draft that was read from them; nothing follows until a person confirms.

    Raises RuleError `rectification.archived`, `rectification.speech_missing`, `rectification.speech_repeated` (title,
    name, at).
    """
    text = need(text.replace("\r\n", "\n").replace("\r", "\n"), "rectification.speech_missing")
    refuse_archived(RoundAct.IMPORT_SPEECH, cycle)
    known = Speech.objects.filter(cycle=cycle, text=text).select_related("imported_by").first()
    if known is not None:
        raise RuleError(
            "rectification.speech_repeated", title=known.title, **first(known.imported_by, known.imported_at)
        )
    reading = reader.read(text)
    speech = Speech.objects.create(
        cycle=cycle,
        title=reading.title[:200],
        text=text,
        reading=reader.values(reading),
        given_on=given_on,
        file_name=file_name[:200],
        imported_at=at,
        imported_by_id=by.user_id,
    )
    audit_api.record(
        "rectification.speech.imported",
        by=by,
        at=at,
        about=speech,
        details={
            "findings": len(reading.findings),
            "requirements": len(reading.requirements),
            "warnings": [one.code for one in reading.warnings],
        },
    )
    return speech


@transaction.atomic
def confirm_speech(
    *,
    speech: Speech,
    title: str,
    given_on: date | None,
    live: int | None,
    written: int | None,
    lines: Sequence[LineDraft],
    by: Actor,
    at: datetime,
) -> list[SpeechLine]:
    """Write the lines that a person kept; each kind is numbered anew in the order of the speech.

    `live` and `written` are the counts of reporters as confirmed, None where the speech gives none. The reading stays
    beside them as it was. Raises RuleError `rectification.archived`, `rectification.speech_confirmed` (name, at),
    `.speech_title_missing`, `.speech_no_lines`, `.speech_line_missing`, `.unknown_category`.
    """
    refuse_archived(RoundAct.CONFIRM_SPEECH, speech.cycle)
    row = _draft(speech)
    if not lines:
        raise RuleError("rectification.speech_no_lines")
    row.title = need(title, "rectification.speech_title_missing")[:200]
    row.given_on = given_on
    row.reading = {**row.reading, "confirmed": {"live": live, "written": written}}
    row.confirmed_at, row.confirmed_by_id = at, by.user_id
    row.save()
    made = [
        SpeechLine.objects.create(
            speech=row,
            kind=kind,
            number=number,
            text=need(line.text, "rectification.speech_line_missing"),
            category=_category(line) if kind == "finding" else "",
        )
        for kind in KINDS
        for number, line in enumerate(sorted(_of(lines, kind), key=lambda one: one.number), start=1)
    ]
    audit_api.record(
        "rectification.speech.confirmed",
        by=by,
        at=at,
        about=row,
        details={
            "findings": len(_of(lines, "finding")),
            "requirements": len(_of(lines, "requirement")),
            "dropped": _dropped(row.reading, lines),
        },
    )
    return made


def _draft(speech: Speech) -> Speech:
    """The locked row, refused once it is confirmed or gone."""
    row = Speech.objects.select_for_update().filter(pk=speech.pk).first()
    if row is None:
        raise RuleError("rectification.speech_gone")
    if row.confirmed_at is not None:
        raise RuleError("rectification.speech_confirmed", **first(row.confirmed_by, row.confirmed_at))
    return row


def _of(lines: Sequence[LineDraft], kind: str) -> list[LineDraft]:
    return [line for line in lines if line.kind == kind]


def _category(line: LineDraft) -> str:
    found = category_of(line.category)
    return found.code if found is not None else ""


def _dropped(reading: Mapping[str, Sequence[object]], lines: Sequence[LineDraft]) -> int:
    read = len(reading["findings"]) + len(reading["requirements"])
    return max(0, read - len(lines))


@transaction.atomic
def discard_speech(*, speech: Speech, reason: str, by: Actor, at: datetime) -> None:
    """Take away a draft that nobody confirmed. Raises RuleError `.reason_missing`, `.speech_confirmed`."""
    reason = need(reason, "rectification.reason_missing")
    row = _draft(speech)
    audit_api.record(
        "rectification.speech.discarded", by=by, at=at, about=row, reason=reason, details={"title": row.title}
    )
    row.delete()


@transaction.atomic
def keep_line(
    *,
    line: SpeechLine,
    task: LineTask,
    revision: int | None,
    by: Actor,
    at: datetime,
) -> SpeechLine:
    """The task that follows from a line, who does it until when, and the figures of two years with their source.

    Raises RuleError `rectification.stale`, `rectification.figure_source_missing`.
    """
    row = SpeechLine.objects.select_for_update().get(pk=line.pk)
    check_revision(revision, row.revision)
    row.work, row.owner, row.due_on = task.work.strip(), task.owner.strip()[:100], task.due_on
    row.figure_last_year = task.figure_last_year.strip()[:100]
    row.figure_this_year = task.figure_this_year.strip()[:100]
    row.figure_source = task.figure_source.strip()[:200]
    if (row.figure_last_year or row.figure_this_year) and not row.figure_source:
        raise RuleError("rectification.figure_source_missing")
    row.revision += 1
    row.save()
    audit_api.record(
        "rectification.speech.line_kept",
        by=by,
        at=at,
        about=row,
        details={
            "kind": row.kind,
            "number": row.number,
            "last_year": row.figure_last_year,
            "this_year": row.figure_this_year,
            "source": row.figure_source,
        },
    )
    return row


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of the units chosen for one finding."""

    opened: tuple[Issue, ...]
    linked: tuple[Issue, ...]


@transaction.atomic
def bring_to_units(
    *, line: SpeechLine, participants: Collection["Participant"], text: str, by: Actor, at: datetime
) -> Brought:
    """One act takes a finding to many units: where a unit has problems of its category they are referred to, else one
    problem is opened as 共性问题 with the words `text`. All or nothing.

    Raises RuleError `rectification.archived`, `rectification.speech_not_finding`, `.speech_no_units`,
    `.speech_other_round`, `.speech_taken` (names), `.problem_missing`.
    """
    refuse_archived(RoundAct.BRING_TO_UNITS, line.speech.cycle)
    row = SpeechLine.objects.select_for_update().get(pk=line.pk)
    chosen = sorted(participants, key=lambda one: (one.order_no, one.pk))
    cycle = row.speech.cycle
    _check_units(row, chosen)
    taken = set(Issue.objects.filter(speech_line=row).values_list("organization_id", flat=True))
    key = f"speech:{row.pk}"
    names = [one.organization_name for one in chosen if one.organization_id in taken]
    if names:
        raise RuleError("rectification.speech_taken", names="、".join(names))
    opened: list[Issue] = []
    linked: list[Issue] = []
    for participant in chosen:
        there = list(same_problem(row).select_for_update(of=("self",)).filter(organization=participant.organization_id))
        if there:
            linked.extend(there)
            continue
        if Issue.objects.filter(cycle=cycle, organization=participant.organization_id, source_key=key).exists():
            raise RuleError("rectification.speech_taken", names=participant.organization_name)
        opened.append(
            insert(
                cycle=cycle,
                organization=participant.organization,
                participant=participant,
                speech_line=row,
                problem=Problem(
                    text=text,
                    source="speech",
                    source_detail=f"{row.speech.title}：{row.text}",
                    source_key=key,
                    category=row.category,
                    common=True,
                ),
                by=by,
                at=at,
            )
        )
    Issue.objects.filter(pk__in=[issue.pk for issue in linked]).update(speech_line=row)
    audit_api.record(
        "rectification.speech.brought",
        by=by,
        at=at,
        about=row,
        details={"number": row.number, "opened": [one.pk for one in opened], "linked": [one.pk for one in linked]},
    )
    return Brought(tuple(opened), tuple(linked))


def _check_units(line: SpeechLine, chosen: Sequence["Participant"]) -> None:
    if line.kind != "finding":
        raise RuleError("rectification.speech_not_finding")
    if not chosen:
        raise RuleError("rectification.speech_no_units")
    if any(one.cycle_id != line.speech.cycle_id or not one.reports for one in chosen):
        raise RuleError("rectification.speech_other_round")


@transaction.atomic
def let_go(*, issue: Issue, reason: str, by: Actor, at: datetime) -> Issue:
    """Take a problem from under its line; it stays itself.

    Raises RuleError `rectification.archived`, `.reason_missing`, `.not_linked`.
    """
    refuse_archived(RoundAct.LET_GO, issue.cycle)
    reason = need(reason, "rectification.reason_missing")
    row = Issue.objects.select_for_update().get(pk=issue.pk)
    if row.speech_line_id is None:
        raise RuleError("rectification.not_linked")
    line, row.speech_line = row.speech_line_id, None
    row.save(update_fields=["speech_line"])
    audit_api.record(
        "rectification.speech.let_go",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        reason=reason,
        details={"line": line},
    )
    return row
