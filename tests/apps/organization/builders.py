"""Small help for the tests of the register."""

from datetime import date, datetime

from shuping.adapters.sheets import read_pasted
from shuping.apps.organization import api
from shuping.apps.organization.models import ImportDraft
from shuping.base.actor import Actor

HEADS = (
    "编码",
    "党组织名称",
    "上级党组织",
    "党组织类型",
    "书记",
    "办公电话",
    "手机",
    "党员人数",
)


def draft_of(rows: list[list[str]], by: Actor, at: datetime, heads: tuple[str, ...] = HEADS) -> ImportDraft:
    """An import draft of a pasted table."""
    lines = ["\t".join(row) for row in [list(heads), *rows]]
    return api.keep_draft(
        table=read_pasted("\n".join(lines)), file_name="名册.xlsx", valid_from=date(2021, 1, 1), by=by, at=at
    )


def many(units: int, branches: int) -> list[list[str]]:
    """Rows of `units` committees, each with general branches and branches, `branches` branches in all."""
    rows = []
    for unit in range(1, units + 1):
        rows.append([f"U{unit:03d}", f"第{unit}中心党委", "", "党委", f"书记{unit}", "0900-1", "", "0"])
        rows.append([f"U{unit:03d}-G", f"第{unit}中心养护党总支", f"U{unit:03d}", "党总支", "", "", "", "0"])
    for place in range(branches):
        unit = place % units + 1
        above = f"U{unit:03d}-G" if place % 2 else f"U{unit:03d}"
        rows.append(
            [f"B{place:05d}", f"第{place}党支部", above, "党支部", f"支书{place}", "0900-2", f"138{place:08d}", "12"]
        )
    return rows
