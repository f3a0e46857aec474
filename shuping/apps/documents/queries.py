"""What the register looks like now: scopes, freshness, the file that counts, what is due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet

from shuping.apps.cycles import api as cycles_api
from shuping.apps.organization import api as organization_api
from shuping.apps.rectification import api as rectification_api
from shuping.base.asked import whole_number
from shuping.base.clock import local_day
from shuping.core.documents.house_layout import HouseLayout
from shuping.core.documents.plain import digest_of
from shuping.core.documents.states import OPEN, State
from shuping.core.documents.values import Fonts
from shuping.core.errors import RuleError

from .kinds.common import CLASS, ISSUE, ROUND, UNIT, Kind, Scope
from .kinds.registry import KINDS, kind_of
from .models import Document, DocumentFile, DocumentVersion, NumberUse, PageLayout


def number_use(document: Document) -> NumberUse | None:
    """The number a paper holds, or None."""
    return NumberUse.objects.select_related("issuer").filter(document=document).first()


def house_layout(organization: Any) -> HouseLayout:
    """The page layout that holds for an organization: its own, that of the nearest above, else the standard's."""
    return _nearest(organization.path)


def layout_above(organization: Any) -> HouseLayout:
    """The page layout that would hold for an organization without one of its own."""
    return _nearest(organization.path[: -organization_api.Organization.steplen])


def own_layout(organization: Any) -> PageLayout | None:
    """The page layout an organization keeps itself."""
    return PageLayout.objects.filter(organization=organization).first()


def _nearest(path: str) -> HouseLayout:
    step = organization_api.Organization.steplen
    above = [path[:end] for end in range(step, len(path) + 1, step)]
    row = PageLayout.objects.filter(organization__path__in=above).order_by("-organization__path").first()
    if row is None:
        return HouseLayout()
    fonts = Fonts(row.body, row.kai, row.hei, row.song, row.title, row.latin)
    return HouseLayout(row.top, row.bottom, row.left, row.right, row.lines, row.characters, row.pitch, fonts)


def scope_of(kind: Kind, cycle: cycles_api.Cycle, unit: Any, subject: str, *, on: date) -> Scope:
    """What a paper of this kind is made for. Raises RuleError documents.no_subject where the kind asks for more."""
    if kind.per == ROUND:
        return Scope(cycle, on)
    if kind.per == CLASS:
        code = subject.removeprefix("class:")
        if not subject.startswith("class:") or not code:
            raise RuleError("documents.no_subject", kind=kind.title)
        return Scope(cycle, on, class_code=code)
    issue = None
    if kind.per == ISSUE:
        number = whole_number(subject.removeprefix("issue:")) if subject.startswith("issue:") else None
        issue = rectification_api.find_told_issue(cycle, number) if number is not None else None
        if issue is None:
            raise RuleError("documents.no_subject", kind=kind.title)
        unit = issue.organization
    if unit is None:
        raise RuleError("documents.no_subject", kind=kind.title)
    participant = next((one for one in cycles_api.reporters(cycle) if one.organization_id == unit.pk), None)
    return Scope(cycle, on, unit=unit, participant=participant, issue=issue)


def scope_for(document: Document, *, on: date) -> Scope:
    """The scope a paper was made for."""
    kind = kind_of(document.kind)
    unit = document.organization if kind.per in (UNIT, ISSUE) else None
    return scope_of(kind, document.cycle, unit, document.subject, on=on)


def data_changed(document: Document, version: DocumentVersion | None) -> bool:
    """Whether the data say something else now than in the version; also where nothing can be made of them any more.

    The version is compared as of its own day: that a day has passed is no change.
    """
    if version is None:
        return False
    on = local_day(version.at)
    try:
        built = kind_of(document.kind).build(scope_for(document, on=on))
    except RuleError:
        return True
    return digest_of(built) != version.data_digest


