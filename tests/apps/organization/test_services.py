"""Acts on the register: what holds, from when, and what is refused."""

from datetime import date, datetime

import pytest

from shuping.apps.accounts import api as accounts_api
from shuping.apps.accounts.models import RoleAssignment
from shuping.apps.audit.models import AuditEvent
from shuping.apps.organization import api
from shuping.apps.organization.models import Affiliation, Organization, Succession, Term
from shuping.core.errors import RuleError
from tests.factories.world import World, make_organization, make_person

pytestmark = pytest.mark.django_db
DAY = date(2021, 1, 1)


def refused(code: str) -> pytest.RaisesExc[RuleError] | object:
    """Expect a RuleError with this code."""
    return pytest.raises(RuleError, match=code)


def fresh(organization: Organization) -> Organization:
    return Organization.objects.get(pk=organization.pk)


def _term(post: str, *, started_on: date = DAY, acting: bool = False, succeeds: bool = False) -> api.NewTerm:
    return api.NewTerm(post=post, started_on=started_on, acting=acting, succeeds=succeeds)


def new(name: str, code: str, level: str = "branch", **values: object) -> api.NewOrganization:
    return api.NewOrganization(name, code, level, values)


@pytest.mark.feature("ORG-01")
@pytest.mark.feature("ORG-02")
def test_an_organisation_is_created_with_its_name_and_affiliation_and_one_audit_row(world: World, at: datetime) -> None:
    before = AuditEvent.objects.count()
    made = api.create_organization(
        parent=world.own.organization, new=new("第二党支部", "A-2"), on=DAY, by=world.actor("office"), at=at
    )
    assert fresh(made).get_parent() == world.own.organization
    assert api.name_on(made, DAY) == "第二党支部"
    assert api.parents_on(DAY)[made.pk] == world.own.organization.pk
    assert AuditEvent.objects.count() == before + 1
    assert list(api.damage()) == []


@pytest.mark.feature("ORG-02")
def test_a_branch_takes_nothing_below_it_and_codes_are_given_once(world: World, at: datetime) -> None:
    by = world.actor("office")
    with refused("organization.level_not_allowed"):
        api.create_organization(parent=world.own.branch, new=new("小组", "A-1-1"), on=DAY, by=by, at=at)
    with refused("organization.code_taken"):
        api.create_organization(parent=world.own.organization, new=new("重码", "B-1"), on=DAY, by=by, at=at)
    with refused("organization.in_the_future"):
        api.create_organization(parent=world.own.organization, new=new("未来", "Z"), on=date(2030, 1, 1), by=by, at=at)
    assert Organization.objects.count() == 5


@pytest.mark.feature("ORG-01")
def test_children_stand_in_office_order_however_they_were_entered(world: World, at: datetime) -> None:
    by, unit = world.actor("office"), world.own.organization
    for code, order in (("A-9", 3), ("A-8", 1), ("A-7", 2)):
        api.create_organization(
            parent=fresh(unit), new=new(f"支部{code}", code, office_order=order), on=DAY, by=by, at=at
        )
    codes = [row.code for row in Organization.objects.filter(path__startswith=unit.path).order_by("path")]
    assert codes == ["A", "A-8", "A-7", "A-9", "A-1"]
    first = Organization.objects.get(code="A-9")
    api.edit_organization(organization=first, values={"office_order": 1, "code": "A-0"}, revision=0, by=by, at=at)
    codes = [row.code for row in Organization.objects.filter(path__startswith=unit.path).order_by("path")]
    assert codes == ["A", "A-0", "A-8", "A-7", "A-1"]
    assert list(api.damage()) == []


@pytest.mark.feature("ORG-01")
def test_whole_subtrees_follow_when_the_office_order_changes(world: World, at: datetime) -> None:
    api.edit_organization(
        organization=world.own.organization, values={"office_order": 9}, revision=0, by=world.actor("office"), at=at
    )
    codes = list(Organization.objects.order_by("path").values_list("code", flat=True))
    assert codes == ["0", "B", "B-1", "A", "A-1"]
    assert list(api.damage()) == []


