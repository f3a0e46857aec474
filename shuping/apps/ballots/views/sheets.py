"""The printed 计票汇总表, for tellers and supervision only (settled.md 4)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shuping.apps.ballots import access, queries
from shuping.apps.ballots.models import CountSession
from shuping.apps.cycles import api as cycles_api
from shuping.base.doors import actor_of, door
from shuping.core.errors import RuleError
from shuping.core.grading.numbers import four
from shuping.core.roles.permissions import Permission
from shuping.core.rulesets.values import ABSTAIN, GRADES

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
    return render(request, "ballots/sheet.html", context)


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
