"""What each paragraph of a document that came in is: title, recipients, heading, body, signature … by place and words.

By place first, so that a title in the wrong font is still the title; what cannot be told is body.
"""

import re
from collections.abc import Sequence
from enum import StrEnum

from .page_layout import ReadLayout, ReadParagraph
from .values import SIZES, Layout, Variant


class Part(StrEnum):
    """The parts of a paper the checker knows."""

    SKIPPED = "skipped"  # cover, contents, lines to write on: the standard says nothing of them
    MARK = "mark"
    HEAD = "head"
    NUMBER = "number"
    TITLE = "title"
    UNDER_TITLE = "under_title"
    RECIPIENTS = "recipients"
    HEADING_1 = "heading_1"
    HEADING_2 = "heading_2"
    HEADING_3 = "heading_3"
    HEADING_4 = "heading_4"
    BODY = "body"
    CENTRED = "centred"
    SMALL = "small"
    ATTACHMENTS = "attachments"
    SIGNATURE = "signature"
    DATE = "date"
    NOTE = "note"
    ANNEX = "annex"


_COUNT = "[一二三四五六七八九十百]{1,4}"
HEADINGS: tuple[tuple[Part, re.Pattern[str], re.Pattern[str]], ...] = (
    (Part.HEADING_1, re.compile(rf"^({_COUNT})(?:[、.．,，:：]| )"), re.compile(rf"^{_COUNT}、(?! )")),
    (Part.HEADING_2, re.compile(rf"^[（(]({_COUNT})[）)][、.．,，]?"), re.compile(rf"^（{_COUNT}）(?![、.．,， ])")),
    (Part.HEADING_3, re.compile(r"^([0-9]{1,2})[.．、](?![0-9])"), re.compile(r"^[0-9]{1,2}\.(?!\s?、)")),
    (Part.HEADING_4, re.compile(r"^[（(]([0-9]{1,2})[）)][、.．]?"), re.compile(r"^（[0-9]{1,2}）(?![、.．])")),
)
"""Part, what is taken for such a number, and how the standard writes it (7.3.3)."""

_MARK = re.compile(r"^(?:[0-9]{6}|内部材料.*|特急|加急|平急|绝密.*|机密.*|秘密.*)$")
_NUMBER = re.compile(r"^\S{1,24}[\[〔(（【]?\s?(?:19|20)[0-9]{2}\s?[\]〕)）】]?\s?第?\s?[0-9]{1,5}\s?号")
_ANNEX = re.compile(r"^附\s?件\s?[0-9]{0,2}$")
_DATE = re.compile(
    r"^(?:(?:19|20)[0-9]{2}[年./-]\s?[0-9]{1,2}[月./-]\s?[0-9]{1,2}日?|[一二][〇○零0一二三四五六七八九]{3}年[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)$"
)
_ENDS = "。；！？，、："


def parts_of_paper(read: ReadLayout, layout: Layout) -> tuple[Part, ...]:
    """The part of every paragraph, in order."""
    return _Classifier(read, layout).parts()


def heading_of(text: str) -> Part | None:
    """Which level a paragraph's number belongs to, however it is written."""
    return next((part for part, loose, _strict in HEADINGS if loose.match(text)), None)


def stands_alone(text: str) -> bool:
    """Whether a numbered paragraph is a heading by itself and not the beginning of a sentence."""
    if len(text) > 45 and (len(text) > 100 or re.search(f"[{_ENDS.replace('、', '')}]", text)):
        return False  # longer than a heading is, unless it is nothing but the long name of a unit
    return text[-1:] not in _ENDS.replace("。", "") and "。" not in text[:-1]


