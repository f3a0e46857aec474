"""The word lists and counts that ship with the program, read once (settled.md 8); licences beside the files.

`manifest.json` names source, licence and hash of what was derived or taken over; the other lists are our own.
"""

import io
import lzma
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

import numpy as np

from shuping.core.text import collocations, near_words, odd_words, reference, wording

_HERE = resources.files(__package__)
SOURCES = ("general", "list", "speech", "web")


def _text(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a table parted by tabulators; lines with # are remarks, the first other line names the columns."""
    lines = [line for line in _text(name).splitlines() if line and not line.startswith("#")]
    columns = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(columns, line.split("\t"), strict=True))


@lru_cache(maxsize=1)
def load_reference() -> reference.Reference:
    """The counts of law text that ship as the first reference."""
    with np.load(io.BytesIO((_HERE / "reference.npz").read_bytes())) as arrays:
        return reference.unpack({name: arrays[name] for name in arrays.files}, name="laws")


@lru_cache(maxsize=1)
def load_collocations() -> tuple[collocations.Phrase, ...]:
    """Fixed and usual collocations of official Chinese, cut into words."""
    return tuple(
        collocations.Phrase(tuple(row["phrase"].split()), row["strength"] == "fixed", int(row["since"]))
        for row in _rows("collocations.tsv")
    )


def load_near_words(used: tuple[str, ...] = SOURCES) -> tuple[tuple[str, ...], ...]:
    """Our own groups of near words whose source is among `used`."""
    return tuple(tuple(row["words"].split()) for row in _rows("near_words.tsv") if row["source"] in used)


def load_wordnet() -> tuple[tuple[str, ...], ...]:
    """Synonym sets of the Chinese Open Wordnet."""
    lines = lzma.decompress((_HERE / "open_wordnet.txt.xz").read_bytes()).decode().splitlines()
    return tuple(tuple(line.split()) for line in lines if not line.startswith("#"))


@lru_cache(maxsize=2)
def load_resources(used: tuple[str, ...] = SOURCES) -> odd_words.Resources:
    """What `odd_words.find` measures against. `used` leaves out sources of near words, for measuring only."""
    phrases = load_collocations()
    groups = load_near_words(used)
    words = collocations.words_of(phrases)
    official = words | {group[0] for group in groups}
    near = near_words.build(groups, load_wordnet(), sorted(official))
    return odd_words.prepare(load_reference(), near, collocations.build(phrases, near.pairs), official)


@lru_cache(maxsize=1)
def load_wording() -> tuple[wording.Entry, ...]:
    """The seed of the office's library for `wording.check(text, entries, year=…)`, slips of the pen included."""
    return (*map(_entry, _rows("wording.tsv")), *_slips())


def _entry(row: dict[str, str]) -> wording.Entry:
    def forms(name: str) -> tuple[str, ...]:
        return tuple(form for form in row[name].split("|") if form)

    return wording.Entry(
        row["kind"],
        row["correct"],
        forms("wrong"),
        row["basis"],
        int(row["from"]) if row["from"] else None,
        int(row["to"]) if row["to"] else None,
        forms("allowed"),
    )


_LEFT_OUT = {
    "起动",
    "倍受",
    "安照",
    "其它",
    "会报",
    "俱备",
    "规化",
    "好象",
    "延用",
    "按排",
}  # also parts of right words


def _slips() -> Iterator[wording.Entry]:
    """Wrong characters of the proof-reading list that are wrong wherever they stand."""
    for line in _text("gongwen_lexicon.tsv").splitlines():
        if not re.match(r"TYP-\d+\t", line):
            continue
        number, wrong, right, level, where, *_ = line.split("\t")
        if level == "必错" and where == "总是" and wrong not in _LEFT_OUT:
            yield wording.Entry(wording.FORMULA, right, (wrong,), f"公文用字（{number}）")
