"""Which fonts a PDF can use here: the site's own folder, the free ones beside the data, the system's. No Django.

An official font that is not there is replaced by a free one of the same kind, and characters a font lacks are taken
from the next of the chain; `FontReport` says both, so that the user is told.
"""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import typst

from shuping.core.documents.blocks import Face
from shuping.core.documents.font_names import SAME_FONT
from shuping.core.documents.values import Fonts

FREE_FOLDER = Path(__file__).resolve().parents[2] / "var" / "fonts"
"""Where `./run` puts the free fonts it fetches."""

SYSTEM_FOLDERS = (FREE_FOLDER, Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))

_STAND_INS: Mapping[Face, tuple[tuple[str, int], ...]] = {
    Face.BODY: (("FandolFang R", 400), ("Noto Serif CJK SC", 400)),
    Face.KAI: (("FandolKai", 400), ("AR PL UKai CN", 400), ("Noto Serif CJK SC", 400)),
    Face.HEI: (("Noto Sans CJK SC", 700), ("FandolHei", 700)),
    Face.SONG: (("FandolSong", 400), ("Noto Serif CJK SC", 400)),
    Face.TITLE: (("Noto Serif CJK SC", 700), ("FandolSong", 700)),
}
"""Free fonts in the place of official ones, best first, with the weight that comes nearest."""

_LATIN = ("Liberation Serif", "TeX Gyre Termes", "Libertinus Serif")  # the last comes with the compiler
_LAST = ("Noto Serif CJK SC", "Noto Sans CJK SC", "FandolSong", "DejaVu Sans", "DejaVu Sans Mono")


@dataclass(frozen=True, slots=True)
class FaceFonts:
    """The chain of families for one face, first to last, and the weight of the first."""

    families: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True)
class FontReport:
    """What the user has to know about the fonts of one PDF."""

    replaced: tuple[tuple[str, str], ...] = ()  # official font, the font used for it ("" when there is none)
    borrowed: tuple[str, ...] = ()  # characters taken from another font of the chain
    missing: tuple[str, ...] = ()  # characters no font here can draw

    @property
    def complete(self) -> bool:
        """Whether the paper looks exactly as the layout says."""
        return not (self.replaced or self.borrowed or self.missing)


@dataclass(frozen=True, slots=True)
class FontBook:
    """The fonts found in some folders. Make one with `font_book`."""

    folders: tuple[str, ...]
    names: Mapping[str, str]  # any name of a family, official Chinese ones too, to the name the compiler knows
    files: Mapping[str, tuple[tuple[str, int, int], ...]]  # family: path, index, weight

    def faces(self, fonts: Fonts) -> dict[Face, FaceFonts]:
        """The chain of every face under these official names."""
        wanted = {
            Face.BODY: fonts.body,
            Face.KAI: fonts.kai,
            Face.HEI: fonts.hei,
            Face.SONG: fonts.song,
            Face.TITLE: fonts.title,
        }
        return {face: self._chain(face, name) for face, name in wanted.items()}

    def latin(self, fonts: Fonts) -> str:
        """The family of digits and letters of the body."""
        return self._official(fonts.latin) or next(name for name in _LATIN if name in self.files or name == _LATIN[-1])

    def report(self, fonts: Fonts, texts: Mapping[Face, Iterable[str]]) -> FontReport:
        """What stands in for what, and which characters (of the texts by face) were borrowed or have no glyph."""
        replaced: list[tuple[str, str]] = []
        borrowed: set[str] = set()
        missing: set[str] = set()
        names = {
            Face.BODY: fonts.body,
            Face.KAI: fonts.kai,
            Face.HEI: fonts.hei,
            Face.SONG: fonts.song,
            Face.TITLE: fonts.title,
        }
        chains = self.faces(fonts)
        for face, parts in texts.items():
            signs = {sign for text in parts for sign in text if ord(sign) >= 0x2E80}
            if not signs:
                continue
            families = [family for family in chains[face].families if family in self.files]
            if not self._official(names[face]):
                replaced.append((names[face], families[0] if families else ""))
            left = signs
            for at, family in enumerate(families):
                found = {sign for sign in left if ord(sign) in self._coverage(family)}
                borrowed |= found if at else set()
                left -= found
            missing |= left
        return FontReport(tuple(dict.fromkeys(replaced)), tuple(sorted(borrowed)), tuple(sorted(missing)))

    def _official(self, name: str) -> str:
        return next((self.names[known] for known in (name, *SAME_FONT.get(name, ())) if known in self.names), "")

    def _chain(self, face: Face, name: str) -> FaceFonts:
        official = self._official(name)
        stand_ins = [(family, weight) for family, weight in _STAND_INS[face] if family in self.files]
        first = [official] if official else []
        families = dict.fromkeys([*first, *(family for family, _weight in stand_ins), *_LAST])
        present = tuple(family for family in families if family in self.files or family == "DejaVu Sans Mono")
        return FaceFonts(present, 400 if official or not stand_ins else stand_ins[0][1])

    def _coverage(self, family: str) -> frozenset[int]:
        path, index, _weight = self.files[family][0]
        return _coverage(path, index)


