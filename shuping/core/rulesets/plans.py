"""Four published plans as rule sets (cases B to E of domain.md section 10): their own weights, bands, lengths, dates.

What a plan does not say keeps the default and its label 建议值. Source numbers in square brackets are those of the
specification's list of sources.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from .defaults import default_body


@dataclass(frozen=True, slots=True)
class PlanDate:
    """A date a plan names: month and day, or so many days before the meeting, with an hour where it says one."""

    kind: str
    month: int | None = None
    day: int | None = None
    days_before_meeting: int | None = None
    hour: int | None = None


@dataclass(frozen=True, slots=True)
class PublishedPlan:
    """One published plan: the letter of its case, the rule set's body, the dates it names."""

    code: str
    body: Mapping[str, object]
    dates: tuple[PlanDate, ...] = ()


def _body(name: str, source: str, changes: Mapping[str, object]) -> dict[str, object]:
    """The default body with `changes` by dotted key; each changed key carries the plan's source."""
    body = default_body()
    body["name"] = name
    sources = cast(dict[str, str], body["sources"])
    for key, value in changes.items():
        *parents, last = key.split(".")
        place = body
        for parent in parents:
            place = cast(dict[str, object], place[parent])
        place[last] = value
        sources[key] = source
    return body


def _class(code: str, name: str, reporters_vote: bool = False) -> dict[str, object]:
    return {"code": code, "name": name, "eligible": None, "reporters_vote": reporters_vote}


_BANDS = [
    {"grade": "good", "from": "90"},
    {"grade": "fairly_good", "from": "75"},
    {"grade": "average", "from": "60"},
    {"grade": "poor", "from": "0"},
]


def _case_b() -> PublishedPlan:
    body = _body(
        "两类人员百分制测评方案",
        "R-42：已公布方案[20]",
        {
            "grading.class_weights": {"A": "0.6", "B": "0.4"},
            "grading.component_weights": {"ballot": "1"},
            "grading.tie_order": ["composite", "class:A"],
            "grading.cap": {"kind": "none"},
            "classes": [_class("A", "领导班子成员"), _class("B", "书记、党务部门负责人和组织员", True)],
            "ballot.numeric": True,
            "ballot.quorum": {"A": "1/2", "B": "2/3"},
            "meeting.speech_minutes": 10,
            "meeting.order": "draw",
        },
    )
    return PublishedPlan("B", body)


def _case_c() -> PublishedPlan:
    body = _body(
        "基层单位百分制评议方案",
        "R-43：已公布方案[21]",
        {
            "grading.class_weights": {"A": "1"},
            "grading.component_weights": {"ballot": "1"},
            "grading.bands": _BANDS,
            "grading.tie_order": ["composite"],
            "grading.cap": {"kind": "none"},
            "classes": [_class("A", "评委")],
            "ballot.numeric": True,
            "ballot.quorum": {"A": "1/2"},
            "report.written_max": 1000,
            "report.spoken_max": 1000,
            "meeting.speech_minutes": 5,
            "meeting.order": "fixed",
        },
    )
    return PublishedPlan("C", body, (PlanDate("report_due", days_before_meeting=2, hour=17),))


def _case_d() -> PublishedPlan:
    body = _body(
        "述职二成、年度党建考核八成方案",
        "R-51、R-16：已公布方案[23]",
        {
            "grading.component_weights": {"ballot": "0.2", "annual": "0.8"},
            "report.written_max": 3000,
            "report.min_problem_share": [1, 4],
        },
    )
    return PublishedPlan("D", body)


def _case_e() -> PublishedPlan:
    body = _body(
        "较好及以下不少于15%方案",
        "R-52、R-15：已公布方案[24]",
        {
            "grading.cap": {"kind": "not_good_min", "share": "0.15"},
            "report.written_max": 4000,
            "report.spoken_max": 1300,
            "report.self_evaluation_max": 600,
            "meeting.speech_minutes": 5,
        },
    )
    dates = (
        PlanDate("report_due", 12, 16),
        PlanDate("meeting", 12, 21),
        PlanDate("decision", 12, 25),
        PlanDate("feedback", 12, 26),
        PlanDate("plan_due", 12, 29),
    )
    return PublishedPlan("E", body, dates)


def published() -> dict[str, PublishedPlan]:
    """The four plans by the letter of their case, freshly made."""
    return {plan.code: plan for plan in (_case_b(), _case_c(), _case_d(), _case_e())}
