"""Every address of the register: which permission opens it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from shuping.apps.organization.models import ImportDraft, Leadership, Organization
from shuping.core.roles.permissions import Permission
from tests.factories.permission_table import Row
from tests.factories.world import World

READ, KEEP, CALL = Permission.ORGANIZATION_READ, Permission.ORGANIZATION_KEEP, Permission.CONTACTS_READ


def unit(world: World, whose: str) -> Mapping[str, object]:
    """The unit."""
    return {"pk": world.unit(whose).organization.pk}


def person(world: World, whose: str) -> Mapping[str, object]:
    """The unit's secretary."""
    return {"pk": world.unit(whose).secretary.pk}


def term(world: World, whose: str) -> Mapping[str, object]:
    """The secretary's term."""
    return {"pk": world.unit(whose).secretary.terms.get().pk}


def leadership(world: World, whose: str) -> Mapping[str, object]:
    """A relation of the unit."""
    made = Leadership.objects.create(
        leader=world.unit(whose).clerk,
        organization=world.unit(whose).organization,
        kind="contact",
        valid_from=date(2020, 1, 1),
    )
    return {"pk": made.pk}


def draft(world: World, whose: str) -> Mapping[str, object]:
    """An import in the making."""
    made = ImportDraft.objects.create(
        user_id=world.user("office").pk,
        made_at=datetime(2021, 1, 1, tzinfo=UTC),
        columns=["名称"],
        rows=[[2, ["甲党委"]]],
        mapping={"name": "名称"},
        default_parent=Organization.objects.get(pk=world.root.pk),
        valid_from=date(2021, 1, 1),
    )
    return {"pk": made.pk}


def _page(name: str, permission: Permission) -> Row:
    return Row(f"organization:{name}", permission, scoped=False)


def _unit(name: str) -> Row:
    return Row(f"organization:{name}", KEEP, unit)


ROWS = [
    _page("tree", READ),
    _page("list", READ),
    _page("elections", READ),
    _page("people", READ),
    _page("contacts", CALL),
    _page("vacancies", KEEP),
    _page("create_top", KEEP),
    _page("import", KEEP),
    _page("import_sample", KEEP),
    Row("organization:organization", READ, unit),
    Row("organization:person", READ, person),
    Row("organization:person_edit", KEEP, person),
    Row("organization:term_end", KEEP, term),
    Row("organization:term_correct", KEEP, term),
    Row("organization:leadership_end", KEEP, leadership),
    Row("organization:import_mapping", KEEP, draft, scoped=False),
    Row("organization:import_trial", KEEP, draft, scoped=False),
    Row("organization:import_commit", KEEP, draft, scoped=False, method="post"),
    Row("organization:import_discard", KEEP, draft, scoped=False, method="post"),
    *[
        _unit(name)
        for name in (
            "create",
            "edit",
            "rename",
            "move",
            "merge",
            "split",
            "close",
            "person_create",
            "term_set",
            "leadership_set",
            "election_record",
        )
    ],
]