class _Classifier:
    def __init__(self, read: ReadLayout, layout: Layout) -> None:
        self.read = read
        self.layout = layout
        self.body_size = float(SIZES[layout.body_size])
        self.found: list[Part] = []
        self.stage = "front"
        self.title: ReadParagraph | None = None

    def parts(self) -> tuple[Part, ...]:
        for at, paragraph in enumerate(self.read.paragraphs):
            self.found.append(self._part(at, paragraph))
        return tuple(self.found)

    def _part(self, at: int, paragraph: ReadParagraph) -> Part:
        text = paragraph.text.strip()
        if self._skipped(paragraph):
            return Part.SKIPPED
        if _ANNEX.match(text) and self.stage != "front":
            self.stage = "annex"
            return Part.ANNEX
        if self._begins_part(paragraph):
            self.stage = "annex"
        if self.stage in ("front", "annex"):
            return self._front(paragraph, text)
        if self.stage == "title" and (part := self._after_title(paragraph, text)):
            return part
        return self._body(at, paragraph, text)

    def _skipped(self, paragraph: ReadParagraph) -> bool:
        if paragraph.field or any(run.underlined and not run.text.strip() for run in paragraph.runs):
            return True
        sheets = self.read.sheets
        sheet = sheets[min(paragraph.sheet, len(sheets) - 1)] if sheets else None
        later = any(other.restart for other in sheets[paragraph.sheet + 1 :])
        return sheet is not None and later and not any(footer.numbered for footer in sheet.footers.values())

    def _begins_part(self, paragraph: ReadParagraph) -> bool:
        volume = self.layout.variant is Variant.VOLUME
        return volume and paragraph.page_break and paragraph.align == "center" and self.stage == "body"

    def _front(self, paragraph: ReadParagraph, text: str) -> Part:
        if self.stage == "front" and (part := self._above_title(paragraph, text)):
            return part
        self.stage, self.title = "title", paragraph
        return Part.TITLE

    def _above_title(self, paragraph: ReadParagraph, text: str) -> Part | None:
        if _MARK.match(text):
            return Part.MARK
        if _NUMBER.match(text) and len(text) <= 45:
            return Part.NUMBER
        with_head = self.layout.variant in (Variant.RED_HEAD, Variant.LETTER)
        if with_head and Part.HEAD not in self.found and self._is_head(paragraph, text):
            return Part.HEAD
        return None

    @staticmethod
    def _is_head(paragraph: ReadParagraph, text: str) -> bool:
        red = any(_red(run.color) for run in paragraph.runs)
        return red or text.endswith("文件") or paragraph.size > float(SIZES["一号"])

    def _after_title(self, paragraph: ReadParagraph, text: str) -> Part | None:
        title = self.title
        if title is not None and paragraph.size == title.size and paragraph.size > self.body_size:
            return Part.TITLE
        if text.endswith(("：", ":")) and not paragraph.after_table and not heading_of(text):
            self.stage = "body"
            return Part.RECIPIENTS
        if paragraph.align == "center" and len(text) <= 60 and not heading_of(text) and not paragraph.after_table:
            return Part.UNDER_TITLE
        self.stage = "body"
        return None

    def _body(self, at: int, paragraph: ReadParagraph, text: str) -> Part:
        before = self.found[at - 1] if at else Part.BODY
        if _DATE.match(text):
            return Part.DATE
        if text.startswith(("附件：", "附件:")) or (before is Part.ATTACHMENTS and re.match(r"^[0-9]+[.．]", text)):
            return Part.ATTACHMENTS
        if before in (Part.DATE, Part.NOTE) and text.startswith(("（", "(")) and text.endswith(("）", ")")):
            return Part.NOTE
        if self._signs(at, text):
            return Part.SIGNATURE
        return self._within(paragraph, text)

    def _within(self, paragraph: ReadParagraph, text: str) -> Part:
        if paragraph.align == "center":
            return Part.CENTRED
        if paragraph.bordered or (paragraph.after_table and paragraph.size < self.body_size and text.startswith("注")):
            return Part.SMALL
        return heading_of(text) or Part.BODY

    def _signs(self, at: int, text: str) -> bool:
        """Whether this is the name above the date: short, no stop at its end, and the date follows it."""
        if len(text) > 80 or text[-1:] in _ENDS or "：" in text or heading_of(text):
            return False
        return any(_DATE.match(other.text.strip()) for other in self._next(at)) and self._only_names(at)

    def _next(self, at: int) -> Sequence[ReadParagraph]:
        return self.read.paragraphs[at + 1 : at + 4]

    def _only_names(self, at: int) -> bool:
        for other in self._next(at):
            text = other.text.strip()
            if _DATE.match(text):
                return True
            if text[-1:] in _ENDS or heading_of(text):
                return False
        return False


def _red(color: str) -> bool:
    """Whether a colour RRGGBB is a red."""
    if not re.fullmatch(r"[0-9A-F]{6}", color):
        return False
    red, green, blue = (int(color[at : at + 2], 16) for at in (0, 2, 4))
    return red >= 0xA0 and max(green, blue) <= 0x50
