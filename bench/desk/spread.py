"""The same comparison on Daft on Ray, and whether it says the same: `python -m bench.desk.spread [COUNT]`.

Run by a Python that has requirements-cluster.in (and this folder as its working folder). `./run bench desk-scale` runs
it at 20,000 reports when SHUPING_CLUSTER_PYTHON names that Python.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

os.environ.setdefault("DAFT_RUNNER", "ray")
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
os.environ.setdefault("DAFT_PROGRESS_BAR", "0")


def measure(count: int) -> dict[str, Any]:
    """Seconds on Ray, first and second time, seconds here, and equality of pairs and clusters."""
    from bench.desk import child, engine  # noqa: PLC0415
    from bench.desk.child import FOLDER_OF_TEXTS  # noqa: PLC0415
    from shuping.adapters import cluster  # noqa: PLC0415
    from shuping.core.text.comparison import compare  # noqa: PLC0415

    documents = list(child.documents(FOLDER_OF_TEXTS, count))
    basis = engine.basis_of(child.read_library(FOLDER_OF_TEXTS / "library.json"))
    begun = time.perf_counter()
    here = compare(documents, basis=basis)
    answer: dict[str, Any] = {"reports": count, "here": time.perf_counter() - begun, "on ray": [], "equal": True}
    for _ in range(2):
        with tempfile.TemporaryDirectory() as folder:
            begun = time.perf_counter()
            there = cluster.compare(documents, Path(folder), basis=basis)
            answer["on ray"].append(time.perf_counter() - begun)
        answer["equal"] &= there.pairs == here.pairs and there.clusters == here.clusters
    return {**answer, "pairs": len(here.pairs), "passages": sum(len(pair.passages) for pair in here.pairs)}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)))
