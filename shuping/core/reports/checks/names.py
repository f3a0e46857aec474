"""Names that do not belong to this unit's report: other units, persons, places, and blanks never filled in (R-19)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shuping.core.reports.sections import Span

from .values import HINT, WARN, Check, Facts, Found, Subject

UNIT, PERSON, PLACE = "unit", "person", "place"
_SHORT_NAME = 2


@dataclass(frozen=True, slots=True)
class ForeignName:
    """One name that is not of this unit. `certain`: it stands in the list of other units; else it only looks so."""

    span: Span
    text: str
    kind: str
    certain: bool


# A name's last character may begin the next word: 港口局 in 港口局部, 航运中心 in 航运中心工作.
_GOES_ON = re.compile(
    r"(?:(?<=局)[部面势限]|(?<=处)[理置于分罚]|(?<=所)[以有在谓]|(?<=站)[位在立]|(?<=段)[落位]|(?<=部)[署分门队位]|"
    r"(?<=院)[士落]|(?<=校)[园准]|(?<=中心)(?:组|工作|任务|大局|环节)|(?<=公司)法)"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢姜"
    "崔钟谭陆汪范石廖贾韦付夏邹熊孟秦邱江尹薛闫侯雷龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_NOT_GIVEN = set(
    "委务任员室部处科局所站段全面作工党组支总检传织书记主副第一各位老新青年女男等党的了在是和与及为对由把被让有无该本"
)
_TITLE = r"(?:同志|书记|副书记|局长|副局长|主任|副主任|处长|副处长|站长|厅长|副厅长|院长|总经理|董事长)"
_PERSON = re.compile(rf"(?=(?P<name>[{_SURNAMES}][一-鿿]{{1,2}}?)(?P<title>等?{_TITLE}))")
_LEFT = re.compile(r"(?:^|[^一-鿿]|[由和与跟同请经向对原让是为])$")
# Whom everybody quotes and learns from: never a name left over.
_QUOTED = (
    "习近平", "毛泽东", "邓小平", "江泽民", "胡锦涛", "李克强", "雷锋", "焦裕禄", "孔繁森", "王进喜",
    "黄文秀", "张桂梅",
)  # fmt: skip

_PLACE = re.compile(
    r"(?:(?<=[在到赴对和与从向及、，。；：（“])|(?<=深入)|^)(?P<name>[一-鿿]{1,3}?[省市县镇乡村])(?![委级长府局民域场容政情办直域])"
)
_NO_PLACE = re.compile(
    r"[全各我本该外跨两多每数某]|城|都市|超市|门市|上市|集市|农村|乡村|驻村|帮扶|贫困|脱贫|示范|行政|自然|美丽|家乡|[下返入进包联]|"
    r"中心|空心|重点|所在|相关|有关|沿线|边远|偏远|结对|对口|定点|先进|文明|试点|部分|个别|基层|社区|市县|县市|省市|乡镇"
)
_UNIT_TAIL = re.compile(
    r"(?:公路|港航|港口|航道|航运|道路|运输|交通|水运|海事|高速|铁路|民航|质量|工程|规划|设计|科研|科学|信息|职业|技术)"
    r"[一-鿿]{0,12}?(?:中心|局|处|院|学校|公司|集团|总队|支队|站|段|所)$"
)
_NO_CORE = re.compile(
    r"[各全两多每本我该省市县区级等家个]|其他|兄弟|有关|相关|直属|所属|下属|基层|先进|[在由向对与和同到赴从把被将是的为及]"
)
_QUOTES = re.compile(r"《[^》]{1,80}》|“[^”]{1,80}”")
_BLANK = re.compile(
    r"(?<![×Xx✕])[×Xx✕]{2,30}(?=[一-鿿])|(?<=[一-鿿])[×✕]{1,}|_{3,}|＿{2,}|【\s{0,20}】|（\s{0,20}）|\(\s{0,20}\)|(?:某某|XX|xx)|（此处[^）]{0,30}）"
)


def _overlaps(span: Span, spans: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in spans)


def _occurrences(text: str, names: Iterable[str]) -> list[Span]:
    """Places of names, longest names first, none inside another."""
    found: list[Span] = []
    for name in sorted({name for name in names if name.strip()}, key=lambda one: (-len(one), one)):
        for match in re.finditer(re.escape(name), text):
            if not _overlaps(match.span(), found):
                found.append(match.span())
    return found


def foreign_names(text: str, facts: Facts) -> tuple[ForeignName, ...]:
    """Names in `text` that are not of the unit described by `facts`, in order.

    Listed other units and persons are certain; a person of two characters only where the name stands apart or a title
    follows. Other persons are looked for only where the unit's own people are known, places where its own places or
    the names of other units are: without them nobody can tell.
    """
    wanted = dict.fromkeys(facts.other_people, PERSON) | dict.fromkeys(facts.other_units, UNIT)
    wanted = {name: kind for name, kind in wanted.items() if name and name not in facts.own_names}
    places = _occurrences(text, [*facts.own_names, *wanted])
    own = [span for span in places if text[slice(*span)] not in wanted]
    found = [
        ForeignName(span, text[slice(*span)], wanted[text[slice(*span)]], True)
        for span in places
        if text[slice(*span)] in wanted and _stands_alone(text, span, wanted[text[slice(*span)]])
    ]
    quoted = [match.span() for match in _QUOTES.finditer(text)]
    for guess in (*_units(text, facts), *_persons(text, facts), *_places(text, facts)):
        if not _overlaps(guess.span, own) and not _overlaps(guess.span, quoted + [one.span for one in found]):
            found.append(guess)
    return tuple(sorted(found, key=lambda one: one.span))


def _stands_alone(text: str, span: Span, kind: str) -> bool:
    """Whether a listed name is that name here, and not the beginning or the middle of other words."""
    start, end = span
    if kind == UNIT:
        return not _GOES_ON.match(text, end)
    if end - start > _SHORT_NAME:
        return True
    return bool(_LEFT.search(text[max(0, start - 1) : start]) and re.compile(_TITLE).match(text, end))


def _units(text: str, facts: Facts) -> Iterator[ForeignName]:
    """Names built as the unit's own, with another name in front."""
    tail = _UNIT_TAIL.search(facts.unit)
    if tail is None or tail.start() < 2:
        return
    for match in re.finditer(rf"[一-鿿]{{2}}{re.escape(tail.group())}", text):
        core = match.group()[:2]
        if not _NO_CORE.search(core) and core not in facts.unit:
            yield ForeignName(match.span(), match.group(), UNIT, False)


