# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""One function for each operation, which returns its request; one module for each tag of the document."""
