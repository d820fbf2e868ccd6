"""Reads files: the connections that they declare, with the place of each value, and every problem."""
