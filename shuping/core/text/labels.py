"""What stands in many reports: a formula that everybody uses, or a template that was handed round.

Neither is a copy. A formula is short and stands in ever new surroundings; a template goes on in the same order for
paragraphs, with blanks that are filled differently (shared/text.md 3 and 7.7).
"""

import numpy as np

from shuping.core.text.chains import BAND, gap_within, net_between
from shuping.core.text.compiled import Bytes, Codes, Keys, Numbers, Rows, compiled, inlined, lower, upper, whole
from shuping.core.text.fingerprints import SPAN
from shuping.core.text.joins import document_of

QUOTED = 1  # bits of a place: official text of the library
FORMULA = 2  # common, short
TEMPLATE = 4  # common, long, in one order
DOUBTFUL = 8  # of a few units of unrelated parents
SHARED = 16  # in an index: another document has the fingerprint that begins here
COPIES = QUOTED | FORMULA | TEMPLATE  # what is subtracted where copies are sought
TEMPLATES = QUOTED | FORMULA  # and where templates are
_HEAD = np.uint64(32)
_NEAR = 24
RUN_GAP = 120  # net characters between common lines of a template: blanks, lines that fewer units kept


@compiled
def classify(
    flags: Bytes,
    starts: Numbers,
    blocks: Rows,
    links: Keys,
    bounds: Numbers,
    documents: Numbers,
    template_net: int,
) -> None:
    """Mark formulas and templates of `documents` in `flags`.

    `links[bounds[i]:bounds[i+1]]`: of documents[i], a place in the earliest other document with the same text over the
    place in it, in any order.
    """
    for number in range(documents.size):
        begin = bounds[number]
        count = bounds[number + 1] - begin
        if count == 0:
            continue
        mine = np.empty(count, np.uint64)
        for index in range(count):
            mine[index] = (links[begin + index] << _HEAD) | (links[begin + index] >> _HEAD)
        mine.sort()
        runs = np.empty((count, 4), np.int64)  # other document, shift, first place, last place
        known = 0
        for index in range(count):
            known = _join_run(flags, starts, blocks, mine[index], runs, known)
        _mark(flags, mine, runs, known, template_net)


@inlined
def _mark(flags: Bytes, links: Keys, runs: Numbers, known: int, template_net: int) -> None:
    """Long runs are templates; what is common outside of them is formula."""
    for index in range(known):
        first = runs[index, 2]
        last = runs[index, 3] + SPAN
        if net_between(flags, QUOTED, first, last) >= template_net:
            for place in range(first, last):
                flags[place] |= TEMPLATE
    for index in range(links.size):
        first = upper(links[index])
        for place in range(first, first + SPAN):
            if not flags[place] & TEMPLATE:
                flags[place] |= FORMULA


@compiled
def doubt(flags: Bytes, links: Keys) -> None:
    """Mark doubtful places (the lower half of `links`); a short passage of little else is taken for formula."""
    for index in range(links.size):
        first = lower(links[index])
        for place in range(first, first + SPAN):
            flags[place] |= DOUBTFUL


@inlined
def _join_run(flags: Bytes, starts: Numbers, blocks: Rows, link: np.uint64, runs: Numbers, known: int) -> int:
    """Append a link to the run it continues, or begin a new one. Returns how many runs there are."""
    place = upper(link)
    partner = lower(link)
    other = document_of(partner, starts, blocks)
    shift = partner - place
    for index in range(known - 1, max(-1, known - 1 - _NEAR), -1):
        if runs[index, 0] == other and abs(runs[index, 1] - shift) <= BAND:
            if gap_within(flags, QUOTED, runs[index, 3] + SPAN, place, RUN_GAP):
                runs[index, 1] = shift
                runs[index, 3] = place
                return known
    runs[known, 0] = other
    runs[known, 1] = shift
    runs[known, 2] = place
    runs[known, 3] = place
    return known + 1


@compiled
def template_pairs(
    net: Codes,
    flags: Bytes,
    starts: Numbers,
    blocks: Rows,
    common: Rows,
    partner: Rows,
    heads: Bytes,
    listed_family: int,
    write: bool,
    pairs: Keys,
) -> int:
    """Pairs of places inside templates, one in four fingerprints; returns how many (written if `write`).

    Up to `listed_family` places of a group are paired with one another, more with the earliest only.
    """
    found = 0
    group = 0
    members = np.empty(common.size, np.int64)
    while group < common.size:
        after = group + 1
        while after < common.size and not heads[after]:
            after += 1
        if sampled(net, common[group]):
            count = 0
            for index in range(group, after):
                if flags[common[index] + 6] & TEMPLATE:
                    members[count] = index
                    count += 1
            if after - group <= listed_family:
                found = _all_pairs(starts, blocks, common, members, count, write, pairs, found)
            else:
                found = _stars(flags, common, partner, members, count, write, pairs, found)
        group = after
    return found


@inlined
def sampled(net: Codes, place: int) -> bool:
    """One fingerprint in four, chosen by what stands there: enough to align a template."""
    return (whole(net[place]) * 2654435761 >> 20) & 3 == 0


@inlined
def _all_pairs(
    starts: Numbers, blocks: Rows, common: Rows, members: Numbers, count: int, write: bool, pairs: Keys, found: int
) -> int:
    for one in range(count):
        end = starts[document_of(whole(common[members[one]]), starts, blocks) + 1]
        for two in range(one + 1, count):
            if common[members[two]] >= end:
                if write:
                    pairs[found] = _pair(common[members[one]], common[members[two]])
                found += 1
    return found


@inlined
def _stars(
    flags: Bytes, common: Rows, partner: Rows, members: Numbers, count: int, write: bool, pairs: Keys, found: int
) -> int:
    for one in range(count):
        if flags[partner[members[one]] + 6] & TEMPLATE:
            if write:
                pairs[found] = _pair(common[members[one]], partner[members[one]])
            found += 1
    return found


@inlined
def _pair(one: int, two: int) -> np.uint64:
    """Two places, the lower one in the upper half."""
    return (np.uint64(min(one, two)) << _HEAD) | np.uint64(max(one, two))
