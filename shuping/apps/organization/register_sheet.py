"""The register as a sheet that can go back in: every column of the import with its official head (DOC-01, DOC-02)."""

from collections.abc import Sequence
from datetime import date

from django.utils import translation

from shuping.adapters.sheet_stamp import Stamp, seal
from shuping.adapters.sheets import SheetTable, write_table
from shuping.core.errors import RuleError
from shuping.core.organization.columns import ALIASES
from shuping.core.organization.importing import Known

from .services.imports import known_organizations
from .wording import CLASS_NAMES, LEVEL_NAMES

KIND = "organization.register"
HEADS = tuple(aliases[1] if name == "name" else aliases[0] for name, aliases in ALIASES.items())
MOST_NAMED = 20


def register_sheet(title: str, on: date) -> bytes:
    """The open register on a day. Uploaded unchanged, no row differs."""
    rows = [one for one in known_organizations(on) if not one.closed]
    with translation.override("zh-hans"):  # the words the import reads, whatever the reader's language
        body = [[_shown(one, name) for name in ALIASES] for one in rows]
    return write_table(title, HEADS, body, landscape=True, stamp=Stamp(KIND, "", _seals(rows)))


def refuse_old(table: SheetTable, on: date) -> None:
    """Raises InputError `sheets.other_sheet` or RuleError `sheets.stale` for a sheet of ours that is not of today."""
    if table.stamp is None:
        return
    table.stamp.refuse_other(KIND, "")
    rows = [one for one in known_organizations(on) if not one.closed]
    stale = table.stamp.stale(_seals(rows))
    if stale:
        names = {one.code: one.name for one in rows}
        raise RuleError("sheets.stale", names="、".join(sorted(names.get(code, code) for code in stale)[:MOST_NAMED]))


def _seals(rows: Sequence[Known]) -> dict[str, str]:
    return {one.code: seal(one.name, one.parent_code, sorted(one.values.items(), key=str)) for one in rows}


def _shown(one: Known, name: str) -> object:
    if name == "code":
        return one.code
    if name == "name":
        return one.name
    if name == "parent":
        return one.parent_code
    value = one.values.get(name)
    if name == "level":
        return str(LEVEL_NAMES.get(str(value), value))
    if name == "unit_class":
        return str(CLASS_NAMES.get(str(value), value))
    return value
