"""`shuping grade CASE.json --json`: from counts to suggested grades, offline (contracts.md).

Exit codes: 0 done, 2 the call or the input cannot be used (one line on standard error naming file, key and reason).
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from shuping.commands import json_files
from shuping.commands.answers import DONE, REFUSED, CommandRefused, Parser, one_line, print_json
from shuping.core.errors import InputError
from shuping.core.grading.answers import answer


def run(arguments: Sequence[str]) -> int:
    """Read one case and print its answer; exit code 0. Raises CommandRefused with the one line to print."""
    parser = Parser(prog="shuping grade", description="Suggest grades for a case in a file.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON document")
    given = parser.parse_args(list(arguments))
    case = json_files.read(given.file)
    try:
        result = answer(case)
    except InputError as refused:
        raise json_files.refusal(given.file, refused) from refused
    if given.json:
        print_json(result)
    else:
        _print_plain(result)
    return DONE


def main(argv: Sequence[str]) -> int:
    """`run` with its refusal printed: returns 0 or 2."""
    try:
        return run(argv)
    except CommandRefused as refused:
        print(one_line(refused), file=sys.stderr)
        return REFUSED


def _print_plain(result: dict[str, object]) -> None:
    """Every step and warning as a line, for people who read in a terminal."""
    for one in result["results"]:  # type: ignore[attr-defined]
        print(one["id"])
        for step in one["steps"]:
            print(f"  {step['text']}")
    for warning in result["warnings"]:  # type: ignore[attr-defined]
        print(warning["text"])
