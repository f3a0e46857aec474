"""The way of a paper through the register: frame, review, signature, number, issue, void; files that come back."""

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from PIL import Image

from shuping.apps.audit.models import AuditEvent
from shuping.apps.cycles.models import Cycle
from shuping.apps.documents import api, queries, rendering
from shuping.apps.documents.models import Document, DocumentFile, NumberUse
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.dev.demo.register import Cast

from .conftest import NOW
from .making import docx_with, issuer, paper, with_part, words

DOCX = docx_with("关于印发实施方案的通知", "现印发给你们，请认真贯彻执行。")


def code_of(act: Any, **given: Any) -> str:
    """The code of the refusal of an act."""
    with pytest.raises(RuleError) as refused:
        act(**given)
    assert "%(" not in sentence(refused.value)
    return refused.value.code


def signed(cast: Cast, cycle: Cycle, kind: str = "notice", number: str = "") -> Document:
    """A numbered paper that the head of the office signed."""
    made = paper(cast, cycle, kind)
    api.hand_over(document=made, by=cast.actor("office"), at=NOW)
    api.take_number(document=made, number=number, by=cast.actor("office"), at=NOW)
    return api.sign_document(document=made, by=cast.actor("office-head"), at=NOW)


@pytest.mark.feature("DOC-11")
def test_a_notice_goes_from_draft_to_issue_with_a_number_of_the_year_of_issue(cast: Cast, cycle: Cycle) -> None:
    issuer(cast)
    made = signed(cast, cycle)
    assert str(queries.number_use(made)) == "青交党〔2022〕1号"
    issued = api.issue_document(document=made, by=cast.actor("office-head"), at=NOW)
    assert (issued.state, issued.issued_on, issued.dated, issued.signed_by) == (
        "issued",
        date(2022, 1, 12),
        date(2022, 1, 12),
        cast.actor("office-head").name,
    )
    text = words(issued)
    assert "青交党〔2022〕1号" in text and "2022年1月12日" in text
    assert [step.kind for step in issued.steps.all()] == ["made", "handed_over", "numbered", "signed", "issued"]
    acts = AuditEvent.objects.filter(action__startswith="documents.").order_by("number")
    done = ("issuer.kept", "made", "handed_over", "numbered", "signed", "issued")
    assert [act.action for act in acts] == [f"documents.{one}" for one in done]
    assert list(api.damage()) == []


def test_whoever_made_a_paper_does_not_sign_it(cast: Cast, cycle: Cycle) -> None:
    made = paper(cast, cycle, "plan", by="office-head")
    api.hand_over(document=made, by=cast.actor("office-head"), at=NOW)
    head = cast.actor("office-head")
    assert code_of(api.sign_document, document=made, by=head, at=NOW) == "documents.own_paper"


def test_the_second_to_act_is_told_who_was_first(cast: Cast, cycle: Cycle) -> None:
    made = paper(cast, cycle, "plan")
    stale = Document.objects.get(pk=made.pk)
    api.hand_over(document=made, by=cast.actor("office"), at=NOW)
    with pytest.raises(RuleError) as refused:
        api.hand_over(document=stale, by=cast.actor("office-head"), at=NOW)
    assert refused.value.code == "documents.moved_first"
    assert cast.actor("office").name in sentence(refused.value) and "2022-01-12 10:00" in sentence(refused.value)
    with pytest.raises(RuleError) as late:
        api.set_frame(
            document=stale, frame=FRAME, issuer=None, revision=stale.revision, by=cast.actor("office-head"), at=NOW
        )
    assert late.value.code == "documents.changed_meanwhile"


FRAME = api.Frame(
    recipients="各厅属单位党组织",
    copies_to="驻厅纪检监察组",
    secrecy="internal",
    retention="permanent",
    copies=60,
    seal=True,
)


@pytest.mark.feature("DOC-10", "DOC-11")
def test_the_frame_stands_on_the_paper_and_a_secret_class_is_refused(cast: Cast, cycle: Cycle) -> None:
    issuer(cast)
    made = paper(cast, cycle, "notice")
    given: dict[str, Any] = {"issuer": made.issuer, "by": cast.actor("office"), "at": NOW}
    row = api.set_frame(document=made, frame=FRAME, revision=made.revision, **given)
    text = words(row)
    assert "各厅属单位党组织：" in text and "驻厅纪检监察组" in text and "60" in text
    body = row.versions.last()
    assert body is not None and row.seal and row.retention == "permanent"
    for mark in ("秘密", "机密", "绝密"):
        with pytest.raises(RuleError) as error:
            api.set_frame(document=row, frame=replace(FRAME, secrecy=mark), revision=row.revision, **given)
        assert error.value.code == "documents.secret_class" and "非涉密系统" in sentence(error.value)
    row.refresh_from_db()
    assert row.secrecy == "internal"


