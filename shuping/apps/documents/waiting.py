"""What waits at the register for the acting person: papers to sign, to number, to issue; scans that are missing."""

from collections.abc import Iterator
from datetime import date
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shuping.base.actor import Actor
from shuping.base.waiting import Waiting
from shuping.core.documents.states import State
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from . import access, wording
from .kinds.registry import KINDS
from .models import Document

SEALED = [kind.code for kind in KINDS if kind.seal]
NUMBERED = [kind.code for kind in KINDS if kind.numbered]


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """Lines of the day; one a paper, or one for several of a round."""
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
    """One line a paper; several of one round stand in one line with their number and lead to the register."""
    rounds: dict[int, list[Document]] = {}
    for row in rows:
        rounds.setdefault(row.cycle_id, []).append(row)
    for found in rounds.values():
        first = found[0]
        several = len(found) > 1
        yield Waiting(
            text=text,  # type: ignore[arg-type]
            url=_register(first, kind) if several else reverse("documents:document", args=[first.pk]),
            kind=f"documents.{kind}",
            about=first.cycle.title if several else first.title,
            count=len(found),
        )


def _register(first: Document, kind: str) -> str:
    """The register, narrowed to the papers of the line as far as its filters go."""
    chosen = {"f_year": str(first.cycle.year), "f_state": str(wording.STATES[first.state])}
    if kind == "scan":
        chosen["f_scan"] = gettext("missing")
    return f"{reverse('documents:list')}?{urlencode(chosen)}"
