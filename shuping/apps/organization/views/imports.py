"""The import wizard: upload or paste → columns → trial run → written whole or not at all (ORG-09, DOC-01)."""

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from shuping.adapters.sheets import MAX_BYTES, SheetTable, read_pasted, read_table, write_table
from shuping.apps.organization import access, api, forms
from shuping.apps.organization.register_sheet import HEADS, refuse_old, register_sheet
from shuping.apps.organization.wording import CLASS_NAMES, FIELD_NAMES, LEVEL_NAMES, STATUS_NAMES
from shuping.base import clock
from shuping.base.doors import actor_of, door
from shuping.base.listing import XLSX, Column, Listing, plain, workbook_answer
from shuping.base.wording import sentence
from shuping.core.errors import InputError, RuleError
from shuping.core.organization.columns import guess
from shuping.core.organization.importing import Line, Status
from shuping.core.roles.permissions import Permission

KEEP = Permission.ORGANIZATION_KEEP
_SHEETS = 8  # of one workbook are looked at
_SAMPLE = (
    ("01", "示范公路局党委", "示范公路局", "", "党委", "公路局", "", "公路养护", 1, 86, "2001-05-01", "", "张一鸣",
     "党委书记、局长", "2019-03-01", "否", "0900-1001", "", "王敏", "0900-1002", "", "", "2018-06-20", 5),
    ("01-01", "养护中心党总支", "", "示范公路局党委", "党总支", "公路局", "", "", 1, 40, "2005-07-01", "", "李建国",
     "党总支书记", "2020-01-01", "否", "0900-1011", "", "", "", "", "", "2019-09-01", 3),
    ("01-01-01", "养护一队党支部", "", "01-01", "党支部", "公路局", "", "", 1, 12, "2005-07-01", "", "赵晓燕",
     "副书记", "2020-10-01", "是", "0900-1012", "", "", "", "", "", "2019-09-01", 3),
)  # fmt: skip


