"""Find and permit in one call. A unit sees a problem once it was told of it; drafts of a feedback sheet stay unseen."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from shuping.apps.cycles import api as cycles_api
from shuping.apps.organization import api as organization_api
from shuping.base.actor import Actor
from shuping.base.doors import organized, within
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .models import ExtensionRequest, Feedback, Issue, LookBack, Measure, Plan, SignOffRequest, Speech, SpeechLine, Talk

M = TypeVar("M", bound=Model)
# Whoever keeps the problems of a round sees them before the unit is told.
_WHOLE = (Reach.ALL, Reach.ORGANIZED)


def issues(actor: Actor, permission: Permission = Permission.ISSUE_READ) -> QuerySet[Issue]:
    """The problems the actor may see under `permission`."""
    rows = within(Issue.objects.all(), actor, permission, organizer="cycle__organizer")
    if actor.reach(permission) in _WHOLE:
        return rows
    return rows.filter(Q(told_at__isnull=False) | organized(actor, Permission.ISSUE_KEEP, "cycle__organizer"))


def find_issue(actor: Actor, pk: int, permission: Permission = Permission.ISSUE_READ) -> Issue:
    """One problem, or Http404."""
    rows = issues(actor, permission).select_related(
        "organization", "cycle", "category", "parent__cycle", "feedback", "speech_line"
    )
    return _one(rows.filter(pk=pk))


def feedback_sheets(actor: Actor, permission: Permission = Permission.ISSUE_READ) -> QuerySet[Feedback]:
    """The feedback sheets the actor may see; a unit sees its own once it was delivered."""
    organizer = "participant__cycle__organizer"
    rows = within(Feedback.objects.all(), actor, permission, "participant__organization", organizer)
    if actor.reach(permission) in _WHOLE:
        return rows
    return rows.filter(Q(delivered_at__isnull=False) | organized(actor, Permission.FEEDBACK_WRITE, organizer))


def find_feedback(actor: Actor, pk: int, permission: Permission = Permission.ISSUE_READ) -> Feedback:
    """One feedback sheet, or Http404."""
    rows = feedback_sheets(actor, permission).select_related(
        "participant__cycle", "participant__organization", "participant__person", "received_by", "delivered_by"
    )
    return _one(rows.filter(pk=pk))


def plans(actor: Actor, permission: Permission = Permission.ISSUE_READ) -> QuerySet[Plan]:
    """The plans of the units in reach; a plan that was never handed in is seen by its unit only."""
    rows = within(Plan.objects.all(), actor, permission, organizer="cycle__organizer")
    own = within(Plan.objects.all(), actor, Permission.PLAN_WRITE)
    return rows.filter(Q(submitted_at__isnull=False) | Q(pk__in=own.values("pk")))


def find_plan(actor: Actor, pk: int, permission: Permission = Permission.ISSUE_READ) -> Plan:
    """One plan, or Http404."""
    return _one(plans(actor, permission).select_related("cycle", "organization", "decided_by").filter(pk=pk))


def find_measure(actor: Actor, pk: int, permission: Permission) -> Measure:
    """One measure of a problem in reach, or Http404."""
    rows = Measure.objects.filter(issue__in=issues(actor, permission))
    return _one(rows.select_related("issue__cycle", "issue__organization").filter(pk=pk))


def find_sign_off(actor: Actor, pk: int, permission: Permission = Permission.SIGN_OFF_ACCEPT) -> SignOffRequest:
    """One request for sign-off, or Http404."""
    return _one(
        SignOffRequest.objects.filter(issue__in=issues(actor, permission)).select_related("issue").filter(pk=pk)
    )


def find_extension(actor: Actor, pk: int, permission: Permission = Permission.PLAN_APPROVE) -> ExtensionRequest:
    """One request for more time, or Http404."""
    rows = ExtensionRequest.objects.filter(issue__in=issues(actor, permission)).select_related("issue")
    return _one(rows.filter(pk=pk))


def find_look_back(actor: Actor, pk: int, permission: Permission = Permission.LOOK_BACK) -> LookBack:
    """One look-back, or Http404."""
    rows = LookBack.objects.filter(issue__in=issues(actor, permission))
    return _one(rows.select_related("issue__cycle", "issue__organization", "issue__category").filter(pk=pk))


def talks(actor: Actor, permission: Permission = Permission.TALK_KEEP) -> QuerySet[Talk]:
    """The talks with people of units in reach."""
    return within(Talk.objects.all(), actor, permission)


def find_talk(actor: Actor, pk: int, permission: Permission = Permission.TALK_KEEP) -> Talk:
    """One talk, or Http404."""
    rows = talks(actor, permission).select_related("organization", "person", "issue", "cycle")
    return _one(rows.filter(pk=pk))


def _one(rows: QuerySet[M]) -> M:
    found = rows.first()
    if found is None:
        raise Http404
    return found


def find_participant(actor: Actor, pk: int, permission: Permission) -> cycles_api.Participant:
    """A reporter of a unit within the actor's reach for `permission`, or Http404."""
    rows = within(cycles_api.Participant.objects.all(), actor, permission, organizer="cycle__organizer")
    return _one(rows.select_related("cycle", "organization", "person").filter(pk=pk))


def find_unit(actor: Actor, pk: int, permission: Permission) -> organization_api.Organization:
    """A unit within the actor's reach for `permission`, or Http404."""
    found = _one(organization_api.Organization.objects.filter(pk=pk))
    if not actor.may(permission, organization_id=found.pk, organization_path=found.path):
        raise Http404
    return found


def speeches(actor: Actor) -> QuerySet[Speech]:
    """The speeches of the rounds the actor may read; drafts only for those who keep them."""
    rows = Speech.objects.filter(cycle__in=cycles_api.readable(actor))
    return rows if actor.reach(Permission.SPEECH_KEEP) is not Reach.NONE else rows.exclude(confirmed_at=None)


def find_speech(actor: Actor, pk: int) -> Speech:
    """One speech, or Http404."""
    rows = speeches(actor).select_related("cycle__organizer", "cycle__rule_set", "confirmed_by", "imported_by")
    return _one(rows.filter(pk=pk))


def find_line(actor: Actor, pk: int) -> SpeechLine:
    """One line of a confirmed speech, or Http404."""
    rows = SpeechLine.objects.filter(speech__in=speeches(actor).exclude(confirmed_at=None))
    return _one(rows.select_related("speech__cycle__rule_set").filter(pk=pk))


def find_secretary(actor: Actor, pk: int) -> organization_api.Person:
    """Somebody who was secretary of a unit whose history the actor may read, or the acting person; else Http404."""
    heads = organization_api.Term.objects.filter(Q(acting=True) | Q(post__in=("secretary", "leader")))
    allowed = within(heads, actor, Permission.HISTORY_READ).values("person")
    rows = organization_api.Person.objects.filter(pk=pk)
    return _one(rows.filter(Q(pk__in=allowed) | Q(pk=actor.person_id, terms__in=heads)).distinct())
