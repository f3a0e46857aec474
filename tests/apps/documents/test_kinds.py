"""Every kind of paper is made from a finished round, as docx and PDF, with the same names in the same order."""

import re
from datetime import date
from typing import Any

import pypdfium2
import pytest

from shuping.apps.assessments.models import CheckGroup, Deduction, Finding, Scheme, UnitAssessment, Visit
from shuping.apps.cycles.models import Cycle
from shuping.apps.documents import api, rendering
from shuping.apps.documents.frame import framed
from shuping.apps.documents.kinds.common import CLASS, ISSUE, UNIT, Kind
from shuping.apps.documents.kinds.registry import KINDS
from shuping.apps.documents.services import checking, versions
from shuping.apps.rectification.models import Issue, Speech, SpeechLine
from shuping.apps.reports.models import Report, ReportVersion
from shuping.core.assessments.defaults import default_body
from shuping.core.documents.blocks import Table
from shuping.core.documents.flow import has_contents, plain_text
from shuping.core.documents.plain import document_from
from shuping.core.errors import RuleError
from shuping.dev.demo.register import Cast
from tests.adapters.papers_reading import docx_text, pdf_text, squeezed
from tests.adapters.word_order import faults

from .conftest import NOW
from .making import paper, rows_of, words


def self_evaluation(cycle: Cycle) -> None:
    """An approved sheet of 东溪, which the small round's plan does not ask for."""
    participant = cycle.participants.get(organization__code="H02")
    report = Report.objects.create(participant=participant, kind="self_evaluation", state="approved", round_number=1)
    sections = {"achievements": "一线党支部全部走访。", "problems": "走访记录不全。", "plans": "按季度公布走访情况。"}
    ReportVersion.objects.create(
        report=report, number=1, sections=sections, length=30, problem_length=7, at=NOW, submitted=True, round_number=1
    )


def checked(cycle: Cycle, cast: Cast) -> None:
    """A visit at 东溪 with one ground and one finding, where the small round only imported the total."""
    unit = UnitAssessment.objects.get(participant__organization__code="H02", assessment__cycle=cycle)
    unit.scheme = Scheme.objects.create(organizer=cast.root, name="党建考核指标", body=default_body(), made_at=NOW)
    unit.save()
    group = CheckGroup.objects.create(assessment=unit.assessment, number=1)
    visit = Visit.objects.create(unit=unit, group=group, planned_on=date(2021, 1, 13), state="done", done_at=NOW)
    Deduction.objects.create(
        unit=unit, visit=visit, key="3.1", points="2", first_points="2", fact="5月至8月记录为同一天补写",
        happened_on=date(2021, 1, 13), place="支部会议记录原件", entry_key="a", entered_at=NOW,
    )  # fmt: skip
    version = ReportVersion.objects.filter(report__participant=unit.participant, submitted=True).first()
    assert version is not None
    Finding.objects.create(
        unit=unit, visit=visit, aspect="H1", version=version, section="problems", start=0, end=4,
        sentence="走访全覆盖。",
        verdict="partly", method="interview", fact="8个党支部有记录", happened_on=date(2021, 1, 13), entry_key="b",
        entered_at=NOW,
    )  # fmt: skip


def subject_of(kind: Kind) -> dict[str, Any]:
    """What a kind is made for."""
    if kind.per == UNIT:
        return {"unit": "H02"}
    if kind.per == ISSUE:
        issue = Issue.objects.filter(organization__code="H02").order_by("pk").first()
        assert issue is not None
        return {"subject": f"issue:{issue.pk}"}
    return {"subject": "class:B"} if kind.per == CLASS else {}


@pytest.mark.feature("DOC-03", "DOC-04", "DOC-05", "DOC-08", "DOC-13")
@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.code)
def test_every_kind_is_made_as_docx_and_pdf(kind: Kind, cast: Cast, cycle: Cycle) -> None:
    if kind.code == "inventory":
        api.use_document(document=paper(cast, cycle, "agenda"), by=cast.actor("office"), at=NOW)
    if kind.code == "self_evaluation":
        self_evaluation(cycle)
    if kind.code == "check_record":
        checked(cycle, cast)
    if kind.code == "tasks":
        speech = Speech.objects.create(cycle=cycle, title="讲话", text="抓实", confirmed_at=NOW)
        SpeechLine.objects.create(speech=speech, kind="requirement", number=1, text="抓实基层", work="逐个支部核对任务")
    made = paper(cast, cycle, kind.code, **subject_of(kind))
    version = made.versions.get()
    assert version.word_file is not None and version.pdf_file is not None
    printed = rendering.store().read(version.pdf_file.digest)
    assert len(pypdfium2.PdfDocument(printed)) == version.pdf_file.pages
    document = framed(made, document_from(version.body))
    said = squeezed(plain_text(document))
    assert made.title[:4] in said or kind.code == "cards"
    found = pdf_text(printed, document)
    assert (re.sub(r"\.{5,}\d", "", found) if has_contents(document) else found) == said
    assert made.state == "draft" and made.retention == kind.retention.value
    assert [line for line in version.fonts if line["kind"] == "missing"] == []
    word = rendering.store().read(version.word_file.digest)
    assert squeezed(docx_text(word)) == said
    assert list(faults(word)) == []  # nothing that Word would refuse or repair
    assert checking.findings(word, version.word_file.name, versions.layout_of(made)) == []  # our own papers are clean


