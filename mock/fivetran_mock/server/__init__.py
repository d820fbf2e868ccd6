"""The mock on a port: in a thread of a test process, or as a process of its own."""

from ._server import CannotListen, Endpoint, MockServer, ServerThread, UvicornProtocol, new_event_loop, serve_process

__all__ = [
    "CannotListen",
    "Endpoint",
    "MockServer",
    "ServerThread",
    "UvicornProtocol",
    "new_event_loop",
    "serve_process",
]
