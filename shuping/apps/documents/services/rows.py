"""What every write of the register needs: the locked row, its revision, its step, its audit row."""

from datetime import datetime

from shuping.apps.audit import api as audit_api
from shuping.apps.documents.models import Document, DocumentStep
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.errors import RuleError


def lock(document: Document, revision: int | None = None) -> Document:
    """The paper as it stands now, its row locked until the transaction ends.

    Raises RuleError `documents.changed_meanwhile` (who, at) if somebody changed it since `revision`.
    """
    row = Document.objects.select_for_update(of=("self",)).select_related("cycle", "organization", "issuer")
    found = row.get(pk=document.pk)
    if revision is not None and found.revision != revision:
        raise RuleError("documents.changed_meanwhile", **first(found))
    return found


def first(document: Document) -> dict[str, str]:
    """Who changed a paper last and when, for the one who comes second."""
    step = document.steps.select_related("user").last()
    return told(document.changed_by, step.at if step is not None else None)


def told(who: str, at: datetime | None) -> dict[str, str]:
    """Who and when, as a sentence says it."""
    return {"who": who or "—", "at": at.astimezone(clock.LOCAL).strftime("%Y-%m-%d %H:%M") if at is not None else "—"}


def touch(document: Document, by: Actor) -> None:
    """Count the change and save the row."""
    document.revision += 1
    document.changed_by = by.name[:100]
    document.save()


def note(
    document: Document,
    kind: str,
    text: str = "",
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    details: dict[str, object] | None = None,
) -> None:
    """Keep the step for the page of the paper, and the one audit row of the act."""
    DocumentStep.objects.create(document=document, kind=kind, text=text, at=at, user_id=by.user_id)
    audit_api.record(
        f"documents.{kind}",
        by=by,
        at=at,
        about=document,
        organization_id=document.organization_id,
        reason=reason,
        details={"kind": document.kind, **(details or {})},
    )
