"""What the count looks like now: sheets, differences, faults, turnout. Reads only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Prefetch

from shuping.apps.cycles import api as cycles_api
from shuping.core.ballots import shown, tally
from shuping.core.ballots.tally import Difference, Fault, Forms, Row
from shuping.core.rulesets.values import ABSTAIN, CHILD_ROUND, GRADES, OWN_SECRETARY, RuleSet, VoterClass

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


def people_of(cycle: "Cycle", voter_class: VoterClass) -> list["Participant"]:
    """The rows of the sheet of one class: the reporters, or the unit's own secretary as a reporter of the round above.

    The latter are figures for the round above (R-75): they are counted here, under its own row of the roster.
    """
    if voter_class.electorate != OWN_SECRETARY:
        return reporters(cycle)
    above = cycle.parent
    if above is None:
        return []
    return [one for one in cycles_api.reporters(above) if one.organization_id == cycle.organizer_id]


def counted_classes(cycle: "Cycle", rules: RuleSet) -> list[VoterClass]:
    """The classes that this round counts itself, without those for which nobody stands on the sheet."""
    return [
        one for one in rules.classes if one.counted_here and (one.electorate != OWN_SECRETARY or people_of(cycle, one))
    ]


def reporting_people(cycle: "Cycle") -> frozenset[int]:
    """Ids of everybody on the roster, also of those who have left: none of them may count (domain.md section 2)."""
    return frozenset(cycle.participants.values_list("person_id", flat=True))


def rates_own_secretary(cycle: "Cycle") -> list["Participant"]:
    """The unit's own secretary as a reporter of the round above, where this child round rates the secretary too."""
    if cycle.parent_id is None:
        return []
    own = [one for one in rules_of(cycle).classes if one.electorate == OWN_SECRETARY]
    return people_of(cycle, own[0]) if own else []


def rated_people(cycle: "Cycle") -> frozenset[int]:
    """`reporting_people` and whoever else is rated in this count: the own secretary, for the round above."""
    return reporting_people(cycle) | {one.person_id for one in rates_own_secretary(cycle)}


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
    issues: Mapping[str, ClassIssue]  # by reporter where each has a body of its own; else one under ""
    keyings: tuple[Keying, ...]
    people: tuple["Participant", ...] = ()

    @property
    def issue(self) -> ClassIssue:
        """The line of the class; with bodies per reporter their total, recorded once all are."""
        if not self.voter_class.per_reporter:
            return self.issues[""]
        total, moments = self.forms, [one.recorded_at for one in self.issues.values()]
        return ClassIssue(
            class_code=self.voter_class.code,
            issued=total.issued,
            collected=total.collected,
            void_forms=total.void,
            void_reason=total.void_reason[:300],
            recorded_at=max(moments) if moments and None not in moments else None,  # type: ignore[type-var]
        )

    @property
    def bodies(self) -> dict[str, Forms]:
        """The forms by reporter, where each is rated by a body of its own."""
        return {name: forms_of(one) for name, one in self.issues.items() if name}

    @property
    def forms(self) -> Forms:
        """Issued, collected, void of the whole class."""
        return tally.together(self.bodies.values()) if self.voter_class.per_reporter else forms_of(self.issues[""])

    @property
    def sealed(self) -> Forms | dict[str, Forms]:
        """The forms as the seal of the count reads them."""
        return self.bodies if self.voter_class.per_reporter else self.forms

    def faults(self, rows: Iterable[Row], rules: RuleSet) -> tuple[Fault, ...]:
        """Everything on one keyed sheet that cannot be so, in roster order."""
        how = {"validity": rules.ballot.validity, "numeric": rules.ballot.numeric}
        if self.voter_class.per_reporter:
            return tally.bodies_faults(list(rows), self.bodies, **how)  # type: ignore[arg-type]
        names = [str(person.pk) for person in self.people]
        return tally.sheet_faults(list(rows), self.forms, reporters=names, **how)  # type: ignore[arg-type]

    @property
    def form_faults(self) -> tuple[Fault, ...]:
        """What is impossible about the forms, body by body where there are several."""
        if not self.voter_class.per_reporter:
            return tuple(tally.form_faults(self.forms))
        return tuple(
            Fault(one.code, name, one.params) for name, forms in self.bodies.items() for one in tally.form_faults(forms)
        )

    @property
    def unrecorded(self) -> tuple["Participant", ...]:
        """Whose bodies have no forms recorded yet."""
        return tuple(
            one for one in self.people if (line := self.issues.get(str(one.pk))) is None or line.recorded_at is None
        )

    def row_faults(self, row: Row, rules: RuleSet) -> tuple[Fault, ...]:
        """What is impossible about one row."""
        how = {"validity": rules.ballot.validity, "numeric": rules.ballot.numeric}
        if self.voter_class.per_reporter:
            forms = self.bodies.get(row.reporter, Forms(0, 0))
            return tuple(tally.row_faults(row, forms, reporters=1, **how))  # type: ignore[arg-type]
        return tuple(tally.row_faults(row, self.forms, reporters=len(self.people), **how))  # type: ignore[arg-type]

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
    """Every class that this round counts, with its forms and keyings; a constant number of queries."""
    issues: dict[str, dict[str, ClassIssue]] = {}
    for issue in session.issues.all():
        issues.setdefault(issue.class_code, {})[str(issue.participant_id or "")] = issue
    keyings: dict[str, list[Keying]] = {}
    for keying in session.keyings.select_related("keyed_by").prefetch_related("rows"):
        keyings.setdefault(keying.class_code, []).append(keying)
    everybody = reporters(session.cycle)
    found = []
    for one in rules.classes:
        people = everybody if one.electorate != OWN_SECRETARY else people_of(session.cycle, one)
        if not one.counted_here or not (people or one.electorate != OWN_SECRETARY):
            continue
        names = [str(person.pk) for person in people] if one.per_reporter else [""]
        stored = issues.get(one.code, {})
        lines = {name: stored.get(name) or _blank(session, one.code, name) for name in names}
        found.append(ClassSheet(one, lines, tuple(keyings.get(one.code, ())), tuple(people)))
    return found


