"""A secretary is transferred or falls ill in the middle of a round: what goes on under the new name, what stays."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from shuping.apps.accounts.models import RoleAssignment, User
from shuping.apps.assessments.models import Assessment, UnitAssessment
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.models import Cycle, DeadlineExtension, Participant
from shuping.apps.grades.models import Adjustment, ComponentScore, VetoConfirmation, VetoFact
from shuping.apps.organization.models import Person, Term
from shuping.apps.rectification.models import Feedback
from shuping.apps.rectification.services.feedback import sign_receipt
from shuping.apps.reports.models import CommentOutline, LastYearLine, Report
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.roles.catalog import Role
from tests.factories.world import World, make_person, make_user

pytestmark = pytest.mark.django_db
REFUSED = r"rectification\.not_the_reporter"


def successor(world: World, on: date, *, acting: bool = False) -> tuple[Person, User]:
    """Somebody from the other unit takes over the own one from a day on, with an account."""
    unit = world.own.organization
    person = make_person(world.other.organization, "接任书记", "党委书记")
    if not acting:
        Term.objects.filter(organization=unit, post="secretary").update(ended_on=on - timedelta(days=1))
    post = "deputy_secretary" if acting else "secretary"
    Term.objects.create(organization=unit, person=person, post=post, title="党委书记", acting=acting, started_on=on)
    return person, make_user(Role.REPORTER, unit, person, "successor")


def written(world: World, at: datetime) -> Participant:
    """The own reporter with a draft, an answer, an outline, a self score, figures and a fact about the person."""
    old = world.own.participant
    Report.objects.create(
        participant=old, kind="written", draft_title="述职报告", draft_sections={"problems": "一是……"}
    )
    LastYearLine.objects.create(participant=old, number=1, problem="学用脱节", answer="已经完成")
    CommentOutline.objects.create(participant=old, good=["抓得实"], at=at)
    assessment = Assessment.objects.create(cycle=world.cycle, opened_at=at, self_due=date(2021, 1, 20), answer_days=5)
    UnitAssessment.objects.create(assessment=assessment, participant=old, summary="隐患路段减少")
    for component in ("annual", "leader"):
        ComponentScore.objects.create(participant=old, component=component, value=Decimal(90), source="年度考核", at=at)
    Adjustment.objects.create(participant=old, kind="bonus", value=Decimal(1), ground="受表彰", at=at)
    VetoFact.objects.create(
        participant=old, kind="discipline", fact="处分", happened_on=date(2020, 5, 1), effect="not_good", at=at
    )
    DeadlineExtension.objects.create(participant=old, kind="report_due", due_at=at, reason="核查延期", granted_at=at)
    VetoConfirmation.objects.create(cycle=world.cycle, at=at)
    return old


@pytest.mark.feature("ORG-03")
@pytest.mark.feature("CYC-04")
def test_what_is_the_units_goes_on_with_the_new_reporter_and_what_is_the_persons_stays(
    world: World, at: datetime
) -> None:
    old, by = written(world, at), world.actor("office_head")
    LastYearLine.objects.filter(participant=old).update(origin="issue:7")
    person, _user = successor(world, date(2021, 1, 4))
    made = cycles_api.replace_reporter(
        participant=old, person=person, duty="党委书记", reason="原书记调任", by=by, at=at
    )
    text = Report.objects.get(participant=made, kind="written")
    assert (text.state, text.draft_sections) == ("draft", {"problems": "一是……"})
    assert CommentOutline.objects.get().participant == made
    assert [one.due_at for one in made.extensions.all()] == [at]
    assert UnitAssessment.objects.get().participant == made
    assert {(row.component, row.participant_id) for row in ComponentScore.objects.all()} == {
        ("annual", made.pk),
        ("leader", old.pk),
    }
    assert Adjustment.objects.get().participant == made
    assert VetoFact.objects.get().participant == old
    assert not VetoConfirmation.objects.exists()


@pytest.mark.feature("ORG-03")
def test_the_page_offers_whoever_took_over_the_office_from_another_unit(world: World, client_of: object) -> None:
    person, _user = successor(world, date(2021, 1, 4), acting=True)
    page = client_of("office_head").get(f"/manage/cycles/row/{world.own.participant.pk}/replace/")  # type: ignore[operator]
    assert f'value="{person.pk}"' in page.content.decode()


@pytest.mark.feature("REC-01")
def test_after_the_meeting_the_successor_signs_for_the_unit_and_nobody_else(world: World, at: datetime) -> None:
    Cycle.objects.filter(pk=world.cycle.pk).update(stage="decided")
    sheet = Feedback.objects.create(participant=world.own.participant, delivered_at=at)
    clerk, other = world.actor("clerk"), world.actor("reporter", "other")
    for outsider in (clerk, other):
        with pytest.raises(RuleError, match=REFUSED):
            sign_receipt(feedback=sheet, by=outsider, at=at)
    person, user = successor(world, date(2021, 1, 4))
    with pytest.raises(RuleError, match=REFUSED):
        sign_receipt(feedback=sheet, by=_actor(user, person), at=datetime(2021, 1, 3, 4, tzinfo=UTC))
    sign_receipt(feedback=sheet, by=_actor(user, person), at=datetime(2021, 1, 10, 4, tzinfo=UTC))
    sheet.refresh_from_db()
    assert sheet.received_by == user


def _actor(user: User, person: Person) -> Actor:
    row = RoleAssignment.objects.select_related("organization").get(user=user)
    place = row.organization
    return Actor(user.pk, str(user), Role.REPORTER, place.pk, place.path, person.pk)
