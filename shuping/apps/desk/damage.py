"""Every invariant of the stored hints (`shuping verify`)."""

from collections.abc import Iterator

from .examining import whole
from .models import Examination, Hint, OfficialText, StockWord, Verdict, WordingEntry


def damage() -> Iterator[str]:
    """One plain line per violated invariant."""
    rows = Examination.objects.select_related("version").prefetch_related("hints").order_by("id")
    for examination in rows.iterator(chunk_size=100):
        yield from _of_examination(examination)
    for verdict in Verdict.objects.filter(kind=Verdict.Kind.DISMISSED, reason="").order_by("id"):
        yield f"desk: verdict {verdict.pk}: dismissed without a reason"
    for verdict in Verdict.objects.exclude(kind__in=Verdict.Kind.values).order_by("id"):
        yield f"desk: verdict {verdict.pk}: unknown kind {verdict.kind}"
    for model in (OfficialText, WordingEntry, StockWord):
        for kept in model.objects.exclude(withdrawn_at=None).filter(withdrawn_reason=""):
            yield f"desk: {model.__name__} {kept.pk}: withdrawn without a reason"


def _of_examination(row: Examination) -> Iterator[str]:
    name = f"desk: version {row.version_id}"
    if not row.version.submitted:
        yield f"{name}: looked through without having been handed in"
    if row.at < row.version.at:
        yield f"{name}: looked through before it was handed in"
    text = whole(row.version.sections)
    hints = list(row.hints.all())
    if row.trouble and hints:
        yield f"{name}: has hints although it could not be looked through"
    if [hint.number for hint in hints] != list(range(1, len(hints) + 1)):
        yield f"{name}: its hints are not numbered one by one"
    for hint in hints:
        yield from _of_hint(name, hint, text)


def _of_hint(name: str, hint: Hint, text: str) -> Iterator[str]:
    if not 0 <= hint.start <= hint.end <= len(text) or not text[hint.start : hint.end].startswith(hint.text):
        yield f"{name}: hint {hint.number} points beside its words"
    sides = (hint.other_id is not None) + (hint.other_text_id is not None)
    if sides != (hint.kind in (Hint.Kind.OVERLAP, Hint.Kind.REWORDED)):
        yield f"{name}: hint {hint.number} has a second side it should not have, or lacks one"
    if hint.kind not in Hint.Kind.values:
        yield f"{name}: hint {hint.number} is of the unknown kind {hint.kind}"
