"""Doors of the desk: reviewers see the hints of the reports they review, authors those of their own."""

from django.db.models import QuerySet
from django.http import Http404

from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.roles.permissions import Permission

from .models import Examination, Hint, OfficialText, WordingEntry

_TOGETHER = ("version__report__participant__organization", "version__report__participant__cycle__rule_set")


def examinations(actor: Actor) -> QuerySet[Examination]:
    """Of every report the actor reviews, the look at each version."""
    reports = reports_api.reports_within(actor, Permission.REPORT_REVIEW).order_by()
    rows = Examination.objects.filter(version__report__in=reports.values("pk"))
    return rows.select_related(*_TOGETHER)


def find_examination(actor: Actor, report: int) -> Examination:
    """The look at the latest version handed in of a report that the actor reviews. Raises Http404."""
    found = examinations(actor).filter(version__report=report, version__withdrawn_at=None).order_by("-version").first()
    if found is None:
        raise Http404
    return found


def find_hint(actor: Actor, pk: int) -> Hint:
    """A hint in a report that the actor reviews. Raises Http404."""
    return _hint(Hint.objects.filter(examination__in=examinations(actor).order_by().values("pk")), pk)


def find_own_hint(actor: Actor, pk: int) -> Hint:
    """A hint in a report that the actor writes. Raises Http404."""
    own = reports_api.reports_within(actor, Permission.REPORT_WRITE).order_by().values("pk")
    return _hint(Hint.objects.filter(examination__version__report__in=own), pk)


def _hint(rows: QuerySet[Hint], pk: int) -> Hint:
    found = rows.select_related(*(f"examination__{name}" for name in _TOGETHER), "other").filter(pk=pk).first()
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
