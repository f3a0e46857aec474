"""What the pages of one round share: its tabs, what the acting person may do, refusals shown in the form."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from shuping.apps.cycles.access import may_in
from shuping.apps.cycles.forms.rules import RuleForm
from shuping.apps.cycles.models import Cycle
from shuping.apps.cycles.wording import stage_name
from shuping.base.actor import Actor
from shuping.base.asked import whole_number
from shuping.base.wording import sentence
from shuping.core.cycles.stages import ORDER, Stage
from shuping.core.errors import RuleError
from shuping.core.roles.permissions import Permission


def may(actor: Actor, cycle: Cycle, permission: Permission) -> bool:
    """Whether the acting person holds `permission` for the organiser of a round."""
    return may_in(actor, permission, cycle)


def about(actor: Actor, cycle: Cycle, **more: object) -> dict[str, Any]:
    """The context every page of one round needs."""
    return {
        "cycle": cycle,
        "stage": stage_name(cycle.stage),
        "draft": cycle.stage == Stage.DRAFT,
        "keeps": may(actor, cycle, Permission.CHILD_CYCLE_KEEP),
        "extends": may(actor, cycle, Permission.DEADLINE_EXTEND),
        **more,
    }


def year_bar(cycle: Cycle) -> list[dict[str, object]]:
    """The stages in the order of the year: name, done, now, and the day on which each was last reached."""
    moves = (one for one in cycle.stage_changes.all() if one.from_stage != one.to_stage)  # no setting aside
    reached = {one.to_stage: one.at for one in moves}
    here = ORDER.index(Stage(cycle.stage))
    return [
        {
            "name": stage_name(stage),
            "state": "done" if number < here else "now" if number == here else "",
            "at": reached.get(stage) if number <= here else None,
        }
        for number, stage in enumerate(ORDER)
    ]


def refused(form: forms.Form, error: RuleError) -> None:
    """Show a refusal at the field it is about, else above the form, so that nothing typed is lost."""
    field = str(error.params.get("field", ""))
    places: Any = error.params.get("places")
    if isinstance(form, RuleForm) and places:
        for key, text in places:
            form.add_error(form.field_of(key), text)
    else:
        form.add_error(field if field in form.fields else None, sentence(error))


def show_form(request: HttpRequest, form: forms.Form, context: dict[str, Any], **more: Any) -> HttpResponse:
    """The plain page with one form: `heading`, `button`, `note` describe it."""
    rows = context.get("rows")
    faulty = bool(form.errors or (rows is not None and rows.is_bound and rows.total_error_count()))
    status = 409 if request.method == "POST" and faulty else 200
    values = {"form": form, "button": _("Save"), **context, **more}
    return render(request, "cycles/form.html", values, status=status)


def changed_by_hand(sent: Mapping[str, str], prefix: str) -> dict[int, str]:
    """What a person changed on a page of rows: by row, where it differs from what the page showed (`was_`).

    What somebody else has changed meanwhile is not set back by a page that was opened before.
    """
    return {
        key: str(value)
        for name, value in sent.items()
        if name.startswith(prefix)
        and (key := whole_number(name[len(prefix) :])) is not None
        and sent.get(f"was_{key}") != value
    }
