"""The package of a year's file, and the script in it that verifies without the system."""

import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shuping.adapters.archive import Filed, write_package
from shuping.core.rulesets.digest import digest

SEALED_AT = "2021-03-01T02:00:00+00:00"
INVENTORY = [
    {"no": 1, "part": "plan", "title": "实施方案", "entries": 1},
    {"no": 2, "part": "problems", "title": "问题清单", "entries": 2},
    {"no": 3, "part": "hints", "title": "核实记录", "entries": 0},
]
PAPER, HIDDEN = hashlib.sha256(b"word").hexdigest(), hashlib.sha256(b"hidden").hexdigest()
CONTENTS = {
    "plan": {"title": "方案<b>", "approved": True, "rules": {"sources": {"cap": "R-52"}, "digest": "7f"}},
    "problems": [
        {"unit": "甲局", "state": "signed_off", "source": "comment", "measures": [{"owner": "张三", "text": "一"}]},
        {"unit": "乙局", "state": "odd", "problem": "第一行\n第二行", "signed_off_at": SEALED_AT},
    ],
    "彧": "珺",
    "documents": [{"files": [{"name": "方案.docx", "sha256": PAPER}, {"name": "另存.pdf", "sha256": HIDDEN}]}],
}
SEAL = {"title": "2020年度", "sealed_at": SEALED_AT, "sealed_by": "许文"}
FILES = (
    Filed("公文/001-方案.docx", b"word", "实施方案", 3),
    Filed("公文/002-报告.pdf", b"later", "情况报告", 2),
    Filed("佐证/0001-表.xlsx", b"sheet", "佐证"),
)


def package() -> bytes:
    target = io.BytesIO()
    count = write_package(
        target,
        seal={"digest": digest({"inventory": INVENTORY, "contents": CONTENTS}), **SEAL},
        inventory=INVENTORY,
        contents=CONTENTS,
        filed=FILES,
        apart=[{"title": "另存", "sha256": HIDDEN, "size": 6}],
        readme="说明",
        at=datetime(2021, 3, 1, 2, 0, tzinfo=UTC),
    )
    assert count == 9
    return target.getvalue()


def unpacked(folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(package())) as archive:
        archive.extractall(folder)
    return folder


def verify(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the script of the package as its reader would: an interpreter without anything installed."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(folder / "verify.py"), *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.feature("DOC-09")
def test_a_package_verifies_with_nothing_but_python(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "unpacked")
    code, said = verify(folder)
    assert (code, "核验通过" in said) == (0, True)
    assert [line.split("/")[-1] for line in said.splitlines() if "封存后补充" in line] == ["002-报告.pdf"]
    zipped = tmp_path / "package.zip"
    zipped.write_bytes(package())
    assert verify(folder, str(zipped))[0] == 0
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert {row["path"]: row.get("pages") for row in manifest["files"]}["files/公文/001-方案.docx"] == 3


@pytest.mark.feature("DOC-09")
def test_the_file_is_read_in_any_browser_without_the_system(tmp_path: Path) -> None:
    text = (unpacked(tmp_path) / "案卷阅览.html").read_text(encoding="utf-8")
    for words in (
        "<dt>题名</dt><dd><p>方案&lt;b&gt;</p></dd>",  # what somebody typed is never markup
        "2021-03-01 10:00",
        '<a href="#part-2">问题清单</a>',
        '<h2 id="part-3">3. 核实记录</h2><p>无</p>',
        "<dt>状态</dt><dd><p>已销号</p></dd>",
        "<dt>来源</dt><dd><p>点评</p></dd>",
        "<dt>状态</dt><dd><p>odd</p></dd>",  # an unknown code is shown as it is
        "<tr><td>张三</td><td>一</td></tr>",
        "<p>第一行</p><p>第二行</p>",
        '<a href="files/%E5%85%AC%E6%96%87/001-%E6%96%B9%E6%A1%88.docx">001-方案.docx</a></td><td>实施方案</td>',
        "<td>3</td><td>4</td>",  # pages, bytes
    ):
        assert words in text, words
    assert "R-52" not in text and not re.search(r"<script|https?://|src=", text)


def test_equal_input_gives_equal_bytes() -> None:
    assert package() == package()


def change_a_paper(folder: Path) -> None:
    (folder / "files/公文/001-方案.docx").write_bytes(b"w0rd")


def lose_a_paper(folder: Path) -> None:
    (folder / "files/佐证/0001-表.xlsx").unlink()


def add_a_paper(folder: Path) -> None:
    (folder / "files/公文/002.docx").write_bytes(b"new")


def change_the_contents_and_their_hash(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    data = json.dumps({**CONTENTS, "plan": {"title": "别的方案"}}, ensure_ascii=False).encode()
    (folder / "contents.json").write_bytes(data)
    for row in manifest["files"]:
        if row["path"] == "contents.json":
            row |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    body = json.dumps(manifest, ensure_ascii=False).encode()
    (folder / "manifest.json").write_bytes(body)
    (folder / "manifest.sha256").write_text(hashlib.sha256(body).hexdigest())


def change_a_paper_and_every_list(folder: Path) -> None:
    """Whoever writes the manifest anew cannot write the sealed contents anew."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "files/公文/001-方案.docx").write_bytes(b"w0rd")
    for row in manifest["files"]:
        if row["path"].endswith("方案.docx"):
            row |= {"sha256": hashlib.sha256(b"w0rd").hexdigest()}
    body = json.dumps(manifest, ensure_ascii=False).encode()
    (folder / "manifest.json").write_bytes(body)
    (folder / "manifest.sha256").write_text(hashlib.sha256(body).hexdigest())


def change_the_manifest(folder: Path) -> None:
    body = (folder / "manifest.json").read_text(encoding="utf-8").replace('"pages": 3', '"pages": 4')
    (folder / "manifest.json").write_text(body, encoding="utf-8")


@pytest.mark.feature("DOC-09")
@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (change_a_paper, "文件已被改动"),
        (lose_a_paper, "缺少文件"),
        (add_a_paper, "多出文件"),
        (change_the_contents_and_their_hash, "与封存校验码不符"),
        (change_the_manifest, "目录已被改动"),
        (change_a_paper_and_every_list, "缺少封存的公文文件"),
    ],
)
def test_what_was_tampered_with_is_named(tmp_path: Path, tamper: object, words: str) -> None:
    folder = unpacked(tmp_path)
    tamper(folder)  # type: ignore[operator]
    code, said = verify(folder)
    assert (code, words in said) == (1, True)


def test_what_is_no_package_is_said_to_be_unreadable(tmp_path: Path) -> None:
    folder = unpacked(tmp_path / "unpacked")
    other = tmp_path / "other.zip"
    other.write_bytes(b"nothing")
    assert verify(folder, str(other))[0] == 2
