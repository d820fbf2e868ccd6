"""The operations of the API, and methods that make several calls."""
