"""The golden cases of domain.md as plain data; pages and the command are tried on the same ones."""

from typing import Any

GRADES = ("good", "fairly_good", "average", "poor")
BANDS = [
    {"grade": "good", "from": 90},
    {"grade": "fairly_good", "from": 75},
    {"grade": "average", "from": 60},
    {"grade": "poor", "from": 0},
]


def rules(**changes: Any) -> dict[str, Any]:
    """The rules of the worked example (section 6), with changes."""
    return {
        "grade_values": {"good": 100, "fairly_good": 85, "average": 70, "poor": 50},
        "class_weights": {"A": "0.5", "B": "0.2", "C": "0.3"},
        "component_weights": {"ballot": "0.4", "annual": "0.6", "leader": "0"},
        "bands": BANDS,
        "cap": {"kind": "not_good_min", "share": "0.15"},
        "refill": True,
        "tie_order": ["composite", "class:A", "annual", "good_rate"],
        **changes,
    }


def counts(text: str) -> dict[str, int]:
    """ "7/2/0/0" as counts."""
    return dict(zip(GRADES, map(int, text.split("/")), strict=True))


_WORKED = {
    "S1": ("7/2/0/0", "4/1/0/0", "14/4/1/0", "92.40"),
    "S2": ("6/3/0/0", "4/1/0/0", "13/5/1/0", "94.10"),
    "S3": ("5/4/0/0", "3/2/0/0", "12/6/1/0", "90.00"),
    "S4": ("4/4/1/0", "3/2/0/0", "9/7/2/0", "88.50"),
    "S5": ("3/4/2/0", "2/2/1/0", "8/7/3/1", "83.20"),
    "S6": ("1/3/4/1", "1/2/2/0", "5/7/5/2", "71.60"),
}


def worked(**changes: Any) -> dict[str, Any]:
    """The six reporters of section 6; the all-the-same form of class C is void, so that 19 rows are left."""
    reporters = [
        {"id": name, "annual": annual, "ballots": {"A": counts(a), "B": counts(b), "C": counts(c)}}
        for name, (a, b, c, annual) in _WORKED.items()
    ]
    reporters[3]["ballots"]["C"]["abstain"] = 1  # type: ignore[index]
    return {"rules": rules(**changes), "reporters": reporters}


def by_annual(composites: dict[str, str], **changes: Any) -> dict[str, Any]:
    """Reporters whose composite is given: the annual score carries all the weight."""
    weights = {"ballot": "0", "annual": "1"}
    made = rules(component_weights=weights, tie_order=["composite"], **changes)
    return {"rules": made, "reporters": [{"id": name, "annual": value} for name, value in composites.items()]}


def numbered(values: str) -> dict[str, str]:
    """Composites as U1, U2, …"""
    return {f"U{place}": value for place, value in enumerate(values.split(), start=1)}


A1 = numbered("94.5568 93.9649 93.10 92.75 92.00 91.90 91.4288 91.20 90.75 90.10 89.5200 84.7460 74.5001")
A2 = numbered("94.56 93.96 93.10 92.75 92.00 91.90 91.43 91.20 90.75 90.40 90.30 90.20 90.10")


def case_b() -> dict[str, Any]:
    """Two classes, scores, 60/40."""
    scores = {
        "P1": ("95 93 96 92 94", "90 92 91 89 93 88 94 91"),
        "P2": ("88 90 91 87 89", "95 94 96 93 95 92 96 95"),
        "P3": ("92 94 90 93 91", "91 92 90 93 92 91 90 92"),
    }
    made = rules(
        class_weights={"A": "0.6", "B": "0.4"},
        component_weights={"ballot": 1},
        tie_order=["composite", "class:A"],
        cap={"kind": "none"},
    )
    reporters = [
        {"id": name, "ballots": {"A": {"scores": a.split()}, "B": {"scores": b.split()}}}
        for name, (a, b) in scores.items()
    ]
    return {"rules": made, "reporters": reporters}


def case_c() -> dict[str, Any]:
    """One class of six judges, scores, lower edges inclusive."""
    scores = {
        "实验中心": "92 90 94 91 93 90",
        "材料物理": "90 91 89 90 92 88",
        "材料化学": "88 90 87 91 89 86",
        "金属材料": "95 93 96 94 92 95",
        "无机非金属": "76 74 75 77 73 75",
        "新能源": "85 88 84 86 90 83",
    }
    made = rules(class_weights={"A": 1}, component_weights={"ballot": 1}, tie_order=["composite"], cap={"kind": "none"})
    return {
        "rules": made,
        "reporters": [{"id": name, "ballots": {"A": {"scores": text.split()}}} for name, text in scores.items()],
    }


def case_d() -> dict[str, Any]:
    """Composite 80/20; a three-way tie."""
    made = rules(
        class_weights={"A": 1},
        component_weights={"ballot": "0.2", "annual": "0.8"},
        tie_order=["composite", "annual"],
        cap={"kind": "none"},
    )
    figures = {"X": ("91.50", "84.00"), "Y": ("88.25", "97.00"), "Z": ("90.00", "90.00")}
    reporters = [
        {"id": name, "annual": annual, "ballots": {"A": {"scores": [ballot]}}}
        for name, (annual, ballot) in figures.items()
    ]
    return {"rules": made, "reporters": reporters}


def case_e(number: int = 19) -> dict[str, Any]:
    """`number` reporters, all in the band of 好, at least 15 % below."""
    return by_annual({f"U{place}": str(100 - place / 10) for place in range(number)})