@pytest.mark.feature("EVA-13", "EVA-17")
def test_the_record_of_a_check_carries_ground_and_finding_and_the_sheet_its_own_words(cast: Cast, cycle: Cycle) -> None:
    checked(cycle, cast)
    self_evaluation(cycle)
    record = words(paper(cast, cycle, "check_record", unit="H02"))
    assert "扣2分：5月至8月记录为同一天补写（2021年1月13日，支部会议记录原件）" in re.sub(r"\s", "", record)
    assert rows_of(record, "走访全覆盖。", "部分属实", "8个党支部有记录")
    assert "核查组组长" in record and "None" not in record
    sheet = words(paper(cast, cycle, "self_evaluation", unit="H02"))
    assert rows_of(sheet, "下一步思路和措施", "按季度公布走访情况。")


def test_a_kind_without_its_data_says_what_is_missing(cast: Cast, cycle: Cycle) -> None:
    with pytest.raises(RuleError) as refused:
        paper(cast, cycle, "self_evaluation", unit="H02")
    assert (refused.value.code, refused.value.params["what"]) == ("documents.nothing_yet", "审核通过的自评材料")


@pytest.mark.feature("DOC-08", "MTG-21")
def test_papers_that_belong_together_carry_the_same_order_and_names(cast: Cast, cycle: Cycle) -> None:
    names = [one.person_name for one in cycle.participants.order_by("order_no")]
    assert len(names) == 3
    made = {
        "plan": paper(cast, cycle, "plan"),
        "ballot": paper(cast, cycle, "ballot", subject="class:A"),
        "volume": paper(cast, cycle, "volume"),
        "tally": paper(cast, cycle, "tally", by="teller1"),
        "composite": paper(cast, cycle, "composite", by="office-head"),
        "circular": paper(cast, cycle, "circular"),
        "sign_in": paper(cast, cycle, "sign_in"),
    }
    for kind, row in made.items():
        text = words(row)
        places = [text.rindex(name) if kind in ("plan", "circular") else text.index(name) for name in names]
        assert places == sorted(places), kind


@pytest.mark.feature("DOC-07")
@pytest.mark.parametrize("code", ["A", "B", "C"])
def test_a_paper_ballot_holds_nothing_that_tells_one_from_another(code: str, cast: Cast, cycle: Cycle) -> None:
    made = paper(cast, cycle, "ballot", subject=f"class:{code}")
    text = words(made)
    assert "无记名" in text and "请勿涂改" in text
    assert ("本人所在行不填" in text) == (code == "B")
    assert rows_of(text, "宋立群", "□")
    again = rendering.render(_body(made))
    first = made.versions.get().word_file
    assert first is not None
    assert rendering.render(_body(made)).pdf == again.pdf  # every sheet of a class is the same bytes
    for word in ("编号", "序列号", "二维码", "验证码", "姓名："):
        assert word not in text


def _body(made: api.Document) -> Any:
    return document_from(made.versions.get().body)


@pytest.mark.feature("MTG-21")
def test_cards_and_seats_carry_names_and_no_code(cast: Cast, cycle: Cycle) -> None:
    for kind in ("cards", "seats", "sign_in"):
        text = words(paper(cast, cycle, kind))
        for name in ("宋立群", "叶春和", "谢文博"):
            assert name in text, kind
        assert not re.search(r"[A-Z0-9]{4,}", re.sub(r"20\d\d年", "", text)), kind


@pytest.mark.feature("MTG-21")
def test_rows_that_are_signed_by_hand_are_high_enough(cast: Cast, cycle: Cycle) -> None:
    for kind, low in (("sign_in", 9), ("notice", 10)):
        tables = [block for block in _blocks(paper(cast, cycle, kind)) if isinstance(block, Table)]
        assert tables[-1].rows and all(row.height >= low for row in tables[-1].rows), kind


def _blocks(made: api.Document) -> list[Any]:
    body = _body(made)
    return [*body.blocks, *(block for attachment in body.attachments for block in attachment.blocks)]


@pytest.mark.feature("DOC-08", "EVA-01")
def test_the_tally_sheet_weighs_as_the_computation_does(cast: Cast, cycle: Cycle) -> None:
    from shuping.apps.grades import api as grades_api  # noqa: PLC0415

    text = words(paper(cast, cycle, "tally", by="teller1"))
    found = grades_api.decision_table(cycle)
    assert found is not None and "加权得分" in text
    for one in found.rows:
        assert rows_of(text[text.index("加权得分") :], one.participant.person_name, one.ballot)


