"""The papers of rectification: 整改方案 (17), 整改台账 (18), 销号申请表 (19), 整改情况报告 (20), 责任分解表 (21)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from shuping.apps.rectification import api as rectification_api
from shuping.apps.reports import api as reports_api
from shuping.base.clock import local_day
from shuping.core.documents import values
from shuping.core.documents.blocks import Field, Form, NumberedList
from shuping.core.grading.numbers import four

from .common import (
    LINE,
    Block,
    Document,
    Scope,
    day,
    flat,
    heading,
    lines,
    need,
    paragraph,
    table,
    text,
    title_of,
    unit_label,
)

SOURCES = {
    "comment": "点评指出",
    "question": "现场提问",
    "self": "自查发现",
    "ballot": "测评意见",
    "check": "述前核查",
    "inspection": "巡视巡察",
    "life_meeting": "民主生活会",
    "last_year": "上年度结转",
    "speech": "讲话指出",
}
Rows = "list[rectification_api.LedgerRow]"


def _rows(scope: Scope) -> Any:
    return need(rectification_api.ledger_of(scope.cycle, scope.unit, on=scope.on), "已反馈的问题")


def plan(scope: Scope) -> Document:
    """The unit's plan: arrangement, one line per problem, guarantees."""
    unit = need(scope.unit, "单位")
    kept = need(rectification_api.plan_of(scope.cycle, unit), "整改方案")
    rows = _rows(scope)
    return Document(
        kind="rectification_plan",
        title=f"{unit_label(unit)}关于{scope.year}年度{LINE}述职评议考核指出问题的整改方案",
        blocks=flat(
            _arranged(kept.arrangement, len(rows), scope),
            _plan_table(rows),
            _guaranteed(kept.guarantees),
        ),
        signatories=(unit_label(unit),),
        seal=True,
        dated=local_day(kept.submitted_at) if kept.submitted_at else None,
    )


def _arranged(words: str, count: int, scope: Scope) -> Iterator[Block]:
    yield heading("总体安排")
    if lines(words):
        yield from text(words)
    else:
        yield paragraph(f"对照反馈意见，我单位认领{count}个问题，逐条制定措施、明确责任、限定时限。")


def _plan_table(rows: Any) -> Iterator[Block]:
    yield heading("问题、措施、责任和时限")
    found = []
    for number, line in enumerate(rows, start=1):
        issue = line.issue
        measures = list(issue.measures.all())
        found.append(
            (
                str(number),
                issue.text,
                issue.objective,
                numbered(one.text for one in measures),
                numbered(one.owner for one in measures) or issue.lead_leader,
                day(issue.due_on) if issue.due_on else "",
            )
        )
    yield table(
        ("序号", "问题", "整改目标", "整改措施", "责任人", "时限"),
        (8, 34, 30, 38, 17, 29),
        found,
        left=(1, 2, 3),
        size="五号",
    )


def numbered(words: Any) -> str:
    """Several lines of one cell, numbered; a single one stands alone."""
    found = [str(one) for one in words if str(one).strip()]
    return found[0] if len(found) == 1 else "\n".join(f"{at}. {one}" for at, one in enumerate(found, start=1))


def _guaranteed(words: str) -> Iterator[Block]:
    yield heading("保障措施")
    if lines(words):
        yield from text(words)
    else:
        yield paragraph("由党组织书记负总责，班子成员分工负责，定期研究、逐条销号，整改情况接受党员群众监督。")


def ledger(scope: Scope) -> Document:
    """The ledger of the whole round, or of one unit, on wide paper."""
    rows = _rows(scope)
    name = unit_label(scope.unit) or scope.organizer
    return Document(
        kind="ledger" if scope.unit is None else "unit_ledger",
        title=f"{scope.year}年度述职评议考核问题整改台账",
        subtitle=f"（{name}）",
        layout=values.LEDGER_A3 if scope.unit is None else values.LEDGER,
        blocks=(_ledger(rows, several=scope.unit is None),),
        foot=f"截至{day(scope.on)}",
    )


def _ledger(rows: Any, *, several: bool) -> Block:
    heads = ["序号", "问题", "来源", "类别", "整改目标", "整改措施", "责任领导", "责任部门", "时限", "进展"]
    heads += ["佐证", "状态", "销号日期", "验收人"]
    widths = [8, 42, 19, 28, 34, 42, 18, 20, 20, 46, 10, 18, 20, 16]
    left = {1, 4, 5, 9}
    if several:
        heads.insert(1, "单位")
        widths.insert(1, 30)
        left = {1, 2, 5, 6, 10}
    found = []
    for number, line in enumerate(rows, start=1):
        issue = line.issue
        cells = [
            str(number),
            issue.text,
            SOURCES.get(issue.source, ""),
            issue.category.name if issue.category else "",
            issue.objective,
            numbered(one.text for one in issue.measures.all()),
            issue.lead_leader,
            issue.lead_department,
            short_day(issue.due_on),
            "\n".join(f"{short_day(when)}：{words}" for when, words in line.progress),
            str(line.evidence) if line.evidence else "",
            rectification_api.OFFICIAL_STATES[issue.state],
            short_day(local_day(issue.signed_off_at)) if issue.signed_off_at else "",
            str(issue.signed_off_by or ""),
        ]
        if several:
            cells.insert(1, str(issue.organization))
        found.append(cells)
    return table(heads, widths, found, left=left)


def known_day(value: date | None) -> str:
    """A day where there is one; nothing otherwise."""
    return day(value) if value else ""


def short_day(value: date | None) -> str:
    """A day as wide ledgers print it, 2021.10.31, so that their many columns leave room for words."""
    return f"{value.year}.{value.month}.{value.day}" if value else ""


