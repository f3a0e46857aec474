"""What became of a document from above: 收到 → 传达学习 → 研究 → 部署 → 任务落实 (SPC-14).

A chain is judged by its dates alone. No step is asked for twice, and a step that was skipped is named, so that a
document which was passed on without being studied can be told from one that was taken up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shuping.core.errors import RuleError

# 建议值: no central rule names a number of days; the office's own plan prevails.
STUDY_WITHIN = timedelta(days=30)
DUE_SOON = timedelta(days=7)


class Step(StrEnum):
    """What a Party organisation does with a document from above, in this order."""

    STUDIED = "studied"  # 传达学习
    DISCUSSED = "discussed"  # 研究
    DEPLOYED = "deployed"  # 部署


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What the register keeps of a document from above (收文登记); `requirements` one a line, days local."""

    title: str
    issuer: str
    number: str
    kind: str
    issued_on: date
    received_on: date
    requirements: str


class TaskState(StrEnum):
    """Where a task stands. `overdue` is computed, never stored."""

    OPEN = "open"  # 落实中
    REPORTED = "reported"  # 已报办结
    DONE = "done"  # 已确认
    DROPPED = "dropped"  # 不再执行, with a reason


# What may be done with a task in which state; whoever reported it never confirms it (the services look at that).
_ACTS: dict[str, tuple[TaskState, ...]] = {
    "report": (TaskState.OPEN,),
    "confirm": (TaskState.REPORTED,),
    "return": (TaskState.REPORTED,),
    "drop": (TaskState.OPEN, TaskState.REPORTED),
}


@dataclass(frozen=True, slots=True)
class Task:
    """A task as the rules see it."""

    due_on: date
    state: TaskState


@dataclass(frozen=True, slots=True)
class Chain:
    """A document's dates: when it came, on which days each step was done (any order), and its tasks."""

    received_on: date
    studied: tuple[date, ...] = ()
    discussed: tuple[date, ...] = ()
    deployed: tuple[date, ...] = ()
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a chain has come.

    `reached`: the furthest step done, None for none. `missing`: the steps not done, in order. `skipped`: steps not
    done although a later one was. `days_to_study`: days from receipt to the first study, None while there is none.
    `late`: not studied within STUDY_WITHIN. `tasks`, `done`, `overdue`: counts, dropped tasks left out.
    """

    reached: Step | None
    missing: tuple[Step, ...]
    skipped: tuple[Step, ...]
    days_to_study: int | None
    late: bool
    tasks: int
    done: int
    overdue: int

    @property
    def complete(self) -> bool:
        """Whether every step and every task is done."""
        return not self.missing and self.done == self.tasks


def standing(chain: Chain, on: date) -> Standing:
    """How far a chain has come on the day `on`."""
    days = {Step.STUDIED: chain.studied, Step.DISCUSSED: chain.discussed, Step.DEPLOYED: chain.deployed}
    done = [step for step in Step if days[step]]
    missing = tuple(step for step in Step if not days[step])
    reached = done[-1] if done else None
    order = list(Step)
    skipped = tuple(step for step in missing if reached is not None and order.index(step) < order.index(reached))
    first = min(chain.studied) if chain.studied else None
    counted = [task for task in chain.tasks if task.state is not TaskState.DROPPED]
    return Standing(
        reached=reached,
        missing=missing,
        skipped=skipped,
        days_to_study=None if first is None else (first - chain.received_on).days,
        late=(first or on) > chain.received_on + STUDY_WITHIN,
        tasks=len(counted),
        done=sum(task.state is TaskState.DONE for task in counted),
        overdue=sum(is_overdue(task, on) for task in counted),
    )


def is_overdue(task: Task, on: date) -> bool:
    """Whether a task still owed is past its day."""
    return task.state is TaskState.OPEN and task.due_on < on


def check_step(step: str, held_on: date, *, received_on: date, today: date) -> Step:
    """Judge a step before it is kept. Raises RuleError registers.unknown_step, step_before_receipt, step_in_future."""
    if step not in tuple(Step):
        raise RuleError("registers.unknown_step", step=step)
    if held_on < received_on:
        raise RuleError("registers.step_before_receipt", on=held_on, received=received_on)
    if held_on > today:
        raise RuleError("registers.step_in_future", on=held_on)
    return Step(step)


def check_act(act: str, state: str) -> None:
    """Whether `act` (report, confirm, return, drop) may be done in `state`. Raises RuleError registers.task_not_so."""
    if state not in _ACTS[act]:
        raise RuleError("registers.task_not_so", state=state, act=act)


@dataclass(frozen=True, slots=True)
class YearFigures:
    """What the report upward says of a year: counts of documents and tasks, nobody's opinion."""

    received: int
    studied: int
    studied_late: int
    discussed: int
    deployed: int
    tasks: int
    done: int
    overdue: int


def year_figures(standings: Sequence[Standing]) -> YearFigures:
    """Add up the chains of a year."""
    return YearFigures(
        received=len(standings),
        studied=sum(Step.STUDIED not in one.missing for one in standings),
        studied_late=sum(one.late for one in standings),
        discussed=sum(Step.DISCUSSED not in one.missing for one in standings),
        deployed=sum(Step.DEPLOYED not in one.missing for one in standings),
        tasks=sum(one.tasks for one in standings),
        done=sum(one.done for one in standings),
        overdue=sum(one.overdue for one in standings),
    )
