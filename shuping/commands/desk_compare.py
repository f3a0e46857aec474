"""`shuping desk compare DIR`: every report below a folder with every other (contracts.md).

Exit codes: 0 done (unreadable files are named in the answer), 2 the call or the input cannot be used.
"""

import csv
import io
import os
import resource
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from time import monotonic

from shuping.adapters import documents_in
from shuping.commands.answers import DONE, CommandRefused, Parser, print_json, progress
from shuping.commands.reading import reason_of
from shuping.core.errors import InputError
from shuping.core.grading.numbers import four
from shuping.core.text.comparison import Basis, Comparison, Document, OfficialText, Pair, Settings, compare

SUFFIXES = (".txt", ".docx", ".pdf")
ENGINES = ("local",)
_COLUMNS = ("file", "unit", "parent", "year")


@dataclass(frozen=True, slots=True)
class Known:
    """A line of META.csv."""

    unit: str = ""
    parent: str = ""
    year: int | None = None


def run(arguments: list[str]) -> int:
    """Compare a folder and print what was found. Raises CommandRefused where the call or the input is unusable."""
    parser = Parser(prog="shuping desk compare", description="Compare every report of a folder with every other.")
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--basis", type=Path, metavar="DIR", help="texts that everyone must quote")
    parser.add_argument("--meta", type=Path, metavar="META.csv", help="file, unit, parent, year")
    parser.add_argument("--engine", default="local", choices=ENGINES)
    parser.add_argument("--workers", type=int, default=0, help="threads; as many as there are processors if not given")
    parser.add_argument("--text-out", type=Path, metavar="DIR", help="write the texts that the offsets refer to")
    parser.add_argument("--json", action="store_true", help="print the answer as one JSON document")
    given = parser.parse_args(arguments)
    begun = monotonic()
    unreadable: list[dict[str, str]] = []
    known = read_meta(given.meta) if given.meta is not None else {}
    names = names_below(given.folder)
    for name in sorted(known.keys() - set(names)):
        progress(f"{given.meta}: {name}: no such file in {given.folder}")
    basis = Basis(list(_official(given.basis))) if given.basis is not None else Basis()
    documents = _documents(given.folder, names, known, unreadable, given.text_out)
    compared = compare(documents, basis=basis, settings=Settings(workers=given.workers or _processors()))
    answer = values(compared)
    answer["unreadable"] = unreadable
    answer["stats"] = {
        "documents": compared.documents,
        "characters": compared.characters,
        "seconds": four(Fraction(monotonic() - begun)),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    if given.json:
        print_json(answer)
    else:
        _print_plain(compared, unreadable)
    return DONE


def values(compared: Comparison) -> dict[str, object]:
    """`pairs` and `clusters` of the answer, as contracts.md has them."""
    return {
        "pairs": [_pair(pair) for pair in compared.pairs],
        "clusters": [{"label": one.label, "files": list(one.files)} for one in compared.clusters],
    }


def _pair(pair: Pair) -> dict[str, object]:
    return {
        "a": pair.a,
        "b": pair.b,
        "share_a": four(Fraction(pair.in_a, pair.of_a or 1)),
        "share_b": four(Fraction(pair.in_b, pair.of_b or 1)),
        "passages": [
            {"a": list(one.a), "b": list(one.b), "kind": one.kind, "label": one.label} for one in pair.passages
        ],
    }


def _processors() -> int:
    return len(os.sched_getaffinity(0))


def names_below(folder: Path) -> list[str]:
    """Files to compare, as paths relative to the folder with `/`, sorted. Raises CommandRefused."""
    if not folder.is_dir():
        raise CommandRefused(f"{folder}: no such folder")
    found = []
    for place, folders, files in os.walk(folder, onerror=_refuse):
        folders.sort()
        below = Path(place).relative_to(folder)
        found += [(below / file).as_posix() for file in files if file.lower().endswith(SUFFIXES)]
    for name in found:
        if any("\ud800" <= sign <= "\udfff" for sign in name):
            raise CommandRefused(f"{folder}: a file name is not UTF-8: {name.encode(errors='replace').decode()}")
    return sorted(found)


def _refuse(error: OSError) -> None:
    raise CommandRefused(f"{error.filename}: {error.strerror}")


def text_of(path: Path) -> str:
    """The text that offsets refer to: a text file as it stands (one kind of line end), else what is extracted.

    Raises InputError documents.* and OSError.
    """
    data = path.read_bytes()
    if documents_in.kind_of(data, path.name) == "txt":
        text = documents_in.decode(data, path.name)[0]
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return documents_in.read(data, path.name).text


def _official(folder: Path) -> Iterator[OfficialText]:
    for name in names_below(folder):
        try:
            yield OfficialText(name, text_of(folder / name))
        except InputError as error:
            raise CommandRefused(f"{folder / name}: {reason_of(error)}") from None
        except OSError as error:
            raise CommandRefused(f"{folder / name}: {error.strerror}") from None


def _documents(
    folder: Path, names: list[str], known: dict[str, Known], unreadable: list[dict[str, str]], text_out: Path | None
) -> Iterator[Document]:
    """The readable files one after another; the others are added to `unreadable`."""
    nothing = Known()
    for name in names:
        try:
            text = text_of(folder / name)
        except InputError as error:
            unreadable.append({"file": name, "reason": reason_of(error)})
            continue
        except OSError as error:
            unreadable.append({"file": name, "reason": error.strerror or "cannot be read"})
            continue
        if text_out is not None:
            written = text_out / f"{name}.txt"
            written.parent.mkdir(parents=True, exist_ok=True)
            written.write_text(text, encoding="utf-8", errors="surrogatepass", newline="\n")
        fact = known.get(name, nothing)
        yield Document(name, text, fact.unit, fact.parent, fact.year)


def read_meta(path: Path) -> dict[str, Known]:
    """META.csv by file. Raises CommandRefused naming the line: unknown column, file twice, year that is none."""
    try:
        text, _ = documents_in.decode(path.read_bytes(), path.name)
    except OSError as error:
        raise CommandRefused(f"{path}: {error.strerror}") from None
    except InputError as error:
        raise CommandRefused(f"{path}: {reason_of(error)}") from None
    rows = csv.reader(io.StringIO(text, newline=""))
    columns = [name.strip() for name in next(rows, [])]
    if unknown := [name for name in columns if name not in _COLUMNS]:
        raise CommandRefused(f"{path}: line 1: unknown column {unknown[0]!r}; columns are {', '.join(_COLUMNS)}")
    if "file" not in columns or len(set(columns)) < len(columns):
        raise CommandRefused(f"{path}: line 1: the columns must be {', '.join(_COLUMNS)}, each once")
    known: dict[str, Known] = {}
    try:
        for row in rows:
            if row:
                _add_row(path, rows.line_num, columns, row, known)
    except csv.Error as error:
        raise CommandRefused(f"{path}: line {rows.line_num}: {error}") from None
    return known


def _add_row(path: Path, line: int, columns: list[str], row: list[str], known: dict[str, Known]) -> None:
    if len(row) != len(columns):
        raise CommandRefused(f"{path}: line {line}: {len(row)} fields where {len(columns)} are named")
    fields = {name: field.strip() for name, field in zip(columns, row, strict=True)}
    name, year = fields["file"], fields.get("year", "")
    if name in known:
        raise CommandRefused(f"{path}: line {line}: {name} stands twice")
    if year and not (year.isascii() and year.isdigit() and 1 <= int(year) <= 9999):
        raise CommandRefused(f"{path}: line {line}: year: not a year: {year}")
    known[name] = Known(fields.get("unit", ""), fields.get("parent", ""), int(year) if year else None)


def _print_plain(compared: Comparison, unreadable: list[dict[str, str]]) -> None:
    for pair in compared.pairs:
        shares = four(Fraction(pair.in_a, pair.of_a or 1)), four(Fraction(pair.in_b, pair.of_b or 1))
        print(f"{pair.a}  {shares[0]}  {pair.b}  {shares[1]}  {len(pair.passages)}")
    for one in unreadable:
        print(f"! {one['file']}: {one['reason']}")
