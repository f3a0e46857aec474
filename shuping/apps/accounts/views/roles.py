"""Roles granted and ended by the security administrator, the permission matrix, handover between clerks."""

from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from shuping.apps.accounts import access, posts, queries, ways_in
from shuping.apps.accounts.forms import EndForm, GrantForm, HandOverForm
from shuping.apps.accounts.models import RoleAssignment
from shuping.apps.accounts.services import roles
from shuping.apps.accounts.wording import permission_name
from shuping.base import clock
from shuping.base.doors import actor_of, door, within
from shuping.base.listing import Column, Listing
from shuping.base.roles import REACH_NAMES, ROLE_NAMES, role_label
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import EXCLUSIVE, Reach, Role
from shuping.core.roles.permissions import Permission as P
from shuping.core.roles.permissions import reach


def _state(today: date, line: queries.RoleLine) -> str:
    if line.begins_after(today):
        return pgettext("account", "not yet")
    return pgettext("account", "ended") if line.ended_before(today) else pgettext("account", "in force")


def _end_url(today: date, line: queries.RoleLine) -> str | None:
    return None if line.ended_before(today) else reverse("accounts:end_role", args=[line.pk])


@door(P.ROLE_GRANT)
def role_list(request: HttpRequest) -> HttpResponse:
    """Every role assignment, the present ones first."""
    today = clock.today()
    found = queries.role_lines(within(RoleAssignment.objects.all(), actor_of(request), P.ROLE_GRANT), on=today)
    columns = [
        Column("user", gettext_lazy("Account"), lambda line: line.name, link=partial(_end_url, today)),
        Column("username", gettext_lazy("Log-in name"), lambda line: line.username),
        Column("role", gettext_lazy("Role"), lambda line: str(role_label(line.role)), filter=True),
        Column("place", gettext_lazy("At the organisation"), lambda line: line.place),
        Column("from", gettext_lazy("First day"), lambda line: line.valid_from, kind="date"),
        Column("to", gettext_lazy("Last day"), lambda line: line.valid_to, kind="date"),
        Column("for", gettext_lazy("Stands in for"), lambda line: line.stands_in_for),
        Column("state", gettext_lazy("State"), partial(_state, today), filter=True),
        Column("reason", gettext_lazy("Reason or document"), lambda line: line.reason),
    ]
    listing = Listing(_("Roles of accounts"), columns, found, landscape=True)
    return listing.answer(request, "accounts/roles.html")


def _kind(one: ways_in.WayIn) -> str:
    if one.kind == "code":
        return _("one-time code")
    return _("password and second factor") if one.second_factor_forgotten else _("one-time password")


@door(P.ROLE_GRANT)
def ways_in_list(request: HttpRequest) -> HttpResponse:
    """Who gave whom a new way in within the last year, newest first."""
    deciders = ways_in.deciders(clock.today())
    columns = [
        Column("at", gettext_lazy("When"), lambda one: one.at, kind="date"),
        Column("account", gettext_lazy("Account"), lambda one: one.account),
        Column(
            "decides",
            gettext_lazy("Secretary of a unit"),
            lambda one: _("yes") if one.user_id in deciders else _("no"),
            filter=True,
            kind="short",
        ),
        Column("kind", gettext_lazy("What was given"), _kind, filter=True),
        Column("by", gettext_lazy("Given by"), lambda one: one.by),
        Column(
            "role", gettext_lazy("Role"), lambda one: str(role_label(one.by_role)) if one.by_role else "", filter=True
        ),
    ]
    rows = ways_in.given_since(clock.now() - ways_in.LISTED)
    listing = Listing(_("Help to log in"), columns, rows, empty=_("Nobody was given a new way in."))
    return listing.answer(request, "accounts/ways_in.html")


@door(P.ROLE_GRANT)
def without_role(request: HttpRequest) -> HttpResponse:
    """Accounts that hold no role."""
    columns = [
        Column(
            "name",
            gettext_lazy("Name"),
            lambda user: str(user),
            link=lambda user: f"{reverse('accounts:grant')}?user={user.pk}",
        ),
        Column("username", gettext_lazy("Log-in name"), lambda user: user.username),
        Column(
            "place",
            gettext_lazy("Organisation"),
            lambda user: user.person.organization.name if user.person else "",
            filter=True,
        ),
    ]
    rows = queries.accounts_without_role(on=clock.today()).select_related("person__organization")
    listing = Listing(_("Accounts without a role"), columns, rows, empty=_("Every account holds a role."))
    return listing.answer(request, "accounts/without_role.html")


