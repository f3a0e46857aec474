"""Reads of the desk: a round's reports with their hints, a report with its marks, two sides beside each other."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Max, Prefetch, Q

from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.reports.sections import text_of
from shuping.core.roles.permissions import Permission

from . import access
from .models import Answer, Examination, Hint, Verdict

Kind = Hint.Kind
OPEN, AGREED, DISMISSED = "open", "agreed", "dismissed"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report of a round, as the list shows it. `counts`: hints shown at once, by kind; no sum, no score."""

    report: reports_api.Report
    examination: Examination | None
    counts: Mapping[str, int]
    longest: int  # net characters of the longest passage that stands elsewhere too
    open: int  # hints nobody has judged


def report_lines(actor: Actor, cycle: cycles_api.Cycle) -> list[ReportLine]:
    """The written reports of a round that were handed in, in roster order; four queries, however many."""
    reports = reports_api.reports_within(actor, Permission.REPORT_REVIEW).filter(
        participant__cycle=cycle, kind=reports_api.Report.Kind.WRITTEN
    )
    reports = reports.exclude(round_number=0).order_by("participant__order_no", "participant", "pk")
    latest = latest_examinations(actor, cycle)
    counts: dict[int, Counter[str]] = {}
    open_hints: Counter[int] = Counter()
    longest: dict[int, int] = {}
    hints = Hint.objects.filter(examination__in=[row.pk for row in latest.values()], on_request=False)
    for examination, kind, params, judged in hints.annotate(judged=Count("verdicts")).values_list(
        "examination", "kind", "params", "judged"
    ):
        counts.setdefault(examination, Counter())[kind] += 1
        open_hints[examination] += judged == 0
        longest[examination] = max(longest.get(examination, 0), int(params.get("net", 0)))
    lines = []
    for report in reports:
        found = latest.get(report.pk)
        key = found.pk if found is not None else 0
        lines.append(ReportLine(report, found, counts.get(key, Counter()), longest.get(key, 0), open_hints[key]))
    return lines


def latest_examinations(actor: Actor, cycle: cycles_api.Cycle) -> dict[int, Examination]:
    """{report: the look at its latest version handed in}; a version that nobody looked through has none."""
    rows = access.examinations(actor).filter(version__report__participant__cycle=cycle, version__withdrawn_at=None)
    newest = reports_api.ReportVersion.objects.filter(
        report__participant__cycle=cycle, submitted=True, withdrawn_at=None
    )
    current = set(newest.order_by().values("report").annotate(newest=Max("pk")).values_list("newest", flat=True))
    return {row.version.report_id: row for row in rows if row.version_id in current}


def unexamined(cycle: cycles_api.Cycle) -> int:
    """How many written reports of a round were handed in and not looked through in their latest version."""
    newest = reports_api.ReportVersion.objects.filter(
        report__participant__cycle=cycle, report__kind="written", submitted=True, withdrawn_at=None
    )
    keys = newest.order_by().values("report").annotate(newest=Max("pk")).values_list("newest", flat=True)
    return len(set(keys) - set(Examination.objects.filter(version__in=list(keys)).values_list("version_id", flat=True)))


@dataclass(slots=True)
class ShownHint:
    """One hint with its trail: answers and verdicts in the order of time, the latest verdict counting."""

    hint: Hint
    trail: list[Answer | Verdict]
    verdict: Verdict | None
    verdicts: int
    before: Verdict | None = None  # of the same place in an earlier version

    @property
    def state(self) -> str:
        """open, agreed or dismissed."""
        return self.verdict.kind if self.verdict is not None else OPEN


def hints_of(examination: Examination) -> list[ShownHint]:
    """The hints of one look, in the order of the text; four queries."""
    rows = examination.hints.select_related("other__report__participant__cycle").prefetch_related(
        Prefetch("answers", Answer.objects.select_related("user")),
        Prefetch("verdicts", Verdict.objects.select_related("user")),
    )
    before = _earlier_verdicts(examination)
    found = []
    for hint in rows:
        verdicts = list(hint.verdicts.all())
        trail: list[Answer | Verdict] = sorted([*hint.answers.all(), *verdicts], key=lambda one: one.at)
        last = verdicts[-1] if verdicts else None
        found.append(ShownHint(hint, trail, last, len(verdicts), None if last else before.get(hint.trace)))
    return found


def _earlier_verdicts(examination: Examination) -> dict[str, Verdict]:
    rows = Verdict.objects.filter(hint__examination__version__report=examination.version.report_id)
    rows = rows.exclude(hint__examination=examination.pk).select_related("user", "hint").order_by("id")
    return {row.hint.trace: row for row in rows}


