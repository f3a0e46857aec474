"""Reads about accounts: who holds which role when, who may not act on what."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import is_password_usable
from django.db.models import Exists, OuterRef, Q, QuerySet

from shuping.base.actor import Actor
from shuping.base.clock import local_day
from shuping.base.roles import role_label
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Reach, Role
from shuping.core.roles.passwords import PROFILES, PasswordProfile, expired
from shuping.core.roles.permissions import Permission, reach
from shuping.core.roles.terms import POWER, RESET_AT_SERVER, Holding

from .models import ConflictDeclaration, RoleAssignment, User

# Everybody belongs to these; belonging to them is no conflict.
WIDE_LEVELS = ("group", "organs_committee")
_STEP = 4  # characters per level of a tree path

Person: Any = User._meta.get_field("person").related_model
Organization: Any = RoleAssignment._meta.get_field("organization").related_model


def profile() -> PasswordProfile:
    """The password profile of this installation (setting PASSWORD_PROFILE)."""
    return PROFILES[getattr(settings, "PASSWORD_PROFILE", "standard")]


def in_force(on: date) -> Q:
    """Filter for role assignments held on a day."""
    return Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))


def valid_assignments(user: User, *, on: date) -> list[RoleAssignment]:
    """The role assignments of `user` that are in force on a day, oldest first, each with its organisation."""
    rows = user.assignments.filter(in_force(on)).select_related("organization", "stands_in_for")
    return list(rows.order_by("id"))


def actor_from(assignment: RoleAssignment, user: User) -> Actor:
    """The acting person for one role assignment."""
    return Actor(
        user_id=user.pk,
        name=str(user),
        role=Role(assignment.role),
        organization_id=assignment.organization_id,
        organization_path=assignment.organization.path,
        person_id=user.person_id,
        stands_in_for=assignment.stands_in_for.name if assignment.stands_in_for else "",
        inherits=tuple(assignment.organization.inherits),
    )


def actor_of_user(user: User, role: Role, *, on: date) -> Actor:
    """The acting person for a role that `user` holds on a day. Raises RuleError accounts.role_not_held."""
    for row in valid_assignments(user, on=on):
        if row.role == role.value:
            return actor_from(row, user)
    raise RuleError("accounts.role_not_held", name=str(user), role=role_label(role))


def holding(row: RoleAssignment) -> Holding:
    """The plain value of a role assignment."""
    return Holding(Role(row.role), row.organization_id, row.valid_from, row.valid_to)


def organizations_with(role: Role, *, on: date) -> frozenset[int]:
    """Ids of the organisations in which somebody with an active account holds a role on a day."""
    rows = RoleAssignment.objects.filter(in_force(on), role=role.value, user__is_active=True)
    return frozenset(rows.values_list("organization", flat=True))


def covering(
    permission: Permission, *, organization_id: int, organization_path: str, on: date, organizes: bool = False
) -> QuerySet[User]:
    """Active accounts with a role in force on a day whose `permission` covers an organisation, each once.

    `organizes`: the thing lies in a child round of this organisation, where Reach.ORGANIZED counts too.
    """
    roles: dict[Reach, list[str]] = defaultdict(list)
    for role in Role:
        roles[reach(role, permission)].append(role.value)
    above = [organization_path[:end] for end in range(_STEP, len(organization_path) + 1, _STEP)]
    rows = RoleAssignment.objects.filter(in_force(on)).filter(
        Q(role__in=roles[Reach.ALL])
        | Q(role__in=roles[Reach.BELOW], organization__path__in=above)
        | Q(role__in=[*roles[Reach.OWN], *(roles[Reach.ORGANIZED] if organizes else ())], organization=organization_id)
        | Q(role__in=[*roles[Reach.OWN], *roles[Reach.BELOW]], organization__in=_heirs(organization_id))
    )
    return User.objects.filter(is_active=True, pk__in=rows.values("user")).order_by("pk")


def _heirs(organization_id: int) -> QuerySet[Any]:
    """Who goes on with an organisation that was merged or split up; nobody while it exists."""
    return Organization.objects.filter(
        predecessors__predecessor=organization_id, predecessors__predecessor__closed_on__isnull=False
    ).values("pk")


def holders_of(role: Role, organization_id: int | None = None, *, on: date) -> QuerySet[RoleAssignment]:
    """Who holds a role on a day, at one organisation or anywhere; active accounts only, with user and organisation."""
    rows = RoleAssignment.objects.filter(in_force(on), role=role.value, user__is_active=True)
    if organization_id is not None:
        rows = rows.filter(organization=organization_id)
    return rows.select_related("user__person", "organization", "stands_in_for").order_by("organization__path", "id")


def has_role(user_id: int, role: Role, organization_id: int | None = None, *, on: date) -> bool:
    """Whether an account holds a role on a day, at one organisation or anywhere."""
    rows = RoleAssignment.objects.filter(in_force(on), user=user_id, role=role.value)
    return (rows if organization_id is None else rows.filter(organization=organization_id)).exists()


def user_of(person_id: int) -> User | None:
    """The account of a person of the register, or None."""
    return User.objects.filter(person=person_id).first()


def must_change_password(user: User, *, at: datetime) -> bool:
    """Whether `user` has to choose a new password now: it was given by somebody else, or is too old."""
    return user.must_change_password or expired(user.password_changed_at, profile(), at=at)


def needs_second_factor(role: Role) -> bool:
    """Whether this installation asks a second factor of a role (setting SECOND_FACTOR_REQUIRED)."""
    return bool(getattr(settings, "SECOND_FACTOR_REQUIRED", False)) and role in POWER


def check_may_reset(target: User, *, by: Actor, on: date) -> None:
    """Whether `by` may give `target` a new way in (password, one-time code, second factor).

    The unit's clerk helps the accounts of the unit and below, never those of roles of power; nobody gives himself a
    way in; the security administrator and the auditor are helped at the server only. Raises RuleError.
    """
    if by.user_id is None:
        return
    if by.user_id == target.pk:
        raise RuleError("accounts.reset_own")
    rows = list(target.assignments.filter(Q(valid_to=None) | Q(valid_to__gte=on)).select_related("organization"))
    roles = {Role(row.role) for row in rows}
    if roles & RESET_AT_SERVER:
        raise RuleError("accounts.reset_at_server", name=str(target))
    places = [row.organization for row in rows]
    if not places and target.person is not None:
        places = [target.person.organization]
    if by.role is not Role.SYSTEM_ADMIN and (roles & POWER or not places):
        raise RuleError("accounts.reset_by_administrator", name=str(target))
    for place in places:
        if not by.may(Permission.ACCOUNT_RESET, organization_id=place.pk, organization_path=place.path):
            raise RuleError("accounts.reset_by_administrator", name=str(target))


def people_without_account() -> QuerySet[Any]:
    """Active people of the register who cannot log in, in office order."""
    taken = User.objects.filter(person=OuterRef("pk"))
    return Person.objects.filter(~Exists(taken), active=True).select_related("organization")


def people_in_office(*, on: date) -> QuerySet[Any]:
    """People who hold a post on a day, in office order."""
    posts = Q(terms__started_on__lte=on) & (Q(terms__ended_on=None) | Q(terms__ended_on__gte=on))
    return Person.objects.filter(posts, active=True).select_related("organization").distinct()


def open_organizations(*, on: date) -> QuerySet[Any]:
    """Organisations that exist on a day and are not dissolved by then, in tree order."""
    return Organization.objects.filter(Q(closed_on=None) | Q(closed_on__gt=on)).order_by("path")


def held_by(on: date) -> Q:
    """Filter for accounts whose joined assignment is in force on a day."""
    to = Q(assignments__valid_to=None) | Q(assignments__valid_to__gte=on)
    return Q(assignments__valid_from__lte=on) & to


def accounts_without_role(*, on: date) -> QuerySet[User]:
    """Active accounts that hold no role on a day or later."""
    held = RoleAssignment.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), user=OuterRef("pk"))
    return User.objects.filter(~Exists(held), is_active=True)


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as the list shows it; `roles`: (role code, organisation) of the day."""

    pk: int
    name: str
    username: str
    place: str
    roles: tuple[tuple[str, str], ...]
    is_active: bool
    has_password: bool
    must_change_password: bool
    last_login: datetime | None


