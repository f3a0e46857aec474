"""Which permission opens which address of the register of documents from above."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from shuping.apps.registers.models import Handling, SuperiorDocument, SuperiorTask
from shuping.core.roles.permissions import Permission as P
from tests.factories.permission_table import Row
from tests.factories.world import World

AT = datetime(2021, 1, 20, tzinfo=UTC)


def make_document(world: World, number: str = "") -> SuperiorDocument:
    """A document that the department received."""
    return SuperiorDocument.objects.create(
        organization=world.root,
        title="关于加强基层党建工作的意见",
        issuer="省直机关工委",
        number=number,
        kind="opinion",
        issued_on=date(2021, 1, 4),
        received_on=date(2021, 1, 8),
        requirements="开展专题学习\n制定落实措施",
        entered_at=AT,
    )


def make_task(world: World, whose: str, state: str = "open") -> SuperiorTask:
    """A task of one unit from a document of its own."""
    return SuperiorTask.objects.create(
        document=make_document(world),
        organization=world.unit(whose).organization,
        text="制定落实措施",
        due_on=date(2021, 2, 8),
        state=state,
    )


def _document(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": make_task(world, whose).document_id}


def _kept(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": make_document(world).pk}


def _step(world: World, whose: str) -> Mapping[str, object]:
    made = Handling.objects.create(
        document=make_document(world),
        step="studied",
        held_on=date(2021, 1, 10),
        meeting="党委会议",
        outcome="学习",
        entered_at=AT,
    )
    return {"pk": made.pk}


def _task(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": make_task(world, whose).pk}


ROWS = [
    Row("registers:list", P.SUPERIOR_READ, scoped=False),
    Row("registers:tasks", P.SUPERIOR_READ, scoped=False),
    Row("registers:new", P.SUPERIOR_KEEP, scoped=False),
    Row("registers:document", P.SUPERIOR_READ, _document),
    Row("registers:edit", P.SUPERIOR_KEEP, _kept, scoped=False),
    Row("registers:step", P.SUPERIOR_KEEP, _kept, scoped=False),
    Row("registers:task", P.SUPERIOR_KEEP, _kept, scoped=False),
    Row("registers:withdraw", P.SUPERIOR_KEEP, _step, scoped=False),
    Row("registers:report", P.SUPERIOR_REPORT, _task),
    Row("registers:confirm", P.SUPERIOR_KEEP, _task, method="post", scoped=False),
    Row("registers:return", P.SUPERIOR_KEEP, _task, scoped=False),
    Row("registers:drop", P.SUPERIOR_KEEP, _task, scoped=False),
]
