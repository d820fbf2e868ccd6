"""One handler for each operation of the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ..call import Call
from ..formats.http import MESSAGES, Reply
from . import actions, cards, connections, destinations, groups, memberships, metadata, schemas, trust, users, webhooks

_MODULES: Final = (actions, cards, connections, destinations, groups, metadata, schemas, users, webhooks)

HANDLERS: Final[Mapping[str, Callable[[Call], Reply]]] = {
    **{name: handler for module in _MODULES for name, handler in vars(module).items() if name in MESSAGES},
    **memberships.HANDLERS,
    **trust.HANDLERS,
}
"""The handler of each operation of the document, by the operation's id: the function of this name, or a table's."""
