"""Pages stay inside the house and readable: no outside address, no inline script, old browsers, contrast."""

import re

import pytest

from .sources import ROOT, below, name, text

TOKENS = ROOT / "shuping/base/static/base/tokens.css"
MISSING_IN_CHROMIUM_86 = [
    r"(?<![-\w])inset(-block|-inline)?\s*:", r":is\(", r":where\(", r":has\(", r"aspect-ratio", r"accent-color",
    r"(margin|padding)-(inline|block)\s*:", r"\d[dsl]v[hw]\b", r"\bok(lch|lab)\(", r"\bl(ch|ab)\(", r"\bhwb\(",
    r"color-mix\(",
    r"@layer", r"@container", r"@scope", r"@starting-style", r"subgrid", r"text-wrap", r"scrollbar-gutter",
    r"(?<![-\w])(translate|rotate|scale)\s*:", r"overflow(-x|-y)?\s*:\s*clip", r":user-(in)?valid",
    r"\(\s*width\s*[<>]",
    r"(?m)^\s*&", r"@media[^{]*[<>]=", r"\bcontent-visibility\b", r"\bforced-color-adjust\b",
]  # fmt: skip
SCRIPT_AFTER_CHROMIUM_86 = [
    r"\?\?=|\|\|=|&&=", r"\.at\(-?\d", r"\.findLast", r"structuredClone", r"Object\.hasOwn\b",
    r"\.toSorted|\.toReversed",
    r"\.replaceChildren", r"randomUUID", r"static\s*\{", r"\.requestSubmit\(\)\?", r"#\w+\s+in\s", r"\.showPicker",
]  # fmt: skip
ALLOWED_ADDRESSES = ("http://www.w3.org/", "https://www.w3.org/")


def _without_comments(style: str) -> str:
    return re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)


@pytest.mark.feature("OPS-02")
def test_no_page_style_or_script_names_an_outside_address() -> None:
    found = [
        f"{name(path)}: {address}"
        for path in below("shuping/", ".html", ".css", ".js", ".svg", ".txt")
        for address in re.findall(r"(?:https?:)?//[a-z0-9][\w-]*\.[\w./-]+", text(path))
        if not address.startswith(ALLOWED_ADDRESSES)
    ]
    assert found == []


def test_no_page_carries_inline_script_or_style() -> None:
    patterns = [r"<style\b", r"\sstyle=", r"\son[a-z]+=\"", r"javascript:", r"<script\b(?![^>]*\bsrc=)"]
    found = [
        f"{name(path)}: {pattern}"
        for path in below("shuping/", ".html")
        for pattern in patterns
        if re.search(
            pattern, re.sub(r"{%.*?%}", "", text(path), flags=re.DOTALL)
        )  # a tag may have a "style" of its own
    ]
    assert found == []


@pytest.mark.feature("A11-09")
@pytest.mark.parametrize("pattern", MISSING_IN_CHROMIUM_86)
def test_no_style_uses_what_chromium_86_lacks(pattern: str) -> None:
    sheets = below("shuping/", ".css")
    assert sheets
    assert [name(path) for path in sheets if re.search(pattern, _without_comments(text(path)))] == []


@pytest.mark.feature("A11-09")
@pytest.mark.parametrize("pattern", SCRIPT_AFTER_CHROMIUM_86)
def test_no_script_uses_what_chromium_86_lacks(pattern: str) -> None:
    assert [name(path) for path in below("shuping/", ".js") if re.search(pattern, text(path))] == []


BLACK_AND_SHADOW = ("#000", "#fff", "rgba(31, 35, 41")  # print in black; the shadow is ink-900 made transparent


def test_only_the_tokens_name_a_colour() -> None:
    pattern = re.compile(r"#[0-9A-Fa-f]{3,8}\b|\brgba?\([^)]*|\bhsla?\(")
    found = [
        f"{name(path)}: {match.group()}"
        for path in below("shuping/", ".css")
        if path != TOKENS
        for match in pattern.finditer(re.sub(r"url\([^)]*\)", "", _without_comments(text(path))))
        if not match.group().startswith(BLACK_AND_SHADOW)
    ]
    assert found == []


def _colours() -> dict[str, tuple[int, int, int]]:
    found = re.findall(r"--([\w-]+):\s*#([0-9A-Fa-f]{6})\s*;", text(TOKENS))
    return {key: (int(value[:2], 16), int(value[2:4], 16), int(value[4:], 16)) for key, value in found}


def _luminance(colour: tuple[int, int, int]) -> float:
    linear = [part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two tokens as WCAG 2.2 computes it, from 1 to 21."""
    colours = _colours()
    light, dark = sorted((_luminance(colours[one]), _luminance(colours[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_PAIRS = [
    *[(ink, ground) for ink in ("ink-900", "ink-700", "ink-500", "link") for ground in ("white", "page", "quiet-back")],
    ("white", "red-600"), ("white", "red-700"), ("red-600", "white"), ("red-600", "red-50"), ("red-700", "red-50"),
    *[(state, ground) for state in ("ok", "wait", "error", "info") for ground in ("white", f"{state}-back")],
    ("ink-900", "insert"), ("ink-900", "delete"), ("ink-900", "red-50"),
]  # fmt: skip
CONTROL_PAIRS = [
    ("control", "white"),
    *[(f"grade-{grade}", "white") for grade in ("good", "fairly-good", "average", "poor")],
    ("ink-900", "white"),  # the focus ring on a page
    ("white", "red-600"),  # and on the bar
]


@pytest.mark.feature("A11-01")
@pytest.mark.parametrize(("ink", "ground"), TEXT_PAIRS)
def test_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


@pytest.mark.feature("A11-01")
@pytest.mark.parametrize(("line", "ground"), CONTROL_PAIRS)
def test_controls_and_charts_stand_out_from_their_ground(line: str, ground: str) -> None:
    assert contrast(line, ground) >= 3


def test_brand_red_never_means_an_error() -> None:
    rules = re.findall(r"([^{}]*)\{([^{}]*)\}", _without_comments(text(TOKENS.with_name("house.css"))))
    wrong = [head.strip() for head, body in rules if re.search(r"\berror\b|\.invalid", head) and "--red-" in body]
    assert wrong == []


@pytest.mark.feature("A11-01")
def test_every_head_of_a_table_says_what_it_stands_over() -> None:
    found = [
        f"{name(path)}: {head}"
        for path in below("shuping/", ".html")
        for head in re.findall(r"<th(?=[ >])(?![^>]*\bscope=)[^>]*>", text(path))
    ]
    assert found == []


def test_every_page_that_answers_get_answers_head_too() -> None:
    """Who only asks whether a page is there, such as Word before it opens a link, is not refused."""
    refusing = [path for path in (ROOT / "shuping").rglob("*.py") if "require_GET" in path.read_text(encoding="utf-8")]
    assert not refusing, refusing
