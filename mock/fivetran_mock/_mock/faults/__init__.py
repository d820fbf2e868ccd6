"""Failures that a test asks for."""
