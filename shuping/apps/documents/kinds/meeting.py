"""The papers of the review meeting: comment outlines (7), agenda and host's script (8), minutes (MTG-11)."""

from collections.abc import Iterator, Sequence

from shuping.apps.assessments import api as assessments_api
from shuping.apps.ballots import api as ballots_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.grades import api as grades_api
from shuping.apps.rectification import api as rectification_api
from shuping.apps.reports import api as reports_api
from shuping.core.cycles.stages import Stage, at_least
from shuping.core.documents.blocks import NumberedList, SignatureRow, kai
from shuping.core.rulesets.values import RuleSet

from . import paper_ballot
from .checks import VERDICTS
from .common import (
    LINE,
    Block,
    Document,
    Scope,
    blank,
    day,
    duty_of,
    facts,
    flat,
    heading,
    need,
    paragraph,
    roster_table,
    table,
)


def comments(scope: Scope) -> Document:
    """The comment outline of every reporter, for whoever comments: card, good points, problems, requirements."""
    people = _in_order(scope)
    before = _last_grades(scope)
    return Document(
        kind="comments",
        title=f"{scope.year}年度党组织书记抓基层党建{LINE}述职点评提纲",
        blocks=flat(*(_comment(scope, one, before) for one in people)),
    )


def _last_grades(scope: Scope) -> dict[int, str]:
    """The grade of last year by organization, as published; nothing where there was no round."""
    last = cycles_api.previous_cycle(scope.cycle)
    grades = grades_api.published(last) if last is not None else None
    if last is None or not grades:
        return {}
    names = cycles_api.rules_of(last).grade_names
    return {one.organization_id: names[grades[one.pk]] for one in cycles_api.reporters(last) if one.pk in grades}


def _card(scope: Scope, one: cycles_api.Participant, grade: str) -> Iterator[Block]:
    """The unit's figures at a glance: last year's grade and problems, assessment, check. Only what is known."""
    known = [f"上年度等次“{grade}”"] if grade else []
    last = cycles_api.previous_cycle(scope.cycle)
    figures = rectification_api.figures(last, one.organization, on=scope.on) if last is not None else None
    if figures is not None and figures.total:
        counted = (("已销号", figures.closed), ("正在整改", figures.open), ("长期坚持", figures.long_term))
        states = "、".join(f"{words}{count}个" for words, count in counted if count)
        known.append(f"上年度指出问题{figures.total}个，其中{states}")
    sheet = assessments_api.check_sheet(one.pk)
    if sheet is not None and sheet.total:
        known.append(f"年度党建考核{sheet.total}分")
    if sheet is not None and sheet.findings:
        verdicts = [finding[1] for finding in sheet.findings]
        counts = [f"{VERDICTS[code]}{verdicts.count(code)}项" for code in VERDICTS if code in verdicts]
        known.append(f"述前核查{'、'.join(counts)}")
    if known:
        yield paragraph(kai(f"（{'；'.join(known)}。）"), keep_next=True)


def _in_order(scope: Scope) -> list[cycles_api.Participant]:
    """Speakers in the order of speaking, then those who report in writing in office order."""
    spoken = list(cycles_api.speakers(scope.cycle))
    known = {one.pk for one in spoken}
    people: list[cycles_api.Participant] = need(
        [*spoken, *(one for one in scope.reporters if one.pk not in known)], "述职对象名册"
    )
    return people


def _comment(scope: Scope, one: cycles_api.Participant, grades: dict[int, str]) -> Iterator[Block]:
    good, requirements = reports_api.outline_texts(one)
    problems = [words for _key, words in reports_api.outline_problems(one)]
    yield heading(f"{one.organization_name}{one.person_name}同志（{_mode(one)}）")
    yield from _card(scope, one, grades.get(one.organization_id, ""))
    parts = (("肯定成绩", good[:3]), ("指出问题", problems), ("提出要求", requirements))
    if not any(points for _words, points in parts):
        for words, _points in parts:  # to be written by hand
            yield paragraph(f"{words}：", blank(14), keep_next=words != parts[-1][0])
        return
    for words, points in parts:
        yield heading(words, 2)
        if points:
            yield NumberedList(tuple(_stopped(point) for point in points))
        else:
            yield paragraph(blank(26), indent=False)


