"""What the count looks like now: sheets, differences, faults, turnout. Reads only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from shuping.apps.cycles import api as cycles_api
from shuping.core.ballots import shown, tally
from shuping.core.ballots.tally import Difference, Fault, Forms, Row
from shuping.core.rulesets.values import ABSTAIN, GRADES, RuleSet, VoterClass

from .models import ClassIssue, Correction, Count, CountSession, KeyedRow, Keying

if TYPE_CHECKING:
    from shuping.apps.cycles.models import Cycle, Participant

FIGURES = (*GRADES, ABSTAIN)


def rules_of(cycle: "Cycle") -> RuleSet:
    """The rule set of a round. Raises InputError if it is not whole."""
    return cycles_api.rules_of(cycle)


def reporters(cycle: "Cycle") -> list["Participant"]:
    """The rows of every sheet: reporters in office order, without the exempt and those who have left."""
    return list(cycles_api.reporters(cycle))


def reporting_people(cycle: "Cycle") -> frozenset[int]:
    """Ids of everybody on the roster, also of those who have left: none of them may count (domain.md section 2)."""
    return frozenset(cycle.participants.values_list("person_id", flat=True))


def forms_of(issue: ClassIssue) -> Forms:
    """The forms of a class as the core reads them."""
    return Forms(issue.issued, issue.collected, issue.void_forms, issue.void_reason, issue.own_rows)


def row_of(stored: KeyedRow | Count) -> Row:
    """One stored row as the core reads it; zero figures are left out."""
    counts = {name: figure for name in FIGURES if (figure := getattr(stored, name))}
    reason = stored.void_reason if isinstance(stored, KeyedRow) else ""
    return Row(str(stored.participant_id), counts, stored.void, reason, tuple(stored.scores))


def rows_of(keying: Keying) -> list[Row]:
    """The rows of one keying."""
    return [row_of(stored) for stored in keying.rows.all()]


@dataclass(frozen=True, slots=True)
class ClassSheet:
    """One class of one count: its forms, its keyings (none, one or two), and what stands between them and the lock."""

    voter_class: VoterClass
    issue: ClassIssue
    keyings: tuple[Keying, ...]

    @property
    def forms(self) -> Forms:
        """Issued, collected, void."""
        return forms_of(self.issue)

    @property
    def finished(self) -> bool:
        """Whether two clerks have finished."""
        return len(self.keyings) == 2 and all(keying.finished_at for keying in self.keyings)

    @property
    def differences(self) -> list[Difference]:
        """Cells that differ; empty as long as one of the clerks still keys."""
        return tally.differences(*(rows_of(keying) for keying in self.keyings)) if self.finished else []

    def keying_of(self, user_id: int | None) -> Keying | None:
        """The keying of one clerk."""
        return next((keying for keying in self.keyings if keying.keyed_by_id == user_id), None)


def sheets_of(session: CountSession, rules: RuleSet) -> list[ClassSheet]:
    """Every class of the rule set with its forms and keyings; a constant number of queries."""
    issues = {issue.class_code: issue for issue in session.issues.all()}
    keyings: dict[str, list[Keying]] = {}
    for keying in session.keyings.select_related("keyed_by").prefetch_related("rows"):
        keyings.setdefault(keying.class_code, []).append(keying)
    return [
        ClassSheet(
            voter_class,
            issues.get(voter_class.code) or ClassIssue(session=session, class_code=voter_class.code),
            tuple(keyings.get(voter_class.code, ())),
        )
        for voter_class in rules.classes
    ]


def faults_of(
    rows: Iterable[Row], issue: ClassIssue, people: Iterable["Participant"], rules: RuleSet
) -> tuple[Fault, ...]:
    """Everything on one keyed sheet that cannot be so, in roster order."""
    return tally.sheet_faults(
        list(rows),
        forms_of(issue),
        reporters=[str(person.pk) for person in people],
        validity=rules.ballot.validity,
        numeric=rules.ballot.numeric,
    )


def usual_own_rows(voter_class: VoterClass, reporters_count: int, valid: int) -> int:
    """How many valid forms of a class come from reporters, unless somebody counted: all of them hand one in."""
    return min(reporters_count, max(valid, 0)) if voter_class.reporters_vote else 0


def digest_of(sheets: Iterable[ClassSheet], counts: Mapping[str, list[Row]]) -> str:
    """The seal over forms and agreed figures of every class."""
    return tally.digest(
        {sheet.voter_class.code: (sheet.forms, counts.get(sheet.voter_class.code, [])) for sheet in sheets}
    )


def agreed_rows(session: CountSession) -> dict[str, list[Row]]:
    """The agreed figures by class; empty before the lock."""
    found: dict[str, list[Row]] = {}
    for count in session.counts.all():
        found.setdefault(count.class_code, []).append(row_of(count))
    return found


@dataclass(frozen=True, slots=True)
class Turnout:
    """发出 / 收回 / 有效 / 无效 of one class (DSH-10): numbers of forms, nobody's name."""

    class_code: str
    name: str
    issued: int
    collected: int
    valid: int
    void: int

    @property
    def share(self) -> Fraction | None:
        """Collected of issued, 0 to 1; None while nothing was issued."""
        return Fraction(self.collected, self.issued) if self.issued else None


