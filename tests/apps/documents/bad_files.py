"""Files that must not come in through the pages of a paper: field, what it is, its name, its bytes, what is said."""

import io
import re
import zipfile

from shuping.apps.documents import rendering

from .making import docx_with, with_part

PLAIN = docx_with("关于印发实施方案的通知")
OUTSIDE = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" '
    b'Target="http://example.invalid/x" TargetMode="External"/></Relationships>'
)


def outside(kind: bytes) -> bytes:
    """A docx that fetches a part from an address when it is opened."""
    return with_part(PLAIN, "word/_rels/settings.xml.rels", OUTSIDE % kind)


def unpacked_200_megabytes() -> bytes:
    """A small docx whose list of parts claims more than 200 MB."""
    kept = io.BytesIO(PLAIN)
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("word/media/big.bin", "w") as part:
        for _number in range(201):
            part.write(b"\0" * 1024 * 1024)
    return kept.getvalue()


ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024
BIG = b"PK\x03\x04" + b"\0" * (21 * 1024 * 1024)

WORD = (
    ("macros by name", "文件.docm", PLAIN, "宏"),
    ("macros inside", "文件.docx", with_part(PLAIN, "word/vbaProject.bin", b"x"), "宏"),
    ("a template from outside", "文件.docx", outside(b"attachedTemplate"), "外部"),
    ("an object from outside", "文件.docx", outside(b"oleObject"), "外部"),
    ("200 MB unpacked", "文件.docx", unpacked_200_megabytes(), "MB"),
    ("more than the limit", "文件.docx", BIG, "20 MB"),
    ("a password", "文件.docx", ENCRYPTED, "密"),
    ("the old format", "文件.docx", OLD, "docx"),
    ("a picture called docx", "文件.docx", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "不符"),
    ("a program called docx", "文件.docx", b"MZ" + b"\0" * 64, "不符"),
    ("nothing at all", "文件.docx", b"", "空"),
)
SCANS = (
    ("a docx as scan", "扫描.docx", PLAIN, "pdf、jpg、png"),
    ("a program as scan", "扫描.pdf", b"MZ" + b"\0" * 64, "不符"),
    ("more than the limit", "扫描.pdf", b"%PDF-1.7" + b"\0" * (21 * 1024 * 1024), "20 MB"),
    ("a broken picture", "扫描.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "无法读取"),
    ("nothing at all", "扫描.png", b"", "空"),
)
CODE = (
    ("attributes", docx_with("{{ title.__class__ }}"), "__class__"),
    ("a call", docx_with("{{ title.upper() }}"), "upper"),
    ("a loop over anything", docx_with("{% for x in ().__class__.__mro__ %}{{ x }}{% endfor %}"), "__class__"),
    ("an import", docx_with("{% import 'os' as os %}"), "import"),
)
CASES = [
    *(("final", *case) for case in WORD),
    *(("scan", *case) for case in SCANS),
    *(("instruction", *case) for case in SCANS[:-1]),
    *(("check", *case) for case in WORD),
    *(("template", *case) for case in WORD),
    *(("template", what, "模板.docx", data, said) for what, data, said in CODE),
]


def stored() -> int:
    """How many files lie in the store."""
    return sum(path.is_file() for path in rendering.store().root.rglob("*"))


def sentences(page: str) -> str:
    """What the page says of the refusal."""
    found = re.findall(
        r'class="(?:errorlist|message|notice|error)[^"]*"[^>]*>(.*?)</(?:ul|p|div)>',
        page[page.index("<main") :],
        re.DOTALL,
    )
    return re.sub(r"<[^>]+>", " ", " ".join(found))[:300].strip()
