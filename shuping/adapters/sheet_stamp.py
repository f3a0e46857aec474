"""What a sheet of ours remembers of the day it was downloaded, so that an old copy is known when it comes back.

A hidden sheet names what the table is and about which object, and holds a seal for every row. Upload compares: another
sheet is refused, and a row whose data have changed since is named (`stale`). A sheet the office made itself has none.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shuping.core.errors import InputError

STAMP_SHEET = "shuping"
_MOST_ROWS = 20_000
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Stamp:
    """Which sheet (`kind`, e.g. grades.scores.annual), about what (`about`, a key), and a seal per row by row key."""

    kind: str
    about: str
    rows: Mapping[str, str] = field(default_factory=dict)

    def refuse_other(self, kind: str, about: str) -> None:
        """Raises InputError `sheets.other_sheet` unless this is the sheet asked for."""
        if (self.kind, self.about) != (kind, about):
            raise InputError("sheets.other_sheet")

    def stale(self, now: Mapping[str, str]) -> frozenset[str]:
        """Keys of the rows whose data are no longer those of the download, rows that are gone among them."""
        return frozenset(key for key, seal in self.rows.items() if now.get(key) != seal)


def seal(*values: object) -> str:
    """A short digest of what stands in a row; 64 bits, against mistakes and not against forgers."""
    text = "\x1f".join("" if value is None else str(value) for value in values)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def write_stamp(book: Any, stamp: Stamp) -> None:
    """Add the hidden sheet to a workbook that is being written."""
    page = book.create_sheet(STAMP_SHEET)
    page.sheet_state = "veryHidden"
    page.append([stamp.kind, stamp.about])
    for key, value in stamp.rows.items():
        page.append([key, value])


def read_stamp(book: Any) -> Stamp | None:
    """The stamp of a workbook that was read; None where it has none, or one nobody here wrote."""
    if STAMP_SHEET not in book.sheetnames:
        return None
    lines = list(_pairs(book[STAMP_SHEET]))
    if not lines or not lines[0][0]:
        return None
    (kind, about), *rows = lines
    return Stamp(kind, about, {key: value for key, value in rows if key})


def _pairs(page: Any) -> Iterable[tuple[str, str]]:
    for first, second in page.iter_rows(min_col=1, max_col=2, max_row=_MOST_ROWS, values_only=True):
        yield str(first or "")[:_LONGEST], str(second or "")[:_LONGEST]
