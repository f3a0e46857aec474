"""Fingerprints: a spaced seed at every place, one in two kept by its own value (shared/text.md 3).

The seed reads seven characters out of thirteen, so a swapped word of two characters spoils few of them, and whether a
place is kept depends on nothing but what stands there.
"""

import numpy as np

from shuping.core.text.compiled import Bytes, Codes, Keys, Numbers, Rows, compiled, inlined, signed

SPAN = 13  # of the seed 1101001100011
MIDDLE = 6
PARTITION_BITS = 10
PARTITIONS = 1 << PARTITION_BITS

_ONE = np.uint64(0x9E3779B97F4A7C15)
_TWO = np.uint64(0xC2B2AE3D27D4EB4F)
_THREE = np.uint64(0xD6E8FEB86659FD93)
_P1, _P3, _P6, _P7, _P11, _P12 = (np.uint64(place) for place in (1, 3, 6, 7, 11, 12))
_16 = np.uint64(16)
_32 = np.uint64(32)
_48 = np.uint64(48)
_PART = np.uint64(64 - PARTITION_BITS)
_AFTER = np.uint64(PARTITION_BITS)
_UPPER = np.uint64(0xFFFFFFFF00000000)


@inlined
def mixed(first: np.uint64, second: np.uint64) -> np.uint64:
    """The fingerprint of seven characters, four of them in `first`, three in `second`."""
    value = first * _ONE
    value ^= value >> _32
    value = (value + second) * _TWO
    value ^= value >> _32
    value *= _THREE
    return value ^ (value >> _32)


@inlined
def seed_at(net: Codes, place: int) -> np.uint64:
    """The fingerprint of the thirteen characters from `place` on. Its lowest bit says whether it is kept (1)."""
    return mixed(
        np.uint64(net[place])
        | (np.uint64(net[place + 1]) << _16)
        | (np.uint64(net[place + 3]) << _32)
        | (np.uint64(net[place + 6]) << _48),
        np.uint64(net[place + 7]) | (np.uint64(net[place + 11]) << _16) | (np.uint64(net[place + 12]) << _32),
    )


@inlined
def fill_seeds(text: Codes, out: Keys) -> int:
    """All seeds of one document's net text into `out`, as `seed_at` makes them; returns how many.

    The places are unsigned numbers: then nothing has to be asked about negative ones, and the loop is vectorised.
    """
    count = max(0, text.size - SPAN + 1)
    for index in range(np.uint64(count)):
        out[index] = mixed(
            np.uint64(text[index])
            | (np.uint64(text[index + _P1]) << _16)
            | (np.uint64(text[index + _P3]) << _32)
            | (np.uint64(text[index + _P6]) << _48),
            np.uint64(text[index + _P7])
            | (np.uint64(text[index + _P11]) << _16)
            | (np.uint64(text[index + _P12]) << _32),
        )
    return count


@inlined
def kept_seeds(text: Codes, seeds: Keys, places: Rows) -> int:
    """The kept seeds of one document's net text and where they begin in it; returns how many.

    `seeds`, `places`: room for one of each character.
    """
    kept = np.uint64(0)
    # Without branches: whether a seed is kept is a coin toss.
    for index in range(np.uint64(fill_seeds(text, seeds))):
        seed = seeds[index]
        seeds[kept] = seed
        places[kept] = index
        kept += seed & np.uint64(1)
    return signed(kept)


@inlined
def longest(starts: Numbers, first: int, last: int) -> int:
    """Net characters of the longest of the documents first..last-1."""
    most = 0
    for document in range(first, last):
        most = max(most, starts[document + 1] - starts[document])
    return most


@inlined
def cut_document(
    flags: Bytes, begin: int, seeds: Keys, places: Rows, count: int, low: int, high: int, counts: Numbers
) -> int:
    """Of the kept seeds of the document that begins at `begin`, those of partitions low..high-1; returns how many.

    They are moved to the front of `seeds` and `places`, and added to `counts`. A seed whose middle stands in
    subtracted official text (`flags` bit 1) is none.
    """
    kept = 0
    for index in range(count):
        seed = seeds[index]
        place = places[index]
        part = signed(seed >> _PART)
        seeds[kept] = seed
        places[kept] = place
        stays = (part >= low) & (part < high) & ((flags[begin + np.int64(place) + MIDDLE] & 1) == 0)
        kept += stays
        counts[part] += stays
    return kept


@compiled
def scatter(seeds: Keys, places: Rows, bounds: Numbers, keys: Keys) -> None:
    """Write seeds by partition. `bounds[p]`: where partition p goes on in `keys`; moved forward.

    A key is 32 bits of the seed (those after the partition's) over the 32 bits of its place.
    """
    for index in range(seeds.size):
        seed = seeds[index]
        part = signed(seed >> _PART)
        keys[bounds[part]] = ((seed << _AFTER) & _UPPER) | np.uint64(places[index])
        bounds[part] += 1
