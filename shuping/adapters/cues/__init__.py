"""Cues of thin and of concrete wording, and set phrases that must be quoted: our own lists, read once.

hollow_markers.tsv: side, class, regular expression. policy_phrases.tsv: phrase, kind, year since which it is current.
stock_words.txt: general words of reports on Party work; the words of the collocations are added to them.
"""

import csv
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files

from shuping.adapters import lexicons
from shuping.core.text import collocations
from shuping.core.text.concrete import Cues
from shuping.core.text.thin import Phrase


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """The cues that `core.text.thin` goes by."""
    rows = list(_rows("hollow_markers.tsv"))
    return Cues.of(
        ((row["side"], row["class"], row["re"]) for row in rows),
        {*stock_words(), *collocations.words_of(lexicons.load_collocations())},
    )


@lru_cache(maxsize=1)
def stock_words() -> tuple[str, ...]:
    """General words of reports on Party work, in the order of the list, each once."""
    text = files(__package__).joinpath("stock_words.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return tuple(dict.fromkeys(word for line in lines for word in line.split()))


@lru_cache(maxsize=1)
def load_phrases() -> tuple[Phrase, ...]:
    """The set phrases that reports must quote, each with the year from which it is current (0: always)."""
    return tuple(Phrase(row["phrase"], int(row["since"])) for row in _rows("policy_phrases.tsv"))
