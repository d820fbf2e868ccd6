"""Facebook Ads, the third typed service: builder, rules and mock."""

import pytest

from fivetran_connections import FacebookAuth, facebook_ads, facebook_ads_patch

GROUP = "amber_kettle"
PLAIN = {"group_id": GROUP, "schema": "facebook"}


def test_a_connection_with_credentials(fivetran):
    """A Facebook Ads connection with every field is created and returned unchanged."""
    request = facebook_ads(
        **PLAIN,
        accounts=["1020", 3040],
        timeframe_months=6,
        sync_metadata=False,
        custom_tables=[{"table_name": "t", "config_type": "CUSTOM", "fields": ["ad_id"], "level": "ad"}],
        auth=FacebookAuth(user_access_token="u", client_id="i", client_secret="s"),
        external_secrets_manager_id="vault",
        external_secrets_keys_config={"user_access_token": "prod/facebook"},
    )

    connection = fivetran.connections.create(request)

    kept = {"schema": connection.schema} | connection.config.to_dict()  # no answer has the name in its config
    assert request.config.to_dict().items() <= kept.items()
    assert "SpecificAccounts" == kept["sync_mode"]
    assert ["1020", "3040"] == kept["accounts"]
    assert {"user_access_token": "prod/facebook"} == connection.external_secrets_keys_config.to_dict()


@pytest.mark.usefixtures("naming_keys")
def test_the_defaults_are_filled_in(fivetran):
    """An answer has the API's defaults for omitted fields."""
    connection = fivetran.connections.create(facebook_ads(**PLAIN))

    expected = {"schema": "facebook", "sync_metadata": True, "timeframe_months": "THREE"}
    assert expected == {"schema": "facebook", **connection.config.to_dict()}


def test_a_change(fivetran):
    """A change sends only the named fields. It may have the months, since no source says that they are permanent."""
    created = fivetran.connections.create(facebook_ads(**PLAIN))
    patch = facebook_ads_patch(timeframe_months=12, auth=FacebookAuth(access_token="a"))

    changed = fivetran.connections.update(created.id, patch)

    assert {"config", "auth"} == set(patch.to_dict())
    assert "TWELVE" == changed.config.to_dict()["timeframe_months"]


def test_a_token_is_not_shown():
    """The repr masks every token of the credentials, and omitted parts are absent from the body."""
    auth = FacebookAuth(access_token="first-token", client_id="i", client_secret="second-token")

    assert "token" not in repr(auth).replace("access_token", "")
    assert ["access_token", "client_access"] == list(auth.to_dict())
    assert ["user_access_token"] == list(FacebookAuth(user_access_token="t").to_dict())
