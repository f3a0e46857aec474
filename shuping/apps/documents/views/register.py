"""The register and the page of one paper: its versions, files, instructions, steps; downloads and pictures."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_safe

from shuping.apps.documents import access, queries, rendering, wording
from shuping.apps.documents.format_wording import findings_in_words
from shuping.apps.documents.forms import (
    FinalForm,
    InstructionForm,
    NumberForm,
    ReasonForm,
    ScanForm,
    SignForm,
)
from shuping.apps.documents.kinds.registry import kind_of
from shuping.apps.documents.models import Document, DocumentFile
from shuping.apps.documents.services import versions
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.base.doors import actor_of, door, may_open
from shuping.base.listing import Column, Listing
from shuping.core.documents.states import OPEN, Act, State, acts_from
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from .parts import download, kind_name, state_badge
from .sources import source_of, sources_of

PICTURE_SCALE = 1.3
MOST_PICTURES = 6
_ORDER = list(wording.STATES)


def _number(row: Document) -> str:
    use = getattr(row, "number_use", None)
    return str(use) if use is not None else ""


def _roles(row: Document) -> set[str]:
    return {one.role for one in row.files.all()}


def _scan(row: Document) -> str:
    if not kind_of(row.kind).seal or row.state not in (State.SIGNED, State.ISSUED):
        return ""
    return _("there") if "scan" in _roles(row) else _("missing")


COLUMNS = (
    Column("title", gettext_lazy("Title of the paper"), lambda row: row.title,
           link=lambda row: reverse("documents:document", args=[row.pk]), kind="wide", width=48),
    Column("kind", gettext_lazy("Kind of paper"), lambda row: kind_name(row.kind), filter=True, kind="short"),
    Column("number", pgettext_lazy("paper", "Number"), _number, kind="short"),
    Column("year", gettext_lazy("Round"), lambda row: row.cycle.year, filter=True, kind="number"),
    Column("about", gettext_lazy("About"), lambda row: str(row.organization), filter=True),
    Column("state", gettext_lazy("State"), lambda row: str(wording.STATES[row.state]),
           cell=lambda row: state_badge(row.state), filter=True, kind="short",
           sort_key=lambda words: [str(name) for name in wording.STATES.values()].index(str(words))),
    Column("dated", gettext_lazy("Day of the paper"), lambda row: row.dated, kind="date"),
    Column("issued", pgettext_lazy("paper", "Issued on"), lambda row: row.issued_on, kind="date"),
    Column("retention", gettext_lazy("Retention"), lambda row: str(wording.RETENTIONS[row.retention]),
           filter=True, kind="short"),
    Column("scan", gettext_lazy("Sealed scan"), _scan, filter=True, kind="short"),
)  # fmt: skip


@require_safe
@door(Permission.DOCUMENT_READ)
def register(request: HttpRequest) -> HttpResponse:
    """Every paper within reach, newest round first."""
    actor = actor_of(request)
    listing = Listing(
        gettext_lazy("Official documents"),
        COLUMNS,
        queries.listed(access.documents(actor)),
        empty=gettext_lazy("No paper has been made yet."),
        landscape=True,
    )
    context: dict[str, object] = {
        "may_make": actor.reach(Permission.DOCUMENT_MAKE) is not Reach.NONE,
        "may_keep": actor.reach(Permission.DOCUMENT_KEEP) is not Reach.NONE,
    }
    return listing.answer(request, "documents/list.html", context)


def _seals(file: DocumentFile) -> str:
    """What the page says of electronic seals in a sealed PDF; nothing where there are none."""
    found = rendering.seals_in(file)
    if not found.count:
        return ""
    if found.whole:
        words = ngettext(
            "%(count)s electronic seal, nothing changed after it; whose it is, the seal's own program tells.",
            "%(count)s electronic seals, nothing changed after the last; whose they are, the seal's own program tells.",
            found.count,
        )
    else:
        words = ngettext(
            "%(count)s electronic seal, but the file changed after it. Check it with the seal's own program.",
            "%(count)s electronic seals, but the file changed after the last. Check it with the seal's own program.",
            found.count,
        )
    return words % {"count": found.count}


@require_safe
@door(Permission.DOCUMENT_READ)
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper."""
    return paper_page(request, access.find_document(actor_of(request), pk))


