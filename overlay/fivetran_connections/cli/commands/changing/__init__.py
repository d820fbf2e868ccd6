"""Commands that change connections."""
