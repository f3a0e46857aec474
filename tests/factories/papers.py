"""One paper of every kind, for the renderers and the format checker. Nobody and no unit in it is real."""

from datetime import date

from shuping.core.documents.blocks import (
    Align,
    BoxRow,
    Column,
    Contents,
    Cover,
    CutLine,
    Field,
    Form,
    Gap,
    Heading,
    KeyValues,
    NumberedList,
    PageBreak,
    Part,
    Run,
    SignatureRow,
    Table,
    kai,
    paragraph,
    row,
)
from shuping.core.documents.values import (
    LETTER,
    PLAIN,
    RED_HEAD,
    VOLUME,
    Attachment,
    Document,
    Imprint,
    Number,
    Secrecy,
    Urgency,
)

from .paper_sheets import (
    ballot,
    check_record,
    composite_table,
    inventory,
    ledger,
    name_cards,
    seat_map,
    sign_in_sheet,
    sign_off,
    tally_sheet,
    three_lists,
)
from .paper_words import BODY, DAY, FULL, LONG_UNIT, NAMES, OFFICE, ORGAN, UNITS


def _imprint(**more: object) -> Imprint:
    return Imprint(("省直属机关工委", "驻厅纪检监察组", "厅机关各处室"), OFFICE, DAY, **more)  # type: ignore[arg-type]


def plan() -> Document:
    """实施方案 with four attachments, one of them lying."""
    blocks = (
        paragraph("为做好2021年度党组织书记抓基层党建述职评议考核工作，压实各级党组织书记第一责任人责任，制定本方案。"),
        Heading(1, "总体要求"),
        paragraph(BODY),
        Heading(1, "范围和对象"),
        Heading(2, "现场述职"),
        paragraph("公路事业发展中心等8个直属单位党组织书记。"),
        Heading(2, "书面述职"),
        paragraph("其余52个直属单位党组织书记。"),
        Heading(1, "述职重点内容"),
        NumberedList(("学习贯彻党的创新理论情况。", "推动党建与业务融合情况。", "上年度问题整改情况。")),
        Heading(1, "方法步骤"),
        *(block for at in range(6) for block in (Heading(2, f"第{'一二三四五六'[at]}阶段工作"), paragraph(BODY))),
        Heading(1, "评定办法"),
        Heading(2, "测评权重"),
        Heading(3, "A类票"),
        paragraph("厅党组成员，权重40%。"),
        Heading(3, "B类票"),
        Heading(4, "机关处室"),
        paragraph("处室主要负责人，权重30%。"),
        Heading(1, "组织领导和工作要求"),
        paragraph(BODY),
    )
    timetable = Table(
        (Column(8), Column(24), Column(52, Align.JUSTIFY), Column(24)),
        tuple(row(str(at + 1), f"1月{at + 5}日", f"{BODY[:40]}。", "厅直属机关党委") for at in range(9)),
        (row("序号", "时间", "工作内容", "责任单位"),),
    )
    roster = Table(
        (Column(8), Column(50, Align.LEFT), Column(20), Column(22)),
        tuple(row(str(at + 1), UNITS[at % 8], NAMES[at % 8], "现场述职" if at < 8 else "书面述职") for at in range(60)),
        (row("序号", "单位", "述职人", "方式"),),
        landscape=True,
    )
    return Document(
        "plan",
        "关于做好2021年度党组织书记抓基层党建\n述职评议考核工作的实施方案",
        blocks,
        RED_HEAD,
        (ORGAN,),
        number=Number("青交党", 2022, 3),
        recipients=("直属各单位党委（党总支、党支部）", "厅机关各党支部"),
        attachments=(
            Attachment("工作安排时间表", (timetable,)),
            Attachment("述职对象名册", (roster,)),
            Attachment("述职评议考核测评表样式及填写说明（现场述职和书面述职党组织书记通用）"),
            Attachment("述职报告撰写要求", (paragraph(BODY), Heading(1, "篇幅"), paragraph("不超过3000字。"))),
        ),
        signatories=(ORGAN,),
        dated=DAY,
        seal=True,
        imprint=_imprint(copies=80),
    )


