"""The way of a unit from the scheme to the confirmed total, what is refused on it, and what stays on record."""

from datetime import date
from decimal import Decimal

import pytest

from shuping.apps.accounts.models import ConflictDeclaration
from shuping.apps.assessments import api
from shuping.apps.assessments.models import Deduction, DeductionStep, Finding, Scheme, Sending, UnitAssessment, Visit
from shuping.apps.assessments.services.checking import Receipt
from shuping.apps.audit.models import AuditEvent
from shuping.apps.organization.models import Leadership
from shuping.apps.reports import api as reports_api
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role
from tests.apps.assessments import scene
from tests.factories.world import World

pytestmark = pytest.mark.django_db
AT = scene.AT


def refused(act: object, **given: object) -> RuleError:
    """The refusal of an act."""
    with pytest.raises(RuleError) as error:
        act(**given)  # type: ignore[operator]
    return error.value


# ---- schemes --------------------------------------------------------------------


@pytest.mark.feature("CYC-06", "CYC-07")
def test_a_scheme_is_locked_by_its_first_use_and_changed_in_a_new_version(world: World) -> None:
    office = world.actor(Role.OFFICE)
    row = scene.make_scheme(world)
    given = {"name": row.name, "unit_class": "", "source": "方案", "by": office, "at": AT}
    wrong = {**row.body, "groups": row.body["groups"][:4]}
    error = refused(api.edit_scheme, scheme=row, revision=0, body=wrong, **given)
    assert error.code == "assessments.scheme_faulty"
    row = api.edit_scheme(scheme=row, revision=0, body=row.body, **given)
    assert refused(api.edit_scheme, scheme=row, revision=0, body=row.body, **given).code == "assessments.stale"
    api.open_assessment(cycle=world.cycle, schemes=[row], self_due=date(2021, 1, 25), by=office, at=AT)
    row.refresh_from_db()
    assert row.locked_at == AT
    assert len(row.digest) == 64
    error = refused(api.edit_scheme, scheme=row, revision=row.revision, body=row.body, **given)
    assert error.code == "assessments.scheme_locked"
    new = api.next_version(scheme=row, by=office, at=AT)
    assert (new.version, new.based_on, new.locked_at) == (2, row, None)
    assert list(api.damage()) == []


@pytest.mark.feature("EVA-17")
def test_each_unit_class_gets_its_scheme_and_a_class_without_one_is_named(world: World) -> None:
    office = world.actor(Role.OFFICE)
    highway = scene.make_scheme(world, "公路局", unit_class="highway")
    college = scene.make_scheme(world, "院校", unit_class="college")
    given = {"cycle": world.cycle, "self_due": date(2021, 1, 25), "by": office, "at": AT}
    error = refused(api.open_assessment, schemes=[college], **given)
    assert (error.code, error.params["unit"]) == ("assessments.no_scheme_for", "测试甲中心")
    again = scene.make_scheme(world, "公路局二", unit_class="highway")
    assert refused(api.open_assessment, schemes=[highway, again], **given).code == "assessments.two_schemes"
    made = api.open_assessment(schemes=[highway, college], **given)
    assert {one.scheme for one in made.units.all()} == {highway}
    assert not Scheme.objects.get(pk=college.pk).locked_at


# ---- self score --------------------------------------------------------------------


@pytest.mark.feature("EVA-17", "REP-20")
def test_a_self_score_refers_to_evidence_that_lies_in_the_library(world: World) -> None:
    piece, clerk = scene.figures_of_attendance(world), world.actor(Role.CLERK)
    row = scene.unit(world)
    own = api.attach_evidence(unit=row, indicator="3.1", evidence=piece.pk, by=clerk, at=AT)
    assert reports_api.evidence_for(f"self_score:{own.pk}") == [piece]
    other = world.actor(Role.CLERK, "other")
    theirs = scene.unit(world, "other")
    error = refused(api.attach_evidence, unit=theirs, indicator="3.1", evidence=piece.pk, by=other, at=AT)
    assert error.code == "reports.no_such_evidence"
    scene.hand_in(world)
    assert scene.unit(world).state == "handed_in"
    facts = api.facts_for_outline(world.cycle, world.own.organization.pk)
    assert [one.text for one in facts.of("good")] == [
        "组织生活正常、真实：出席率由82%到96%（佐证：组织生活出席统计，来源：支部台账）"
    ]


