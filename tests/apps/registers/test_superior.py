"""Documents from above: register, chain, tasks, what a unit sees, what is refused, damage."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shuping.apps.audit.models import AuditEvent
from shuping.apps.registers import api, services
from shuping.apps.registers.models import Handling, SuperiorDocument, SuperiorTask
from shuping.core.errors import RuleError
from shuping.core.registers.superior import Entry
from shuping.core.roles.catalog import Role
from tests.factories.world import World

from .permission_rows import make_document, make_task

pytestmark = pytest.mark.django_db
AT = datetime(2021, 1, 20, 2, 0, tzinfo=UTC)
DAY = date(2021, 1, 12)
ENTRY = {
    "title": "关于加强基层党建工作的意见",
    "issuer": "省直机关工委",
    "number": "青直工发〔2021〕3号",
    "kind": "opinion",
    "issued_on": date(2021, 1, 4),
    "received_on": date(2021, 1, 8),
    "requirements": "开展专题学习\n\n制定落实措施\n",
}


def _register(world: World, **changes: object) -> SuperiorDocument:
    by = world.actor(Role.OFFICE)
    return services.register_document(organization_id=world.root.pk, entry=_entry(**changes), by=by, at=AT)


def _entry(**changes: object) -> Entry:
    return Entry(**{**ENTRY, **changes})  # type: ignore[arg-type]


@pytest.mark.feature("SPC-14")
def test_a_document_is_studied_discussed_deployed_and_its_task_confirmed(world: World) -> None:
    office, unit = world.actor(Role.OFFICE), world.own.organization
    row = _register(world)
    assert row.asked == ["开展专题学习", "制定落实措施"]
    for step, units in (("studied", ()), ("discussed", ()), ("deployed", (unit,))):
        services.record_step(
            document=row, step=step, held_on=DAY, meeting="党委会议", outcome="议定", units=units, by=office, at=AT
        )
    (task,) = services.set_task(
        document=row, units=[unit], text="制定落实措施", due_on=date(2021, 2, 8), by=office, at=AT
    )
    before = api.figures(world.root.pk, 2021, date(2021, 1, 20))
    assert (before.received, before.studied, before.discussed, before.deployed) == (1, 1, 1, 1)
    assert (before.tasks, before.done) == (1, 0)
    services.report_task(task=task, result="措施6条，已印发", by=world.actor(Role.CLERK), at=AT)
    services.return_task(task=task, reason="缺时限", by=office, at=AT)
    services.report_task(task=task, result="措施6条，均有时限", by=world.actor(Role.CLERK), at=AT)
    services.confirm_task(task=task, by=office, at=AT)
    assert api.figures(world.root.pk, 2021, date(2021, 1, 20)).done == 1
    assert list(api.damage()) == []
    assert AuditEvent.objects.filter(action__startswith="registers.").count() == 9
    kept = api.archive(world.root.pk, 2021)
    assert [step["step"] for step in kept[0]["steps"]] == ["studied", "discussed", "deployed"]  # type: ignore[attr-defined]
    assert kept[0]["tasks"][0]["state"] == "done"  # type: ignore[index]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": " "}, "registers.title_missing"),
        ({"issuer": ""}, "registers.issuer_missing"),
        ({"requirements": "\n "}, "registers.requirements_missing"),
        ({"received_on": date(2021, 1, 3)}, "registers.received_before_issued"),
        ({"received_on": date(2021, 1, 21)}, "registers.received_in_future"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_and_nothing_is_kept(
    world: World, changes: dict[str, object], code: str
) -> None:
    with pytest.raises(RuleError) as refused:
        _register(world, **changes)
    assert refused.value.code == code
    assert not SuperiorDocument.objects.exists()


def test_the_same_number_of_one_issuer_is_registered_once(world: World) -> None:
    first = _register(world)
    with pytest.raises(RuleError) as refused:
        _register(world, title="别的标题")
    assert refused.value.code == "registers.number_taken"
    assert refused.value.params["title"] == first.title


def test_a_stale_correction_is_refused_and_the_typed_text_stays(world: World, client_of: Callable[..., Client]) -> None:
    row = _register(world)
    client = client_of(Role.OFFICE)
    data = {**ENTRY, "title": "新标题", "revision": 0}
    url = reverse("registers:edit", args=[row.pk])
    assert client.post(url, data).status_code == 302
    answer = client.post(url, {**data, "title": "另一标题"})
    assert answer.status_code == 409
    assert "另一标题" in answer.content.decode()
    row.refresh_from_db()
    assert (row.title, row.revision) == ("新标题", 1)


def test_receipt_cannot_be_moved_behind_a_step(world: World) -> None:
    office, row = world.actor(Role.OFFICE), _register(world)
    services.record_step(document=row, step="studied", held_on=DAY, meeting="会", outcome="学", by=office, at=AT)
    with pytest.raises(RuleError) as refused:
        services.correct_document(
            document=row, entry=_entry(received_on=date(2021, 1, 15)), revision=0, by=office, at=AT
        )
    assert refused.value.code == "registers.step_before_receipt"


def test_a_deployment_names_its_units(world: World) -> None:
    row = _register(world)
    with pytest.raises(RuleError) as refused:
        services.record_step(
            document=row,
            step="deployed",
            held_on=DAY,
            meeting="通知",
            outcome="部署",
            by=world.actor(Role.OFFICE),
            at=AT,
        )
    assert refused.value.code == "registers.units_missing"
    assert not Handling.objects.exists()


def test_a_step_and_a_task_are_entered_once(world: World) -> None:
    row, office = _register(world), world.actor(Role.OFFICE)
    step = {"step": "studied", "held_on": DAY, "meeting": "党委会议", "outcome": "学习", "by": office, "at": AT}
    services.record_step(document=row, **step)
    with pytest.raises(RuleError) as twice:
        services.record_step(document=row, **step)
    assert (twice.value.code, twice.value.params["who"]) == ("registers.step_twice", office.name)
    units = [world.own.organization, world.other.organization]
    task = {"document": row, "text": "制定落实措施", "due_on": date(2021, 2, 8), "by": office, "at": AT}
    (first,) = services.set_task(units=units[:1], **task)
    with pytest.raises(RuleError) as again:
        services.set_task(units=units, **task)
    assert (again.value.code, again.value.params["unit"]) == ("registers.task_twice", str(world.own.organization))
    services.drop_task(task=first, reason="重新布置", by=office, at=AT)
    assert len(services.set_task(units=units, **task)) == 2


def test_a_withdrawn_step_no_longer_counts_but_stays_readable(world: World) -> None:
    office, row = world.actor(Role.OFFICE), _register(world)
    step = services.record_step(document=row, step="studied", held_on=DAY, meeting="会", outcome="学", by=office, at=AT)
    services.withdraw_step(handling=step, reason="会议名称有误", by=office, at=AT)
    assert api.figures(world.root.pk, 2021, DAY).studied == 0
    with pytest.raises(RuleError) as refused:
        services.withdraw_step(handling=step, reason="再撤", by=office, at=AT)
    assert refused.value.code == "registers.step_withdrawn"
    assert Handling.objects.get().withdrawn_reason == "会议名称有误"


def test_whoever_reported_a_result_does_not_confirm_it(world: World) -> None:
    task, office = make_task(world, "own"), world.actor(Role.OFFICE)
    services.report_task(task=task, result="办结", by=office, at=AT)
    with pytest.raises(RuleError) as refused:
        services.confirm_task(task=task, by=office, at=AT)
    assert refused.value.code == "registers.own_result"


def test_the_second_to_confirm_is_told(world: World) -> None:
    task = make_task(world, "own")
    services.report_task(task=task, result="办结", by=world.actor(Role.CLERK), at=AT)
    services.confirm_task(task=task, by=world.actor(Role.OFFICE), at=AT)
    with pytest.raises(RuleError) as refused:
        services.confirm_task(task=task, by=world.actor(Role.OFFICE_HEAD), at=AT)
    assert refused.value.code == "registers.task_moved"
    assert refused.value.params["name"] == world.actor(Role.OFFICE).name


@pytest.mark.feature("SPC-14")
def test_the_pages_carry_a_document_from_receipt_to_the_confirmed_task(
    world: World, client_of: Callable[..., Client]
) -> None:
    office, clerk = client_of(Role.OFFICE), client_of(Role.CLERK)
    assert office.post(reverse("registers:new"), ENTRY).status_code == 302
    row = SuperiorDocument.objects.get()
    unit = world.own.organization
    step = {"held_on": DAY, "meeting": "党委会议", "outcome": "议定三条"}
    for kind in ("studied", "discussed"):
        assert office.post(reverse("registers:step", args=[row.pk]), {**step, "step": kind}).status_code == 302
    refused = office.post(reverse("registers:step", args=[row.pk]), {**step, "step": "deployed"})
    assert (refused.status_code, "议定三条" in refused.content.decode()) == (409, True)
    assert clerk.get(reverse("registers:document", args=[row.pk])).status_code == 404
    office.post(reverse("registers:step", args=[row.pk]), {**step, "step": "deployed", "units": [unit.pk]})
    assert clerk.get(reverse("registers:document", args=[row.pk])).status_code == 200
    given = {"text": "制定落实措施", "due_on": date(2021, 2, 8), "units": [unit.pk, world.other.organization.pk]}
    assert office.post(reverse("registers:task", args=[row.pk]), given).status_code == 302
    seen = clerk.get(reverse("registers:document", args=[row.pk])).content.decode()
    assert str(unit) in seen
    assert SuperiorTask.objects.count() == 2
    task = SuperiorTask.objects.get(organization=unit)
    other = SuperiorTask.objects.get(organization=world.other.organization)
    assert clerk.get(reverse("registers:report", args=[other.pk])).status_code == 404
    assert clerk.post(reverse("registers:report", args=[task.pk]), {"result": "措施6条"}).status_code == 302
    assert office.post(reverse("registers:confirm", args=[task.pk])).status_code == 302
    task.refresh_from_db()
    assert task.state == "done"
    listed = office.get(reverse("registers:tasks")).content.decode()
    assert "措施6条" in listed
    assert office.get(reverse("registers:list"), {"download": "xlsx"}).status_code == 200


def test_units_are_ticked_all_none_or_by_class_and_what_was_typed_stays(
    world: World, client_of: Callable[..., Client]
) -> None:
    office, row = client_of(Role.OFFICE), _register(world)
    own, other = world.own.organization, world.other.organization
    type(other).objects.filter(pk=other.pk).update(unit_class="college")

    def ticked(url: str, **sent: object) -> tuple[set[int], str]:
        answer = office.post(url, {"text": "落实措施", "due_on": "2021-02-30", **sent})
        assert answer.status_code == 200
        boxes = {int(str(one.data["value"])) for one in answer.context["form"]["units"] if one.data["selected"]}
        return boxes, answer.content.decode()

    task, step = reverse("registers:task", args=[row.pk]), reverse("registers:step", args=[row.pk])
    boxes, page = ticked(task, choose="all")
    assert {own.pk, other.pk} <= boxes and "落实措施" in page and "2021-02-30" in page and "没有这一天" not in page
    assert "院校</button>" not in page and "院校（1）" in page
    assert ticked(task, choose="none", units=[own.pk])[0] == set()
    assert ticked(task, choose="college", units=[own.pk, "x", 999999])[0] == {own.pk, other.pk}
    assert ticked(task, choose="nonsense", units=[own.pk])[0] == {own.pk}
    assert ticked(step, choose="college", step="deployed", outcome="议定三条")[0] == {other.pk}
    assert not SuperiorTask.objects.exists() and not Handling.objects.exists()
    given = {"text": "落实措施", "due_on": date(2021, 2, 8), "units": list(ticked(task, choose="all")[0])}
    assert office.post(task, given).status_code == 302
    assert SuperiorTask.objects.count() == len(given["units"])  # type: ignore[arg-type]


def test_the_day_of_office_and_unit_shows_what_waits(world: World) -> None:
    row, task = make_document(world), make_task(world, "own")
    on = date(2021, 2, 5)
    office = list(api.waiting(world.actor(Role.OFFICE), on=on))
    assert {line.kind for line in office} == {"registers.study"}
    assert len(office) == 2
    (line,) = api.waiting(world.actor(Role.CLERK), on=on)
    assert (line.kind, line.due) == ("registers.task", task.due_on)
    assert not list(api.waiting(world.actor(Role.CLERK, "other"), on=on))
    services.record_step(
        document=row, step="studied", held_on=DAY, meeting="会", outcome="学", by=world.actor(Role.OFFICE), at=AT
    )
    assert len(list(api.waiting(world.actor(Role.OFFICE), on=on))) == 1


def test_queries_of_the_list_do_not_grow_with_documents(world: World, client_of: Callable[..., Client]) -> None:
    client, counts = client_of(Role.OFFICE), []
    for many in (1, 12):
        for number in range(many):
            make_document(world, f"{many}-{number}")
        client.get(reverse("registers:list"))
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("registers:list"))
        counts.append(len(captured))
    assert counts[0] == counts[1]


@pytest.mark.feature("OPS-09")
def test_planted_damage_is_found(world: World) -> None:
    row, task = make_document(world), make_task(world, "own")
    office = world.actor(Role.OFFICE)
    step = services.record_step(document=row, step="studied", held_on=DAY, meeting="会", outcome="学", by=office, at=AT)
    assert list(api.damage()) == []
    SuperiorDocument.objects.filter(pk=row.pk).update(issued_on=date(2021, 1, 9), requirements=" ")
    Handling.objects.filter(pk=step.pk).update(held_on=date(2021, 1, 2), step="deployed", withdrawn_reason="无时间")
    SuperiorTask.objects.filter(pk=task.pk).update(state="done", due_on=date(2021, 1, 1))
    found = "\n".join(api.damage())
    for words in (
        "received before it was issued",
        "asks for nothing",
        "held before the document came",
        "deployed to nobody",
        "a reason without withdrawing",
        "due before the document came",
        "reported without a result",
        "confirmed by nobody",
    ):
        assert words in found
