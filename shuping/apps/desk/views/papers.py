"""The hints of one report on paper, as docx and PDF, for the talk with its author."""

from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import override

from shuping.adapters import docx_out, pdf_out
from shuping.apps.desk import access, queries, wording
from shuping.apps.desk.examining import whole
from shuping.apps.desk.models import Answer
from shuping.apps.reports import api as reports_api
from shuping.base import clock
from shuping.base.asked import whole_number
from shuping.base.doors import actor_of, door
from shuping.core.documents.blocks import Align, Cell, Column, KeyValues, Paragraph, Row, Run, SignatureRow, Table
from shuping.core.documents.values import LEDGER, Document, Secrecy
from shuping.core.roles.permissions import Permission

from .showing import HintCard, card

_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}
_HEADS = ("序号", "提示类别", "报告原文", "说明", "本人说明", "核实意见")
_BEGIN, _END = 80, 40  # characters of a long passage
_WIDTHS = (6, 14, 34, 34, 26, 22)


@door(Permission.REPORT_REVIEW)
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The list of hints that are shown at once, with answers and verdicts; of the last look, or of `?version=`."""
    if kind not in _TYPES:
        raise Http404
    actor = actor_of(request)
    examination = access.find_examination(actor, pk, whole_number(request.GET.get("version", "")))
    participant = examination.version.report.participant
    with override("zh-hans"):  # official paper; its words do not follow the reader's language
        listed = [one for one in queries.hints_of(examination) if not one.hint.on_request]
        shown = [card(one) for one in listed]  # the author signs it, so it names no other unit
        made = Document(
            kind="desk_hints",
            title=f"{participant.organization_name}述职报告待核提示单",
            blocks=(
                KeyValues(
                    (
                        ("述职人", participant.person_name),
                        ("年度", str(participant.cycle.year)),
                        ("报告稿次", f"第{examination.version.number}稿"),
                        ("核查日期", clock.local_day(examination.at).isoformat()),
                    ),
                    columns=2,
                ),
                Paragraph((Run("本单所列均为系统提示，供审核人核实、述职人说明，不作为评价结论。"),)),
                _table(shown, "" if examination.trouble else whole(examination.version.sections)),
                SignatureRow(("审核人", "述职人"), dated=True),
            ),
            layout=LEDGER,
            dated=clock.today(),
            secrecy=Secrecy.INTERNAL,
        )
    fonts = (Path(settings.FILES).parent / "fonts",)
    data = docx_out.docx_of(made) if kind == "docx" else pdf_out.pdf_of(made, fonts).data
    answer = HttpResponse(data, content_type=_TYPES[kind])
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(made.title)}.{kind}"
    return answer


def _table(shown: list[HintCard], text: str) -> Table:
    aligns = (Align.CENTER, Align.CENTER, Align.LEFT, Align.LEFT, Align.LEFT, Align.LEFT)
    columns = tuple(Column(width, align) for width, align in zip(_WIDTHS, aligns, strict=True))
    rows = tuple(Row(tuple(Cell(words) for words in _cells(one, text))) for one in shown)
    empty = Row((Cell("没有提示。", span=len(_HEADS)),))
    return Table(columns, rows or (empty,), head=(Row(tuple(Cell(head, bold=True) for head in _HEADS)),))


def _cells(one: HintCard, text: str) -> tuple[str, ...]:
    answers = "；".join(act.text for act in one.shown.trail if isinstance(act, Answer))
    verdict = one.shown.verdict
    judged = "" if verdict is None else str(wording.STATES[verdict.kind])
    if verdict is not None and verdict.reason:
        judged = f"{judged}：{verdict.reason}"
    return str(one.hint.number), str(one.kind), _words(one, text), one.text, answers, judged


def _words(one: HintCard, whole_text: str) -> str:
    """What stands in the report: the ends of a long passage, the name of a section where all of it is meant."""
    if one.broad:
        name = reports_api.SECTION_NAMES.get(str(one.hint.params.get("section", "")))
        return f"（“{name}”部分）" if name else "（全文）"
    text = whole_text[one.hint.start : one.hint.end]
    return text if len(text) <= _BEGIN + _END else f"{text[:_BEGIN]}……{text[-_END:]}"
