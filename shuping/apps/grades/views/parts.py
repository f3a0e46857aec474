"""What several pages of the grades share."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.models import ComponentScore
from shuping.base.actor import Actor
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission
from shuping.core.rulesets.values import GRADES

PAGES: tuple[tuple[str, str | Promise, Permission], ...] = (
    ("grades:published", _("Published grades"), Permission.GRADE_READ_PUBLISHED),
    ("grades:scores", _("Component scores"), Permission.SCORE_ENTER),
    ("grades:adjustments", _("Bonus and deduction"), Permission.SCORE_ENTER),
    ("grades:vetoes", _("Circumstances that exclude a grade"), Permission.VETO_READ),
    ("grades:table", _("Computation"), Permission.GRADE_READ_EXACT),
    ("grades:what_if", _("What if"), Permission.GRADE_PROPOSE),
    ("grades:propose", _("Proposal"), Permission.GRADE_PROPOSE),
    ("grades:decide", _("Decision"), Permission.GRADE_DECIDE),
    ("grades:objections", _("Objections"), Permission.OBJECTION_ANSWER),
    ("grades:uses", _("Use of results"), Permission.RESULT_USE),
    ("grades:hand_over", _("Hand-over to the annual cadre assessment"), Permission.RESULT_USE),
)


def links(actor: Actor, cycle: Any, present: str) -> list[dict[str, object]]:
    """The pages of one round that the acting person may open."""
    found: list[dict[str, object]] = []
    for name, label, permission in PAGES:
        public = permission is Permission.GRADE_READ_PUBLISHED
        if public or cycles_api.may_in(actor, permission, cycle):
            url = reverse(name, kwargs={"cycle_id": cycle.pk})
            found.append({"label": label, "url": url, "current": name == present})
    return found


def frame(actor: Actor, cycle: Any, present: str, **more: object) -> dict[str, Any]:
    """The context that every page of a round needs."""
    return {"cycle": cycle, "links": links(actor, cycle, present), "names": grade_names(cycle), **more}


def grade_names(cycle: Any) -> dict[str, str]:
    """The names of the grades of a round by code, as this reader reads them."""
    return cycles_api.grade_names(cycle.rule_set.body["grade_names"])


def origin(score: ComponentScore) -> str:
    """The address where a score that was taken over opens to its grounds; "" for one that was typed or imported."""
    kind, _sign, number = score.source_key.partition(":")
    return reverse("assessments:unit", args=[int(number)]) if kind == "assessment" else ""


def grade_order(cycle: Any) -> dict[str, int]:
    """Official grade names in their official order."""
    names = grade_names(cycle)
    return {names[grade]: place for place, grade in enumerate(GRADES)}


def refuse(form: Form, error: RuleError) -> None:
    """Show the sentence of a refused act above the form; nothing typed is lost."""
    form.add_error(None, sentence(error))


def reason_page(request: HttpRequest, context: dict[str, Any], form: Form) -> HttpResponse:
    """The page that asks for a reason before something is withdrawn."""
    values = {**context, "form": form, "back": next((one["url"] for one in context["links"] if one["current"]), "")}
    return render(request, "grades/reason.html", values, status=409 if form.errors else 200)