@pytest.mark.feature("ORG-04")
def test_a_renamed_organisation_reads_under_the_name_of_the_day(world: World, at: datetime) -> None:
    unit = world.own.organization
    api.rename_organization(
        organization=unit,
        name="测试甲发展中心",
        short_name="甲",
        on=DAY,
        reason="机构改革",
        by=world.actor("office"),
        at=at,
    )
    assert api.name_on(unit, date(2020, 12, 31)) == "测试甲中心"
    assert api.name_on(unit, DAY) == "测试甲发展中心"
    assert fresh(unit).name == "测试甲发展中心"
    with refused("organization.before_last_change"):
        api.rename_organization(
            organization=unit,
            name="更早",
            short_name="",
            on=date(2020, 1, 1),
            reason="",
            by=world.actor("office"),
            at=at,
        )
    assert list(api.damage()) == []


@pytest.mark.feature("ORG-04")
@pytest.mark.feature("ORG-14")
def test_a_moved_organisation_belongs_to_its_old_superior_on_old_days(world: World, at: datetime) -> None:
    branch, own, other = world.own.branch, world.own.organization, world.other.organization
    api.move_organization(organization=branch, parent=other, on=DAY, reason="划转", by=world.actor("office"), at=at)
    assert [row.pk for row in api.units_of(own, date(2020, 12, 31))] == [branch.pk]
    assert api.units_of(own, DAY) == []
    assert [row.code for row in api.units_of(other, DAY)] == ["A-1", "B-1"]
    assert fresh(branch).get_parent() == other
    assert api.below_on(world.root, date(2020, 12, 31))[0] == own.pk
    assert list(api.damage()) == []


def test_an_organisation_cannot_stand_below_itself_nor_where_it_stands(world: World, at: datetime) -> None:
    by, unit = world.actor("office"), world.own.organization
    lower = make_organization(fresh(unit), "下级党委", "A-C", "committee")
    with refused("organization.under_itself"):
        api.move_organization(organization=unit, parent=lower, on=DAY, reason="", by=by, at=at)
    with refused("organization.already_there"):
        api.move_organization(organization=fresh(lower), parent=unit, on=DAY, reason="", by=by, at=at)


@pytest.mark.feature("ORG-04")
def test_merging_hands_over_the_branches_and_keeps_the_old_results_readable(world: World, at: datetime) -> None:
    own, other = world.own.organization, world.other.organization
    api.merge_organizations(
        predecessors=[other],
        successor=own,
        on=DAY,
        document_number="青交党〔2021〕1号",
        reason="合并",
        by=world.actor("office"),
        at=at,
    )
    assert fresh(other).closed_on == DAY
    assert {row.code for row in api.units_of(own, DAY)} == {"A-1", "B-1"}
    assert [row.code for row in api.units_of(world.root, date(2020, 12, 31))] == ["A", "B"]
    assert [row.code for row in api.units_of(world.root, DAY)] == ["A"]
    assert api.holder_name(other, date(2020, 12, 31)) == "书记2"
    assert api.secretary_on(other, DAY) is None
    assert Succession.objects.get().successor == own
    assert fresh(own).inherits == [other.pk]
    assert {world.other.secretary, world.other.clerk} <= set(fresh(own).people.all())
    assert other.pk in accounts_api.conflicted(world.own.clerk.pk, on=DAY)
    assert not RoleAssignment.objects.filter(organization=other, valid_to=None).exists()
    assert list(accounts_api.damage()) == []
    ended = AuditEvent.objects.get(action="accounts.role.ended_with_unit")
    assert (ended.organization_id_at, ended.reason) == (other.pk, "合并")
    assert list(api.damage()) == []
    with refused("organization.already_closed"):
        api.close_organization(organization=other, on=DAY, reason="", by=world.actor("office"), at=at)


@pytest.mark.feature("ORG-04")
def test_a_split_gives_every_branch_to_an_heir_or_is_refused_whole(world: World, at: datetime) -> None:
    unit, by = world.own.organization, world.actor("office")
    heirs = [new("甲一中心", "A1", "committee"), new("甲二中心", "A2", "committee")]
    common = {"on": DAY, "document_number": "", "reason": "分设", "by": by, "at": at}
    with refused("organization.has_children"):
        api.split_organization(organization=unit, into=heirs, goes_on=False, children={}, **common)
    assert not Organization.objects.filter(code="A1").exists()
    with refused("organization.split_needs_heirs"):
        api.split_organization(organization=unit, into=heirs[:1], goes_on=False, children={}, **common)
    made = api.split_organization(
        organization=unit, into=heirs, goes_on=False, children={world.own.branch.pk: "A2"}, **common
    )
    assert [row.code for row in api.units_of(made[1], DAY)] == ["A-1"]
    assert fresh(unit).closed_on == DAY
    assert {row.kind for row in Succession.objects.all()} == {"split"}
    assert [fresh(one).inherits for one in made] == [[unit.pk], [unit.pk]]
    assert "organization.at_dissolved" in {one.code for one in api.gaps(on=DAY)}
    assert list(api.damage()) == []


