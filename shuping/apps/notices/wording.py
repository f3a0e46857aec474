"""The sentences of refused acts around reminders, and the words of their kinds."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "notices.no_text": _("A reminder needs words."),
    "notices.text_too_long": _("The reminder has %(length)s characters, at most %(most)s are kept."),
    "notices.unknown_way": _("“%(way)s” is not a way of reminding."),
    "notices.already_seen": _("This reminder has been acknowledged already."),
}

KINDS: dict[str, str | Promise] = {"reminder": _("Reminder"), "supervision": _("Supervision by the level above")}
WAYS: dict[str, str | Promise] = {"phone": _("by phone"), "copied": _("text sent"), "system": _("by the system")}
STEPS: dict[str, str | Promise] = {
    "": "",
    "before": _("Due soon"),
    "due": _("Due today"),
    "late": _("Overdue"),
    "escalated": _("Told to the level above"),
}
