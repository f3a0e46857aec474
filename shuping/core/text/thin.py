"""内容需充实: clauses that show nothing to hold on to, with what is missing (REP-15, text.md section 6).

A clause is thin when it holds no fact and next to nothing of its own, and the clauses beside it neither: every word of
it is one of the general words of such reports. Fixed formulas and quotations are cut out first and never counted. There
is no total and no share.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .concrete import DATE, ELEMENTS, FACTS, FIGURE, OUTCOME, OWNER, Cues, own_matter, shown

Span = tuple[int, int]

WANTED: Mapping[str, tuple[str, ...]] = {
    "achievements": (FIGURE, DATE, OUTCOME),
    "problems": (FIGURE, OWNER),
    "causes": (OWNER,),
    "plans": (FIGURE, DATE, OWNER, OUTCOME),
    "last_year": (FIGURE, DATE, OUTCOME),
}
"""What a clause of each section should show."""

MOST_OWN = (1, 20), (1, 5), (3, 10), (9, 25)
"""How much of a stretch may be matter of its own, with no, one, two, three or more hollow cues (`bench thin`)."""

ONE_CUE_IN = 14
"""A long stretch needs a cue in so many net characters."""

SPEAKS_FROM = 5
"""A clause with so many characters of its own, more than half of it, says something whatever stands around it."""

_NEAR = 2  # clauses on either side whose fact also speaks for this one
_SHORTEST = 6  # net characters of a stretch

_SENTENCE = re.compile(r"[^。！？!?;；\n]+")
_CLAUSE = re.compile(r"[^，,、：:]{1,400}[，,：:、]?|[，,、：:]")  # no sentence that is one endless word costs more
_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九十]+\s*[、.．]|[（(][一二三四五六七八九十0-9]+[）)]|[0-9]{1,2}\s*[、.．])"
)
_ITEM = re.compile(r"\s*(?:[一二三四五六七八九十]{1,2}(?:是|要)|第[一二三四五六七八九十]{1,2}[，,、])")
_FRAME = re.compile(
    r"\s*(?:(?:现|下面)[，,]?(?:将|就|我).{0,40}(?:报告|汇报|述职)(?:如下)?|以上(?:报告|述职|汇报|是我)|(?:不当|不妥)之处|敬?请.{0,16}批评指正|"
    r"(?:各位|尊敬的|同志们|根据.{0,20}(?:要求|安排)$))"
)
_STOPS = "。；;！!？?"
_LONGEST_NAME = 30
_LONGEST_LEAD = 16  # of the words behind 一是 that only name what the item is about
_QUOTED = re.compile(r"《[^》\n]{1,80}》|“[^”\n]{1,80}”|\"[^\"\n]{1,80}\"")
_WIDE = str.maketrans(
    {0xFF01 + place: 0x21 + place for place in range(94) if chr(0xFF01 + place) not in "，；：！？（）"}
)
_NET = re.compile(r"[^一-鿿A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A set phrase that reports must quote, current since a year (0: always)."""

    text: str
    since: int = 0


@dataclass(frozen=True, slots=True)
class Thin:
    """One stretch of clauses with what they lack, in the order figure, date, owner, outcome."""

    span: Span
    missing: tuple[str, ...]


def formulas(text: str, phrases: Iterable[Phrase], *, year: int | None = None) -> tuple[Span, ...]:
    """Where the text quotes set phrases current in `year` (None: all), whatever signs stand between the words."""
    found: list[Span] = []
    place: list[int] = []
    net: list[str] = []
    for index, sign in enumerate(text):
        if sign.isalnum():
            place.append(index)
            net.append(sign)
    joined = "".join(net)
    for phrase in phrases:
        words = "".join(filter(str.isalnum, phrase.text))
        if not words or (year is not None and phrase.since > year):
            continue
        start = joined.find(words)
        while start >= 0:
            found.append((place[start], place[start + len(words) - 1] + 1))
            start = joined.find(words, start + 1)
    return tuple(sorted(found))


