"""`shuping grade CASE.json --json`: from counts to suggested grades, offline (contracts.md).

Exit codes: 0 done, 2 the call or the input cannot be used (one line on standard error naming file, key and reason).
"""

import json
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from shuping.commands.answers import DONE, REFUSED, CommandRefused, Parser, one_line, print_json, progress
from shuping.core.errors import InputError
from shuping.core.grading.answers import answer

REASONS = {
    "rulesets.unknown_key": "unknown key",
    "rulesets.missing_key": "missing key",
    "rulesets.not_an_object": "not an object",
    "rulesets.not_a_list": "not a list",
    "rulesets.not_a_number": "not a decimal number: {value}",
    "rulesets.too_small": "{value} is below {least}",
    "rulesets.too_large": "{value} is above {most}",
    "rulesets.not_an_integer": "not a whole number: {value}",
    "rulesets.not_a_text": "not a text, or empty",
    "rulesets.not_a_flag": "neither true nor false",
    "rulesets.not_a_choice": "{value} is none of {options}",
    "rulesets.weights_sum": "weights sum to {total}, not 1",
    "rulesets.grade_values_rise": "a worse grade has a higher value",
    "rulesets.class_not_letters": "a voter class is named by letters",
    "rulesets.bands_each_grade_once": "each grade must have exactly one band",
    "rulesets.bands_not_best_first": "bands must stand best first",
    "rulesets.bands_not_falling": "lower edges must fall strictly",
    "rulesets.bands_lowest_not_zero": "the lowest band must begin at 0",
    "rulesets.unknown_tie_key": "unknown tie key {value}",
    "rulesets.tie_key_twice": "tie key {value} stands twice",
    "rulesets.tie_order_empty": "the tie order is empty",
    "grading.duplicate_id": "the id {value} stands twice",
    "grading.unknown_class": "the class {value} has no weight",
    "grading.counts_and_scores": "counts and scores together",
    "grading.no_grade_values": "counts need rules.grade_values",
    "grading.no_ballot": "no class with a valid row is left while ballot has weight",
    "grading.no_annual": "annual is missing while it has weight",
    "grading.no_leader": "leader is missing while it has weight",
}


def run(arguments: Sequence[str]) -> int:
    """Read one case and print its answer; exit code 0. Raises CommandRefused with the one line to print."""
    parser = Parser(prog="shuping grade", description="Suggest grades for a case in a file.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON document")
    given = parser.parse_args(list(arguments))
    case = _read(given.file)
    try:
        result = answer(case)
    except InputError as refused:
        reason = REASONS.get(refused.code, refused.code).format(**refused.params)
        raise CommandRefused(f"{given.file}: {refused.params.get('key', '-')}: {reason}") from refused
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


def _read(path: Path) -> object:
    """The file's JSON with exact decimals. UTF-8 or GB18030; a key that stands twice in one object is refused."""
    try:
        text = _text(path, path.read_bytes())
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_object)
    except OSError as failed:
        raise CommandRefused(f"{path}: {failed.strerror or 'cannot be read'}") from failed
    except json.JSONDecodeError as failed:
        raise CommandRefused(f"{path}: line {failed.lineno}: not JSON: {failed.msg}") from failed
    except (RecursionError, ValueError, ArithmeticError) as failed:
        raise CommandRefused(f"{path}: {failed}") from failed


def _text(path: Path, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030")
        progress(f"{path}: read as GB18030")
        return text


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a number")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise ValueError(f"the key {name} stands twice in one object")
        found[name] = value
    return found