def font_book(folders: Iterable[Path], *, system: bool = True) -> FontBook:
    """The fonts of these folders (the site's licensed ones) and, if told, the free ones and the system's.

    A folder that does not exist is passed over. Reading is done once per set of folders while they do not change.
    """
    wanted = (*folders, *(SYSTEM_FOLDERS if system else ()))
    present = tuple(str(folder) for folder in wanted if folder.is_dir())
    stamps = tuple(sorted(_stamps(present)))
    return _book(present, stamps)


def _stamps(folders: tuple[str, ...]) -> Iterable[tuple[str, int]]:
    for folder in folders:
        for path in Path(folder).rglob("*"):
            if path.suffix.lower() in (".ttf", ".otf", ".ttc", ".otc"):
                yield str(path), path.stat().st_size


@lru_cache(maxsize=4)
def _book(folders: tuple[str, ...], _stamps_: tuple[tuple[str, int], ...]) -> FontBook:
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders)).fonts()
    files: dict[str, list[tuple[str, int, int]]] = {}
    names: dict[str, str] = {}
    order = {folder: at for at, folder in enumerate(folders)}
    for font in sorted(found, key=lambda font: (_place(str(font.path), order), abs(font.weight - 400), str(font.path))):
        if font.style != "normal":
            continue
        files.setdefault(font.family, []).append((str(font.path), font.index, font.weight))
        for name in (font.family, *_names(str(font.path), font.index)):
            names.setdefault(name, font.family)
    return FontBook(folders, names, {family: tuple(rows) for family, rows in files.items()})


def _place(path: str, order: Mapping[str, int]) -> int:
    return min((at for folder, at in order.items() if path.startswith(folder)), default=len(order))


def _tables(path: str, index: int) -> tuple[bytes, dict[str, tuple[int, int]]]:
    """The bytes of a font file and where the tables of its font number `index` lie."""
    data = Path(path).read_bytes()
    start = struct.unpack_from(">I", data, 12 + 4 * index)[0] if data[:4] == b"ttcf" else 0
    count = struct.unpack_from(">H", data, start + 4)[0]
    tables = {}
    for at in range(count):
        tag, _sum, offset, length = struct.unpack_from(">4sIII", data, start + 12 + 16 * at)
        tables[tag.decode("latin-1")] = (offset, length)
    return data, tables


def _names(path: str, index: int) -> list[str]:
    """The family names of a font in every language (name records 1 and 16)."""
    data, tables = _tables(path, index)
    if "name" not in tables:
        return []
    base = tables["name"][0]
    _format, count, text = struct.unpack_from(">HHH", data, base)
    found = []
    for at in range(count):
        platform, _encoding, _language, name, length, offset = struct.unpack_from(">6H", data, base + 6 + 12 * at)
        if name in (1, 16) and platform in (0, 3):
            raw = data[base + text + offset : base + text + offset + length]
            found.append(raw.decode("utf-16-be", "ignore"))
    return found


@lru_cache(maxsize=32)
def _coverage(path: str, index: int) -> frozenset[int]:
    """Every code point a font has a glyph for (cmap formats 4 and 12)."""
    data, tables = _tables(path, index)
    if "cmap" not in tables:
        return frozenset()
    base = tables["cmap"][0]
    count = struct.unpack_from(">H", data, base + 2)[0]
    points: set[int] = set()
    for at in range(count):
        _platform, _encoding, offset = struct.unpack_from(">HHI", data, base + 4 + 8 * at)
        form = struct.unpack_from(">H", data, base + offset)[0]
        if form == 4:
            points |= _segments(data, base + offset)
        elif form == 12:
            points |= _groups(data, base + offset)
    return frozenset(points)


def _segments(data: bytes, base: int) -> set[int]:
    double = struct.unpack_from(">H", data, base + 6)[0]
    count = double // 2
    ends = struct.unpack_from(f">{count}H", data, base + 14)
    starts = struct.unpack_from(f">{count}H", data, base + 16 + double)
    return {
        point for first, last in zip(starts, ends, strict=True) if first != 0xFFFF for point in range(first, last + 1)
    }


def _groups(data: bytes, base: int) -> set[int]:
    count = struct.unpack_from(">I", data, base + 12)[0]
    points: set[int] = set()
    for at in range(count):
        first, last, _glyph = struct.unpack_from(">III", data, base + 16 + 12 * at)
        points.update(range(first, last + 1))
    return points
