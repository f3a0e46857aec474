"""Case F of domain.md section 10 through the services, row by row and day by day."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from shuping.apps.audit.models import AuditEvent
from shuping.apps.rectification import api, queries
from shuping.apps.rectification.models import Issue
from shuping.apps.rectification.services import extensions, look_backs, sign_off
from shuping.core.errors import RuleError
from tests.apps.rectification.making import case_f, close, evidence, run
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def moment(month: int, day: int) -> datetime:
    return datetime(2021, month, day, 3, 0, tzinfo=UTC)


@pytest.mark.feature("REC-01")
def test_five_problems_of_four_sources_stand_on_one_sheet_and_the_plan_is_due_in_thirty_days(
    world: World, at: datetime
) -> None:
    sheet = case_f(world, at)
    assert sorted(issue.source for issue in sheet.issues) == ["ballot", "comment", "comment", "last_year", "self"]
    assert [issue.number for issue in sheet.issues] == [1, 2, 3, 4, 5]
    assert sheet.feedback.plan_due == date(2021, 2, 19)
    assert sheet.feedback.grade == "good"
    carried = next(issue for issue in sheet.issues if issue.source == "last_year")
    assert carried.parent is not None
    assert carried.parent.cycle == world.last_cycle
    assert carried.parent.state == "relapsed"
    assert carried.begun_on == date(2021, 1, 20)
    assert list(api.damage()) == []


@pytest.mark.feature("REC-08")
@pytest.mark.feature("REC-11")
def test_row_three_gets_until_15_may_because_it_was_approved_on_25_april(world: World, at: datetime) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    row = sheet.issues[2]
    request = extensions.ask_extension(
        issue=row,
        wanted_due_on=date(2021, 5, 15),
        reason="会议场地未落实",
        by=world.actor("reporter"),
        at=moment(4, 20),
    )
    extensions.answer_extension(request=request, approved=True, by=world.actor("office_head"), at=moment(4, 25))
    lines = {
        line.issue.pk: line for line in queries.ledger(Issue.objects.filter(cycle=world.cycle), on=date(2021, 5, 1))
    }
    assert lines[row.pk].issue.due_on == date(2021, 5, 15)
    assert lines[row.pk].issue.promised_due_on == date(2021, 4, 30)
    assert lines[row.pk].light == "green"
    assert lines[sheet.issues[0].pk].light == "red"
    assert list(api.damage()) == []


@pytest.mark.feature("REC-08")
def test_after_the_deadline_nothing_can_be_asked_or_granted_any_more(world: World, at: datetime) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    row = sheet.issues[2]
    request = extensions.ask_extension(
        issue=row,
        wanted_due_on=date(2021, 5, 15),
        reason="会议场地未落实",
        by=world.actor("reporter"),
        at=moment(4, 20),
    )
    with pytest.raises(RuleError) as late:
        extensions.answer_extension(request=request, approved=True, by=world.actor("office_head"), at=moment(5, 1))
    assert late.value.code == "rectification.deadline_passed"
    with pytest.raises(RuleError) as asked:
        extensions.ask_extension(
            issue=sheet.issues[3],
            wanted_due_on=date(2021, 5, 15),
            reason="来不及",
            by=world.actor("reporter"),
            at=moment(5, 1),
        )
    assert asked.value.code == "rectification.deadline_passed"
    row.refresh_from_db()
    assert row.due_on == date(2021, 4, 30)


@pytest.mark.feature("REC-05")
@pytest.mark.feature("REC-06")
@pytest.mark.feature("REC-12")
def test_row_one_is_returned_once_and_accepted_on_the_second_try_never_by_the_own_side(
    world: World, at: datetime
) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    row = sheet.issues[0]
    reporter, clerk, office = world.actor("reporter"), world.actor("clerk"), world.actor("office")
    with pytest.raises(RuleError) as bare:
        sign_off.request_sign_off(issue=row, statement="已整改", by=reporter, at=moment(4, 1))
    assert bare.value.code == "rectification.no_evidence"
    for title in ("会议纪要", "现场照片说明"):
        sign_off.attach_evidence(
            issue=row, evidence=evidence(world, moment(4, 1), title), claim="已落实", by=clerk, at=moment(4, 1)
        )
    first = sign_off.request_sign_off(issue=row, statement="已整改", by=reporter, at=moment(4, 2))
    for own in (reporter, clerk):
        with pytest.raises(RuleError) as refused:
            sign_off.accept_sign_off(request=first, by=own, at=moment(4, 3))
        assert refused.value.code in {"rectification.own_request", "rectification.own_row"}
    sign_off.return_sign_off(request=first, answer="佐证缺第四季度", by=office, at=moment(4, 5))
    row.refresh_from_db()
    assert row.state == "in_progress"
    second = sign_off.request_sign_off(issue=row, statement="已补齐", by=reporter, at=moment(4, 12))
    sign_off.accept_sign_off(request=second, answer="同意", by=office, at=moment(4, 14))
    row.refresh_from_db()
    assert row.state == "signed_off"
    assert row.signed_off_by_id == office.user_id
    assert [entry.kind for entry in row.log.all()][-4:] == [
        "sign_off_requested",
        "sign_off_returned",
        "sign_off_requested",
        "signed_off",
    ]
    with pytest.raises(RuleError) as twice:
        sign_off.accept_sign_off(request=second, by=world.actor("office_head"), at=moment(4, 15))
    assert twice.value.code == "rectification.already_answered"
    assert twice.value.params["name"] == office.name


@pytest.mark.feature("REC-07")
@pytest.mark.feature("REC-15")
@pytest.mark.feature("REC-16")
def test_one_of_four_closed_rows_is_drawn_and_its_relapse_opens_a_linked_row(world: World, at: datetime) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    for row in sheet.issues[:4]:
        close(world, row, moment(4, 10))
    office = world.actor("office")
    drawn = look_backs.draw_look_backs(
        cycle=world.cycle, planned_on=date(2021, 9, 1), seed="73951", by=office, at=moment(6, 1)
    )
    assert len(drawn) == 1
    assert drawn[0].drawn_from == 4
    look_backs.record_look_back(
        look_back=drawn[0],
        looked_on=date(2021, 9, 2),
        held=False,
        finding="例会又停了两次",
        voices="党员反映仍未召开",
        by=office,
        at=moment(9, 2),
    )
    drawn[0].refresh_from_db()
    assert drawn[0].voices == "党员反映仍未召开"
    again = Issue.objects.get(parent=drawn[0].issue)
    assert again.number == 6
    assert again.state == "planning"
    assert again.told_at is not None
    found = api.figures(world.cycle, world.own.organization, on=date(2021, 9, 3))
    assert (found.total, found.closed, found.recurred) == (6, 4, 1)
    assert found.recurrence == Fraction(1, 4)
    assert found.on_time_share == Fraction(1)
    assert list(api.damage()) == []
    with pytest.raises(RuleError) as twice:
        look_backs.record_look_back(
            look_back=drawn[0], looked_on=date(2021, 9, 3), held=True, finding="", by=office, at=moment(9, 3)
        )
    assert twice.value.code == "rectification.already_looked"
    assert office.name in str(twice.value.params["name"])


@pytest.mark.feature("REP-18")
def test_next_year_opens_with_the_open_and_found_again_rows_then_the_closed_ones(world: World, at: datetime) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    for row in sheet.issues[:4]:
        close(world, row, moment(4, 10))
    office = world.actor("office")
    [drawn] = look_backs.draw_look_backs(
        cycle=world.cycle, planned_on=date(2021, 9, 1), seed="73951", by=office, at=moment(6, 1)
    )
    look_backs.record_look_back(
        look_back=drawn, looked_on=date(2021, 9, 2), held=False, finding="又出现", by=office, at=moment(9, 2)
    )
    lines = api.lines_for_next_year(world.own.organization, world.cycle)
    origins = [line["origin"] for line in lines]
    again = Issue.objects.get(parent=drawn.issue)
    assert origins[:2] == [f"issue:{sheet.issues[4].pk}", f"issue:{again.pk}"]
    assert f"issue:{drawn.issue_id}" not in origins
    assert [line["state_then"] for line in lines[2:]] == ["已销号"] * 3
    assert lines[2]["promise"] == "全年研究党建4次"


def test_every_act_of_the_whole_case_leaves_exactly_one_row_in_the_chain(world: World, at: datetime) -> None:
    sheet = case_f(world, at)
    run(world, sheet, at)
    before = AuditEvent.objects.count()
    close(world, sheet.issues[0], at + timedelta(days=40))
    actions = list(AuditEvent.objects.order_by("number").values_list("action", flat=True))[before:]
    assert len(actions) == 4
    assert actions[-2:] == ["rectification.sign_off.requested", "rectification.sign_off.accepted"]
