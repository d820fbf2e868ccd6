"""
Trust in certificates and fingerprints: a setup test may fail for one until it is approved.

The server behind a connection or destination presents one certificate and one fingerprint, which are made up. A failed
setup test that needs one shows it in its details; after its approval the test passes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, Literal, NamedTuple

from ..state.account import Account
from ..state.scripts import Needed, SetupTest
from ..state.world import World
from . import made_up

Owner = Literal["trust", "destination_trust"]
"""The kind of the records that keep approvals: of connections or of destinations."""

CONNECTION: Final[Owner] = "trust"
DESTINATION: Final[Owner] = "destination_trust"

Record = dict[str, Any]


def offered(identifier: str, needed: Needed) -> Record:
    """Return the body that approves the certificate or fingerprint of a connection or destination."""
    if needed == "certificate":
        digest, encoded = made_up.certificate(identifier)
        return {"hash": digest, "encoded_cert": encoded}
    digest, key = made_up.fingerprint(identifier)
    return {"hash": digest, "public_key": key}


class Approvals(NamedTuple):
    """The approved certificates and fingerprints of one connection or destination."""

    account: Account
    owner: Owner
    number: int
    identifier: str

    def approved(self, needed: Needed) -> list[Record]:
        """Return the records of a kind, in the order of approval."""
        kept: Mapping[str, list[Record]] = self.account.kept(self.owner, self.number) or {}
        return kept.get(f"{needed}s", [])

    def replace(self, needed: Needed, records: list[Record]) -> None:
        """Keep these records of a kind."""
        none: dict[str, list[Record]] = {"certificates": [], "fingerprints": []}
        kept: dict[str, list[Record]] = self.account.kept(self.owner, self.number) or none
        self.account.keep(self.owner, self.number, {**kept, f"{needed}s": records})

    def approve(self, world: World, needed: Needed, given: Record | None = None) -> Record:
        """Approve the certificate or fingerprint that is offered, or another one that is given; return the record."""
        records = self.approved(needed)
        offer = given or offered(self.identifier, needed)
        known = next((each for each in records if each["hash"] == offer["hash"]), None)
        if known is not None:
            return known
        certified = needed == "certificate"
        record = {
            "id": offer["hash"],
            "hash": offer["hash"],
            **(made_up.certificate_details(self.identifier) if certified else {"public_key": offer["public_key"]}),
            "validated_date": world.clock.text(world.clock.now()),
            "validated_by": self.account.user_id,
        }
        self.replace(needed, [*records, record])
        return record

    def applied_to(
        self, tests: Iterable[SetupTest], world: World, body: Mapping[str, Any] | None
    ) -> tuple[SetupTest, ...]:
        """
        Return the results of setup tests in view of what is approved.

        A request with `trust_certificates` or `trust_fingerprints` approves what a test needs.
        """
        return tuple(test if test.needs is None else self._result(test, test.needs, world, body) for test in tests)

    def _result(self, test: SetupTest, needed: Needed, world: World, body: Mapping[str, Any] | None) -> SetupTest:
        if body is not None and body.get(f"trust_{needed}s"):
            self.approve(world, needed)
        presented = offered(self.identifier, needed)["hash"]
        if any(each["hash"] == presented for each in self.approved(needed)):
            return replace(test, status="PASSED", message="", details=None)
        return replace(test, details=offered(self.identifier, needed))
