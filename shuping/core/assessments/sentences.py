"""The sentences of a report with their places, so that a finding keeps the very words it is about (核-3)."""

import re
from dataclasses import dataclass

_END = re.compile(r"[。！？；!?;\n][”’」』）)\"]*")
SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words and where they stand: text[start:end] of a section."""

    start: int
    end: int
    text: str


def split(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text in order; what is shorter than four signs is no claim."""
    found: list[Sentence] = []
    begin = 0
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        piece = text[begin:end]
        start = begin + len(piece) - len(piece.lstrip())
        words = piece.strip()
        if len(words) >= SHORTEST:
            found.append(Sentence(start, start + len(words), words))
        begin = end
    return tuple(found)


def at(text: str, start: int, end: int) -> Sentence | None:
    """The sentence that stands at exactly this place, or None."""
    return next((one for one in split(text) if (one.start, one.end) == (start, end)), None)
