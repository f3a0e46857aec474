"""The dictionary of common problems P1 to P10 (SPC-02): which of them a text speaks of. A code only sorts."""

# Words of the ten common problems (domain.md section 8). The problem whose words occur most often names the code;
# with equal hits the earlier word in the text wins.
_WORDS: dict[str, tuple[str, ...]] = {
    "P1": ("两张皮", "融合不够", "业务工作融合", "与业务脱节", "割裂", "融合"),
    "P2": ("照搬照抄", "上传下达", "创新", "主动性", "布置什么", "生搬硬套"),
    "P3": ("上热中温下冷", "一公里", "传导", "层层衰减", "压力递减"),
    "P4": ("一岗双责",),
    "P5": ("廉政风险", "违规违纪", "违纪违法", "不想腐", "腐败"),
    "P6": ("说起来重要", "忙起来次要", "重要性", "重业务轻党建", "政绩观"),
    "P7": ("组织生活", "三会一课", "民主评议党员", "主题党日", "政治生活"),
    "P8": ("标准化", "规范化", "基础薄弱", "基础工作", "软弱涣散"),
    "P9": ("党员教育", "党员管理", "教育管理", "发展党员", "流动党员"),
    "P10": ("整改不彻底", "整改不到位", "屡改屡犯", "反弹", "上年问题", "回头看"),
}

NAMES: dict[str, str] = {
    "P1": "党建与业务融合不够",
    "P2": "创新不足、照搬照抄",
    "P3": "责任压力传导衰减",
    "P4": "“一岗双责”不实",
    "P5": "廉政风险",
    "P6": "认识偏差",
    "P7": "组织生活不规范",
    "P8": "标准化基础薄弱",
    "P9": "党员教育管理不到位",
    "P10": "上年问题整改不彻底",
}
"""What the ten are called (domain.md section 8); the office may reword its own dictionary."""

CODES = tuple(_WORDS)


def common_problem(text: str) -> str | None:
    """The code P1 to P10 whose words the text holds, or None. A code only sorts; a person confirms it."""
    best: tuple[int, int, str] | None = None
    for code, words in _WORDS.items():
        places = [text.find(word) for word in words if word in text]
        if places:
            candidate = (-len(places), min(places), code)
            best = candidate if best is None else min(best, candidate)
    return best[2] if best else None
