"""The menu in the order of the year (words.md). An entry shows where the acting role holds its permission."""

import re
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.base.actor import Actor
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission as P


@dataclass(frozen=True)
class Entry:
    """One line: words, url name, who sees it, its group, and what else below /manage/ belongs to it (a pattern)."""

    label: str | Promise
    url: str
    permission: P | None
    group: str | Promise = ""
    also: str = ""


MENU: tuple[Entry, ...] = (
    Entry(_("My day"), "portal:my_day", None),
    Entry(_("Round board"), "portal:board", P.BOARD_READ, also="units/"),
    Entry(_("Yearly rounds"), "cycles:list", P.CYCLE_READ, _("The round"), also="rounds/"),
    Entry(_("Accountability reports"), "reports:list", P.REPORT_READ, _("The round")),
    Entry(_("Reading desk"), "desk:list", P.REPORT_REVIEW, _("The round")),
    Entry(
        _("Pre-review check"), "assessments:checks", P.CHECK_DO, _("The round"), also=r"assessments/(visits|findings)/"
    ),
    Entry(_("Annual Party-work assessment"), "assessments:list", P.ASSESSMENT_READ, _("The round")),
    Entry(_("Ballots and count"), "ballots:list", P.COUNT_READ, _("The round")),
    Entry(_("Overall grades"), "grades:list", P.GRADE_READ_PUBLISHED, _("The round")),
    Entry(
        _("Feedback"),
        "rectification:feedback_list",
        P.ISSUE_READ,
        _("Use of results"),
        also=r"rectification/(rounds/\d+/)?(feedback|reporters)/",
    ),
    Entry(
        _("Problem list"),
        "rectification:issues",
        P.ISSUE_READ,
        _("Use of results"),
        also=r"rectification/(rounds/\d+/)?(issues|tasks|duties|common)/",
    ),
    Entry(
        _("Rectification ledger"),
        "rectification:ledger",
        P.ISSUE_READ,
        _("Use of results"),
        also=r"rectification/(rounds/\d+/)?(ledger|plans|measures|sign-offs|extensions|look-backs|figures)/",
    ),
    Entry(_("Formal and reminder talks"), "rectification:talks", P.TALK_KEEP, _("Use of results")),
    Entry(_("What the speech asks and what was done"), "rectification:speeches", P.ISSUE_READ, _("Use of results")),
    Entry(_("Documents from above"), "registers:list", P.SUPERIOR_READ, _("Use of results")),
    Entry(_("Official documents"), "documents:list", P.DOCUMENT_READ, _("Use of results")),
    Entry(_("Several years"), "rectification:history", P.HISTORY_READ, _("Use of results")),
    Entry(_("Analysis"), "portal:analysis", P.ANALYSIS_READ, _("Use of results")),
    Entry(_("Evidence"), "reports:evidence", P.EVIDENCE_KEEP, _("Use of results")),
    Entry(_("Reminders"), "notices:list", P.NOTICE_READ, _("Use of results")),
    Entry(_("Organisations and people"), "organization:tree", P.ORGANIZATION_READ, _("System")),
    Entry(_("Data check"), "portal:data_check", P.DATA_CHECK, _("System")),
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
        found.append({"label": entry.label, "group": entry.group, "url": url, "also": entry.also})
    home = reverse("portal:my_day")
    near = max(found, key=lambda one: _nearness(one, path, home), default=None)
    if near is not None and _nearness(near, path, home):
        near["current"] = True
    return found


def _nearness(one: dict[str, object], path: str, home: str) -> int:
    """How much of the path an entry covers: the entry that covers most is the present one."""
    url = str(one["url"])
    covered = len(url) if path == url or (url != home and path.startswith(url)) else 0
    other = re.match(home + str(one["also"]), path) if one["also"] else None
    return max(covered, other.end() if other else 0)
