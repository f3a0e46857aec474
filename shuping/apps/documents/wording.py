"""The words of the register: kinds, states, classes, steps, and the sentences of refused acts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Names of the kinds on the pages; the titles on paper are official Chinese (kinds.registry).
KINDS: dict[str, str | Promise] = {
    "plan": pgettext_lazy("paper", "Implementation plan"),
    "notice": pgettext_lazy("paper", "Notice"),
    "written_report": pgettext_lazy("paper", "Accountability report"),
    "spoken_report": pgettext_lazy("paper", "Report as spoken"),
    "three_lists": pgettext_lazy("paper", "Three lists: results, problems, tasks"),
    "self_evaluation": pgettext_lazy("paper", "Self-evaluation sheet"),
    "check_record": pgettext_lazy("paper", "Record of the pre-review check"),
    "comments": pgettext_lazy("paper", "Comment outline"),
    "agenda": pgettext_lazy("paper", "Agenda"),
    "script": pgettext_lazy("paper", "Host's script"),
    "seats": pgettext_lazy("paper", "Seat map"),
    "sign_in": pgettext_lazy("paper", "Sign-in sheet"),
    "cards": pgettext_lazy("paper", "Name cards"),
    "volume": pgettext_lazy("paper", "Bound volume of the reports"),
    "ballot": pgettext_lazy("paper", "Paper ballot"),
    "tally_form": pgettext_lazy("paper", "Sheet to count on by hand"),
    "minutes": pgettext_lazy("paper", "Minutes of the meeting"),
    "speech_material": pgettext_lazy("paper", "Material for the closing speech"),
    "tally": pgettext_lazy("paper", "Tally sheet"),
    "composite": pgettext_lazy("paper", "Table of the overall grades"),
    "decision": pgettext_lazy("paper", "Paper for the leading Party group's meeting"),
    "circular": pgettext_lazy("paper", "Circular of the results"),
    "feedback": pgettext_lazy("paper", "Feedback"),
    "rectification_plan": pgettext_lazy("paper", "Rectification plan"),
    "ledger": pgettext_lazy("paper", "Rectification ledger"),
    "unit_ledger": pgettext_lazy("paper", "Rectification ledger of a unit"),
    "sign_off": pgettext_lazy("paper", "Application for sign-off"),
    "progress": pgettext_lazy("paper", "Report on rectification"),
    "duties": pgettext_lazy("paper", "Responsibilities of rectification"),
    "tasks": pgettext_lazy("paper", "Responsibilities from the speech"),
    "upward": pgettext_lazy("paper", "Report to the superior committee"),
    "inventory": pgettext_lazy("paper", "Inventory of the archive"),
}
STATES: dict[str, Promise] = {
    "draft": pgettext_lazy("paper", "Draft"),
    "review": pgettext_lazy("paper", "In review"),
    "signed": pgettext_lazy("paper", "Signed"),
    "issued": pgettext_lazy("paper", "Issued"),
    "void": pgettext_lazy("paper", "Void"),
}
STATE_BADGES = {"draft": "info", "review": "wait", "signed": "wait", "issued": "ok", "void": "error"}
SECRECIES: dict[str, Promise] = {
    "closed": _("Not for publication"),
    "internal": _("Internal material"),
    "on_request": _("Published on request"),
    "open": _("For publication"),
}
RETENTIONS: dict[str, Promise] = {
    "permanent": _("Permanent"),
    "thirty_years": _("30 years"),
    "ten_years": _("10 years"),
}
FILE_ROLES: dict[str, Promise] = {
    "word": _("Generated document"),
    "pdf": _("Generated PDF"),
    "final": _("Final version"),
    "scan": _("Sealed scan"),
    "instruction": _("Sheet of an instruction"),
}
LAYOUTS: dict[str, Promise] = {
    "red_head": _("Document with a red head"),
    "letter": _("Letter"),
    "plain": _("Paper without a head"),
    "form": _("Form (A4)"),
    "ledger": _("Wide table (A4)"),
    "ledger_a3": _("Wide table (A3)"),
}
INSTRUCTION_KINDS: dict[str, Promise] = {"instruction": _("Instruction"), "circulated": _("Read and circled")}
STEPS: dict[str, Promise] = {
    "made": _("Made from the data"),
    "made_anew": _("Made anew from the data"),
    "framed": _("Addressees, class and copies set"),
    "handed_over": _("Handed over for review"),
    "returned": _("Returned for changes"),
    "signed": pgettext_lazy("paper", "Signed"),
    "numbered": _("Number given"),
    "number_back": _("Number given back"),
    "issued": pgettext_lazy("paper", "Issued"),
    "used": _("Put to use"),
    "voided": pgettext_lazy("paper", "Voided"),
    "final_brought": _("Final version brought back"),
    "scan_brought": _("Sealed scan brought back"),
    "instructed": _("Leader's instruction recorded"),
}
FONTS: dict[str, Promise] = {
    "replaced": _("Instead of %(official)s the PDF uses %(used)s; the docx names the official font."),
    "borrowed": _("These characters come from another font: %(signs)s"),
    "missing": _("No font here can draw these characters: %(signs)s"),
}
DUE: dict[str, tuple[Promise, str]] = {
    "done": (pgettext_lazy("paper", "Issued"), "ok"),
    "begun": (_("Begun"), "info"),
    "missing": (_("Due now"), "wait"),
    "later": (_("Later"), ""),
}

SENTENCES: dict[str, str | Promise] = {
    "documents.unknown_kind": _("There is no kind of paper “%(kind)s”."),
    "documents.unknown_block": _("A stored version holds “%(name)s”, which is no part of a paper."),
    "documents.not_now": _("“%(kind)s” is not made while the round stands at “%(stage)s”."),
    "documents.nothing_yet": _("The paper cannot be made yet. What it needs is not there: %(what)s."),
    "documents.no_reporter": _("%(unit)s does not report in this round."),
    "documents.no_subject": _("Say for which unit, class or problem “%(kind)s” is made."),
    "documents.not_possible": _("This step does not follow from where the paper stands now. Reload the page."),
    "documents.moved_first": _("%(who)s was first (%(at)s). The paper stands elsewhere now; nothing was changed."),
    "documents.changed_meanwhile": _(
        "%(who)s changed the paper meanwhile (%(at)s). Nothing was changed; look at it again."
    ),
    "documents.no_version": _("The paper has no text yet. Make it first."),
    "documents.own_paper": _("Whoever made a paper does not sign it. Somebody else has to."),
    "documents.reason_needed": _("Give the reason."),
    "documents.words_fixed": _("The paper is signed, issued or void: its words and frame do not change any more."),
    "documents.unknown_class": _("“%(found)s” cannot be chosen here."),
    "documents.secret_class": _(
        "“%(found)s” must not be kept here: this system is not for state secrets. Nothing was stored."
    ),
    "documents.number_form": _("“%(found)s” is not a number of a paper. Write it like 青交党〔2022〕5号."),
    "documents.number_year": _(
        "The number carries the year %(found)s, but the paper is issued in %(expected)s. Take a number of %(expected)s."
    ),
    "documents.number_taken": _("%(number)s is given already. Nothing was changed."),
    "documents.number_gap": _(
        "Number %(found)s would leave a gap; the next one is %(next)s. Enter numbers held elsewhere under numbering."
    ),
    "documents.number_code": _("The number carries “%(found)s”; papers of this issuer carry “%(expected)s”."),
    "documents.number_given": _("The paper holds a number already. Give it back first."),
    "documents.number_missing": _("The paper has no number yet. Take one first."),
    "documents.number_spent": _("This number cannot be given back: the paper is issued, or holds none."),
    "documents.not_numbered": _("A paper that is issued or void takes no number."),
    "documents.no_issuer": _("Choose who issues the paper first. Issuers are kept under numbering."),
    "documents.code_word_taken": _("The code word “%(word)s” belongs to another issuer."),
    "documents.code_word_used": _("Numbers with “%(word)s” are given already; the code word does not change any more."),
    "documents.rule_changed_meanwhile": _("%(who)s changed this rule meanwhile (%(at)s). Look at it again."),
    "documents.reserve_range": _(
        "Enter a number above %(last)s, at most %(most)s numbers at once. Nothing was changed."
    ),
    "documents.final_docx": _("The final version is a docx. Save it as docx and upload it again."),
    "documents.scan_type": _("A scan is one of: %(known)s."),
    "documents.not_signed_yet": _("The sealed scan comes back once the paper is signed."),
    "documents.instruction_leader": _("Say who gave the instruction."),
    "documents.instruction_words": _("Write the words of the instruction, or upload its sheet."),
    "documents.instruction_future": _("%(on)s lies in the future."),
    "documents.template_too_large": _("“%(name)s” has too many fields or too long a text for a template."),
    "documents.template_code": _(
        "The template holds more than fields, loops and conditions, at paragraph %(place)s. Nothing was stored."
    ),
    "documents.template_field": _(
        "The template names “%(field)s”, which does not exist, at paragraph %(place)s. Nothing was stored."
    ),
    "documents.template_syntax": _(
        "A field of the template is not closed or not written right, at paragraph %(place)s."
    ),
    "documents.template_retired": _("%(who)s took this version out of use already (%(at)s)."),
    "documents.layout_margin": _("A margin is %(least)s to %(most)s mm."),
    "documents.layout_lines": _(
        "%(lines)s lines %(pitch)s points apart do not fit on the page; with these margins it holds at most %(most)s."
    ),
    "documents.layout_characters": _(
        "%(characters)s characters do not fit a line between these margins; it holds %(least)s to %(most)s."
    ),
    "documents.layout_font": _("Name a font for every part."),
    "documents.layout_changed": _("%(who)s changed the page layout meanwhile (%(at)s). Look at it again."),
}
