"""Stored computations and decisions, opened as far as their reader may see (settled.md 4)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.db.models import Sum

from shuping.apps.ballots import api as ballots_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades.models import Computation, Decision, DecisionMeeting, Objection
from shuping.apps.grades.step_words import Told
from shuping.core.cycles.stages import Stage, at_least
from shuping.core.grading.decisions import Decided, Shortfall, Suggested, shortfall
from shuping.core.grading.edges import near_cap_border, near_edges
from shuping.core.grading.numbers import plain
from shuping.core.grading.suggestion import CEILINGS
from shuping.core.grading.values import lower_of
from shuping.core.rulesets.reading import grading_rules
from shuping.core.rulesets.values import Cap

from . import case as cases


def latest(cycle: Any) -> Computation | None:
    """The computation with the highest number, or None."""
    return Computation.objects.filter(cycle=cycle).order_by("-number").first()


def is_stale(cycle: Any, computation: Computation, participants: list[Any] | None = None) -> bool:
    """Whether an input (count, score, adjustment, veto, roster, rule set) has changed since the computation.

    `participants`: the reporters of the round, where the caller has them already.
    """
    now = cases.build(cycle, participants)
    return now.digest != computation.case_digest or ballots_api.result_digest(cycle) != computation.count_digest


def reporters_in(computation: Computation) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """(cap group, reporter of the case, result of the answer) for everybody in a computation."""
    for group, answered in zip(computation.case["groups"], computation.answer["groups"], strict=True):
        for reporter, result in zip(group["case"]["reporters"], answered["answer"]["results"], strict=True):
            yield str(group["name"]), reporter, result


def ceiling_of(reporter: Mapping[str, Any]) -> str:
    """The best grade that the vetoes in a case leave."""
    grade = "good"
    for veto in reporter.get("vetoes", []):
        grade = lower_of(grade, CEILINGS[veto["effect"]])
    return grade


def suggestions(computation: Computation) -> list[Suggested]:
    """Everybody's suggestion with the ceiling of vetoes and the cap group."""
    return [
        Suggested(
            id=computation.reporters[reporter["id"]],
            name=reporter["id"],
            suggested=result["suggested"],
            ceiling=ceiling_of(reporter),
            group=group,
        )
        for group, reporter, result in reporters_in(computation)
    ]


def caps_of(computation: Computation) -> dict[str, Cap]:
    """The cap of each cap group, as its own rules in the case say."""
    return {str(one["name"]): grading_rules(one["case"]["rules"]).cap for one in computation.case["groups"]}


def decisions_of(cycle: Any) -> dict[int, Decision]:
    """The decision rows of a round by participant."""
    rows = Decision.objects.filter(participant__cycle=cycle).select_related("computation")
    return {row.participant_id: row for row in rows}


def revision_of(cycle: Any) -> str:
    """What changes with every computation, proposal and decision: a page that was opened before is told so."""
    computation = latest(cycle)
    total = Decision.objects.filter(participant__cycle=cycle).aggregate(total=Sum("revision"))["total"] or 0
    return f"{computation.number if computation else 0}-{total}"


def meeting_of(cycle: Any) -> DecisionMeeting | None:
    """The decision meeting of a round, or None."""
    return DecisionMeeting.objects.filter(cycle=cycle).first()


def stored_shortfall(cycle: Any) -> Shortfall:
    """What the stored decisions lack, measured on the latest computation."""
    computation = latest(cycle)
    if computation is None:
        return Shortfall(undecided=tuple(cases.printed_ids(cases.reporters_of(cycle)).values()))
    decided = {
        pk: Decided(row.decided, row.decided_reason, row.waiver_reason) for pk, row in decisions_of(cycle).items()
    }
    every = suggestions(computation)
    return shortfall(every, decided, cycles_api.rules_of(cycle).grading.cap, caps_of(computation))


def is_published(cycle: Any) -> bool:
    """Whether grades may be read by those who see the published set only."""
    return at_least(Stage(cycle.stage), Stage.DECIDED)


def decided(cycle: Any) -> dict[int, str]:
    """{participant id: grade} as decided so far."""
    rows = Decision.objects.filter(participant__cycle=cycle).exclude(decided="")
    return dict(rows.values_list("participant", "decided"))


def published(cycle: Any) -> dict[int, str]:
    """The decided grades once the round has passed the decision; empty before."""
    return decided(cycle) if is_published(cycle) else {}


