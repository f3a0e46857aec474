"""What every kind of paper shares: the scope it is made for, the description of a kind, and small words.

The words of the papers are official Chinese and data, whatever the language of the reader (settled.md 10).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from shuping.apps.cycles import api as cycles_api
from shuping.apps.organization import api as organization_api
from shuping.base.clock import local_day
from shuping.core.cycles.stages import Stage
from shuping.core.documents import values
from shuping.core.documents.blocks import (
    Align,
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
    Run,
    Table,
    paragraph,
    row,
)
from shuping.core.documents.figures import official_date
from shuping.core.documents.values import Document, Retention
from shuping.core.errors import RuleError
from shuping.core.grading.numbers import plain
from shuping.core.roles.permissions import Permission
from shuping.core.rulesets.values import RuleSet

ROUND, UNIT, ISSUE, CLASS = "round", "unit", "issue", "class"
BY_PLAN = "建议值，以本单位方案为准"
LINE = "\n"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a paper is made for: a round, in it perhaps one unit, in it perhaps one thing; on which day it is looked at.

    `own` is the name of the body that speaks in the paper: the issuer chosen, else the organiser or the unit.
    """

    cycle: cycles_api.Cycle
    on: date
    unit: organization_api.Organization | None = None
    participant: cycles_api.Participant | None = None
    issue: Any = None
    class_code: str = ""

    @property
    def rules(self) -> RuleSet:
        """The rules of the round. Raises InputError if they are not whole."""
        return cycles_api.rules_of(self.cycle)

    @property
    def year(self) -> int:
        """The year the round is about."""
        return self.cycle.year

    @property
    def organizer(self) -> str:
        """Who holds the round, as printed."""
        return self.cycle.organizer.name

    @property
    def reporters(self) -> list[cycles_api.Participant]:
        """The reporters in the order of the roster: the one order of every paper."""
        return list(cycles_api.reporters(self.cycle))

    def reporter(self) -> cycles_api.Participant:
        """The reporter a paper of one unit is about. Raises RuleError documents.no_reporter."""
        if self.participant is None:
            raise RuleError("documents.no_reporter", unit=str(self.unit or ""))
        return self.participant

    def day(self, kind: str) -> date | None:
        """A key date of the plan."""
        found = next((one for one in self.cycle.key_dates.all() if one.kind == kind), None)
        return local_day(found.due_at) if found else None


