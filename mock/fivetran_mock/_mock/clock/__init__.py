"""The time of a mock: its moments, its sleepers, and the clock for code under test."""
