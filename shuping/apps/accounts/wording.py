"""Sentences of the accounts, and the readable names of the permission matrix."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.core.roles.permissions import Permission as P

SENTENCES: dict[str, str | Promise] = {
    "accounts.not_permitted": _("The post in which you are acting does not allow this."),
    "accounts.account_gone": _("This account or role no longer exists. Reload the list."),
    "accounts.name_form": _(
        "The log-in name “%(name)s” cannot be used: 2 to 64 letters, digits, dots, hyphens or underscores, no spaces."
    ),
    "accounts.name_taken": _("The log-in name “%(name)s” is taken already. Choose another."),
    "accounts.person_has_account": _("%(name)s already has an account; one person holds one account."),
    "accounts.own_account": _("You cannot block or open your own account."),
    "accounts.no_change": _("The account of %(name)s is in this state already; somebody else may have been first."),
    "accounts.reason_missing": _("Say why, in a few words; the reason stays in the audit log."),
    "accounts.password_wrong": _("The present password is wrong."),
    "accounts.password_short": _("The password has %(has)s characters; at least %(length)s are needed."),
    "accounts.password_kinds": _(
        "The password uses %(has)s kinds of characters; at least %(kinds)s of small letters, capitals, digits and "
        "other signs are needed."
    ),
    "accounts.password_contains_name": _("The password contains your log-in name. Choose another."),
    "accounts.password_obvious": _(
        "Runs such as 1234 or qwer, and words such as password or admin, are tried first. Choose another."
    ),
    "accounts.password_repeats": _("The password repeats too few characters. Choose another."),
    "accounts.password_used_before": _(
        "You had this password before; the last %(history)s passwords cannot be used again."
    ),
    "accounts.reset_own": _("Change your own password under “My account”; a reset is done by somebody else."),
    "accounts.reset_at_server": _(
        "%(name)s is security administrator or auditor. Such an account is helped only at the server, with "
        "“shuping create-admin”."
    ),
    "accounts.reset_by_administrator": _(
        "The account of %(name)s is beyond your unit or holds a post of power; ask the system administrator."
    ),
    "accounts.second_factor_by_administrator": _(
        "%(name)s decides in the rounds of the unit: only the system administrator can forget this second factor."
    ),
    "accounts.second_factor_stands": _("A second factor is set up already. Remove it first."),
    "accounts.second_factor_not_begun": _("No second factor is being set up. Begin again."),
    "accounts.second_factor_wait": _("Wrong codes came too often. Wait a moment, then try the next code."),
    "accounts.role_not_held": _("%(name)s does not hold this role."),
    "accounts.organization_gone": _("This organisation does not exist."),
    "accounts.organization_closed": _("%(organization)s was closed on %(on)s; no role can begin there afterwards."),
    "accounts.clash": _(
        "Separation of duties: %(name)s holds “%(held)s” on a common day and cannot also hold “%(wanted)s”. End the "
        "other role first, or choose somebody else."
    ),
    "accounts.already_held": _("%(name)s holds this role at this organisation already in that time."),
    "accounts.no_stand_in": _("Nobody may stand in for this role."),
    "accounts.stand_in_without_end": _("Standing in needs a last day."),
    "accounts.stand_in_for_self": _("Nobody stands in for himself or herself."),
    "accounts.stand_in_for_nobody": _(
        "The person to be stood in for does not hold this role at this organisation in that time."
    ),
    "accounts.no_self_grant": _("You cannot change the roles of your own account."),
    "accounts.blocked": _("The account of %(name)s is blocked; open it first."),
    "accounts.dates": _("The last day lies before the first day."),
    "accounts.role_ended": _("This role has ended already, on %(on)s."),
    "accounts.hand_over_same": _("Duties are handed over to somebody else."),
    "accounts.hand_over_nothing": _("%(name)s holds no duties that you can hand over."),
    "accounts.hand_over_too_early": _("One of the duties only begins on %(on)s; hand over on a later day."),
    "accounts.no_person": _("Your account is not linked to a person of the register; ask the system administrator."),
    "accounts.conflict_about_nobody": _("Name the organisation or the person."),
    "accounts.conflict_withdrawn": _("This declaration no longer holds."),
    "accounts.own_conflict": _("A declaration is withdrawn by another security administrator, not by its author."),
    "accounts.conflict": _(
        "Avoidance: %(name)s may not act on %(organization)s (own unit, or declared). Leave this to a colleague."
    ),
    "accounts.link_for_nobody": _("Say for whom the one-time code is."),
    "accounts.link_unknown": _("This one-time code is not valid. Check every character, or ask for a new one."),
    "accounts.link_used": _("This one-time code was used already. Ask for a new one."),
    "accounts.link_expired": _("This one-time code has expired. Ask for a new one."),
    "accounts.nobody_chosen": _("Choose at least one person who has no account yet."),
}

PERMISSION_NAMES: dict[str, str | Promise] = {
    "organization.read": _("Read organisations and people"),
    "organization.keep": _("Keep organisations and people"),
    "contacts.read": _("Read the contact book"),
    "account.keep": _("Create and block accounts"),
    "account.reset": _("Reset passwords and issue one-time codes"),
    "role.grant": _("Grant and end roles"),
    "matrix.read": _("Read the permission matrix"),
    "audit.read": _("Read the audit log"),
    "handover.do": _("Hand over a clerk's duties"),
    "conflict.declare": _("Declare avoidance"),
    "cycle.read": _("Read the round and its plan"),
    "cycle.keep": _("Keep the round, its plan and roster"),
    "cycle.approve": _("Release plan and notices, advance the round"),
    "cycle.archive": _("Archive the round"),
    "child_cycle.keep": _("Keep the unit's own round"),
    "deadline.extend": _("Extend a deadline"),
    "report.write": _("Write the report"),
    "report.submit": _("Hand in the report"),
    "report.review": _("Review and return reports"),
    "report.read": _("Read reports"),
    "comment.write": _("Write comments on reporters"),
    "scheme.keep": _("Keep indicator schemes"),
    "assessment.keep": _("Keep the annual assessment and the plan of visits"),
    "assessment.read": _("Read the annual assessment"),
    "assessment.confirm": _("Confirm or object to deductions"),
    "self_score.write": _("Write the self score"),
    "check.do": _("Check units on site"),
    "library.keep": _("Keep the libraries of the reading desk"),
    "evidence.keep": _("Keep evidence"),
    "count.key": _("Key tally sheets"),
    "count.lock": _("Lock the count"),
    "count.unlock": _("Unlock the count"),
    "count.read": _("Read the count"),
    "count.figures": _("Read the figures of the count"),
    "score.enter": _("Enter component scores"),
    "veto.enter": _("Enter facts that bar a grade"),
    "veto.read": _("Read facts that bar a grade"),
    "grade.propose": _("Propose grades"),
    "grade.decide": _("Record the decided grades"),
    "grade.read_exact": _("Read exact composites"),
    "grade.read_published": _("Read published grades"),
    "objection.make": _("Raise an objection"),
    "objection.answer": _("Answer an objection"),
    "result.use": _("Keep the register of the use of results"),
    "feedback.write": _("Write feedback"),
    "feedback.sign": _("Acknowledge feedback"),
    "issue.keep": _("Keep the problem list"),
    "issue.progress": _("Record progress on a problem"),
    "common_problem.keep": _("Keep the dictionary of common problems"),
    "issue.read": _("Read problems and rectification"),
    "plan.write": _("Write the rectification plan"),
    "plan.approve": _("Approve the rectification plan"),
    "sign_off.request": _("Request sign-off"),
    "sign_off.accept": _("Accept or return a sign-off request"),
    "look_back.do": _("Carry out the look-back"),
    "talk.keep": _("Record formal and reminder talks"),
    "speech.keep": _("Keep what the speech asks"),
    "history.read": _("Read the several-years page"),
    "superior.read": _("Read documents from above"),
    "superior.keep": _("Keep documents from above"),
    "superior.report": _("Report on tasks from above"),
    "document.read": _("Read the register of papers"),
    "document.make": _("Make papers and bring them back"),
    "document.sign": _("Sign and void papers"),
    "document.keep": _("Keep numbering rules and own templates"),
    "remind.do": _("Send reminders"),
    "notice.read": _("Read notices"),
    "notice.answer": _("Answer notices"),
    "board.read": _("Read the round board"),
    "analysis.read": _("Read the analysis"),
    "data.check": _("Check the data"),
}


def permission_name(permission: P) -> str | Promise:
    """The readable name of a permission; its code while nobody has named it."""
    return PERMISSION_NAMES.get(permission.value, permission.value)