def turnout_of(session: CountSession, rules: RuleSet) -> list[Turnout]:
    """Turnout per class in the order of the rule set; nothing while forms still come in (no live counters)."""
    if session.state == CountSession.State.OPEN:
        return []
    issues = {issue.class_code: issue for issue in session.issues.all()}
    return [
        Turnout(one.code, one.name, issue.issued, issue.collected, issue.collected - issue.void_forms, issue.void_forms)
        for one in rules.classes
        if (issue := issues.get(one.code)) is not None
    ]


def shown_to_decision(session: CountSession, rules: RuleSet) -> frozenset[str]:
    """The classes whose figures the decision meeting may see apart; none before the lock."""
    if session.state != CountSession.State.LOCKED:
        return frozenset()
    agreed = agreed_rows(session)
    sheets = {
        issue.class_code: (forms_of(issue).valid, agreed.get(issue.class_code, [])) for issue in session.issues.all()
    }
    return shown.shown_classes(sheets, smallest=rules.ballot.smallest_shown, audience=shown.Audience.DECIDING)


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """One differing cell as a page shows it."""

    participant: "Participant"
    column: str
    first: str
    second: str


def difference_lines(sheet: ClassSheet, people: Iterable["Participant"]) -> list[DifferenceLine]:
    """The differences block of a class, in roster order."""
    by_id = {str(person.pk): person for person in people}
    order = {reporter: number for number, reporter in enumerate(by_id)}
    known = [found for found in sheet.differences if found.reporter in by_id]
    known.sort(key=lambda found: order[found.reporter])
    return [DifferenceLine(by_id[found.reporter], found.column, found.first, found.second) for found in known]


def corrections_of(session: CountSession) -> list[Correction]:
    """Every row keyed again, oldest first."""
    rows = Correction.objects.filter(keying__session=session)
    return list(rows.select_related("keying", "participant", "user").order_by("id"))


@dataclass(frozen=True, slots=True)
class TallyLine:
    """One reporter in one class on the printed 计票汇总表; `mean` is None where nobody answered."""

    participant: "Participant"
    figures: tuple[tuple[int, Fraction | None], ...]  # per grade: number, share of graded rows
    abstain: int
    void: int
    valid: int
    scores: tuple[str, ...]
    mean: Fraction | None


def tally_lines(session: CountSession, rules: RuleSet) -> dict[str, list[TallyLine]]:
    """{class: the agreed figures in roster order, with shares and means (F1), exact}."""
    people = reporters(session.cycle)
    found: dict[str, list[TallyLine]] = {}
    for code, counted in agreed_rows(session).items():
        rows = {row.reporter: row for row in counted}
        found[code] = [_line(person, rows[str(person.pk)], rules) for person in people if str(person.pk) in rows]
    return found


def _line(person: "Participant", row: Row, rules: RuleSet) -> TallyLine:
    graded = sum(row.figure(grade) for grade in GRADES)
    figures = tuple((row.figure(grade), Fraction(row.figure(grade), graded) if graded else None) for grade in GRADES)
    return TallyLine(person, figures, row.figure(ABSTAIN), row.void, row.answers, row.scores, class_mean(row, rules))


def class_mean(row: Row, rules: RuleSet) -> Fraction | None:
    """F1: mean over valid rows without 不了解; of the scores where the ballot is numeric. None without any."""
    scores = [Fraction(tally.read_score(text)) for text in row.scores]
    graded = sum(row.figure(grade) for grade in GRADES)
    if not scores and not graded:
        return None
    points = sum((rules.grading.grade_values[grade] * row.figure(grade) for grade in GRADES), sum(scores, Fraction(0)))
    return points / (len(scores) + graded)


def session_of(cycle: "Cycle") -> CountSession | None:
    """The count of a round with issues and agreed figures at hand, or None if none was opened."""
    rows = CountSession.objects.filter(cycle=cycle).select_related("cycle__rule_set")
    return rows.prefetch_related("issues", Prefetch("counts", Count.objects.order_by("id"))).first()


def open_sessions() -> Iterator[CountSession]:
    """Counts that are not locked, or whose unlocking is asked for."""
    rows = CountSession.objects.select_related("cycle__rule_set", "cycle__organizer")
    yield from rows.exclude(state=CountSession.State.LOCKED, unlock_asked_by=None)