def test_closing_needs_an_empty_organisation(world: World, at: datetime) -> None:
    by = world.actor("office")
    with refused("organization.has_children"):
        api.close_organization(organization=world.own.organization, on=DAY, reason="", by=by, at=at)
    api.close_organization(organization=world.own.branch, on=DAY, reason="撤销", by=by, at=at)
    api.close_organization(organization=world.own.organization, on=DAY, reason="撤销", by=by, at=at)
    assert not Affiliation.objects.filter(organization=world.own.organization, valid_to=None).exists()
    assert list(api.damage()) == []


def test_a_stale_form_is_refused_and_a_fresh_one_is_kept(world: World, at: datetime) -> None:
    unit, by = world.own.organization, world.actor("office")
    api.edit_organization(organization=unit, values={"members_count": 5}, revision=0, by=by, at=at)
    with refused("organization.changed_meanwhile"):
        api.edit_organization(organization=unit, values={"members_count": 6}, revision=0, by=by, at=at)
    with refused("organization.level_below_not_allowed"):
        api.edit_organization(organization=unit, values={"level": "branch"}, revision=1, by=by, at=at)
    assert fresh(unit).members_count == 5


@pytest.mark.feature("ORG-03")
def test_two_secretaries_at_once_are_refused_unless_one_succeeds_the_other(world: World, at: datetime) -> None:
    unit, by = world.own.organization, world.actor("office")
    newcomer = make_person(unit, "新书记")
    with refused("organization.office_taken"):
        api.set_term(organization=unit, person=newcomer, new=_term("secretary"), by=by, at=at)
    api.set_term(organization=unit, person=newcomer, new=_term("secretary", succeeds=True), by=by, at=at)
    assert api.holder_name(unit, date(2020, 12, 31)) == "书记1"
    assert api.holder_name(unit, DAY) == "新书记"
    assert list(api.damage()) == []


@pytest.mark.feature("ORG-03")
def test_a_secretary_transferred_in_the_middle_of_a_round_leaves_the_office_to_the_acting_deputy(
    world: World, at: datetime
) -> None:
    unit, by = world.own.organization, world.actor("office")
    term = api.secretary_on(unit, DAY)
    assert term is not None
    deputy = make_person(unit, "副书记")
    api.end_term(term=term, on=date(2021, 1, 10), reason="调离", by=by, at=at)
    assert api.secretary_on(unit, date(2021, 1, 11)) is None
    api.set_term(
        organization=unit,
        person=deputy,
        new=_term("deputy_secretary", acting=True, started_on=date(2021, 1, 11)),
        by=by,
        at=at,
    )
    assert api.holder_name(unit, date(2021, 1, 10)) == "书记1"
    assert api.holder_name(unit, date(2021, 1, 11)) == "副书记"
    with refused("organization.term_ended"):
        api.end_term(term=term, on=DAY, reason="", by=by, at=at)


@pytest.mark.feature("ORG-03")
def test_one_person_holds_several_posts_but_none_twice_at_once(world: World, at: datetime) -> None:
    unit, by, person = world.own.organization, world.actor("office"), world.own.secretary
    api.set_term(organization=unit, person=person, new=_term("member"), by=by, at=at)
    with refused("organization.overlaps"):
        later = _term("member", started_on=date(2021, 1, 5))
        api.set_term(organization=unit, person=person, new=later, by=by, at=at)
    assert {term.post for term in api.posts_of(person)} == {"secretary", "member"}


@pytest.mark.feature("ORG-14")
def test_which_leader_answers_for_a_unit_is_read_as_of_a_day(world: World, at: datetime) -> None:
    unit, by = world.own.organization, world.actor("office")
    first, second = make_person(world.root, "陈砚秋"), make_person(world.root, "何志远")
    common = {"organization": unit, "by": by, "at": at}
    api.set_leadership(leader=first, kind="contact", valid_from=date(2019, 1, 1), **common)
    api.set_leadership(leader=first, kind="supervising", valid_from=date(2019, 1, 1), **common)
    api.set_leadership(leader=second, kind="contact", valid_from=DAY, **common)
    assert api.contact_leader(unit, date(2020, 12, 31)) == first
    assert api.contact_leader(unit, DAY) == second
    assert [(row.kind, row.leader.name) for row in api.leaders_of(unit, DAY)] == [
        ("supervising", "陈砚秋"),
        ("contact", "何志远"),
    ]
    assert [row.organization for row in api.led_by(first, DAY)] == [unit]
    with refused("organization.relation_taken"):
        api.set_leadership(leader=world.own.clerk, kind="contact", valid_from=date(2020, 6, 1), **common)
    assert list(api.damage()) == []


