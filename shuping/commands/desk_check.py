"""`shuping desk check FILE`: one report against the duty rules, other reports and texts to quote (contracts.md).

Exit codes: 0 done, 1 a finding of severity refuse, 2 the call or the input cannot be used.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

from shuping.adapters import cues, lexicons
from shuping.commands import json_files, reading
from shuping.commands.answers import DONE, FALLS_SHORT, Parser, print_json, progress
from shuping.core.errors import InputError
from shuping.core.grading.numbers import four
from shuping.core.reports import desk
from shuping.core.reports.checks import Finding, refused
from shuping.core.reports.facts import Known
from shuping.core.reports.facts import read as read_facts
from shuping.core.text import odd_words, quotations, wording
from shuping.core.text.comparison import Basis, Comparison, Document, OfficialText, compare


def run(arguments: list[str]) -> int:
    """Check one report and print what was found. Raises CommandRefused where the call or the input is unusable."""
    parser = Parser(prog="shuping desk check", description="Check one report against the duty rules.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--against", type=Path, help="a folder of other reports")
    parser.add_argument("--basis", type=Path, help="a folder of texts that everyone must quote")
    parser.add_argument("--facts", type=Path, help="what is known beside the report, as JSON")
    parser.add_argument("--text-out", type=Path, help="write the text that the offsets refer to")
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON document")
    given = parser.parse_args(arguments)
    known = _facts(given.facts)
    text = reading.text_of(given.file)
    others = reading.texts_below(given.against, leave_out=given.file) if given.against else {}
    basis = reading.texts_below(given.basis) if given.basis else {}
    answer, findings = check(text, known, others=others, basis=basis)
    if given.text_out is not None:
        reading.write_text(given.text_out, text)
    if given.json:
        print_json(answer)
    else:
        _print_plain(findings)
    return FALLS_SHORT if refused(findings) else DONE


def check(
    text: str, known: Known, *, others: dict[str, str], basis: dict[str, str]
) -> tuple[dict[str, object], tuple[Finding, ...]]:
    """The whole answer of contracts.md, and the findings. `others`, `basis`: texts by their names."""
    year = known.facts.year
    entries = lexicons.load_wording()
    quoted = [*wording.official_spans(text, entries, year=year)]
    compared = _compare(text, known, others, basis)
    quoted += compared.quoted.get(HERE, ())
    found = desk.examine(
        desk.subject_of(text, known),
        cues=cues.load_cues(),
        phrases=cues.load_phrases(),
        official=quoted,
        corpus=desk.Corpus(tuple(others.values())),
    )
    odd = odd_words.find(text, lexicons.load_resources(), known=[*wording.official_spans(text, entries, year=year)])
    answer: dict[str, object] = {
        "length": found.length,
        "problem_share": [found.problem_length, found.length],
        "first_person_share": four(found.first_person_share),
        "sections": [{"key": part.key, "span": _trimmed(text, part.span)} for part in found.sections],
        "thin": [{"span": list(one.span), "missing": list(one.missing)} for one in found.thin],
        "overlaps": _overlaps(compared),
        "odd_words": odd_words.values(odd),
        "wording": wording.values(_wording(text, entries, known, basis)),
        "foreign_names": [{"span": list(one.span), "text": one.text} for one in found.foreign_names],
        "findings": [
            {"code": one.code, "severity": one.severity, "span": list(one.span), "params": one.params}
            for one in found.findings
        ],
    }
    return answer, found.findings


def _wording(
    text: str, entries: Sequence[wording.Entry], known: Known, basis: dict[str, str]
) -> list[wording.WordingHint]:
    """Wording against the library of single entries, and quotations against the whole texts given as basis."""
    found = list(wording.check(text, entries, year=known.facts.year))
    taken = [one.span for one in found if one.kind == wording.QUOTATION]
    texts = [OfficialText(name, words) for name, words in basis.items()]
    for one in quotations.check(text, texts):
        if not any(one.span[0] < end and start < one.span[1] for start, end in taken):
            found.append(one)
    return sorted(found, key=lambda one: one.span)


HERE = "\x00here"
"""The name of the checked report among the compared ones: no file can bear it, and it sorts first."""


def _compare(text: str, known: Known, others: dict[str, str], basis: dict[str, str]) -> Comparison:
    if not others and not basis:
        return Comparison()
    documents = [Document(HERE, text, unit=known.facts.unit, year=known.facts.year)]
    documents += [Document(name, words) for name, words in others.items()]
    return compare(documents, basis=Basis([OfficialText(name, words) for name, words in basis.items()]))


def _overlaps(compared: Comparison) -> list[dict[str, object]]:
    """The pairs of this report: by larger share of it, then by name."""
    pairs = [pair for pair in compared.pairs if pair.a == HERE]
    pairs.sort(key=lambda pair: (-Fraction(pair.in_a, pair.of_a or 1), pair.b))
    return [
        {
            "other": pair.b,
            "share": four(Fraction(pair.in_a, pair.of_a or 1)),
            "passages": [
                {"here": list(one.a), "there": list(one.b), "kind": one.kind, "label": one.label}
                for one in pair.passages
            ],
        }
        for pair in pairs
    ]


def _trimmed(text: str, span: tuple[int, int]) -> list[int]:
    """A section without the line ends behind it."""
    start, end = span
    return [start, start + len(text[start:end].rstrip())]


def _facts(path: Path | None) -> Known:
    if path is None:
        return Known()
    try:
        return read_facts(json_files.read(path))
    except InputError as error:
        raise json_files.refusal(path, error) from error


def _print_plain(findings: Iterable[Finding]) -> None:
    count = 0
    for one in findings:
        count += 1
        figures = ", ".join(f"{name} {value}" for name, value in one.params.items())
        print(f"{one.severity:<7}{one.code} {one.span[0]}-{one.span[1]} {figures}".rstrip())
    progress(f"{count} findings" if count else "no finding")
