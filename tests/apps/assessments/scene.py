"""An assessment in any stage, made through the services, for tests of services and pages."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from shuping.apps.accounts.models import User
from shuping.apps.assessments import api
from shuping.apps.assessments.models import Assessment, Deduction, Finding, Scheme, UnitAssessment, Visit
from shuping.apps.assessments.queries import claims_of
from shuping.apps.reports import api as reports_api
from shuping.apps.reports.models import Evidence, Report, ReportVersion
from shuping.core.assessments.defaults import default_body
from shuping.core.roles.catalog import Role
from tests.apps.cycles.permission_rows import child_row
from tests.factories.world import World

AT = datetime(2021, 1, 20, 2, 0, tzinfo=UTC)
DAY = date(2021, 1, 18)
F = Fraction


def later(days: int) -> datetime:
    """A moment some days after AT."""
    return AT + timedelta(days=days)


def make_scheme(world: World, name: str = "考核指标", **more: Any) -> Scheme:
    """The suggested scheme, not yet used; the one that stands where it was made already."""
    standing = Scheme.objects.filter(organizer=world.root, name=name).first()
    if standing is not None and not more:
        return standing
    return api.make_scheme(organizer=world.root, name=name, by=world.actor(Role.OFFICE), at=AT, **more)


def opened(world: World) -> Assessment:
    """The assessment of this year's round for both units."""
    standing = Assessment.objects.filter(cycle=world.cycle).first()
    if standing is not None:
        return standing
    return api.open_assessment(
        cycle=world.cycle,
        schemes=[make_scheme(world)],
        self_due=date(2021, 1, 25),
        by=world.actor(Role.OFFICE),
        at=AT,
    )


def child_scheme(world: World, whose: str = "own") -> Scheme:
    """The scheme of a unit that reviews its own branches."""
    name, organizer = "党支部考核指标", world.unit(whose).organization
    standing = Scheme.objects.filter(organizer=organizer, name=name).first()
    return standing or api.make_scheme(organizer=organizer, name=name, by=organizer_of(world, whose), at=AT)


def organizer_of(world: World, whose: str = "own") -> Any:
    """The clerk of a unit that organises a round of its own."""
    child_row(world, whose)
    return replace(world.actor(Role.CLERK, whose), organizes=True)


def opened_child(world: World, whose: str = "own") -> Assessment:
    """The assessment of the unit's one branch in the unit's own round."""
    cycle = child_row(world, whose).cycle
    standing = Assessment.objects.filter(cycle=cycle).first()
    if standing is not None:
        return standing
    cycle.stage = "preparing"
    cycle.save()
    schemes, by = [child_scheme(world, whose)], organizer_of(world, whose)
    return api.open_assessment(cycle=cycle, schemes=schemes, self_due=date(2021, 1, 25), by=by, at=AT)


def unit(world: World, whose: str = "own") -> UnitAssessment:
    """One unit of it, as stored now."""
    return opened(world).units.get(participant=world.unit(whose).participant)


def report(world: World, whose: str = "own") -> ReportVersion:
    """A written report as handed in; the one that stands where there is one."""
    made, new = Report.objects.get_or_create(
        participant=world.unit(whose).participant, kind="written", defaults={"state": "submitted", "round_number": 1}
    )
    if not new:
        return made.versions.get()
    return ReportVersion.objects.create(
        report=made,
        number=1,
        title="述职报告",
        sections={"achievements": "我带队除雪保畅17次。谈心谈话做到全覆盖。", "problems": "融合不够，措施不实。"},
        length=27,
        problem_length=8,
        at=AT,
        submitted=True,
        round_number=1,
    )


def figures_of_attendance(world: World) -> Evidence:
    """A piece in the unit's library, before → after."""
    new = reports_api.NewEvidence(
        title="组织生活出席统计", kind="data", happened_on=DAY, measure="出席率", before="82%", after="96%",
        data_source="支部台账",
    )  # fmt: skip
    return reports_api.add_evidence(organization=world.own.organization, new=new, by=world.actor(Role.CLERK), at=AT)


