"""What other apps, the portal and the commands may call."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.base.asked import whole_number
from shuping.base.waiting import Waiting
from shuping.core.roles.catalog import Reach
from shuping.core.roles.permissions import Permission
from shuping.core.text import odd_words
from shuping.core.text.wording import check

from . import access, examining, queries, wording
from .damage import damage
from .models import Answer, Examination, Hint, Verdict
from .services import add_official_text, add_stock_words, add_wording, answer_hint, examine_round, judge_hint

_NUMBER = "examination__version__number"

__all__ = [
    "add_official_text",
    "add_stock_words",
    "add_wording",
    "AgreedHint",
    "OddWordToCheck",
    "WordsToCheck",
    "agreed",
    "answer_hint",
    "archive",
    "as_problem",
    "damage",
    "examine_round",
    "judge_hint",
    "waiting",
    "words_to_check",
]


@dataclass(frozen=True, slots=True)
class WordingToCheck:
    """One place of a text: the words, the kind of entry they are held against, and a sentence with the basis."""

    words: str
    kind: str
    sentence: str


@dataclass(frozen=True, slots=True)
class OddWordToCheck:
    """A word that cannot be right where it stands: what stands around it, what probably stood there, on what ground.

    `certain`: may be shown at once; the others are shown on request only.
    """

    before: str
    words: str
    after: str
    sentence: str
    certain: bool


_AROUND = 10  # characters shown on each side of a word


@dataclass(frozen=True, slots=True)
class WordsToCheck:
    """What stands out in a text, in its order. `odd`: None while what it is measured with is being prepared."""

    wording: tuple[WordingToCheck, ...]
    odd: tuple[OddWordToCheck, ...] | None


def words_to_check(text: str, *, year: int) -> WordsToCheck:
    """Where any text of `year` (a speech, a notice) departs from the dated wording library, and words in it that cannot
    be right (SPC-11), with the same library and the same sentences as for reports (docs/rules/desk-words.md). Nothing
    is kept.
    """
    library = examining.entries()
    wordings = tuple(
        WordingToCheck(
            one.found,
            str(wording.WORDING_KINDS[one.kind]),
            wording.library_text({"expected": one.expected, "basis": one.basis}),
        )
        for one in check(text, library, year=year)
    )
    if not examining.is_prepared():
        return WordsToCheck(wordings, None)
    return WordsToCheck(wordings, tuple(_odd(one, text) for one in examining.odd_words_of(text, library, year=year)))


def _odd(one: odd_words.OddWord, text: str) -> OddWordToCheck:
    return OddWordToCheck(
        before=text[max(0, one.span[0] - _AROUND) : one.span[0]].rpartition("\n")[2],
        words=one.found,
        after=text[one.span[1] : one.span[1] + _AROUND].partition("\n")[0],
        sentence=wording.odd_word_text({"likely": one.likely, "reason": one.reason, **one.params}),
        certain=one.tier == odd_words.CERTAIN,
    )


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
        versions = dict(answered.order_by("examination").values_list("examination__version__report", _NUMBER))
        for report in reports_api.reports_within(actor, Permission.REPORT_REVIEW).filter(pk__in=versions):
            yield Waiting(
                _("Judge the hints that the author answered"),
                f"{reverse('desk:report', args=[report.pk])}?version={versions[report.pk]}",
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


_QUOTED = 60  # characters of a passage where it is quoted


@dataclass(frozen=True, slots=True)
class AgreedHint:
    """A hint that a reviewer found to hold, as what a problem for its unit begins with.

    `key` names it where a problem is kept ("hint:12"); `text`: kind and words; `detail`: report, version and number;
    `address`: its page with both sides.
    """

    key: str
    participant: int
    unit: str
    text: str
    detail: str
    address: str


def as_problem(hint: Hint) -> AgreedHint:
    """What the form for a new problem begins with; no other unit is named in it."""
    version = hint.examination.version
    participant = version.report.participant
    facts = {"year": participant.cycle.year, "version": version.number, "number": hint.number}
    kind = str(wording.KINDS[hint.kind])
    return AgreedHint(
        key=f"hint:{hint.pk}",
        participant=participant.pk,
        unit=participant.organization_name,
        text=f"{kind}：{hint.text[:_QUOTED]}" if hint.text else kind,
        detail=_("Report of %(year)s, version %(version)s, hint %(number)s") % facts,
        address=reverse("desk:hint", args=[hint.pk]),
    )


def agreed(actor: Actor, participants: Iterable[int], *, taken: Collection[str] = ()) -> list[AgreedHint]:
    """The hints that hold in the latest reports of these reporters, as far as the actor reviews them; three queries.

    `taken`: keys of hints that have a problem already; the same place of another version counts as taken too.
    """
    reports = reports_api.reports_within(actor, Permission.REPORT_REVIEW).filter(
        participant__in=list(participants), kind=reports_api.Report.Kind.WRITTEN
    )
    keys = [number for key in taken if (number := whole_number(key.removeprefix("hint:"))) is not None]
    there = set(Hint.objects.filter(pk__in=keys).values_list("examination__version__report", "trace")) if keys else ()
    rows = queries.agreed(reports)
    return [as_problem(row) for row in rows if (row.examination.version.report_id, row.trace) not in there]


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
