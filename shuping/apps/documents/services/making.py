"""Making a paper from the data of its round, and making it anew while its words are still open."""

from datetime import datetime
from typing import Any

from django.db import transaction

from shuping.apps.cycles import api as cycles_api
from shuping.apps.documents import queries
from shuping.apps.documents.frame import framed
from shuping.apps.documents.kinds.common import Kind
from shuping.apps.documents.kinds.registry import kind_of
from shuping.apps.documents.models import Document, Issuer, Template
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.documents.numbering import refuse_secret_class
from shuping.core.documents.plain import digest_of
from shuping.core.documents.states import OPEN
from shuping.core.documents.values import Frame, Retention, Secrecy
from shuping.core.errors import RuleError

from . import templating, versions
from .rows import lock, note, touch


@transaction.atomic
def make_document(
    *,
    kind: str,
    cycle: cycles_api.Cycle,
    unit: Any = None,
    subject: str = "",
    template: Template | None = None,
    by: Actor,
    at: datetime,
) -> Document:
    """Make a paper from what is stored now, or bring the one that is still open up to date.

    `subject`: "issue:12" or "class:A" where the kind asks for it. A second call with unchanged data changes nothing.
    Raises RuleError `documents.unknown_kind`, `documents.not_now` (stage), `documents.nothing_yet` (what is missing).
    """
    found = kind_of(kind)
    round_ = cycles_api.locked(cycle)
    if not found.fits(round_.stage):
        raise RuleError("documents.not_now", kind=found.title, stage=str(cycles_api.stage_name(round_.stage)))
    scope = queries.scope_of(found, round_, unit, subject, on=clock.local_day(at))
    built = found.build(scope)
    organization = scope.unit or round_.organizer
    owner = organization if found.of_unit and by.organization_id == organization.pk else round_.organizer
    row = _open_one(found, round_, organization, owner, subject)
    made = row is None
    if row is None:
        row = Document.objects.create(
            kind=found.code,
            cycle=round_,
            organization=organization,
            owner=owner,
            subject=subject,
            title=built.title.replace("\n", "")[:200],
            issuer=_issuer(found, owner),
            recipients="\n".join(built.recipients),
            retention=found.retention.value,
            seal=found.seal,
            made_at=at,
            made_by_id=by.user_id,
            changed_by=by.name[:100],
        )
    before = versions.latest(row)
    same_template = before is not None and before.template_id == (template.pk if template else None)
    if before is not None and same_template and before.data_digest == digest_of(built):
        if before.digest == digest_of(framed(row, built)):
            return row  # neither words nor page layout are others
    row.title = built.title.replace("\n", "")[:200]
    filled = templating.fill(template, found, scope, row, built) if template is not None else None
    version = versions.add_version(row, built, by=by, at=at, template=template, filled=filled)
    touch(row, by)
    details = {"version": version.number, "digest": version.digest, "data": version.data_digest}
    note(row, "made" if made else "made_anew", built.title, by=by, at=at, details=details)
    return row


def _open_one(kind: Kind, cycle: cycles_api.Cycle, organization: Any, owner: Any, subject: str) -> Document | None:
    rows = Document.objects.select_for_update().filter(
        kind=kind.code, cycle=cycle, organization=organization, owner=owner, subject=subject
    )
    return rows.filter(state__in=OPEN if kind.signed else ("draft",)).order_by("-pk").first()


def _issuer(kind: Kind, owner: Any) -> Issuer | None:
    """The first issuer of the owner, or of who stands above it; none where nobody has a numbering rule."""
    if not kind.numbered:
        return None
    return Issuer.objects.filter(organization=owner, active=True).order_by("pk").first()


@transaction.atomic
def set_frame(
    *, document: Document, frame: Frame, issuer: Issuer | None, revision: int, by: Actor, at: datetime
) -> Document:
    """Addressees, copies, class, retention, seal and issuer of a paper that is not signed yet; drawn anew.

    Raises RuleError `documents.secret_class`, `documents.words_fixed`, `documents.changed_meanwhile`,
    `documents.number_given` (the issuer of a numbered paper), `documents.unknown_class`.
    """
    secrecy, retention = frame.secrecy, frame.retention
    refuse_secret_class(f"{secrecy} {frame.recipients} {frame.copies_to}" if secrecy not in set(Secrecy) else secrecy)
    if secrecy not in set(Secrecy) or retention not in set(Retention):
        raise RuleError("documents.unknown_class", found=(secrecy if secrecy not in set(Secrecy) else retention)[:20])
    row = lock(document, revision)
    if row.state not in OPEN:
        raise RuleError("documents.words_fixed")
    if issuer != row.issuer and queries.number_use(row) is not None:
        raise RuleError("documents.number_given")
    row.recipients, row.copies_to = frame.recipients.strip(), frame.copies_to.strip()
    row.secrecy, row.retention, row.copies, row.seal, row.issuer = secrecy, retention, frame.copies, frame.seal, issuer
    touch(row, by)
    versions.draw_again(row, "", by=by, at=at)
    note(row, "framed", by=by, at=at, details={"secrecy": secrecy, "retention": retention})
    return row
