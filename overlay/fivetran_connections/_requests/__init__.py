"""From arguments to a checked request body."""
