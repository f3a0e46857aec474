"""A leader's speech: imported, confirmed line by line, and the 讲话要求落实对照表 that grows from it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.rectification import access, forms, wording
from shuping.apps.rectification.models import Speech
from shuping.apps.rectification.queries import speech as queries
from shuping.apps.rectification.services import speech as services
from shuping.base import clock
from shuping.base.asked import whole_number
from shuping.base.doors import actor_of, door
from shuping.base.forms import attempt
from shuping.base.listing import Column, Listing
from shuping.base.templatetags.parts import badge
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.core.rectification.values import LineTask
from shuping.core.roles.permissions import Permission

from .pages import archived, form_page, holds, typed

Row = queries.LineRow
BLANK_LINES = 2  # for what a person finds in the text that the reading did not


def _speech_state(speech: Speech) -> tuple[str, str]:
    return (gettext("Confirmed"), "ok") if speech.confirmed_at else (gettext("Draft, to be confirmed"), "wait")


def _speech_link(speech: Speech) -> str:
    return reverse("rectification:speech" if speech.confirmed_at else "rectification:speech_draft", args=[speech.pk])


@door(Permission.ISSUE_READ)
def speeches(request: HttpRequest) -> HttpResponse:
    """The speeches and notices of all rounds in sight; drafts for those who keep them."""
    actor = actor_of(request)
    listing = Listing(
        title=_("What the speech asks and what was done"),
        columns=(
            Column("year", _("Year"), lambda row: row.cycle.year, kind="number", filter=True),
            Column("title", _("Title"), lambda row: row.title, link=_speech_link),
            Column("given", _("Given on"), lambda row: row.given_on, kind="date"),
            Column(
                "findings",
                _("Findings"),
                lambda row: sum(one.kind == "finding" for one in row.lines.all()),
                kind="number",
            ),
            Column(
                "requirements",
                _("Requirements of the speech"),
                lambda row: sum(one.kind == "requirement" for one in row.lines.all()),
                kind="number",
            ),
            Column(
                "state",
                _("State"),
                lambda row: _speech_state(row)[0],
                cell=lambda row: badge(*_speech_state(row)),
                kind="short",
            ),
        ),
        rows=access.speeches(actor).select_related("cycle").prefetch_related("lines"),
        empty=_("No speech or notice has been imported yet."),
    )
    buttons = []
    if holds(actor, Permission.SPEECH_KEEP):
        buttons.append({"url": reverse("rectification:speech_import"), "label": _("Import a speech"), "primary": True})
    context: dict[str, object] = {"title": _("What the speech asks and what was done"), "buttons": buttons}
    return listing.answer(request, "rectification/list.html", context)


@door(Permission.SPEECH_KEEP)
def speech_import(request: HttpRequest) -> HttpResponse:
    """Upload or paste; the reading waits as a draft."""
    actor = actor_of(request)
    cycles = cycles_api.readable(actor).filter(rehearsal=False, parent=None).exclude(stage=cycles_api.Stage.ARCHIVED)
    cycles = cycles.order_by("-year", "pk")
    form = forms.SpeechForm(
        request.POST or None, request.FILES or None, cycles=cycles, initial={"cycle": cycles_api.current_cycle()}
    )
    made: list[Speech] = []

    def act() -> None:
        data = form.cleaned_data
        made.append(
            services.import_speech(
                cycle=data["cycle"],
                text=data["text"],
                file_name=data["file_name"],
                given_on=data["given_on"],
                by=actor,
                at=clock.now(),
            )
        )

    if request.method == "POST" and attempt(form, act):
        messages.success(request, _("The text is read. Check every line, then confirm."))
        return redirect("rectification:speech_draft", pk=made[0].pk)
    note = _("The text is read into a draft. What it does not say stays empty; nothing follows before you confirm.")
    back = reverse("rectification:speeches")
    return form_page(request, form, _("Import a speech"), back, _("Read the text"), note=note, enctype=True)


def _initial_lines(reading: Mapping[str, Any]) -> list[dict[str, object]]:
    findings = [
        {
            "number": one["no"],
            "kind": "finding",
            "keep": True,
            "text": one["text"],
            "category": one["problem_code"] or "",
        }
        for one in reading["findings"]
    ]
    requirements = [
        {"number": one["no"], "kind": "requirement", "keep": True, "text": one["heading"], "category": ""}
        for one in reading["requirements"]
    ]
    blank: list[dict[str, object]] = [{"number": None, "kind": "finding", "keep": True} for _one in range(BLANK_LINES)]
    return [*findings, *requirements, *blank]


def _lines(formset: "BaseFormSet[forms.SpeechLineForm]") -> list[services.LineDraft]:
    """The lines taken over; those added by hand come last."""
    return [
        services.LineDraft(data["kind"], data["number"] or 10_000 + place, data["text"], data["category"])
        for place, data in enumerate(form.cleaned_data for form in formset)
        if data.get("keep") and data.get("text", "").strip()
    ]


def _draft_forms(
    request: HttpRequest, speech: Speech
) -> tuple[forms.SpeechHeadForm, "BaseFormSet[forms.SpeechLineForm]"]:
    rosters, said = speech.reading["rosters"], speech.reading["rosters"]["written"]
    head = {
        "title": speech.title,
        "given_on": speech.given_on,
        "live": rosters["live"],
        "written": said if isinstance(said, int) else None,
    }
    options: dict[str, Any] = {"form_kwargs": {"categories": forms.line_categories()}, "prefix": "line"}
    posted = request.POST if request.method == "POST" else None
    return (
        forms.SpeechHeadForm(posted, initial=head),
        forms.SpeechLines(posted, initial=_initial_lines(speech.reading), **options),
    )


@door(Permission.SPEECH_KEEP)
def speech_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft beside the text: every line is taken over, corrected or dropped; then confirmed."""
    speech = access.find_speech(actor_of(request), pk)
    if speech.confirmed_at is not None and request.method != "POST":
        return redirect("rectification:speech", pk=pk)
    head, lines = _draft_forms(request, speech)

    def act() -> None:
        services.confirm_speech(
            speech=speech, **head.cleaned_data, lines=_lines(lines), by=actor_of(request), at=clock.now()
        )

    if request.method == "POST" and lines.is_valid() and attempt(head, act):
        messages.success(request, _("The speech is confirmed. Now take the findings to the units."))
        return redirect("rectification:speech", pk=pk)
    refused = bool(head.errors) or (lines.is_bound and not lines.is_valid())
    context = {"speech": speech, "head": head, "lines": lines, "paragraphs": marked(speech), **_beside(speech)}
    context["archived"] = archived(speech.cycle)
    context |= queries.words_to_check(speech)
    return render(request, "rectification/speech_draft.html", context, status=409 if refused else 200)


