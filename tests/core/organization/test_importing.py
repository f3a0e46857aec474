"""The dry run: columns guessed, cells read, every row a line with what to do."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.errors import InputError
from shuping.core.organization.columns import guess
from shuping.core.organization.importing import Known, Plan, Status, fingerprint, plan
from shuping.core.organization.reading import READERS, read_class, read_count, read_date, read_flag, read_person

ROOT = Known("0", "测试省交通运输厅党组", "", {"level": "group"})
UNIT = Known("01", "北岭公路局党委", "0", {"level": "committee", "members_count": 120, "secretary": "周怀山"})
BRANCH = Known("01-01", "机关党支部", "01", {"level": "branch", "members_count": 12})
REGISTER = [ROOT, UNIT, BRANCH]


def tried(
    *rows: dict[str, str], register: list[Known] | None = None, people: dict[str, list[str]] | None = None
) -> Plan:
    return plan(
        [(place, row) for place, row in enumerate(rows, start=2)],
        REGISTER if register is None else register,
        default_parent="0",
        people=people or {},
    )


def codes(made: Plan, place: int = 0) -> list[str]:
    return [finding.code for finding in made.lines[place].findings]


@pytest.mark.feature("ORG-09")
def test_the_usual_heads_of_an_office_are_recognised() -> None:
    heads = [
        "序号",
        "党组织编码",
        "党组织名称",
        "上级党组织",
        "书记姓名",
        "书记手机",
        "办公电话",
        "党员人数（人）",
        "换届时间",
        "备注",
    ]
    assert guess(heads) == {
        "office_order": "序号",
        "code": "党组织编码",
        "name": "党组织名称",
        "parent": "上级党组织",
        "secretary": "书记姓名",
        "mobile": "书记手机",
        "office_phone": "办公电话",
        "members_count": "党员人数（人）",
        "elected_on": "换届时间",
    }


@given(st.lists(st.text(max_size=8), max_size=12, unique=True))
def test_no_column_is_ever_guessed_twice(heads: list[str]) -> None:
    chosen = list(guess(heads).values())
    assert len(chosen) == len(set(chosen))
    assert set(chosen) <= set(heads)


def test_cells_are_read_as_clerks_write_them() -> None:
    assert {
        read_date(text) for text in ("2020-03-01", "2020.3.1", "2020/3/1", "2020年3月1日", "20200301", "2020年3月")
    } == {date(2020, 3, 1)}
    assert read_count("58人") == 58
    assert read_class("省属公路局") == "highway"
    assert read_class("公益一类事业单位") == "institution"
    assert read_flag("√") is True
    assert read_person("王　毅".replace("　", " ")) == "王毅"
    for reader, text in ((read_date, "去年"), (read_date, "2020-13-01"), (read_count, "1.5"), (read_flag, "也许")):
        with pytest.raises(InputError):
            reader(text)


@pytest.mark.feature("ORG-09")
def test_rows_are_new_changed_or_unchanged() -> None:
    made = tried(
        {"code": "01", "name": "北岭公路局党委", "members_count": "120"},
        {"code": "01-01", "name": "机关党支部", "members_count": "13"},
        {"code": "02", "name": "东溪公路局党委", "secretary": "何平"},
        {"code": "02-01", "name": "第一党支部", "parent": "东溪公路局党委"},
    )
    assert [line.status for line in made.lines] == [Status.UNCHANGED, Status.CHANGED, Status.NEW, Status.NEW]
    assert made.lines[1].changes == {"members_count": (12, 13)}
    assert made.lines[2].parent_code == "0"
    assert made.lines[3].parent_code == "02"
    assert made.ready
    assert made.order.index("02") < made.order.index("02-01")


@pytest.mark.feature("ORG-09")
def test_a_row_without_code_is_matched_by_name_or_gets_a_code_and_its_children_find_it() -> None:
    made = tried(
        {"name": "第一党支部", "parent": "新设中心党委"},
        {"name": "新设中心党委"},
        {"name": "北岭公路局党委", "members_count": "121"},
    )
    child, parent, old = made.lines
    assert old.code == "01"
    assert codes(made, 2) == ["organization.matched_by_name"]
    assert parent.code == "0-01"
    assert child.parent_code == parent.code
    assert child.code.startswith("0-01-")
    assert made.order[:2] == (parent.code, child.code)
    assert made.ready


@pytest.mark.feature("ORG-09")
@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([{"name": ""}], "organization.row_without_name"),
        ([{"code": "9", "name": "第九党支部", "parent": "没有的党委"}], "organization.parent_unknown"),
        ([{"code": "9", "name": "第九党支部", "parent": "机关党支部"}], "organization.level_not_allowed"),
        ([{"code": "9", "name": "第九党支部"}, {"code": "9", "name": "第十党支部"}], "organization.code_twice_in_file"),
        ([{"name": "第九党支部"}, {"name": "第九党支部"}], "organization.name_twice_in_file"),
        ([{"code": "9", "name": "办公室"}], "organization.level_missing"),
        ([{"code": "9", "name": "第九党支部", "founded_on": "去年"}], "organization.not_a_date"),
        ([{"code": "9", "name": "第九党支部", "members_count": "十二"}], "organization.not_a_number"),
        ([{"code": "9", "name": "第九党支部", "level": "小组"}], "organization.unknown_level"),
        ([{"code": "9", "name": "第九党支部", "contact_leader": "无此人"}], "organization.leader_unknown"),
        ([{"code": "9", "name": "第" + "九" * 130}], "organization.too_long"),
        ([{"code": "01", "name": "北岭公路局党总支", "level": "党支部"}], "organization.level_below_not_allowed"),
        (
            [{"code": "8", "name": "甲党委", "parent": "9"}, {"code": "9", "name": "乙党委", "parent": "8"}],
            "organization.ring",
        ),
    ],
)
def test_each_fault_is_named_and_stops_the_import(rows: list[dict[str, str]], code: str) -> None:
    made = tried(*rows)
    assert code in codes(made)
    assert made.lines[0].status is Status.WRONG
    assert not made.ready


def test_a_dissolved_organisation_is_neither_changed_nor_a_superior() -> None:
    closed = Known("03", "旧中心党委", "0", {"level": "committee"}, closed=True)
    made = tried(
        {"code": "03", "name": "旧中心党委"},
        {"code": "9", "name": "第九党支部", "parent": "03"},
        register=[*REGISTER, closed],
    )
    assert codes(made, 0) == ["organization.already_closed"]
    assert codes(made, 1) == ["organization.parent_closed"]


def test_namesakes_and_lone_values_are_said_without_stopping() -> None:
    made = tried(
        {"code": "9", "name": "第九党支部", "secretary": "周怀山"},
        {"code": "10", "name": "第十党支部", "mobile": "1380"},
        people={"周怀山": ["01"]},
    )
    assert codes(made, 0) == ["organization.namesake"]
    assert codes(made, 1) == ["organization.value_without_person"]
    assert made.ready


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(sorted(READERS)), st.sampled_from(["", "01", "0", "机关党支部", "甲党委", "3", "2020-1-1"])
        ),
        max_size=6,
    )
)
def test_no_table_makes_the_dry_run_fail_and_equal_tables_have_equal_fingerprints(rows: list[dict[str, str]]) -> None:
    made = tried(*rows)
    assert len(made.lines) == len(rows)
    assert fingerprint(made) == fingerprint(tried(*rows))
    if made.ready:
        assert len(set(made.order)) == len(rows)


@pytest.mark.feature("ORG-09")
def test_the_foot_of_an_offices_table_is_left_out_and_everything_else_is_ready() -> None:
    made = tried(
        {"name": "审核处党支部", "parent": "01", "office_order": "3"},
        {"office_order": "合计", "members_count": "162"},
        {"name": "合 计", "members_count": "162"},
        {"name": "注：不含离退休党员。", "parent": "注：不含离退休党员。"},
        {"office_order": "填表人：王芳", "mobile": "联系电话：0900-8888"},
    )
    assert [line.status for line in made.lines] == [Status.NEW, *[Status.FOOT] * 4]
    assert made.ready
    assert made.order == (made.lines[0].code,)
    assert not tried({"office_order": "合计", "members_count": "3"}).ready
    assert "organization.row_without_name" in codes(tried({"office_order": "4", "members_count": "3"}))


@pytest.mark.feature("ORG-09")
def test_what_offices_type_is_read_as_they_mean_it() -> None:
    assert READERS["name"]("机关 第一党支部") == "机关第一党支部"
    assert READERS["name"]("ABC 公司党支部") == "ABC 公司党支部"
    assert READERS["mobile"]("139 0000 9001") == "13900009001"
    assert READERS["office_phone"]("0900-8801 转 12") == "0900-8801 转 12"
    assert read_date("43525") == date(2019, 3, 1)
    unclear = tried({"code": "01", "elected_on": "2019.1"})
    assert codes(unclear) == ["organization.month_unclear"]
    assert unclear.ready
    assert codes(tried({"code": "01", "elected_on": "2019.10"})) == []


@pytest.mark.feature("ORG-09")
def test_branches_of_one_name_are_told_apart_by_their_superior() -> None:
    other = Known("02", "东溪公路局党委", "0", {"level": "committee"})
    register = [*REGISTER, other, Known("02-01", "机关党支部", "02", {"level": "branch"})]
    made = tried(
        {"name": "机关党支部", "parent": "北岭公路局党委"},
        {"name": "机关党支部", "parent": "02"},
        {"name": "新渡公路局党委", "parent": "0"},
        {"name": "机关党支部", "parent": "新渡公路局党委"},
        register=register,
    )
    assert [line.status for line in made.lines] == [Status.UNCHANGED, Status.UNCHANGED, Status.NEW, Status.NEW]
    assert [line.code for line in made.lines][:2] == ["01-01", "02-01"]
    assert made.lines[3].parent_code == made.lines[2].code
    assert made.ready
    assert codes(tried({"name": "机关党支部"}, register=register))[0] == "organization.name_not_unique"
    moved = tried({"name": "机关党支部", "parent": "东溪公路局党委"}, register=[*REGISTER, other])
    assert moved.lines[0].changes["parent"] == ("01", "02")
    apart = tried({"name": "机关党支部", "parent": "新渡公路局党委"}, {"name": "新渡公路局党委", "parent": "0"})
    assert [line.status for line in apart.lines] == [Status.NEW, Status.NEW]
    twice = tried(*[{"name": "养护党支部", "parent": "01"}] * 2)
    assert codes(twice)[0] == "organization.name_twice_in_file"
