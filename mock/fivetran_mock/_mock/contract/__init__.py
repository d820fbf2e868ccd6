"""The document: its routes, its schemas of requests and replies, and comparisons with them."""
