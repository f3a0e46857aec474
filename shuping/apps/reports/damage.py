"""Every violated invariant of the stored reports and evidence, as one plain line each, for `shuping verify`."""

from collections.abc import Iterator

from shuping.apps.cycles import api as cycles_api
from shuping.core.cycles.calendar import is_past
from shuping.core.errors import RuleError
from shuping.core.reports.checks import figures
from shuping.core.reports.counting import count
from shuping.core.reports.sections import text_of
from shuping.core.reports.states import APPROVED, DRAFT, FINAL, RETURNED, SUBMITTED

from .models import CommentOutline, Evidence, EvidenceUse, Report, ReportVersion, StoredFile, searched
from .queries import report_rules, store, target_parts

_REVIEWED = {APPROVED: "approved", FINAL: "approved", RETURNED: "returned"}
_OPEN = (
    cycles_api.Stage.DRAFT,
    cycles_api.Stage.PLAN_APPROVED,
    cycles_api.Stage.NOTIFIED,
    cycles_api.Stage.PREPARING,
)


def damage() -> Iterator[str]:
    """All lines; nothing when the data are sound."""
    yield from _states()
    yield from _figures()
    yield from _searched()
    yield from _files()
    yield from _uses()
    yield from _replacements()
    yield from _outlines()


def _states() -> Iterator[str]:
    rows = Report.objects.select_related("participant__cycle").prefetch_related("versions__reviews")
    for report in rows:
        name = f"reports: {report.participant_id}/{report.kind}"
        versions = list(report.versions.all())
        handed_in = [version for version in versions if version.submitted and version.withdrawn_at is None]
        yield from (f"{name} {line}" for line in _state(report, handed_in))
        numbers = [version.number for version in versions]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{name} has gaps in its version numbers"


def _searched() -> Iterator[str]:
    for version in ReportVersion.objects.select_related("searched").iterator():
        kept = getattr(version, "searched", None)
        made = searched(version.title, version.sections)
        if kept is None or any(getattr(kept, name) != value for name, value in made.items()):
            yield f"reports: version {version.pk} is searched by a text that it does not say"


def _state(report: Report, handed_in: list[ReportVersion]) -> Iterator[str]:
    if report.state in (SUBMITTED, RETURNED, APPROVED, FINAL) and not handed_in:
        yield f"is {report.state} without a version handed in"
    if report.round_number != len(handed_in):
        yield f"says round {report.round_number}, but {len(handed_in)} versions were handed in"
    verdict = _REVIEWED.get(report.state)
    if verdict and handed_in:
        reviews = list(handed_in[-1].reviews.all())
        if not reviews or reviews[-1].verdict != verdict:
            yield f"is {report.state}, but its last version was not {verdict}"
    if report.state == FINAL and report.participant.cycle.stage in _OPEN:
        yield "is final although its round is still open"
    first = handed_in[0] if handed_in else None
    late = first is not None and first.due_at is not None and is_past(first.at, first.due_at)
    if report.late != late:
        yield "carries a wrong late mark"
    if report.state not in (DRAFT, SUBMITTED, RETURNED, APPROVED, FINAL):
        yield f"has the unknown state {report.state}"


def _figures() -> Iterator[str]:
    modes: dict[tuple[int, str, str], str] = {}  # by round and by what decides the scheme
    for version in ReportVersion.objects.select_related("report__participant__cycle__rule_set").iterator(500):
        reporter = version.report.participant
        where = (reporter.cycle_id, reporter.unit_class, reporter.cap_group)
        if where not in modes:
            modes[where] = report_rules(reporter).count_mode
        name = f"reports: version {version.pk}"
        try:
            found = figures(text_of(version.sections), modes[where])
        except RuleError:
            yield f"{name} holds a section that does not exist"
            continue
        if (found.length, found.problem_length) != (version.length, version.problem_length):
            said, is_now = f"{version.length}/{version.problem_length}", f"{found.length}/{found.problem_length}"
            yield f"{name} says length/problems {said}, but recounts to {is_now}"
        if version.submitted and any(not count(str(line.get("answer", ""))) for line in version.answers):
            yield f"{name} was handed in with an unanswered line of last year"


def _files() -> Iterator[str]:
    files = store()
    for row in StoredFile.objects.iterator(500):
        if not files.has(row.digest):
            yield f"reports: file {row.digest[:12]} ({row.name}) is missing"
        elif not files.sound(row.digest):
            yield f"reports: file {row.digest[:12]} ({row.name}) was changed on disk"


def _uses() -> Iterator[str]:
    reports = set(Report.objects.values_list("pk", flat=True))
    for use in EvidenceUse.objects.order_by("pk").iterator(500):
        parts = target_parts(use.target)
        if parts is None or (parts[0] == "report" and parts[1] not in reports):
            yield f"reports: evidence {use.evidence_id} is used for {use.target}, which does not exist"


def _replacements() -> Iterator[str]:
    rows = {pk: replaces for pk, replaces in Evidence.objects.values_list("pk", "replaces")}
    for pk in rows:
        seen, here = {pk}, rows[pk]
        while here is not None and here not in seen:
            seen.add(here)
            here = rows.get(here)
        if here is not None:
            yield f"reports: evidence {pk} replaces itself in a ring"
    for evidence in Evidence.objects.filter(file=None, link="", after=""):
        yield f"reports: evidence {evidence.pk} has neither file nor link nor figure"


def _outlines() -> Iterator[str]:
    for outline in CommentOutline.objects.all():
        keys = [problem.get("key") for problem in outline.problems]
        if len(set(keys)) != len(keys) or any(not isinstance(key, int) or key >= outline.next_key for key in keys):
            yield f"reports: comment outline {outline.pk} has problems whose keys are not unique"
