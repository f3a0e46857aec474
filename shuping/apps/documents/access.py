"""Doors of the register: who finds which paper, who makes which kind.

Each kind names the permission that its readers and makers hold for the unit or round it is about; the register adds:
a unit's own paper is seen by its unit, and by others once it is issued; a paper about a unit is seen by the unit once
it is issued. Drafts of the office are the office's.
"""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet
from django.http import Http404

from shuping.apps.cycles import api as cycles_api
from shuping.apps.organization import api as organization_api
from shuping.base.actor import Actor
from shuping.base.doors import within
from shuping.core.documents.states import State
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .kinds.common import ROUND, Kind
from .kinds.registry import KINDS, kind_of
from .models import Document, DocumentFile, Issuer, Template


def documents(actor: Actor) -> QuerySet[Document]:
    """The papers this actor may read, newest round first."""
    rows = Document.objects.order_by("-cycle__year", "-pk")
    if actor.reach(Permission.DOCUMENT_READ) is Reach.NONE:
        return rows.none()
    wanted = Q(pk__in=())
    for kind in KINDS:
        reach = actor.reach(kind.read)
        if reach is not Reach.NONE:
            wanted |= Q(kind=kind.code) & _in_reach(actor, kind, reach)
    return rows.filter(wanted)


def _in_reach(actor: Actor, kind: Kind, reach: Reach) -> Q:
    """Which papers of one kind are in reach of somebody who reads the kind so far."""
    own, out = Q(owner=actor.organization_id), Q(state__in=(State.ISSUED.value, State.VOID.value))
    by_organizer = Q(owner=F("cycle__organizer"))
    if reach is Reach.ALL:
        return own | by_organizer | out
    found = own & ~by_organizer if reach is Reach.ORGANIZED else own
    if kind.to_units or kind.of_unit:
        found |= Q(organization=actor.organization_id, state=State.ISSUED.value)
    if kind.to_units and kind.per == ROUND:
        found |= Q(state=State.ISSUED.value, cycle__in=cycles_api.readable(actor).filter(rehearsal=False))
    if reach is Reach.ORGANIZED:
        found |= Q(cycle__organizer=actor.organization_id, cycle__parent__isnull=False) & (by_organizer | out)
    return found


def find_document(actor: Actor, pk: int) -> Document:
    """A paper to read. Raises Http404."""
    rows = documents(actor).select_related("cycle__organizer", "cycle__rule_set", "organization", "owner", "issuer")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def may_make(actor: Actor, kind: Kind, cycle: cycles_api.Cycle, unit: organization_api.Organization | None) -> bool:
    """Whether the actor may make this kind for a unit of the round, or for the round itself."""
    if actor.reach(Permission.DOCUMENT_MAKE) is Reach.NONE:
        return False
    where = unit or cycle.organizer
    return any(cycles_api.may_with(actor, permission, cycle, where) for permission in kind.make)


def may_change(actor: Actor, document: Document) -> bool:
    """Whether the actor may make a paper anew, frame it, bring back its files: its makers, for papers of their own."""
    kind = kind_of(document.kind)
    unit = None if kind.per == ROUND else document.organization
    if not may_make(actor, kind, document.cycle, unit):
        return False
    return document.owner_id == actor.organization_id or document.owner_id == document.cycle.organizer_id


def may_sign(actor: Actor, document: Document) -> bool:
    """Whether the actor may sign, issue and void a paper of this owner."""
    owner = document.owner
    return actor.may(Permission.DOCUMENT_SIGN, organization_id=owner.pk, organization_path=owner.path)


def find_to_change(actor: Actor, pk: int) -> Document:
    """A paper to change. Raises Http404."""
    found = find_document(actor, pk)
    if not may_change(actor, found):
        raise Http404
    return found


def find_to_sign(actor: Actor, pk: int) -> Document:
    """A paper to sign, issue or void. Raises Http404."""
    found = find_document(actor, pk)
    if not may_sign(actor, found):
        raise Http404
    return found


def find_file(actor: Actor, pk: int, file: int) -> DocumentFile:
    """A file of a paper the actor may read. Raises Http404."""
    found = find_document(actor, pk).files.filter(pk=file).first()
    if found is None:
        raise Http404
    return found


def makeable(actor: Actor, cycle: cycles_api.Cycle, unit: organization_api.Organization | None) -> Iterable[Kind]:
    """The kinds the actor may make for the round, or for one unit in it."""
    return [kind for kind in KINDS if (kind.per == ROUND) == (unit is None) and may_make(actor, kind, cycle, unit)]


def issuers(actor: Actor) -> QuerySet[Issuer]:
    """The numbering rules the actor keeps."""
    return within(Issuer.objects.select_related("organization"), actor, Permission.DOCUMENT_KEEP)


def find_issuer(actor: Actor, pk: int) -> Issuer:
    """A numbering rule to keep. Raises Http404."""
    found = issuers(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def templates(actor: Actor) -> QuerySet[Template]:
    """The own templates the actor keeps."""
    return within(Template.objects.select_related("owner", "user"), actor, Permission.DOCUMENT_KEEP, "owner")


def find_template(actor: Actor, pk: int) -> Template:
    """An own template to keep. Raises Http404."""
    found = templates(actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