def account_lines(rows: QuerySet[User], *, on: date) -> list[AccountLine]:
    """What the list shows of `rows` on a day, in tree order: light rows, for thousands at once; two queries."""
    held = RoleAssignment.objects.filter(in_force(on), user__in=rows.order_by().values("pk"))
    roles: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for user, role, short_name, name in held.order_by("valid_from", "id").values_list(
        "user_id", "role", "organization__short_name", "organization__name"
    ):
        roles[user].append((role, short_name or name))
    return [
        AccountLine(
            pk,
            shown or username,
            username,
            place or "",
            tuple(roles[pk]),
            active,
            is_password_usable(hashed),
            must,
            last,
        )
        for pk, shown, username, place, active, hashed, must, last in rows.order_by(
            "person__organization__path", "username"
        ).values_list(
            "pk",
            "display_name",
            "username",
            "person__organization__name",
            "is_active",
            "password",
            "must_change_password",
            "last_login",
        )
    ]


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role assignment as the list shows it."""

    pk: int
    name: str
    username: str
    role: str
    place: str
    valid_from: date
    valid_to: date | None
    stands_in_for: str
    reason: str

    def begins_after(self, day: date) -> bool:
        """Whether it is not yet held on a day."""
        return self.valid_from > day

    def ended_before(self, day: date) -> bool:
        """Whether it is no longer held on a day."""
        return self.valid_to is not None and self.valid_to < day


def role_lines(rows: QuerySet[RoleAssignment], *, on: date) -> list[RoleLine]:
    """What the list shows of `rows`: the ended ones last, else in tree order; light rows, one query."""
    found = [
        RoleLine(pk, shown or username, username, role, place, begins, ends, person or "", reason)
        for pk, shown, username, role, place, begins, ends, person, reason in rows.order_by(
            "organization__path", "id"
        ).values_list(
            "pk",
            "user__display_name",
            "user__username",
            "role",
            "organization__name",
            "valid_from",
            "valid_to",
            "stands_in_for__name",
            "reason",
        )
    ]
    return sorted(found, key=lambda line: line.ended_before(on))


def ending_soon(*, on: date, days: int = 14) -> QuerySet[RoleAssignment]:
    """Role assignments that end within some days, the nearest first."""
    rows = RoleAssignment.objects.filter(valid_to__gte=on, valid_to__lte=on + timedelta(days=days))
    return rows.select_related("user", "organization").order_by("valid_to", "id")


# ---- avoidance (回避, ORG-11) --------------------------------------------------------------------------------------


def declarations_in_force(person_id: int, *, on: date) -> QuerySet[ConflictDeclaration]:
    """What a person declared and what still holds on a day."""
    rows = ConflictDeclaration.objects.filter(person=person_id, declared_on__lte=on)
    return rows.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=on)).select_related("organization", "about")


def _places_of(person_ids: Sequence[int], on: date) -> set[str]:
    """Tree paths of the organisations where these people are registered or hold a post on a day."""
    paths = set(Person.objects.filter(pk__in=person_ids).values_list("organization__path", flat=True))
    posts = Q(terms__person__in=person_ids, terms__started_on__lte=on)
    open_posts = posts & (Q(terms__ended_on=None) | Q(terms__ended_on__gte=on))
    return paths | set(Organization.objects.filter(open_posts).values_list("path", flat=True))


def _upwards(paths: set[str]) -> set[str]:
    return {path[:end] for path in paths for end in range(_STEP, len(path) + 1, _STEP)}


def conflicted(person_id: int, *, on: date) -> frozenset[int]:
    """Every organisation on which a person may not act on a day.

    Declared: the named organisation with everything below it; the organisations of a person named. Detected: the
    person's own organisation or one where the person holds a post, with the units above it up to the wide bodies
    (leading group, committee of the organs), to which everybody belongs; and what ended in one of them.
    """
    declared = list(declarations_in_force(person_id, on=on))
    below = [row.organization.path for row in declared if row.organization is not None]
    relatives = [row.about_id for row in declared if row.about_id is not None]
    upwards = _upwards(_places_of([person_id, *relatives], on))
    wanted = Q(path__in=upwards) & ~Q(level__in=WIDE_LEVELS)
    for path in below:
        wanted |= Q(path__startswith=path)
    rows = Organization.objects.filter(wanted).values_list("pk", "inherits")
    return frozenset(key for pk, ended in rows for key in (pk, *ended))


def detected(person_id: int, *, on: date) -> list[Any]:
    """The organisations a person may not act on because they are his or her own, in tree order."""
    upwards = _upwards(_places_of([person_id], on))
    return list(Organization.objects.filter(path__in=upwards).exclude(level__in=WIDE_LEVELS).order_by("path"))


def conflict(person_id: int | None, organization_id: int, *, on: date) -> bool:
    """Whether a person may not act on an organisation on a day; False for somebody outside the register."""
    return person_id is not None and organization_id in conflicted(person_id, on=on)


def refuse_conflict(by: Actor, organization_id: int, *, at: datetime) -> None:
    """Raise RuleError accounts.conflict if `by` may not act on an organisation (ORG-11)."""
    if conflict(by.person_id, organization_id, on=local_day(at)):
        name = Organization.objects.values_list("name", flat=True).get(pk=organization_id)
        raise RuleError("accounts.conflict", name=by.name, organization=name)


def refuse_conflict_with_any(by: Actor, organization_ids: Iterable[int], *, at: datetime) -> None:
    """Raise RuleError accounts.conflict if `by` may not act on one of several organisations judged in one act."""
    if by.person_id is None:
        return
    closed = conflicted(by.person_id, on=local_day(at))
    for organization_id in organization_ids:
        if organization_id in closed:
            refuse_conflict(by, organization_id, at=at)


def pairs_by_user(rows: QuerySet[RoleAssignment]) -> Iterator[list[RoleAssignment]]:
    """Role assignments of each account together."""
    group: list[RoleAssignment] = []
    for row in rows.order_by("user_id", "id").select_related("user", "organization"):
        if group and group[0].user_id != row.user_id:
            yield group
            group = []
        group.append(row)
    if group:
        yield group
