"""The honest-report desk measured: `./run bench desk` (bench.desk.whole) and `./run bench desk-scale`."""
