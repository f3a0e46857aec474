"""Problems that come again: problem clauses found, masked, linked over the years and over units (REC-14, REC-15).

Nothing here says that somebody copied: it shows sentences that speak of the same, side by side with their places.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .common_problems import CODES, common_problem
from .thin import masked

Span = tuple[int, int]

KEPT, CHANGED = "kept", "changed"
"""Wording of a problem over the years: the same but for names and numbers, or put in other words."""

_CUE = re.compile(
    r"不够|不到位|不强|不高|不深|不实|不细|不严|不足|不多|不全|不畅|不明显|不突出|不规范|不及时|不平衡|不彻底|不扎实|不透|不紧|不准|"
    r"不经常|不主动|不熟|不善|不想|不愿|不敢|不力|有待|有差距|薄弱|滞后|欠缺|缺乏|缺少|短板|弱项|流于形式|流于表面|"
    r"停留在|脱节|两张皮|未能|未按|没有完全|没有.{0,12}(?:形成|建立|落实|树立|做到|实行)|层层递减|时有发生|偏[少弱软松低]|"
    r"(?:存在|还有)(?!的|这些).{0,40}(?:问题|现象|情况|短板|差距|不足)|"
    r"重.{1,8}轻.{1,8}|习惯于|满足于|忙起来次要|[较仍还]?(?:弱|差|少|浅|松|软)(?=[，。；、]|$)"
)
_ABOUT = re.compile(r"问题|不足|短板|弱项|差距|薄弱|现象")
_SENTENCE = re.compile(r"[^。！？!?\n]+")
_MARK = re.compile(
    r"(?:^|(?<=[；;，,：:。、\s]))(?:其?[一二三四五六七八九十]{1,2}(?:是|要)|第[一二三四五六七八九十]{1,2}[，,、]?|"
    r"[（(][一二三四五六七八九十0-9]{1,2}[）)]|[0-9]{1,2}(?:[、．]|\.(?![0-9]))|[①-⑳])[ \t　]*"
)
_END = " \t\n　；;，,。"
_SHORTEST = 5  # net characters of a clause; an item of a list is shorter
_SHORTEST_ITEM = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem clause with its place; `code` is P1 to P10 or None; `listed` if it stands in a numbered list."""

    text: str
    span: Span
    code: str | None
    listed: bool


def extract(text: str, spans: Iterable[Span] | None = None, *, about: bool = False) -> tuple[Problem, ...]:
    """The problem clauses of `text`, in order. `spans`: where to look (sections of problems), else everywhere.

    An item of a numbered list counts if its list is opened by a word for problems (or `about` says that the whole
    place is), any other clause if it holds a cue (…不够, 存在…问题, …不到位, 有待…).
    """
    found: list[Problem] = []
    for start, end in spans if spans is not None else [(0, len(text))]:
        opened = about
        for sentence in _SENTENCE.finditer(text, start, end):
            items = list(_items(text, sentence.span()))
            lead = text[sentence.start() : items[0][0] if items else sentence.end()]
            if items and not items[0][2]:
                lead = text[slice(*items[0][:2])]
            opened = about or (_ABOUT.search(lead) is not None) or (opened and _goes_on(items))
            found.extend(_problems(text, items, opened))
    return tuple(found)


def _goes_on(items: Sequence[tuple[int, int, bool]]) -> bool:
    """Whether a sentence begins with an item and so continues the list of the sentence before it."""
    return bool(items) and items[0][2]


def _items(text: str, span: Span) -> Iterator[tuple[int, int, bool]]:
    """The stretches of a sentence: items of its list without their number, else parts between semicolons."""
    start, end = span
    marks = list(_MARK.finditer(text, start, end))
    first = marks[0].start() if marks else end
    for left, right in _parts(text, start, first):
        yield left, right, False
    for place, mark in enumerate(marks):
        stop = marks[place + 1].start() if place + 1 < len(marks) else end
        yield mark.end(), stop, True


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    for match in re.finditer(r"[^；;]+", text[start:end]):
        yield start + match.start(), start + match.end()


def _problems(text: str, items: Iterable[tuple[int, int, bool]], opened: bool) -> Iterator[Problem]:
    for start, end, listed in items:
        words = text[start:end]
        lead = len(words) - len(words.lstrip(_END))
        words = words.strip(_END)
        if words.endswith(("：", ":")):
            continue
        if _is_problem(words, listed, opened):
            begin = start + lead
            yield Problem(words, (begin, begin + len(words)), common_problem(words), listed)