@door(KEEP)
def upload(request: HttpRequest) -> HttpResponse:
    """Step one: a workbook or a pasted table."""
    form = forms.UploadForm(request.POST or None, request.FILES or None, initial={"valid_from": clock.today()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            table = _table(data)
            refuse_old(table, clock.today())
            draft = api.keep_draft(
                table=table,
                file_name=data["file"].name if data["file"] else _now("pasted table"),
                valid_from=data["valid_from"],
                by=actor_of(request),
                at=clock.now(),
            )
            return redirect("organization:import_mapping", draft.pk)
        except RuleError as error:
            form.add_error("file" if data["file"] else "pasted", sentence(error))
    return render(request, "organization/import_upload.html", {"form": form})


def _table(data: dict[str, Any]) -> SheetTable:
    if not data["file"]:
        return read_pasted(data["pasted"])
    content = data["file"].read(MAX_BYTES + 1)
    table = read_table(content, sheet=data["sheet"] or None)
    if data["sheet"] or "name" in guess(table.columns):
        return table
    # The first sheet explains how to fill in the others: take the one in which most columns are recognised.
    tables = [table]
    for name in table.sheets[:_SHEETS]:
        with suppress(InputError):  # an empty one
            tables.append(read_table(content, sheet=name))
    return max(tables, key=lambda one: ("name" in guess(one.columns), len(guess(one.columns))))


@door(KEEP)
def mapping(request: HttpRequest, pk: int) -> HttpResponse:
    """Step two: which column holds which field; guessed, correctable."""
    actor = actor_of(request)
    draft = access.find_draft(actor, pk)
    start = {"default_parent": draft.default_parent_id, "valid_from": draft.valid_from}
    form = forms.MappingForm(request.POST or None, initial=start, columns=draft.columns, mapping=draft.mapping)
    if request.method == "POST" and form.is_valid():
        try:
            api.set_mapping(
                draft=draft,
                mapping=form.mapping(),
                default_parent=form.cleaned_data["default_parent"],
                valid_from=form.cleaned_data["valid_from"],
                by=actor,
                at=clock.now(),
            )
            return redirect("organization:import_trial", draft.pk)
        except RuleError as error:
            form.add_error(None, sentence(error))
    unused = [head for head in draft.columns if head not in draft.mapping.values()]
    preview = [(number, row) for number, row in draft.rows[:5]]
    context = {"form": form, "draft": draft, "preview": preview, "unused": unused}
    return render(request, "organization/import_mapping.html", context)


@door(KEEP)
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Step three: one report line per row, and what to do about it; nothing is written yet."""
    draft = access.find_draft(actor_of(request), pk)
    run = api.dry_run(draft)
    statuses = {status: str(STATUS_NAMES[status.value]) for status in Status}
    listing = Listing(
        _("Trial run"),
        [
            Column("number", _("Row of the file"), lambda one: one.number, kind="number"),
            Column(
                "status",
                _("Result"),
                lambda one: statuses[one.status],
                filter=True,
                kind="short",
            ),
            Column("code", _("Organisation code"), lambda one: one.code, kind="short"),
            Column("name", _("Name of the organisation"), lambda one: one.name),
            Column("changes", _("What changes"), _changes),
            Column("findings", _("What to do"), _findings),
        ],
        sorted(run.plan.lines, key=lambda line: (line.status is not Status.WRONG, not line.findings)),
        landscape=True,
    )
    context: dict[str, object] = {
        "draft": draft,
        "digest": run.digest,
        "ready": run.plan.ready,
        "counts": [(STATUS_NAMES[status.value], run.plan.count(status)) for status in Status],
        "warnings": sum(bool(line.findings) and not line.wrong for line in run.plan.lines),
    }
    return listing.answer(request, "organization/import_trial.html", context)


def _changes(line: Line) -> str:
    if line.status is not Status.CHANGED:
        return ""
    return "；".join(
        f"{FIELD_NAMES[name]}：{_shown(name, before)} → {_shown(name, after)}"
        for name, (before, after) in line.changes.items()
    )


def _shown(name: str, value: object) -> str:
    if name == "level":
        return str(LEVEL_NAMES.get(str(value), "—"))
    if name == "unit_class":
        return str(CLASS_NAMES.get(str(value), "—"))
    return plain(value) or "—"


def _findings(line: Line) -> str:
    words = []
    for finding in line.findings:
        said = sentence(RuleError(finding.code, **dict(finding.params)))
        name = str(finding.params.get("field", ""))
        words.append(f"{FIELD_NAMES[name]}：{said}" if name in FIELD_NAMES else said)
    return " ".join(words)


@door(KEEP)
@require_POST
def commit(request: HttpRequest, pk: int) -> HttpResponse:
    """Step four: everything or nothing."""
    draft = access.find_draft(actor_of(request), pk)
    try:
        plan = api.commit_import(
            draft=draft, digest=request.POST.get("digest") or "", by=actor_of(request), at=clock.now()
        )
    except RuleError as error:
        messages.error(request, sentence(error))
        return redirect("organization:import_trial", pk)
    messages.success(
        request,
        _now("Written: %(new)d new, %(changed)d changed, %(unchanged)d unchanged.")
        % {
            "new": plan.count(Status.NEW),
            "changed": plan.count(Status.CHANGED),
            "unchanged": plan.count(Status.UNCHANGED),
        },
    )
    return redirect("organization:tree")


@door(KEEP)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop the draft, if the button says so."""
    draft = access.find_draft(actor_of(request), pk)
    if request.POST.get("drop") != "yes":
        return redirect("organization:import_trial", pk)
    api.discard_import(draft=draft, by=actor_of(request), at=clock.now())
    messages.success(request, _now("Dropped; nothing was written."))
    return redirect("organization:import")


@door(KEEP)
def sample(request: HttpRequest) -> HttpResponse:
    """The sample workbook, every column with its official head and three rows; or the register itself (DOC-01)."""
    if request.GET.get("with") == "register":
        title = "党组织名册"
        return workbook_answer(register_sheet(title, clock.today()), title)
    content = write_table("党组织名册样表", HEADS, _SAMPLE, landscape=True)
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = "attachment; filename*=UTF-8''register-sample.xlsx"
    return answer
