"""My account: preferences, password, second factor, elevated mode, avoidance."""

import io
from base64 import b32encode

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from shuping.apps.accounts import access, queries, ways_in
from shuping.apps.accounts.forms import CodeForm, ConflictForm, PasswordForm, PreferencesForm, ReasonForm
from shuping.apps.accounts.middleware import plain_user
from shuping.apps.accounts.models import ConflictDeclaration
from shuping.apps.accounts.services import accounts, conflicts, second_factor
from shuping.base import clock, elevation
from shuping.base.actor import Actor
from shuping.base.doors import actor_of, asked, door
from shuping.base.listing import Column, Listing
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission as P

from .common import go_on, never_kept, open_before_settled, safe_next, told


@open_before_settled
def preferences(request: HttpRequest) -> HttpResponse:
    """My account: posts, language, large text, password age, second factor, elevated mode."""
    user = plain_user(request)
    start = {"language": user.language, "large_text": user.large_text}
    form = PreferencesForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        accounts.set_preferences(user_id=user.pk, at=clock.now(), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:preferences")
    actor = getattr(request, "actor", None)
    context = {
        "form": form,
        "account": user,
        "device": second_factor.device_of(user),
        "codes_left": user.recovery_codes.filter(used_at=None).count(),
        "elevated_minutes": -(-elevation.seconds_left(request) // 60),
        "max_age": queries.profile().max_age_days,
        "ways_in": [told(one) for one in ways_in.told_at_log_in(user, at=clock.now())],
        "may_hand_over": actor is not None and actor.reach(P.HANDOVER) is not Reach.NONE,
    }
    return render(request, "accounts/preferences.html", context)


@open_before_settled
@never_kept
@sensitive_post_parameters("confirm_password", "confirm_code")
def step_up(request: HttpRequest) -> HttpResponse:
    """Switch elevated rights on for some minutes, then back to the page one came from (ORG-08)."""
    onward = request.POST.get("next") or request.GET.get("next", "")
    if not elevation.may_be_raised(request):
        messages.info(request, _("Your post has no acts that need elevated rights."))
        return redirect("accounts:preferences")
    if request.method == "POST" and elevation.switch_on(request):
        messages.success(request, _("Elevated rights are on."))
        return go_on(request, onward)
    context = {"next": onward, "failed": request.method == "POST", **asked(request)}
    return render(request, "accounts/step_up.html", context, status=403 if request.method == "POST" else 200)


@require_POST
@open_before_settled
def step_down(request: HttpRequest) -> HttpResponse:
    """End the elevated mode before its time."""
    if elevation.switch_off(request):
        accounts.note_rights_lowered(user=plain_user(request), by=getattr(request, "actor", None), at=clock.now())
    messages.success(request, _("The elevated mode has ended."))
    return HttpResponseRedirect(safe_next(request, request.POST.get("next", ""), "accounts:preferences"))


@require_safe
@open_before_settled
def stay(request: HttpRequest) -> HttpResponse:
    """Asked before the session would end; answering is what keeps it (WCAG 2.2.1)."""
    return HttpResponse(status=204)


@open_before_settled
@never_kept
@sensitive_post_parameters("old", "new", "again")
def password(request: HttpRequest) -> HttpResponse:
    """One's own new password; forced after a reset and when it is too old."""
    user = plain_user(request)
    forced = queries.must_change_password(user, at=clock.now())
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            changed = accounts.change_password(user_id=user.pk, old=typed["old"], new=typed["new"], at=clock.now())
        except RuleError as error:
            form.add_error("old" if error.code == "accounts.password_wrong" else "new", sentence(error))
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, _("Your password is changed. All other sessions of yours have ended."))
            return redirect("portal:my_day")
    return render(request, "accounts/password.html", {"form": form, "forced": forced})


@open_before_settled
@never_kept
@sensitive_post_parameters("code")
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Set up the second factor: a picture for the telephone, then its first code."""
    user = plain_user(request)
    device = second_factor.device_of(user)
    waiting = TOTPDevice.objects.filter(user=user, confirmed=False).first() if device is None else None
    form = CodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST" and device is None:
        if "begin" in request.POST:
            second_factor.begin(user_id=user.pk, at=clock.now())
            return redirect("accounts:second_factor")
        if form.is_valid():
            codes = _confirmed(request, form)
            if codes is not None:
                return render(request, "accounts/recovery_codes.html", {"codes": codes})
    context = {"form": form, "device": device, "waiting": waiting, "required": _required(request)}
    if waiting is not None:
        secret = b32encode(waiting.bin_key).decode()
        context["picture"] = picture_of(waiting.config_url)
        context["typed"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render(request, "accounts/second_factor.html", context)


def _required(request: HttpRequest) -> bool:
    actor = getattr(request, "actor", None)
    return actor is not None and queries.needs_second_factor(actor.role)


def _confirmed(request: HttpRequest, form: CodeForm) -> list[str] | None:
    user = plain_user(request)
    try:
        found = second_factor.confirm(user_id=user.pk, code=form.cleaned_data["code"], at=clock.now())
    except RuleError as error:
        form.add_error("code", sentence(error))
        return None
    if found is None:
        form.add_error("code", _("The code does not fit. Check the clock of the telephone and try the next code."))
        return None
    otp_login(request, found[0])
    return found[1]


def picture_of(address: str) -> str:
    """A QR code as the source of an image; nothing is fetched from outside."""
    stream = io.BytesIO()
    segno.make(address, error="m").save(stream, kind="svg", scale=5, border=4, dark="#1f2329", light="#ffffff")
    from_bytes = stream.getvalue().decode()
    return "data:image/svg+xml;utf8," + _quoted(from_bytes)


def _quoted(svg: str) -> str:
    for sign, code in (("%", "%25"), ("#", "%23"), ("<", "%3C"), (">", "%3E"), ('"', "'"), ("\n", "")):
        svg = svg.replace(sign, code)
    return svg


@require_POST
@open_before_settled
@never_kept
@sensitive_post_parameters("code")
def second_factor_change(request: HttpRequest) -> HttpResponse:
    """New recovery codes, or no second factor any more; either needs a present code."""
    user = plain_user(request)
    now = clock.now()
    code = request.POST.get("code", "")
    if second_factor.verify(user_id=user.pk, code=code, at=now) is None:
        messages.error(request, _("The code is wrong or was used already. Wait for the next one."))
        return redirect("accounts:second_factor")
    if request.POST.get("change") == "codes":
        codes = second_factor.renew_codes(user_id=user.pk, at=now)
        return render(request, "accounts/recovery_codes.html", {"codes": codes})
    second_factor.drop(user_id=user.pk, at=now)
    messages.success(request, _("The second factor is removed."))
    return redirect("accounts:second_factor")


@door(P.CONFLICT_DECLARE)
def conflict_list(request: HttpRequest) -> HttpResponse:
    """Avoidance: what is detected, what was declared; a form for a new declaration."""
    actor = actor_of(request)
    today = clock.today()
    start = {name: request.GET.get(name) for name in ("organization", "about")}
    form = ConflictForm(request.POST or None, initial=start, on=today)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        place, about = typed["organization"], typed["about"]
        try:
            conflicts.declare_conflict(
                organization_id=place.pk if place else None,
                about_id=about.pk if about else None,
                ground=typed["ground"],
                by=actor,
                at=clock.now(),
            )
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, _("Declared. The system refuses your acts there from now on."))
            return redirect("accounts:conflicts")
    context = {"form": form, "detected": queries.detected(actor.person_id, on=today) if actor.person_id else []}
    return _declared(actor).answer(request, "accounts/conflicts.html", context)


def _declared(actor: Actor) -> Listing:
    """The declarations within reach, the newest first."""
    may_withdraw = actor.reach(P.ROLE_GRANT) is not Reach.NONE

    def end(row: ConflictDeclaration) -> str | None:
        return reverse("accounts:conflict_withdraw", args=[row.pk]) if may_withdraw and not row.withdrawn_on else None

    columns = [
        Column("person", gettext_lazy("Person"), lambda row: str(row.person), link=end, kind="person"),
        Column(
            "not",
            gettext_lazy("Does not act on"),
            lambda row: " ".join(str(one) for one in (row.organization, row.about) if one),
        ),
        Column("ground", pgettext_lazy("account", "Ground"), lambda row: row.ground),
        Column("on", gettext_lazy("Declared on"), lambda row: row.declared_on, kind="date"),
        Column("end", gettext_lazy("Withdrawn on"), lambda row: row.withdrawn_on, kind="date"),
    ]
    rows = access.declarations_within(actor)
    return Listing(_("Avoidance"), columns, rows, empty=_("Nothing declared."))


@door(P.ROLE_GRANT)
def conflict_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End a declaration, with a reason."""
    actor = actor_of(request)
    row = access.find_declaration(actor, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        conflicts.withdraw_conflict(declaration_id=row.pk, reason=form.cleaned_data["reason"], by=actor, at=clock.now())
        messages.success(request, _("The declaration no longer holds."))
        return redirect("accounts:conflicts")
    return render(request, "accounts/conflict_withdraw.html", {"row": row, "form": form})