Builder = Callable[[Scope], Document]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of paper. `number` is its line in the list of papers; `stages` the stages in which it can be made.

    `make` and `read`: the permissions that a maker and a reader hold for the unit (or the round) the paper is about.
    `due`: the stage in which it is normally made. `signed`: it goes through 审核 and 签发. `longest`: burden limit of
    its text in characters (R-61), 0 for none. `to_units`: once issued, a unit it is about may read it.
    """

    code: str
    number: int
    title: str
    build: Builder
    stages: tuple[Stage, Stage]
    due: Stage
    make: tuple[Permission, ...]  # any of them
    read: Permission
    per: str = ROUND
    signed: bool = True
    numbered: bool = False
    seal: bool = False
    retention: Retention = Retention.THIRTY_YEARS
    longest: int = 0
    to_units: bool = False
    of_unit: bool = False  # a unit's own paper: made, signed and numbered by the unit
    upwards: bool = False  # goes to a superior: the head names who signed (签发人)

    def fits(self, stage: str) -> bool:
        """Whether the paper can be made while the round stands here."""
        order = list(Stage)
        return order.index(self.stages[0]) <= order.index(Stage(stage)) <= order.index(self.stages[1])


# Words


def day(value: date | None) -> str:
    """A day as papers write it; a place to fill in where the plan names none."""
    return official_date(value) if value else "　　年　月　日"


def percent(share: Fraction) -> str:
    """A share as printed: 40%."""
    return f"{plain(share * 100)}%"


def title_of(scope: Scope, words: str, *, wide: bool = False) -> str:
    """A title that names year and matter, broken where its words allow; on wide paper it stands in one line."""
    return f"{scope.year}年度党组织书记抓基层党建{'' if wide else LINE}述职评议考核{words}"


def points(figure: str) -> str:
    """Points as a table prints them: without the noughts behind."""
    return figure.rstrip("0").rstrip(".") if "." in figure else figure


def lines(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in str(text).splitlines() if line.strip()]


def text(words: str) -> Iterator[Paragraph]:
    """A plain text as paragraphs."""
    for line in lines(words):
        yield paragraph(line)


def heading(words: str, level: int = 1) -> Heading:
    """A numbered heading."""
    return Heading(level, words)


def right(words: str) -> Paragraph:
    """A line at the right margin."""
    return paragraph(words, align=Align.RIGHT, indent=False)


def centered(words: str) -> Paragraph:
    """A line in the middle."""
    return paragraph(words, align=Align.CENTER, indent=False)


def table(
    heads: Sequence[str],
    widths: Sequence[int],
    rows: Iterable[Sequence[str | Cell]],
    *,
    left: Iterable[int] = (),
    caption: str = "",
    note: str = "",
    size: str = "",
    landscape: bool = False,
    height: int = 0,
) -> Table:
    """A table with one row of heads; the columns numbered in `left` stand at the left, the others in the middle.

    `height`: the least height of its rows in millimetres, where they are filled in by hand.
    """
    at_left = set(left)
    columns = tuple(Column(width, Align.LEFT if at in at_left else Align.CENTER) for at, width in enumerate(widths))
    return Table(
        columns=columns,
        head=(row(*heads),),
        rows=tuple(row(*one, height=height) for one in rows),
        caption=caption,
        note=note,
        size=size,
        landscape=landscape,
    )


def roster_table(people: Iterable[cycles_api.Participant], **options: Any) -> Table:
    """The roster as every paper prints it: number, unit, name, duty, way of reporting, in office order."""
    rows = [
        (
            str(number),
            one.organization_name,
            one.person_name,
            duty_of(one),
            MODES[one.mode],
        )
        for number, one in enumerate(people, start=1)
    ]
    return table(
        ("序号", "单位（党组织）", "述职人", "职务", "述职方式"), (10, 60, 22, 44, 24), rows, left=(1, 3), **options
    )


MODES = {"on_the_spot": "现场述职", "written": "书面述职", "": ""}


def duty_of(one: cycles_api.Participant) -> str:
    """The duty as printed; 主持工作 where the post is acting."""
    return f"{one.duty}（主持工作）" if one.acting else one.duty


def names_of(people: Iterable[cycles_api.Participant]) -> str:
    """Names in a row: 甲、乙、丙."""
    return "、".join(one.person_name for one in people)


def units_of(people: Iterable[cycles_api.Participant]) -> tuple[str, ...]:
    """The units as addressees."""
    return tuple(one.organization_name for one in people)


def unit_label(unit: organization_api.Organization | None) -> str:
    """A unit as printed."""
    return unit.name if unit is not None else ""


def need(found: Any, what: str) -> Any:
    """What a paper cannot do without. Raises RuleError documents.nothing_yet (what)."""
    if not found:
        raise RuleError("documents.nothing_yet", what=what)
    return found


def red(document: Document, *, recipients: Iterable[str] = ()) -> Document:
    """A paper with a red head: signature of the organiser, place of the seal."""
    return replace(document, layout=values.RED_HEAD, recipients=tuple(recipients), seal=True)


def facts(*pairs: tuple[str, str]) -> Iterator[Paragraph]:
    """Facts in lines "label：text"; where the text is not known, a rule to write on."""
    for label, said in pairs:
        yield paragraph(f"{label}：{said}") if said else paragraph(f"{label}：", blank(14))


def blank(characters: int) -> Run:
    """A rule to write on."""
    return Run(blank=characters)


def flat(*groups: Iterable[Block]) -> tuple[Block, ...]:
    """Blocks one after the other."""
    return tuple(block for group in groups for block in group)


__all__ = [
    "BY_PLAN",
    "LINE",
    "CLASS",
    "ISSUE",
    "MODES",
    "ROUND",
    "UNIT",
    "Align",
    "Block",
    "Builder",
    "Cell",
    "Column",
    "Document",
    "Kind",
    "Paragraph",
    "Row",
    "Run",
    "Scope",
    "Table",
    "blank",
    "centered",
    "day",
    "duty_of",
    "facts",
    "flat",
    "heading",
    "lines",
    "names_of",
    "need",
    "paragraph",
    "percent",
    "points",
    "red",
    "right",
    "roster_table",
    "row",
    "table",
    "text",
    "title_of",
    "unit_label",
    "units_of",
]
