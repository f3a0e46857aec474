"""A report's way through draft, hand-in, return and approval, by the right people only."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from shuping.apps.audit.models import AuditEvent
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.models import KeyDate
from shuping.apps.reports import api as reports_api
from shuping.apps.reports.models import LastYearLine, Report, ReportVersion
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from tests.apps.reports.conftest import LINES, SECTIONS, Desk

DUE = datetime(2021, 1, 25, 9, 0, tzinfo=UTC)  # 17:00 in Shanghai


def refused(code: str) -> pytest.RaisesExc[RuleError]:
    return pytest.raises(RuleError, check=lambda error: error.code == code)


@pytest.mark.feature("REP-01")
def test_each_reporter_owes_a_written_text_and_on_the_spot_a_spoken_one_too(desk: Desk) -> None:
    kinds = Report.objects.values_list("participant__organization_name", "kind")
    assert sorted(kinds) == sorted([("测试甲中心", "written"), ("测试甲中心", "spoken"), ("测试乙中心", "written")])


def test_a_sheet_of_self_evaluation_is_owed_where_the_rules_limit_one(desk: Desk) -> None:
    rules = desk.world.cycle.rule_set
    rules.body["report"] = {**rules.body.get("report", {}), "self_evaluation_max": 600}
    rules.save()
    participant = cycles_api.Participant.objects.get(pk=desk.world.other.participant.pk)
    opened = reports_api.open_reports(participant, by=desk.actor("office"), at=desk.at)
    assert [report.kind for report in opened] == ["written", "self_evaluation"]


@pytest.mark.feature("REP-18")
def test_last_years_lines_are_inserted_once_and_carry_their_origin(desk: Desk) -> None:
    again = [*LINES, {"problem": "新的一条", "origin": "issue:3"}]
    reports_api.open_reports(desk.world.own.participant, again, by=desk.actor("office"), at=desk.at)
    lines = LastYearLine.objects.values_list("number", "problem", "origin")
    assert list(lines) == [(1, "学习不够深入", "issue:1"), (2, "活动形式单一", "issue:2"), (3, "新的一条", "issue:3")]


@pytest.mark.feature("REP-06")
def test_the_clerk_drafts_and_prepares_the_reporter_confirms_and_hands_in(desk: Desk) -> None:
    report = desk.write()
    reports_api.prepare(report=report, by=desk.actor("clerk"), at=desk.at)
    with refused("reports.only_reporter_hands_in"):
        reports_api.submit(report=report, confirmed=True, revision=report.revision, by=desk.actor("clerk"), at=desk.at)
    with refused("reports.not_confirmed"):
        reports_api.submit(
            report=report, confirmed=False, revision=report.revision, by=desk.actor("reporter"), at=desk.at
        )
    report = desk.hand_in()
    assert (report.state, report.round_number, report.late) == ("submitted", 1, False)
    version = report.versions.get()
    assert (version.submitted, version.user) == (True, desk.world.user("reporter"))
    assert version.sections["last_year"] == "已补课四次。\n已换三种形式。"
    assert version.length == sum(
        1 for text in [*SECTIONS.values(), "已补课四次已换三种形式"] for sign in text if sign.isalnum()
    )


@pytest.mark.feature("REP-06")
def test_another_secretary_cannot_hand_in_even_with_the_role(desk: Desk) -> None:
    report = desk.write()
    with refused("reports.only_reporter_hands_in"):
        reports_api.submit(
            report=report,
            confirmed=True,
            revision=report.revision,
            by=desk.actor("reporter", "other"),
            at=desk.at,
        )


def test_what_was_changed_is_no_longer_prepared(desk: Desk) -> None:
    report = reports_api.prepare(report=desk.write(), by=desk.actor("clerk"), at=desk.at)
    assert report.prepared_by == desk.world.user("clerk")
    assert desk.write(problems="另一个问题。").prepared_at is None


@pytest.mark.feature("REP-17")
@pytest.mark.feature("REP-18")
def test_refusing_checks_stop_the_hand_in_and_nothing_is_written(desk: Desk) -> None:
    report = desk.report()
    reports_api.save_draft(
        report=report,
        title="",
        sections={**SECTIONS, "causes": ""},
        answers={1: "已补课。"},
        revision=report.revision,
        by=desk.actor("clerk"),
        at=desk.at,
    )
    with refused("reports.refused_by_checks") as refusal:
        desk.hand_in()
    assert [finding.code for finding in refusal.value.params["findings"]] == [
        "reports.causes_missing",
        "reports.last_year_unanswered",
    ]
    assert "2" in sentence(refusal.value)
    assert not ReportVersion.objects.exists()
    assert desk.report().state == "draft"


@pytest.mark.feature("REP-02")
@pytest.mark.parametrize(
    ("minutes", "grace", "extended", "late"),
    [
        (0, 0, False, False),
        (0.5, 0, False, False),
        (1, 0, False, True),
        (1, 5, False, False),
        (6, 5, False, True),
        (60, 0, True, False),
    ],
)
def test_case_c_one_minute_past_the_deadline_is_late_grace_and_extension_considered(
    desk: Desk, minutes: float, grace: int, extended: bool, late: bool
) -> None:
    KeyDate.objects.filter(cycle=desk.world.cycle, kind="report_due").update(due_at=DUE, grace_minutes=grace)
    if extended:
        desk.world.own.participant.extensions.create(
            kind="report_due", due_at=DUE + timedelta(days=1), reason="住院", granted_at=desk.at
        )
    desk.write()
    report = desk.hand_in(at=DUE + timedelta(minutes=minutes))
    assert report.late is late
    assert list(reports_api.damage()) == []


@pytest.mark.feature("REP-02")
def test_a_hand_in_is_withdrawn_until_the_deadline_and_frozen_after(desk: Desk) -> None:
    desk.write()
    report = reports_api.withdraw(report=desk.hand_in(), by=desk.actor("reporter"), at=DUE)
    assert (report.state, report.round_number, report.submitted_at) == ("draft", 0, None)
    assert report.versions.get().withdrawn_at == DUE
    desk.write(problems="我抓支部建设不细，记录也不全，问题一直拖着。")
    report = desk.hand_in(at=DUE)
    with refused("reports.too_late_to_withdraw"):
        reports_api.withdraw(report=report, by=desk.actor("reporter"), at=DUE + timedelta(minutes=1))
    assert list(reports_api.damage()) == []


@pytest.mark.feature("REP-05")
def test_every_round_of_return_keeps_its_version_and_its_reason(desk: Desk) -> None:
    for reason in ("问题不具体", "原因太浅", "措施没有时限", "数字有误"):
        desk.write()
        desk.hand_in()
        assert desk.give_back(reason=reason).state == "returned"
    desk.write()
    report = desk.hand_in()
    assert report.round_number == 5
    versions = list(report.versions.all())
    assert [review.comment for version in versions for review in version.reviews.all()] == [
        "问题不具体",
        "原因太浅",
        "措施没有时限",
        "数字有误",
    ]
    assert [finding["code"] for finding in versions[-1].findings] == ["reports.many_rounds"]
    assert [finding["code"] for finding in versions[2].findings] == []


@pytest.mark.feature("REP-05")
def test_a_return_needs_a_reason(desk: Desk) -> None:
    desk.write()
    with refused("reports.reason_missing"):
        reports_api.return_report(report=desk.hand_in(), reason=" ", by=desk.actor("office"), at=desk.at)


def test_who_reworks_after_the_deadline_is_not_late_for_it(desk: Desk) -> None:
    desk.write()
    desk.hand_in()
    desk.give_back()
    desk.write()
    assert desk.hand_in(at=DUE + timedelta(days=1)).late is False


def test_two_reviewers_at_once_the_second_is_told_who_was_first(desk: Desk) -> None:
    desk.write()
    report = desk.hand_in()
    reports_api.approve(report=report, by=desk.actor("office"), at=desk.at)
    with refused("reports.cannot_approve") as refusal:
        reports_api.approve(report=report, by=desk.actor("office_head"), at=desk.at)
    assert str(desk.world.user("office")) in sentence(refusal.value)


def test_a_reviewer_who_read_an_older_version_is_told(desk: Desk) -> None:
    desk.write()
    report = desk.hand_in()
    reports_api.withdraw(report=report, by=desk.actor("reporter"), at=desk.at)
    desk.write(problems="我的问题是支部工作抓得不细，要求不严。")
    report = desk.hand_in()
    with refused("reports.newer_version"):
        reports_api.approve(report=report, version=1, by=desk.actor("office"), at=desk.at)


def test_two_writers_at_once_are_told_loudly_and_nothing_is_overwritten(desk: Desk) -> None:
    stale = desk.report()
    desk.write(problems="干事先写的问题。")
    with refused("reports.stale") as refusal:
        reports_api.save_draft(
            report=stale,
            title="",
            sections=SECTIONS,
            revision=stale.revision,
            by=desk.actor("reporter"),
            at=desk.at,
        )
    assert str(desk.world.user("clerk")) in sentence(refusal.value)
    assert desk.report().draft_sections["problems"] == "干事先写的问题。"


def test_a_report_handed_in_cannot_be_changed(desk: Desk) -> None:
    desk.write()
    desk.hand_in()
    with refused("reports.cannot_save"):
        desk.write(problems="偷偷改。")


def test_final_texts_stay_until_the_round_goes_back(desk: Desk) -> None:
    desk.approved()
    office = desk.actor("office_head")
    assert reports_api.finalise(desk.world.cycle, by=office, at=desk.at) == 1
    assert desk.report().state == "final"
    with refused("reports.cannot_return"):
        desk.give_back()
    assert reports_api.unfinalise(desk.world.cycle, by=office, at=desk.at) == 1
    assert desk.give_back().state == "returned"


def test_nothing_is_written_outside_the_preparation(desk: Desk) -> None:
    desk.world.cycle.stage = "materials_locked"
    desk.world.cycle.save()
    with refused("cycles.not_now"):
        desk.write()


def test_who_left_the_round_hands_nothing_in(desk: Desk) -> None:
    participant = desk.world.own.participant
    participant.left_reason = "调离"
    participant.save()
    with refused("reports.no_longer_reports"):
        desk.write()


@pytest.mark.feature("REP-03")
def test_a_version_kept_by_the_unit_is_numbered_and_not_a_hand_in(desk: Desk) -> None:
    report = desk.write()
    reports_api.keep_version(report=report, by=desk.actor("clerk"), at=desk.at)
    desk.hand_in()
    assert list(report.versions.values_list("number", "submitted", "round_number")) == [(1, False, 0), (2, True, 1)]


def test_each_act_leaves_exactly_one_row_in_the_audit(desk: Desk) -> None:
    before = AuditEvent.objects.count()
    desk.approved()
    actions = list(AuditEvent.objects.filter(number__gt=before).order_by("number").values_list("action", flat=True))
    assert actions == ["reports.draft_saved", "reports.handed_in", "reports.approved"]


def test_facts_name_who_is_missing_what(desk: Desk) -> None:
    own, other = str(desk.world.own.participant), str(desk.world.other.participant)
    facts = reports_api.facts(desk.world.cycle)
    assert facts.without_approved_written == (own, other)
    assert facts.without_approved_spoken == (own,)
    assert facts.last_year_unanswered == (own,)
    assert facts.without_comment_problem == (own, other)
    for whose, kind in (("own", "written"), ("own", "spoken"), ("other", "written")):
        desk.approved(whose, kind)
    for unit in (desk.world.own, desk.world.other):
        reports_api.write_outline(
            participant=unit.participant,
            good=["有特色"],
            problems=["抓得不细"],
            requirements=[],
            revision=0,
            by=desk.actor("office"),
            at=desk.at,
        )
    assert reports_api.facts(desk.world.cycle) == type(facts)()


def test_progress_shows_the_text_furthest_behind(desk: Desk) -> None:
    desk.approved()
    found = reports_api.progress(desk.world.cycle)[desk.world.own.participant.pk]
    assert (found.state, found.round_number, found.submitted_at) == ("draft", 1, desk.at)
    assert [(one.kind, one.state) for one in found.kinds] == [("written", "approved"), ("spoken", "draft")]


def test_the_approved_text_is_what_was_handed_in(desk: Desk) -> None:
    participant = desk.world.own.participant
    assert reports_api.approved_text(participant) is None
    assert reports_api.sections_of(participant) == {}
    desk.approved()
    text = reports_api.approved_text(participant)
    assert text is not None
    assert (text.title, text.number, text.sections["plans"]) == ("述职报告", 1, SECTIONS["plans"])
    assert [answer["answer"] for answer in text.answers] == ["已补课四次。", "已换三种形式。"]
    assert reports_api.sections_of(participant)["problems"] == SECTIONS["problems"]


def test_the_archive_holds_the_approved_texts_and_a_wipe_leaves_nothing(desk: Desk) -> None:
    desk.approved()
    kept = reports_api.archive(desk.world.cycle)
    assert [text["kind"] for text in kept["reports"]] == ["written"]  # type: ignore[attr-defined]
    reports_api.wipe(desk.world.cycle)
    assert not Report.objects.exists()
    assert not LastYearLine.objects.exists()


def test_texts_of_reporters_added_later_are_opened(desk: Desk) -> None:
    other = desk.world.other.participant
    other.mode = "on_the_spot"
    other.save()
    assert reports_api.open_missing_reports(cycle=desk.world.cycle, by=desk.actor("office"), at=desk.at) == 1
    assert desk.report("other", "spoken").state == "draft"


def test_what_waits_follows_the_state_of_the_text(desk: Desk) -> None:
    def kinds(role: str) -> list[str]:
        return [line.kind for line in reports_api.waiting(desk.actor(role), on=desk.at.date())]

    assert kinds("clerk") == ["reports.write", "reports.write"]
    reports_api.prepare(report=desk.write(), by=desk.actor("clerk"), at=desk.at)
    assert kinds("reporter") == ["reports.confirm", "reports.write"]
    assert kinds("clerk") == ["reports.write"]
    desk.hand_in()
    assert kinds("office") == ["reports.review", "reports.outline"]
    desk.give_back()
    assert kinds("clerk") == ["reports.rework", "reports.write"]
    assert kinds("delegate") == kinds("member") == []


def test_an_account_that_belongs_to_nobody_hands_in_for_nobody(desk: Desk) -> None:
    report, nobody = desk.write(), replace(desk.actor("reporter"), person_id=None)
    with refused("reports.only_reporter_hands_in"):
        reports_api.submit(report=report, confirmed=True, revision=report.revision, by=nobody, at=desk.at)
