"""实施方案 (1) and 通知 (2): what a round is, in words, from its plan and rules."""

from collections.abc import Iterator, Mapping

from shuping.apps.cycles import api as cycles_api
from shuping.core.documents.blocks import NumberedList
from shuping.core.documents.values import Attachment
from shuping.core.grading.numbers import plain
from shuping.core.rulesets.values import GRADES, Cap, GradingRules, ReportRules, RuleSet

from . import paper_ballot
from .common import (
    Block,
    Document,
    Scope,
    day,
    facts,
    flat,
    heading,
    lines,
    need,
    paragraph,
    percent,
    red,
    roster_table,
    table,
    text,
    title_of,
    units_of,
)

DATES = {
    "notice": "印发通知",
    "report_due": "报送述职报告",
    "review_done": "审核述职报告",
    "meeting": "召开述职评议会",
    "count": "计票",
    "decision": "党组会议审定等次",
    "feedback": "反馈评议意见",
    "plan_due": "报送整改方案",
    "mid_check": "整改情况中期检查",
    "look_back": "整改情况“回头看”",
}
SECTION_NAMES = {
    "achievements": "履职情况和主要做法",
    "problems": "存在的主要问题",
    "causes": "问题产生的原因",
    "plans": "下一步工作思路和措施",
    "last_year": "上年度述职评议考核问题整改情况",
}
COMPONENTS = {"ballot": "民主测评", "annual": "年度党建考核", "leader": "党组成员评价"}


def plan(scope: Scope) -> Document:
    """The implementation plan with its four attachments."""
    people = need(scope.reporters, "述职对象名册")
    rules = scope.rules
    return Document(
        kind="plan",
        title=title_of(scope, "工作实施方案"),
        blocks=flat(
            _aim(scope), _who(scope, people), _content(scope), _steps(scope, rules), _rating(rules), _demands(scope)
        ),
        attachments=(
            Attachment("时间安排表", tuple(_timetable(scope))),
            Attachment("述职对象名册", (roster_table(people),)),
            Attachment("民主测评表（样式）", paper_ballot.sample(scope)),
            Attachment("述职报告撰写要求", tuple(_report_rules(rules.report))),
        ),
        signatories=(scope.organizer,),
        seal=True,
    )


def _aim(scope: Scope) -> Iterator[Block]:
    yield heading("总体要求")
    yield paragraph(
        f"按照党组织书记抓基层党建述职评议考核有关规定，对{scope.year}年度党组织书记履行抓基层党建第一责任人职责情况"
        "进行述职评议考核，以述职明责、以评议督责、以考核问责，把评出的问题一项一项改到位。"
    )
    if emphasis := lines(scope.cycle.emphasis):
        yield paragraph("本年度突出以下重点：" + "；".join(line.rstrip("。；") for line in emphasis) + "。")


def _who(scope: Scope, people: list[cycles_api.Participant]) -> Iterator[Block]:
    spoken = [one for one in people if one.mode == "on_the_spot"]
    yield heading("范围和对象")
    yield paragraph(
        f"述职对象为{scope.organizer}所属党组织书记，共{len(people)}人，其中现场述职{len(spoken)}人、"
        f"书面述职{len(people) - len(spoken)}人（名册附后）。任职时间截至{day(scope.cycle.cutoff_date)}。"
    )
    exempt = [one for one in cycles_api.roster(scope.cycle) if one.exempt_reason]
    if exempt:
        words = "；".join(f"{one.organization_name}（{one.exempt_reason}）" for one in exempt)
        yield paragraph(f"经研究，以下党组织本年度不列入述职范围：{words}。")


def _content(scope: Scope) -> Iterator[Block]:
    yield heading("述职重点内容")
    yield NumberedList(tuple(str(one).rstrip("。") + "。" for one in scope.cycle.categories), "（1）")
    yield paragraph("上年度述职评议考核指出问题的整改情况，必须逐项作出回应。")


