"""Which closed rows are looked at again: a share of them, at least one, drawn reproducibly (REC-07, case F)."""

import hashlib
from collections.abc import Iterable
from fractions import Fraction
from math import ceil


def sample_size(closed: int, share: Fraction) -> int:
    """How many of `closed` rows the look-back takes: the share rounded up, at least one, none where nothing closed."""
    if closed <= 0:
        return 0
    return min(closed, max(1, ceil(closed * share)))


def draw(rows: Iterable[int], *, share: Fraction, seed: str) -> tuple[int, ...]:
    """The ids drawn from `rows`, ascending. The same rows, share and seed give the same sample on any machine.

    Each row is ranked by the SHA-256 of seed and id; nobody can steer the sample without choosing the seed, and the
    seed stands in the record.
    """
    ids = sorted(set(rows))
    ranked = sorted(ids, key=lambda row: (hashlib.sha256(f"{seed}\n{row}".encode()).digest(), row))
    return tuple(sorted(ranked[: sample_size(len(ids), share)]))