def test_a_draft_may_have_gaps_but_what_is_handed_in_may_not(world: World) -> None:
    row, clerk = scene.unit(world), world.actor(Role.CLERK)
    given = {"unit": row, "points": {"1.1": "7.5"}, "statements": {}, "summary": "", "by": clerk, "at": AT}
    assert refused(api.save_self_score, revision=0, hand_in=True, **given).code == "assessments.self_score_missing"
    row = api.save_self_score(revision=0, **given)
    assert refused(api.save_self_score, revision=0, **given).code == "assessments.stale"
    assert row.self_scores.get(key="1.1").points == Decimal("7.5")
    scene.hand_in(world)
    error = refused(api.save_self_score, revision=2, **given)
    assert (error.code, error.params["who"]) == ("assessments.handed_in_already", "干事1")
    api.return_self_score(unit=row, reason="3.1无结果", by=world.actor(Role.OFFICE), at=AT)
    assert scene.unit(world).returned_reason == "3.1无结果"


# ---- groups --------------------------------------------------------------------


@pytest.mark.feature("EVA-18", "ORG-11")
def test_nobody_is_drawn_for_the_own_the_contact_or_the_supervised_unit(world: World) -> None:
    scene.opened(world)
    Leadership.objects.create(
        leader_id=world.actor("discipline").person_id,
        organization=world.own.organization,
        kind="contact",
        valid_from=date(2020, 1, 1),
    )
    ConflictDeclaration.objects.create(
        person_id=world.actor("office").person_id,
        organization=world.own.organization,
        ground="亲属",
        declared_on=date(2020, 1, 1),
    )
    users = [world.user("discipline"), world.user("office"), world.user("clerk", "own"), world.user("clerk", "other")]
    given = {"assessment": scene.opened(world), "seed": "3", "by": world.actor(Role.OFFICE), "at": AT}
    error = refused(api.draw_groups, people=users[:3], groups=3, **given)
    assert (error.code, error.params["unit"]) == ("assessments.nobody_may_check", "测试甲中心")
    groups = api.draw_groups(people=users, groups=4, **given)
    visited = {
        member.user: [visit.unit.participant for visit in group.visits.all()]
        for group in groups
        for member in group.members.all()
    }
    assert visited[users[3]] == [world.own.participant]
    assert sum(world.other.participant in units for units in visited.values()) == 1
    event = AuditEvent.objects.get(action="assessments.groups.drawn")
    assert event.details["seed"] == "3"
    assert len(event.details["groups"]) == 4
    again = api.draw_groups(people=users, groups=4, **given)
    drawn = [[member.user_id for member in group.members.order_by("id")] for group in again]
    assert drawn == [group["people"] for group in event.details["groups"]]


@pytest.mark.feature("EVA-18")
def test_nobody_is_visited_twice_without_a_reason(world: World) -> None:
    visit = scene.visit(world)
    assert (visit.covers_annual, visit.covers_check) == (True, True)
    given = {"unit": visit.unit, "group": visit.group, "planned_on": scene.DAY, "by": world.actor("office"), "at": AT}
    assert refused(api.plan_visit, **given).code == "assessments.visited_twice"
    second = api.plan_visit(again_reason="首次核查后收到信访", **given)
    assert list(api.damage()) == []
    Visit.objects.filter(pk=second.pk).update(again_reason="")
    Visit.objects.filter(pk=visit.pk).update(again_reason="")
    assert "visited twice without a reason" in " ".join(api.damage())


def test_a_group_with_somebody_barred_takes_over_no_visit(world: World) -> None:
    scene.draw(world, ("office",), 1)
    visit = Visit.objects.get(unit=scene.unit(world))
    group = visit.group
    group.members.create(user=world.user("clerk", "own"))
    error = refused(api.set_visit, visit=visit, group=group, planned_on=scene.DAY, by=world.actor("office"), at=AT)
    assert error.code == "assessments.group_barred"


