"""How the commands print."""
