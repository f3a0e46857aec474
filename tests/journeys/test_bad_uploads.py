"""Every field of the house that takes a file: what must not come in is told in a plain sentence, and nothing is kept.

The fields of a paper (final version, scan, instruction, template, format check) stand in
tests/apps/documents/test_pages.py with the same files.
"""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from shuping.adapters import documents_in, sheets
from shuping.apps.cycles.models import Cycle
from shuping.apps.reports import api as reports
from shuping.apps.reports.models import Report
from shuping.base import uploads
from shuping.core.errors import InputError
from tests.adapters import hostile
from tests.apps.ballots import counting
from tests.apps.documents import bad_files
from tests.factories.world import World

MEGABYTE = 1024 * 1024
OUTSIDE = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    b'externalLinkPath" Target="file:///C:/x.xlsx" TargetMode="External"/></Relationships>'
)


def workbook() -> bytes:
    """A plain workbook."""
    book, kept = Workbook(), io.BytesIO()
    book.active.append(["单位", "得分"])
    book.save(kept)
    return kept.getvalue()


def with_part(data: bytes, name: str, body: bytes) -> bytes:
    """The package with one more part."""
    kept = io.BytesIO(data)
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, body)
    return kept.getvalue()


def swollen(data: bytes) -> bytes:
    """The package with parts that claim more than 200 MB together."""
    kept = io.BytesIO(data)
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as package, package.open("media/big.bin", "w") as part:
        for _number in range(201):
            part.write(b"\0" * MEGABYTE)
    return kept.getvalue()


