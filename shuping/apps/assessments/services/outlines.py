"""Facts of the checks put into the comment outline, each by its origin and once (EVA-13, 核-6)."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from shuping.apps.assessments import queries
from shuping.apps.assessments.models import UnitAssessment
from shuping.apps.reports import api as reports_api
from shuping.base.actor import Actor
from shuping.core.errors import RuleError


@transaction.atomic
def put_into_outline(*, unit: UnitAssessment, origins: Collection[str], by: Actor, at: datetime) -> Any:
    """Add the chosen facts to the unit's comment outline; what stands there already is not added again.

    Raises RuleError `assessments.no_fact_chosen` and as `reports.api.write_outline`.
    """
    participant = unit.participant
    facts = queries.facts_for_outline(unit.assessment.cycle, participant.organization_id)
    chosen = [one for one in facts.items if one.origin in origins]
    if not chosen:
        raise RuleError("assessments.no_fact_chosen")
    good, requirements = reports_api.outline_texts(participant)
    problems = [words for _key, words in reports_api.outline_problems(participant)]
    outline = getattr(participant, "comment_outline", None)
    return reports_api.write_outline(
        participant=participant,
        good=[*good, *(one.text for one in chosen if one.kind == "good" and one.text not in good)],
        problems=[*problems, *(one.text for one in chosen if one.kind == "problem" and one.text not in problems)],
        requirements=requirements,
        revision=outline.revision if outline is not None else 0,
        by=by,
        at=at,
    )
