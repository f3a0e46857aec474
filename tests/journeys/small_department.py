"""A second, smaller department for `killing`: what one unit, one document from above and some papers go through.

Nothing of Django is imported before `killing` has set it up; every act is found where `killing` has put its own.
"""

from dataclasses import replace
from importlib import import_module
from typing import Any
from unittest import mock

from . import desk_story, sheet_story


def tell_of_one_unit() -> None:
    """A second, smaller department: the assessment of two units, one document from above, papers."""
    from tests.factories.world import make_world  # noqa: PLC0415

    make_room()
    world = make_world()
    tell_of_the_assessment(world)
    tell_of_the_register(world)
    tell_of_the_papers(world)
    desk_story.tell(world)
    sheet_story.tell(world)


def tell_of_the_assessment(world: Any) -> None:
    """From the scheme to the confirmed total, with everything that is taken back on the way."""
    from tests.apps.assessments import scene  # noqa: PLC0415

    assessments = import_module("shuping.apps.assessments.api")
    office, clerk, given = world.actor("office"), world.actor("clerk"), {"at": scene.AT}
    scheme = scene.make_scheme(world)
    words = {"name": scheme.name, "unit_class": "", "source": "青交党〔2020〕9号", "body": scheme.body}
    assessments.edit_scheme(scheme=scheme, revision=scheme.revision, **words, by=office, **given)
    row = scene.unit(world)
    assessments.next_version(scheme=scheme, by=office, **given)

    piece = scene.figures_of_attendance(world)
    assessments.attach_evidence(unit=row, indicator="3.1", evidence=piece.pk, by=clerk, **given)
    row = scene.hand_in(world)
    assessments.return_self_score(unit=row, reason="请补充依据", by=office, **given)
    scene.hand_in(world)

    visit = scene.visit(world)
    further = {"unit": scene.unit(world), "group": visit.group, "again_reason": "补查资料"}
    second = assessments.plan_visit(**further, planned_on=None, by=office, **given)
    assessments.set_visit(visit=second, group=visit.group, planned_on=scene.DAY, by=office, **given)
    assessments.cancel_visit(visit=second, reason="资料已补齐", by=office, **given)
    scene.report(world)
    checker, finding = world.actor("discipline"), scene.finding(world)
    entries = {"deductions": (scene.entry(),), "findings": (finding,)}
    assessments.receive_form(visit=visit, client_id="phone-0001", **entries, by=checker, **given)
    wrong = assessments.add_deduction(unit=row, entry=scene.entry("x", fact="四季度缺会"), by=office, **given)
    assessments.withdraw_deduction(deduction=wrong, reason="重复", by=office, **given)
    chosen = assessments.facts_for_outline(world.cycle, world.own.organization.pk).items[0].origin
    assessments.put_into_outline(unit=row, origins=[chosen], by=office, **given)
    assessments.withdraw_finding(finding=row.findings.get(), reason="已更正", by=office, **given)
    assessments.finish_visit(visit=visit, by=checker, **given)

    row = assessments.deliver(unit=scene.unit(world), by=office, **given)
    bonus = {"item": "B3", "points": scene.F(1), "ground": "表彰", "document_number": ""}
    twice = assessments.add_bonus(unit=row, **bonus, by=office, **given)
    assessments.withdraw_bonus(bonus=twice, reason="文号录错", by=office, **given)
    scene.answered(world, accepted=False)
    answer = {"verdict": "changed", "points": scene.F(1), "words": "两次属实"}
    open_one = row.deductions.exclude(verdict="withdrawn").get()
    assessments.answer_objection(deduction=open_one, **answer, by=office, **given)
    assessments.confirm_total(unit=row, by=world.actor("reporter"), **given)
    assessments.reopen(unit=row, reason="漏计一项", by=office, **given)
    silent = scene.delivered(world, "other")
    assessments.close_unanswered(unit=silent, by=office, at=scene.later(60))
    assessments.follow_replacement(participant=successor_of(silent.participant), by=office, at=scene.later(61))


def successor_of(old: Any) -> Any:
    """Another reporter in the place of the old one, before anything follows."""
    from tests.factories.world import make_person  # noqa: PLC0415

    old.left_reason = "调任"
    old.save(update_fields=["left_reason"])
    person = make_person(old.organization, "接任书记", "党委书记")
    given = {"organization_name": old.organization_name, "order_no": old.order_no, "mode": old.mode}
    return type(old).objects.create(
        cycle=old.cycle, organization=old.organization, person=person, person_name=person.name, replaces=old, **given
    )


