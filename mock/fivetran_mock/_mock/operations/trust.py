"""
Certificates and fingerprints of connections and destinations: list, approve, show and revoke them.

The server behind a connection or destination presents one certificate and one fingerprint, which are made up. A failed
setup test that needs one shows it in its details; after its approval the test passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final, Literal, NamedTuple, get_args

from ..call import Call
from ..formats.http import Reply, done, success
from ..formats.refusals import missing
from ..lifecycle import made_up
from ..state.records import Record
from ..state.scripts import Needed, SetupTest
from ..state.state import State

Owner = Literal["connection", "destination"]
"""The kind of the records with approvals."""


def offered(identifier: str, needed: Needed) -> Record:
    """Return the body that approves the certificate or fingerprint of a connection or destination."""
    return made_up.certificate(identifier) if needed == "certificate" else made_up.fingerprint(identifier)


class Approvals(NamedTuple):
    """The approved certificates and fingerprints of one connection or destination."""

    state: State
    owner: Owner
    number: int
    identifier: str

    def approved(self, needed: Needed) -> list[Record]:
        """Return the records of a kind, in the order of approval."""
        kept: Mapping[str, list[Record]] = self.state.records[self.owner].kept(self.number, "trust") or {}
        return kept.get(f"{needed}s", [])

    def replace(self, needed: Needed, records: list[Record]) -> None:
        """Keep these records of a kind."""
        none: dict[str, list[Record]] = {"certificates": [], "fingerprints": []}
        kept: dict[str, list[Record]] = self.state.records[self.owner].kept(self.number, "trust") or none
        self.state.records[self.owner].keep(self.number, "trust", {**kept, f"{needed}s": records})

    def approve(self, needed: Needed, given: Record | None = None) -> Record:
        """Approve a given certificate or fingerprint, or else the offered one; return the record."""
        records = self.approved(needed)
        offer = given or offered(self.identifier, needed)
        known = next((record for record in records if record["hash"] == offer["hash"]), None)
        if known is not None:
            return known
        owner = self.state.records["user"].record(self.state.user_id)
        record = {
            "id": offer["hash"],
            "hash": offer["hash"],
            **(
                made_up.certificate_details(self.identifier, offer["encoded_cert"])
                if needed == "certificate"
                else {"public_key": offer["public_key"]}
            ),
            "validated_date": self.state.clock.text(self.state.clock.now()),
            "validated_by": f"{owner['given_name']} {owner['family_name']}",  # docs/evidence.md#validated-by
        }
        self.replace(needed, [*records, record])
        return record

    def applied_to(self, tests: Iterable[SetupTest], body: Mapping[str, Any] | None) -> tuple[SetupTest, ...]:
        """
        Return the results of setup tests, given the approved certificates and fingerprints.

        A request with `trust_certificates` or `trust_fingerprints` approves those that the tests need.
        """
        return tuple(test if test.needs is None else self._result(test, test.needs, body) for test in tests)

    def _result(self, test: SetupTest, needed: Needed, body: Mapping[str, Any] | None) -> SetupTest:
        if body is not None and body.get(f"trust_{needed}s"):
            self.approve(needed)
        presented = offered(self.identifier, needed)["hash"]
        if any(record["hash"] == presented for record in self.approved(needed)):
            return replace(test, status="PASSED", message="", details=None)
        return replace(test, details=offered(self.identifier, needed))


def _approvals(owner: Owner, call: Call) -> Approvals:
    """Return the approvals of the connection or destination of a call."""
    if owner == "connection":
        return Approvals(call.state, owner, call.number, call.argument)
    call.named("destination")
    return Approvals(call.state, owner, call.state.records["destination"].ids[call.argument], call.argument)


def _list(owner: Owner, needed: Needed, call: Call) -> Reply:
    records = _approvals(owner, call).approved(needed)
    return call.page(range(1, len(records) + 1), lambda number: records[number - 1])


def _approve(owner: Owner, needed: Needed, call: Call) -> Reply:
    approvals = _approvals(owner, call)
    unoffered = call.body != offered(call.argument, needed)
    if unoffered and call.state.behaviours["unoffered_trust"] == "404":
        raise missing(f"The {needed} with hash '{call.body['hash']}' was never offered for approval")
    record = approvals.approve(needed, call.body if unoffered else None)
    return success(call.operation, record, status=201)


def _get(owner: Owner, needed: Needed, call: Call) -> Reply:
    for record in _approvals(owner, call).approved(needed):
        if record["hash"] == call.arguments[1]:
            return success(call.operation, record)
    raise _not_approved(needed, call)


def _revoke(owner: Owner, needed: Needed, call: Call) -> Reply:
    approvals = _approvals(owner, call)
    records = approvals.approved(needed)
    kept = [record for record in records if record["hash"] != call.arguments[1]]
    if len(kept) == len(records):
        raise _not_approved(needed, call)
    approvals.replace(needed, kept)
    return done(call.operation, id=call.argument, hash=call.arguments[1])


def _not_approved(needed: Needed, call: Call) -> Exception:
    return missing(f"{needed.title()} with hash '{call.arguments[1]}' does not exist")


HANDLERS: Final[dict[str, Callable[[Call], Reply]]] = {
    name: partial(handler, owner, needed)
    for owner in get_args(Owner)
    for needed in get_args(Needed)
    for name, handler in {
        f"list_{owner}_{needed}s": _list,
        f"approve_{owner}_{needed}": _approve,
        f"get_{owner}_{needed}": _get,
        f"revoke_{owner}_{needed}": _revoke,
    }.items()
}
"""The handlers of all sixteen operations, by the operation's id."""
