"""A whole round of three units, carried through the services from the plan to the archive.

The demonstration's own storyteller, on a department of three units. `play` calls `stop(name)` before every act that
tests of damage, of killed processes and of two people begin from.
"""

from collections.abc import Callable
from datetime import date
from unittest import mock

from shuping.apps.cycles import api as cycles
from shuping.apps.rectification.services import dictionary
from shuping.dev.demo import register
from shuping.dev.demo.department import DEPARTMENT
from shuping.dev.demo.moments import at
from shuping.dev.demo.register import Cast
from shuping.dev.demo.story import Y2020
from shuping.dev.demo.years import Year, problems

CODES = ("A02", "H02", "W04")


def fill() -> Cast:
    """The register with three units; who holds which log-in."""
    few = tuple(data for data in register.UNITS if data.code in CODES)
    with mock.patch.object(register, "UNITS", few):
        return register.fill()


def begin(cast: Cast) -> Year:
    """The round of 2020 as a draft."""
    office = cast.actor("office")
    dictionary.seed_common_problems(by=office, at=at(date(2020, 11, 2)))
    cycle = cycles.create_cycle(
        organizer=cast.root,
        year=2020,
        scope=cycles.Scope(
            title=f"{DEPARTMENT}2020年度党组织书记抓基层党建述职评议考核",
            unit_classes=("institution", "enforcement", "highway", "enterprise", "college"),
            cutoff_date=date(2020, 12, 31),
        ),
        by=office,
        at=at(date(2020, 11, 4)),
    )
    return Year(cast, cycle, Y2020)


def write_reports(year: Year) -> None:
    """Every text drafted."""
    for code in year.participants():
        year.write(code, year.sections(code), year.calendar.report_due)


def approve_reports(year: Year) -> None:
    """Handed in, approved, with a comment outline."""
    day = year.calendar.report_due
    for code in year.participants():
        if year.participants()[code].texts.filter(state="draft").exists():
            year.hand_in(code, day)
        year.approve(code, day)
        own = problems(year.cycle.year, code)
        commented = [row.problem for row in own if row.source == "comment"] or [own[0].problem]
        year.outline(code, day, [year.sections(code)["achievements"]], commented, ["限期整改，按季度报告进展"])


def hold_meeting(year: Year) -> None:
    """Order fixed, materials locked, attendance, the ballot begins."""
    days, office = year.calendar, year.cast.actor("office")
    spoken = [row.pk for row in year.participants().values() if row.mode == "on_the_spot"]
    cycles.fix_order(cycle=year.cycle, ids=spoken, drawn=True, by=office, at=at(days.report_due, 16))
    year.advance(days.report_due)
    rows = {"A": (9, 9), "B": (13, 13), "C": (22, 20)}
    cycles.record_attendance(cycle=year.cycle, rows=rows, by=office, at=at(days.meeting, 8, 40))
    year.advance(days.meeting)


def play(cast: Cast, stop: Callable[[str, Year], None] = lambda name, year: None) -> Year:
    """From the plan to the archive."""
    year = begin(cast)
    year.plan("青交党〔2020〕28号")
    write_reports(year)
    stop("written", year)
    year.hand_in("A02", year.calendar.report_due)
    stop("handed_in", year)
    approve_reports(year)
    hold_meeting(year)
    year.count()
    year.grade({})
    year.feed_back()
    year.make_plans()
    year.close_rows()
    year.look_back({})
    stop("looked_back", year)
    year.archive()
    return year
