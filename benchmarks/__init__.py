"""What the client and the mock cost, measured beside their peers in one run: `python -m benchmarks`."""
