"""The work of the larger commands, imported when they run and not for their help."""
