"""What a ruler finds on printed pages: grid, edges, signs at the ends of lines, headings left alone, heads of tables.

`python -m bench.paper_pages FOLDER` measures every PDF of a folder, e.g. what `python -m shuping.dev.papers` printed.
"""

import itertools
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2

from shuping.core.documents.punctuation import NOT_AT_END, NOT_AT_START
from tests.adapters.papers_reading import PrintedLine, lines_of

MILLIMETRE = 72 / 25.4
LEFT, RIGHT, BOTTOM = 28 * MILLIMETRE, 26 * MILLIMETRE, 35 * MILLIMETRE
LINES, SIGNS, PITCH = 22, 28, 28.99
ROOM = (210 * MILLIMETRE - LEFT - RIGHT) / SIGNS  # of one sign
_SIZE = 16
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_HEADING = re.compile(r"(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)[^。；：]*")
_NUMBER = re.compile(r"—\d+—")
COLUMNS = [
    "pages",
    "lines",
    "most lines a page",
    "full lines",
    "of 28 signs",
    "bad starts",
    "bad ends",
    "alone",
    "outside",
]


@dataclass
class Measures:
    """Of one or several PDFs. `whole`: lines of nothing but Chinese signs that reach the right edge."""

    pages: int = 0
    lines: int = 0
    most: int = 0
    whole: int = 0
    right: int = 0
    starts: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)
    alone: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    steps: Counter[float] = field(default_factory=Counter)

    def row(self) -> list[Any]:
        """For a table; the columns are COLUMNS."""
        found = [len(one) for one in (self.starts, self.ends, self.alone, self.outside)]
        return [self.pages, self.lines, self.most or "", self.whole or "", self.right or "", *found]

    def faults(self) -> Iterator[str]:
        """What a page of the standard may not have."""
        for name in ("starts", "ends", "alone", "outside"):
            for words in getattr(self, name):
                yield f"{name}: {words}"
        if self.most > LINES:
            yield f"{self.most} lines on a page"
        if self.whole != self.right:
            yield f"{self.whole - self.right} full lines do not hold {SIGNS} signs"
        for step in self.steps:
            if abs(step / PITCH - round(step / PITCH)) > 0.02:
                yield f"lines {step} points apart"


def measure(pdfs: Iterable[bytes]) -> Measures:
    """Everything on the pages. The grid is measured where the pages are numbered as the standard says."""
    found = Measures()
    for data in pdfs:
        file = pypdfium2.PdfDocument(data)
        official = any(_NUMBER.fullmatch(line.text) for page in file for line in lines_of(page)[-3:])
        for number, page in enumerate(file, start=1):
            _page(found, page, official=official, last=number == len(file))
        file.close()
    return found


def _page(found: Measures, page: Any, *, official: bool, last: bool) -> None:
    found.pages += 1
    lines = [line for line in lines_of(page) if not _NUMBER.fullmatch(line.text)]
    for line in lines:
        found.lines += 1
        if line.text[0] in NOT_AT_START:
            found.starts.append(line.text)
        if line.text[-1] in NOT_AT_END:
            found.ends.append(line.text)
    if official and page.get_width() < page.get_height():
        _standard(found, page, lines, last=last)


def _standard(found: Measures, page: Any, lines: list[PrintedLine], *, last: bool) -> None:
    edge = page.get_width() - RIGHT
    for line in lines:
        free = ROOM / 2 if line.text[-1] in NOT_AT_START else 0  # the blank half of a mark at the end of a line
        if line.left < LEFT - 2 or line.right - free > edge + 2 or line.bottom < BOTTOM - 4:
            found.outside.append(line.text)
    body = [line for line in lines if abs(line.top - line.bottom - _SIZE) < _SIZE / 3]
    if len(body) == len(lines):  # nothing but lines of the text: no table, no title
        found.most = max(found.most, len({round(line.y) for line in body}))
    if lines and not last and _HEADING.fullmatch(lines[-1].text) and lines[-1].right < edge - ROOM:
        found.alone.append(lines[-1].text)
    whole = [line for line in body if line.right > edge - 3 and _CHINESE.fullmatch(line.text)]
    for line in whole:
        found.whole += 1
        found.right += len(line.text) == SIGNS - round((line.left - LEFT) / ROOM)
    for upper, lower in itertools.pairwise(body):
        if upper in whole and lower in whole:
            found.steps[round(upper.y - lower.y, 1)] += 1


def main(argv: list[str]) -> int:
    """The table of a folder; 1 where something is wrong."""
    wrong = 0
    print("  ".join(["paper", *COLUMNS]))
    for path in sorted(Path(argv[0]).glob("*.pdf")):
        found = measure([path.read_bytes()])
        print(path.stem.ljust(24), *(str(cell).rjust(6) for cell in found.row()))
        for fault in found.faults():
            wrong += 1
            print("   ", fault)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
