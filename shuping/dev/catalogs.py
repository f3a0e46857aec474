"""Message catalogues, without gettext on the machine: compile, check, list what is missing, fill in.

Message ids are English, so the English catalogue is complete by nature; the Chinese one stands in the `locale`
folder of each app (`base` included). `check` fails on any message without Chinese, on obsolete and fuzzy ones.

    python -m shuping.dev.catalogs compile
    python -m shuping.dev.catalogs missing [APP]
    python -m shuping.dev.catalogs fill APP FILE.json     FILE: {"Hand in": "报送", "audit|count": "计票"}
    python -m shuping.dev.catalogs check
"""

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import polib

PACKAGE = Path(__file__).resolve().parents[1]
KEYWORDS: dict[str, Any] = {
    "gettext": None,
    "gettext_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "_": None,
}
Message = tuple[str, str]  # context, id


def folders() -> dict[str, Path]:
    """Every folder that keeps a catalogue, by the name used on the command line."""
    apps = sorted(path for path in (PACKAGE / "apps").iterdir() if (path / "__init__.py").exists())
    return {"base": PACKAGE / "base", **{path.name: path for path in apps}}


def catalog_path(folder: Path) -> Path:
    """Where the Chinese catalogue of a folder stands."""
    return folder / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def messages(folder: Path) -> dict[Message, str]:
    """Every message marked in the Python files and templates of a folder, with its plural form or ""."""
    found: dict[Message, str] = {}
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.html"), *folder.rglob("*.txt")]):
        if "migrations" in path.parts or "static" in path.parts:
            continue
        for message, plural in _marked(path):
            found[message] = found.get(message) or plural
    return found


def _marked(path: Path) -> Iterator[tuple[Message, str]]:
    from babel.messages.extract import extract  # noqa: PLC0415  (a tool of the checks; `compile` runs without it)
    from django.utils.translation.template import templatize  # noqa: PLC0415

    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines)
        text = "\n".join(_calls(text))
    for _line, found, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
        forms = found if isinstance(found, tuple) else (found,)
        if forms[0]:
            yield (context or "", forms[0]), forms[1] if len(forms) > 1 else ""


def _calls(text: str) -> Iterator[str]:
    """The calls of gettext in what Django makes of a template, however many brackets stand in the messages."""
    for match in re.finditer(r"(?:\bn?p?gettext|\b_)\(", text):
        depth, quote, place = 1, "", match.end()
        while place < len(text) and depth:
            sign = text[place]
            if quote:
                place += sign == "\\"  # the sign behind a backslash ends nothing
                quote = "" if sign == quote else quote
            elif sign in "\"'":
                quote = sign
            else:
                depth += (sign == "(") - (sign == ")")
            place += 1
        yield text[match.start() : place]


def missing(folder: Path) -> list[str]:
    """Messages of a folder that have no Chinese yet."""
    path = catalog_path(folder)
    done = set()
    if path.exists():
        done = {(entry.msgctxt or "", entry.msgid) for entry in polib.pofile(str(path)) if entry.translated()}
    return [identifier for context, identifier in messages(folder) if (context, identifier) not in done]


def fill(folder: Path, chinese: dict[str, str]) -> list[str]:
    """Bring a folder's catalogue in step, taking new Chinese from `chinese`; return what is still missing.

    A word that stands in several contexts keeps its Chinese where it has some; "context|word" changes one of them.
    """
    path = catalog_path(folder)
    old = polib.pofile(str(path)) if path.exists() else polib.POFile()
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in old if not entry.obsolete}
    new = polib.POFile(wrapwidth=118)
    new.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": "zh_Hans",
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    found = messages(folder)
    contexts = Counter(identifier for _context, identifier in found)
    for (context, identifier), plural in sorted(found.items()):
        before = known.get((context, identifier))
        standing = _chinese(before) if before else ""
        given = chinese.get(identifier, "")
        text = chinese.get(f"{context}|{identifier}") or (standing if contexts[identifier] > 1 else given)
        text = text or given or standing
        entry = polib.POEntry(msgid=identifier, msgctxt=context or None)
        if plural:
            entry.msgid_plural, entry.msgstr_plural = plural, {0: text}
        else:
            entry.msgstr = text
        new.append(entry)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    new.save(str(temporary))
    temporary.replace(path)
    compile_one(path)
    return missing(folder)


def _chinese(entry: polib.POEntry) -> str:
    return str(entry.msgstr_plural.get(0, "") if entry.msgid_plural else entry.msgstr)


def compile_one(path: Path) -> None:
    """Write the .mo beside a .po, whole or not at all."""
    temporary = path.with_name(f"django.mo.{os.getpid()}")
    polib.pofile(str(path)).save_as_mofile(str(temporary))
    temporary.replace(path.with_suffix(".mo"))


def compile_all() -> None:
    """Compile every catalogue whose .mo is older than its .po."""
    for folder in folders().values():
        path = catalog_path(folder)
        made = path.with_suffix(".mo")
        if path.exists() and (not made.exists() or made.stat().st_mtime < path.stat().st_mtime):
            compile_one(path)


def faults() -> Iterator[str]:
    """What `check` refuses, a line each."""
    for name, folder in folders().items():
        for identifier in missing(folder):
            yield f"{name}: no Chinese for {identifier!r}"
        path = catalog_path(folder)
        if not path.exists():
            continue
        marked = set(messages(folder))
        for entry in polib.pofile(str(path)):
            key = (entry.msgctxt or "", entry.msgid)
            if entry.fuzzy or entry.obsolete or key not in marked:
                yield f"{name}: left over in the catalogue: {entry.msgid!r}"
            elif sorted(re.findall(r"%\(\w+\)", entry.msgid)) != sorted(re.findall(r"%\(\w+\)", _chinese(entry))):
                yield f"{name}: parameters differ: {entry.msgid!r}"


def main(arguments: list[str]) -> int:
    """Run one verb; see the top of the file."""
    match arguments:
        case ["compile"]:
            compile_all()
            return 0
        case ["missing", *names]:
            for name in names or folders():
                print(json.dumps({name: missing(folders()[name])}, ensure_ascii=False, indent=1))
            return 0
        case ["fill", name, file]:
            left = fill(folders()[name], json.loads(Path(file).read_text(encoding="utf-8")))
            print(json.dumps(left, ensure_ascii=False, indent=1) if left else "complete")
            return 0
        case ["check"]:
            found = list(faults())
            print("\n".join(found) or "catalogues complete")
            return 1 if found else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