def _is_problem(words: str, listed: bool, opened: bool) -> bool:
    """An item of a list of problems, or a clause with a cue that says more than that there are problems."""
    if listed and opened:
        return len(masked(words)) >= _SHORTEST_ITEM
    return (
        len(masked(words)) >= _SHORTEST
        and _CUE.search(words) is not None
        and len(content(words).net) >= _SHORTEST_CONTENT
    )


# Likeness


_FILLER = re.compile(
    r"进一步|还|仍然|仍|较为|比较|较|十分|非常|一些|部分|个别|有的|存在|问题|现象|情况|方面|工作|主要|目前|当前|我|本人|"
    r"[的了在对和与及等是有也都]"
)


# Words that say that something falls short, not what: every problem has them, so they speak for no likeness.
_SHORT_OF = re.compile(
    r"不够(?:深入|到位|充分|系统|经常|严格|扎实|规范|紧密|及时|有力|明确|具体|全面|主动|突出|明显|[高强深多紧严细实])?|"
    r"不(?:到位|明显|规范|及时|时|平衡|彻底|扎实|经常|主动|充分|具体|合理|成体系|清|明确|[强高深实细严足多全紧准力透畅])|"
    r"有?待(?:加强|提高|完善|改进)?|[抓管]得|没(?:真正)?|未(?:能|按规定|按期|按时|制定|落实)?|缺[乏少失]|欠缺|薄弱|滞后|偏[少弱软松低]|"
    r"单一|流于形式|停留|满足于|深入|到位|加强|意识|力度|环节"
)


@dataclass(frozen=True)
class Content:
    """A problem reduced to its content: names and numbers masked, synonyms made one, fillers dropped."""

    net: str

    @cached_property
    def subject(self) -> "Content":
        """What the problem is about: the content without the words that say that it falls short, if enough is left."""
        left = _SHORT_OF.sub("", self.net)
        return Content(left) if len(left) >= _SHORTEST_CONTENT and left != self.net else self

    @cached_property
    def pairs(self) -> frozenset[str]:
        """Pairs of neighbouring characters."""
        return frozenset(self.net[place : place + 2] for place in range(len(self.net) - 1))

    @cached_property
    def places(self) -> dict[str, int]:
        """For each character the bits of its places, for the longest common subsequence."""
        found: dict[str, int] = {}
        for place, sign in enumerate(self.net):
            found[sign] = found.get(sign, 0) | 1 << place
        return found


def content(text: str, *, names: Sequence[str] = (), near: Mapping[str, str] | None = None) -> Content:
    """The content of a problem. `near`: word to the word that stands for its synonyms, of equal meaning here."""
    for word in sorted(near or {}, key=lambda one: (-len(one), one)):
        text = text.replace(word, (near or {})[word])
    return Content(_FILLER.sub("", masked(text, names)))


def common_length(one: Content, two: Content) -> int:
    """Length of the longest common subsequence, bit-parallel."""
    rest = (1 << len(one.net)) - 1
    full = rest
    for sign in two.net:
        both = rest & one.places.get(sign, 0)
        rest = (rest + both) | (rest - both)
    return len(one.net) - (rest & full).bit_count()


LEAST_PAIRS = (1, 2)  # containment of pairs of characters in the shorter one
LEAST_COMMON = (13, 20)  # or of its characters in order
SAME_WORDS = (9, 10)  # of the longer one's characters in order: the wording was kept
_SHORTEST_CONTENT = 4


def alike(one: Content, two: Content) -> bool:
    """Whether two problems speak of the same: of what the shorter one is about, half of the pairs of characters stand
    in the other, or 13/20 of the characters in order."""
    one, two = one.subject, two.subject
    small, large = sorted((one, two), key=lambda content: (len(content.net), content.net))
    if len(small.net) < _SHORTEST_CONTENT:
        return small.net == large.net
    shared = len(small.pairs & large.pairs)
    if shared * LEAST_PAIRS[1] >= LEAST_PAIRS[0] * len(small.pairs):
        return True
    return (
        len(small.net) >= 2 * _SHORTEST_CONTENT
        and len(large.net) <= 2 * len(small.net)
        and common_length(one, two) * LEAST_COMMON[1] >= LEAST_COMMON[0] * len(small.net)
    )


def same_words(one: Content, two: Content) -> bool:
    """Whether the wording is the same but for names, numbers and fillers."""
    longer = max(len(one.net), len(two.net))
    return common_length(one, two) * SAME_WORDS[1] >= SAME_WORDS[0] * longer


# Over the years, and over units


