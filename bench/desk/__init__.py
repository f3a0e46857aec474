"""The honest-report desk measured: `./run bench desk` (bench.desk.whole) and `./run bench desk-scale`."""

from bench.report import FOLDER
from shuping.adapters import compiled_code

compiled_code.prepare(FOLDER / "desk")  # code of other sources than these is never measured
