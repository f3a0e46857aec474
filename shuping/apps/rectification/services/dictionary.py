"""The dictionary of common problems (domain.md section 8)."""

from datetime import datetime

from django.db import transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.rectification.models import CommonProblem
from shuping.base.actor import Actor
from shuping.core.errors import RuleError

from .rows import need

COMMON_PROBLEMS: tuple[tuple[str, str, str], ...] = (
    ("P1", "党建与业务融合不够", "抓党建与抓业务结合不紧，目标、任务、考核没有一起安排。"),
    ("P2", "创新不足、照搬上级安排", "计划和措施沿用上级表述，结合本单位实际的自选动作少。"),
    ("P3", "责任压力传导不到位", "任务到党总支、党支部后逐级减弱，最后一公里没有打通。"),
    ("P4", "一岗双责落实不够", "班子成员对分管领域党建工作研究、调研、指导不够。"),
    ("P5", "廉政风险防控有短板", "风险点排查、登记、更新不及时，重点岗位措施不具体。"),
    ("P6", "思想认识有偏差", "对抓党建是主责主业认识不足，投入的时间和精力不够。"),
    ("P7", "组织生活不规范", "三会一课、组织生活会、民主评议党员等制度执行不严格。"),
    ("P8", "党支部标准化规范化基础薄弱", "阵地、台账、班子建设等基础工作有缺项。"),
    ("P9", "党员教育管理不到位", "学习教育、发展党员、流动党员管理等工作不扎实。"),
    ("P10", "上年问题整改不彻底", "上年度反馈的问题整改不到位，或者整改后又出现。"),
)


@transaction.atomic
def seed_common_problems(*, by: Actor, at: datetime) -> int:
    """Add those of P1 to P10 that are missing; what the office has reworded stays. Returns how many were added."""
    known = set(CommonProblem.objects.values_list("code", flat=True))
    missing = [
        CommonProblem(code=code, name=name, description=description)
        for code, name, description in COMMON_PROBLEMS
        if code not in known
    ]
    if missing:
        CommonProblem.objects.bulk_create(missing)
        audit_api.record(
            "rectification.dictionary.seeded", by=by, at=at, details={"codes": [row.code for row in missing]}
        )
    return len(missing)


@transaction.atomic
def keep_common_problem(
    *, code: str, name: str, description: str, active: bool, by: Actor, at: datetime
) -> CommonProblem:
    """Add an entry of the office's own, or reword or retire one. Raises RuleError `rectification.code_missing` and
    `rectification.name_missing`."""
    code = need(code, "rectification.code_missing")
    name = need(name, "rectification.name_missing")
    if len(code) > 10:
        raise RuleError("rectification.code_too_long")
    row, added = CommonProblem.objects.update_or_create(
        code=code, defaults={"name": name, "description": description.strip(), "active": active}
    )
    audit_api.record(
        "rectification.dictionary.kept", by=by, at=at, about=row, details={"added": added, "active": active}
    )
    return row
