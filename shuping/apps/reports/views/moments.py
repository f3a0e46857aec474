"""Moments and files as the pages need them."""

from datetime import datetime
from urllib.parse import quote

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import queries
from shuping.apps.reports.models import Report, StoredFile
from shuping.base.listing import plain


def due_of(report: Report) -> datetime | None:
    """Until when this reporter hands in, extensions considered."""
    return cycles_api.due(report.participant, "report_due")


def words_of(report: Report) -> str:
    """Who saved the draft last, and when."""
    if report.draft_at is None:
        return _("Nothing saved yet.")
    return _("Saved %(at)s by %(who)s") % {"at": plain(report.draft_at), "who": report.draft_by or "—"}


def download(file: StoredFile | None, name: str) -> HttpResponse:
    """A stored file as a download, never shown in place. Raises Http404 if it is not there."""
    if file is None or not queries.store().has(file.digest):
        raise Http404
    answer = HttpResponse(queries.store().read(file.digest), content_type=file.media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name or file.name)}"
    return answer
