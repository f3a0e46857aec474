"""One small department, made with plain rows, for tests of services and pages.

Two units stand side by side, `own` and `other`; each has a secretary, a clerk, a branch with its secretary. Every role
of the catalogue has a person with an account; unit roles exist in both units. A round of last year is archived, this
year's round (2020) is in preparation. Rows of one app that a test needs beyond this are made in that test.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.contrib.auth.hashers import make_password

from shuping.apps.accounts.models import RoleAssignment, User
from shuping.apps.cycles.models import Cycle, KeyDate, Participant, RuleSet
from shuping.apps.organization.models import Affiliation, Organization, OrganizationName, Person, Term
from shuping.base.actor import Actor
from shuping.core.roles.catalog import Role
from shuping.core.rulesets.defaults import default_body
from shuping.core.rulesets.digest import digest

PASSWORD = "Test-2021-word"
UNIT_ROLES = (Role.REPORTER, Role.CLERK, Role.SUB_SECRETARY, Role.UNIT_DISCIPLINE)
OPENED = date(2015, 1, 1)
_HASH = make_password(PASSWORD, hasher="md5")


@dataclass
class Unit:
    """One subordinate unit with its people and its row in this year's and last year's round."""

    organization: Organization
    branch: Organization
    secretary: Person
    clerk: Person
    branch_secretary: Person
    participant: Participant
    last_participant: Participant


@dataclass
class World:
    """Everything by name."""

    root: Organization
    own: Unit
    other: Unit
    cycle: Cycle
    last_cycle: Cycle
    users: dict[tuple[str, str], User] = field(default_factory=dict)

    def unit(self, whose: str) -> Unit:
        """`own` or `other`."""
        return self.own if whose == "own" else self.other

    def user(self, role: str, whose: str = "own") -> User:
        """The account that holds a role; `whose` matters for unit roles only."""
        return self.users[(role, whose if Role(role) in UNIT_ROLES else "own")]

    def actor(self, role: str, whose: str = "own") -> Actor:
        """The acting person for services (`by=`)."""
        user = self.user(role, whose)
        assignment = user.assignments.select_related("organization").get(role=role)
        organizes = Cycle.objects.filter(organizer=assignment.organization_id, parent__isnull=False).exists()
        return _actor(user, role, assignment.organization, organizes=organizes)

    def actors(self) -> dict[Role, Actor]:
        """The acting person of every role in the own unit or the department, as the rows stand; two queries."""
        organizers = set(Cycle.objects.filter(parent__isnull=False).values_list("organizer", flat=True))
        users = {self.user(role.value).pk: role for role in Role}
        rows = RoleAssignment.objects.filter(user__in=users).select_related("organization", "user")
        return {
            users[row.user_id]: _actor(
                row.user, row.role, row.organization, organizes=row.organization_id in organizers
            )
            for row in rows
            if row.role == users[row.user_id]
        }


def _actor(user: User, role: str, organization: Organization, *, organizes: bool) -> Actor:
    return Actor(
        user_id=user.pk,
        name=str(user),
        role=Role(role),
        organization_id=organization.pk,
        organization_path=organization.path,
        person_id=user.person_id,
        organizes=organizes,
        inherits=tuple(organization.inherits),
    )


def make_organization(parent: Organization | None, name: str, code: str, level: str, **fields: object) -> Organization:
    """An organisation with its name and affiliation rows."""
    values = {"name": name, "code": code, "level": level, "founded_on": OPENED, **fields}
    tree = Organization.objects
    made = tree.add_child(parent, values) if parent is not None else tree.add_root(values)
    OrganizationName.objects.create(organization=made, name=name, valid_from=OPENED)
    Affiliation.objects.create(organization=made, parent=parent, valid_from=OPENED)
    return Organization.objects.get(pk=made.pk)


def make_person(organization: Organization, name: str, duty: str = "") -> Person:
    """Somebody of the register with an office phone."""
    return Person.objects.create(name=name, organization=organization, duty=duty, office_phone="0900-8800")


def make_user(role: Role, organization: Organization, person: Person, username: str) -> User:
    """An account that holds one role from long ago on."""
    user = User.objects.create(
        username=username, display_name=person.name, person=person, password=_HASH, must_change_password=False
    )
    RoleAssignment.objects.create(user=user, role=role.value, organization=organization, valid_from=OPENED)
    return user


def make_cycle(organizer: Organization, year: int, stage: str, rule_set: RuleSet, previous: Cycle | None) -> Cycle:
    """A round with its meeting and report dates."""
    cycle = Cycle.objects.create(
        year=year,
        title=f"{year}年度党组织书记抓基层党建述职评议考核",
        organizer=organizer,
        previous=previous,
        stage=stage,
        rule_set=rule_set,
        cutoff_date=date(year, 12, 31),
        categories=["政治建设", "第一责任人职责", "基层组织建设", "服务中心工作", "党风廉政建设"],
        approving_meeting="厅党组会议",
        approved_on=date(year, 11, 20),
    )
    for kind, day in (("report_due", 25), ("meeting", 28)):
        KeyDate.objects.create(cycle=cycle, kind=kind, due_at=datetime(year + 1, 1, day, 9, 0, tzinfo=UTC))
    return cycle


def _make_unit(root: Organization, name: str, code: str, rounds: tuple[Cycle, Cycle], number: int) -> Unit:
    organization = make_organization(root, name, code, "committee", unit_class="highway", office_order=number)
    branch = make_organization(organization, f"{name}第一党支部", f"{code}-1", "branch")
    secretary = make_person(organization, f"书记{number}", "党委书记")
    clerk = make_person(organization, f"干事{number}")
    branch_secretary = make_person(branch, f"支书{number}", "党支部书记")
    Term.objects.create(
        organization=organization, person=secretary, post="secretary", title="党委书记", started_on=OPENED
    )
    Term.objects.create(
        organization=branch, person=branch_secretary, post="secretary", title="党支部书记", started_on=OPENED
    )
    last, this = (
        Participant.objects.create(
            cycle=cycle,
            organization=organization,
            person=secretary,
            organization_name=name,
            person_name=secretary.name,
            duty="党委书记",
            mode="on_the_spot" if number == 1 else "written",
            order_no=number,
        )
        for cycle in rounds
    )
    return Unit(organization, branch, secretary, clerk, branch_secretary, this, last)


def make_world() -> World:
    """Make the whole world; see the top of the file."""
    root = make_organization(None, "测试省交通运输厅党组", "0", "group", unit_class="organs")
    body = default_body()
    rules = RuleSet.objects.create(
        name="测试规则", body=body, digest=digest(body), frozen_at=datetime(2020, 11, 20, tzinfo=UTC)
    )
    last_cycle = make_cycle(root, 2019, "archived", rules, None)
    cycle = make_cycle(root, 2020, "preparing", rules, last_cycle)
    units = [
        _make_unit(root, f"测试{word}中心", code, (last_cycle, cycle), number)
        for word, code, number in (("甲", "A", 1), ("乙", "B", 2))
    ]
    world = World(root, units[0], units[1], cycle, last_cycle)
    for role in Role:
        if role in UNIT_ROLES:
            for whose in ("own", "other"):
                unit = world.unit(whose)
                person = (
                    make_person(unit.organization, f"纪检委员{whose}")
                    if role is Role.UNIT_DISCIPLINE
                    else {
                        Role.REPORTER: unit.secretary,
                        Role.CLERK: unit.clerk,
                        Role.SUB_SECRETARY: unit.branch_secretary,
                    }[role]
                )
                where = unit.branch if role is Role.SUB_SECRETARY else unit.organization
                world.users[(role.value, whose)] = make_user(role, where, person, f"{role.value}-{whose}")
        else:
            person = make_person(root, f"测试{role.value}")
            world.users[(role.value, "own")] = make_user(role, root, person, role.value)
    return world