def hand_in(world: World, whose: str = "own", at: datetime = AT) -> UnitAssessment:
    """The unit scores itself in full on every indicator."""
    row = unit(world, whose)
    leaves = [one for group in default_body()["groups"] for one in group["indicators"]]  # type: ignore[attr-defined]
    return api.save_self_score(
        unit=row,
        points={one["key"]: one["full"] for one in leaves},
        statements={"3.1": "出席率由82%到96%"},
        summary="一年来抓实三件事。",
        revision=row.revision,
        hand_in=True,
        by=world.actor(Role.CLERK, whose),
        at=at,
    )


def draw(world: World, people: tuple[str, ...] = ("office", "office_head", "discipline"), groups: int = 1) -> list[Any]:
    """Groups of these people."""
    users = [world.user(role) for role in people]
    return api.draw_groups(
        assessment=opened(world), people=users, groups=groups, seed="7", by=world.actor(Role.OFFICE), at=AT
    )


def visit(world: World, whose: str = "own", people: tuple[str, ...] = ("office", "office_head", "discipline")) -> Visit:
    """The visit of one unit."""
    if not opened(world).groups.exists():
        draw(world, people)
    return Visit.objects.get(unit=unit(world, whose))


def entry(line: str = "d-3.1", key: str = "3.1", points: str = "2", **more: Any) -> api.DeductionEntry:
    """A deduction as typed on a phone."""
    values: dict[str, Any] = {"fact": "三季度缺会2次", "happened_on": DAY, "place": "支部会议记录本", **more}
    return api.DeductionEntry(line, key, F(points), **values)


def finding(world: World, verdict: str = "partly", whose: str = "own", **more: Any) -> api.FindingEntry:
    """A finding about the second sentence of the report."""
    claim = claims_of(world.unit(whose).participant)[1]
    version, section, start, end = claim.place.split(":")
    values: dict[str, Any] = {"method": "interview", "fact": "抽查10人，谈过6人", "happened_on": DAY, **more}
    return api.FindingEntry("f-0", "H1", int(version), section, int(start), int(end), verdict, **values)


def checked(world: World, whose: str = "own", *entries: api.DeductionEntry) -> UnitAssessment:
    """Handed in, visited, with deductions, the visit finished."""
    if unit(world, whose).state == "self_score":
        hand_in(world, whose)
    row, by = visit(world, whose), world.actor(Role.DISCIPLINE)
    api.receive_form(visit=row, client_id="phone-0001", deductions=entries or (entry(),), by=by, at=AT)
    api.finish_visit(visit=row, by=by, at=AT)
    return unit(world, whose)


def delivered(world: World, whose: str = "own", *entries: api.DeductionEntry) -> UnitAssessment:
    """With the unit for its answer."""
    row = checked(world, whose, *entries)
    return api.deliver(unit=row, by=world.actor(Role.OFFICE), at=AT)


def answered(world: World, accepted: bool, whose: str = "own", at: datetime = AT) -> UnitAssessment:
    """The unit accepts or objects to everything."""
    row = unit(world, whose)
    answers = {
        one.pk: api.UnitAnswer(accepted, "" if accepted else "该次为抗洪抢险，已补会")
        for one in row.deductions.filter(verdict="open")
    }
    return api.answer_deductions(unit=row, answers=answers, by=world.actor(Role.REPORTER, whose), at=at)


def confirmed(world: World, whose: str = "own") -> UnitAssessment:
    """Confirmed by the unit with one deduction of 2."""
    delivered(world, whose)
    return answered(world, True, whose)


def deduction(world: World, whose: str = "own") -> Deduction:
    """The only deduction of a unit."""
    return unit(world, whose).deductions.get()


def one_finding(world: World) -> Finding:
    """A finding on the visit of the own unit."""
    report(world)
    row = visit(world)
    api.receive_form(
        visit=row, client_id="phone-0002", findings=(finding(world),), by=world.actor(Role.DISCIPLINE), at=AT
    )
    return Finding.objects.get()


def everybody(world: World) -> list[User]:
    """Every account of the world."""
    return list(world.users.values())
