"""In and out: log-in, second step, one-time code, log-out, language, switching posts, the lock-out page."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp import DEVICE_ID_SESSION_KEY

from shuping.apps.accounts import queries
from shuping.apps.accounts.forms import CodeForm, FirstPasswordForm, LogInForm
from shuping.apps.accounts.middleware import SESSION_KEY, plain_user
from shuping.apps.accounts.models import User
from shuping.apps.accounts.services import accounts, links, second_factor
from shuping.base import clock, elevation
from shuping.base.wording import sentence
from shuping.core.errors import RuleError

from .common import go_on, open_before_settled, tell_of_ways_in

_BACKEND = "django.contrib.auth.backends.ModelBackend"
_PENDING = "second_step"
_SECOND_STEP_SECONDS = 300


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    """Log-in name and password; then the second step where a second factor is set up."""
    onward = request.POST.get("next", request.GET.get("next", ""))
    if request.user.is_authenticated:
        return go_on(request, onward)
    form = LogInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User):
            return _admit(request, user, onward)
        form.add_error(None, _("Log-in name or password is wrong, or the account is blocked."))
    return render(request, "accounts/log_in.html", {"form": form, "next": onward, "ended": _ended(request)})


def _ended(request: HttpRequest) -> bool:
    """Whether a session was there and is no longer: the browser still sends its cookie."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.session.is_empty()


def _admit(request: HttpRequest, user: User, onward: str) -> HttpResponse:
    if second_factor.device_of(user) is None:
        login(request, user, backend=_BACKEND)
        accounts.note_log_in(user=user, at=clock.now(), second_factor=False)
        tell_of_ways_in(request, user)
        return go_on(request, onward)
    request.session.cycle_key()
    request.session[_PENDING] = {"user": user.pk, "since": clock.now().timestamp(), "next": onward}
    return redirect("accounts:second_step")


@login_not_required
@never_cache
@sensitive_post_parameters("code")
def second_step(request: HttpRequest) -> HttpResponse:
    """The code of the telephone, or a recovery code."""
    pending = request.session.get(_PENDING)
    now = clock.now()
    if not pending or now.timestamp() - pending["since"] > _SECOND_STEP_SECONDS:
        request.session.pop(_PENDING, None)
        return redirect("accounts:log_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = User.objects.filter(pk=pending["user"], is_active=True).first()
        try:
            device = second_factor.verify(user_id=pending["user"], code=form.cleaned_data["code"], at=now)
        except RuleError as error:
            form.add_error("code", sentence(error))
        else:
            if user is not None and device is not None:
                del request.session[_PENDING]
                login(request, user, backend=_BACKEND)
                request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
                accounts.note_log_in(user=user, at=now, second_factor=True)
                tell_of_ways_in(request, user)
                return go_on(request, pending["next"])
            form.add_error("code", _("The code is wrong or was used already. Wait for the next one."))
    return render(request, "accounts/second_step.html", {"form": form})


@require_POST
@open_before_settled
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    accounts.note_log_out(user=plain_user(request), at=clock.now())
    logout(request)
    messages.success(request, _("You have logged out."))
    return redirect("accounts:log_in")


@login_not_required
@never_cache
@sensitive_post_parameters("code", "new", "again")
def one_time(request: HttpRequest) -> HttpResponse:
    """A first password with a one-time code. Opening the page uses nothing up."""
    form = FirstPasswordForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            user = links.set_first_password(code=typed["code"], password=typed["new"], at=clock.now())
        except RuleError as error:
            field = "code" if error.code.startswith("accounts.link_") else "new"
            form.add_error(field, sentence(error))
        else:
            messages.success(request, _("Your password is set, %(name)s. Log in with it now.") % {"name": user})
            return redirect("accounts:log_in")
    return render(request, "accounts/one_time.html", {"form": form})


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language: kept with the account, and in a cookie for the pages before the log-in."""
    wanted = request.POST.get("language", "")
    answer = go_on(request, request.POST.get("next", ""))
    if wanted not in dict(settings.LANGUAGES):
        return answer
    if request.user.is_authenticated:
        user = plain_user(request)
        accounts.set_preferences(user_id=user.pk, language=wanted, large_text=user.large_text, at=clock.now())
    translation.activate(wanted)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        path=settings.LANGUAGE_COOKIE_PATH,
        samesite="Lax",
        httponly=True,
        secure=request.is_secure(),
    )
    return answer


@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act in another of one's posts from now on; an elevated mode ends with the old post."""
    wanted = request.POST.get("assignment", "")
    row = next((one for one in request.assignments if str(one.pk) == wanted), None)  # type: ignore[attr-defined]
    if row is None:
        messages.error(request, _("You no longer hold this post."))
        return redirect("portal:my_day")
    request.session[SESSION_KEY] = row.pk
    elevation.switch_off(request)
    user = plain_user(request)
    accounts.note_switch(user=user, by=queries.actor_from(row, user), at=clock.now())
    messages.success(request, _("You now act in another post."))
    return redirect("portal:my_day")


@login_not_required
def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any], *args: Any, **kwargs: Any
) -> HttpResponse:
    """Too many wrong passwords: a plain page that says when to try again."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
