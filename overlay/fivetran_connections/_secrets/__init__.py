"""Secrets: values that mask themselves, and the masking of bodies and texts."""
