"""How a connection begins and how it changes."""
