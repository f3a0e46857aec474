"""The format check of a docx: against the layout of its paper, stored beside the file, or of any docx, kept nowhere."""

from dataclasses import asdict

from shuping.adapters import documents_in
from shuping.adapters.docx_layout import read_layout
from shuping.core.documents.format_check import check
from shuping.core.documents.house_layout import HouseLayout, in_house
from shuping.core.documents.values import FORM, LEDGER, LEDGER_A3, LETTER, PLAIN, RED_HEAD, Layout
from shuping.core.errors import InputError

LAYOUTS: dict[str, Layout] = {
    "red_head": RED_HEAD,
    "letter": LETTER,
    "plain": PLAIN,
    "form": FORM,
    "ledger": LEDGER,
    "ledger_a3": LEDGER_A3,
}
"""What a docx of the office's own can be measured against."""


def findings(data: bytes, name: str, layout: Layout = PLAIN) -> list[dict[str, object]]:
    """Every deviation: code, part, number, text, found, expected (core.documents.format_parts); in words by the page.

    Raises InputError as `documents_in.kind_of` does.
    """
    return [asdict(one) for one in check(read_layout(data, name), layout)]


def of_upload(data: bytes, name: str, layout: str, house: HouseLayout | None = None) -> list[dict[str, object]]:
    """The deviations of a docx that nobody has looked at yet, from the layout of the `house`. Nothing of it is kept.

    Raises InputError documents.* as `documents_in.read` does, wrong_type for everything but docx.
    """
    try:
        kind = documents_in.kind_of(data, name)
    except InputError as refused:
        if refused.code != "documents.wrong_type":
            raise
        kind = ""
    if kind != "docx":
        raise InputError("documents.wrong_type", name=name, known="docx")
    documents_in.read(data, name)  # in its bounds; what is hostile ends here
    return findings(data, name, in_house(LAYOUTS[layout], house or HouseLayout()))
