"""Derive the reference counts and the vendored word lists from the data folder, reproducibly.

    python -m shuping.dev.lexicons DATA_FOLDER

One law title in twenty is held out of the counts, so that tests have official text the reference has not seen.
"""

import argparse
import hashlib
import json
import lzma
import zlib
from collections.abc import Iterator
from pathlib import Path

from shuping.adapters import lexicons
from shuping.core.text import near_words, reference

TARGET = Path(__file__).parents[1] / "adapters" / "lexicons"
HELD_OUT = 20


def held_out(title: str) -> bool:
    """Whether a law stays out of the counts; all versions of one title go the same way."""
    return zlib.crc32(title.encode()) % HELD_OUT == 0


def laws(folder: Path, *, held: bool) -> Iterator[str]:
    """Texts of the laws that are held out of the counts, or of the others."""
    with lzma.open(folder / "cn_laws.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if held_out(row["title"]) == held:
                yield row["text"]


def _wordnet(folder: Path) -> str:
    """The synonym sets as they are, without lemmas that no other lemma of the set can stand for."""
    out = ["# Chinese Open Wordnet (open_wordnet_LICENSE.txt): lemmas of 2 to 4 Han beside one as long."]
    for line in (folder / "cow_synsets.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or "\t" not in line:
            continue
        lemmas = [one for one in line.split("\t")[1].split(" ") if near_words.usable(one)]
        lengths = [len(one) for one in lemmas]
        kept = [one for one in lemmas if lengths.count(len(one)) > 1]
        if kept:
            out.append(" ".join(kept))
    return "\n".join(out) + "\n"


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def derive(folder: Path, target: Path) -> dict[str, object]:
    """Write the files and the manifest that names their sources and hashes; return the manifest."""
    counts = reference.build(laws(folder, held=False), name="laws")
    arrays = reference.pack(counts)
    (target / "reference.npz").write_bytes(lexicons.reference_file(counts))
    wordnet = _wordnet(folder)
    with lzma.open(target / "open_wordnet.txt.xz", "wt", encoding="utf-8") as packed:
        packed.write(wordnet)
    gongwen = (folder / "gongwen_lexicon.tsv").read_bytes()
    (target / "gongwen_lexicon.tsv").write_bytes(gongwen)
    for name, licence in (("open_wordnet", "COW"), ("gongwen", "gongwen")):
        (target / f"{name}_LICENSE.txt").write_bytes((folder / f"{licence}_LICENSE.txt").read_bytes())
    manifest: dict[str, object] = {
        "reference.npz": {
            "what": "counts of character sequences of Chinese laws; figures, not text",
            "source": "cn_laws.jsonl.xz",
            "source_sha256": _hash((folder / "cn_laws.jsonl.xz").read_bytes()),
            "content_sha256": _hash(b"".join(arrays[name].tobytes() for name in sorted(arrays))),
            "texts": counts.texts,
            "signs": counts.signs,
            "sequences": len(counts.keys),
            "least": list(reference.LEAST),
            "held_out": f"one title in {HELD_OUT}",
        },
        "open_wordnet.txt.xz": {
            "what": "synonym sets",
            "source": "Chinese Open Wordnet, omwn/omw-data commit f75be19",
            "licence": "open_wordnet_LICENSE.txt",
            "content_sha256": _hash(wordnet.encode()),
        },
        "gongwen_lexicon.tsv": {
            "what": "proof-reading entries of official style",
            "source": "billowsand/gongwen commit 697b3bd",
            "licence": "MIT, gongwen_LICENSE.txt",
            "content_sha256": _hash(gongwen),
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (target / "manifest.json").write_text(text, encoding="utf-8")
    return manifest


def main() -> None:
    """Read the folder named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    print(json.dumps(derive(given.folder, TARGET), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
