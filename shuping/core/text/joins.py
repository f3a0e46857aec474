"""Equal fingerprints of different documents: pairs of places where few units share one, links where many do.

What up to `common_units - 1` units share becomes pairs (a copy has few owners). What more share is common text: each
place is linked with the earliest other document only (the star rule), so work does not grow with the square.
What a few units of three or more unrelated parents share is doubtful: it becomes pairs, and is noted as well.
"""

import numpy as np

from shuping.core.text.compiled import Bytes, Keys, Numbers, Rows, compiled, inlined, lower, signed, upper, whole

KEPT_OF_ONE = 2  # places of one document under one fingerprint; more say nothing
DOUBTFUL = 3  # units, and parents, from which on text may be a quotation that the library lacks
MOST_PAIRED = 64  # places under one fingerprint that are paired with one another, whoever wrote them
BLOCK_BITS = 9  # of places whose document is kept in a table, which is to stay in the processor's memory
_HEAD = np.uint64(32)
_5 = np.uint64(5)
_31 = np.uint64(31)


@inlined
def document_of(place: int, starts: Numbers, blocks: Rows) -> int:
    """The document in which a place of the net text stands. `blocks[k]`: the document of place 512·k."""
    document = whole(blocks[place >> BLOCK_BITS])
    while starts[document + 1] <= place:
        document += 1
    return document


@compiled
def blocks_of(starts: Numbers, blocks: Rows) -> None:
    """Fill the table that `document_of` begins from."""
    document = 0
    for block in range(blocks.size):
        while document + 2 < starts.size and starts[document + 1] <= block << BLOCK_BITS:
            document += 1
        blocks[block] = document


@inlined
def grouped(keys: Keys, begins: Numbers, ends: Numbers, out: Keys, room: Keys) -> int:
    """Write the keys whose fingerprint occurs at least twice into `out`, in order of fingerprint and place.

    Piece i of the keys stands in begins[i]..ends[i]-1. Returns how many. `out`, `room`: room for all of them.
    """
    held = _repeated(keys, begins, ends, room)
    slots = 16
    bits = 4
    while slots < held:
        slots *= 2
        bits += 1
    shift = np.uint64(64 - bits)
    counts = np.zeros(slots + 1, np.int64)
    for index in range(held):
        counts[signed(room[index] >> shift) + 1] += 1
    for slot in range(slots):
        counts[slot + 1] += counts[slot]
    for index in range(held):
        slot = signed(room[index] >> shift)
        out[counts[slot]] = room[index]
        counts[slot] += 1
    # Each slot now ends where counts says; order it and close the ranks.
    filled = 0
    begin = 0
    for slot in range(slots):
        end = counts[slot]
        if end - begin > 1:
            filled = _ordered(out, begin, end, filled)
        begin = end
    return filled


@inlined
def _repeated(keys: Keys, begins: Numbers, ends: Numbers, out: Keys) -> int:
    """Leave out most keys whose fingerprint occurs once: nine in ten of them share their bit of a table with none."""
    size = 0
    for piece in range(begins.size):
        size += ends[piece] - begins[piece]
    words = 16
    bits = 4
    while 4 * words < size:
        words *= 2
        bits += 1
    shift = np.uint64(64 - 5 - bits)
    seen = np.zeros(words, np.uint64)  # of 32 fingerprints: met (lower half), met again (upper half)
    for piece in range(begins.size):
        for index in range(begins[piece], ends[piece]):
            slot = keys[index] >> shift
            bit = np.uint64(1) << (slot & _31)
            word = seen[slot >> _5]
            seen[slot >> _5] = word | bit | ((word & bit) << _HEAD)
    held = 0
    for piece in range(begins.size):
        for index in range(begins[piece], ends[piece]):
            key = keys[index]
            slot = key >> shift
            out[held] = key
            held += signed((seen[slot >> _5] >> (_HEAD + (slot & _31))) & np.uint64(1))
    return held


@inlined
def _ordered(out: Keys, begin: int, end: int, filled: int) -> int:
    """Order one slot by insertion (few, and mostly in order), move groups of two or more to `filled`."""
    for index in range(begin + 1, end):
        key = out[index]
        back = index - 1
        while back >= begin and out[back] > key:
            out[back + 1] = out[back]
            back -= 1
        out[back + 1] = key
    group = begin
    while group < end:
        after = group + 1
        while after < end and out[after] >> _HEAD == out[group] >> _HEAD:
            after += 1
        if after - group > 1:
            for index in range(group, after):
                out[filled] = out[index]
                filled += 1
        group = after
    return filled


