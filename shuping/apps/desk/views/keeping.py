"""What the pages of the office's libraries share: the page of one form that keeps or withdraws a line."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.apps.desk import forms
from shuping.apps.desk.models import LibraryLine
from shuping.base import clock
from shuping.base.doors import actor_of
from shuping.base.forms import attempt


@dataclass(frozen=True, slots=True)
class Library:
    """A library with the address of its list."""

    name: Promise
    url: str

    def form_page(
        self,
        request: HttpRequest,
        form: django_forms.Form,
        act: Callable[[], str | None],
        said: str | Promise,
        words: Mapping[str, object],
    ) -> HttpResponse:
        """Do `act` and lead to what it made, else to the list; or show the form, with `words` for its template."""
        made: list[str | None] = []
        if request.method == "POST" and attempt(form, lambda: made.append(act())):
            messages.success(request, str(said))
            return redirect(made[0] or self.url)
        context = {"form": form, "back": reverse(self.url), "back_words": self.name, **words}
        return render(request, "desk/form.html", context, status=409 if form.errors else 200)

    def withdraw_page(
        self, request: HttpRequest, row: LibraryLine, withdraw: Callable[..., None], about: str
    ) -> HttpResponse:
        """Take a line out of the library, with the reason."""
        form = forms.ReasonForm(request.POST or None)
        words = {"title": _("Withdraw the entry"), "verb": _("Withdraw the entry"), "about": about}
        return self.form_page(
            request,
            form,
            lambda: withdraw(row=row, **form.cleaned_data, by=actor_of(request), at=clock.now()),
            _("The entry is withdrawn."),
            words,
        )


def state_of(row: LibraryLine | None) -> str:
    """Who keeps a line of a list: the program, where there is no row of the office's own."""
    if row is None:
        return str(_("the program"))
    return str(_("withdrawn") if row.withdrawn_at else _("the office"))


def way_out(row: LibraryLine | None, url: str) -> str | None:
    """Where an own line can be withdrawn, if it still counts."""
    return None if row is None or row.withdrawn_at else reverse(url, args=[row.pk])
