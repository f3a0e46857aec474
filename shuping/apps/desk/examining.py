"""From a version to its hints: the engine, the duty checks, the word tests, put into one order. Writes nothing.

The same function serves a version that was handed in and a draft that its author looks at.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from shuping.adapters import cues, lexicons
from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import api as reports_api
from shuping.core.reports import desk
from shuping.core.reports.checks import Facts, Finding
from shuping.core.reports.checks.values import Promise
from shuping.core.reports.facts import Known
from shuping.core.reports.sections import text_of
from shuping.core.text import odd_words, wording
from shuping.core.text.comparison import Basis, Comparison, Document, Pair, compare
from shuping.core.text.comparison import OfficialText as Quoted
from shuping.core.text.passages import Passage
from shuping.core.text.thin import Substitutable, Thin

from .models import Hint, OfficialText, WordingEntry

Kind = Hint.Kind
Span = tuple[int, int]
_LONGEST_EXCERPT = 400
# Findings of the duty checks that speak of last year's list.
_LAST_YEAR = frozenset(
    {
        "reports.last_year_unanswered",
        "reports.last_year_missing",
        "reports.last_year_only_repeated",
        "reports.last_year_without_outcome",
    }
)


@dataclass(frozen=True, slots=True)
class Source:
    """A report as the engine sees it. `key`: of the version, 0 for a draft."""

    key: int
    text: str
    organization_id: int
    parent_id: int | None
    year: int
    on: date

    def document(self) -> Document:
        """The value that is compared; names sort by key, so that pairs keep their order."""
        parent = str(self.parent_id or "")
        return Document(f"{self.key:012d}", self.text, str(self.organization_id), parent, self.year, self.on)


@dataclass(frozen=True, slots=True)
class Found:
    """One place, before it is kept."""

    kind: str
    span: Span
    text: str
    params: dict[str, Any] = field(default_factory=dict)
    label: str = ""
    other: int | None = None  # key of the other version
    other_span: Span = (0, 0)
    on_request: bool = False

    @property
    def trace(self) -> str:
        """Equal for the same place in another version: kind, text, the other report."""
        code = str(self.params.get("code", ""))
        words = "".join(sign for sign in self.text if sign.isalnum())
        return hashlib.sha256("\n".join((self.kind, code, words, str(self.other or ""))).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Result:
    """What was found in one report."""

    length: int
    problem_length: int
    compared_with: int
    found: tuple[Found, ...]


def whole(sections: Mapping[str, str]) -> str:
    """The text that offsets refer to: the sections in official order, joined by line ends."""
    return "\n".join(part.text for part in text_of(sections).parts)


def library() -> Basis:
    """The official texts the office keeps, by their dates."""
    rows = OfficialText.objects.filter(withdrawn_at=None).order_by("pk")
    return Basis([Quoted(f"{row.pk} {row.title}", row.text, row.issued_on) for row in rows])


def entries() -> tuple[wording.Entry, ...]:
    """The wording library: what ships with the program, then the office's own lines."""
    own = (
        wording.Entry(row.kind, row.correct, tuple(row.wrong), row.basis, row.valid_from, row.valid_to)
        for row in WordingEntry.objects.filter(withdrawn_at=None)
    )
    return (*lexicons.load_wording(), *own)


def sources(leave_out: int | None = None) -> list[Source]:
    """Every written report in its latest version handed in, of all rounds that are no rehearsal; one query.

    `leave_out`: a report that is not among them.
    """
    rows = reports_api.latest_written()
    return [
        Source(
            key=row.pk,
            text=whole(row.sections),
            organization_id=row.report.participant.organization_id,
            parent_id=row.report.participant.cycle.organizer_id,
            year=row.report.participant.cycle.year,
            on=row.at.date(),
        )
        for row in rows
        if row.report_id != leave_out
    ]


