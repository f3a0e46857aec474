"""The pages: making, framing, moving, bringing files back; numbering rules; templates; pictures and bundles."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shuping.apps.audit.models import AuditEvent
from shuping.apps.cycles.models import Cycle
from shuping.apps.documents import rendering
from shuping.apps.documents.models import Document, DocumentFile, Instruction, Issuer, NumberUse, Template
from shuping.apps.rectification.models import Issue
from shuping.dev.demo.register import Cast
from tests.adapters.sealed import sealed_pdf

from .bad_files import CASES, sentences, stored
from .making import docx_with, issuer, paper
from .test_register import picture, signed
from .test_visibility import client


def post(browser: Client, name: str, data: dict[str, Any] | None = None, **kwargs: Any) -> Any:
    return browser.post(reverse(f"documents:{name}", kwargs=kwargs), data or {}, follow=True)


@pytest.mark.feature("DOC-11", "DOC-15")
def test_a_clerk_carries_a_notice_through_the_pages(cast: Cast, cycle: Cycle) -> None:
    office, head = client("office"), client("office-head")
    post(
        office, "issuer_add", {"name": cast.root.name, "head": "", "office": "", "code_word": "青交党", "active": "on"}
    )
    assert Issuer.objects.get().code_word == "青交党"
    assert post(office, "make", cycle=cycle.pk, kind="notice").status_code == 200
    made = Document.objects.get(kind="notice")
    assert post(office, "hand_over", pk=made.pk).status_code == 200
    assert "青交党〔2022〕1号" in post(office, "number", {"number": ""}, pk=made.pk).content.decode()
    assert post(office, "sign", pk=made.pk).status_code == 404
    assert post(head, "sign", {"dated": "2022-01-12"}, pk=made.pk).status_code == 200
    assert post(head, "issue", pk=made.pk).status_code == 200
    made.refresh_from_db()
    assert (made.state, str(made.issued_on)) == ("issued", "2022-01-12")
    assert post(office, "scan", {"scan": SimpleUploadedFile("用印件.png", picture())}, pk=made.pk).status_code == 200
    told = {"kind": "instruction", "leader": "陈砚秋", "given_on": "2022-01-12", "text": "抓好落实"}
    page = post(office, "instruction", told, pk=made.pk).content.decode()
    assert "抓好落实" in page and "用印件.png" in page
    image = office.get(reverse("documents:picture", kwargs={"pk": made.pk, "page": 1}))
    assert image.headers["Content-Type"] == "image/png" and image.content.startswith(b"\x89PNG")


def test_a_refused_upload_stands_at_its_field_and_keeps_the_page(cast: Cast, cycle: Cycle) -> None:
    made, office = paper(cast, cycle, "notice"), client("office")
    answer = post(office, "final", {"final": SimpleUploadedFile("定稿.docm", docx_with("x"))}, pk=made.pk)
    assert answer.status_code == 409 and "含宏" in answer.content.decode() or "宏" in answer.content.decode()
    huge = SimpleUploadedFile("定稿.docx", b"PK" + b"0" * (21 * 1024 * 1024))
    answer = post(office, "final", {"final": huge}, pk=made.pk)
    assert answer.status_code == 409 and "20 MB" in answer.content.decode()
    assert not made.files.filter(role="final").exists()


def test_a_final_version_shows_its_difference(cast: Cast, cycle: Cycle) -> None:
    made, office = paper(cast, cycle, "notice"), client("office")
    post(office, "final", {"final": SimpleUploadedFile("定稿.docx", docx_with("完全不同的内容。"))}, pk=made.pk)
    final = made.files.get(role="final")
    page = office.get(reverse("documents:comparison", kwargs={"pk": made.pk, "file": final.pk})).content.decode()
    assert "完全不同的内容。" in page and "<ins>" in page and "格式检查" in page
    file = office.get(reverse("documents:file", kwargs={"pk": made.pk, "file": final.pk}))
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_a_secret_class_is_refused_at_the_form(cast: Cast, cycle: Cycle) -> None:
    made, office = paper(cast, cycle, "notice"), client("office")
    given = {"recipients": "甲", "secrecy": "机密", "retention": "permanent", "revision": made.revision}
    answer = post(office, "frame", given, pk=made.pk)
    assert answer.status_code == 409 and "非涉密系统" in answer.content.decode()
    given["secrecy"] = "internal"
    assert post(office, "frame", given, pk=made.pk).status_code == 200
    made.refresh_from_db()
    assert (made.secrecy, made.recipients) == ("internal", "甲")


@pytest.mark.feature("DOC-08")
def test_a_batch_makes_a_paper_for_every_unit_and_they_come_as_one_zip(cast: Cast, cycle: Cycle) -> None:
    office = client("office")
    assert "3件" in post(office, "batch", cycle=cycle.pk, kind="feedback").content.decode()
    assert Document.objects.filter(kind="feedback").count() == 3
    answer = office.get(reverse("documents:bundle", kwargs={"cycle": cycle.pk, "kind": "feedback"}))
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert len(names) == 6 and sum(name.endswith(".pdf") for name in names) == 3
    assert post(client("s-h02"), "batch", cycle=cycle.pk, kind="feedback").status_code == 404


def test_the_page_of_what_is_due_offers_what_the_actor_may_make(cast: Cast, cycle: Cycle) -> None:
    url = reverse("documents:due_of", kwargs={"cycle": cycle.pk})
    for who, wanted, hidden in (
        ("office", ("结果通报", "反馈意见", "座次图"), ("计票汇总表", "综合评价计算表", ">整改方案<")),
        ("office-head", ("综合评价计算表", "党组会议题材料"), ("计票汇总表",)),
        ("teller1", ("计票汇总表",), ("座次图", "综合评价计算表")),
        ("s-h02", ("整改方案", "述职报告"), ("反馈意见", "计票汇总表", "座次图")),
    ):
        page = client(who).get(url).content.decode()
        body = page[page.index("<main") :]
        assert all(name in body for name in wanted), (who, wanted)
        assert not any(f">{name}<" in body for name in hidden), (who, hidden)


@pytest.mark.feature("REC-19")
def test_the_application_for_sign_off_is_made_from_the_page_of_the_problem(cast: Cast, cycle: Cycle) -> None:
    issue = Issue.objects.filter(organization__code="H02").first()
    assert issue is not None
    unit = client("c-h02")
    address = reverse("documents:make", kwargs={"cycle": cycle.pk, "kind": "sign_off"})
    page = unit.get(reverse("rectification:issue", kwargs={"pk": issue.pk})).content.decode()
    assert address in page and f'value="issue:{issue.pk}"' in page
    assert post(unit, "make", {"subject": f"issue:{issue.pk}"}, cycle=cycle.pk, kind="sign_off").status_code == 200
    assert Document.objects.get(kind="sign_off").owner.code == "H02"
    other = Issue.objects.filter(organization__code="W04").first()
    assert other is not None
    assert post(unit, "make", {"subject": f"issue:{other.pk}"}, cycle=cycle.pk, kind="sign_off").status_code == 404
    assert post(unit, "make", {"subject": "issue:x"}, cycle=cycle.pk, kind="sign_off").status_code == 404


def test_numbers_of_another_register_are_entered_and_listed(cast: Cast, cycle: Cycle) -> None:
    book, office = issuer(cast), client("office")
    post(office, "reserve", {"year": 2022, "last": 3, "reason": "其他文件使用"}, pk=book.pk)
    assert NumberUse.objects.count() == 3
    refused = post(office, "reserve", {"year": 2022, "last": 3, "reason": "再次"}, pk=book.pk)
    assert refused.status_code == 409 and "大于3" in refused.content.decode()
    signed(cast, cycle)
    page = office.get(reverse("documents:numbers")).content.decode()
    assert "青交党〔2022〕4号" in page and "其他文件使用" in page
    changed = {"name": "甲", "code_word": "青路党", "active": "on", "revision": book.revision}
    assert "不能再修改" in post(office, "issuer_edit", changed, pk=book.pk).content.decode()


@pytest.mark.feature("DOC-14")
def test_a_template_is_uploaded_previewed_and_retired_on_its_page(cast: Cast, cycle: Cycle) -> None:
    office = client("office")
    bad = {"kind": "feedback", "file": SimpleUploadedFile("模板.docx", docx_with("标题", "{{ title.__class__ }}"))}
    answer = post(office, "templates", bad)
    assert answer.status_code == 409 and "第2：{{ title.__class__ }}" in answer.content.decode()
    good = {"kind": "feedback", "file": SimpleUploadedFile("模板.docx", docx_with("{{ title }}", "{{ grade }}"))}
    assert post(office, "templates", good).status_code == 200
    row = Template.objects.get()
    preview = office.get(reverse("documents:template_preview", kwargs={"pk": row.pk}))
    assert preview.content.startswith(b"PK")
    assert post(office, "template_retire", pk=row.pk).status_code == 200
    assert not Template.objects.get().active


@pytest.mark.feature("DOC-08")
def test_a_paper_leads_back_to_where_its_figures_stand(cast: Cast, cycle: Cycle) -> None:
    circular = paper(cast, cycle, "circular")
    sources = {
        "office-head": reverse("grades:table", kwargs={"cycle_id": cycle.pk}),
        "office": reverse("grades:published", kwargs={"cycle_id": cycle.pk}),
    }
    for who, source in sources.items():
        browser = client(who)
        assert source in browser.get(reverse("documents:document", kwargs={"pk": circular.pk})).content.decode()
        assert browser.get(source).status_code == 200
    table = client("office-head").get(sources["office-head"]).content.decode()
    person = cycle.participants.order_by("order_no").first()
    assert person is not None
    explain = reverse("grades:explain", kwargs={"pk": person.pk})
    assert explain in table and client("office-head").get(explain).status_code == 200
    for kind, unit, by in (("feedback", "H02", "office"), ("ledger", "", "office"), ("tally", "", "teller1")):
        made = paper(cast, cycle, kind, unit=unit, by=by)
        browser = client(by)
        found = browser.get(reverse("documents:document", kwargs={"pk": made.pk})).context["source"]
        assert browser.get(found[0]).status_code == 200, kind


@pytest.mark.feature("SPC-13", "SPC-14")
def test_every_source_of_a_gathered_paper_is_a_link_that_opens(cast: Cast, cycle: Cycle) -> None:
    office = client("office")
    for kind, behind in (
        ("speech_material", {"述职对象名册", "共性问题", "述职报告"}),
        ("upward", {"共性问题", "整改台账"}),
    ):
        made = paper(cast, cycle, kind)
        page = office.get(reverse("documents:document", kwargs={"pk": made.pk}))
        found = page.context["sources"]
        told = " ".join(str(words) for _address, words in found)
        assert all(one in told for one in behind), told
        for address, _words in found:
            assert f'href="{address}"' in page.content.decode()
            assert office.get(address).status_code == 200, address


def send(field: str, name: str, data: bytes, made: Document) -> Any:
    """Through the page, as the office sends it."""
    file = SimpleUploadedFile(name, data)
    given: dict[str, Any] = {field: file}
    if field == "template":
        told = {"file": file, "kind": "feedback"}
        return client("office").post(reverse("documents:templates"), told, follow=True)
    if field == "check":
        return client("office").post(reverse("documents:check"), {"file": file, "layout": "red_head"})
    if field == "instruction":
        given = {"sheet": file, "kind": "instruction", "leader": "陈砚秋", "given_on": "2022-01-12", "text": "抓好落实"}
    return client("office").post(reverse(f"documents:{field}", args=[made.pk]), given, follow=True)


@pytest.mark.feature("DOC-14", "DOC-15")
def test_a_bad_file_is_refused_with_a_sentence_and_nothing_of_it_is_kept(cast: Cast, cycle: Cycle) -> None:
    issuer(cast)
    made = signed(cast, cycle)

    def kept() -> tuple[int, ...]:
        rows = (DocumentFile, Template, Instruction, AuditEvent)
        return (*(one.objects.count() for one in rows), stored())

    before = kept()
    wrong = []
    for field, what, name, data, said in CASES:
        answer = send(field, name, data, made)
        told = sentences(answer.content.decode())
        if answer.status_code not in (400, 409, 413) or said not in told:
            wrong.append((field, what, answer.status_code, told))
        if kept() != before:
            wrong.append((field, what, "kept", kept()))
    assert wrong == []


@pytest.mark.feature("DOC-13")
def test_any_docx_is_measured_on_a_page_of_its_own_and_nothing_of_it_is_kept(cast: Cast, cycle: Cycle) -> None:
    made = paper(cast, cycle, "circular")
    version = made.versions.get()
    assert version.word_file is not None
    good, before = rendering.store().read(version.word_file.digest), stored()
    clean = send("check", "通报.docx", good, made)
    assert clean.status_code == 200 and "未发现与标准不符之处" in clean.content.decode()
    page = send("check", "通报.docx", docx_with("关于召开会议的通知", "各单位："), made).content.decode()
    assert "上页边距" in page and "将上页边距设置为所示数值" in page and "缺少发文机关标志" in page
    assert stored() == before


@pytest.mark.feature("DOC-10")
@pytest.mark.parametrize(("more", "said"), [(b"", "最后一处签章后文件未改动"), (b"\n% later", "签章后文件有改动")])
def test_a_pdf_sealed_elsewhere_comes_back_unchanged_and_its_seals_are_told(
    more: bytes, said: str, cast: Cast, cycle: Cycle
) -> None:
    issuer(cast)
    made = signed(cast, cycle)
    data = sealed_pdf(2) + more
    assert send("scan", "用印件.pdf", data, made).status_code == 200
    page = client("office").get(reverse("documents:document", kwargs={"pk": made.pk})).content.decode()
    assert "含电子签章2处" in page and said in page
    assert rendering.store().read(made.files.get(role="scan").digest) == data