def find(
    text: str, parts: Iterable[tuple[str, Span]], cues: Cues, *, official: Sequence[Span] = ()
) -> tuple[Thin, ...]:
    """Thin stretches of `text`, in order. `parts`: section key and span; `official`: what never counts.

    Clauses that follow each other in one sentence are one stretch.
    """
    left = _without(text.translate(_WIDE), official)
    found: list[Thin] = []
    for key, (start, end) in parts:
        for sentence in _SENTENCE.finditer(text, start, end):
            found.extend(_of_sentence(text, left, sentence.span(), cues, WANTED.get(key, WANTED["achievements"])))
    return tuple(sorted(found, key=lambda one: one.span))


def _without(text: str, official: Sequence[Span]) -> str:
    """The text with formulas and quotations blanked, so that offsets stay. A quoted title is still a fact: 《 stays."""
    signs = list(text)
    quoted = [match.span() for match in _QUOTED.finditer(text) if match.group()[0] != "《"]
    for start, end in (*official, *quoted):
        signs[start:end] = " " * (min(end, len(signs)) - start)
    return "".join(signs)


def _of_sentence(text: str, left: str, span: Span, cues: Cues, wanted: tuple[str, ...]) -> Iterator[Thin]:
    if is_name(text, span) or _mostly_quoted(text, left, span):
        return
    clauses = [match.span() for match in _CLAUSE.finditer(left, *span)]
    speaks = [_speaks(left[slice(*clause)], cues) for clause in clauses]
    silent = [
        not any(speaks[max(0, place - _NEAR) : place + _NEAR + 1]) and not _mostly_quoted(text, left, clause)
        for place, clause in enumerate(clauses)
    ]
    holds = shown(left[slice(*span)], cues)
    missing = tuple(one for one in wanted if one not in holds)
    missing = missing or tuple(one for one in ELEMENTS if one not in holds) or wanted
    for start, end in _runs(clauses, silent):
        stretch = left[start:end]
        words = stretch.rstrip(" ，,：:、　\t")
        lead = len(words) - len(words.lstrip())
        if _is_hollow(words, cues):
            yield Thin((start + lead, start + len(words)), missing)


def _is_hollow(words: str, cues: Cues) -> bool:
    """Whether a stretch without a fact has little of its own: the more hollow cues, the less little it need be."""
    size = len(_NET.sub("", words))
    hollow = cues.hollow_in(words)
    if size < _SHORTEST or (size > 3 * ONE_CUE_IN and hollow * ONE_CUE_IN < size):
        return False
    own, whole = own_matter(words, cues)
    share, of = MOST_OWN[min(hollow, len(MOST_OWN) - 1)]
    return own * of <= share * whole


def is_name(text: str, span: Span) -> bool:
    """Whether a sentence only names what follows: a heading, a title, the first words of an item, a set opening.

    `span`: the sentence in `text`, its full stop with it or not.
    """
    start, end = span
    whole = text[start:end].strip()
    sentence = whole.rstrip(_STOPS)
    stop = text.find("\n", end)
    behind = text[end : stop if stop >= 0 else len(text)].lstrip(" 。；;！!？?")
    comma = re.search("[，,]", sentence) is not None
    if _FRAME.match(sentence):
        return True
    if _HEADING.match(sentence) and len(sentence) <= _LONGEST_NAME:
        return bool(behind) or not comma
    if item := _ITEM.match(sentence):
        return len(sentence) - item.end() <= _LONGEST_LEAD and bool(behind) and not _ITEM.match(behind)
    ends_open = sentence == whole and (end >= len(text) or text[end] == "\n")
    return (
        ends_open and not comma and len(sentence) <= _LONGEST_NAME and not text[:start].rstrip(" 　\t").endswith("；")
    )


def _mostly_quoted(text: str, left: str, span: Span) -> bool:
    """Whether at least half of a stretch is formulas and quotations: the rest only leads to them."""
    whole, rest = (len(_NET.sub("", words[slice(*span)])) for words in (text, left))
    return rest * 2 <= whole > 0


def _speaks(clause: str, cues: Cues) -> bool:
    """Whether a clause holds a fact, or for the most part matter of its own."""
    if cues.concrete_in(clause) & FACTS:
        return True
    own, whole = own_matter(clause, cues)
    return own >= SPEAKS_FROM and own * 2 > whole


