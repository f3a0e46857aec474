"""The year's file as one page that any browser opens, years later and without the system.

It is drawn from the sealed contents and says nothing that they do not hold. One file, no script, nothing from outside.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape
from itertools import chain
from urllib.parse import quote
from zoneinfo import ZoneInfo

from .words import CODED, CODES, LABELS

NAME = "案卷阅览.html"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?([+-]\d\d:\d\d|Z)")
_LOCAL = ZoneInfo("Asia/Shanghai")
_LEFT_OUT = frozenset({"sources"})  # where each value of the rules comes from: contents.json
_WIDEST = 9
_PARTS = {"annual_assessment": ("indicator_schemes",), "problems": ("rectification_plans",)}  # stand behind these parts
_STYLE = """
body{font:16px/1.7 FangSong,仿宋,STFangsong,serif;max-width:60em;margin:2em auto;padding:0 1em;color:#111}
h1{text-align:center;font-size:1.6em}h2{border-bottom:2px solid #b3201a;margin-top:2em}p{margin:.2em 0}
table{border-collapse:collapse;width:100%;margin:.5em 0}th{background:#f2f2f2;font-weight:normal;white-space:nowrap}
th,td{border:1px solid #999;padding:.2em .5em;text-align:left;vertical-align:top;overflow-wrap:anywhere}
dl{display:grid;grid-template-columns:9em 1fr;margin:.3em 0}dt{color:#555}dd{margin:0}
section.row{border-left:3px solid #ccc;padding-left:1em;margin:1em 0}
@media print{h2{page-break-after:avoid}tr{page-break-inside:avoid}}
"""


def page(
    *,
    seal: Mapping[str, object],
    inventory: Sequence[Mapping[str, object]],
    contents: Mapping[str, object],
    apart: object,
    listed: Sequence[Mapping[str, object]],
) -> str:
    """The page. `listed`: the files of the package with path, title, size, sha256 and, where counted, pages."""
    title = f"{seal['title']}年度案卷"
    head = [
        f"<h1>{escape(title)}</h1>",
        _pairs({"封存时间": _shown(seal["sealed_at"], ""), "封存人": seal["sealed_by"], "封存校验码": seal["digest"]}),
        "<p>本页由封存内容生成，供阅览；以 contents.json 和所附文件为准，核验方法见 README.txt。</p>",
        _table(("序号", "题名", "件数"), ((row["no"], row["title"], row["entries"]) for row in inventory), links=True),
    ]
    parts = [_part(row, contents) for row in inventory]
    kept = [(_link(row["path"]), row["title"], row.get("pages", ""), row["size"], row["sha256"]) for row in listed]
    parts.append("<h2>所附文件</h2>" + _table(("文件", "题名", "页数", "字节数", "校验码（SHA-256）"), kept))
    parts.append(f"<h2>另行保管的文件</h2>{_value(apart, '')}" if apart else "")
    body = "\n".join(chain(head, parts))
    return (
        f'<!doctype html>\n<html lang="zh-hans"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body>\n{body}\n</body></html>\n"
    )


class _Ready(str):
    """Markup that is escaped already."""

    __slots__ = ()


def _link(path: object) -> _Ready:
    return _Ready(f'<a href="{quote(str(path))}">{escape(str(path).rsplit("/", 1)[-1])}</a>')


def _part(row: Mapping[str, object], contents: Mapping[str, object]) -> str:
    name = str(row["part"])
    found = f'<h2 id="part-{row["no"]}">{row["no"]}. {escape(str(row["title"]))}</h2>'
    found += _value(contents.get(name), name) or "<p>无</p>"
    for further in _PARTS.get(name, ()):
        if contents.get(further):
            found += f"<h3>{_label(further)}</h3>{_value(contents[further], further)}"
    return found


def _label(key: str) -> str:
    return escape(LABELS.get(key, key))


def _empty(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(_empty(one) for one in value.values())
    return value is None or value == "" or (isinstance(value, Sequence) and not value)


def _plain(value: object) -> bool:
    return not isinstance(value, Mapping | list | tuple)


def _shown(value: object, key: str) -> str:
    """A single value in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    text = str(value)
    if key in CODED:
        return CODES.get(text, text)
    if _MOMENT.fullmatch(text):
        return f"{datetime.fromisoformat(text).astimezone(_LOCAL):%Y-%m-%d %H:%M}"
    return text


def _value(value: object, key: str) -> str:
    """Any value as markup; "" where it holds nothing."""
    if _empty(value):
        return ""
    if isinstance(value, _Ready):
        return value
    if isinstance(value, Mapping):
        return _pairs({_label(str(name)): one for name, one in value.items() if name not in _LEFT_OUT}, tuple(value))
    if isinstance(value, list | tuple):
        return _rows(value, key)
    return "".join(f"<p>{escape(line)}</p>" for line in _shown(value, key).splitlines())


def _pairs(named: Mapping[str, object], keys: Sequence[object] = ()) -> str:
    names = [str(key) for key in keys if key not in _LEFT_OUT] or list(named)
    rows = [(label, _value(one, key)) for key, (label, one) in zip(names, named.items(), strict=False)]
    filled = "".join(f"<dt>{label}</dt><dd>{markup}</dd>" for label, markup in rows if markup)
    return f"<dl>{filled}</dl>" if filled else ""


def _rows(rows: Sequence[object], key: str) -> str:
    if all(_plain(one) for one in rows):
        return f"<p>{escape('；'.join(_shown(one, key) for one in rows if not _empty(one)))}</p>"
    records = [one if isinstance(one, Mapping) else {"": one} for one in rows]
    names = [
        name for name in dict.fromkeys(chain.from_iterable(records)) if not all(_empty(r.get(name)) for r in records)
    ]
    flat = all(_plain(one.get(name)) or _empty(one.get(name)) for one in records for name in names)
    if flat and len(names) <= _WIDEST:
        cells = ([_shown(one.get(name, ""), str(name)) for name in names] for one in records)
        return _table(tuple(LABELS.get(str(name), str(name)) for name in names), cells)
    return "".join(
        f'<section class="row">{_value({name: one.get(name) for name in names}, key)}</section>' for one in records
    )


def _table(heads: Sequence[str], rows: object, *, links: bool = False) -> str:
    """Cells as they stand; with `links` the first cell leads to its part."""
    found = []
    for row in rows:  # type: ignore[attr-defined]
        cells = [one if isinstance(one, _Ready) else escape("" if one in (None, "None") else str(one)) for one in row]
        if links:
            cells[1] = f'<a href="#part-{cells[0]}">{cells[1]}</a>'
        found.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    head = "".join(f"<th>{escape(one)}</th>" for one in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(found)}</tbody></table>"
