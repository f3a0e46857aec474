"""The register from a workbook: tried, then written whole or not at all."""

from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from shuping.adapters.sheets import read_table, write_table
from shuping.apps.audit.models import AuditEvent
from shuping.apps.organization import api
from shuping.apps.organization.models import ImportDraft, Organization, Person, Term
from shuping.apps.organization.services import imports
from shuping.core.errors import RuleError
from shuping.core.organization.importing import Status
from tests.apps.organization.builders import HEADS, draft_of, many
from tests.factories.world import World, make_person

pytestmark = pytest.mark.django_db
DAY = date(2021, 1, 1)


def state() -> tuple[object, ...]:
    """Everything an import could touch."""
    return (
        list(Organization.objects.order_by("path").values_list("code", "name", "path", "numchild", "members_count")),
        list(Person.objects.order_by("id").values_list("name", "mobile")),
        list(Term.objects.order_by("id").values_list("person__name", "started_on", "ended_on")),
    )


@pytest.mark.feature("ORG-09")
def test_two_thousand_branches_are_tried_and_written_whole(world: World, at: datetime) -> None:
    by = world.actor("office")
    draft = draft_of(many(60, 2000), by, at)
    trial = api.dry_run(draft)
    assert trial.plan.ready
    assert trial.plan.count(Status.NEW) == 2120
    api.commit_import(draft=draft, digest=trial.digest, by=by, at=at)
    assert list(api.damage()) == []
    unit = Organization.objects.get(code="U001")
    assert unit.get_parent() == world.root
    assert api.branches_below(unit).count() == 34
    assert api.counts_below([unit])[unit.pk].members == 34 * 12
    assert api.holder_name(unit, DAY) == "书记1"


@pytest.mark.feature("ORG-09")
def test_the_same_file_again_changes_nothing(world: World, at: datetime) -> None:
    by = world.actor("office")
    rows = many(3, 9)
    api.commit_import(draft=draft_of(rows, by, at), digest=None, by=by, at=at)
    before = state()
    again = draft_of(rows, by, at)
    trial = api.dry_run(again)
    assert {line.status for line in trial.plan.lines} == {Status.UNCHANGED}
    api.commit_import(draft=again, digest=trial.digest, by=by, at=at)
    assert state() == before


@pytest.mark.feature("ORG-09")
def test_changed_rows_rename_move_edit_and_replace_the_secretary_from_the_day_given(world: World, at: datetime) -> None:
    by = world.actor("office")
    draft = draft_of(
        [
            ["A", "测试甲发展中心", "", "", "新书记", "0900-9999", "13800000000", "55"],
            ["A-1", "", "测试乙中心", "", "", "0900-7777", "", ""],
        ],
        by,
        at,
    )
    trial = api.dry_run(draft)
    assert [line.status for line in trial.plan.lines] == [Status.CHANGED, Status.CHANGED]
    api.commit_import(draft=draft, digest=trial.digest, by=by, at=at)
    unit = Organization.objects.get(code="A")
    assert (unit.name, unit.members_count) == ("测试甲发展中心", 55)
    assert api.name_on(unit, date(2020, 12, 31)) == "测试甲中心"
    assert api.holder_name(unit, date(2020, 12, 31)) == "书记1"
    assert api.holder_name(unit, DAY) == "新书记"
    branch = Organization.objects.get(code="A-1")
    assert branch.get_parent() == Organization.objects.get(code="B")
    contact = api.contact_of(branch, DAY)
    assert contact is not None
    assert contact.office_phone == "0900-7777"
    assert list(api.damage()) == []


@pytest.mark.feature("ORG-09")
def test_one_wrong_row_keeps_everything_out(world: World, at: datetime) -> None:
    by = world.actor("office")
    draft = draft_of([*many(2, 4), ["Z", "第九党支部", "没有的党委", "", "", "", "", ""]], by, at)
    before, events = state(), AuditEvent.objects.count()
    with pytest.raises(RuleError, match="organization.import_has_errors"):
        api.commit_import(draft=draft, digest=None, by=by, at=at)
    assert state() == before
    assert AuditEvent.objects.count() == events