def _mode(one: cycles_api.Participant) -> str:
    if one.mode == "on_the_spot":
        return f"现场述职，第{one.speaking_no}位" if one.speaking_no else "现场述职"
    return "书面述职"


def _stopped(words: str) -> str:
    return words if words.endswith(("。", "！", "？", "；")) else f"{words}。"


def agenda(scope: Scope) -> Document:
    """The agenda: order of the meeting and of the speakers."""
    spoken = need(list(cycles_api.speakers(scope.cycle)), "现场述职人员名单")
    written = [one for one in scope.reporters if one.mode != "on_the_spot"]
    rules = scope.rules.meeting
    rows = [
        (str(one.speaking_no or number), one.organization_name, one.person_name, duty_of(one))
        for number, one in enumerate(spoken, start=1)
    ]
    return Document(
        kind="agenda",
        title=f"{scope.year}年度党组织书记抓基层党建{LINE}述职评议会议程",
        blocks=(
            *facts(("时间", day(scope.day("meeting"))), ("地点", ""), ("主持人", ""), ("参会范围", _invited(scope))),
            heading("主持人说明会议事项和要求"),
            heading("现场述职和点评"),
            paragraph(
                f"按下列顺序进行，每人述职不超过{rules.speech_minutes}分钟，提问不超过{rules.question_minutes}分钟，"
                f"点评不超过{rules.comment_minutes}分钟"
                + ("；一人述职后即行点评。" if scope.cycle.comment_mode == "after_each" else "；述职结束后集中点评。")
            ),
            table(("顺序", "单位", "述职人", "职务"), (12, 66, 24, 44), rows, left=(1, 3)),
            heading("书面述职情况说明"),
            paragraph(
                f"书面述职{len(written)}人，述职报告已印发会议："
                + "、".join(one.organization_name for one in written)
                + "。"
                if written
                else "本次会议没有书面述职人员。"
            ),
            heading("民主测评"),
            heading("党组书记讲话"),
        ),
    )


def _invited(scope: Scope) -> str:
    return "；".join(one.name for one in scope.rules.classes if one.at_meeting)


def script(scope: Scope) -> Document:
    """The host's script: what is said at each point, with the rules of the ballot to be read aloud."""
    spoken = need(list(cycles_api.speakers(scope.cycle)), "现场述职人员名单")
    written = [one for one in scope.reporters if one.mode != "on_the_spot"]
    return Document(
        kind="script",
        title=f"{scope.year}年度党组织书记抓基层党建{LINE}述职评议会主持词",
        blocks=flat(
            _opening(scope, spoken, written),
            _speakers(scope, spoken),
            _written(written),
            _ballot(scope.rules),
            _closing(scope),
        ),
    )


def _opening(
    scope: Scope, spoken: Sequence[cycles_api.Participant], written: Sequence[cycles_api.Participant]
) -> Iterator[Block]:
    yield paragraph("同志们：", indent=False)
    yield paragraph(
        f"现在召开{scope.year}年度党组织书记抓基层党建述职评议会。会议的主要任务是，听取党组织书记述职，"
        "进行点评和民主测评，部署下一步工作。"
    )
    present = "；".join(one.name for one in scope.rules.classes if one.at_meeting)
    yield paragraph(f"参加今天会议的有：{present}。", kai("（核对参会人数，报告应到、实到和请假情况）"))
    yield paragraph(
        f"会议共有{len(spoken)}名同志现场述职"
        + (f"，{len(written)}名同志书面述职。" if written else "。")
        + "请大家遵守会场纪律，将手机关闭或者调至静音。"
    )


def _speakers(scope: Scope, spoken: Sequence[cycles_api.Participant]) -> Iterator[Block]:
    rules = scope.rules.meeting
    yield heading("现场述职和点评")
    yield paragraph(f"现在开始现场述职。请述职的同志把握时间，每人不超过{rules.speech_minutes}分钟。")
    for number, one in enumerate(spoken, start=1):
        lead = "首先，请" if number == 1 else "下面，请"
        yield paragraph(f"{lead}{one.organization_name}{one.person_name}同志述职。")
        if scope.cycle.comment_mode == "after_each":
            yield paragraph(kai("（述职结束后）"), "请提问。请点评。")
    if scope.cycle.comment_mode != "after_each":
        yield paragraph(kai("（全部述职结束后）"), "下面进行集中点评。")


