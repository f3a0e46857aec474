"""Pages of the register, over HTTP."""

import io
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from shuping.adapters.sheets import read_table, write_table
from shuping.apps.organization import api
from shuping.apps.organization.models import ImportDraft, Leadership, Organization, Person, Term
from tests.apps.organization.builders import HEADS, draft_of, many
from tests.factories.world import World, make_person

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def url(name: str, *args: object, **query: str) -> str:
    """An address of the register."""
    found = reverse(f"organization:{name}", args=args)
    return found + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def text(answer: object) -> str:
    """The page as text."""
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.feature("ORG-01")
def test_the_tree_shows_units_and_opens_one_on_demand(world: World, client_of: ClientOf) -> None:
    client = client_of("office")
    closed = text(client.get(url("tree")))
    assert "测试甲中心" in closed
    assert "测试甲中心第一党支部" not in closed
    opened = text(client.get(url("tree", open=str(world.own.organization.pk))))
    assert "测试甲中心第一党支部" in opened
    assert "测试乙中心第一党支部" not in opened


@pytest.mark.feature("ORG-01")
def test_a_clerk_sees_the_own_unit_and_below_only(world: World, client_of: ClientOf) -> None:
    client = client_of("clerk")
    page = text(client.get(url("tree")))
    assert "测试甲中心第一党支部" in page
    assert "测试乙中心" not in page
    assert "测试乙中心" not in text(client.get(url("list")))
    assert "测试乙中心" not in text(client.get(url("contacts")))
    assert client.get(url("organization", world.other.organization.pk)).status_code == 404
    assert client.get(url("organization", world.own.branch.pk)).status_code == 200
    assert client.get(url("rename", world.own.organization.pk)).status_code == 404


@pytest.mark.feature("ORG-04")
def test_an_organisation_page_reads_as_of_a_day(world: World, client_of: ClientOf, at: datetime) -> None:
    client, unit = client_of("office"), world.own.organization
    answer = client.post(
        url("rename", unit.pk), {"name": "测试甲发展中心", "short_name": "", "on": "2021-01-10", "reason": "机构改革"}
    )
    assert answer.status_code == 302
    assert "<h1>测试甲中心</h1>" in text(client.get(url("organization", unit.pk, on="2020-12-31")))
    assert "<h1>测试甲发展中心</h1>" in text(client.get(url("organization", unit.pk)))
    assert "测试甲发展中心" not in text(client.get(url("list", on="2020-12-31")))


def test_every_act_of_the_register_goes_through_its_form(world: World, client_of: ClientOf) -> None:
    client, unit = client_of("office"), world.own.organization
    facts = {"code": "A-2", "level": "branch", "unit_class": "highway", "office_order": "2", "members_count": "9"}
    acts: list[tuple[str, int, dict[str, object]]] = [
        ("create", unit.pk, {"name": "第二党支部", "on": "2021-01-01", **facts}),
        ("person_create", unit.pk, {"name": "陈砚秋", "staff_number": "88", "office_order": "0", "active": "on"}),
        ("leadership_set", unit.pk, {"person": "88", "kind": "contact", "valid_from": "2021-01-01"}),
        ("term_set", unit.pk, {"person": "新书记", "new_person": "on", "post": "secretary", "title": "党委书记",
                               "started_on": "2021-01-05", "succeeds": "on"}),
        ("election_record", unit.pk, {"held_on": "2020-06-01", "term_years": "5"}),
        ("move", world.own.branch.pk, {"parent": world.other.organization.pk, "on": "2021-01-02", "reason": "划转"}),
        ("close", world.own.branch.pk, {"on": "2021-01-03", "reason": "撤销"}),
        ("merge", unit.pk, {"predecessors": [world.other.organization.pk], "on": "2021-01-04", "reason": "合并"}),
    ]  # fmt: skip
    for name, pk, data in acts:
        answer = client.post(url(name, pk), data)
        assert answer.status_code == 302, (name, re.findall(r"<li>(.*?)</li>", text(answer))[-6:])
    second = Organization.objects.get(code="A-2")
    answer = client.post(url("edit", second.pk), {**facts, "members_count": "11", "revision": "0"})
    assert answer.status_code == 302
    answer = client.post(
        url("split", unit.pk),
        {
            "into": "A1 甲一中心党委\nA2 甲二中心党委",
            "on": "2021-01-20",
            "reason": "分设",
            f"child_{second.pk}": "A2",
            f"child_{world.other.branch.pk}": "A1",
        },
    )
    assert answer.status_code == 302
    assert list(api.damage()) == []
    assert api.holder_name(unit, date(2021, 1, 5)) == "新书记"
    for row in Organization.objects.all():
        assert client.get(url("organization", row.pk)).status_code == 200
    for someone in Person.objects.all():
        assert client.get(url("person", someone.pk)).status_code == 200