@pytest.mark.feature("DOC-11")
def test_numbers_follow_each_other_without_a_gap(cast: Cast, cycle: Cycle) -> None:
    book = issuer(cast)
    office = cast.actor("office")
    first, second, third = (paper(cast, cycle, kind) for kind in ("notice", "circular", "upward"))
    api.take_number(document=first, by=office, at=NOW)
    for typed, code in (
        ("青交党〔2022〕5号", "number_gap"),
        ("青交党〔2022〕1号", "number_taken"),
        ("青交党〔2021〕2号", "number_year"),
        ("青路党〔2022〕2号", "number_code"),
        ("第5号", "number_form"),
    ):
        refused = code_of(api.take_number, document=second, number=typed, by=office, at=NOW)
        assert refused == f"documents.{code}", typed
    assert code_of(api.take_number, document=first, by=office, at=NOW) == "documents.number_given"
    api.reserve_numbers(issuer=book, year=2022, last=4, reason="由厅办公室统一编号的其他文件使用", by=office, at=NOW)
    assert str(api.take_number(document=second, by=office, at=NOW)) == "青交党〔2022〕5号"
    api.take_number(document=third, by=office, at=NOW)
    assert list(NumberUse.objects.order_by("serial").values_list("serial", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert list(api.damage()) == []


def test_the_last_number_comes_back_and_an_earlier_one_stays_with_its_reason(cast: Cast, cycle: Cycle) -> None:
    issuer(cast)
    office = cast.actor("office")
    first, second = paper(cast, cycle, "notice"), paper(cast, cycle, "circular")
    for row in (first, second):
        api.take_number(document=row, by=office, at=NOW)
    api.give_number_back(document=first, reason="改由其他文件印发", by=office, at=NOW)
    kept = NumberUse.objects.get(serial=1)
    assert kept.document is None and kept.reason == "改由其他文件印发"
    api.give_number_back(document=second, reason="重新拟稿", by=office, at=NOW)
    assert not NumberUse.objects.filter(serial=2).exists()
    assert code_of(api.give_number_back, document=second, reason="再退", by=office, at=NOW) == "documents.number_spent"
    assert str(api.take_number(document=first, by=office, at=NOW)) == "青交党〔2022〕2号"
    assert list(api.damage()) == []


def test_a_number_of_last_year_does_not_go_out_this_year(cast: Cast, cycle: Cycle) -> None:
    issuer(cast)
    made = paper(cast, cycle, "notice")
    before = NOW - timedelta(days=20)
    api.take_number(document=made, by=cast.actor("office"), at=before)
    api.hand_over(document=made, by=cast.actor("office"), at=NOW)
    api.sign_document(document=made, by=cast.actor("office-head"), at=NOW)
    head = cast.actor("office-head")
    assert code_of(api.issue_document, document=made, by=head, at=NOW) == "documents.number_year"


def test_a_paper_is_void_with_a_reason_and_keeps_its_number(cast: Cast, cycle: Cycle) -> None:
    issuer(cast)
    made = signed(cast, cycle)
    head = cast.actor("office-head")
    assert code_of(api.void_document, document=made, reason=" ", by=head, at=NOW) == "documents.reason_needed"
    api.void_document(document=made, reason="内容有误，另行印发", by=head, at=NOW)
    assert str(queries.number_use(made)) == "青交党〔2022〕1号"
    again = paper(cast, cycle, "notice")
    assert again.pk != made.pk
    assert str(api.take_number(document=again, by=cast.actor("office"), at=NOW)) == "青交党〔2022〕2号"
    assert list(api.damage()) == []


@pytest.mark.feature("DOC-15")
def test_final_scan_and_instructions_hang_on_the_paper(cast: Cast, cycle: Cycle) -> None:
    issuer(cast)
    office, made = cast.actor("office"), paper(cast, cycle, "notice")
    generated = made.versions.get().word_file
    assert generated is not None
    edited = _edited(rendering.store().read(generated.digest))
    final = api.bring_final(document=made, data=edited, name="定稿.docx", by=office, at=NOW)
    assert final.difference["changed"] == 1
    assert "望认真抓好落实" in "".join(run for row in final.difference["rows"] for run, _marked in row["right"])
    assert queries.content_digest(made) == final.digest
    api.hand_over(document=made, by=office, at=NOW)
    api.take_number(document=made, by=office, at=NOW)
    early = {"document": made, "data": picture(), "name": "a.png", "by": office, "at": NOW}
    assert code_of(api.bring_scan, **early) == "documents.not_signed_yet"
    api.sign_document(document=made, by=cast.actor("office-head"), at=NOW)
    scan = api.bring_scan(document=made, data=picture(), name="用印件.png", by=office, at=NOW)
    found = queries.counting_file(Document.objects.prefetch_related("files").get(pk=made.pk))
    assert found == scan and rendering.store().sound(scan.digest)
    api.issue_document(document=made, by=cast.actor("office-head"), at=NOW)
    late = {"document": made, "data": edited, "name": "定稿.docx", "by": office, "at": NOW}
    assert code_of(api.bring_final, **late) == "documents.words_fixed"
    told = api.add_instruction(
        document=made,
        kind="instruction",
        leader="陈砚秋",
        given_on=NOW.date(),
        text="请直属机关党委抓好落实。",
        data=picture(),
        name="批示.png",
        by=office,
        at=NOW,
    )
    assert told.file is not None and told.file.role == "instruction"
    later = {"document": made, "kind": "circulated", "leader": "陈砚秋", "given_on": date(2022, 1, 13)}
    assert code_of(api.add_instruction, **later, by=office, at=NOW) == "documents.instruction_future"
    assert {one.role for one in made.files.all()} == {"word", "pdf", "final", "scan", "instruction"}
    assert list(api.damage()) == []


def _edited(data: bytes) -> bytes:
    import docx  # noqa: PLC0415

    document = docx.Document(io.BytesIO(data))
    for one in document.paragraphs:
        if "请认真贯彻执行" in one.text:
            one.runs[0].text = one.text.replace("请认真贯彻执行", "望认真抓好落实")
            for run in one.runs[1:]:
                run.text = ""
            break
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def picture() -> bytes:
    """A small scan."""
    kept = io.BytesIO()
    Image.new("RGB", (40, 60), "white").save(kept, "PNG")
    return kept.getvalue()


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BAD: list[tuple[str, str, bytes, str]] = [
    ("macros", "定稿.docx", with_part(DOCX, "word/vbaProject.bin", b"x"), "documents.macros"),
    ("macros by name", "定稿.docm", DOCX, "documents.macros"),
    ("encrypted", "定稿.docx", OLD + "EncryptedPackage".encode("utf-16-le"), "documents.encrypted"),
    ("old format", "定稿.docx", OLD + b"0" * 600, "documents.old_format"),
    ("a pdf by another name", "定稿.docx", b"%PDF-1.4 x", "documents.wrong_type"),
    ("a pdf", "定稿.pdf", b"%PDF-1.4 x", "documents.final_docx"),
    ("torn", "定稿.docx", DOCX[: len(DOCX) // 2], "documents.unreadable"),
    ("empty", "定稿.docx", b"", "documents.empty"),
    ("large", "定稿.docx", DOCX + b"0" * (20 * 1024 * 1024), "documents.too_large"),
    ("secret mark", "定稿.docx", docx_with("机密★1年", "关于某事的通知"), "documents.secret_class"),
    ("secret line", "定稿.docx", docx_with("秘密", "关于某事的通知"), "documents.secret_class"),
]


@pytest.mark.feature("DOC-15")
@pytest.mark.parametrize(("name", "data", "code"), [one[1:] for one in BAD], ids=[one[0] for one in BAD])
def test_what_may_not_come_in_leaves_nothing(name: str, data: bytes, code: str, cast: Cast, cycle: Cycle) -> None:
    made = paper(cast, cycle, "notice")
    before, stored = made.files.count(), _on_disk()
    assert code_of(api.bring_final, document=made, data=data, name=name, by=cast.actor("office"), at=NOW) == code
    assert made.files.count() == before and _on_disk() == stored
    assert AuditEvent.objects.filter(action="documents.final_brought").count() == 0


@pytest.mark.parametrize(("name", "data", "code"), [
    ("扫描.docx", DOCX, "documents.scan_type"),
    ("扫描.pdf", b"%PDF-1.4 broken", "documents.unreadable"),
    ("扫描.jpg", picture(), "documents.wrong_type"),
])  # fmt: skip
def test_a_scan_is_a_pdf_or_a_picture(name: str, data: bytes, code: str, cast: Cast, cycle: Cycle) -> None:
    issuer(cast)
    made, stored = signed(cast, cycle), _on_disk()
    assert code_of(api.bring_scan, document=made, data=data, name=name, by=cast.actor("office"), at=NOW) == code
    assert not DocumentFile.objects.filter(role="scan").exists() and _on_disk() == stored


def _on_disk() -> int:
    root = rendering.store().root
    return sum(path.is_file() for path in root.rglob("*")) if root.exists() else 0


def test_a_notice_tells_its_number_to_a_round_that_waits_for_it(cast: Cast, cycle: Cycle) -> None:
    issuer(cast)
    Cycle.objects.filter(pk=cycle.pk).update(stage="plan_approved", notice_number="")
    made = signed(cast, Cycle.objects.get())
    api.issue_document(document=made, by=cast.actor("office-head"), at=NOW)
    assert Cycle.objects.get().notice_number == "青交党〔2022〕1号"


def test_the_years_file_names_papers_and_hashes_but_no_words(cast: Cast, cycle: Cycle) -> None:
    made = paper(cast, cycle, "tally", by="teller1")
    api.use_document(document=made, by=cast.actor("teller1"), at=NOW)
    kept = api.archive(cycle)
    assert [(one["kind"], one["state"], one["retention"]) for one in kept] == [("tally", "issued", "permanent")]
    files = kept[0]["files"]
    assert isinstance(files, list) and {one["role"] for one in files} == {"word", "pdf"}
    assert "均值" not in str(kept) and "blocks" not in str(kept)


def test_a_rehearsals_papers_go_and_its_numbers_stay_in_the_book(cast: Cast, cycle: Cycle) -> None:
    issuer(cast)
    made = paper(cast, cycle, "notice")
    api.take_number(document=made, by=cast.actor("office"), at=NOW)
    api.wipe(cycle)
    assert Document.objects.count() == 0
    assert NumberUse.objects.get().reason and list(api.damage()) == []
