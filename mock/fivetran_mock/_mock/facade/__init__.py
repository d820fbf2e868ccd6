"""The mock as Python code uses it: settings, state, time, journal, faults."""
