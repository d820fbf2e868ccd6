"""What the mock remembers, and where it is stored."""
