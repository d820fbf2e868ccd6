"""Measurements of the client and the mock beside their peers, in one run: `python -m benchmarks`."""
