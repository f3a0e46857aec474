"""What the sheets of this app have in common: the ledger, the problem list, a unit's plan (DOC-01, DOC-02).

A sheet goes down with a hidden seal for every row, over what stands in the system and over the cells that are to be
filled in. It comes back in any order, with rows and columns of the clerk's own: a row whose cells are as they went down
says nothing; one that was filled in says what it changes, or in which cell it is refused and why. Nothing is written
while the table is read; then all rows are written or none, and the seals are looked at again under the lock, so that
whoever comes second is told who was quicker.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from shuping.adapters.sheet_stamp import Stamp, seal
from shuping.adapters.sheets import SheetTable, as_read, write_table
from shuping.apps.rectification.models import Issue
from shuping.base.forms import FIRST_DAY, LAST_DAY
from shuping.core.errors import InputError, RuleError
from shuping.core.organization.reading import read_date

if TYPE_CHECKING:
    from shuping.apps.organization.models import Organization

UNIT, NUMBER, PROBLEM = "单位", "序号", "问题"
_HALF = 16  # signs of one seal


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as read: its number in the file, its cells by head, and its seal of the download.

    `told`: the seal over what stood in the system, followed by the one over the cells that are filled in; for a row
    that did not go down the first alone, or nothing.
    """

    number: int
    cells: Mapping[str, str]
    told: str = ""

    def text(self, head: str) -> str:
        """What stands in a cell."""
        return self.cells.get(head, "")

    def place(self, head: str) -> str:
        """What stands in a cell that names something, without spaces."""
        return "".join(self.text(head).split())

    @property
    def down(self) -> bool:
        """Whether the row stood in the sheet that was downloaded; else only what stood in the system is known."""
        return len(self.told) > _HALF

    def old(self, state: str) -> bool:
        """Whether the row went down while something else than `state` stood in the system."""
        return bool(self.told) and self.told[:_HALF] != state


@dataclass(frozen=True, slots=True)
class Change:
    """What one cell changes."""

    head: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is refused, and in the column of which head."""

    head: str
    error: RuleError


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """What one row comes to; `state` is the seal that must still hold when the row is written."""

    row: SheetRow
    issue: Issue | None = None
    state: str = ""
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether the row says nothing new."""
        return not self.changes and not self.faults


@dataclass(frozen=True)
class Layout:
    """A kind of sheet: its heads, those that name the row, those that are filled in, and their widths in characters."""

    kind: str
    heads: tuple[str, ...]
    key: tuple[str, ...]
    fill: tuple[str, ...]
    widths: tuple[float, ...]

    def workbook(self, title: str, about: str, rows: Sequence[tuple[str, Mapping[str, object]]]) -> bytes:
        """The sheet of `rows`, each the seal of what stands in the system ("" for an empty line) and its cells."""
        body = [[cells.get(head) for head in self.heads] for _state, cells in rows]
        seals = {self.key_of(cells): state + self.seal_of(cells) for state, cells in rows if state}
        stamp = Stamp(self.kind, about, seals)
        return write_table(title, self.heads, body, widths=self.widths, landscape=True, stamp=stamp)

    def read(self, table: SheetTable, about: str) -> list[SheetRow]:
        """The rows of a table. Raises InputError `sheets.other_sheet`, `rectification.import_heads` (heads)."""
        if table.stamp is not None:
            table.stamp.refuse_other(self.kind, about)
        missing = [head for head in dict.fromkeys((*self.key, *self.fill)) if head not in table.columns]
        if missing:
            raise InputError("rectification.import_heads", heads="、".join(missing))
        seals = table.stamp.rows if table.stamp is not None else {}
        found = []
        for number, record in table.records():
            cells = {head: as_read(record.get(head)) for head in self.heads}
            found.append(SheetRow(number, cells, seals.get(self.key_of(cells), "")))
        return found

    def key_of(self, cells: Mapping[str, object]) -> str:
        """The name of a row in the hidden sheet."""
        return "·".join("".join(as_read(cells.get(head)).split()) for head in self.key)

    def seal_of(self, cells: Mapping[str, object]) -> str:
        """A seal over the cells that are filled in."""
        return seal(*(as_read(cells.get(head)) for head in self.fill))

    def untouched(self, row: SheetRow) -> bool:
        """Whether the cells that are filled in are as they went down."""
        return row.down and row.told[_HALF:] == self.seal_of(row.cells)