def _blank(session: CountSession, code: str, reporter: str) -> ClassIssue:
    return ClassIssue(session=session, class_code=code, participant_id=int(reporter) if reporter else None)


def sheet_of(session: CountSession, rules: RuleSet, code: str) -> ClassSheet | None:
    """The sheet of one class, or None where this count has none."""
    return next((one for one in sheets_of(session, rules) if one.voter_class.code == code), None)


def usual_own_rows(voter_class: VoterClass, reporters_count: int, valid: int) -> int:
    """How many valid forms of a class come from reporters, unless somebody counted: all of them hand one in."""
    return min(reporters_count, max(valid, 0)) if voter_class.reporters_vote else 0


def digest_of(sheets: Iterable[ClassSheet], counts: Mapping[str, list[Row]]) -> str:
    """The seal over forms and agreed figures of every class."""
    return tally.digest(
        {sheet.voter_class.code: (sheet.sealed, counts.get(sheet.voter_class.code, [])) for sheet in sheets}
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
    issues: dict[str, list[Forms]] = {}
    for issue in session.issues.all():
        issues.setdefault(issue.class_code, []).append(forms_of(issue))
    return [
        Turnout(one.code, one.name, total.issued, total.collected, total.valid, total.void)
        for one in rules.classes
        if one.code in issues and (total := tally.together(issues[one.code]))
    ]


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A rating of one reporter by the own members, counted and locked in the unit's own round (R-75)."""

    class_code: str
    session: CountSession
    forms: Forms
    row: Row

    @property
    def source(self) -> str:
        """Where the figures come from, as printed."""
        return self.session.cycle.title


def taken_over(cycle: "Cycle", rules: RuleSet) -> dict[int, TakenOver]:
    """Per reporter the rating by the own members that a locked count of a child round holds; rehearsals give none."""
    code = next((one.code for one in rules.classes if one.electorate == CHILD_ROUND), "")
    if not code:
        return {}
    rows = Count.objects.filter(
        participant__cycle=cycle,
        session__cycle__parent=cycle,
        session__cycle__rehearsal=cycle.rehearsal,
        session__state=CountSession.State.LOCKED,
    ).select_related("session__cycle__rule_set")
    forms = {
        (issue.session_id, issue.participant_id): forms_of(issue)
        for issue in ClassIssue.objects.filter(participant__cycle=cycle, session__cycle__parent=cycle)
    }
    return {
        one.participant_id: TakenOver(
            code, one.session, forms.get((one.session_id, one.participant_id), Forms(0, 0)), row_of(one)
        )
        for one in rows
    }


def shown_to_decision(session: CountSession, rules: RuleSet) -> dict[int, frozenset[str]]:
    """Per reporter the classes whose figures the decision meeting may see apart; nothing before the lock."""
    if session.state != CountSession.State.LOCKED:
        return {}
    agreed = agreed_rows(session)
    classes = {one.code: one for one in rules.classes}
    meeting: dict[str, tuple[int, list[Row]]] = {}
    own: dict[str, dict[str, tuple[int, Row]]] = {}
    for issue in session.issues.all():
        rows, valid = agreed.get(issue.class_code, []), forms_of(issue).valid
        one = classes.get(issue.class_code)
        if issue.participant_id is None:
            meeting[issue.class_code] = (valid, rows)
        elif one is not None and one.weighted:
            mine = next((row for row in rows if row.reporter == str(issue.participant_id)), Row(""))
            own.setdefault(issue.class_code, {})[str(issue.participant_id)] = (valid, mine)
    for pk, found in taken_over(session.cycle, rules).items():
        own.setdefault(found.class_code, {})[str(pk)] = (found.forms.valid, found.row)
    names = [str(person.pk) for person in reporters(session.cycle)]
    by_name = shown.shown_by_reporter(meeting, own, names, smallest=rules.ballot.smallest_shown)
    return {int(name): classes_shown for name, classes_shown in by_name.items()}


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
    found: dict[str, list[TallyLine]] = {}
    agreed = agreed_rows(session)
    for one in counted_classes(session.cycle, rules):
        code, people, counted = one.code, people_of(session.cycle, one), agreed.get(one.code, [])
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
