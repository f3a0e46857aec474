"""Reads of the reports: figures, findings, progress, approved texts, evidence."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db.models import Max, Prefetch, Q, QuerySet

from shuping.adapters.files import FileStore
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle, Participant
from shuping.apps.organization.api import Organization
from shuping.core.cycles.facts import ReportFacts
from shuping.core.reports import checks
from shuping.core.reports.sections import in_order, text_of
from shuping.core.reports.states import APPROVED, DRAFT, FINAL, RETURNED, SUBMITTED
from shuping.core.rulesets.values import ReportRules

from .models import CommentOutline, Evidence, EvidenceUse, LastYearLine, ReadMark, Report, ReportVersion, Review

DONE = (APPROVED, FINAL)
_ORDER = (DRAFT, RETURNED, SUBMITTED, APPROVED, FINAL)  # how far a text has come


def store() -> FileStore:
    """Where files lie (setting FILES)."""
    return FileStore(Path(settings.FILES))


def report_rules(participant: Participant) -> ReportRules:
    """The rules of the round for the texts of one reporter, by the scheme that holds for the unit (CYC-08)."""
    return cycles_api.report_rules_of(participant)


def kinds_owed(participant: Participant) -> list[str]:
    """What one reporter owes: the written text, the spoken one on the spot, the sheet if the rules limit one (R-15)."""
    kinds = ["written"]
    if participant.mode == Participant.Mode.ON_THE_SPOT:
        kinds.append("spoken")
    if report_rules(participant).self_evaluation_max is not None:
        kinds.append("self_evaluation")
    return kinds


# One report


def lines_of(report: Report) -> list[LastYearLine]:
    """Last year's lines that this text answers: the written one only."""
    return list(report.participant.last_year_lines.all()) if report.kind == Report.Kind.WRITTEN else []


def answers_as_data(report: Report) -> list[dict[str, object]]:
    """Last year's lines with their answers as a version keeps them."""
    names = ("number", "problem", "promise", "state_then", "origin", "answer")
    return [{name: getattr(line, name) for name in names} for line in lines_of(report)]


def full_sections(report: Report) -> dict[str, str]:
    """The draft's sections, the answers to last year's lines joined to the section of last year."""
    sections = dict(report.draft_sections)
    answers = [line.answer for line in lines_of(report) if line.answer.strip()]
    last_year = "\n".join([text for text in [sections.get("last_year", ""), *answers] if text])
    if last_year:
        sections["last_year"] = last_year
    return in_order(sections)


def findings(report: Report, *, round_number: int | None = None) -> tuple[checks.Finding, ...]:
    """What the duty checks find in the draft; `round_number` of the hand-in it would be."""
    return checks.check(
        checks.Subject(
            text_of(full_sections(report), report.draft_title),
            report_rules(report.participant),
            report.kind,
            tuple(line.answer for line in lines_of(report)),
            report.round_number + 1 if round_number is None else round_number,
        )
    )


@dataclass(frozen=True, slots=True)
class DraftFigures:
    """What the counters of the editor show."""

    length: int
    limit: int | None
    problem_length: int
    problem_needed: int
    numerator: int
    denominator: int
    first_person_percent: int
    per_section: dict[str, int]
    mode: str


