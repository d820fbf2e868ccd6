"""
The console: pages for a browser that show the calls and the state of the mock, and change its state.

Pages work without JavaScript, and load nothing from another host. It is imported when a browser first asks for it.
"""

from ._card_page import answer_card
from ._console import answer_page

__all__ = ["answer_card", "answer_page"]
