"""`shuping create-admin`: the three administrators of a new installation (三员分立), one account each.

The one-time password is printed once and stored nowhere; it must be changed at the first log-in.
"""

from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import transaction

from shuping.base import clock
from shuping.base.actor import SYSTEM
from shuping.commands.answers import DONE, CommandRefused, Parser, print_json
from shuping.commands.house import open_house, require_current, schema
from shuping.core.roles.catalog import Role

ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


def run(arguments: list[str]) -> int:
    """Make one administrator; an existing account only gets a new one-time password."""
    parser = Parser(prog="shuping create-admin", description="Make one of the three administrators.")
    parser.add_argument("username", help="the log-in name")
    parser.add_argument("--name", default="", help="the name shown on screen")
    parser.add_argument("--role", choices=[role.value for role in ADMINISTRATORS], default=Role.SYSTEM_ADMIN.value)
    parser.add_argument("--organization", metavar="CODE", help="where; without it the top of the tree")
    parser.add_argument("--department", metavar="NAME", help="the department's name, if the register is still empty")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    given = parser.parse_args(arguments)
    open_house()
    require_current(schema())
    accounts = import_module("shuping.apps.accounts.api")
    at = clock.now()
    with transaction.atomic():
        organization = _organization(given.organization, given.department)
        password = accounts.create_admin(
            username=given.username,
            display_name=given.name or given.username,
            role=Role(given.role),
            organization_id=organization.pk,
            on=clock.today(),
            at=at,
        )
    answer = {"username": given.username, "organization": str(organization), "one_time_password": password}
    if given.json:
        print_json(answer)
    else:
        print(f"{given.username} ({organization}): {password}")
    return DONE


def _organization(code: str | None, department: str | None) -> Any:
    table = apps.get_model("organization.Organization")
    if code:
        found = table._default_manager.filter(code=code).first()
        if found is None:
            raise CommandRefused(f"--organization: no organisation has the code {code!r}")
        return found
    top = table._default_manager.filter(depth=1).order_by("path").first()
    if top is not None:
        return top
    if not department:
        raise CommandRefused("--department: the register is empty; name the department")
    organizations = import_module("shuping.apps.organization.api")
    new = organizations.NewOrganization(name=department, code="0", level="group", values={"unit_class": "organs"})
    return organizations.create_organization(parent=None, new=new, on=clock.today(), by=SYSTEM, at=clock.now())
