"""What several pages of the desk show in the same way."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shuping.apps.desk import wording
from shuping.apps.desk.models import Hint
from shuping.apps.desk.queries import ShownHint
from shuping.apps.reports import api as reports_api


@dataclass(frozen=True, slots=True)
class HintCard:
    """One hint beside the text."""

    hint: Hint
    kind: str | Promise
    colour: str
    label: str | Promise
    text: str
    shown: ShownHint
    state: str | Promise
    state_colour: str


def card(shown: ShownHint, *, masked: bool = False) -> HintCard:
    """A hint in words; `masked` hides which unit the other report is of (an author sees the own side only)."""
    hint = shown.hint
    return HintCard(
        hint,
        wording.KINDS[hint.kind],
        wording.COLOURS[hint.kind],
        wording.LABELS.get(hint.label, "") if hint.label not in ("", "copy") else "",
        wording.hint_text(hint, other_words(hint, masked=masked)),
        shown,
        wording.STATES[shown.state],
        wording.STATE_COLOURS[shown.state],
    )


def other_words(hint: Hint, *, masked: bool = False) -> str:
    """The other report in words."""
    if hint.other is None:
        return ""
    if hint.label == "own_year":
        return _("the unit's own report of %(year)s") % {"year": hint.other.report.participant.cycle.year}
    if masked:
        return _("another unit's report")
    return version_words(hint.other)


def version_words(version: reports_api.ReportVersion) -> str:
    """A report by unit and year."""
    participant = version.report.participant
    return f"{participant.organization_name}（{participant.cycle.year}）"
