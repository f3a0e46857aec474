"""What other apps may call about organisations, people, posts and relations."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shuping.base.actor import Actor
from shuping.base.waiting import Waiting
from shuping.core.organization.terms import NewTerm
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission

from . import access
from .access import find_organization
from .access import organizations as organizations_within
from .damage import damage
from .gaps import gaps
from .models import Election, Leadership, Organization, OrganizationName, Person, Succession, Term
from .queries import (
    Contact,
    Counts,
    Holder,
    below_on,
    branches_below,
    contact_leader,
    contact_of,
    contacts_on,
    counts_below,
    elections_due,
    find_by_code,
    holder_name,
    holders_on,
    in_post_at,
    leaders_of,
    leaderships_on,
    led_by,
    liaison_of,
    liaisons_on,
    name_on,
    names_on,
    parents_on,
    people_below,
    posts_of,
    secretaries_on,
    secretary_on,
    successions_of,
    units_of,
    vacant,
)
from .services.imports import commit_import, discard_import, dry_run, keep_draft, read_draft, set_mapping
from .services.posts import (
    appoint,
    correct_term,
    create_person,
    edit_person,
    end_leadership,
    end_term,
    record_election,
    seen,
    set_leadership,
    set_term,
)
from .services.tree import (
    NewOrganization,
    close_organization,
    create_organization,
    edit_organization,
    merge_organizations,
    move_organization,
    rename_organization,
    split_organization,
)
from .wording import CLASS_NAMES

# An election is announced this long before the term runs out (建议值).
ELECTION_NOTICE = timedelta(days=183)


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """For who keeps the register: vacant offices and elections that are due. Three queries."""
    if actor.reach(Permission.ORGANIZATION_KEEP) is Reach.NONE:
        return
    rows = access.organizations(actor, Permission.ORGANIZATION_KEEP)
    empty = vacant(rows, on)
    if empty:
        yield Waiting(
            text=_("Enter who is secretary or acting deputy"),
            url=reverse("organization:vacancies"),
            kind="organization.vacancy",
            about=_some([str(row) for row in empty]),
            count=len(empty),
        )
    due = elections_due(rows, on + ELECTION_NOTICE)
    if due:
        yield Waiting(
            text=_("Prepare or record the election"),
            url=reverse("organization:elections"),
            kind="organization.election",
            due=due[0][1],
            about=_some([str(row) for row, _day in due]),
            count=len(due),
        )


def _some(names: list[str]) -> str:
    shown = "、".join(names[:3])
    rest = len(names) - 3
    return (
        shown
        if rest <= 0
        else ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", rest)
        % {
            "names": shown,
            "count": rest,
        }
    )


__all__ = [
    "CLASS_NAMES",
    "gaps",
    "Contact",
    "Counts",
    "Holder",
    "Election",
    "Leadership",
    "NewOrganization",
    "NewTerm",
    "Organization",
    "OrganizationName",
    "Person",
    "Succession",
    "Term",
    "appoint",
    "below_on",
    "branches_below",
    "close_organization",
    "commit_import",
    "contact_leader",
    "contact_of",
    "contacts_on",
    "correct_term",
    "counts_below",
    "create_organization",
    "create_person",
    "damage",
    "discard_import",
    "dry_run",
    "edit_organization",
    "edit_person",
    "elections_due",
    "end_leadership",
    "end_term",
    "find_by_code",
    "find_organization",
    "holder_name",
    "holders_on",
    "in_post_at",
    "keep_draft",
    "leaders_of",
    "leaderships_on",
    "led_by",
    "liaison_of",
    "liaisons_on",
    "merge_organizations",
    "move_organization",
    "name_on",
    "names_on",
    "organizations_within",
    "parents_on",
    "people_below",
    "posts_of",
    "read_draft",
    "record_election",
    "rename_organization",
    "secretaries_on",
    "secretary_on",
    "seen",
    "successions_of",
    "set_leadership",
    "set_mapping",
    "set_term",
    "split_organization",
    "units_of",
    "vacant",
    "waiting",
]
