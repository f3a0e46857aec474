"""佐证: stored once, referred to from everywhere; a replacement keeps what it replaces (REP-20)."""

from datetime import datetime

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.organization.api import Organization
from shuping.apps.reports.models import Evidence, EvidenceUse, Report
from shuping.apps.reports.queries import target_parts
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.reports.states import SAVE
from shuping.core.reports.values import NewEvidence

from .files import keep
from .rows import locked, require_open, take

KINDS = ("minutes", "document", "photo", "data", "link")


def _require_substance(new: NewEvidence, at: datetime) -> None:
    if not new.title.strip():
        raise RuleError("reports.title_missing")
    if new.kind not in KINDS:
        raise RuleError("reports.unknown_evidence_kind", kind=new.kind)
    if new.kind == "link" and not new.link.strip().startswith(("http://", "https://")):
        raise RuleError("reports.link_missing")
    if new.kind in ("minutes", "document", "photo") and new.data is None:
        raise RuleError("reports.file_missing")
    if new.happened_on > clock.local_day(at):
        raise RuleError("reports.evidence_in_the_future", on=new.happened_on)
    figures = (new.measure.strip(), new.after.strip(), new.data_source.strip())
    if new.kind == "data" and new.data is None and not all(figures):
        raise RuleError("reports.figure_missing")


@transaction.atomic
def add_evidence(
    *, organization: Organization, new: NewEvidence, replaces: Evidence | None = None, by: Actor, at: datetime
) -> Evidence:
    """Store a piece of evidence of a unit: a file, a link or a figure before and after.

    `replaces` makes it the newer revision of another one, which stays with all that refers to it. Raises RuleError
    reports.title_missing, file_missing, link_missing, figure_missing, evidence_in_the_future, already_replaced;
    InputError documents.*.
    """
    _require_substance(new, at)
    if replaces is not None:
        standing = Evidence.objects.select_for_update().get(pk=replaces.pk)
        later = standing.replaced_by.select_related("recorded_by").first()
        if later is not None:
            raise RuleError("reports.already_replaced", title=later.title, who=str(later.recorded_by or ""))
    made = Evidence.objects.create(
        organization=organization,
        title=new.title.strip()[:200],
        kind=new.kind,
        happened_on=new.happened_on,
        recorded_at=at,
        recorded_by_id=by.user_id,
        file=keep(new.data, new.name, at=at) if new.data is not None else None,
        file_name=new.name[:200] if new.data is not None else "",
        link=new.link.strip()[:300],
        measure=new.measure.strip()[:100],
        before=new.before.strip()[:40],
        after=new.after.strip()[:40],
        data_source=new.data_source.strip()[:200],
        replaces=replaces,
    )
    audit_api.record(
        "reports.evidence_replaced" if replaces is not None else "reports.evidence_added",
        by=by,
        at=at,
        about=made,
        organization_id=made.organization_id,
        details={
            "kind": new.kind,
            "digest": made.file.digest if made.file else "",
            "replaces": replaces and replaces.pk,
        },
    )
    return made


@transaction.atomic
def use_evidence(
    *,
    evidence_id: int,
    target: str,
    claim: str = "",
    organization_id: int | None = None,
    by: Actor,
    at: datetime,
) -> EvidenceUse:
    """Refer to a stored piece from `target` ("report:12", "issue:7"), perhaps from one sentence (`claim`).

    The same reference twice is one. With `organization_id` the piece must belong to that unit. Raises RuleError
    reports.no_such_evidence, reports.bad_target.
    """
    if target_parts(target) is None:
        raise RuleError("reports.bad_target", target=target)
    rows = Evidence.objects.filter(pk=evidence_id)
    if organization_id is not None:
        rows = rows.filter(organization=organization_id)
    evidence = rows.first()
    if evidence is None:
        raise RuleError("reports.no_such_evidence")
    use, _new = EvidenceUse.objects.get_or_create(
        evidence=evidence, target=target, claim=claim.strip()[:300], defaults={"at": at, "user_id": by.user_id}
    )
    audit_api.record(
        "reports.evidence_used",
        by=by,
        at=at,
        about=evidence,
        organization_id=evidence.organization_id,
        details={"target": target},
    )
    return use


@transaction.atomic
def attach(*, report: Report, evidence_id: int, claim: str, by: Actor, at: datetime) -> EvidenceUse:
    """Refer from a report to a piece of the unit's own, as long as the text itself may be changed.

    Raises RuleError reports.cannot_save, reports.no_such_evidence; cycles' own code outside the preparation.
    """
    row = _open(report)
    return use_evidence(
        evidence_id=evidence_id,
        target=f"report:{row.pk}",
        claim=claim,
        organization_id=row.participant.organization_id,
        by=by,
        at=at,
    )


@transaction.atomic
def detach(*, report: Report, use_id: int, by: Actor, at: datetime) -> None:
    """Take a reference of a report away again; the piece itself stays. Refused like `attach`.

    Raises RuleError reports.no_such_evidence where the report has no such reference (any more).
    """
    row = _open(report)
    use = EvidenceUse.objects.filter(pk=use_id, target=f"report:{row.pk}").select_related("evidence").first()
    if use is None:
        raise RuleError("reports.no_such_evidence")
    _leave(use, by=by, at=at)


@transaction.atomic
def leave_evidence(*, evidence_id: int, target: str, by: Actor, at: datetime) -> None:
    """Take away again what `use_evidence` referred to from `target`; the piece itself stays.

    Raises RuleError reports.no_such_evidence where there is no such reference (any more).
    """
    uses = list(EvidenceUse.objects.filter(evidence=evidence_id, target=target).select_related("evidence"))
    if not uses:
        raise RuleError("reports.no_such_evidence")
    for use in uses:
        _leave(use, by=by, at=at)


def _leave(use: EvidenceUse, *, by: Actor, at: datetime) -> None:
    use.delete()
    audit_api.record(
        "reports.evidence_detached",
        by=by,
        at=at,
        about=use.evidence,
        organization_id=use.evidence.organization_id,
        details={"target": use.target},
    )


def _open(report: Report) -> Report:
    row = locked(report)
    require_open(row)
    take(row, SAVE)
    return row
