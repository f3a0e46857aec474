"""Sample papers that are sheets: tables, forms, cards."""

from shuping.core.documents.blocks import (
    Align,
    BoxRow,
    Cell,
    Column,
    Field,
    Form,
    KeyValues,
    NameCards,
    SeatMap,
    SeatRow,
    SignatureRow,
    Table,
    TickSheet,
    paragraph,
    row,
)
from shuping.core.documents.values import (
    CARDS,
    FORM,
    LEDGER,
    LEDGER_A3,
    Document,
    Retention,
)

from .paper_words import BODY, LONG_UNIT, NAMES, UNITS


def three_lists() -> Document:
    """成绩、问题、任务三清单."""
    rows = tuple(row(str(at + 1), BODY[:60], BODY[60:100], "完善机制，明确责任，于6月底前完成。") for at in range(8))
    columns = (Column(8), Column(34, Align.JUSTIFY), Column(30, Align.JUSTIFY), Column(28, Align.JUSTIFY))
    return Document(
        "three_lists",
        "成绩、问题、任务三清单",
        (
            KeyValues((("单位", UNITS[0]), ("党组织书记", NAMES[0])), 2),
            Table(columns, rows, (row("序号", "成绩", "问题", "任务"),)),
        ),
        LEDGER,
    )


def check_record() -> Document:
    """述前核查记录."""
    columns = (Column(8), Column(34, Align.JUSTIFY), Column(12), Column(12), Column(34, Align.JUSTIFY))
    rows = tuple(
        row(str(at + 1), "党委会议专题研究党建工作情况", "10", "9.5", "查阅会议记录12份。") for at in range(12)
    )
    return Document(
        "check_record",
        "述前核查记录",
        (
            KeyValues((("被核查单位", UNITS[1]), ("核查日期", "2022年1月6日")), 2),
            Table(columns, rows, (row("序号", "核查内容", "分值", "得分", "扣分理由和依据"),)),
            BoxRow("总体结论", ("属实", "部分属实", "不属实"), frozenset({"部分属实"})),
            SignatureRow(("核查组长", "核查人员", "被核查单位"), dated=True),
        ),
        FORM,
    )


def seat_map() -> Document:
    """座次图."""
    rows = tuple(SeatRow(f"第{'一二三四五六'[at]}排", (*NAMES[:4], "", *NAMES[4:])) for at in range(5))
    return Document("seat_map", "述职评议会座次图", (SeatMap("主席台", rows, NAMES[:5]),), LEDGER)


def sign_in_sheet() -> Document:
    """签到表."""
    rows = tuple(row(str(at + 1), UNITS[at % 8] if at else LONG_UNIT, NAMES[at % 8], "", height=10) for at in range(40))
    columns = (Column(10), Column(46, Align.LEFT), Column(20), Column(24))
    return Document(
        "sign_in_sheet",
        "述职评议会签到表",
        (
            KeyValues((("类别", "B类（机关处室）"), ("应到人数", "40")), 2),
            Table(columns, rows, (row("序号", "单位", "姓名", "签到"),)),
        ),
        FORM,
    )


def name_cards() -> Document:
    """桌签."""
    return Document("name_cards", "桌签", (NameCards(tuple((name, "") for name in NAMES[:5])),), CARDS)


def ballot() -> Document:
    """测评表."""
    rows = tuple((str(at + 1), unit, name) for at, (unit, name) in enumerate(zip(UNITS, NAMES, strict=True)))
    return Document(
        "ballot",
        "2021年度党组织书记抓基层党建述职评议考核\n测评表",
        (
            paragraph("（A类　无记名）", align=Align.CENTER),
            TickSheet(
                ("序号", "单位", "述职人"),
                (8, 34, 16),
                rows,
                ("好", "较好", "一般", "差"),
                "意见建议",
                9,
                30,
                "评价意见",
            ),
            paragraph("填写说明：请在相应栏内打“√”，每行只选一项；请勿涂改。"),
        ),
        FORM,
        subtitle="（2022年1月12日）",
    )


