"""The operations of the API, and what is built of several calls."""
