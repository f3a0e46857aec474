"""What goes upwards and what stays: 述职评议考核工作情况报告 (26), 归档目录 (27), 讲话素材 (SPC-13)."""

import re
from collections.abc import Iterator
from fractions import Fraction

from shuping.apps.cycles import api as cycles_api
from shuping.apps.documents.models import Document as Document_
from shuping.apps.grades import api as grades_api
from shuping.apps.rectification import api as rectification_api
from shuping.apps.reports import api as reports_api
from shuping.core.documents import values
from shuping.core.documents.blocks import NumberedList, kai
from shuping.core.grading.numbers import four
from shuping.core.reports.difference import units as sentences

from . import grades as grade_papers
from .common import Block, Document, Scope, day, flat, heading, need, paragraph, table, title_of

RETENTION = {"permanent": "永久", "thirty_years": "30年", "ten_years": "10年"}
LEVELS = {
    "group": "党组",
    "organs_committee": "机关党委",
    "committee": "党委",
    "general_branch": "党总支",
    "branch": "党支部",
}


def upward(scope: Scope) -> Document:
    """The report to the superior committee: coverage, grades, common problems, rectification, next steps."""
    grades = need(grades_api.published(scope.cycle), "党组会议审定的等次")
    return Document(
        kind="upward",
        title=f"关于{title_of(scope, '工作情况')}的报告",
        layout=values.RED_HEAD,
        recipients=("省直机关工委",),
        blocks=flat(
            _coverage(scope), _graded(scope, grades), _common(scope), _rectified(scope), _ahead(scope),
            (paragraph("特此报告。"),),
        ),
        signatories=(scope.organizer,),
        seal=True,
    )  # fmt: skip


def _coverage(scope: Scope) -> Iterator[Block]:
    people = scope.reporters
    spoken = sum(one.mode == "on_the_spot" for one in people)
    levels, total = cycles_api.coverage(scope.cycle)
    yield heading("组织开展情况")
    yield paragraph(
        f"{scope.year}年度，{scope.organizer}组织{len(people)}名党组织书记述职，其中现场述职{spoken}名、"
        f"书面述职{len(people) - spoken}名；述职评议会于{day(scope.day('meeting'))}召开。"
    )
    if len(levels) > 1:
        rows = [
            (LEVELS.get(one.level, one.level), str(one.expected), str(one.listed), str(one.reported), _share(one))
            for one in sorted(levels, key=lambda one: _place(one.level))
        ]
        yield paragraph("各层级述职覆盖情况如下：")
        rows.append(("合计", str(total.expected), str(total.listed), str(total.reported), _share(total)))
        yield table(("层级", "应述职", "已列入", "已述职", "覆盖率"), (40, 28, 28, 28, 28), rows)


def _place(level: str) -> int:
    """Where a level stands in the order of papers: committees first, branches last."""
    order = list(LEVELS)
    return order.index(level) if level in LEVELS else len(order)


def _share(one: object) -> str:
    found = getattr(one, "reported_share", None)
    return f"{four(found * 100, 1)}%" if found is not None else ""


def _graded(scope: Scope, grades: dict[int, str]) -> Iterator[Block]:
    names = scope.rules.grade_names
    counts = grade_papers.distribution(scope, grades)
    whole = sum(counts.values())
    yield heading("评定结果")
    yield table(
        ("等次", *(names[code] for code in counts)),
        (40, *(28,) * len(counts)),
        [
            ("人数", *(str(count) for count in counts.values())),
            ("占比", *(f"{four(_part(count, whole), 1)}%" for count in counts.values())),
        ],
    )


def _part(count: int, whole: int) -> Fraction:
    return Fraction(100 * count, whole) if whole else Fraction(0)


def _common(scope: Scope) -> Iterator[Block]:
    rows = rectification_api.common_of(scope.cycle)
    yield heading("发现的主要问题")
    if not rows:
        yield paragraph("各单位具体问题已逐一反馈。")
        return
    yield NumberedList(
        tuple(f"{one.name}：涉及{one.units}个单位，共{one.problems}个问题，已销号{one.closed}个。" for one in rows[:10])
    )


def _rectified(scope: Scope) -> Iterator[Block]:
    found = rectification_api.figures(scope.cycle, on=scope.on)
    yield heading("反馈和整改情况")
    yield paragraph(
        f"共反馈问题{found.total}个。截至{day(scope.on)}，已销号{found.closed}个，正在整改{found.open}个"
        f"（其中逾期{found.overdue}个），长期坚持{found.long_term}个，“回头看”发现反弹{found.recurred}个。"
    )


def _ahead(scope: Scope) -> Iterator[Block]:
    yield heading("下一步工作")
    yield paragraph(
        "一是督促各单位按时限完成整改，逐条验收销号；二是对涉及单位较多的共性问题研究治本措施；"
        "三是将整改情况列入下一年度述职内容，推动述职评议考核向党支部延伸。"
    )


