"""From the value of a paper to what is drawn, in the order and with the blank lines of GB/T 9704-2012, part 7.

Both renderers draw `flow(document)`; `plain_text(document)` is the words of the same pieces.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from .blocks import Align, Block, Contents, Cover, Face, Part, Run
from .drawing import Drawing
from .figures import official_date
from .measures import POINTS_PER_MILLIMETRE, characters, head_fit, signature_offsets
from .numbering import written
from .pieces import Closing, Grid, Line, Piece, Role, Rule, Sheet
from .titles import title_lines
from .values import SIZES, Attachment, Document, Secrecy, Urgency, Variant

INTERNAL_MARK = "内部材料"
URGENCY_WORDS = {Urgency.URGENT: "加急", Urgency.MOST_URGENT: "特急"}

LONGEST_KEPT = 84
"""Signs of a last paragraph that goes with the signature as a whole; a longer one stands on the page before."""

LONGEST_NAME = Decimal(23)
"""Characters of a signing organ's name on one line; a longer one is broken between words."""

_KEPT = (Role.BODY, Role.HEADING, Role.FACTS, Role.ATTACHMENTS, Role.SIGNATURE)
_TWO = Decimal(2)
_TITLE_PITCH = Decimal("1.3")  # of its size, at least
_WITH_HEAD = (Variant.RED_HEAD, Variant.LETTER)


def flow(document: Document) -> tuple[Piece, ...]:
    """Every piece of the paper from its first mark to its 版记."""
    return tuple(_kept(list(_Flow(document).pieces())))


def _kept(pieces: list[Piece]) -> list[Piece]:
    """No signature and no note of attachments stands on a page without words of the text before it.

    Nor does a short line that ends in a colon stand apart from the table or the list it leads to.
    """
    for at in range(len(pieces) - 1, 0, -1):
        piece, before = pieces[at], pieces[at - 1]
        if not isinstance(before, Line) or before.role not in _KEPT or len(before.text) > LONGEST_KEPT:
            continue
        closes = isinstance(piece, Line) and piece.role in (Role.SIGNATURE, Role.DATE, Role.ATTACHMENTS)
        if closes or (_leads(before) and isinstance(piece, Line | Grid)):
            pieces[at - 1] = replace(before, keep_next=True)
    return pieces


def _leads(line: Line) -> bool:
    """Whether a line of the text leads to what follows; a label with a rule to write on leads to nothing."""
    return line.role is Role.BODY and line.text.endswith("：") and not any(run.blank for run in line.runs)


def plain_text(document: Document) -> str:
    """The words of the paper in the order they are read, a line per line or cell; no page numbers."""
    return "\n".join(words for piece in flow(document) for words in words_of(piece) if words)


def words_of(piece: Piece) -> Iterator[str]:
    """The words a renderer draws for one piece, in reading order."""
    if isinstance(piece, Line):
        yield piece.text
    elif isinstance(piece, Grid):
        for row in (*piece.head, *piece.rows):
            for cell in row.cells:
                yield cell.text
                yield cell.foot
    elif isinstance(piece, Rule):
        yield piece.text
    elif isinstance(piece, Closing):
        for left, right in piece.lines:
            yield left
            yield right
    elif not isinstance(piece, Sheet):
        yield from (words for words, _mark in piece.entries)


