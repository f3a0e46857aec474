"""The word lists and counts that ship with the program, read once (settled.md 8); licences beside the files.

`manifest.json` names source, licence and hash of what was derived or taken over; the other lists are our own.
"""

import hashlib
import io
import json
import lzma
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from typing import Any, cast

import numpy as np

from shuping.core.errors import InputError
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


def manifest() -> dict[str, dict[str, Any]]:
    """What the derived and vendored files are, where they come from, under which licence, and their hashes."""
    return cast(dict[str, dict[str, Any]], json.loads(_text("manifest.json")))


def changed_files() -> list[str]:
    """Files that are no longer what the manifest says."""
    told = manifest()
    wordnet = lzma.decompress((_HERE / "open_wordnet.txt.xz").read_bytes())
    with np.load(io.BytesIO((_HERE / "reference.npz").read_bytes())) as arrays:
        counts = b"".join(arrays[name].tobytes() for name in sorted(arrays.files))
    gongwen = (_HERE / "gongwen_lexicon.tsv").read_bytes()
    found = {"reference.npz": counts, "open_wordnet.txt.xz": wordnet, "gongwen_lexicon.tsv": gongwen}
    return [name for name, data in found.items() if hashlib.sha256(data).hexdigest() != told[name]["content_sha256"]]


@lru_cache(maxsize=1)
def load_reference() -> reference.Reference:
    """The counts of law text that ship as the first reference."""
    return read_reference((_HERE / "reference.npz").read_bytes(), name="laws")


def read_reference(data: bytes, *, name: str) -> reference.Reference:
    """The counts that `reference_file` wrote. Raises InputError documents.unreadable."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return reference.unpack({one: arrays[one] for one in arrays.files}, name=name)
    except (ValueError, OSError, EOFError, zipfile.BadZipFile, AttributeError) as error:
        raise InputError("documents.unreadable", name=name) from error


def reference_file(counts: reference.Reference) -> bytes:
    """The counts as a file, for an installation that measures against its own archive (`reference.build`)."""
    out = io.BytesIO()
    np.savez_compressed(out, **reference.pack(counts))  # type: ignore[arg-type]
    return out.getvalue()


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
def load_resources(used: tuple[str, ...] = SOURCES, counts: reference.Reference | None = None) -> odd_words.Resources:
    """What `odd_words.find` measures against; `counts` of the installation's own archive instead of the laws.

    `used` leaves out sources of near words, for measuring only.
    """
    phrases = load_collocations()
    groups = load_near_words(used)
    words = collocations.words_of(phrases)
    official = words | {group[0] for group in groups}
    near = near_words.build(groups, load_wordnet(), sorted(official))
    return odd_words.prepare(counts or load_reference(), near, collocations.build(phrases, near.pairs), official)


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
