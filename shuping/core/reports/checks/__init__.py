"""The duty checks: what a report must show before it is handed in. One small named check each (REP-01, REP-17).

A check looks at one `Subject` and yields findings. Severity: hint and warn never stop anybody; refuse stops the
hand-in until it is mended. `REGISTRY` is judged at every hand-in, `DESK` is everything the desk shows.
"""

from .registry import DESK, REGISTRY, check, refused
from .structure import Figures, figures, first_person_share, longest, sections_for, sentences
from .values import HINT, REFUSE, WARN, Check, Facts, Finding, Judge, Promise, Subject

__all__ = [
    "DESK",
    "HINT",
    "REFUSE",
    "REGISTRY",
    "WARN",
    "Check",
    "Facts",
    "Figures",
    "Finding",
    "Judge",
    "Promise",
    "Subject",
    "check",
    "figures",
    "first_person_share",
    "longest",
    "refused",
    "sections_for",
    "sentences",
]
