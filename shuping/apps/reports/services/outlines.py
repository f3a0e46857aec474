"""点评提纲: good points, problems, requirements. A problem keeps its key while its words are polished (EVA, R-33)."""

from collections.abc import Iterable
from datetime import datetime
from difflib import SequenceMatcher

from django.db import transaction

from shuping.apps.accounts import api as accounts_api
from shuping.apps.audit import api as audit_api
from shuping.apps.cycles import api as cycles_api
from shuping.apps.cycles.api import Participant
from shuping.apps.reports.models import CommentOutline
from shuping.base.actor import Actor
from shuping.core.errors import RuleError

from .rows import moment

Stage = cycles_api.Stage

OPEN_STAGES = (
    Stage.PREPARING,
    Stage.MATERIALS_LOCKED,
    Stage.MEETING,
    Stage.BALLOT_CLOSED,
    Stage.COUNT_LOCKED,
    Stage.PROPOSED,
    Stage.DECIDED,
)


def _clean(sentences: Iterable[str]) -> list[str]:
    return [sentence.strip() for sentence in sentences if sentence.strip()]


def keyed(standing: list[dict[str, object]], texts: list[str], next_key: int) -> tuple[list[dict[str, object]], int]:
    """The problems with their keys: unchanged and reworded ones keep theirs, new ones get the next."""
    old = [str(problem["text"]) for problem in standing]
    found: list[dict[str, object]] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, texts, autojunk=False).get_opcodes():
        kept = standing[i1:i2] if tag in ("equal", "replace") else []
        for place, text in enumerate(texts[j1:j2]):
            if place < len(kept):
                found.append({"key": kept[place]["key"], "text": text})
            else:
                found.append({"key": next_key, "text": text})
                next_key += 1
    return found, next_key


@transaction.atomic
def write_outline(
    *,
    participant: Participant,
    good: Iterable[str],
    problems: Iterable[str],
    requirements: Iterable[str],
    revision: int,
    by: Actor,
    at: datetime,
) -> CommentOutline:
    """Save the outline of one reporter, each list a sentence per entry; `revision` 0 for the first time.

    Raises RuleError reports.outline_stale (who, at), accounts.conflict; cycles' own code outside the stages until
    feedback.
    """
    cycles_api.require_stage(participant.cycle, *OPEN_STAGES)
    accounts_api.refuse_conflict(by, participant.organization_id, at=at)
    outline, _new = CommentOutline.objects.select_for_update().get_or_create(
        participant=participant, defaults={"at": at}
    )
    if outline.revision != revision:
        raise RuleError("reports.outline_stale", who=str(outline.user or ""), at=moment(outline.at))
    outline.good, outline.requirements = _clean(good), _clean(requirements)
    outline.problems, outline.next_key = keyed(outline.problems, _clean(problems), outline.next_key)
    outline.at, outline.user_id = at, by.user_id
    outline.revision += 1
    outline.save()
    audit_api.record(
        "reports.outline_written",
        by=by,
        at=at,
        about=outline,
        organization_id=participant.organization_id,
        details={"good": len(outline.good), "problems": len(outline.problems), "asked": len(outline.requirements)},
    )
    return outline
