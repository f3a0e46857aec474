"""5,000 broken files through the readers, the desk check and the speech reader: none may crash or hang (issue 4).

Every file is made from a seed and its number, so that a finding can be made again: `broken(seed, number)`.
"""

import io
import random
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import docx

from bench.report import Report
from shuping.adapters import documents_in
from shuping.commands import desk_check
from shuping.core.errors import InputError
from shuping.core.reports.facts import Known, read
from shuping.core.text import problems, speech
from tests.adapters.hostile import plain_pdf

FILES = 5000
SEED = 20201
SLOWEST = 35  # seconds for one file: the reader's own limit and a little

TEXT = """2020年度抓基层党建工作述职报告
南屏公路事业发展中心党委书记　王建国
一、履职情况和主要成效
我带头讲党课4次，走访支部12个。各项工作取得明显成效，进一步提升了能力水平。
（一）强化政治引领
我牵头修订制度3项，推动养护工程完好率由92%提高到95%，党员突击队完成抢险任务6次。
二、存在的主要问题
一是学习不够深入，创新意识不强。二是党建与业务融合还不够，存在“两张皮”现象。
三、原因分析
我到基层少，指导不及时。
四、上年问题整改情况
上年指出的党员教育管理不严问题，已于3月5日补课6次。
五、下一步打算
6月底前由办公室牵头完成支部记录检查2轮。进一步加大工作力度，切实提高党建工作水平。
"""
SPEECH = """在述职评议会上的讲话
同志们：刚才，3个厅直单位、4个公路段党组织书记作了现场述职，其他单位书面述职。
还存在一些问题：一是融合不够；二是照搬照抄；三是整改不到位。下面讲三点意见。
一、提高认识
二、压实责任，于2021年3月15日前报送方案
"""
KNOWN: Known = read(
    {
        "unit": "南屏公路事业发展中心",
        "people": ["王建国"],
        "places": ["南屏市"],
        "other_units": ["北泽公路事业发展中心"],
        "last_year": [{"problem": "党员教育管理不严", "promise": "补课"}],
        "rules": {"year": 2020},
    }
)
_STRANGE = (
    "\u0000", "\u200b", "\ufeff", "\u202e", "\ud7ff", "\ue000", "\U00020000", "\U0010ffff", "\u0301", "\u2028",
    "\x0b", "\t", "１２３", "一" * 60, "9" * 400, "（" * 50, "“", "》", "、、、", "。" * 30, "第", "年13月45日",
    "%s{}\\", "\r", "<w:p>", "一是", "（一）", "现场述职", "某某", "×× ", "&amp;",
)  # fmt: skip
Change = Callable[[random.Random, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken file."""

    name: str
    data: bytes
    how: str


def _docx(text: str) -> bytes:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    table = document.add_table(rows=2, cols=2)
    for place, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.text = f"措施{place}"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _flip(chance: random.Random, data: bytes) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 3, 20, 200))):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)


def _cut(chance: random.Random, data: bytes) -> bytes:
    start = chance.choice((0, 0, chance.randrange(len(data))))
    return data[start : start + chance.randrange(len(data))]


def _insert(chance: random.Random, data: bytes) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + chance.randbytes(chance.choice((1, 16, 4096))) + data[place:]


def _repeat(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 400)]
    return data[:start] + piece * chance.choice((2, 50, 800)) + data[start:]


def _shuffle(chance: random.Random, data: bytes) -> bytes:
    size = chance.choice((7, 64, 1024))
    pieces = [data[place : place + size] for place in range(0, len(data), size)]
    chance.shuffle(pieces)
    return b"".join(pieces)


_CHANGES: tuple[Change, ...] = (_flip, _cut, _insert, _repeat, _shuffle)


def _strange_text(chance: random.Random) -> str:
    signs = list(chance.choice((TEXT, SPEECH, TEXT + SPEECH)))
    for _ in range(chance.choice((1, 5, 40))):
        place = chance.randrange(len(signs))
        choice = chance.random()
        if choice < 0.5:
            signs.insert(place, chance.choice(_STRANGE))
        elif choice < 0.7:
            del signs[place : place + chance.randrange(1, 60)]
        else:
            start = chance.randrange(len(signs))
            signs[place:place] = signs[start : start + chance.randrange(1, 80)] * chance.choice((1, 2, 12))
        signs = signs or ["字"]
    return "".join(signs)


def _inside(chance: random.Random, data: bytes, change: Change) -> bytes:
    """A docx one of whose parts is broken inside an unbroken zip, so that the parsers behind are reached."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        target = chance.choice(("word/document.xml", "word/document.xml", "[Content_Types].xml", chance.choice(names)))
        for name in names:
            body = old.read(name)
            if name == target:
                body = change(chance, body)
            if name != target or chance.random() > 0.05:
                new.writestr(name, body)
    return out.getvalue()


def _text_file(chance: random.Random) -> Broken:
    encoding = chance.choice(("utf-8", "utf-8", "gb18030", "utf-16", "utf-8-sig"))
    data = _strange_text(chance).encode(encoding, "ignore")
    if chance.random() < 0.5:
        change = chance.choice(_CHANGES)
        return Broken("报告.txt", change(chance, data), f"txt {change.__name__[1:]}")
    return Broken("报告.txt", data, "txt strange text")


def _word_file(chance: random.Random) -> Broken:
    if chance.random() < 0.25:
        kept = "".join(sign for sign in _strange_text(chance) if sign.isprintable() or sign == "\n")
        return Broken("报告.docx", _docx(kept), "docx strange text")
    data, change = _docx(TEXT), chance.choice(_CHANGES)
    if chance.random() < 0.6:
        return Broken("报告.docx", _inside(chance, data, change), f"docx part {change.__name__[1:]}")
    return Broken("报告.docx", change(chance, data), f"docx {change.__name__[1:]}")


def _pdf_file(chance: random.Random) -> Broken:
    data, change = plain_pdf(["I reported in person.", "Problems", "1. not enough"]), chance.choice(_CHANGES)
    return Broken("报告.pdf", change(chance, data), f"pdf {change.__name__[1:]}")


def _old_word_file(chance: random.Random) -> Broken:
    """Word 97: the compound file broken as a whole, or one of its streams inside a whole compound file."""
    from tests.adapters import old_documents  # noqa: PLC0415  (drawn for the tests; bench runs beside them)

    streams, change = old_documents.streams([TEXT.replace("\n", "\r")]), chance.choice(_CHANGES)
    name = chance.choice(("报告.doc", "报告.wps"))
    if chance.random() < 0.6:
        which = chance.choice(tuple(streams))
        inside = old_documents.ole({**streams, which: change(chance, streams[which]) or b"\0"})
        return Broken(name, inside, f"doc stream {change.__name__[1:]}")
    return Broken(name, change(chance, old_documents.ole(streams)), f"doc {change.__name__[1:]}")


def _misnamed(chance: random.Random) -> Broken:
    made = chance.choice((_text_file, _word_file, _pdf_file, _old_word_file))(chance)
    name = chance.choice(("报告.docx", "报告.pdf", "报告.txt", "报告.docm", "报告.doc", "报告", "报告.txt.exe"))
    return Broken(name, made.data, "misnamed")


def broken(seed: int, number: int) -> Broken:
    """The broken file of this number."""
    chance = random.Random(f"{seed}/{number}")
    kinds = (_text_file, _word_file, _pdf_file, _old_word_file, _misnamed)
    return chance.choices(kinds, (4, 4, 2, 2, 1))[0](chance)


def outcome(file: Broken) -> str:
    """What became of a file: read, or the code of its refusal. Anything else that is raised is a crash."""
    try:
        text = documents_in.read(file.data, file.name).text
    except InputError as error:
        if error.params.get("name") != file.name:
            raise AssertionError(f"{error.code} names no file") from error
        return error.code
    desk_check.check(text, KNOWN, others={}, basis={})
    speech.values(speech.read(text))
    problems.extract(text)
    return "read and checked"


def run(files: int = FILES, seed: int = SEED) -> Report:
    """Push the files through; every crash and every hanging one is a failure with its number."""
    found: dict[str, Counter[str]] = {}
    failures: list[str] = []
    slowest, which, began = 0.0, "", time.monotonic()
    for number in range(files):
        file = broken(seed, number)
        start = time.monotonic()
        try:
            came = outcome(file)
        except Exception as error:  # noqa: BLE001  (that is what is looked for)
            came = "CRASH"
            where = traceback.extract_tb(error.__traceback__)[-1]
            failures.append(
                f"file {number} ({file.how}): {type(error).__name__} at {where.name}:{where.lineno}: {error}"
            )
        took = time.monotonic() - start
        if took > slowest:
            slowest, which = took, f"{number} ({file.how})"
        if took > SLOWEST:
            failures.append(f"file {number} ({file.how}): took {took:.0f} s")
        found.setdefault(file.how, Counter())[came] += 1
    rows = [[how, came, count] for how in sorted(found) for came, count in sorted(found[how].items())]
    return Report(
        "fuzz",
        "broken files through the readers, the desk check and the speech reader",
        ["broken how", "outcome", "files"],
        rows,
        {
            "files": files, "seed": seed, "seconds": round(time.monotonic() - began, 1),
            "slowest_seconds": round(slowest, 2), "slowest_file": which,
            "crashes": sum(count["CRASH"] for count in found.values()),
        },
        failures,
    )  # fmt: skip
