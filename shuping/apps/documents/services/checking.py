"""The format check of a docx against the layout of its paper, as it is stored beside the file."""

from dataclasses import asdict

from shuping.adapters.docx_layout import read_layout
from shuping.core.documents.format_check import check
from shuping.core.documents.values import PLAIN, Layout


def findings(data: bytes, name: str, layout: Layout = PLAIN) -> list[dict[str, object]]:
    """Every deviation: code, part, number, text, found, expected (core.documents.format_parts); in words by the page.

    Raises InputError as `documents_in.kind_of` does.
    """
    return [asdict(one) for one in check(read_layout(data, name), layout)]
