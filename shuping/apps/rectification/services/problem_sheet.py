"""问题清单 as a sheet: problems typed in are opened, those that stand there are classified (REC-01, DOC-01, DOC-02).

A row with a number is a problem that stands on the list; one without is new. Closed problems are not in the sheet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation

from shuping.adapters.sheet_stamp import seal
from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.rectification import wording
from shuping.apps.rectification.models import CommonProblem, Issue
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.rectification.archived import RoundAct
from shuping.core.rectification.states import CLOSED
from shuping.core.rectification.values import Problem, Wording

from .issues import insert, reword
from .rows import locked_organization, refuse_archived
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
    changed,
    collect,
    kept,
    latest,
    locked_rows,
    refuse_faults,
    refuse_long,
)

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle, Participant

SOURCE, DETAIL, CATEGORY, SCOPE, SEVERITY, CAUSE = "来源", "来源说明", "类别", "范围", "程度", "原因分析"
_FILL = (PROBLEM, SOURCE, DETAIL, CATEGORY, SCOPE, SEVERITY, CAUSE)
LAYOUT = Layout(
    "rectification.problems", (UNIT, NUMBER, *_FILL), (UNIT, NUMBER), _FILL, (20, 6, 48, 14, 26, 22, 10, 8, 38)
)
SCOPES = {"common": "共性问题", "individual": "个性问题"}
_LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow(SheetLine):
    """What one row brings: a new problem of a reporter, or another wording of one that stands there."""

    wording: Wording | None = None
    participant: "Participant | None" = None


@dataclass(frozen=True)
class Words:
    """The official words of the sheet and their codes, whatever the reader's language."""

    sources: Mapping[str, str]
    severities: Mapping[str, str]

    @classmethod
    def official(cls) -> "Words":
        """As the Chinese catalogue says them."""
        with translation.override("zh-hans"):
            return cls(
                {code: str(word) for code, word in wording.SOURCES.items()},
                {code: str(word) for code, word in wording.SEVERITIES.items()},
            )


def code_of(words: Mapping[str, str], head: str, word: str) -> str:
    """The code of a word of the sheet. Raises RuleError `rectification.unknown_word` (head, word)."""
    found = next((code for code, known in words.items() if known == word), None)
    if found is None:
        raise RuleError("rectification.unknown_word", head=head, word=word[:20])
    return found


def _open_rows(rows: QuerySet[Issue]) -> QuerySet[Issue]:
    found = rows.exclude(state__in=[state.value for state in CLOSED]).select_related("organization", "category")
    return found.order_by("organization__path", "number")


def state_of(issue: Issue) -> str:
    """A seal over a problem as the list holds it; the key is part of it, as numbers close up."""
    return seal(issue.pk, issue.revision, issue.state, issue.told_at is None)


def _cells(issue: Issue, words: Words) -> dict[str, object]:
    return {
        NUMBER: issue.number,
        PROBLEM: issue.text,
        SOURCE: words.sources.get(issue.source, issue.source),
        DETAIL: issue.source_detail,
        CATEGORY: f"{issue.category.code} {issue.category.name}" if issue.category else None,
        SCOPE: SCOPES["common" if issue.common else "individual"],
        SEVERITY: words.severities.get(issue.severity, issue.severity),
        CAUSE: issue.root_cause,
    }


def _units(reporters: Sequence["Participant"], issues: Sequence[Issue]) -> Units:
    """Those who report and those with a problem, also by the name of the roster."""
    units = Units([*(one.organization for one in reporters), *(issue.organization for issue in issues)])
    for one in reporters:
        units.add(one.organization_name, one.organization_id)
    return units


def problem_workbook(title: str, cycle: "Cycle", rows: QuerySet[Issue]) -> bytes:
    """The sheet of the problems of `rows` that can still be classified, then an empty line for each reporter."""
    issues, words = list(_open_rows(rows)), Words.official()
    reporters = list(cycles_api.reporters(cycle))
    units = _units(reporters, issues)
    body: list[tuple[str, Mapping[str, object]]] = [
        (state_of(issue), {UNIT: units.shown(issue.organization), **_cells(issue, words)}) for issue in issues
    ]
    body += [("", {UNIT: units.shown(one.organization)}) for one in reporters]
    return LAYOUT.workbook(title, str(cycle.pk), body)


