"""How long a text is, in the two agreed counting modes (R-17). The title never counts."""

import re
from collections.abc import Callable, Mapping

from shuping.core.errors import InputError

# Han, kana and the full-width forms and marks that a Chinese word processor counts one by one.
_WIDE = (
    "\u2014\u2018\u2019\u201c\u201d\u2026\u00b7"  # dash, quotes, ellipsis, middle dot as Chinese text uses them
    "\u2e80-\u2fdf\u3001-\u303f\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u3200-\u33ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6"
    "\U00020000-\U0003ffff"
)
_UNIT = re.compile(f"[{_WIDE}]|[^\\s{_WIDE}]+")


def _characters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _as_word_processor(text: str) -> int:
    return sum(1 for _ in _UNIT.finditer(text))


MODES: Mapping[str, Callable[[str], int]] = {"characters": _characters, "wps": _as_word_processor}
"""characters: Han characters, letters and digits. wps: a Chinese character or mark is 1, a run of other text is 1."""


def count(text: str, mode: str = "characters") -> int:
    """The length of `text` in counting units of `mode` (R-17). Raises InputError for an unknown mode."""
    try:
        counter = MODES[mode]
    except KeyError:
        raise InputError("reports.unknown_count_mode", mode=mode, known=", ".join(MODES)) from None
    return counter(text)


def share_reached(part: int, total: int, share: tuple[int, int]) -> bool:
    """Whether part/total is at least numerator/denominator, tested in integers: part·den ≥ num·total (R-16).

    An empty text reaches no share but zero.
    """
    numerator, denominator = share
    return part * denominator >= numerator * total if total else numerator == 0
