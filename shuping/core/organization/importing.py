"""A register read from a workbook, held against what stands in the register today: the dry run (ORG-09).

Every row of the file becomes one line: new, changed, unchanged or wrong, with what to do about it. Nothing is written
here; the app writes all lines or none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from shuping.core.errors import InputError

from .levels import Level, level_from_name, may_stand_under
from .reading import MONTH_UNCLEAR, READERS, Value, is_foot

# Fields of the organisation itself, written as they are read.
OWN_FIELDS = (
    "short_name",
    "level",
    "unit_class",
    "group_tag",
    "business_field",
    "office_order",
    "members_count",
    "founded_on",
    "local_committee",
)
PEOPLE_FIELDS = (
    "secretary",
    "secretary_title",
    "secretary_since",
    "acting",
    "office_phone",
    "mobile",
    "liaison",
    "liaison_phone",
    "supervising_leader",
    "contact_leader",
    "elected_on",
    "term_years",
)
# Fields that say nothing unless the first one is known, from the file or from the register.
_COMPANIONS: Mapping[str, tuple[str, ...]] = {
    "secretary": ("secretary_since", "secretary_title", "acting", "office_phone", "mobile"),
    "liaison": ("liaison_phone",),
    "elected_on": ("term_years",),
}


class Status(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"
    FOOT = "foot"  # sums and signatures below the table: not taken


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to say about a row: `error` stops the import, `warning` does not."""

    severity: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """An organisation as it stands in the register: its values by field, closed or not."""

    code: str
    name: str
    parent_code: str
    values: Mapping[str, Value]
    closed: bool = False


