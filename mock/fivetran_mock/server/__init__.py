"""Serve the mock on a port: from a thread of a test process, or as a process of its own."""

from ._server import CannotListen, Endpoint, MissingExtra, MockServer, ServerThread, new_event_loop, serve_process

__all__ = ["CannotListen", "Endpoint", "MissingExtra", "MockServer", "ServerThread", "new_event_loop", "serve_process"]