# ---- on site --------------------------------------------------------------------


@pytest.mark.feature("EVA-17")
def test_the_same_form_twice_is_one_and_a_grown_form_brings_only_what_is_new(world: World) -> None:
    visit, by = scene.visit(world), world.actor(Role.DISCIPLINE)
    first = scene.entry()
    given = {"visit": visit, "client_id": "phone-0001", "by": by, "at": AT}
    assert api.receive_form(deductions=[first], **given) == _receipt(1, 0, 0)
    assert api.receive_form(deductions=[first], **given) == _receipt(0, 0, 1)
    grown = [scene.entry(fact="三季度缺会3次"), scene.entry("d-1.1", "1.1", "1")]
    assert api.receive_form(deductions=grown, **given) == _receipt(1, 1, 0)
    assert list(Deduction.objects.values_list("key", "fact", "points")) == [
        ("3.1", "三季度缺会3次", Decimal(2)),
        ("1.1", "三季度缺会2次", Decimal(1)),
    ]
    assert (Sending.objects.get().times, Sending.objects.get().entries) == (3, 2)
    api.finish_visit(visit=visit, by=by, at=AT)
    # The answer to the last sending was lost: it arrives once more, brings nothing, and is not refused.
    assert api.receive_form(deductions=grown, **given) == _receipt(0, 0, 2)
    late = refused(api.receive_form, deductions=[scene.entry("d-2.1", "2.1", "1")], **given)
    assert late.code == "assessments.visit_done"
    assert list(api.damage()) == []


def _receipt(new: int, corrected: int, same: int) -> object:
    return Receipt(new, corrected, same)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fact": "  "}, "assessments.fact_missing"),
        ({"place": ""}, "assessments.place_missing"),
        ({"happened_on": date(2021, 1, 21)}, "assessments.in_the_future"),
        ({"key": "9.9"}, "assessments.unknown_key"),
        ({"points": "11"}, "assessments.points_outside"),
        ({"method": "dream"}, "assessments.unknown_method"),
        ({"line": "x y"}, "assessments.bad_sending"),
    ],
)
def test_an_entry_without_a_ground_keeps_the_whole_form_out(
    world: World, changes: dict[str, object], code: str
) -> None:
    visit = scene.visit(world)
    rows = [scene.entry("d-1.1", "1.1", "1"), scene.entry(**changes)]  # type: ignore[arg-type]
    given = {"visit": visit, "client_id": "phone-0001", "by": world.actor(Role.DISCIPLINE), "at": AT}
    assert refused(api.receive_form, deductions=rows, **given).code == code
    assert not Deduction.objects.exists()


@pytest.mark.feature("EVA-18")
def test_a_finding_keeps_the_sentence_with_its_version_and_place(world: World) -> None:
    row = scene.one_finding(world)
    assert (row.sentence, row.section, row.verdict) == ("谈心谈话做到全覆盖。", "achievements", "partly")
    assert row.version.sections[row.section][row.start : row.end] == row.sentence
    facts = api.facts_for_outline(world.cycle, world.own.organization.pk)
    assert [one.text for one in facts.of("problem")] == [
        "报告称“谈心谈话做到全覆盖。”，核查部分属实：抽查10人，谈过6人（2021-01-18）"
    ]
    api.withdraw_finding(finding=row, reason="对象选错", by=world.actor(Role.OFFICE), at=AT)
    assert api.facts_for_outline(world.cycle, world.own.organization.pk).items == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fact": ""}, "assessments.fact_missing"),
        ({"method": ""}, "assessments.method_missing"),
        ({"verdict": "maybe"}, "assessments.unknown_verdict"),
    ],
)
def test_a_finding_that_says_too_little_is_refused(world: World, changes: dict[str, object], code: str) -> None:
    scene.report(world)
    visit = scene.visit(world)
    row = scene.finding(world, **changes)  # type: ignore[arg-type]
    given = {"visit": visit, "client_id": "phone-0001", "by": world.actor(Role.DISCIPLINE), "at": AT}
    assert refused(api.receive_form, findings=[row], **given).code == code


