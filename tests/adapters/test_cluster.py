"""The tasks that a cluster is given, run in turn, say what the comparison says; `bench.desk.spread` has a cluster."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from shuping.adapters.cluster import Spread
from shuping.core.text import comparison
from shuping.core.text.basis import Basis
from shuping.core.text.corpus import Corpus
from shuping.core.text.passages import Document, OfficialText, Settings

SENTENCES = [
    "".join(chr(0x4E00 + (number * 7919 + place * 104729 + place * place * 31) % 6000) for place in range(60))
    for number in range(60)
]


def documents() -> list[Document]:
    """Forty reports: sentences of their own, one that six quote, one template of seven, a copy in every fifth."""
    made = []
    for number in range(40):
        own = [
            "".join(chr(0x4E00 + (number * 523 + row * 3011 + place * 7717) % 9000) for place in range(150))
            for row in range(6)
        ]
        if number % 5 == 0 and number:
            own[2] = made[number - 3].text[160:300]
        if number % 6 == 1:
            own[3] = "".join(SENTENCES[:6])
        own.insert(1, SENTENCES[50 + number % 3])
        made.append(
            Document(f"{number:03d}", "。".join(own), unit=f"u{number // 2}", parent=f"p{number % 4}", year=2020)
        )
    return made


def test_tasks_of_a_cluster_give_the_same_comparison(tmp_path: Path) -> None:
    basis = Basis([OfficialText("a", SENTENCES[50])])
    whole = comparison.compare(documents(), basis=basis)
    with ThreadPoolExecutor(max_workers=1) as pool:
        corpus = Corpus(documents(), basis)
        spread = Spread(corpus, Settings(), pool, tmp_path)
        spread.chunks = corpus.chunks(4000)
        assert len(spread.chunks) > 5
        told = spread.result()
    assert whole.pairs
    assert told.pairs == whole.pairs
    assert told.clusters == whole.clusters
    assert told.net == whole.net
