"""The menu in the order of the year (words.md). An entry shows where the acting role holds its permission."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.base.actor import Actor
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission as P


@dataclass(frozen=True)
class Entry:
    """One line: words, url name, who sees it, and the start of the addresses that belong to it."""

    label: str | Promise
    url: str
    permission: P | None
    group: str | Promise = ""


MENU: tuple[Entry, ...] = (
    Entry(_("My day"), "portal:my_day", None),
    Entry(_("Round board"), "portal:board", P.BOARD_READ),
    Entry(_("Yearly rounds"), "cycles:list", P.CYCLE_READ, _("The round")),
    Entry(_("Accountability reports"), "reports:list", P.REPORT_READ, _("The round")),
    Entry(_("Ballots and count"), "ballots:list", P.COUNT_READ, _("The round")),
    Entry(_("Overall grades"), "grades:list", P.GRADE_READ_PUBLISHED, _("The round")),
    Entry(_("Feedback"), "rectification:feedback_list", P.ISSUE_READ, _("Use of results")),
    Entry(_("Problem list"), "rectification:issues", P.ISSUE_READ, _("Use of results")),
    Entry(_("Rectification ledger"), "rectification:ledger", P.ISSUE_READ, _("Use of results")),
    Entry(_("Formal and reminder talks"), "rectification:talks", P.TALK_KEEP, _("Use of results")),
    Entry(_("What the speech asks and what was done"), "rectification:speeches", P.ISSUE_READ, _("Use of results")),
    Entry(_("Several years"), "rectification:history", P.HISTORY_READ, _("Use of results")),
    Entry(_("Evidence"), "reports:evidence", P.EVIDENCE_KEEP, _("Use of results")),
    Entry(_("Reminders"), "notices:list", P.NOTICE_READ, _("Use of results")),
    Entry(_("Organisations and people"), "organization:tree", P.ORGANIZATION_READ, _("System")),
    Entry(_("Contact book"), "organization:contacts", P.CONTACTS_READ, _("System")),
    Entry(_("Accounts"), "accounts:list", P.ACCOUNT_RESET, _("System")),
    Entry(_("Roles of accounts"), "accounts:roles", P.ROLE_GRANT, _("System")),
    Entry(_("Permission matrix"), "accounts:matrix", P.MATRIX_READ, _("System")),
    Entry(_("Audit log"), "audit:list", P.AUDIT_READ, _("System")),
)


def entries(actor: Actor | None, path: str) -> list[dict[str, object]]:
    """The entries for the acting person, each with its address and whether the present page lies under it."""
    found: list[dict[str, object]] = []
    for entry in MENU:
        if entry.permission is not None and (actor is None or actor.reach(entry.permission) is Reach.NONE):
            continue
        try:
            url = reverse(entry.url)
        except NoReverseMatch:
            continue
        found.append({"label": entry.label, "group": entry.group, "url": url})
    home = reverse("portal:my_day")
    fits = [one for one in found if path.startswith(str(one["url"])) and (one["url"] != home or path == home)]
    if fits:
        max(fits, key=lambda one: len(str(one["url"])))["current"] = True
    return found