def read_problem_list(cycle: "Cycle", rows: QuerySet[Issue], sheet: Iterable[SheetRow]) -> list[ProblemRow]:
    """Judge every row without writing; rows that say nothing new are kept as blank ones.

    `rows`: the problems of the round that the acting person keeps. Refusals: rectification.unknown_unit,
    .unit_unclear, .unknown_number, .row_changed (number, name, at), .repeated_row, .problem_missing, .unknown_word
    (head, word), .unknown_category (category), .delivered_text, .source_fixed, .repeated; base.text_too_long.
    """
    reading = _Reading(cycle, rows)
    return [reading.line(row) for row in sheet]


class _Reading:
    """What every row is held against."""

    def __init__(self, cycle: "Cycle", rows: QuerySet[Issue]) -> None:
        standing = list(_open_rows(rows))
        reporters = list(cycles_api.reporters(cycle))
        self.cycle = cycle
        self.units = _units(reporters, standing)
        self.reporters = {one.organization_id: one for one in reporters}
        self.standing = {(issue.organization_id, str(issue.number)): issue for issue in standing}
        self.codes = set(CommonProblem.objects.values_list("code", flat=True))
        self.texts = set(Issue.objects.filter(cycle=cycle).values_list("organization_id", "text"))
        self.words = Words.official()
        self.met: set[int] = set()

    def line(self, row: SheetRow) -> ProblemRow:
        """One row, judged."""
        if LAYOUT.untouched(row) or not (row.down or any(row.text(head) for head in LAYOUT.fill)):
            return ProblemRow(row=row)
        try:
            unit = self.units.find(row.text(UNIT)) or 0
        except RuleError as error:
            return ProblemRow(row=row, faults=(Fault(UNIT, error),))
        if not row.place(NUMBER):
            return self._new(row, unit)
        issue = self.standing.get((unit, row.place(NUMBER)))
        if issue is None:
            return ProblemRow(row=row, faults=(Fault(NUMBER, RuleError("rectification.unknown_number")),))
        if row.old(state_of(issue)):
            return ProblemRow(row=row, faults=(Fault(NUMBER, _overtaken(issue)),))
        return self._standing(row, issue)

    def _typed(self, row: SheetRow, faults: list[Fault]) -> Wording:
        """The words of a row; what cannot be read is added to `faults`."""
        category = (row.text(CATEGORY).split() or [""])[0]
        codes = {SCOPE: "individual", SEVERITY: "normal"}

        def judge(head: str, words: Mapping[str, str]) -> None:
            if row.text(head):
                codes[head] = code_of(words, head, row.text(head))

        collect(faults, SCOPE, lambda: judge(SCOPE, SCOPES))
        collect(faults, SEVERITY, lambda: judge(SEVERITY, self.words.severities))
        collect(faults, DETAIL, lambda: refuse_long(row.text(DETAIL), _LONGEST_DETAIL))
        if category and category not in self.codes:
            faults.append(Fault(CATEGORY, RuleError("rectification.unknown_category", category=category[:20])))
        if not row.text(PROBLEM):
            faults.append(Fault(PROBLEM, RuleError("rectification.problem_missing")))
        return Wording(
            text=row.text(PROBLEM),
            category=category,
            common=codes[SCOPE] == "common",
            root_cause=row.text(CAUSE),
            severity=codes[SEVERITY],
            source_detail=row.text(DETAIL),
        )

    def _standing(self, row: SheetRow, issue: Issue) -> ProblemRow:
        before, faults = _cells(issue, self.words), list[Fault]()
        changes = tuple(one for head in LAYOUT.fill for one in changed(head, before[head], row))
        if not changes:
            return ProblemRow(row=row)
        heads = {one.head for one in changes}
        typed = self._typed(row, faults)
        for wrong, head, code in (
            (issue.pk in self.met, NUMBER, "rectification.repeated_row"),
            (SOURCE in heads, SOURCE, "rectification.source_fixed"),
            (PROBLEM in heads and issue.told_at is not None, PROBLEM, "rectification.delivered_text"),
        ):
            if wrong:
                faults.append(Fault(head, RuleError(code)))
        self.met.add(issue.pk)
        meant = Wording(
            text=kept(issue.text, typed.text),
            category=typed.category,
            common=typed.common,
            root_cause=kept(issue.root_cause, typed.root_cause),
            severity=typed.severity,
            source_detail=kept(issue.source_detail, typed.source_detail),
        )
        return ProblemRow(
            row=row, issue=issue, state=state_of(issue), wording=meant, changes=changes, faults=tuple(faults)
        )

    def _new(self, row: SheetRow, unit: int) -> ProblemRow:
        participant, faults, source = self.reporters.get(unit), list[Fault](), [""]
        if participant is None:
            faults.append(Fault(UNIT, RuleError("rectification.unknown_unit")))
        typed = self._typed(row, faults)
        collect(faults, SOURCE, lambda: source.append(code_of(self.words.sources, SOURCE, row.text(SOURCE))))
        if (unit, typed.text) in self.texts:
            faults.append(Fault(PROBLEM, RuleError("rectification.repeated")))
        self.texts.add((unit, typed.text))
        problem = Problem(**asdict(typed), source=source[-1])
        changes = tuple(Change(head, "", row.text(head)) for head in LAYOUT.fill if row.text(head))
        return ProblemRow(row=row, wording=problem, participant=participant, changes=changes, faults=tuple(faults))