def notice() -> Document:
    """红头通知, urgent, internal, with the reply sheet behind it."""
    reply = (
        paragraph("请于1月10日前报直属机关党委办公室。"),
        Table(
            (Column(40), Column(20), Column(20), Column(30)),
            tuple(row("", "", "", "", height=11) for _ in range(5)),
            (row("单位", "姓名", "职务", "联系电话"),),
        ),
        SignatureRow(("填表人", "审核人"), dated=True),
    )
    return Document(
        "notice",
        "关于召开2021年度述职评议会的通知",
        (
            paragraph("定于1月12日召开述职评议会。现将有关事项通知如下。"),
            Heading(1, "时间地点"),
            paragraph("2022年1月12日9时，厅机关3楼会议室。"),
            Heading(1, "参加人员"),
            paragraph("厅党组成员、机关处室主要负责人、直属单位党组织书记、基层党员代表。"),
            Heading(1, "有关要求"),
            paragraph("请参会人员提前15分钟入场。"),
        ),
        RED_HEAD,
        (ORGAN,),
        number=Number("青交党", 2022, 5),
        recipients=("直属各单位党委",),
        attachments=(Attachment("参会人员回执", reply),),
        signatories=(ORGAN,),
        dated=DAY,
        seal=True,
        note="此件不公开",
        imprint=_imprint(),
        secrecy=Secrecy.INTERNAL,
        urgency=Urgency.URGENT,
        copy_number=12,
    )


def report(words: int = 3) -> Document:
    """述职报告, signed by a person."""
    blocks = []
    for title in ("履职情况和主要做法", "存在的主要问题和原因", "下一步思路和措施"):
        blocks.append(Heading(1, title))
        for at in range(words):
            blocks += [
                Heading(2, f"坚持把第{'一二三四五六七八九十'[at % 10]}项责任扛在肩上"),
                paragraph(BODY),
                paragraph(BODY),
            ]
    return Document(
        "report",
        "2021年度抓基层党建工作述职报告",
        tuple(blocks),
        PLAIN,
        author="公路事业发展中心党委书记　周明远",
        signatories=("周明远",),
        dated=DAY,
    )


def full_page() -> Document:
    """Three pages of nothing but full lines: the grid of 22 × 28 is measured on its second."""
    return Document("report", "满页样张", tuple(paragraph(FULL * 30) for _ in range(1)), PLAIN)


def comment_outline() -> Document:
    """点评提纲."""
    blocks: list[object] = []
    for unit, name in zip(UNITS, NAMES, strict=True):
        blocks += [
            Heading(1, f"{unit}（{name}）"),
            paragraph(Run("肯定：", bold=True), "重点工程党建联建有实招，形成可复制做法3项。"),
            paragraph(Run("问题：", bold=True), "党支部标准化建设不平衡，2个党支部全年组织生活不足。"),
            paragraph(Run("要求：", bold=True), "3月底前完成整改并报备。"),
        ]
    return Document("comment_outline", "点评提纲", tuple(blocks), PLAIN, subtitle="（仅供点评时参考）")  # type: ignore[arg-type]


def host_script() -> Document:
    """会议议程和主持词."""
    agenda = Table(
        (Column(10), Column(50, Align.LEFT), Column(20), Column(20)),
        tuple(
            row(str(at + 1), f"{unit}党组织书记述职", name, "8分钟")
            for at, (unit, name) in enumerate(zip(UNITS, NAMES, strict=True))
        ),
        (row("序号", "议程", "述职人", "时间"),),
        caption="会议议程",
    )
    return Document(
        "host_script",
        "2021年度述职评议会主持词",
        (
            agenda,
            Gap(1),
            paragraph("同志们："),
            paragraph("现在开会。", kai("（稍停）")),
            paragraph("今天的会议主要任务是，听取8名党组织书记述职，进行现场点评和民主测评。"),
            paragraph(kai("（宣读测评办法）"), "请参评人员按照“好”“较好”“一般”“差”四个等次，每行只选一项。"),
            paragraph("散会。"),
        ),
        PLAIN,
        dated=DAY,
    )


def volume(reports: int = 3, words: int = 3) -> Document:
    """述职材料汇编: cover, contents, the reports of the units in their order."""
    blocks: list[object] = [
        Cover("2021年度党组织书记\n抓基层党建述职材料汇编", "（会议材料）", OFFICE, "二〇二二年一月"),
        Contents(),
    ]
    for at in range(reports):
        unit = LONG_UNIT if at == 1 else UNITS[at % 8]
        blocks.append(
            Part(
                "2021年度抓基层党建工作述职报告",
                f"{unit}党组织书记　{NAMES[at % 8]}",
                f"{unit}党组织书记　{NAMES[at % 8]}",
            )
        )
        blocks += report(words).blocks
    return Document("volume", "2021年度党组织书记抓基层党建述职材料汇编", tuple(blocks), VOLUME, dated=DAY)  # type: ignore[arg-type]