def test_ends_of_terms_and_relations_and_changes_of_a_person_go_through_their_forms(
    world: World, client_of: ClientOf
) -> None:
    client, unit = client_of("office"), world.own.organization
    relation = Leadership.objects.create(
        leader=world.own.clerk, organization=unit, kind="contact", valid_from=date(2020, 1, 1)
    )
    term = Term.objects.get(person=world.own.secretary)
    assert client.post(url("leadership_end", relation.pk), {"on": "2021-01-01"}).status_code == 302
    assert client.post(url("term_end", term.pk), {"on": "2021-01-01", "reason": "退休"}).status_code == 302
    shown = text(client.get(url("term_correct", term.pk)))
    based_on = re.search(r'name="based_on" value="([^"]+)"', shown)
    assert based_on is not None
    correction = {"post": "secretary", "title": "书记", "started_on": "2018-01-01", "ended_on": "2021-01-01"}
    correction |= {"reason": "录错", "based_on": based_on[1]}
    assert client.post(url("term_correct", term.pk), correction).status_code == 302
    assert client.post(url("term_correct", term.pk), correction).status_code == 200
    data = {
        "name": "书记一",
        "office_order": "1",
        "revision": "0",
        "active": "on",
        "organization": "测试乙中心（B）",
        "delegate_kinds": "党代表，服务对象",
    }
    assert 'value="测试甲中心（A）"' in text(client.get(url("person_edit", world.own.secretary.pk)))
    assert client.post(url("person_edit", world.own.secretary.pk), data).status_code == 302
    changed = Person.objects.get(pk=world.own.secretary.pk)
    assert changed.delegate_kinds == ["党代表", "服务对象"]
    assert changed.organization == world.other.organization
    assert api.secretary_on(unit, date(2021, 1, 2)) is None
    assert "测试甲中心" in text(client.get(url("vacancies")))


def test_a_refused_act_says_why_in_the_form_and_loses_nothing_typed(world: World, client_of: ClientOf) -> None:
    client = client_of("office")
    answer = client.post(
        url("move", world.own.organization.pk),
        {"parent": world.root.pk, "on": "2021-01-02", "reason": "说不出的理由"},
    )
    assert answer.status_code == 200
    assert "说不出的理由" in text(answer)
    assert "测试甲中心已隶属" in text(answer)
    answer = client.post(
        url("term_set", world.own.organization.pk),
        {"person": "无此人", "post": "member", "started_on": "2021-01-02"},
    )
    assert "无此人" in text(answer)
    assert not Person.objects.filter(name="无此人").exists()


def test_a_namesake_is_never_taken_by_guess(world: World, client_of: ClientOf) -> None:
    client = client_of("office")
    make_person(world.root, "王毅")
    make_person(world.other.organization, "王毅")
    data = {"person": "王毅", "post": "member", "started_on": "2021-01-02"}
    assert client.post(url("term_set", world.own.organization.pk), data).status_code == 200
    assert client.post(url("term_set", world.other.organization.pk), data).status_code == 302
    assert Term.objects.get(post="member").person.organization == world.other.organization


@pytest.mark.feature("ORG-03")
def test_somebody_transferred_is_registered_at_the_new_unit_and_a_second_post_moves_nobody(
    world: World, client_of: ClientOf
) -> None:
    client, incoming = client_of("office"), make_person(world.other.organization, "调任者", "副主任")
    second = {"person": "调任者", "post": "member", "title": "兼职委员", "started_on": "2021-01-02"}
    assert client.post(url("term_set", world.root.pk), second).status_code == 302
    incoming.refresh_from_db()
    assert (incoming.organization, incoming.duty) == (world.other.organization, "副主任")
    data = {**second, "post": "secretary", "title": "党委书记、主任", "succeeds": "on", "moves_here": "on"}
    assert client.post(url("term_set", world.own.organization.pk), data).status_code == 302
    incoming.refresh_from_db()
    assert (incoming.organization, incoming.duty) == (world.own.organization, "党委书记、主任")
    assert client_of("clerk").get(url("person", incoming.pk)).status_code == 200
    assert client_of("clerk", "other").get(url("person", incoming.pk)).status_code == 404


