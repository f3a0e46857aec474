"""From a version to its hints: the engine, the duty checks, the word tests, put into one order. Writes nothing.

The same function serves a version that was handed in and a draft that its author looks at. One report that cannot be
examined never loses the others: it comes back with its trouble.
"""

import hashlib
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.conf import settings

from shuping.adapters import compiled_code, cues, lexicons
from shuping.apps.cycles import api as cycles_api
from shuping.apps.organization import api as organization_api
from shuping.apps.reports import api as reports_api
from shuping.core.errors import RuleError
from shuping.core.reports import desk
from shuping.core.reports.checks import Facts, Finding
from shuping.core.reports.checks.values import Promise
from shuping.core.reports.facts import Known
from shuping.core.reports.sections import text_of
from shuping.core.text import odd_words, quotations, wording
from shuping.core.text.comparison import Basis, Comparison, Document, Pair, compare
from shuping.core.text.comparison import OfficialText as Quoted
from shuping.core.text.concrete import Cues, Stock
from shuping.core.text.passages import Passage, Swap
from shuping.core.text.rewording import swapped_words
from shuping.core.text.thin import Substitutable, Thin

from .models import Hint, OfficialText, StockWord, WordingEntry

Kind = Hint.Kind
Span = tuple[int, int]
ABOVE = "above"  # the label of a passage that stands in a text from above
_LONGEST_EXCERPT = 400
_ABOVE = "T"  # names of texts from above begin with it, those of reports are digits
_log = logging.getLogger(__name__)
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
    other_text: int | None = None  # key of the text from above
    other_span: Span = (0, 0)
    on_request: bool = False

    @property
    def trace(self) -> str:
        """Equal for the same place in another version: kind, text, the other report."""
        code = str(self.params.get("code", ""))
        words = "".join(sign for sign in self.text if sign.isalnum())
        other = f"{_ABOVE}{self.other_text}" if self.other_text else str(self.other or "")
        return hashlib.sha256("\n".join((self.kind, code, words, other)).encode()).hexdigest()


def as_hint(number: int, one: Found) -> Hint:
    """What was found as a hint that is not kept yet; `number`: its place in the order of the text."""
    return Hint(
        number=number,
        kind=one.kind,
        start=one.span[0],
        end=one.span[1],
        text=one.text,
        params=one.params,
        label=one.label,
        other_id=one.other,
        other_text_id=one.other_text,
        other_start=one.other_span[0],
        other_end=one.other_span[1],
        on_request=one.on_request,
        trace=one.trace,
    )


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing can be said about a report: a sentence of the house with its figures."""

    code: str
    params: Mapping[str, Any]

    @classmethod
    def of(cls, error: Exception, key: int) -> "Trouble":
        """A refusal in its own words; a fault of the program by its kind, and in the log with its place."""
        if isinstance(error, RuleError):
            return cls(error.code, {name: str(value) for name, value in error.params.items()})
        _log.error("desk: version %s cannot be looked through", key, exc_info=error)
        return cls("desk.program_fault", {"kind": type(error).__name__})


@dataclass(frozen=True, slots=True)
class Result:
    """What was found in one report, or why nothing can be said."""

    length: int = 0
    problem_length: int = 0
    compared_with: int = 0
    found: tuple[Found, ...] = ()
    trouble: Trouble | None = None


def whole(sections: Mapping[str, str]) -> str:
    """The text that offsets refer to: the sections in official order, joined by line ends."""
    return "\n".join(part.text for part in text_of(sections).parts)


def library() -> Basis:
    """The official texts everybody must quote, by their dates."""
    rows = OfficialText.objects.filter(withdrawn_at=None, compared=False).order_by("pk")
    return Basis([Quoted(f"{row.pk} {row.title}", row.text, row.issued_on) for row in rows])


def texts_above() -> list[Document]:
    """The texts to be carried out, not copied; reports are held against them."""
    rows = OfficialText.objects.filter(withdrawn_at=None, compared=True).order_by("pk")
    return [Document(f"{_ABOVE}{row.pk:011d}", row.text, date=row.issued_on) for row in rows]


def entries() -> tuple[wording.Entry, ...]:
    """The wording library: what ships with the program, then the office's own lines."""
    own = (
        wording.Entry(row.kind, row.correct, tuple(row.wrong), row.basis, row.valid_from, row.valid_to)
        for row in WordingEntry.objects.filter(withdrawn_at=None)
    )
    return (*lexicons.load_wording(), *own)


