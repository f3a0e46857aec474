"""What others would find in the same set: six methods that name pairs of reports.

They get what our engine does not: the quotations, headings and formulas are taken out by the truth ("oracle"), so that
none stumbles over what everybody quotes. Each is given its better known setting; thresholds are the ones of text.md 3.
"""

import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from bench.desk.measures import pair_scores
from bench.desk.pieces import KnownSet, Report
from bench.desk.sources import net, sentences

PERMUTATIONS = 128
Pairs = set[tuple[int, int]]


def without_quotations(report: Report) -> str:
    """The text less what is legitimate, by the truth."""
    parts, done = [], 0
    for begin, end in report.legitimate:
        parts.append(report.text[done:begin])
        done = end
    return "".join([*parts, report.text[done:]])


def grams(text: str, size: int = 5) -> list[str]:
    """All runs of `size` characters."""
    return [text[place : place + size] for place in range(max(0, len(text) - size + 1))]


def datasketch_pairs(texts: Sequence[str], threshold: float) -> Pairs:
    """MinHash of 128 values over 5-grams and its LSH."""
    from datasketch import MinHash, MinHashLSH  # noqa: PLC0415

    index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
    pairs: Pairs = set()
    for number, text in enumerate(texts):
        signature = MinHash(PERMUTATIONS, hashfunc=zlib.crc32)
        signature.update_batch([gram.encode() for gram in set(grams(text))])
        pairs.update((int(other), number) for other in index.query(signature))
        index.insert(number, signature)
    return pairs


def rensa_pairs(texts: Sequence[str], threshold: float) -> Pairs:
    """rensa's R-MinHash of 128 values over 5-grams and its LSH."""
    from rensa import RMinHash, RMinHashLSH  # noqa: PLC0415

    index = RMinHashLSH(threshold, PERMUTATIONS, 64)
    signatures = []
    pairs: Pairs = set()
    for number, text in enumerate(texts):
        signature = RMinHash(PERMUTATIONS, 42)
        signature.update(grams(text))
        near = (other for other in index.query(signature) if signature.jaccard(signatures[other]) >= threshold)
        pairs.update((other, number) for other in near)
        index.insert(number, signature)
        signatures.append(signature)
    return pairs


def simhash_pairs(texts: Sequence[str], distance: int = 10) -> Pairs:
    """64-bit SimHash over 4-grams, at most `distance` bits apart."""
    values = np.zeros(len(texts), np.uint64)
    shifts = np.arange(64, dtype=np.uint64)
    for number, text in enumerate(texts):
        points = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.uint64)
        hashes = np.zeros(max(0, points.size - 3), np.uint64)
        for step in range(4):
            hashes = (hashes ^ points[step : points.size - 3 + step]) * np.uint64(0x9E3779B97F4A7C15)
            hashes ^= hashes >> np.uint64(29)
        ones = sum(((part[:, None] >> shifts) & np.uint64(1)).sum(0) for part in np.array_split(hashes, 8))
        values[number] = ((2 * ones > hashes.size).astype(np.uint64) << shifts).sum(dtype=np.uint64)
    pairs: Pairs = set()
    for number in range(len(texts)):
        apart = np.bitwise_count(values[number + 1 :] ^ values[number])
        pairs.update((number, number + 1 + int(other)) for other in np.flatnonzero(apart <= distance))
    return pairs


def sentence_pairs(texts: Sequence[str], most: int = 8) -> Pairs:
    """A sentence in common, letter by letter, that at most `most` reports hold."""
    holders: dict[str, set[int]] = defaultdict(set)
    for number, text in enumerate(texts):
        for line in text.split("\n"):
            for sentence in sentences(line):
                holders[net(sentence)].add(number)
    pairs: Pairs = set()
    for numbers in holders.values():
        if 1 < len(numbers) <= most:
            ordered = sorted(numbers)
            pairs.update((one, other) for place, one in enumerate(ordered) for other in ordered[place + 1 :])
    return pairs


def tfidf_pairs(texts: Sequence[str], least: float, most: int = 8) -> Pairs:
    """Cosine of TF-IDF over character 4-grams that 2 to `most` reports hold."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415

    counts = [Counter(grams(net(text), 4)) for text in texts]
    frequency = Counter(gram for count in counts for gram in count)
    names = {gram: place for place, gram in enumerate(g for g, f in frequency.items() if 2 <= f <= most)}
    rows, columns, values = [], [], []
    for number, count in enumerate(counts):
        weights = {
            names[gram]: times * (1 + np.log(len(texts) / frequency[gram]))
            for gram, times in count.items()
            if gram in names
        }
        length = np.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
        rows += [number] * len(weights)
        columns += weights
        values += [weight / length for weight in weights.values()]
    matrix = csr_matrix((values, (rows, columns)), (len(texts), len(names)))
    product = (matrix @ matrix.T).tocoo()
    near = (product.data >= least) & (product.row < product.col)
    return {(int(one), int(other)) for one, other in zip(product.row[near], product.col[near], strict=True)}


METHODS: tuple[tuple[str, Callable[[Sequence[str]], Pairs]], ...] = (
    ("datasketch MinHashLSH 128, threshold 0.5", lambda texts: datasketch_pairs(texts, 0.5)),
    ("datasketch MinHashLSH 128, threshold 0.1", lambda texts: datasketch_pairs(texts, 0.1)),
    ("rensa RMinHashLSH 128, threshold 0.1", lambda texts: rensa_pairs(texts, 0.1)),
    ("SimHash 64, at most 10 bits", simhash_pairs),
    ("exact sentences, in at most 8 reports", sentence_pairs),
    ("TF-IDF char 4-grams, cosine 0.05", lambda texts: tfidf_pairs(texts, 0.05)),
    ("TF-IDF char 4-grams, cosine 0.10", lambda texts: tfidf_pairs(texts, 0.10)),
)


def compare_methods(made: KnownSet) -> list[tuple[str, float, float, float, float]]:
    """Method, pair precision, recall, F1, seconds of processor time."""
    texts = [without_quotations(report) for report in made.reports]
    rows = []
    for name, method in METHODS:
        begun = time.process_time()
        pairs = method(texts)
        seconds = time.process_time() - begun
        rows.append((name, *pair_scores(made, pairs), seconds))
    return rows


def rapidfuzz_on_given_pairs(made: KnownSet, most: int = 300) -> tuple[float, float]:
    """rapidfuzz's LCS similarity of whole reports on true pairs and as many others: AUC, milliseconds a pair."""
    from rapidfuzz.distance import LCSseq  # noqa: PLC0415

    true = sorted({(case.a, case.b) for case in made.cases if case.label == "copy"})[:most]
    others = [(a, (b * 7 + 13) % len(made.reports)) for a, b in true]
    others = [(a, b) for a, b in others if made.reports[a].unit != made.reports[b].unit and (a, b) not in set(true)]
    texts = [net(without_quotations(report)) for report in made.reports]
    begun = time.process_time()
    high = np.array([LCSseq.normalized_similarity(texts[a], texts[b]) for a, b in true])
    low = np.array([LCSseq.normalized_similarity(texts[a], texts[b]) for a, b in others])
    seconds = time.process_time() - begun
    auc = float((high[:, None] > low[None, :]).mean())
    return auc, 1000 * seconds / (len(high) + len(low))
