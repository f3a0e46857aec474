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
    organizes: bool = False  # whether the bound organisation organises a child round at all
    inherits: tuple[int, ...] = ()  # ids of ended organisations whose affairs the bound one took over (merge, split)

    def reach(self, permission: Permission) -> Reach:
        """How far this actor may go with `permission`; where nothing is organised, what reaches that far is closed."""
        found = reach(self.role, permission)
        return Reach.NONE if found is Reach.ORGANIZED and not self.organizes else found

    def may(
        self, permission: Permission, *, organization_id: int, organization_path: str, organizer_id: int | None = None
    ) -> bool:
        """Whether `permission` covers the organisation with this id and path.

        `organizer_id`: who organises the child round in which the thing lies, if it lies in one.
        """
        match self.reach(permission):
            case Reach.ORGANIZED:
                return organizer_id is not None and organizer_id == self.organization_id
            case Reach.ALL:
                return True
            case Reach.BELOW:
                return organization_path.startswith(self.organization_path) or organization_id in self.inherits
            case Reach.OWN:
                return organization_id == self.organization_id or organization_id in self.inherits
            case _:
                return False


# Acts of the system itself (imports at first start, the demonstration's machinery, due dates passing).
SYSTEM = Actor(user_id=None, name="系统", role=Role.SYSTEM_ADMIN, organization_id=0, organization_path="\x00")
