"""The time of a mock: its moments, who sleeps in it, and the clock that code under test sleeps by."""
