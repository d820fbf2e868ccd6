"""Read files of connections: YAML, JSON and CSV, with the place of every value."""
