"""What is drawn of a paper, in which order, where."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.core.documents.blocks import Cell, Column, Heading, KeyValues, Table, TickSheet, paragraph, row
from shuping.core.documents.flow import flow, plain_text
from shuping.core.documents.measures import card_size, characters, head_fit, signature_offsets
from shuping.core.documents.pieces import Grid, Line, Role, Sheet
from shuping.core.documents.values import LEDGER_A3, PLAIN, Document, Secrecy, Urgency
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