def test_a_sentence_of_another_unit_or_another_place_is_refused(world: World) -> None:
    scene.report(world)
    scene.report(world, "other")
    visit = scene.visit(world)
    theirs = scene.finding(world, whose="other")
    given = {"visit": visit, "client_id": "phone-0001", "by": world.actor(Role.DISCIPLINE), "at": AT}
    assert refused(api.receive_form, findings=[theirs], **given).code == "assessments.no_such_sentence"
    mine = scene.finding(world)
    moved = api.FindingEntry(
        mine.line,
        mine.aspect,
        mine.version_id,
        mine.section,
        mine.start + 1,
        mine.end,
        "partly",
        "phone",
        "x",
        scene.DAY,
    )
    assert refused(api.receive_form, findings=[moved], **given).code == "assessments.no_such_sentence"
    assert not Finding.objects.exists()


@pytest.mark.feature("ORG-11")
def test_whoever_must_stand_aside_enters_nothing_and_judges_nothing(world: World) -> None:
    visit = scene.visit(world)
    clerk = world.actor(Role.CLERK)  # of the very unit, by whatever way in the group
    given = {"visit": visit, "client_id": "phone-0001", "deductions": [scene.entry()], "at": AT}
    assert refused(api.receive_form, by=clerk, **given).code == "accounts.conflict"
    Leadership.objects.create(
        leader_id=world.actor("office").person_id,
        organization=world.own.organization,
        kind="supervising",
        valid_from=date(2020, 1, 1),
    )
    office = world.actor(Role.OFFICE)
    assert refused(api.receive_form, by=office, **given).code == "assessments.related_unit"
    assert refused(api.deliver, unit=scene.unit(world), by=office, at=AT).code == "assessments.related_unit"


# ---- answers --------------------------------------------------------------------


@pytest.mark.feature("EVA-17")
def test_a_disputed_deduction_is_lowered_confirmed_and_its_trail_kept(world: World) -> None:
    scene.delivered(world, "own", scene.entry(), scene.entry("d-1.1", "1.1", "1"))
    row = scene.unit(world)
    assert (row.state, row.answer_due) == ("with_unit", date(2021, 1, 25))
    first, second = row.deductions.order_by("id")
    answers = {first.pk: api.UnitAnswer(False, "其中一次为抗洪抢险"), second.pk: api.UnitAnswer(True)}
    reporter, office = world.actor(Role.REPORTER), world.actor(Role.OFFICE)
    row = api.answer_deductions(unit=row, answers=answers, by=reporter, at=AT)
    assert (row.state, row.total) == ("objected", None)
    given = {"deduction": first, "words": "核对属实，减为1分", "by": office, "at": AT}
    assert refused(api.answer_objection, verdict="changed", points=scene.F(3), **given).code == (
        "assessments.points_must_fall"
    )
    api.answer_objection(verdict="changed", points=scene.F(1), **given)
    assert refused(api.answer_objection, verdict="kept", points=None, **given).code == "assessments.answered_already"
    row = scene.unit(world)
    assert row.state == "answered"
    row = api.confirm_total(unit=row, by=reporter, at=AT)
    assert (row.total, row.confirmed_how) == (Decimal(98), "unit")
    steps = list(DeductionStep.objects.filter(deduction=first).values_list("kind", "points", "text"))
    assert steps == [
        ("entered", Decimal(2), "三季度缺会2次"),
        ("objected", Decimal(2), "其中一次为抗洪抢险"),
        ("changed", Decimal(1), "核对属实，减为1分"),
    ]
    assert row.result["steps"][-1]["text"] == "考-7 年度党建考核得分＝98＋0－0＝98分。"
    assert "三季度缺会2次（2021-01-18，支部会议记录本）（1分）" in row.result["steps"][1]["text"]
    assert api.annual_scores(world.cycle)[world.own.participant.pk].total == Decimal(98)
    assert list(api.damage()) == []


