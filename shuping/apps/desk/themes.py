"""Problems as the reports of a round state them: those that several units name, those that come again.

Both are worked out when the round is looked through, and kept; the page only reads them.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shuping.adapters.cues import load_cues
from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import api as reports_api
from shuping.core.errors import RuleError
from shuping.core.reports.sections import text_of
from shuping.core.text import problems
from shuping.core.text.common_problems import NAMES

from .examining import whole
from .models import ProblemOverview

_log = logging.getLogger(__name__)
_STATED, _ANSWERED = ("problems",), ("last_year",)
_SHOWN = frozenset({"compare", "outcome", "number-unit"})  # cues that an answer shows what was reached


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with where it stands: report and version, unit and year, the stretch of the text."""

    report: int
    version: int
    participant: int
    unit: str
    year: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Theme:
    """A problem that several units name (REC-14): its code in the dictionary, and every sentence."""

    code: str
    sentences: list[Sentence]

    @property
    def name(self) -> str:
        """What the dictionary calls it; empty where no entry fits."""
        return NAMES.get(self.code, "")

    @property
    def units(self) -> int:
        """How many units name it."""
        return len({one.participant for one in self.sentences})


@dataclass(frozen=True, slots=True)
class Again:
    """A problem of one unit over the years (REC-15). `kept`: whether the wording stayed; `only_reworded`: see core."""

    code: str
    kept: bool
    only_reworded: bool
    sentences: list[Sentence]

    @property
    def unit(self) -> str:
        """The unit, as it is called now."""
        return self.sentences[-1].unit

    @property
    def years(self) -> list[int]:
        """The years in which the problem is named."""
        return sorted({one.year for one in self.sentences})


def work_out(cycle: cycles_api.Cycle, versions: Sequence[reports_api.ReportVersion]) -> dict[str, list[dict[str, Any]]]:
    """Both lists of a round as plain values. `versions`: the latest ones of all rounds, none that cannot be read."""
    here = [one for one in versions if one.report.participant.cycle_id == cycle.pk]
    units = {one.report.participant.organization_id for one in here}
    until = [
        one
        for one in versions
        if one.report.participant.cycle.year <= cycle.year and one.report.participant.organization_id in units
    ]
    return {"common": list(_common(here)), "again": list(_again(cycle, until))}


def trouble_of(error: Exception, cycle: cycles_api.Cycle) -> dict[str, object]:
    """Why the lists could not be worked out: a refusal in its own words, a fault of the program by its kind."""
    if isinstance(error, RuleError):
        return {"trouble": error.code, "trouble_params": {name: str(value) for name, value in error.params.items()}}
    _log.error("desk: problems named in round %s cannot be worked out", cycle.pk, exc_info=error)
    return {"trouble": "desk.problems_failed", "trouble_params": {"kind": type(error).__name__}}


def _common(versions: Sequence[reports_api.ReportVersion]) -> Iterator[dict[str, Any]]:
    where = _stated(versions)
    for one in problems.across_units(where, names=_names(versions)):
        yield {"code": one.code or "", "sentences": [where[row] for row in one.members]}


def _again(cycle: cycles_api.Cycle, versions: Sequence[reports_api.ReportVersion]) -> Iterator[dict[str, Any]]:
    where = _stated(versions)
    for one in problems.over_years(where, names=_names(versions)):
        if cycle.year in one.years:
            yield {
                "code": one.code or "",
                "kept": problems.CHANGED not in one.links,
                "only_reworded": one.only_reworded,
                "sentences": [where[row] for row in one.members],
            }


def _names(versions: Iterable[reports_api.ReportVersion]) -> list[str]:
    return sorted({one.report.participant.organization_name for one in versions})


def _stated(versions: Sequence[reports_api.ReportVersion]) -> dict[problems.Stated, list[object]]:
    """Every problem clause of the problem sections, and where each stands (the fields of `Sentence`)."""
    names, reached = _names(versions), _reached(versions)
    found: dict[problems.Stated, list[object]] = {}
    for version in versions:
        participant = version.report.participant
        unit, year = participant.organization_name, participant.cycle.year
        answers = reached.get((participant.organization_id, year + 1), [])
        for one in _clauses(version, _STATED):
            about = problems.content(one.text, names=names)
            row = problems.Stated(
                key=f"{version.pk}:{one.span[0]}",
                unit=str(participant.organization_id),
                year=year,
                text=one.text,
                span=one.span,
                outcome=any(problems.alike(about, answer) for answer in answers),
            )
            found[row] = [version.report_id, version.pk, participant.pk, unit, year, one.text, *one.span]
    return found


def _clauses(version: reports_api.ReportVersion, keys: tuple[str, ...]) -> tuple[problems.Problem, ...]:
    spans = [part.body for part in text_of(version.sections).of(*keys)]
    return problems.extract(whole(version.sections), spans, about=True)


def _reached(versions: Sequence[reports_api.ReportVersion]) -> dict[tuple[int, int], list[problems.Content]]:
    """By unit and year, what the answers to last year's problems say was reached: those with a figure or an outcome."""
    names, cues = _names(versions), load_cues()
    found: dict[tuple[int, int], list[problems.Content]] = {}
    for version in versions:
        participant = version.report.participant
        for one in _clauses(version, _ANSWERED):
            if _SHOWN & cues.concrete_in(one.text):
                key = (participant.organization_id, participant.cycle.year)
                found.setdefault(key, []).append(problems.content(one.text, names=names))
    return found


def shown(kept: ProblemOverview | None) -> tuple[list[Theme], list[Again]]:
    """Both lists as they were worked out, without what units have taken back since; two queries."""
    if kept is None:
        return [], []
    keys = {row[1] for part in (kept.common, kept.again) for one in part for row in one["sentences"]}
    standing = reports_api.ReportVersion.objects.filter(pk__in=keys, withdrawn_at=None)
    there = set(standing.values_list("pk", flat=True))
    common = [Theme(one["code"], _sentences(one, there)) for one in kept.common]
    again = [Again(one["code"], one["kept"], one["only_reworded"], _sentences(one, there)) for one in kept.again]
    return [one for one in common if one.units > 1], [one for one in again if len(one.years) > 1]


def _sentences(one: dict[str, Any], there: set[int]) -> list[Sentence]:
    return [sentence for row in one["sentences"] if (sentence := Sentence(*row)).version in there]
