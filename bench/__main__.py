"""`python -m bench [NAME ...]`: runs the named benchmarks, or all; each is a module with `run() -> Report`.

Those of ALONE take long and run only when named.
"""

import sys
from importlib import import_module

from bench.report import show, write

BENCHMARKS = (
    "pages",
    "ledger",
    "backup",
    "fuzz",
    "search",
    "papers",
    "uploads",
    "desk",
    "odd-words",
    "thin",
    "recurring",
    "any-unit",
)
ALONE = ("desk-scale",)
ELSEWHERE = {"desk": "desk.whole", "desk-scale": "desk.scale", "odd-words": "odd_words", "any-unit": "any_unit"}


def main(names: list[str]) -> int:
    """Run, print, write. Exit code 1 if a limit was not kept, 2 for an unknown name."""
    known = BENCHMARKS + ALONE
    if unknown := [name for name in names if name not in known]:
        print(f"unknown benchmark {unknown[0]}; one of {', '.join(known)}", file=sys.stderr)
        return 2
    short = False
    for name in names or BENCHMARKS:
        report = import_module(f"bench.{ELSEWHERE.get(name, name)}").run()
        show(report)
        print(f"written to {write(report)}\n")
        short = short or bool(report.failures)
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