def _overtaken(issue: Issue) -> RuleError:
    acts = [
        audit_api.latest_act("rectification", issue),
        audit_api.latest_act("rectification.issue.imported", issue.cycle),
    ]
    return RuleError("rectification.row_changed", number=issue.number, **latest(acts))


@transaction.atomic
def bring_problems(*, cycle: "Cycle", lines: Sequence[ProblemRow], by: Actor, at: datetime) -> int:
    """Write every line that says something new and return how many; nothing if one is refused or was overtaken.

    Raises RuleError `rectification.archived`, `rectification.import_faulty` (numbers), `rectification.import_empty`,
    `rectification.row_changed` (number, name, at), `rectification.repeated_now` (number) where somebody has opened the
    same problem meanwhile.
    """
    refuse_archived(RoundAct.BRING_PROBLEMS, cycle)
    wanted = [line for line in lines if not line.blank]
    refuse_faults(wanted)
    units = {line.participant.organization_id: line.participant.organization for line in wanted if line.participant}
    for key in sorted(units):
        locked_organization(units[key])
    rows = locked_rows(wanted)
    opened = 0
    for line in wanted:
        if line.issue is not None:
            _reword(rows.get(line.issue.pk), line, line.issue)
        elif line.participant is not None and isinstance(line.wording, Problem):
            _open(cycle, line, line.participant, line.wording, by, at)
            opened += 1
    details = {"rows": len(wanted), "opened": opened, "changed": len(wanted) - opened}
    audit_api.record("rectification.issue.imported", by=by, at=at, about=cycle, details=details)
    return len(wanted)


def _reword(row: Issue | None, line: ProblemRow, seen: Issue) -> None:
    if row is None or state_of(row) != line.state:
        raise _overtaken(seen)
    if line.wording is not None:
        reword(row, line.wording)


def _open(
    cycle: "Cycle", line: ProblemRow, participant: "Participant", problem: Problem, by: Actor, at: datetime
) -> None:
    there = Issue.objects.filter(cycle=cycle, organization=participant.organization_id, text=problem.text)
    if there.exists():
        raise RuleError("rectification.repeated_now", number=line.row.number)
    insert(cycle=cycle, organization=participant.organization, participant=participant, problem=problem, by=by, at=at)