def _beside(speech: Speech) -> dict[str, object]:
    """What stands beside the lines: warnings, rosters of speech and round, days without a year."""
    on_the_spot, written = queries.roster_of(speech)
    reading = speech.reading
    confirmed = reading.get("confirmed", {})
    return {
        "warnings": [wording.speech_warning(one) for one in reading["warnings"]],
        "groups": reading["rosters"]["live_groups"],
        "live": confirmed.get("live", reading["rosters"]["live"]),
        "written_said": confirmed.get("written") or reading["rosters"]["written"],
        "on_the_spot": on_the_spot,
        "written": written,
        "days": [one for one in reading["dates"] if one["date"] is None],
    }


@door(Permission.SPEECH_KEEP)
def speech_discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away a draft, with reason."""
    speech = access.find_speech(actor_of(request), pk)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and attempt(
        form, lambda: services.discard_speech(speech=speech, **form.cleaned_data, by=actor_of(request), at=clock.now())
    ):
        messages.success(request, _("The draft is taken away."))
        return redirect("rectification:speeches")
    back = reverse("rectification:speech_draft", args=[pk])
    return form_page(request, form, _("Take the draft away"), back, _("Take away"))


@door(Permission.ISSUE_READ)
def speech_text(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole text with what was read from it marked; whoever keeps speeches also sees what to compare with the
    original, after the confirmation as before.
    """
    actor = actor_of(request)
    speech = access.find_speech(actor, pk)
    context = {"speech": speech, "paragraphs": marked(speech)}
    if holds(actor, Permission.SPEECH_KEEP):
        context |= queries.words_to_check(speech)
    return render(request, "rectification/speech_text.html", context)


Part = tuple[str, str]  # (words, anchor or "")


def marked(speech: Speech) -> list[list[Part]]:
    """The text in paragraphs of parts; parts that were read carry their anchor ("finding-1")."""
    reading = speech.reading
    spans = sorted(
        (*one["span"], f"{kind}-{number}")
        for kind, rows in (
            ("finding", reading["findings"]),
            ("requirement", reading["requirements"]),
            ("group", reading["rosters"]["live_groups"]),
            ("date", reading["dates"]),
        )
        for number, one in enumerate(rows, start=1)
    )
    parts: list[Part] = []
    place = 0
    for start, end, anchor in spans:
        if start < place:  # a day inside a heading is marked with it
            continue
        parts += [(speech.text[place:start], ""), (speech.text[start:end], anchor)]
        place = end
    parts.append((speech.text[place:], ""))
    return _paragraphs(parts)


