"""Damage planted behind the back of every service, each with the app and the line that must name it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import F, Max

from shuping.adapters.files import path_of
from shuping.apps.accounts.models import OneTimeLink, RoleAssignment, User
from shuping.apps.audit import services as audit
from shuping.apps.audit.models import AuditEvent, ChainHead
from shuping.apps.ballots.models import ClassIssue, Count, CountSession, KeyedRow
from shuping.apps.cycles.models import Cycle, Participant, PlanChange, RuleSet, StageChange
from shuping.apps.grades.models import ComponentScore, Computation, Decision, DecisionMeeting
from shuping.apps.organization.models import Affiliation, Organization, OrganizationName, Person, Term
from shuping.apps.rectification.models import Feedback, Issue, LookBack, SignOffRequest
from shuping.apps.reports.models import Evidence, Report, ReportVersion, Review, StoredFile
from shuping.apps.rounds.models import ArchiveFile
from shuping.core.rectification.states import CLOSED
from shuping.core.rulesets.digest import digest

MOMENT = datetime(2021, 6, 1, 1, 0, tzinfo=UTC)


def write(sentence: str, *values: object) -> None:
    """Behind the back of every service and model."""
    with connection.cursor() as cursor:
        cursor.execute(sentence, values)
        assert cursor.rowcount != 0, "nothing was planted"


def unit() -> Organization:
    return Organization.objects.get(code="H02")


def other_unit() -> Organization:
    return Organization.objects.get(code="W04")


def user(username: str) -> User:
    return User.objects.get(username=username)


def person(code: str = "H02") -> Participant:
    return Participant.objects.get(organization__code=code)


def version() -> ReportVersion:
    return ReportVersion.objects.filter(submitted=True).earliest("pk")


def issue() -> Issue:
    return Issue.objects.filter(state__in=CLOSED).earliest("pk")


# ---- audit --------------------------------------------------------------------------------------------------------


def change_an_act() -> None:
    write("UPDATE audit_auditevent SET reason = 'another' WHERE number = 9")


def change_an_act_and_its_digest() -> None:
    row = AuditEvent.objects.get(number=9)
    row.reason = "another"
    write("UPDATE audit_auditevent SET reason = 'another', digest = %s WHERE number = 9", audit._digest(row))


def remove_an_act() -> None:
    write("DELETE FROM audit_auditevent WHERE number = 11")


def remove_the_last_act() -> None:
    write("DELETE FROM audit_auditevent WHERE number = %s", ChainHead.objects.get().length)


def remove_the_head() -> None:
    write("DELETE FROM audit_chainhead")


# ---- accounts -----------------------------------------------------------------------------------------------------


def give(username: str, role: str, **fields: object) -> None:
    organization = fields.pop("organization", None) or Organization.objects.get(code="1")
    RoleAssignment.objects.create(
        user=user(username), role=role, organization=organization, **{"valid_from": date(2020, 1, 1), **fields}
    )


def hold_an_unknown_role() -> None:
    write("UPDATE accounts_roleassignment SET role = 'emperor' WHERE user_id = %s", user("teller1").pk)


def hold_two_roles_that_clash() -> None:
    give("teller1", "security_admin")
    give("teller1", "auditor")


def hold_a_role_twice() -> None:
    give("teller1", "teller")


def stand_in_without_end() -> None:
    give("teller2", "clerk", organization=unit(), stands_in_for=user("c-h02").person)


def log_in_without_a_role() -> None:
    user("c-a02").assignments.all().delete()


def use_a_code_after_its_end() -> None:
    OneTimeLink.objects.create(
        digest="d" * 64, purpose="password", user=user("c-a02"), organization=unit(),
        issued_at=MOMENT, expires_at=MOMENT + timedelta(days=1), used_at=MOMENT + timedelta(days=2),
    )  # fmt: skip


# ---- organization -------------------------------------------------------------------------------------------------


def break_a_path() -> None:
    write("UPDATE organization_organization SET path = %s WHERE code = 'W04'", f"0009{'0001' * 2}")


def miscount_children() -> None:
    write("UPDATE organization_organization SET numchild = numchild + 1 WHERE code = 'H02'")


def rename_without_record() -> None:
    Organization.objects.filter(code="H02").update(name="别的名称")


def forget_a_name() -> None:
    OrganizationName.objects.filter(organization=unit()).delete()


def hang_elsewhere() -> None:
    Affiliation.objects.filter(organization=unit(), valid_to=None).update(parent=other_unit())


def close_above_the_open() -> None:
    Organization.objects.filter(code="H02").update(closed_on=date(2020, 6, 1))


def two_secretaries() -> None:
    Term.objects.create(organization=unit(), person=user("c-h02").person, post="secretary", started_on=date(2020, 1, 1))


def end_before_the_beginning() -> None:
    Term.objects.filter(organization=unit(), post="secretary").update(ended_on=date(2000, 1, 1))


def lose_the_stroke_order() -> None:
    Person.objects.filter(pk=person().person_id).update(stroke_key="")


# ---- cycles -------------------------------------------------------------------------------------------------------


def change_frozen_rules() -> None:
    rules = RuleSet.objects.get()
    rules.body["report"]["written_max"] = 9
    RuleSet.objects.update(body=rules.body)


def thaw_the_rules() -> None:
    RuleSet.objects.update(frozen_at=None)


def unknown_stage() -> None:
    Cycle.objects.update(stage="somewhere")


def forget_the_approval() -> None:
    Cycle.objects.update(approved_on=None)


def report_twice() -> None:
    Participant.objects.filter(organization__code="W04").update(organization=unit())


def speak_at_once() -> None:
    Participant.objects.update(speaking_no=1)


def more_present_than_expected() -> None:
    Cycle.objects.update(quorum_confirmed={"A": {"expected": 9, "present": 10}})


def change_the_plan_without_reason() -> None:
    PlanChange.objects.create(cycle=Cycle.objects.get(), kind="unit_added", text="x", reason="", at=MOMENT)


def lose_a_printed_name() -> None:
    Participant.objects.filter(organization__code="H02").update(person_name="")


# ---- reports ------------------------------------------------------------------------------------------------------


def change_a_text() -> None:
    row = version()
    row.sections["achievements"] += "后来加上的一句"
    ReportVersion.objects.filter(pk=row.pk).update(sections=row.sections)


def lose_a_review() -> None:
    Review.objects.filter(version=version()).delete()


def lose_a_version() -> None:
    ReportVersion.objects.filter(pk=version().pk).update(number=F("number") + 7)


def lose_a_hand_in() -> None:
    ReportVersion.objects.filter(pk=version().pk).update(submitted=False)


def wrong_late_mark() -> None:
    Report.objects.filter(pk=version().report_id).update(late=True)


def unknown_report_state() -> None:
    Report.objects.filter(pk=version().report_id).update(state="lost")


def lose_a_file() -> None:
    StoredFile.objects.create(
        digest="0" * 64, path="00/0", name="纪要.pdf", size=1, media_type="application/pdf", stored_at=MOMENT
    )


def change_a_file() -> Callable[[], object]:
    digest_there = StoredFile.objects.earliest("pk").digest
    path = Path(settings.FILES) / path_of(digest_there)
    before, mode = path.read_bytes(), path.stat().st_mode
    path.chmod(0o600)
    path.write_bytes(before + b" ")

    def restore() -> None:
        path.write_bytes(before)
        path.chmod(mode)

    return restore


def evidence_in_a_ring() -> None:
    Evidence.objects.filter(pk=Evidence.objects.earliest("pk").pk).update(replaces=F("pk"))


def empty_evidence() -> None:
    Evidence.objects.filter(pk=Evidence.objects.earliest("pk").pk).update(file=None, link="", after="")


# ---- ballots ------------------------------------------------------------------------------------------------------


def change_a_count() -> None:
    Count.objects.filter(participant=person(), class_code="A").update(good=F("good") - 1, poor=F("poor") + 1)


def change_a_keying() -> None:
    rows = KeyedRow.objects.filter(participant=person(), keying__class_code="A", keying__number=2)
    rows.update(good=F("good") - 1, poor=F("poor") + 1)


def lock_by_one() -> None:
    CountSession.objects.update(first_lock_by=F("locked_by"))


def lock_by_a_reporter() -> None:
    CountSession.objects.update(locked_by=user("s-h02"))


def change_the_count_digest() -> None:
    CountSession.objects.update(result_digest="0" * 64)


def collect_more_than_issued() -> None:
    ClassIssue.objects.filter(class_code="A").update(collected=F("issued") + 1)


# ---- grades -------------------------------------------------------------------------------------------------------


def change_a_computation() -> None:
    row = Computation.objects.get()
    row.case["groups"][0]["case"]["reporters"][0]["annual"] = "10.0000"
    row.save()


def change_an_answer_and_its_seal() -> None:
    row = Computation.objects.get()
    row.answer["groups"][0]["answer"]["results"][0]["composite"] = "99.0000"
    row.answer_digest = digest(row.answer)
    row.save()


def decide_without_reason() -> None:
    Decision.objects.filter(participant=person()).update(decided="poor")


def decide_nothing() -> None:
    Decision.objects.filter(participant=person()).update(decided="")


def change_a_score_afterwards() -> None:
    ComponentScore.objects.filter(participant=person()).update(value="61.5")


def lose_the_source_of_a_score() -> None:
    ComponentScore.objects.filter(participant=person()).update(source=" ")


def more_members_than_there_are() -> None:
    DecisionMeeting.objects.update(members_present=F("members_expected") + 1)


# ---- rectification ------------------------------------------------------------------------------------------------


def close_without_acceptance() -> None:
    SignOffRequest.objects.filter(issue=issue()).update(accepted=False)


def accept_ones_own_request() -> None:
    SignOffRequest.objects.filter(issue=issue()).update(answered_by=F("asked_by"))


def lose_the_day_of_closing() -> None:
    Issue.objects.filter(pk=issue().pk).update(signed_off_at=None)


def move_a_deadline() -> None:
    Issue.objects.filter(pk=issue().pk).update(due_on=date(2022, 12, 31))


def relapse_by_itself() -> None:
    Issue.objects.filter(pk=issue().pk).update(state="relapsed")


def look_back_without_a_day() -> None:
    LookBack.objects.filter(pk=LookBack.objects.earliest("pk").pk).update(looked_on=None)


def print_another_grade() -> None:
    Feedback.objects.filter(participant=person()).update(grade="poor")


def sign_before_delivery() -> None:
    Feedback.objects.filter(participant=person()).update(received_at=F("delivered_at") - timedelta(days=1))


def skip_a_number() -> None:
    row = Issue.objects.filter(organization=unit()).latest("number")
    Issue.objects.filter(pk=row.pk).update(number=F("number") + 5)


# ---- rounds -------------------------------------------------------------------------------------------------------


def change_the_file_of_the_year() -> None:
    row = ArchiveFile.objects.get()
    row.contents["roster"][0]["person"] = "别人"
    row.save()


def take_the_round_back() -> None:
    Cycle.objects.update(stage="look_back")


def lose_the_seal() -> None:
    Cycle.objects.update(archive_digest="")


def lose_a_step() -> None:
    StageChange.objects.get(to_stage="meeting").delete()


def invent_a_step() -> None:
    last = StageChange.objects.aggregate(at=Max("at"))["at"]
    StageChange.objects.create(cycle=Cycle.objects.get(), from_stage="archived", to_stage="draft", at=last, reason="x")


Plant = Callable[[], Callable[[], object] | None]

PLANTED: list[tuple[Plant, str, str]] = [
    (change_an_act, "audit", "row 9 (accounts.role.granted) was changed after it was written"),
    (change_an_act_and_its_digest, "audit", "row 10 does not follow row 9"),
    (remove_an_act, "audit", "number 11 is missing"),
    (remove_the_last_act, "audit", "the head says"),
    (remove_the_head, "audit", "has rows but no head"),
    (hold_an_unknown_role, "accounts", "teller1 holds the unknown role 'emperor'"),
    (hold_two_roles_that_clash, "accounts", "teller1 holds security_admin and auditor at once"),
    (hold_a_role_twice, "accounts", "teller1 holds teller twice"),
    (stand_in_without_end, "accounts", "the stand-in of teller2 has no end"),
    (log_in_without_a_role, "accounts", "c-a02 can log in and holds no role"),
    (use_a_code_after_its_end, "accounts", "was used outside its time"),
    (break_a_path, "organization", "hangs at a broken path"),
    (miscount_children, "organization", "H02 东溪公路局党委 counts"),
    (rename_without_record, "organization", "is called 别的名称, its record of names says 东溪公路局党委"),
    (forget_a_name, "organization", "its record of names says nothing"),
    (hang_elsewhere, "organization", "stands elsewhere in the tree than its affiliation says"),
    (close_above_the_open, "organization", "stands below 东溪公路局党委, which is closed"),
    (two_secretaries, "organization", "东溪公路局党委 has two secretaries at once"),
    (end_before_the_beginning, "organization", "ends before it begins"),
    (lose_the_stroke_order, "organization", "叶春和 has no stroke order"),
    (change_frozen_rules, "cycles", "was changed after it was frozen"),
    (thaw_the_rules, "cycles", "its rule set is not frozen"),
    (unknown_stage, "cycles", "unknown stage somewhere"),
    (forget_the_approval, "cycles", "without a day of approval"),
    (report_twice, "cycles", "reports 2 times"),
    (speak_at_once, "cycles", "speaking number 1 is held 3 times"),
    (more_present_than_expected, "cycles", "class A: more present than expected"),
    (change_the_plan_without_reason, "cycles", "a change after approval without a reason"),
    (lose_a_printed_name, "cycles", "has no printed name"),
    (change_a_text, "reports", "but recounts to"),
    (lose_a_review, "reports", "but its last version was not approved"),
    (lose_a_version, "reports", "has gaps in its version numbers"),
    (lose_a_hand_in, "reports", "without a version handed in"),
    (wrong_late_mark, "reports", "carries a wrong late mark"),
    (unknown_report_state, "reports", "has the unknown state lost"),
    (lose_a_file, "reports", "(纪要.pdf) is missing"),
    (change_a_file, "reports", "was changed on disk"),
    (evidence_in_a_ring, "reports", "replaces itself in a ring"),
    (empty_evidence, "reports", "has neither file nor link nor figure"),
    (change_a_count, "ballots", "class A: the agreed figures differ from what was keyed"),
    (change_a_keying, "ballots", "class A: locked with 2 open differences"),
    (lock_by_one, "ballots", "confirmed and locked by the same person"),
    (lock_by_a_reporter, "ballots", "who reports in this round"),
    (change_the_count_digest, "ballots", "the digest does not fit the figures"),
    (collect_more_than_issued, "ballots", "collected_above_issued"),
    (change_a_computation, "grades", "the input does not fit its seal"),
    (change_an_answer_and_its_seal, "grades", "computing it again gives another answer"),
    (decide_without_reason, "grades", "the decision differs from the suggestion without a reason"),
    (decide_nothing, "grades", "decided, but without a grade for"),
    (change_a_score_afterwards, "grades", "an input has changed after the decision"),
    (lose_the_source_of_a_score, "grades", "no source"),
    (more_members_than_there_are, "grades", "impossible numbers of members"),
    (close_without_acceptance, "rectification", "is signed off without an accepted request"),
    (accept_ones_own_request, "rectification", "was signed off by the one who asked for it"),
    (lose_the_day_of_closing, "rectification", "is signed off without a day"),
    (move_a_deadline, "rectification", "is due on 2022-12-31, which its plan and extensions do not give"),
    (relapse_by_itself, "rectification", "without a look-back that says so"),
    (look_back_without_a_day, "rectification", "has a look-back result without a day"),
    (print_another_grade, "rectification", "prints another grade than the one decided"),
    (sign_before_delivery, "rectification", "was signed for before it was delivered"),
    (skip_a_number, "rectification", "are not numbered 1 to"),
    (change_the_file_of_the_year, "rounds", "was changed after it was sealed"),
    (take_the_round_back, "rounds", "has a sealed file but stands at look_back"),
    (lose_the_seal, "rounds", "does not carry the seal of its file"),
    (lose_a_step, "rounds", "does not follow step"),
    (invent_a_step, "rounds", "(archived → draft) is not in the table"),
]
