"""From equal fingerprints of two documents to passages: extend, chain, verify, merge.

Gaps are measured in net characters that are not subtracted (quoted official text, common formulas), so a quotation
inside a copied passage does not cut it. Verified per chain, before merging (shared/text.md 3).
"""

import numpy as np

from shuping.core.text.compiled import Bytes, Codes, Keys, Numbers, Rows, compiled, inlined, lower, upper
from shuping.core.text.joins import document_of
from shuping.core.text.segments import MIDDLE, close_seeds, extension, plain_score, segments_of, sort_segments

COLUMNS = 11  # of a found passage: documents a, b; places a0, a1, b0, b1; net a, b; matched, changed, doubtful

LEAST_SEGMENT = 9  # score (equal minus different characters) of a segment
LEAST_CHAIN = 13  # score of a chain
SURE = 22  # matched characters from which on the surroundings are looked at closely
AROUND = 400  # characters around on both sides
LEAST_CLOSE_SEGMENT = 7  # scores there
LEAST_CLOSE_CHAIN = 11
BAND = 25  # characters by which segments of a chain may be shifted against one another
CHAIN_GAP = 60  # net characters between segments of a chain
MERGE_GAP = 60  # net characters between chains of a passage
IDENTITY = 0.55  # share of a chain's characters that stand in both in the same order
COVER = 0.5  # share of a passage's net characters that are matched
DOUBTFUL = 8  # the bit of `labels.DOUBTFUL`
TEMPLATE = 4  # the bit of `labels.TEMPLATE`; a mask with it seeks copies
_NEAR = 48  # segments looked back at


@inlined
def net_between(flags: Bytes, mask: int, first: int, last: int) -> int:
    """Places first..last-1 that are not subtracted."""
    count = 0
    for place in range(first, last):
        count += (flags[place] & mask) == 0
    return count


@inlined
def gap_within(flags: Bytes, mask: int, first: int, last: int, most: int) -> bool:
    """Whether at most `most` net characters stand in first..last-1 (an overlap is no gap)."""
    count = 0
    for place in range(first, last):
        count += (flags[place] & mask) == 0
        if count > most:
            return False
    return True


@inlined
def common_subsequence(net: Codes, a0: int, a1: int, b0: int, b1: int, row: Numbers) -> int:
    """Length of the longest common subsequence of two short stretches."""
    width = b1 - b0
    for index in range(width + 1):
        row[index] = 0
    for a in range(a0, a1):
        diagonal = 0
        for index in range(width):
            above = row[index + 1]
            if net[a] == net[b0 + index]:
                row[index + 1] = diagonal + 1
            elif row[index] > above:
                row[index + 1] = row[index]
            diagonal = above
    return int(row[width])


@inlined
def root_of(parents: Numbers, index: int) -> int:
    """The root of a union-find tree, halving the way."""
    while parents[index] != index:
        parents[index] = parents[parents[index]]
        index = parents[index]
    return index


@inlined
def linked(segments: Numbers, flags: Bytes, mask: int, before: int, index: int) -> int:
    """The gap between two segments if the second may follow the first in a chain, else -1."""
    a_end = segments[before, 0] + segments[before, 2]
    b_end = segments[before, 1] + segments[before, 2]
    a = segments[index, 0]
    b = segments[index, 1]
    length = segments[index, 2]
    if a < segments[before, 0] or a + length < a_end or b + length < b_end:
        return -1
    shift = (a - b) - (segments[before, 0] - segments[before, 1])
    if shift > BAND or shift < -BAND:
        return -1
    # A quotation counts nothing only where it was recognised; the other side may have reworded it.
    if not gap_within(flags, mask, a_end, a, CHAIN_GAP) and not gap_within(flags, mask, b_end, b, CHAIN_GAP):
        return -1
    return int(max(0, a - a_end) + max(0, b - b_end))


