"""The sentences and words of the desk. A hint says what stands where and why one should look; it never accuses."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuping.apps.reports import api as reports_api
from shuping.base.wording import sentence
from shuping.core.errors import RuleError

from .models import Examination, Hint, ProblemOverview

SENTENCES: dict[str, str | Promise] = {
    "desk.answer_empty": _("Write what there is to say about this hint."),
    "desk.unknown_verdict": _("“%(kind)s” is not a verdict."),
    "desk.reason_missing": _("Give the reason."),
    "desk.reason_names_unit": _(
        "The author reads the reason. Leave “%(name)s” out: whose report the passage also stands in is not shown "
        "to the author."
    ),
    "desk.judged_meanwhile": _(
        "%(who)s has judged this hint in the meantime (%(at)s). Look at the verdict below, then decide again."
    ),
    "desk.nothing_new": _("Every report handed in has been looked through already."),
    "desk.being_looked": _(
        "%(who)s is looking the reports of this round through, since %(at)s. Wait until that is done; the hints then "
        "stand in the list."
    ),
    "desk.problems_failed": _(
        "The problems named by several units or over the years could not be worked out (%(kind)s). The hints of every "
        "report are kept. Work the lists out again; if it fails again, tell whoever looks after the system."
    ),
    "desk.looked_meanwhile": _(
        "%(who)s has looked these reports through in the meantime (%(at)s). The hints stand in the list."
    ),
    "desk.round_suspended": _("The round is suspended; its hints can only be read."),
    "desk.round_archived": _("The round is archived; its hints can only be read."),
    "desk.version_withdrawn": _("The unit took this version back on %(at)s. Wait for the next one."),
    "desk.program_fault": _(
        "The program failed over this report (%(kind)s); the other reports were looked through. "
        "The log of the server names the place: tell whoever looks after the system."
    ),
    "desk.title_missing": _("The text needs its title."),
    "desk.text_short": _(
        "A text of the library needs at least 40 characters; shorter wording belongs to the wording library."
    ),
    "desk.text_there": _("“%(title)s” of %(on)s is in the library already."),
    "desk.withdrawn_already": _("This entry was withdrawn already, on %(at)s."),
    "desk.correct_missing": _("Enter the correct wording."),
    "desk.basis_missing": _("Name the basis: the document and its date."),
    "desk.years_turned": _("The first year %(first)s lies behind the last year %(last)s."),
    "desk.wrong_is_correct": _("“%(words)s” cannot be correct and wrong at once."),
    "desk.wording_unusable": _("“%(words)s” holds no characters that could be looked for."),
    "desk.stock_missing": _("Enter at least one word."),
    "desk.stock_kind": _("“%(kind)s” is no way to count words."),
    "desk.stock_unusable": _("“%(words)s” cannot be counted: enter 2 to %(most)s Chinese characters, without signs."),
    "desk.stock_official": _("“%(words)s” is official wording; it is never counted as empty."),
    "desk.stock_there": _("“%(words)s” is in the list for these years already. Withdraw that entry first."),
    "desk.name_twice": _("Two texts bear the name %(name)s."),
    "desk.too_much_text": _("All texts together have more than %(most)s characters. Compare fewer at once."),
    "desk.wording_entry": _("The wording entry “%(correct)s” of the kind %(kind)s cannot be used."),
}

KINDS: dict[str, str | Promise] = {
    "overlap": _("Same text elsewhere"),
    "reworded": _("Possibly reworded"),
    "odd_word": _("Possibly reworded (word)"),
    "wording": _("Wording to be checked"),
    "quotation": _("Quotation to be checked"),
    "thin": _("Needs substance"),
    "any_unit": _("Would fit any unit"),
    "unchanged": _("As last year"),
    "last_year": _("Last year's problem unanswered"),
    "duty": _("Writing requirements"),
}
COLOURS: dict[str, str] = {
    "overlap": "wait",
    "reworded": "wait",
    "odd_word": "wait",
    "wording": "info",
    "quotation": "info",
    "thin": "info",
    "any_unit": "",
    "unchanged": "",
    "last_year": "error",
    "duty": "",
}
LABELS: dict[str, str | Promise] = {
    "copy": _("another report"),
    "template": _("a form that several units fill in"),
    "formula": _("a common formula"),
    "own_year": _("the unit's own earlier report"),
    "above": _("a text from above"),
}
STATES: dict[str, str | Promise] = {
    "open": pgettext_lazy("hint", "To be checked"),
    "agreed": pgettext_lazy("hint", "Agreed"),
    "dismissed": pgettext_lazy("hint", "Dismissed"),
}
STATE_COLOURS: dict[str, str] = {"open": "wait", "agreed": "info", "dismissed": ""}
ACTS: dict[str, str | Promise] = {**STATES, "answered": pgettext_lazy("hint", "Answered")}
MISSING: dict[str, str | Promise] = {
    "figure": pgettext_lazy("missing", "figure"),
    "date": pgettext_lazy("missing", "date"),
    "owner": pgettext_lazy("missing", "owner"),
    "outcome": pgettext_lazy("missing", "outcome"),
}
WORDING_KINDS: dict[str, str | Promise] = {
    "organ": _("Name of an organ"),
    "formula": _("Fixed wording"),
    "title": _("Title of a document"),
    "quotation": pgettext_lazy("wording library", "Quotation"),
}
STOCK_KINDS: dict[str, str | Promise] = {
    "general": pgettext_lazy("stock words", "general word"),
    "hollow": pgettext_lazy("stock words", "hollow wording"),
    "own": pgettext_lazy("stock words", "own matter"),
}
STOCK_CHOICES: dict[str, str | Promise] = {
    "general": _("general word: says nothing of a unit's own"),
    "hollow": _("hollow wording: counts as empty"),
    "own": _("own matter: not counted as general any more"),
}
_ODD: dict[str, str | Promise] = {
    "collocation": _("The fixed wording “%(phrase)s” seems to be meant. Perhaps: %(likely)s."),
    "repeated": _("The same word stands twice in a list of two. Perhaps: %(likely)s."),
    "model": _("Measured against laws and regulations, another word would be expected here. Perhaps: %(likely)s."),
}


def trouble_text(look: Examination | ProblemOverview | None) -> str:
    """Why a report could not be looked through, or the lists of problems not worked out; empty where they could."""
    return sentence(RuleError(look.trouble, **look.trouble_params)) if look is not None and look.trouble else ""


def listed(words: Iterable[object]) -> str:
    """Words one after the other, as the language parts them."""
    return str(pgettext_lazy("between words of a list", ", ")).join(map(str, words))


def hint_text(hint: Hint, other: str) -> str:
    """The sentence of a hint; `other` names the other report, or hides it."""
    if hint.kind in (Hint.Kind.OVERLAP, Hint.Kind.REWORDED):
        return _passage(hint, other)
    return _WORDS.get(hint.kind, _finding)(hint.params)


def odd_word_text(params: Mapping[str, Any]) -> str:
    """What speaks against a word (`reason`, `phrase`), and what probably stood there (`likely`)."""
    likely = listed(params.get("likely", ()))
    words = _ODD.get(str(params.get("reason")), _ODD["model"])
    return str(words) % {"phrase": params.get("phrase", ""), "likely": likely or "—"}


def library_text(params: Mapping[str, Any]) -> str:
    """What the wording library says (`expected`) and on what ground (`basis`)."""
    return str(_("The library says “%(expected)s”. Basis: %(basis)s.")) % params


def _thin(params: Mapping[str, Any]) -> str:
    lacking = listed(MISSING.get(one, one) for one in params.get("missing", ()))
    return str(_("Missing here: %(missing)s.")) % {"missing": lacking}


def _any_unit(params: Mapping[str, Any]) -> str:
    text = _("This sentence would fit any other unit: its words stand in %(documents)s of %(total)s reports.")
    return str(text) % params


def _unchanged(params: Mapping[str, Any]) -> str:
    return str(_("This sentence stood in last year's report in the same words."))


def _finding(params: Mapping[str, Any]) -> str:
    known = {name: value for name, value in params.items() if name not in _BESIDE}
    return reports_api.finding_text(str(params.get("code", "")), known)


_BESIDE = ("code", "severity", "rule", "section")  # of a finding, not of its sentence


_WORDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "odd_word": odd_word_text,
    "wording": library_text,
    "quotation": library_text,
    "thin": _thin,
    "any_unit": _any_unit,
    "unchanged": _unchanged,
}


def _passage(hint: Hint, other: str) -> str:
    figures = {"net": hint.params.get("net", 0), "other": other}
    if hint.kind == Hint.Kind.REWORDED:
        return str(_("%(net)s characters stand with other words in %(other)s.")) % figures
    return str(_("%(net)s characters stand in %(other)s too.")) % figures
