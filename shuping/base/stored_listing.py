"""A long list that stays in the database: narrowed, ordered, counted and cut there; only the page shown is built.

The columns are those of any `Listing`; `stored` says for each where its value stands. What the address means is the
same (`base.listing`), and so are the workbook and the whole list for printing. The number of queries does not depend on
the number of rows.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .listing import Column, Listing, offered, plain

Keys = Sequence[int] | QuerySet[Any, int]
NOTHING = Q(pk__in=[])


@dataclass(frozen=True)
class Stored:
    """Where the value of a column stands.

    `fields`: names of the query set, annotations among them. `value(*stored)`: what the column shows for them; without
    it the one field is the value. `search(word)`: how a word is found where the fields alone do not say it.
    """

    fields: tuple[str, ...] = ()
    value: Callable[..., object] | None = None
    search: Callable[[str], Q] | None = None

    def shown(self, stored: Sequence[object]) -> object:
        """The column's value for what is stored."""
        return self.value(*stored) if self.value is not None else stored[0]


@dataclass(kw_only=True)
class StoredListing(Listing):
    """A list of `source`, in its order; `build` makes the rows of some keys, in the order of the keys."""

    rows: Iterable[Any] = ()
    source: QuerySet[Any]
    stored: Mapping[str, Stored]
    build: Callable[[Sequence[int]], Sequence[Any]]
    _values: Mapping[str, Mapping[tuple[object, ...], object]] = field(default_factory=dict, init=False)

    def answer(self, request: HttpRequest, template: str, context: dict[str, object] | None = None) -> HttpResponse:
        """The page, of which only the rows shown are built, or the workbook of all that remain."""
        keys = self._keys(request)
        if request.GET.get("download") == "xlsx":
            return self.workbook(list(self.build(list(keys))), context)
        self._cut(request, keys)
        if self.page is not None:
            self.page.object_list = list(self.build(list(self.page.object_list)))
        return render(request, template, {**(context or {}), "listing": self})

    def _keys(self, request: HttpRequest) -> Keys:
        """The keys of the rows that remain, in the order shown."""
        self._values = self._distinct()
        rows = self._narrowed(request)
        self.query = request.GET.get("q", "").strip() if self.searchable else ""
        for word in self.query.lower().split():
            rows = rows.filter(self._fits(word))
        self.sort = request.GET.get("sort", "")
        column = next((one for one in self.columns if one.key == self.sort.lstrip("-") and one.sortable), None)
        if column is None:
            return rows.values_list("pk", flat=True)
        return self._ordered(rows, column, reverse=self.sort.startswith("-"))

    def _distinct(self) -> Mapping[str, Mapping[tuple[object, ...], object]]:
        """What is stored in each column that can be filtered, with the value it shows; one query for all of them."""
        wanted = [(one.key, self.stored[one.key]) for one in self.columns if one.filter]
        names = list(dict.fromkeys(name for _key, stored in wanted for name in stored.fields))
        found: dict[str, dict[tuple[object, ...], object]] = {key: {} for key, _stored in wanted}
        for row in self.source.order_by().values(*names).distinct() if names else ():
            for key, stored in wanted:
                values = tuple(row[name] for name in stored.fields)
                if values not in found[key]:
                    found[key][values] = stored.shown(values)
        return found

    def _narrowed(self, request: HttpRequest) -> QuerySet[Any]:
        rows, self.filters = self.source, []
        for column in self.columns:
            if not column.filter:
                continue
            chosen = request.GET.get(f"f_{column.key}", "")
            values = offered(column, self._values[column.key].values())
            if chosen:
                rows = rows.filter(self._having(column, partial(_reads, chosen)))
            elif values is None:
                continue
            shown = [chosen] if values is None else values
            self.filters.append({"name": f"f_{column.key}", "label": column.label, "values": shown, "chosen": chosen})
        return rows

    def _having(self, column: Column, fits: Callable[[object], bool]) -> Q:
        """The rows whose value in a column that can be filtered `fits`."""
        names = self.stored[column.key].fields
        kept = [stored for stored, value in self._values[column.key].items() if fits(value)]
        return reduce(or_, (_equal(names, stored) for stored in kept), NOTHING)

    def _fits(self, word: str) -> Q:
        """The rows in which `word` (in small letters) stands in any column."""
        found = NOTHING
        for column in self.columns:
            stored = self.stored.get(column.key)
            if stored is None:
                continue
            if stored.search is not None:
                found |= stored.search(word)
            elif column.filter:
                found |= self._having(column, lambda value: word in plain(value).lower())
            elif stored.value is None:
                found |= reduce(or_, (Q(**{f"{name}__icontains": word}) for name in stored.fields), NOTHING)
        return found

    def _ordered(self, rows: QuerySet[Any], column: Column, *, reverse: bool) -> Keys:
        """By the column, rows of one value in the official order, rows without a value last both ways.

        Numbers and days are put in order by the database; words here, since strokes and the order of the office are
        not known to it and two databases order words differently.
        """
        stored = self.stored[column.key]
        if column.kind in ("number", "date") and stored.value is None and column.sort_key is None:
            name = F(stored.fields[0])
            order = name.desc(nulls_last=True) if reverse else name.asc(nulls_last=True)
            return rows.order_by(order, *rows.query.order_by).values_list("pk", flat=True)
        pairs = [(pk, stored.shown(values)) for pk, *values in rows.values_list("pk", *stored.fields)]
        full = [pair for pair in pairs if pair[1] not in (None, "")]
        full.sort(key=lambda pair: column.order(pair[1]), reverse=reverse)
        return [pk for pk, _value in full] + [pk for pk, value in pairs if value in (None, "")]


def _reads(words: str, value: object) -> bool:
    return plain(value) == words


def _equal(names: Sequence[str], stored: Sequence[object]) -> Q:
    return Q(
        **{
            name if value is not None else f"{name}__isnull": value if value is not None else True
            for name, value in zip(names, stored, strict=True)
        }
    )
