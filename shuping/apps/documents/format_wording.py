"""The words of the format checker: what deviates, how it is mended, where it stands (docs/rules/documents.md, 6)."""

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, tuple[str | Promise, str | Promise]] = {
    "paper_size": (_("Paper size"), _("Set the paper to the size of this kind of paper.")),
    "margin_top": (_("Upper margin"), _("Set the margin to the value shown.")),
    "margin_bottom": (_("Lower margin"), _("Set the lower margin to the value shown.")),
    "margin_left": (_("Left margin"), _("Set the left margin to the value shown.")),
    "margin_right": (_("Right margin"), _("Set the right margin to the value shown.")),
    "grid_missing": (
        _("No document grid"),
        _("Page setup, grid: specify lines, 22 to a page and 28 characters to a line."),
    ),
    "grid_pitch": (_("Lines to a page"), _("Page setup, grid: set the lines to a page as shown.")),
    "characters": (_("Characters to a line"), _("Adjust the character spacing so that a line holds the number shown.")),
    "page_number_missing": (_("No page number"), _("Insert page numbers in the footer.")),
    "page_number_form": (_("Form of the page number"), _("Put a one-character dash on both sides of the number.")),
    "page_number_side": (
        _("Side of the page number"),
        _("Different footers for odd and even pages: odd at the right, even at the left."),
    ),
    "page_number_size": (_("Size of the page number"), _("Set the page number in the size shown.")),
    "page_number_font": (_("Font of the page number"), _("Set the page number in the font shown.")),
    "head_missing": (_("No red head"), _("Add the red head above the number.")),
    "head_color": (_("Colour of the red head"), _("Set the head in red.")),
    "number_form": (
        _("Form of the document number"),
        _("Write the year in full in hexagonal brackets, the serial without leading nought and without 第."),
    ),
    "number_place": (
        _("Place of the document number"),
        _("Centre the number; with a signer at the left; in a letter at the right."),
    ),
    "title_font": (_("Font of the title"), _("Set the title in the font shown.")),
    "title_size": (_("Size of the title"), _("Set the title in the size shown.")),
    "title_place": (_("Place of the title"), _("Centre the title.")),
    "title_punctuation": (_("Stop after the title"), _("Take the sign at the end of the title away.")),
    "recipients_colon": (_("Colon after the recipients"), _("Use a full-width colon.")),
    "recipients_place": (_("Place of the recipients"), _("Begin the recipients at the left edge without indent.")),
    "body_font": (_("Font of the text"), _("Set the text in the font shown.")),
    "body_size": (_("Size of the text"), _("Set the text in the size shown.")),
    "body_indent": (_("Indent of the paragraph"), _("Indent the first line by two characters.")),
    "body_bold": (_("Whole paragraph bold"), _("Take the bold type off.")),
    "color": (_("Coloured text"), _("Set the text in black.")),
    "line_pitch": (_("Line spacing"), _("Set the exact line spacing shown.")),
    "heading_font": (
        _("Font of the heading"),
        _("First level 黑体, second level 楷体, third and fourth like the text."),
    ),
    "heading_number": (_("Number of the heading"), _("Write 一、 （一） 1. （1） with no sign after the brackets.")),
    "heading_order": (_("Order of the headings"), _("Number the headings without gap.")),
    "heading_level": (_("Level skipped"), _("Begin with 一、 before （一）.")),
    "heading_punctuation": (_("Stop after a heading"), _("A heading that stands alone has no stop.")),
    "heading_keep": (_("Heading may stand alone at the foot"), _("Paragraph, line and page breaks: keep with next.")),
    "attachment_punctuation": (_("Stop after an attachment"), _("No sign after the title of an attachment.")),
    "annex_label": (_("Label of the annex"), _("The label agrees with the note below the text.")),
    "annex_font": (_("Font of the annex label"), _("Set the label in the font shown.")),
    "signature_place": (
        _("Place of the signature"),
        _("Right-align and leave the characters shown free at the right."),
    ),
    "date_place": (_("Place of the date"), _("Right-align and leave the characters shown free (with seal four).")),
    "date_form": (_("Form of a date"), _("Arabic numerals, year in full, no leading nought.")),
    "table_head": (_("Table head not repeated"), _("Table properties, row: repeat as header row.")),
    "closing_copies": (_("Stop after the copies"), _("End the list of copies with a full stop.")),
    "punctuation_half_width": (_("Half-width sign"), _("Use the full-width sign.")),
    "punctuation_half_width_stop": (_("Dot for a full stop"), _("Use the Chinese full stop.")),
    "punctuation_straight_quotes": (_("Straight quotation marks"), _("Use “ and ”.")),
    "punctuation_dots": (_("Dots"), _("Use …… (six dots, two characters).")),
    "punctuation_doubled": (_("Sign twice"), _("Keep one sign.")),
    "punctuation_year_brackets": (_("Brackets of the year"), _("Use hexagonal brackets.")),
    "punctuation_serial_prefix": (_("Serial number with 第 or a nought"), _("Write only the serial and 号.")),
    "punctuation_space": (_("Space between signs"), _("Take the space away.")),
    "punctuation_title_marks": (_("Title marks of two signs"), _("Use 《 and 》.")),
    "punctuation_unpaired": (_("Unpaired sign"), _("Add or take away the other sign of the pair.")),
}
"""Code of a finding: what deviates, and the remedy."""

VALUES: dict[str, str | Promise] = {
    "left": _("left-aligned"),
    "center": _("centred"),
    "right": _("right-aligned"),
    "both": _("justified"),
    "right/left": _("odd right, even left"),
    "right/right": _("both right"),
    "left/left": _("both left"),
    "center/center": _("both centred"),
    "000000": _("black"),
    "FF0000": _("red"),
}
"""Found and expected values that are not words of the paper itself."""


def findings_in_words(findings: Iterable[Mapping[str, object]]) -> list[dict[str, str]]:
    """Stored findings as lines for the page: place, words, remedy, in the reader's language."""
    return [
        {
            "code": str(one["code"]),
            "place": _place(one),
            "words": _deviation(one),
            "remedy": str(WORDS[str(one["code"])][1]),
        }
        for one in findings
        if one.get("code") in WORDS
    ]


def _place(one: Mapping[str, object]) -> str:
    part, number, text = one.get("part"), one.get("number"), one.get("text")
    if part == "paragraph":
        return gettext("Paragraph %(number)s: “%(text)s”") % {"number": number, "text": text}
    if part == "table":
        return gettext("Table after paragraph %(number)s: “%(text)s”") % {"number": number, "text": text}
    return gettext("Footer") if part == "footer" else gettext("Page setup")


def _deviation(one: Mapping[str, object]) -> str:
    words = str(WORDS[str(one["code"])][0])
    found, expected = (str(VALUES.get(str(one.get(key) or ""), one.get(key) or "")) for key in ("found", "expected"))
    if expected in words:  # “no red head” says already what should be there
        expected = ""
    if found and expected:
        return gettext("%(words)s: %(found)s, should be %(expected)s") % {
            "words": words,
            "found": found,
            "expected": expected,
        }
    if found:
        return gettext("%(words)s: %(found)s") % {"words": words, "found": found}
    return gettext("%(words)s, should be %(expected)s") % {"words": words, "expected": expected} if expected else words
