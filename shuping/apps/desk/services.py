"""Writes of the desk: look reports through, answer, judge, keep the library."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from shuping.apps.accounts import api as accounts_api
from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.errors import InputError, RuleError
from shuping.core.text import wording

from . import examining
from .models import Answer, Examination, Hint, OfficialText, Verdict, WordingEntry


@transaction.atomic
def examine_round(*, cycle: cycles_api.Cycle, by: Actor, at: datetime, again: bool = False) -> int:
    """Look through the latest version of every written report of a round; returns how many were looked through.

    Versions looked through before are left alone, unless `again` asks for all of them (the library has grown); a
    version with an answer or a verdict always keeps its hints. New text is held against everything that was handed in
    before, of all years (REP-07 to REP-09).
    """
    cycles_api.locked(cycle)
    versions = [one for one in reports_api.latest_written() if one.report.participant.cycle_id == cycle.pk]
    kept = Examination.objects.filter(version__in=versions)
    if again:
        spoken_of = Examination.objects.filter(hints__answers__isnull=False).values("pk")
        judged = Examination.objects.filter(hints__verdicts__isnull=False).values("pk")
        kept.exclude(pk__in=spoken_of).exclude(pk__in=judged).delete()
    done = set(kept.values_list("version_id", flat=True))
    news = [one for one in versions if one.pk not in done]
    if news:
        desk = examining.Desk(examining.sources())
        by_key = {source.key: source for source in desk.sources}
        for version in news:
            _keep(version, desk.examine(by_key[version.pk], version.report, version.sections), at)
    audit_api.record(
        "desk.round.examined",
        by=by,
        at=at,
        about=cycle,
        organization_id=cycle.organizer_id,
        details={"versions": [one.pk for one in news]},
    )
    return len(news)


def _keep(version: reports_api.ReportVersion, result: examining.Result, at: datetime) -> None:
    made = Examination.objects.create(
        version=version,
        at=at,
        length=result.length,
        problem_length=result.problem_length,
        compared_with=result.compared_with,
    )
    Hint.objects.bulk_create(
        Hint(
            examination=made,
            number=number,
            kind=one.kind,
            start=one.span[0],
            end=one.span[1],
            text=one.text,
            params=one.params,
            label=one.label,
            other_id=one.other,
            other_start=one.other_span[0],
            other_end=one.other_span[1],
            on_request=one.on_request,
            trace=one.trace,
        )
        for number, one in enumerate(result.found, start=1)
    )


@transaction.atomic
def answer_hint(*, hint: Hint, text: str, by: Actor, at: datetime) -> Answer:
    """The author says what there is to say; the trail keeps it (REP-19). Raises RuleError desk.answer_empty."""
    row = _locked(hint)
    made = Answer.objects.create(hint=row, text=_need(text, "desk.answer_empty"), at=at, user_id=by.user_id)
    _record("desk.hint.answered", row, by=by, at=at)
    return made


@transaction.atomic
def judge_hint(*, hint: Hint, kind: str, reason: str, seen: int, by: Actor, at: datetime) -> Verdict:
    """A reviewer agrees with a hint or dismisses it with a reason (REP-19). `seen`: how many verdicts the page showed.

    Whoever belongs to the unit, or declared a conflict, does not judge. Raises RuleError desk.unknown_verdict,
    desk.reason_missing, desk.judged_meanwhile (who, at), accounts.conflict.
    """
    row = _locked(hint)
    participant = row.examination.version.report.participant
    accounts_api.refuse_conflict(by, participant.organization_id, at=at)
    if kind not in Verdict.Kind.values:
        raise RuleError("desk.unknown_verdict", kind=kind)
    latest = row.verdicts.select_related("user").order_by("-id").first()
    if latest is not None and row.verdicts.count() != seen:
        raise RuleError("desk.judged_meanwhile", who=str(latest.user or "—"), at=latest.at.isoformat())
    words = reason.strip()
    if kind == Verdict.Kind.DISMISSED and not words:
        raise RuleError("desk.reason_missing")
    made = Verdict.objects.create(hint=row, kind=kind, reason=words, at=at, user_id=by.user_id)
    _record(f"desk.hint.{kind}", row, by=by, at=at, reason=words)
    return made


def _locked(hint: Hint) -> Hint:
    together = "examination__version__report__participant__organization"
    return Hint.objects.select_for_update(of=("self",)).select_related(together).get(pk=hint.pk)


def _record(action: str, hint: Hint, *, by: Actor, at: datetime, reason: str = "") -> None:
    version = hint.examination.version
    audit_api.record(
        action,
        by=by,
        at=at,
        about=hint,
        organization_id=version.report.participant.organization_id,
        reason=reason,
        details={"report": version.report_id, "version": version.number, "hint": hint.number, "kind": hint.kind},
    )


# The library


@transaction.atomic
def add_official_text(*, title: str, text: str, issued_on: date, by: Actor, at: datetime) -> OfficialText:
    """A text that everybody must quote joins the library.

    Raises RuleError desk.title_missing, desk.text_short, desk.text_there.
    """
    words = _need(text, "desk.text_short")
    if len(wording.net(words)) < LEAST_TEXT:
        raise RuleError("desk.text_short")
    name = _need(title, "desk.title_missing")
    same = OfficialText.objects.filter(title=name, issued_on=issued_on, withdrawn_at=None).first()
    if same is not None:
        raise RuleError("desk.text_there", title=name, on=issued_on)
    made = OfficialText.objects.create(title=name, text=words, issued_on=issued_on, added_at=at, added_by_id=by.user_id)
    audit_api.record(
        "desk.official_text.added",
        by=by,
        at=at,
        about=made,
        organization_id=by.organization_id,
        details={"title": name},
    )
    return made


LEAST_TEXT = 40  # net characters; a shorter one can never be a passage


@transaction.atomic
def withdraw_official_text(*, row: OfficialText, reason: str, by: Actor, at: datetime) -> None:
    """Take a text out of the library; it stays readable.

    Raises RuleError desk.withdrawn_already (at), desk.reason_missing.
    """
    kept = OfficialText.objects.select_for_update().get(pk=row.pk)
    _withdraw(kept, reason, at)
    audit_api.record(
        "desk.official_text.withdrawn", by=by, at=at, about=kept, organization_id=by.organization_id, reason=reason
    )


@transaction.atomic
def add_wording(
    *,
    kind: str,
    correct: str,
    wrong: Sequence[str],
    basis: str,
    valid_from: int | None,
    valid_to: int | None,
    by: Actor,
    at: datetime,
) -> WordingEntry:
    """A line joins the office's wording library.

    Raises RuleError desk.correct_missing, desk.basis_missing, desk.years_turned, desk.wrong_is_correct,
    desk.wording_unusable.
    """
    right, ground = _need(correct, "desk.correct_missing"), _need(basis, "desk.basis_missing")
    forms = [form for one in wrong if (form := one.strip())]
    if right in forms:
        raise RuleError("desk.wrong_is_correct", words=right)
    if valid_from is not None and valid_to is not None and valid_to < valid_from:
        raise RuleError("desk.years_turned", first=valid_from, last=valid_to)
    try:
        wording.Entry(kind, right, tuple(forms), ground, valid_from, valid_to)
    except InputError:
        raise RuleError("desk.wording_unusable", words=right) from None
    made = WordingEntry.objects.create(
        kind=kind,
        correct=right,
        wrong=forms,
        basis=ground,
        valid_from=valid_from,
        valid_to=valid_to,
        added_at=at,
        added_by_id=by.user_id,
    )
    audit_api.record(
        "desk.wording.added", by=by, at=at, about=made, organization_id=by.organization_id, details={"correct": right}
    )
    return made


@transaction.atomic
def withdraw_wording(*, row: WordingEntry, reason: str, by: Actor, at: datetime) -> None:
    """Take a line out of the library; it stays readable. Raises as `withdraw_official_text`."""
    kept = WordingEntry.objects.select_for_update().get(pk=row.pk)
    _withdraw(kept, reason, at)
    audit_api.record(
        "desk.wording.withdrawn", by=by, at=at, about=kept, organization_id=by.organization_id, reason=reason
    )


def _withdraw(row: OfficialText | WordingEntry, reason: str, at: datetime) -> None:
    if row.withdrawn_at is not None:
        raise RuleError("desk.withdrawn_already", at=row.withdrawn_at.isoformat())
    row.withdrawn_reason, row.withdrawn_at = _need(reason, "desk.reason_missing"), at
    row.save(update_fields=["withdrawn_reason", "withdrawn_at"])


def _need(text: str, code: str) -> str:
    words = text.strip()
    if not words:
        raise RuleError(code)
    return words
