"""Fingerprints of a growing index: sorted runs, looked up and merged.

A run holds keys by partition (`bounds[p]`..`bounds[p+1]`), within it by fingerprint, then by date of the document, then
by place, and of one document the first few places only: so the first key of a fingerprint is its earliest document, and
the length of its range is how often it counts.
"""

import numpy as np

from shuping.core.text.compiled import Bytes, Codes, Keys, Numbers, Rows, compiled, inlined, lower, signed, upper
from shuping.core.text.fingerprints import PARTITION_BITS, SPAN, seed_at
from shuping.core.text.joins import KEPT_OF_ONE, MOST_PAIRED, document_of, is_doubtful
from shuping.core.text.labels import SHARED, TEMPLATE, sampled

_HEAD = np.uint64(32)
_LOW = np.uint64(0xFFFFFFFF)
_PART = np.uint64(64 - PARTITION_BITS)
_AFTER = np.uint64(PARTITION_BITS)
_LONGEST = 1 << 22  # seeds of one document that can be ordered with their numbers packed in
_NUMBER = np.uint64(_LONGEST - 1)


@compiled
def seeds_of(net: Codes, flags: Bytes, need: int, first: int, last: int, seeds: Keys, places: Rows) -> int:
    """Kept seeds of one document (places first..last-1) in order of partition, fingerprint, place; returns how many.

    Later repetitions are left out. `need`: bits of which a place must have all. `seeds`, `places`: room for
    last - first.
    """
    count = 0
    for place in range(first, last - SPAN + 1):
        if flags[place] & need != need:
            continue
        seed = seed_at(net, place)
        if seed & np.uint64(1) and not flags[place + 6] & 1:
            seeds[count] = seed & ~_NUMBER
            places[count] = place
            count += 1
    order = _order(seeds[:count])
    given = seeds[:count].copy()
    taken = places[:count].copy()
    filled = 0
    same = 0
    for index in range(count):
        seed = given[order[index]]
        same = same + 1 if index and seed == given[order[index - 1]] else 0
        if same < KEPT_OF_ONE:
            seeds[filled] = seed
            places[filled] = taken[order[index]]
            filled += 1
    return filled


@inlined
def _order(seeds: Keys) -> Numbers:
    """The order of seeds (their low bits are free) that keeps equal ones as they stand."""
    if seeds.size > _LONGEST:
        return np.argsort(seeds, kind="mergesort")
    packed = np.empty(seeds.size, np.uint64)
    for index in range(seeds.size):
        packed[index] = seeds[index] | np.uint64(index)
    packed.sort()
    order = np.empty(seeds.size, np.int64)
    for index in range(seeds.size):
        order[index] = signed(packed[index] & _NUMBER)
    return order


@compiled
def run_of(seeds: Keys, places: Rows, keys: Keys, bounds: Numbers) -> None:
    """Write the seeds of one document as a run. `bounds[0]`: where it begins in `keys`; the rest is filled."""
    at = bounds[0]
    part = 0
    for index in range(seeds.size):
        while part < np.int64(seeds[index] >> _PART):
            part += 1
            bounds[part] = at
        keys[at] = (((seeds[index] << _AFTER) >> _HEAD) << _HEAD) | np.uint64(places[index])
        at += 1
    while part + 1 < bounds.size:
        part += 1
        bounds[part] = at


@compiled
def merge_runs(
    keys: Keys, one: Numbers, two: Numbers, starts: Numbers, blocks: Rows, ranks: Numbers, out: Keys
) -> None:
    """Merge two neighbouring runs (`one` directly before `two`) into `out`, then back; `one` becomes the whole."""
    at = 0
    begin = one[0]
    for part in range(one.size - 1):
        left, left_end = one[part], one[part + 1]
        right, right_end = two[part], two[part + 1]
        one[part] = begin + at
        while left < left_end or right < right_end:
            if right == right_end:
                take_left = True
            elif left == left_end:
                take_left = False
            elif keys[left] >> _HEAD != keys[right] >> _HEAD:
                take_left = keys[left] < keys[right]
            else:
                rank = ranks[document_of(lower(keys[left]), starts, blocks)]
                take_left = rank <= ranks[document_of(lower(keys[right]), starts, blocks)]
            if take_left:
                out[at] = keys[left]
                left += 1
            else:
                out[at] = keys[right]
                right += 1
            at += 1
    one[one.size - 1] = begin + at
    keys[begin : begin + at] = out[:at]


