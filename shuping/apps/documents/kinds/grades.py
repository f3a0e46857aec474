"""综合评价计算表 (13), 党组会议议题材料 (14) and 结果通报 (15).

13 and 14 are for the decision meeting: exact composite, band, tie; figures of a class only where the suppression lets
them be shown (settled.md 4). 15 holds the decided grades alone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades import api as grades_api
from shuping.apps.rectification import api as rectification_api
from shuping.core.documents import values
from shuping.core.documents.blocks import NumberedList, SignatureRow
from shuping.core.documents.values import Attachment
from shuping.core.rulesets.values import GRADES

from .common import (
    Block,
    Document,
    Scope,
    day,
    flat,
    heading,
    need,
    paragraph,
    points,
    red,
    table,
    title_of,
    units_of,
)

EFFECTS = {"not_good": "不得评为“{good}”", "at_most_average": "不高于“{average}”", "poor": "应评为“{poor}”"}
WITHOUT = "—"


def composite(scope: Scope) -> Document:
    """The table of the computation, one line per reporter in office order."""
    found = need(grades_api.decision_table(scope.cycle), "综合评价计算结果")
    note = "" if found.all_shown else "注：人数较少的票类不单独列示均值。"
    return Document(
        kind="composite",
        title=title_of(scope, "综合评价计算表", wide=True),
        layout=replace(values.LEDGER, characters=42),
        blocks=(_lines(scope, found, note), SignatureRow(("审核人", "计算人"), dated=True)),
        foot=f"第{found.computation.number}次计算　校验码 {found.computation.answer_digest[:12].upper()}",
    )


def _lines(scope: Scope, found: grades_api.Table, note: str, size: str = "") -> Block:
    names = scope.rules.grade_names
    heads = ["序号", "单位", "述职人", *(f"{code}类均值" for code in found.classes), "测评得分", "年度考核"]
    heads += ["加分", "扣分", "综合得分", "得分等次", "限制情形", "建议等次"]
    rows = []
    for number, one in enumerate(found.rows, start=1):
        rows.append(
            [
                str(number),
                one.participant.organization_name,
                one.participant.person_name,
                *(one.means.get(code) or WITHOUT for code in found.classes),
                one.ballot or WITHOUT,
                one.annual or WITHOUT,
                points(one.bonus),
                points(one.deduction),
                one.composite,
                names[one.band],
                "；".join(effect_words(effect, names) for effect in one.effects),
                names[one.suggested],
            ]
        )
    widths = (7, 46, 16, *(21,) * len(found.classes), 21, 21, 9, 9, 22, 14, 26, 14)
    return table(heads, widths, rows, left=(1,), note=note, size=size)


def effect_words(effect: str, names: Mapping[str, str]) -> str:
    """What a recorded circumstance allows; never the circumstance itself, which only supervision may read."""
    return EFFECTS[effect].format(**names)


def decision(scope: Scope) -> Document:
    """The paper of the leading Party group's meeting: facts, proposals, what deviates and why."""
    found = need(grades_api.decision_table(scope.cycle), "综合评价计算结果")
    return Document(
        kind="decision",
        title=f"关于提请审定{title_of(scope, '等次')}的请示",
        blocks=flat(_done(scope, found), _proposals(scope, found), _deviations(scope, found), _asked(scope)),
        attachments=(Attachment("综合评价计算表", (_lines(scope, found, "", "小五"),), landscape=True),),
        recipients=_deciding(scope),
        signatories=(scope.organizer,),
    )


def _deciding(scope: Scope) -> tuple[str, ...]:
    """Who decides, from the meeting that approved the plan: 厅党组会议 → 厅党组."""
    meeting = str(scope.cycle.approving_meeting or "").strip()
    return (meeting.removesuffix("会议"),) if meeting.endswith("会议") else ("党组",)


def _done(scope: Scope, found: grades_api.Table) -> Iterator[Block]:
    people = scope.reporters
    spoken = sum(one.mode == "on_the_spot" for one in people)
    yield heading("工作开展情况")
    yield paragraph(
        f"{scope.year}年度共有{len(people)}名党组织书记述职，其中现场述职{spoken}名、书面述职{len(people) - spoken}名。"
        f"述职评议会于{day(scope.day('meeting'))}召开，民主测评计票结果已锁定并由监票人、计票人确认；"
        f"综合评价按实施方案确定的规则计算，共计算{found.computation.number}次，以末次计算结果为准。"
    )


