"""Problems of the 民主生活会 from a table: judged row by row, then written all or none (REC-01, DOC-02)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.rectification.models import CommonProblem, Issue
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.rectification.archived import RoundAct
from shuping.core.rectification.values import Problem

from .issues import insert
from .rows import refuse_archived

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle, Participant

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "unit": ("单位", "党组织", "单位名称", "Unit"),
    "text": ("问题", "存在问题", "查摆问题", "Problem"),
    "category": ("类别", "问题类别", "Category"),
    "cause": ("原因", "原因分析", "Root cause"),
    "detail": ("来源", "来源说明", "Source"),
}


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One row of the table as read. `fault` is a code of the wording, empty where the row can be written."""

    number: int
    unit: str
    text: str
    category: str = ""
    cause: str = ""
    detail: str = ""
    participant: "Participant | None" = None
    fault: str = ""


def _value(record: Mapping[str, object], key: str) -> str:
    for name in COLUMNS[key]:
        if record.get(name) is not None:
            return str(record[name]).strip()
    return ""


def read_problems(cycle: "Cycle", records: Iterable[tuple[int, Mapping[str, object]]]) -> list[ProblemLine]:
    """Judge every row without writing: the unit must report in this round, the problem must stand there.

    `records` as `adapters.sheets` gives them: (row number, {column: value}). Columns: 单位, 问题, and if present 类别
    (code of the dictionary), 原因, 来源. Faults: rectification.unknown_unit, .problem_missing, .unknown_category,
    .repeated.
    """
    units: dict[str, Participant] = {}
    for participant in cycle.participants.filter(exempt_reason="", left_reason="").select_related("organization"):
        organization = participant.organization
        names = {participant.organization_name, organization.name, organization.short_name, organization.code}
        units.update(dict.fromkeys((name for name in names if name), participant))
    codes = set(CommonProblem.objects.values_list("code", flat=True))
    seen = set(Issue.objects.filter(cycle=cycle, source="life_meeting").values_list("organization_id", "text"))
    lines = []
    for number, record in records:
        unit, text, category = (_value(record, key) for key in ("unit", "text", "category"))
        found = units.get(unit)
        key = (found.organization_id if found else 0, text)
        fault = _fault(found, text, category, codes)
        if not fault and key in seen:
            fault = "rectification.repeated"
        seen.add(key)
        lines.append(
            ProblemLine(
                number,
                unit,
                text,
                category,
                _value(record, "cause"),
                _value(record, "detail"),
                found,
                fault,
            )
        )
    return lines


def _fault(found: "Participant | None", text: str, category: str, codes: set[str]) -> str:
    if found is None:
        return "rectification.unknown_unit"
    if not text:
        return "rectification.problem_missing"
    if category and category not in codes:
        return "rectification.unknown_category"
    return ""


@transaction.atomic
def import_life_meeting(*, cycle: "Cycle", lines: Sequence[ProblemLine], by: Actor, at: datetime) -> list[Issue]:
    """Write every line as a problem with source life_meeting; nothing if one line has a fault.

    Raises RuleError `rectification.archived`, `rectification.import_faulty` (numbers) or `rectification.import_empty`.
    """
    refuse_archived(RoundAct.IMPORT_LIFE_MEETING, cycle)
    faulty = [str(line.number) for line in lines if line.fault]
    if faulty:
        raise RuleError("rectification.import_faulty", numbers="、".join(faulty[:20]))
    if not lines:
        raise RuleError("rectification.import_empty")
    issues = [
        insert(
            cycle=cycle,
            organization=line.participant.organization,
            participant=line.participant,
            problem=Problem(
                text=line.text,
                source="life_meeting",
                source_detail=line.detail,
                category=line.category,
                root_cause=line.cause,
            ),
            by=by,
            at=at,
        )
        for line in lines
        if line.participant is not None
    ]
    audit_api.record(
        "rectification.issue.imported",
        by=by,
        at=at,
        about=cycle,
        details={"source": "life_meeting", "rows": len(issues)},
    )
    return issues
