"""The named parts of a report, and how a plain text is cut into them (R-12, R-13)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from shuping.core.errors import InputError

SECTIONS = ("achievements", "problems", "causes", "plans", "last_year")
"""成绩, 问题, 原因, 打算, 上年整改."""

PROBLEM_SECTIONS = ("problems", "causes", "last_year")
"""What the share of problems counts (contracts.md)."""

KINDS = ("written", "spoken", "self_evaluation")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of one section. `start` is where `text` begins in the whole text."""

    key: str
    text: str
    start: int = 0
    heading: int = 0  # how many characters at the front of `text` are its heading

    @property
    def span(self) -> Span:
        """Offsets in the whole text, end exclusive."""
        return self.start, self.start + len(self.text)

    @property
    def body(self) -> Span:
        """Offsets in the whole text without the heading."""
        return self.start + self.heading, self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class ReportText:
    """A report as the checks see it: title apart, parts in order."""

    parts: tuple[Part, ...]
    title: str = ""

    def of(self, *keys: str) -> tuple[Part, ...]:
        """The parts of the sections named."""
        return tuple(part for part in self.parts if part.key in keys)


@dataclass(frozen=True, slots=True)
class Piece:
    """One stretch of a plain text that belongs to a section; `body_start` is behind the heading."""

    key: str
    start: int
    end: int
    body_start: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A plain text cut into pieces. `guessed` is false when not one heading was recognised."""

    title: str
    pieces: tuple[Piece, ...]
    guessed: bool
    unclear: tuple[Span, ...] = ()  # headings behind the achievements that name no section: they stay where they are


def in_order(sections: Mapping[str, str]) -> dict[str, str]:
    """Named sections in official order, others behind them: a database may keep them in an order of its own."""
    known = {key: sections[key] for key in SECTIONS if key in sections}
    return known | {key: text for key, text in sections.items() if key not in known}


def text_of(sections: Mapping[str, str], title: str = "") -> ReportText:
    """The report made of named sections, joined in official order by line ends.

    Raises InputError for an unknown section key.
    """
    for key in sections:
        if key not in SECTIONS:
            raise InputError("reports.unknown_section", key=key)
    parts, start = [], 0
    for key in SECTIONS:
        text = sections.get(key, "")
        if text:
            parts.append(Part(key, text, start))
            start += len(text) + 1
    return ReportText(tuple(parts), title)


_NUMERAL = "[一二三四五六七八九十]+"
_FAMILIES: tuple[re.Pattern[str], ...] = (
    re.compile(
        rf"\s*(?:#+\s*|{_NUMERAL}\s*[、.．]|第{_NUMERAL}(?:部分|方面)[、：:\s]*|[壹贰叁肆伍陆柒捌玖]\s*[、.．])"
    ),
    re.compile(rf"\s*[（(]\s*{_NUMERAL}\s*[）)]\s*[、.．]?"),
    re.compile(r"\s*(?:[0-9０-９]{1,2}\s*(?:[、．]|\.(?![0-9０-９]))|[（(][0-9０-９]{1,2}[）)]|[①-⑳])\s*"),
)
"""How headings are numbered, outermost first: 一、 第一部分 #, （一）, 1. （1） ①."""

_LONGEST_HEADING = 40
_LONGEST_BARE = 20
_SENTENCE_END = "。！？；!?;，,"

# The first pattern that fits a heading decides. "问题产生的原因" is about causes, "问题及原因" about problems.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "last_year",
        re.compile(
            r"(?:上年|上一年|去年|往年|上次|上一次|前次|[12][0-9]{3}年度?(?:述职|考核|点评)).*"
            r"(?:整改|问题|反馈|点评|承诺|落实|不足)"
        ),
    ),
    ("causes", re.compile(r"(?:问题|不足)(?:产生|存在|形成)?的?(?:主要|深层|主观)?(?:原因|成因|根源)")),
    (
        "problems",
        re.compile(
            r"(?:问题|不足|短板|差距)(?:和|及|与|以及|、)?(?:原因|成因|根源|分析)?(?:和|及|与|以及|、)"
            r"(?:下一步|下步|今后|改进|整改|努力|打算)"
        ),
    ),
    (
        "plans",
        re.compile(
            r"下一步|下步|打算|努力方向|今后|(?:明年|来年).*(?:工作|思路|安排|计划|任务|重点)|"
            r"工作(?:思路|安排|计划|打算)|(?:重点|主要)?(?:任务|目标)(?:和|及|与)?(?:安排|举措|措施)"
        ),
    ),
    ("problems", re.compile(r"问题|不足|短板|差距|薄弱环节|弱项")),
    ("causes", re.compile(r"原因|根源|成因")),
    ("plans", re.compile(r"(?:改进|整改)(?:措施|方向|举措)|措施")),
    (
        "achievements",
        re.compile(
            r"履职|履责|履行|成绩|成效|做法|特色|亮点|经验|抓.*党建.*情况|工作情况|工作开展|工作回顾|工作总结|"
            r"主要工作|落实情况|完成情况"
        ),
    ),
)