def paper_page(request: HttpRequest, row: Document, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The page of a paper; `forms` are bound ones that hold what was refused."""
    actor = actor_of(request)
    kind, version = kind_of(row.kind), versions.latest(row)
    counting = queries.counting_file(row)
    changes, signs = access.may_change(actor, row), access.may_sign(actor, row)
    context: dict[str, Any] = {
        "row": row,
        "kind": kind,
        "kind_name": kind_name(row.kind),
        "use": queries.number_use(row),
        "version": version,
        "versions": row.versions.select_related("word_file", "pdf_file", "user").order_by("-number"),
        "files": (present := queries.present_files(row)),
        "seals": {one.pk: _seals(one) for one in present if one.role == "scan"},
        "instructions": row.instructions.select_related("file"),
        "steps": row.steps.select_related("user"),
        "counting": counting,
        "counting_name": wording.FILE_ROLES[counting.role] if counting else "",
        "pages": range(1, min(queries.picture_count(row), MOST_PICTURES) + 1),
        "changed": row.state in OPEN and changes and queries.data_changed(row, version),
        "length": queries.length_of(version),
        "too_long": bool(kind.longest) and queries.length_of(version) > kind.longest,
        "fonts": [str(wording.FONTS[line["kind"]]) % line for line in version.fonts] if version else [],
        "file_roles": wording.FILE_ROLES,
        "step_names": wording.STEPS,
        "instruction_names": wording.INSTRUCTION_KINDS,
        "secrecy": wording.SECRECIES.get(row.secrecy, row.secrecy),
        "retention": wording.RETENTIONS.get(row.retention, row.retention),
        "state": state_badge(row.state),
        "sources": [one for one in sources_of(row) if may_open(actor, one[0])],
        "source": found if (found := source_of(actor, row)) and may_open(actor, found[0]) else None,
        **_acts(row, actor, changes=changes, signs=signs),
    }
    context |= {
        "final_form": FinalForm(),
        "scan_form": ScanForm(),
        "instruction_form": InstructionForm(),
        "number_form": NumberForm(),
        "reason_form": ReasonForm(),
        "sign_form": SignForm(initial={"dated": clock.today()}),
    } | forms
    return render(request, "documents/document.html", context, status=status)


def _acts(row: Document, actor: Actor, *, changes: bool, signs: bool) -> dict[str, bool]:
    kind = kind_of(row.kind)
    possible = acts_from(row.state, needs_signature=kind.signed)
    numbered = queries.number_use(row) is not None
    open_ = row.state in (State.DRAFT, State.REVIEW, State.SIGNED)
    return {
        "may_change": changes,
        "may_frame": changes and row.state in OPEN,
        "may_make_anew": changes and row.state in (OPEN if kind.signed else (State.DRAFT,)),
        "may_hand_over": changes and Act.HAND_OVER in possible,
        "may_use": changes and Act.USE in possible,
        "may_return": signs and Act.RETURN in possible,
        "may_sign": signs and Act.SIGN in possible and (kind.of_unit or row.made_by_id != actor.user_id),
        "may_issue": signs and Act.ISSUE in possible,
        "may_void": signs and Act.VOID in possible,
        "may_number": changes and kind.numbered and not numbered and open_,
        "may_give_back": changes and numbered and open_,
        "may_final": changes and open_,
        "may_scan": changes
        and row.state in ((State.SIGNED, State.ISSUED) if kind.signed else (State.DRAFT, State.ISSUED)),
        "may_instruct": changes and row.state != State.VOID,
    }


@require_safe
@door(Permission.DOCUMENT_READ)
def file(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A file of a paper."""
    return download(access.find_file(actor_of(request), pk, file))


@require_safe
@door(Permission.DOCUMENT_READ)
def picture(request: HttpRequest, pk: int, page: int) -> HttpResponse:
    """One page of the paper as a picture: of the sealed scan where there is one, else of the generated PDF."""
    row = access.find_document(actor_of(request), pk)
    found = queries.picture_file(row)
    if found is None or not 1 <= page <= queries.picture_count(row):
        raise Http404
    answer = HttpResponse(rendering.picture_of(found, page, scale=PICTURE_SCALE), content_type="image/png")
    answer["Cache-Control"] = "private, max-age=600"
    return answer


@require_safe
@door(Permission.DOCUMENT_READ)
def comparison(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """A final version: what the format check found, and how its words differ from the generated ones."""
    found = access.find_file(actor_of(request), pk, file)
    if found.role != "final":
        raise Http404
    context = {
        "row": found.document,
        "file": found,
        "findings": findings_in_words(found.findings),
        "difference": found.difference,
    }
    return render(request, "documents/comparison.html", context)
