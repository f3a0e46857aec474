"""Fixed collocations of official Chinese with one word broken (充分确定 for 充分肯定), and those quoted as they are.

From every phrase and every word of it that has near words the broken forms are written out once and looked for all at
once. A form that is itself official, or that official text knows, is not broken.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import ahocorasick_rs
import numpy as np

from .near_words import GROUP

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A collocation cut into words. `fixed`: with one word changed it is no longer what officials write."""

    words: tuple[str, ...]
    fixed: bool
    since: int = 0

    @property
    def text(self) -> str:
        """The phrase as it runs."""
        return "".join(self.words)


@dataclass(frozen=True, slots=True)
class Broken:
    """One written-out broken form: which word of which phrase was put in the place of which."""

    phrase: str
    fixed: bool
    start: int  # of the word inside the form
    found: str
    likely: str
    source: int  # of the pair
    context: int  # characters of the phrase that stand as they should
    swapped: int  # words changed, 1 or 2


@dataclass(frozen=True, slots=True, eq=False)
class Collocations:
    """Broken and whole forms, ready to be looked for."""

    broken_forms: ahocorasick_rs.AhoCorasick
    broken: tuple[tuple[Broken, ...], ...]  # by form
    whole_forms: ahocorasick_rs.AhoCorasick


@dataclass(frozen=True, slots=True)
class Break:
    """A broken form in a text."""

    span: Span  # of the word
    whole: Span  # of the whole phrase
    broken: Broken


# Marks inside a list or around a name do not part the words of a phrase; every other mark does.
_PASSED = "、“”‘’\"'「」《》 \u3000\u200b\u200c\u200d\u2060\ufeff\xad"


def joined(text: str) -> tuple[str, np.ndarray]:  # type: ignore[type-arg]
    """The text without list marks, quotation marks and blanks, and the place of each character."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    points = np.where((points >= 0xD800) & (points < 0xE000), 0xFFFD, points)  # half characters part words
    kept = ~np.isin(points, np.array([ord(sign) for sign in _PASSED], np.uint32))
    places = np.flatnonzero(kept)
    return points[kept].astype(np.uint32).tobytes().decode("utf-32-le"), places


def build(phrases: Sequence[Phrase], pairs: Mapping[str, Mapping[str, int]]) -> Collocations:
    """Write out the broken forms of `phrases` with the near words of `pairs` (found word -> right word -> source)."""
    odd_for: dict[str, list[tuple[str, int]]] = {}
    for odd in sorted(pairs):
        for right, source in pairs[odd].items():
            odd_for.setdefault(right, []).append((odd, source))
    official = {part for phrase in phrases for part in _parts(phrase.text)}
    forms: dict[str, list[Broken]] = {}
    for phrase in phrases:
        for form, broken in _broken(phrase, odd_for):
            if form not in official:
                forms.setdefault(form, []).append(broken)
    whole = sorted({phrase.text for phrase in phrases if len(phrase.text) >= 4})
    return Collocations(
        ahocorasick_rs.AhoCorasick(list(forms)),
        tuple(tuple(one) for one in forms.values()),
        ahocorasick_rs.AhoCorasick(whole),
    )


def _parts(text: str) -> Iterator[str]:
    for start in range(len(text)):
        for end in range(start + 2, len(text) + 1):
            yield text[start:end]


def _broken(phrase: Phrase, odd_for: Mapping[str, list[tuple[str, int]]]) -> Iterator[tuple[str, Broken]]:
    words = phrase.words
    size = len(phrase.text)
    for place, right in enumerate(words):
        before, after = "".join(words[:place]), "".join(words[place + 1 :])
        for odd, source in odd_for.get(right, ()):
            context = size - len(right)
            if context >= 2 or source == GROUP:
                yield (
                    before + odd + after,
                    Broken(phrase.text, phrase.fixed, len(before), odd, right, source, context, 1),
                )
    if phrase.fixed and len(words) <= 5:
        yield from _broken_twice(phrase, odd_for)


def _broken_twice(phrase: Phrase, odd_for: Mapping[str, list[tuple[str, int]]]) -> Iterator[tuple[str, Broken]]:
    """Both words of a phrase with just two that can be changed, near words of our own groups only."""
    open_places = [place for place, word in enumerate(phrase.words) if word in odd_for and len(word) > 1]
    if len(open_places) != 2:
        return
    first, second = open_places
    for one, one_source in odd_for[phrase.words[first]]:
        for two, two_source in odd_for[phrase.words[second]]:
            if one_source == two_source == GROUP:
                words = [*phrase.words]
                words[first], words[second] = one, two
                context = len(phrase.text) - len(one) - len(two)
                for place in (first, second):
                    start = len("".join(words[:place]))
                    yield (
                        "".join(words),
                        Broken(phrase.text, True, start, words[place], phrase.words[place], GROUP, context, 2),
                    )


def breaks(text: str, collocations: Collocations) -> list[Break]:
    """Every broken form in the text, by place."""
    stream, places = joined(text)
    found = []
    for form, start, _ in collocations.broken_forms.find_matches_as_indexes(stream, overlapping=True):
        for one in collocations.broken[form]:
            first = start + one.start
            span = int(places[first]), int(places[first + len(one.found) - 1]) + 1
            last = start + (len(one.phrase) - 1)
            if span[1] - span[0] == len(one.found):
                found.append(Break(span, (int(places[start]), int(places[last]) + 1), one))
    found.sort(key=lambda each: (each.span, -each.broken.context, each.broken.likely))
    return found


def quoted(text: str, collocations: Collocations) -> list[Span]:
    """Where the text holds a whole phrase of four characters or more."""
    stream, places = joined(text)
    return sorted(
        (int(places[start]), int(places[end - 1]) + 1)
        for _, start, end in collocations.whole_forms.find_matches_as_indexes(stream, overlapping=True)
    )


def words_of(phrases: Iterable[Phrase]) -> frozenset[str]:
    """The words of two or more characters that the phrases are made of: what official text is expected to use."""
    return frozenset(word for phrase in phrases for word in phrase.words if len(word) > 1)