def tell_of_the_register(world: Any) -> None:
    """A document from above: what it asks, what was done, what was dropped."""
    from tests.apps.assessments import scene  # noqa: PLC0415

    registers = import_module("shuping.apps.registers.services")
    office, clerk, given = world.actor("office"), world.actor("clerk"), {"at": scene.AT}
    entry = registers.Entry(
        title="意见", issuer="省直机关工委", number="青直工发〔2021〕3号", kind="opinion",
        issued_on=scene.DAY, received_on=scene.DAY, requirements="制定措施",
    )  # fmt: skip
    made = registers.register_document(organization_id=world.root.pk, entry=entry, by=office, **given)
    other_title = replace(entry, title="实施意见")
    registers.correct_document(document=made, entry=other_title, revision=made.revision, by=office, **given)
    units = [world.own.organization, world.other.organization]
    held = {"step": "deployed", "held_on": scene.DAY, "meeting": "部署会", "outcome": "逐级落实", "units": units}
    step = registers.record_step(document=made, **held, by=office, **given)
    registers.withdraw_step(handling=step, reason="日期录错", by=office, **given)
    task, other = registers.set_task(
        document=made, units=units, text="制定措施", due_on=scene.DAY, by=office, **given
    )  # fmt: skip
    registers.report_task(task=task, result="措施6条", by=clerk, **given)
    registers.return_task(task=task, reason="请列出时限", by=office, **given)
    registers.report_task(task=task, result="措施6条，6月底前完成", by=clerk, **given)
    registers.confirm_task(task=task, by=office, **given)
    registers.drop_task(task=other, reason="已并入其他任务", by=office, **given)


def tell_of_the_papers(world: Any) -> None:
    """A notice from its draft to the seal, and one that is void; a working paper put to use."""
    from tests.apps.assessments import scene  # noqa: PLC0415

    documents = import_module("shuping.apps.documents.api")
    office, head, given = world.actor("office"), world.actor("office_head"), {"at": scene.AT}
    book = documents.save_issuer(
        organization=world.root, name="测试厅党组", head="", office="", code_word="测党", by=office, **given
    )
    documents.reserve_numbers(issuer=book, year=scene.AT.year, last=2, reason="纸质登记簿", by=office, **given)
    wider = documents.HouseLayout(top=35, bottom=33, left=27, right=27)
    documents.save_layout(organization=world.root, layout=wider, revision=0, by=office, **given)
    form = docx_with("{{ title }}")
    own = {"owner": world.root, "kind": "notice", "data": form, "name": "通知.docx"}
    documents.retire_template(template=documents.upload_template(**own, by=office, **given), by=office, **given)
    with mock.patch("shuping.apps.documents.rendering.render", drawn):
        paper = documents.make_document(kind="notice", cycle=world.cycle, unit=None, subject="", by=office, **given)
        frame = documents.Frame(
            recipients="各单位", copies_to="", secrecy="internal", retention="permanent", copies=20, seal=True
        )
        documents.set_frame(document=paper, frame=frame, issuer=book, revision=paper.revision, by=office, **given)
        documents.hand_over(document=paper, by=office, **given)
        documents.return_document(document=paper, reason="请补充附件", by=head, **given)
        documents.hand_over(document=paper, by=office, **given)
        documents.take_number(document=paper, by=office, **given)
        documents.give_number_back(document=paper, reason="改用另一字号", by=office, **given)
        documents.take_number(document=paper, by=office, **given)
        documents.bring_final(document=paper, data=docx_with("关于述职的通知"), name="通知.docx", by=office, **given)
        documents.sign_document(document=paper, by=head, **given)
        documents.bring_scan(document=paper, data=picture(), name="用印件.png", by=office, **given)
        leader = {"kind": "circulated", "leader": "测试书记", "given_on": scene.DAY}
        documents.add_instruction(document=paper, **leader, by=office, **given)
        documents.issue_document(document=paper, by=head, **given)
        documents.void_document(document=paper, reason="内容有误，另发", by=head, **given)
        working = documents.make_document(kind="sign_in", cycle=world.cycle, unit=None, subject="", by=office, **given)
        documents.use_document(document=working, by=office, **given)


def drawn(document: Any) -> Any:
    """Drawn without the program that makes the PDF: its threads do not live on in a process that was forked."""
    from shuping.adapters.fonts import FontReport  # noqa: PLC0415
    from shuping.apps.documents import rendering  # noqa: PLC0415

    return rendering.Rendered(rendering.word_of(document), repr(document).encode(), 1, FontReport())


def picture() -> bytes:
    """A scan."""
    import io  # noqa: PLC0415

    from PIL import Image  # noqa: PLC0415

    kept = io.BytesIO()
    Image.new("L", (40, 60), 255).save(kept, "PNG")
    return kept.getvalue()


def make_room() -> None:
    """Numbers of units and log-ins are unique: those of the first department step aside."""
    from django.db.models import F, Value  # noqa: PLC0415
    from django.db.models.functions import Concat  # noqa: PLC0415

    from shuping.apps.accounts.models import User  # noqa: PLC0415
    from shuping.apps.organization.models import Organization  # noqa: PLC0415

    Organization.objects.exclude(code="").update(code=Concat(Value("旧"), F("code")))
    User.objects.update(username=Concat(Value("old-"), F("username")))


def docx_with(text: str) -> bytes:
    """A small docx, as an office brings it back."""
    import io  # noqa: PLC0415

    import docx  # noqa: PLC0415

    made, kept = docx.Document(), io.BytesIO()
    made.add_paragraph(text)
    made.save(kept)
    return kept.getvalue()
