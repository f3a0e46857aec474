"""Entering forms of a class, reasons, and the keying grid of a whole sheet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles import api as cycles_api
from shuping.base.asked import narrow
from shuping.base.wording import sentence
from shuping.core.ballots import tally
from shuping.core.ballots.tally import Fault, Forms, Row
from shuping.core.errors import RuleError
from shuping.core.rulesets.values import ABSTAIN, GRADES, RuleSet

from .wording import COLUMNS

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Participant


MOST_FORMS = 100_000  # more of one class is a slip of the hand


class IssueForm(forms.Form):
    """发出 / 收回 / 无效 of one class."""

    issued = forms.IntegerField(label=_("Forms issued"), min_value=0)
    collected = forms.IntegerField(label=_("Forms collected"), min_value=0)
    void_forms = forms.IntegerField(label=_("Void forms"), min_value=0, initial=0)
    void_reason = forms.CharField(label=_("Reason for void forms"), required=False, max_length=300)
    own_rows = forms.IntegerField(
        label=_("Valid forms from reporters of this round"),
        min_value=0,
        required=False,
        help_text=_("Reporters leave their own row empty. Left blank: every reporter handed in a valid form."),
    )

    def __init__(self, *args: object, reporters_vote: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not reporters_vote:
            del self.fields["own_rows"]


class BodiesForm(forms.Form):
    """发出 / 收回 / 无效 of a class in which each reporter is rated by a body of its own: one line per reporter."""

    FIGURES = ("issued", "collected", "void_forms")

    def __init__(
        self, people: Sequence["Participant"], bodies: Mapping[str, Forms], recorded: bool, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = list(people)
        labels = {"issued": _("Forms issued"), "collected": _("Forms collected"), "void_forms": _("Void forms")}
        for person in self.people:
            forms_now = bodies.get(str(person.pk)) if recorded else None
            values = (forms_now.issued, forms_now.collected, forms_now.void) if forms_now else (None, None, 0)
            for name, value in zip(self.FIGURES, values, strict=True):
                label = f"{person.organization_name} {labels[name]}"
                self.fields[f"{name}_{person.pk}"] = forms.IntegerField(
                    label=label, min_value=0, max_value=MOST_FORMS, initial=value
                )
            self.fields[f"reason_{person.pk}"] = forms.CharField(
                label=f"{person.organization_name} {_('Reason for void forms')}",
                required=False,
                max_length=300,
                initial=forms_now.void_reason if forms_now else "",
            )

    def rows(self) -> Iterator[tuple["Participant", list[forms.BoundField]]]:
        """Each reporter with the fields of its line."""
        for person in self.people:
            yield person, [self[f"{name}_{person.pk}"] for name in (*self.FIGURES, "reason")]

    def bodies(self) -> dict[int, Forms]:
        """What was typed, by participant."""
        data = self.cleaned_data
        return {
            one.pk: Forms(
                issued=data[f"issued_{one.pk}"],
                collected=data[f"collected_{one.pk}"],
                void=data[f"void_forms_{one.pk}"],
                void_reason=data[f"reason_{one.pk}"],
            )
            for one in self.people
        }


class SheetForm(forms.Form):
    """The filled-in tally sheet."""

    file = forms.FileField(label=_("Filled-in sheet (xlsx)"))


class ReasonForm(forms.Form):
    """A reason, which every exceptional act needs."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500)


@dataclass
class GridCell:
    """One input of the grid: its name, what stands in it, and what is wrong with it."""

    name: str
    label: object
    text: str
    error: str = ""


@dataclass
class GridRow:
    """One reporter's line of the grid."""

    participant: "Participant"
    cells: list[GridCell]
    reason: GridCell
    total: int = 0
    valid: int | None = None  # valid forms of this reporter's own body, where each has one
    faults: list[str] = field(default_factory=list)
    keyed: bool = False


@dataclass
class Grid:
    """A whole sheet as the page shows it and as it comes back."""

    columns: list[tuple[str, object]]
    rows: list[GridRow]
    readable: bool = True
    bodies: bool = False  # each reporter is rated by a body of its own

    def parsed(self) -> list[Row]:
        """The rows in which something stands."""
        return [_row(row, [key for key, _label in self.columns]) for row in self.rows if row.keyed]


def columns_of(rules: RuleSet) -> list[tuple[str, object]]:
    """(key, printed name) of the sheet's columns: four grades or scores, 不了解, void."""
    names = cycles_api.grade_names(rules.grade_names)
    first = (
        [("scores", COLUMNS["scores"])]
        if rules.ballot.numeric
        else [(grade, names.get(grade, grade)) for grade in GRADES]
    )
    return [*first, (ABSTAIN, names.get(ABSTAIN, ABSTAIN)), ("void", COLUMNS["void"])]


