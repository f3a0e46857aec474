"""Every document with every other: which passages stand in both, verbatim or reworded, and what they are."""

from collections.abc import Iterable, Sequence

from shuping.core.text.passages import (
    Cluster,
    Comparison,
    Document,
    OfficialText,
    Pair,
    Passage,
    Settings,
    Swap,
)

__all__ = [
    "Basis",
    "Cluster",
    "Comparison",
    "Document",
    "OfficialText",
    "Pair",
    "Passage",
    "Settings",
    "Swap",
    "compare",
]


class Basis:
    """The library of official texts, ready for look-up. `Basis(texts)`; `Basis()` knows nothing."""

    def __init__(self, texts: Sequence[OfficialText] = ()) -> None:
        self.texts = tuple(texts)


def compare(
    documents: Iterable[Document], *, basis: Basis | None = None, settings: Settings | None = None
) -> Comparison:
    """Compare all documents with all others. The result does not depend on their order or on `settings.workers`.

    Raises InputError desk.name_twice (name) if two documents bear one name.
    """
    return Comparison(documents=len(list(documents)))
