"""Sentences for the failures of rooms that no single app owns."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | Promise] = {
    "base.text_too_long": _(
        "The text that begins with “%(text)s” has %(has)s characters; there is room for %(most)s. Shorten it."
    ),
    "base.not_whole": _("The request did not arrive whole, so nothing of it was kept. Please send it again."),
    "base.text_unreadable": _("A text holds a character that cannot be stored. Type it anew instead of pasting it."),
    "base.number_too_big": _("The number %(number)s is too big or too small; at most %(most)s can be stored."),
}
