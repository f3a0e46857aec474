"""The rule set a new round starts from (domain.md sections 5 and 6), every value labelled with its source.

Official wording (grade names, class names, veto names) is data here, not translation.
"""

from copy import deepcopy

SUGGESTED = "建议值，以本单位方案为准"

_VETOES = (
    ("business_not_excellent", "本单位业务工作年度考核未评为优秀", "not_good"),
    ("status_not_secured", "党组织法定地位未落实", "not_good"),
    ("branches_below_standard", "党支部标准化规范化建设考评未达标", "not_good"),
    ("core_target_missed", "核心安全或业务目标未完成", "not_good"),
    ("held_to_account", "因党风廉政建设、生态环境保护或公共安全等被问责", "not_good"),
    ("safety_limit_exceeded", "安全生产指标超过控制数", "not_good"),
    ("stability_target_missed", "维护稳定目标未完成", "not_good"),
    ("serious_case", "领导班子成员发生严重违纪违法案件", "not_good"),
)

_SOURCES = {
    "grading.grade_values": f"R-43：{SUGGESTED}",
    "grading.class_weights": f"R-42：{SUGGESTED}",
    "grading.component_weights": f"R-51：{SUGGESTED}",
    "grading.bands": f"R-43：已公布方案的等次区间，下限含本数；{SUGGESTED}",
    "grading.cap": f"R-52：已公布方案“较好及以下不少于15%”；{SUGGESTED}",
    "grading.refill": f"F5：{SUGGESTED}",
    "grading.tie_order": f"F6：{SUGGESTED}",
    "grade_names": "R-40：已公布方案通行的四个等次",
    "classes": f"R-42：{SUGGESTED}",
    "ballot.validity": f"R-46：{SUGGESTED}",
    "ballot.all_same": f"R-46：{SUGGESTED}",
    "ballot.smallest_shown": SUGGESTED,
    "ballot.quorum": f"R-36：{SUGGESTED}",
    "report.count_mode": f"R-17：{SUGGESTED}",
    "report.written_max": f"R-15：已公布方案之一；{SUGGESTED}",
    "report.spoken_max": f"R-15：已公布方案之一；{SUGGESTED}",
    "report.min_problem_share": f"R-16：各方案不一；{SUGGESTED}",
    "report.rounds_warned": f"R-18：{SUGGESTED}",
    "meeting.speech_minutes": f"R-31：已公布方案之一；{SUGGESTED}",
    "meeting.question_minutes": SUGGESTED,
    "meeting.comment_minutes": SUGGESTED,
    "meeting.order": f"R-32：已公布方案之一；{SUGGESTED}",
    "adjustments": f"R-57：已公布方案之一；{SUGGESTED}",
    "vetoes": f"R-54 至 R-56：已公布方案之一；{SUGGESTED}",
    "rectification.plan_days": f"R-60：{SUGGESTED}",
    "rectification.look_back_share": SUGGESTED,
    "rectification.due_soon_days": SUGGESTED,
    "near_edge": SUGGESTED,
    "unconfirmed": "R-58、R-59：依据待核实，默认不启用",
}

UNLISTED_SOURCES = {
    "ballot.numeric": f"R-40：{SUGGESTED}",
    "report.self_evaluation_max": f"R-15：已公布方案之一为600字，默认不要求；{SUGGESTED}",
}
"""Where defaults come from that the rule set keeps no source of: frozen rule sets keep the seal they have."""

_BODY: dict[str, object] = {
    "name": "通用规则（建议值）",
    "grading": {
        "grade_values": {"good": "100", "fairly_good": "85", "average": "70", "poor": "50"},
        "class_weights": {"A": "0.5", "B": "0.2", "C": "0.3"},
        "component_weights": {"ballot": "0.4", "annual": "0.6", "leader": "0"},
        "bands": [
            {"grade": "good", "from": "90"},
            {"grade": "fairly_good", "from": "75"},
            {"grade": "average", "from": "60"},
            {"grade": "poor", "from": "0"},
        ],
        "cap": {"kind": "not_good_min", "share": "0.15"},
        "refill": True,
        "tie_order": ["composite", "class:A", "annual", "good_rate"],
    },
    "grade_names": {"good": "好", "fairly_good": "较好", "average": "一般", "poor": "差", "abstain": "不了解"},
    "classes": [
        {"code": "A", "name": "厅领导班子成员", "eligible": None, "reporters_vote": False},
        {"code": "B", "name": "述职的党组织书记", "eligible": None, "reporters_vote": True},
        {"code": "C", "name": "两代表一委员、服务对象、党员和群众代表", "eligible": None, "reporters_vote": False},
    ],
    "ballot": {
        "numeric": False,
        "validity": "row",
        "all_same": "warn",
        "smallest_shown": 5,
        "quorum": {"A": "1/2", "B": "2/3", "C": "2/3"},
    },
    "report": {
        "count_mode": "characters",
        "written_max": 3000,
        "spoken_max": 1500,
        "self_evaluation_max": None,
        "min_problem_share": [1, 3],
        "rounds_warned": 3,
        "sections": ["achievements", "problems", "causes", "plans", "last_year"],
    },
    "meeting": {"speech_minutes": 6, "question_minutes": 3, "comment_minutes": 3, "order": "draw"},
    "adjustments": {"bonus_max": "3", "bonus_cumulative": False, "deduction_max": None},
    "vetoes": [{"code": code, "name": name, "effect": effect} for code, name, effect in _VETOES],
    "rectification": {"plan_days": 30, "look_back_share": "1/4", "due_soon_days": 7},
    "near_edge": "0.5",
    "unconfirmed": [],
    "sources": _SOURCES,
}


def default_body() -> dict[str, object]:
    """A fresh copy of the default rule set as plain data; `sources` says of each dotted key where it comes from."""
    return deepcopy(_BODY)