def counting_file(document: Document) -> DocumentFile | None:
    """The file that counts as the paper: the sealed scan, else the 定稿, else the PDF, else the docx; the newest."""
    found: dict[str, DocumentFile] = {one.role: one for one in document.files.all()}
    return next((found[role] for role in ("scan", "final", "pdf", "word") if role in found), None)


def picture_file(document: Document) -> DocumentFile | None:
    """The file whose pages can be shown: the newest sealed scan, else the newest generated PDF."""
    found: dict[str, DocumentFile] = {one.role: one for one in document.files.all()}
    return found.get("scan") or found.get("pdf")


def picture_count(document: Document) -> int:
    """How many pages can be shown."""
    found = picture_file(document)
    return (found.pages or 0) if found is not None else 0


def present_files(document: Document) -> list[DocumentFile]:
    """The files of a paper, newest first; of the generated ones only the newest, the others stand with the versions."""
    rows, seen = [], set()
    for one in document.files.select_related("user").order_by("-id"):
        if one.role in ("word", "pdf") and one.role in seen:
            continue
        seen.add(one.role)
        rows.append(one)
    return rows


def content_digest(document: Document) -> str:
    """The hash of the words that were signed: of the 定稿 where there is one, else of the newest version."""
    final = document.files.filter(role="final").order_by("-id").first()
    if final is not None:
        return str(final.digest)
    version = document.versions.order_by("-number").first()
    return version.digest if version is not None else ""


def listed(rows: QuerySet[Document]) -> QuerySet[Document]:
    """Papers with all that a line of the register touches."""
    return rows.select_related("cycle", "organization", "owner", "made_by", "number_use__issuer").prefetch_related(
        Prefetch("files", DocumentFile.objects.only("document_id", "role", "pages", "digest").order_by("id"))
    )


@dataclass(frozen=True, slots=True)
class DueKind:
    """A kind of paper on the page "what is due": whether now is its time, and what there is of it."""

    kind: Kind
    now: bool
    open: int
    issued: int

    @property
    def state(self) -> str:
        """missing, begun, done or later."""
        if self.issued:
            return "done"
        if self.open:
            return "begun"
        return "missing" if self.now else "later"


def due_kinds(cycle: cycles_api.Cycle, kinds: Iterable[Kind] = KINDS) -> list[DueKind]:
    """Every kind that can be made at the round's stage, those that are due now first."""
    counts: dict[str, list[int]] = {}
    for code, state in Document.objects.filter(cycle=cycle).order_by().values_list("kind", "state"):
        at = counts.setdefault(code, [0, 0])
        if state == State.ISSUED:
            at[1] += 1
        elif state in (*OPEN, State.SIGNED):
            at[0] += 1
    order = list(cycles_api.Stage)
    here = order.index(cycles_api.Stage(cycle.stage))
    found = [
        DueKind(kind, order.index(kind.due) <= here, *counts.get(kind.code, [0, 0]))
        for kind in kinds
        if kind.fits(cycle.stage)
    ]
    return sorted(found, key=lambda one: (order.index(one.kind.due), KINDS.index(one.kind)))


def units_of(cycle: cycles_api.Cycle) -> list[organization_api.Organization]:
    """The units of the reporters in office order."""
    return [one.organization for one in cycles_api.reporters(cycle)]


def length_of(version: DocumentVersion | None) -> int:
    """How many characters the text of a version has, tables and attachments left out (for the burden limits)."""
    if version is None:
        return 0
    return sum(_length(block) for block in version.body.get("blocks", []))


def _length(block: dict[str, Any]) -> int:
    words = ""
    if block.get("_") == "Paragraph":
        words = "".join(run.get("text", "") for run in block["runs"])
    elif block.get("_") == "Heading":
        words = block.get("text", "")
    elif block.get("_") == "NumberedList":
        words = "".join(block.get("items", []))
    return sum(not sign.isspace() for sign in words)
