"""Each kind of planted damage is found, and a clean case has none."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from shuping.apps.rectification import api
from shuping.apps.rectification.models import (
    ExtensionRequest,
    Feedback,
    Issue,
    LookBack,
    Measure,
    Plan,
    SignOffRequest,
)
from tests.apps.rectification.making import Sheet, case_f, close, run
from tests.factories.world import World

pytestmark = pytest.mark.django_db


def change(issue: Issue, **values: object) -> None:
    Issue.objects.filter(pk=issue.pk).update(**values)


def extend(issue: Issue, asked: date, answered: date) -> None:
    ExtensionRequest.objects.create(
        issue=issue,
        due_before=date(2021, 4, 30),
        wanted_due_on=date(2021, 5, 15),
        reason="场地",
        asked_at=datetime(asked.year, asked.month, asked.day, 3, tzinfo=UTC),
        approved=True,
        answered_at=datetime(answered.year, answered.month, answered.day, 3, tzinfo=UTC),
    )


PLANTED: dict[str, tuple[Callable[[Sheet], object], str]] = {
    "state": (lambda sheet: change(sheet.issues[0], state="done"), "unknown state"),
    "no request": (lambda sheet: SignOffRequest.objects.filter(issue=sheet.issues[0]).delete(), "without an accepted"),
    "no day": (lambda sheet: change(sheet.issues[0], signed_off_at=None), "without a day"),
    "not closed": (lambda sheet: change(sheet.issues[0], state="in_progress"), "is not signed off"),
    "standing": (lambda sheet: change(sheet.issues[1], state="sign_off_requested"), "standing requests"),
    "own answer": (
        lambda sheet: SignOffRequest.objects.filter(issue=sheet.issues[0]).update(
            answered_by=SignOffRequest.objects.get(issue=sheet.issues[0]).asked_by_id
        ),
        "by the one who asked for it",
    ),
    "late extension": (
        lambda sheet: extend(sheet.issues[1], date(2021, 4, 20), date(2021, 5, 2)),
        "more time after its deadline",
    ),
    "deadline": (lambda sheet: change(sheet.issues[1], due_on=date(2021, 8, 1)), "do not give"),
    "open look": (
        lambda sheet: LookBack.objects.create(
            issue=sheet.issues[1], planned_on=date(2021, 6, 1), looked_on=date(2021, 6, 1), held=True
        ),
        "while it is open",
    ),
    "undated look": (
        lambda sheet: LookBack.objects.create(issue=sheet.issues[0], planned_on=date(2021, 6, 1), held=True),
        "result without a day",
    ),
    "unlinked": (lambda sheet: change(sheet.issues[0], state="relapsed"), "no new problem points back"),
    "unlooked": (lambda sheet: change(sheet.issues[0], state="relapsed"), "without a look-back that says so"),
    "gap": (lambda sheet: change(sheet.issues[4], number=9), "not numbered 1 to 5"),
    "younger": (lambda sheet: change(sheet.issues[0], parent=sheet.issues[4]), "younger than itself"),
    "no plan": (lambda sheet: Measure.objects.filter(issue=sheet.issues[1]).delete(), "without a complete plan"),
    "untold": (lambda sheet: change(sheet.issues[1], told_at=None), "never told"),
    "no grade": (lambda sheet: Feedback.objects.update(grade=""), "without a grade"),
    "other grade": (lambda sheet: Feedback.objects.update(grade="poor"), "another grade than the one decided"),
    "no due": (lambda sheet: Feedback.objects.update(plan_due=None), "without a day for the plan"),
    "early receipt": (
        lambda sheet: Feedback.objects.update(received_at=datetime(2021, 1, 1, tzinfo=UTC)),
        "signed for before it was delivered",
    ),
    "empty sheet": (lambda sheet: Issue.objects.update(feedback=None), "without a problem"),
    "plan": (lambda sheet: Plan.objects.update(state="submitted"), "its problems are not"),
    "own plan": (
        lambda sheet: Plan.objects.update(decided_by=Plan.objects.get().submitted_by_id),
        "approved by the one who handed it in",
    ),
}


@pytest.fixture
def sheet(world: World, at: datetime) -> Sheet:
    found = case_f(world, at)
    run(world, found, at)
    close(world, found.issues[0], at)
    return found


def test_a_clean_case_has_no_damage(sheet: Sheet) -> None:
    assert list(api.damage()) == []


@pytest.mark.feature("OPS-09")
@pytest.mark.parametrize("kind", PLANTED)
def test_planted_damage_is_found(sheet: Sheet, kind: str) -> None:
    plant, words = PLANTED[kind]
    plant(sheet)
    assert any(words in line for line in api.damage())
