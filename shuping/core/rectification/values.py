"""What is typed about a problem, a planned row, a talk and a line of a speech, each as one value."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words and the classification of a problem; `category` is a code of the dictionary or empty."""

    text: str
    category: str = ""
    common: bool = False
    root_cause: str = ""
    severity: str = "normal"
    source_detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem(Wording):
    """A problem that is opened: from which source, and the key of what it was taken from ("report:7") or empty."""

    source: str
    source_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """What the unit plans for one problem beside its measures; `due_on` is the local day of the deadline (R-63)."""

    kind: str
    objective: str = ""
    lead_leader: str = ""
    lead_department: str = ""
    assisting: str = ""
    due_on: date | None = None
    root_cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRecord:
    """One talk: `kind` formal or reminder, why it was held, what was said, what follows until when."""

    kind: str
    held_on: date
    led_by: str
    ground: str
    record: str
    follow_up: str = ""
    follow_up_due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTask:
    """The task that follows from a line of a speech, and its figures of two years with their source."""

    work: str = ""
    owner: str = ""
    due_on: date | None = None
    figure_last_year: str = ""
    figure_this_year: str = ""
    figure_source: str = ""