def tally_sheet() -> Document:
    """计票汇总表, A3 lying."""
    head = (
        row(
            Cell("序号", rows=2),
            Cell("单位", rows=2),
            Cell("述职人", rows=2),
            Cell("票数", span=4),
            Cell("等次", span=4),
            Cell("得分", rows=2),
        ),
        row("发出", "收回", "有效", "作废", "好", "较好", "一般", "差"),
    )
    columns = (Column(6), Column(30, Align.LEFT), Column(14), *[Column(8)] * 8, Column(10, Align.RIGHT))
    rows = tuple(
        row(str(at + 1), UNITS[at % 8], NAMES[at % 8], "86", "86", "85", "1", "62", "19", "4", "0", "94.41")
        for at in range(60)
    )
    return Document(
        "tally_sheet",
        "2021年度述职评议考核计票汇总表",
        (Table(columns, rows, head), SignatureRow(("监票人", "计票人", "主持人"), dated=True)),
        LEDGER_A3,
        foot="校验码：3f9a-07c2-51be",
        retention=Retention.PERMANENT,
    )


def composite_table() -> Document:
    """综合评价计算表."""
    columns = (
        Column(6),
        Column(34, Align.LEFT),
        Column(16),
        *[Column(12, Align.RIGHT)] * 4,
        Column(14),
        Column(30, Align.LEFT),
    )
    rows = tuple(
        row(str(at + 1), unit, name, "94.41", "92.30", "0.50", "93.36", "好", "")
        for at, (unit, name) in enumerate(zip(UNITS, NAMES, strict=True))
    )
    head = row("序号", "单位", "述职人", "测评", "年度考核", "加减分", "综合", "建议等次", "说明")
    return Document(
        "composite_table",
        "综合评价计算表",
        (Table(columns, rows, (head,), note="注：权重以本年度实施方案为准。"),),
        LEDGER,
    )


def ledger() -> Document:
    """整改台账, A3 lying."""
    head = row(
        "序号", "问题", "来源", "整改目标", "整改措施", "责任领导", "责任部门", "时限", "进展", "状态", "销号日期"
    )
    columns = (
        Column(5),
        Column(22, Align.JUSTIFY),
        Column(10),
        Column(16, Align.JUSTIFY),
        Column(26, Align.JUSTIFY),
        Column(9),
        Column(12),
        Column(12),
        Column(26, Align.JUSTIFY),
        Column(10),
        Column(12),
    )
    rows = tuple(
        row(
            str(at + 1),
            BODY[:38],
            "会议点评",
            BODY[40:60],
            BODY[:50],
            NAMES[at % 8],
            "党群工作部",
            "2022年6月30日",
            "3月1日：印发整改方案。\n4月12日：完成专项督导。",
            "正在整改",
            "",
        )
        for at in range(26)
    )
    return Document("ledger", "述职评议考核反馈问题整改台账", (Table(columns, rows, (head,)),), LEDGER_A3)


def sign_off() -> Document:
    """销号申请表."""
    return Document(
        "sign_off",
        "整改问题销号申请表",
        (
            Form(
                (
                    Field("申请单位", UNITS[0]),
                    Field("问题编号", "2021－08－02"),
                    Field("问题内容", BODY[:60], 2),
                    Field("整改措施及成效", BODY + BODY, 2, 50),
                    Field("佐证材料", "1. 会议纪要12份。\n2. 制度文件3份。", 2, 25),
                    Field("申请单位意见", "", 2, 34, "（盖章）　　　年　　月　　日"),
                    Field("部门意见", "", 2, 34, "签字：　　　　　　年　　月　　日"),
                    Field("审核意见", "", 2, 34, "（盖章）　　　年　　月　　日"),
                )
            ),
        ),
        FORM,
    )


def inventory() -> Document:
    """归档目录."""
    columns = (Column(8), Column(24), Column(70, Align.LEFT), Column(20), Column(10), Column(16))
    rows = tuple(
        row(
            str(at + 1),
            f"青交党〔2022〕{at + 1}号",
            "关于2021年度述职评议考核有关事项的通知",
            "2022年1月5日",
            "6",
            "永久",
        )
        for at in range(30)
    )
    return Document(
        "archive_inventory",
        "2021年度述职评议考核档案目录",
        (Table(columns, rows, (row("序号", "文号", "题名", "日期", "页数", "保管期限"),)),),
        LEDGER,
        retention=Retention.PERMANENT,
    )
