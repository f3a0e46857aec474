"""Documents that must not come in, and plain ones to break, made here."""

import io
import zipfile

import docx
import pypdfium2
from PIL import Image

_RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def saved(document: object) -> bytes:
    """The bytes of a docx."""
    buffer = io.BytesIO()
    document.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def docx_of(*lines: str) -> bytes:
    """A docx of these paragraphs."""
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def plain_pdf(lines: list[str]) -> bytes:
    """A pdf whose text layer is plain Latin: enough to try the reading."""
    content = "BT /F1 12 Tf 50 750 Td " + " ".join(f"({line}) Tj 0 -20 Td" for line in lines) + " ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(
        f"{place:010d} 00000 n \n" for place in places
    )
    return (out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF").encode()


def replaced(data: bytes, name: str, body: bytes) -> bytes:
    """A docx whose part `name` has another body."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, body if info.filename == name else old.read(info))
    return out.getvalue()


def outside(kind: str) -> bytes:
    """A docx with a relationship of this kind to something outside."""
    document = docx.Document()
    document.add_paragraph("我讲党课。")
    document.part.relate_to("http://192.0.2.1/x", f"{_RELATIONSHIPS}/{kind}", is_external=True)
    return saved(document)


def bomb() -> bytes:
    """A small docx whose text unpacks to 48 MB, and to far more in memory."""
    return replaced(docx_of("字"), "word/document.xml", b"<a>" + b"<b/>" * 12_000_000 + b"</a>")


def entities() -> bytes:
    """A docx whose text grows by entities within entities."""
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a0 "字字字字字">{lines}]>'
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
        "&a9;</w:t></w:r></w:p></w:body></w:document>"
    )
    return replaced(docx_of("字"), "word/document.xml", (head + body).encode())


def macro_content() -> bytes:
    """A docx that says of its main part that it holds macros."""
    data = docx_of("字")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        types = archive.read("[Content_Types].xml")
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert plain in types
    return replaced(
        data, "[Content_Types].xml", types.replace(plain, b"application/vnd.ms-word.document.macroEnabled.main+xml")
    )


def scan(pages: int = 2) -> bytes:
    """A pdf of pictures."""
    buffer = io.BytesIO()
    sheets = [Image.new("L", (200, 280), 200 + page) for page in range(pages)]
    sheets[0].save(buffer, "PDF", save_all=True, append_images=sheets[1:])
    return buffer.getvalue()


def empty_pdf() -> bytes:
    """A pdf of one empty page."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
