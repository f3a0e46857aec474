"""Facts of a round in which nothing is missing, to be spoilt one at a time."""

from dataclasses import replace
from datetime import date

from shuping.core.cycles.facts import CountFacts, Facts, GradeFacts, PlanFacts, RectificationFacts


def complete(stage: str) -> Facts:
    """A round at `stage` for which every guard is met."""
    return Facts(
        plan=PlanFacts(
            stage=stage,
            voter_classes=3,
            categories=5,
            reporters=13,
            on_the_spot=7,
            approving_meeting="厅党组会议",
            approved_on=date(2020, 11, 20),
            notice_number="青交党〔2020〕41号",
            notice_on=date(2020, 11, 25),
            order_fixed=True,
            rosters_frozen=True,
            circular_range="厅属各单位党组织",
        ),
        count=CountFacts(session_closed=True, confirmations=2, locked=True),
        grades=GradeFacts(
            veto_facts_confirmed=True, computed=True, decision_meeting_on=date(2021, 2, 3), members_present=7
        ),
        rectification=RectificationFacts(),
    )


def spoilt(stage: str, room: str, **values: object) -> Facts:
    """The complete facts with some values of one room changed."""
    facts = complete(stage)
    return replace(facts, **{room: replace(getattr(facts, room), **values)})  # type: ignore[arg-type]
