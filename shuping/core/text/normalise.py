"""Texts become net characters: Han, letters and digits only, one form each, with the way back to the offsets.

Full-width and compatibility forms, case, accents, radicals, look-alike letters of other alphabets and invisible
characters make no difference afterwards (shared/text.md 7.1).
"""

import unicodedata
from functools import cache

import numpy as np

from shuping.core.text.compiled import Bytes, Codes, Numbers, Rows, compiled

# Letters of other alphabets that look like Latin ones (Unicode confusables, the ones of plain fonts), lower case.
_ALIKE = dict(
    zip(
        "асеіјорѕухһԁӏвкмнтгѵԝԛαβγικνορτυχωаеӧүʼ",
        "aceijopsuxhdlbkmhtrvwqabyiknoptuxwaeoy'",
        strict=True,
    )
)
# Radicals that Unicode does not fold into the character they look like.
_RADICALS = dict(
    zip(
        "⺁⺄⺆⺇⺈⺊⺌⺍⺎⺏⺕⺗⺘⺜⺟⺡⺣⺨⺩⺫⺬⺮⺯⺰⺲⺶⺷⺸⺼⺾⻂⻅⻆⻇⻉⻊⻋⻌⻎⻏⻒⻓⻔⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻨⻩⻪⻬⻮⻰⻳",
        "厂乙冂几刀卜小小兀尣彐心手日母水火犬玉目示竹糸纟网羊羊羊肉艹衤见角角贝足车辶辶阝镸长门青韦页风飞食饣首马骨鬼鱼鸟麦黄黾齐齿龙龟",
        strict=True,
    )
)
_PLAIN = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xAC00, 0xD7A4))  # kept as they are
_FAR = (0x20000, 0x323B0)  # rare Han beyond sixteen bits: folded into the private area, the alignment bears it


@cache
def table() -> Codes:
    """Code point -> normalised code; 0 for what is not net (punctuation, space, marks, controls)."""
    codes = np.zeros(0x110000, np.uint16)
    for first, end in _PLAIN:
        codes[first:end] = np.arange(first, end)
    far = np.arange(*_FAR, dtype=np.uint32)
    codes[_FAR[0] : _FAR[1]] = 0xE000 + far % 0x1800
    for point in _irregular():
        codes[point] = _one(chr(point))
    return codes


def _irregular() -> list[int]:
    plain = [point for first, end in _PLAIN for point in (first, end)]
    gaps = [(0x30, plain[0]), (plain[1], plain[2]), (plain[3], plain[4]), (plain[5], 0xD800), (0xF900, 0x10000)]
    wide = [(0x1D400, 0x1D800), (0x1F100, 0x1F1AD), (0x1F200, 0x1F266), (0x2F800, 0x2FA20)]
    return [point for first, end in gaps + wide for point in range(first, end)]


def _one(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Mc", "Cf", "Cn", "Co"):
        return 0
    character = _RADICALS.get(character, character)
    for form in unicodedata.normalize("NFKD", character).casefold():
        form = _ALIKE.get(form, form)
        if unicodedata.category(form)[0] in "LN" and form != "ー":
            point = ord(form)
            return point if point < 0x10000 else 0xE000 + point % 0x1800
    return 0


def code_points(text: str) -> Codes | Rows:
    """The text as code points, an entry for each index of the string (16 bits each, if they suffice)."""
    short = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    if short.size == len(text):
        return short
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


@compiled
def net_of(points: Codes | Rows, lengths: Numbers, codes: Codes, net: Codes, kept: Bytes, ends: Numbers) -> int:
    """Fill `net` with the net characters of texts that follow one another in `points`; return how many.

    `lengths`: of the texts. `kept`: a bit for each code point (first point in the lowest bit), whether it is net.
    `ends[i]`: where text i ends in `net`.
    """
    at = 0
    filled = 0
    byte = 0
    for index in range(lengths.size):
        for _ in range(lengths[index]):
            code = codes[points[at]]
            net[filled] = code
            stays = code != 0
            filled += stays
            byte |= stays << (at & 7)
            at += 1
            if at & 7 == 0:
                kept[(at >> 3) - 1] = byte
                byte = 0
        ends[index] = filled
    if at & 7:
        kept[at >> 3] = byte
    return filled


@compiled
def offsets_of(kept: Bytes, first: int, net_places: Numbers, out: Numbers) -> None:
    """For rising net places of one text, whose bits begin at `first`: the offsets in the text as given."""
    bit = first
    count = -1
    for index in range(net_places.size):
        wanted = net_places[index]
        while count < wanted:
            # A whole byte at once where it cannot hold the wanted one.
            if bit & 7 == 0:
                byte = kept[bit >> 3]
                ones = 0
                while byte:
                    byte &= byte - 1
                    ones += 1
                if count + ones < wanted:
                    count += ones
                    bit += 8
                    continue
            if (kept[bit >> 3] >> (bit & 7)) & 1:
                count += 1
            bit += 1
        out[index] = bit - 1 - first


def net_text(text: str) -> str:
    """The net characters of one text as a string, for looking at and for tests."""
    codes = table()[code_points(text)]
    return codes[codes > 0].astype("<u2").tobytes().decode("utf-16-le", "replace")
