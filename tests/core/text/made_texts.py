"""Invented report text for the comparison's tests: sentences of random words, copies of them, spun ones."""

from datetime import date
from random import Random

from shuping.core.text.comparison import Document

_SIGNS = [chr(0x4E00 + 7 * step) for step in range(2400)]
PUNCTUATION = "，。；、"


def words(chance: Random, count: int) -> list[str]:
    """Words of two characters."""
    return ["".join(chance.choices(_SIGNS, k=2)) for _ in range(count)]


def prose(seed: object, net: int) -> str:
    """Text with `net` net characters in clauses of eight to sixteen, the same for the same seed."""
    chance = Random(f"prose {seed}")
    parts = []
    left = net
    while left > 0:
        size = min(left, 2 * chance.randint(4, 8))
        parts.append("".join(words(chance, (size + 1) // 2))[:size])
        left -= size
    return "".join(part + chance.choice(PUNCTUATION) for part in parts[:-1]) + parts[-1] + "。"


def spun(text: str, share: float, seed: object) -> str:
    """`share` of the two-character words of every clause replaced by others of two characters."""
    chance = Random(f"spun {seed}")
    found = []
    word = ""
    for sign in text:
        if sign in PUNCTUATION:
            found += [word, sign]
            word = ""
        else:
            word += sign
            if len(word) == 2:
                found.append(words(chance, 1)[0] if chance.random() < share else word)
                word = ""
    return "".join([*found, word])


def report(name: str, *parts: str, unit: str = "", parent: str = "", year: int | None = None) -> Document:
    """A report of these parts between text of its own."""
    text = prose(f"{name} begins", 300)
    for number, part in enumerate(parts):
        text += part + prose(f"{name} {number}", 200)
    return Document(name, text, unit, parent, year, date(year, 12, 1) if year else None)
