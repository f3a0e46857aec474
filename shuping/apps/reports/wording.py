"""The words of the reports: sentences of refusals and findings, names of sections, kinds, states and evidence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from shuping.base.wording import sentence
from shuping.core.errors import RuleError

SENTENCES: dict[str, str | Promise] = {
    "reports.not_empty": _("This text is begun already. Empty its parts first, or go on with it."),
    "reports.nothing_written": _("There is no written report yet to begin with."),
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
        "Less than one sentence in ten speaks in the first person. Say what you yourself planned, deployed and pushed."
    ),
    "reports.many_rounds": _("This is round %(round)s; the plan expects at most %(limit)s. It may still be handed in."),
    # findings of the desk: they hint and never stop anybody
    "reports.headings_missing": _(
        "No headings were recognised, so all text counts as achievements. Add the headings of the plan."
    ),
    "reports.heading_unclear": _("“%(heading)s” names no section and stays where it is. Use a heading of the plan."),
    "reports.last_year_missing": _("Nothing is said about last year's problems. Say what became of them."),
    "reports.last_year_only_repeated": _(
        "The answer to line %(number)s of last year only repeats the promise. Say what was done and with what result."
    ),
    "reports.last_year_without_outcome": _(
        "The answer to line %(number)s of last year shows no figure, date or finished act. Add what can be checked."
    ),
    "reports.body_for_self": _(
        "%(body)s of %(sentences)s sentences begin with the committee or the unit, %(own)s speak in the first person. "
        "Report your own work."
    ),
    "reports.business_for_party": _(
        "%(sentences)s sentences speak of business alone, more than half of the achievements. Report the Party work."
    ),
    "reports.praise_for_problems": _("This sentence tells of success among the problems. Name a problem of your own."),
    "reports.no_business_objective": _(
        "No sentence ties Party work to a business objective with figures. Name one, before and after."
    ),
    "reports.measures_without_figures": _(
        "None of the %(measures)s measures has a figure or a date. Say how much and by when."
    ),
    "reports.measure_incomplete": _("Measure %(number)s lacks: %(missing)s."),
    "reports.foreign_name": _("“%(name)s” belongs to another unit. Check whether it was left over."),
    "reports.foreign_name_possible": _("“%(name)s” is perhaps not of this unit. Check whether it was left over."),
    "reports.blank_left": _("“%(found)s” was not filled in."),
    "reports.other_year": _("“%(found)s” does not fit a report of %(year)s. Check the year."),
    "reports.date_style": _("“%(found)s”: %(kind)s. Write dates as in “2020年3月5日”."),
    "reports.numeral_style": _("“%(found)s”: %(kind)s."),
    "reports.punctuation_style": _("“%(found)s”: %(kind)s (%(count)s places)."),
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
    "self_score": _("Self score of the annual assessment"),
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


# What a measure or a clause lacks.
MISSING_NAMES = {
    "figure": _("a figure"),
    "date": _("a date"),
    "owner": _("somebody responsible"),
    "outcome": _("a result"),
}

# What is wrong with a numeral, a date or a mark; docs/rules/desk-checks.md, D-1 to D-3.
SLIP_NAMES = {
    "reports.numeral_style": {
        "mixed": _("Chinese and Arabic numerals mixed"),
        "percent": _("a percentage written half in words"),
        "zero": _("a letter or circle for zero"),
        "full_width": _("full-width figures"),
        "range": _("the first figure of the range lacks its per cent sign"),
        "about_twice": _("“about” said twice"),
    },
    "reports.date_style": {
        "impossible": _("no such day"),
        "short_year": _("a year of two figures"),
        "leading_zero": _("a zero before the month or day"),
        "not_in_words": _("year, month and day are not named"),
        "mixed": _("Chinese and Arabic numerals mixed"),
    },
    "reports.punctuation_style": {
        "half_width": _("a half-width mark behind a Chinese character"),
        "doubled": _("two marks in a row"),
        "dots": _("an ellipsis not written as six dots"),
        "blank": _("a blank between Chinese characters"),
        "before_etc": _("a mark before “等”"),
        "unpaired": _("a mark without its other half"),
    },
}


def finding_text(code: str, params: dict[str, object]) -> str:
    """The sentence of a finding; codes among its figures are put into words."""
    shown = dict(params)
    if isinstance(kind := params.get("kind"), str):
        shown["kind"] = SLIP_NAMES.get(code, {}).get(kind, kind)
    if isinstance(missing := params.get("missing"), list):
        shown["missing"] = format_list([str(MISSING_NAMES.get(one, one)) for one in missing])
    return sentence(RuleError(code, **shown))


def format_list(words: list[str]) -> str:
    """Words one after the other, as the language separates them."""
    return str(pgettext("between words of a list", ", ")).join(words)


GAPS: dict[str, str | Promise] = {
    "reports.no_before_after": _("Evidence without the figures before and after"),
    "reports.no_data_source": _("Figures without their source"),
}
"""What may be missing or odd in the data, by code (DSH-09)."""
