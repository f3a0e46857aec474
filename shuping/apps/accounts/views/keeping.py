"""Accounts kept by the system administrator, and helped by the unit's clerk."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from shuping.apps.accounts import access, queries, ways_in
from shuping.apps.accounts.forms import AccountForm, ReasonForm, ResetForm
from shuping.apps.accounts.models import User
from shuping.apps.accounts.services import accounts, links, second_factor
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.asked import whole_number
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.base.roles import role_label
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission as P

from .common import never_kept


def _roles_of(line: queries.AccountLine) -> str:
    return "、".join(f"{role_label(role)}（{place}）" for role, place in line.roles)


def _roles_cell(line: queries.AccountLine) -> SafeString:
    return format_html_join("", "<div>{}（{}）</div>", ((role_label(role), place) for role, place in line.roles))


def _state(*, active: bool, has_password: bool, must_change: bool) -> str:
    if not active:
        return pgettext("account", "blocked")
    if not has_password:
        return _("no password yet")
    return _("must change password") if must_change else pgettext("account", "in use")


def state_of(user: User) -> str:
    """The state of an account in a word."""
    has_password = user.has_usable_password()
    return _state(active=user.is_active, has_password=has_password, must_change=user.must_change_password)


def _state_of_line(line: queries.AccountLine) -> str:
    return _state(active=line.is_active, has_password=line.has_password, must_change=line.must_change_password)


COLUMNS = [
    Column("name", gettext_lazy("Name"), lambda line: line.name, link=lambda line: _account_url(line.pk)),
    Column("username", gettext_lazy("Log-in name"), lambda line: line.username),
    Column("place", gettext_lazy("Organisation"), lambda line: line.place, filter=True),
    Column("roles", gettext_lazy("Roles today"), _roles_of, cell=_roles_cell),
    Column("state", gettext_lazy("State"), _state_of_line, filter=True),
    Column("last", gettext_lazy("Last log-in"), lambda line: line.last_login, kind="date"),
]


def _account_url(pk: int) -> str:
    return reverse("accounts:account", args=[pk])


@door(P.ACCOUNT_RESET)
def account_list(request: HttpRequest) -> HttpResponse:
    """The accounts within reach."""
    actor = actor_of(request)
    rows = queries.account_lines(access.accounts_within(actor, P.ACCOUNT_RESET), on=clock.today())
    listing = Listing(_("Accounts"), COLUMNS, rows, empty=_("No accounts yet."), landscape=True)
    may_keep = actor.reach(P.ACCOUNT_KEEP) is not Reach.NONE
    return listing.answer(request, "accounts/list.html", {"may_keep": may_keep})


@door(P.ACCOUNT_KEEP, power=True)
@never_kept
def create(request: HttpRequest) -> HttpResponse:
    """A new account with its one-time password; it holds no role until the security administrator grants one."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        person = typed["person"]
        made = accounts.generated_password(queries.profile())
        try:
            user = accounts.create_account(
                username=typed["username"],
                display_name=typed["display_name"],
                person_id=person.pk if person else None,
                password=made,
                by=actor_of(request),
                at=clock.now(),
            )
        except RuleError as error:
            form.add_error("username", sentence(error))
        else:
            # Shown once in this very answer and stored nowhere, hence no redirect.
            return render(request, "accounts/slips.html", {"slips": [(user, made)], "kind": "password"})
    return render(request, "accounts/create.html", {"form": form})