class Units:
    """Units by the names that a sheet may call them; a name that several have is no name."""

    def __init__(self, units: Iterable["Organization"]) -> None:
        self._meant: dict[str, set[int]] = {}
        for one in {unit.pk: unit for unit in units}.values():
            for name in (one.short_name, one.name, one.code):
                if name:
                    self.add(name, one.pk)

    def add(self, name: str, unit: int) -> None:
        """One more name of a unit."""
        self._meant.setdefault("".join(name.split()), set()).add(unit)

    def shown(self, unit: "Organization") -> str:
        """The name that the sheet writes: the shortest way to say which unit is meant."""
        names = [name for name in (unit.short_name, unit.name) if name]
        return next((name for name in names if len(self._meant["".join(name.split())]) == 1), unit.code or unit.name)

    def find(self, name: str) -> int | None:
        """The key of the unit of this name. Raises RuleError `rectification.unit_unclear` where several have it."""
        found = self._meant.get("".join(name.split()), set())
        if len(found) > 1:
            raise RuleError("rectification.unit_unclear")
        return next(iter(found), None)


def changed(head: str, before: object, row: SheetRow) -> tuple[Change, ...]:
    """The change that a cell makes to what stands in the system; nothing where it reads the same."""
    old, new = as_read(before), row.text(head)
    return () if old == new else (Change(head, old, new),)


def kept(before: str, after: str) -> str:
    """What is to be written: the text as it stands where the cell reads the same, else the cell."""
    return before if as_read(before) == after else after


def day_of(text: str) -> date | None:
    """The day that a cell names. Raises RuleError `rectification.not_a_day` (text)."""
    if not text:
        return None
    try:
        day = read_date(text)
    except InputError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise RuleError("rectification.not_a_day", text=text[:40])
    return day


def collect(faults: list[Fault], head: str, judge: Callable[[], object]) -> None:
    """Keep the refusal that `judge` raises, with the head of its column."""
    try:
        judge()
    except RuleError as error:
        faults.append(Fault(head, error))


def refuse_long(text: str, most: int | None) -> None:
    """Raises RuleError `base.text_too_long` (text, has, most), as the column would when it is written."""
    if most is not None and len(text) > most:
        raise RuleError("base.text_too_long", text=f"{text[:20]}…", has=len(text), most=most)


def latest(acts: Iterable[Mapping[str, object]]) -> Mapping[str, object]:
    """Of several acts {"name", "at"} the last one; "—" where none is known."""
    known = [act for act in acts if act["name"] != "—"]
    return max(known, key=lambda act: str(act["at"]), default={"name": "—", "at": "—"})


def refuse_faults(lines: Sequence[SheetLine]) -> None:
    """Raises RuleError `rectification.import_faulty` (numbers) or `rectification.import_empty`: all or none."""
    faulty = [str(line.row.number) for line in lines if line.faults]
    if faulty:
        raise RuleError("rectification.import_faulty", numbers="、".join(faulty[:20]))
    if not lines:
        raise RuleError("rectification.import_empty")


def locked_rows(lines: Iterable[SheetLine]) -> dict[int, Issue]:
    """The problems of the lines by key, held until the transaction ends, always in the same order."""
    keys = sorted({line.issue.pk for line in lines if line.issue is not None})
    rows = Issue.objects.select_for_update(of=("self",)).filter(pk__in=keys).select_related("organization", "category")
    return {row.pk: row for row in rows.order_by("pk")}
