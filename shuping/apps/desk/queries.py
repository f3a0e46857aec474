"""Reads of the desk: a round's reports with their hints, a report with its marks, two sides beside each other."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import api as reports_api
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.reports.sections import text_of
from shuping.core.roles.permissions import Permission

from . import access
from .models import Answer, Examination, Hint, OfficialText, ProblemOverview, Verdict

Kind = Hint.Kind
OPEN, AGREED, DISMISSED = "open", "agreed", "dismissed"


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report of a round, as the list shows it. `counts`: hints shown at once, by kind; no sum, no score."""

    report: reports_api.Report
    examination: Examination | None
    counts: Mapping[str, int]
    longest: int  # net characters of the longest passage that stands elsewhere too
    worst: int | None  # key of the hint with it
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
    longest: dict[int, tuple[int, int]] = {}  # with the key of its hint
    hints = Hint.objects.filter(examination__in=[row.pk for row in latest.values()], on_request=False)
    judged = Exists(Verdict.objects.filter(hint=OuterRef("pk")))
    rows = hints.order_by().annotate(judged=judged).values_list("pk", "examination", "kind", "params__net", "judged")
    for pk, examination, kind, net, seen in rows:
        counts.setdefault(examination, Counter())[kind] += 1
        open_hints[examination] += not seen
        if net:
            longest[examination] = max(longest.get(examination, (0, 0)), (int(net), pk))
    lines = []
    for report in reports:
        found = latest.get(report.pk)
        key = found.pk if found is not None else 0
        net, worst = longest.get(key, (0, None))
        lines.append(ReportLine(report, found, counts.get(key, Counter()), net, worst, open_hints[key]))
    return lines


def latest_examinations(actor: Actor, cycle: cycles_api.Cycle) -> dict[int, Examination]:
    """{report: the look at its latest version handed in}; a version that nobody looked through has none."""
    rows = access.examinations(actor).filter(version__report__participant__cycle=cycle)
    newest = reports_api.ReportVersion.objects.filter(
        report__participant__cycle=cycle, submitted=True, withdrawn_at=None
    )
    current = set(newest.order_by().values("report").annotate(newest=Max("pk")).values_list("newest", flat=True))
    return {row.version.report_id: row for row in rows if row.version_id in current}


def troubled(cycle: cycles_api.Cycle) -> list[Examination]:
    """The looks of a round that failed, each with its report."""
    rows = Examination.objects.filter(version__report__participant__cycle=cycle, version__withdrawn_at=None)
    return list(rows.exclude(trouble="").select_related("version__report__participant").order_by("version"))


