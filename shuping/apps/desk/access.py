"""Doors of the desk: reviewers see the hints of the reports they review, authors those of their own."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.http import Http404

from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.roles.permissions import Permission

from .models import Examination, Hint, OfficialText, StockWord, WordingEntry

_TOGETHER = ("version__report__participant__organization", "version__report__participant__cycle__rule_set")


def examinations(actor: Actor) -> QuerySet[Examination]:
    """Of every report the actor reviews, the look at each version that the unit has not taken back."""
    reports = reports_api.reports_within(actor, Permission.REPORT_REVIEW).order_by()
    rows = Examination.objects.filter(version__report__in=reports.values("pk"), version__withdrawn_at=None)
    return rows.select_related(*_TOGETHER)


def find_examination(actor: Actor, report: int, number: int | None = None) -> Examination:
    """The look at the latest version handed in of a report that the actor reviews, or at version `number`.

    Raises Http404.
    """
    rows = examinations(actor).filter(version__report=report).order_by("-version_id")
    found = (rows if number is None else rows.filter(version__number=number)).first()
    if found is None:
        raise Http404
    return found


def find_version(actor: Actor, pk: int) -> reports_api.ReportVersion:
    """A version handed in, and not taken back, of a report that the actor reviews. Raises Http404."""
    reports = reports_api.reports_within(actor, Permission.REPORT_REVIEW).order_by()
    rows = reports_api.ReportVersion.objects.filter(report__in=reports.values("pk"), submitted=True, withdrawn_at=None)
    found = rows.select_related("report__participant__organization", "report__participant__cycle").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def readable(actor: Actor, hints: Iterable[Hint]) -> set[int]:
    """Which of the other sides the actor may see: versions of reports that the actor reviews or writes, not taken back.

    Who reviews the round of one unit learns that a text stands elsewhere, not where; the text of another unit stays
    with those who review that unit.
    """
    keys = {hint.other_id for hint in hints if hint.other_id is not None}
    if not keys:
        return set()
    reviews = reports_api.reports_within(actor, Permission.REPORT_REVIEW).order_by().values("pk")
    writes = reports_api.reports_within(actor, Permission.REPORT_WRITE).order_by().values("pk")
    rows = reports_api.ReportVersion.objects.filter(pk__in=keys, withdrawn_at=None)
    return set(rows.filter(Q(report__in=reviews) | Q(report__in=writes)).values_list("pk", flat=True))


def find_hint(actor: Actor, pk: int) -> Hint:
    """A hint in a report that the actor reviews. Raises Http404."""
    return _hint(Hint.objects.filter(examination__in=examinations(actor).order_by().values("pk")), pk)


def find_own_hint(actor: Actor, pk: int) -> Hint:
    """A hint in a report that the actor writes. Raises Http404."""
    own = reports_api.reports_within(actor, Permission.REPORT_WRITE).order_by().values("pk")
    return _hint(Hint.objects.filter(examination__version__report__in=own), pk)


def _hint(rows: QuerySet[Hint], pk: int) -> Hint:
    together = (*(f"examination__{name}" for name in _TOGETHER), "other", "other_text")
    found = rows.select_related(*together).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_official_text(pk: int) -> OfficialText:
    """A text of the library. Raises Http404."""
    found = OfficialText.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_wording(pk: int) -> WordingEntry:
    """A line of the office's own wording library. Raises Http404."""
    found = WordingEntry.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_stock_word(pk: int) -> StockWord:
    """A line of the office's own stock words. Raises Http404."""
    found = StockWord.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
