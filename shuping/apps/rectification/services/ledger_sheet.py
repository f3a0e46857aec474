"""整改台账 filled in away from the system: progress, and measures done with day and result (REC-05, DOC-01, DOC-02).

One row of the sheet is one measure; the progress of a problem may stand in any of its rows.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from shuping.adapters.sheet_stamp import seal
from shuping.adapters.sheets import as_read
from shuping.apps.audit import api as audit_api
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification.models import Issue, LogEntry, Measure
from shuping.apps.rectification.wording import OFFICIAL_STATES
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.rectification.states import State

from .plan import mark_done
from .rows import first, log
from .sheets import (
    NUMBER,
    PROBLEM,
    UNIT,
    Change,
    Fault,
    Layout,
    SheetLine,
    SheetRow,
    Units,
    collect,
    day_of,
    locked_rows,
    refuse_faults,
)

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle
STATE, DUE, TOLD = "状态", "时限", "已登记进展"
MEASURE_NUMBER, MEASURE, OWNER, MEASURE_DUE = "举措序号", "整改举措", "责任人", "举措时限"
DONE_ON, RESULT, PROGRESS = "完成日期", "完成结果", "本次进展"
LAYOUT = Layout(
    "rectification.ledger",
    (UNIT, NUMBER, PROBLEM, STATE, DUE, TOLD, MEASURE_NUMBER, MEASURE, OWNER, MEASURE_DUE, DONE_ON, RESULT, PROGRESS),
    (UNIT, NUMBER, MEASURE_NUMBER),
    (DONE_ON, RESULT, PROGRESS),
    (16, 6, 34, 11, 12, 32, 10, 34, 10, 12, 12, 28, 34),
)
RUNNING = (State.IN_PROGRESS.value, State.LONG_TERM.value)
# What changes nothing of the row: a sheet that was downloaded before it is not old.
_ASIDE = ("comment", "evidence", "look_back_planned")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine(SheetLine):
    """What one row brings: a line of progress, the end of a measure, both, or nothing."""

    measure: Measure | None = None
    done_on: date | None = None
    result: str = ""
    progress: str = ""


def sealed(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    """`rows` in office order with what a ledger sheet shows and seals."""
    log_rows = LogEntry.objects.exclude(kind__in=_ASIDE).select_related("user").order_by("id")
    found = rows.select_related("organization")
    found = found.prefetch_related("measures", Prefetch("log", log_rows, to_attr="moves"))
    return found.order_by("organization__path", "number")


def _moves(issue: Issue) -> list[LogEntry]:
    moves: list[LogEntry] = getattr(issue, "moves", [])
    return moves


def state_of(issue: Issue) -> str:
    """A seal over what stands in the ledger about a problem of `_sealed`."""
    measures = [(one.number, one.text, one.owner, one.due_on, one.done_on, one.result) for one in issue.measures.all()]
    moves = _moves(issue)
    return seal(issue.pk, issue.state, issue.due_on, measures, moves[-1].pk if moves else 0)


def ledger_workbook(title: str, cycle: "Cycle", rows: QuerySet[Issue]) -> bytes:
    """The sheet of the problems of `rows` under way, in office order, a row for each measure."""
    issues = list(sealed(rows.filter(state__in=RUNNING)))
    units = _units(rows)
    body = []
    for issue in issues:
        told = [entry for entry in _moves(issue) if entry.kind == "progress"]
        head: dict[str, object] = {
            UNIT: units.shown(issue.organization),
            NUMBER: issue.number,
            PROBLEM: issue.text,
            STATE: OFFICIAL_STATES[issue.state],
            DUE: issue.due_on,
            TOLD: "\n".join(f"{clock.local_day(entry.at)} {entry.text}" for entry in told),
        }
        body += [(state_of(issue), {**head, **_measure_cells(one)}) for one in issue.measures.all() or [None]]
    return LAYOUT.workbook(title, str(cycle.pk), body)


def _units(rows: QuerySet[Issue]) -> Units:
    """All units with a problem among `rows`, so that a name is as clear when it comes back as when it went down."""
    return Units(organization_api.Organization.objects.filter(pk__in=rows.order_by().values("organization")))


def _measure_cells(measure: Measure | None) -> dict[str, object]:
    if measure is None:
        return {}
    return {
        MEASURE_NUMBER: measure.number,
        MEASURE: measure.text,
        OWNER: measure.owner,
        MEASURE_DUE: measure.due_on,
        DONE_ON: measure.done_on,
        RESULT: measure.result,
    }


def read_ledger(
    rows: QuerySet[Issue], sheet: Iterable[SheetRow], may_finish: Callable[[organization_api.Organization], bool]
) -> list[LedgerLine]:
    """Judge every row without writing; rows that say nothing new are kept as blank ones.

    `rows`: the problems of one round the acting person may write progress to; `may_finish`: whether the person may say
    that a unit's measure is done. Refusals: rectification.unknown_row, .unit_unclear, .row_changed (number, name, at),
    .not_running (number), .unknown_measure, .not_a_day (text), .result_missing, .done_on_missing, .done_kept,
    .not_to_finish, .repeated_row.
    """
    reading = _Reading(rows, may_finish)
    return [reading.line(row) for row in sheet]


class _Reading:
    """What every row is held against."""

    def __init__(self, rows: QuerySet[Issue], may_finish: Callable[[organization_api.Organization], bool]) -> None:
        issues = list(sealed(rows))
        self.units = _units(rows)
        self.issues = {(issue.organization_id, str(issue.number)): issue for issue in issues}
        self.may_finish = may_finish
        self.done: set[int] = set()
        self.told: set[tuple[int, str]] = set()

    def line(self, row: SheetRow) -> LedgerLine:
        """One row, judged."""
        if LAYOUT.untouched(row) or not (row.down or any(row.text(head) for head in LAYOUT.fill)):
            return LedgerLine(row=row)
        try:
            issue = self.issues.get((self.units.find(row.text(UNIT)) or 0, row.place(NUMBER)))
        except RuleError as error:
            return LedgerLine(row=row, faults=(Fault(UNIT, error),))
        if issue is None:
            return LedgerLine(row=row, faults=(Fault(NUMBER, RuleError("rectification.unknown_row")),))
        if row.old(state_of(issue)):
            return LedgerLine(row=row, faults=(Fault(NUMBER, _overtaken(issue)),))
        if issue.state not in RUNNING:
            fault = Fault(NUMBER, RuleError("rectification.not_running", number=issue.number))
            return LedgerLine(row=row, faults=(fault,))
        return self._judged(row, issue)

    def _judged(self, row: SheetRow, issue: Issue) -> LedgerLine:
        measures = {str(one.number): one for one in issue.measures.all()}
        measure = measures.get(row.place(MEASURE_NUMBER) or ("1" if len(measures) == 1 else ""))
        progress, faults = row.text(PROGRESS), list[Fault]()
        if (issue.pk, progress) in self.told:
            progress = ""  # filled down over the measures of one problem: told once
        self.told.add((issue.pk, progress))
        changes = self._end_of(row, issue, measure, faults)
        done = measure if changes and not faults else None
        return LedgerLine(
            row=row,
            issue=issue,
            state=state_of(issue),
            measure=done,
            done_on=day_of(row.text(DONE_ON)) if done else None,
            result=row.text(RESULT) if done else "",
            progress=progress,
            changes=(*changes, *([Change(PROGRESS, "", progress)] if progress else [])),
            faults=tuple(faults),
        )

    def _end_of(self, row: SheetRow, issue: Issue, measure: Measure | None, faults: list[Fault]) -> tuple[Change, ...]:
        """What the row changes about the end of its measure; refusals are added to `faults`."""
        typed, result = row.text(DONE_ON), row.text(RESULT)
        day: list[date | None] = []
        collect(faults, DONE_ON, lambda: day.append(day_of(typed)))
        before = (as_read(measure.done_on), as_read(measure.result)) if measure is not None else ("", "")
        after = (as_read(day[0]) if day else typed, result)
        if before == after or (after == ("", "") and not row.down):
            return ()
        for wrong, head, error in (
            (measure is None, MEASURE_NUMBER, RuleError("rectification.unknown_measure")),
            (after == ("", ""), DONE_ON, RuleError("rectification.done_kept")),
            (bool(result) and not typed, DONE_ON, RuleError("rectification.done_on_missing")),
            (bool(typed) and not result, RESULT, RuleError("rectification.result_missing")),
            (not self.may_finish(issue.organization), DONE_ON, RuleError("rectification.not_to_finish")),
            (measure is not None and measure.pk in self.done, NUMBER, RuleError("rectification.repeated_row")),
        ):
            if wrong:
                faults.append(Fault(head, error))
        if measure is not None:
            self.done.add(measure.pk)
        pairs = zip((DONE_ON, RESULT), before, after, strict=True)
        return tuple(Change(head, old, new) for head, old, new in pairs if old != new)


def _overtaken(issue: Issue) -> RuleError:
    moves = _moves(issue)
    who = first(moves[-1].user, moves[-1].at) if moves else first(None, None)
    return RuleError("rectification.row_changed", number=issue.number, **who)


@transaction.atomic
def bring_ledger(*, cycle: "Cycle", lines: Sequence[LedgerLine], by: Actor, at: datetime) -> int:
    """Write every line that says something new and return how many; nothing if one is refused or was overtaken.

    Raises RuleError `rectification.import_faulty` (numbers), `rectification.import_empty`,
    `rectification.row_changed` (number, name, at).
    """
    wanted = [line for line in lines if not line.blank]
    refuse_faults(wanted)
    locked_rows(wanted)
    now = {row.pk: row for row in sealed(Issue.objects.filter(pk__in=[_key(line) for line in wanted]))}
    for line in wanted:
        if line.state != state_of(now[_key(line)]):
            raise _overtaken(now[_key(line)])
    done = 0
    for line in wanted:
        row = now[_key(line)]
        if line.measure is not None and line.done_on is not None:
            mark_done(row, line.measure.pk, line.done_on, line.result, by=by, at=at)
            done += 1
        if line.progress:
            log(row, "progress", by=by, at=at, text=line.progress)
    units = {row.organization_id for row in now.values()}
    audit_api.record(
        "rectification.ledger.filled",
        by=by,
        at=at,
        about=cycle,
        organization_id=units.pop() if len(units) == 1 else None,
        details={"rows": len(wanted), "done": done, "progress": sum(bool(line.progress) for line in wanted)},
    )
    return len(wanted)


def _key(line: SheetLine) -> int:
    return line.issue.pk if line.issue is not None else 0