def sign_off(scope: Scope) -> Document:
    """The application to strike one problem off, with places for the opinions of both levels."""
    issue = need(scope.issue, "问题")
    request = issue.sign_off_requests.order_by("-asked_at", "-pk").first()
    evidence = reports_api.evidence_for(f"issue:{issue.pk}")
    measures = [one for one in issue.measures.all()]
    done = numbered(f"{one.text}（{one.result}）" if one.result else one.text for one in measures)
    return Document(
        kind="sign_off",
        title=f"{scope.year}年度述职评议考核问题整改销号申请表",
        layout=values.FORM,
        blocks=(
            Form(
                (
                    Field("申请单位", issue.organization.name),
                    Field("问题编号", f"{issue.number}"),
                    Field("问题", issue.text, span=2),
                    Field("整改目标", issue.objective, span=2),
                    Field("整改措施\n完成情况", done, span=2, height=40),
                    Field("佐证材料", numbered(one.title for one in evidence), span=2, height=24),
                    Field(
                        "单位自评",
                        request.statement if request else "",
                        span=2,
                        height=34,
                        sign="（盖章）　　　　年　　月　　日",
                    ),
                    Field("主管部门验收意见", "", span=2, height=30, sign="签字：　　　　年　　月　　日"),
                    Field("上级审核意见", "", span=2, height=30, sign="（盖章）　　　　年　　月　　日"),
                ),
                pairs=2,
            ),
        ),
    )


def progress(scope: Scope) -> Document:
    """The unit's report on rectification: numbers, what was done, what is open and why, next steps."""
    unit = need(scope.unit, "单位")
    rows = _rows(scope)
    figures = rectification_api.figures(scope.cycle, unit, on=scope.on)
    closed = [line for line in rows if line.issue.signed_off_at]
    unfinished = [line for line in rows if not line.issue.signed_off_at and line.issue.state != "long_term"]
    return Document(
        kind="progress",
        title=f"{unit_label(unit)}关于{scope.year}年度{LINE}述职评议考核指出问题整改情况的报告",
        blocks=flat(_numbers(figures, scope), _results(closed), _open(unfinished), _next(unfinished)),
        recipients=(scope.organizer,),
        signatories=(unit_label(unit),),
        seal=True,
    )


def _numbers(figures: Any, scope: Scope) -> Iterator[Block]:
    share = f"，销号率{four(figures.closed_share * 100, 1)}%" if figures.closed_share is not None else ""
    yield heading("总体情况")
    yield paragraph(
        f"截至{day(scope.on)}，反馈指出的{figures.total}个问题中，已销号{figures.closed}个，"
        f"正在整改{figures.open}个（其中逾期{figures.overdue}个），长期坚持{figures.long_term}个{share}。"
    )


def _results(rows: Any) -> Iterator[Block]:
    yield heading("主要整改措施和成效")
    if not rows:
        yield paragraph("截至目前尚无销号的问题。")
        return
    found = []
    for line in rows:
        results = "；".join(one.result.rstrip("。；") for one in line.issue.measures.all() if one.result)
        found.append(f"{line.issue.text.rstrip('。')}：{results or '已按方案完成'}。")
    yield NumberedList(tuple(found))


def _open(rows: Any) -> Iterator[Block]:
    yield heading("尚未完成的问题和原因")
    if not rows:
        yield paragraph("无。")
        return
    found = []
    for line in rows:
        latest = line.progress[-1][1].rstrip("。") if line.progress else "正在按方案推进"
        found.append(f"{line.issue.text.rstrip('。')}：{latest}，时限{day(line.issue.due_on)}。")
    yield NumberedList(tuple(found))


def _next(rows: Any) -> Iterator[Block]:
    yield heading("下一步措施")
    if rows:
        yield paragraph(
            "对尚未完成的问题，逐条倒排工期、落实责任，按时限完成后及时申请销号；对已销号的问题巩固成效，防止反弹。"
        )
    else:
        yield paragraph("对已销号的问题巩固成效，防止反弹，把有效做法形成制度。")


def duties(scope: Scope) -> Document:
    """Who answers for what in one unit: one line per problem."""
    rows = _rows(scope)
    found = [
        (
            str(number),
            line.issue.text,
            line.issue.lead_leader,
            line.issue.lead_department,
            line.issue.assisting,
            known_day(line.issue.due_on),
            str(line.evidence) if line.evidence else "",
            rectification_api.OFFICIAL_STATES[line.issue.state],
        )
        for number, line in enumerate(rows, start=1)
    ]
    return Document(
        kind="duties",
        title=f"{scope.year}年度述职评议考核整改责任分解表",
        subtitle=f"（{unit_label(scope.unit)}）",
        layout=values.LEDGER,
        blocks=(
            table(
                ("序号", "任务（问题）", "责任主体", "牵头部门", "配合部门", "时限", "佐证", "完成情况"),
                (8, 62, 20, 26, 26, 33, 12, 22),
                found,
                left=(1,),
            ),
        ),
    )


def tasks(scope: Scope) -> Document:
    """The tasks that follow from the speech, level by level: task, owner, until when, what came of it."""
    found = need([one for one in rectification_api.speech_lines(scope.cycle) if one.work], "讲话要求的任务分解")
    rows = [
        (str(number), one.text, one.work, one.owner, known_day(one.due_on), one.figure_this_year)
        for number, one in enumerate(found, start=1)
    ]
    return Document(
        kind="tasks",
        title=title_of(scope, "讲话要求责任分解表", wide=True),
        layout=values.LEDGER,
        blocks=(
            table(
                ("序号", "讲话要求", "任务", "责任主体", "时限", "完成情况"), (8, 54, 66, 34, 28, 30), rows, left=(1, 2)
            ),
        ),
    )
