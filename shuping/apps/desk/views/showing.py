"""What several pages of the desk show in the same way."""

from collections.abc import Container
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from shuping.apps.desk import wording
from shuping.apps.desk.models import Answer, Hint, OfficialText, Verdict
from shuping.apps.desk.queries import ShownHint, is_broad
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
    broad: bool

    @property
    def acts(self) -> list[tuple[Answer | Verdict, str | Promise]]:
        """What was said of it, each with the word for that act, whatever was decided later."""
        return [(one, wording.ACTS[getattr(one, "kind", "answered")]) for one in self.shown.trail]


def card(shown: ShownHint, readable: Container[int] = ()) -> HintCard:
    """A hint in words. `readable`: versions whose unit may be named; an author learns of no other unit at all."""
    hint = shown.hint
    return HintCard(
        hint,
        wording.KINDS[hint.kind],
        wording.COLOURS[hint.kind],
        wording.LABELS.get(hint.label, "") if hint.label not in ("", "copy") else "",
        wording.hint_text(hint, other_words(hint, readable)),
        shown,
        wording.STATES[shown.state],
        wording.STATE_COLOURS[shown.state],
        is_broad(hint),
    )


def other_words(hint: Hint, readable: Container[int] = ()) -> str:
    """The other side in words."""
    if hint.other_text is not None:
        return text_words(hint.other_text)
    if hint.other is None:
        return ""
    if hint.label == "own_year":
        return _("the unit's own report of %(year)s") % {"year": hint.other.report.participant.cycle.year}
    if hint.other_id not in readable:
        return _("another unit's report")
    return version_words(hint.other)


def text_words(text: OfficialText) -> str:
    """A text of the library by title and day."""
    return f"{text.title}（{text.issued_on:%Y-%m-%d}）"


def version_words(version: reports_api.ReportVersion) -> str:
    """A report by unit and year."""
    participant = version.report.participant
    return f"{participant.organization_name}（{participant.cycle.year}）"
