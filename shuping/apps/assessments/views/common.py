"""What several pages share: trying an act, the page of one form, words for points."""

from decimal import Decimal
from fractions import Fraction

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise

from shuping.base.actor import Actor
from shuping.core.assessments.scheme import shown
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission


def holds(actor: Actor, permission: Permission) -> bool:
    """Whether the acting role holds a permission at all."""
    return actor.reach(permission) is not Reach.NONE


def form_page(
    request: HttpRequest,
    form: Form,
    title: str | Promise,
    verb: str | Promise,
    back: str,
    about: str = "",
    **more: object,
) -> HttpResponse:
    """A page of one form with its way back."""
    context = {"form": form, "title": title, "verb": verb, "back": back, "about": about, **more}
    return render(request, "assessments/form.html", context, status=409 if form.errors else 200)


def points(value: Decimal | Fraction | None) -> str:
    """Points in print; "" for none."""
    return "" if value is None else shown(Fraction(value))
