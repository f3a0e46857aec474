"""Three substitutions (R-14), and whether Party work is tied to a business objective (SPC-04, R-88)."""

import re
from collections.abc import Iterator
from fractions import Fraction

from shuping.core.reports.sections import Part, Span

from .structure import FIRST_PERSON, sentences
from .values import HINT, WARN, Check, Found, Subject

BODY_SHARE = Fraction(1, 2)
"""From this share of sentences that begin with the body the report speaks of the body (建议值)."""

OWN_SHARE = Fraction(1, 5)
"""... unless this share speaks in the first person (建议值)."""

BUSINESS_SHARE = Fraction(3, 5)
"""From this share of characters in sentences of business alone the report speaks of business (建议值)."""

_FEWEST_SENTENCES = 3  # fewer say nothing about a habit

_BODY = re.compile(
    r"[\s　]*(?:[（(]?[一二三四五六七八九十0-9]+[）)、.．]\s*|[一二三四五六七八九十]是)?"
    r"(?:(?:一年来|今年以来|去年以来|近年来|全年|[12][0-9]{3}年度?(?:以来)?)[，,]?)?"
    r"(?:在[^，,。]{2,20}(?:领导|指导|关心)下[，,])?"
    r"(?:我们|全体|[一-鿿]{0,12}?(?:党委|党组|党总支|党支部|支部|机关党委|领导班子|班子))"
    r"(?!书记|委员|成员|负责人|班子成员)"
)
_OFFICE = re.compile(r"[\s　]*(?:我|本)(?:局|厅|处|中心|单位|公司|院|校|站|所|段|部门)")

PARTY = re.compile(
    r"党|支部|组织生活|三会一课|意识形态|政治|廉|纪检|纪律|书记|主题教育|学习教育|理论学习|中心组|思想|先锋|"
    r"述职|初心|作风|一岗双责|群团|工会|团委|统战|文明单位"
)
BUSINESS = re.compile(
    r"工程|公路|道路|路面|桥梁|隧道|航道|港口|码头|航运|水运|养护|施工|项目|投资|产值|营收|收入|利润|里程|运输|客运|"
    r"货运|运力|收费|通车|通行|车辆|船舶|出租车|公交|物流|安全生产|事故|隐患|执法|许可|审批|治超|超限|招标|采购|"
    r"预算|科研|课题|信息化|系统建设|平台|应急|抢险|保畅|质量监督|检测|规划|设计|概算|验收|审计|合同|完好率|优良率|"
    r"满意率|合格率|办结率|可用率|通过率|及时率|准点率|投诉|路况|指数|业务指标"
)
FIGURE = re.compile(
    r"[0-9０-９]+(?:[.．][0-9０-９]+)?\s*(?:%|％|‰|个百分点|个|项|次|人|名|户|家|份|件|条|场|期|亩|公里|千米|万元|亿元|元|"
    r"吨|米|平方米|天|小时|篇|起|处|座|台|套|辆|艘|倍|万|亿)|百分之[零〇一二三四五六七八九十百两]+"
)

_PRAISE = re.compile(
    r"成效(?:显著|明显|突出)|取得.{0,10}(?:成绩|成效|进展|突破|好评)|(?:明显|显著|大幅|全面|有效|持续)(?:提升|提高|增强|改善)|"
    r"圆满完成|超额完成|荣获|获得.{0,12}(?:表彰|称号|奖)|走在.{0,6}前列|受到.{0,10}(?:好评|表扬|肯定)|"
    r"得到.{0,12}(?:肯定|认可|好评)|亮点|再上新台阶|上了新台阶|开创.{0,6}新局面|硕果"
)
_FLATTERY = re.compile(
    r"(?:过于|过分|太)(?:认真|负责|追求完美|敬业|投入|严格|追求质量)|"
    r"对(?:自己|同志|下属|干部)(?:要求)?(?:过于|过高|太)(?:严|高|严格)|只顾工作|忽视了(?:家庭|身体|休息)|陪伴家人"
)
_LACK = re.compile(
    r"不(?!断|仅|但|忘|懈|同)|未|没有|没能|缺|弱|差|欠|少|滞后|有待|问题|不足|难以|偏|松|浅|空|虚|浮|急|慢|仍|短板|但|然而|却"
)


def _sentences(part: Part) -> Iterator[tuple[Span, str]]:
    body = part.text[part.heading :]
    for start, end in sentences(body):
        offset = part.start + part.heading
        yield (offset + start, offset + end), body[start:end]


def _body_for_self(subject: Subject) -> Iterator[Found]:
    """述党委 for 述自己: most sentences begin with the committee or the unit, few with 我."""
    for part in subject.text.of("achievements"):
        found = [(span, words) for span, words in _sentences(part) if len(words.strip()) > 6]
        body = [span for span, words in found if _BODY.match(words) or _OFFICE.match(words)]
        own = sum(1 for _, words in found if FIRST_PERSON.search(words))
        if len(found) >= _FEWEST_SENTENCES and len(body) >= BODY_SHARE * len(found) and own < OWN_SHARE * len(found):
            yield "achievements", body[0], {"body": len(body), "own": own, "sentences": len(found)}


def _business_for_party(subject: Subject) -> Iterator[Found]:
    """述业务 for 述党建: most of the achievements is business without a word of Party work."""
    found = [row for part in subject.text.of("achievements") for row in _sentences(part)]
    alone = [(span, words) for span, words in found if BUSINESS.search(words) and not PARTY.search(words)]
    total, part_ = sum(len(words) for _, words in found), sum(len(words) for _, words in alone)
    if len(alone) >= 2 and part_ >= BUSINESS_SHARE * total:
        yield "achievements", alone[0][0], {"business": part_, "total": total, "sentences": len(alone)}


def _praise_for_problems(subject: Subject) -> Iterator[Found]:
    """述成绩 for 述问题: a sentence among the problems that reports success, or a merit dressed as a fault."""
    for part in subject.text.of("problems"):
        for span, words in _sentences(part):
            if _FLATTERY.search(words) or (_PRAISE.search(words) and not _LACK.search(words)):
                yield "problems", span, {}


def _no_objective(subject: Subject) -> Iterator[Found]:
    """No sentence of achievements or measures ties Party work to a business objective with a figure."""
    parts = subject.text.of("achievements", "plans")
    if not any(part.text.strip() for part in parts):
        return
    for part in parts:
        for line in part.text.split("\n"):
            tied = PARTY.search(line) is not None
            if any(tied and BUSINESS.search(words) and FIGURE.search(words) for words in _pieces(line)):
                return
    yield "achievements", parts[0].body, {}


def _pieces(line: str) -> list[str]:
    return [line[start:end] for start, end in sentences(line)]


CHECKS: tuple[Check, ...] = (
    Check("reports.body_for_self", WARN, "R-14", ("written", "spoken"), _body_for_self),
    Check("reports.business_for_party", WARN, "R-14", ("written", "spoken"), _business_for_party),
    Check("reports.praise_for_problems", WARN, "R-14", ("written", "spoken"), _praise_for_problems),
    Check("reports.no_business_objective", HINT, "R-88", ("written",), _no_objective),
)
