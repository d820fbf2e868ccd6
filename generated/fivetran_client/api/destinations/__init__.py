# Made by openapi/generate.py from openapi/connections.yaml. Never edit it; change the document instead.
"""Contains endpoint functions for accessing the API"""
