"""Every address of the audit log, see tests/factories/permission_table.py."""

from datetime import UTC, datetime

from django.db import transaction

from shuping.apps.audit import api
from shuping.core.roles.permissions import Permission as P
from tests.factories.permission_table import Row
from tests.factories.world import World


def _event(world: World, whose: str) -> dict[str, object]:
    with transaction.atomic():
        row = api.record("accounts.account.logged_in", by=world.actor("office"), at=datetime(2021, 1, 20, tzinfo=UTC))
    return {"number": row.number}


ROWS: list[Row] = [
    Row("audit:list", P.AUDIT_READ, scoped=False),
    Row("audit:verify", P.AUDIT_READ, scoped=False, method="post"),
    Row("audit:event", P.AUDIT_READ, _event, scoped=False),
]