BOOK = workbook()
# What it is, its name, its bytes, what is said of it.
TEXTS = (
    *bad_files.WORD,
    ("a bomb", "文件.docx", hostile.bomb(), "超出限度"),
    ("a torn docx", "文件.docx", b"PK\x03\x04torn", "无法"),
)
SHEETS = (
    ("macros inside", "表.xlsx", with_part(BOOK, "xl/vbaProject.bin", b"x"), "宏"),
    ("200 MB unpacked", "表.xlsx", swollen(BOOK), "MB"),
    ("more than the limit", "表.xlsx", bad_files.BIG, "20 MB"),
    ("a password", "表.xlsx", bad_files.ENCRYPTED, "密码"),
    ("the old format", "表.xlsx", bad_files.OLD, "xlsx"),
    ("a docx called xlsx", "表.xlsx", bad_files.PLAIN, "xlsx"),
    ("a picture called xlsx", "表.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "xlsx"),
    ("a torn workbook", "表.xlsx", b"PK\x03\x04torn", "无法完整读取"),
    ("nothing at all", "表.xlsx", b"", "空"),
)
PIECES = (
    *bad_files.WORD,
    ("a large picture", "照片.png", b"\x89PNG\r\n\x1a\n" + b"\0" * (21 * MEGABYTE), "20 MB"),
    ("a workbook with macros", "表.xlsm", BOOK, "宏"),
    ("macros in a workbook", "表.xlsx", with_part(BOOK, "xl/vbaProject.bin", b"x"), "宏"),
    (
        "a workbook that fetches another",
        "表.xlsx",
        with_part(BOOK, "xl/externalLinks/_rels/a.xml.rels", OUTSIDE),
        "外部",
    ),
    ("a program", "附件.exe", b"MZ" + b"\0" * 64, "不符"),
    ("a page with code", "附件.html", b"<script>alert(1)</script>", "不符"),
    ("a picture with code", "附件.svg", b"<svg onload='alert(1)'/>", "不符"),
)


@dataclass(frozen=True)
class Field:
    """One field: its form, who sends it in which stage, where, what stands beside it, the files it must refuse."""

    form: str
    role: str
    stage: str
    address: str
    beside: dict[str, Any]
    cases: tuple[tuple[str, str, bytes, str], ...]
    page: str = ""  # where the form stands, if not at the address it is sent to


def fields(world: World, keying: str) -> list[Field]:
    """Every field outside of the papers' own pages."""
    cycle = world.cycle.pk
    report = Report.objects.get(participant=world.own.participant, kind="written")
    evidence = {
        "title": "佐证",
        "kind": "document",
        "happened_on": "2020-12-01",
        "organization": world.own.organization.pk,
    }
    text = {"title": "文件", "issued_on": "2020-01-01"}
    scores = {"component": "annual", "source": "通报"}
    scheme = {"name": "另表", "unit_class": ""}
    there = reverse
    return [
        Field(
            "reports.UploadForm",
            "clerk",
            "preparing",
            there("reports:upload", args=[report.pk]),
            {},
            TEXTS,
            there("reports:edit", args=[report.pk]),
        ),
        Field("reports.EvidenceForm", "clerk", "preparing", there("reports:evidence_add"), evidence, PIECES),
        Field(
            "rectification.SpeechForm",
            "office",
            "meeting",
            there("rectification:speech_import"),
            {"cycle": cycle},
            TEXTS,
        ),
        Field("rectification.ImportForm", "office", "rectifying", there("rectification:import"), {}, SHEETS),
        Field("desk.OfficialTextForm", "office", "preparing", there("desk:text_new"), text, TEXTS),
        Field("assessments.SheetForm", "office", "preparing", there("assessments:scheme_import"), scheme, SHEETS),
        Field(
            "organization.UploadForm",
            "office",
            "preparing",
            there("organization:import"),
            {"valid_from": "2021-01-01"},
            SHEETS,
        ),
        Field(
            "grades.ImportForm", "office", "count_locked", there("grades:score_import", args=[cycle]), scores, SHEETS
        ),
        Field("ballots.SheetForm", "teller", "ballot_closed", keying, {"act": "sheet"}, SHEETS),
    ]


def everything() -> dict[str, int]:
    """Rows of every table but those of log-ins, and the stored files."""
    kept = [one for one in apps.get_models() if one._meta.app_label not in ("sessions", "axes")]
    files = sum(one.is_file() for one in Path(settings.FILES).rglob("*"))
    return {**{one._meta.label: one._default_manager.count() for one in kept}, "files": files}


@pytest.mark.slow
@pytest.mark.feature("OPS-15")
@pytest.mark.django_db
def test_a_bad_file_is_refused_at_every_field_with_a_sentence_and_nothing_is_kept(
    world: World, client_of: Callable[..., Client], at: datetime, settings: Any, tmp_path: Path
) -> None:
    settings.FILES = tmp_path / "files"
    reports.open_reports(world.own.participant, [], by=world.actor("office"), at=at)
    count = counting.begin(world, at)
    count.close()
    started = client_of("teller").post(reverse("ballots:start", args=[world.cycle.pk, "A"]))
    wrong = []
    for field in fields(world, str(started.headers["Location"])):
        Cycle.objects.filter(pk=world.cycle.pk).update(stage=field.stage)
        browser, before = client_of(field.role), everything()
        for what, name, data, said in field.cases:
            given = {**field.beside, "file": SimpleUploadedFile(name, data)}
            page = {"referer": f"http://testserver{field.page or field.address}"}
            answer = browser.post(field.address, given, follow=True, headers=page)
            told = bad_files.sentences(answer.content.decode())
            if said not in told or answer.status_code not in (200, 409):
                wrong.append((field.form, what, answer.status_code, told))
        if everything() != before:
            wrong.append((field.form, "something", 0, "kept"))
    assert wrong == [], "\n".join(map(str, wrong))


def test_no_field_that_takes_a_file_is_left_out() -> None:
    found = set()
    for one in sorted(Path("shuping/apps").iterdir()):
        if (one / "forms.py").exists() or (one / "forms").is_dir():
            import_module(f"shuping.apps.{one.name}.forms")
    waiting = [forms.Form, forms.ModelForm]
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if any(isinstance(field, forms.FileField) for field in getattr(form, "base_fields", {}).values()):
            found.add(f"{form.__module__.split('.')[2]}.{form.__name__}")
    papers = {f"documents.{name}Form" for name in ("Final", "Check", "Scan", "Instruction", "Template")}
    assert found - papers == FORMS


FORMS = {
    "reports.UploadForm", "reports.EvidenceForm", "rectification.SpeechForm", "rectification.ImportForm",
    "desk.OfficialTextForm", "assessments.SheetForm", "organization.UploadForm", "grades.ImportForm",
    "ballots.SheetForm",
}  # fmt: skip


class Stream(io.RawIOBase):
    """A request of 200 MB that nobody holds in memory; it counts how much of it was read."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self.parts, self.left, self.tail, self.given = head, size, tail, 0

    def read(self, size: int = -1) -> bytes:
        size = size if size >= 0 else MEGABYTE
        if self.parts:
            found, self.parts = self.parts[:size], self.parts[size:]
        elif self.left:
            found = b"\0" * min(size, self.left)
            self.left -= len(found)
        else:
            found, self.tail = self.tail[:size], self.tail[size:]
        self.given += len(found)
        return found


def test_of_a_file_of_200_megabytes_no_more_is_kept_than_the_largest_may_hold(rf: Any) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\ntyped\r\n'
    head += b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n\x89PNG\r\n\x1a\n'
    tail = b"\r\n--x--\r\n"
    length = len(head) + 200 * MEGABYTE + len(tail)
    stream = Stream(head, 200 * MEGABYTE, tail)
    environment = {
        "CONTENT_TYPE": "multipart/form-data; boundary=x",
        "CONTENT_LENGTH": str(length),
        "wsgi.input": stream,
    }
    tracemalloc.start()
    request = rf.generic("POST", "/", **environment)
    file = request.FILES["file"]
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert request.POST["title"] == "typed"
    assert (stream.given, file.size > uploads.LARGEST) == (length, True)
    assert file.size < uploads.LARGEST + MEGABYTE and peak < 8 * MEGABYTE
    with pytest.raises(InputError, match=r"documents\.too_large"):
        documents_in.kind_of(file.read(), file.name)
    file.close()
    assert uploads.LARGEST == documents_in.LARGEST == sheets.MAX_BYTES


def test_what_is_larger_than_any_form_takes_is_not_even_read(rf: Any) -> None:
    stream = Stream(b"--x\r\n", uploads.MOST_READ, b"")
    length = str(uploads.MOST_READ + 1)
    given = {"CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": length, "wsgi.input": stream}
    request = rf.generic("POST", "/", **given)
    with pytest.raises(RequestDataTooBig):  # answered by the page of a request that cannot be read
        assert request.POST
    assert stream.given == 0