@door(P.ROLE_GRANT)
def post_list(request: HttpRequest) -> HttpResponse:
    """Secretaries whose role and post of the register differ, with the act that mends it."""

    def act_of(line: posts.Difference) -> str:
        return _("End the role") if line.assignment_id is not None else _("Grant the role")

    def act_url(line: posts.Difference) -> str:
        if line.assignment_id is not None:
            return reverse("accounts:end_role", args=[line.assignment_id])
        return f"{reverse('accounts:grant')}?user={line.user_id}&organization={line.organization_id}"

    columns = [
        Column("name", gettext_lazy("Name"), lambda line: line.name),
        Column("username", gettext_lazy("Log-in name"), lambda line: line.username),
        Column("place", gettext_lazy("At the organisation"), lambda line: line.place),
        Column(
            "differs",
            gettext_lazy("What differs"),
            lambda line: _("role without the post") if line.assignment_id is not None else _("post without the role"),
            filter=True,
        ),
        Column("role", gettext_lazy("Role"), lambda line: str(role_label(line.role)) if line.role else ""),
        Column("since", gettext_lazy("First day"), lambda line: line.since, kind="date"),
        Column("act", gettext_lazy("What to do"), act_of, link=act_url, sortable=False, download=False),
    ]
    rows = posts.differences(on=clock.today())
    empty = _("The roles of all secretaries agree with the register.")
    listing = Listing(_("Posts and roles that differ"), columns, rows, empty=empty)
    return listing.answer(request, "accounts/posts.html")


@door(P.ROLE_GRANT, power=True)
def grant(request: HttpRequest) -> HttpResponse:
    """Give an account a role, or let somebody stand in."""
    today = clock.today()
    start = {"valid_from": today, "user": request.GET.get("user"), "organization": request.GET.get("organization")}
    form = GrantForm(request.POST or None, initial=start, on=today)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        person = typed["stands_in_for"]
        try:
            roles.grant_role(
                user_id=typed["user"].pk,
                role=Role(typed["role"]),
                organization_id=typed["organization"].pk,
                valid_from=typed["valid_from"],
                valid_to=typed["valid_to"],
                stands_in_for_id=person.pk if person else None,
                reason=typed["reason"],
                by=actor_of(request),
                at=clock.now(),
            )
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("The role is granted."))
            return redirect("accounts:roles")
    return render(request, "accounts/grant.html", {"form": form})


@door(P.ROLE_GRANT, power=True)
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role with a last day and a reason."""
    row = access.find_assignment(actor_of(request), pk)
    form = EndForm(request.POST or None, initial={"last_day": clock.today()})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            roles.end_role(
                assignment_id=row.pk,
                last_day=typed["last_day"],
                reason=typed["reason"],
                by=actor_of(request),
                at=clock.now(),
            )
        except RuleError as error:
            form.add_error("last_day", sentence(error))
        else:
            messages.success(request, _("The role ends on the day you named."))
            return redirect("accounts:roles")
    return render(request, "accounts/end_role.html", {"row": row, "form": form})


def _reach_word(role: Role, permission: P) -> str:
    word = reach(role, permission)
    return "" if word.value == "none" else str(REACH_NAMES[word])


_SIGNS = {Reach.ALL: "●", Reach.BELOW: "◐", Reach.OWN: "○", Reach.ORGANIZED: "◇"}


def _reach_sign(role: Role, permission: P) -> SafeString | str:
    word = reach(role, permission)
    if word is Reach.NONE:
        return ""
    mark = '<span aria-hidden="true">{}</span><span class="unseen">{}</span>'
    return format_html(mark, _SIGNS[word], REACH_NAMES[word])


@door(P.MATRIX_READ)
def matrix(request: HttpRequest) -> HttpResponse:
    """Which role may do what, how far: the very table the doors read (ORG-05)."""
    columns = [
        Column("permission", gettext_lazy("Permission"), lambda row: str(permission_name(row)), kind="short"),
        *(
            Column(
                role.value,
                ROLE_NAMES[role],
                partial(_reach_word, role),
                cell=partial(_reach_sign, role),
                sortable=False,
                kind="mark",
            )
            for role in Role
        ),
        Column("code", gettext_lazy("Permission code"), lambda row: row.value, kind="short"),
    ]
    listing = Listing(_("Permission matrix"), columns, list(P), page_size=200, landscape=True)
    clashes = [
        ("、".join(str(ROLE_NAMES[role]) for role in sorted(left)), _names_of(right)) for left, right in EXCLUSIVE
    ]
    signs = [(_SIGNS[word], REACH_NAMES[word]) for word in _SIGNS]
    return listing.answer(request, "accounts/matrix.html", {"clashes": clashes, "signs": signs})


def _names_of(found: frozenset[Role]) -> str:
    if len(found) == len(Role) - 1:
        return _("every other role")
    return "、".join(str(ROLE_NAMES[role]) for role in Role if role in found)


@door(P.HANDOVER, power=True)
def hand_over(request: HttpRequest) -> HttpResponse:
    """Move a clerk's duties to a colleague of the same organisation from a day on."""
    actor = actor_of(request)
    today = clock.today()
    start = {"giver": actor.user_id, "on": today}
    form = HandOverForm(request.POST or None, initial=start, actor=actor, on=today)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            moved = roles.hand_over(
                giver_id=typed["giver"].pk,
                receiver_id=typed["receiver"].pk,
                on=typed["on"],
                reason=typed["reason"],
                by=actor,
                at=clock.now(),
            )
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            text = _("Handed over: %(count)s duties, from %(day)s on.")
            messages.success(request, text % {"count": len(moved), "day": typed["on"].isoformat()})
            return redirect("portal:my_day")
    return render(request, "accounts/hand_over.html", {"form": form})
