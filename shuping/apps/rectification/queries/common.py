"""The dictionary of common problems against the year's lists: what units found themselves, what superiors found."""

from collections.abc import Mapping

from django.db.models import QuerySet

from shuping.apps.rectification.models import Issue
from shuping.core.rectification import sources

Cells = Mapping[tuple[int, int], frozenset[str]]


def cells(rows: QuerySet[Issue]) -> Cells:
    """(unit id, entry id) → which of "self", "superiors", "other" named it there (SPC-02). One query."""
    found: dict[tuple[int, int], list[str]] = {}
    named = rows.exclude(category=None).order_by().values_list("organization_id", "category_id", "source")
    for unit, entry, source in named:
        if entry is not None:
            found.setdefault((unit, entry), []).append(source)
    return {key: sources.kinds(named_by) for key, named_by in found.items()}


def by_entry(table: Cells) -> Mapping[int, sources.Found]:
    """Entry id → in how many units it stands, by who named it."""
    units: dict[int, list[frozenset[str]]] = {}
    for (_unit, entry), kinds in table.items():
        units.setdefault(entry, []).append(kinds)
    return {entry: sources.found(listed) for entry, listed in units.items()}