def _steps(scope: Scope, rules: RuleSet) -> Iterator[Block]:
    meeting, report = rules.meeting, rules.report
    yield heading("方法步骤")
    yield heading("述前核查", 2)
    yield paragraph("结合年度党建考核，对述职报告所列事项和上年度问题整改情况进行核查，不重复进点、不重复索要材料。")
    yield heading("撰写和审核述职报告", 2)
    yield paragraph(
        f"述职报告由述职人亲自撰写，书面稿不超过{report.written_max}字，现场述职稿不超过{report.spoken_max}字，"
        f"查摆问题及原因的篇幅不少于{_share(report)}。{_until(scope, 'report_due', '报送')}"
        "审核意见一次性告知，不符合要求的退回修改。"
    )
    yield heading("召开述职评议会", 2)
    order = "抽签确定" if meeting.order == "draw" else "按名册顺序确定"
    comment = "逐一点评" if scope.cycle.comment_mode == "after_each" else "集中点评"
    yield paragraph(
        f"{_on(scope, 'meeting')}现场述职每人不超过{meeting.speech_minutes}分钟，述职顺序{order}；"
        f"现场提问不超过{meeting.question_minutes}分钟；{comment}不超过{meeting.comment_minutes}分钟，"
        "点评以指出问题为主。书面述职人员的述职报告印发会议。"
    )
    yield heading("民主测评", 2)
    yield paragraph("会上由参评人员以无记名方式填写民主测评表，当场计票、当场核对，计票结果由监票人、计票人签字。")
    yield heading("综合评价", 2)
    yield paragraph(f"按本方案第五部分计算综合得分，提出建议等次。{_on(scope, 'decision')}由党组会议审定等次。")
    yield heading("反馈和整改", 2)
    days = rules.rectification.plan_days
    yield paragraph(
        f"{_on(scope, 'feedback')}向述职人一对一反馈评议意见。述职人在收到反馈意见后{days}日内报送整改方案，"
        "逐条明确整改措施、责任人和时限，整改一条、验收一条、销号一条，并适时开展“回头看”。"
    )


def _share(report: ReportRules) -> str:
    numerator, denominator = report.min_problem_share
    return (
        f"全文的{denominator}分之{numerator}"
        if denominator > 9
        else f"全文的{_SMALL[denominator]}分之{_SMALL[numerator]}"
    )


_SMALL = "零一二三四五六七八九"


def _until(scope: Scope, kind: str, verb: str) -> str:
    found = scope.day(kind)
    return f"于{day(found)}前{verb}。" if found else ""


def _on(scope: Scope, kind: str) -> str:
    found = scope.day(kind)
    return f"{day(found)}，" if found else ""


def _rating(rules: RuleSet) -> Iterator[Block]:
    yield heading("评定办法")
    grading, names = rules.grading, rules.grade_names
    yield heading("测评票类和权重", 2)
    parts = [
        f"{one.code}类票（{one.name}）权重{percent(grading.class_weights[one.code])}"
        for one in rules.classes
        if one.code in grading.class_weights
    ]
    yield paragraph("；".join(parts) + "。")
    if not rules.ballot.numeric:
        values = "、".join(f"“{names[code]}”{plain(grading.grade_values[code])}分" for code in GRADES)
        yield paragraph(f"测评设四个等次，分值为：{values}；“{names['abstain']}”不计入均值。")
    yield heading("综合得分", 2)
    yield paragraph(f"综合得分由{_components(grading)}构成。")
    yield heading("等次和比例", 2)
    yield paragraph(f"综合得分{_bands(grading, names)}。{_cap(grading.cap, names)}")
    if rules.vetoes:
        yield heading(f"不得评为“{names['good']}”的情形", 2)
        yield NumberedList(tuple(f"{one.name}。" for one in rules.vetoes), "（1）")
    for scheme in rules.schemes:
        yield heading(f"{scheme.name}", 2)
        yield paragraph(
            f"综合得分由{_components(scheme.grading)}构成；"
            f"综合得分{_bands(scheme.grading, names)}。{_cap(scheme.grading.cap, names)}"
        )


def _components(grading: GradingRules) -> str:
    parts = [
        f"{COMPONENTS.get(code, code)}得分（{percent(share)}）"
        for code, share in grading.component_weights.items()
        if share
    ]
    return "、".join(parts)


