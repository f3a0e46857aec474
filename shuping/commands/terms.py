"""`shuping terms`: this installation's own words, in a file that goes before those of the program (I18-02).

The file stands at `locale/zh_Hans/LC_MESSAGES/django.po` of the folder of stored data. It holds only the words that are
replaced; everything else stays as the program says it.
"""

import re
from pathlib import Path

import polib
from django.conf import settings

from shuping.commands.answers import DONE, CommandRefused, Parser, print_json, progress
from shuping.commands.house import open_house

LANGUAGE = "zh_Hans"
PACKAGE = Path(__file__).resolve().parents[1]
_PARAMETER = re.compile(r"%\(\w+\)[sd]")


def run(arguments: list[str]) -> int:
    """Take the given words into the file and compile it; without words, say where it stands and what it holds."""
    parser = Parser(prog="shuping terms", description="Replace words of the pages on this installation.")
    parser.add_argument("--find", metavar="WORDS", help="list messages whose Chinese contains WORDS")
    parser.add_argument("--replace", nargs=2, action="append", default=[], metavar=("OLD", "NEW"))
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    given = parser.parse_args(arguments)
    open_house()
    if given.find:
        found = {entry.msgid: entry.msgstr for entry in _program() if given.find in entry.msgstr}
        if given.json:
            print_json(found)
        else:
            print("\n".join(f"{chinese}\t{message}" for message, chinese in found.items()))
        return DONE
    changed = sum(replace(old, new) for old, new in given.replace)
    kept = compile_terms()
    if given.json:
        print_json({"file": str(path()), "changed": changed, "own": kept})
    else:
        progress(f"{path()}: {kept} messages of this installation, {changed} changed now; restart the server")
    return DONE


def path() -> Path:
    """Where the file stands."""
    return Path(settings.VAR) / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def replace(old: str, new: str) -> int:
    """Put `new` for `old` into every message that says it; returns how many. Raises CommandRefused where none does."""
    file = _own()
    own = {(entry.msgctxt, entry.msgid): entry for entry in file}
    count = 0
    for entry in _program():
        key = (entry.msgctxt, entry.msgid)
        present = own.get(key, entry)
        if old not in _words(present):
            continue
        made = polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, msgid_plural=entry.msgid_plural)
        if entry.msgid_plural:
            made.msgstr_plural = {0: _words(present).replace(old, new)}
        else:
            made.msgstr = _words(present).replace(old, new)
        if key in own:
            file.remove(own[key])
        own[key] = made
        file.append(made)
        count += 1
    if not count:
        raise CommandRefused(f"{old}: no message says this; `shuping terms --find` lists what there is")
    path().parent.mkdir(parents=True, exist_ok=True)
    file.save(str(path()))
    return count


def compile_terms() -> int:
    """Compile the installation's own file, if there is one; returns how many messages it holds.

    Raises CommandRefused, naming the message, for a file that cannot be read or words that lose a parameter.
    """
    source = path()
    if not source.exists():
        return 0
    try:
        file = polib.pofile(str(source))
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise CommandRefused(f"{source}: cannot be read: {error}") from None
    for entry in file:
        if sorted(_PARAMETER.findall(entry.msgid)) != sorted(_PARAMETER.findall(_words(entry))):
            raise CommandRefused(f"{source}: {entry.msgid!r}: the places to fill in differ from {_words(entry)!r}")
    temporary = source.with_name("django.mo.new")
    file.save_as_mofile(str(temporary))
    temporary.replace(source.with_suffix(".mo"))
    return len(file)


def _words(entry: polib.POEntry) -> str:
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def _own() -> polib.POFile:
    if path().exists():
        return polib.pofile(str(path()))
    made = polib.POFile()
    made.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": LANGUAGE,
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return made


def _program() -> list[polib.POEntry]:
    """The messages of the program, each once."""
    found: dict[tuple[str | None, str], polib.POEntry] = {}
    for source in sorted(PACKAGE.glob(f"*/locale/{LANGUAGE}/LC_MESSAGES/django.po")) + sorted(
        PACKAGE.glob(f"apps/*/locale/{LANGUAGE}/LC_MESSAGES/django.po")
    ):
        for entry in polib.pofile(str(source)):
            found.setdefault((entry.msgctxt, entry.msgid), entry)
    return list(found.values())