def unlisted(cycle: cycles_api.Cycle) -> ProblemOverview | None:
    """The lists of problems of a round where the last look could not work them out (without the lists themselves)."""
    return ProblemOverview.objects.filter(cycle=cycle).exclude(trouble="").defer("common", "again").first()


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
    rows = examination.hints.select_related("other__report__participant__cycle", "other_text").prefetch_related(
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


@dataclass(frozen=True, slots=True)
class Place:
    """One of the places where a passage stands: in the report itself (`hint` None), or what `hint` has beside it."""

    day: date
    hint: Hint | None
    net: int


def places_of(hint: Hint) -> list[Place]:
    """Everywhere the passage of a hint stands, its own report among them, by date; a hint only as to who was first.

    Another hint of the look is about the same passage when at least half of the shorter one lies in both. Two queries.
    """
    rows = Hint.objects.filter(
        examination=hint.examination_id,
        kind__in=(Kind.OVERLAP, Kind.REWORDED),
        start__lt=hint.end,
        end__gt=hint.start,
    ).select_related("other__report__participant__cycle", "other_text")
    found = [Place(clock.local_day(hint.examination.version.at), None, hint.end - hint.start)]
    for row in rows:
        shared = min(row.end, hint.end) - max(row.start, hint.start)
        if shared * 2 >= min(row.end - row.start, hint.end - hint.start):
            found.append(Place(_day_of(row), row, int(row.params.get("net", 0))))
    return sorted(found, key=lambda one: (one.day, one.hint.pk if one.hint else 0))


def _day_of(hint: Hint) -> date:
    """When the other side of a passage was issued or handed in."""
    if hint.other_text is not None:
        return hint.other_text.issued_on
    return clock.local_day(hint.other.at) if hint.other is not None else date.max


def agreed(reports: QuerySet[reports_api.Report]) -> list[Hint]:
    """The hints in the latest version of each of `reports` that a reviewer found to hold, in the order of roster and
    text, with report, unit and round; one query."""
    latest = Verdict.objects.filter(hint=OuterRef("pk")).order_by("-id").values("kind")[:1]
    newest = reports_api.ReportVersion.objects.filter(
        report__in=reports.order_by().values("pk"), submitted=True, withdrawn_at=None
    )
    keys = newest.order_by().values("report").annotate(newest=Max("pk")).values("newest")
    rows = Hint.objects.annotate(judged=Subquery(latest)).filter(
        examination__version__in=keys, judged=Verdict.Kind.AGREED
    )
    whose = "examination__version__report__participant"
    return list(rows.select_related(f"{whose}__cycle").order_by(f"{whose}__order_no", whose, "examination", "number"))


def _earlier_verdicts(examination: Examination) -> dict[str, Verdict]:
    rows = Verdict.objects.filter(hint__examination__version__report=examination.version.report_id)
    rows = rows.exclude(hint__examination=examination.pk).select_related("user", "hint").order_by("id")
    return {row.hint.trace: row for row in rows}


@dataclass(slots=True)
class Piece:
    """A stretch of text, the numbers of the hints that lie on it, and of those that begin with it."""

    text: str
    numbers: list[int] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    kinds: str = ""  # the classes of its marks, parted by blanks


@dataclass(slots=True)
class MarkedSection:
    """One section in paragraphs of pieces."""

    key: str
    paragraphs: list[list[Piece]]


def marked(sections: Mapping[str, str], hints: Iterable[Hint]) -> list[MarkedSection]:
    """The text cut at the edges of its hints, section by section, paragraph by paragraph."""
    listed = list(hints)
    found, begun = [], set[int]()
    for part in text_of(sections).parts:
        place, paragraphs = part.start, []
        for line in part.text.split("\n"):
            if line.strip():
                paragraphs.append(_pieces(line, place, listed, begun))
            place += len(line) + 1
        found.append(MarkedSection(part.key, paragraphs))
    return found


_BROAD = 160


def is_broad(hint: Hint) -> bool:
    """Whether a hint of the duty checks speaks of a whole section or report: it bears its number, no line is drawn."""
    return hint.kind in (Kind.DUTY, Kind.LAST_YEAR) and hint.end - hint.start > _BROAD


def _pieces(line: str, start: int, hints: Sequence[Hint], begun: set[int]) -> list[Piece]:
    """`begun`: numbers of the hints that have begun; a hint bears its number once, where it begins."""
    end = start + len(line)
    broad = {hint.number for hint in hints if is_broad(hint)}
    here = [hint for hint in hints if hint.start < end and hint.end > start]
    edges = sorted({start, end, *(edge for hint in here for edge in (hint.start, hint.end) if start < edge < end)})
    pieces = []
    for left, right in zip(edges, edges[1:], strict=False):
        over = [hint for hint in here if hint.start <= left and hint.end >= right]
        drawn = [hint for hint in over if hint.number not in broad]
        kinds = " ".join(dict.fromkeys(f"mark-{hint.kind.replace('_', '-')}" for hint in drawn))
        numbers = [hint.number for hint in drawn]
        first = [hint.number for hint in over if hint.number not in begun]
        begun.update(first)
        pieces.append(Piece(line[left - start : right - start], numbers, first, kinds))
    return pieces


@dataclass(frozen=True, slots=True)
class ClusterLine:
    """Reports that share text, as one group; `net`: the longest passage; `hidden`: reports the actor may not see.

    `label`: copy, template, own_year or formula; above: what several reports took from the text `above`.
    """

    label: str
    reports: list[reports_api.ReportVersion]
    net: int
    hidden: int = 0
    above: OfficialText | None = None


def clusters(actor: Actor, cycle: cycles_api.Cycle) -> list[ClusterLine]:
    """Groups of reports bound by passages they share, the largest first (REP-12); reports of earlier years included."""
    looks = latest_examinations(actor, cycle)
    hints = Hint.objects.filter(examination__in=[row.pk for row in looks.values()])
    passages = hints.filter(kind__in=(Kind.OVERLAP, Kind.REWORDED)).order_by()
    places = {"here": F("examination__version"), "mine": F("examination__version__report"), "its": F("other__report")}
    listed = list(passages.only("other_id", "other_text_id", "label", "params").annotate(**places))
    bound: dict[tuple[str, int], _Groups] = {}
    for hint in listed:
        groups = bound.setdefault((hint.label, hint.other_text_id or 0), _Groups())
        groups.bind(*_two_sides(hint), int(hint.params.get("net", 0)))
    shown = access.readable(actor, listed) | {row.version_id for row in looks.values()}
    versions = reports_api.ReportVersion.objects.select_related("report__participant__cycle").in_bulk(list(shown))
    texts = OfficialText.objects.in_bulk([text for _label, text in bound if text])
    lines = []
    for (label, text), groups in bound.items():
        for members, net in groups.groups():
            # A unit that handed in twice stands in its group once, with the later version that shares the text.
            newest = [max((key for key in keys if key in versions), default=0) for keys in members]
            reports = sorted((versions[key] for key in newest if key), key=lambda one: (one.at, one.pk))
            lines.append(ClusterLine(label, reports, net, newest.count(0), texts.get(text)))
    return sorted(lines, key=lambda line: (line.label not in ("copy", "above"), -len(line.reports), -line.net))


def _two_sides(hint: Any) -> tuple[tuple[int, int], tuple[int, int]]:
    """(report, version) of both sides; what is taken from one text from above has the text, (0, 0), in its middle."""
    return (hint.mine, hint.here), (hint.its or 0, hint.other_id or 0)


class _Groups:
    """Sets of reports that grow together, each report with its versions that share text."""

    def __init__(self) -> None:
        self.parent: dict[int, int] = {}
        self.net: dict[int, int] = {}
        self.versions: dict[int, set[int]] = {}

    def _root(self, key: int) -> int:
        self.parent.setdefault(key, key)
        while self.parent[key] != key:
            key = self.parent[key]
        return key

    def bind(self, one: tuple[int, int], other: tuple[int, int], net: int) -> None:
        for report, version in (one, other):
            self.versions.setdefault(report, set()).add(version)
        first, second = sorted((self._root(one[0]), self._root(other[0])))
        self.parent[second] = first
        self.net[first] = max(net, self.net.get(first, 0), self.net.get(second, 0))

    def groups(self) -> list[tuple[list[set[int]], int]]:
        """(the versions of each report, characters of the longest passage), group by group."""
        found: dict[int, list[set[int]]] = {}
        for key in self.parent:
            there = found.setdefault(self._root(key), [])
            if key:
                there.append(self.versions[key])
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
