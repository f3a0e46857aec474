"""The registry: one small named check each; what stops a hand-in, and what the desk shows beside it (REP-17)."""

from collections.abc import Iterable

from . import answering, measures, names, structure, style, substitutions
from .values import REFUSE, Check, Finding, Subject

REGISTRY: tuple[Check, ...] = structure.CHECKS
"""What is judged at every hand-in."""

DESK: tuple[Check, ...] = (
    *REGISTRY,
    *structure.HEADINGS,
    *answering.CHECKS,
    *substitutions.CHECKS,
    *measures.CHECKS,
    *names.CHECKS,
    *style.CHECKS,
)
"""Everything: what `desk check` and the pages of the desk show."""


def check(subject: Subject, registry: Iterable[Check] = REGISTRY) -> tuple[Finding, ...]:
    """Every finding of every check that applies to the kind, in the order of the registry."""
    return tuple(
        Finding(entry.code, entry.severity, entry.rule, section, span, params)
        for entry in registry
        if subject.kind in entry.kinds
        for section, span, params in entry.judge(subject)
    )


def refused(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those that stop the hand-in."""
    return tuple(finding for finding in findings if finding.severity == REFUSE)
