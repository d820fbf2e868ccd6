"""
The console: pages for a browser that show what the mock did, and change its state.

Pages are HTML from Jinja2 templates, which work without JavaScript; one script of ours keeps a page up to date by
polling. Nothing is fetched from another host. Like all of `admin`, the console does no IO: a request comes in, a reply
goes out. It is imported on the first request of a browser, so that a mock without one pays nothing.
"""

from ._console import Console

__all__ = ["Console"]
