"""The scheme a first year may start from: five aspects, judged by results (R-11, R-21, R-57, R-61).

Every value is a suggestion; the unit's own plan prevails. The words are official wording and therefore data.
"""

from copy import deepcopy

SOURCE = "R-11、R-21、R-57：建议值，以本单位方案为准"
NAME = "年度党建考核指标（建议值）"

Row = tuple[str, str, str, tuple[str, ...], tuple[str, ...], str]
_GROUPS: tuple[tuple[str, tuple[Row, ...]], ...] = (
    (
        "政治建设和理论武装",
        (
            (
                "1.1",
                "上级部署传达到位、落到具体事",
                "8",
                ("传达学习无具体落实措施", "落实措施无责任人或者时限"),
                ("documents", "interview"),
                "一项部署从传达到办成的结果，列明前后变化",
            ),
            (
                "1.2",
                "党委（支部）理论学习见实效",
                "6",
                ("学习与本单位业务难题无联系", "记录事后补写"),
                ("documents", "interview"),
                "学习研讨形成的决策或者办法及其执行结果",
            ),
            (
                "1.3",
                "意识形态责任落实",
                "6",
                ("半年未专题研究", "网络阵地无人负责"),
                ("documents", "spot_check"),
                "问题处置一例，前后情况",
            ),
        ),
    ),
    (
        "第一责任人和班子责任",
        (
            (
                "2.1",
                "书记亲自研究、推动、过问",
                "8",
                ("全年专题研究党建少于方案次数", "研究后未跟踪结果"),
                ("documents", "interview"),
                "书记推动办成的一件事，列明前后变化",
            ),
            (
                "2.2",
                "班子成员一岗双责",
                "6",
                ("分管领域无党建措施", "未到联系点或者只留痕不解决问题"),
                ("documents", "phone"),
                "联系点解决问题的件数及一例",
            ),
            (
                "2.3",
                "任务逐级交办到党支部",
                "6",
                ("党支部不知道年度任务", "分解件照抄上级"),
                ("spot_check", "phone"),
                "抽查党支部能说清任务的比例",
            ),
        ),
    ),
    (
        "基层组织建设",
        (
            (
                "3.1",
                "组织生活正常、真实",
                "10",
                ("缺会缺课", "记录雷同或者集中补写"),
                ("spot_check", "documents", "questionnaire"),
                "党员对组织生活的评价或者出席变化",
            ),
            (
                "3.2",
                "党支部标准化规范化",
                "8",
                ("按期换届未完成", "后进党支部未转化"),
                ("documents",),
                "达标党支部数，年初与年末",
            ),
            (
                "3.3",
                "党员教育管理",
                "6",
                ("流动党员失联", "发展党员程序缺项"),
                ("documents", "phone"),
                "流动党员联系率，年初与年末",
            ),
        ),
    ),
    (
        "服务中心工作",
        (
            (
                "4.1",
                "党建措施对应业务目标",
                "10",
                ("措施无对应业务指标", "指标未完成且无原因说明"),
                ("documents", "covert"),
                "对应业务指标，年初与年末",
            ),
            (
                "4.2",
                "党员在急难险重任务中作用明显",
                "6",
                ("任务清单无党员责任人",),
                ("interview", "covert"),
                "一项任务的结果数据",
            ),
            (
                "4.3",
                "服务对象满意",
                "4",
                ("有效投诉同比上升", "诉求超期未答复"),
                ("phone", "questionnaire"),
                "有效投诉件数，上年与本年",
            ),
        ),
    ),
    (
        "党风廉政和整改落实",
        (
            (
                "5.1",
                "上年问题整改见底",
                "8",
                ("已销号问题反弹", "逾期未整改"),
                ("spot_check", "documents"),
                "上年问题逐项结果",
            ),
            (
                "5.2",
                "廉政风险防控有效",
                "4",
                ("风险点未更新", "防控措施无人执行"),
                ("documents",),
                "高风险点数，年初与年末",
            ),
            (
                "5.3",
                "基层减负落实",
                "4",
                ("要求下级重复报送", "以留痕代替工作"),
                ("phone", "questionnaire"),
                "要求下级报送的表格数，上年与本年",
            ),
        ),
    ),
)

_BONUS = (
    ("B1", "党建经验被省级以上发文推广", "3", "3"),
    ("B2", "党建工作受省级表彰", "2", "2"),
    ("B3", "党建工作受省直机关工委或者厅党组表彰", "1", "1"),
)
_EVENTS = (
    ("E1", "被上级党组织通报批评", "3", "5"),
    ("E2", "考核材料与事实不符", "3", "5"),
)
_CHECKS = (
    ("H1", "报告所述工作是否属实", ("documents", "spot_check", "interview")),
    ("H2", "报告所列数据是否有来源", ("documents", "phone")),
    ("H3", "上年问题整改是否真改", ("spot_check", "covert", "interview")),
    ("H4", "党员群众和服务对象怎样看", ("questionnaire", "phone", "interview")),
)


def default_body() -> dict[str, object]:
    """A fresh copy of the suggested scheme."""
    groups = [
        {
            "title": title,
            "indicators": [
                {
                    "key": key,
                    "title": name,
                    "full": full,
                    "grounds": list(grounds),
                    "methods": list(methods),
                    "evidence": evidence,
                }
                for key, name, full, grounds, methods, evidence in rows
            ],
        }
        for title, rows in _GROUPS
    ]
    body: dict[str, object] = {
        "groups": groups,
        "bonus": {"mode": "highest", "most": "3", "items": [_item(row) for row in _BONUS]},
        "events": {"most": "10", "items": [_item(row) for row in _EVENTS]},
        "checks": [{"key": key, "title": title, "methods": list(methods)} for key, title, methods in _CHECKS],
    }
    return deepcopy(body)


def _item(row: tuple[str, str, str, str]) -> dict[str, str]:
    return dict(zip(("key", "title", "least", "most"), row, strict=True))
