"""Credit and debt follow the term in which the work began, not the person who happens to sit there when it ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from .states import CLOSED, OPEN, State


@dataclass(frozen=True, slots=True)
class Term:
    """A secretary's time at one unit; `ended` is the last day, None while it runs."""

    person: int
    started: date
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One problem of the unit: the day the work on it began, and where it stands."""

    begun: date
    state: str


@dataclass(frozen=True, slots=True)
class Balance:
    """What one secretary is answered for: `credit` closed and holding, `debt` open or found again."""

    credit: int = 0
    debt: int = 0
    long_term: int = 0


def answerable(begun: date, terms: Iterable[Term]) -> int | None:
    """The person in whose term the day `begun` falls; None in a vacancy. Of two overlapping terms the later holds."""
    covering = [term for term in terms if term.started <= begun and (term.ended is None or begun <= term.ended)]
    if not covering:
        return None
    return max(covering, key=lambda term: term.started).person


def balances(works: Iterable[Work], terms: Iterable[Term]) -> Mapping[int | None, Balance]:
    """Per person (None: nobody in post then) the balance of the work that began in that person's term."""
    listed = list(terms)
    found: dict[int | None, Balance] = {}
    for work in works:
        person = answerable(work.begun, listed)
        before = found.get(person, Balance())
        owing = work.state in OPEN or work.state == State.RELAPSED
        found[person] = Balance(
            credit=before.credit + (work.state in CLOSED and not owing),
            debt=before.debt + owing,
            long_term=before.long_term + (work.state == State.LONG_TERM),
        )
    return found
