"""Looking through what reports say: candidates from a table in memory, the last word from the database."""

from collections.abc import Sequence
from threading import Lock

from django.db.models import Q

from shuping.core.text.searching import PairIndex

from .models import VersionText

# Above this the table would cost more memory than it saves time, and the database looks through everything.
MOST_TEXTS = 20_000
MOST_NAMED = 2_000  # of a word that stands nearly everywhere the database finds enough at once
_lock = Lock()
_index = PairIndex()


def holding(words: Sequence[str]) -> tuple[Q, list[int] | None]:
    """The condition that a version holds every word, and the keys among which it can hold at all (None: any).

    Words in the one spelling of core.text.searching.
    """
    condition = Q()
    for word in words:
        condition &= Q(searched__text__contains=word)
    if all(len(word) == 1 for word in words) or VersionText.objects.count() > MOST_TEXTS:
        return condition, None
    candidates = _candidates(words)
    if len(candidates) > MOST_NAMED:
        return condition, None
    return condition & Q(pk__in=candidates), candidates


def _candidates(words: Sequence[str]) -> list[int]:
    """The table belongs to this process; what other processes have kept since is entered first, by key and mark."""
    with _lock:
        news = _index.missing(VersionText.objects.values_list("pk", "mark"))
        for start in range(0, len(news), 500):
            rows = VersionText.objects.filter(pk__in=news[start : start + 500])
            for key, mark, grams in rows.values_list("pk", "mark", "grams"):
                _index.add(key, mark, grams)
        return _index.candidates(words)
