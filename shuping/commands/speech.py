"""`shuping speech read FILE --json`: a leader's speech or a notice becomes a draft (contracts.md)."""

from pathlib import Path

from shuping.adapters import documents_in
from shuping.commands.answers import DONE, CommandRefused, Parser, print_json
from shuping.core.errors import InputError
from shuping.core.text import speech


def answer(reading: speech.Reading) -> dict[str, object]:
    """The draft as the plain values of contracts.md."""
    return {
        "title": reading.title,
        "rosters": {
            "live": reading.live,
            "live_groups": [{"text": one.text, "count": one.count, "span": one.span} for one in reading.live_groups],
            "written": reading.written,
        },
        "findings": [
            {"no": one.no, "text": one.text, "problem_code": one.problem_code, "span": one.span}
            for one in reading.findings
        ],
        "requirements": [
            {"no": one.no, "heading": one.heading, "text": one.text, "span": one.span} for one in reading.requirements
        ],
        "dates": [
            {"text": one.text, "date": one.on.isoformat() if one.on else None, "span": one.span}
            for one in reading.dates
        ],
        "announced": {"requirements": reading.announced_requirements},
        "wording": [],
        "odd_words": [],
        "warnings": [{"code": one.code, "params": one.params, "text": one.text} for one in reading.warnings],
    }


def run(arguments: list[str]) -> int:
    """Read one file and print the draft. Raises CommandRefused where the file cannot be read."""
    parser = Parser(prog="shuping speech", description="Read a leader's speech or a notice into a draft.")
    parser.add_argument("act", choices=["read"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the draft as one JSON document")
    parser.add_argument("--text-out", type=Path, help="write the text that the offsets refer to")
    given = parser.parse_args(arguments)
    text = _text(given.file)
    draft = answer(speech.read(text))
    if given.text_out is not None:
        given.text_out.write_text(text, encoding="utf-8")
    if given.json:
        print_json(draft)
    else:
        _print_plain(draft)
    return DONE


def _text(path: Path) -> str:
    """The text that offsets refer to: a text file as it stands (with one kind of line end), else what is extracted."""
    try:
        data = path.read_bytes()
        if documents_in.kind_of(data, path.name) == "txt":
            return documents_in.decode(data, path.name)[0].replace("\r\n", "\n").replace("\r", "\n")
        return documents_in.read(data, path.name).text
    except OSError as error:
        raise CommandRefused(f"{path}: {error.strerror}") from None
    except InputError as error:
        raise CommandRefused(f"{path}: {error}") from None


def _print_plain(draft: dict[str, object]) -> None:
    print(draft["title"])
    for kind in ("findings", "requirements"):
        for row in draft[kind]:  # type: ignore[attr-defined]
            print(f"{kind[:-1]} {row['no']}: {row.get('heading') or row['text']}")
    for row in draft["warnings"]:  # type: ignore[attr-defined]
        print(f"! {row['text']}")
