"""Two people at one assessment, scheme, paper or document from above: one wins, the other is told."""

from datetime import date
from typing import Any
from unittest import mock

import pytest

from shuping.apps.assessments import api as assessments
from shuping.apps.documents import api as documents
from shuping.apps.registers import api as registers
from shuping.apps.registers import services as register_acts
from shuping.apps.reports import api as reports
from tests.apps.assessments import scene as annual
from tests.factories.world import make_world

from .small_department import drawn
from .test_two_people import DAY, Act, Given, two


@pytest.mark.feature("OPS-15", "EVA-17", "EVA-18")
@pytest.mark.django_db(transaction=True)
def test_of_two_at_an_assessment_one_wins_and_the_other_is_told() -> None:
    world = make_world()
    scheme = annual.make_scheme(world)
    opened = two(
        world, assessments.open_assessment, cycle=world.cycle, schemes=[scheme], self_due=date(2021, 1, 25), first=True
    )
    assert opened.told({"assessments.opened_already"}), opened
    assessment = annual.opened(world)
    people = [world.user("office"), world.user("office_head"), world.user("discipline")]
    drawn = two(world, assessments.draw_groups, assessment=assessment, people=people, groups=1, seed="7", seen="")
    assert drawn.told({"assessments.drawn_meanwhile"}), drawn

    # Two phones, one fact: both are thanked, it counts once.
    visit = annual.visit(world)
    phones = iter(["phone-0001", "phone-0002"])

    def send(**given: Any) -> Any:
        return assessments.receive_form(visit=visit, client_id=next(phones), deductions=(annual.entry(),), **given)

    sent = two(world, send, "office", "discipline")
    assert (len(sent.winners), visit.deductions.count()) == (2, 1)
    finished = two(world, assessments.finish_visit, "office", "discipline", visit=visit)
    assert finished.told({"assessments.visit_done"}), finished
    bonus = {"item": "B3", "points": annual.F(1), "ground": "表彰", "document_number": "青交党〔2020〕3号"}
    given = two(world, assessments.add_bonus, unit=annual.unit(world), **bonus)
    assert given.told({"assessments.bonus_twice"}), given

    # A second visit is moved by one of them, then cancelled by one of them.
    (group,) = assessment.groups.all()
    again = assessments.plan_visit(
        unit=annual.unit(world),
        group=group,
        planned_on=None,
        again_reason="补查",
        by=world.actor("office"),
        at=annual.AT,
    )
    seen = f"{group.pk} "
    moved = two(world, assessments.set_visit, visit=again, group=group, planned_on=date(2021, 1, 19), seen=seen)
    assert moved.told({"assessments.visit_changed"}), moved
    cancelled = two(world, assessments.cancel_visit, visit=again, reason="资料已补齐")
    assert cancelled.told({"assessments.visit_done"}), cancelled

    # What was entered wrongly is taken back once.
    desk = assessments.add_deduction(
        unit=annual.unit(world), entry=annual.entry("x", fact="四季度缺会"), by=world.actor("office"), at=annual.AT
    )
    dropped = two(world, assessments.withdraw_deduction, deduction=desk, reason="录错")
    assert dropped.told({"assessments.withdrawn_already"}), dropped
    dropped = two(world, assessments.withdraw_bonus, bonus=annual.unit(world).bonuses.get(), reason="录错")
    assert dropped.told({"assessments.withdrawn_already"}), dropped

    # Told, disputed, answered, confirmed.
    unit = assessments.deliver(unit=annual.unit(world), by=world.actor("office"), at=annual.AT)
    open_one = unit.deductions.exclude(verdict="withdrawn").get()
    objection = {open_one.pk: assessments.UnitAnswer(accepted=False, words="已补会")}
    disputed = two(world, assessments.answer_deductions, "reporter", "clerk", unit=unit, answers=objection)
    assert disputed.told({"assessments.answer_sent_already"}), disputed
    answer = {"verdict": "changed", "points": annual.F(1), "words": "两次属实"}
    answered = two(world, assessments.answer_objection, deduction=open_one, **answer)
    assert answered.told({"assessments.answered_already"}), answered
    confirmed = two(world, assessments.confirm_total, "reporter", "clerk", unit=unit)
    assert confirmed.told({"assessments.confirmed_already"}), confirmed
    annual.delivered(world, "other")
    late = annual.later(60)
    lapsed = two(world, assessments.close_unanswered, unit=annual.unit(world, "other"), at=late)
    assert lapsed.told({"assessments.confirmed_already"}), lapsed
    assert list(assessments.damage()) == []


