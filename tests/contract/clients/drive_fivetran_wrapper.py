"""Drive `fivetran-wrapper` with the address of the mock; it calls the older paths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import steps
from fivetran_wrapper.fivetran_wrapper import FivetranWrapper

wrapper = FivetranWrapper(f"{steps.url()}/v1", steps.KEY, steps.SECRET)
made: list[str] = []


def asked(call: Callable[..., object], *arguments: Any, **named: Any) -> Any:
    """Call a method; the client does not raise, but stores the answer."""
    call(*arguments, **named)
    if wrapper.return_code != "Success":
        raise RuntimeError(f"{wrapper.return_code}: {wrapper.return_message}")
    return wrapper.data


def create() -> None:
    """Create the connection for all other steps."""
    made.append(asked(wrapper.connectors.new, steps.BODY)["id"])


def list_two_pages() -> str:
    """List a group by the cursors that the client stores."""
    count, cursor, first = 0, None, True
    while first or cursor:
        count += len(asked(wrapper.connectors.paginated_list, steps.GROUP, cursor=cursor, limit=steps.PAGE)["items"])
        cursor, first = wrapper.cursor, False
    return steps.listed(count)


def on_it(call: Callable[..., object], *arguments: Any) -> None:
    """Call a method for the created connection."""
    asked(call, made[0], *arguments)


steps.run(
    {
        "create": create,
        "list over two pages": list_two_pages,
        "get": lambda: on_it(wrapper.connectors.get),
        "update": lambda: on_it(wrapper.connectors.patch, {"paused": False}),
        "sync": lambda: on_it(wrapper.connectors.sync, True),
        "resync": lambda: on_it(wrapper.connectors.resync),
        "delete": lambda: on_it(wrapper.connectors.remove),
    }
)