@door(P.ACCOUNT_RESET)
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: state, roles with their history, what can be done for it."""
    actor = actor_of(request)
    user = access.find_account(actor, pk)
    refusal = ""
    try:
        queries.check_may_reset(user, by=actor, on=clock.today())
    except RuleError as error:
        refusal = sentence(error)
    context = {
        "account": user,
        "state": state_of(user),
        "rows": user.assignments.select_related("organization", "stands_in_for"),
        "device": second_factor.device_of(user),
        "refusal": refusal,
        "reset_form": _reset_form(user, actor),
        "reason_form": ReasonForm(),
        "may_keep": actor.reach(P.ACCOUNT_KEEP) is not Reach.NONE,
    }
    return render(request, "accounts/account.html", context)


def _reset_form(user: User, actor: Actor) -> ResetForm:
    """The form, without the second factor where the acting person may not forget it."""
    form = ResetForm()
    try:
        ways_in.check_may_forget_second_factor(user, by=actor, on=clock.today())
    except RuleError:
        del form.fields["second_factor"]
    return form


@door(P.ACCOUNT_RESET, power=True)
@require_POST
@never_kept
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """A one-time password, shown once in this answer and stored nowhere, hence no redirect."""
    actor = actor_of(request)
    user = access.find_account(actor, pk)
    form = ResetForm(request.POST)
    forget = form.is_valid() and form.cleaned_data["second_factor"]
    made = accounts.reset_password(user_id=user.pk, second_factor=bool(forget), by=actor, at=clock.now())
    return render(request, "accounts/slips.html", {"slips": [(user, made)], "kind": "password"})


@door(P.ACCOUNT_RESET, power=True)
@require_POST
@never_kept
def issue_code(request: HttpRequest, pk: int) -> HttpResponse:
    """A one-time code for a first password, shown once in this answer and stored nowhere, hence no redirect."""
    actor = actor_of(request)
    user = access.find_account(actor, pk)
    place = user.person.organization_id if user.person is not None else actor.organization_id
    made = links.issue_one_time_link(
        purpose=links.FIRST_PASSWORD, user_id=user.pk, organization_id=place, by=actor, at=clock.now()
    )
    return render(request, "accounts/slips.html", _code_context(request, [(user, made)]))


def _code_context(request: HttpRequest, slips: list[tuple[User, str]]) -> dict[str, object]:
    address = request.build_absolute_uri(reverse("accounts:one_time"))
    return {"slips": slips, "kind": "code", "address": address, "days": links.VALID.days}


@door(P.ACCOUNT_KEEP, power=True)
@require_POST
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Block or open an account."""
    actor = actor_of(request)
    user = access.find_account(actor, pk, P.ACCOUNT_KEEP)
    active = request.POST.get("active") == "1"
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    accounts.set_active(user_id=user.pk, active=active, reason=reason, by=actor, at=clock.now())
    messages.success(request, _("The account is open again.") if active else _("The account is blocked."))
    return redirect("accounts:account", pk=user.pk)


PEOPLE_COLUMNS = [
    Column("name", gettext_lazy("Name"), lambda person: person.name),
    Column("place", gettext_lazy("Organisation"), lambda person: person.organization.name, filter=True),
    Column("duty", gettext_lazy("Duty"), lambda person: person.duty),
    Column("number", gettext_lazy("Staff number"), lambda person: person.staff_number or ""),
]


def _choose(person: object) -> SafeString:
    pk = person.pk  # type: ignore[attr-defined]
    label = _("Choose %(name)s") % {"name": person}
    return format_html_join(
        "", '<input type="checkbox" name="person" value="{}" form="people" aria-label="{}">', [(pk, label)]
    )


@door(P.ACCOUNT_KEEP, power=True)
@never_kept
def people(request: HttpRequest) -> HttpResponse:
    """Accounts for people of the register who have none; the codes are shown once in the answer."""
    if request.method == "POST":
        chosen = [pk for one in request.POST.getlist("person") if (pk := whole_number(one)) is not None]
        made = links.create_accounts_of(person_ids=chosen, by=actor_of(request), at=clock.now())
        return render(request, "accounts/slips.html", _code_context(request, made))
    columns = [
        Column("pick", _("Choose"), lambda person: "", cell=_choose, sortable=False, download=False, kind="short"),
        *PEOPLE_COLUMNS,
    ]
    rows = queries.people_without_account().order_by("organization__path", "office_order", "pk")
    listing = Listing(_("People without an account"), columns, rows, empty=_("Everybody has an account."))
    return listing.answer(request, "accounts/people.html")
