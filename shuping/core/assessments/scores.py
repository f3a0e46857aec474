"""From deductions and bonuses to the annual score, every step kept with its rule (考-3 to 考-7, R-57).

Points are exact fractions; nothing is rounded. The order in which grounds were entered changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from shuping.core.errors import InputError, RuleError

from .scheme import HUNDRED, Indicator, Item, Scheme, points_of, shown

NOUGHT = Fraction(0)
Step = dict[str, object]


@dataclass(frozen=True, slots=True)
class Ground:
    """One deduction that stands: on an indicator or an event of the scheme (`key`), with its ground in words."""

    key: str
    points: Fraction
    words: str = ""


@dataclass(frozen=True, slots=True)
class Award:
    """One bonus that stands."""

    key: str
    points: Fraction
    words: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """What one indicator brings; `lost` is what counts of the deductions, up to the ceiling."""

    key: str
    title: str
    full: Fraction
    deducted: Fraction
    lost: Fraction

    @property
    def got(self) -> Fraction:
        """Full marks less what was lost."""
        return self.full - self.lost


@dataclass(frozen=True, slots=True)
class Score:
    """The whole result: 0 ≤ total ≤ 100."""

    indicators: tuple[IndicatorScore, ...]
    basic: Fraction
    bonus: Fraction
    events: Fraction
    total: Fraction
    steps: tuple[Step, ...]


def compute(scheme: Scheme, grounds: Iterable[Ground], awards: Iterable[Award] = ()) -> Score:
    """The score of one unit.

    Raises RuleError `assessments.unknown_key`, `assessments.points_not_usable`, `assessments.points_outside` (an event
    or bonus beyond what one case may bring).
    """
    deductions = sorted(grounds, key=lambda one: (one.key, -one.points, one.words))
    bonuses = sorted(awards, key=lambda one: (-one.points, one.key, one.words))
    for ground in deductions:
        check_ground(scheme, ground.key, ground.points)
    for award in bonuses:
        check_award(scheme, award.key, award.points)
    rows = tuple(_indicator(one, deductions) for one in scheme.indicators())
    basic = sum((row.got for row in rows), NOUGHT)
    bonus = _bonus(scheme, bonuses)
    charged = [one for one in deductions if scheme.indicator(one.key) is None]
    events = _capped(sum((one.points for one in charged), NOUGHT), scheme.events_most)
    raw = basic + bonus - events
    total = min(max(raw, NOUGHT), HUNDRED)
    steps = (
        *_indicator_steps(scheme, rows, deductions),
        *_group_steps(scheme, {row.key: row for row in rows}, basic),
        *_bonus_steps(scheme, bonuses, bonus),
        *_event_steps(scheme, charged, events),
        _total_step(basic, bonus, events, raw, total),
    )
    return Score(rows, basic, bonus, events, total, steps)


def check_ground(scheme: Scheme, key: str, points: Fraction) -> Indicator | Item:
    """Whether one deduction may stand on `key`; returns what it stands on. Raises as `compute`."""
    points_of(shown(points))
    found: Indicator | Item | None = scheme.indicator(key)
    if found is not None:
        if points > found.most:
            raise RuleError("assessments.points_outside", title=found.title, least="0", most=shown(found.most))
        return found
    return _within(scheme.event(key), key, points)


def check_award(scheme: Scheme, key: str, points: Fraction) -> Item:
    """Whether one bonus may stand on `key`. Raises as `compute`."""
    points_of(shown(points))
    return _within(scheme.bonus(key), key, points)


def _within(item: Item | None, key: str, points: Fraction) -> Item:
    if item is None:
        raise RuleError("assessments.unknown_key", key=key[:40])
    if not item.least <= points <= item.most:
        raise RuleError("assessments.points_outside", title=item.title, least=shown(item.least), most=shown(item.most))
    return item


def check_self_score(scheme: Scheme, given: Mapping[str, object]) -> dict[str, Fraction]:
    """The self score per indicator: every indicator, 0 up to its full marks, at most two decimals (考-2).

    Raises RuleError `assessments.self_score_missing` (title), `assessments.self_score_outside` (title, full, value).
    """
    found: dict[str, Fraction] = {}
    for one in scheme.indicators():
        value = str(given.get(one.key, "")).strip()
        if not value:
            raise RuleError("assessments.self_score_missing", title=one.title)
        found[one.key] = self_points(one, value)
    return found


def self_points(one: Indicator, value: str) -> Fraction:
    """What a unit gives itself on one indicator. Raises RuleError `assessments.self_score_outside`."""
    try:
        points = NOUGHT if value in ("0", "0.0", "0.00") else points_of(value)
    except InputError as error:
        raise RuleError(
            "assessments.self_score_outside", title=one.title, full=shown(one.full), value=value[:20]
        ) from error
    if points > one.full:
        raise RuleError("assessments.self_score_outside", title=one.title, full=shown(one.full), value=value[:20])
    return points


def _capped(points: Fraction, most: Fraction | None) -> Fraction:
    return points if most is None else min(points, most)


def _bonus(scheme: Scheme, awards: Sequence[Award]) -> Fraction:
    points = [one.points for one in awards]
    counted = max(points, default=NOUGHT) if scheme.bonus_mode == "highest" else sum(points, NOUGHT)
    return _capped(counted, scheme.bonus_most)


def _indicator(one: Indicator, grounds: Sequence[Ground]) -> IndicatorScore:
    deducted = sum((ground.points for ground in grounds if ground.key == one.key), NOUGHT)
    return IndicatorScore(one.key, one.title, one.full, deducted, min(deducted, one.most))


def _step(code: str, text: str, **params: object) -> Step:
    return {"code": code, "params": params, "text": f"{code} {text}"}


def _listed(grounds: Sequence[Ground | Award]) -> str:
    return "；".join(
        f"{one.words}（{shown(one.points)}分）" if one.words else f"{shown(one.points)}分" for one in grounds
    )


def _indicator_steps(scheme: Scheme, rows: Sequence[IndicatorScore], grounds: Sequence[Ground]) -> Iterator[Step]:
    for row in rows:
        mine = [one for one in grounds if one.key == row.key]
        if not mine:
            continue
        capped = f"，超过本项最多扣分，按{shown(row.lost)}分扣" if row.lost != row.deducted else ""
        text = (
            f"“{row.title}”满分{shown(row.full)}分，扣分{len(mine)}项：{_listed(mine)}，合计{shown(row.deducted)}分"
            f"{capped}，得{shown(row.got)}分。"
        )
        yield _step("考-3", text, key=row.key, deducted=shown(row.deducted), lost=shown(row.lost), got=shown(row.got))


def _group_steps(scheme: Scheme, rows: Mapping[str, IndicatorScore], basic: Fraction) -> Iterator[Step]:
    for group in scheme.groups:
        got = sum((rows[one.key].got for one in group.indicators), NOUGHT)
        yield _step("考-4", f"“{group.title}”满分{shown(group.full)}分，得{shown(got)}分。", got=shown(got))
    yield _step("考-4", f"各项指标合计得{shown(basic)}分（满分100分）。", basic=shown(basic))


def _bonus_steps(scheme: Scheme, awards: Sequence[Award], bonus: Fraction) -> Iterator[Step]:
    if not awards:
        return
    once = scheme.bonus_mode == "highest" and len(awards) > 1
    highest = max((one.points for one in awards), default=NOUGHT)
    counted = highest if scheme.bonus_mode == "highest" else sum((one.points for one in awards), NOUGHT)
    how = "，只计最高一项，不累计" if once else ""
    capped = f"，超过加分上限，按{shown(bonus)}分计" if bonus != counted else ""
    yield _step(
        "R-57", f"加分{len(awards)}项：{_listed(awards)}{how}{capped}，加{shown(bonus)}分。", bonus=shown(bonus)
    )


def _event_steps(scheme: Scheme, charged: Sequence[Ground], events: Fraction) -> Iterator[Step]:
    if not charged:
        return
    counted = sum((one.points for one in charged), NOUGHT)
    capped = f"，超过扣分上限，按{shown(events)}分扣" if events != counted else ""
    text = f"扣分事项{len(charged)}项：{_listed(charged)}，合计{shown(counted)}分{capped}，扣{shown(events)}分。"
    yield _step("R-57", text, events=shown(events))


def _total_step(basic: Fraction, bonus: Fraction, events: Fraction, raw: Fraction, total: Fraction) -> Step:
    clipped = ""
    if raw != total:
        clipped = "，超过100分按100分计" if raw > total else "，低于0分按0分计"
    text = f"年度党建考核得分＝{shown(basic)}＋{shown(bonus)}－{shown(events)}＝{shown(raw)}分{clipped}。"
    return _step("考-7", text, basic=shown(basic), bonus=shown(bonus), events=shown(events), total=shown(total))
