"""民主测评表 (11): the paper ballot of one class, without a name, a number or any mark that tells one from another."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from shuping.apps.cycles import api as cycles_api
from shuping.core.documents import values
from shuping.core.documents.blocks import NumberedList, PageBreak, TickSheet
from shuping.core.rulesets.values import ABSTAIN, GRADES, RuleSet, VoterClass

from .common import LINE, Block, Document, Scope, centered, need, paragraph, table

REMARK = "意见建议"
LAYOUT = replace(values.FORM, body_size="四号", pitch=Decimal(24), lines=30, characters=32, top=20, bottom=18)
"""Smaller words than other forms have, so that a ballot of some fifteen rows stays one sheet in every program."""


def ballot(scope: Scope) -> Document:
    """The ballot of the class that the scope names. A class with a body per reporter has a sheet for each of them."""
    people = need(scope.reporters, "述职对象名册")
    voter_class = class_of(scope)
    return Document(
        kind="ballot",
        title=f"{scope.year}年度党组织书记抓基层党建{LINE}述职评议民主测评表",
        subtitle=f"（{voter_class.code}类票·{voter_class.name}·无记名）",
        layout=LAYOUT,
        blocks=tuple(_sheets(scope.rules, voter_class, people)),
    )


def class_of(scope: Scope) -> VoterClass:
    """The class a ballot is printed for."""
    wanted = scope.class_code
    found: VoterClass = need(
        next((one for one in scope.rules.classes if one.code == wanted and one.counted_here), None), "测评票类"
    )
    return found


def sample(scope: Scope) -> tuple[Block, ...]:
    """The ballot as an attachment of the plan: one sheet, with the roster of the round."""
    first = scope.rules.classes[0] if scope.rules.classes else None
    return (centered("（无记名）"), _head(scope.rules, first), _rows(scope.rules, scope.reporters), _foot())


def _sheets(rules: RuleSet, voter_class: VoterClass, people: Sequence[cycles_api.Participant]) -> Iterator[Block]:
    bodies = [[one] for one in people] if voter_class.per_reporter else [list(people)]
    for number, rows in enumerate(bodies):
        if number:
            yield PageBreak()
        yield _head(rules, voter_class)
        yield _rows(rules, rows)
        yield _foot()


def _head(rules: RuleSet, voter_class: VoterClass | None) -> Block:
    return NumberedList(instructions(rules, voter_class), "1.")


def instructions(rules: RuleSet, voter_class: VoterClass | None = None) -> tuple[str, ...]:
    """The rules of filling in, as they stand on the ballot and are read aloud by the host."""
    names = rules.grade_names
    if rules.ballot.numeric:
        first = "请对每名述职人评分，分值为0至100分，可保留一位小数。"
        fault = "未评分或者超出分值范围的，该行无效。"
    else:
        choices = "、".join(f"“{names[code]}”" for code in GRADES)
        first = f"请对每名述职人在{choices}中选择一项，在相应栏内画“√”；不了解情况的选“{names[ABSTAIN]}”。"
        fault = "每行只能选一项，多选或者不选的，该行无效。"
    if rules.ballot.validity == "form":
        fault = fault.replace("该行无效", "整张票无效")
    found = [first, fault, "请独立填写，不署名、不作任何记号；票面涂改无法辨认的无效。"]
    if voter_class is not None and voter_class.reporters_vote:
        found.append("述职人不评价本人，本人所在行不填。")
    return tuple(found)


def _rows(rules: RuleSet, people: Sequence[cycles_api.Participant]) -> Block:
    rows = tuple((str(number), one.organization_name, one.person_name) for number, one in enumerate(people, start=1))
    if rules.ballot.numeric:
        cells = [(*one, "", "") for one in rows]
        return table(("序号", "单位", "述职人", "评分", REMARK), (10, 52, 20, 20, 58), cells, left=(1,))
    return TickSheet(
        heads=("序号", "单位", "述职人"),
        widths=(9, 56, 18),
        rows=rows,
        choices=tuple(rules.grade_names[code] for code in (*GRADES, ABSTAIN)),
        choices_head="评价意见（每行限选一项）",
        remark=REMARK,
        choice_width=11,
        remark_width=32,
        row_height=8,
    )


def _foot() -> Block:
    return paragraph("请勿涂改。填写完毕后请按要求投入票箱。")