def open_objections(cycle: Any) -> list[Objection]:
    """Objections that wait for an answer, or were upheld and are not settled by a new computation."""
    rows = Objection.objects.filter(participant__cycle=cycle).select_related("participant")
    return [row for row in rows if row.answered_at is None or (row.upheld and row.settled_by_id is None)]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of the computation table, already limited to what the decision meeting may see."""

    participant: Any
    group: str
    means: Mapping[str, str | None]  # only classes that may be shown apart
    ballot: str | None
    annual: str | None
    leader: str | None
    bonus: str
    deduction: str
    composite: str
    good_rate: str | None
    band: str
    suggested: str
    rank: int
    tied_with: tuple[str, ...]
    effects: tuple[str, ...]
    near: tuple[str, ...]  # edges within near_edge
    near_cap: bool  # close to the border that the cap drew among the 好
    smallest_change: int | None
    interval: tuple[str, str] | None
    steps: tuple[Mapping[str, Any], ...]
    told: Told  # what the steps are worded from
    decision: Decision | None = None
    whole: bool = True  # every class of this reporter may be shown apart
    scheme: str = ""  # the scheme that held for the unit; "" the common rules

    @property
    def proposed(self) -> str:
        """The proposed grade, or the suggestion where nothing has been proposed."""
        return (self.decision.proposed if self.decision else "") or self.suggested


@dataclass(frozen=True, slots=True)
class Table:
    """A computation as a page shows it. `all_shown`: every class may be shown apart, so that nothing is held back."""

    computation: Computation
    rows: Sequence[TableRow]
    classes: tuple[str, ...]  # columns that may be shown
    all_shown: bool
    warnings: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


def visible_steps(
    steps: Sequence[Mapping[str, Any]], shown: frozenset[str], *, whole: bool
) -> Iterator[Mapping[str, Any]]:
    """The steps the decision meeting may read: what would reveal a class that is held back is left out.

    F1 stands per class; F2, F4 and F11 rest on all classes together and appear only if all are shown; an F6 tie that a
    class separated says so without a figure, which the meeting may know.
    """
    for step in steps:
        if step["code"] == "F1" and step["params"].get("class") not in shown:
            continue
        if step["code"] in ("F2", "F4", "F11") and not whole:
            continue
        yield step


def _near_cap(computation: Computation, width: Fraction) -> set[tuple[str, str]]:
    """(cap group, reporter id) of those close to the border the cap drew; vetoed ones were lowered by the veto."""
    kept: dict[str, dict[str, Fraction]] = {}
    lowered: dict[str, dict[str, Fraction]] = {}
    for group, reporter, result in reporters_in(computation):
        if result["band"] == "good" and ceiling_of(reporter) == "good":
            side = kept if result["suggested"] == "good" else lowered
            side.setdefault(group, {})[reporter["id"]] = Fraction(result["composite"])
    return {(group, one) for group in kept for one in near_cap_border(kept[group], lowered.get(group, {}), width)}


def table(cycle: Any, computation: Computation) -> Table:
    """The table of one computation for the decision meeting."""
    rules = cycles_api.rules_of(cycle)
    schemes = {str(one["name"]): one for one in computation.case["groups"]}
    grading = {name: grading_rules(one["case"]["rules"]) for name, one in schemes.items()}
    shown_to = ballots_api.shown_by_reporter(cycle)
    participants = {one.pk: one for one in cycles_api.Participant.objects.filter(cycle=cycle)}
    decisions = decisions_of(cycle)
    bordering = _near_cap(computation, rules.near_edge)
    warned = {str(one["name"]): one["answer"]["warnings"] for one in computation.answer["groups"]}
    rows = []
    held_back: set[str] = set()
    for group_name, reporter, result in reporters_in(computation):
        pk = computation.reporters[reporter["id"]]
        own = grading[group_name]
        shown = shown_to.get(pk, frozenset())
        whole = shown >= set(own.class_weights) or not own.component_weights.get("ballot")
        if not whole:
            held_back.add(reporter["id"])
        edges = [band.from_ for band in own.bands]
        stability = result["stability"]
        rows.append(
            TableRow(
                participant=participants[pk],
                group=group_name,
                means={code: mean for code, mean in result["class_means"].items() if code in shown},
                ballot=result["ballot"],
                annual=reporter["annual"],
                leader=reporter["leader"],
                bonus=reporter["bonus"],
                deduction=reporter["deduction"],
                composite=result["composite"],
                good_rate=result["good_rate"] if whole else None,
                band=result["band"],
                suggested=result["suggested"],
                rank=result["rank"],
                tied_with=tuple(result["tied_with"]),
                effects=tuple(veto["effect"] for veto in reporter["vetoes"]),
                near=tuple(plain(edge) for edge in near_edges(Fraction(result["composite"]), edges, rules.near_edge)),
                near_cap=(group_name, reporter["id"]) in bordering,
                smallest_change=stability["smallest_change"] if whole else None,
                interval=tuple(stability["interval"]) if whole and stability["interval"] else None,
                steps=tuple(visible_steps(result["steps"], shown, whole=whole)),
                told=Told(own, cycle.rule_set.body["grade_names"], reporter, result, warned[group_name]),
                decision=decisions.get(pk),
                whole=whole,
                scheme=str(schemes[group_name].get("scheme", "")),
            )
        )
    warnings = [
        warning
        for group in warned.values()
        for warning in group
        if warning["code"] != "F2" or warning["params"]["id"] not in held_back
    ]
    rows.sort(key=lambda row: (row.participant.order_no, row.participant.pk))
    classes = tuple(code for code in rules.grading.class_weights if any(code in row.means for row in rows))
    return Table(computation, rows, classes, not held_back, tuple(warnings))
