"""The desk's own engine, fed with a set and read as detections. The only module here that knows its values."""

from collections.abc import Sequence

from bench.desk.measures import Detection
from bench.desk.pieces import KnownSet
from shuping.core.text.comparison import Basis, Comparison, Document, OfficialText, Settings, compare


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
