"""Who holds an office on a day: secretaries, acting deputies, vacancies; when an election is due (ORG-02, ORG-03)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .dated import in_force


class Post(StrEnum):
    """A post at a Party organisation."""

    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    LIAISON = "liaison"
    CLERK = "clerk"
    MEMBER = "member"
    LEADER = "leader"


# Posts that an organisation has only once at a time.
HEADS = frozenset({Post.SECRETARY, Post.LEADER})


@dataclass(frozen=True, slots=True)
class Tenure:
    """One post of one person over time, as the rules see it. `key` is the caller's own handle."""

    key: int
    post: Post
    valid_from: date
    valid_to: date | None = None
    acting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTerm:
    """A post that somebody takes: from when, until when (None: open), under which title (ORG-03).

    `acting`: in charge of a vacant office (主持工作). `succeeds` ends the open term of the present secretary the day
    before; otherwise two at once are refused.
    """

    post: str
    started_on: date
    ended_on: date | None = None
    title: str = ""
    acting: bool = False
    succeeds: bool = False


def holder_on(tenures: Iterable[Tenure], on: date) -> Tenure | None:
    """Who answers for the organisation on a day (domain.md section 3).

    The secretary in office; with the office vacant, the deputy (or member) in charge (主持工作); else nobody. A deputy
    who is not in charge does not stand in. On the day of a handover the newcomer holds the office.
    """
    current = in_force(tenures, on)
    in_office = [tenure for tenure in current if tenure.post in HEADS and not tenure.acting]
    in_charge = [tenure for tenure in current if tenure.acting]
    # Of two in charge, one who carries the secretary's post comes before a deputy.
    in_charge.sort(key=lambda tenure: tenure.post not in HEADS)
    found = in_office or in_charge
    return found[0] if found else None


def add_years(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def election_due(held_on: date, term_years: int) -> date:
    """The day on which the term of a body elected on `held_on` runs out."""
    return add_years(held_on, term_years)
