"""Numbers out of addresses and forms that no form class reads."""

import re
import unicodedata
from decimal import Decimal

LONGEST = 18  # digits: what every database holds as a key
# Plain digits only: Decimal also reads 1e999999999, and writing that out takes all the memory there is.
_PLAIN = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{0,12})?|\.[0-9]{1,12}")


def whole_number(text: str) -> int | None:
    """The number that `text` writes in plain digits, or None for anything else, also for one too long to be a key."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST else None


def narrow(typed: str) -> str:
    """What was typed with full-width digits and points as the same in narrow ones, without space around it."""
    return unicodedata.normalize("NFKC", typed).strip()


def plain_decimal(typed: object) -> Decimal | None:
    """The number typed in plain digits, full-width ones too, or None for anything else."""
    text = narrow(str(typed))
    return Decimal(text) if _PLAIN.fullmatch(text) else None