@inlined
def first_key(keys: Keys, low: int, high: int, wanted: np.uint64) -> int:
    """The first key of low..high-1 whose fingerprint is not below `wanted` (they spread evenly: guess, then halve)."""
    size = high - low
    if size == 0:
        return low
    guess = low + upper(wanted * np.uint64(size))
    step = 8
    if keys[guess] >> _HEAD >= wanted:
        high = guess
        while high - step > low and keys[high - step] >> _HEAD >= wanted:
            high -= step
            step *= 2
        low = max(low, high - step)
    else:
        low = guess + 1
        while low + step < high and keys[low + step] >> _HEAD < wanted:
            low += step
            step *= 2
        high = min(high, low + step + 1)
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] >> _HEAD < wanted:
            low = middle + 1
        else:
            high = middle
    return low


@inlined
def ranges_of(keys: Keys, runs: Numbers, seed: np.uint64, begins: Numbers, ends: Numbers) -> int:
    """Where the seed stands in every run; returns how many keys in all."""
    part = np.int64(seed >> _PART)
    wanted = (seed << _AFTER) >> _HEAD
    total = 0
    for run in range(runs.shape[0]):
        begins[run] = first_key(keys, runs[run, part], runs[run, part + 1], wanted)
        end = begins[run]
        limit = runs[run, part + 1]
        step = 1
        while end + step < limit and keys[end + step] >> _HEAD == wanted:
            end += step
            step *= 2
        high = min(limit, end + step)
        low = end
        while low < high:
            middle = (low + high) >> 1
            if keys[middle] >> _HEAD == wanted:
                low = middle + 1
            else:
                high = middle
        ends[run] = low
        total += low - begins[run]
    return total


@compiled
def share(seeds: Keys, places: Rows, keys: Keys, runs: Numbers, flags: Bytes) -> None:
    """Mark the places of a new document's seeds that others have, and theirs.

    Where many others stand they were marked when the second of them came.
    """
    begins = np.empty(runs.shape[0], np.int64)
    ends = np.empty(runs.shape[0], np.int64)
    for index in range(seeds.size):
        total = ranges_of(keys, runs, seeds[index], begins, ends)
        if total == 0:
            continue
        flags[places[index]] |= SHARED
        if total > 2 * KEPT_OF_ONE:
            continue
        for run in range(begins.size):
            for key in range(begins[run], ends[run]):
                flags[lower(keys[key])] |= SHARED


@compiled
def look_up(
    document: int,
    seeds: Keys,
    places: Rows,
    keys: Keys,
    runs: Numbers,
    starts: Numbers,
    blocks: Rows,
    units: Numbers,
    parents: Numbers,
    ranks: Numbers,
    common_units: int,
    pairs: Keys,
    links: Keys,
    doubtful: Keys,
    state: Numbers,
) -> bool:
    """What the document's seeds meet, exactly as `joins.join` would have it; False if a result array is full.

    Results: `pairs` (place in the other document over place in this one), `links` (the same text in the earliest
    other document over the place here), `doubtful` (places here); state[0], state[1], state[2] count. No pairs are
    written if `pairs` is empty.
    """
    begins = np.empty(runs.shape[0], np.int64)
    ends = np.empty(runs.shape[0], np.int64)
    members = np.empty(MOST_PAIRED + 1, np.int64)
    documents = np.empty(MOST_PAIRED + 1, np.int64)
    state[:] = 0
    first = 0
    while first < seeds.size:
        last = first + 1
        while last < seeds.size and seeds[last] == seeds[first]:
            last += 1
        total = ranges_of(keys, runs, seeds[first], begins, ends)
        if total > last - first:
            count = 0
            if total <= MOST_PAIRED:
                count = _members(keys, begins, ends, starts, blocks, units, common_units, members, documents)
            if total > MOST_PAIRED or count < 0:
                other = _earliest(document, keys, begins, ends, starts, blocks, ranks)
                fits = _link(other, places[first:last], links, state)
            else:
                doubted = is_doubtful(count, documents, units, parents)
                fits = _pair(document, places[first:last], count, members, documents, doubted, pairs, doubtful, state)
            if not fits:
                return False
        first = last
    return True


