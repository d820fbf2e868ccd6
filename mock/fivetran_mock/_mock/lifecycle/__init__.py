"""The life of a connection: its record, its states and events, its answers."""
