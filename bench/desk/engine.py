"""The desk's own engine, fed with a set and read as detections. The only module here that knows its values."""

import time
from collections.abc import Sequence
from typing import Any

from bench.desk.measures import Detection
from bench.desk.pieces import KnownSet
from shuping.core.text.comparison import Basis, Comparison, Document, OfficialText, Settings, compare
from shuping.core.text.index import Index

SAME_AS_BATCH = 4


def documents_of(made: KnownSet) -> list[Document]:
    """The reports as the engine takes them."""
    return [
        Document(one.name, one.text, unit=one.unit, parent=one.parent, year=one.year, date=one.date)
        for one in made.reports
    ]


def basis_of(library: Sequence[tuple[str, str]]) -> Basis:
    """The library as the engine takes it."""
    return Basis([OfficialText(name, text) for name, text in library])


def detections_of(comparison: Comparison) -> list[Detection]:
    """Passages as detections; report names are their indices."""
    return [
        Detection(int(pair.a), passage.a, int(pair.b), passage.b, passage.label)
        for pair in comparison.pairs
        for passage in pair.passages
    ]


def template_clusters(comparison: Comparison) -> list[set[int]]:
    """Clusters called templates."""
    return [{int(name) for name in one.files} for one in comparison.clusters if one.label == "template"]


def run(made: KnownSet, library: Sequence[tuple[str, str]], settings: Settings | None = None) -> Comparison:
    """Compare all reports of a set."""
    return compare(documents_of(made), basis=basis_of(library), settings=settings)


def look_up(documents: list[Document], library: Sequence[tuple[str, str]], held: int, asked: int) -> dict[str, Any]:
    """Milliseconds for each of `asked` reports against the `held` first, and whether a batch says the same of some."""
    basis = basis_of(library)
    index = Index(basis=basis)
    begun = time.perf_counter()
    for document in documents[:held]:
        index.add(document)
    filled = time.perf_counter() - begun
    new = documents[held : held + asked]
    for document in new[:20]:  # the compiled code is loaded
        index.query(document)
    times, used = [], []
    answers = {}
    for document in new:
        begun, processor = time.perf_counter(), time.process_time()
        answers[document.name] = index.query(document)
        times.append(1000 * (time.perf_counter() - begun))
        used.append(1000 * (time.process_time() - processor))
    telling = [document for document in new if answers[document.name]]
    differing = 0
    for document in telling[:SAME_AS_BATCH]:
        whole = compare([*documents[:held], document], basis=basis)
        with_it = tuple(pair for pair in whole.pairs if document.name in (pair.a, pair.b))
        differing += with_it != answers[document.name]
    return {
        "held": held,
        "filled": filled,
        "times": times,
        "processor": used,
        "telling": len(telling),
        "compared with batch": min(len(telling), SAME_AS_BATCH),
        "differing": differing,
    }
