"""Reports opened for both units, and short ways to write, hand in and review them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from shuping.apps.reports import api as reports_api
from shuping.apps.reports.models import Report
from shuping.base.actor import Actor
from tests.factories.world import World

SECTIONS = {
    "achievements": "我主持制定了党建计划，到六个支部讲党课四次。",
    "problems": "我抓支部建设不够细，两个支部的组织生活记录不全。",
    "causes": "主要原因是我到基层少，指导不及时。",
    "plans": "我将在六月底前逐个支部过一遍记录。",
}
LINES = [
    {"problem": "学习不够深入", "promise": "补课四次", "state_then": "已销号", "origin": "issue:1"},
    {"problem": "活动形式单一", "promise": "换形式", "state_then": "正在整改", "origin": "issue:2"},
]


@dataclass
class Desk:
    """The world with its reports open."""

    world: World
    at: datetime

    def report(self, whose: str = "own", kind: str = "written") -> Report:
        return Report.objects.get(participant=self.world.unit(whose).participant, kind=kind)

    def actor(self, role: str, whose: str = "own") -> Actor:
        return self.world.actor(role, whose)

    def write(self, whose: str = "own", kind: str = "written", role: str = "clerk", **sections: str) -> Report:
        report = self.report(whose, kind)
        return reports_api.save_draft(
            report=report,
            title="述职报告",
            sections={**SECTIONS, **sections},
            answers={1: "已补课四次。", 2: "已换三种形式。"},
            revision=report.revision,
            by=self.actor(role, whose),
            at=self.at,
        )

    def hand_in(self, whose: str = "own", kind: str = "written", at: datetime | None = None) -> Report:
        report = self.report(whose, kind)
        reports_api.submit(
            report=report, confirmed=True, revision=report.revision, by=self.actor("reporter", whose), at=at or self.at
        )
        return self.report(whose, kind)

    def give_back(self, whose: str = "own", kind: str = "written", reason: str = "问题不具体") -> Report:
        reports_api.return_report(report=self.report(whose, kind), reason=reason, by=self.actor("office"), at=self.at)
        return self.report(whose, kind)

    def approve(self, whose: str = "own", kind: str = "written") -> Report:
        reports_api.approve(report=self.report(whose, kind), by=self.actor("office"), at=self.at)
        return self.report(whose, kind)

    def approved(self, whose: str = "own", kind: str = "written") -> Report:
        self.write(whose, kind)
        self.hand_in(whose, kind)
        return self.approve(whose, kind)


@pytest.fixture(autouse=True)
def files(settings: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Files of a test lie in its own folder."""
    settings.FILES = tmp_path / "files"  # type: ignore[attr-defined]
    return tmp_path / "files"


@pytest.fixture
def desk(world: World, at: datetime) -> Desk:
    """Reports opened for both units; last year's two lines stand in the own unit's."""
    for unit, lines in ((world.own, LINES), (world.other, [])):
        reports_api.open_reports(unit.participant, lines, by=world.actor("office"), at=at)
    return Desk(world, at)


Hand = Callable[..., Report]
