"""A table of units and scores, checked row by row against the roster before anything is written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shuping.adapters import sheets
from shuping.core.errors import InputError
from shuping.core.rulesets.nodes import decimal

from . import case as cases

UNIT_HEADS = ("单位", "组织", "部门", "unit", "organisation", "organization")
SCORE_HEADS = ("得分", "分数", "成绩", "评分", "score")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One row of the table: its number in the file, what stands there, whom it meets, what is wrong ("" if nothing)."""

    number: int
    unit: str
    text: str
    participant_id: int | None
    value: Decimal | None
    problem: str


def exact_score(value: object) -> Decimal | None:
    """A figure from 0 to 100 with at most 4 decimals, exactly; None if it is not one."""
    number = decimal(value)
    if number is None or not 0 <= number <= 100 or (number * 10_000).denominator != 1:
        return None
    return Decimal(number.numerator) / Decimal(number.denominator)


def _column(columns: Sequence[str], heads: Sequence[str], usual: int) -> int:
    found = [place for place, name in enumerate(columns) if any(head in name.lower() for head in heads)]
    return found[0] if found else usual


def check_table(cycle: Any, table: sheets.SheetTable) -> list[ImportRow]:
    """Every row with its finding. The unit is met by the name printed this year, its full or its short name.

    Problems: unknown_unit, twice, not_a_score. Raises InputError `grades.import_columns` for a table of one column.
    """
    if len(table.columns) < 2:
        raise InputError("grades.import_columns")
    unit_at = _column(table.columns, UNIT_HEADS, 0)
    score_at = _column(table.columns, SCORE_HEADS, len(table.columns) - 1)
    known = _names(cycle)
    found: list[ImportRow] = []
    for number, row in zip(table.numbers, table.rows, strict=True):
        unit, text = sheets.text_of(row[unit_at]), sheets.text_of(row[score_at])
        found.append(_row(number, unit, text, known))
    met = Counter(row.participant_id for row in found)
    return [
        ImportRow(row.number, row.unit, row.text, row.participant_id, row.value, "twice")
        if row.participant_id and met[row.participant_id] > 1
        else row
        for row in found
    ]


def _row(number: int, unit: str, text: str, known: dict[str, int]) -> ImportRow:
    participant, value = known.get("".join(unit.split())), exact_score(text)
    problem = "unknown_unit" if participant is None else "not_a_score" if value is None else ""
    return ImportRow(number, unit, text, participant, value, problem)


def _names(cycle: Any) -> dict[str, int]:
    """Names without spaces to participant; a name that two units share meets neither."""
    owners: dict[str, set[int]] = {}
    for one in cases.reporters_of(cycle):
        organization = one.organization
        for name in (one.organization_name, organization.name, getattr(organization, "short_name", "")):
            if name:
                owners.setdefault("".join(name.split()), set()).add(one.pk)
    return {name: next(iter(pks)) for name, pks in owners.items() if len(pks) == 1}