def _written(written: Sequence[cycles_api.Participant]) -> Iterator[Block]:
    if not written:
        return
    yield heading("书面述职情况说明")
    units = "、".join(f"{one.organization_name}{one.person_name}同志" for one in written)
    yield paragraph(f"{units}书面述职，述职报告已印发，请大家一并审阅、一并测评。")


def _ballot(rules: RuleSet) -> Iterator[Block]:
    yield heading("民主测评")
    yield paragraph("下面进行民主测评。我先宣读填票须知：")
    voting = next((one for one in rules.classes if one.reporters_vote), None)
    yield NumberedList(paper_ballot.instructions(rules, voting))
    yield paragraph("请工作人员分发测评表。", kai("（分发、填写、投票）"))
    yield paragraph("请计票人、监票人清点收回的测评表，向会议报告发出和收回的张数。")


def _closing(scope: Scope) -> Iterator[Block]:
    yield heading("党组书记讲话")
    yield paragraph("下面，请党组书记讲话。", kai("（讲话）"))
    yield paragraph(
        "会后，请各单位党组织对照点评和讲话指出的问题，认真制定整改方案，逐条抓好整改。散会。"
        if not scope.day("plan_due")
        else f"会后，请各单位党组织对照点评和讲话指出的问题，于{day(scope.day('plan_due'))}前报送整改方案。散会。"
    )


def minutes(scope: Scope) -> Document:
    """The minutes from what happened: attendance, order, comments as outlined, forms of the ballot as totals."""
    if not at_least(scope.cycle.stage, Stage.BALLOT_CLOSED):
        need(False, "已结束的述职评议会")
    return Document(
        kind="minutes",
        title=f"{scope.year}年度党组织书记抓基层党建{LINE}述职评议会会议记录",
        blocks=flat(_sat(scope), _spoke(scope), _voted(scope), (SignatureRow(("主持人", "记录人"), dated=True),)),
    )


def _sat(scope: Scope) -> Iterator[Block]:
    yield from facts(("时间", day(scope.day("meeting"))), ("地点", ""), ("主持人", ""), ("记录人", ""))
    yield heading("出席情况")
    rows = []
    for one in scope.rules.classes:
        counted = scope.cycle.quorum_confirmed.get(one.code, {})
        if one.at_meeting and counted:
            rows.append((one.name, str(counted.get("expected", "")), str(counted.get("present", ""))))
    if rows:
        yield table(("参会人员", "应到", "实到"), (100, 24, 24), rows, left=(0,))
    else:
        yield paragraph("（出席人数未登记）")


def _spoke(scope: Scope) -> Iterator[Block]:
    spoken = list(cycles_api.speakers(scope.cycle))
    yield heading("现场述职和点评")
    for one in spoken:
        yield heading(f"{one.organization_name}{one.person_name}同志述职", 2)
        problems = [words for _key, words in reports_api.outline_problems(one)]
        if problems:
            yield paragraph("点评指出的问题：" + "；".join(words.rstrip("。；") for words in problems) + "。")
        _good, requirements = reports_api.outline_texts(one)
        if requirements:
            yield paragraph("提出的要求：" + "；".join(words.rstrip("。；") for words in requirements) + "。")
    written = [one for one in scope.reporters if one.mode != "on_the_spot"]
    if written:
        yield heading("书面述职")
        yield roster_table(written)


def _voted(scope: Scope) -> Iterator[Block]:
    yield heading("民主测评")
    forms = ballots_api.turnout(scope.cycle)
    if not forms:
        yield paragraph("（计票尚未登记）")
        return
    issued, collected, void = (sum(getattr(one, name) for one in forms) for name in ("issued", "collected", "void"))
    yield paragraph(
        f"发出测评表{issued}张，收回{collected}张，其中有效{collected - void}张、无效{void}张。"
        "计票结果由监票人、计票人签字确认。"
    )