@pytest.mark.feature("ORG-09")
@pytest.mark.feature("DOC-01")
def test_a_workbook_goes_through_the_four_steps(world: World, client_of: ClientOf) -> None:
    client = client_of("office")
    book = SimpleUploadedFile("名册.xlsx", write_table("名册", list(HEADS), many(2, 4)))
    answer = client.post(url("import"), {"file": book, "valid_from": "2021-01-01"})
    draft = ImportDraft.objects.get()
    assert answer["Location"] == url("import_mapping", draft.pk)
    assert client.get(url("import_mapping", draft.pk)).status_code == 200
    chosen = {f"field_{name}": head for name, head in draft.mapping.items()}
    answer = client.post(
        url("import_mapping", draft.pk), {**chosen, "default_parent": world.root.pk, "valid_from": "2021-01-01"}
    )
    assert answer["Location"] == url("import_trial", draft.pk)
    page = text(client.get(url("import_trial", draft.pk)))
    assert Organization.objects.count() == 5
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert digest is not None
    answer = client.post(url("import_commit", draft.pk), {"digest": digest[1]})
    assert answer["Location"] == url("tree")
    assert Organization.objects.count() == 5 + 8
    assert list(api.damage()) == []


@pytest.mark.feature("ORG-09")
@pytest.mark.feature("DOC-01")
def test_an_offices_own_workbook_with_notes_storeys_and_a_foot_is_ready_at_once(
    world: World, client_of: ClientOf
) -> None:
    book = Workbook()
    notes = book.active
    assert notes is not None
    notes.append(["填表说明"])
    notes.append(["一、", "逐行填写"])
    sheet = book.create_sheet("名册")
    for row in (
        ["测试厅基层党组织及书记基本情况统计表"],
        ["填报单位：直属机关党委", None, None, None, None, None, None, "2021年1月10日"],
        ["序号", "党组织名称", "隶属党组织", "党员数", "书记", None, None, "换届时间"],
        [None, None, None, None, "姓名", "职务", "联系电话", None],
        [1, "新渡公路局党委", world.root.name, "86人", "王  毅", "党委书记、局长", "139 0000 9001", "2019.04"],
        [2, "机关 第一党支部", "新渡公路局党委", 12, "李敏", "书记", 13900009002, 43556],
        [3, "养护党支部", None, 9, "赵晓燕", "书记", None, date(2020, 5, 1)],
        ["合计", None, None, 107],
        ["填表人：王芳", None, None, "审核人："],
    ):
        sheet.append(row)
    for area in ("A1:H1", "A2:G2", "A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:G3", "H3:H4", "C6:C7"):
        sheet.merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    upload = SimpleUploadedFile("名册.xlsx", stream.getvalue())
    client_of("office").post(url("import"), {"file": upload, "valid_from": "2021-01-10"})
    draft = ImportDraft.objects.get()
    assert (draft.sheet, draft.mapping["secretary"], draft.mapping["mobile"]) == ("名册", "书记姓名", "书记联系电话")
    trial = api.dry_run(draft)
    assert [line.status.value for line in trial.plan.lines] == ["new", "new", "new", "foot", "foot"]
    assert trial.plan.ready, [line.findings for line in trial.plan.lines]
    page = text(client_of("office").get(url("import_trial", draft.pk)))
    assert "表尾，不导入" in page
    api.commit_import(
        draft=draft, digest=trial.digest, by=world.actor("office"), at=datetime(2021, 1, 10, 4, tzinfo=UTC)
    )
    unit = Organization.objects.get(name="新渡公路局党委")
    assert {row.name for row in api.units_of(unit, date(2021, 1, 11))} == {"机关第一党支部", "养护党支部"}
    assert Person.objects.get(name="王毅").mobile == "13900009001"
    assert list(api.damage()) == []


@pytest.mark.feature("ORG-09")
def test_a_paste_with_a_wrong_row_shows_what_to_do_and_offers_no_writing(world: World, client_of: ClientOf) -> None:
    client = client_of("office")
    pasted = "编码\t党组织名称\t上级党组织\n9\t第九党支部\t没有的党委\n"
    client.post(url("import"), {"pasted": pasted, "valid_from": "2021-01-01"})
    draft = ImportDraft.objects.get()
    page = text(client.get(url("import_trial", draft.pk)))
    assert "没有的党委" in page
    assert 'name="digest"' not in page
    answer = client.get(url("import_trial", draft.pk, download="xlsx"))
    assert load_workbook(io.BytesIO(answer.content)).active["A3"].value == 2  # type: ignore[index]
    client.post(url("import_commit", draft.pk), {"digest": "x"})
    assert Organization.objects.count() == 5
    client.post(url("import_discard", draft.pk), {"drop": "yes"})
    assert not ImportDraft.objects.exists()