def _paragraphs(parts: Sequence[Part]) -> list[list[Part]]:
    found: list[list[Part]] = [[]]
    for words, anchor in parts:
        for number, line in enumerate(words.split("\n")):
            if number:
                found.append([])
            if line.strip():
                found[-1].append((line, anchor))
    return [one for one in found if one]


# ---- 讲话要求落实对照表 ------------------------------------------------------------------------------------------


def units_words(figure: queries.Counted | None) -> str:
    """A counted figure as it is printed; a dash where the round says nothing yet."""
    if figure is None:
        return "—"
    words = ngettext("%(count)d unit", "%(count)d units", figure.units) % {"count": figure.units}
    if not figure.open_units:
        return words
    return gettext("%(units)s, not signed off in %(open)d") % {"units": words, "open": figure.open_units}


def _work(row: Row) -> str:
    parts = [row.line.work]
    if row.issues:
        parts.insert(
            0, ngettext("%(count)d problem", "%(count)d problems", len(row.issues)) % {"count": len(row.issues)}
        )
    if row.line.owner:
        parts.append(gettext("responsible: %(name)s") % {"name": row.line.owner})
    if row.line.due_on:
        parts.append(gettext("until %(day)s") % {"day": row.line.due_on})
    return "；".join(part for part in parts if part)


def state_of(row: Row) -> tuple[str, str]:
    """Where a line stands, in words and colour."""
    if row.issues:
        if not row.open:
            return gettext("All signed off"), "ok"
        return gettext("%(count)d in rectification") % {"count": row.open}, "wait"
    if row.line.work:
        return gettext("Task set"), "info"
    return (gettext("Not taken to units yet") if row.line.kind == "finding" else gettext("No task yet")), ""


def _source(row: Row) -> str:
    if row.line.figure_source:
        return row.line.figure_source
    return gettext("Counted from the problem lists") if row.last or row.this else ""


def _columns(compared: Sequence[cycles_api.Cycle | None]) -> list[Column]:
    earlier, later = (str(one.year) if one else "—" for one in compared)
    return [
        Column(
            "kind",
            _("Kind"),
            lambda row: str(wording.SPEECH_KINDS[row.line.kind]),
            filter=True,
            kind="short",
        ),
        Column("number", _("No."), lambda row: row.line.number, kind="number"),
        Column(
            "text",
            _("Words of the speech"),
            lambda row: row.line.text,
            link=lambda row: reverse("rectification:speech_line", args=[row.line.pk]),
            kind="wide",
            width=48,
        ),
        Column("category", _("Common problem"), lambda row: str(row.category or row.line.category), filter=True),
        Column("work", _("Problem or task"), _work, width=30),
        Column("units", _("Units"), lambda row: len(row.units) or None, kind="number"),
        Column("names", _("Names of the units"), lambda row: "、".join(row.units), width=36),
        Column(
            "earlier",
            gettext("Year %(year)s") % {"year": earlier},
            lambda row: row.line.figure_last_year or units_words(row.last),
        ),
        Column(
            "later",
            gettext("Year %(year)s") % {"year": later},
            lambda row: row.line.figure_this_year or units_words(row.this),
        ),
        Column("source", _("Source of the figures"), _source, width=24),
        Column(
            "state",
            _("State"),
            lambda row: state_of(row)[0],
            cell=lambda row: badge(*state_of(row)),
            filter=True,
            kind="short",
        ),
    ]


@door(Permission.ISSUE_READ)
def speech(request: HttpRequest, pk: int) -> HttpResponse:
    """讲话要求落实对照表: sentence → problem or task → units → figures of two years → link (SPC-12)."""
    actor = actor_of(request)
    found = access.find_speech(actor, pk)
    if found.confirmed_at is None:
        return redirect("rectification:speech_draft", pk=pk)
    compared = queries.rounds_compared(found)
    rows = queries.line_rows(actor, found, compared)
    listing = Listing(
        title=_("What the speech asks and what was done"),
        columns=_columns(compared),
        rows=rows,
        landscape=True,
        searchable=False,
        file_name=f"{gettext('What the speech asks and what was done')}_{found.cycle.year}",
        empty=_("The speech holds no line."),
    )
    context: dict[str, object] = {
        "speech": found,
        "large": request.GET.get("paper") == "a3",
        "keeps": holds(actor, Permission.SPEECH_KEEP),
        "totals": {
            "findings": sum(row.line.kind == "finding" for row in rows),
            "requirements": sum(row.line.kind == "requirement" for row in rows),
            "problems": sum(len(row.issues) for row in rows),
            "open": sum(row.open for row in rows),
            "units": len({unit for row in rows for unit in row.units}),
        },
        **_beside(found),
    }
    return listing.answer(request, "rectification/speech.html", context)


