"""The stock words: what is counted as general or hollow where a clause is asked for something of its own."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuping.adapters import cues
from shuping.apps.desk import access, forms, services
from shuping.apps.desk.models import StockWord
from shuping.apps.desk.wording import STOCK_KINDS
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import Column, Listing
from shuping.core.roles.permissions import Permission
from shuping.core.text.concrete import GENERAL

from .keeping import Library, state_of, way_out

STOCK = Library(_("Stock words"), "desk:stock")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the list: the office's own where there is a row, else one that ships with the program."""

    words: str
    kind: str
    row: StockWord | None = None


def _lines() -> Iterator[_Line]:
    """The office's own lines, then those of the program in the order of its list."""
    yield from (_Line(row.words, row.kind, row) for row in StockWord.objects.all())
    yield from (_Line(word, GENERAL) for word in cues.stock_words())


@door(Permission.LIBRARY_KEEP)
def stock_list(request: HttpRequest) -> HttpResponse:
    """Every stock word, the office's own first; withdrawn ones stay in sight."""
    columns = [
        Column("words", pgettext_lazy("stock words", "Words"), lambda line: line.words),
        Column("kind", _("Counts as"), lambda line: str(STOCK_KINDS[line.kind]), filter=True, kind="short"),
        Column("from", _("From year"), lambda line: line.row and line.row.valid_from, kind="number"),
        Column("to", _("To year"), lambda line: line.row and line.row.valid_to, kind="number"),
        Column("reason", _("Reason"), lambda line: line.row.basis if line.row else ""),
        Column("added", _("Added at"), lambda line: line.row and line.row.added_at, kind="date"),
        Column(
            "origin",
            _("Kept by"),
            lambda line: state_of(line.row),
            link=lambda line: way_out(line.row, "desk:stock_withdraw"),
            filter=True,
            kind="short",
        ),
    ]
    listing = Listing(_("Stock words"), columns, _lines(), landscape=True)
    return listing.answer(request, "desk/stock.html")


@door(Permission.LIBRARY_KEEP)
def stock_new(request: HttpRequest) -> HttpResponse:
    """Words join the office's own list."""
    form = forms.StockForm(request.POST or None)

    def add() -> None:
        services.add_stock_words(**form.values(), by=actor_of(request), at=clock.now())

    said = _("The words are in the list; look the round through again to use them.")
    return STOCK.form_page(request, form, add, said, {"title": _("Add stock words"), "verb": _("Add to the list")})


@door(Permission.LIBRARY_KEEP)
def stock_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an own word out of the list."""
    row = access.find_stock_word(pk)
    about = f"{row.words}（{STOCK_KINDS[row.kind]}）"
    return STOCK.withdraw_page(request, row, services.withdraw_stock_word, about)