@pytest.mark.feature("ORG-09")
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.xlsx", b"PK\x03\x04 broken", "无法完整读取"),
        ("x.pdf", b"%PDF-1.4", "不是 .xlsx 或 .csv 表格"),
        ("x.csv", b"", "空"),
    ],
)
def test_a_broken_workbook_is_refused_by_its_sentence_and_writes_nothing(
    world: World, client_of: ClientOf, name: str, content: bytes, words: str
) -> None:
    answer = client_of("office").post(
        url("import"), {"file": SimpleUploadedFile(name, content), "valid_from": "2021-01-01"}
    )
    assert answer.status_code == 200
    assert words in text(answer)
    assert not ImportDraft.objects.exists()


@pytest.mark.feature("DOC-01")
def test_the_sample_workbook_can_be_imported_as_it_is(world: World, client_of: ClientOf) -> None:
    client = client_of("office")
    sample = client.get(url("import_sample")).content
    client.post(url("import"), {"file": SimpleUploadedFile("样表.xlsx", sample), "valid_from": "2021-01-01"})
    draft = ImportDraft.objects.get()
    assert len(draft.mapping) == 24
    trial = api.dry_run(draft)
    assert trial.plan.ready, [line.findings for line in trial.plan.lines]


@pytest.mark.feature("DOC-02")
@pytest.mark.feature("ORG-15")
def test_the_contact_book_is_a_list_that_can_be_downloaded(world: World, client_of: ClientOf) -> None:
    client = client_of("office")
    assert "0900-8800" in text(client.get(url("contacts")))
    page = load_workbook(io.BytesIO(client.get(url("contacts", download="xlsx")).content)).active
    assert page is not None
    assert page.max_row == 2 + Organization.objects.count()


@pytest.mark.parametrize("name", ["tree", "list", "contacts", "people", "elections", "vacancies"])
def test_the_number_of_queries_of_a_page_does_not_grow_with_the_register(
    world: World, client_of: ClientOf, at: datetime, name: str
) -> None:
    client, by = client_of("office"), world.actor("office")
    api.commit_import(draft=draft_of(many(2, 6), by, at), digest=None, by=by, at=at)
    client.get(url(name))
    with CaptureQueriesContext(connection) as few:
        client.get(url(name))
    api.commit_import(draft=draft_of(many(20, 200), by, at), digest=None, by=by, at=at)
    with CaptureQueriesContext(connection) as more:
        client.get(url(name))
    assert len(more) == len(few)


def test_the_page_of_a_unit_needs_the_same_queries_for_few_and_many_branches(
    world: World, client_of: ClientOf, at: datetime
) -> None:
    client, by = client_of("office"), world.actor("office")
    api.commit_import(draft=draft_of(many(2, 100), by, at), digest=None, by=by, at=at)
    small, large = world.own.organization, Organization.objects.get(code="U001")
    client.get(url("organization", small.pk))
    counts = []
    for row in (small, large):
        with CaptureQueriesContext(connection) as captured:
            client.get(url("organization", row.pk))
        counts.append(len(captured))
    assert abs(counts[0] - counts[1]) <= 1


@pytest.mark.feature("DOC-01", "DOC-02")
def test_the_register_comes_back_without_a_difference_and_an_old_copy_is_refused(
    world: World, client_of: ClientOf
) -> None:
    client = client_of("office")
    sheet = client.get(url("import_sample"), {"with": "register"}).content
    fields = {"file": SimpleUploadedFile("名册.xlsx", sheet), "valid_from": "2021-01-01"}
    assert client.post(url("import"), fields).status_code == 302
    draft = ImportDraft.objects.get()
    table = read_table(sheet)
    api.set_mapping(
        draft=draft,
        mapping=draft.mapping,
        default_parent=None,
        valid_from=draft.valid_from,
        by=world.actor("office"),
        at=datetime(2021, 1, 2, 4, tzinfo=UTC),
    )
    draft.refresh_from_db()
    lines = api.dry_run(draft).plan.lines
    assert len(lines) == len(table.rows) == Organization.objects.filter(closed_on=None).count()
    assert [(line.name, line.status, dict(line.changes)) for line in lines if line.status != "unchanged"] == []
    Organization.objects.filter(pk=world.own.organization.pk).update(members_count=77)
    fields["file"] = SimpleUploadedFile("名册.xlsx", sheet)
    answer = client.post(url("import"), fields)
    assert answer.status_code == 200 and world.own.organization.name in text(answer)
    assert "下载后已有变动" in text(answer) and ImportDraft.objects.count() == 1