@inlined
def chains_of(
    net: Codes,
    flags: Bytes,
    mask: int,
    segments: Numbers,
    count: int,
    least: int,
    parents: Numbers,
    chains: Numbers,
    row: Numbers,
) -> int:
    """Bind segments into chains and keep those that verify. A chain: a0, a1, b0, b1, matched, changed."""
    for index in range(count):
        parents[index] = index
        for column in range(4):
            chains[index, column] = segments[index, column // 2] + (segments[index, 2] if column % 2 else 0)
        chains[index, 4] = segments[index, 3]
        chains[index, 5] = segments[index, 4]
    for index in range(1, count):
        best = -1
        nearest = 1 << 60
        for before in range(index - 1, max(-1, index - 1 - _NEAR), -1):
            gap = linked(segments, flags, mask, before, index)
            if 0 <= gap < nearest:
                nearest = gap
                best = before
        if best >= 0:
            _bind(net, segments, parents, chains, best, index, row)
    kept = 0
    for index in range(count):
        if parents[index] == index and _verified(flags, mask, chains, index, least):
            for column in range(6):
                chains[kept, column] = chains[index, column]
            kept += 1
    return kept


@inlined
def _bind(
    net: Codes, segments: Numbers, parents: Numbers, chains: Numbers, before: int, index: int, row: Numbers
) -> None:
    root = root_of(parents, before)
    parents[index] = root
    a_end = segments[before, 0] + segments[before, 2]
    b_end = segments[before, 1] + segments[before, 2]
    a_gap = segments[index, 0] - a_end
    b_gap = segments[index, 1] - b_end
    overlap = max(0, -min(a_gap, b_gap))
    chains[root, 0] = min(chains[root, 0], segments[index, 0])
    chains[root, 1] = max(chains[root, 1], segments[index, 0] + segments[index, 2])
    chains[root, 2] = min(chains[root, 2], segments[index, 1])
    chains[root, 3] = max(chains[root, 3], segments[index, 1] + segments[index, 2])
    chains[root, 4] += max(0, segments[index, 3] - overlap)
    chains[root, 5] += segments[index, 4]
    if 0 < a_gap <= 80 and 0 < b_gap <= 80:
        same = common_subsequence(net, a_end, segments[index, 0], b_end, segments[index, 1], row)
        chains[root, 4] += same
        if min(a_gap, b_gap) <= 12:
            chains[root, 5] += min(a_gap, b_gap) - same


@inlined
def _verified(flags: Bytes, mask: int, chains: Numbers, index: int, least: int) -> bool:
    if chains[index, 4] - chains[index, 5] < least:
        return False
    shorter = min(
        net_between(flags, mask, chains[index, 0], chains[index, 1]),
        net_between(flags, mask, chains[index, 2], chains[index, 3]),
    )
    return bool(chains[index, 4] >= IDENTITY * shorter)


@inlined
def near(flags: Bytes, mask: int, one: Numbers, two: Numbers) -> bool:
    """Whether two chains stand close on both sides, in whatever order."""
    for side in (0, 2):
        if one[side] <= two[side]:
            close = gap_within(flags, mask, one[side + 1], two[side], MERGE_GAP)
        else:
            close = gap_within(flags, mask, two[side + 1], one[side], MERGE_GAP)
        if not close:
            return False
    return True


@inlined
def merge_chains(flags: Bytes, mask: int, chains: Numbers, count: int, parents: Numbers) -> None:
    """Merge chains into passages; `parents[i] == i` marks the survivors, which hold extent and sums."""
    for index in range(count):
        parents[index] = index
    for index in range(1, count):
        for before in range(index - 1, max(-1, index - 1 - _NEAR), -1):
            one = root_of(parents, before)
            two = root_of(parents, index)
            if one != two and near(flags, mask, chains[one], chains[two]):
                low = min(one, two)
                high = max(one, two)
                parents[high] = low
                for side in (0, 2):
                    chains[low, side] = min(chains[low, side], chains[high, side])
                    chains[low, side + 1] = max(chains[low, side + 1], chains[high, side + 1])
                chains[low, 4] += chains[high, 4]
                chains[low, 5] += chains[high, 5]


@inlined
def trim(flags: Bytes, mask: int, chain: Numbers) -> None:
    """Subtracted text at the edges is no part of a passage."""
    for side in (0, 2):
        while chain[side] < chain[side + 1] and flags[chain[side]] & mask:
            chain[side] += 1
        while chain[side] < chain[side + 1] and flags[chain[side + 1] - 1] & mask:
            chain[side + 1] -= 1


@compiled
def align(
    net: Codes,
    flags: Bytes,
    mask: int,
    starts: Numbers,
    blocks: Rows,
    seeds: Keys,
    bounds: Numbers,
    documents: Numbers,
    least_net: int,
    out: Numbers,
) -> int:
    """Passages of `documents` with others; returns how many, or -1 if `out` is full.

    `seeds[bounds[i]:bounds[i+1]]`: of documents[i], place in the other document over place in it, in any order.
    `mask`: bits of `flags` that subtract a place.
    """
    found = 0
    box = np.empty(4, np.int64)
    for index in range(documents.size):
        document = documents[index]
        mine = np.sort(seeds[bounds[index] : bounds[index + 1]])
        box[0] = starts[document]
        box[1] = starts[document + 1]
        group = 0
        while group < mine.size:
            other = document_of(upper(mine[group]), starts, blocks)
            box[2] = starts[other]
            box[3] = starts[other + 1]
            after = group + 1
            while after < mine.size and upper(mine[after]) < box[3]:
                after += 1
            chains = passages_of(net, flags, mask, box, mine[group:after])
            group = after
            for chain in range(chains.shape[0]):
                if found == out.shape[0]:
                    return -1
                found += _passage(flags, mask, chains[chain], document, other, least_net, out[found])
    return found


@inlined
def passages_of(net: Codes, flags: Bytes, mask: int, box: Numbers, seeds: Keys) -> Numbers:
    """Merged chains of one pair: what its seeds give, then once more with what stands close to what is certain."""
    segments = np.empty((seeds.size, 5), np.int64)
    count = segments_of(net, flags, mask, box, seeds, 0, seeds.size, MIDDLE, LEAST_SEGMENT, segments)
    chains = _merged(net, flags, mask, segments, count, LEAST_CHAIN)
    if not mask & TEMPLATE:
        return chains
    more = _closer(net, flags, mask, box, chains, segments, count)
    if more.size == 0:
        return chains
    new = np.empty((more.size, 5), np.int64)
    found = segments_of(net, flags, mask, box, more, 0, more.size, 1, LEAST_CLOSE_SEGMENT, new)
    if found == 0:
        return chains
    kept = np.empty((count + found, 5), np.int64)
    kept[:count] = segments[:count]
    kept[count:] = new[:found]
    return _with_lost(_merged(net, flags, mask, kept, count + found, LEAST_CLOSE_CHAIN), chains)


@inlined
def _with_lost(chains: Numbers, before: Numbers) -> Numbers:
    """Chains, and those of the first look that the closer one drowned in stray characters."""
    out = np.empty((chains.shape[0] + before.shape[0], 6), np.int64)
    kept = chains.shape[0]
    out[:kept] = chains
    for index in range(before.shape[0]):
        held = False
        for other in range(chains.shape[0]):
            held = held or (
                chains[other, 0] < before[index, 1]
                and before[index, 0] < chains[other, 1]
                and chains[other, 2] < before[index, 3]
                and before[index, 2] < chains[other, 3]
            )
        if not held:
            out[kept] = before[index]
            kept += 1
    return out[:kept]


@inlined
def _merged(net: Codes, flags: Bytes, mask: int, segments: Numbers, count: int, least: int) -> Numbers:
    if count == 0:
        return np.empty((0, 6), np.int64)
    chains = np.empty((count, 6), np.int64)
    parents = np.empty(count, np.int64)
    row = np.empty(128, np.int64)
    sort_segments(segments, count)
    count = chains_of(net, flags, mask, segments, count, least, parents, chains, row)
    merge_chains(flags, mask, chains, count, parents)
    kept = 0
    for index in range(count):
        if parents[index] == index:
            chains[kept] = chains[index]
            kept += 1
    return chains[:kept]


@inlined
def _closer(net: Codes, flags: Bytes, mask: int, box: Numbers, chains: Numbers, segments: Numbers, count: int) -> Keys:
    """Seeds of four characters around every chain that is certain, where no segment is yet; sorted."""
    size = 0
    for index in range(chains.shape[0]):
        if chains[index, 4] >= SURE:
            size += 2 * (chains[index, 3] - chains[index, 2] + 2 * AROUND)
    out = np.empty(size, np.uint64)
    if size == 0:
        return out
    found = 0
    window = np.empty(4, np.int64)
    heads = np.empty(1024, np.int64)
    for index in range(chains.shape[0]):
        if chains[index, 4] < SURE:
            continue
        for side in (0, 2):
            window[side] = max(box[side], chains[index, side] - AROUND)
            window[side + 1] = min(box[side + 1], chains[index, side + 1] + AROUND)
        held_a = _held(segments, count, 0, window[0], window[1])
        held_b = _held(segments, count, 1, window[2], window[3])
        nexts = np.empty(window[1] - window[0], np.int64)
        found += close_seeds(net, flags, mask, window, held_a, held_b, heads, nexts, out[found:])
    return np.unique(out[:found])


@inlined
def _held(segments: Numbers, count: int, side: int, first: int, last: int) -> Bytes:
    """1 for the places first..last-1 of one side that a segment holds."""
    held = np.zeros(last - first, np.uint8)
    for index in range(count):
        begin = max(first, segments[index, side])
        end = min(last, segments[index, side] + segments[index, 2])
        for place in range(begin, end):
            held[place - first] = 1
    return held


@compiled
def promising(
    net: Codes, flags: Bytes, mask: int, document: int, starts: Numbers, blocks: Rows, seeds: Keys, out: Numbers
) -> int:
    """The other documents with at least one segment, whatever is subtracted in them; returns how many.

    `seeds`: sorted, place in the other document over place in `document`. `mask`: bits that count in `document`.
    """
    found = 0
    group = 0
    while group < seeds.size:
        other = document_of(upper(seeds[group]), starts, blocks)
        end = starts[other + 1]
        good = False
        while group < seeds.size and upper(seeds[group]) < end:
            b = upper(seeds[group])
            a = lower(seeds[group])
            group += 1
            if good or flags[a + 6] & mask:
                continue
            right = extension(net, a, b, starts[document + 1], end, 1)
            left = extension(net, a - 1, b - 1, starts[document] - 1, starts[other] - 1, -1)
            good = plain_score(net, a - left, b - left, left + right) >= LEAST_SEGMENT
        if good:
            out[found] = other
            found += 1
    return found


@inlined
def _passage(flags: Bytes, mask: int, chain: Numbers, document: int, other: int, least_net: int, out: Numbers) -> int:
    """Write a merged chain as a passage if it is long and dense enough; 1 or 0."""
    trim(flags, mask, chain)
    net_a = net_between(flags, mask, chain[0], chain[1])
    net_b = net_between(flags, mask, chain[2], chain[3])
    if min(net_a, net_b) < least_net or chain[4] < COVER * min(net_a, net_b):
        return 0
    out[0] = document
    out[1] = other
    for column in range(4):
        out[2 + column] = chain[column]
    out[6] = net_a
    out[7] = net_b
    out[8] = chain[4]
    out[9] = chain[5]
    out[10] = 0
    for place in range(chain[0], chain[1]):
        out[10] += (flags[place] & (mask | DOUBTFUL)) == DOUBTFUL
    return 1
