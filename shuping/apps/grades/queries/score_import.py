"""A table of units and scores, checked row by row against the roster before anything is written."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from shuping.adapters import sheets
from shuping.adapters.sheet_stamp import Stamp, seal
from shuping.core.errors import InputError
from shuping.core.rulesets.nodes import decimal

from . import case as cases

UNIT_HEADS = ("单位", "组织", "部门", "unit", "organisation", "organization")
SCORE_HEADS = ("得分", "分数", "成绩", "评分", "score")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of the table: its number in the file, what stands there, whom it meets, what is wrong ("" if nothing).

    `before` is the score that stands now; `blank` a row that was left empty and changes nothing.
    """

    number: int
    unit: str
    text: str
    participant_id: int | None
    value: Decimal | None
    problem: str
    before: Decimal | None = None
    blank: bool = False

    @property
    def before_text(self) -> str:
        """The score that stands now, as typed."""
        return "" if self.before is None else f"{self.before.normalize():f}"

    @property
    def same(self) -> bool:
        """Whether the table says what stands already."""
        return self.value is not None and self.value == self.before


def exact_score(value: object) -> Decimal | None:
    """A figure from 0 to 100 with at most 4 decimals, exactly; None if it is not one."""
    number = decimal(value)
    if number is None or not 0 <= number <= 100 or (number * 10_000).denominator != 1:
        return None
    return Decimal(number.numerator) / Decimal(number.denominator)


def _column(columns: Sequence[str], heads: Sequence[str]) -> int:
    """The column whose head is one of `heads`, else the first holding one. Raises InputError grades.import_columns."""
    plain = ["".join(name.lower().split()) for name in columns]
    for fits in (lambda name, head: name == head, lambda name, head: head in name):
        found = [place for place, name in enumerate(plain) if any(fits(name, head) for head in heads)]
        if found:
            return found[0]
    raise InputError("grades.import_columns")


def check_table(cycle: Any, component: str, table: sheets.SheetTable) -> list[ImportRow]:
    """Every row with its finding; columns are found by their heads, wherever they stand.

    The unit is met by the name printed this year, its full or its short name. Problems: unknown_unit, twice,
    not_a_score, stale (the sheet was downloaded before the score that stands now). Raises InputError
    `grades.import_columns`, and `sheets.other_sheet` for the sheet of another round or component.
    """
    unit_at, score_at = _column(table.columns, UNIT_HEADS), _column(table.columns, SCORE_HEADS)
    known = _names(cycle)
    stored = {pk: row.value for (pk, name), row in cases.scores_of(cycle).items() if name == component}
    stale = _stale(cycle, component, table.stamp, stored)
    found: list[ImportRow] = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        unit, text = sheets.text_of(row[unit_at]), sheets.figure_of(row[score_at])
        found.append(_row(number, unit, text, known, stored, stale))
    met = Counter(row.participant_id for row in found)
    return [
        replace(row, problem="twice") if row.participant_id and met[row.participant_id] > 1 else row for row in found
    ]


def _row(
    number: int, unit: str, text: str, known: dict[str, int], stored: Mapping[int, Decimal], stale: frozenset[str]
) -> ImportRow:
    participant, value = known.get("".join(unit.split())), exact_score(text)
    problem = ""
    if participant is None:
        problem = "unknown_unit"
    elif text and value is None:
        problem = "not_a_score"
    elif str(participant) in stale:
        problem = "stale"
    before = stored.get(participant) if participant is not None else None
    return ImportRow(number, unit, text, participant, value, problem, before, blank=not text)


SCORE_SHEET = "grades.scores."


def score_stamp(cycle: Any, component: str) -> Stamp:
    """What the sheet of a component carries, so that an old copy is known when it comes back."""
    stored = {pk: row.value for (pk, name), row in cases.scores_of(cycle).items() if name == component}
    return Stamp(SCORE_SHEET + component, str(cycle.pk), _seals(cycle, stored))


def score_state(cycle: Any, component: str) -> str:
    """One seal over all scores of a component: what is confirmed must be what was checked."""
    return seal(*sorted(score_stamp(cycle, component).rows.items()))


def _seals(cycle: Any, stored: Mapping[int, Decimal]) -> dict[str, str]:
    return {
        str(one.pk): seal(cases.decimal_text(stored[one.pk]) if one.pk in stored else "")
        for one in cases.reporters_of(cycle)
    }


def _stale(cycle: Any, component: str, stamp: Stamp | None, stored: Mapping[int, Decimal]) -> frozenset[str]:
    if stamp is None:
        return frozenset()
    stamp.refuse_other(SCORE_SHEET + component, str(cycle.pk))
    return stamp.stale(_seals(cycle, stored))


def _names(cycle: Any) -> dict[str, int]:
    """Names without spaces to participant; a name that two units share meets neither."""
    owners: dict[str, set[int]] = {}
    for one in cases.reporters_of(cycle):
        organization = one.organization
        for name in (one.organization_name, organization.name, getattr(organization, "short_name", "")):
            if name:
                owners.setdefault("".join(name.split()), set()).add(one.pk)
    return {name: next(iter(pks)) for name, pks in owners.items() if len(pks) == 1}
