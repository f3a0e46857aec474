"""Each step of a computation as {"code", "params", "text"}: the code is a rule of docs/rules/grading.md.

The Chinese text is official wording and part of the answer (contracts.md), not translation. Figures in it carry enough
digits that none looks to be on the wrong side of a band's edge.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from shuping.core.rulesets.values import GRADES, GradingRules

from .numbers import four, plain, shown
from .suggestion import CEILINGS, CapResult, Suggestions, value_of
from .values import WITHHELD, Figures, lower_of

Step = dict[str, object]
NAMES: Mapping[str, str] = {
    "good": "好",
    "fairly_good": "较好",
    "average": "一般",
    "poor": "差",
    "abstain": "不了解",
}
COMPONENTS = {"ballot": "测评得分", "annual": "年度党建考核得分", "leader": "领导评价得分"}
KEYS = {"composite": "综合得分", **COMPONENTS, "good_rate": "好率"}


@dataclass(frozen=True, slots=True)
class Wording:
    """What the sentences need besides one reporter's figures."""

    rules: GradingRules
    names: Mapping[str, str]  # official grade names

    def figure(self, value: Fraction) -> str:
        """A score with enough digits for every band's edge."""
        return shown(value, [band.from_ for band in self.rules.bands])


def step(code: str, text: str, **params: object) -> Step:
    """One step; the text begins with its rule number."""
    return {"code": code, "params": params, "text": f"{code} {text}"}


def key_name(key: str) -> str:
    """The Chinese name of a key of the tie order."""
    return f"{key.removeprefix('class:')}类平均分" if key.startswith("class:") else KEYS[key]


def class_steps(figures: Figures, wording: Wording) -> Iterator[Step]:
    """F1: one step per class."""
    for code, mean in figures.class_means.items():
        ballot = figures.reporter.ballots.get(code)
        if ballot is None or mean is None:
            if code in figures.missing:
                yield step("F1", f"{code}类没有有效的评价行，不计平均分。", **{"class": code, "mean": None})
            continue
        result = wording.figure(mean)
        if ballot.scores is not None:
            total = plain(sum(ballot.scores, Fraction(0)))
            text = f"{code}类平均分＝{ballot.rows}个评分之和{total}÷{ballot.rows}＝{result}。"
            yield step("F1", text, **{"class": code, "mean": result, "rows": ballot.rows})
            continue
        counts = {grade: ballot.counts.get(grade, 0) for grade in GRADES}
        terms = "＋".join(f"{counts[grade]}×{plain(wording.rules.grade_values[grade])}" for grade in GRADES)
        left = f"（{wording.names['abstain']}{ballot.abstained}行不计）" if ballot.abstained else ""
        text = f"{code}类平均分＝({terms})÷{ballot.rows}＝{result}{left}。"
        params = {"class": code, "mean": result, "rows": ballot.rows, "counts": counts, "abstain": ballot.abstained}
        yield step("F1", text, **params)


def ballot_steps(figures: Figures, wording: Wording) -> Iterator[Step]:
    """F2 the weighted mean of the classes; F4 the rate of 好."""
    if figures.ballot is not None:
        weights = {code: wording.rules.class_weights[code] for code in figures.weights}
        terms = "＋".join(
            f"{plain(weight)}×{wording.figure(figures.class_means[code] or Fraction(0))}"
            for code, weight in weights.items()
        )
        total = sum(weights.values(), Fraction(0))
        formula = terms if total == 1 else f"({terms})÷{plain(total)}"
        result = wording.figure(figures.ballot)
        note = f"；{'、'.join(figures.missing)}类缺，权重按其余类别折算" if figures.missing else ""
        params = {
            "ballot": result,
            "weights": {c: plain(w) for c, w in weights.items()},
            "missing": list(figures.missing),
        }
        yield step("F2", f"测评得分＝{formula}＝{result}{note}。", **params)
    if figures.good_rate is not None:
        ballots = figures.reporter.ballots.values()
        good, rows = sum(b.counts.get("good", 0) for b in ballots), sum(b.rows for b in ballots)
        rate = four(figures.good_rate)
        yield step("F4", f"{wording.names['good']}率＝{good}÷{rows}＝{rate}。", good=good, rows=rows, good_rate=rate)


def composite_step(figures: Figures, wording: Wording) -> Step:
    """F3: the weighted components with bonus and deduction."""
    values = {"ballot": figures.ballot, "annual": figures.reporter.annual, "leader": figures.reporter.leader}
    used = {name: weight for name, weight in wording.rules.component_weights.items() if weight}
    parts: dict[str, str] = {}
    terms: list[str] = []
    for name, weight in used.items():
        parts[name] = wording.figure(values[name] or Fraction(0))
        terms.append(f"{plain(weight)}×{COMPONENTS[name]}{parts[name]}")
    formula = "＋".join(terms)
    if figures.reporter.bonus:
        formula += f"＋加分{plain(figures.reporter.bonus)}"
    if figures.reporter.deduction:
        formula += f"－扣分{plain(figures.reporter.deduction)}"
    result = wording.figure(figures.composite)
    clipped = figures.raw != figures.composite
    note = "（超出0至100的部分不计）" if clipped else ""
    return step(
        "F3",
        f"综合得分＝{formula}＝{result}{note}。",
        composite=result,
        weights={name: plain(weight) for name, weight in used.items()},
        components=parts,
        bonus=plain(figures.reporter.bonus),
        deduction=plain(figures.reporter.deduction),
        clipped=clipped,
    )


