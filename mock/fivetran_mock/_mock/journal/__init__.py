"""The journal of calls, and assertions about it."""
