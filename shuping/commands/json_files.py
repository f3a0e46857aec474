"""JSON files that a person hands to an offline verb: exact decimals, no key twice, every fault in one line."""

import json
from decimal import Decimal
from pathlib import Path

from shuping.commands.answers import CommandRefused, progress
from shuping.core.errors import InputError

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
    "rulesets.not_a_share": "not two whole numbers",
    "grading.duplicate_id": "the id {value} stands twice",
    "grading.unknown_class": "the class {value} has no weight",
    "grading.counts_and_scores": "counts and scores together",
    "grading.no_grade_values": "counts need rules.grade_values",
    "grading.no_ballot": "no class with a valid row is left while ballot has weight",
    "grading.no_annual": "annual is missing while it has weight",
    "grading.no_leader": "leader is missing while it has weight",
}


def refusal(path: Path, error: InputError) -> CommandRefused:
    """The one line for input that a rule cannot use: file, key, reason."""
    reason = REASONS.get(error.code, error.code).format(**error.params)
    return CommandRefused(f"{path}: {error.params.get('key', '-')}: {reason}")


def read(path: Path) -> object:
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