def agenda_paper() -> Document:
    """党组会议议题材料."""
    return Document(
        "agenda_paper",
        "关于2021年度述职评议考核等次的请示",
        (
            paragraph("现将2021年度述职评议考核综合评价情况和等次建议汇报如下。"),
            Heading(1, "基本情况"),
            paragraph(BODY),
            Heading(1, "等次建议"),
            Table(
                (Column(8), Column(40, Align.LEFT), Column(20), Column(20)),
                tuple(
                    row(str(at + 1), unit, name, "好" if at < 3 else "较好")
                    for at, (unit, name) in enumerate(zip(UNITS, NAMES, strict=True))
                ),
                (row("序号", "单位", "述职人", "建议等次"),),
            ),
            Heading(1, "需要说明的问题"),
            paragraph("建议等次与测评得分顺序一致，无调整事项。"),
            paragraph("妥否，请审定。"),
        ),
        RED_HEAD,
        ("中共青岚省交通运输厅直属机关委员会",),
        number=Number("青交直党", 2022, 2),
        signer="何敬之",
        recipients=("厅党组",),
        signatories=("中共青岚省交通运输厅直属机关委员会",),
        dated=DAY,
        seal=True,
        note="联系人：林岚，电话：0000-1234567",
    )


def circular() -> Document:
    """通报."""
    return Document(
        "circular",
        "关于2021年度党组织书记抓基层党建述职评议考核情况的通报",
        (
            paragraph(BODY),
            Heading(1, "总体情况"),
            paragraph(BODY),
            Heading(1, "存在的共性问题"),
            Heading(2, "责任传导仍有差距"),
            paragraph(BODY),
            Heading(2, "党建与业务融合不够深"),
            paragraph(BODY),
            Heading(1, "工作要求"),
            paragraph(BODY),
        ),
        RED_HEAD,
        (ORGAN,),
        number=Number("青交党", 2022, 9),
        recipients=("直属各单位党委", "厅机关各党支部"),
        signatories=(ORGAN,),
        dated=date(2022, 2, 18),
        seal=True,
        imprint=_imprint(),
    )


def feedback(unit: str = UNITS[0], name: str = NAMES[1], serial: int = 12) -> Document:
    """反馈意见 with its receipt slip."""
    return Document(
        "feedback",
        "关于2021年度党组织书记抓基层党建\n述职评议考核的反馈意见",
        (
            paragraph(
                f"按照党组织书记抓基层党建述职评议考核有关规定，厅党组于2022年1月12日召开述职评议会。现将对{name}同志的评议考核意见反馈如下。"
            ),
            Heading(1, "综合评价"),
            paragraph("会议认为，该同志能够认真履行抓基层党建第一责任人责任，综合评价等次为“较好”。"),
            Heading(1, "指出的问题"),
            Heading(2, "责任传导存在逐级减弱现象"),
            paragraph(
                "部分基层党支部“三会一课”质量不高，收费站党支部主题党日形式单一，个别党支部2021年第三季度未按要求召开党员大会。"
            ),
            Heading(2, "党建与业务融合仍需深化"),
            paragraph("与重点工程建设、安全生产、路网保畅等中心任务结合的载体不够丰富。"),
            Heading(1, "整改要求"),
            paragraph("请于收到本意见之日起15个工作日内制定整改方案，6月30日前书面报告整改情况。"),
        ),
        RED_HEAD,
        (ORGAN,),
        number=Number("青交党", 2022, serial),
        recipients=(f"{unit}党委",),
        attachments=(
            Attachment(
                "反馈意见签收回执",
                (
                    Form(
                        (
                            Field("收文单位", f"{unit}党委"),
                            Field("文号", f"青交党〔2022〕{serial}号"),
                            Field("签收意见", "", 2, 45, "（盖章）　　　年　　月　　日"),
                        )
                    ),
                    CutLine("请于收到后3日内寄回"),
                    paragraph("已收到反馈意见1份。"),
                ),
            ),
        ),
        signatories=(ORGAN,),
        dated=date(2022, 2, 8),
        seal=True,
        imprint=Imprint(("省直属机关工委", "驻厅纪检监察组"), OFFICE, date(2022, 2, 8)),
    )


