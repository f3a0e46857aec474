"""Pages that belong to no arc of the ring."""

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from shuping.base import charts
from shuping.base.doors import door
from shuping.base.forms import DayField, TextArea
from shuping.base.listing import Column, Listing
from shuping.core.roles.permissions import Permission


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """200 when the database answers; the front door waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


class _Sample(forms.Form):
    """One field of each kind, with one error."""

    words = forms.CharField(label=_("Words"), help_text=_("A line of help."))
    day = DayField(label=_("Day"))
    text = forms.CharField(label=_("Text"), widget=TextArea())
    choice = forms.ChoiceField(label=_("Choice"), choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)


@door(Permission.MATRIX_READ)
def components(request: HttpRequest) -> HttpResponse:
    """Every part of the design language on one page."""
    rows = [
        {"unit": f"示例单位 {number}", "score": 90 + number, "state": "a" if number % 2 else "b"} for number in range(3)
    ]
    listing = Listing(
        _("List"),
        [
            Column("unit", _("Unit"), lambda row: row["unit"]),
            Column("score", _("Figure"), lambda row: row["score"], kind="number"),
            Column("state", _("State"), lambda row: row["state"], filter=True),
        ],
        rows,
    )
    series = [charts.Series("good", "好", [4, 5]), charts.Series("fairly_good", "较好", [2, 1])]
    return listing.answer(
        request,
        "base/components.html",
        {
            "form": _Sample({"words": ""}),
            "stacked": charts.stacked_bars(_("Chart"), ["2019", "2020"], series),
            "bars": charts.bars(_("Chart"), [("P1", 4), ("P2", 2)]),
        },
    )
