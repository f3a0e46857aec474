"""From one block to the pieces that draw it; counts headings and parts as it goes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from .blocks import (
    BOX,
    TICKED,
    Align,
    Block,
    BoxRow,
    Cell,
    Contents,
    Cover,
    CutLine,
    Face,
    Form,
    Gap,
    Heading,
    KeyValues,
    NameCards,
    NumberedList,
    PageBreak,
    Paragraph,
    Part,
    Row,
    Run,
    SeatMap,
    SignatureRow,
    Table,
    TickSheet,
)
from .figures import numeral
from .measures import POINTS_PER_MILLIMETRE, card_size, characters
from .pieces import Entries, Grid, GridCell, GridRow, Line, Piece, Role, Rule, Sheet
from .titles import title_lines
from .values import SIZES, Layout
from .widths import fitted, shares

_TWO = Decimal(2)
_FACES = {1: Face.HEI, 2: Face.KAI, 3: Face.BODY, 4: Face.BODY}
SIGNED_ON = "　　　年　　月　　日"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def heading_number(level: int, count: int) -> str:
    """一、 （一） 1. （1） (7.3.3)."""
    return (f"{numeral(count)}、", f"（{numeral(count)}）", f"{count}.", f"（{count}）")[level - 1]


class Drawing:
    """Draws the blocks of one paper in order."""

    def __init__(self, layout: Layout, blocks: Sequence[Block]) -> None:
        self.layout = layout
        self.pitch = layout.pitch
        self.body = SIZES[layout.body_size]
        self.small = SIZES[layout.table_size]
        self.parts = [block for block in blocks if isinstance(block, Part)]
        self.counts = [0, 0, 0, 0]
        self.part = 0
        self.turned = layout.landscape
        self.gap = Decimal(0)  # points before the next line or grid
        self.fresh = True  # nothing stands on the page yet
        self.unnumbered = False  # the sheet in use carries no page number
        self._drawers: dict[type, Callable[[Any], Iterator[Piece]]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            NumberedList: self._list,
            Table: self._table,
            TickSheet: self._tick_sheet,
            Form: self._form,
            KeyValues: self._key_values,
            BoxRow: self._boxes,
            SignatureRow: self._signatures,
            Gap: self._blank,
            PageBreak: self._page,
            CutLine: self._cut,
            Contents: self._contents,
            Cover: self._cover,
            Part: self._part,
            SeatMap: self._seats,
            NameCards: self._cards,
        }

    def begin_part(self, *, turned: bool) -> None:
        """Headings are counted anew; the sheet lies as told."""
        self.counts = [0, 0, 0, 0]
        self.turned = turned

    def open_gap(self, points: Decimal) -> None:
        """The next line or grid stands so much lower."""
        self.gap = max(self.gap, points)

    def draw(self, block: Block) -> Iterator[Piece]:
        """The pieces of one block."""
        for piece in self._drawers[type(block)](block):
            if self.gap and isinstance(piece, Line | Grid):
                yield replace(piece, before=piece.before + self.gap)
                self.gap = Decimal(0)
            else:
                yield piece

    def room(self, turned: bool) -> Decimal:
        """The width of the text on a sheet that lies or stands, points."""
        sides = sorted((self.layout.width, self.layout.height))
        return (sides[1 if turned else 0] - self.layout.left - self.layout.right) * POINTS_PER_MILLIMETRE

    def _line(self, role: Role, *runs: Run, **more: Any) -> Line:
        return Line(role, runs, **{"size": self.body, "pitch": self.pitch, **more})

    def _heading(self, block: Heading) -> Iterator[Piece]:
        level = block.level
        number = ""
        if block.numbered:
            self.counts[level - 1] += 1
            self.counts[level:] = [0] * (4 - level)
            number = heading_number(level, self.counts[level - 1])
        run = Run(number + block.text)
        yield self._line(
            Role.HEADING, run, face=_FACES[level], indent=_TWO, keep_next=True, level=level, align=Align.JUSTIFY
        )

    def _paragraph(self, block: Paragraph) -> Iterator[Piece]:
        indent = _TWO if block.indent and block.align in (Align.JUSTIFY, Align.LEFT) else Decimal(0)
        yield self._line(Role.BODY, *block.runs, indent=indent, align=block.align, keep_next=block.keep_next)

    def _list(self, block: NumberedList) -> Iterator[Piece]:
        for count, item in enumerate(block.items, start=1):
            number = {"（1）": f"（{count}）", "①": _CIRCLED[(count - 1) % 20]}.get(block.style, f"{count}.")
            yield self._line(Role.BODY, Run(number + item), indent=_TWO, align=Align.JUSTIFY)

    def _table(self, block: Table) -> Iterator[Piece]:
        if block.landscape and not self.turned:
            yield Sheet(landscape=True)
        size = SIZES[block.size] if block.size else self.small
        if block.caption:
            yield self._line(
                Role.CAPTION,
                Run(block.caption),
                face=Face.HEI,
                align=Align.CENTER,
                keep_next=True,
                size=max(size, Decimal(12)),
            )
        aligns = _aligns(block.columns, (*block.head, *block.rows))
        head = tuple(_drawn(row, aligns[at], head=True) for at, row in enumerate(block.head))
        rows = tuple(_drawn(row, aligns[len(block.head) + at]) for at, row in enumerate(block.rows))
        yield Grid(
            fitted(
                [column.width for column in block.columns],
                block.head,
                size,
                self.room(self.turned or block.landscape),
                block.rows,
            ),
            head,
            rows,
            size,
            _pitch(size),
        )
        if block.note:
            yield self._line(Role.SMALL, Run(block.note), size=size, pitch=_pitch(size), align=Align.JUSTIFY)
        if block.landscape and not self.turned:
            yield Sheet(landscape=False)

    def _tick_sheet(self, block: TickSheet) -> Iterator[Piece]:
        """Heads over the describing columns, choices under a common head when it has words, a box in every cell."""
        double = bool(block.choices_head)
        rows = 2 if double else 1
        first = [Cell(words, rows=rows) for words in block.heads]
        over = (
            [Cell(block.choices_head, span=len(block.choices))]
            if double
            else [Cell(choice) for choice in block.choices]
        )
        remark = [Cell(block.remark, rows=rows)] if block.remark else []
        head = [Row((*first, *over, *remark))]
        if double:
            head.append(Row(tuple(Cell(choice) for choice in block.choices)))
        filled = [
            Row(
                (
                    *(Cell(words) for words in row),
                    *(Cell(BOX) for _ in block.choices),
                    *([Cell()] if block.remark else []),
                ),
                block.row_height,
            )
            for row in block.rows
        ]
        widths = [
            *block.widths,
            *[block.choice_width] * len(block.choices),
            *([block.remark_width] if block.remark else []),
        ]
        drawn = tuple(_plain(row, head=True) for row in head)
        columns = fitted(widths, head, self.small, self.room(self.turned))
        yield Grid(columns, drawn, tuple(_plain(row) for row in filled), self.small, _pitch(self.small))

    def _form(self, block: Form) -> Iterator[Piece]:
        if block.caption:
            yield self._line(Role.CAPTION, Run(block.caption), face=Face.HEI, align=Align.CENTER, keep_next=True)
        widths = [block.label_width, 100 - block.label_width] * block.pairs
        rows: list[GridRow] = []
        cells: list[GridCell] = []
        height = used = 0
        for field in block.fields:
            span = min(field.span, block.pairs)
            if used + span > block.pairs:
                rows.append(GridRow(_closed(cells, used, block.pairs), height))
                cells, used, height = [], 0, 0
            label = GridCell(field.label, face=Face.HEI)
            tall = field.height >= 25
            align = Align.LEFT if tall or span > 1 or "\n" in field.text or len(field.text) > 12 else Align.CENTER
            cells += [label, GridCell(field.text, span=2 * span - 1, align=align, foot=field.sign, top=tall)]
            used, height = used + span, max(height, field.height)
        if cells:
            rows.append(GridRow(_closed(cells, used, block.pairs), height))
        yield Grid(shares(widths), (), tuple(rows), self.small, _pitch(self.small))

    def _key_values(self, block: KeyValues) -> Iterator[Piece]:
        if block.columns == 1:
            for label, words in block.pairs:
                yield self._line(Role.FACTS, Run(f"{label}：", Face.HEI), Run(words), indent=_TWO, align=Align.JUSTIFY)
            return
        cells = [GridCell(f"{label}：{words}", align=Align.LEFT, ruled=False) for label, words in block.pairs]
        cells += [GridCell("", ruled=False)] * (-len(cells) % block.columns)
        rows = tuple(GridRow(tuple(cells[at : at + block.columns])) for at in range(0, len(cells), block.columns))
        yield Grid(shares([1] * block.columns), (), rows, self.small, _pitch(self.small))

    def _boxes(self, block: BoxRow) -> Iterator[Piece]:
        options = "　".join(f"{TICKED if option in block.ticked else BOX} {option}" for option in block.options)
        label = (Run(f"{block.label}：", Face.HEI),) if block.label else ()
        yield self._line(Role.FACTS, *label, Run(options), indent=_TWO)

    def _signatures(self, block: SignatureRow) -> Iterator[Piece]:
        runs: list[Run] = []
        for at, role in enumerate(block.roles):
            runs += [Run(f"{'　' if at else ''}{role}："), Run(blank=6)]
        size = max(self.small, Decimal(12))
        if block.dated:
            wide = sum(characters(run.text) + run.blank for run in runs)
            room, day = self.room(self.turned) / size, characters(SIGNED_ON)
            # a day that would be torn stands at the right of the next line
            apart = "\n" + "　" * int(room - day - _TWO) if wide + day > room else ""
            runs.append(Run(apart + SIGNED_ON))
        yield self._line(Role.FACTS, *runs, before=self.pitch, size=size)

    def _blank(self, block: Gap) -> Iterator[Piece]:
        self.open_gap(self.pitch * block.lines)
        yield from ()

    def _page(self, _block: PageBreak) -> Iterator[Piece]:
        self.gap = Decimal(0)
        yield Sheet(landscape=self.turned)

    def _cut(self, block: CutLine) -> Iterator[Piece]:
        yield Rule("cut", block.text, before=self.pitch)

    def _contents(self, block: Contents) -> Iterator[Piece]:
        yield Sheet(numbered=False)
        self.unnumbered = True
        title = SIZES[self.layout.title_size]
        yield self._line(Role.CONTENTS, Run(block.title), face=Face.TITLE, size=title, align=Align.CENTER)
        self.gap = Decimal(0)
        yield self._line(Role.CONTENTS, Run(""))
        entries = [
            (part.contents or "　".join(filter(None, (part.title, part.by))), at)
            for at, part in enumerate(self.parts, 1)
        ]
        yield Entries(tuple((words.replace("\n", "　"), at) for words, at in entries), self.body, self.pitch)

    def _cover(self, block: Cover) -> Iterator[Piece]:
        yield Sheet(numbered=False)
        self.unnumbered = True
        large = SIZES["小初"]
        for at, words in enumerate(title_lines(block.title, self.room(self.turned) / large)):
            before = self.pitch * 5 if at == 0 else Decimal(0)
            yield self._line(
                Role.TITLE,
                Run(words),
                face=Face.TITLE,
                size=large,
                pitch=large * Decimal("1.5"),
                align=Align.CENTER,
                before=before,
            )
        if block.subtitle:
            yield self._line(
                Role.SUBTITLE,
                Run(block.subtitle),
                face=Face.KAI,
                size=SIZES["二号"],
                align=Align.CENTER,
                before=self.pitch,
            )
        below = self.pitch * 8
        for words in filter(None, (block.by, block.dated)):
            yield self._line(
                Role.SUBTITLE, Run(words), face=Face.KAI, size=SIZES["小二"], align=Align.CENTER, before=below
            )
            below = Decimal(0)

    def _part(self, block: Part) -> Iterator[Piece]:
        self.part += 1
        self.counts = [0, 0, 0, 0]
        self.gap = Decimal(0)
        if self.part > 1 or self.unnumbered:
            yield Sheet(landscape=self.turned, restart=self.unnumbered)
        self.unnumbered = False
        title = SIZES[self.layout.title_size]
        for at, words in enumerate(title_lines(block.title, self.room(self.turned) / title)):
            mark = self.part if at == 0 else 0
            yield self._line(
                Role.PART,
                Run(words),
                face=Face.TITLE,
                size=title,
                align=Align.CENTER,
                keep_next=True,
                mark=mark,
                level=1,
            )
        for words in block.by.split("\n") if block.by else ():
            yield self._line(Role.AUTHOR, Run(words), face=Face.KAI, align=Align.CENTER, keep_next=True)
        self.open_gap(self.pitch)

    def _seats(self, block: SeatMap) -> Iterator[Piece]:
        """The platform's seats and its name centred above, then row after row; an aisle or free place is not ruled."""
        count = max([len(row.seats) for row in block.rows] + [len(block.platform_seats), 1])
        rows: list[GridRow] = []
        blank = GridCell("", span=count + 1, ruled=False)
        if block.platform_seats:
            rows.append(_centred(block.platform_seats, count))
        rows += [
            GridRow((GridCell("", ruled=False), GridCell(block.platform, span=count, face=Face.HEI, ruled=False)), 12)
        ]
        rows.append(GridRow((blank,), 6))
        for row in block.rows:
            seats = [GridCell(name, ruled=bool(name)) for name in row.seats]
            seats += [GridCell("", ruled=False)] * (count - len(seats))
            rows.append(GridRow((GridCell(row.label, ruled=False), *seats), 13))
            rows.append(GridRow((blank,), 3))
        yield Grid(
            shares([max(2, 14 // max(count, 1)) + 1, *[3] * count]),
            (),
            tuple(rows[:-1]),
            self.small,
            _pitch(self.small),
        )

    def _cards(self, block: NameCards) -> Iterator[Piece]:
        """Two cards to a sheet, a line between them to cut along."""
        wide = self.layout.width - self.layout.left - self.layout.right
        for at, (name, below) in enumerate(block.names):
            if at and at % 2 == 0:
                yield Sheet(landscape=self.turned)
            size = card_size(name, wide)
            cells = [GridRow((GridCell(name, face=Face.TITLE, size=size),), 94 if below else 126)]
            if below:
                cells.append(GridRow((GridCell(below, face=Face.KAI, size=SIZES["二号"]),), 32))
            yield Grid((10000,), (), tuple(cells), size, size * Decimal("1.2"))
            if at % 2 == 0 and at + 1 < len(block.names):
                yield Rule("cut")


def _pitch(size: Decimal) -> Decimal:
    return size * Decimal("1.5")


def _aligns(columns: Sequence[Any], rows: Sequence[Row]) -> list[list[Align]]:
    """For every cell of every row the alignment of the column it stands in, counting cells that reach down."""
    taken: dict[tuple[int, int], bool] = {}
    answer: list[list[Align]] = []
    for at, row in enumerate(rows):
        column, line = 0, []
        for cell in row.cells:
            while taken.get((at, column)):
                column += 1
            line.append(cell.align or columns[min(column, len(columns) - 1)].align)
            for down in range(cell.rows):
                for over in range(cell.span):
                    taken[at + down, column + over] = True
            column += cell.span
        answer.append(line)
    return answer


def _drawn(row: Row, aligns: Sequence[Align], *, head: bool = False) -> GridRow:
    face = Face.HEI if head else Face.BODY
    cells = tuple(
        GridCell(cell.text, cell.span, cell.rows, (cell.align or Align.CENTER) if head else align, face, cell.bold)
        for cell, align in zip(row.cells, aligns, strict=True)
    )
    return GridRow(cells, row.height)


def _plain(row: Row, *, head: bool = False) -> GridRow:
    return _drawn(row, [cell.align or Align.CENTER for cell in row.cells], head=head)


def _closed(cells: list[GridCell], used: int, pairs: int) -> tuple[GridCell, ...]:
    """The last cell of a row takes the room that is left."""
    if used == pairs:
        return tuple(cells)
    return (*cells[:-1], replace(cells[-1], span=cells[-1].span + 2 * (pairs - used)))


def _centred(names: Sequence[str], count: int) -> GridRow:
    free = count - len(names)
    left, right = free // 2, free - free // 2
    blanks = [GridCell("", ruled=False)]
    return GridRow((*blanks, *blanks * left, *(GridCell(name) for name in names), *blanks * right), 13)
