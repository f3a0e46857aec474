"""Puts the department into the register: organisations, people, posts, relations, accounts and roles."""

from dataclasses import dataclass, field
from datetime import date

from shuping.apps.accounts import api as accounts
from shuping.apps.organization import api as organizations
from shuping.base.actor import SYSTEM, Actor
from shuping.core.roles.catalog import Role

from .department import CONTACT_OF, DEPARTMENT, ORGANS_BRANCHES, STAFF, SUPERVISED_BY, UNITS, UnitData, invented_name
from .moments import moment

PASSWORD = "Qinglan-2022"
OPENED = date(2015, 3, 1)
BEGUN = moment(2019, 1, 7)


@dataclass
class Unit:
    """One unit with its people."""

    data: UnitData
    organization: organizations.Organization
    secretary: organizations.Person
    clerk: organizations.Person
    branches: list[organizations.Organization] = field(default_factory=list)


@dataclass
class Cast:
    """Everybody by log-in name, every unit by code."""

    root: organizations.Organization
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, organizations.Person] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    branches: list[organizations.Organization] = field(default_factory=list)

    def actor(self, username: str, on: date | None = None) -> Actor:
        """The acting person behind a log-in name."""
        user = accounts.User.objects.get(username=username)
        return accounts.actor_of_user(user, self.roles[username], on=on or date(2021, 1, 1))

    def reporter(self, code: str) -> Actor:
        """The secretary of a unit."""
        return self.actor(f"s-{code.lower()}")

    def clerk(self, code: str) -> Actor:
        """The Party-affairs clerk of a unit."""
        return self.actor(f"c-{code.lower()}")


def fill() -> Cast:
    """Write the whole register and all accounts."""
    new = organizations.NewOrganization
    group = organizations.create_organization(
        parent=None,
        new=new(f"中共{DEPARTMENT}党组", "0", "group", {"short_name": "厅党组", "unit_class": "organs"}),
        on=OPENED,
        by=SYSTEM,
        at=BEGUN,
    )
    root = organizations.create_organization(
        parent=None,
        new=new(
            f"中共{DEPARTMENT}直属机关委员会",
            "1",
            "organs_committee",
            {"short_name": "直属机关党委", "unit_class": "organs"},
        ),
        on=OPENED,
        by=SYSTEM,
        at=BEGUN,
    )
    cast = Cast(root)
    _staff(cast, group)
    for number, name in enumerate(ORGANS_BRANCHES, start=1):
        _branch(cast, root, f"1-{number:02d}", name, "branch")
    for data in UNITS:
        cast.units[data.code] = _unit(cast, data)
    for code, unit in cast.units.items():
        _leadership(cast, unit.organization, SUPERVISED_BY[code], "supervising")
        if code in CONTACT_OF:
            _leadership(cast, unit.organization, CONTACT_OF[code], "contact")
    return cast


def _account(
    cast: Cast, username: str, person: organizations.Person, role: Role, where: organizations.Organization
) -> None:
    user = accounts.create_account(
        username=username,
        display_name=person.name,
        person_id=person.pk,
        password=PASSWORD,
        must_change=False,
        by=SYSTEM,
        at=BEGUN,
    )
    accounts.grant_role(user_id=user.pk, role=role, organization_id=where.pk, valid_from=OPENED, by=SYSTEM, at=BEGUN)
    cast.people[username], cast.roles[username], cast.names[username] = person, role, f"{person.name}（{person.duty}）"


def add_branch_secretary(
    cast: Cast, username: str, person: organizations.Person, branch: organizations.Organization
) -> None:
    """A log-in for the secretary of a branch."""
    _account(cast, username, person, Role.SUB_SECRETARY, branch)


def add_member(
    cast: Cast, username: str, name: str, duty: str, role: Role, where: organizations.Organization, number: int
) -> organizations.Person:
    """One more person of a unit with a log-in; `number` makes the telephone numbers."""
    person = _person(where, name, duty, number)
    _account(cast, username, person, role, where)
    return person


def _person(organization: organizations.Organization, name: str, duty: str, number: int) -> organizations.Person:
    return organizations.create_person(
        organization=organization,
        name=name,
        duty=duty,
        office_phone=f"0900-{8800 + number}",
        mobile=f"139000{number:05d}",
        by=SYSTEM,
        at=BEGUN,
    )


def _takes(
    organization: organizations.Organization, person: organizations.Person, post: str, title: str, on: date
) -> None:
    new = organizations.NewTerm(post=post, title=title, started_on=on)
    organizations.set_term(organization=organization, person=person, new=new, by=SYSTEM, at=BEGUN)


