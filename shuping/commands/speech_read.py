"""`shuping speech read FILE --json`: a leader's speech or a notice becomes a draft (contracts.md)."""

from pathlib import Path

from shuping.adapters import lexicons
from shuping.commands import reading
from shuping.commands.answers import DONE, Parser, print_json
from shuping.core.text import odd_words, speech, wording


def run(arguments: list[str]) -> int:
    """Read one file and print the draft. Raises CommandRefused where the file cannot be read."""
    parser = Parser(prog="shuping speech read", description="Read a leader's speech or a notice into a draft.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the draft as one JSON document")
    parser.add_argument("--text-out", type=Path, help="write the text that the offsets refer to")
    given = parser.parse_args(arguments)
    text = reading.text_of(given.file)
    draft = read_draft(text)
    if given.text_out is not None:
        reading.write_text(given.text_out, text)
    if given.json:
        print_json(draft)
    else:
        _print_plain(draft)
    return DONE


def read_draft(text: str) -> dict[str, object]:
    """The draft of a text with its odd words and the wording to check. No year is assumed that nobody gave."""
    entries = lexicons.load_wording()
    official = wording.official_spans(text, entries)
    return speech.values(
        speech.read(text),
        wording=wording.values(wording.check(text, entries)),
        odd_words=odd_words.values(odd_words.find(text, lexicons.load_resources(), known=official)),
    )


def _print_plain(draft: dict[str, object]) -> None:
    print(draft["title"])
    for kind in ("findings", "requirements"):
        for row in draft[kind]:  # type: ignore[attr-defined]
            print(f"{kind[:-1]} {row['no']}: {row.get('heading') or row['text']}")
    for row in draft["warnings"]:  # type: ignore[attr-defined]
        print(f"! {row['text']}")
