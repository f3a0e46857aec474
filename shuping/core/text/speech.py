"""Reads a leader's speech or a notice into a draft that a person confirms (SPC-01, contracts.md `speech read`).

Nothing is invented: what the text does not say is null, and what it announces but does not hold becomes a warning.
Offsets are indices into the text as given, end exclusive.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from .common_problems import common_problem
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


_MARKS: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"(?<![一-鿿])其?([一二三四五六七八九十]{1,3})是|(?<=[问题弱项不足面下有为])([一二三四五六七八九十]{1,3})是"
    ),
    re.compile(r"第([一二三四五六七八九十]{1,3})(?:[，,、：:]|是|个(?:问题|方面))"),
    re.compile(r"(?m)^[ \t　]*[（(]([一二三四五六七八九十]{1,3})[）)]"),
    re.compile(r"(?m)^[ \t　]*([0-9０-９]{1,2})(?:[、．]|\.(?![0-9]))"),
    re.compile(r"[（(]([0-9０-９]{1,2})[）)]|([①-⑳])"),
)
"""How lists are numbered: 一是, 第一，, （一） and 1. at the front of a line, （1） ①."""

_LEAD = re.compile(r"问题|不足|短板|弱项|差距|薄弱")
# Behind the last word for problems: what follows is what is to be done about them.
_NOT_LEAD = re.compile(r"(?<![主重])要|必须|应当|措施|做法|整改|解决|着力|抓好|原因|整治")
_HEADINGS: tuple[re.Pattern[str], ...] = (
    re.compile(r"(?m)^[ \t　]*([一二三四五六七八九十]{1,3})[ \t]*[、.．][ \t]*([^\n]*)"),
    re.compile(r"(?m)^[ \t　]*第([一二三四五六七八九十]{1,3})[，,、：:][ \t]*([^\n]*)"),
    re.compile(r"(?m)^[ \t　]*[（(]([一二三四五六七八九十]{1,3})[）)][ \t]*([^\n]*)"),
    re.compile(r"(?m)^[ \t　]*([0-9０-９]{1,2})(?:[、．]|\.(?![0-9]))[ \t]*([^\n]*)"),
)
"""How requirements are numbered at the front of their lines; the first family that stands in the text is used."""

_IN_LINE = re.compile(r"(?<![一-鿿])([一二三四五六七八九十]{1,3})(?:要|是要|是)")
_ANNOUNCED = re.compile(
    rf"(?:讲|提|提出|强调|谈|说)(?:一下|以下|如下|这么)?({PATTERN})(?:(?:个方面|方面|点|条)(?:的)?(?:意见|要求|希望|工作|建议|体会|想法)?|"
    rf"[个项]的?(?:意见|要求|希望|工作|建议))"
)
_ANNOUNCED_FINDINGS = re.compile(
    rf"({PATTERN})(?:个方面|方面|个|点|条|项|类)的?(?:主要|突出|共性)?(?:问题|不足|短板|差距)(?=[^。\n]{{0,12}}[：:，,。]|$)"
)
_ATTACHED = re.compile(r"(?:详?见附件|附后|详?见附表|随文印发)")
_ATTACHMENT = re.compile(r"(?m)^[ \t　]*附(?:件|表|：|:)")
_LONGEST_HEADING = 40
_MOST_SENTENCES = 40  # sentences looked at for the rosters, and how far back each is read
_LONGEST_LEAD = 400
_CLOSING = re.compile(r"(?m)^[ \t　]*(?:同志们[,，!！:：]|附件[:：\s]|联系人|[（(]此件|抄送)")
_UNIT = "(?:个|家|名|位|人|户)"
_GROUP = re.compile(
    rf"(?:[^、,，。;；\n（(]*?等)?(共计?|合计|总计|总共)?({PATTERN}){_UNIT}"
    rf"((?:(?!共计?(?:{PATTERN}){_UNIT}|合计|总计|总共)[^、,，。;；\n（()）])*)"
)
_BEHIND = re.compile(rf"现场述职(?:的|人员|对象)?[^，,。；;\n]{{0,14}}?({PATTERN}){_UNIT}")
_DIGIT = "[0-9０-９]"
_DAY = re.compile(
    rf"(?:({_DIGIT}{{4}})年)?({_DIGIT}{{1,2}})月({_DIGIT}{{1,2}})[日号](?:上午|下午|晚上?)?"
    r"|([零〇一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
    rf"|(?<!{_DIGIT})((?:19|20)[0-9]{{2}})([-./])([0-9]{{1,2}})\8([0-9]{{1,2}})(?!{_DIGIT})"
    r"|(?:今日|今天|昨日|昨天|前天|明天|明日)(?:上午|下午|晚上?)?"
    rf"|(?:{_DIGIT}{{4}}年)?(?:{_DIGIT}{{1,2}}|[一二三四五六七八九十]{{1,2}})月(?:底|初|中旬|上旬|下旬)|(?:本月|下月|今年|明年|年)(?:底|初)前"
)
_SENTENCE_END = "。！？!?\n"
_LINKS = " \t\n　。：:，,；;"
_LINK = re.compile(
    r"(?<=[。！？\n；，])[ \t　]*"
    r"(?:这?些?主要(?:是|有|表现(?:在|为))?|具体(?:是|有|表现(?:在|为))|表现(?:在|为)|例如|比如)$"
)


def read(text: str) -> Reading:
    """Read a speech or notice. An empty text gives an empty draft with a warning."""
    rosters = _rosters(text)
    findings, finding_warnings = _findings(text)
    requirements = tuple(_requirements(text, findings))
    announced = _announced(text)
    warnings = [
        *_roster_warnings(rosters),
        *finding_warnings,
        *_attachment_warnings(text),
        *_requirement_warnings(requirements, announced),
    ]
    if not findings:
        warnings.append(Notice("speech.no_findings", {}, "未读到成组的问题（一是、二是……），请人工补充"))
    return Reading(
        title=_title(text),
        live=sum(group.count for group in rosters.groups) if rosters.groups else None,
        live_groups=rosters.groups,
        written=rosters.written,
        findings=findings,
        requirements=requirements,
        dates=tuple(_days(text)),
        announced_requirements=announced,
        warnings=tuple(warnings),
    )


_SALUTATION = re.compile(
    r"(?:各位|尊敬的)?(?:领导|同志们?|代表|来宾)?[、,，]?(?:同志们|同志|代表|大家好)[:：!！,，]?|各[^，。]{2,40}[:：]"
)
_TITLE_END = re.compile(r"(?:讲话|发言|通知|意见|通报|方案|要点|报告|致辞|提纲)(?:[（(].*[）)])?$")
_TITLE_LINES = 3


def _title(text: str) -> str:
    """The first line that is no salutation; a title broken over lines (关于…的 / 通知) is joined."""
    lines = [words for line in text.splitlines() if (words := line.strip(" \t　\ufeff"))]
    lines = [words for words in lines if not _SALUTATION.fullmatch(words)]
    for taken in range(1, _TITLE_LINES + 1):
        joined = "".join(lines[:taken])
        if any(line[-1] in "。；：" for line in lines[:taken]):
            break
        if _TITLE_END.search(joined) and len(joined) <= 80 and len(lines[:taken]) == taken:
            return joined
    return lines[0] if lines else ""


def _value(words: str) -> int | None:
    """A numeral, Chinese, Arabic of either width, or circled."""
    if len(words) == 1 and "①" <= words <= "⑳":
        return ord(words) - ord("①") + 1
    return number(unicodedata.normalize("NFKC", words)) if not words.isascii() and words[0] > "０" else number(words)


def _sentence_around(text: str, place: int) -> Span:
    start = max(text.rfind(sign, 0, place) for sign in _SENTENCE_END) + 1
    ends = [text.find(sign, place) for sign in _SENTENCE_END]
    return start, min([end for end in ends if end >= 0], default=len(text))


@dataclass(frozen=True, slots=True)
class _Rosters:
    groups: tuple[Group, ...] = ()
    written: str | int | None = None
    total: int | None = None  # what the text itself gives as the sum


def _rosters(text: str) -> _Rosters:
    for found in islice(re.finditer("现场述职", text), _MOST_SENTENCES):
        start, end = _sentence_around(text, found.start())
        start = max(start, found.start() - _LONGEST_LEAD)
        spoken = _without_verb(text[start : found.start()])
        groups, total = _groups(spoken, start)
        if groups:
            return _Rosters(groups, _written(text[found.end() : end]) or _written(text[end : end + 200]), total)
        if behind := _BEHIND.match(text, found.start()):
            value = _value(behind[1])
            if value is not None:
                group = Group(behind[0], value, behind.span())
                return _Rosters((group,), _written(text[behind.end() : end]))
    return _Rosters((), _written(text))


def _groups(spoken: str, offset: int) -> tuple[tuple[Group, ...], int | None]:
    """The groups before 现场述职, and the sum if the text names one (共7个单位)."""
    groups: list[Group] = []
    total: int | None = None
    for match in _GROUP.finditer(spoken):
        value = _value(match[2])
        if value is None:
            continue
        if match[1]:
            total = value
        else:
            groups.append(_group(spoken, match, value, offset))
    if total is not None and not groups:
        first = next(match for match in _GROUP.finditer(spoken) if match[1])
        return (_group(spoken, first, total, offset),), None
    return tuple(groups), total


def _without_verb(sentence: str) -> str:
    """The sentence with its opening verb and what stands in brackets blanked, so that offsets stay."""
    sentence = re.sub(r"[（(][^）)]*[）)]", lambda match: " " * len(match[0]), sentence)
    verb = re.search(r"听取了|听取|安排了?|有", sentence)
    return sentence if verb is None else " " * verb.end() + sentence[verb.end() :]


def _group(spoken: str, match: re.Match[str], count: int, offset: int) -> Group:
    """A group without the words around it ("… 党组织书记的"); `offset` is where `spoken` begins in the whole text."""
    words = match[0]
    lead = len(words) - len(words.lstrip())
    tail = re.search(
        r"(?:党组织)?(?:党委|党总支|党支部)?(?:负责人|书记|负责同志)?(?:分别)?(?:的|进行了?|作了?|做了?)?\s*$",
        words[lead:],
    )
    cut = lead + tail.start() if tail and tail.start() else len(words.rstrip())
    start = offset + match.start()
    return Group(words[lead:cut], count, (start + lead, start + cut))


def _written(text: str) -> str | int | None:
    given = re.search(rf"({PATTERN}){_UNIT}[^。;；,，]*书面", text) or re.search(
        rf"书面述职(?:的|人员|对象)?[^，,。；;\n]{{0,14}}?({PATTERN}){_UNIT}", text
    )
    if given and (value := _value(given[1])) is not None:
        return value
    return "rest" if re.search(r"(?:其他|其它|其余)[^。;；]*书面", text) else None


def _runs(marks: Iterable[re.Match[str]]) -> list[list[re.Match[str]]]:
    """Numbered marks that count up from one; a list inside another one breaks neither."""
    runs: list[list[re.Match[str]]] = []
    for match in marks:
        value = _value(next(group for group in match.groups() if group))
        if value == 1:
            runs.append([match])
            continue
        fits = [place for place, run in enumerate(runs) if len(run) + 1 == value]
        if fits:
            runs[fits[-1]].append(match)
    return [run for run in runs if len(run) > 1]


def _findings(text: str) -> tuple[tuple[Finding, ...], list[Notice]]:
    """The longest list whose opening sentence speaks of problems; the earlier of two that are equally long."""
    runs = [run for marks in _MARKS for run in _runs(marks.finditer(text)) if _is_about_problems(text, run[0].start())]
    if not runs:
        return (), []
    run = max(runs, key=lambda one: (len(one), -one[0].start()))
    outside = [one for one in runs if one[-1].end() <= run[0].start() or run[-1].end() <= one[0].start()]
    warnings = []
    if outside:
        lists = len(outside) + 1
        warnings.append(Notice("speech.several_lists", {"lists": lists}, f"读到 {lists} 组问题，取最长的一组，请核对"))
    every = [_finding(text, run, index) for index in range(len(run))]
    present = tuple(one for one in every if one.text)
    for one in every:
        if not one.text:
            warnings.append(Notice("speech.finding_empty", {"no": one.no}, f"第 {one.no} 个问题只有序号，没有内容"))
    announced = _announced_findings(text, run[0].start())
    if announced is not None and announced != len(present):
        params: dict[str, object] = {"announced": announced, "present": len(present)}
        words = f"讲话说有 {announced} 个问题，文本中读到 {len(present)} 个，请核对；缺的不作补写"
        warnings.append(Notice("speech.findings_missing", params, words))
    return present, warnings


def _announced_findings(text: str, place: int) -> int | None:
    """How many problems the words right before a list say there are (存在六个方面的问题：一是 …)."""
    found = list(_ANNOUNCED_FINDINGS.finditer(*_opening(text, place)))
    return _value(found[-1][1]) if found else None


def _attachment_warnings(text: str) -> Iterator[Notice]:
    if (said := _ATTACHED.search(text)) and not _ATTACHMENT.search(text):
        yield Notice("speech.attachment_missing", {"words": said[0]}, f"文中写有“{said[0]}”，所附内容未提供，不作补写")


def _is_about_problems(text: str, place: int) -> bool:
    """Whether the sentence that opens a list speaks of problems, and not of what is to be done about them."""
    lead, start = _opening(text, place)
    words = list(_LEAD.finditer(lead, start))
    return bool(words) and _NOT_LEAD.search(lead, words[-1].end()) is None


def _opening(text: str, place: int) -> tuple[str, int]:
    """The text up to a list, and where the sentence that opens the list begins in it."""
    lead = text[:place].rstrip(_LINKS)
    if link := _LINK.search(lead):  # 主要是： after the sentence that speaks of problems
        lead = lead[: link.start()].rstrip(_LINKS)
    return lead, max(lead.rfind(sign) for sign in "。！？\n") + 1


def _finding(text: str, run: list[re.Match[str]], index: int) -> Finding:
    start = run[index].end()
    if index + 1 < len(run):
        end = run[index + 1].start()
    else:
        signs = "\n" if _opens_line(text, run[index].start()) and _opens_line(text, run[0].start()) else "。\n"
        stops = [text.find(sign, start) for sign in signs]
        end = min([stop for stop in stops if stop >= 0], default=len(text))
    words = text[start:end]
    start += len(words) - len(words.lstrip(" \t　，,、：:"))
    words = text[start:end].rstrip(" \t\n　;；。,，")
    return Finding(index + 1, words, common_problem(words), (start, start + len(words)))


def _opens_line(text: str, place: int) -> bool:
    return not text[text.rfind("\n", 0, place) + 1 : place].strip()


def _requirements(text: str, findings: tuple[Finding, ...]) -> Iterator[Requirement]:
    taken = [one.span for one in findings]
    for family in _HEADINGS:
        headings = [match for match in family.finditer(text) if not _inside(match.span(2), taken)]
        if headings:
            yield from _headed(text, headings)
            return
    yield from _in_line(text, taken)


def _inside(span: Span, taken: Iterable[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)


def _headed(text: str, headings: list[re.Match[str]]) -> Iterator[Requirement]:
    for index, match in enumerate(headings):
        value = _value(match[1])
        if value is None:
            continue
        heading = _heading(match[2].strip())
        end = headings[index + 1].start() if index + 1 < len(headings) else len(text)
        body_start = match.start(2) + match[2].find(heading) + len(heading)
        closing = _CLOSING.search(text, body_start, end)
        body = text[body_start : closing.start() if closing else end].strip(" \t\n　。：:，,")
        yield Requirement(value, heading, body, (match.start(2), match.start(2) + len(match[2].rstrip())))


def _heading(line: str) -> str:
    """The heading of a line that may go on: up to the first full stop or semicolon, or a colon where it is short."""
    heading = re.split(r"[。；]", line)[0]
    before, colon, _ = heading.partition("：")
    if colon and 2 <= len(before) <= _LONGEST_HEADING:
        return before
    clause = re.split(r"[，,]", heading)[0]
    return clause if len(heading) > 2 * _LONGEST_HEADING and 2 <= len(clause) <= _LONGEST_HEADING else heading


def _in_line(text: str, taken: list[Span]) -> Iterator[Requirement]:
    """Requirements that stand in one paragraph (提三点要求：一要…二要…), only where the text announces them."""
    announced = _ANNOUNCED.search(text)
    if announced is None:
        return
    runs = [run for run in _runs(_IN_LINE.finditer(text, announced.end())) if not _inside(run[0].span(), taken)]
    for run in runs[:1]:
        for index, match in enumerate(run):
            stop = text.find("。", match.end()) if index + 1 == len(run) else run[index + 1].start()
            words = text[match.end() : stop if stop >= 0 else len(text)].rstrip(" \t\n　;；。,，")
            heading = re.split(r"[，,。；;\n]", words)[0]
            span = match.end(), match.end() + len(words)
            yield Requirement(index + 1, heading, words, span)


def _announced(text: str) -> int | None:
    found = _ANNOUNCED.search(text)
    return _value(found[1]) if found else None


def _roster_warnings(rosters: _Rosters) -> Iterator[Notice]:
    counted = sum(group.count for group in rosters.groups)
    if rosters.total is not None and rosters.total != counted:
        yield Notice(
            "speech.live_total_differs",
            {"total": rosters.total, "counted": counted},
            f"讲话说现场述职共 {rosters.total} 个，各组相加为 {counted} 个，请核对",
        )


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


_YEAR_DIGITS = str.maketrans("零〇一二三四五六七八九", "00123456789")


def _days(text: str) -> Iterator[Day]:
    for match in _DAY.finditer(text):
        yield Day(match[0], _on(match), match.span())


def _on(match: re.Match[str]) -> date | None:
    """The day, only if the text gives year, month and day and the day exists."""
    if match[1]:
        parts = [int(match[place]) for place in (1, 2, 3)]
    elif match[4]:
        chinese = [number(match[5]), number(match[6])]
        parts = [int(match[4].translate(_YEAR_DIGITS)), *(value or 0 for value in chinese)]
    elif match[7]:
        parts = [int(match[place]) for place in (7, 9, 10)]
    else:
        return None
    try:
        return date(*parts)
    except ValueError:
        return None


def values(reading: Reading, *, wording: Sequence[object] = (), odd_words: Sequence[object] = ()) -> dict[str, object]:
    """The draft as plain values, as `shuping speech read` prints it and the speech of a round stores it.

    `wording` and `odd_words` as their own modules print them; a caller that has no word lists leaves them out.
    """
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
        "wording": list(wording),
        "odd_words": list(odd_words),
        "warnings": [{"code": one.code, "params": one.params, "text": one.text} for one in reading.warnings],
    }