def _persons(text: str, facts: Facts) -> Iterator[ForeignName]:
    if not facts.people:
        return
    for match in _PERSON.finditer(text):
        name, start = match["name"], match.start()
        unlike = set(name[1:]) & _NOT_GIVEN or name in facts.people or name in _QUOTED
        if not unlike and _LEFT.search(text[max(0, start - 1) : start]):
            yield ForeignName((start, start + len(name)), name, PERSON, False)


def _places(text: str, facts: Facts) -> Iterator[ForeignName]:
    if facts.places:
        bare = {place.rstrip("省市县区镇乡村") for place in facts.places}
        for match in _PLACE.finditer(text):
            name = match["name"]
            known = any(name in own for own in facts.own_names) or name[:-1] in bare
            if len(name) > _SHORT_NAME and not known and not _NO_PLACE.search(name):
                yield ForeignName(match.span("name"), name, PLACE, False)
    for core in _cores(facts):
        for match in re.finditer(rf"{re.escape(core)}[市县区镇乡](?![委级长府民局域场容政情办直])", text):
            yield ForeignName(match.span(), match.group(), PLACE, False)


def _cores(facts: Facts) -> list[str]:
    """What the other units are called after (北泽 in 北泽公路中心), as far as nothing of our own is."""
    own = "".join(facts.own_names)
    found = []
    for name in dict.fromkeys(facts.other_units):
        tail = _UNIT_TAIL.search(name)
        core = name[: tail.start()].rstrip("省市县区镇乡") if tail else ""
        if len(core) == _SHORT_NAME and core not in own and not _NO_CORE.search(core):
            found.append(core)
    return found


def _named(subject: Subject, certain: bool) -> Iterator[Found]:
    for name in foreign_names(subject.whole, subject.facts):
        if name.certain == certain:
            yield subject.section_at(name.span[0]), name.span, {"name": name.text, "kind": name.kind}


def _foreign(subject: Subject) -> Iterator[Found]:
    yield from _named(subject, True)


def _perhaps_foreign(subject: Subject) -> Iterator[Found]:
    yield from _named(subject, False)


def _unfilled(subject: Subject) -> Iterator[Found]:
    for match in _BLANK.finditer(subject.whole):
        yield subject.section_at(match.start()), match.span(), {"found": match.group()}


CHECKS: tuple[Check, ...] = (
    Check("reports.foreign_name", WARN, "R-19", ("written", "spoken"), _foreign),
    Check("reports.foreign_name_possible", HINT, "R-19", ("written", "spoken"), _perhaps_foreign),
    Check("reports.blank_left", WARN, "R-19", ("written", "spoken"), _unfilled),
)
