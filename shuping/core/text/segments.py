"""Segments: stretches of two documents that agree place by place, grown from equal fingerprints."""

import numpy as np

from shuping.core.text.compiled import Bytes, Codes, Keys, Numbers, inlined, lower, upper

DROP = 12  # an extension ends when its score falls so far below its best
CLOSE = 4  # characters of a seed beside a passage that is certain
MIDDLE = 6  # of a fingerprint's thirteen characters
_LOOKED_BACK = 64
_MOST_CLOSE = 12  # places looked at under one hash
_HEAD = np.uint64(32)


@inlined
def extension(net: Codes, a: int, b: int, a_end: int, b_end: int, step: int) -> int:
    """How far the text agrees from (a, b) on in the direction of `step`, mismatches borne while they pay (X-drop)."""
    score = 0
    best = 0
    reach = 0
    length = 0
    while a != a_end and b != b_end and score > best - DROP:
        score += 1 if net[a] == net[b] else -1
        length += 1
        if score > best:
            best = score
            reach = length
        a += step
        b += step
    return reach


@inlined
def plain_score(net: Codes, a: int, b: int, length: int) -> int:
    """Equal minus different characters of two stretches, subtracted text included."""
    score = 0
    for step in range(length):
        score += 1 if net[a + step] == net[b + step] else -1
    return score


@inlined
def segments_of(
    net: Codes,
    flags: Bytes,
    mask: int,
    box: Numbers,
    seeds: Keys,
    first: int,
    last: int,
    middle: int,
    least: int,
    segments: Numbers,
) -> int:
    """Ungapped segments around seeds first..last-1 (sorted; place in b over place in a); returns how many.

    `box`: a0, a1, b0, b1 of the documents. `middle`: of a seed; where it is subtracted the seed is none.
    `least`: score that a segment needs. A segment: a, b, length, matched, changed (net only).
    """
    count = 0
    for index in range(first, last):
        b = upper(seeds[index])
        a = lower(seeds[index])
        if (flags[a + middle] | flags[b + middle]) & mask or _is_known(segments, count, a, b):
            continue
        right = extension(net, a, b, box[1], box[3], 1)
        left = extension(net, a - 1, b - 1, box[0] - 1, box[2] - 1, -1)
        if plain_score(net, a - left, b - left, left + right) < least:
            continue
        segments[count, 0] = a - left
        segments[count, 1] = b - left
        segments[count, 2] = left + right
        _weigh(net, flags, mask, segments, count)
        if segments[count, 3] - segments[count, 4] >= least:
            count += 1
    return count


@inlined
def _is_known(segments: Numbers, count: int, a: int, b: int) -> bool:
    """Whether one of the last segments holds the seed already."""
    for other in range(count - 1, max(-1, count - 1 - _LOOKED_BACK), -1):
        begin = segments[other, 1]
        if segments[other, 0] - begin == a - b and begin <= b < begin + segments[other, 2]:
            return True
    return False


@inlined
def _weigh(net: Codes, flags: Bytes, mask: int, segments: Numbers, index: int) -> None:
    """Count the matched and the changed characters of a segment that are not subtracted on either side."""
    a = segments[index, 0]
    b = segments[index, 1]
    matched = 0
    changed = 0
    for step in range(segments[index, 2]):
        if not (flags[a + step] | flags[b + step]) & mask:
            if net[a + step] == net[b + step]:
                matched += 1
            else:
                changed += 1
    segments[index, 3] = matched
    segments[index, 4] = changed


@inlined
def close_seeds(
    net: Codes,
    flags: Bytes,
    mask: int,
    window: Numbers,
    held_a: Bytes,
    held_b: Bytes,
    heads: Numbers,
    nexts: Numbers,
    out: Keys,
) -> int:
    """Places where four characters agree between two windows (a0, a1, b0, b1); returns how many (at most out.size).

    Four characters say nothing by themselves; beside a passage that is certain they find what swaps and shuffles left.
    `held_a`, `held_b`: 1 for places of the windows that a segment holds already.
    """
    found = 0
    heads[:] = -1
    size = np.uint64(heads.size - 1)
    for a in range(window[0], window[1] - CLOSE + 1):
        if held_a[a - window[0]]:
            continue
        slot = _four(net, a) & size
        nexts[a - window[0]] = heads[slot]
        heads[slot] = a
    for b in range(window[2], window[3] - CLOSE + 1):
        if flags[b] & mask or held_b[b - window[2]]:
            continue
        a = heads[_four(net, b) & size]
        tried = 0
        while a >= 0 and tried < _MOST_CLOSE:
            if net[a] == net[b] and net[a + 1] == net[b + 1] and net[a + 2] == net[b + 2] and net[a + 3] == net[b + 3]:
                if found == out.size:
                    return found
                out[found] = (np.uint64(b) << _HEAD) | np.uint64(a)
                found += 1
            tried += 1
            a = nexts[a - window[0]]
    return found


@inlined
def _four(net: Codes, place: int) -> np.uint64:
    mixed = (
        np.uint64(net[place])
        | (np.uint64(net[place + 1]) << np.uint64(16))
        | (np.uint64(net[place + 2]) << np.uint64(32))
        | (np.uint64(net[place + 3]) << np.uint64(48))
    ) * np.uint64(0x9E3779B97F4A7C15)
    return mixed >> np.uint64(44)


@inlined
def sort_segments(segments: Numbers, count: int) -> None:
    """By place in b, then a (they nearly are)."""
    for index in range(1, count):
        back = index
        while back > 0 and (
            segments[back - 1, 1] > segments[back, 1]
            or (segments[back - 1, 1] == segments[back, 1] and segments[back - 1, 0] > segments[back, 0])
        ):
            for column in range(5):
                kept = segments[back, column]
                segments[back, column] = segments[back - 1, column]
                segments[back - 1, column] = kept
            back -= 1
