"""Which permission opens which address of the register of papers."""

from collections.abc import Mapping
from datetime import UTC, datetime

from shuping.apps.documents import rendering
from shuping.apps.documents.models import Document, DocumentFile, DocumentStep, Issuer, Template
from shuping.core.documents.values import Document as Paper
from shuping.core.roles.permissions import Permission as P
from tests.apps.cycles.permission_rows import child
from tests.factories.permission_table import Row
from tests.factories.world import World

AT = datetime(2021, 1, 20, 2, tzinfo=UTC)


def _paper(world: World, whose: str, **values: object) -> Document:
    """A paper of the round that the unit itself holds: its own draft."""
    cycle = child(world, whose)
    given = {
        "kind": "notice",
        "cycle": cycle,
        "organization": cycle.organizer,
        "owner": cycle.organizer,
        "title": "关于印发实施方案的通知",
        "made_at": AT,
    }
    row = Document.objects.create(**{**given, **values})
    DocumentStep.objects.create(document=row, kind="made", at=AT)
    return row


def _draft(world: World, whose: str) -> Mapping[str, object]:
    return {"pk": _paper(world, whose).pk}


def _issued(world: World, whose: str) -> Mapping[str, object]:
    """A notice of the department's round, as everybody who reads papers may read it."""
    return {"pk": _department(world).pk}


def _department(world: World) -> Document:
    row = Document.objects.create(
        kind="notice",
        cycle=world.cycle,
        organization=world.root,
        owner=world.root,
        title="关于印发实施方案的通知",
        state="issued",
        issued_on=AT.date(),
        made_at=AT,
    )
    DocumentStep.objects.create(document=row, kind="made", at=AT)
    return row


def _file(role: str, world: World) -> Mapping[str, object]:
    row = _department(world)
    stored = rendering.store().put(b"%PDF-1.4 words")
    file = DocumentFile.objects.create(
        document=row, role=role, name="a.pdf", digest=stored.digest, size=1, media_type="text/plain", at=AT
    )
    return {"pk": row.pk, "file": file.pk}


def _picture(world: World, whose: str) -> Mapping[str, object]:
    row = _department(world)
    data = rendering.render(Paper(kind="notice", title="通知")).pdf
    stored = rendering.store().put(data)
    DocumentFile.objects.create(
        document=row,
        role="pdf",
        name="a.pdf",
        digest=stored.digest,
        size=1,
        media_type="application/pdf",
        pages=1,
        at=AT,
    )
    return {"pk": row.pk, "page": 1}


def _made(world: World, whose: str) -> Mapping[str, object]:
    return {"cycle": child(world, whose).pk, "kind": "plan"}


def _each(world: World, whose: str) -> Mapping[str, object]:
    return {"cycle": child(world, whose).pk, "kind": "feedback"}


def _round(world: World, whose: str) -> Mapping[str, object]:
    return {"cycle": world.cycle.pk}


def _bundle(world: World, whose: str) -> Mapping[str, object]:
    return {"cycle": world.cycle.pk, "kind": "notice"}


def _issuer(world: World, whose: str) -> Mapping[str, object]:
    organization = world.unit(whose).organization
    return {"pk": Issuer.objects.create(organization=organization, name=organization.name, code_word=f"测{whose}").pk}


def _template(world: World, whose: str) -> Mapping[str, object]:
    stored = rendering.store().put(rendering.word_of(Paper(kind="plan", title="模板")))
    row = Template.objects.create(
        owner=world.unit(whose).organization,
        kind="plan",
        version=1,
        name="a.docx",
        digest=stored.digest,
        size=5,
        at=AT,
    )
    return {"pk": row.pk}


ROWS = [
    Row("documents:list", P.DOCUMENT_READ, scoped=False),
    Row("documents:document", P.DOCUMENT_READ, _issued, scoped=False),
    Row("documents:file", P.DOCUMENT_READ, lambda world, whose: _file("pdf", world), scoped=False),
    Row("documents:comparison", P.DOCUMENT_READ, lambda world, whose: _file("final", world), scoped=False),
    Row("documents:picture", P.DOCUMENT_READ, _picture, scoped=False),
    Row("documents:bundle", P.DOCUMENT_READ, _bundle, scoped=False),
    Row("documents:check", P.DOCUMENT_MAKE, scoped=False),
    Row("documents:due", P.DOCUMENT_MAKE, scoped=False),
    Row("documents:due_of", P.DOCUMENT_MAKE, _round, scoped=False),
    Row("documents:make", P.CHILD_CYCLE_KEEP, _made, method="post", organized=True),
    Row("documents:batch", P.FEEDBACK_WRITE, _each, method="post", organized=True),
    Row("documents:frame", P.CHILD_CYCLE_KEEP, _draft, organized=True),
    *(
        Row(f"documents:{name}", P.CHILD_CYCLE_KEEP, _draft, method="post", organized=True)
        for name in ("final", "scan", "instruction", "hand_over", "use", "number", "number_back")
    ),
    *(
        Row(f"documents:{name}", P.DOCUMENT_SIGN, _draft, method="post", organized=True)
        for name in ("return", "sign", "issue", "void")
    ),
    Row("documents:numbers", P.DOCUMENT_KEEP, scoped=False),
    Row("documents:issuer_add", P.DOCUMENT_KEEP, scoped=False),
    Row("documents:issuer_edit", P.DOCUMENT_KEEP, _issuer),
    Row("documents:reserve", P.DOCUMENT_KEEP, _issuer),
    Row("documents:page_layout", P.DOCUMENT_KEEP, scoped=False),
    Row("documents:templates", P.DOCUMENT_KEEP, scoped=False),
    Row("documents:template_file", P.DOCUMENT_KEEP, _template),
    Row("documents:template_preview", P.DOCUMENT_KEEP, _template),
    Row("documents:template_retire", P.DOCUMENT_KEEP, _template, method="post"),
]
