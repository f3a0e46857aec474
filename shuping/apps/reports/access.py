"""Doors of the reports: who finds which report, which of its versions, which evidence.

A draft belongs to its unit alone. The reviewing office sees what was handed in; everybody else who may read sees only
what was approved.
"""

import itertools
from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet
from django.http import Http404

from shuping.apps.cycles.api import Participant, may_with
from shuping.base.actor import Actor
from shuping.base.doors import M, within
from shuping.core.reports.states import APPROVED, FINAL
from shuping.core.roles.permissions import Permission

from .looking import holding
from .models import Evidence, Report, ReportVersion, Upload

_ORGANIZATION = "participant__organization"
_ORGANIZER = "participant__cycle__organizer"
_AT_ONCE = 24  # reports looked through together; whoever asked may have enough before the last
_VERSIONS_AT_ONCE = 3  # versions of each of them


def _one(rows: QuerySet[M], pk: int) -> M:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def reports_within(actor: Actor, permission: Permission) -> QuerySet[Report]:
    """The reports whose unit lies within the actor's reach, with participant, unit and round."""
    rows = Report.objects.select_related(
        "participant__organization", "participant__cycle__rule_set", "participant__person", "draft_by", "prepared_by"
    )
    return within(rows, actor, permission, _ORGANIZATION, _ORGANIZER)


def find_report(actor: Actor, pk: int, permission: Permission) -> Report:
    """One report within reach of `permission`. Raises Http404."""
    return _one(reports_within(actor, permission), pk)


def find_upload(actor: Actor, pk: int, upload: int) -> Upload:
    """An uploaded original of a report that the actor writes. Raises Http404."""
    report = find_report(actor, pk, Permission.REPORT_WRITE)
    found = report.uploads.select_related("file").filter(pk=upload).first()
    if found is None:
        raise Http404
    return found


def _may(actor: Actor, permission: Permission, report: Report) -> bool:
    participant = report.participant
    return may_with(actor, permission, participant.cycle, participant.organization)


def may_write(actor: Actor, report: Report) -> bool:
    """Whether the actor is of the unit that writes this report, and so sees its draft."""
    return _may(actor, Permission.REPORT_WRITE, report)


def may_review(actor: Actor, report: Report) -> bool:
    """Whether the actor may approve or return this report."""
    return _may(actor, Permission.REPORT_REVIEW, report)


def visible_versions(actor: Actor, report: Report) -> QuerySet[ReportVersion]:
    """The versions this actor may see: the unit all, the office what was handed in, others the approved one."""
    rows = report.versions.select_related("source_file", "user").order_by("number")
    if may_write(actor, report):
        return rows
    handed_in = rows.filter(submitted=True, withdrawn_at=None)
    if may_review(actor, report):
        return handed_in
    if report.state not in (APPROVED, FINAL):
        return rows.none()
    latest = handed_in.order_by("-number").values_list("pk", flat=True)[:1]
    return rows.filter(pk__in=list(latest))


def versions_holding(actor: Actor, words: Sequence[str]) -> Iterator[tuple[Report, ReportVersion]]:
    """The newest version that holds every word and this actor may see, per report in reach; newest round first.

    What the unit alone sees (drafts kept, versions withdrawn) is not looked through.
    """
    reports = reports_within(actor, Permission.REPORT_READ)
    condition, few = holding(words)
    order = ("-participant__cycle__year", "participant__order_no", "pk")
    rows = reports.filter(versions__pk__in=few) if few is not None else reports
    keys = list(dict.fromkeys(rows.order_by(*order).values_list("pk", flat=True)))
    for start in range(0, len(keys), _AT_ONCE):
        some = reports.in_bulk(keys[start : start + _AT_ONCE])
        asked = _readable(actor, some, None if few is None else set(few))
        found = _newest_holding(asked, condition)
        versions = ReportVersion.objects.select_related("searched").in_bulk(list(found.values()))
        for key in keys[start : start + _AT_ONCE]:
            if key in found:
                yield some[key], versions[found[key]]


def _readable(actor: Actor, reports: dict[int, Report], among: set[int] | None) -> dict[int, list[int]]:
    """By report, the keys of the versions handed in that `visible_versions` shows this actor, the newest first."""
    kept: dict[int, list[int]] = {key: [] for key in reports}
    rows = ReportVersion.objects.filter(report__in=reports, submitted=True, withdrawn_at=None).order_by("-number")
    for key, pk in rows.values_list("report", "pk"):
        kept[key].append(pk)
    for key, report in reports.items():
        if not (may_write(actor, report) or may_review(actor, report)):
            kept[key] = kept[key][:1] if report.state in (APPROVED, FINAL) else []
    return {key: [pk for pk in own if among is None or pk in among] for key, own in kept.items()}


def _newest_holding(asked: dict[int, list[int]], condition: Q) -> dict[int, int]:
    """By report, the first of its versions that the condition holds for.

    Most often it is the newest; a database that keeps long texts packed reads no more of them than it must.
    """
    found: dict[int, int] = {}
    for start in itertools.count(step=_VERSIONS_AT_ONCE):
        turn = {key: own[start : start + _VERSIONS_AT_ONCE] for key, own in asked.items() if key not in found}
        some = [pk for own in turn.values() for pk in own]
        if not some:
            return found
        hits = set(ReportVersion.objects.filter(condition, pk__in=some).values_list("pk", flat=True))
        for key, own in turn.items():
            found.update((key, pk) for pk in [one for one in own if one in hits][:1])
    return found


def find_version(actor: Actor, pk: int, number: int) -> ReportVersion:
    """One version the actor may see. Raises Http404."""
    report = find_report(actor, pk, Permission.REPORT_READ)
    found = visible_versions(actor, report).filter(number=number).first()
    if found is None:
        raise Http404
    return found


def participants_within(actor: Actor, permission: Permission) -> QuerySet[Participant]:
    """Reporters whose unit lies within the actor's reach."""
    rows = Participant.objects.select_related("organization", "person", "cycle__rule_set")
    return within(rows, actor, permission, "organization", "cycle__organizer")


def find_participant(actor: Actor, pk: int, permission: Permission) -> Participant:
    """One reporter within reach of `permission`. Raises Http404."""
    return _one(participants_within(actor, permission), pk)


def evidence_within(actor: Actor, permission: Permission) -> QuerySet[Evidence]:
    """The evidence of the units within the actor's reach."""
    rows = Evidence.objects.select_related("organization", "file", "replaces", "recorded_by")
    return within(rows, actor, permission, "organization")


def find_evidence(actor: Actor, pk: int, permission: Permission) -> Evidence:
    """One piece of evidence within reach of `permission`. Raises Http404."""
    return _one(evidence_within(actor, permission), pk)
