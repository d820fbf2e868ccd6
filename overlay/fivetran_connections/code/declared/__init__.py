"""Connections as files declare them: documents expanded, references resolved, bodies checked."""
