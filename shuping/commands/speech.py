"""`shuping speech read FILE --json`: a leader's speech or a notice becomes a draft (contracts.md)."""

from pathlib import Path

from shuping.adapters import documents_in
from shuping.commands.answers import DONE, CommandRefused, Parser, print_json
from shuping.core.errors import InputError
from shuping.core.text import speech


def run(arguments: list[str]) -> int:
    """Read one file and print the draft. Raises CommandRefused where the file cannot be read."""
    parser = Parser(prog="shuping speech", description="Read a leader's speech or a notice into a draft.")
    parser.add_argument("act", choices=["read"])
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the draft as one JSON document")
    parser.add_argument("--text-out", type=Path, help="write the text that the offsets refer to")
    given = parser.parse_args(arguments)
    text = _text(given.file)
    draft = speech.values(speech.read(text))
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
