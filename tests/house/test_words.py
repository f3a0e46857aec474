"""Every refusal has its sentence, every name stands in the glossary, and what must never be on screen is not."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

import polib
import pytest
from django.conf import settings
from django.utils import translation

from shuping.adapters.archive.words import CODES
from shuping.base.wording import sentences

from .sources import ROOT, below, called, calls, name, text, tree

# The list "Never on screen" of the house's words. Labels that are wrong only beside a unit are judged by people.
NEVER = [
    "抄袭", "洗稿", "伪原创", "造假", "突击补材料", "老样子", "一票否决", "责任状", "末位", "人情票", "排行榜", "积分",
    "质量分",
]  # fmt: skip
# Words for how rows are kept, not for what they mean.
PLUMBING = set(
    "append change draft entry head history key link log manager mark once only request row time user".split()
)
NEVER_ENGLISH = ["stuff", "toys", "lip service"]


@dataclass(frozen=True)
class Raised:
    """One place that raises an expected failure with a code written out."""

    code: str
    params: frozenset[str] | None  # None: handed on with **
    place: str


def raised() -> Iterator[Raised]:
    """Every RuleError or InputError of the source whose code is written out."""
    for path in below("shuping/", ".py"):
        for call in calls(path):
            if called(call) not in {"RuleError", "InputError"} or not call.args:
                continue
            code = call.args[0]
            if isinstance(code, ast.Constant) and isinstance(code.value, str):
                names = [keyword.arg for keyword in call.keywords]
                params = None if None in names else frozenset(str(one) for one in names)
                yield Raised(code.value, params, f"{name(path)}:{call.lineno}")


def test_every_refusal_has_its_sentence() -> None:
    worded = sentences()
    assert sorted({f"{one.code} ({one.place})" for one in raised() if one.code not in worded}) == []


def test_every_sentence_gets_the_figures_and_names_it_shows() -> None:
    worded = sentences()
    with translation.override("en"):
        lacking = [
            f"{one.code} ({one.place}): {', '.join(sorted(wanted - one.params))}"
            for one in raised()
            if one.params is not None and one.code in worded
            if (wanted := set(re.findall(r"%\((\w+)\)", str(worded[one.code])))) - one.params
        ]
    assert lacking == []


@pytest.mark.feature("I18-01")
def test_every_sentence_of_a_refusal_is_chinese_in_the_chinese_interface() -> None:
    with translation.override("zh-hans"):
        english = [code for code, words in sentences().items() if not re.search(r"[\u4e00-\u9fff]", str(words))]
    assert english == []


def test_codes_are_dotted_and_begin_with_the_room_that_raises_them() -> None:
    assert (
        sorted(
            {f"{one.code} ({one.place})" for one in raised() if not re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", one.code)}
        )
        == []
    )


def _shown() -> Iterator[tuple[str, str]]:
    """Where words for the screen or for paper stand: templates, catalogues, the README."""
    for path in below("shuping/", ".html"):
        yield name(path), text(path)
    for path in below("shuping/", ".po"):
        for entry in polib.pofile(str(path)):
            yield (
                f"{name(path)}: {entry.msgid}",
                f"{entry.msgid}\n{entry.msgstr}\n{' '.join(entry.msgstr_plural.values())}",
            )
    for path in below("shuping/core/rulesets/", ""):  # defaults are copied into every plan and printed from there
        if path.suffix in {".py", ".json", ".toml", ".txt"}:
            yield name(path), text(path)
    for path in [*ROOT.glob("README*.md"), *ROOT.glob("docs/guide/*.md")]:
        yield name(path), text(path)


@pytest.mark.parametrize("word", NEVER)
def test_words_that_never_stand_on_screen_do_not(word: str) -> None:
    assert [place for place, words in _shown() if word in words] == []


def test_one_english_message_has_one_chinese_text_in_every_catalogue() -> None:
    """Django merges the catalogues of all apps: of two texts for one id, one would show in the wrong app."""
    chinese: dict[tuple[str, str], dict[str, list[str]]] = {}
    for path in below("shuping/", ".po"):
        for entry in polib.pofile(str(path)):
            words = entry.msgstr or "".join(entry.msgstr_plural.values())
            key = (entry.msgctxt or "", entry.msgid)
            chinese.setdefault(key, {}).setdefault(words, []).append(name(path))
    assert {key: texts for key, texts in chinese.items() if len(texts) > 1} == {}


@pytest.mark.parametrize("word", NEVER_ENGLISH)
def test_english_stays_without_irony(word: str) -> None:
    assert [place for place, words in _shown() if re.search(rf"\b{word}\b", words, re.IGNORECASE)] == []


def _glossary() -> str:
    return text(ROOT / "docs" / "glossary.md").lower()


def test_the_glossary_is_the_source_of_names() -> None:
    rows = re.findall(r"^\| (.+?) \| (.+?) \|", _glossary(), re.MULTILINE)
    assert len(rows) > 40
    assert [row for row in rows[2:] if not re.search(r"[\u4e00-\u9fff–]", row[1])] == []


def test_every_table_is_named_by_words_of_the_glossary() -> None:
    known = set(re.findall(r"[a-z]+", _glossary().replace("isation", "ization"))) | PLUMBING
    strange = []
    for app in settings.APPS:
        for path in below(f"shuping/apps/{app}/", "models.py"):
            for node in ast.parse(text(path)).body:
                if isinstance(node, ast.ClassDef):
                    words = {word.lower() for word in re.findall(r"[A-Z][a-z]+", node.name)}
                    strange += [f"{app}.{node.name}: {word}" for word in sorted(words - known)]
    assert strange == []


def test_every_class_of_the_rules_is_named_by_words_of_the_glossary() -> None:
    known = set(re.findall(r"[a-z]+", _glossary().replace("isation", "ization"))) | PLUMBING
    known |= {"error"}  # what Python calls a refusal
    known |= {f"{word}s" for word in known} | {word.removesuffix("s") for word in known}
    strange = [
        f"{name(path)}: {node.name}: {word}"
        for path in below("shuping/core/", ".py")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        for word in re.findall(r"[A-Z][a-z]+|[A-Z]+(?![a-z])", node.name)
        if word.lower() not in known
    ]
    assert strange == []


SEVERAL = {"ballot", "characters", "poor", "row", "warn"}  # codes that mean more than one thing: a word for all of them


@pytest.mark.feature("DOC-09")
def test_the_year_file_names_codes_as_the_screens_do() -> None:
    """The page of the package cannot ask the apps; what it says must be what they say."""
    with translation.override("zh-hans"):
        screens: dict[str, set[str]] = {}
        for app in ("cycles", "reports", "assessments", "rectification", "grades", "documents", "desk", "registers"):
            for name, words in vars(import_module(f"shuping.apps.{app}.wording")).items():
                if name.isupper() and name != "SENTENCES" and isinstance(words, dict):
                    for code, text in words.items():
                        screens.setdefault(str(code), set()).add(str(text))
    known = {code: words for code, words in CODES.items() if code in screens and code not in SEVERAL}
    assert len(known) > 100
    assert {code: words for code, words in known.items() if words not in screens[code]} == {}
