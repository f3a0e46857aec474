"""What several pages of the register share."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise

from shuping.apps.organization.forms import OnForm
from shuping.apps.organization.models import Organization
from shuping.base import clock
from shuping.base.wording import sentence
from shuping.core.errors import RuleError


def day_of(request: HttpRequest) -> date:
    """The day as of which the page reads: `?on=2020-12-31`, else today."""
    return OnForm(request.GET).day(clock.today())


def address_of(row: Organization) -> str:
    """The page of an organisation."""
    return reverse("organization:organization", args=[row.pk])


def context_of(row: Organization, heading: object, verb: object) -> dict[str, object]:
    """What the form of an act at an organisation shows: whose it is, what is done, the way back."""
    return {"row": row, "heading": heading, "verb": verb, "back": address_of(row)}


def act(
    request: HttpRequest,
    form: forms.Form,
    save: Callable[[], object],
    *,
    done: str | Promise,
    back: str | Callable[[object], str],
    context: dict[str, object],
    template: str = "organization/act.html",
) -> HttpResponse:
    """One form, one act: save, say so, go back; a refused act is shown in the form and loses nothing typed."""
    if request.method == "POST" and form.is_valid():
        try:
            result = save()
        except RuleError as error:
            form.add_error(None, sentence(error))
        else:
            messages.success(request, str(done))
            return redirect(back if isinstance(back, str) else back(result))
    return render(request, template, {"form": form, **context})
