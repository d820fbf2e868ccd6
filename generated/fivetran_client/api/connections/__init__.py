# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""Contains endpoint functions for accessing the API"""
