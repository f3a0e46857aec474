"""Entering forms of a class, reasons, and the keying grid of a whole sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from shuping.base.wording import sentence
from shuping.core.ballots import tally
from shuping.core.ballots.tally import Fault, Row
from shuping.core.errors import RuleError
from shuping.core.rulesets.values import ABSTAIN, GRADES, RuleSet

from .wording import COLUMNS

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Participant


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
    faults: list[str] = field(default_factory=list)
    keyed: bool = False


@dataclass
class Grid:
    """A whole sheet as the page shows it and as it comes back."""

    columns: list[tuple[str, object]]
    rows: list[GridRow]
    readable: bool = True

    def parsed(self) -> list[Row]:
        """The rows in which something stands."""
        return [_row(row, [key for key, _label in self.columns]) for row in self.rows if row.keyed]


def columns_of(rules: RuleSet) -> list[tuple[str, object]]:
    """(key, printed name) of the sheet's columns: four grades or scores, 不了解, void."""
    first = (
        [("scores", COLUMNS["scores"])]
        if rules.ballot.numeric
        else [(grade, rules.grade_names.get(grade, grade)) for grade in GRADES]
    )
    return [*first, (ABSTAIN, rules.grade_names.get(ABSTAIN, ABSTAIN)), ("void", COLUMNS["void"])]


def stored_grid(
    people: Sequence["Participant"], rules: RuleSet, rows: Iterable[Row], faults: Iterable[Fault], class_code: str
) -> Grid:
    """The grid of what is stored, with the sentences of what does not add up beside each keyed row."""
    columns = columns_of(rules)
    stored = {row.reporter: row for row in rows}
    wrong: dict[str, list[str]] = {}
    names = {str(person.pk): str(person) for person in people}
    for fault in faults:
        if fault.reporter in stored:
            params = {**fault.params, "class_code": class_code, "reporter": names.get(fault.reporter or "", "")}
            wrong.setdefault(fault.reporter or "", []).append(sentence(RuleError(fault.code, **params)))
    lines = []
    for person in people:
        row = stored.get(str(person.pk))
        texts = {key: _stored_text(row, key) for key, _label in columns}
        line = _line(person, columns, texts, row.void_reason if row else "")
        line.total, line.faults, line.keyed = row.total if row else 0, wrong.get(str(person.pk), []), row is not None
        lines.append(line)
    return Grid(columns, lines)


def posted_grid(people: Sequence["Participant"], rules: RuleSet, post: Mapping[str, str]) -> Grid:
    """The grid as it came back; `readable` is False if a cell holds no number, and then says which."""
    columns = columns_of(rules)
    lines = []
    readable = True
    for person in people:
        texts = {key: post.get(_name(person, key), "").strip() for key, _label in columns}
        line = _line(person, columns, texts, post.get(_name(person, "reason"), "").strip())
        line.keyed = any(cell.text for cell in line.cells)
        for cell, (key, _label) in zip(line.cells, columns, strict=True):
            cell.error = _wrong(key, cell.text)
            readable = readable and not cell.error
        lines.append(line)
    return Grid(columns, lines, readable)


def _name(person: "Participant", key: str) -> str:
    return f"r{person.pk}_{key}"


def _line(
    person: "Participant", columns: Sequence[tuple[str, object]], texts: Mapping[str, str], reason: str
) -> GridRow:
    cells = [GridCell(_name(person, key), label, texts[key]) for key, label in columns]
    return GridRow(person, cells, GridCell(_name(person, "reason"), _("Reason"), reason))


def _stored_text(row: Row | None, key: str) -> str:
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
