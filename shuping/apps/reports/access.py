"""Doors of the reports: who finds which report, which of its versions, which evidence.

A draft belongs to its unit alone. The reviewing office sees what was handed in; everybody else who may read sees only
what was approved.
"""

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet
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
_AT_ONCE = 40  # reports looked through together; whoever asked may have enough before the last


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
        some = keys[start : start + _AT_ONCE]
        found: dict[int, list[int]] = {}
        handed_in = ReportVersion.objects.filter(condition, report__in=some, submitted=True, withdrawn_at=None)
        for report_id, pk in handed_in.values_list("report", "pk"):
            found.setdefault(report_id, []).append(pk)
        loaded = reports.in_bulk(list(found))
        for report_id in (key for key in some if key in found):
            report = loaded[report_id]
            version = visible_versions(actor, report).filter(pk__in=found[report_id]).select_related("searched").last()
            if version is not None:
                yield report, version


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
