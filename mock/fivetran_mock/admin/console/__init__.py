"""
The console: pages for a browser that show the calls and the state of the mock, and change its state.

Pages work without JavaScript, and load nothing from another host. It is imported when a browser first asks for it.
"""

from ._console import Console

__all__ = ["Console"]
