"""One row per address: which permission opens it, and which objects it is tried on.

Each app lists its rows in tests/apps/<app>/permission_rows.py as `ROWS`. tests/house/test_permissions.py walks every
address × every role × {own, other unit} and fails when an address has no row. Expected: 404 where the role has no
reach to the object's organisation, anything but 404 and 500 where it has.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shuping.core.roles.permissions import Permission

from .world import World


@dataclass(frozen=True)
class Row:
    """One address.

    `url`: the url name ("reports:edit"). `permission`: None for pages that anybody logged in may open.
    `kwargs(world, whose)`: the address's parameters for an object of `own` or `other`, made with plain rows if needed.
    `scoped`: whether the object belongs to a unit (then OWN and BELOW are told apart by unit; branch secretaries are
    bound to the branch of their unit); False: the page is the same for everybody who holds the permission.
    `method`: how it is tried; a POST is sent without data and must not answer 500. `public`: no log-in needed.
    `at_branch`: the object belongs to the unit's branch instead of the unit. `organized`: it is, or lies in, a child
    round that the unit organises, where the unit also holds what Reach.ORGANIZED gives it.
    """

    url: str
    permission: Permission | None
    kwargs: Callable[[World, str], Mapping[str, object]] = lambda world, whose: {}
    scoped: bool = True
    method: str = "get"
    public: bool = False
    at_branch: bool = False
    organized: bool = False