def draft_figures(report: Report) -> DraftFigures:
    """Length, problem part and what is needed, in the agreed counting mode."""
    rules = report_rules(report.participant)
    sections = full_sections(report)
    found = checks.figures(text_of(sections), rules.count_mode)
    numerator, denominator = rules.min_problem_share
    share = found.first_person_share
    per_section = {key: checks.figures(text_of({key: text}), rules.count_mode).length for key, text in sections.items()}
    return DraftFigures(
        found.length,
        checks.longest(rules, report.kind),
        found.problem_length,
        -(-numerator * found.length // denominator),
        numerator,
        denominator,
        share.numerator * 100 // share.denominator,
        per_section,
        rules.count_mode,
    )


def latest_hand_in(report: Report) -> ReportVersion | None:
    """The version that stands as handed in, or None."""
    return report.versions.filter(submitted=True, withdrawn_at=None).order_by("-number").first()


def latest_written(rehearsal: Cycle | None = None) -> list[ReportVersion]:
    """Of every written report, the latest version handed in, by round and roster; two queries.

    Rehearsals are left out, but for the one that asks for itself.
    """
    handed_in = ReportVersion.objects.filter(submitted=True, withdrawn_at=None, report__kind=Report.Kind.WRITTEN)
    here = Q(report__participant__cycle=rehearsal) if rehearsal is not None else Q()
    handed_in = handed_in.filter(here | Q(report__participant__cycle__rehearsal=False))
    latest = handed_in.order_by().values("report").annotate(newest=Max("pk")).values("newest")
    rows = ReportVersion.objects.filter(pk__in=latest).select_related("report__participant__cycle__rule_set")
    return list(rows.select_related("report__participant__organization").order_by("pk"))


def reviews_of(report: Report) -> list[Review]:
    """What reviewers said of this report, newest first, each with its version."""
    return list(Review.objects.filter(version__report=report).select_related("version", "user").order_by("-id"))


# One round


@dataclass(frozen=True, slots=True)
class KindProgress:
    """How far one text has come."""

    report_id: int
    kind: str
    state: str
    late: bool
    round_number: int
    submitted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one reporter has come: the state of the text furthest behind, and each text apart."""

    participant_id: int
    state: str
    late: bool
    round_number: int
    submitted_at: datetime | None
    kinds: tuple[KindProgress, ...]


def progress(cycle: Cycle) -> dict[int, Progress]:
    """Per participant id how far the texts have come; `submitted_at` is the latest hand-in, None until one is in.

    Reporters without any text opened are absent. Two queries whatever the number of rows.
    """
    found: dict[int, list[KindProgress]] = {}
    for row in Report.objects.filter(participant__cycle=cycle).order_by("participant__order_no", "participant", "id"):
        one = KindProgress(row.pk, row.kind, row.state, row.late, row.round_number, row.submitted_at)
        found.setdefault(row.participant_id, []).append(one)
    return {pk: _together(pk, kinds) for pk, kinds in found.items()}


def _together(pk: int, kinds: Sequence[KindProgress]) -> Progress:
    moments = [one.submitted_at for one in kinds if one.submitted_at is not None]
    return Progress(
        pk,
        min((one.state for one in kinds), key=_ORDER.index),
        any(one.late for one in kinds),
        max(one.round_number for one in kinds),
        max(moments, default=None),
        tuple(kinds),
    )


def facts(cycle: Cycle) -> ReportFacts:
    """What the guards ask: who lacks an approved text, who left a line of last year unanswered, whose outline names
    no problem. Names as printed in the roster, in its order."""
    done = set(Report.objects.filter(participant__cycle=cycle, state__in=DONE).values_list("participant_id", "kind"))
    open_lines = LastYearLine.objects.filter(participant__cycle=cycle, answer="")
    unanswered = set(open_lines.values_list("participant_id", flat=True))
    outlined = {
        outline.participant_id
        for outline in CommentOutline.objects.filter(participant__cycle=cycle)
        if outline.problems
    }
    rows = list(cycles_api.reporters(cycle))

    def names(kept: Iterable[Participant]) -> tuple[str, ...]:
        return tuple(str(row) for row in kept)

    spot = Participant.Mode.ON_THE_SPOT
    return ReportFacts(
        without_approved_written=names(row for row in rows if (row.pk, "written") not in done),
        without_approved_spoken=names(row for row in rows if row.mode == spot and (row.pk, "spoken") not in done),
        last_year_unanswered=names(row for row in rows if row.pk in unanswered),
        without_comment_problem=names(row for row in rows if row.pk not in outlined),
    )


# Approved texts


@dataclass(frozen=True, slots=True)
class ApprovedText:
    """An approved text as it was handed in."""

    report_id: int
    title: str
    sections: dict[str, str]
    length: int
    number: int
    at: datetime
    answers: list[dict[str, object]]


def approved_text(participant: Participant, kind: str = "written") -> ApprovedText | None:
    """The approved text of one kind, or None while there is none."""
    report = Report.objects.filter(participant=participant, kind=kind, state__in=DONE).first()
    version = latest_hand_in(report) if report is not None else None
    return _approved(version) if version is not None else None


def _approved(version: ReportVersion) -> ApprovedText:
    return ApprovedText(
        version.report_id,
        version.title,
        in_order(version.sections),
        version.length,
        version.number,
        version.at,
        version.answers,
    )


def sections_of(participant: Participant) -> dict[str, str]:
    """The sections of the approved written report, empty while there is none."""
    text = approved_text(participant)
    return dict(text.sections) if text is not None else {}


def with_versions(rows: QuerySet[Report]) -> QuerySet[Report]:
    """The reports with their handed-in versions (attribute `handed_in`, newest first) in one further query."""
    versions = ReportVersion.objects.filter(submitted=True, withdrawn_at=None).order_by("-number")
    return rows.prefetch_related(Prefetch("versions", versions, to_attr="handed_in"))


# Comment outlines


def outline_of(participant: Participant) -> CommentOutline | None:
    """The outline of one reporter, or None."""
    return CommentOutline.objects.select_related("user").filter(participant=participant).first()


def outline_problems(participant: Participant) -> list[tuple[str, str]]:
    """The problems of the outline as (key, text); a key never changes its meaning, so a problem is taken over once."""
    outline = outline_of(participant)
    if outline is None:
        return []
    return [(f"outline:{outline.pk}:{problem['key']}", str(problem["text"])) for problem in outline.problems]


def outline_texts(participant: Participant) -> tuple[list[str], list[str]]:
    """Good points and requirements of the outline."""
    outline = outline_of(participant)
    return (list(outline.good), list(outline.requirements)) if outline is not None else ([], [])


# Reading marks


def marks_of(user_id: int | None, versions: Iterable[int]) -> set[int]:
    """Which of the versions this reader has marked as read. Nobody else ever asks."""
    if user_id is None:
        return set()
    rows = ReadMark.objects.filter(user_id=user_id, version__in=list(versions))
    return set(rows.values_list("version_id", flat=True))


# Evidence


_TARGET = re.compile(r"([a-z_]{2,30}):([1-9][0-9]{0,17})")


def target_parts(target: str) -> tuple[str, int] | None:
    """Kind and number of a reference such as "report:12"; None where it is no reference."""
    match = _TARGET.fullmatch(target)
    return (match.group(1), int(match.group(2))) if match else None


def evidence_for(target: str) -> list[Evidence]:
    """The pieces that `target` refers to, each once, in the order they were referred to, as they were then.

    `replaced_by` is read along, so that a page can lead on to a newer revision.
    """
    rows = Evidence.objects.filter(uses__target=target).select_related("organization", "file").order_by("uses__id")
    return list(dict.fromkeys(rows.prefetch_related("replaced_by")))


def evidence_files(targets: Iterable[str]) -> Iterator[tuple[Evidence, bytes]]:
    """The files behind everything that some references ("report:12", "issue:7") point at, each once, one at a time."""
    rows = Evidence.objects.filter(uses__target__in=list(targets), file__isnull=False).distinct()
    for row in rows.select_related("organization", "file").order_by("organization__path", "happened_on", "id"):
        yield row, store().read(row.file.digest)  # type: ignore[union-attr]


def evidence_of(organization: Organization | int) -> list[Evidence]:
    """The library of one unit (or its id): every piece that no newer one replaces, newest first."""
    rows = Evidence.objects.filter(organization=organization, replaced_by=None).select_related("file", "organization")
    return list(rows.order_by("-happened_on", "-id"))


def revisions_of(evidence: Evidence) -> list[Evidence]:
    """The older revisions of a piece, newest first."""
    found: list[Evidence] = []
    older = evidence.replaces
    while older is not None and older not in found:
        found.append(older)
        older = older.replaces
    return found


def use_counts(rows: Iterable[Evidence]) -> dict[int, int]:
    """How often each piece is referred to."""
    return dict(Counter(pk for row in rows for pk in [row.pk] * len(row.uses.all())))


def uses_of(report: Report) -> list[EvidenceUse]:
    """The references of a report to evidence, with the sentence each supports."""
    rows = EvidenceUse.objects.filter(target=f"report:{report.pk}")
    return list(rows.select_related("evidence__file").prefetch_related("evidence__replaced_by").order_by("id"))
