"""What the register adds to a paper made from data: head, number, addressees, dates, imprint.

The data give the words; the frame is kept apart, so that a number given later never changes what was signed.
"""

from dataclasses import replace

from shuping.core.documents import values
from shuping.core.documents.house_layout import in_house
from shuping.core.documents.values import Imprint, Number, Retention, Secrecy, Variant

from . import queries
from .kinds.registry import kind_of
from .models import Document, NumberUse


def number_of(document: Document) -> Number | None:
    """The number a paper holds."""
    use: NumberUse | None = NumberUse.objects.select_related("issuer").filter(document=document).first()
    return Number(use.issuer.code_word, use.year, use.serial) if use is not None else None


def lines(text: str) -> tuple[str, ...]:
    """Addressees, one a line."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def framed(document: Document, built: values.Document) -> values.Document:
    """The paper as it is printed: `built` from the data, everything else from its row in the register."""
    issuer = document.issuer
    red = built.layout.variant in (Variant.RED_HEAD, Variant.LETTER)
    names = (issuer.name,) if issuer is not None else built.signatories
    found = replace(
        built,
        layout=in_house(built.layout, queries.house_layout(document.owner)),
        recipients=lines(document.recipients),
        secrecy=Secrecy(document.secrecy),
        retention=Retention(document.retention),
        seal=document.seal,
        dated=document.dated or built.dated,
        signatories=names if built.signatories else (),
    )
    if not red:
        return found
    imprint = Imprint(
        copies_to=lines(document.copies_to),
        printed_by=(issuer.office or issuer.name) if issuer is not None else "",
        printed_on=document.issued_on,
        copies=document.copies,
    )
    return replace(
        found,
        issuers=names,
        head=issuer.head if issuer is not None else "",
        number=number_of(document),
        signer=document.signed_by if kind_of(document.kind).upwards else "",
        imprint=imprint if imprint.printed_by or imprint.copies_to else None,
    )
