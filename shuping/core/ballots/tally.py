"""One class's tally sheet: does it fit together, and where do two keyings differ (R-40 to R-47, docs/rules/count.md).

A sheet holds one row per reporter and the class's forms: issued, collected, void. Nothing here knows a voter.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from shuping.core.errors import InputError
from shuping.core.rulesets.values import ABSTAIN, GRADES

COLUMNS = (*GRADES, ABSTAIN, "void")
"""The figures of one row, in the order of the sheet."""

SCORE_DIGITS = 4
"""A score may carry so many decimals; more is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of one class, as numbers only. `own_rows`: valid forms that came from reporters of this round.

    Each such form leaves exactly one row empty, the author's own; who it was is nobody's business (settled.md 2).
    """

    issued: int
    collected: int
    void: int = 0
    void_reason: str = ""
    own_rows: int = 0

    @property
    def valid(self) -> int:
        """Collected forms that are not void as a whole."""
        return self.collected - self.void


@dataclass(frozen=True, slots=True)
class Row:
    """What one sheet says of one reporter. Grades as counts, or `scores` as decimal strings (never both)."""

    reporter: str
    counts: Mapping[str, int] = field(default_factory=dict)  # the four grades and abstain
    void: int = 0
    void_reason: str = ""
    scores: tuple[str, ...] = ()

    def figure(self, column: str) -> int:
        """The figure of one column of COLUMNS; 0 where nothing was keyed."""
        return self.void if column == "void" else self.counts.get(column, 0)

    @property
    def answers(self) -> int:
        """Rows that say something valid: graded, scored or 不了解."""
        return sum(self.counts.values()) + len(self.scores)

    @property
    def total(self) -> int:
        """All rows of this reporter that lie on the table: answers and void rows."""
        return self.answers + self.void


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing on a sheet that cannot be so. `reporter` is None where it concerns the whole class."""

    code: str
    reporter: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell in which two keyings disagree. `column` is one of COLUMNS, `scores` or `row` (keyed only once)."""

    reporter: str
    column: str
    first: str
    second: str


def form_faults(forms: Forms) -> Iterator[Fault]:
    """What is impossible about issued, collected and void forms of a class (R-41, guard of 计票锁定)."""
    if min(forms.issued, forms.collected, forms.void, forms.own_rows) < 0:
        yield Fault("ballots.negative")
        return
    if forms.collected > forms.issued:
        yield Fault("ballots.collected_above_issued", None, {"collected": forms.collected, "issued": forms.issued})
    if forms.void > forms.collected:
        yield Fault("ballots.void_above_collected", None, {"void": forms.void, "collected": forms.collected})
    if forms.void and not forms.void_reason.strip():
        yield Fault("ballots.void_forms_without_reason", None, {"void": forms.void})
    if forms.own_rows > max(forms.valid, 0):
        yield Fault("ballots.own_rows_above_valid", None, {"own_rows": forms.own_rows, "valid": forms.valid})


def row_faults(row: Row, forms: Forms, *, reporters: int, validity: str, numeric: bool) -> Iterator[Fault]:
    """What is impossible about one row, given the forms of its class.

    `reporters` is how many rows the sheet has; `validity` row or form (R-46). A row's total is the number of valid
    forms, one less where the reporter's own form is among them: for every reporter if all of them handed one in
    (own_rows = reporters), for none if none did, and otherwise either of the two (`sheet_faults` checks the sum).
    """
    if min([*row.counts.values(), row.void], default=0) < 0:
        yield Fault("ballots.negative", row.reporter)
        return
    yield from _kind_faults(row, numeric=numeric)
    if row.void and not row.void_reason.strip():
        yield Fault("ballots.void_row_without_reason", row.reporter, {"void": row.void})
    if row.void and validity == "form":
        yield Fault("ballots.void_row_under_form_rule", row.reporter, {"void": row.void})
    allowed = expected_totals(forms, reporters)
    if row.total not in allowed:
        wanted = "/".join(str(total) for total in sorted(allowed))
        yield Fault("ballots.row_total", row.reporter, {"total": row.total, "expected": wanted})


def expected_totals(forms: Forms, reporters: int) -> frozenset[int]:
    """The totals one row may have: valid forms, one less where the reporter's own form is among them."""
    if forms.own_rows >= reporters and reporters:
        return frozenset({forms.valid - 1})
    if not forms.own_rows:
        return frozenset({forms.valid})
    return frozenset({forms.valid - 1, forms.valid})


def _kind_faults(row: Row, *, numeric: bool) -> Iterator[Fault]:
    graded = sum(row.counts.get(grade, 0) for grade in GRADES)
    if numeric and graded:
        yield Fault("ballots.grades_under_scores", row.reporter)
    if not numeric and row.scores:
        yield Fault("ballots.scores_under_grades", row.reporter)
    for unknown in sorted(set(row.counts) - {*GRADES, ABSTAIN}):
        yield Fault("ballots.unknown_column", row.reporter, {"column": unknown})
    for text in row.scores:
        try:
            read_score(text)
        except InputError as error:
            yield Fault(error.code, row.reporter, error.params)