@compiled
def join(
    keys: Keys,
    pieces: Numbers,
    starts: Numbers,
    blocks: Rows,
    units: Numbers,
    parents: Numbers,
    ranks: Numbers,
    common_units: int,
    pairs: Keys,
    common: Rows,
    partner: Rows,
    heads: Bytes,
    doubtful: Rows,
    state: Numbers,
) -> None:
    """Join partitions state[0]..; stops early when a result array is full (state[0] says where to go on).

    `pieces[p, c]`: where in `keys` what chunk c has of partition p begins; it ends at pieces[p + 1, c].
    `units[d]`: who wrote document d, `parents[d]`: the organisation
    above it (negative: unknown), `ranks[d]`: its place by date.
    Results: `pairs` (place in the document of lower number over the other place), `common`/`partner`/`heads` (a place
    of common text, the same text in the earliest other document, 1 at the first of a group), `doubtful` (places);
    state[1], state[2], state[3] count.
    """
    most = 0
    for part in range(pieces.shape[0] - 1):
        most = max(most, (pieces[part + 1] - pieces[part]).sum())
    room = np.empty(most, np.uint64)
    held = np.empty(most, np.uint64)
    places = np.empty(most, np.int64)
    documents = np.empty(most, np.int64)
    while state[0] < pieces.shape[0] - 1:
        part = state[0]
        found = grouped(keys, pieces[part], pieces[part + 1], room, held)
        pairs_before = state[1]
        common_before = state[2]
        doubtful_before = state[3]
        group = 0
        fits = True
        while group < found and fits:
            after = group + 1
            while after < found and room[after] >> _HEAD == room[group] >> _HEAD:
                after += 1
            count = _members(room, group, after, starts, blocks, places, documents)
            fits = _results(
                count,
                places,
                documents,
                units,
                parents,
                ranks,
                common_units,
                pairs,
                common,
                partner,
                heads,
                doubtful,
                state,
            )
            group = after
        if not fits:
            state[1] = pairs_before
            state[2] = common_before
            state[3] = doubtful_before
            return
        state[0] += 1


@inlined
def _members(
    room: Keys, group: int, after: int, starts: Numbers, blocks: Rows, places: Numbers, documents: Numbers
) -> int:
    """Places of a group with their documents, the first few of each document only. 0 if one document has them all."""
    count = 0
    same = 0
    last = -1
    several = False
    for index in range(group, after):
        place = lower(room[index])
        if last >= 0 and place < starts[last + 1]:
            same += 1
            if same >= KEPT_OF_ONE:
                continue
        else:
            several = several or last >= 0
            last = document_of(place, starts, blocks)
            same = 0
        places[count] = place
        documents[count] = last
        count += 1
    return count if several else 0


@inlined
def many_units(count: int, documents: Numbers, units: Numbers, least: int) -> bool:
    """Whether at least `least` different units stand among the documents."""
    seen = np.empty(least, np.int64)
    known = 0
    for index in range(count):
        unit = units[documents[index]]
        new = True
        for other in range(known):
            if seen[other] == unit:
                new = False
                break
        if new:
            seen[known] = unit
            known += 1
            if known == least:
                return True
    return False


@inlined
def is_doubtful(count: int, documents: Numbers, units: Numbers, parents: Numbers) -> bool:
    """Whether the documents are of several units of several known parents."""
    if count < DOUBTFUL or not many_units(count, documents, units, DOUBTFUL):
        return False
    for index in range(count):
        if parents[documents[index]] < 0:
            return False
    return many_units(count, documents, parents, DOUBTFUL)


@inlined
def _results(
    count: int,
    places: Numbers,
    documents: Numbers,
    units: Numbers,
    parents: Numbers,
    ranks: Numbers,
    common_units: int,
    pairs: Keys,
    common: Rows,
    partner: Rows,
    heads: Bytes,
    doubtful: Rows,
    state: Numbers,
) -> bool:
    if count == 0:
        return True
    if count > MOST_PAIRED or (count >= common_units and many_units(count, documents, units, common_units)):
        if state[2] + count > common.size:
            return False
        _link(count, places, documents, ranks, common, partner, heads, state)
        return True
    if state[1] + count * (count - 1) // 2 > pairs.size or state[3] + count > doubtful.size:
        return False
    if is_doubtful(count, documents, units, parents):
        for index in range(count):
            doubtful[state[3] + index] = places[index]
        state[3] += count
    at = state[1]
    for one in range(count):
        for two in range(one + 1, count):
            if documents[one] != documents[two]:
                pairs[at] = (np.uint64(places[one]) << _HEAD) | np.uint64(places[two])
                at += 1
    state[1] = at
    return True


@inlined
def _link(
    count: int,
    places: Numbers,
    documents: Numbers,
    ranks: Numbers,
    common: Rows,
    partner: Rows,
    heads: Bytes,
    state: Numbers,
) -> None:
    """Link every place with the earliest document of the group, that document's with the second."""
    best = 0
    for index in range(1, count):
        if ranks[documents[index]] < ranks[documents[best]]:
            best = index
    second = -1
    for index in range(count):
        other = documents[index] != documents[best]
        if other and (second < 0 or ranks[documents[index]] < ranks[documents[second]]):
            second = index
    at = state[2]
    for index in range(count):
        common[at] = places[index]
        partner[at] = places[second] if documents[index] == documents[best] else places[best]
        heads[at] = index == 0
        at += 1
    state[2] = at


@compiled
def count_by_document(pairs: Keys, starts: Numbers, blocks: Rows, ends: Numbers) -> None:
    """Count pairs by their first place's document into `ends[document + 1]`."""
    for index in range(pairs.size):
        ends[document_of(upper(pairs[index]), starts, blocks) + 1] += 1


@compiled
def by_document(pairs: Keys, starts: Numbers, blocks: Rows, ends: Numbers, out: Keys) -> None:
    """Order pairs by their first document, turned round (second place over first). `ends` holds begins, moved on."""
    for index in range(pairs.size):
        document = document_of(upper(pairs[index]), starts, blocks)
        out[ends[document]] = (pairs[index] << _HEAD) | (pairs[index] >> _HEAD)
        ends[document] += 1
