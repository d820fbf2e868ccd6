"""Certificates and fingerprints of connections and destinations: list, approve, show and revoke them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

from ..call import Call
from ..formats.http import Reply, done, missing, success
from ..lifecycle.trust import CONNECTION, DESTINATION, Approvals, Owner, offered
from ..state.scripts import Needed

Record = dict[str, Any]
Handler = Callable[[Call], Reply]


class _Subject(NamedTuple):
    """The records that a handler is for."""

    owner: Owner
    needed: Needed

    def approvals(self, call: Call) -> Approvals:
        """Return the approvals of the connection or destination of a call."""
        if self.owner == CONNECTION:
            return Approvals(call.account, self.owner, call.number, call.argument)
        call.require_destination()
        number = call.account.tables["destination"].ids[call.argument]
        return Approvals(call.account, self.owner, number, call.argument)

    def approved(self, call: Call) -> list[Record]:
        """Return the approved records of a call."""
        return self.approvals(call).approved(self.needed)


def _list(subject: _Subject, call: Call) -> Reply:
    records = subject.approved(call)
    return call.page(range(1, len(records) + 1), lambda number: records[number - 1])


def _approve(subject: _Subject, call: Call) -> Reply:
    approvals = subject.approvals(call)
    unoffered = call.body != offered(call.argument, subject.needed)
    if unoffered and call.world.behaviours["unoffered_trust"] == "404":
        raise missing(f"The {subject.needed} with hash '{call.body['hash']}' was never offered for approval")
    record = approvals.approve(call.world, subject.needed, call.body if unoffered else None)
    return success(call.operation, record, status=201)


def _get(subject: _Subject, call: Call) -> Reply:
    record = next((each for each in subject.approved(call) if each["hash"] == call.arguments[1]), None)
    if record is None:
        raise _not_approved(subject, call)
    return success(call.operation, record)


def _revoke(subject: _Subject, call: Call) -> Reply:
    approvals = subject.approvals(call)
    records = approvals.approved(subject.needed)
    kept = [each for each in records if each["hash"] != call.arguments[1]]
    if len(kept) == len(records):
        raise _not_approved(subject, call)
    approvals.replace(subject.needed, kept)
    return done(call.operation, id=call.argument, hash=call.arguments[1])


def _not_approved(subject: _Subject, call: Call) -> Exception:
    return missing(f"{subject.needed.title()} with hash '{call.arguments[1]}' does not exist")


def _handlers(resource: str, owner: Owner, needed: Needed) -> dict[str, Handler]:
    subject = _Subject(owner, needed)
    return {
        f"list_{resource}_{needed}s": partial(_list, subject),
        f"approve_{resource}_{needed}": partial(_approve, subject),
        f"get_{resource}_{needed}": partial(_get, subject),
        f"revoke_{resource}_{needed}": partial(_revoke, subject),
    }


HANDLERS: Final[dict[str, Handler]] = {
    **_handlers("connection", CONNECTION, "certificate"),
    **_handlers("connection", CONNECTION, "fingerprint"),
    **_handlers("destination", DESTINATION, "certificate"),
    **_handlers("destination", DESTINATION, "fingerprint"),
}
"""The handlers of all sixteen operations, by the operation's id."""