# A heading that stands at the front of its paragraph without a number: only these shapes, all else is a sentence.
_UNNUMBERED = re.compile(
    r"\s*[【\[]?(?:(?:目前|当前)?(?:仍?存在|面临|自身)的?(?:主要|突出)?(?:问题|不足|短板|差距)"
    r"(?:(?:和|及|与|、)(?:问题|不足|差距|短板|原因|原因分析|成因))?|(?:主要)?(?:问题|不足)|(?:主要)?原因(?:分析)?|"
    r"(?:下一步|今后)(?:的)?(?:工作)?(?:打算|措施|思路|安排|计划|努力方向)|(?:整改|改进)措施|努力方向|"
    r"(?:履职|工作|主要)?(?:情况|成绩|成效|做法)(?:和成效)?|上年度?(?:问题)?(?:整改|整改情况))[】\]]?\s*[：:]"
)
# Where a chapter promises more than one section, its paragraphs may open the next by these words.
_TURNS: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "causes",
        re.compile(r"原因|成因|根源"),
        re.compile(r"\s*(?:究其原因|分析原因|剖析原因|产生.{0,8}原因|原因|以上问题)"),
    ),
    (
        "plans",
        re.compile(r"下一步|下步|今后|打算|措施|努力方向|改进|整改"),
        re.compile(r"\s*(?:下一步|下步|今后|接下来|针对|[12][0-9]{3}年，?我?(?:将|要))"),
    ),
)


def heading_key(line: str) -> str:
    """The section a heading speaks of, or an empty string."""
    return next((key for key, pattern in _PATTERNS if pattern.search(line)), "")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    text: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def _lines(text: str) -> list[_Line]:
    found, start = [], 0
    for raw in text.splitlines(keepends=True):
        found.append(_Line(start, raw.rstrip("\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029")))
        start += len(raw)
    return found


def _numbered(text: str) -> bool:
    return any(family.match(text) for family in _FAMILIES)


def _is_bare(text: str) -> bool:
    stripped = text.strip()
    return 0 < len(stripped) <= _LONGEST_HEADING and stripped[-1] not in _SENTENCE_END


def _run_in(line: _Line, after: int) -> int:
    """Where a heading that runs into its paragraph ends (behind its full stop or colon); 0 if there is none."""
    match = re.compile(r"[^。：:，,；;]{2,30}[。：:]").match(line.text, after)
    return match.end() if match else 0


def _levels(lines: Iterable[_Line]) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """The families that number chapters and their paragraphs: the outermost whose headings name a section."""
    used = [
        family
        for family in _FAMILIES
        if any((match := family.match(line.text)) and _head(line, match.end())[1] for line in lines)
    ]
    top = used[0] if used else _FAMILIES[0]
    place = _FAMILIES.index(top)
    return top, _FAMILIES[place + 1] if place + 1 < len(_FAMILIES) else None


def _head(line: _Line, after: int) -> tuple[int, str]:
    """Where the body behind a numbered heading begins, in the whole text, and its section; "" is no heading of one."""
    body = line.end if _is_bare(line.text) else line.start + _run_in(line, after)
    return body, heading_key(line.text[: body - line.start]) if body > line.start else ""


