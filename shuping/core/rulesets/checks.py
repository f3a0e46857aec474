"""All faults of a rule set at once, for the plan's pre-flight check (CYC-02) and the guard PLAN_APPROVED."""

from . import reading
from .nodes import Fault, Node


def found(body: object) -> tuple[Fault, ...]:
    """Every fault of `body` with its code and parameters; empty when the rule set is whole. Raises nothing."""
    faults: list[Fault] = []
    reading.read(Node(body, "", faults))
    return tuple(dict.fromkeys(faults))


def faults(body: object) -> tuple[str, ...]:
    """Every fault of `body` as one line "code: key (figures)"; empty when the rule set is whole. Raises nothing."""
    return tuple(str(fault) for fault in found(body))