class _Flow:
    """The order of the parts of one paper."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.layout = document.layout
        self.pitch = self.layout.pitch
        self.body = SIZES[self.layout.body_size]
        self.drawing = Drawing(self.layout, document.blocks)

    def pieces(self) -> Iterator[Piece]:
        yield from self._first_marks()
        yield from self._head()
        yield from self._title()
        yield from self._recipients()
        yield from self._blocks(self.document.blocks)
        yield from self._attachment_note()
        yield from self._signatures()
        if self.document.note:
            note = f"（{self.document.note}）"
            yield self._line(Role.NOTE, note, left=_TWO)
        for number, attachment in enumerate(self.document.attachments, start=1):
            if attachment.blocks:
                yield from self._attachment(number, attachment)
        yield from self._imprint()

    def _blocks(self, blocks: Sequence[Block]) -> Iterator[Piece]:
        for block in blocks:
            yield from self.drawing.draw(block)

    def _line(
        self,
        role: Role,
        text: str,
        *,
        face: Face = Face.BODY,
        size: Decimal | None = None,
        align: Align = Align.LEFT,
        indent: Decimal = Decimal(0),
        left: Decimal = Decimal(0),
        right: Decimal = Decimal(0),
        blank: int = 0,
        keep_next: bool = False,
    ) -> Line:
        return Line(
            role,
            (Run(text),),
            face,
            size or self.body,
            align,
            indent,
            left,
            right,
            blank * self.pitch,
            self.pitch,
            keep_next,
        )

    def _marks(self) -> list[str]:
        marks = []
        if self.document.copy_number is not None:
            marks.append(f"{self.document.copy_number:06d}")
        if self.document.secrecy is Secrecy.INTERNAL:
            marks.append(INTERNAL_MARK)
        if self.document.urgency is not Urgency.NONE:
            marks.append(URGENCY_WORDS[self.document.urgency])
        return marks

    def _first_marks(self) -> Iterator[Piece]:
        for at, mark in enumerate(self._marks()):
            face = Face.BODY if at == 0 and self.document.copy_number is not None else Face.HEI
            yield self._line(Role.MARK, mark, face=face)

    def _head(self) -> Iterator[Piece]:
        """The red head (7.2.4), 35 mm below the upper edge of the text, the number two lines below, the red line."""
        variant = self.layout.variant
        if variant not in _WITH_HEAD:
            return
        issuer = next(iter((*self.document.issuers, *self.document.signatories)), "")
        words = self.document.head or (f"{issuer}文件" if variant is Variant.RED_HEAD else issuer)
        fit = head_fit(words, self.layout.width - self.layout.left - self.layout.right)
        depth = 35 if variant is Variant.RED_HEAD else 0
        before = max(Decimal(0), depth * POINTS_PER_MILLIMETRE - len(self._marks()) * self.pitch)
        yield Line(
            Role.HEAD,
            (Run(words),),
            Face.TITLE,
            fit.size,
            Align.CENTER,
            before=before,
            pitch=fit.size * Decimal("1.2"),
            red=True,
            scale=fit.scale,
        )
        number = written(self.document.number) if self.document.number else ""
        if variant is Variant.LETTER:
            yield Rule("thick_thin", before=4 * POINTS_PER_MILLIMETRE)
            if number:
                yield self._line(Role.NUMBER, number, align=Align.RIGHT)
            return
        if self.document.signer:
            one = Decimal(1)
            line = self._line(Role.NUMBER, number, left=one, right=one, blank=2)
            yield replace(line, beside=f"签发人：{self.document.signer}")
        else:
            yield self._line(Role.NUMBER, number, align=Align.CENTER, blank=2)
        yield Rule("red", before=4 * POINTS_PER_MILLIMETRE)

    def _title(self) -> Iterator[Piece]:
        """小标宋 二号, two lines below the red line (7.3.1); the subtitle and the author 楷体 below it."""
        if not self.document.title or self.layout.variant in (Variant.CARDS, Variant.VOLUME):
            return
        with_head = self.layout.variant in _WITH_HEAD
        size = SIZES[self.layout.title_size]
        room = self.drawing.room(self.layout.landscape) / size
        for at, words in enumerate(title_lines(self.document.title, room)):
            line = self._line(
                Role.TITLE,
                words,
                face=Face.TITLE,
                size=size,
                align=Align.CENTER,
                blank=2 if with_head and at == 0 else 0,
                keep_next=True,
            )
            yield replace(line, pitch=max(line.pitch, size * _TITLE_PITCH))
        for role, words in ((Role.SUBTITLE, self.document.subtitle), (Role.AUTHOR, self.document.author)):
            for words_of_line in words.split("\n") if words else ():
                yield self._line(role, words_of_line, face=Face.KAI, align=Align.CENTER, keep_next=True)
        if self.layout.variant in (Variant.PLAIN, Variant.FORM, Variant.LEDGER) and not self.document.recipients:
            blank = self.pitch if self.layout.variant is Variant.PLAIN else self.pitch / 2
            self.drawing.open_gap(blank)

    def _recipients(self) -> Iterator[Piece]:
        """One line below the title, flush left, full-width colon (7.3.2)."""
        if self.document.recipients:
            yield self._line(Role.RECIPIENTS, "、".join(self.document.recipients) + "：", blank=1)
        elif self.layout.variant in _WITH_HEAD:
            self.drawing.open_gap(self.pitch)

    def _attachment_note(self) -> Iterator[Piece]:
        """One line below the text, two characters in; a title that needs a second line hangs under its first word."""
        attachments = self.document.attachments
        if not attachments or self.layout.variant in (Variant.VOLUME, Variant.CARDS):
            return
        label = Decimal(3)
        for at, attachment in enumerate(attachments):
            count = f"{at + 1}. " if len(attachments) > 1 else ""
            hang = _TWO + label + (Decimal("1.25") if count else 0)
            words = ("附件：" if at == 0 else "") + count + attachment.title
            first = _TWO if at == 0 else _TWO + label
            yield self._line(Role.ATTACHMENTS, words, left=hang, indent=first - hang, blank=1 if at == 0 else 0)

    def _signatures(self) -> Iterator[Piece]:
        """署名 and 成文日期 (7.3.5), with the lines for the seal left free above them when there is one."""
        dated = official_date(self.document.dated) if self.document.dated else ""
        names = tuple(line for name in self.document.signatories for line in title_lines(name, LONGEST_NAME))
        if not names and not dated:
            return
        blank = 3 if self.document.seal and names else 2 if names else 1
        right = Decimal(4)
        for at, name in enumerate(names):
            over, right = signature_offsets(name, dated or name, self.document.seal)
            yield self._line(
                Role.SIGNATURE,
                name,
                align=Align.RIGHT,
                right=over,
                blank=blank if at == 0 else 0,
                keep_next=bool(dated),
            )
        if dated:
            longest = max(names, key=characters, default="")
            if longest:
                right = signature_offsets(longest, dated, self.document.seal)[1]
            yield self._line(Role.DATE, dated, align=Align.RIGHT, right=right, blank=0 if names else blank)

    def _attachment(self, number: int, attachment: Attachment) -> Iterator[Piece]:
        """附件 on new pages: 附件1 in 黑体 at the upper left, its title centred on the third line (7.3.7)."""
        yield Sheet(landscape=attachment.landscape or self.layout.landscape)
        label = "附件" + (str(number) if len(self.document.attachments) > 1 else "")
        yield self._line(Role.ANNEX, label, face=Face.HEI, keep_next=True)
        size = SIZES[self.layout.title_size]
        room = self.drawing.room(attachment.landscape or self.layout.landscape) / size
        for at, words in enumerate(title_lines(attachment.title, room)):
            blank = 1 if at == 0 else 0
            yield self._line(
                Role.TITLE, words, face=Face.TITLE, size=size, align=Align.CENTER, blank=blank, keep_next=True
            )
        self.drawing.begin_part(turned=attachment.landscape or self.layout.landscape)
        self.drawing.open_gap(self.pitch)
        yield from self._blocks(attachment.blocks)

    def _imprint(self) -> Iterator[Piece]:
        """版记 (7.4): 抄送, then 印发机关 at the left and 印发日期 with 印发 at the right; a letter has only 抄送."""
        imprint = self.document.imprint
        if imprint is None:
            return
        lines: list[tuple[str, str]] = []
        if imprint.copies_to:
            lines.append((f"抄送：{'，'.join(imprint.copies_to)}。", ""))
        if self.layout.variant is not Variant.LETTER and (imprint.printed_by or imprint.printed_on):
            day = f"{official_date(imprint.printed_on)}印发" if imprint.printed_on else ""
            lines.append((imprint.printed_by, day))
        if imprint.copies is not None and self.layout.variant is not Variant.LETTER:
            lines.append(("", f"共印{imprint.copies}份"))
        if lines:
            yield Closing(tuple(lines), SIZES[self.layout.imprint_size])


def parts_of(document: Document) -> tuple[Part, ...]:
    """The parts of a volume in order."""
    return tuple(block for block in document.blocks if isinstance(block, Part))


def has_contents(document: Document) -> bool:
    """Whether the paper lists its parts with page numbers."""
    return any(isinstance(block, Contents) for block in document.blocks)


def has_cover(document: Document) -> bool:
    """Whether the first page is a cover."""
    return any(isinstance(block, Cover) for block in document.blocks)