def test_accepting_everything_confirms_at_once_and_nothing_can_be_confirmed_twice(world: World) -> None:
    row = scene.confirmed(world)
    assert (row.state, row.total) == ("confirmed", Decimal(98))
    error = refused(scene.answered, world=world, accepted=True)
    assert (error.code, error.params["who"]) == ("assessments.confirmed_already", "书记1")


def test_every_deduction_needs_an_answer_and_an_objection_needs_words(world: World) -> None:
    row = scene.delivered(world)
    given = {"unit": row, "by": world.actor(Role.REPORTER), "at": AT}
    assert refused(api.answer_deductions, answers={}, **given).code == "assessments.answer_missing"
    empty = {row.deductions.get().pk: api.UnitAnswer(False, " ")}
    assert refused(api.answer_deductions, answers=empty, **given).code == "assessments.objection_empty"
    assert scene.unit(world).state == "with_unit"


@pytest.mark.feature("EVA-17")
def test_after_the_time_limit_no_objection_counts_and_the_office_may_close(world: World) -> None:
    row = scene.delivered(world)
    office = world.actor(Role.OFFICE)
    assert refused(api.close_unanswered, unit=row, by=office, at=scene.later(5)).code == "assessments.not_due_yet"
    error = refused(scene.answered, world=world, accepted=False, at=scene.later(6))
    assert (error.code, error.params["due"]) == ("assessments.objection_late", date(2021, 1, 25))
    row = api.close_unanswered(unit=row, by=office, at=scene.later(6))
    assert (row.confirmed_how, row.total) == ("deadline", Decimal(98))
    assert row.deductions.get().steps.last().kind == "lapsed"


def test_a_dropped_deduction_costs_nothing(world: World) -> None:
    scene.delivered(world)
    scene.answered(world, False)
    api.answer_objection(
        deduction=scene.deduction(world),
        verdict="dropped",
        points=None,
        words="情况属实",
        by=world.actor("office"),
        at=AT,
    )
    row = api.confirm_total(unit=scene.unit(world), by=world.actor(Role.REPORTER), at=AT)
    assert row.total == Decimal(100)


@pytest.mark.feature("EVA-06")
def test_a_bonus_counts_once_the_highest_only(world: World) -> None:
    row, office = scene.unit(world), world.actor(Role.OFFICE)
    given = {"unit": row, "document_number": "青发〔2020〕3号", "by": office, "at": AT}
    assert refused(api.add_bonus, item="B1", points=scene.F(4), ground="x", **given).code == (
        "assessments.points_outside"
    )
    api.add_bonus(item="B1", points=scene.F(3), ground="经验推广", **given)
    kept = api.add_bonus(item="B3", points=scene.F(1), ground="厅党组表彰", **given)
    scene.delivered(world, "own", scene.entry(points="8"))
    assert scene.answered(world, True).total == Decimal(95)
    assert refused(api.withdraw_bonus, bonus=kept, reason="重复", by=office, at=AT).code == (
        "assessments.confirmed_already"
    )


def test_nothing_is_sent_to_the_unit_while_its_visit_is_open(world: World) -> None:
    scene.hand_in(world)
    scene.visit(world)
    error = refused(api.deliver, unit=scene.unit(world), by=world.actor(Role.OFFICE), at=AT)
    assert error.code == "assessments.visit_open"


def test_a_deduction_is_withdrawn_before_but_not_after_the_unit_was_told(world: World) -> None:
    office = world.actor(Role.OFFICE)
    scene.checked(world, "own", scene.entry(), scene.entry("d-1.1", "1.1", "1"))
    first, second = Deduction.objects.order_by("id")
    api.withdraw_deduction(deduction=first, reason="重复计", by=office, at=AT)
    api.deliver(unit=scene.unit(world), by=office, at=AT)
    error = refused(api.withdraw_deduction, deduction=second, reason="x", by=office, at=AT)
    assert error.code == "assessments.delivered_already"
    assert scene.answered(world, True).total == Decimal(99)


