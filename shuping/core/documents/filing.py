"""Which files of a paper go into the year's file: the paper as it took effect and what leaders wrote on it.

By the usual order of a filed piece (DA/T 22—2015, 5.2: 正本在前, 发文稿纸和定稿在后) and the rule that drafts of
ordinary papers are not kept beside the final text: what was drawn on the way is listed with its hash and stays in the
system.
"""

from collections.abc import Sequence

ORDER = ("scan", "pdf", "instruction", "final", "word")
"""Roles in the order of a filed piece: 正本 (sealed scan, else the printed page), 批示, 定稿, the text it came from."""

EVERY = frozenset({"scan", "instruction"})
"""Roles of which every file is kept: a further scan or sheet adds to the ones before, it does not replace them."""


def filed(roles: Sequence[str]) -> list[int]:
    """The places of the files that are kept, in the order of a filed piece.

    `roles`: of all files of one paper, oldest first. Of what was drawn or brought back edited the last one counts.
    """
    last = {role: place for place, role in enumerate(roles)}
    kept = [place for place, role in enumerate(roles) if role in EVERY or last[role] == place]
    return sorted(kept, key=lambda place: (_rank(roles[place]), place))


def _rank(role: str) -> int:
    return ORDER.index(role) if role in ORDER else len(ORDER)
