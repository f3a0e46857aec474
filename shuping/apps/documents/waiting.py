"""What waits at the register for the acting person: papers to sign, to number, to issue; scans that are missing."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.base.actor import Actor
from shuping.base.waiting import Waiting
from shuping.core.documents.states import State
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from . import access
from .kinds.registry import KINDS
from .models import Document

SEALED = [kind.code for kind in KINDS if kind.seal]
NUMBERED = [kind.code for kind in KINDS if kind.numbered]
MOST_LINES = 10


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """Lines of the day; one a paper, or one for many where there are many of a kind."""
    if actor.reach(Permission.DOCUMENT_READ) is Reach.NONE:
        return
    rows = access.documents(actor).filter(cycle__rehearsal=False).select_related("organization", "owner", "cycle")
    if actor.reach(Permission.DOCUMENT_SIGN) is not Reach.NONE:
        mine = [row for row in rows.filter(state__in=(State.REVIEW, State.SIGNED)) if access.may_sign(actor, row)]
        yield from _sign([row for row in mine if row.state == State.REVIEW])
        ready = Q(number_use__isnull=False) | ~Q(kind__in=NUMBERED)
        keys = set(Document.objects.filter(ready, pk__in=[row.pk for row in mine]).values_list("pk", flat=True))
        yield from _lines(
            [row for row in mine if row.state == State.SIGNED and row.pk in keys], _("Issue the paper"), "issue"
        )
    if actor.reach(Permission.DOCUMENT_KEEP) is not Reach.NONE:
        open_ = rows.filter(state__in=(State.REVIEW, State.SIGNED), kind__in=NUMBERED, number_use=None)
        yield from _lines(
            [row for row in open_ if access.may_change(actor, row)], _("Give the paper a number"), "number"
        )
        unscanned = rows.filter(state=State.ISSUED, kind__in=SEALED).exclude(files__role="scan")
        yield from _lines(
            [row for row in unscanned if access.may_change(actor, row)], _("Bring the sealed scan back"), "scan"
        )


def _sign(rows: list[Document]) -> Iterator[Waiting]:
    yield from _lines(rows, _("Sign the paper, or return it"), "sign")


def _lines(rows: list[Document], text: object, kind: str) -> Iterator[Waiting]:
    if len(rows) > MOST_LINES:
        yield Waiting(
            text=text,  # type: ignore[arg-type]
            url=reverse("documents:list"),
            kind=f"documents.{kind}",
            about=rows[0].title,
            count=len(rows),
        )
        return
    for row in rows:
        yield Waiting(
            text=text,  # type: ignore[arg-type]
            url=reverse("documents:document", args=[row.pk]),
            kind=f"documents.{kind}",
            about=row.title,
        )
