"""The year's file: what belongs into it, its inventory, its seal."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import override

from shuping.apps.assessments import api as assessments_api
from shuping.apps.ballots import api as ballots_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Cycle
from shuping.apps.desk import api as desk_api
from shuping.apps.documents import api as documents_api
from shuping.apps.grades import api as grades_api
from shuping.apps.rectification import api as rectification_api
from shuping.apps.reports import api as reports_api
from shuping.core.rulesets.digest import digest

from .wording import PARTS

# A round without a closed problem has nothing to look back at; papers may have been written outside of the house, and
# the annual scores may have been entered or imported as they were; nobody may have spoken of any hint.
MAY_BE_EMPTY = ("hints", "look_backs", "documents", "annual_assessment", "pre_review_check")


def contents(cycle: Cycle) -> dict[str, Any]:
    """Everything of a round as plain JSON values: no voter, no figures of a class, no barring fact."""
    reports = reports_api.archive(cycle)
    rectification = rectification_api.archive(cycle)
    plan = cycles_api.archive(cycle)
    annual = assessments_api.archive(cycle)
    return _plain(
        {
            "plan": plan,
            "notice": plan["notice"],
            "roster": plan["roster"],
            "reports": reports["reports"],
            "outlines": reports["comment_outlines"],
            "annual_assessment": annual["units"],
            "indicator_schemes": annual["schemes"],
            "pre_review_check": annual["findings"],
            "hints": desk_api.archive(cycle),
            "count": _count(cycle),
            "grades": _grades(cycle),
            "feedback": rectification["feedback"],
            "problems": rectification["problems"],
            "look_backs": rectification["look_backs"],
            "rectification_plans": rectification["plans"],
            "documents": documents_api.archive(cycle),
        }
    )


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """Once through JSON, so that what is sealed is exactly what is read back years later."""
    found: dict[str, Any] = json.loads(json.dumps(value, ensure_ascii=False, default=str))
    return found


def _count(cycle: Cycle) -> dict[str, Any]:
    """The seal of the count and the forms per class as totals; figures per reporter stay where they are guarded."""
    sealed = ballots_api.result_digest(cycle)
    if not sealed:
        return {}
    return {"digest": sealed, "forms": [asdict(row) for row in ballots_api.turnout(cycle)]}


def _grades(cycle: Cycle) -> dict[str, object]:
    kept = grades_api.archive(cycle)
    return kept if kept["decisions"] else {}


def inventory(kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The numbered list of what the file holds: number, part, title as printed, how many entries."""
    with override("zh-hans"):  # the file is official paper; its titles do not follow the reader's language
        return [
            {"no": number, "part": part, "title": str(title), "entries": _entries(kept.get(part))}
            for number, (part, title) in enumerate(PARTS.items(), start=1)
        ]


def _entries(value: object) -> int:
    if isinstance(value, Mapping):
        if "number" in value and not value["number"]:
            return 0
        return 1 if any(value.values()) else 0
    return len(value) if isinstance(value, Sequence) and not isinstance(value, str) else 0


def missing(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The titles of the parts that must not be empty and are."""
    for row in rows:
        if not row["entries"] and row["part"] not in MAY_BE_EMPTY:
            yield str(PARTS[str(row["part"])])


def seal(rows: Sequence[Mapping[str, Any]], kept: Mapping[str, Any]) -> str:
    """The digest over inventory and contents together."""
    return digest({"inventory": list(rows), "contents": dict(kept)})
