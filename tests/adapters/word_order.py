"""What Word refuses or offers to repair in a docx: children out of their order, relations that lead nowhere, doubles.

The orders are those of ECMA-376 (transitional), wml.xsd; of each element only children the house writes or keeps.
"""

import io
import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cache

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
ORDER = {
    name: children.split()
    for name, children in {
        "rPr": """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof
            snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText
            vertAlign rtl cs em lang eastAsianLayout specVanish oMath""",
        "pPr": """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
            suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd
            snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
            textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange""",
        "pBdr": "top left bottom right between bar",
        "tblPr": """tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing
            tblInd tblBorders shd tblLayout tblCellMar tblLook""",
        "tblBorders": "top left start bottom right end insideH insideV",
        "tblCellMar": "top left start bottom right end",
        "tcPr": """cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign
            hideMark""",
        "tcBorders": "top left start bottom right end insideH insideV tl2br tr2bl",
        "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
        "tr": "tblPrEx trPr tc",
        "sectPr": """headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType
            pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings""",
        "docDefaults": "rPrDefault pPrDefault",
        "style": """name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat
            locked personal personalCompose personalReply rsid pPr rPr tblPr trPr tcPr tblStylePr""",
        "settings": """writeProtection view zoom removePersonalInformation mirrorMargins proofState attachedTemplate
            trackRevisions documentProtection defaultTabStop autoHyphenation evenAndOddHeaders bookFoldPrinting
            drawingGridHorizontalSpacing characterSpacingControl savePreviewPicture footnotePr endnotePr compat docVars
            rsids mathPr themeFontLang clrSchemeMapping doNotAutoCompressPictures shapeDefaults decimalSymbol
            listSeparator""",
    }.items()
}
ONCE = frozenset(ORDER) - {"tbl", "tr", "style", "sectPr"}  # of these no child may stand twice
FIRST = {"p": "pPr", "r": "rPr", "tc": "tcPr"}  # what stands first or not at all


def faults(data: bytes) -> Iterator[str]:
    """Every fault as one line; none in a file that Word opens as it is."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    if len(parts) != len(set(parts)):
        yield "a part stands twice"
    trees = {name: etree.fromstring(body) for name, body in parts.items() if name.endswith((".xml", ".rels"))}
    yield from (f"{name} stands beside our own styles" for name in parts if "WithEffects" in name)
    yield from _types(trees, set(parts))
    yield from _relations(trees, set(parts))
    for name, body in parts.items():
        if name.startswith("word/") and name in trees:
            yield from (f"{name}: {fault}" for fault in _faults_of(body))
    yield from _numbers(trees["word/document.xml"])


def _types(trees: dict[str, etree._Element], names: set[str]) -> Iterator[str]:
    listed = trees["[Content_Types].xml"]
    suffixes = {one.get("Extension", "").lower() for one in listed if one.tag.endswith("Default")}
    single = [one.get("PartName", "").lstrip("/") for one in listed if one.tag.endswith("Override")]
    yield from (f"{name} is listed and not there" for name in single if name not in names)
    yield from (f"{name} is listed twice" for name, times in Counter(single).items() if times > 1)
    for name in names - {"[Content_Types].xml"} - set(single):
        if name.rpartition(".")[2].lower() not in suffixes:
            yield f"{name} has no type"


def _relations(trees: dict[str, etree._Element], names: set[str]) -> Iterator[str]:
    reached = {name for name in names if name.endswith(".rels")} | {"[Content_Types].xml"}
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        folder, _, file = name.rpartition("_rels/")
        keys = [one.get("Id", "") for one in tree]
        if len(keys) != len(set(keys)):
            yield f"{name}: a key stands twice"
        for one in tree:
            if one.get("TargetMode") == "External":
                yield f"{name}: leads outside"
            target = one.get("Target", "")
            place = target.lstrip("/") if target.startswith("/") else posixpath.normpath(folder + target)
            reached.add(place)
            if place not in names:
                yield f"{name}: {target} is not there"
        owner = trees.get(folder + file.removesuffix(".rels"))
        if owner is not None:
            used = {value for element in owner.iter() for key, value in element.attrib.items() if key.startswith(R)}
            yield from (f"{name}: {key} is used and not listed" for key in used - set(keys))
    yield from (f"{name} is reached by nothing" for name in names - reached)


@cache
def _faults_of(part: bytes) -> list[str]:
    """Kept, since the tables of styles are large and the same in many papers."""
    return list(_orders(etree.fromstring(part)))


def _orders(tree: etree._Element) -> Iterator[str]:
    for element in tree.iter(etree.Element):
        name = etree.QName(element).localname
        if etree.QName(element).namespace != W.strip("{}"):
            continue
        children = [etree.QName(one).localname for one in element if isinstance(one.tag, str) and one.tag.startswith(W)]
        if name in ORDER:
            yield from (f"{name} holds {one}" for one in children if one not in ORDER[name])
            ranks = [ORDER[name].index(one) for one in children if one in ORDER[name]]
            if ranks != sorted(ranks):
                yield f"{name}: {' '.join(children)}"
            if name in ONCE and len(children) != len(set(children)):
                yield f"{name} holds one twice: {' '.join(children)}"
        if name in FIRST and FIRST[name] in children[1:]:
            yield f"{name}: {FIRST[name]} does not stand first"
        if name == "tc" and children[-1:] != ["p"]:
            yield "a cell does not end with a paragraph"
        if name == "body" and (children[-1:] != ["sectPr"] or children.count("sectPr") != 1):
            yield "the body does not end with its section"
        if name == "tbl":
            yield from _grid(element)


def _grid(table: etree._Element) -> Iterator[str]:
    """Every row fills the grid."""
    columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
    for row in table.findall(f"{W}tr"):
        told = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(f"{W}tc")]
        spans = [1 if one is None else int(one.get(f"{W}val", "1")) for one in told]
        if sum(spans) != columns:
            yield f"a row of {sum(spans)} cells in a table of {columns}"


def _numbers(document: etree._Element) -> Iterator[str]:
    starts = [one.get(f"{W}id") for one in document.iter(f"{W}bookmarkStart")]
    ends = [one.get(f"{W}id") for one in document.iter(f"{W}bookmarkEnd")]
    names = [one.get(f"{W}name") for one in document.iter(f"{W}bookmarkStart")]
    if len(set(starts)) != len(starts) or sorted(starts) != sorted(ends) or len(set(names)) != len(names):
        yield "bookmarks do not fit"
    asked = re.findall(r"PAGEREF (\w+)", "".join(one.text or "" for one in document.iter(f"{W}instrText")))
    yield from (f"no bookmark {name}" for name in set(asked) - set(names))
    for paragraph in document.iter(f"{W}p"):
        kinds = [one.get(f"{W}fldCharType") for one in paragraph.iter(f"{W}fldChar")]
        if kinds != ["begin", "separate", "end"] * (len(kinds) // 3):
            yield f"a field is not closed: {kinds}"