@pytest.mark.feature("ORG-09")
@pytest.mark.parametrize("place", ["_create", "_rename_and_move", "_edit", "_people", "_relations"])
def test_a_failure_in_the_middle_of_the_writing_leaves_nothing_half_written(
    world: World, at: datetime, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    by = world.actor("office")
    draft = draft_of([*many(2, 4), ["A", "测试甲发展中心", "", "", "新书记", "", "", "9"]], by, at)
    before = state()
    real = getattr(imports._Writer, place)

    def broken(*arguments: object, **options: object) -> None:
        real(*arguments, **options)
        raise RuntimeError("the machine stops here")

    monkeypatch.setattr(imports._Writer, place, broken)
    with pytest.raises(RuntimeError):
        api.commit_import(draft=draft, digest=None, by=by, at=at)
    assert state() == before
    assert ImportDraft.objects.filter(pk=draft.pk).exists()


@pytest.mark.feature("ORG-09")
def test_a_register_that_changed_since_the_trial_asks_for_a_new_one(world: World, at: datetime) -> None:
    by = world.actor("office")
    draft = draft_of([["A", "测试甲中心", "", "", "", "", "", "55"]], by, at)
    trial = api.dry_run(draft)
    Organization.objects.filter(code="A").update(members_count=54)
    with pytest.raises(RuleError, match="organization.import_changed"):
        api.commit_import(draft=draft, digest=trial.digest, by=by, at=at)
    api.commit_import(draft=draft, digest=api.dry_run(draft).digest, by=by, at=at)
    with pytest.raises(RuleError, match="organization.import_gone"):
        api.commit_import(draft=draft, digest=None, by=by, at=at)


@pytest.mark.feature("ORG-09")
def test_the_mapping_is_corrected_by_hand(world: World, at: datetime) -> None:
    by = world.actor("office")
    draft = draft_of([["甲支部", "A-5"]], by, at, heads=("党支部", "单位编码"))
    common = {"draft": draft, "default_parent": world.own.organization, "valid_from": DAY, "by": by, "at": at}
    with pytest.raises(RuleError, match="organization.name_column_missing"):
        api.set_mapping(mapping={"code": "单位编码"}, **common)
    with pytest.raises(RuleError, match="organization.column_twice"):
        api.set_mapping(mapping={"code": "党支部", "name": "党支部"}, **common)
    draft = api.set_mapping(mapping={"code": "单位编码", "name": "党支部"}, **common)
    api.commit_import(draft=draft, digest=None, by=by, at=at)
    assert Organization.objects.get(code="A-5").get_parent() == world.own.organization


@pytest.mark.feature("ORG-14")
def test_leaders_liaisons_and_elections_come_with_the_register(world: World, at: datetime) -> None:
    by = world.actor("office")
    make_person(world.root, "陈砚秋")
    heads = ("编码", "党组织名称", "联络员", "联络员电话", "分管领导", "联系点领导", "换届日期", "任期")
    rows = [
        ["A", "测试甲中心", "联络一", "1391", "陈砚秋", "陈砚秋", "2019-05-01", ""],
        ["C", "测试丙中心党委", "联络二", "1392", "", "陈砚秋", "2020.6", "5"],
    ]
    api.commit_import(draft=draft_of(rows, by, at, heads), digest=None, by=by, at=at)
    unit, made = Organization.objects.get(code="A"), Organization.objects.get(code="C")
    assert [row.kind for row in api.leaders_of(unit, DAY)] == ["supervising", "contact"]
    leader = api.contact_leader(made, DAY)
    assert leader is not None
    assert leader.name == "陈砚秋"
    contact = api.contact_of(unit, DAY)
    assert contact is not None
    assert (contact.name, contact.mobile) == ("联络一", "1391")
    assert [row.term_years for row in unit.elections.all()] == [5]
    trial = api.dry_run(draft_of(rows, by, at, heads))
    assert {line.status for line in trial.plan.lines} == {Status.UNCHANGED}


@pytest.mark.feature("DOC-01")
def test_the_workbook_an_office_downloads_can_be_filled_in_and_read_back(world: World, at: datetime) -> None:
    by = world.actor("office")
    data = write_table("党组织名册", list(HEADS), many(2, 4))
    draft = api.keep_draft(table=read_table(data), file_name="x.xlsx", valid_from=DAY, by=by, at=at)
    assert set(draft.mapping) == {
        "code",
        "name",
        "parent",
        "level",
        "secretary",
        "office_phone",
        "mobile",
        "members_count",
    }
    assert api.dry_run(draft).plan.ready


@pytest.mark.feature("ORG-09")
def test_the_number_of_queries_of_a_dry_run_does_not_grow_with_the_rows(world: World, at: datetime) -> None:
    by = world.actor("office")
    small, large = draft_of(many(2, 4), by, at), draft_of(many(20, 200), by, at)
    with CaptureQueriesContext(
        connection,
    ) as few:
        api.dry_run(small)
    with CaptureQueriesContext(connection) as more:
        api.dry_run(large)
    assert len(few) == len(more)
