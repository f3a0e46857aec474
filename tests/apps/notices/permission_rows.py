"""Which permission opens which address of the reminders."""

from collections.abc import Mapping
from datetime import UTC, datetime

from shuping.apps.notices.models import Reminder
from shuping.core.roles.permissions import Permission as P
from tests.factories.permission_table import Row
from tests.factories.world import World


def _organization(world: World, whose: str) -> Mapping[str, object]:
    return {"organization_id": world.unit(whose).organization.pk}


def _reminder(world: World, whose: str) -> Mapping[str, object]:
    """A reminder that nobody in the table is spoken to by: found by the addressed unit only."""
    row = Reminder.objects.create(
        organization=world.unit(whose).organization,
        subject="report:1",
        kind="reminder",
        way="phone",
        text="请按时报送",
        at=datetime(2021, 1, 20, tzinfo=UTC),
    )
    return {"pk": row.pk}


ROWS = [
    Row("notices:list", P.NOTICE_READ, scoped=False),
    Row("notices:write", P.REMIND, _organization),
    Row("notices:seen", P.NOTICE_ANSWER, _reminder, method="post"),
    Row("notices:raise_due", P.CYCLE_KEEP, scoped=False, method="post"),
]
