"""A fresh process that measures one thing and prints one line of JSON: `python -m bench.desk.child TASK FOLDER …`.

Tasks: `compare FOLDER LIBRARY COUNT WORKERS REPEATS [CORE]`, `look-up FOLDER LIBRARY COUNT ASKED`.
The files hold reports as fields between \\x1f and records between \\x1e; reading them is within every time given.
"""

import hashlib
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.desk import engine
from shuping.core.text.comparison import Comparison, Document, Settings, compare

FOLDER_OF_TEXTS = Path(__file__).resolve().parents[2] / "var" / "bench" / "desk" / "walked"
RECORD, FIELD = "\x1e", "\x1f"
_BLOCK = 1 << 18  # bytes read at once: what stays small stays in the processor's own memory


def part_name(part: int) -> str:
    """The file of one part."""
    return f"part-{part:03d}.txt"


def read_reports(folder: Path, count: int) -> Iterator[list[str]]:
    """The fields of the first `count` reports: number, unit, parent, year, source, text."""
    part = 0
    end = RECORD.encode()
    while count > 0:
        rest = b""
        with (folder / part_name(part)).open("rb", buffering=0) as file:
            while count > 0 and (block := file.read(_BLOCK)):
                whole = block.rfind(end) + 1
                records = (rest + block[:whole]).decode().split(RECORD)[:-1] if whole else []
                rest = block[whole:] if whole else rest + block
                for record in records[:count]:
                    yield record.split(FIELD)
                count -= len(records)
        part += 1


def read_library(path: Path) -> list[tuple[str, str]]:
    """Names and texts of the library."""
    return [(name, text) for name, text in json.loads(path.read_text(encoding="utf-8"))]


def documents(path: Path, count: int) -> Iterator[Document]:
    """The reports as the engine takes them, one after another."""
    for number, unit, parent, year, _, text in read_reports(path, count):
        yield Document(number, text, unit, parent, int(year))


def digest(comparison: Comparison) -> str:
    """A short name for a result: equal results have the same."""
    rows = [
        (pair.a, pair.b, [(one.a, one.b, one.kind, one.label, one.net_a, one.net_b) for one in pair.passages])
        for pair in comparison.pairs
    ]
    return hashlib.sha256(json.dumps(sorted(rows), separators=(",", ":")).encode()).hexdigest()[:16]


def compare_all(path: Path, library: Path, count: int, workers: int, repeats: int) -> dict[str, Any]:
    """Read and compare, `repeats` times in this process: the first is cold (compiled code is on the disk)."""
    runs = []
    comparison = Comparison()
    for _ in range(repeats):
        del comparison
        begun, used = time.perf_counter(), time.process_time()
        basis = engine.basis_of(read_library(library))
        ready = time.perf_counter() - begun
        comparison = compare(documents(path, count), basis=basis, settings=Settings(workers=workers))
        runs.append({
            "seconds": time.perf_counter() - begun,
            "processor": time.process_time() - used,
            "library": ready,
        })  # fmt: skip
    told = {(pair.a, pair.b) for pair in comparison.pairs}
    told |= {(two, one) for one, two in told}
    planted = [(fields[0], fields[4]) for fields in read_reports(path, count) if fields[4] != "-1"]
    return {
        "reports": comparison.documents,
        "characters": comparison.characters,
        "runs": runs,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
        "pairs": len(comparison.pairs),
        "passages": sum(len(pair.passages) for pair in comparison.pairs),
        "planted": len(planted),
        "found": sum(pair in told for pair in planted),
        "digest": digest(comparison),
    }


def main(arguments: list[str]) -> int:
    """Run the task that is asked for."""
    task, path, library = arguments[0], Path(arguments[1]), Path(arguments[2])
    numbers = [int(one) for one in arguments[3:]]
    if task == "compare":
        if len(numbers) > 3:
            os.sched_setaffinity(0, {numbers.pop()})
        answer = compare_all(path, library, *numbers)
    else:
        answer = engine.look_up(list(documents(path, sum(numbers))), read_library(library), *numbers)
    print(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
