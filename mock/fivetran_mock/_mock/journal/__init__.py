"""What was called, and assertions about it."""
