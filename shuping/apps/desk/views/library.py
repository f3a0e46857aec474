"""The libraries the office keeps: texts that everybody must quote, and wording with its basis, both by date."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from shuping.adapters import lexicons
from shuping.apps.desk import access, forms, services
from shuping.apps.desk.models import OfficialText, WordingEntry
from shuping.apps.desk.wording import WORDING_KINDS, listed
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.core.roles.permissions import Permission
from shuping.core.text.wording import Entry

from .keeping import Library, state_of, way_out

TEXTS = Library(_("Texts to be quoted"), "desk:texts")
WORDING = Library(_("Wording library"), "desk:wording")


def use_words(row: OfficialText) -> str:
    """What a text of the library is for."""
    return str(_("to be carried out") if row.compared else _("to be quoted"))


@door(Permission.LIBRARY_KEEP)
def texts(request: HttpRequest) -> HttpResponse:
    """Every text of the library, the newest first; withdrawn ones stay in sight."""
    columns = [
        Column("issued", _("Issued on"), lambda row: row.issued_on, kind="date"),
        Column("title", _("Title"), lambda row: row.title, link=lambda row: reverse("desk:text", args=[row.pk])),
        Column("use", _("What it is for"), use_words, filter=True, kind="short"),
        Column("length", _("Characters"), lambda row: len(row.text), kind="number"),
        Column("added", _("Added at"), lambda row: row.added_at, kind="date"),
        Column("withdrawn", _("Withdrawn"), lambda row: row.withdrawn_at, kind="date"),
    ]
    listing = Listing(
        _("Texts to be quoted"), columns, OfficialText.objects.all(), empty=_("No text has been added yet.")
    )
    return listing.answer(request, "desk/texts.html")


@door(Permission.LIBRARY_KEEP)
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """One text of the library."""
    row = access.find_official_text(pk)
    return render(request, "desk/text.html", {"row": row, "use": use_words(row)})


@door(Permission.LIBRARY_KEEP)
def text_new(request: HttpRequest) -> HttpResponse:
    """A text joins the library: pasted, or read out of a document."""
    form = forms.OfficialTextForm(request.POST or None, request.FILES or None)

    def add() -> str:
        made = services.add_official_text(**form.values(), by=actor_of(request), at=clock.now())
        return reverse("desk:text", args=[made.pk])

    said = _("The text is in the library; look the round through again to use it.")
    words = {"title": _("Add a text to be quoted"), "verb": _("Add the text"), "enctype": True}
    return TEXTS.form_page(request, form, add, said, words)


@door(Permission.LIBRARY_KEEP)
def text_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a text out of the library."""
    row = access.find_official_text(pk)
    return TEXTS.withdraw_page(request, row, services.withdraw_official_text, row.title)


@door(Permission.LIBRARY_KEEP)
def wording_list(request: HttpRequest) -> HttpResponse:
    """The wording library: what ships with the program, and the office's own lines."""
    shipped = [_Line(entry) for entry in lexicons.load_wording()]
    own = [
        _Line(Entry(row.kind, row.correct, tuple(row.wrong), row.basis, row.valid_from, row.valid_to), row)
        for row in WordingEntry.objects.all()
    ]
    columns = [
        Column(
            "kind", _("Kind of wording"), lambda line: str(WORDING_KINDS[line.entry.kind]), filter=True, kind="short"
        ),
        Column("correct", _("Correct wording"), lambda line: line.entry.correct),
        Column("wrong", _("Forms known to be wrong"), lambda line: listed(line.entry.wrong)),
        Column("from", _("From year"), lambda line: line.entry.valid_from, kind="number"),
        Column("to", _("To year"), lambda line: line.entry.valid_to, kind="number"),
        Column("basis", _("Basis"), lambda line: line.entry.basis),
        Column(
            "origin",
            _("Kept by"),
            lambda line: state_of(line.row),
            link=lambda line: way_out(line.row, "desk:wording_withdraw"),
            filter=True,
            kind="short",
        ),
    ]
    listing = Listing(_("Wording library"), columns, [*own, *shipped], landscape=True)
    return listing.answer(request, "desk/wording.html")


class _Line:
    """A line of the list, shipped or own."""

    def __init__(self, entry: Entry, row: WordingEntry | None = None) -> None:
        self.entry = entry
        self.row = row


@door(Permission.LIBRARY_KEEP)
def wording_new(request: HttpRequest) -> HttpResponse:
    """A line joins the office's own library."""
    form = forms.WordingForm(request.POST or None)

    def add() -> None:
        services.add_wording(**form.values(), by=actor_of(request), at=clock.now())

    said = _("The line is in the library; look the round through again to use it.")
    words = {"title": _("Add a line to the wording library"), "verb": _("Add to the library")}
    return WORDING.form_page(request, form, add, said, words)


@door(Permission.LIBRARY_KEEP)
def wording_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an own line out of the library."""
    row = access.find_wording(pk)
    return WORDING.withdraw_page(request, row, services.withdraw_wording, row.correct)