def band_step(figures: Figures, wording: Wording) -> Step:
    """F5: the band, its lower edge inclusive."""
    bands = wording.rules.bands
    place = [band.grade for band in bands].index(figures.band)
    result, lower = wording.figure(figures.composite), plain(bands[place].from_)
    upper = plain(bands[place - 1].from_) if place else None
    span = f"{lower}分及以上" if upper is None else f"{lower}分及以上、{upper}分以下"
    grade = wording.names[figures.band]
    text = f"综合得分{result}，在“{grade}”的等次区间（{span}），初定“{grade}”。"
    params = {"composite": result, "band": figures.band, "from": lower, "below": upper}
    return step("F5", text, **params)


def veto_steps(figures: Figures, start: str, wording: Wording) -> Iterator[Step]:
    """R-55: one step per veto, telling what it changed of the grade `start`; a withheld kind tells the effect alone."""
    says = {
        "not_good": f"不得评为“{wording.names['good']}”",
        "at_most_average": f"最高评为“{wording.names['average']}”",
        "poor": f"定为“{wording.names['poor']}”",
    }
    grade = start
    for veto in figures.reporter.vetoes:
        before, grade = grade, lower_of(grade, CEILINGS[veto.effect])
        what = "经纪检监督确认的情形" if veto.kind == WITHHELD else veto.kind
        if veto.reason and veto.kind != WITHHELD:
            what += f"（{veto.reason}）"
        done = "等次不变"
        if grade != before:
            done = f"由“{wording.names[before]}”调整为“{wording.names[grade]}”"
        params = {"kind": veto.kind, "effect": veto.effect, "reason": veto.reason, "before": before, "after": grade}
        yield step("R-55", f"{what}：{says[veto.effect]}，{done}。", **params)


def cap_rule(rules: GradingRules, names: Mapping[str, str]) -> str:
    """The cap in words: 较好及以下不少于15%, 好不超过40%."""
    share = plain(rules.cap.share * 100)
    if rules.cap.kind == "good_max":
        return f"{names['good']}不超过{share}%"
    return f"{names['fairly_good']}及以下不少于{share}%"


def cap_step(identity: str, cap: CapResult, wording: Wording) -> Step:
    """R-52: what the cap did to somebody who stood at 好: lowered, kept or undecided."""
    good, fairly = f"“{wording.names['good']}”", f"“{wording.names['fairly_good']}”"
    rule = cap_rule(wording.rules, wording.names)
    if wording.rules.cap.kind == "good_max":
        base = f"{cap.group}人中{good}至多{cap.limit}人，已有{cap.already}人，需调整{cap.to_lower}人"
    else:
        base = f"{cap.group}人中{fairly}及以下至少{cap.limit}人，已有{cap.already}人，需调整{cap.to_lower}人"
    if identity in cap.lowered:
        outcome, end = "lowered", f"本人次序在后，由{good}调整为{fairly}。"
    elif identity in cap.undecided:
        outcome = "undecided"
        end = f"界线落在次序相同的{len(cap.undecided)}人之间，其中可评{good}{cap.places}人，由会议决定。"
    else:
        outcome, end = "kept", "本人不在调整之列。"
    params = {"limit": cap.limit, "already": cap.already, "to_lower": cap.to_lower, "group": cap.group}
    share, kind = plain(wording.rules.cap.share), wording.rules.cap.kind
    text = f"比例调整({rule})：{base}；{end}"
    return step("R-52", text, kind=kind, share=share, outcome=outcome, **params)


def grade_steps(figures: Figures, suggestions: Suggestions, wording: Wording) -> Iterator[Step]:
    """Vetoes and cap in the order in which the rules apply them (F5): with `refill` the vetoes come first."""
    identity = figures.reporter.id
    cap = suggestions.cap
    if wording.rules.refill:
        yield from veto_steps(figures, figures.band, wording)
        if cap is not None and suggestions.after_vetoes[identity] == "good":
            yield cap_step(identity, cap, wording)
        return
    start = figures.band
    if cap is not None and start == "good":
        yield cap_step(identity, cap, wording)
        start = "fairly_good" if identity in cap.lowered else start
    yield from veto_steps(figures, start, wording)


def rank_step(figures: Figures, ties: list[Figures], suggestions: Suggestions, wording: Wording) -> Step:
    """F6: the place along the tie order and what separates equal composites."""
    identity = figures.reporter.id
    rank = suggestions.ranks[identity]
    order = wording.rules.tie_order
    text = f"依次按{'、'.join(key_name(key) for key in order)}确定次序：第{rank}位。"
    told: list[dict[str, object]] = []
    for other in ties:
        key = next((key for key in order if value_of(figures, key) != value_of(other, key)), None)
        told.append({"id": other.reporter.id, "separated_by": key})
        if key is None:
            text += f"与{other.reporter.id}综合得分相同，次序并列，由会议决定。"
        else:
            text += f"与{other.reporter.id}综合得分相同，按{key_name(key)}区分。"
    return step("F6", text, rank=rank, tie_order=list(order), ties=told)


def stability_step(change: int | None, span: tuple[Fraction, Fraction] | None) -> Step:
    """F11: how firm the band is; says that the interval models voters as a sample."""
    text = "没有任何票面变动能改变初定等次或不适用" if change is None else f"最少变动{change}行评价即会改变初定等次"
    if span is not None:
        text += f"；综合得分的参考区间为{four(span[0])}至{four(span[1])}"
    text += "。参考区间把参评人员视作抽样，仅供了解分数的稳定程度，不改变等次。"
    return step("F11", text, smallest_change=change, interval=[four(end) for end in span] if span else None)