# ---- one line ----------------------------------------------------------------------------------------------------


def _line_page(
    request: HttpRequest, pk: int, *, keep: forms.LineForm | None = None, bring: forms.BringForm | None = None
) -> HttpResponse:
    actor = actor_of(request)
    line = access.find_line(actor, pk)
    compared = queries.rounds_compared(line.speech)
    row = next(one for one in queries.line_rows(actor, line.speech, compared) if one.line.pk == line.pk)
    keeps = holds(actor, Permission.SPEECH_KEEP)
    opens = keeps and not archived(line.speech.cycle)
    units = queries.unit_rows(line) if opens and line.kind == "finding" else []
    fields = ("work", "owner", "due_on", "figure_last_year", "figure_this_year", "figure_source", "revision")
    context = {
        "line": line,
        "speech": line.speech,
        "row": row,
        "kind": wording.SPEECH_KINDS[line.kind],
        "state": badge(*state_of(row)),
        "issues": [(one, badge(wording.STATES[one.state], wording.STATE_BADGES[one.state])) for one in row.issues],
        "earlier": (compared[0], line.figure_last_year or units_words(row.last)),
        "later": (compared[1], line.figure_this_year or units_words(row.this)),
        "source": _source(row),
        "units": units,
        "remaining": any(not one.linked for one in units),
        "chosen": request.POST.getlist("participant"),
        "keep": (keep or forms.LineForm(initial={name: getattr(line, name) for name in fields})) if keeps else None,
        "bring": bring or forms.BringForm(initial={"text": line.text}),
        "keeps": keeps,
        "opens": opens,
    }
    refused = any(form is not None and form.errors for form in (keep, bring))
    return render(request, "rectification/speech_line.html", context, status=409 if refused else 200)


@door(Permission.ISSUE_READ)
def speech_line(request: HttpRequest, pk: int) -> HttpResponse:
    """One sentence of the speech with its problems, task and figures."""
    return _line_page(request, pk)


@door(Permission.SPEECH_KEEP)
def line_keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the task and the figures of a line."""
    line = access.find_line(actor_of(request), pk)
    if request.method == "POST":
        form = forms.LineForm(request.POST)
        if not attempt(
            form,
            lambda: services.keep_line(
                line=line,
                task=typed(form, LineTask),
                revision=form.cleaned_data["revision"],
                by=actor_of(request),
                at=clock.now(),
            ),
        ):
            return _line_page(request, pk, keep=form)
        messages.success(request, _("Task and figures are saved."))
    return redirect("rectification:speech_line", pk=pk)


@door(Permission.SPEECH_KEEP)
def line_units(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a finding to the chosen units."""
    line = access.find_line(actor_of(request), pk)
    if request.method == "POST":
        form = forms.BringForm(request.POST)
        chosen = [key for one in request.POST.getlist("participant") if (key := whole_number(one)) is not None]
        participants = cycles_api.reporters(line.speech.cycle).filter(pk__in=chosen).select_related("organization")
        done: list[services.Brought] = []

        def act() -> None:
            done.append(
                services.bring_to_units(
                    line=line,
                    participants=list(participants),
                    **form.cleaned_data,
                    by=actor_of(request),
                    at=clock.now(),
                )
            )

        if not attempt(form, act):
            return _line_page(request, pk, bring=form)
        messages.success(
            request,
            _("%(opened)d problems were opened, %(linked)d existing ones are referred to.")
            % {"opened": len(done[0].opened), "linked": len(done[0].linked)},
        )
    return redirect("rectification:speech_line", pk=pk)


@door(Permission.SPEECH_KEEP)
def let_go(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a problem from under its line, with reason."""
    issue = access.find_issue(actor_of(request), pk, Permission.SPEECH_KEEP)
    form = forms.ReasonForm(request.POST or None)
    line = issue.speech_line_id
    if request.method == "POST":
        try:
            if form.is_valid():
                services.let_go(issue=issue, **form.cleaned_data, by=actor_of(request), at=clock.now())
                messages.success(request, _("The problem no longer stands under the speech."))
                return redirect("rectification:speech_line", pk=line)
        except RuleError as error:
            form.add_error(None, sentence(error))
    back = reverse("rectification:speech_line", args=[line]) if line else reverse("rectification:issue", args=[pk])
    return form_page(request, form, _("Take the problem from under the speech"), back, _("Take away"))