@dataclass(slots=True)
class _Cutter:
    """Walks the lines once and remembers which section is open."""

    pieces: list[Piece]
    top: re.Pattern[str]
    below: re.Pattern[str] | None
    unclear: list[Span] = field(default_factory=list)
    key: str = "achievements"
    chapter: str = "achievements"  # what the last heading of the first level opened
    heading: str = ""  # its words
    guessed: bool = False

    def open(self, key: str, start: int, body_start: int) -> None:
        self.close(start)
        self.key = key
        self.pieces.append(Piece(key, start, start, body_start))

    def close(self, at: int) -> None:
        if self.pieces:
            last = self.pieces[-1]
            self.pieces[-1] = Piece(last.key, last.start, at, min(last.body_start, at))

    def read(self, line: _Line) -> None:
        if one := self.top.match(line.text):
            self._chapter(line, one.end())
        elif self.below is not None and (two := self.below.match(line.text)):
            self._paragraph(line, two.end())
        elif _is_bare(line.text) and len(line.text.strip()) <= _LONGEST_BARE and (key := heading_key(line.text)):
            self._enter(key, line.start, line.end, line.text)
        elif (match := _UNNUMBERED.match(line.text)) and (key := heading_key(match.group())):
            self._enter(key, line.start, line.start + match.end(), match.group())
        else:
            self._turn(line)

    def _enter(self, key: str, start: int, body_start: int, heading: str) -> None:
        self.guessed, self.chapter, self.heading = True, key, heading
        self.open(key, start, body_start)

    def _chapter(self, line: _Line, after: int) -> None:
        body, key = _head(line, after)
        if key:
            self._enter(key, line.start, body, line.text[: body - line.start])
        elif self.chapter != "achievements" and body > line.start:
            self.unclear.append((line.start, body))

    def _paragraph(self, line: _Line, after: int) -> None:
        body, key = _head(line, after)
        troubled = self.chapter in {"problems", "causes"}
        if key == "last_year" or (key in {"problems", "causes", "plans"} and troubled):
            self.guessed = True
            self.open(key, line.start, body)
        elif self.key != self.chapter and not self._turned():
            self.open(self.chapter, line.start, line.start)  # the aside ends, its chapter goes on

    def _turned(self) -> bool:
        """Whether the open section is one that the chapter's own heading promises behind its first."""
        return any(key == self.key and promised.search(self.heading) for key, promised, _ in _TURNS)

    def _turn(self, line: _Line) -> None:
        if self.chapter not in {"problems", "causes"}:
            return
        for key, promised, opening in _TURNS:
            if key != self.key and promised.search(self.heading) and opening.match(line.text):
                self.open(key, line.start, line.start)
                return


def _title_lines(lines: list[_Line]) -> int:
    """How many lines at the top are title, unit and date: short, without a sentence's end, no heading, at most four."""
    taken = 0
    for number, line in enumerate(lines):
        text = line.text.strip()
        if not text:
            continue
        ends = text[-1] in _SENTENCE_END + "：:"
        marked = text.startswith("# ") and not taken and "报告" in text  # a title in markdown
        if ends or (_numbered(line.text) and not marked) or len(text) > _LONGEST_HEADING or number >= 6:
            break
        if taken and heading_key(text) and "报告" not in text:
            break
        taken = number + 1
    return taken


def cut(text: str) -> Cut:
    """Cut a plain text into title and sections by its headings; what stands before the first heading is achievements.

    A guess for a person to look at: `guessed` is false when no heading was recognised and all text is achievements.
    """
    lines = _lines(text)
    top = _title_lines(lines)
    title = " ".join(words for line in lines[:top] if (words := line.text.strip()))
    rest = [line for line in lines[top:] if line.text.strip()]
    cutter = _Cutter([], *_levels(rest))
    for number, line in enumerate(rest):
        cutter.read(line)
        if number == 0 and not cutter.pieces:
            cutter.open("achievements", line.start, line.start)
    cutter.close(rest[-1].end if rest else 0)
    return Cut(title, tuple(cutter.pieces), cutter.guessed, tuple(cutter.unclear))


def report_of(text: str, found: Cut) -> ReportText:
    """The pieces as they stand in the text, headings included: what the checks of a whole file look at (R-17)."""
    return ReportText(
        tuple(
            Part(piece.key, text[piece.start : piece.end], piece.start, piece.body_start - piece.start)
            for piece in found.pieces
        ),
        found.title,
    )


def sections_of(text: str, found: Cut) -> dict[str, str]:
    """The bodies of the pieces by section, headings left out; pieces of one section are joined by a line end."""
    bodies: dict[str, list[str]] = {}
    for piece in found.pieces:
        body = text[piece.body_start : piece.end].strip()
        if body:
            bodies.setdefault(piece.key, []).append(body)
    return {key: "\n".join(bodies[key]) for key in SECTIONS if key in bodies}
