"""Destinations, one for each group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fivetran_client.api import destinations as destinations_api
from fivetran_client.models import Destination, DestinationSummary, DestinationUpdate, NewDestination

from .._bodies.judging import checked_by
from .._http.retry import send
from .._http.steps import Steps, call
from .methods import D, Listing, client_method, listing
from .trust import Trusting, TrustOperations


class Destinations(Trusting[D]):
    """`/v1/destinations`: the destination of each group, which has the id of the group."""

    _trust = TrustOperations.of(destinations_api, "destination")

    @listing
    def list(self, *, page_size: int | None = None) -> Listing[DestinationSummary]:
        """List destinations without their config, page by page as they are needed."""
        return Listing(call(destinations_api.list_destinations, limit=page_size))

    @client_method
    def create(self, request: NewDestination | Mapping[str, Any]) -> Steps[Destination]:
        """
        Create the destination of a group.

        The fields beside `config` are checked before they are sent, and raise `InvalidBody`; only the API checks the
        config.
        """
        return send(call(destinations_api.create_destination, body=checked_by("NewDestination", request)))

    @client_method
    def get(self, destination_id: str) -> Steps[Destination]:
        """Get one destination with its config, in which secrets are masked."""
        return send(call(destinations_api.get_destination, destination_id))

    @client_method
    def update(self, destination_id: str, patch: DestinationUpdate | Mapping[str, Any]) -> Steps[Destination]:
        """Change the fields in the patch, and nothing else; checked as in `create`."""
        body = checked_by("DestinationUpdate", patch)
        return send(call(destinations_api.update_destination, destination_id, body=body))

    @client_method
    def delete(self, destination_id: str) -> Steps[None]:
        """Delete a destination; if an answer was lost and the destination is gone, it counts as deleted."""
        return send(call(destinations_api.delete_destination, destination_id))

    @client_method
    def test(
        self, destination_id: str, *, trust_certificates: bool = False, trust_fingerprints: bool = False
    ) -> Steps[Destination]:
        """Run the setup tests; `setup_tests` of the result has their outcome."""
        body = {"trust_certificates": trust_certificates, "trust_fingerprints": trust_fingerprints}
        body = checked_by("SetupTestsRequest", body)
        return send(call(destinations_api.run_destination_setup_tests, destination_id, body=body))
