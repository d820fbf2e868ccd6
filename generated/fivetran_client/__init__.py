# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""Models and requests of the Fivetran API, made from the document of this project."""
