"""
The same from Python: build a request from plain values, create it once, look at it, and see a mistake named.

Try it beside the mock:  fivetran-mock run -- python examples/in_python.py
"""

from __future__ import annotations

import os

from fivetran_connections import Fivetran, InvalidConnection, PinterestAuth, pinterest_ads, pinterest_ads_patch


def main() -> None:
    """Create a connection twice over, and find that there is one."""
    request = pinterest_ads(
        group_id="amber_kettle",
        schema="pinterest_demo",
        advertisers=[549755885175],  # implies the sync mode SpecificAdvertisers
        click_attribution_window=30,  # days; "THIRTY" is the API's word for it
        sync_frequency=1440,  # minutes
        daily_sync_time=14,  # the hour, in UTC
        auth=PinterestAuth(
            refresh_token=os.environ.get("PINTEREST_REFRESH_TOKEN", "my_refresh_token"),
            client_id="my_client_id",
            client_secret=os.environ.get("PINTEREST_CLIENT_SECRET", "my_client_secret"),
        ),
    )
    with Fivetran() as fivetran:  # the key pair and the address come from the environment
        connection = fivetran.connections.create(request)
        print("created", connection.id, "with the schema", connection.schema)

        again = fivetran.connections.ensure(request)
        print("ensured", again.connection.id, "which is", again.outcome)

        fivetran.connections.update(connection.id, pinterest_ads_patch(advertisers=["1", "2"], paused=True))
        print("paused ", fivetran.connections.get(connection.id).paused)

    try:
        pinterest_ads(group_id="amber_kettle", schema="pinterest_demo", click_attribution_window=31)
    except InvalidConnection as error:
        print("refused", error.violations[0].pointer, error.violations[0].message)


if __name__ == "__main__":
    main()
