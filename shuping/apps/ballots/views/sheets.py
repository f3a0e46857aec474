"""The printed 计票汇总表, for tellers and supervision only (settled.md 4)."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shuping.adapters.sheets import write_table
from shuping.apps.ballots import access, queries
from shuping.apps.ballots.models import CountSession
from shuping.apps.cycles import api as cycles_api
from shuping.base.doors import actor_of, door
from shuping.base.listing import workbook_answer
from shuping.core.errors import RuleError
from shuping.core.grading.numbers import four
from shuping.core.roles.permissions import Permission
from shuping.core.rulesets.values import ABSTAIN, GRADES, RuleSet

SHORT_HASH = 12


@door(Permission.COUNT_FIGURES)
def tally_sheet(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Every class of a locked count: forms, figures and shares per grade, class means, places to sign, short hash."""
    found = access.find_session(actor_of(request), cycle_id, Permission.COUNT_FIGURES)
    if found.state != CountSession.State.LOCKED:
        raise RuleError("ballots.not_locked")
    rules = queries.rules_of(found.cycle)
    turnout = {one.class_code: one for one in queries.turnout_of(found, rules)}
    lines = queries.tally_lines(found, rules)
    blocks = [
        {
            "voter_class": one,
            "turnout": turnout.get(one.code),
            "lines": [_printed(line) for line in lines.get(one.code, [])],
        }
        for one in queries.counted_classes(found.cycle, rules)
    ]
    digest = found.result_digest[:SHORT_HASH].upper()
    words = cycles_api.grade_names(rules.grade_names)
    context = {
        "session": found,
        "blocks": blocks,
        "grades": [words.get(grade, grade) for grade in GRADES],
        "abstain": words.get(ABSTAIN, ABSTAIN),
        "numeric": rules.ballot.numeric,
        "digest": " ".join(digest[start : start + 4] for start in range(0, SHORT_HASH, 4)),
    }
    if request.GET.get("download") == "xlsx":
        return _workbook(found, rules, blocks, str(context["digest"]))
    return render(request, "ballots/sheet.html", context)


FORMS = ("发出", "收回", "有效", "无效")


def _workbook(session: CountSession, rules: RuleSet, blocks: list[dict[str, Any]], digest: str) -> HttpResponse:
    """The same figures as one table, class after class, in official words whoever reads the page."""
    names = rules.grade_names
    heads = ["票类", *FORMS, "序号", "单位", "述职人"]
    if rules.ballot.numeric:
        heads += ["各票得分"]
    else:
        heads += [words for code in GRADES for words in (names[code], f"{names[code]}占比（%）")]
    heads += [names[ABSTAIN], "无效行", "均值"]
    rows = [
        [
            f"{block['voter_class'].code}类票（{block['voter_class'].name}）",
            *_forms(block["turnout"]),
            line["participant"].order_no,
            line["participant"].organization_name,
            line["participant"].person_name,
            *([line["scores"]] if rules.ballot.numeric else _counted(line["figures"])),
            line["abstain"],
            line["void"],
            _figure(line["mean"]),
        ]
        for block in blocks
        for line in block["lines"]
    ]
    title = f"{session.cycle.year}年度述职评议考核民主测评计票汇总表（校验码 {digest}）"
    name = f"{session.cycle.title}民主测评计票汇总表"
    return workbook_answer(write_table(title, heads, rows, landscape=True), name)


def _forms(turnout: Any) -> list[int | None]:
    return [getattr(turnout, name, None) for name in ("issued", "collected", "valid", "void")]


def _counted(figures: list[tuple[int, str]]) -> list[int | Decimal | None]:
    return [cell for number, share in figures for cell in (number, _figure(share))]


def _figure(words: str) -> Decimal | None:
    """A printed figure as a number of a workbook."""
    return Decimal(words) if words else None


def _printed(line: queries.TallyLine) -> dict[str, object]:
    return {
        "participant": line.participant,
        "figures": [(number, four(share * 100, 2) if share is not None else "") for number, share in line.figures],
        "abstain": line.abstain,
        "void": line.void,
        "valid": line.valid,
        "scores": " ".join(line.scores),
        "mean": four(line.mean) if line.mean is not None else "",
    }
