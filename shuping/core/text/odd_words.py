"""Words that cannot be right, found without the text's source (SPC-11, text.md section 5).

Three witnesses: a fixed collocation of official Chinese with one word broken; the same word twice in a list of two; and
the restoration test, whether the sentence would run much better with a near word. What they say is weighed together;
`certain` is what may be shown at once, `possible` what is shown on request. Nothing inside the library is touched.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shuping.core.text import collocations as phrases
from shuping.core.text import restoration
from shuping.core.text.near_words import GROUP, SHARED, WORDNET, NearWords, only, unpacked
from shuping.core.text.reference import ORDER, Reference, known_level

Span = tuple[int, int]

CERTAIN = "certain"
POSSIBLE = "possible"
COLLOCATION, REPEATED, MODEL = "collocation", "repeated", "model"
MOST_LIKELY = 3

# Least gain of the restoration test by the source of the pair: our own groups, the wordnet, a character in common.
LEAST_GAIN = (2.0, 3.0, 5.0)
# In the order of `features`; fitted on a newspaper reworded at random, never on the speech (docs/decisions).
WEIGHTS = (-5.51, 1.23, -1.69, 2.04, 1.61, 0.55, 3.62, 0.15, -0.36, -1.02, 0.39, 0.28, 0.72)
CERTAIN_FROM = -1.2
POSSIBLE_FROM = -3.0


@dataclass(frozen=True, slots=True)
class OddWord:
    """One word with what probably stood there. `reason`: collocation, repeated or model."""

    span: Span
    found: str
    likely: tuple[str, ...]  # best first, at most three
    tier: str  # certain or possible
    reason: str
    params: dict[str, object] = field(default_factory=dict)  # what the sentence needs: the phrase


@dataclass(frozen=True, slots=True, eq=False)
class Resources:
    """What `find` measures against: values read by `adapters.lexicons.load_resources()`."""

    reference: Reference
    near: NearWords
    collocations: phrases.Collocations
    register: frozenset[str]  # words that official text is expected to use
    commonness: Mapping[str, float]  # of the dictionary's words in the reference, 0 unknown, about 1 very common


def prepare(
    reference: Reference, near: NearWords, collocations: phrases.Collocations, register: frozenset[str]
) -> Resources:
    """What `find` measures against, from its parts."""
    words = {*near.pairs, *(one for nears in near.pairs.values() for one in nears)}
    levels = {one: _level(one, reference) for one in words}
    kept = np.array([levels[unpacked(one)] >= 0 for one in near.neighbours.tolist()], np.bool_)
    commonness = {one: max(level, 0) / 40.0 for one, level in levels.items()}
    return Resources(reference, only(near, kept), collocations, register, commonness)


def _level(word: str, reference: Reference) -> int:
    """4 log2 of how often the reference knows the word (its last six characters), -1 if it does not."""
    codes = np.array([ord(sign) for sign in word[-ORDER:]], np.uint16)
    return int(known_level(codes, 0, len(codes), reference.counts))


@dataclass(slots=True)
class Option:
    """One word that may have stood there, with what speaks for it."""

    likely: str
    source: int = SHARED
    gain: float = 0.0
    support: int = 0
    own: int = 0
    fixed: int = 0  # characters of a fixed phrase that stand as they should
    usual: int = 0
    twice: bool = False
    phrase: str = ""


def options(text: str, resources: Resources) -> dict[Span, dict[str, Option]]:
    """Every place where a witness speaks, with what may have stood there."""
    found: dict[Span, dict[str, Option]] = {}
    for swap in restoration.swaps(text, resources.reference, resources.near, LEAST_GAIN):
        option = found.setdefault(swap.span, {}).setdefault(swap.likely, Option(swap.likely))
        option.source, option.gain, option.support, option.own = swap.source, swap.gain, swap.support, swap.own
    for one in phrases.breaks(text, resources.collocations):
        broken = one.broken
        if _is_usual(broken, resources.reference):
            continue
        option = found.setdefault(one.span, {}).setdefault(broken.likely, Option(broken.likely))
        option.source = min(option.source, broken.source)
        if broken.swapped > 1:
            option.twice = True
        elif broken.fixed:
            option.fixed = max(option.fixed, broken.context)
        else:
            option.usual = max(option.usual, broken.context)
        if len(broken.phrase) > len(option.phrase):
            option.phrase = broken.phrase
    return found


def _is_usual(broken: phrases.Broken, reference: Reference) -> bool:
    """Whether official text uses the broken form at least an eighth as often as the phrase: then it is not broken."""
    form = broken.phrase[: broken.start] + broken.found + broken.phrase[broken.start + len(broken.found) :]
    if broken.swapped > 1 or len(form) > ORDER:
        return False
    return _level(form, reference) >= max(_level(broken.phrase, reference) - 12, 0)


def features(word: str, option: Option, resources: Resources) -> tuple[float, ...]:
    """What is weighed: one figure a witness, each about 0 to 1."""
    model = option.gain > 0
    return (
        1.0,
        min(option.gain, 20.0) / 10.0,
        1.0 if model else 0.0,
        (option.support - option.own) / 4.0 if model else 0.0,
        1.0 if option.source == GROUP else 0.0,
        1.0 if option.source == WORDNET else 0.0,
        min(option.fixed, 6) / 6.0,
        min(option.usual, 6) / 6.0,
        1.0 if option.twice and word not in resources.register else 0.0,
        1.0 if word in resources.register else 0.0,
        1.0 if option.likely in resources.register else 0.0,
        resources.commonness.get(word, 0.0),
        resources.commonness.get(option.likely, 0.0),
    )


def score(word: str, option: Option, resources: Resources) -> float:
    """The weighed witnesses; the weights and how they were found stand in `docs/decisions`."""
    return sum(one * weight for one, weight in zip(features(word, option, resources), WEIGHTS, strict=True))


def find(text: str, resources: Resources, *, known: Sequence[Span] = ()) -> tuple[OddWord, ...]:
    """Odd words of `text` in order of place, none inside `known` (spans of official wording) or a whole collocation.

    No two overlap. The result depends on the text and the resources alone.
    """
    masked = _masked(text, [*known, *phrases.quoted(text, resources.collocations)])
    found = options(text, resources)
    chosen = [one for one in _repeated(text, found, resources) if not masked[slice(*one.span)].any()]
    for one in chosen:
        masked[slice(*one.span)] = True
    ranked = []
    for span, choices in found.items():
        word = text[slice(*span)]
        weighed = sorted(((-score(word, one, resources), one.likely, one) for one in choices.values()), key=_by_score)
        if -weighed[0][0] >= POSSIBLE_FROM:
            ranked.append((weighed[0][0], span, word, [one for _, _, one in weighed[:MOST_LIKELY]]))
    for negative, span, word, best in sorted(ranked, key=lambda one: one[:3]):
        if masked[slice(*span)].any():
            continue
        masked[slice(*span)] = True
        tier = CERTAIN if -negative >= CERTAIN_FROM or _breaks_fixed(word, best[0], resources) else POSSIBLE
        reason = COLLOCATION if best[0].phrase else MODEL
        params: dict[str, object] = {"phrase": best[0].phrase} if best[0].phrase else {}
        chosen.append(OddWord(span, word, tuple(one.likely for one in best), tier, reason, params))
    return tuple(sorted(chosen, key=lambda one: one.span))


def _breaks_fixed(word: str, option: Option, resources: Resources) -> bool:
    """Whether a word that officials do not use stands in a fixed phrase for a near word that they do."""
    return option.fixed >= 2 and option.source == GROUP and word not in resources.register


def _by_score(one: tuple[float, str, Option]) -> tuple[float, str]:
    return one[:2]


def _masked(text: str, spans: Iterable[Span]) -> NDArray[np.bool_]:
    masked = np.zeros(len(text), np.bool_)
    for start, end in spans:
        masked[start:end] = True
    return masked


# The word stands alone in the list: nothing but a small word before it, and its second mention does not run on.
_TWICE = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[的地得和与及或了是在把被对让更要])|(?=[不未无没]))"
    r"([\u4e00-\u9fff]{3,5}|[\u4e00-\u9fff]{2}(?=、..(?:[^\u4e00-\u9fff]|[的地得不也都是和与及或等了在]|$)))、\1"
)


def _repeated(text: str, found: dict[Span, dict[str, Option]], resources: Resources) -> Iterator[OddWord]:
    """The same word twice in a list of two. A figure of speech that turns round (是人民、人民就是) is none."""
    for match in _TWICE.finditer(text):
        if _turns_round(text, *match.span()):
            continue
        start, end = match.span(1)
        word = match[1]
        if word[0] in "不未无没" and len(word) > 2:
            start, word = start + 1, word[1:]
        second = match.end() - len(word)
        choices = {**found.get((second, match.end()), {}), **found.get((start, end), {})}
        ranked = sorted(choices.values(), key=lambda one: (-score(word, one, resources), one.likely))
        likely = [one.likely for one in ranked]
        likely += [near for near in _neighbours(word, resources) if near not in likely]
        yield OddWord((start, end), word, tuple(likely[:MOST_LIKELY]), CERTAIN, REPEATED)


def _neighbours(word: str, resources: Resources) -> list[str]:
    near = resources.near.pairs.get(word, {})
    return sorted(
        near,
        key=lambda one: (near[one] != GROUP, one not in resources.register, -resources.commonness.get(one, 0.0), one),
    )


def _turns_round(text: str, start: int, end: int) -> bool:
    """Whether what stands before the first word stands after the second too."""
    return any(text[max(start - size, 0) : start] == text[end : end + size] for size in (1, 2, 3) if start >= size)


def values(words: Iterable[OddWord]) -> list[dict[str, object]]:
    """As `desk check` and `speech read` print them (contracts.md)."""
    return [{"span": list(one.span), "found": one.found, "likely": list(one.likely), "tier": one.tier} for one in words]