def rectification_plan() -> Document:
    """整改方案."""
    columns = (Column(8), Column(26, Align.JUSTIFY), Column(36, Align.JUSTIFY), Column(14), Column(16))
    rows = tuple(row(str(at + 1), BODY[:36], BODY[36:90], NAMES[at], "2022年6月30日") for at in range(6))
    return Document(
        "rectification_plan",
        "述职评议考核反馈问题整改方案",
        (
            Heading(1, "总体安排"),
            paragraph(BODY),
            Heading(1, "整改任务"),
            Table(columns, rows, (row("序号", "问题", "整改措施", "责任人", "时限"),)),
            Heading(1, "保障措施"),
            paragraph(BODY),
        ),
        PLAIN,
        signatories=(f"{UNITS[0]}党委",),
        dated=date(2022, 2, 25),
        seal=True,
    )


def rectification_report() -> Document:
    """整改情况报告, in the form of a letter."""
    return Document(
        "rectification_report",
        "关于述职评议考核反馈问题整改情况的报告",
        (
            paragraph("现将有关情况报告如下。"),
            Heading(1, "整改总体情况"),
            paragraph("反馈问题6个，已销号4个，正在整改2个，无逾期。"),
            Heading(1, "主要成效"),
            paragraph(BODY * 3),
            Heading(1, "尚未完成的问题及原因"),
            paragraph(BODY),
            Heading(1, "下一步工作"),
            paragraph(BODY),
        ),
        LETTER,
        (f"中共青岚省{UNITS[0]}委员会",),
        number=Number("青公党函", 2022, 7),
        recipients=("厅党组",),
        signatories=(f"中共青岚省{UNITS[0]}委员会",),
        dated=date(2022, 6, 28),
        seal=True,
        imprint=Imprint(("驻厅纪检监察组",)),
    )


def upward_report() -> Document:
    """述职评议考核工作情况报告."""
    return Document(
        "upward_report",
        "关于2021年度党组织书记抓基层党建述职评议考核工作情况的报告",
        (
            Heading(1, "基本情况"),
            paragraph(BODY),
            Table(
                (Column(20), *[Column(14, Align.RIGHT)] * 5),
                (row("现场述职", "8", "3", "4", "1", "0"), row("书面述职", "52", "17", "30", "5", "0")),
                (row("方式", "人数", "好", "较好", "一般", "差"),),
                caption="等次分布情况",
            ),
            Heading(1, "发现的主要问题"),
            paragraph(BODY),
            Heading(1, "下一步打算"),
            paragraph(BODY),
        ),
        RED_HEAD,
        (ORGAN,),
        number=Number("青交党", 2022, 15),
        signer="何敬之",
        recipients=("省直属机关工委",),
        signatories=(ORGAN,),
        dated=date(2022, 3, 4),
        seal=True,
        note="联系人：林岚，电话：0000-1234567",
    )


def attachments_behind() -> Document:
    """责任分解表: text, a page of its own, boxes and lists."""
    return Document(
        "breakdown",
        "管党治党责任清单",
        (
            Heading(1, "党组织责任"),
            NumberedList(("专题研究党建工作每年不少于2次。", "听取下级党组织书记述职。"), "（1）"),
            BoxRow("完成情况", ("已完成", "未完成")),
            PageBreak(),
            Heading(1, "书记责任"),
            NumberedList(("带头讲党课。", "到联系点调研。"), "①"),
            KeyValues((("责任主体", "党组织书记"), ("完成时限", "2022年12月31日"))),
        ),
        PLAIN,
        signatories=(LONG_UNIT,),
        dated=DAY,
        seal=True,
    )


SAMPLES = (
    plan,
    notice,
    report,
    three_lists,
    check_record,
    comment_outline,
    host_script,
    seat_map,
    sign_in_sheet,
    name_cards,
    volume,
    ballot,
    tally_sheet,
    composite_table,
    agenda_paper,
    circular,
    feedback,
    rectification_plan,
    ledger,
    sign_off,
    rectification_report,
    upward_report,
    inventory,
    attachments_behind,
)
"""One paper of every kind of domain.md section 7 that is drawn here."""
