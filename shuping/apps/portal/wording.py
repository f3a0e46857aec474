"""Words of the portal: steps of the year, states of the board, groups of the day."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {}

YEAR_STEPS: tuple[tuple[str | Promise, tuple[str, ...], str], ...] = (
    (_("Set out the work"), ("draft", "plan_approved", "notified"), "notice"),
    (_("Write and review"), ("preparing",), "report_due"),
    (_("Report and rate"), ("materials_locked", "meeting"), "meeting"),
    (_("Overall evaluation"), ("ballot_closed", "count_locked", "proposed"), "decision"),
    (_("Feedback and rectification"), ("decided", "fed_back", "rectifying", "look_back"), "feedback"),
    (_("Archive"), ("archived",), "look_back"),
)
"""The six steps: name, the stages of a round in which the step is being worked on, the key date shown with it."""

REPORT_STATES: dict[str, tuple[str | Promise, str]] = {
    "": (_("Not opened yet"), ""),
    "draft": (_("To be handed in"), "wait"),
    "submitted": (_("To be reviewed"), "info"),
    "returned": (_("Returned for rework"), "error"),
    "approved": (_("Approved"), "ok"),
    "final": (_("Final"), "ok"),
}
"""Official words of a report's state (words.md), each with the kind of its badge."""

AREAS: dict[str, str | Promise] = {
    "rounds": _("Yearly rounds"),
    "cycles": _("Yearly rounds"),
    "reports": _("Accountability reports"),
    "desk": _("Reading desk"),
    "assessments": _("Annual Party-work assessment"),
    "ballots": _("Ballots and count"),
    "grades": _("Overall grades"),
    "rectification": _("Feedback and rectification"),
    "documents": _("Official documents"),
    "registers": _("Documents from above"),
    "notices": _("Reminders"),
    "organization": _("Organisations and people"),
    "accounts": _("Accounts"),
}
"""Where a piece of work belongs, by the app that told of it; in the words of the menu."""

GROUPS: tuple[tuple[str, str | Promise], ...] = (
    ("late", _("Overdue")),
    ("week", _("Due within seven days")),
    ("later", _("Due later")),
    ("open", _("Without a date")),
)
"""The groups of the day, the most pressing first."""
