"""Electronic seals in a PDF that was sealed elsewhere: how many, and whether the file changed after the last of them.

Whose they are and whether they are genuine is for the seal's own program to say; no certificate is looked at here.
"""

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

_BOUNDS = 4  # numbers of a ByteRange: two spans, each a start and a length


@dataclass(frozen=True, slots=True)
class Seals:
    """`count` signatures; `whole`: the last one covers the file to its end, so nothing was added after it."""

    count: int
    whole: bool


def seals_of(data: bytes) -> Seals:
    """What is in the file. A file that cannot be read holds none."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return Seals(0, whole=False)
    try:
        count = max(0, pdfium.FPDF_GetSignatureCount(document))
        return Seals(count, whole=any(_covers(document, at, len(data)) for at in range(count)))
    finally:
        document.close()


def _covers(document: pypdfium2.PdfDocument, at: int, size: int) -> bool:
    """Whether a signature's two spans begin and end with the file."""
    signature = pdfium.FPDF_GetSignatureObject(document, at)
    if not signature:
        return False
    found = (ctypes.c_int * _BOUNDS)()
    length = pdfium.FPDFSignatureObj_GetByteRange(signature, found, _BOUNDS)
    start, first, second, rest = found
    return bool(length == _BOUNDS and start == 0 and first <= second and second + rest == size)
