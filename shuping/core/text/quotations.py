"""Words in quotation marks against the official texts of the library: near to a passage, but not equal (REP-23).

The wording library (`wording`) knows single sayings; this looks through whole texts. A quotation that stands in a text
letter for letter is right, one that is nowhere near any text is not judged: it may come from a text that the library
does not hold.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from .passages import OfficialText
from .wording import QUOTATION, WordingHint, net

_QUOTES = re.compile(r"“([^“”\n]{8,600})”|「([^「」\n]{8,600})」|\"([^\"\n]{8,600})\"")
_ELLIPSIS = re.compile(r"…|\.{3,}|——")
LEAST = 12
"""Net characters of a quotation that is looked up: shorter ones are turns of phrase (建议值)."""

MOST_CHANGED = (1, 6)
"""Up to this share of its characters a passage is taken for the one that was meant (建议值)."""

_PROBE = 5
_SHIFT = 3  # how far the place of a passage is tried around where its probes point


def check(text: str, library: Sequence[OfficialText], *, on: date | None = None) -> tuple[WordingHint, ...]:
    """Quotations that differ by a little from a passage of the library, with the passage and the text's name, in order.

    `on`: the report's day; what was published later could not be quoted. None: every text.
    """
    known = [one for one in library if on is None or one.date is None or one.date <= on]
    return tuple(_hints(text, known)) if known else ()


def _hints(text: str, known: Sequence[OfficialText]) -> Iterator[WordingHint]:
    for match in _QUOTES.finditer(text):
        place = match.lastindex or 1
        words = match[place]
        quoted = net(words)
        if len(quoted) < LEAST or _ELLIPSIS.search(words):
            continue
        if any(quoted in _stream(one.text)[0] for one in known):
            continue
        close = [found for one in known if (found := _closest(quoted, one)) is not None]
        if close:
            _, name, expected = min(close)
            yield WordingHint(match.span(place), words, expected, name, QUOTATION)


@lru_cache(maxsize=1024)
def _stream(text: str) -> tuple[str, tuple[int, ...]]:
    """The net characters of a text with the place of each."""
    places = tuple(place for place, sign in enumerate(text) if sign.isalnum())
    return "".join(text[place] for place in places), places


def _closest(quoted: str, source: OfficialText) -> tuple[int, str, str] | None:
    """How far the nearest passage of a text is, the text's name, the passage as it stands there; None if not near."""
    stream, places = _stream(source.text)
    begin = _pointed_at(quoted, stream)
    if begin is None:
        return None
    most = max(1, len(quoted) * MOST_CHANGED[0] // MOST_CHANGED[1])
    best: tuple[int, int, int, int] | None = None
    for start in range(max(0, begin - _SHIFT), min(begin + _SHIFT, len(stream)) + 1):
        for end in range(start + len(quoted) - most, min(start + len(quoted) + most, len(stream)) + 1):
            distance = Levenshtein.distance(quoted, stream[start:end], score_cutoff=most)
            if distance <= most:
                # People quote up to a stop: a passage that ends inside a word was not meant.
                inside = _inside_words(places, start, end)
                one = distance + inside, inside, start, end
                best = min(best or one, one)
    if best is None:
        return None
    _, _, start, end = best
    return best[0], source.name, source.text[places[start] : places[end - 1] + 1]


def _inside_words(places: Sequence[int], start: int, end: int) -> int:
    """How many ends of a passage are not at a stop of the text."""
    begins = start > 0 and places[start] == places[start - 1] + 1
    return begins + (end < len(places) and places[end] == places[end - 1] + 1)


def _pointed_at(quoted: str, stream: str) -> int | None:
    """Where the passage would begin by what most of the quotation's probes say."""
    votes: Counter[int] = Counter()
    for offset in range(0, len(quoted) - _PROBE + 1, _PROBE):
        found = stream.find(quoted[offset : offset + _PROBE])
        while found >= 0:
            votes[found - offset] += 1
            found = stream.find(quoted[offset : offset + _PROBE], found + 1)
    if not votes:
        return None
    best = max(votes.items(), key=lambda one: (one[1], -one[0]))
    return max(best[0], 0)
