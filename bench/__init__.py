"""The benchmarks: one module each, run by `./run bench [NAME]`."""
