"""Look reports through, answer hints, judge them."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from shuping.adapters import one_at_a_time
from shuping.apps.accounts import api as accounts_api
from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.desk import examining, queries, themes
from shuping.apps.desk.models import Answer, Examination, Hint, ProblemOverview, Verdict
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.errors import RuleError

from .common import moment, need


def examine_round(*, cycle: cycles_api.Cycle, by: Actor, at: datetime, again: bool = False) -> int:
    """Look through the latest version of every written report of a round; returns how many were looked through.

    Versions looked through before are left alone, unless `again` asks for all of them (the library has grown); a
    version with an answer or a verdict always keeps its hints, one that could not be looked through is tried again. New
    text is held against everything that was handed in, of all years (REP-07 to REP-09). A report that fails is kept
    with its trouble, and the others go on; where the lists of problems fail, the hints are kept all the same, and the
    next look tries the lists again. Looking takes seconds: one person at a time does it, without a lock in the
    database, only keeping takes one.

    Raises RuleError desk.round_suspended, desk.round_archived, desk.nothing_new, desk.being_looked (who, at),
    desk.looked_meanwhile (who, at).
    """
    _require_open(cycle)
    with one_at_a_time.held(_place(cycle), f"{moment(at)}\n{by.name}") as other:
        if other is not None:
            since, _sign, who = other.partition("\n")
            raise RuleError("desk.being_looked", who=who or "—", at=since)
        return _look_through(cycle, by=by, at=at, again=again)


def _place(cycle: cycles_api.Cycle) -> Path:
    """What whoever looks through this round holds; databases beside each other do not meet."""
    known = connection.settings_dict
    name = f"{known['HOST']}:{known['PORT']}/{known['NAME']}"
    return Path(settings.VAR) / "at-work" / f"desk-{hashlib.sha256(name.encode()).hexdigest()[:12]}-{cycle.pk}"


def _look_through(cycle: cycles_api.Cycle, *, by: Actor, at: datetime, again: bool) -> int:
    versions = reports_api.latest_written(cycle if cycle.rehearsal else None)
    mine = [one for one in versions if one.report.participant.cycle_id == cycle.pk]
    done = set(_settled(mine, again=again).values_list("version", flat=True))
    news = [one for one in mine if one.pk not in done]
    if not news and queries.unlisted(cycle) is None:
        raise RuleError("desk.nothing_new")
    desk = examining.Desk.among(versions)
    results = {one.pk: desk.result(one) for one in news}
    whole = [one for one in versions if one.pk not in desk.troubles]
    return _keep_all(cycle, results, _problems_named(cycle, whole, at), by=by, at=at, again=again)


def _problems_named(
    cycle: cycles_api.Cycle, versions: Sequence[reports_api.ReportVersion], at: datetime
) -> dict[str, object]:
    """Both lists of the round with their moment; or why there are none, and then earlier ones stay as they are."""
    try:
        lists = themes.work_out(cycle, versions)
    except Exception as error:  # noqa: BLE001  (whatever it is, what was found in the reports is not lost over it)
        return themes.trouble_of(error, cycle)
    return {"at": at, **lists, "trouble": "", "trouble_params": {}}


def _settled(versions: Iterable[reports_api.ReportVersion], *, again: bool) -> QuerySet[Examination]:
    """The looks that stay as they are."""
    kept = Examination.objects.filter(version__in=[one.pk for one in versions])
    if not again:
        return kept.filter(trouble="")
    answered = Examination.objects.filter(hints__answers__isnull=False).values("pk")
    judged = Examination.objects.filter(hints__verdicts__isnull=False).values("pk")
    return kept.filter(Q(pk__in=answered) | Q(pk__in=judged))


@transaction.atomic
def _keep_all(
    cycle: cycles_api.Cycle,
    results: Mapping[int, examining.Result],
    overview: Mapping[str, object],
    *,
    by: Actor,
    at: datetime,
    again: bool,
) -> int:
    """Keep what was found, unless somebody else kept it first or the unit took its report back in the meantime."""
    _require_open(cycles_api.locked(cycle))
    there = reports_api.ReportVersion.objects.filter(pk__in=results, withdrawn_at=None).order_by("pk")
    settled = _settled(there, again=again)
    left = there.exclude(pk__in=list(settled.values_list("version", flat=True)))
    versions = list(left)
    if results and not versions:
        first = settled.select_related("user").order_by("-at").first()
        if first is None:  # every one of them was taken back
            raise RuleError("desk.nothing_new")
        raise RuleError("desk.looked_meanwhile", who=str(first.user or "—"), at=moment(first.at))
    Examination.objects.filter(version__in=versions).delete()
    for version in versions:
        _keep(version, results[version.pk], by, at)
    ProblemOverview.objects.update_or_create(cycle=cycle, defaults=overview, create_defaults={"at": at, **overview})
    troubled = [one.pk for one in versions if results[one.pk].trouble is not None]
    audit_api.record(
        "desk.round.examined",
        by=by,
        at=at,
        about=cycle,
        organization_id=cycle.organizer_id,
        details={
            "versions": [one.pk for one in versions],
            "troubled": troubled,
            **({"problems": overview["trouble"]} if overview["trouble"] else {}),
        },
    )
    return len(versions) - len(troubled)


def _require_open(cycle: cycles_api.Cycle) -> None:
    if cycle.stage == cycles_api.Stage.ARCHIVED:
        raise RuleError("desk.round_archived")
    if cycle.suspended:
        raise RuleError("desk.round_suspended")


def _keep(version: reports_api.ReportVersion, result: examining.Result, by: Actor, at: datetime) -> None:
    made = Examination.objects.create(
        version=version,
        at=at,
        user_id=by.user_id,
        trouble=result.trouble.code if result.trouble is not None else "",
        trouble_params=dict(result.trouble.params) if result.trouble is not None else {},
        length=result.length,
        problem_length=result.problem_length,
        compared_with=result.compared_with,
    )
    hints = [examining.as_hint(number, one) for number, one in enumerate(result.found, start=1)]
    for hint in hints:
        hint.examination = made
    Hint.objects.bulk_create(hints)


@transaction.atomic
def answer_hint(*, hint: Hint, text: str, by: Actor, at: datetime) -> Answer:
    """The author says what there is to say; the trail keeps it (REP-19).

    Raises RuleError desk.answer_empty, desk.version_withdrawn, desk.round_suspended, desk.round_archived.
    """
    row = _locked(hint)
    _require_standing(row)
    made = Answer.objects.create(hint=row, text=need(text, "desk.answer_empty"), at=at, user_id=by.user_id)
    _record("desk.hint.answered", row, by=by, at=at)
    return made


@transaction.atomic
def judge_hint(*, hint: Hint, kind: str, reason: str, seen: int, by: Actor, at: datetime) -> Verdict:
    """A reviewer agrees with a hint or dismisses it with a reason (REP-19). `seen`: how many verdicts the page showed.

    Whoever belongs to the unit, or declared a conflict, does not judge. The author reads the reason, so it may not name
    the other unit. Raises RuleError desk.unknown_verdict, desk.reason_missing, desk.reason_names_unit (name),
    desk.judged_meanwhile (who, at), desk.version_withdrawn, desk.round_suspended, desk.round_archived,
    accounts.conflict.
    """
    row = _locked(hint)
    _require_standing(row)
    participant = row.examination.version.report.participant
    accounts_api.refuse_conflict(by, participant.organization_id, at=at)
    if kind not in Verdict.Kind.values:
        raise RuleError("desk.unknown_verdict", kind=kind)
    latest = row.verdicts.select_related("user").order_by("-id").first()
    if latest is not None and row.verdicts.count() != seen:
        raise RuleError("desk.judged_meanwhile", who=str(latest.user or "—"), at=moment(latest.at))
    words = reason.strip()
    if kind == Verdict.Kind.DISMISSED and not words:
        raise RuleError("desk.reason_missing")
    _refuse_named(row, words)
    made = Verdict.objects.create(hint=row, kind=kind, reason=words, at=at, user_id=by.user_id)
    _record(f"desk.hint.{kind}", row, by=by, at=at, reason=words)
    return made


def _refuse_named(hint: Hint, words: str) -> None:
    """Refuse a reason that names the unit of the other side, unless the author's own text names it."""
    other = hint.other.report.participant if hint.other is not None else None
    if other is None or hint.label == "own_year":
        return
    own = examining.whole(hint.examination.version.sections)
    for name in (other.organization_name, other.organization.name, other.organization.short_name):
        if name and name in words and name not in own:
            raise RuleError("desk.reason_names_unit", name=name)


def _locked(hint: Hint) -> Hint:
    together = "examination__version__report__participant__"
    rows = Hint.objects.select_for_update(of=("self",))
    beside = "other__report__participant__organization"
    return rows.select_related(f"{together}organization", f"{together}cycle", beside).get(pk=hint.pk)


def _require_standing(hint: Hint) -> None:
    version = hint.examination.version
    _require_open(version.report.participant.cycle)
    if version.withdrawn_at is not None:
        raise RuleError("desk.version_withdrawn", at=moment(version.withdrawn_at))


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