@dataclass(frozen=True, slots=True)
class Stated:
    """One problem as one report (or feedback, or ledger row) states it. `key` names it for whoever asks."""

    key: str
    unit: str
    year: int
    text: str
    span: Span = (0, 0)
    measure: str = ""  # what was promised that year
    outcome: bool = False  # whether anything shows that it was done


@dataclass(frozen=True, slots=True)
class Recurring:
    """One problem of one unit over the years. `links`: from each member to the next, wording kept or changed."""

    unit: str
    members: tuple[Stated, ...]
    links: tuple[str, ...]
    code: str | None

    @property
    def years(self) -> tuple[int, ...]:
        """The years in which it is stated, each once."""
        return tuple(sorted({one.year for one in self.members}))

    @property
    def only_reworded(self) -> bool:
        """Whether it stays while only its wording changes: put in other words, and no outcome shown in any year."""
        return CHANGED in self.links and not any(one.outcome for one in self.members)


@dataclass(frozen=True, slots=True)
class Common:
    """A problem that several units have: its code where the dictionary knows it, and every sentence with its place."""

    code: str | None
    members: tuple[Stated, ...]

    @property
    def units(self) -> tuple[str, ...]:
        """The units, each once, in the order of their names."""
        return tuple(sorted({one.unit for one in self.members}))


def _order(one: Stated) -> tuple[int, str, Span, str]:
    return one.year, one.unit, one.span, one.key


def _clusters(contents: Sequence[Content], joined: Iterable[tuple[int, int]]) -> list[list[int]]:
    leader = list(range(len(contents)))

    def head(place: int) -> int:
        while leader[place] != place:
            leader[place] = leader[leader[place]]
            place = leader[place]
        return place

    for one, two in joined:
        left, right = sorted((head(one), head(two)))
        leader[right] = left
    found: dict[int, list[int]] = {}
    for place in range(len(contents)):
        found.setdefault(head(place), []).append(place)
    return list(found.values())


def over_years(
    rows: Iterable[Stated], *, names: Sequence[str] = (), near: Mapping[str, str] | None = None
) -> tuple[Recurring, ...]:
    """Problems that one unit states in more than one year, earliest first. Rows of several units are kept apart."""
    found: list[Recurring] = []
    by_unit: dict[str, list[Stated]] = {}
    for row in sorted(rows, key=_order):
        by_unit.setdefault(row.unit, []).append(row)
    for unit, listed in sorted(by_unit.items()):
        contents = [content(one.text, names=names, near=near) for one in listed]
        joined = [
            (i, j)
            for i in range(len(listed))
            for j in range(i + 1, len(listed))
            if listed[i].year != listed[j].year and alike(contents[i], contents[j])
        ]
        for places in _clusters(contents, joined):
            members = tuple(listed[place] for place in places)
            if len({one.year for one in members}) > 1:
                found.append(Recurring(unit, members, _links(places, listed, contents), _code(members)))
    return tuple(sorted(found, key=lambda one: _order(one.members[0])))


def _links(places: Sequence[int], listed: Sequence[Stated], contents: Sequence[Content]) -> tuple[str, ...]:
    return tuple(
        KEPT if same_words(contents[one], contents[two]) else CHANGED
        for one, two in zip(places, places[1:], strict=False)
        if listed[one].year != listed[two].year
    )


def _code(members: Iterable[Stated]) -> str | None:
    """The code that most of the members bear; with equal numbers the lower one."""
    codes = [code for one in members if (code := common_problem(one.text))]
    return min(set(codes), key=lambda code: (-codes.count(code), CODES.index(code))) if codes else None


def across_units(
    rows: Iterable[Stated], *, names: Sequence[str] = (), near: Mapping[str, str] | None = None, least: int = 2
) -> tuple[Common, ...]:
    """Problems that at least `least` units state, most units first: of one code, else alike in words."""
    listed = sorted(rows, key=_order)
    codes = [common_problem(one.text) for one in listed]
    contents = [content(one.text, names=names, near=near) for one in listed]
    joined = [
        (i, j)
        for i in range(len(listed))
        for j in range(i + 1, len(listed))
        if (codes[i] == codes[j] if codes[i] or codes[j] else alike(contents[i], contents[j]))
    ]
    found = []
    for places in _clusters(contents, joined):
        members = tuple(listed[place] for place in places)
        if len({one.unit for one in members}) >= least:
            found.append(Common(codes[places[0]], members))
    return tuple(sorted(found, key=lambda one: (-len(one.units), _order(one.members[0]))))