@pytest.mark.feature("DOC-08", "EVA-13")
def test_the_outline_opens_with_what_is_known_of_the_unit(cast: Cast, cycle: Cycle) -> None:
    checked(cycle, cast)
    text = re.sub(r"\s", "", words(paper(cast, cycle, "comments")))
    assert "东溪公路局党委叶春和同志（现场述职" in text
    assert "述前核查部分属实1项。）" in text
    assert "上年度等次" not in text  # there was no round before this one


@pytest.mark.feature("MTG-11")
def test_minutes_say_what_happened_and_only_totals_of_the_ballot(cast: Cast, cycle: Cycle) -> None:
    text = words(paper(cast, cycle, "minutes"))
    assert "发出测评表42张，收回42张，其中有效42张、无效0张。" in text
    assert rows_of(text, "厅领导班子成员", "9")
    assert text.index("宋立群同志述职") < text.index("叶春和同志述职") or text.index("叶春和") > 0


@pytest.mark.feature("SPC-13", "EVA-13")
def test_material_for_the_speech_is_counted_or_quoted_with_its_source(cast: Cast, cycle: Cycle) -> None:
    text = words(paper(cast, cycle, "speech_material"))
    quoted = re.findall(r"“(.+?)”（来源：(.+?)）", text)
    reports = {row["reporter"]: "".join(row["sections"].values()) for row in _approved(cycle)}
    assert len(quoted) >= 2
    for sentence, source in quoted:
        assert any(sentence in whole.translate(INSIDE) for whole in reports.values()), sentence
        assert "述职报告" in source
    assert "党建与业务融合不够：1个单位，1个问题。涉及：质安站。" in text
    assert text.count("（来源：") >= 8
    for opinion in ("要", "必须", "应当"):
        assert not re.search(rf"^\s*(?:各单位|各级).*{opinion}", text, re.MULTILINE)


INSIDE = str.maketrans("“”", "‘’")  # quotation marks inside quotation marks


def _approved(cycle: Cycle) -> list[dict[str, Any]]:
    from shuping.apps.reports import api as reports_api  # noqa: PLC0415

    return reports_api.archive(cycle)["reports"]  # type: ignore[return-value]


GOLDEN = {
    "feedback": [
        "东溪公路局党委叶春和同志：",
        "经党组会议审定，你的等次为“好”。",
        "肯定的成绩",
        "指出的问题",
        "两名班子成员联系点走访低于计划。",
        "整改要求",
        "限期整改，按季度报告进展",
        "请于2021年3月21日前报送整改方案",
        "反馈意见签收单",
    ],
    "circular": [
        "关于2020年度党组织书记抓基层党建述职评议考核结果的通报",
        "2021年2月5日党组会议审定，2020年度3名党组织书记述职评议考核等次为：“好”2名、“较好”1名。",
        "各单位具体问题见反馈意见。",
        "此件发至厅属各单位党组织",
        "东溪公路局党委",
    ],
    "upward": [
        "省直机关工委：",
        "述职评议会于2021年1月28日召开。",
        "评定结果",
        "共反馈问题4个。截至2022年1月12日，已销号4个，正在整改0个",
        "特此报告。",
    ],
}


@pytest.mark.feature("DOC-08")
@pytest.mark.parametrize("kind", GOLDEN)
def test_golden_words(kind: str, cast: Cast, cycle: Cycle) -> None:
    made = paper(cast, cycle, kind, **({"unit": "H02"} if kind == "feedback" else {}))
    bare = re.sub(r"\s", "", words(made))
    at = 0
    for line in GOLDEN[kind]:
        found = bare.find(re.sub(r"\s", "", line), 0 if kind == "circular" else at)
        assert found >= 0, line
        at = found


@pytest.mark.feature("DOC-04")
def test_data_that_change_are_seen_and_a_second_making_changes_nothing(cast: Cast, cycle: Cycle) -> None:
    from shuping.apps.documents import queries  # noqa: PLC0415

    made = paper(cast, cycle, "ledger")
    assert paper(cast, cycle, "ledger").pk == made.pk and made.versions.count() == 1
    assert not queries.data_changed(made, made.versions.get())
    Issue.objects.filter(organization__code="H02").update(objective="走访完成率120%")
    assert queries.data_changed(made, made.versions.get())
    again = paper(cast, cycle, "ledger")
    assert again.pk == made.pk and again.versions.count() == 2
    assert "走访完成率120%" in words(again)


@pytest.mark.feature("DOC-07", "MTG-21")
def test_a_paper_round_is_counted_on_an_empty_sheet_of_the_same_rows(cast: Cast, cycle: Cycle) -> None:
    made = paper(cast, cycle, "tally_form", subject="class:C")
    text = words(made)
    names = [one.person_name for one in cycle.participants.order_by("order_no")]
    assert [text.index(name) for name in names] == sorted(text.index(name) for name in names)
    assert "C类票" in text and "监票人" in text and "唱票人" in text
    (table,) = [block for block in _blocks(made) if isinstance(block, Table)]
    assert all(cell.text == "" for row in table.rows for cell in row.cells[3:])  # no figure stands on it
    assert len(table.rows[0].cells) == len(table.columns) == 14 and table.rows[0].height >= 10
