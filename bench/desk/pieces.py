"""What a set is made of: pieces of text, reports, the cases that are known, and the phrases written for the purpose."""

from dataclasses import dataclass, field
from datetime import date

Span = tuple[int, int]

HEADINGS = (
    "一、履行全面从严治党责任情况", "二、抓基层打基础情况", "三、存在的主要问题", "四、原因分析", "五、下一步工作打算",
    "六、意识形态工作情况", "七、党风廉政建设情况", "八、上年度问题整改情况",
)  # fmt: skip
FORMULAS = (
    "以上报告，如有不当之处，请各位领导和同志们批评指正。",
    "一年来，在上级党组织的正确领导下，本人认真履行第一责任人职责，各项工作取得了新的进展。",
    "对照职责要求和群众期盼，工作中还存在一些差距和不足，主要表现在以下几个方面。",
    "针对上述问题，将从以下几个方面加以改进，逐项明确措施、责任人和完成时限。",
    "产生上述问题的主要原因，是学习不够深入、抓得不够紧、压力传导不够到位。",
    "下一步，将坚持问题导向，持续抓好整改落实，推动各项任务落地见效。",
    "现将一年来履行职责的情况报告如下，请予评议。",
    "本年度共召开专题会议研究部署，班子成员按照分工各负其责，形成了一级抓一级的工作格局。",
)
FIGURES = (
    "，全年完成{n}项", "，由{p}牵头", "，在{w}设点{n}处", "，同比增加{n}个", "，{p}到{w}走访{n}次", "，已办结{n}件",
    "，培训{n}人次", "，其中{w}占{n}项", "，{d}前办完", "，投入{n}万元",
)  # fmt: skip
OFFICES = (
    "交通局",
    "水务局",
    "林草局",
    "统计局",
    "粮储局",
    "医保局",
    "气象局",
    "档案馆",
    "体育局",
    "文旅局",
    "能源局",
    "科技局",
)


@dataclass(slots=True, eq=False)
class Piece:
    """A sentence (or part of one) on its way into a report. `closed`: nothing may be put before it."""

    text: str
    origin: str  # host, quote, heading, formula, duties, figure, copy, own, template
    closed: bool = False
    breaks: bool = False  # begins a new line
    report: int = -1
    begin: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a set. `legitimate`: spans of quotes, headings and formulas; `quotes`: quoted spans and the law."""

    name: str
    text: str
    unit: str
    parent: str
    year: int
    date: date
    legitimate: tuple[Span, ...]
    quotes: tuple[tuple[Span, str], ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Text of report `a` that stands in report `b` too. `label`: copy, own_year or template; `kind`: what was done."""

    kind: str
    label: str
    a: int
    span_a: Span
    b: int
    span_b: Span


@dataclass(frozen=True)
class KnownSet:
    """Reports, the truth about them, and the library in two sizes (names and texts)."""

    seed: int
    spinner: str
    reports: tuple[Report, ...]
    cases: tuple[Case, ...]
    ignored: tuple[tuple[int, Span, int, Span], ...]
    library: tuple[tuple[str, str], ...]  # 60 % of what is quoted
    full_library: tuple[tuple[str, str], ...]
    families: tuple[tuple[tuple[int, Span], ...], ...]  # members of each template
    swaps: dict[str, float] = field(default_factory=dict)  # characters changed in 1,000, by kind


class Draft:
    """A report while it grows: its pieces in order."""

    def __init__(self, index: int, unit: str, parent: str, year: int, day: date) -> None:
        self.index = index
        self.unit = unit
        self.parent = parent
        self.year = year
        self.day = day
        self.pieces: list[Piece] = []

    def put(self, place: int, pieces: list[Piece]) -> None:
        """Put pieces before the piece at `place` as one whole that nothing else is put into."""
        for index, piece in enumerate(pieces):
            piece.closed = piece.closed or index > 0
        self.pieces[place:place] = pieces

    def gaps(self) -> list[int]:
        """Places where something may be put in: not before the first heading, nowhere that is closed."""
        return [place for place in range(2, len(self.pieces)) if not self.pieces[place].closed]

    def text(self) -> str:
        """The text, with every piece's place written into it."""
        parts = []
        at = 0
        for piece in self.pieces:
            if piece.breaks and at:
                parts.append("\n")
                at += 1
            piece.report, piece.begin, piece.end = self.index, at, at + len(piece.text)
            parts.append(piece.text)
            at = piece.end
        return "".join(parts)
