"""The API's description of its connector services."""

from __future__ import annotations

from fivetran_client.api import metadata as metadata_api
from fivetran_client.models import ConnectorType, ConnectorTypeSummary

from .._http.retry import send
from .._http.steps import Steps, call
from .methods import D, Listing, Resource, client_method, listing


class Metadata(Resource[D]):
    """`/v1/metadata`: the API's own description of its connector services."""

    @listing
    def list(self, *, page_size: int | None = None) -> Listing[ConnectorTypeSummary]:
        """List the connector services without `config` and `auth`, page by page as they are needed."""
        return Listing(call(metadata_api.list_connector_types, limit=page_size))

    @client_method
    def connector_type(self, service: str) -> Steps[ConnectorType]:
        """Get the description of a service: its `config` and `auth` as trees like JSON Schema."""
        return send(call(metadata_api.get_connector_type, service))