@pytest.mark.feature("ORG-15")
def test_the_contact_of_a_unit_is_its_liaison_else_its_secretary(world: World, at: datetime) -> None:
    unit = world.own.organization
    found = api.contact_of(unit, DAY)
    assert found is not None
    assert found.name == "书记1"
    api.set_term(organization=unit, person=world.own.clerk, new=_term("liaison"), by=world.actor("office"), at=at)
    found = api.contact_of(unit, DAY)
    assert found is not None
    assert (found.name, found.office_phone) == ("干事1", "0900-8800")
    assert api.liaison_of(unit, date(2020, 12, 31)) is None


@pytest.mark.feature("ORG-02")
def test_an_election_is_recorded_once_and_its_end_is_announced(world: World, at: datetime) -> None:
    unit, by = world.own.organization, world.actor("office")
    api.record_election(organization=unit, held_on=date(2016, 3, 1), term_years=5, note="", by=by, at=at)
    with refused("organization.election_recorded"):
        api.record_election(organization=unit, held_on=date(2016, 3, 1), term_years=5, note="", by=by, at=at)
    with refused("organization.not_a_term"):
        api.record_election(organization=unit, held_on=date(2020, 3, 1), term_years=0, note="", by=by, at=at)
    lines = {line.kind: line for line in api.waiting(by, on=DAY)}
    assert lines["organization.election"].due == date(2021, 3, 1)
    assert lines["organization.vacancy"].count == 1  # the leading group itself has no secretary on record
    assert list(api.waiting(world.actor("reporter"), on=DAY)) == []


def test_personal_facts_are_changed_once_and_numbers_never_reach_the_audit(world: World, at: datetime) -> None:
    by, person = world.actor("office"), world.own.secretary
    api.edit_person(person=person, values={"mobile": "13900001111", "name": "书记一"}, revision=0, by=by, at=at)
    with refused("organization.changed_meanwhile"):
        api.edit_person(person=person, values={"mobile": "1"}, revision=0, by=by, at=at)
    event = AuditEvent.objects.filter(action="organization.person.edited").get()
    assert "13900001111" not in str(event.details)
    api.create_person(organization=world.root, name="甲", staff_number="77", by=by, at=at)
    with refused("organization.staff_number_taken"):
        api.create_person(organization=world.root, name="乙", staff_number="77", by=by, at=at)


@pytest.mark.feature("ORG-03")
def test_a_wrong_entry_is_corrected_or_struck_out_with_reason_and_never_over_somebody_elses_change(
    world: World, at: datetime
) -> None:
    by, term = world.actor("office"), Term.objects.get(organization=world.own.organization, post="secretary")
    based_on = api.seen(term)
    right = api.NewTerm(post="secretary", started_on=date(2019, 3, 1), title="党委书记、主任")
    common = {"strike": False, "reason": "日期录错", "by": by, "at": at}
    api.correct_term(term=term, new=right, based_on=based_on, **common)
    term.refresh_from_db()
    assert (term.started_on, term.title) == (date(2019, 3, 1), "党委书记、主任")
    act = AuditEvent.objects.latest("number")
    assert (act.action, act.reason) == ("organization.term.corrected", "日期录错")
    with refused("organization.changed_meanwhile"):
        api.correct_term(term=term, new=right, based_on=based_on, **common)
    wrong = api.set_term(
        organization=world.own.organization,
        person=world.own.clerk,
        new=api.NewTerm(post="secretary", started_on=date(2010, 1, 1), ended_on=date(2012, 1, 1)),
        by=by,
        at=at,
    )
    overlapping = api.NewTerm(post="secretary", started_on=date(2010, 1, 1))
    with refused("organization.office_taken"):
        api.correct_term(term=wrong, new=overlapping, based_on=api.seen(wrong), **common)
    struck = {**common, "strike": True, "reason": "误录"}
    assert api.correct_term(term=wrong, new=overlapping, based_on=api.seen(wrong), **struck) is None
    assert not Term.objects.filter(pk=wrong.pk).exists()
    assert AuditEvent.objects.latest("number").action == "organization.term.struck_out"
    assert list(api.damage()) == []
