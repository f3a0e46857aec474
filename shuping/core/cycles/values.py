"""What is typed about a round as a whole, as one value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from . import content


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What, whom and when of a round, the first step of its plan (CYC-01, CYC-03).

    An empty `title` is made from year and organiser; without `unit_classes` every class reports. Who is secretary is
    read on `cutoff_date`; units founded from `new_organization_cutoff` on are exempt (None: none). `comment_mode` is
    after_each or collected.
    """

    cutoff_date: date
    title: str = ""
    unit_classes: Sequence[str] = ()
    new_organization_cutoff: date | None = None
    comment_mode: str = "after_each"
    categories: Sequence[str] = content.CATEGORIES
    emphasis: str = ""
