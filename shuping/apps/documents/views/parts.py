"""What the pages of the register share: downloads, tries that keep what was typed, names, rounds to choose from."""

from typing import Any
from urllib.parse import quote

from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.documents import rendering, wording
from shuping.apps.documents.models import DocumentFile
from shuping.base.actor import Actor
from shuping.base.templatetags.parts import badge


def attachment(data: bytes, name: str, media_type: str) -> HttpResponse:
    """Bytes to be saved under a name; never opened by the browser as a page of the house."""
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def download(file: DocumentFile) -> HttpResponse:
    """A stored file under the name it came with."""
    return attachment(rendering.store().read(file.digest), file.name, file.media_type)


def kind_name(code: str) -> str:
    """The name of a kind on the pages."""
    return str(wording.KINDS.get(code, code))


def state_badge(state: str) -> SafeString:
    """A state in words and colour."""
    return badge(wording.STATES.get(state, state), wording.STATE_BADGES.get(state, ""))


def rounds(actor: Actor, shown: cycles_api.Cycle | None, name: str) -> list[dict[str, Any]]:
    """The rounds as links of the page called `name`, latest first."""
    return [
        {
            "url": reverse(name, args=[row.pk]),
            "label": _("%(year)s (rehearsal)") % {"year": row.year} if row.rehearsal else _label(row),
            "title": row.title,
            "current": shown is not None and row.pk == shown.pk,
        }
        for row in cycles_api.cycles_of(actor)[:12]
    ]


def _label(row: cycles_api.Cycle) -> str:
    return f"{row.year} {row.organizer}" if row.parent_id else str(row.year)


def present_round(actor: Actor) -> cycles_api.Cycle | None:
    """The running round nearest the top that the actor reads, else the latest."""
    real = [row for row in cycles_api.cycles_of(actor) if not row.rehearsal]
    running = [row for row in real if row.stage != cycles_api.Stage.ARCHIVED]
    return next(iter(running or real), None)
