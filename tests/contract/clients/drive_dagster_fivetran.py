"""Drive `dagster-fivetran`: its workspace, which loads all assets, and its client."""

from __future__ import annotations

import dagster_fivetran.resources
import steps
from dagster_fivetran import FivetranWorkspace

dagster_fivetran.resources.FIVETRAN_API_BASE = steps.url()
HELD = steps.held()
workspace = FivetranWorkspace(account_id="account", api_key=steps.KEY, api_secret=steps.SECRET)
client = workspace.get_client()


def only_held(connector: dagster_fivetran.FivetranConnector) -> bool:
    """Select one connection, since loading each takes several requests."""
    return connector.id == HELD


def load_workspace() -> None:
    """Load groups, destinations, connections and their schemas."""
    data = workspace.fetch_fivetran_workspace_data()
    assert len(data.connectors_by_id) == steps.HELD


def load_assets() -> None:
    """Make an asset of each table."""
    assert workspace.load_asset_specs(connector_selector_fn=only_held)


def columns() -> None:
    """Read the columns of a table."""
    schemas = client.get_schema_config_for_connector(HELD)["schemas"]
    schema, table = next((name, next(iter(each["tables"]))) for name, each in schemas.items())
    assert client.get_columns_config_for_table(HELD, schema, table)["columns"]


steps.run(
    {
        "workspace": load_workspace,
        "assets": load_assets,
        "groups": lambda: client.get_groups() and None,
        "destination": lambda: client.get_destination_details(steps.GROUP) and None,
        "columns": columns,
        "sync": lambda: client.start_sync(HELD),
        "resync": lambda: client.start_resync(HELD),
    },
    named=None,
)