def _staff(cast: Cast, group: organizations.Organization) -> None:
    for number, data in enumerate(STAFF, start=1):
        at_group = data.role in ("presider", "member")
        person = _person(group if at_group else cast.root, data.name, data.duty, number)
        _account(cast, data.username, person, Role(data.role), cast.root)
        if at_group:
            post = "leader" if data.role == "presider" else "member"
            _takes(group, person, post, data.duty, OPENED)


def _branch(
    cast: Cast, parent: organizations.Organization, code: str, name: str, level: str
) -> organizations.Organization:
    made = organizations.create_organization(
        parent=parent,
        new=organizations.NewOrganization(
            name, code, level, {"unit_class": parent.unit_class, "members_count": 9 + len(code + name) % 13}
        ),
        on=OPENED,
        by=SYSTEM,
        at=BEGUN,
    )
    number = len(cast.branches) + 1
    cast.branches.append(made)
    duty = "党总支书记" if level == "general_branch" else "党支部书记"
    person = _person(made, invented_name(number), duty, 100 + number)
    _takes(made, person, "secretary", duty, date(2018, 6, 1))
    organizations.record_election(
        organization=made, held_on=date(2018, 5, 20), term_years=3, note="换届选举", by=SYSTEM, at=BEGUN
    )
    return made


def elect_again(cast: Cast, late: int = 3) -> None:
    """The branches elect again when their three years are over, all but the `late` last ones."""
    for branch in cast.branches[: len(cast.branches) - late]:
        organizations.record_election(
            organization=branch,
            held_on=date(2021, 5, 20),
            term_years=3,
            note="按期换届",
            by=cast.actor("office"),
            at=moment(2021, 5, 28),
        )


def _unit(cast: Cast, data: UnitData) -> Unit:
    values = {
        "short_name": data.short,
        "unit_class": data.unit_class,
        "members_count": data.members,
        "local_committee": "所在市委组织部" if data.unit_class == "highway" else "",
    }
    organization = organizations.create_organization(
        parent=cast.root,
        new=organizations.NewOrganization(data.name, data.code, data.level, values),
        on=OPENED,
        by=SYSTEM,
        at=BEGUN,
    )
    number = 40 + 2 * len(cast.units)
    secretary = _person(organization, data.secretary, data.duty, number)
    clerk = _person(organization, data.clerk, "党务干部", number + 1)
    _takes(organization, secretary, "secretary", data.duty, date(2018, 5, 1))
    _takes(organization, clerk, "liaison", "联络员", date(2018, 5, 1))
    organizations.record_election(
        organization=organization, held_on=date(2018, 4, 20), term_years=5, note="换届选举", by=SYSTEM, at=BEGUN
    )
    _account(cast, f"s-{data.code.lower()}", secretary, Role.REPORTER, organization)
    _account(cast, f"c-{data.code.lower()}", clerk, Role.CLERK, organization)
    unit = Unit(data, organization, secretary, clerk)
    made: dict[str, organizations.Organization] = {}
    generals = {parent for _name, parent in data.branches if parent}
    for index, (name, parent) in enumerate(data.branches, start=1):
        level = "general_branch" if name in generals else "branch"
        made[name] = _branch(cast, made.get(parent, organization), f"{data.code}-{index:02d}", name, level)
    unit.branches = list(made.values())
    return unit


def _leadership(cast: Cast, organization: organizations.Organization, leader: str, kind: str) -> None:
    person = next(one for one in cast.people.values() if one.name == leader)
    organizations.set_leadership(
        organization=organization, leader=person, kind=kind, valid_from=date(2018, 5, 1), by=SYSTEM, at=BEGUN
    )


def renew_passwords(day: date) -> None:
    """Passwords of the demonstration never grow old: they count as changed on its day."""
    accounts.User.objects.update(password_changed_at=moment(day.year, day.month, day.day, 8))


def log_ins(cast: Cast) -> str:
    """Who can log in, a line each."""
    units = ("s-h04", "c-h04", "s-h01", "s-a03", "s-w02", "s-h02", "c-h02", "b-h02-01", "c-w04", "d-w04")
    shown = [*(data.username for data in STAFF), *units]
    lines = [f"  {username:<12} {cast.names[username]}" for username in shown]
    return "\n".join([f"演示账号（密码均为 {PASSWORD}；其他单位：s-单位编号、c-单位编号）：", *lines])
