"""计票汇总表 (12): for tellers and supervision only (settled.md 4), with the short hash of the locked count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from shuping.apps.ballots import api as ballots_api
from shuping.apps.cycles import api as cycles_api
from shuping.core.documents import values
from shuping.core.documents.blocks import KeyValues, PageBreak, SignatureRow
from shuping.core.grading.means import renormalised
from shuping.core.grading.numbers import four
from shuping.core.rulesets.values import ABSTAIN, GRADES, RuleSet

from . import paper_ballot
from .common import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Scope,
    Table,
    blank,
    heading,
    need,
    paragraph,
    row,
    table,
    title_of,
)

SHORT_HASH = 12
BY_HAND = 10  # millimetres of a row that is written in by hand
FEW = 8  # reporters up to which several classes share a page


def short_hash(digest: str) -> str:
    """A seal as it is printed and compared by eye: 12 signs in groups of four."""
    cut = digest[:SHORT_HASH].upper()
    return " ".join(cut[start : start + 4] for start in range(0, len(cut), 4))


def tally(scope: Scope) -> Document:
    """Every class of the locked count in roster order, places to sign, the seal at the foot."""
    sealed = need(ballots_api.result_digest(scope.cycle), "已锁定的计票结果")
    return Document(
        kind="tally",
        title=title_of(scope, "民主测评计票汇总表", wide=True),
        layout=replace(values.LEDGER, characters=42),
        blocks=tuple(_classes(scope)),
        foot=f"计票结果校验码 SHA-256 {short_hash(sealed)}",
    )


def record(scope: Scope) -> Document:
    """The empty sheet on which one class of a paper round is counted by hand, reporters in roster order."""
    people = need(scope.reporters, "述职对象名册")
    voter_class = paper_ballot.class_of(scope)
    return Document(
        kind="tally_form",
        title=title_of(scope, "民主测评计票记录表", wide=True),
        subtitle=f"（{voter_class.code}类票·{voter_class.name}）",
        layout=replace(values.LEDGER, characters=42),
        blocks=(
            _forms_by_hand(),
            _marks(scope.rules, people),
            SignatureRow(("唱票人", "监票人", "计票人", "计票人"), dated=True),
        ),
    )


def _forms_by_hand() -> Block:
    parts = [part for name in ("发出", "收回", "有效", "无效") for part in (f"{name}：", blank(3), "张　")]
    return paragraph(*parts, indent=False)


def _marks(rules: RuleSet, people: "Sequence[cycles_api.Participant]") -> Block:
    """Two cells for every grade, one for the strokes of 正 and one for their sum; a wide one for scores."""
    rows = [(str(number), one.organization_name, one.person_name) for number, one in enumerate(people, start=1)]
    if rules.ballot.numeric:
        cells = [(*one, "", "", "", "") for one in rows]
        heads = ("序号", "单位", "述职人", "各票得分", "合计", "有效行数", "均值")
        return table(heads, (8, 46, 18, 100, 18, 18, 18), cells, left=(1,), height=BY_HAND)
    names = [rules.grade_names[code] for code in (*GRADES, ABSTAIN)]
    above = [Cell(words, rows=2) for words in ("序号", "单位", "述职人")] + [Cell(words, span=2) for words in names]
    widths = (8, 44, 18, *(20, 11) * len(names), 14)
    return Table(
        columns=tuple(Column(width, Align.LEFT if at == 1 else Align.CENTER) for at, width in enumerate(widths)),
        head=(row(*above, Cell("无效", rows=2)), row(*("画“正”字", "合计") * len(names))),
        rows=tuple(row(*one, *("",) * (2 * len(names) + 1), height=BY_HAND) for one in rows),
        note="注：每行相应栏画“正”字，计完填写合计；每名述职人各栏合计加无效行数应当等于有效票数。",
    )


def _classes(scope: Scope) -> Iterator[Block]:
    rules, first = scope.rules, True
    lines = ballots_api.tally_lines(scope.cycle)
    forms = {one.class_code: one for one in ballots_api.turnout(scope.cycle)}
    for one in rules.classes:
        if one.code not in lines:
            continue
        if not first and len(lines[one.code]) > FEW:
            yield PageBreak()
        first = False
        yield heading(f"{one.code}类票（{one.name}）")
        if one.code in forms:
            found = forms[one.code]
            yield KeyValues(
                (
                    ("发出", f"{found.issued}张"),
                    ("收回", f"{found.collected}张"),
                    ("有效", f"{found.valid}张"),
                    ("无效", f"{found.void}张"),
                ),
                columns=4,
            )
        yield _numeric(lines[one.code]) if rules.ballot.numeric else _graded(rules, lines[one.code])
    yield from _weighted(scope, lines)
    yield SignatureRow(("监票人", "计票人", "计票人"), dated=True)


def _weighted(scope: Scope, lines: "Mapping[str, list[ballots_api.TallyLine]]") -> Iterator[Block]:
    """Every reporter's class means and weighted score (F2), by the weights of the plan; a class without rows is left
    out and the others weigh the more. Nothing where a single class votes."""
    if len(lines) < 2:
        return
    means = {(line.participant.pk, code): line.mean for code, found in lines.items() for line in found}
    rows = []
    for number, one in enumerate(scope.reporters, start=1):
        weights = cycles_api.grading_of(scope.rules, one).class_weights
        own = {code: means.get((one.pk, code)) for code in weights}
        share = renormalised(own, weights)
        score = sum((share[code] * (own[code] or 0) for code in share), Fraction(0)) if share else None
        shown = [means.get((one.pk, code)) for code in lines]
        cells = [four(value) if value is not None else "" for value in (*shown, score)]
        rows.append((str(number), one.organization_name, one.person_name, *cells))
    if len(rows) > FEW:
        yield PageBreak()
    yield heading("加权得分")
    heads = ("序号", "单位", "述职人", *(f"{code}类均值" for code in lines), "测评得分")
    yield table(heads, (8, 60, 20, *(22,) * len(lines), 24), rows, left=(1,))


def _graded(rules: RuleSet, lines: "list[ballots_api.TallyLine]") -> Block:
    names = [rules.grade_names[code] for code in GRADES]
    heads = ["序号", "单位", "述职人"]
    for name in names:
        heads += [name, "%"]
    heads += [rules.grade_names[ABSTAIN], "无效", "均值"]
    rows = []
    for number, line in enumerate(lines, start=1):
        cells = [str(number), line.participant.organization_name, line.participant.person_name]
        for count, share in line.figures:
            cells += [str(count), four(share * 100, 2) if share is not None else ""]
        cells += [str(line.abstain), str(line.void), four(line.mean) if line.mean is not None else ""]
        rows.append(cells)
    return table(heads, (8, 50, 18, *(9, 13) * 4, 13, 10, 17), rows, left=(1,))


def _numeric(lines: "list[ballots_api.TallyLine]") -> Block:
    rows = [
        (
            str(number),
            line.participant.organization_name,
            line.participant.person_name,
            " ".join(line.scores),
            str(line.void),
            four(line.mean) if line.mean is not None else "",
        )
        for number, line in enumerate(lines, start=1)
    ]
    return table(("序号", "单位", "述职人", "各票得分", "无效", "均值"), (8, 46, 18, 110, 10, 17), rows, left=(1, 3))
