"""Certificates and fingerprints of connections and destinations: list, approve, show and revoke them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, get_args

from ..call import Call
from ..formats.http import Reply, done, missing, success
from ..lifecycle.trust import CONNECTION, DESTINATION, Approvals, Owner, offered
from ..state.scripts import Needed


def _approvals(owner: Owner, call: Call) -> Approvals:
    """Return the approvals of the connection or destination of a call."""
    if owner == CONNECTION:
        return Approvals(call.account, owner, call.number, call.argument)
    call.require_destination()
    return Approvals(call.account, owner, call.account.tables["destination"].ids[call.argument], call.argument)


def _list(owner: Owner, needed: Needed, call: Call) -> Reply:
    records = _approvals(owner, call).approved(needed)
    return call.page(range(1, len(records) + 1), lambda number: records[number - 1])


def _approve(owner: Owner, needed: Needed, call: Call) -> Reply:
    approvals = _approvals(owner, call)
    unoffered = call.body != offered(call.argument, needed)
    if unoffered and call.world.behaviours["unoffered_trust"] == "404":
        raise missing(f"The {needed} with hash '{call.body['hash']}' was never offered for approval")
    record = approvals.approve(call.world, needed, call.body if unoffered else None)
    return success(call.operation, record, status=201)


def _get(owner: Owner, needed: Needed, call: Call) -> Reply:
    for record in _approvals(owner, call).approved(needed):
        if record["hash"] == call.arguments[1]:
            return success(call.operation, record)
    raise _not_approved(needed, call)


def _revoke(owner: Owner, needed: Needed, call: Call) -> Reply:
    approvals = _approvals(owner, call)
    records = approvals.approved(needed)
    kept = [each for each in records if each["hash"] != call.arguments[1]]
    if len(kept) == len(records):
        raise _not_approved(needed, call)
    approvals.replace(needed, kept)
    return done(call.operation, id=call.argument, hash=call.arguments[1])


def _not_approved(needed: Needed, call: Call) -> Exception:
    return missing(f"{needed.title()} with hash '{call.arguments[1]}' does not exist")


_OWNERS: Final[dict[str, Owner]] = {"connection": CONNECTION, "destination": DESTINATION}

HANDLERS: Final[dict[str, Callable[[Call], Reply]]] = {
    name: partial(handler, owner, needed)
    for resource, owner in _OWNERS.items()
    for needed in get_args(Needed)
    for name, handler in {
        f"list_{resource}_{needed}s": _list,
        f"approve_{resource}_{needed}": _approve,
        f"get_{resource}_{needed}": _get,
        f"revoke_{resource}_{needed}": _revoke,
    }.items()
}
"""The handlers of all sixteen operations, by the operation's id."""
