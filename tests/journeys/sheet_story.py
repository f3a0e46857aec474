"""The sheets' part of the story in which processes die (killing.py): problem list, plan and ledger taken over."""

from importlib import import_module
from typing import Any

ACTS = {
    "shuping.apps.rectification.services.problem_sheet": ("bring_problems",),
    "shuping.apps.rectification.services.plan_sheet": ("bring_plan",),
    "shuping.apps.rectification.services.ledger_sheet": ("bring_ledger",),
}


def tell(world: Any) -> None:
    """Two problems typed in, planned with two measures, one of them done."""
    from shuping.apps.rectification.models import Issue  # noqa: PLC0415
    from shuping.apps.rectification.services.sheets import NUMBER, PROBLEM, UNIT, SheetRow  # noqa: PLC0415
    from tests.apps.assessments import scene  # noqa: PLC0415

    problems, plan, ledger = (import_module(name) for name in ACTS)
    office, clerk, given = world.actor("office"), world.actor("clerk"), {"at": scene.AT}
    unit = world.own.organization
    rows = Issue.objects.filter(cycle=world.cycle, organization=unit)
    new = {UNIT: unit.name, problems.SOURCE: "述前核查"}
    typed = [SheetRow(place, {**new, PROBLEM: f"问题{place}未解决"}) for place in (3, 4)]
    lines = problems.read_problem_list(world.cycle, rows, typed)
    problems.bring_problems(cycle=world.cycle, lines=lines, by=office, **given)

    first, second = rows.filter(text__endswith="未解决").order_by("number")
    cells = {plan.MEASURE: "每季度研究", plan.OWNER: "干事", plan.MEASURE_DUE: "2021-06-30", plan.AIM: "全年4次"}
    cells |= {plan.LEADER: "书记", plan.DEPARTMENT: "党委办公室", plan.DUE: "2021-06-30"}
    filled = [SheetRow(3 + place, {NUMBER: str(one.number), **cells}) for place, one in enumerate((first, second))]
    unit_of = {"cycle": world.cycle, "organization": unit}
    plan.bring_plan(**unit_of, lines=plan.read_plan(rows, filled), by=clerk, **given)

    Issue.objects.filter(pk__in=[first.pk, second.pk]).update(state="in_progress", told_at=scene.AT)
    place = {UNIT: unit.name, NUMBER: str(first.number), ledger.MEASURE_NUMBER: "1"}
    done = {ledger.DONE_ON: "2021-01-20", ledger.RESULT: "纪要1份", ledger.PROGRESS: "已研究一次"}
    lines = ledger.read_ledger(rows, [SheetRow(3, {**place, **done})], lambda _unit: True)
    ledger.bring_ledger(cycle=world.cycle, lines=lines, by=clerk, **given)
