"""述职报告 (3), 现场述职稿 (4), 三清单 (5) and the bound volume (10), from the texts as they were approved."""

from collections.abc import Iterator, Sequence
from typing import Any

from shuping.apps.cycles import api as cycles_api
from shuping.apps.reports import api as reports_api
from shuping.core.documents import values
from shuping.core.documents.blocks import Contents, Cover, Part
from shuping.core.documents.figures import chinese_date
from shuping.core.reports.difference import units as sentences

from .common import Block, Document, Scope, day, duty_of, heading, need, paragraph, table, text

# The parts of a report as its three chapters print them.
CHAPTERS = (
    ("履职情况和主要做法", ("achievements",)),
    ("存在的主要问题和原因", ("problems", "causes", "last_year")),
    ("下一步思路和措施", ("plans",)),
)
LAST_YEAR = "上年度问题整改情况"
MOST_POINTS = 12


def written(scope: Scope) -> Document:
    """The written report of one reporter."""
    return _report(scope, "written", "written_report")


def spoken(scope: Scope) -> Document:
    """The text for the meeting of one reporter."""
    return _report(scope, "spoken", "spoken_report")


def _report(scope: Scope, kind: str, code: str) -> Document:
    one = scope.reporter()
    found = need(reports_api.approved_text(one, kind), "审核通过的述职报告")
    return Document(
        kind=code,
        title=found.title or f"{scope.year}年度抓基层党建工作述职报告",
        author=f"{one.organization_name}　{one.duty}　{one.person_name}",
        blocks=tuple(_chapters(found.sections)),
        signatories=(one.person_name,),
        dated=scope.day("report_due"),
    )


def _chapters(sections: dict[str, str]) -> Iterator[Block]:
    for words, keys in CHAPTERS:
        if not any(sections.get(key) for key in keys):
            continue
        yield heading(words)
        for key in keys:
            if key == "last_year" and sections.get(key):
                yield paragraph(f"{LAST_YEAR}：", keep_next=True)
            yield from text(sections.get(key, ""))


def three_lists(scope: Scope) -> Document:
    """成绩清单, 问题清单 and 任务清单 of one unit, with the evidence they rest on."""
    one = scope.reporter()
    found = need(reports_api.approved_text(one, "written"), "审核通过的述职报告")
    evidence = reports_api.evidence_for(f"report:{found.report_id}")
    return Document(
        kind="three_lists",
        title=f"{scope.year}年度成绩清单、问题清单、任务清单",
        subtitle=f"（{one.organization_name}　{one.person_name}）",
        layout=values.FORM,
        blocks=(
            heading("成绩清单"),
            _points("成绩", found.sections.get("achievements", "")),
            heading("问题清单"),
            _points("问题", found.sections.get("problems", "")),
            heading("任务清单"),
            _points("任务", found.sections.get("plans", "")),
            *_evidence(evidence),
        ),
    )


def _evidence(pieces: Sequence[Any]) -> Iterator[Block]:
    if pieces:
        rows = [(str(number), piece.title, day(piece.happened_on)) for number, piece in enumerate(pieces, start=1)]
        yield heading("佐证材料")
        yield table(("编号", "名称", "时间"), (12, 86, 34), rows, left=(1,))


def _points(name: str, words: str) -> Block:
    found = [line.strip() for line in sentences(words) if line.strip()][:MOST_POINTS]
    stopped = [line[:-1] + "。" if line.endswith("；") else line for line in found]
    rows = [(str(number), line) for number, line in enumerate(stopped, start=1)] or [("", "")]
    return table(("序号", name), (10, 120), rows, left=(1,))


def volume(scope: Scope) -> Document:
    """The bound volume: cover, contents with page numbers, one report per reporter in the order of the roster."""
    people = need(scope.reporters, "述职对象名册")
    return Document(
        kind="volume",
        title=f"{scope.year}年度党组织书记抓基层党建述职材料汇编",
        layout=values.VOLUME,
        blocks=tuple(_bound(scope, people)),
    )


def _bound(scope: Scope, people: list[cycles_api.Participant]) -> Iterator[Block]:
    meeting = scope.day("meeting")
    yield Cover(
        f"{scope.year}年度党组织书记抓基层党建述职材料汇编",
        by=scope.organizer,
        dated=chinese_date(meeting).rsplit("月", 1)[0] + "月" if meeting else "",
    )
    yield Contents()
    approved = False
    for one in people:
        found = reports_api.approved_text(one, "written")
        yield Part(
            (found.title if found else "") or f"{scope.year}年度抓基层党建工作述职报告",
            by=f"{one.organization_name}　{duty_of(one)}　{one.person_name}",
            contents=f"{one.organization_name}　{one.person_name}",
        )
        if found:
            approved = True
            yield from _chapters(found.sections)
        else:
            yield paragraph("（述职报告尚未审核通过）")
    need(approved, "审核通过的述职报告")


def self_evaluation(scope: Scope) -> Document:
    """自评表 of one reporter: the parts of the sheet as approved, and the unit's own judgement to be filled in."""
    one = scope.reporter()
    found = need(reports_api.approved_text(one, "self_evaluation"), "审核通过的自评材料")
    rows = [(words, "\n".join(found.sections.get(key, "") for key in keys).strip()) for words, keys in CHAPTERS]
    return Document(
        kind="self_evaluation",
        title=f"{scope.year}年度抓基层党建工作自评表",
        subtitle=f"（{one.organization_name}　{one.person_name}）",
        layout=values.FORM,
        blocks=(table(("项目", "自评情况"), (30, 120), rows, left=(1,)),),
    )
