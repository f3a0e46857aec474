"""What an own template may name: plain words of the paper, its lines, the rows of its first table, the kind's own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.core.documents import values
from shuping.core.documents.blocks import Heading, NumberedList, Paragraph, Table, TickSheet
from shuping.core.documents.figures import official_date
from shuping.core.documents.numbering import written

from .kinds import feedback
from .kinds.common import Kind, Scope, duty_of

COLUMNS = tuple(f"c{number}" for number in range(1, 17))
Values = dict[str, str | list[dict[str, str]]]

GENERAL: Mapping[str, tuple[str, ...]] = {
    "title": (),
    "number": (),
    "issuer": (),
    "recipients": (),
    "copies_to": (),
    "dated": (),
    "year": (),
    "unit": (),
    "person": (),
    "duty": (),
    "lines": ("text", "level"),
    "rows": COLUMNS,
}
OWN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "feedback": {
        "grade": (),
        "plan_due": (),
        "good": ("text",),
        "problems": ("number", "text"),
        "requirements": ("text",),
    },
}
MEANING: Mapping[str, str | Promise] = {
    "title": _("Title of the paper"),
    "number": _("Number of the paper"),
    "issuer": _("Who signs"),
    "recipients": _("Addressees, in one line"),
    "copies_to": _("Copies to, in one line"),
    "dated": _("Day of the paper"),
    "year": _("Year of the round"),
    "unit": _("Unit the paper is about"),
    "person": _("Who reports"),
    "duty": _("Duty of who reports"),
    "lines": _("Headings and paragraphs, one a row; level is empty for a paragraph"),
    "rows": _("Rows of the first table, columns c1 to c16"),
    "grade": _("Decided grade"),
    "plan_due": _("Day by which the plan is due"),
    "good": _("Good points"),
    "problems": _("Problems with their numbers"),
    "requirements": _("Requirements"),
}


def known(kind: str) -> dict[str, frozenset[str]]:
    """Every field a template of this kind may name, with the columns of its rows."""
    found = {**GENERAL, **OWN.get(kind, {})}
    return {name: frozenset(columns) for name, columns in found.items()}


def listed(kind: str) -> list[tuple[str, str, str | Promise]]:
    """Field, its columns in words, what it means: those of every kind, or those a kind has beside them."""
    found = OWN.get(kind, GENERAL)
    return [(name, "、".join(columns), MEANING[name]) for name, columns in found.items()]


def values_of(kind: Kind, scope: Scope, paper: values.Document) -> Values:
    """The values of a paper as plain words."""
    one = scope.participant
    found: Values = {
        "title": paper.title,
        "number": written(paper.number) if paper.number else "",
        "issuer": "、".join(paper.signatories or paper.issuers),
        "recipients": "，".join(paper.recipients),
        "copies_to": "，".join(paper.imprint.copies_to) if paper.imprint else "",
        "dated": official_date(paper.dated) if paper.dated else "",
        "year": str(scope.year),
        "unit": one.organization_name if one else str(scope.unit or scope.organizer),
        "person": one.person_name if one else "",
        "duty": duty_of(one) if one else "",
        "lines": list(_lines(paper.blocks)),
        "rows": _rows(paper.blocks),
    }
    if kind.code == "feedback":
        found.update(feedback.fields(scope))
    return found


def _lines(blocks: Sequence[Any]) -> list[dict[str, str]]:
    found = []
    for block in blocks:
        if isinstance(block, Heading):
            found.append({"text": block.text, "level": str(block.level)})
        elif isinstance(block, Paragraph):
            found.append({"text": "".join(run.text for run in block.runs), "level": ""})
        elif isinstance(block, NumberedList):
            found += [{"text": f"{number}. {item}", "level": ""} for number, item in enumerate(block.items, start=1)]
    return found


def _rows(blocks: Sequence[Any]) -> list[dict[str, str]]:
    for block in blocks:
        if isinstance(block, Table):
            cells = [[cell.text for cell in row.cells] for row in block.rows]
        elif isinstance(block, TickSheet):
            cells = [list(row) for row in block.rows]
        else:
            continue
        return [{**dict.fromkeys(COLUMNS, ""), **dict(zip(COLUMNS, row, strict=False))} for row in cells]
    return []
