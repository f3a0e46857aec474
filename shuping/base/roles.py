"""The official words for roles and reach (domain.md section 2, settled.md 11)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.core.roles.catalog import Reach, Role

ROLE_NAMES: dict[Role, str | Promise] = {
    Role.SYSTEM_ADMIN: _("System administrator"),
    Role.SECURITY_ADMIN: _("Security administrator"),
    Role.AUDITOR: _("Audit administrator"),
    Role.OFFICE: _("Review office"),
    Role.OFFICE_HEAD: _("Head of the review office"),
    Role.PRESIDER: _("Secretary of the leading Party group"),
    Role.MEMBER: _("Member of the leading Party group"),
    Role.SUPERVISOR: _("Discipline inspection and supervision"),
    Role.DISCIPLINE: _("Discipline committee of the organs"),
    Role.REPORTER: _("Reporter"),
    Role.CLERK: _("Party-affairs clerk of the unit"),
    Role.SUB_SECRETARY: _("Branch secretary"),
    Role.UNIT_DISCIPLINE: _("Discipline member of the unit"),
    Role.DELEGATE: _("Delegate"),
    Role.TELLER: _("Teller"),
    Role.GUEST_SUPERIOR: _("Guest of the superior body"),
    Role.ARCHIVIST: _("Archivist"),
}
REACH_NAMES: dict[Reach, str | Promise] = {
    Reach.NONE: _("none"),
    Reach.ORGANIZED: _("rounds of the own organisation"),
    Reach.OWN: _("own organisation"),
    Reach.BELOW: _("own organisation and below"),
    Reach.ALL: _("all"),
}


def role_label(role: str) -> str | Promise:
    """The official word for a role code; the code itself if it is unknown."""
    try:
        return ROLE_NAMES[Role(role)]
    except ValueError:
        return role
