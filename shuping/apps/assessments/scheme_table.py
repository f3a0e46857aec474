"""A scheme as a table and back: one row per indicator, bonus, event or aspect (DOC-01, CYC-06)."""

from collections.abc import Iterator, Mapping
from typing import Any

from shuping.adapters import sheets
from shuping.core.assessments.scheme import METHODS
from shuping.core.errors import InputError

# Heads and kinds are words of the template that goes back and forth; they do not follow the reader's language.
HEADS = ("类别", "组别", "编号", "名称", "分值", "上限", "扣分情形", "核查方式", "佐证（看结果）")
INDICATOR, BONUS, EVENT, ASPECT = "指标", "加分", "扣分", "核查要点"
METHOD_WORDS = dict(zip(METHODS, ("随机抽查", "暗访", "查阅", "访谈", "电话", "问卷"), strict=True))
MODE_WORDS = {"highest": "只计最高一项", "sum": "累计"}
_SEPARATORS = str.maketrans({"；": "\n", ";": "\n"})


def rows_of(body: Mapping[str, Any]) -> Iterator[list[object]]:
    """The rows of a scheme, in the order of HEADS. A bonus's 分值 is its range, 上限 of the first row the ceiling."""
    for group in body["groups"]:
        for one in group["indicators"]:
            yield [
                INDICATOR,
                group["title"],
                one["key"],
                one["title"],
                one["full"],
                one.get("most") or "",
                "\n".join(one.get("grounds", ())),
                _methods(one.get("methods", ())),
                one.get("evidence", ""),
            ]
    for kind, part in ((BONUS, body["bonus"]), (EVENT, body["events"])):
        mode = MODE_WORDS[part["mode"]] if "mode" in part else ""
        for one in part["items"]:
            points = one["least"] if one["least"] == one["most"] else f"{one['least']}-{one['most']}"
            yield [kind, mode, one["key"], one["title"], points, part.get("most") or "", "", "", ""]
    for one in body["checks"]:
        yield [ASPECT, "", one["key"], one["title"], "", "", "", _methods(one.get("methods", ())), ""]


def _methods(codes: Any) -> str:
    return "、".join(METHOD_WORDS[code] for code in codes if code in METHOD_WORDS)


def body_of(table: sheets.SheetTable) -> dict[str, Any]:
    """The body that a table describes; whether it may be used, `core.assessments.scheme.faults` says.

    Raises InputError `assessments.import_columns` (name), `assessments.import_row`, `assessments.import_group`.
    """
    for head in HEADS[:5]:
        if head not in table.columns:
            raise InputError("assessments.import_columns", name=head)
    body: dict[str, Any] = {
        "groups": [],
        "bonus": {"mode": "highest", "items": []},
        "events": {"items": []},
        "checks": [],
    }
    for number, row in table.records():
        texts = {head: sheets.text_of(row.get(head)) for head in HEADS}
        match texts["类别"] or INDICATOR:
            case "指标":
                _indicator(body, texts, number)
            case "加分":
                _item(body["bonus"], texts)
                if texts["组别"] == MODE_WORDS["sum"]:
                    body["bonus"]["mode"] = "sum"
            case "扣分":
                _item(body["events"], texts)
            case "核查要点":
                aspect = {"key": texts["编号"], "title": texts["名称"], "methods": _codes(texts["核查方式"])}
                body["checks"].append(aspect)
            case other:
                raise InputError("assessments.import_row", row=number, value=other[:20])
    return body


def _indicator(body: dict[str, Any], texts: Mapping[str, str], number: int) -> None:
    groups = body["groups"]
    title = texts["组别"]
    if not title and not groups:
        raise InputError("assessments.import_group", row=number)
    if title and (not groups or groups[-1]["title"] != title):
        groups.append({"title": title, "indicators": []})
    one: dict[str, Any] = {
        "key": texts["编号"] or f"{len(groups)}.{len(groups[-1]['indicators']) + 1}",
        "title": texts["名称"],
        "full": texts["分值"],
        "grounds": lines(texts["扣分情形"]),
        "methods": _codes(texts["核查方式"]),
        "evidence": texts["佐证（看结果）"],
    }
    if texts["上限"]:
        one["most"] = texts["上限"]
    groups[-1]["indicators"].append(one)


def _item(part: dict[str, Any], texts: Mapping[str, str]) -> None:
    least, _sign, most = texts["分值"].replace("—", "-").replace("～", "-").partition("-")
    part["items"].append(
        {"key": texts["编号"], "title": texts["名称"], "least": least.strip(), "most": (most or least).strip()}
    )
    if texts["上限"]:
        part["most"] = texts["上限"]


def lines(text: str) -> list[str]:
    """What stands one a line or between semicolons."""
    return [line.strip() for line in text.translate(_SEPARATORS).splitlines() if line.strip()]


def _codes(text: str) -> list[str]:
    return [code for code, word in METHOD_WORDS.items() if word in text]