def sheet_faults(
    rows: Sequence[Row], forms: Forms, *, reporters: Sequence[str], validity: str, numeric: bool
) -> tuple[Fault, ...]:
    """Everything on a class's sheet that cannot be so, forms first, then rows in the order of `reporters`.

    An empty answer means the sheet may be finished. `reporters` are the ids of the roster in office order.
    """
    found = list(form_faults(forms))
    keyed = {row.reporter: row for row in rows}
    for reporter in reporters:
        row = keyed.get(reporter)
        if row is None:
            found.append(Fault("ballots.row_missing", reporter))
            continue
        found.extend(row_faults(row, forms, reporters=len(reporters), validity=validity, numeric=numeric))
    found.extend(Fault("ballots.unknown_reporter", reporter) for reporter in keyed if reporter not in set(reporters))
    if not found:
        short = sum(forms.valid - row.total for row in rows)
        if short != forms.own_rows:
            found.append(Fault("ballots.own_rows_total", None, {"short": short, "own_rows": forms.own_rows}))
    return tuple(found)


def bodies_faults(
    rows: Sequence[Row], bodies: Mapping[str, Forms], *, validity: str, numeric: bool
) -> tuple[Fault, ...]:
    """Everything that cannot be so on the sheet of a class in which each reporter is rated by a body of its own (R-68).

    `bodies`: reporter to the forms of that body, in roster order. The reporter is no rater there, so a row adds up to
    the valid forms of its own body, and nothing is compared between reporters.
    """
    found: list[Fault] = []
    keyed = {row.reporter: row for row in rows}
    for reporter, forms in bodies.items():
        found.extend(Fault(one.code, reporter, one.params) for one in form_faults(forms))
        row = keyed.get(reporter)
        if row is None:
            found.append(Fault("ballots.row_missing", reporter))
            continue
        found.extend(row_faults(row, forms, reporters=1, validity=validity, numeric=numeric))
    found.extend(Fault("ballots.unknown_reporter", reporter) for reporter in keyed if reporter not in bodies)
    return tuple(found)


def together(bodies: Iterable[Forms]) -> Forms:
    """The forms of several bodies as one total; reasons one after another."""
    every = list(bodies)
    reasons = dict.fromkeys(one.void_reason for one in every if one.void_reason)
    return Forms(
        sum(one.issued for one in every),
        sum(one.collected for one in every),
        sum(one.void for one in every),
        "；".join(reasons),
        sum(one.own_rows for one in every),
    )


def read_score(text: str) -> Decimal:
    """A score of a numeric ballot, 0 to 100 with at most 4 decimals. Raises InputError with the text."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        raise InputError("ballots.score_unreadable", score=text) from None
    if not value.is_finite():
        raise InputError("ballots.score_unreadable", score=text)
    exponent = value.as_tuple().exponent
    if not 0 <= value <= 100 or (isinstance(exponent, int) and -exponent > SCORE_DIGITS):
        raise InputError("ballots.score_out_of_range", score=text)
    return value


def plain_scores(scores: Sequence[str]) -> tuple[str, ...]:
    """Scores in one spelling and order (highest first): forms have no order, and 95 is 95.0. Raises InputError."""
    return tuple(f"{value.normalize():f}" for value in sorted((read_score(text) for text in scores), reverse=True))


def differences(first: Sequence[Row], second: Sequence[Row]) -> list[Difference]:
    """Every cell in which two keyings of one sheet disagree, in the order of the first, then of the second.

    Scores are compared as a heap: the order in which forms were keyed means nothing. Reasons are not compared.
    """
    left = {row.reporter: row for row in first}
    right = {row.reporter: row for row in second}
    found: list[Difference] = []
    for reporter in dict.fromkeys([*left, *right]):
        one, two = left.get(reporter), right.get(reporter)
        if one is None or two is None:
            found.append(Difference(reporter, "row", "" if one is None else "1", "" if two is None else "1"))
            continue
        found.extend(
            Difference(reporter, column, str(one.figure(column)), str(two.figure(column)))
            for column in COLUMNS
            if one.figure(column) != two.figure(column)
        )
        mine, theirs = plain_scores(one.scores), plain_scores(two.scores)
        if mine != theirs:
            found.append(Difference(reporter, "scores", " ".join(mine), " ".join(theirs)))
    return found


def digest(sheets: Mapping[str, tuple[Forms | Mapping[str, Forms], Sequence[Row]]]) -> str:
    """SHA-256 over every class's forms and rows in one canonical spelling; printed short on the tally sheet.

    A class whose reporters are rated by bodies of their own gives the forms by reporter.

    The same figures give the same digest whatever the order of classes, rows or scores.
    """
    body = {code: _canonical(forms, rows) for code, (forms, rows) in sheets.items()}
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _figures(forms: Forms) -> list[int]:
    return [forms.issued, forms.collected, forms.void, forms.own_rows]


def _canonical(forms: Forms | Mapping[str, Forms], rows: Sequence[Row]) -> dict[str, object]:
    return {
        "forms": (
            _figures(forms) if isinstance(forms, Forms) else {name: _figures(one) for name, one in forms.items()}
        ),
        "rows": {
            row.reporter: [*(row.figure(column) for column in COLUMNS), list(plain_scores(row.scores))] for row in rows
        },
    }
