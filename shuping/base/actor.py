"""Who acts: a user in one role at one organisation. Handed to every service as `by=`."""

from dataclasses import dataclass

from shuping.core.roles.catalog import Reach, Role
from shuping.core.roles.permissions import Permission, reach


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in one role. `organization_path` is the treebeard path of the bound organisation."""

    user_id: int | None
    name: str
    role: Role
    organization_id: int
    organization_path: str
    person_id: int | None = None
    stands_in_for: str = ""  # name of the person this actor stands in for, shown in the audit

    def reach(self, permission: Permission) -> Reach:
        """How far this actor may go with `permission`."""
        return reach(self.role, permission)

    def may(self, permission: Permission, *, organization_id: int, organization_path: str) -> bool:
        """Whether `permission` covers the organisation with this id and path."""
        match self.reach(permission):
            case Reach.ALL:
                return True
            case Reach.BELOW:
                return organization_path.startswith(self.organization_path)
            case Reach.OWN:
                return organization_id == self.organization_id
            case _:
                return False


# Acts of the system itself (imports at first start, the demonstration's machinery, due dates passing).
SYSTEM = Actor(user_id=None, name="系统", role=Role.SYSTEM_ADMIN, organization_id=0, organization_path="\x00")
