"""What other apps, the commands and the demonstration may call."""

from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from shuping.base.actor import SYSTEM, Actor
from shuping.base.waiting import Waiting
from shuping.core.roles.catalog import Role

from . import posts, queries, ways_in
from .damage import damage
from .models import RoleAssignment, User
from .queries import (
    actor_from,
    actor_of_user,
    conflict,
    conflicted,
    covering,
    has_role,
    holders_of,
    organizations_with,
    refuse_conflict,
    refuse_conflict_with_any,
    user_of,
    valid_assignments,
)
from .services.accounts import create_account, reset_password, set_active
from .services.conflicts import declare_conflict, withdraw_conflict
from .services.links import issue_one_time_link, redeem_one_time_link, set_first_password
from .services.roles import end_role, end_roles_at, grant_role, hand_over

__all__ = [
    "RoleAssignment",
    "User",
    "actor_from",
    "actor_of_user",
    "conflict",
    "conflicted",
    "covering",
    "create_account",
    "create_admin",
    "damage",
    "declare_conflict",
    "end_role",
    "end_roles_at",
    "grant_role",
    "hand_over",
    "has_role",
    "holders_of",
    "issue_one_time_link",
    "organizations_with",
    "redeem_one_time_link",
    "refuse_conflict",
    "refuse_conflict_with_any",
    "reset_password",
    "set_active",
    "set_first_password",
    "user_of",
    "valid_assignments",
    "waiting",
    "withdraw_conflict",
]


@transaction.atomic
def create_admin(*, username: str, display_name: str, role: Role, organization_id: int, on: date, at: datetime) -> str:
    """One of the three administrators, made at the server (`shuping create-admin`); returns the one-time password.

    If the account exists already it is given a new one-time password and no further role: the way back in for the
    security administrator and the auditor. Raises RuleError as `create_account` and `grant_role`.
    """
    user = User.objects.filter(username=username).first()
    if user is None:
        user = create_account(username=username, display_name=display_name, by=SYSTEM, at=at)
        grant_role(user_id=user.pk, role=role, organization_id=organization_id, valid_from=on, by=SYSTEM, at=at)
    return reset_password(user_id=user.pk, second_factor=True, by=SYSTEM, at=at)


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """What waits for the administrators: accounts without a role, roles that end soon, people without an account."""
    if actor.role is Role.SECURITY_ADMIN:
        bare = queries.accounts_without_role(on=on).count()
        if bare:
            yield Waiting(
                _("Grant roles to accounts that hold none"),
                reverse("accounts:without_role"),
                "accounts.grant",
                count=bare,
            )
        differing = posts.differences(on=on)
        if differing:
            text = _("Bring the roles of secretaries into line with the register")
            about = differing[0].name if len(differing) == 1 else ""
            yield Waiting(text, reverse("accounts:posts"), "accounts.posts", about=about, count=len(differing))
        helped = ways_in.to_look_at(on=on)
        if helped:
            text = _("Look at who gave secretaries a new way in this week")
            url = f"{reverse('accounts:ways_in')}?{urlencode({'f_decides': _('yes')})}"
            yield Waiting(text, url, "accounts.ways_in", count=len(helped))
        for row in queries.ending_soon(on=on)[:20]:
            text = _("A role ends soon: renew it or let it end")
            url = reverse("accounts:roles")
            yield Waiting(text, url, "accounts.ending", due=row.valid_to, about=f"{row.user}（{row.organization}）")
    if actor.role is Role.SYSTEM_ADMIN:
        missing = queries.people_without_account().filter(terms__ended_on=None, terms__isnull=False).distinct().count()
        if missing:
            text = _("Create accounts for people in office who have none")
            yield Waiting(text, reverse("accounts:people"), "accounts.create", count=missing)
