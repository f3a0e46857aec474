"""Texts for the offline verbs of the desk: one file, or every file below a folder, with plain reasons where refused."""

from pathlib import Path

from shuping.adapters import documents_in
from shuping.commands.answers import CommandRefused, one_line, progress
from shuping.core.errors import InputError

LONGEST = 1_000_000  # characters; no report, speech or law is longer
ENDINGS = (".txt", ".docx", ".pdf")

_REASONS = {
    "documents.empty": "the file is empty",
    "documents.too_large": "larger than {limit} MB",
    "documents.macros": "holds macros",
    "documents.encrypted": "protected by a password",
    "documents.old_format": "in the old Office format; save it as docx",
    "documents.wrong_type": "not what its name says, or none of docx, doc, wps, pdf, txt",
    "documents.unreadable": "damaged, cannot be read",
    "documents.no_text": "holds no text (perhaps a scan)",
    "documents.encoding": "neither UTF-8 nor GB18030",
    "documents.outside": "fetches parts from outside ({kind})",
    "documents.too_costly": "takes more time or memory than a document may",
}


def reason_of(error: InputError) -> str:
    """Why a document is refused, in words."""
    words = _REASONS.get(error.code, error.code)
    return words.format(**{"limit": "", "kind": "", **error.params})


def text_of(path: Path) -> str:
    """The text that offsets refer to: a text file as it stands, with one kind of line end, else what is extracted.

    An encoding other than UTF-8 and pages without text are told on standard error. Raises CommandRefused naming file
    and reason.
    """
    try:
        text = _text(path)
    except OSError as error:
        raise CommandRefused(f"{path}: {error.strerror or 'cannot be read'}") from None
    except InputError as error:
        raise CommandRefused(f"{path}: {reason_of(error)}") from None
    if len(text) > LONGEST:
        raise CommandRefused(f"{path}: longer than {LONGEST} characters")
    return text


def _text(path: Path) -> str:
    data = documents_in.load(path)
    if documents_in.kind_of(data, path.name) != "txt":
        document = documents_in.read(data, path.name)
        if document.silent_pages:
            pages = ", ".join(map(str, document.silent_pages))
            progress(f"{path}: pages without text, perhaps scanned: {pages}")
        return document.text
    text, encoding = documents_in.decode(data, path.name)
    if not text.strip():
        raise InputError("documents.no_text", name=path.name)
    if encoding != "utf-8":
        progress(f"{path}: read as {encoding.upper()}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def files_below(folder: Path) -> list[Path]:
    """Every text, docx and pdf below a folder, by name. Raises CommandRefused where it is no folder."""
    if not folder.is_dir():
        raise CommandRefused(f"{folder}: not a folder")
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())


def read_below(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The texts of a folder by their name relative to it, and the reason for each that cannot be read."""
    texts: dict[str, str] = {}
    refused: dict[str, str] = {}
    for path in files_below(folder):
        name = path.relative_to(folder).as_posix()
        try:
            texts[name] = text_of(path)
        except CommandRefused as error:
            refused[name] = one_line(error).removeprefix(f"{path}: ")
    return texts, refused


def texts_below(folder: Path, leave_out: Path | None = None) -> dict[str, str]:
    """The readable texts of a folder; what is refused is told on standard error, `leave_out` is passed over."""
    texts, refused = read_below(folder)
    for name, reason in refused.items():
        progress(f"{folder / name}: {reason}; left out")
    same = leave_out.resolve() if leave_out is not None else None
    return {name: text for name, text in texts.items() if (folder / name).resolve() != same}


def write_text(path: Path, text: str) -> None:
    """Write the text that offsets refer to. Raises CommandRefused where that cannot be done."""
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CommandRefused(f"{path}: {error.strerror or 'cannot be written'}") from None