@pytest.mark.feature("OPS-15", "CYC-06", "EVA-13")
@pytest.mark.django_db(transaction=True)
def test_of_two_at_a_scheme_or_an_outline_nothing_is_lost_or_doubled() -> None:
    world = make_world()
    scheme = annual.make_scheme(world)
    words = {"name": scheme.name, "unit_class": "", "source": "方案", "body": scheme.body}
    edited = two(world, assessments.edit_scheme, scheme=scheme, revision=scheme.revision, **words)
    assert edited.told({"assessments.stale"}), edited
    found = annual.one_finding(world)
    made = two(world, assessments.next_version, scheme=scheme)
    assert made.told({"assessments.version_open"}), made
    assert sorted(assessments.Scheme.objects.values_list("version", flat=True)) == [1, 2]

    unit = annual.unit(world)
    chosen = [one.origin for one in assessments.facts_for_outline(world.cycle, world.own.organization.pk).items]
    put = two(world, assessments.put_into_outline, unit=unit, origins=chosen)
    assert len(put.winners) == 2 or put.told({"reports.outline_stale"}), put
    problems = [words for _key, words in reports.outline_problems(unit.participant)]
    assert len(problems) == len(set(problems)) == len(chosen)
    taken = two(world, assessments.withdraw_finding, finding=found, reason="录错")
    assert taken.told({"assessments.withdrawn_already"}), taken


@pytest.mark.feature("OPS-15", "DOC-10", "DOC-11")
@pytest.mark.django_db(transaction=True)
def test_of_two_at_a_paper_one_wins_and_the_other_is_told() -> None:
    world = make_world()
    office = world.actor("office")
    documents.save_issuer(
        organization=world.root, name="测试厅党组", head="", office="", code_word="测党", by=office, at=annual.AT
    )
    with mock.patch("shuping.apps.documents.rendering.render", drawn):
        paper = documents.make_document(kind="notice", cycle=world.cycle, by=office, at=annual.AT)
        acts: list[tuple[Act, Given]] = [
            (documents.hand_over, {}), (documents.return_document, {"reason": "请补充附件"}),
            (documents.hand_over, {}), (documents.sign_document, {}), (documents.issue_document, {}),
            (documents.void_document, {"reason": "另发"}),
        ]  # fmt: skip
        for act, more in acts:
            if act is documents.issue_document:
                documents.take_number(document=paper, by=office, at=annual.AT)
            outcome = two(world, act, "office_head", "archivist", document=paper, **more)
            assert outcome.told({"documents.moved_first"}), outcome
    assert list(documents.damage()) == []


@pytest.mark.feature("OPS-15", "SPC-14")
@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_register_one_wins_and_the_other_is_told() -> None:
    world = make_world()
    entry = registers.Entry(
        title="关于加强基层党建工作的意见", issuer="省直机关工委", number="青直工发〔2021〕3号",
        kind="opinion", issued_on=DAY, received_on=DAY, requirements="制定落实措施",
    )  # fmt: skip
    entered = two(world, registers.register_document, organization_id=world.root.pk, entry=entry)
    assert entered.told({"registers.number_taken"}), entered
    (task,) = registers.set_task(
        document=registers.SuperiorDocument.objects.get(), units=[world.own.organization], text="制定落实措施",
        due_on=date(2021, 2, 8), by=world.actor("office"), at=annual.AT,
    )  # fmt: skip
    reported = two(world, registers.report_task, "reporter", "clerk", task=task, result="办结")
    assert reported.told({"registers.task_moved"}), reported
    returned = two(world, register_acts.return_task, task=task, reason="请列出时限")
    assert returned.told({"registers.task_moved"}), returned
    registers.report_task(task=task, result="6月底前办结", by=world.actor("clerk"), at=annual.AT)
    closed = two(world, registers.confirm_task, task=task)
    assert closed.told({"registers.task_moved"}), closed
    (other,) = registers.set_task(
        document=task.document, units=[world.other.organization], text="制定落实措施", due_on=date(2021, 2, 8),
        by=world.actor("office"), at=annual.AT,
    )  # fmt: skip
    lifted = two(world, register_acts.drop_task, task=other, reason="已并入其他任务")
    assert lifted.told({"registers.task_moved"}), lifted
    step = registers.record_step(
        document=task.document, step="studied", held_on=DAY, meeting="党组会", outcome="逐级落实",
        by=world.actor("office"), at=annual.AT,
    )  # fmt: skip
    undone = two(world, register_acts.withdraw_step, handling=step, reason="日期录错")
    assert undone.told({"registers.step_withdrawn"}), undone
    assert list(registers.damage()) == []
