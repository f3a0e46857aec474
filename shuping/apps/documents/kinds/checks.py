"""述前核查记录和预考核评分表 (6): one sheet per unit with indicators, results, grounds and findings, to be signed."""

from shuping.apps.assessments import api as assessments_api
from shuping.core.documents import values
from shuping.core.documents.blocks import SignatureRow

from .common import Block, Document, Scope, day, duty_of, facts, heading, need, paragraph, table

VERDICTS = {"true": "属实", "partly": "部分属实", "untrue": "不实"}


def record(scope: Scope) -> Document:
    """The record of one unit's annual assessment and pre-review check."""
    one = scope.reporter()
    sheet = need(assessments_api.check_sheet(one.pk), "年度党建考核和述前核查记录")
    return Document(
        kind="check_record",
        title=f"{scope.year}年度述前核查记录和党建考核评分表",
        subtitle=f"（{one.organization_name}）",
        layout=values.FORM,
        blocks=(
            *facts(
                ("述职人", f"{one.person_name}　{duty_of(one)}"),
                ("核查组", f"第{sheet.group}核查组" if sheet.group else ""),
                ("核查日期", day(sheet.visited_on) if sheet.visited_on else ""),
            ),
            heading("党建考核评分"),
            _scores(sheet),
            heading("述职报告核查"),
            *_findings(sheet),
            SignatureRow(("核查组组长", "核查人员", "被核查单位"), dated=True),
        ),
    )


def _scores(sheet: assessments_api.CheckSheet) -> Block:
    rows = [
        (str(number), title, full, own, got, "\n".join(grounds), "、".join(evidence))
        for number, (_group, title, full, own, got, grounds, evidence) in enumerate(sheet.lines, start=1)
    ]
    heads = ("序号", "考核指标", "分值", "自评", "得分", "扣分理由", "佐证材料")
    rows.append(("", "得分合计", "", "", sheet.total or "", "", ""))  # empty until the total is confirmed
    return table(heads, (8, 42, 12, 12, 12, 50, 32), rows, left=(1, 5, 6), size="五号")


def _findings(sheet: assessments_api.CheckSheet) -> tuple[Block, ...]:
    if not sheet.findings:
        return (paragraph("未登记核查情况。"),)
    rows = [
        (str(number), sentence, VERDICTS.get(verdict, verdict), fact, f"{day(on)}\n{place}".strip())
        for number, (sentence, verdict, fact, on, place) in enumerate(sheet.findings, start=1)
    ]
    heads = ("序号", "述职报告原文", "核查结果", "核查事实", "时间、地点")
    return (table(heads, (8, 56, 18, 52, 34), rows, left=(1, 3, 4), size="五号"),)
