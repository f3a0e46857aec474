"""整改方案 of one unit as a sheet: its problems down, the measures with owner, day and result back, as the draft plan.

One row of the sheet is one measure (REC-03, REC-04, R-63; DOC-01, DOC-02). What is planned for a problem as a whole
(kind, aim, who leads) may stand in any of its rows; two rows that say different things are refused. A measure is taken
off on the page, never by leaving it out of the sheet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from shuping.adapters.sheet_stamp import seal
from shuping.adapters.sheets import as_read
from shuping.apps.audit import api as audit_api
from shuping.apps.rectification import wording
from shuping.apps.rectification.models import Issue, Measure, Plan
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.rectification.states import EDITABLE
from shuping.core.rectification.values import PlannedRow

from .plan import locked_plan, write_fields
from .problem_sheet import code_of
from .sheets import (
    NUMBER,
    PROBLEM,
    Change,
    Fault,
    Layout,
    SheetLine,
    SheetRow,
    collect,
    day_of,
    kept,
    latest,
    locked_rows,
    refuse_faults,
    refuse_long,
)

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle
    from shuping.apps.organization.models import Organization

KIND, AIM, LEADER, DEPARTMENT = "整改类型", "整改目标", "责任领导", "责任部门"
ASSISTING, DUE, CAUSE = "配合部门", "时限", "原因分析"
MEASURE_NUMBER, MEASURE, OWNER, MEASURE_DUE, EXPECTED = "举措序号", "整改举措", "责任人", "举措时限", "举措成果"
# Heads and the columns behind them.
WHOLE = {
    KIND: "kind",
    AIM: "objective",
    LEADER: "lead_leader",
    DEPARTMENT: "lead_department",
    ASSISTING: "assisting",
    DUE: "due_on",
    CAUSE: "root_cause",
}
PART = {MEASURE: "text", OWNER: "owner", MEASURE_DUE: "due_on", EXPECTED: "expected_result"}
LAYOUT = Layout(
    "rectification.plan",
    (NUMBER, PROBLEM, *WHOLE, MEASURE_NUMBER, *PART),
    (NUMBER, MEASURE_NUMBER),
    (*WHOLE, *PART),
    (6, 34, 11, 26, 10, 16, 16, 12, 24, 10, 34, 10, 12, 24),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine(SheetLine):
    """What one row brings: values for its problem as a whole, and a measure that is new or changed, by column."""

    whole: Mapping[str, Any] = field(default_factory=dict)
    measure: Measure | None = None
    part: Mapping[str, Any] = field(default_factory=dict)


def _editable(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    states = [state.value for state in EDITABLE]
    return rows.filter(state__in=states).prefetch_related("measures").order_by("number")


def state_of(issue: Issue) -> str:
    """A seal over what is planned for a problem; its measures are fetched with it."""
    measures = [(one.pk, one.number, *(getattr(one, name) for name in PART.values())) for one in issue.measures.all()]
    return seal(issue.pk, issue.revision, issue.state, measures)


def _kinds() -> Mapping[str, str]:
    with translation.override("zh-hans"):
        return {code: str(word) for code, word in wording.KINDS.items()}


def _whole_cells(issue: Issue, kinds: Mapping[str, str]) -> dict[str, object]:
    cells = {head: getattr(issue, name) for head, name in WHOLE.items()}
    return {**cells, KIND: kinds.get(issue.kind, issue.kind)}


def _part_cells(measure: Measure | None) -> dict[str, object]:
    return {head: getattr(measure, name, None) for head, name in PART.items()}


def about(cycle: "Cycle", unit: "Organization") -> str:
    """What the sheet of a unit is about."""
    return f"{cycle.pk}:{unit.pk}"


def plan_workbook(title: str, cycle: "Cycle", unit: "Organization", rows: QuerySet[Issue]) -> bytes:
    """The sheet of the problems of `rows` that can be planned, a row for each measure and one where there is none."""
    kinds, body = _kinds(), list[tuple[str, Mapping[str, object]]]()
    for issue in _editable(rows):
        head = {NUMBER: issue.number, PROBLEM: issue.text, **_whole_cells(issue, kinds)}
        for one in issue.measures.all() or [None]:
            number = {MEASURE_NUMBER: one.number if one is not None else None}
            body.append((state_of(issue), {**head, **number, **_part_cells(one)}))
    return LAYOUT.workbook(title, about(cycle, unit), body)


def read_plan(rows: QuerySet[Issue], sheet: Iterable[SheetRow]) -> list[PlanLine]:
    """Judge every row without writing, in the order of the sheet; rows that say nothing new are kept as blank ones.

    `rows`: the problems of one round and unit the acting person plans for. Refusals: rectification.unknown_problem,
    .plan_fixed (number), .row_changed (number, name, at), .row_contradicts, .unknown_word (head, word), .not_a_day
    (text), .unknown_measure, .repeated_row, .measure_repeated, .measure_missing, .owner_missing,
    .measure_due_missing; base.text_too_long.
    """
    issues = {str(one.number): one for one in rows.prefetch_related("measures")}
    groups: dict[str, list[SheetRow]] = {}
    order: list[SheetRow] = []
    for row in sheet:
        groups.setdefault(row.place(NUMBER), []).append(row)
        order.append(row)
    judged = (line for number, group in groups.items() for line in _judged(issues.get(number), group))
    lines = {line.row.number: line for line in judged}
    return [lines[row.number] for row in order]


def _judged(issue: Issue | None, group: Sequence[SheetRow]) -> list[PlanLine]:
    """The rows of one problem."""
    fresh = [row for row in group if not LAYOUT.untouched(row) and any((row.down, *map(row.text, LAYOUT.fill)))]
    if not fresh:
        return [PlanLine(row=row) for row in group]
    refusal = None
    if issue is None:
        refusal = RuleError("rectification.unknown_problem")
    elif any(row.old(state_of(issue)) for row in group):
        refusal = _overtaken(issue)
    elif issue.state not in EDITABLE:
        refusal = RuleError("rectification.plan_fixed", number=issue.number)
    if refusal is not None or issue is None:
        faults = (Fault(NUMBER, refusal or RuleError("rectification.unknown_problem")),)
        return [PlanLine(row=row, faults=faults if row in fresh else ()) for row in group]
    reading = _Problem(issue)
    lines = {row.number: reading.part(row) for row in fresh}
    for head in WHOLE:
        reading.whole(head, group, lines)
    return [lines.get(row.number) or PlanLine(row=row) for row in group]


class _Problem:
    """One problem against which its rows are held."""

    def __init__(self, issue: Issue) -> None:
        self.issue, self.state, self.kinds = issue, state_of(issue), _kinds()
        self.measures = {str(one.number): one for one in issue.measures.all()}
        self.texts = {as_read(one.text) for one in self.measures.values()}
        self.met: set[str] = set()

    def whole(self, head: str, group: Sequence[SheetRow], lines: dict[int, PlanLine]) -> None:
        """Lay what the rows say about the problem as a whole into the first row that says it."""
        now = as_read(_whole_cells(self.issue, self.kinds)[head])
        said: dict[str, SheetRow] = {}
        for row in group:
            if row.number in lines and row.text(head) not in ("", now):
                said.setdefault(row.text(head), row)
        if not said and now and head != KIND and not any(row.text(head) for row in group) and _went_down(group):
            said[""] = next(row for row in group if row.number in lines)
        for place, (text, row) in enumerate(said.items()):
            line, faults, values = lines[row.number], list[Fault](), dict[str, Any]()
            if place:
                faults.append(Fault(head, RuleError("rectification.row_contradicts")))
            collect(faults, head, lambda: values.update({WHOLE[head]: self._value(head, text)}))  # noqa: B023
            lines[row.number] = replace(
                line,
                whole={**line.whole, **values},
                changes=(*line.changes, Change(head, now, text)),
                faults=(*line.faults, *faults),
            )

    def _value(self, head: str, text: str) -> object:
        if head == KIND:
            return code_of(self.kinds, KIND, text)
        if head == DUE:
            return day_of(text)
        refuse_long(text, getattr(Issue._meta.get_field(WHOLE[head]), "max_length", None))
        return text

    def part(self, row: SheetRow) -> PlanLine:
        """The measure of one row."""
        start = PlanLine(row=row, issue=self.issue, state=self.state)
        number, typed = row.place(MEASURE_NUMBER), {head: row.text(head) for head in PART}
        measure = self.measures.get(number)
        if not any(typed.values()) and (measure is None or not row.down):
            return start
        before = {head: as_read(value) for head, value in _part_cells(measure).items()}
        faults, values = list[Fault](), dict[str, Any]()
        collect(faults, MEASURE_DUE, lambda: values.update(due_on=day_of(typed[MEASURE_DUE])))
        if values.get("due_on") is not None:
            typed[MEASURE_DUE] = as_read(values["due_on"])
        if before == typed:
            return start
        for head, name in PART.items():
            if head != MEASURE_DUE:
                values[name] = kept(getattr(measure, name, ""), typed[head])
        faults += self._refusals(row, measure, number, typed)
        self.met.add(number)
        self.texts.add(typed[MEASURE])
        changes = tuple(Change(head, before[head], typed[head]) for head in PART if before[head] != typed[head])
        return replace(start, measure=measure, part=values, changes=changes, faults=tuple(faults))

    def _refusals(self, row: SheetRow, measure: Measure | None, number: str, typed: Mapping[str, str]) -> list[Fault]:
        new = measure is None
        owner = getattr(Measure._meta.get_field("owner"), "max_length", None)
        faults = [
            Fault(head, RuleError(code))
            for wrong, head, code in (
                (new and bool(number), MEASURE_NUMBER, "rectification.unknown_measure"),
                (not new and number in self.met, MEASURE_NUMBER, "rectification.repeated_row"),
                (new and typed[MEASURE] in self.texts, MEASURE, "rectification.measure_repeated"),
                (not typed[MEASURE], MEASURE, "rectification.measure_missing"),
                (not typed[OWNER], OWNER, "rectification.owner_missing"),
                (not typed[MEASURE_DUE], MEASURE_DUE, "rectification.measure_due_missing"),
            )
            if wrong
        ]
        collect(faults, OWNER, lambda: refuse_long(typed[OWNER], owner))
        return faults


def _went_down(group: Sequence[SheetRow]) -> bool:
    return any(row.down for row in group)


def _overtaken(issue: Issue) -> RuleError:
    plan = Plan.objects.filter(cycle=issue.cycle_id, organization=issue.organization_id).first()
    acts = [audit_api.latest_act("rectification", issue)]
    acts += [audit_api.latest_act("rectification.measure", one) for one in issue.measures.all()]
    acts += [audit_api.latest_act("rectification.plan", plan)] if plan is not None else []
    return RuleError("rectification.row_changed", number=issue.number, **latest(acts))


@transaction.atomic
def bring_plan(
    *, cycle: "Cycle", organization: "Organization", lines: Sequence[PlanLine], by: Actor, at: datetime
) -> int:
    """Write every line that says something new into the draft plan and return how many; all or none.

    Raises RuleError `rectification.import_faulty` (numbers), `rectification.import_empty`,
    `rectification.row_changed` (number, name, at).
    """
    wanted = [line for line in lines if not line.blank]
    refuse_faults(wanted)
    plan = locked_plan(cycle, organization)
    rows = locked_rows(wanted)
    for line in wanted:
        if line.issue is not None and (line.issue.pk not in rows or state_of(rows[line.issue.pk]) != line.state):
            raise _overtaken(line.issue)
    _write_whole(rows, wanted)
    added = sum(_write_part(rows[line.issue.pk], line) for line in wanted if line.issue is not None and line.part)
    audit_api.record(
        "rectification.plan.filled",
        by=by,
        at=at,
        about=plan,
        organization_id=organization.pk,
        details={"rows": len(wanted), "problems": len(rows), "added": added},
    )
    return len(wanted)


def _write_whole(rows: Mapping[int, Issue], lines: Sequence[PlanLine]) -> None:
    for key, row in rows.items():
        mine = [line.whole for line in lines if line.issue is not None and line.issue.pk == key]
        said = {name: value for whole in mine for name, value in whole.items()}
        if said:
            now = {name: getattr(row, name) for name in WHOLE.values()}
            write_fields(row, PlannedRow(**{**now, **said}))


def _write_part(row: Issue, line: PlanLine) -> bool:
    """Write the measure of a line; whether it is new."""
    if line.measure is None:
        last = max((one.number for one in row.measures.order_by("number")), default=0)
        Measure.objects.create(issue=row, number=last + 1, **line.part)
        return True
    kept_one = row.measures.get(pk=line.measure.pk)
    for name, value in line.part.items():
        setattr(kept_one, name, value)
    kept_one.save()
    return False