def inventory(scope: Scope) -> Document:
    """归档目录: every issued paper of the round in the order of the register, with pages and retention."""
    papers = Document_.objects.filter(cycle=scope.cycle, state="issued").exclude(kind="inventory")
    papers = (
        papers.select_related("number_use__issuer", "organization")
        .prefetch_related("files")
        .order_by("issued_on", "pk")
    )
    found = [(str(at), *_filed(one), "") for at, one in enumerate(need(list(papers), "已印发的公文材料"), start=1)]
    return Document(
        kind="inventory",
        title=title_of(scope, "归档文件目录"),
        layout=values.FORM,
        blocks=(
            table(
                ("序号", "文号", "题名", "日期", "页数", "保管期限", "备注"),
                (9, 52, 66, 32, 11, 18, 11),
                found,
                left=(2,),
                size="五号",
            ),
        ),
    )


def _filed(paper: Document_) -> tuple[str, str, str, str, str]:
    number = getattr(paper, "number_use", None)
    pages = [one.pages for one in paper.files.all() if one.pages]
    return (
        str(number or ""),
        paper.title,
        day(paper.issued_on) if paper.issued_on else "",
        str(pages[-1]) if pages else "",
        RETENTION.get(paper.retention, ""),
    )


def speech_material(scope: Scope) -> Document:
    """Material for the closing speech: facts and findings with numbers of units, sentences to quote with their source.

    The system writes no opinions: everything is counted or quoted, and every line says where it comes from.
    """
    people = need(scope.reporters, "述职对象名册")
    return Document(
        kind="speech_material",
        title=f"{scope.year}年度述职评议会讲话素材",
        blocks=flat(_facts(scope, people), _found(scope), _outlined(people), _quotes(people)),
        note="素材只列事实、数字和原文，不作评价",
    )


def _sourced(words: str, source: str) -> Block:
    """A fact, a finding or a sentence, with where it stands."""
    return paragraph(words, kai(f"（来源：{source}）"))


def _facts(scope: Scope, people: list[cycles_api.Participant]) -> Iterator[Block]:
    spoken = sum(one.mode == "on_the_spot" for one in people)
    yield heading("基本情况")
    yield _sourced(f"述职{len(people)}人，其中现场{spoken}人、书面{len(people) - spoken}人。", "述职对象名册")
    before = cycles_api.previous_cycle(scope.cycle)
    if before is None:
        return
    found = rectification_api.figures(before, on=scope.on)
    if found.total:
        yield _sourced(
            f"{before.year}年度反馈问题{found.total}个，已销号{found.closed}个，正在整改{found.open}个，"
            f"长期坚持{found.long_term}个，“回头看”反弹{found.recurred}个。",
            f"{before.year}年度整改台账，截至{day(scope.on)}",
        )


def _found(scope: Scope) -> Iterator[Block]:
    before = cycles_api.previous_cycle(scope.cycle)
    rounds = [(scope.cycle, "本年度")] + ([(before, f"{before.year}年度")] if before is not None else [])
    for cycle, words in rounds:
        rows = rectification_api.common_of(cycle)
        if not rows:
            continue
        yield heading(f"{words}指出的问题类别和涉及单位")
        for one in rows:
            yield _sourced(
                f"{one.name}：{one.units}个单位，{one.problems}个问题。涉及：{'、'.join(one.names)}。",
                f"{cycle.year}年度问题清单",
            )


def _outlined(people: list[cycles_api.Participant]) -> Iterator[Block]:
    found = [(one, [words for _key, words in reports_api.outline_problems(one)]) for one in people]
    if not any(problems for _one, problems in found):
        return
    yield heading("点评提纲指出的具体问题")
    for one, problems in found:
        for words in problems:
            yield _sourced(f"{one.organization_name}：{words.rstrip('。')}。", "点评提纲")


def _quotes(people: list[cycles_api.Participant]) -> Iterator[Block]:
    found = []
    for one in people:
        sections = reports_api.sections_of(one)
        words = _with_figures(sections.get("achievements", ""))
        if words:
            found.append((one, words))
    if not found:
        return
    yield heading("可引用的原文")
    for one, words in found:
        yield _sourced(f"“{_inside(words)}”", f"{one.organization_name}{one.person_name}述职报告")


def _inside(words: str) -> str:
    """Words as they stand inside quotation marks: theirs become single ones (GB/T 15834)."""
    return words.translate(str.maketrans("“”", "‘’"))


def _with_figures(words: str) -> str:
    """The first sentence that carries a figure besides the year, whole; "" where there is none."""
    for sentence in sentences(words):
        line = sentence.strip()
        bare = re.sub(r"(?:19|20)\d\d年", "", line)
        if re.search(r"\d", bare) and len(line) <= 160:
            return line
    return ""
