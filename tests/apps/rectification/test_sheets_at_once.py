"""Two people bring the same sheet at the same moment."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shuping.apps.rectification.models import Issue, LogEntry, Measure
from shuping.apps.rectification.services import ledger_sheet, plan_sheet, problem_sheet
from shuping.apps.rectification.services.sheets import NUMBER, PROBLEM, UNIT, SheetRow
from tests.factories.world import make_world
from tests.journeys.test_two_people import race


@pytest.mark.feature("OPS-15")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_bring_the_same_sheet_one_is_told_that_the_other_was_quicker() -> None:
    world = make_world()
    at = datetime(2021, 1, 20, 2, 0, tzinfo=UTC)
    unit, cycle = world.own.organization, world.cycle
    rows = Issue.objects.filter(cycle=cycle, organization=unit)
    first, second = world.actor("clerk"), world.actor("reporter")
    office, head = world.actor("office"), world.actor("office_head")
    new = {UNIT: unit.name, problem_sheet.SOURCE: "述前核查", PROBLEM: "例会未按期召开"}

    def opened() -> Any:
        return problem_sheet.read_problem_list(cycle, rows, [SheetRow(3, new)])

    def planned() -> Any:
        cells = {plan_sheet.MEASURE: "每月一次", plan_sheet.OWNER: "干事", plan_sheet.MEASURE_DUE: "2021-06-30"}
        return plan_sheet.read_plan(rows, [SheetRow(3, {NUMBER: "1", **cells})])

    def told() -> Any:
        cells = {UNIT: unit.name, NUMBER: "1", ledger_sheet.PROGRESS: "已召开一次"}
        return ledger_sheet.read_ledger(rows, [SheetRow(3, cells)], lambda _unit: True)

    for title, act, read, people, of_unit, code in (
        ("problems", problem_sheet.bring_problems, opened, (office, head), {}, "rectification.repeated_now"),
        ("plan", plan_sheet.bring_plan, planned, (first, second), {"organization": unit}, "rectification.row_changed"),
        ("ledger", ledger_sheet.bring_ledger, told, (first, second), {}, "rectification.row_changed"),
    ):
        if title == "ledger":
            rows.update(state="in_progress")
        given = {"cycle": cycle, **of_unit, "at": at}
        mine, theirs = read(), read()
        outcome, _count = race(
            title,
            (people[0].name, lambda: act(lines=mine, by=people[0], **given)),  # noqa: B023  (run at once)
            (people[1].name, lambda: act(lines=theirs, by=people[1], **given)),  # noqa: B023
        )
        assert [refusal for refusal, _words in outcome.refusals] == [code], outcome
        if code == "rectification.row_changed":
            assert outcome.winners[0] in outcome.refusals[0][1]
    assert (rows.count(), Measure.objects.count(), LogEntry.objects.filter(kind="progress").count()) == (1, 1, 1)
