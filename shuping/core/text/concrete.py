"""What a clause shows: figure, date, owner, outcome; and how much of it is its own matter.

Own matter is what remains when the general words of reports on Party work are taken away: 北岸, 热水器, 闭卷考试.
A clause without a fact and nearly without matter of its own could stand in any report.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from shuping.core.errors import InputError

FIGURE, DATE, OWNER, OUTCOME = "figure", "date", "owner", "outcome"
ELEMENTS = (FIGURE, DATE, OWNER, OUTCOME)

_HAN = re.compile("[一-鿿]+")
_LITTLE = frozenset(
    "的了在和与及或对把被将以为也都就并等是有不无没未从到让给由向其该此这那之者所而则但又再还更最很较能会要可上中下内外前后里间各每本全总共一"
)
GENERAL, HOLLOW, OWN = "general", "hollow", "own"
"""What an office may say of words (`Stock.kind`): general ones, hollow ones, ones that say something of its own."""

LONGEST_STOCK = 20  # characters
_STOCK = re.compile(f"[一-鿿]{{2,{LONGEST_STOCK}}}")


@dataclass(frozen=True, slots=True)
class Stock:
    """Words as an office counts them, from one year to another (None: open).

    Raises InputError desk.stock_unusable (words), desk.stock_kind (kind).
    """

    words: str
    kind: str = GENERAL
    since: int | None = None
    until: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in (GENERAL, HOLLOW, OWN):
            raise InputError("desk.stock_kind", kind=self.kind)
        if _STOCK.fullmatch(self.words) is None:
            raise InputError("desk.stock_unusable", words=self.words[: LONGEST_STOCK + 1], most=LONGEST_STOCK)

    def counts_in(self, year: int | None) -> bool:
        """Whether a report of that year is measured by it; None: whatever the year."""
        return year is None or ((self.since or year) <= year <= (self.until or year))


@dataclass(frozen=True, slots=True)
class Cues:
    """Hollow cues; cues of facts by class; the general words of reports on Party work."""

    hollow: tuple[re.Pattern[str], ...]
    concrete: tuple[tuple[str, re.Pattern[str]], ...]
    general: frozenset[str] = frozenset()
    longest: int = 1  # characters of the longest general word

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, str]], general: Iterable[str] = ()) -> "Cues":
        """From rows of side (hollow or concrete), class, expression; and the general words."""
        listed = list(rows)
        words = frozenset(word for word in general if len(word) > 1) | _LITTLE
        return cls(
            tuple(re.compile(words) for side, _, words in listed if side == "hollow"),
            tuple((kind, re.compile(words)) for side, kind, words in listed if side == "concrete"),
            words,
            max(map(len, words)),
        )

    def with_stock(self, stock: Iterable[Stock], *, year: int | None = None) -> "Cues":
        """The same with what an office says of words: general ones join the general words, hollow ones those and the
        hollow cues, own ones leave the general words; only what counts in `year` (None: all). Own ones go last, so
        that the order of `stock` is no matter.
        """
        counted = [one for one in stock if one.counts_in(year)]
        if not counted:
            return self
        hollow = sorted({one.words for one in counted if one.kind == HOLLOW})
        own = {one.words for one in counted if one.kind == OWN}
        general = (self.general | {one.words for one in counted if one.kind != OWN}) - own
        known = [word for word in hollow if word not in own and not any(cue.search(word) for cue in self.hollow)]
        return Cues(
            (*self.hollow, *(re.compile(re.escape(word)) for word in known)),
            self.concrete,
            general,
            max(map(len, general)),
        )

    def hollow_in(self, text: str) -> int:
        """How many hollow cues stand in a clause."""
        return sum(1 for cue in self.hollow for _ in cue.finditer(text))

    def concrete_in(self, text: str) -> frozenset[str]:
        """The classes of concrete cues in a clause; a named unit counts only when it bears a name."""
        found = {kind for kind, cue in self.concrete if cue.search(text)}
        return frozenset(found | ({NAMED} if names_in(text, self) else set()))


NAMED = "named-unit"

_SHOWS = {
    "number-unit": FIGURE, "numeral-unit": FIGURE, "part": FIGURE, "compare": FIGURE,
    "date": DATE, "quarter": DATE, "deadline": DATE, "every": DATE,
    "self": OWNER, "owner": OWNER, "body": OWNER, NAMED: OWNER,
    "outcome": OUTCOME, "compare-outcome": OUTCOME,
}  # fmt: skip
"""Which concrete cue shows what."""

FACTS = frozenset(
    ("number-unit numeral-unit part compare named-unit outcome compare-outcome doc-number doc-title cause").split()
)
"""Classes that give something to hold on to. A date or an owner alone does not: 年底前进一步加强, 我高度重视."""


def shown(text: str, cues: Cues) -> tuple[str, ...]:
    """Which of figure, date, owner and outcome a clause shows, in that order."""
    holds = {_SHOWS[kind] for kind in cues.concrete_in(text) if kind in _SHOWS}
    return tuple(one for one in ELEMENTS if one in holds)


def own_matter(text: str, cues: Cues) -> tuple[int, int]:
    """Characters of a text's own matter (what no general word of `cues` covers, longest first), and Han characters."""
    own = whole = 0
    for run in _HAN.findall(text):
        whole += len(run)
        place = 0
        while place < len(run):
            most = min(cues.longest, len(run) - place)
            size = next((size for size in range(most, 0, -1) if run[place : place + size] in cues.general), 0)
            own += not size
            place += size or 1
    return own, whole


_UNIT = re.compile(
    r"(?P<name>[一-鿿]{2,8}?)(?:服务区|工区|大队|支队|班组|船队|车队|中心|[一二三四五六七八九十]?支部|总支|公司|[站段队所院科局校班])"
    r"(?![伍面限势部学长员以有谓落位])"
)
_BREAKS = re.compile("[各该本每某我的在到和与及对把被将从让给由向为是有了]")


def names_in(text: str, cues: Cues) -> tuple[str, ...]:
    """Units that a text names: what stands just before 站, 支部, 中心 … is no general word."""
    found = []
    for match in _UNIT.finditer(text):
        name = _BREAKS.split(match["name"])[-1]
        if len(name) > 1 and own_matter(name[-4:], cues)[0] > 1:
            found.append(name + text[match.end("name") : match.end()])
    return tuple(found)
