"""One line of somebody's day. Every app's `api.waiting(actor, on=day)` yields these; the portal shows them together."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for the acting person: a verb with its object, where to do it, until when."""

    text: str | Promise  # "Review the report of …"
    url: str
    kind: str  # reports.review, rectification.sign_off …; groups equal work
    due: date | None = None
    about: str = ""  # the unit or person it concerns, as printed
    count: int = 1  # how many equal things stand behind the line
