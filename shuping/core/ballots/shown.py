"""Which class figures may be shown apart, and to whom (settled.md 4; docs/rules/count.md, section 4).

First form of the suppression solver, on the safe side: one class that is too small closes all classes, because the
weights are public and the exact composite is known to the decision meeting. With all but one class shown, the
hidden class's mean is a subtraction away.
"""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from .tally import Row


class Audience(StrEnum):
    """Who looks."""

    COUNTING = "counting"  # tellers and supervision: counts and record
    DECIDING = "deciding"  # the decision meeting: composite, band, tie; classes as far as the solver allows
    EVERYONE = "everyone"  # the published set only


def fewest_answers(rows: Iterable[Row], valid_forms: int) -> int:
    """The smallest number of answers any figure of the class rests on.

    A reporter's own row and void rows are missing from a row, so a class of five forms may carry figures of four.
    """
    return min([row.answers for row in rows], default=valid_forms)


def shown_classes(
    sheets: Mapping[str, tuple[int, Sequence[Row]]], *, smallest: int, audience: Audience
) -> frozenset[str]:
    """The classes whose figures `audience` may see apart. `sheets`: class to (valid forms, rows).

    Counting: all. Everyone: none. Deciding: all, or none as soon as one class with any form rests on fewer than
    `smallest` valid forms or answers. A class without a single valid form hides nothing and closes nothing.
    """
    if audience is Audience.COUNTING:
        return frozenset(sheets)
    if audience is Audience.EVERYONE:
        return frozenset()
    spoken = {code: sheet for code, sheet in sheets.items() if sheet[0] > 0}
    for valid, rows in spoken.values():
        if min(valid, fewest_answers(rows, valid)) < smallest:
            return frozenset()
    return frozenset(spoken)


def shown_by_reporter(
    meeting: Mapping[str, tuple[int, Sequence[Row]]],
    own: Mapping[str, Mapping[str, tuple[int, Row]]],
    reporters: Iterable[str],
    *,
    smallest: int,
) -> dict[str, frozenset[str]]:
    """Per reporter the classes whose figures the decision meeting may see apart (settled.md 4).

    `meeting`: the classes that rate everybody; one that is too small closes everything for everybody, as in
    `shown_classes`. `own`: the classes in which each reporter is rated by a body of its own, by class and reporter
    (valid forms, row); a body that is too small closes all classes of its own reporter, since the composite is known
    and the others' figures would leave its mean as a subtraction. It says nothing about anybody else's.
    """
    spoken = {code for code, (valid, _rows) in meeting.items() if valid > 0}
    base = shown_classes(meeting, smallest=smallest, audience=Audience.DECIDING)
    if spoken and not base:
        return dict.fromkeys(reporters, frozenset())
    found: dict[str, frozenset[str]] = {}
    for reporter in reporters:
        bodies = {code: rows[reporter] for code, rows in own.items() if reporter in rows and rows[reporter][0] > 0}
        small = any(min(valid, row.answers) < smallest for valid, row in bodies.values())
        found[reporter] = frozenset() if small else base | frozenset(bodies)
    return found
