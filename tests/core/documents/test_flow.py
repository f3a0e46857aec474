"""What is drawn of a paper, in which order, where."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.documents.blocks import (
    Cell,
    Column,
    Heading,
    KeyValues,
    Run,
    SignatureRow,
    Table,
    TickSheet,
    paragraph,
    row,
)
from shuping.core.documents.flow import flow, plain_text
from shuping.core.documents.measures import card_size, characters, head_fit, signature_offsets
from shuping.core.documents.pieces import Grid, Line, Role, Sheet
from shuping.core.documents.values import FORM, LEDGER_A3, PLAIN, Document, Secrecy, Urgency
from tests.factories.papers import DAY, LONG_UNIT, feedback, notice, plan, volume

OFFSETS = (
    # name, date, sealed: characters free at the right of both
    ("中共青岚省交通运输厅党组", "2022年1月5日", True, "2", "5"),
    ("青岚厅党组", "2022年1月5日", True, "4.5", "4"),
    ("周明远", "2022年1月5日", False, "7", "2"),
    ("中共青岚省交通运输厅党组", "2022年1月5日", False, "2", "6"),
)


@pytest.mark.feature("DOC-05")
@pytest.mark.parametrize(("name", "dated", "sealed", "over", "under"), OFFSETS)
def test_signature_and_date_stand_where_the_standard_puts_them(
    name: str, dated: str, sealed: bool, over: str, under: str
) -> None:
    assert signature_offsets(name, dated, sealed) == (Decimal(over), Decimal(under))


@given(st.integers(1, 60), st.booleans())
def test_neither_signature_nor_date_runs_into_the_margin(length: int, sealed: bool) -> None:
    over, under = signature_offsets("字" * length, "2022年12月28日", sealed)
    assert min(over, under) >= 2
    if sealed:  # the name stands centred over the date
        assert over + Decimal(length) / 2 == under + characters("2022年12月28日") / 2


@given(st.integers(1, 40))
def test_a_red_head_stands_on_one_line(length: int) -> None:
    fit = head_fit("字" * length, 156)
    assert fit.size * length * fit.scale / 100 <= Decimal("442.3")
    assert 66 <= fit.scale <= 100 or fit.size < 48
    assert card_size("字" * length, 190) * length <= Decimal("539")


@pytest.mark.feature("DOC-05")
def test_the_parts_of_a_notice_stand_in_the_order_of_the_standard() -> None:
    roles = [piece.role for piece in flow(notice()) if isinstance(piece, Line)]
    firsts = list(dict.fromkeys(roles))
    assert firsts == [
        Role.MARK,
        Role.HEAD,
        Role.NUMBER,
        Role.TITLE,
        Role.RECIPIENTS,
        Role.BODY,
        Role.HEADING,
        Role.ATTACHMENTS,
        Role.SIGNATURE,
        Role.DATE,
        Role.NOTE,
        Role.ANNEX,
        Role.FACTS,
    ]
    words = plain_text(notice()).split("\n")
    assert words[:5] == ["000012", "内部材料", "加急", "中共青岚省交通运输厅党组文件", "青交党〔2022〕5号"]


@pytest.mark.feature("DOC-11")
def test_an_open_paper_without_urgency_carries_no_marks() -> None:
    bare = replace(notice(), secrecy=Secrecy.OPEN, urgency=Urgency.NONE, copy_number=None)
    assert plain_text(bare).startswith("中共青岚省交通运输厅党组文件")


@pytest.mark.feature("DOC-05")
def test_headings_are_counted_by_level_and_anew_in_every_part() -> None:
    levels = (1, 2, 2, 3, 4, 4, 2, 1, 2)
    document = Document("report", "样张", tuple(Heading(level, "题") for level in levels))
    numbers = [piece.text for piece in flow(document) if isinstance(piece, Line) and piece.role is Role.HEADING]
    assert [text[:-1] for text in numbers] == [
        "一、",
        "（一）",
        "（二）",
        "1.",
        "（1）",
        "（2）",
        "（三）",
        "二、",
        "（一）",
    ]
    bound = [piece.text for piece in flow(volume(3, 1)) if isinstance(piece, Line) and piece.level == 1]
    assert sum(text.startswith("一、") for text in bound) == 3


def test_attachments_are_counted_only_when_there_are_several() -> None:
    assert "附件：1. 工作安排时间表" in plain_text(plan())
    assert "附件：反馈意见签收回执" in plain_text(feedback())
    assert "\n附件\n" in plain_text(feedback())
    assert "\n附件4\n" in plain_text(plan())


def test_a_lying_table_turns_the_sheet_and_back() -> None:
    table = Table((Column(1),), (row("甲"),), landscape=True)
    sheets = [
        piece.landscape for piece in flow(Document("x", "样张", (table, paragraph("后")))) if isinstance(piece, Sheet)
    ]
    assert sheets == [True, False]
    lying = Document("x", "样张", (table,), LEDGER_A3)
    assert not [piece for piece in flow(lying) if isinstance(piece, Sheet)]
    assert (LEDGER_A3.width, LEDGER_A3.height, PLAIN.width) == (420, 297, 210)


def test_cells_that_reach_down_do_not_shift_the_columns_beside_them() -> None:
    columns = (Column(1), Column(1), Column(2))
    head = (row(Cell("甲", rows=2), Cell("乙", span=2)), row("丙", "丁"))
    grid = next(
        piece
        for piece in flow(Document("x", "", (Table(columns, (row("1", "2", "3"),), head),)))
        if isinstance(piece, Grid)
    )
    assert sum(grid.widths) == 10000
    assert [len(line.cells) for line in (*grid.head, *grid.rows)] == [2, 2, 3]


def test_a_tick_sheet_has_a_box_for_every_choice() -> None:
    sheet = TickSheet(("序号", "述职人"), (1, 3), (("1", "甲"), ("2", "乙")), ("好", "较好", "一般", "差"))
    text = plain_text(Document("ballot", "测评表", (sheet,)))
    assert text.count("□") == 8


def test_facts_stand_in_lines_or_columns() -> None:
    pairs = (("单位", LONG_UNIT), ("日期", "2022年1月5日"), ("地点", "会议室"))
    one = plain_text(Document("x", "", (KeyValues(pairs),)))
    two = plain_text(Document("x", "", (KeyValues(pairs, 2),)))
    assert one.split("\n") == two.split("\n") == [f"{label}：{words}" for label, words in pairs]


@pytest.mark.feature("DOC-05")
def test_a_signature_of_sixty_characters_leaves_room_for_the_date() -> None:
    document = Document("x", "样张", (paragraph("正文。"),), signatories=(LONG_UNIT,), dated=DAY, seal=True)
    lines = [piece for piece in flow(document) if isinstance(piece, Line) and piece.role in (Role.SIGNATURE, Role.DATE)]
    assert "".join(line.text for line in lines[:-1]) == LONG_UNIT
    for line in lines:
        assert characters(line.text) + line.right <= 27
    assert lines[-1].keep_next is False and all(line.keep_next for line in lines[:-1])


def _grid(*blocks: Table) -> Grid:
    return next(piece for piece in flow(Document("x", "样张", blocks)) if isinstance(piece, Grid))


@pytest.mark.feature("DOC-05")
def test_days_and_figures_in_tables_are_not_torn() -> None:
    heads, day = row("序号", "问题", "整改措施", "时限"), "2021年10月31日"
    table = Table((Column(8), Column(60), Column(60), Column(12)), (row("1", "长" * 40, "长" * 40, day),), (heads,))
    plain = replace(table, rows=(row("1", "长" * 40, "长" * 40, "年底前"),))
    room = Decimal("442.2")  # points of a line
    assert _grid(table).widths[3] * room / 10000 >= characters(day) * 12 + 9
    assert _grid(plain).widths[3] * room / 10000 < characters(day) * 12
    assert sum(_grid(table).widths) == 10000 and min(_grid(table).widths[1:3]) >= 6000 * 60 // 140


@pytest.mark.feature("DOC-05")
def test_a_short_table_stands_on_one_page_with_the_line_that_leads_to_it() -> None:
    few = Table((Column(1), Column(1)), (row("党委", "10"), row("党总支", "6")), (row("层级", "应述职"),))
    assert _grid(few).whole
    assert not _grid(replace(few, rows=few.rows * 4)).whole  # many rows
    assert not _grid(replace(few, rows=(row("党委", "长" * 200),))).whole
    assert not _grid(replace(few, rows=(row("党委", "", height=40),))).whole
    lines = [
        piece for piece in flow(Document("x", "样张", (paragraph("覆盖情况如下："), few))) if isinstance(piece, Line)
    ]
    assert lines[-1].keep_next
    for words in (paragraph("覆盖情况见表。"), paragraph("地点：", Run(blank=10))):
        lines = [piece for piece in flow(Document("x", "样张", (words, few))) if isinstance(piece, Line)]
        assert not lines[-1].keep_next


@pytest.mark.feature("DOC-05")
def test_a_red_head_without_issuer_carries_the_name_of_who_signs() -> None:
    bare = replace(notice(), issuers=(), head="", signatories=("中共青岚省交通运输厅直属机关委员会",))
    assert "中共青岚省交通运输厅直属机关委员会文件" in plain_text(bare).split("\n")


def test_a_day_to_be_written_is_not_torn_from_its_month() -> None:
    roles = ("核查组组长", "核查人员", "被核查单位")
    long, short = (
        plain_text(Document("x", "", (SignatureRow(some, dated=True),), FORM)) for some in (roles, roles[:2])
    )
    assert "\n" in long.strip("\n") and long.rstrip().endswith("年　　月　　日")
    assert "\n" not in short.strip("\n")
