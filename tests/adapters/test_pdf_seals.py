"""Seals in a PDF are counted, and what was added after the last of them is seen (DOC-10)."""

import pytest

from shuping.adapters.pdf_seals import Seals, seals_of

from . import hostile
from .sealed import sealed_pdf


@pytest.mark.feature("DOC-10")
@pytest.mark.parametrize(
    ("data", "found"),
    [
        (sealed_pdf(1), Seals(1, whole=True)),
        (sealed_pdf(2), Seals(2, whole=True)),
        (sealed_pdf(1) + b"\n% changed afterwards", Seals(1, whole=False)),
        (sealed_pdf(0), Seals(0, whole=False)),
        (hostile.empty_pdf(), Seals(0, whole=False)),
        (b"%PDF-1.7 broken", Seals(0, whole=False)),
        (sealed_pdf(1).replace(b"/ByteRange [0000000000", b"/ByteRange [0000000009"), Seals(1, whole=False)),
    ],
    ids=["one", "two", "changed after", "none", "empty", "broken", "begins late"],
)
def test_seals_are_counted_and_a_change_after_them_is_seen(data: bytes, found: Seals) -> None:
    assert seals_of(data) == found