@inlined
def _link(other: int, places: Rows, links: Keys, state: Numbers) -> bool:
    if state[1] + places.size > links.size:
        return False
    for index in range(places.size):
        links[state[1]] = (np.uint64(other) << _HEAD) | np.uint64(places[index])
        state[1] += 1
    return True


@inlined
def _pair(
    document: int,
    places: Rows,
    count: int,
    members: Numbers,
    documents: Numbers,
    doubted: bool,
    pairs: Keys,
    doubtful: Keys,
    state: Numbers,
) -> bool:
    if state[2] + places.size > doubtful.size or (pairs.size and state[0] + count * places.size > pairs.size):
        return False
    for index in range(places.size):
        if doubted:
            doubtful[state[2]] = places[index]
            state[2] += 1
        for member in range(count if pairs.size else 0):
            if documents[member] != document:
                pairs[state[0]] = (np.uint64(members[member]) << _HEAD) | np.uint64(places[index])
                state[0] += 1
    return True


@inlined
def _members(
    keys: Keys,
    begins: Numbers,
    ends: Numbers,
    starts: Numbers,
    blocks: Rows,
    units: Numbers,
    common_units: int,
    members: Numbers,
    documents: Numbers,
) -> int:
    """The places of a fingerprint and their documents; -1 as soon as they are of `common_units` units."""
    seen = np.empty(common_units, np.int64)
    known = 0
    count = 0
    for run in range(begins.size):
        for index in range(begins[run], ends[run]):
            members[count] = lower(keys[index])
            documents[count] = document_of(members[count], starts, blocks)
            unit = units[documents[count]]
            count += 1
            new = True
            for other in range(known):
                new = new and seen[other] != unit
            if new:
                seen[known] = unit
                known += 1
                if known == common_units:
                    return -1
    return count


@inlined
def _earliest(
    document: int, keys: Keys, begins: Numbers, ends: Numbers, starts: Numbers, blocks: Rows, ranks: Numbers
) -> int:
    """The first place of the earliest other document (every run begins with its earliest)."""
    best = -1
    best_rank = np.int64(0)
    for run in range(begins.size):
        for index in range(begins[run], ends[run]):
            place = lower(keys[index])
            other = document_of(place, starts, blocks)
            if other != document:
                if best < 0 or ranks[other] < best_rank:
                    best = place
                    best_rank = ranks[other]
                break
    return best


@compiled
def template_places(
    document: int,
    links: Keys,
    net: Codes,
    flags: Bytes,
    keys: Keys,
    runs: Numbers,
    starts: Numbers,
    blocks: Rows,
    ranks: Numbers,
    listed_family: int,
    out: Keys,
) -> int:
    """Places that the document's template fingerprints are to be paired with; returns how many, -1 if `out` is full.

    `links`: as `look_up` gave them. A result: place in the other document over place here, whether or not the other
    stands in a template there.
    """
    begins = np.empty(runs.shape[0], np.int64)
    ends = np.empty(runs.shape[0], np.int64)
    found = 0
    for index in range(links.size):
        place = lower(links[index])
        if not flags[place + 6] & TEMPLATE or not sampled(net, place):
            continue
        total = ranges_of(keys, runs, seed_at(net, place), begins, ends)
        star = False
        if total > listed_family:
            earliest = document_of(upper(links[index]), starts, blocks)
            star = ranks[earliest] < ranks[document]
        if found + (1 if star else total) > out.size:
            return -1
        if star:
            out[found] = links[index]
            found += 1
            continue
        for run in range(begins.size):
            for key in range(begins[run], ends[run]):
                there = keys[key] & _LOW
                if document_of(lower(there), starts, blocks) != document:
                    out[found] = (there << _HEAD) | np.uint64(place)
                    found += 1
    return found


@compiled
def both_in_template(flags: Bytes, pairs: Keys) -> Keys:
    """Those pairs whose other place stands in a template too."""
    kept = np.empty(pairs.size, np.uint64)
    count = 0
    for index in range(pairs.size):
        if flags[upper(pairs[index]) + 6] & TEMPLATE:
            kept[count] = pairs[index]
            count += 1
    return kept[:count]
