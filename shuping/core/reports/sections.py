"""The named parts of a report, and how a plain text is cut into them (R-12, R-13)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

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

    @property
    def span(self) -> Span:
        """Offsets in the whole text, end exclusive."""
        return self.start, self.start + len(self.text)


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
_LEVEL_ONE = re.compile(rf"\s*(?:#+\s*|{_NUMERAL}\s*[、.．]|第{_NUMERAL}(?:部分|方面)[、：:\s]*)")
_LEVEL_TWO = re.compile(rf"\s*[（(]{_NUMERAL}[）)]\s*")
_LONGEST_HEADING = 40
_SENTENCE_END = "。！？；!?;，,"

# The first pattern that fits a heading decides. "问题产生的原因" is about causes, "问题及原因" about problems.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "last_year",
        re.compile(
            r"(?:上年|上一年|去年|往年|上次|上一次|[12][0-9]{3}年度?(?:述职|考核|点评)).*"
            r"(?:整改|问题|反馈|点评|承诺|落实|不足)"
        ),
    ),
    ("causes", re.compile(r"(?:问题|不足)(?:产生|存在|形成)?的?(?:主要|深层|主观)?(?:原因|成因|根源)")),
    (
        "plans",
        re.compile(r"下一步|下步|打算|努力方向|今后|(?:明年|来年).*(?:工作|思路|安排|计划)|工作(?:思路|安排|计划)"),
    ),
    ("problems", re.compile(r"问题|不足|短板|差距|薄弱环节")),
    ("causes", re.compile(r"原因|根源|成因")),
    ("plans", re.compile(r"(?:改进|整改)(?:措施|方向|举措)|措施")),
    (
        "achievements",
        re.compile(r"履职|履责|履行|成绩|成效|做法|特色|亮点|经验|抓.*党建.*情况|工作情况|工作开展|工作回顾"),
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


def _is_bare(text: str) -> bool:
    stripped = text.strip()
    return 0 < len(stripped) <= _LONGEST_HEADING and stripped[-1] not in _SENTENCE_END


def _run_in(line: _Line, after: int) -> int:
    """Where a heading that runs into its paragraph ends (behind its full stop or colon); 0 if there is none."""
    match = re.compile(r"[^。：:，,；;]{2,30}[。：:]").match(line.text, after)
    return match.end() if match else 0


@dataclass(slots=True)
class _Cutter:
    """Walks the lines once and remembers which section is open."""

    pieces: list[Piece]
    key: str = "achievements"
    chapter: str = "achievements"  # what the last heading of the first level opened
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
        if one := _LEVEL_ONE.match(line.text):
            self._chapter(line, one.end())
        elif two := _LEVEL_TWO.match(line.text):
            self._paragraph(line, two.end())
        elif _is_bare(line.text) and len(line.text.strip()) <= 20 and (key := heading_key(line.text)):
            self._enter(key, line.start, line.end)

    def _enter(self, key: str, start: int, body_start: int) -> None:
        self.guessed, self.chapter = True, key
        self.open(key, start, body_start)

    def _chapter(self, line: _Line, after: int) -> None:
        body = line.end if _is_bare(line.text) else line.start + _run_in(line, after)
        key = heading_key(line.text[: body - line.start]) if body > line.start else ""
        if key:
            self._enter(key, line.start, body)

    def _paragraph(self, line: _Line, after: int) -> None:
        body = line.end if _is_bare(line.text) else line.start + _run_in(line, after)
        key = heading_key(line.text[: body - line.start]) if body > line.start else ""
        inside = key == "last_year" or (key in {"problems", "causes"} and self.chapter in {"problems", "causes"})
        if inside:
            self.guessed = True
            self.open(key, line.start, body)
        elif self.key != self.chapter:
            self.open(self.chapter, line.start, line.start)  # the aside ends, its chapter goes on


def _title_lines(lines: list[_Line]) -> int:
    """How many lines at the top are title, unit and date: short, without a sentence's end, no heading, at most four."""
    taken = 0
    for number, line in enumerate(lines):
        text = line.text.strip()
        if not text:
            continue
        ends = text[-1] in _SENTENCE_END + "：:"
        numbered = _LEVEL_ONE.match(line.text) or _LEVEL_TWO.match(line.text)
        if ends or numbered or len(text) > _LONGEST_HEADING or number >= 6 or (taken and heading_key(text)):
            break
        taken = number + 1
    return taken


def cut(text: str) -> Cut:
    """Cut a plain text into title and sections by its headings; what stands before the first heading is achievements.

    A guess for a person to look at: `guessed` is false when no heading was recognised and all text is achievements.
    """
    lines = _lines(text)
    top = _title_lines(lines)
    title = " ".join(line.text.strip() for line in lines[:top] if line.text.strip())
    cutter = _Cutter([])
    rest = [line for line in lines[top:] if line.text.strip()]
    for number, line in enumerate(rest):
        cutter.read(line)
        if number == 0 and not cutter.pieces:
            cutter.open("achievements", line.start, line.start)
    cutter.close(rest[-1].end if rest else 0)
    return Cut(title, tuple(cutter.pieces), cutter.guessed)


def sections_of(text: str, found: Cut) -> dict[str, str]:
    """The bodies of the pieces by section, headings left out; pieces of one section are joined by a line end."""
    bodies: dict[str, list[str]] = {}
    for piece in found.pieces:
        body = text[piece.body_start : piece.end].strip()
        if body:
            bodies.setdefault(piece.key, []).append(body)
    return {key: "\n".join(bodies[key]) for key in SECTIONS if key in bodies}
