"""How official text usually runs: counts of character sequences, kept as figures and never as text (decision in docs).

A sequence of up to six signs is known by 32 bits of its hash and its count by a step of a quarter octave. From these
`odd_words` tells how much better a sentence would run with another word. An installation replaces the counts that ship
with the program by those of its own archive: `build(texts)`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from shuping.core.errors import InputError
from shuping.core.text.compiled import compiled

ORDER = 6
# A sequence counts from this often on, by its length 1 to 6. Rarer ones say little and fill most of the space.
LEAST = (1, 2, 3, 3, 4, 5)
VERSION = 1

BOUNDARY, DIGIT, LETTER, LIST_MARK = 1, 2, 3, 4
_LEAST_BITS = 16  # of the table of slots
_EMPTY = np.uint32(0xFFFFFFFF)  # no level is that high
_BASE = 0x9E3779B97F4A7C15
_STEPS = 4.0  # per octave
_BACK = -0.9162907318741551  # log 0.4: what each missing sign of context costs

Codes = NDArray[np.uint16]
Places = NDArray[np.int64]


Counts: TypeAlias = tuple[NDArray[np.uint32], NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """Counts of sequences by the hash of each: `keys` rise, level = 4 log2(count)."""

    name: str
    texts: int
    signs: int
    keys: NDArray[np.uint32]
    levels: NDArray[np.uint8]
    counts: Counts  # what the compiled functions take: the table of slots, the logarithm of the count for each level


def _sign_table() -> Codes:
    table = np.full(0x10000, BOUNDARY, np.uint16)
    for first, last in ((0x3400, 0x4DBF), (0x4E00, 0x9FFF)):
        table[first : last + 1] = np.arange(first, last + 1)
    for first, last, code in ((0x30, 0x39, DIGIT), (0xFF10, 0xFF19, DIGIT), (0x41, 0x5A, LETTER), (0x61, 0x7A, LETTER)):
        table[first : last + 1] = code
    table[ord("、")] = LIST_MARK
    table[[0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD]] = 0  # invisible signs are not there
    return table


_SIGNS = _sign_table()


def encode(text: str) -> tuple[Codes, Places]:
    """The text as signs, with the place of each in the text: Han as they are, a run of digits, letters or marks is one.

    Invisible characters are left out; what lies outside the basic plane is a mark.
    """
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    codes = _SIGNS[np.minimum(points, 0xFFFF)]
    codes[points > 0xFFFF] = BOUNDARY
    places = np.flatnonzero(codes)
    codes = codes[places]
    kept = np.ones(len(codes), bool)
    kept[1:] = (codes[1:] > LIST_MARK) | (codes[1:] != codes[:-1])
    return codes[kept], places[kept]


def build(texts: Iterable[str], *, name: str, least: tuple[int, ...] = LEAST) -> Reference:
    """Count the sequences of `texts`. The order of the texts does not matter; `name` says what they are.

    Raises InputError documents.no_text where the texts hold nothing.
    """
    parts: list[Codes] = []
    for text in texts:
        codes, _ = encode(text)
        parts.append(codes)
        parts.append(np.full(1, BOUNDARY, np.uint16))
    signs = np.concatenate(parts) if parts else np.zeros(0, np.uint16)
    if not (signs > LIST_MARK).any():
        raise InputError("documents.no_text", name=name)
    keys, levels = [], []
    for length in range(1, ORDER + 1):
        hashes = np.sort(_hashes(signs, length))
        first = np.flatnonzero(np.concatenate((np.ones(1, bool), hashes[1:] != hashes[:-1])))
        counts = np.diff(np.append(first, len(hashes)))
        often = counts >= least[length - 1]
        keys.append((hashes[first[often]] >> np.uint64(32)).astype(np.uint32))
        levels.append(np.rint(np.log2(counts[often]) * _STEPS).astype(np.uint8))
    return _indexed(name, len(parts) // 2, len(signs), np.concatenate(keys), np.concatenate(levels))


def _indexed(name: str, texts: int, signs: int, keys: NDArray[np.uint32], levels: NDArray[np.uint8]) -> Reference:
    order = np.lexsort((levels, keys))
    keys, levels = keys[order], levels[order]
    last = np.append(keys[1:] != keys[:-1], np.ones(min(len(keys), 1), bool))  # of equal keys the most frequent
    return _with_index(name, texts, signs, keys[last], levels[last])


def _with_index(name: str, texts: int, signs: int, keys: NDArray[np.uint32], levels: NDArray[np.uint8]) -> Reference:
    logs = np.arange(256) / _STEPS * np.log(2.0)
    bits = max(int(np.ceil(np.log2(max(len(keys), 1) * 1.4))), _LEAST_BITS)
    return Reference(name, texts, signs, keys, levels, (_slots(keys, levels, bits), logs))


@compiled
def _slots(keys: NDArray[np.uint32], levels: NDArray[np.uint8], bits: int) -> NDArray[np.uint32]:
    """An open table: the slot is the first `bits` of the key, its content the last 24 bits and the level.

    One look into memory answers most questions. What the slot and the 24 bits say together is the whole key.
    """
    slots = np.full(1 << bits, _EMPTY, np.uint32)
    for place in range(len(keys)):
        slot = keys[place] >> np.uint32(32 - bits)
        while slots[slot] != _EMPTY:
            slot = slot + np.uint32(1) & np.uint32((1 << bits) - 1)
        slots[slot] = (keys[place] & np.uint32(0xFFFFFF)) << np.uint32(8) | np.uint32(levels[place])
    return slots


def pack(reference: Reference) -> dict[str, NDArray[Any]]:
    """The counts as small arrays that compress well: gaps between the keys in planes of bytes."""
    gaps: Places = np.diff(reference.keys.astype(np.int64), prepend=0).astype(np.int64)
    return {
        "version": np.array([VERSION], np.int64),
        "size": np.array([reference.texts, reference.signs], np.int64),
        "low": (gaps & 0xFF).astype(np.uint8),
        "middle": (gaps >> 8 & 0xFF).astype(np.uint8),
        "high": (gaps >> 16).astype(np.uint16),
        "levels": reference.levels,
    }


def unpack(arrays: Mapping[str, NDArray[Any]], *, name: str) -> Reference:
    """The reference that `pack` made. Raises InputError documents.unreadable for any other arrays."""
    try:
        version, (texts, signs) = int(arrays["version"][0]), (int(one) for one in arrays["size"])
        low, middle, high = (arrays[key].astype(np.int64) for key in ("low", "middle", "high"))
        keys = np.cumsum(low + (middle << 8) + (high << 16))
        levels = arrays["levels"].astype(np.uint8)
    except (KeyError, ValueError, IndexError) as error:
        raise InputError("documents.unreadable", name=name) from error
    rising = len(keys) > 0 and keys[-1] <= 0xFFFFFFFF and bool((np.diff(keys) > 0).all())
    if version != VERSION or len(levels) != len(keys) or not rising:
        raise InputError("documents.unreadable", name=name)
    return _with_index(name, texts, signs, keys.astype(np.uint32), levels)


@compiled
def _mixed(value: np.uint64, length: int) -> np.uint64:
    value = value ^ np.uint64(length) * np.uint64(0xD6E8FEB86659FD93)
    value ^= value >> np.uint64(32)
    value *= np.uint64(0xD6E8FEB86659FD93)
    value ^= value >> np.uint64(32)
    value *= np.uint64(0xD6E8FEB86659FD93)
    return value ^ (value >> np.uint64(32))


@compiled
def _hashes(signs: Codes, length: int) -> NDArray[np.uint64]:
    """One hash for each sequence of `length` signs."""
    count = max(len(signs) - length + 1, 0)
    out = np.empty(count, np.uint64)
    for place in range(count):
        value = np.uint64(0)
        factor = np.uint64(1)
        for back in range(length):
            value += np.uint64(signs[place + length - 1 - back]) * factor
            factor *= np.uint64(_BASE)
        out[place] = _mixed(value, length)
    return out


@compiled
def _level(value: np.uint64, length: int, counts: Counts) -> int:
    """The level of a sequence whose polynomial is `value`, or -1 where it is not known."""
    slots = counts[0]
    key = np.uint32(_mixed(value, length) >> np.uint64(32))
    wanted = key & np.uint32(0xFFFFFF)
    mask = np.uint32(len(slots) - 1)
    slot = np.uint32(np.uint64(key) * np.uint64(len(slots)) >> np.uint64(32))  # the first bits of the key
    while slots[slot] != _EMPTY:
        if slots[slot] >> np.uint32(8) == wanted:
            return int(np.int64(slots[slot] & np.uint32(0xFF)))
        slot = slot + np.uint32(1) & mask
    return -1


@compiled
def known_level(signs: Codes, start: int, end: int, counts: Counts) -> int:
    """The level of the sequence from `start` up to `end` (at most six signs), or -1 where it is not known."""
    value = np.uint64(0)
    factor = np.uint64(1)
    for place in range(end - 1, start - 1, -1):
        value += np.uint64(signs[place]) * factor
        factor *= np.uint64(_BASE)
    return _level(value, end - start, counts)


@compiled
def sign_score(signs: Codes, place: int, counts: Counts, total: float) -> float:
    """Logarithm of how likely the sign at `place` is after the five before it (stupid backoff, factor 0.4)."""
    logs = counts[1]
    value = np.uint64(signs[place])
    before = np.uint64(0)
    factor = np.uint64(1)
    known = _level(value, 1, counts)
    score = (logs[known] if known >= 0 else -1.0) - total + 5 * _BACK
    for length in range(2, min(ORDER, place + 1) + 1):
        sign = np.uint64(signs[place - length + 1])
        before += sign * factor
        factor *= np.uint64(_BASE)
        value += sign * factor
        level = _level(value, length, counts)
        if level < 0:
            break
        context = _level(before, length - 1, counts)
        score = min(logs[level] - logs[max(context, 0)], 0.0) + (ORDER - length) * _BACK
    return score
