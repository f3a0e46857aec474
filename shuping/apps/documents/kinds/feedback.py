"""反馈意见 (16): grade, problems, requirements, dates; never voters' names or the figures of a class (words.md)."""

from collections.abc import Iterator

from shuping.apps.rectification import api as rectification_api
from shuping.base.clock import local_day
from shuping.core.documents.blocks import KeyValues, NumberedList
from shuping.core.documents.values import Attachment

from .common import Block, Document, Scope, day, flat, heading, lines, need, paragraph, red, text, title_of

STOPS = ("。", "！", "？", "；", "：")


def feedback(scope: Scope) -> Document:
    """The feedback to one reporter, with the receipt slip."""
    one = scope.reporter()
    sheet = need(rectification_api.feedback_of(one), "反馈意见")
    need(sheet.delivered_at, "已送达的反馈意见")
    grade = scope.rules.grade_names.get(sheet.grade, "")
    return red(
        Document(
            kind="feedback",
            title=title_of(scope, "反馈意见"),
            blocks=flat(
                _opening(scope, grade), _good(sheet.good), _problems(sheet), _required(sheet), _until(sheet.plan_due)
            ),
            attachments=(Attachment("反馈意见签收单", tuple(_receipt(scope, sheet))),),
            signatories=(scope.organizer,),
        ),
        recipients=(f"{one.organization_name}{one.person_name}同志",),
    )


def _opening(scope: Scope, grade: str) -> Iterator[Block]:
    words = f"根据{scope.year}年度党组织书记抓基层党建述职评议考核情况，现将有关意见反馈如下。"
    if grade:
        words += f"经党组会议审定，你的等次为“{grade}”。"
    yield paragraph(words)


def _good(words: str) -> Iterator[Block]:
    if lines(words):
        yield heading("肯定的成绩")
        yield from text(words)


def _problems(sheet: "rectification_api.Feedback") -> Iterator[Block]:
    yield heading("指出的问题")
    found = sorted(sheet.issues.all(), key=lambda row: row.number)
    yield NumberedList(
        tuple(
            f"{row.text.rstrip('。')}。" + (f"（{row.parent.cycle.year}年度已指出）" if row.parent else "")
            for row in found
        )
    )


def _required(sheet: "rectification_api.Feedback") -> Iterator[Block]:
    yield heading("整改要求")
    for line in lines(sheet.requirements):
        yield paragraph(line if line.endswith(STOPS) else f"{line}。")


def _until(due: object) -> Iterator[Block]:
    yield heading("时限")
    yield paragraph(
        f"请于{day(due)}前报送整改方案，对指出的问题逐条明确整改措施、责任人和完成时限，并按期报告整改情况。"  # type: ignore[arg-type]
    )


def _receipt(scope: Scope, sheet: "rectification_api.Feedback") -> Iterator[Block]:
    one = scope.reporter()
    signed = sheet.received_at
    yield paragraph(
        f"我已收到{scope.year}年度党组织书记抓基层党建述职评议考核反馈意见，对指出的问题予以认领，并按要求整改。"
    )
    yield KeyValues(
        (
            ("单位", one.organization_name),
            ("签收人", one.person_name if signed else ""),
            ("签收日期", day(local_day(signed)) if signed else ""),
        )
    )


def fields(scope: Scope) -> dict[str, str | list[dict[str, str]]]:
    """What an own template of the feedback may name beyond the fields of every paper."""
    one = scope.reporter()
    sheet = need(rectification_api.feedback_of(one), "反馈意见")
    found = sorted(sheet.issues.all(), key=lambda row: row.number)
    return {
        "grade": scope.rules.grade_names.get(sheet.grade, ""),
        "good": [{"text": line} for line in lines(sheet.good)],
        "problems": [{"number": str(row.number), "text": row.text} for row in found],
        "requirements": [{"text": line} for line in lines(sheet.requirements)],
        "plan_due": day(sheet.plan_due),
    }