def stock() -> tuple[Stock, ...]:
    """What the office says of words beside the program's own list."""
    rows = StockWord.objects.filter(withdrawn_at=None)
    return tuple(Stock(row.words, row.kind, row.valid_from, row.valid_to) for row in rows)


def is_prepared() -> bool:
    """Whether comparing can begin at once; else it is being compiled beside the server, and one comes back later."""
    return not (settings.COMPILES_BESIDE and compiled_code.is_awaited(compiled_code.folder()))


def odd_words_of(text: str, library: tuple[wording.Entry, ...], *, year: int) -> tuple[odd_words.OddWord, ...]:
    """The odd words of a text that is no report (a speech), outside the official wording of its year."""
    official = wording.official_spans(text, library, year=year)
    return odd_words.find(text, lexicons.load_resources(), known=official)


def swaps_of(text: str, other: str, here: Span, there: Span) -> tuple[Swap, ...]:
    """The words of a reworded passage that were swapped for others, in the order of `text` (SPC-11)."""
    words = lexicons.load_resources().commonness if is_prepared() else frozenset[str]()
    return swapped_words(text, other, here, there, words=words)


def source_of(row: reports_api.ReportVersion) -> Source:
    """A version as the engine sees it."""
    participant = row.report.participant
    return Source(
        key=row.pk,
        text=whole(row.sections),
        organization_id=participant.organization_id,
        parent_id=participant.cycle.organizer_id,
        year=participant.cycle.year,
        on=row.at.date(),
    )