@dataclass(slots=True)
class Desk:
    """Everything that several reports share: who stands beside them, what may be quoted, how they compare."""

    sources: list[Source]
    basis: Basis = field(default_factory=library)
    entries: tuple[wording.Entry, ...] = field(default_factory=entries)
    counted: dict[int, desk.Counted] = field(init=False, default_factory=dict)  # by year
    compared: Comparison = field(init=False)
    pairs: dict[str, list[Pair]] = field(init=False)

    def __post_init__(self) -> None:
        self.compared = compare([one.document() for one in self.sources], basis=self.basis)
        self.pairs = {}
        for pair in self.compared.pairs:
            self.pairs.setdefault(pair.a, []).append(pair)
            self.pairs.setdefault(pair.b, []).append(pair)

    def examine(self, source: Source, report: reports_api.Report, sections: Mapping[str, str]) -> Result:
        """Everything about one of the sources. `report` gives its rules, its unit and last year's lines."""
        text, year = source.text, source.year
        official = [
            *wording.official_spans(text, self.entries, year=year),
            *self.compared.quoted.get(source.document().name, ()),
        ]
        examined = desk.examine(
            desk.subject_of_sections(text_of(sections), _known(report)),
            cues=cues.load_cues(),
            phrases=cues.load_phrases(),
            official=official,
            corpus=desk.Corpus(earlier=self._last_year(source), counted=self._counted(report, year)),
        )
        odd = odd_words.find(text, lexicons.load_resources(), known=official)
        found = [
            *(_finding(text, one) for one in examined.findings),
            *(_thin(text, one) for one in examined.thin),
            *(_any_unit(text, one) for one in examined.substitutable),
            *(Found(Kind.UNCHANGED, span, _cut(text, span), on_request=True) for span in examined.unchanged),
            *(_odd(one) for one in odd),
            *(_wording(one) for one in wording.check(text, self.entries, year=year)),
            *self._passages(source),
        ]
        found.sort(key=lambda one: (one.span, one.kind, one.other or 0))
        return Result(examined.length, examined.problem_length, len(self.sources) - 1, tuple(found))

    def _counted(self, report: reports_api.Report, year: int) -> desk.Counted:
        if year not in self.counted:
            units = cycles_api.reporters(report.participant.cycle).values_list("organization_name", flat=True)
            self.counted[year] = desk.Counted.of((one.text for one in self.sources if one.year == year), list(units))
        return self.counted[year]

    def _last_year(self, source: Source) -> str:
        earlier = (
            one for one in self.sources if one.organization_id == source.organization_id and one.year < source.year
        )
        latest = max(earlier, key=lambda one: one.year, default=None)
        return latest.text if latest is not None else ""

    def _passages(self, source: Source) -> Iterator[Found]:
        """Passages that stand in another report too; what every report of a template holds is said as such."""
        name = source.document().name
        for pair in self.pairs.get(name, ()):
            first = pair.a == name
            other = int(pair.b if first else pair.a)
            for passage in pair.passages:
                yield _passage(source.text, passage, other, first=first, earlier=pair.earlier)


def _known(report: reports_api.Report) -> Known:
    """What is known beside a report: its unit's names and people, the other units of the round, last year's lines."""
    participant = report.participant
    unit = participant.organization
    others = cycles_api.reporters(participant.cycle).exclude(organization=unit)
    other_units = [
        name
        for row in others.select_related("organization")
        for name in (row.organization_name, row.organization.short_name)
        if name
    ]
    lines = reports_api.lines_of(report)
    facts = Facts(
        unit=participant.organization_name,
        aliases=tuple(name for name in (unit.name, unit.short_name) if name),
        people=(participant.person_name,),
        other_units=tuple(dict.fromkeys(other_units)),
        last_year=tuple(Promise(line.problem, line.promise) for line in lines),
        year=participant.cycle.year,
    )
    return Known(facts, cycles_api.report_rules_of(participant))


def _cut(text: str, span: Span) -> str:
    return text[span[0] : span[1]][:_LONGEST_EXCERPT]


def _finding(text: str, one: Finding) -> Found:
    kind = Kind.LAST_YEAR if one.code in _LAST_YEAR else Kind.DUTY
    params = {**one.params, "code": one.code, "severity": one.severity, "rule": one.rule, "section": one.section}
    return Found(kind, one.span, _cut(text, one.span), params)


def _thin(text: str, one: Thin) -> Found:
    return Found(Kind.THIN, one.span, _cut(text, one.span), {"missing": list(one.missing)})


def _any_unit(text: str, one: Substitutable) -> Found:
    params = {"documents": one.documents, "total": one.total}
    return Found(Kind.ANY_UNIT, one.span, _cut(text, one.span), params, on_request=True)


def _odd(one: odd_words.OddWord) -> Found:
    params = {"likely": list(one.likely), "reason": one.reason, **one.params}
    return Found(Kind.ODD_WORD, one.span, one.found, params, on_request=one.tier != odd_words.CERTAIN)


def _wording(one: wording.WordingHint) -> Found:
    kind = Kind.QUOTATION if one.kind == wording.QUOTATION else Kind.WORDING
    return Found(kind, one.span, one.found, {"expected": one.expected, "basis": one.basis})


def _passage(text: str, one: Passage, other: int, *, first: bool, earlier: str) -> Found:
    here, there = (one.a, one.b) if first else (one.b, one.a)
    net = one.net_a if first else one.net_b
    kind = Kind.OVERLAP if one.kind == "verbatim" else Kind.REWORDED
    mine = "a" if first else "b"
    return Found(
        kind,
        here,
        _cut(text, here),
        {"net": net, "earlier": "" if not earlier else "here" if earlier == mine else "there"},
        label=one.label,
        other=other,
        other_span=there,
        # A form that all units fill in and the unit's own earlier text are no reproach; they are there to be seen.
        on_request=one.label != "copy",
    )
