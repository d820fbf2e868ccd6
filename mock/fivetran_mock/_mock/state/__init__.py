"""The state of the mock, and where it is stored."""