@dataclass(slots=True)
class Line:
    """The report line of one row."""

    number: int
    code: str
    name: str
    parent_code: str = ""
    status: Status = Status.UNCHANGED
    values: dict[str, Value] = field(default_factory=dict)
    changes: dict[str, tuple[Value, Value]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def error(self, code: str, /, **params: object) -> None:
        """Add something that stops the import."""
        self.findings.append(Finding("error", code, params))

    def warn(self, code: str, /, **params: object) -> None:
        """Add something the clerk should look at."""
        self.findings.append(Finding("warning", code, params))

    @property
    def wrong(self) -> bool:
        """Whether this row stops the import."""
        return any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Plan:
    """All lines in the order of the file; `order` names the lines' codes so that superiors come first."""

    lines: tuple[Line, ...]
    order: tuple[str, ...]

    def count(self, status: Status) -> int:
        """How many rows have this status."""
        return sum(line.status is status for line in self.lines)

    @property
    def ready(self) -> bool:
        """Whether everything may be written."""
        return len(self.lines) > self.count(Status.FOOT) and not any(line.wrong for line in self.lines)


def plan(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    known: Sequence[Known],
    *,
    default_parent: str = "",
    people: Mapping[str, Sequence[str]] | None = None,
) -> Plan:
    """Hold `rows` — (number in the file, {field: text}) — against the register.

    A row is matched by code, without one by its exact name and superior. Empty cells change nothing. A row without a
    superior stands where it stands today, a new one under `default_parent` (a code). `people` names, for each name of
    the register, the codes of the organisations of those who bear it: to warn of namesakes and to find leaders.
    Raises nothing: every fault is a finding of its line.
    """
    by_code = {item.code: item for item in known}
    by_name: dict[str, list[Known]] = {}
    for item in known:
        by_name.setdefault(item.name, []).append(item)
    everything = [_read(number, cells) for number, cells in rows]
    lines = [line for line in everything if line.status is not Status.FOOT]
    for line in lines:
        _identify(line, by_code, by_name)
    _find_repeats(lines)
    _find_parents(lines, by_code, by_name, default_parent)
    _name_new(lines, by_code)
    order = _top_down(lines, by_code)
    _check_levels(lines, by_code, known)
    for line in lines:
        _check_people(line, people or {}, by_code.get(line.code))
        _compare(line, by_code.get(line.code))
    return Plan(tuple(everything), order)


def _read(number: int, cells: Mapping[str, str]) -> Line:
    line = Line(number, "", "")
    if is_foot(cells):
        line.status = Status.FOOT
        return line
    for name, text in cells.items():
        if not text.strip() or name not in READERS:
            continue
        try:
            line.values[name] = READERS[name](text.strip())
        except InputError as error:
            line.error(error.code, field=name, **error.params)
        if isinstance(line.values.get(name), date) and MONTH_UNCLEAR.match(text.strip()):
            line.warn("organization.month_unclear", field=name, text=text.strip())
    line.code = str(line.values.pop("code", ""))
    line.name = str(line.values.pop("name", ""))
    if not line.name and not line.code:
        line.error("organization.row_without_name")
    return line


def _identify(line: Line, by_code: Mapping[str, Known], by_name: Mapping[str, Sequence[Known]]) -> None:
    if not line.code:
        same = _same_name(line, by_code, by_name)
        if len(same) > 1:
            line.error("organization.name_not_unique", name=line.name)
        elif same:
            line.code = same[0].code
            line.warn("organization.matched_by_name", given=line.code)
    found = by_code.get(line.code)
    if found is None:
        if line.code and not line.name:
            line.error("organization.row_without_name")
        return
    line.name = line.name or found.name
    if found.closed:
        line.error("organization.already_closed", name=found.name)


def _same_name(line: Line, by_code: Mapping[str, Known], by_name: Mapping[str, Sequence[Known]]) -> Sequence[Known]:
    """Which organisations of the register a row without a code may mean.

    Many units have a 机关第一党支部: the superior that the row names tells them apart. A row under a superior whom
    nobody of that name has, is a new one if there are several of the name, or if the superior itself is new.
    """
    bearers = by_name.get(line.name, [])
    same = [one for one in bearers if not one.closed] or bearers
    parent = str(line.values.get("parent", ""))
    if not parent or not same:
        return same
    under = [one for one in same if one.parent_code == parent or _name_of(one.parent_code, by_code) == parent]
    if under:
        return under
    known = parent in by_code or any(not one.closed for one in by_name.get(parent, ()))
    return same if known and len(same) == 1 else []


def _name_of(code: str, by_code: Mapping[str, Known]) -> str:
    found = by_code.get(code)
    return found.name if found else ""


def _find_repeats(lines: Sequence[Line]) -> None:
    codes = Counter(line.code for line in lines if line.code)
    names = Counter((line.name, line.values.get("parent")) for line in lines if not line.code)
    for line in lines:
        if line.code and codes[line.code] > 1:
            line.error("organization.code_twice_in_file", given=line.code)
        elif not line.code and line.name and names[line.name, line.values.get("parent")] > 1:
            line.error("organization.name_twice_in_file", name=line.name)


def _find_parents(
    lines: Sequence[Line], by_code: Mapping[str, Known], by_name: Mapping[str, Sequence[Known]], default: str
) -> None:
    file_codes = {line.code for line in lines if line.code}
    file_names: dict[str, list[Line]] = {}
    for line in lines:
        file_names.setdefault(line.name, []).append(line)
    # New rows without a code get one below, but may already be named as superiors: by then they need a handle.
    for line in lines:
        if not line.code and line.name:
            line.code = f"\x00{line.name}\x01{line.values.get('parent', '')}"
    for line in lines:
        text = str(line.values.pop("parent", ""))
        existing = by_code.get(line.code)
        if not text:
            line.parent_code = existing.parent_code if existing else default
            if existing is None and not default:
                _may_be_top(line)
            continue
        named = [other.code for other in file_names.get(text, [])]
        named += [item.code for item in by_name.get(text, []) if item.code not in named and not item.closed]
        if text in file_codes or text in by_code:
            line.parent_code = text
        elif len(named) == 1:
            line.parent_code = named[0]
        else:
            line.error("organization.parent_not_unique" if named else "organization.parent_unknown", parent=text)
        superior = by_code.get(line.parent_code)
        if superior is not None and superior.closed:
            line.error("organization.parent_closed", name=superior.name)


def _may_be_top(line: Line) -> None:
    level = line.values.get("level") or level_from_name(line.name)
    if level is None or not may_stand_under(Level(str(level)), None):
        line.error("organization.parent_missing")


def _name_new(lines: Sequence[Line], by_code: Mapping[str, Known]) -> None:
    taken = set(by_code) | {line.code for line in lines}
    unnamed = {line.code: line for line in lines if line.code.startswith("\x00")}
    given: dict[str, str] = {}
    counters: Counter[str] = Counter()

    def code_for(handle: str, trail: tuple[str, ...]) -> str:
        if handle not in unnamed or handle in trail:
            return handle.strip("\x00")
        if handle not in given:
            # A superior is named first, so that its code begins the codes below it.
            parent = code_for(unnamed[handle].parent_code, (*trail, handle))[:30] or "N"
            while handle not in given:
                counters[parent] += 1
                code = f"{parent}-{counters[parent]:02d}"
                if code not in taken:
                    given[handle] = code
            taken.add(given[handle])
        return given[handle]

    for line in lines:
        if line.code in unnamed:
            line.code = code_for(line.code, ())
            line.warn("organization.code_given", given=line.code)
    for line in lines:
        line.parent_code = given.get(line.parent_code, line.parent_code)


def _top_down(lines: Sequence[Line], by_code: Mapping[str, Known]) -> tuple[str, ...]:
    """Codes with superiors first. A ring of superiors is an error of every row in it."""
    in_file = {line.code: line for line in lines}
    parents = {item.code: item.parent_code for item in by_code.values()}
    parents.update({line.code: line.parent_code for line in lines if not line.wrong or line.parent_code})
    order: list[str] = []
    done: set[str] = set()
    for line in lines:
        trail: list[str] = []
        here = line.code
        while here and here not in done and here not in trail:
            trail.append(here)
            here = parents.get(here, "")
        if here in trail:
            for code in trail[trail.index(here) :]:
                if code in in_file:
                    in_file[code].error("organization.ring")
        done.update(trail)
        order.extend(code for code in reversed(trail) if code in in_file)
    return tuple(order)


def _level_of(code: str, in_file: Mapping[str, Line], by_code: Mapping[str, Known]) -> Level | None:
    line, existing = in_file.get(code), by_code.get(code)
    value = line.values.get("level") if line else None
    if value is None and existing is not None:
        value = existing.values.get("level")
    return Level(str(value)) if value else None


def _check_levels(lines: Sequence[Line], by_code: Mapping[str, Known], known: Sequence[Known]) -> None:
    in_file = {line.code: line for line in lines}
    for line in lines:
        if _level_of(line.code, in_file, by_code) is None and line.name:
            guessed = level_from_name(line.name)
            if guessed is None:
                line.error("organization.level_missing")
            else:
                line.values["level"] = guessed.value
    for line in lines:
        level = _level_of(line.code, in_file, by_code)
        parent = _level_of(line.parent_code, in_file, by_code) if line.parent_code else None
        unplaced = any(finding.code.startswith("organization.parent_") for finding in line.findings)
        if level is None or unplaced or (line.parent_code and parent is None):
            continue
        if not may_stand_under(level, parent):
            line.error("organization.level_not_allowed", child=level.value, parent=parent.value if parent else "")
    for item in known:
        # Organisations that are not in the file keep their place; their superior's new level must still allow it.
        superior = in_file.get(item.parent_code)
        if superior is None or item.code in in_file or item.closed or "level" not in superior.values:
            continue
        if not may_stand_under(Level(str(item.values["level"])), Level(str(superior.values["level"]))):
            superior.error("organization.level_below_not_allowed", name=item.name, level=str(superior.values["level"]))


def _check_people(line: Line, people: Mapping[str, Sequence[str]], existing: Known | None) -> None:
    for name in ("supervising_leader", "contact_leader"):
        leader = line.values.get(name)
        bearers = people.get(str(leader), ()) if leader else ()
        if leader and len(bearers) != 1:
            code = "organization.leader_not_unique" if bearers else "organization.leader_unknown"
            line.error(code, name=leader, field=name)
    for name in ("secretary", "liaison"):
        person = line.values.get(name)
        if person and line.code not in people.get(str(person), ()) and people.get(str(person)):
            line.warn("organization.namesake", name=person)
    since, founded = line.values.get("secretary_since"), line.values.get("founded_on")
    if isinstance(since, date) and isinstance(founded, date) and since < founded:
        line.warn("organization.since_before_founded")
    if line.values.get("term_years") == 0:
        line.error("organization.not_a_number", field="term_years", text="0")
    _drop_lone_companions(line, existing)


def _drop_lone_companions(line: Line, existing: Known | None) -> None:
    for person_field, companions in _COMPANIONS.items():
        if line.values.get(person_field) or (existing is not None and existing.values.get(person_field)):
            continue
        for name in companions:
            if line.values.pop(name, None) is not None:
                line.warn("organization.value_without_person", field=name)


def _compare(line: Line, existing: Known | None) -> None:
    if existing is None:
        line.status = Status.NEW
        line.changes = {name: (None, value) for name, value in line.values.items()}
    else:
        line.changes = {
            name: (existing.values.get(name), value)
            for name, value in line.values.items()
            if existing.values.get(name) != value
        }
        if line.name != existing.name:
            line.changes["name"] = (existing.name, line.name)
        if line.parent_code != existing.parent_code:
            line.changes["parent"] = (existing.parent_code, line.parent_code)
        line.status = Status.CHANGED if line.changes else Status.UNCHANGED
    if line.wrong:
        line.status = Status.WRONG


def fingerprint(made: Plan) -> str:
    """A text that differs whenever a plan would write something else; the commit compares it with the dry run's."""
    body = [
        (line.code, line.status.value, sorted((name, repr(pair)) for name, pair in line.changes.items()))
        for line in made.lines
    ]
    return repr(body)
