"""Odd words without a source: the speech, clean official text, and law text reworded by two independent lists.

Law text is that held out of the reference. It is reworded at 9, 17 and 34 words in 1,000 characters, once with the
Chinese Open Wordnet (which the detector knows) and once with Cilin (which it does not). What parts reworded from clean
pieces of 3,000 characters is the number of odd words of both tiers, weighed; shown as the area under the curve.
"""

import json
import random
import time
from collections.abc import Iterable, Sequence
from math import exp

import numpy as np

from bench.desk import sources
from bench.report import ROOT, Report
from shuping.adapters import lexicons
from shuping.core.text import odd_words, wording
from shuping.core.text.odd_words import CERTAIN, OddWord, Resources
from shuping.dev.lexicons import laws

SHARED = ROOT.parent / "shared" / "data"
PIECE, PIECES = 3000, 120
TESTS = ROOT / "tests" / "core" / "text"


def run() -> Report:
    """All measures; the limits are those of issue 4 and of text.md section 5."""
    report = Report("odd-words", "odd words without a source", ["what", "measure", "figure"])
    resources = lexicons.load_resources()
    odd_words.find("会议对工作给予充分确定。", resources)  # compile
    rate = _speech(report, resources)
    _clean(report, resources, rate)
    _reworded(report, resources)
    return report


def _add(report: Report, what: str, measure: str, figure: float, least: float | None = None) -> None:
    report.rows.append([what, measure, round(figure, 3)])
    report.figures[f"{what}: {measure}"] = round(figure, 4)
    if least is not None and figure < least:
        report.failures.append(f"{what}: {measure} is {figure:.3f}, below {least}")


def _speech(report: Report, resources: Resources) -> float:
    text = (SHARED / "speech" / "speech.txt").read_text(encoding="utf-8")
    marks = json.loads((TESTS / "speech_marks.json").read_text(encoding="utf-8"))["marks"]
    blind = lexicons.load_resources(("general", "list", "web"))
    for name, known in (("speech", resources), ("speech, its pairs unknown", blind)):
        words = _found(text, known)
        certain = [word for word in words if word.tier == CERTAIN]
        hits = [(mark, word) for mark in marks for word in words if _at(word, mark)]
        named = [mark for mark, word in hits if set(mark["likely"]) & set(word.likely)]
        limits = (0.8, None, 0.6, 0.8) if known is resources else (None,) * 4
        _add(report, name, "precision, certain", _share(certain, marks), limits[0])
        _add(report, name, "precision, both", _share(words, marks), limits[1])
        _add(report, name, "recall, both", len({mark["span"][0] for mark, _ in hits}) / len(marks), limits[2])
        _add(report, name, "original among the first three", len(named) / len(hits), limits[3])
    words = _found(text, resources)
    _add(report, "speech", "both in 1,000 characters", 1000 * len(words) / len(text))
    return 1000 * len(words) / len(text)


def _share(words: Sequence[OddWord], marks: Sequence[dict[str, object]]) -> float:
    return sum(any(_at(word, mark) for mark in marks) for word in words) / max(len(words), 1)


def _at(word: OddWord, mark: dict[str, object]) -> bool:
    start, end = mark["span"]  # type: ignore[misc]
    return bool(word.span[0] < end and start < word.span[1])


def _found(text: str, resources: Resources) -> tuple[OddWord, ...]:
    return odd_words.find(text, resources, known=wording.official_spans(text, lexicons.load_wording()))


def _clean(report: Report, resources: Resources, speech: float) -> None:
    held = "\n".join(laws(SHARED / "text", held=True))[:400_000]
    report_text = (TESTS / "clean_report.txt").read_text(encoding="utf-8")
    for name, text in (("clean report", report_text), ("laws held out", held)):
        started = time.process_time()
        words = _found(text, resources)
        seconds = time.process_time() - started
        rate = 1000 * len(words) / len(text)
        _add(report, name, "both in 1,000 characters", rate)
        _add(report, name, "certain in 1,000", 1000 * sum(word.tier == CERTAIN for word in words) / len(text))
        if rate > speech / 2:
            report.failures.append(f"{name}: {rate:.1f} in 1,000 is more than half the speech's {speech:.1f}")
        if name == "laws held out":
            _add(report, name, "million characters in a second of one core", len(text) / seconds / 1e6)


def _reworded(report: Report, resources: Resources) -> None:
    pieces = []
    for text in laws(SHARED / "text", held=True):
        pieces += [text[start : start + PIECE] for start in range(0, len(text) - PIECE, 3 * PIECE)]
    chance = random.Random(11)
    chance.shuffle(pieces)
    clean, other = pieces[: len(pieces) // 2][:PIECES], pieces[len(pieces) // 2 :][:PIECES]
    still = [_weight(piece, resources) for piece in clean]
    lists = {"wordnet (known)": sources.wordnet()}
    try:
        lists["Cilin (unknown)"] = sources.cilin()
    except sources.MissingSourceError as missing:
        report.rows.append(["laws reworded by Cilin (unknown)", f"not measured: {missing}", ""])
    for name, synonyms in lists.items():
        for rate, least in ((9, None), (17, 0.885), (34, 0.976)):
            spun = [_weight(_reword(piece, synonyms, rate, chance), resources) for piece in other]
            _add(report, f"laws reworded by {name}", f"AUC at {rate} in 1,000", _area(spun, still), least)


def _weight(text: str, resources: Resources) -> float:
    """How much speaks for rewording: every place by the likelihood of its best option."""
    known = wording.official_spans(text, lexicons.load_wording())
    total = 0.0
    for (start, end), options in odd_words.options(text, resources).items():
        if not any(start < last and first < end for first, last in known):
            best = max(odd_words.score(text[start:end], one, resources) for one in options.values())
            total += 1 / (1 + exp(-best))
    return total / max(len(text), 1)


def _area(high: Iterable[float], low: Iterable[float]) -> float:
    above, below = np.array(list(high))[:, None], np.array(list(low))[None, :]
    return float((above > below).mean() + (above == below).mean() / 2)


def _reword(text: str, synonyms: dict[str, tuple[str, ...]], rate: int, chance: random.Random) -> str:
    """`rate` words of two characters in 1,000 swapped for a synonym as long; words by the longest match."""
    words, place = [], 0
    while place < len(text):
        size = next((size for size in (4, 3, 2) if text[place : place + size] in synonyms), 1)
        words.append(text[place : place + size])
        place += size
    same = {word: [one for one in synonyms[word] if len(one) == 2] for word in {*words} if len(word) == 2}
    places = [index for index, word in enumerate(words) if same.get(word)]
    for index in chance.sample(places, min(len(places), round(rate * len(text) / 1000))):
        words[index] = chance.choice(same[words[index]])
    return "".join(words)
