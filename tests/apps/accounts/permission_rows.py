"""Every address of the accounts pages, see tests/factories/permission_table.py."""

from datetime import date

from shuping.apps.accounts.models import ConflictDeclaration, User
from shuping.core.roles.catalog import Role
from shuping.core.roles.permissions import Permission as P
from tests.factories.permission_table import Row
from tests.factories.world import World, make_person, make_user


def _account(world: World, whose: str) -> dict[str, object]:
    return {"pk": world.user("reporter", whose).pk}


def _newcomer(world: World, whose: str) -> dict[str, object]:
    """An account that nobody of the walk acts with: what happens to it changes nobody else's way in."""
    place = world.unit(whose).organization
    found = User.objects.filter(username=f"newcomer-{whose}").first()
    user = found or make_user(Role.SUB_SECRETARY, place, make_person(place, "新人"), f"newcomer-{whose}")
    return {"pk": user.pk}


def _assignment(world: World, whose: str) -> dict[str, object]:
    return {"pk": world.user("reporter", whose).assignments.get().pk}


def _declaration(world: World, whose: str) -> dict[str, object]:
    row = ConflictDeclaration.objects.create(
        person=world.own.clerk, organization=world.other.organization, ground="亲属", declared_on=date(2021, 1, 1)
    )
    return {"pk": row.pk}


ROWS: list[Row] = [
    Row("accounts:log_in", None, scoped=False, public=True),
    Row("accounts:second_step", None, scoped=False, public=True),
    Row("accounts:one_time", None, scoped=False, public=True),
    Row("accounts:language", None, scoped=False, public=True, method="post"),
    Row("accounts:log_out", None, scoped=False, method="post"),
    Row("accounts:switch", None, scoped=False, method="post"),
    Row("accounts:preferences", None, scoped=False),
    Row("accounts:password", None, scoped=False),
    Row("accounts:second_factor", None, scoped=False),
    Row("accounts:second_factor_change", None, scoped=False, method="post"),
    Row("accounts:step_up", None, scoped=False),
    Row("accounts:stay", None, scoped=False),
    Row("accounts:step_down", None, scoped=False, method="post"),
    Row("accounts:conflicts", P.CONFLICT_DECLARE, scoped=False),
    Row("accounts:conflict_withdraw", P.ROLE_GRANT, _declaration, scoped=False),
    Row("accounts:list", P.ACCOUNT_RESET, scoped=False),
    Row("accounts:create", P.ACCOUNT_KEEP, scoped=False),
    Row("accounts:people", P.ACCOUNT_KEEP, scoped=False),
    Row("accounts:account", P.ACCOUNT_RESET, _account),
    Row("accounts:reset", P.ACCOUNT_RESET, _newcomer, method="post"),
    Row("accounts:issue_code", P.ACCOUNT_RESET, _newcomer, method="post"),
    Row("accounts:set_active", P.ACCOUNT_KEEP, _newcomer, method="post"),
    Row("accounts:roles", P.ROLE_GRANT, scoped=False),
    Row("accounts:without_role", P.ROLE_GRANT, scoped=False),
    Row("accounts:posts", P.ROLE_GRANT, scoped=False),
    Row("accounts:ways_in", P.ROLE_GRANT, scoped=False),
    Row("accounts:grant", P.ROLE_GRANT, scoped=False),
    Row("accounts:end_role", P.ROLE_GRANT, _assignment),
    Row("accounts:matrix", P.MATRIX_READ, scoped=False),
    Row("accounts:hand_over", P.HANDOVER, scoped=False),
]
