"""The tally sheet as a workbook: down with the roster, filled in beside the paper, back into the own keying.

What is read only fills the page of the keying, like typed figures; it is kept when the clerk keeps or finishes the
sheet, after the same checks. Each of the two clerks has a sheet of the own: the other's is refused.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils import translation

from shuping.adapters.sheet_stamp import Stamp, seal
from shuping.adapters.sheets import SheetTable, figure_of, text_of, write_table
from shuping.core.ballots.tally import Row
from shuping.core.errors import InputError
from shuping.core.rulesets.values import RuleSet

from .forms import columns_of, field_name, stored_text
from .models import Keying

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Participant

KIND = "ballots.keying"
UNIT, PERSON, REASON = "单位", "述职人", "无效事由"


def workbook(keying: Keying, people: Sequence["Participant"], rules: RuleSet, rows: Sequence[Row], title: str) -> bytes:
    """The sheet of one keying with what it holds so far; never the other clerk's figures."""
    columns = _official_columns(rules)
    stored = {row.reporter: row for row in rows}
    heads = ["序号", UNIT, PERSON, *(label for _key, label in columns), REASON]
    body = [_line(one, stored.get(str(one.pk)), [key for key, _label in columns]) for one in people]
    return write_table(title, heads, body, landscape=True, stamp=_stamp(keying, people, stored))


def _official_columns(rules: RuleSet) -> list[tuple[str, str]]:
    """The columns as the paper has them, so that a sheet comes back whatever language its reader has chosen since."""
    with translation.override("zh-hans"):
        return [(key, str(label)) for key, label in columns_of(rules)]


def _line(person: "Participant", row: Row | None, keys: Sequence[str]) -> list[object]:
    figures: list[object] = [row.figure(key) if row and key != "scores" else stored_text(row, key) for key in keys]
    figures = [None if row is None else figure for figure in figures]
    reason = row.void_reason if row else None
    return [person.order_no, person.organization_name, person.person_name, *figures, reason]


def _stamp(keying: Keying, people: Sequence["Participant"], stored: Mapping[str, Row]) -> Stamp:
    return Stamp(KIND, str(keying.pk), {str(one.pk): _seal(stored.get(str(one.pk))) for one in people})


def _seal(row: Row | None) -> str:
    return "" if row is None else seal(sorted(row.counts.items()), row.void, row.void_reason, row.scores)


def fields_of(
    table: SheetTable, keying: Keying, people: Sequence["Participant"], rules: RuleSet, rows: Sequence[Row]
) -> dict[str, str]:
    """The fields of the keying page as the sheet fills them; columns by their heads, rows by unit and name.

    Raises InputError: `ballots.sheet_heads` (a head is missing), `ballots.sheet_rows` (rows of nobody on the roster, or
    of somebody twice), `sheets.other_sheet` (another class, round or clerk), `sheets.stale` (keyed on since then).
    """
    columns = _official_columns(rules)
    places = {name: table.columns.index(name) for name in table.columns}
    wanted = {UNIT, PERSON, *(label for _key, label in columns)}
    if missing := sorted(wanted - set(places)):
        raise InputError("ballots.sheet_heads", heads="、".join(missing))
    _refuse_old(table, keying, people, rows)
    by_name = {(one.organization_name, one.person_name): one for one in people}
    fields: dict[str, str] = {}
    strange: list[str] = []
    met: set[int] = set()
    for number, record in table.records():
        person = by_name.get((text_of(record[UNIT]), text_of(record[PERSON])))
        if person is None or person.pk in met:
            strange.append(str(number))
            continue
        met.add(person.pk)
        for key, label in columns:
            value = record[label]
            fields[field_name(person, key)] = text_of(value) if key == "scores" else figure_of(value)
        fields[field_name(person, "reason")] = text_of(record.get(REASON))
    if strange:
        raise InputError("ballots.sheet_rows", numbers="、".join(strange[:20]))
    return fields


def _refuse_old(table: SheetTable, keying: Keying, people: Sequence["Participant"], rows: Sequence[Row]) -> None:
    if table.stamp is None:
        return
    table.stamp.refuse_other(KIND, str(keying.pk))
    now = _stamp(keying, people, {row.reporter: row for row in rows}).rows
    stale = table.stamp.stale(now)
    if stale:
        names = {str(one.pk): one.organization_name for one in people}
        raise InputError("sheets.stale", names="、".join(sorted(names.get(key, "—") for key in stale)[:20]))
