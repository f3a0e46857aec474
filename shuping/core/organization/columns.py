"""Which column of the office's own workbook holds which field: a guess that the clerk corrects (ORG-09)."""

from collections.abc import Mapping, Sequence

# Field → heads under which offices keep it, most exact first.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "code": ("编码", "党组织编码", "组织编码", "单位编码", "代码", "党组织代码", "组织机构代码", "编号", "code"),
    "name": ("党组织名称", "组织名称", "单位名称", "党组织全称", "全称", "名称", "党组织", "单位", "name"),
    "short_name": ("简称", "党组织简称", "单位简称", "short name"),
    "parent": (
        "上级党组织",
        "上级党组织名称",
        "上级编码",
        "上级党组织编码",
        "隶属党组织",
        "隶属",
        "上级",
        "所属党委",
        "parent",
    ),
    "level": ("党组织类型", "党组织类别", "组织类别", "层级", "党组织层级", "类型", "level"),
    "unit_class": ("单位类别", "单位性质", "单位类型", "单位分类", "unit class"),
    "group_tag": ("考核组", "考核分组", "分组", "group"),
    "business_field": ("业务领域", "主要业务", "主要职责", "business field"),
    "office_order": ("排序", "排序号", "序号", "顺序", "order"),
    "members_count": ("党员人数", "党员数", "党员总数", "members"),
    "founded_on": ("成立日期", "成立时间", "设立日期", "founded on"),
    "local_committee": ("隶属地方党委", "地方党委", "属地党委", "local committee"),
    "secretary": ("书记", "书记姓名", "党组织书记", "负责人", "负责人姓名", "secretary"),
    "secretary_title": ("书记职务", "职务", "党内职务", "title"),
    "secretary_since": ("书记任职日期", "任职日期", "任职时间", "任现职时间", "since"),
    "acting": ("主持工作", "是否主持工作", "acting"),
    "office_phone": ("办公电话", "办公室电话", "固定电话", "座机", "书记办公电话", "office phone"),
    "mobile": ("手机", "手机号", "手机号码", "移动电话", "书记手机", "书记联系电话", "联系电话", "mobile"),
    "liaison": ("联络员", "联络员姓名", "联系人", "党务干部", "liaison"),
    "liaison_phone": (
        "联络员电话",
        "联络员手机",
        "联络员联系电话",
        "联系人电话",
        "联系人手机",
        "党务干部电话",
        "党务干部手机",
        "党务干部联系电话",
        "liaison phone",
    ),
    "supervising_leader": ("分管领导", "分管厅领导", "supervising leader"),
    "contact_leader": ("联系点领导", "联系领导", "联系点", "contact leader"),
    "elected_on": ("换届日期", "换届时间", "最近换届", "选举日期", "elected on"),
    "term_years": ("任期", "任期年限", "届期", "term years"),
}
REQUIRED = ("name",)


def _plain(head: str) -> str:
    kept = head.split("（")[0].split("(")[0]
    return "".join(kept.split()).strip("*:：").lower()


def guess(columns: Sequence[str]) -> dict[str, str]:
    """{field: column} for the columns that can be recognised, each column used once.

    Whole heads are matched first in the order of the aliases, then heads that contain an alias of at least two
    characters, the longest alias first; so 书记手机 is never taken for 书记.
    """
    found: dict[str, str] = {}
    plain = {column: _plain(column) for column in columns}
    for field, aliases in ALIASES.items():
        for alias in aliases:
            hit = next((c for c in columns if plain[c] == _plain(alias) and c not in found.values()), None)
            if hit is not None:
                found[field] = hit
                break
    loose = sorted(
        ((alias, field) for field, aliases in ALIASES.items() for alias in aliases if len(alias) > 1),
        key=lambda pair: -len(pair[0]),
    )
    for alias, field in loose:
        hit = next((c for c in columns if alias in plain[c] and c not in found.values()), None)
        if field not in found and hit is not None:
            found[field] = hit
    return found