@dataclass(slots=True)
class Desk:
    """Everything that several reports share: who stands beside them, what may be quoted, how they compare.

    `troubles`: the versions that the comparison had to leave out, and why.
    """

    sources: list[Source]
    troubles: dict[int, Trouble] = field(default_factory=dict)
    basis: Basis = field(default_factory=library)
    above: list[Document] = field(default_factory=texts_above)
    entries: tuple[wording.Entry, ...] = field(default_factory=entries)
    stock: tuple[Stock, ...] = field(default_factory=stock)
    compared: Comparison = field(init=False)
    pairs: dict[str, list[Pair]] = field(init=False)
    _counted: dict[int, desk.Counted] = field(init=False, default_factory=dict)  # by year
    _cues: dict[int, Cues] = field(init=False, default_factory=dict)  # by year
    _rosters: dict[int, list[cycles_api.Participant]] = field(init=False, default_factory=dict)  # by round

    @classmethod
    def among(cls, versions: Iterable[reports_api.ReportVersion], *more: Source) -> "Desk":
        """A desk of these versions and `more`; versions that cannot even be read are left out with their trouble."""
        found, troubles = list(more), dict[int, Trouble]()
        for row in versions:
            try:
                found.append(source_of(row))
            except Exception as error:  # noqa: BLE001  (whatever is wrong with one report, the others go on)
                troubles[row.pk] = Trouble.of(error, row.pk)
        return cls(found, troubles)

    def __post_init__(self) -> None:
        try:
            self.compared = self._compare()
        except Exception:  # noqa: BLE001  (found out below which one it is)
            self._leave_out_troubled()
            self.compared = self._compare()
        self.pairs = {}
        for pair in self.compared.pairs:
            self.pairs.setdefault(pair.a, []).append(pair)
            self.pairs.setdefault(pair.b, []).append(pair)

    def _compare(self) -> Comparison:
        return compare([*(one.document() for one in self.sources), *self.above], basis=self.basis)

    def _leave_out_troubled(self) -> None:
        """Compare each alone; what fails alone is what stopped the others."""
        kept = []
        for one in self.sources:
            try:
                compare([one.document()], basis=self.basis)
            except Exception as error:  # noqa: BLE001
                self.troubles[one.key] = Trouble.of(error, one.key)
            else:
                kept.append(one)
        self.sources = kept

    def result(self, version: reports_api.ReportVersion) -> Result:
        """What is found in one of the versions, or its trouble; never raises."""
        source = next((one for one in self.sources if one.key == version.pk), None)
        if source is None:
            return Result(trouble=self.troubles[version.pk])
        try:
            return self.examine(source, version.report, version.sections)
        except Exception as error:  # noqa: BLE001  (the other reports of the round are not lost over this one)
            return Result(trouble=Trouble.of(error, version.pk))

    def examine(self, source: Source, report: reports_api.Report, sections: Mapping[str, str]) -> Result:
        """Everything about one of the sources. `report` gives its rules, its unit and last year's lines."""
        text, year = source.text, source.year
        official = [
            *wording.official_spans(text, self.entries, year=year),
            *self.compared.quoted.get(source.document().name, ()),
        ]
        examined = desk.examine(
            desk.subject_of_sections(text_of(sections), self._known(report)),
            cues=self._cues_of(year),
            phrases=cues.load_phrases(),
            official=official,
            corpus=desk.Corpus(earlier=self._last_year(source), counted=self._count(report, year)),
        )
        odd = odd_words.find(text, lexicons.load_resources(), known=official)
        found = [
            *(_finding(text, one) for one in examined.findings),
            *(_thin(text, one) for one in examined.thin),
            *(_any_unit(text, one) for one in examined.substitutable),
            *(Found(Kind.UNCHANGED, span, _cut(text, span), on_request=True) for span in examined.unchanged),
            *(_odd(one) for one in odd),
            *(_wording(one) for one in self._wording(source)),
            *self._passages(source),
        ]
        found.sort(key=lambda one: (one.span, one.kind, one.other or 0, one.other_text or 0))
        return Result(examined.length, examined.problem_length, len(self.sources) - 1, tuple(found))

    def _wording(self, source: Source) -> list[wording.WordingHint]:
        """Wording against the library's lines, and quotations against its whole texts where no line knows them."""
        found = list(wording.check(source.text, self.entries, year=source.year))
        taken = [one.span for one in found if one.kind == wording.QUOTATION]
        return found + [
            replace(one, basis=one.basis.partition(" ")[2])  # the text's name without its key
            for one in quotations.check(source.text, self.basis.texts, on=source.on)
            if not any(one.span[0] < end and start < one.span[1] for start, end in taken)
        ]

    def _cues_of(self, year: int) -> Cues:
        if year not in self._cues:
            self._cues[year] = cues.load_cues().with_stock(self.stock, year=year)
        return self._cues[year]

    def _roster(self, cycle: cycles_api.Cycle) -> list[cycles_api.Participant]:
        if cycle.pk not in self._rosters:
            self._rosters[cycle.pk] = list(cycles_api.reporters(cycle).select_related("organization"))
        return self._rosters[cycle.pk]

    def _count(self, report: reports_api.Report, year: int) -> desk.Counted:
        if year not in self._counted:
            units = [row.organization_name for row in self._roster(report.participant.cycle)]
            self._counted[year] = desk.Counted.of((one.text for one in self.sources if one.year == year), units)
        return self._counted[year]

    def _last_year(self, source: Source) -> str:
        earlier = (
            one for one in self.sources if one.organization_id == source.organization_id and one.year < source.year
        )
        latest = max(earlier, key=lambda one: one.year, default=None)
        return latest.text if latest is not None else ""

    def _passages(self, source: Source) -> Iterator[Found]:
        """Passages that stand in another report or in a text from above too; a template is said to be one."""
        name = source.document().name
        for pair in self.pairs.get(name, ()):
            first = pair.a == name
            other = pair.b if first else pair.a
            for passage in pair.passages:
                yield _passage(source.text, passage, other, first=first, earlier=pair.earlier)

    def _known(self, report: reports_api.Report) -> Known:
        """What is known beside a report: its unit's names and people, the other units and who reports for them, last
        year's lines.
        """
        participant = report.participant
        unit = participant.organization
        others = [row for row in self._roster(participant.cycle) if row.organization_id != unit.pk]
        other_units = [name for row in others for name in (row.organization_name, row.organization.short_name) if name]
        facts = Facts(
            unit=participant.organization_name,
            aliases=tuple(name for name in (unit.name, unit.short_name) if name),
            people=(participant.person_name, *organization_api.people_below(unit)),
            other_people=tuple(row.person_name for row in others),
            other_units=tuple(dict.fromkeys(other_units)),
            last_year=tuple(Promise(line.problem, line.promise) for line in reports_api.lines_of(report)),
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


def _passage(text: str, one: Passage, other: str, *, first: bool, earlier: str) -> Found:
    here, there = (one.a, one.b) if first else (one.b, one.a)
    net = one.net_a if first else one.net_b
    kind = Kind.OVERLAP if one.kind == "verbatim" else Kind.REWORDED
    mine = "a" if first else "b"
    params = {"net": net, "earlier": "" if not earlier else "here" if earlier == mine else "there"}
    if other.startswith(_ABOVE):
        key, usual = int(other.removeprefix(_ABOVE)), one.label == "formula"
        return Found(kind, here, _cut(text, here), params, ABOVE, other_text=key, other_span=there, on_request=usual)
    # A form that all units fill in and the unit's own earlier text are no reproach; they are there to be seen.
    asked = one.label != "copy"
    return Found(kind, here, _cut(text, here), params, one.label, int(other), other_span=there, on_request=asked)
