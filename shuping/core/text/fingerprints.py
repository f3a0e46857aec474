"""Fingerprints: a spaced seed at every place, one in two kept by its own value (shared/text.md 3).

The seed reads seven characters out of thirteen, so a swapped word of two characters spoils few of them, and whether a
place is kept depends on nothing but what stands there.
"""

import numpy as np

from shuping.core.text.compiled import Bytes, Codes, Keys, Numbers, compiled, inlined

SPAN = 13  # of the seed 1101001100011
MIDDLE = 6
PARTITION_BITS = 10
PARTITIONS = 1 << PARTITION_BITS

_ONE = np.uint64(0x9E3779B97F4A7C15)
_TWO = np.uint64(0xC2B2AE3D27D4EB4F)
_THREE = np.uint64(0xD6E8FEB86659FD93)
_16 = np.uint64(16)
_32 = np.uint64(32)
_48 = np.uint64(48)


@inlined
def seed_at(net: Codes, place: int) -> np.uint64:
    """The fingerprint of the thirteen characters from `place` on. Its lowest bit says whether it is kept (1)."""
    first = (
        np.uint64(net[place])
        | (np.uint64(net[place + 1]) << _16)
        | (np.uint64(net[place + 3]) << _32)
        | (np.uint64(net[place + 6]) << _48)
    )
    second = np.uint64(net[place + 7]) | (np.uint64(net[place + 11]) << _16) | (np.uint64(net[place + 12]) << _32)
    mixed = first * _ONE
    mixed ^= mixed >> _32
    mixed = (mixed + second) * _TWO
    mixed ^= mixed >> _32
    mixed *= _THREE
    return mixed ^ (mixed >> _32)


@inlined
def fill_seeds(net: Codes, first: int, last: int, out: Keys) -> int:
    """All seeds of the places first..last-1 of one document into `out` (plain and tight, so that it is vectorised)."""
    count = max(0, last - first - SPAN + 1)
    for index in range(count):
        out[index] = seed_at(net, first + index)
    return count


@inlined
def room_for(starts: Numbers, first: int, last: int) -> Keys:
    """Room for the seeds of the longest of the documents first..last-1."""
    longest = 0
    for document in range(first, last):
        longest = max(longest, starts[document + 1] - starts[document])
    return np.empty(longest, np.uint64)


@compiled
def count_seeds(net: Codes, flags: Bytes, starts: Numbers, first: int, last: int, counts: Numbers) -> None:
    """Add to `counts` how many kept seeds of documents first..last-1 fall into each partition.

    A seed whose middle stands in subtracted official text (`flags` bit 1) is none.
    """
    shift = np.uint64(64 - PARTITION_BITS)
    seeds = room_for(starts, first, last)
    for document in range(first, last):
        begin = starts[document]
        for index in range(fill_seeds(net, begin, starts[document + 1], seeds)):
            seed = seeds[index]
            counts[seed >> shift] += np.int64(seed & np.uint64(1)) & ~np.int64(flags[begin + index + MIDDLE])


@compiled
def scatter_seeds(
    net: Codes, flags: Bytes, starts: Numbers, first: int, last: int, low: int, high: int, places: Numbers, keys: Keys
) -> None:
    """Write the kept seeds of documents first..last-1 that belong to partitions low..high-1.

    `places[p]`: where partition p goes on in `keys`; moved forward. A key is 32 bits of the seed (those after the
    partition's) over the 32 bits of its place.
    """
    shift = np.uint64(64 - PARTITION_BITS)
    after = np.uint64(PARTITION_BITS)
    upper = np.uint64(0xFFFFFFFF00000000)
    seeds = room_for(starts, first, last)
    for document in range(first, last):
        begin = starts[document]
        for index in range(fill_seeds(net, begin, starts[document + 1], seeds)):
            seed = seeds[index]
            if seed & np.uint64(1) and not flags[begin + index + MIDDLE] & 1:
                part = np.int64(seed >> shift)
                if low <= part < high:
                    keys[places[part]] = ((seed << after) & upper) | np.uint64(begin + index)
                    places[part] += 1