def _bands(grading: GradingRules, names: Mapping[str, str]) -> str:
    best, *others = grading.bands
    words = [f"{plain(best.from_)}分以上（含）为“{names[best.grade]}”"]
    upper = best.from_
    for band in others:
        low = f"{plain(band.from_)}分以上（含）、" if band.from_ else ""
        words.append(f"{low}{plain(upper)}分以下为“{names[band.grade]}”")
        upper = band.from_
    return "，".join(words)


def _cap(cap: Cap, names: Mapping[str, str]) -> str:
    good = names["good"]
    if cap.kind == "not_good_min":
        return f"评为“{good}”以下等次的不少于{percent(cap.share)}。"
    if cap.kind == "good_max":
        return f"评为“{good}”等次的不超过{percent(cap.share)}。"
    return ""


def _demands(scope: Scope) -> Iterator[Block]:
    yield heading("组织领导和工作要求")
    yield paragraph(f"述职评议考核在{scope.organizer}领导下进行，具体工作由直属机关党委或者承担党务工作的机构负责。")
    yield paragraph("坚持客观公正，参评人员独立填写测评表；与述职对象有利害关系的，在核查、计票和评定中应当回避。")
    yield paragraph(
        "坚持务实减负，不以开会次数、发文数量、台账留痕评价工作，不要求重复报送已有材料，不强制使用移动应用程序。"
    )
    yield paragraph("述职评议考核结果作为党组织书记评先评优、选拔使用的重要依据，有关材料整理归档。")


def _timetable(scope: Scope) -> Iterator[Block]:
    rows = [
        (str(number), words, day(scope.day(kind)))
        for number, (kind, words) in enumerate(
            ((kind, words) for kind, words in DATES.items() if scope.day(kind)), start=1
        )
    ]
    yield table(("序号", "工作事项", "时间"), (12, 60, 50), rows, left=(1,))


def _report_rules(report: ReportRules) -> Iterator[Block]:
    yield NumberedList(
        (
            "述职报告一般包括：" + "、".join(SECTION_NAMES.get(key, key) for key in report.sections) + "。",
            f"书面稿不超过{report.written_max}字，现场述职稿不超过{report.spoken_max}字。",
            f"查摆问题及原因的篇幅不少于{_share(report)}，问题见人见事，原因从本人主观方面查找。",
            "上年度指出的问题逐项说明整改措施、完成情况和佐证，未完成的说明原因和时限。",
            "以第一人称撰写，由述职人本人审定并对真实性负责。",
        )
    )


def notice(scope: Scope) -> Document:
    """The notice that carries the plan, with the reply slip."""
    people = need(scope.reporters, "述职对象名册")
    own, whole = tuple(text(scope.cycle.notice_text)), plan(scope)
    words = own or (
        paragraph(
            f"《{title_of(scope, '工作实施方案', wide=True)}》已经{scope.cycle.approving_meeting or '会议'}"
            "审议通过，现印发给你们，请认真贯彻执行。"
        ),
        *(
            (paragraph(f"请各述职对象于{day(scope.day('report_due'))}前报送经本人审定的述职报告。"),)
            if scope.day("report_due")
            else ()
        ),
        *(
            (paragraph(f"述职评议会定于{day(scope.day('meeting'))}召开，请各单位按参会范围通知到人，并填报参会回执。"),)
            if scope.day("meeting")
            else ()
        ),
    )
    return red(
        Document(
            kind="notice",
            title=f"关于印发《{title_of(scope, '工作实施方案', wide=True)}》的通知",
            blocks=words,
            attachments=(
                Attachment(title_of(scope, "工作实施方案", wide=True), whole.blocks),
                *whole.attachments,
                Attachment("参会回执", tuple(_slip(scope))),
            ),
            signatories=(scope.organizer,),
        ),
        recipients=units_of(people),
    )


def _slip(scope: Scope) -> Iterator[Block]:
    yield from facts(("单位（盖章）", ""), ("填报人及联系电话", ""))
    rows = [("",) * 5 for _number in range(8)]
    yield table(("姓名", "单位及职务", "参会身份", "联系电话", "备注"), (18, 40, 26, 28, 24), rows, height=11)
    until = scope.day("report_due")
    yield paragraph((f"请于{day(until)}前报送。" if until else "") + "因故不能参会的，在备注栏写明事由。")
