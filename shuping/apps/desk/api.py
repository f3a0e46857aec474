"""What other apps, the portal and the commands may call."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.base.waiting import Waiting
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission
from shuping.core.text.wording import check

from . import access, examining, queries, wording
from .damage import damage
from .models import Answer, Examination, Hint, Verdict
from .services import add_official_text, add_wording, answer_hint, examine_round, judge_hint

__all__ = [
    "add_official_text",
    "add_wording",
    "agreed",
    "answer_hint",
    "archive",
    "damage",
    "examine_round",
    "judge_hint",
    "waiting",
    "wording_to_check",
]


@dataclass(frozen=True, slots=True)
class WordingToCheck:
    """One place of a text: the words, the kind of entry they are held against, and a sentence with the basis."""

    words: str
    kind: str
    sentence: str


def wording_to_check(text: str, *, year: int) -> list[WordingToCheck]:
    """Where any text of `year` (a speech, a notice) departs from the dated wording library, in the order of the text.

    The same library and the same sentences as for reports (docs/rules/desk-words.md); nothing is kept.
    """
    hints = check(text, examining.entries(), year=year)
    return [
        WordingToCheck(
            one.found,
            str(wording.WORDING_KINDS[one.kind]),
            wording.library_text({"expected": one.expected, "basis": one.basis}),
        )
        for one in hints
    ]


def waiting(actor: Actor, *, on: date) -> Iterator[Waiting]:
    """Reviewers: reports to look through and answers to read. Authors: hints in a returned report, not answered yet."""
    if actor.reach(Permission.REPORT_REVIEW) is not Reach.NONE:
        yield from _of_reviewer(actor)
    if actor.reach(Permission.REPORT_WRITE) is not Reach.NONE:
        yield from _of_author(actor)


def _of_reviewer(actor: Actor) -> Iterator[Waiting]:
    open_rounds = cycles_api.cycles_within(actor, Permission.REPORT_REVIEW).filter(
        stage=cycles_api.Stage.PREPARING, rehearsal=False, suspended_reason=""
    )
    for cycle in open_rounds:
        address = reverse("desk:round", args=[cycle.pk])
        if count := queries.unexamined(cycle):
            yield Waiting(
                _("Look reports through on the desk"), address, "desk.examine", None, cycle.title, count=count
            )
        answered = Hint.objects.filter(
            examination__in=access.examinations(actor).order_by().values("pk"),
            examination__version__report__participant__cycle=cycle,
            answers__isnull=False,
            verdicts__isnull=True,
        )
        reports = set(answered.values_list("examination__version__report", flat=True))
        for report in reports_api.reports_within(actor, Permission.REPORT_REVIEW).filter(pk__in=reports):
            yield Waiting(
                _("Judge the hints that the author answered"),
                reverse("desk:report", args=[report.pk]),
                "desk.judge",
                None,
                report.participant.organization_name,
            )


def _of_author(actor: Actor) -> Iterator[Waiting]:
    reports = reports_api.reports_within(actor, Permission.REPORT_WRITE).filter(state="returned")
    for report in reports:
        version = reports_api.latest_hand_in(report)
        hints = Hint.objects.filter(examination__version=version, on_request=False)
        unanswered = hints.exclude(Exists(Answer.objects.filter(hint=OuterRef("pk"))))
        if version is not None and (count := unanswered.count()):
            yield Waiting(
                _("Read the hints of the desk and answer them"),
                reverse("desk:own", args=[report.pk]),
                "desk.answer",
                None,
                report.participant.organization_name,
                count=count,
            )


def agreed(report: reports_api.Report) -> list[Hint]:
    """The hints of a report's latest version that a reviewer found to hold, in the order of the text."""
    version = reports_api.latest_hand_in(report)
    rows = Hint.objects.filter(examination__version=version).prefetch_related("verdicts")
    return [row for row in rows if (acts := list(row.verdicts.all())) and acts[-1].kind == Verdict.Kind.AGREED]


def archive(cycle: cycles_api.Cycle) -> list[dict[str, object]]:
    """What was judged in a round, as plain values for the year's file: the hints that people spoke of, nothing else."""
    found: list[dict[str, object]] = []
    rows = Examination.objects.filter(version__report__participant__cycle=cycle).select_related(
        "version__report__participant"
    )
    for row in rows.order_by("version__report__participant__order_no", "version"):
        for shown in queries.hints_of(row):
            if shown.trail:
                found.append(_filed(row, shown))
    return found


def _filed(row: Examination, shown: queries.ShownHint) -> dict[str, object]:
    trail = [
        {"act": getattr(act, "kind", "answered"), "at": act.at, "by": str(act.user or ""), "words": _words(act)}
        for act in shown.trail
    ]
    participant = row.version.report.participant
    return {
        "unit": participant.organization_name,
        "version": row.version.number,
        "kind": shown.hint.kind,
        "text": shown.hint.text,
        "trail": trail,
    }


def _words(act: Answer | Verdict) -> str:
    return act.text if isinstance(act, Answer) else act.reason
