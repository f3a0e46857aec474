"""Which permission opens which address of the portal."""

from collections.abc import Mapping

from shuping.core.roles.permissions import Permission as P
from tests.factories.permission_table import Row
from tests.factories.world import World


def _unit(world: World, whose: str) -> Mapping[str, object]:
    return {"organization_id": world.unit(whose).organization.pk}


ROWS = [
    Row("portal:my_day", None, scoped=False),
    Row("portal:waiting", None, scoped=False),
    Row("portal:board", P.BOARD_READ, scoped=False),
    Row("portal:analysis", P.ANALYSIS_READ, scoped=False),
    Row("portal:data_check", P.DATA_CHECK, scoped=False),
    Row("portal:card", P.HISTORY_READ, _unit),
    Row("portal:search", P.ORGANIZATION_READ, scoped=False),
]
