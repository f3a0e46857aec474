"""The swapped words of a reworded passage: both sides aligned, each difference with its place and its words."""

from collections.abc import Container

from rapidfuzz.distance import Indel, Opcodes

from shuping.core.text.normalise import code_points, table
from shuping.core.text.passages import Span, Swap

LONGEST_SWAP = 12  # characters on either side; more is another sentence, not another word
MOST_LONGER = 2  # characters that one side may have more than the other, or as many again
_LONGEST = 6000  # net characters aligned at once


def swapped_words(
    a: str, b: str, a_span: Span, b_span: Span, *, words: Container[str] = frozenset()
) -> tuple[Swap, ...]:
    """Where a passage's two sides differ by a word or two: spans in `a` (here) and `b` (there), with the words.

    `a`, `b`: the texts as they were compared, with the passage's place in each. Clauses put in or left out, and
    shuffled sentences, are no swaps. Where one character differs and makes a word of `words` on both sides with its
    neighbour (情况, 状况), words are given.
    """
    here, here_places = _net(a, a_span)
    there, there_places = _net(b, b_span)
    swaps = []
    for first in range(0, max(len(here), len(there)), _LONGEST):
        part, other = here[first : first + _LONGEST], there[first : first + _LONGEST]
        for one, two in _differences(part, other, Indel.opcodes(part, other), words):
            swaps.append(_swap(a, b, here_places[first:], there_places[first:], one, two))
    return tuple(swaps)


def _net(text: str, span: Span) -> tuple[str, list[int]]:
    """Net characters of a span and their offsets in the text."""
    part = text[span[0] : span[1]]
    codes = table()[code_points(part)].tolist()
    places = [span[0] + index for index, code in enumerate(codes) if code]
    return "".join(chr(code) for code in codes if code), places


def _differences(here: str, there: str, opcodes: Opcodes, words: Container[str]) -> list[tuple[Span, Span]]:
    """Neighbouring insertions and deletions of like length, taken together."""
    found: list[tuple[Span, Span]] = []
    for code in opcodes:
        if code.tag == "equal":
            continue
        one, two = (code.src_start, code.src_end), (code.dest_start, code.dest_end)
        if found and one[0] - found[-1][0][1] <= 1 and two[0] - found[-1][1][1] <= 1:
            one, two = (found[-1][0][0], one[1]), (found[-1][1][0], two[1])
            found.pop()
        found.append((one, two))
    swaps = []
    for one, two in found:
        if _alike(one[1] - one[0], two[1] - two[0]):
            swaps.append(_whole_words(here, there, one, two, words))
    return swaps


def _alike(one: int, two: int) -> bool:
    """Whether two lengths can be those of a word and what it was swapped for: neither none, nor one a clause."""
    shorter, longer = sorted((one, two))
    return shorter > 0 and longer <= LONGEST_SWAP and longer - shorter <= max(MOST_LONGER, shorter)


def _whole_words(here: str, there: str, one: Span, two: Span, words: Container[str]) -> tuple[Span, Span]:
    """A single changed character with the neighbour that makes a word of it on both sides, if there is one."""
    if one[1] - one[0] == 1 and two[1] - two[0] == 1:
        for before, after in ((1, 0), (0, 1)):
            mine = (one[0] - before, one[1] + after)
            other = (two[0] - before, two[1] + after)
            if here[slice(*mine)] in words and there[slice(*other)] in words:
                return mine, other
    return one, two


def _swap(a: str, b: str, here: list[int], there: list[int], one: Span, two: Span) -> Swap:
    first = (here[one[0]], here[one[1] - 1] + 1)
    second = (there[two[0]], there[two[1] - 1] + 1)
    return Swap(first, second, a[first[0] : first[1]], b[second[0] : second[1]])