@dataclass(slots=True)
class Piece:
    """A stretch of text and the numbers of the hints that lie on it."""

    text: str
    numbers: list[int] = field(default_factory=list)
    kinds: str = ""  # the classes of its marks, parted by blanks


@dataclass(slots=True)
class MarkedSection:
    """One section in paragraphs of pieces."""

    key: str
    paragraphs: list[list[Piece]]


def marked(sections: Mapping[str, str], hints: Iterable[Hint]) -> list[MarkedSection]:
    """The text cut at the edges of its hints, section by section, paragraph by paragraph."""
    listed = list(hints)
    found = []
    for part in text_of(sections).parts:
        place, paragraphs = part.start, []
        for line in part.text.split("\n"):
            if line.strip():
                paragraphs.append(_pieces(line, place, listed))
            place += len(line) + 1
        found.append(MarkedSection(part.key, paragraphs))
    return found


def _pieces(line: str, start: int, hints: Sequence[Hint]) -> list[Piece]:
    end = start + len(line)
    here = [hint for hint in hints if hint.start < end and hint.end > start]
    edges = sorted({start, end, *(edge for hint in here for edge in (hint.start, hint.end) if start < edge < end)})
    pieces = []
    for left, right in zip(edges, edges[1:], strict=False):
        over = [hint for hint in here if hint.start <= left and hint.end >= right]
        kinds = " ".join(dict.fromkeys(f"mark-{hint.kind.replace('_', '-')}" for hint in over))
        pieces.append(Piece(line[left - start : right - start], [hint.number for hint in over], kinds))
    return pieces


@dataclass(frozen=True, slots=True)
class ClusterLine:
    """Reports that share text, as one group. `label`: copy, template or own_year; `net`: the longest passage."""

    label: str
    reports: list[reports_api.ReportVersion]
    net: int


def clusters(actor: Actor, cycle: cycles_api.Cycle) -> list[ClusterLine]:
    """Groups of reports bound by passages they share, the largest first (REP-12); reports of earlier years included."""
    looks = latest_examinations(actor, cycle)
    hints = Hint.objects.filter(examination__in=[row.pk for row in looks.values()], other__isnull=False)
    bound: dict[str, _Groups] = {}
    for version, other, label, params in hints.values_list("examination__version", "other", "label", "params"):
        bound.setdefault(label, _Groups()).bind(version, other, int(params.get("net", 0)))
    keys = {key for groups in bound.values() for key in groups.parent}
    versions = reports_api.ReportVersion.objects.select_related("report__participant__cycle").in_bulk(list(keys))
    lines = [
        ClusterLine(label, sorted((versions[key] for key in members), key=lambda one: (one.at, one.pk)), net)
        for label, groups in bound.items()
        for members, net in groups.groups()
    ]
    return sorted(lines, key=lambda line: (line.label != "copy", -len(line.reports), -line.net))


class _Groups:
    """Sets that grow together."""

    def __init__(self) -> None:
        self.parent: dict[int, int] = {}
        self.net: dict[int, int] = {}

    def _root(self, key: int) -> int:
        self.parent.setdefault(key, key)
        while self.parent[key] != key:
            key = self.parent[key]
        return key

    def bind(self, one: int, other: int, net: int) -> None:
        first, second = sorted((self._root(one), self._root(other)))
        self.parent[second] = first
        self.net[first] = max(net, self.net.get(first, 0), self.net.get(second, 0))

    def groups(self) -> list[tuple[list[int], int]]:
        found: dict[int, list[int]] = {}
        for key in self.parent:
            found.setdefault(self._root(key), []).append(key)
        return [(members, self.net.get(root, 0)) for root, members in found.items()]


@dataclass(frozen=True, slots=True)
class Trace:
    """One act of the trail of a report, across its versions."""

    at: datetime
    who: str
    act: str  # answered, agreed, dismissed
    words: str
    hint: Hint


def trail(report: reports_api.Report) -> list[Trace]:
    """Everything that was answered and judged about a report, in the order of time; two queries."""
    whose = Q(hint__examination__version__report=report.pk)
    together = ("user", "hint__examination__version")
    acts = [
        Trace(row.at, str(row.user or "—"), "answered", row.text, row.hint)
        for row in Answer.objects.filter(whose).select_related(*together)
    ]
    acts += [
        Trace(row.at, str(row.user or "—"), row.kind, row.reason, row.hint)
        for row in Verdict.objects.filter(whose).select_related(*together)
    ]
    return sorted(acts, key=lambda one: one.at)