@pytest.mark.feature("EVA-17")
def test_a_confirmed_total_is_reopened_with_a_reason_and_answered_anew(world: World) -> None:
    row, office = scene.confirmed(world), world.actor(Role.OFFICE)
    row = api.reopen(unit=row, reason="漏记一项", by=office, at=AT)
    assert (row.state, row.total) == ("handed_in", None)
    api.add_deduction(unit=row, entry=scene.entry("d-2.1", "2.1", "1"), by=office, at=AT)
    api.deliver(unit=row, by=office, at=AT)
    assert scene.answered(world, True).total == Decimal(97)  # only the new one had to be answered


def test_after_the_decision_no_score_moves(world: World) -> None:
    row = scene.delivered(world)
    world.cycle.stage = "decided"
    world.cycle.save()
    assert refused(scene.answered, world=world, accepted=True).code == "cycles.not_now"
    assert UnitAssessment.objects.get(pk=row.pk).total is None


# ---- import, outline, wipe ------------------------------------------------------------------------------------------


@pytest.mark.feature("EVA-17")
def test_totals_that_exist_already_are_imported_with_their_source(world: World) -> None:
    office = world.actor(Role.OFFICE)
    totals = {world.own.participant.pk: "93.4", world.other.participant.pk: "88.125"}
    given = {"cycle": world.cycle, "by": office, "at": AT}
    assert refused(api.import_totals, totals=totals, source=" ", **given).code == "assessments.source_missing"
    wrong = {world.own.participant.pk: "100.5"}
    assert refused(api.import_totals, totals=wrong, source="通报", **given).code == "assessments.total_not_usable"
    api.import_totals(totals=totals, source="2020年度考核通报", **given)
    found = api.annual_scores(world.cycle)
    assert found[world.other.participant.pk].total == Decimal("88.125")
    assert found[world.own.participant.pk].source == "2020年度考核通报"
    assert list(api.damage()) == []


@pytest.mark.feature("EVA-13")
def test_facts_go_into_the_outline_once_and_nothing_written_there_is_lost(world: World) -> None:
    scene.one_finding(world)
    scene.hand_in(world)
    api.receive_form(
        visit=scene.visit(world),
        client_id="phone-0003",
        deductions=[scene.entry()],
        by=world.actor(Role.DISCIPLINE),
        at=AT,
    )
    head = world.actor(Role.OFFICE_HEAD)
    reports_api.write_outline(
        participant=world.own.participant,
        good=["抓得实"],
        problems=["原有问题"],
        requirements=["限期整改"],
        revision=0,
        by=head,
        at=AT,
    )
    row = scene.unit(world)
    facts = api.facts_for_outline(world.cycle, world.own.organization.pk)
    origins = [one.origin for one in facts.items]
    assert len(origins) == 2
    for _ in range(2):
        row.participant.refresh_from_db()
        api.put_into_outline(unit=scene.unit(world), origins=origins, by=head, at=AT)
    words = [text for _key, text in reports_api.outline_problems(world.own.participant)]
    assert words[0] == "原有问题"
    assert words[2] == "组织生活正常、真实：三季度缺会2次（2021-01-18，支部会议记录本）"
    assert len(words) == 3
    assert reports_api.outline_texts(world.own.participant) == (["抓得实"], ["限期整改"])


def test_a_wiped_rehearsal_leaves_schemes_only(world: World) -> None:
    scene.one_finding(world)
    scene.delivered(world)
    assert api.archive(world.cycle)["units"][0]["deductions"][0]["fact"] == "三季度缺会2次"
    api.wipe(world.cycle)
    assert not UnitAssessment.objects.exists()
    assert not Deduction.objects.exists()
    assert Scheme.objects.exists()
    assert list(api.damage()) == []


def test_whoever_leaves_the_roster_takes_the_assessment_along(world: World) -> None:
    scene.one_finding(world)
    scene.delivered(world)
    world.own.participant.delete()
    assert set(UnitAssessment.objects.values_list("participant", flat=True)) == {world.other.participant.pk}
    assert not Deduction.objects.exists()
    assert list(api.damage()) == []