def stored_grid(
    people: Sequence["Participant"],
    rules: RuleSet,
    rows: Iterable[Row],
    faults: Iterable[Fault],
    class_code: str,
    bodies: Mapping[str, Forms] | None = None,
) -> Grid:
    """The grid of what is stored, with the sentences of what does not add up beside each keyed row.

    `bodies`: the forms by reporter, in a class in which each is rated by a body of its own.
    """
    columns = columns_of(rules)
    stored = {row.reporter: row for row in rows}
    wrong = _wrong_rows(people, set(stored), faults, class_code)
    lines = []
    for person in people:
        row = stored.get(str(person.pk))
        texts = {key: stored_text(row, key) for key, _label in columns}
        line = _line(person, columns, texts, row.void_reason if row else "")
        line.total, line.faults, line.keyed = row.total if row else 0, wrong.get(str(person.pk), []), row is not None
        line.valid = _valid(bodies, person)
        lines.append(line)
    return Grid(columns, lines, bodies=bool(bodies))


def _wrong_rows(
    people: Sequence["Participant"], keyed: set[str], faults: Iterable[Fault], class_code: str
) -> dict[str, list[str]]:
    """The sentences of what does not add up, by reporter, for the rows in which something stands."""
    names = {str(person.pk): str(person) for person in people}
    wrong: dict[str, list[str]] = {}
    for fault in faults:
        if fault.reporter in keyed:
            params = {**fault.params, "class_code": class_code, "reporter": names.get(fault.reporter or "", "")}
            wrong.setdefault(fault.reporter or "", []).append(sentence(RuleError(fault.code, **params)))
    return wrong


def judge(grid: Grid, faults: Iterable[Fault], class_code: str) -> None:
    """Write sums and sentences beside rows that were read but not kept yet."""
    totals = {row.reporter: row.total for row in grid.parsed()}
    wrong = _wrong_rows([row.participant for row in grid.rows], set(totals), faults, class_code)
    for row in grid.rows:
        key = str(row.participant.pk)
        row.total, row.faults = totals.get(key, 0), wrong.get(key, [])


def _valid(bodies: Mapping[str, Forms] | None, person: "Participant") -> int | None:
    forms = (bodies or {}).get(str(person.pk))
    return forms.valid if forms is not None else None


def posted_grid(
    people: Sequence["Participant"],
    rules: RuleSet,
    post: Mapping[str, str],
    bodies: Mapping[str, Forms] | None = None,
) -> Grid:
    """The grid as it came back; `readable` is False if a cell holds no number, and then says which."""
    columns = columns_of(rules)
    lines = []
    readable = True
    for person in people:
        texts = {key: narrow(post.get(field_name(person, key), "")) for key, _label in columns}
        line = _line(person, columns, texts, post.get(field_name(person, "reason"), "").strip())
        line.keyed = any(cell.text for cell in line.cells)
        for cell, (key, _label) in zip(line.cells, columns, strict=True):
            cell.error = _wrong(key, cell.text)
            readable = readable and not cell.error
        line.valid = _valid(bodies, person)
        lines.append(line)
    return Grid(columns, lines, readable, bool(bodies))


def field_name(person: "Participant", key: str) -> str:
    """The field of one cell of the keying page."""
    return f"r{person.pk}_{key}"


def _line(
    person: "Participant", columns: Sequence[tuple[str, object]], texts: Mapping[str, str], reason: str
) -> GridRow:
    cells = [GridCell(field_name(person, key), label, texts[key]) for key, label in columns]
    return GridRow(person, cells, GridCell(field_name(person, "reason"), _("Reason"), reason))


def stored_text(row: Row | None, key: str) -> str:
    """What stands in one cell of the keying page."""
    if row is None:
        return ""
    return " ".join(row.scores) if key == "scores" else str(row.figure(key))


def _wrong(key: str, text: str) -> str:
    if key == "scores":
        try:
            for score in _scores(text):
                tally.read_score(score)
        except RuleError as error:
            return sentence(error)
        return ""
    if text and not (text.isascii() and text.isdigit() and len(text) < 7):
        return sentence(RuleError("ballots.not_a_number", text=text))
    return ""


def _scores(text: str) -> list[str]:
    return text.replace(",", " ").replace("，", " ").replace("、", " ").split()


def _row(line: GridRow, keys: Sequence[str]) -> Row:
    texts = {key: cell.text for key, cell in zip(keys, line.cells, strict=True)}
    counts = {key: int(texts[key]) for key in (*GRADES, ABSTAIN) if texts.get(key)}
    return Row(
        str(line.participant.pk),
        {key: figure for key, figure in counts.items() if figure},
        int(texts["void"] or 0),
        line.reason.text[:200],
        tuple(_scores(texts.get("scores", ""))),
    )