def _runs(clauses: Sequence[Span], thin: Sequence[bool]) -> Iterator[Span]:
    start: int | None = None
    for place, clause in enumerate(clauses):
        if thin[place] and start is None:
            start = clause[0]
        if start is not None and (place + 1 == len(clauses) or not thin[place + 1]):
            if thin[place]:
                yield start, clause[1]
            start = None


# Would this clause fit any other unit; does it say anything new


GRAM = 6


def _grams(text: str, names: Sequence[str]) -> list[str]:
    net = masked(text, names)
    return [net[place : place + GRAM] for place in range(len(net) - GRAM + 1)]


def masked(text: str, names: Sequence[str] = ()) -> str:
    """The net characters with names and numbers each replaced by one sign."""
    text = re.sub(
        r"[0-9０-９]+(?:[.．][0-9０-９]+)?|[零〇一二三四五六七八九十百千万]{2,}", "\ue001", _nameless(text, names)
    )
    return re.sub(r"[^一-鿿A-Za-z\ue000\ue001]+", "", text)


def _nameless(text: str, names: Sequence[str]) -> str:
    """The text with each name replaced by one sign, the longer ones first."""
    for name in sorted({name for name in names if name}, key=lambda one: (-len(one), one)):
        text = text.replace(name, "\ue000")
    return text


def frequencies(documents: Iterable[str], names: Sequence[str] = ()) -> Counter[str]:
    """In how many documents each masked 6-gram stands."""
    found: Counter[str] = Counter()
    for document in documents:
        found.update(set(_grams(document, names)))
    return found


@dataclass(frozen=True, slots=True)
class Substitutable:
    """A clause that stands, names and numbers apart, in many other reports: on average in `documents` of `total`."""

    span: Span
    documents: int
    total: int


FITS_ANY = (((3, 10), (1, 8)), ((9, 20), (1, 5)), ((11, 20), (1, 4)))
"""At most so much of a sentence may be its own matter, where on average so many of the reports say the same
(`bench any-unit`)."""

LEAST_REPORTS = 2
"""Other reports that must say the same."""


def substitutable(
    text: str, spans: Iterable[Span], frequency: Mapping[str, int], total: int, *, cues: Cues, names: Sequence[str] = ()
) -> tuple[Substitutable, ...]:
    """Which of the sentences would fit any other unit: little of their own matter, and masked 6-grams that stand in
    many reports (`FITS_ANY`).

    `total`: documents of the corpus (this text not among them); `names`: of all units, masked here and in `frequency`.
    Integers throughout; the mean that is told is rounded down.
    """
    found = []
    for span in spans:
        words = text[slice(*span)]
        grams = _grams(words, names)
        if not grams or not total:
            continue
        summed = sum(frequency.get(gram, 0) for gram in grams)
        if summed < LEAST_REPORTS * len(grams):
            continue
        own, whole = own_matter(_nameless(words, names), cues)
        if any(
            own * most[1] <= most[0] * whole and summed * share[1] >= share[0] * total * len(grams)
            for most, share in FITS_ANY
        ):
            found.append(Substitutable(span, summed // len(grams), total))
    return tuple(found)


def unchanged(
    text: str, spans: Iterable[Span], earlier: str, *, names: Sequence[str] = (), share: tuple[int, int] = (4, 5)
) -> tuple[Span, ...]:
    """The clauses that say nothing new against the unit's own last year: `share` of their 6-grams stood there."""
    known = set(_grams(earlier, names))
    found = []
    for span in spans:
        grams = _grams(text[slice(*span)], names)
        if grams and sum(1 for gram in grams if gram in known) * share[1] >= share[0] * len(grams):
            found.append(span)
    return tuple(found)


def clauses(text: str, parts: Iterable[tuple[str, Span]]) -> tuple[Span, ...]:
    """The sentences of the sections, blanks at their ends left out: what substitutability and novelty look at."""
    found = []
    for _, (start, end) in parts:
        for match in _SENTENCE.finditer(text, start, end):
            words = match.group()
            lead = len(words) - len(words.lstrip())
            if len(_NET.sub("", words)) >= 12:
                found.append((match.start() + lead, match.start() + len(words.rstrip())))
    return tuple(found)
