"""The words of the reports: sentences of refusals and findings, names of sections, kinds, states and evidence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shuping.base.wording import sentence
from shuping.core.errors import RuleError

SENTENCES: dict[str, str | Promise] = {
    # findings of the duty checks: place and remedy
    "reports.empty": _("The text is empty. Write it or take over an uploaded document."),
    "reports.too_long": _("The text has %(length)s characters, %(over)s more than the plan's %(limit)s. Shorten it."),
    "reports.problem_share_low": _(
        "Problems, causes and last year take %(part)s of %(total)s characters; the plan asks for %(numerator)s/"
        "%(denominator)s, that is %(needed)s. Add %(missing)s more there or shorten the rest."
    ),
    "reports.section_empty": _("This section is empty. The plan asks for it."),
    "reports.causes_missing": _("No causes are named. Say where the problems come from, here or beside each problem."),
    "reports.measures_missing": _("No measures are named. Say what you will do, by when."),
    "reports.last_year_unanswered": _("Line %(number)s of last year is not answered. Say what was done about it."),
    "reports.first_person_low": _(
        "Only %(percent)s %% of the sentences speak in the first person (hint below %(limit)s %%). "
        "Say what you yourself planned, deployed and pushed."
    ),
    "reports.many_rounds": _("This is round %(round)s; the plan expects at most %(limit)s. It may still be handed in."),
    # refused acts
    "reports.refused_by_checks": _("The report cannot be handed in yet: %(count)s points must be mended first."),
    "reports.only_reporter_hands_in": _(
        "Only the reporter in person confirms and hands in. Mark the draft as prepared instead."
    ),
    "reports.not_confirmed": _("Confirm first that the text is your own, then hand in."),
    "reports.no_longer_reports": _("%(name)s no longer reports in this round."),
    "reports.cannot_save": _(
        "This report can no longer be changed (%(who)s, %(at)s). Withdraw it, or ask the office to return it."
    ),
    "reports.cannot_submit": _("This report has already been handed in (%(who)s, %(at)s)."),
    "reports.cannot_withdraw": _("There is nothing to withdraw any more (%(who)s, %(at)s)."),
    "reports.cannot_return": _("Somebody was first (%(who)s, %(at)s). Look at the report as it stands now."),
    "reports.cannot_approve": _("Somebody was first (%(who)s, %(at)s). Look at the report as it stands now."),
    "reports.wrong_state": _("The report does not allow this at present."),
    "reports.stale": _(
        "%(who)s saved this draft in the meantime (%(at)s). Nothing of yours is lost: both texts stand below; "
        "put them together and save again."
    ),
    "reports.outline_stale": _(
        "%(who)s saved this outline in the meantime (%(at)s). Nothing of yours is lost: compare and save again."
    ),
    "reports.too_late_to_withdraw": _("The deadline (%(due)s) has passed; ask the office to return the report."),
    "reports.reason_missing": _("Say why the report is returned and what is to be mended."),
    "reports.own_report": _("Nobody reviews his or her own report."),
    "reports.newer_version": _("Version %(number)s was handed in meanwhile. Read it before you decide."),
    "reports.title_missing": _("Give the evidence a title."),
    "reports.file_missing": _("Choose the file."),
    "reports.link_missing": _("Give the address, beginning with http:// or https://."),
    "reports.figure_missing": _("Name what was measured, the figure after and its source, or choose a file."),
    "reports.evidence_in_the_future": _("The date (%(on)s) has not come yet."),
    "reports.already_replaced": _("%(who)s has already replaced it by “%(title)s”. Replace that one."),
    "reports.unknown_evidence_kind": _("Choose one of the kinds of evidence."),
    "reports.no_such_evidence": _("Choose a piece of evidence from the unit's own list."),
    "reports.bad_target": _("Evidence cannot be attached here."),
    "reports.unknown_section": _("A report has no section “%(key)s”."),
    "reports.unknown_count_mode": _("The counting mode “%(mode)s” is unknown; known: %(known)s."),
    # documents from outside
    "documents.empty": _("“%(name)s” is empty. Choose another file."),
    "documents.too_large": _("“%(name)s” is larger than %(limit)s MB. Shrink its pictures or split it."),
    "documents.macros": _("“%(name)s” holds macros. Save it as docx or xlsx without macros."),
    "documents.encrypted": _("“%(name)s” is protected by a password. Save it without and upload again."),
    "documents.old_format": _("“%(name)s” is in the old Office format. Save it as docx or xlsx."),
    "documents.wrong_type": _("“%(name)s” is not what its name says, or cannot be used here. Possible: %(known)s."),
    "documents.unreadable": _("“%(name)s” is damaged and cannot be read. Save it anew and upload again."),
    "documents.no_text": _("“%(name)s” holds no text (perhaps a scan). Upload the original document."),
    "documents.outside": _(
        "“%(name)s” fetches parts from outside (%(kind)s). Put them into the document itself, or remove them."
    ),
    "documents.too_costly": _(
        "“%(name)s” takes more time or memory to read than a report may. Save it anew, without pictures."
    ),
    "documents.encoding": _("“%(name)s” is neither UTF-8 nor GB18030. Save it in one of them."),
}

SECTION_NAMES = {
    "achievements": _("Achievements"),
    "problems": _("Problems"),
    "causes": _("Causes"),
    "plans": _("Next steps and measures"),
    "last_year": _("Rectification of last year's problems"),
}

SECTION_HELP = {
    "achievements": _("What you yourself planned, deployed and pushed; facts, figures, cases."),
    "problems": _("What is missing and where, in your own duty."),
    "causes": _("Where the problems come from."),
    "plans": _("Measures with a date and a result that can be checked."),
    "last_year": _("Anything beyond the answers to the single lines."),
}

KIND_NAMES: dict[str, str | Promise] = {
    "written": _("Written report"),
    "spoken": _("Text for speaking on the spot"),
    "self_evaluation": _("Self-evaluation sheet"),
}

STATE_NAMES: dict[str, str | Promise] = {
    "draft": _("To be handed in"),
    "submitted": _("To be reviewed"),
    "returned": _("Returned for rework"),
    "approved": _("Report approved"),
    "final": _("Report final"),
}

STATE_COLOURS = {"draft": "", "submitted": "wait", "returned": "error", "approved": "ok", "final": "ok"}

EVIDENCE_KINDS: dict[str, str | Promise] = {
    "minutes": _("Minutes of a meeting"),
    "document": _("Document"),
    "photo": _("Photograph"),
    "data": _("Data"),
    "link": _("Link"),
}

# What refers to a piece of evidence, by the kind in its reference.
USED_BY: dict[str, str | Promise] = {
    "report": _("Accountability report"),
    "issue": _("Rectification of a problem"),
}

SEVERITY_NAMES: dict[str, str | Promise] = {
    "refuse": _("Must be mended"),
    "warn": _("Look at this"),
    "hint": _("Hint"),
}

MODE_NAMES: dict[str, str | Promise] = {
    "characters": _("Chinese characters, letters and digits; without punctuation, blanks and title"),
    "wps": _("as the word processor counts; without the title"),
}


def finding_text(code: str, params: dict[str, object]) -> str:
    """The sentence of a finding."""
    return sentence(RuleError(code, **params))