def _proposals(scope: Scope, found: grades_api.Table) -> Iterator[Block]:
    names = scope.rules.grade_names
    counts = [f"“{names[code]}”{sum(one.proposed == code for one in found.rows)}名" for code in GRADES]
    yield heading("建议等次")
    yield paragraph(f"按综合得分、比例控制和有关情形，建议等次为：{'、'.join(counts)}。")
    rows = [
        (
            str(number),
            one.participant.organization_name,
            one.participant.person_name,
            one.composite,
            names[one.suggested],
            names[one.proposed],
        )
        for number, one in enumerate(found.rows, start=1)
    ]
    yield table(
        ("序号", "单位", "述职人", "综合得分", "计算建议", "提请审定"), (10, 56, 20, 24, 20, 20), rows, left=(1,)
    )
    near = [one for one in found.rows if one.near or one.near_cap]
    if near:
        units = "、".join(one.participant.organization_name for one in near)
        yield paragraph(f"综合得分接近分界的有：{units}，请一并研究。")
    tied = [one for one in found.rows if one.tied_with]
    if tied:
        yield paragraph("综合得分相同的，按实施方案规定的顺序比较确定。")


def _deviations(scope: Scope, found: grades_api.Table) -> Iterator[Block]:
    names = scope.rules.grade_names
    moved = [one for one in found.rows if one.decision and one.proposed != one.suggested]
    yield heading("与计算建议不一致的情况")
    if not moved:
        yield paragraph("提请审定的等次与计算建议一致。")
        return
    yield NumberedList(
        tuple(
            f"{one.participant.organization_name}{one.participant.person_name}：计算建议“{names[one.suggested]}”，"
            f"提请审定“{names[one.proposed]}”，理由：{_reason(one)}。"
            for one in moved
        )
    )


def _reason(one: grades_api.TableRow) -> str:
    return one.decision.proposed_reason.rstrip("。") if one.decision else ""


def _asked(scope: Scope) -> Iterator[Block]:
    yield heading("提请事项")
    yield paragraph("一是审定各述职对象等次；二是确定结果通报范围；三是对反馈和整改工作提出要求。")
    yield paragraph("妥否，请审定。")


def circular(scope: Scope) -> Document:
    """The result as decided: the list of grades, the common problems with numbers of units, the requirements."""
    grades = need(grades_api.published(scope.cycle), "党组会议审定的等次")
    return red(
        Document(
            kind="circular",
            title=f"关于{title_of(scope, '结果')}的通报",
            blocks=flat(_opening(scope, grades), _common(scope), _demands(scope)),
            attachments=(Attachment(title_of(scope, "结果", wide=True), (_grade_list(scope, grades),)),),
            signatories=(scope.organizer,),
            note=f"此件发至{scope.cycle.circular_range}" if scope.cycle.circular_range else "",
        ),
        recipients=units_of(scope.reporters),
    )


def _opening(scope: Scope, grades: Mapping[int, str]) -> Iterator[Block]:
    names = scope.rules.grade_names
    meeting = grades_api.meeting_of(scope.cycle)
    counts = distribution(scope, grades)
    yield paragraph(
        f"根据《{title_of(scope, '工作实施方案', wide=True)}》，经述职评议、民主测评和综合评价，"
        + (f"{day(meeting.held_on)}党组会议审定，" if meeting else "")
        + f"{scope.year}年度{len(grades)}名党组织书记述职评议考核等次为："
        + "、".join(f"“{names[code]}”{count}名" for code, count in counts.items() if count)
        + "。现将有关情况通报如下。"
    )


def distribution(scope: Scope, grades: Mapping[int, str]) -> dict[str, int]:
    """How many of each grade, best first."""
    return {code: sum(grade == code for grade in grades.values()) for code in GRADES}


def _common(scope: Scope) -> Iterator[Block]:
    rows = [one for one in rectification_api.common_of(scope.cycle) if one.units > 1]
    yield heading("存在的共性问题" if rows else "存在的问题")
    if rows:
        yield paragraph("述职评议中指出的问题，涉及单位较多的有：")
        yield NumberedList(
            tuple(f"{one.name}，涉及{one.units}个单位、{one.problems}个问题。" for one in rows[:10]), "1."
        )
    else:
        yield paragraph("各单位具体问题见反馈意见。")


def _demands(scope: Scope) -> Iterator[Block]:
    due = scope.day("plan_due")
    yield heading("有关要求")
    yield paragraph(
        "各单位党组织书记要认真落实第一责任人职责，对照反馈意见和本通报指出的问题举一反三，"
        + (f"于{day(due)}前报送整改方案，" if due else "按期报送整改方案，")
        + "逐条明确措施、责任人和时限，整改结果列入下一年度述职内容。"
    )
    yield paragraph("评为较低等次的，按照有关规定进行约谈、提醒，并限期整改。")


def _grade_list(scope: Scope, grades: Mapping[int, str]) -> Block:
    names = scope.rules.grade_names
    people: list[cycles_api.Participant] = scope.reporters
    rows = [
        (str(number), one.organization_name, one.person_name, names[grades[one.pk]])
        for number, one in enumerate((one for one in people if one.pk in grades), start=1)
    ]
    return table(("序号", "单位（党组织）", "述职人", "等次"), (12, 80, 30, 26), rows, left=(1,))
