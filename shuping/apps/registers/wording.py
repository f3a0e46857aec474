"""The sentences and words of the register of documents from above."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

SENTENCES: dict[str, str | Promise] = {
    "registers.title_missing": _("The document needs its title."),
    "registers.issuer_missing": _("Say who issued the document."),
    "registers.requirements_missing": _("Say what the document asks, one requirement a line."),
    "registers.received_before_issued": _(
        "The document cannot have been received on %(received)s, before it was issued on %(issued)s."
    ),
    "registers.received_in_future": _("%(received)s lies in the future; enter the day on which the document came."),
    "registers.number_taken": _(
        "“%(number)s” of this issuer is registered already: “%(title)s”, received on %(on)s, entered by %(who)s."
    ),
    "registers.stale": _(
        "%(name)s has changed this entry since you opened it (%(at)s). What you typed is kept below; compare, then "
        "save again."
    ),
    "registers.unknown_step": _("“%(step)s” is not a step of handling a document."),
    "registers.step_before_receipt": _("%(on)s lies before the day of receipt, %(received)s."),
    "registers.step_in_future": _("%(on)s lies in the future; a step is entered once it is done."),
    "registers.meeting_missing": _("Say in which meeting or by which paper."),
    "registers.outcome_missing": _("Say what was agreed."),
    "registers.units_missing": _("Tick at least one unit."),
    "registers.step_twice": _("This meeting of %(on)s is entered already for this step, by %(who)s."),
    "registers.task_twice": _("%(unit)s has this very task already, due on %(due)s."),
    "registers.step_withdrawn": _("This step was withdrawn already: %(name)s, %(at)s."),
    "registers.reason_missing": _("Give the reason."),
    "registers.task_text_missing": _("Say what is to be done."),
    "registers.due_before_receipt": _("The time limit %(due)s lies before the day of receipt, %(received)s."),
    "registers.result_missing": _("Say what came of the task."),
    "registers.task_not_so": _("This cannot be done with the task now; reload the page."),
    "registers.task_moved": _("The task has moved on in the meantime: %(name)s, %(at)s. Reload the page."),
    "registers.own_result": _("You reported this result yourself; somebody else confirms it."),
}

KINDS: dict[str, str | Promise] = {
    "decision": _("Decision or regulation"),
    "opinion": pgettext_lazy("document from above", "Opinion"),
    "notice": pgettext_lazy("document from above", "Notice"),
    "speech": pgettext_lazy("document from above", "Speech"),
    "meeting": _("Spirit of a meeting"),
}
STEPS: dict[str, str | Promise] = {
    "studied": _("Conveyed and studied"),
    "discussed": pgettext_lazy("document from above", "Discussed"),
    "deployed": _("Deployed"),
}
TASK_STATES: dict[str, str | Promise] = {
    "open": pgettext_lazy("task from above", "Under way"),
    "reported": _("Result reported"),
    "done": pgettext_lazy("task from above", "Confirmed"),
    "dropped": pgettext_lazy("task from above", "Dropped"),
}
TASK_BADGES: dict[str, str] = {"open": "", "reported": "wait", "done": "ok", "dropped": ""}
