"""Reads a leader's speech or a notice into a draft that a person confirms (SPC-01, contracts.md `speech read`).

Nothing is invented: what the text does not say is null, and what it announces but does not hold becomes a warning.
Offsets are indices into the text as given, end exclusive.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .numerals import PATTERN, number

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Group:
    """One group of those who reported live, with the number the speech gives."""

    text: str
    count: int
    span: Span


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem the speech names (一是 … 六是). `problem_code` is P1 to P10 or None."""

    no: int
    text: str
    problem_code: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Requirement:
    """One numbered section (一、 二、) with its heading; `text` is empty where only the heading is there."""

    no: int
    heading: str
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Day:
    """A day the speech mentions; `on` only if the text gives year, month and day."""

    text: str
    on: date | None
    span: Span


@dataclass(frozen=True, slots=True)
class Notice:
    """What a person should look at: a code with its figures, and the sentence."""

    code: str
    params: dict[str, object]
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The whole draft."""

    title: str
    live: int | None
    live_groups: tuple[Group, ...]
    written: str | int | None  # "rest", a number, or nothing said
    findings: tuple[Finding, ...]
    requirements: tuple[Requirement, ...]
    dates: tuple[Day, ...]
    announced_requirements: int | None
    warnings: tuple[Notice, ...]


# Words of the ten common problems (domain.md section 8). The problem whose words occur most often names the code;
# with equal hits the earlier word in the text wins.
_COMMON_PROBLEMS: dict[str, tuple[str, ...]] = {
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
_FINDING = re.compile(r"([一二三四五六七八九十]{1,3})是")
_LEAD = re.compile(r"问题|不足|短板|弱项|差距|薄弱")
_HEADING = re.compile(r"^[ \t　]*([一二三四五六七八九十]{1,3})、[ \t]*([^\n]*)", re.MULTILINE)
_ANNOUNCED = re.compile(
    rf"(?:讲|提|提出|强调|谈)(?:以下|如下)?({PATTERN})(?:个方面|方面|点|条|个)的?(?:意见|要求|希望|工作)"
)
_GROUP = re.compile(rf"(?:[^、,，。;；\n]*?等)?({PATTERN})(?:个|家|名|位)([^、,，。;；\n]+)")
_DAY = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:上午|下午|晚)?|(?:今日|今天|昨日|昨天|前天|明天|明日)(?:上午|下午|晚上?)?"
)
_SENTENCE_END = "。！？!?\n"


def common_problem(text: str) -> str | None:
    """The code P1 to P10 whose words the text holds, or None. A code only sorts; a person confirms it."""
    best: tuple[int, int, str] | None = None
    for code, words in _COMMON_PROBLEMS.items():
        places = [text.find(word) for word in words if word in text]
        if places:
            candidate = (-len(places), min(places), code)
            best = candidate if best is None else min(best, candidate)
    return best[2] if best else None


def read(text: str) -> Reading:
    """Read a speech or notice. An empty text gives an empty draft with a warning."""
    live_groups, written = _rosters(text)
    findings, finding_warnings = _findings(text)
    requirements = tuple(_requirements(text))
    announced = _announced(text)
    warnings = [*finding_warnings, *_requirement_warnings(requirements, announced)]
    if not findings:
        warnings.append(Notice("speech.no_findings", {}, "未读到成组的问题（一是、二是……），请人工补充"))
    return Reading(
        title=_title(text),
        live=sum(group.count for group in live_groups) if live_groups else None,
        live_groups=live_groups,
        written=written,
        findings=findings,
        requirements=requirements,
        dates=tuple(_days(text)),
        announced_requirements=announced,
        warnings=tuple(warnings),
    )


def _title(text: str) -> str:
    for line in text.splitlines():
        words = line.strip().lstrip("\ufeff")
        if words and not re.fullmatch(r"(各位)?(领导|同志们?|代表)?[、,，]?(同志们|同志|代表)[:：]?", words):
            return words
    return ""


def _sentence_around(text: str, place: int) -> Span:
    start = max(text.rfind(sign, 0, place) for sign in _SENTENCE_END) + 1
    ends = [text.find(sign, place) for sign in _SENTENCE_END]
    return start, min([end for end in ends if end >= 0], default=len(text))


def _rosters(text: str) -> tuple[tuple[Group, ...], str | int | None]:
    for found in re.finditer("现场述职", text):
        start, end = _sentence_around(text, found.start())
        before = text[start : found.start()]
        spoken = _without_verb(before)
        groups = [
            _group(spoken, match, value, start)
            for match in _GROUP.finditer(spoken)
            if (value := number(match[1])) is not None
        ]
        if groups:
            return tuple(groups), _written(text[found.end() : end])
    return (), _written(text)


def _without_verb(sentence: str) -> str:
    """The sentence with its opening verb blanked, so that offsets stay."""
    verb = re.search(r"听取了|听取|有", sentence)
    return sentence if verb is None else " " * verb.end() + sentence[verb.end() :]


def _group(spoken: str, match: re.Match[str], count: int, offset: int) -> Group:
    """A group without the words around it ("… 党组织书记的"); `offset` is where `spoken` begins in the whole text."""
    words = match[0]
    lead = len(words) - len(words.lstrip())
    tail = re.search(r"(?:党组织)?(?:党委|党总支|党支部)?(?:负责人|书记)?(?:的|进行|作了?|做了?)?$", words)
    cut = tail.start() if tail else len(words)
    start = offset + match.start()
    return Group(words[lead:cut], count, (start + lead, start + cut))


def _written(text: str) -> str | int | None:
    given = re.search(rf"({PATTERN})(?:个|家|名|位)[^。;；,，]*书面", text)
    if given:
        return number(given[1])
    return "rest" if re.search(r"(?:其他|其它|其余)[^。;；]*书面", text) else None


def _findings(text: str) -> tuple[tuple[Finding, ...], list[Notice]]:
    """The longest run 一是, 二是 … whose opening sentence speaks of problems."""
    runs: list[list[re.Match[str]]] = []
    for match in _FINDING.finditer(text):
        value = number(match[1])
        if value == 1:
            runs.append([match])
        elif runs and value == len(runs[-1]) + 1:
            runs[-1].append(match)
    runs = [run for run in runs if len(run) > 1 and _is_about_problems(text, run[0].start())]
    if not runs:
        return (), []
    run = max(runs, key=len)
    warnings = []
    if len(runs) > 1:
        warnings.append(
            Notice("speech.several_lists", {"lists": len(runs)}, f"读到 {len(runs)} 组问题，取最长的一组，请核对")
        )
    return tuple(_finding(text, run, index) for index in range(len(run))), warnings


def _is_about_problems(text: str, place: int) -> bool:
    start = max(text.rfind(sign, 0, place) for sign in "。！？\n") + 1
    return _LEAD.search(text[start:place]) is not None


def _finding(text: str, run: list[re.Match[str]], index: int) -> Finding:
    start = run[index].end()
    if index + 1 < len(run):
        end = run[index + 1].start()
    else:
        stops = [text.find(sign, start) for sign in "。\n"]
        end = min([stop for stop in stops if stop >= 0], default=len(text))
    words = text[start:end]
    words = words[: len(words.rstrip(" \t\n;；。,，"))]
    return Finding(index + 1, words, common_problem(words), (start, start + len(words)))


def _requirements(text: str) -> Iterator[Requirement]:
    headings = list(_HEADING.finditer(text))
    for index, match in enumerate(headings):
        value = number(match[1])
        if value is None:
            continue
        line = match[2].strip()
        heading = re.split(r"[。；]", line)[0]
        end = headings[index + 1].start() if index + 1 < len(headings) else len(text)
        body_start = match.start(2) + match[2].find(heading) + len(heading)
        body = text[body_start:end].strip(" \t\n　。")
        yield Requirement(value, heading, body, (match.start(2), match.start(2) + len(match[2].rstrip())))


def _announced(text: str) -> int | None:
    found = _ANNOUNCED.search(text)
    return number(found[1]) if found else None


def _requirement_warnings(requirements: tuple[Requirement, ...], announced: int | None) -> Iterator[Notice]:
    present = len(requirements)
    if announced is not None and announced != present:
        yield Notice(
            "speech.requirements_missing",
            {"announced": announced, "present": present},
            f"讲话说讲 {announced} 个方面，文本中只有 {present} 个标题，其余未提供，不作补写"
            if present < announced
            else f"讲话说讲 {announced} 个方面，文本中有 {present} 个标题，请核对",
        )
    numbers = [one.no for one in requirements]
    if numbers != list(range(1, present + 1)):
        yield Notice("speech.numbers_broken", {"numbers": numbers}, "各部分序号不连续，请核对原文")
    for one in requirements:
        if not one.text:
            yield Notice("speech.heading_only", {"no": one.no}, f"第 {one.no} 部分只有标题，没有正文")


def _days(text: str) -> Iterator[Day]:
    for match in _DAY.finditer(text):
        on = None
        if match[1]:
            try:
                on = date(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                on = None
        yield Day(match[0], on, match.span())


def values(reading: Reading) -> dict[str, object]:
    """The draft as plain values, as `shuping speech read` prints it and the speech of a round stores it."""
    return {
        "title": reading.title,
        "rosters": {
            "live": reading.live,
            "live_groups": [{"text": one.text, "count": one.count, "span": one.span} for one in reading.live_groups],
            "written": reading.written,
        },
        "findings": [
            {"no": one.no, "text": one.text, "problem_code": one.problem_code, "span": one.span}
            for one in reading.findings
        ],
        "requirements": [
            {"no": one.no, "heading": one.heading, "text": one.text, "span": one.span} for one in reading.requirements
        ],
        "dates": [
            {"text": one.text, "date": one.on.isoformat() if one.on else None, "span": one.span}
            for one in reading.dates
        ],
        "announced": {"requirements": reading.announced_requirements},
        "wording": [],
        "odd_words": [],
        "warnings": [{"code": one.code, "params": one.params, "text": one.text} for one in reading.warnings],
    }
