"""From plain JSON data to a RuleSet or GradingRules, checked whole."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TypeVar

from . import grading_rules as grading
from . import schemes
from .nodes import Node
from .values import (
    ABSTAIN,
    ELECTORATES,
    GRADES,
    MEETING,
    AdjustmentRules,
    BallotRules,
    Cap,
    GradingRules,
    MeetingRules,
    RectificationRules,
    ReportRules,
    RuleSet,
    VetoKind,
    VoterClass,
)

EFFECTS = ("not_good", "at_most_average", "poor")
UNCONFIRMED = ("R-58", "R-59")
SECTIONS = ("achievements", "problems", "causes", "plans", "last_year")
T = TypeVar("T")

_YEAR = 366  # no term after the feedback is longer; a day beyond the calendar would break the deadlines


def grading_rules(mapping: object) -> GradingRules:
    """The `rules` object of `shuping grade` (contracts.md). Raises InputError naming the key."""
    return grading.read(Node(mapping, "rules"))


def rule_set(body: object) -> RuleSet:
    """A whole rule set from plain data whose keys mirror `values.RuleSet`. Raises InputError naming the key."""
    return read(Node(body, ""))


def read(node: Node) -> RuleSet:
    """The rule set under `node`; raises or collects, as the node is made."""
    parts = node.fields(
        required=("name", "grading", "grade_names", "classes"),
        optional=(
            "ballot",
            "report",
            "meeting",
            "adjustments",
            "vetoes",
            "rectification",
            "near_edge",
            "sources",
            "unconfirmed",
            "schemes",
        ),
    )
    before = len(node.faults or ())

    def part(name: str, reader: Callable[[Node], T], fallback: T) -> T:
        return reader(parts[name]) if name in parts else fallback

    rules = part("grading", grading.read, _NOTHING)
    classes = part("classes", _classes, _NO_CLASSES)
    if "classes" in parts and "grading" in parts:
        _same_classes(parts["classes"], classes, rules)
    report = part("report", _report, ReportRules())
    return RuleSet(
        name=part("name", Node.text, ""),
        grading=rules,
        grade_names=part("grade_names", _grade_names, {}),
        classes=classes,
        ballot=part("ballot", lambda child: _ballot(child, classes), BallotRules()),
        report=report,
        meeting=part("meeting", _meeting, MeetingRules()),
        adjustments=part("adjustments", _adjustments, AdjustmentRules()),
        vetoes=part("vetoes", _vetoes, ()),
        rectification=part("rectification", _rectification, RectificationRules()),
        near_edge=part("near_edge", lambda child: child.number(least=0, most=100), Fraction(1, 2)),
        unconfirmed=part("unconfirmed", _unconfirmed, ()),
        sources=part("sources", lambda child: {key: value.text() for key, value in child.mapping().items()}, {}),
        schemes=part(
            "schemes",
            lambda child: schemes.read(
                child,
                parts,
                codes=frozenset(one.code for one in classes if one.weighted),
                report=_report,
                trusted=len(node.faults or ()) == before,
            ),
            (),
        ),
    )


_NO_CLASSES: tuple[VoterClass, ...] = ()
_NOTHING = GradingRules({}, {}, {}, (), Cap(), True, ("composite",))


def _grade_names(node: Node) -> dict[str, str]:
    names = {code: child.text() for code, child in node.fields(required=(*GRADES, ABSTAIN)).items()}
    if len(set(names.values())) != len(names):
        node.fail("rulesets.grade_name_twice")
    return names


def _classes(node: Node) -> tuple[VoterClass, ...]:
    found: list[VoterClass] = []
    for item in node.items():
        parts = item.fields(required=("code", "name"), optional=("eligible", "reporters_vote", "electorate"))
        if "code" not in parts or "name" not in parts:
            continue
        code = parts["code"].text()
        if not grading.LETTERS.fullmatch(code):
            parts["code"].fail("rulesets.class_not_letters")
        if any(code == other.code for other in found):
            parts["code"].fail("rulesets.class_twice", value=code)
        eligible = parts.get("eligible")
        found.append(
            VoterClass(
                code=code,
                name=parts["name"].text(),
                eligible=eligible.integer(least=1) if eligible is not None and eligible.value is not None else None,
                reporters_vote=parts["reporters_vote"].flag() if "reporters_vote" in parts else False,
                electorate=parts["electorate"].choice(ELECTORATES) if "electorate" in parts else MEETING,
            )
        )
        if found[-1].per_reporter and found[-1].reporters_vote:
            parts["reporters_vote"].fail("rulesets.members_are_not_reporters", value=code)
    return tuple(found)


def _same_classes(node: Node, classes: Sequence[VoterClass], rules: GradingRules) -> None:
    codes = {one.code for one in classes if one.weighted}
    for code in sorted(codes ^ set(rules.class_weights)):
        node.fail("rulesets.class_without_weight" if code in codes else "rulesets.weight_without_class", value=code)


def _ballot(node: Node, classes: Sequence[VoterClass]) -> BallotRules:
    parts = node.fields(optional=("numeric", "validity", "all_same", "smallest_shown", "quorum"))
    usual = BallotRules()
    quorum: dict[str, Fraction] = {}
    if "quorum" in parts:
        for code, child in parts["quorum"].mapping().items():
            if code not in {one.code for one in classes}:
                child.fail("rulesets.unknown_class", value=code)
            quorum[code] = child.number(least=0, most=1, ratio=True)
    return BallotRules(
        numeric=parts["numeric"].flag() if "numeric" in parts else usual.numeric,
        validity=parts["validity"].choice(("row", "form")) if "validity" in parts else usual.validity,
        all_same=parts["all_same"].choice(("warn", "void")) if "all_same" in parts else usual.all_same,
        smallest_shown=parts["smallest_shown"].integer(least=1) if "smallest_shown" in parts else usual.smallest_shown,
        quorum=quorum,
    )


def _report(node: Node) -> ReportRules:
    names = ("count_mode", "written_max", "spoken_max", "self_evaluation_max")
    parts = node.fields(optional=(*names, "min_problem_share", "rounds_warned", "sections"))
    usual = ReportRules()
    evaluation = parts.get("self_evaluation_max")
    return ReportRules(
        count_mode=parts["count_mode"].choice(("characters", "wps")) if "count_mode" in parts else usual.count_mode,
        written_max=parts["written_max"].integer(least=1) if "written_max" in parts else usual.written_max,
        spoken_max=parts["spoken_max"].integer(least=1) if "spoken_max" in parts else usual.spoken_max,
        self_evaluation_max=(
            evaluation.integer(least=1) if evaluation is not None and evaluation.value is not None else None
        ),
        min_problem_share=(
            _share(parts["min_problem_share"]) if "min_problem_share" in parts else usual.min_problem_share
        ),
        rounds_warned=parts["rounds_warned"].integer(least=1) if "rounds_warned" in parts else usual.rounds_warned,
        sections=_sections(parts["sections"]) if "sections" in parts else usual.sections,
    )


def _share(node: Node) -> tuple[int, int]:
    numbers = [item.integer(least=1) for item in node.items()]
    if len(numbers) != 2 or numbers[0] > numbers[1]:
        node.fail("rulesets.not_a_share")
        return (1, 3)
    return (numbers[0], numbers[1])


def _sections(node: Node) -> tuple[str, ...]:
    sections = tuple(item.choice(SECTIONS) for item in node.items())
    if not sections or len(set(sections)) != len(sections):
        node.fail("rulesets.section_twice")
    if "problems" not in sections:
        node.fail("rulesets.section_problems_missing")
    return sections


def _meeting(node: Node) -> MeetingRules:
    minutes = ("speech_minutes", "question_minutes", "comment_minutes")
    parts = node.fields(optional=(*minutes, "order"))
    usual = MeetingRules()
    return MeetingRules(
        speech_minutes=parts["speech_minutes"].integer(least=1) if "speech_minutes" in parts else usual.speech_minutes,
        question_minutes=parts["question_minutes"].integer() if "question_minutes" in parts else usual.question_minutes,
        comment_minutes=parts["comment_minutes"].integer() if "comment_minutes" in parts else usual.comment_minutes,
        order=parts["order"].choice(("draw", "fixed")) if "order" in parts else usual.order,
    )


def _adjustments(node: Node) -> AdjustmentRules:
    parts = node.fields(optional=("bonus_max", "bonus_cumulative", "deduction_max"))

    def ceiling(name: str) -> Fraction | None:
        child = parts.get(name)
        return child.number(least=0, most=100) if child is not None and child.value is not None else None

    return AdjustmentRules(
        bonus_max=ceiling("bonus_max"),
        bonus_cumulative=parts["bonus_cumulative"].flag() if "bonus_cumulative" in parts else False,
        deduction_max=ceiling("deduction_max"),
    )


def _vetoes(node: Node) -> tuple[VetoKind, ...]:
    found: list[VetoKind] = []
    for item in node.items():
        parts = item.fields(required=("code", "name", "effect"))
        if len(parts) < 3:
            continue
        kind = VetoKind(parts["code"].text(), parts["name"].text(), parts["effect"].choice(EFFECTS))
        if any(kind.code == other.code for other in found):
            item.fail("rulesets.veto_twice", value=kind.code)
        found.append(kind)
    return tuple(found)


def _rectification(node: Node) -> RectificationRules:
    parts = node.fields(optional=("plan_days", "look_back_share", "due_soon_days"))
    usual = RectificationRules()
    return RectificationRules(
        plan_days=parts["plan_days"].integer(least=1, most=_YEAR) if "plan_days" in parts else usual.plan_days,
        look_back_share=(
            parts["look_back_share"].number(least=0, most=1, ratio=True)
            if "look_back_share" in parts
            else usual.look_back_share
        ),
        due_soon_days=parts["due_soon_days"].integer(most=_YEAR) if "due_soon_days" in parts else usual.due_soon_days,
    )


def _unconfirmed(node: Node) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.choice(UNCONFIRMED) for item in node.items()))
