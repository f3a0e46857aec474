"""Problems as the reports of a round state them: those that several units name, those that come again. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.reports.sections import text_of
from shuping.core.roles.permissions import Permission
from shuping.core.text import problems
from shuping.core.text.common_problems import NAMES

from .examining import whole

_STATED = ("problems", "last_year")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with where it stands."""

    unit: str
    year: int
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A problem that several units name (REC-14): its name in the dictionary, how many units, every sentence."""

    code: str
    name: str
    units: int
    sentences: list[Sentence]


@dataclass(frozen=True, slots=True)
class Again:
    """A problem of one unit over the years (REC-15). `kept`: whether the wording stayed; `only_reworded`: see core."""

    unit: str
    code: str
    years: list[int]
    kept: bool
    only_reworded: bool
    sentences: list[Sentence]


def common(actor: Actor, cycle: cycles_api.Cycle) -> list[Theme]:
    """Problems that at least two units of a round name in their own reports, most units first."""
    versions = [one for one in _versions(actor) if one.report.participant.cycle_id == cycle.pk]
    stated, where = _stated(versions)
    names = [one.report.participant.organization_name for one in versions]
    return [
        Theme(one.code or "", NAMES.get(one.code or "", ""), len(one.units), [where[row] for row in one.members])
        for one in problems.across_units(stated, names=names)
    ]


def again(actor: Actor, cycle: cycles_api.Cycle) -> list[Again]:
    """Problems that a unit's report of this round states and its reports of earlier years stated too."""
    versions = [one for one in _versions(actor) if one.report.participant.cycle.year <= cycle.year]
    here = {one.report.participant.organization_id for one in versions if one.report.participant.cycle_id == cycle.pk}
    versions = [one for one in versions if one.report.participant.organization_id in here]
    stated, where = _stated(versions)
    names = sorted({one.report.participant.organization_name for one in versions})
    found = []
    for one in problems.over_years(stated, names=names):
        if cycle.year not in one.years:
            continue
        sentences = [where[row] for row in one.members]
        kept = problems.CHANGED not in one.links
        found.append(Again(sentences[-1].unit, one.code or "", list(one.years), kept, one.only_reworded, sentences))
    return found


def _versions(actor: Actor) -> list[reports_api.ReportVersion]:
    reach = set(reports_api.reports_within(actor, Permission.REPORT_REVIEW).values_list("pk", flat=True))
    return [one for one in reports_api.latest_written() if one.report_id in reach]


def _stated(
    versions: Iterable[reports_api.ReportVersion],
) -> tuple[list[problems.Stated], dict[problems.Stated, Sentence]]:
    """Every problem clause of the problem sections, and where each stands."""
    where: dict[problems.Stated, Sentence] = {}
    for version in versions:
        participant = version.report.participant
        spans = [part.body for part in text_of(version.sections).of(*_STATED)]
        for one in problems.extract(whole(version.sections), spans, about=True):
            row = problems.Stated(
                f"{version.pk}:{one.span[0]}",
                str(participant.organization_id),
                participant.cycle.year,
                one.text,
                one.span,
            )
            address = f"{reverse('desk:place', args=[version.report_id, *one.span])}#place"
            where[row] = Sentence(participant.organization_name, participant.cycle.year, one.text, address)
    return list(where), where
