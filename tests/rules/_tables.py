"""Tables for every rule: requests that break it, with the pointers, and requests that do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fivetran_rules import AccountFacts

from ._bodies import AUTH, CARD, Body, google, other, pinterest, without

SNOWFLAKE = AccountFacts(destination="snowflake")
BIG_QUERY = AccountFacts(destination="big_query")
POSTGRES = AccountFacts(destination="postgres_rds")
STANDARD = AccountFacts(enterprise=False)
ENTERPRISE = AccountFacts(enterprise=True)

NOW = 1_750_000_000
"""The current time for these tables."""


class Create(NamedTuple):
    """A new connection, and the pointers where it breaks one rule."""

    rule: str
    body: Body
    places: tuple[str, ...] = ()
    account: AccountFacts = AccountFacts()


class Change(NamedTuple):
    """A patch, the stored connection, and the pointers where it breaks one rule."""

    rule: str
    patch: Body
    stored: Mapping[str, object] | None = None
    places: tuple[str, ...] = ()
    account: AccountFacts = AccountFacts()


def _facebook(config: Body | None = None, /, **fields: object) -> Body:
    return other("facebook_ads", config={"schema": "face", **(config or {})}) | fields


_HALF_AUTH = without(AUTH, "client_access")
_TOKEN = "refresh_token_expires_at"

CREATES = [
    Create("schema.required", pinterest() | {"config": {}}, ("/config/schema",)),
    Create("schema.required", google() | {"config": {"sync_mode": "AllAccounts"}}, ("/config/schema",)),
    Create("schema.required", other("facebook_ads", config={}), ("/config/schema",)),
    Create("schema.required", pinterest()),
    Create("schema.required", pinterest({"schema": None})),
    Create("schema.required", without(pinterest(), "config")),
    Create("schema.required", pinterest() | {"config": "pin"}),
    Create("schema.required", other(config={})),
    *(
        Create("schema.name", pinterest({"schema": name}), ("/config/schema",))
        for name in ("Pin", "pin eu", "pin-eu", "1pin", "pïn", "pin\n")
    ),
    *(Create("schema.name", pinterest({"schema": name})) for name in ("pin", "_1", "pin__eu", "p" * 64, "", 5, None)),
    Create("schema.name", pinterest({"schema": "Pin"}, destination_schema_names="SOURCE_NAMING")),
    Create("schema.name", other(config={"schema": "Pin"}), ("/config/schema",)),
    Create("schema_prefix.name", other(config={"schema_prefix": "Shop"}), ("/config/schema_prefix",)),
    Create("schema_prefix.name", other(config={"schema_prefix": "shop"})),
    Create("schema.length", pinterest({"schema": "p" * 64}), ("/config/schema",)),
    Create(
        "schema.length", pinterest({"schema": "p" * 64}), ("/config/schema",), AccountFacts(destination="postgres_rds")
    ),
    Create("schema.length", pinterest({"schema": "p" * 64}), (), BIG_QUERY),
    Create("schema.length", pinterest({"schema": "p" * 63})),
    Create("schema.length", pinterest({"schema": 5})),
    Create("schema_prefix.length", other(config={"schema_prefix": "p" * 64}), ("/config/schema_prefix",)),
    Create("schema_prefix.length", other(config={"schema_prefix": "p"})),
    Create("daily_sync_time.frequency", pinterest(daily_sync_time="05:00"), ("/daily_sync_time",)),
    Create("daily_sync_time.frequency", pinterest(daily_sync_time="05:00", sync_frequency=360), ("/daily_sync_time",)),
    Create("daily_sync_time.frequency", pinterest(daily_sync_time="05:00", sync_frequency=60.0), ("/daily_sync_time",)),
    Create("daily_sync_time.frequency", other(daily_sync_time="05:00", sync_frequency=None), ("/daily_sync_time",)),
    Create("daily_sync_time.frequency", pinterest(daily_sync_time="05:00", sync_frequency=1440)),
    Create("daily_sync_time.frequency", pinterest(daily_sync_time="05:00", sync_frequency=1440.0)),
    Create("daily_sync_time.frequency", pinterest(daily_sync_time="05:00", sync_frequency="360")),
    Create("daily_sync_time.frequency", pinterest(daily_sync_time="05:00", sync_frequency=True)),
    Create("daily_sync_time.frequency", pinterest(daily_sync_time=None, sync_frequency=360)),
    Create("daily_sync_time.frequency", pinterest(sync_frequency=360)),
    Create(
        "daily_sync_time.on_the_hour", pinterest(daily_sync_time="05:30", sync_frequency=1440), ("/daily_sync_time",)
    ),
    Create(
        "daily_sync_time.on_the_hour", pinterest(daily_sync_time="24:00", sync_frequency=1440), ("/daily_sync_time",)
    ),
    Create(
        "daily_sync_time.on_the_hour", pinterest(daily_sync_time="5:00", sync_frequency=1440), ("/daily_sync_time",)
    ),
    Create("daily_sync_time.on_the_hour", pinterest(daily_sync_time="05:00\n"), ("/daily_sync_time",)),
    Create("daily_sync_time.on_the_hour", pinterest(daily_sync_time="00:00", sync_frequency=1440)),
    Create("daily_sync_time.on_the_hour", pinterest(daily_sync_time="19:00", sync_frequency=1440)),
    Create("daily_sync_time.on_the_hour", pinterest(daily_sync_time="23:00", sync_frequency=1440)),
    Create("daily_sync_time.on_the_hour", pinterest(daily_sync_time=5, sync_frequency=1440)),
    Create("sync_frequency.manual", pinterest(schedule_type="manual", sync_frequency=60), ("/sync_frequency",)),
    Create("sync_frequency.manual", pinterest(schedule_type="auto", sync_frequency=60)),
    Create("sync_frequency.manual", pinterest(schedule_type="manual", sync_frequency=None)),
    Create("sync_frequency.manual", pinterest(sync_frequency=60)),
    Create(
        "daily_sync_time.manual",
        pinterest(schedule_type="manual", sync_frequency=1440, daily_sync_time="05:00"),
        ("/daily_sync_time",),
    ),
    Create("daily_sync_time.manual", pinterest(schedule_type="auto", sync_frequency=1440, daily_sync_time="05:00")),
    Create("daily_sync_time.manual", pinterest(schedule_type="manual")),
    Create("schedule.manual", pinterest(schedule_type="manual", schedule={"schedule_type": "CRON"}), ("/schedule",)),
    Create("schedule.manual", pinterest(schedule_type="auto", schedule={"schedule_type": "CRON"})),
    Create("schedule.manual", pinterest(schedule={"schedule_type": "MANUAL"})),
    Create("schedule.manual", pinterest(schedule_type="manual")),
    Create(
        "sync_frequency.schedule",
        pinterest(schedule={"schedule_type": "CRON"}, sync_frequency=60),
        ("/sync_frequency",),
    ),
    Create("sync_frequency.schedule", pinterest(sync_frequency=60)),
    Create("sync_frequency.schedule", pinterest(schedule={"schedule_type": "CRON"})),
    Create(
        "daily_sync_time.schedule",
        pinterest(schedule={"schedule_type": "CRON"}, sync_frequency=1440, daily_sync_time="05:00"),
        ("/daily_sync_time",),
    ),
    Create("daily_sync_time.schedule", pinterest(sync_frequency=1440, daily_sync_time="05:00")),
    Create("daily_sync_time.schedule", pinterest(schedule={"schedule_type": "CRON"})),
    Create("data_delay_threshold.custom", pinterest(data_delay_threshold=1), ("/data_delay_threshold",)),
    Create(
        "data_delay_threshold.custom",
        pinterest(data_delay_threshold=0.5, data_delay_sensitivity="NORMAL"),
        ("/data_delay_threshold",),
    ),
    Create("data_delay_threshold.custom", pinterest(data_delay_threshold=30, data_delay_sensitivity="CUSTOM")),
    Create("data_delay_threshold.custom", pinterest(data_delay_threshold=0, data_delay_sensitivity="NORMAL")),
    Create("data_delay_threshold.custom", pinterest(data_delay_threshold=-1)),
    Create("data_delay_threshold.custom", pinterest(data_delay_threshold="30")),
    Create("data_delay_threshold.custom", pinterest(data_delay_threshold=True)),
    Create("data_delay_threshold.custom", pinterest(data_delay_threshold=30, data_delay_sensitivity=5)),
    Create(
        "data_delay_sensitivity.plan",
        pinterest(data_delay_sensitivity="CUSTOM"),
        ("/data_delay_sensitivity",),
        STANDARD,
    ),
    Create("data_delay_sensitivity.plan", pinterest(data_delay_sensitivity="CUSTOM"), (), ENTERPRISE),
    Create("data_delay_sensitivity.plan", pinterest(data_delay_sensitivity="CUSTOM")),
    Create("data_delay_sensitivity.plan", pinterest(data_delay_sensitivity="HIGH"), (), STANDARD),
    Create("data_delay_sensitivity.plan", pinterest(data_delay_sensitivity="ANY"), (), STANDARD),
    Create("private_link_id.method", other(private_link_id="l"), ("/private_link_id",)),
    Create("private_link_id.method", other(private_link_id="l", networking_method="Directly"), ("/private_link_id",)),
    Create("private_link_id.method", other(private_link_id="l", networking_method="PrivateLink")),
    Create("private_link_id.method", other(private_link_id="l", networking_method=["PrivateLink"])),
    Create("private_link_id.method", other(networking_method="Directly")),
    Create("private_link_id.required", other(networking_method="PrivateLink"), ("/private_link_id",)),
    Create(
        "private_link_id.required",
        other(networking_method="PrivateLink", private_link_id=""),
        ("/private_link_id",),
    ),
    Create("private_link_id.required", other(networking_method="PrivateLink", private_link_id="l")),
    Create("private_link_id.required", other(networking_method="SshTunnel")),
    Create("proxy_agent_id.method", other(proxy_agent_id="a"), ("/proxy_agent_id",)),
    Create("proxy_agent_id.method", other(proxy_agent_id="a", networking_method="PrivateLink"), ("/proxy_agent_id",)),
    Create("proxy_agent_id.method", other(proxy_agent_id="a", networking_method="ProxyAgent")),
    Create("proxy_agent_id.required", other(networking_method="ProxyAgent"), ("/proxy_agent_id",)),
    Create("proxy_agent_id.required", other(networking_method="ProxyAgent", proxy_agent_id="a")),
    Create("proxy_agent_id.required", other(networking_method="Directly")),
    Create(
        "virtual_warehouse.snowflake",
        pinterest(destination_configuration={"virtual_warehouse": "w"}),
        ("/destination_configuration/virtual_warehouse",),
        BIG_QUERY,
    ),
    Create(
        "virtual_warehouse.snowflake", pinterest(destination_configuration={"virtual_warehouse": "w"}), (), SNOWFLAKE
    ),
    Create("virtual_warehouse.snowflake", pinterest(destination_configuration={"virtual_warehouse": "w"})),
    Create("virtual_warehouse.snowflake", pinterest(destination_configuration={}), (), BIG_QUERY),
    Create("virtual_warehouse.snowflake", pinterest(destination_configuration="w"), (), BIG_QUERY),
    Create(
        "redirect_uri.scheme",
        pinterest(auth=AUTH, connect_card_config={"redirect_uri": "ftp://example.test"}),
        ("/connect_card_config/redirect_uri",),
    ),
    Create(
        "redirect_uri.scheme",
        pinterest(auth=AUTH, connect_card_config={"redirect_uri": "https://"}),
        ("/connect_card_config/redirect_uri",),
    ),
    *(
        Create(
            "redirect_uri.scheme",
            pinterest(auth=AUTH, connect_card_config={"redirect_uri": address}),
            ("/connect_card_config/redirect_uri",),
        )
        for address in ("https:///", "https:///done", "http://?a=b", "http://#done", "https://:443/", "https:// /", "")
    ),
    *(
        Create("redirect_uri.scheme", pinterest(auth=AUTH, connect_card_config={"redirect_uri": address}))
        for address in ("https://a", "http://[::1]:8080/done", "https://a.test/x\ny", "https://a.test?to=http:///")
    ),
    Create("redirect_uri.scheme", pinterest(auth=AUTH, connect_card_config={"redirect_uri": "http://a.test"})),
    Create("redirect_uri.scheme", pinterest(auth=AUTH, connect_card_config=CARD)),
    Create("redirect_uri.scheme", pinterest(auth=AUTH, connect_card_config={"redirect_uri": 5})),
    Create("connect_card_config.setup_tests", pinterest(connect_card_config=CARD), ("/run_setup_tests",)),
    Create(
        "connect_card_config.setup_tests",
        pinterest(connect_card_config=CARD, run_setup_tests=True),
        ("/run_setup_tests",),
    ),
    Create("connect_card_config.setup_tests", pinterest(connect_card_config=CARD, auth={}), ("/run_setup_tests",)),
    Create("connect_card_config.setup_tests", pinterest(connect_card_config=CARD, auth=None), ("/run_setup_tests",)),
    Create(
        "connect_card_config.setup_tests",
        other("stripe", connect_card_config=CARD, auth={}, config={"schema": "s"}, run_setup_tests=True),
        ("/run_setup_tests",),
    ),
    Create("connect_card_config.setup_tests", other("stripe", connect_card_config=CARD, run_setup_tests=False)),
    Create("connect_card_config.setup_tests", other("stripe", connect_card_config=CARD, auth={"access_token": "t"})),
    Create("connect_card_config.setup_tests", other("stripe", connect_card_config=CARD, config={"api_key": "k"})),
    Create("connect_card_config.setup_tests", pinterest({"sync_mode": "AllAdvertisers"}, connect_card_config=CARD)),
    Create(
        "connect_card_config.setup_tests", other("stripe", connect_card_config=CARD, external_secrets_manager_id="m")
    ),
    *(
        Create("connect_card_config.setup_tests", other(service, connect_card_config=CARD))
        for service in ("postgres", "unheard_of")
    ),
    Create("connect_card_config.setup_tests", without(other(connect_card_config=CARD), "service")),
    Create("connect_card_config.setup_tests", pinterest(connect_card_config=CARD, auth="")),
    Create("connect_card_config.setup_tests", pinterest(connect_card_config=CARD, auth=[])),
    Create("connect_card_config.setup_tests", pinterest(connect_card_config=CARD, run_setup_tests=False)),
    Create("connect_card_config.setup_tests", pinterest(connect_card_config=CARD, run_setup_tests="yes")),
    Create("connect_card_config.setup_tests", pinterest(connect_card_config=CARD, run_setup_tests=1)),
    Create("connect_card_config.setup_tests", pinterest(connect_card_config=CARD, auth=AUTH)),
    Create("connect_card_config.setup_tests", pinterest(run_setup_tests=True)),
    Create("facebook_ads.user_access_token.exclusive", other("facebook_ads", auth={"access_token": "a"})),
    Create("facebook_ads.user_access_token.exclusive", other("facebook_ads", auth={"user_access_token": "u"})),
    Create(
        "facebook_ads.user_access_token.exclusive",
        other("facebook_ads", auth={"access_token": "a", "user_access_token": "u"}),
        ("/auth/user_access_token",),
    ),
    Create(
        "facebook_ads.user_access_token.exclusive", other("facebook_ads", auth=["access_token", "user_access_token"])
    ),
    Create("facebook_ads.accounts.required", _facebook({"sync_mode": "SpecificAccounts"}), ("/config/accounts",)),
    Create("facebook_ads.accounts.required", _facebook({"sync_mode": "SpecificAccounts", "accounts": ["1"]})),
    Create("facebook_ads.accounts.required", _facebook({"sync_mode": "AllAccounts"})),
    Create("google_ads.accounts.required", google({"sync_mode": "SpecificAccounts"}), ("/config/accounts",)),
    Create(
        "google_ads.accounts.required", google({"sync_mode": "SpecificAccounts", "accounts": []}), ("/config/accounts",)
    ),
    Create(
        "google_ads.accounts.required", google({"sync_mode": "SpecificAccounts", "accounts": ()}), ("/config/accounts",)
    ),
    Create(
        "google_ads.accounts.required", google({"sync_mode": "SpecificAccounts", "accounts": {}}), ("/config/accounts",)
    ),
    Create("google_ads.accounts.required", google({"sync_mode": "SpecificAccounts", "accounts": ("1",)})),
    Create("google_ads.accounts.required", google({"sync_mode": "SpecificAccounts", "accounts": 0})),
    Create("google_ads.accounts.required", google({"sync_mode": "SpecificAccounts", "accounts": ["1"]})),
    Create("google_ads.accounts.required", google({"sync_mode": "AllAccounts"})),
    Create(
        "google_ads.manager_accounts.required", google({"sync_mode": "ManagerAccounts"}), ("/config/manager_accounts",)
    ),
    Create("google_ads.manager_accounts.required", google({"sync_mode": "ManagerAccounts", "manager_accounts": ["1"]})),
    Create("google_ads.manager_accounts.required", google({"sync_mode": "SpecificAccounts", "accounts": ["1"]})),
    Create("google_ads.auth.whole", google(auth=_HALF_AUTH), ("/auth/client_access",)),
    Create("google_ads.auth.whole", google(auth=AUTH)),
    Create(
        "google_ads.client_access.whole",
        google(auth=AUTH | {"client_access": {"client_id": "ci"}}),
        ("/auth/client_access/client_secret",),
    ),
    Create("google_ads.client_access.whole", google(auth=AUTH)),
    Create(
        "pinterest_ads.advertisers.required", pinterest({"sync_mode": "SpecificAdvertisers"}), ("/config/advertisers",)
    ),
    Create(
        "pinterest_ads.advertisers.required",
        pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": []}),
        ("/config/advertisers",),
    ),
    Create(
        "pinterest_ads.advertisers.required",
        pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": None}),
        ("/config/advertisers",),
    ),
    Create("pinterest_ads.advertisers.required", pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": ["1"]})),
    Create("pinterest_ads.advertisers.required", pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": 5})),
    Create("pinterest_ads.advertisers.required", pinterest({"sync_mode": "AllAdvertisers"})),
    Create("pinterest_ads.advertisers.required", pinterest({"sync_mode": ["SpecificAdvertisers"]})),
    Create("pinterest_ads.advertisers.required", pinterest()),
    Create(
        "pinterest_ads.advertisers.unused",
        pinterest({"sync_mode": "AllAdvertisers", "advertisers": ["1"]}),
        ("/config/advertisers",),
    ),
    Create("pinterest_ads.advertisers.unused", pinterest({"sync_mode": "AllAdvertisers", "advertisers": []})),
    Create("pinterest_ads.advertisers.unused", pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": ["1"]})),
    Create("pinterest_ads.advertisers.unused", pinterest({"advertisers": ["1"]})),
    Create("pinterest_ads.refresh_token_expires_at.digits", pinterest({_TOKEN: "2030-01-01"}), (f"/config/{_TOKEN}",)),
    Create("pinterest_ads.refresh_token_expires_at.digits", pinterest({_TOKEN: ""}), (f"/config/{_TOKEN}",)),
    Create("pinterest_ads.refresh_token_expires_at.digits", pinterest({_TOKEN: "-1"}), (f"/config/{_TOKEN}",)),
    Create(
        "pinterest_ads.refresh_token_expires_at.digits", pinterest({_TOKEN: "\u0661\u0662"}), (f"/config/{_TOKEN}",)
    ),
    Create("pinterest_ads.refresh_token_expires_at.digits", pinterest({_TOKEN: str(NOW + 1)})),
    Create("pinterest_ads.refresh_token_expires_at.digits", pinterest({_TOKEN: NOW + 1})),
    Create("pinterest_ads.refresh_token_expires_at.past", pinterest({_TOKEN: "000000000001"})),
    Create(
        "pinterest_ads.refresh_token_expires_at.milliseconds", pinterest({_TOKEN: "1" * 12}), (f"/config/{_TOKEN}",)
    ),
    Create(
        "pinterest_ads.refresh_token_expires_at.milliseconds", pinterest({_TOKEN: "1" * 5000}), (f"/config/{_TOKEN}",)
    ),
    Create("pinterest_ads.refresh_token_expires_at.milliseconds", pinterest({_TOKEN: "1" * 11})),
    Create("pinterest_ads.refresh_token_expires_at.milliseconds", pinterest({_TOKEN: "\u0661" * 12})),
    Create("pinterest_ads.refresh_token_expires_at.milliseconds", pinterest({_TOKEN: "twelve letters"})),
    Create("pinterest_ads.refresh_token_expires_at.past", pinterest({_TOKEN: str(NOW)}), (f"/config/{_TOKEN}",)),
    Create("pinterest_ads.refresh_token_expires_at.past", pinterest({_TOKEN: "0"}), (f"/config/{_TOKEN}",)),
    Create("pinterest_ads.refresh_token_expires_at.past", pinterest({_TOKEN: str(NOW + 1)})),
    Create("pinterest_ads.refresh_token_expires_at.past", pinterest({_TOKEN: "1" * 5000})),
    Create("pinterest_ads.refresh_token_expires_at.past", pinterest({_TOKEN: "yesterday"})),
    Create("pinterest_ads.refresh_token_expires_at.past", pinterest({_TOKEN: 0})),
    Create("pinterest_ads.auth.whole", pinterest(auth=_HALF_AUTH), ("/auth/client_access",)),
    Create("pinterest_ads.auth.whole", pinterest(auth=without(AUTH, "refresh_token")), ("/auth/refresh_token",)),
    Create("pinterest_ads.auth.whole", pinterest(auth={"token": "t"}), ("/auth/client_access", "/auth/refresh_token")),
    Create("pinterest_ads.auth.whole", pinterest(auth=AUTH)),
    Create("pinterest_ads.auth.whole", pinterest(auth=AUTH | {"more": 1})),
    Create("pinterest_ads.auth.whole", pinterest(auth={})),
    Create("pinterest_ads.auth.whole", pinterest(auth="rt")),
    Create("pinterest_ads.auth.whole", pinterest()),
    Create(
        "pinterest_ads.client_access.whole",
        pinterest(auth=AUTH | {"client_access": {}}),
        ("/auth/client_access/client_id", "/auth/client_access/client_secret"),
    ),
    Create(
        "pinterest_ads.client_access.whole",
        pinterest(auth=AUTH | {"client_access": {"client_secret": "cs"}}),
        ("/auth/client_access/client_id",),
    ),
    Create("pinterest_ads.client_access.whole", pinterest(auth=AUTH)),
    Create("pinterest_ads.client_access.whole", pinterest(auth=_HALF_AUTH)),
    Create(
        "pinterest_ads.networking_method.directly", pinterest(networking_method="SshTunnel"), ("/networking_method",)
    ),
    Create("pinterest_ads.networking_method.directly", pinterest(networking_method="Directly")),
    Create("pinterest_ads.networking_method.directly", pinterest(networking_method=5)),
    Create("pinterest_ads.networking_method.directly", google(networking_method="SshTunnel")),
    Create(
        "pinterest_ads.hybrid_deployment_agent_id.unsupported",
        pinterest(hybrid_deployment_agent_id="h"),
        ("/hybrid_deployment_agent_id",),
    ),
    Create("pinterest_ads.hybrid_deployment_agent_id.unsupported", pinterest(hybrid_deployment_agent_id=None)),
    Create("pinterest_ads.hybrid_deployment_agent_id.unsupported", google(hybrid_deployment_agent_id="h")),
    Create(
        "pinterest_ads.external_secrets_manager_id.unsupported",
        pinterest(external_secrets_manager_id="e"),
        ("/external_secrets_manager_id",),
    ),
    Create("pinterest_ads.external_secrets_manager_id.unsupported", google(external_secrets_manager_id="e")),
]

_PINTEREST: Body = {"service": "pinterest_ads", "created_at": "2026-01-02T03:04:05.000006Z"}
_OLD = _PINTEREST | {"created_at": "2024-10-10T23:59:59.000000Z"}

CHANGES = [
    Change("group_id.create_only", {"group_id": "g"}, None, ("/group_id",)),
    Change("group_id.create_only", {"paused": True}),
    Change("service.create_only", {"service": "pinterest_ads"}, _PINTEREST, ("/service",)),
    Change("service.create_only", {"paused": True}, _PINTEREST),
    Change("connect_card_config.create_only", {"connect_card_config": CARD}, None, ("/connect_card_config",)),
    Change("connect_card_config.create_only", {"connect_card_config": None}, None, ("/connect_card_config",)),
    Change("connect_card_config.create_only", {"paused": True}, {"connect_card_config": CARD}),
    Change(
        "destination_schema_names.create_only",
        {"destination_schema_names": "SOURCE_NAMING"},
        {"destination_schema_names": "SOURCE_NAMING"},
        ("/destination_schema_names",),
    ),
    Change("destination_schema_names.create_only", {"paused": True}, {"destination_schema_names": "SOURCE_NAMING"}),
    Change("schema.permanent", {"config": {"schema": "s"}}, None, ("/config/schema",)),
    Change("schema.permanent", {"config": {"schema": "s"}}, {"config": {"schema": "s"}}, ("/config/schema",)),
    Change("schema.permanent", {"config": {"schema": None}}, _PINTEREST, ("/config/schema",)),
    Change("schema.permanent", {"config": {}}, {"config": {"schema": "s"}}),
    Change("schema.permanent", {"config": ["schema"]}),
    Change("schema.required", {"config": {}}, _PINTEREST | {"config": {}}),
    Change("daily_sync_time.frequency", {"daily_sync_time": "05:00"}, {"sync_frequency": 360}, ("/daily_sync_time",)),
    Change(
        "daily_sync_time.frequency", {"daily_sync_time": "05:00", "sync_frequency": 60}, None, ("/daily_sync_time",)
    ),
    Change(
        "daily_sync_time.frequency",
        {"daily_sync_time": "05:00", "sync_frequency": None},
        {"sync_frequency": 1440},
        ("/daily_sync_time",),
    ),
    Change("daily_sync_time.frequency", {"daily_sync_time": "05:00"}, {"sync_frequency": 1440}),
    Change("daily_sync_time.frequency", {"daily_sync_time": "05:00"}, {"paused": True}),
    Change("daily_sync_time.frequency", {"daily_sync_time": "05:00"}),
    Change("daily_sync_time.frequency", {"daily_sync_time": None}, {"sync_frequency": 360}),
    Change("daily_sync_time.frequency", {"sync_frequency": 360}, {"daily_sync_time": "05:00", "sync_frequency": 1440}),
    Change("daily_sync_time.on_the_hour", {"daily_sync_time": "05:01"}, None, ("/daily_sync_time",)),
    Change("daily_sync_time.on_the_hour", {"paused": True}, {"daily_sync_time": "05:01"}),
    Change("sync_frequency.manual", {"sync_frequency": 60}, {"schedule_type": "manual"}, ("/sync_frequency",)),
    Change("sync_frequency.manual", {"sync_frequency": 60}),
    Change("sync_frequency.manual", {"schedule_type": "manual"}, {"sync_frequency": 60}),
    Change("daily_sync_time.manual", {"daily_sync_time": "05:00"}, {"schedule_type": "manual"}, ("/daily_sync_time",)),
    Change("daily_sync_time.manual", {"daily_sync_time": "05:00"}, {"schedule_type": "auto"}),
    Change("schedule.manual", {"schedule": {"schedule_type": "CRON"}}, {"schedule_type": "manual"}, ("/schedule",)),
    Change("schedule.manual", {"schedule": None}, {"schedule_type": "manual"}),
    Change("sync_frequency.schedule", {"sync_frequency": 60}, {"schedule": {"cron": "x"}}, ("/sync_frequency",)),
    Change("sync_frequency.schedule", {"sync_frequency": 60}, {"schedule": None}),
    Change("sync_frequency.schedule", {"sync_frequency": 60}),
    Change("sync_frequency.schedule", {"schedule": {"cron": "x"}}, {"sync_frequency": 60}),
    Change(
        "daily_sync_time.schedule", {"daily_sync_time": "05:00"}, {"schedule": {"cron": "x"}}, ("/daily_sync_time",)
    ),
    Change("daily_sync_time.schedule", {"daily_sync_time": "05:00"}),
    Change(
        "data_delay_threshold.custom",
        {"data_delay_threshold": 5},
        {"data_delay_sensitivity": "LOW"},
        ("/data_delay_threshold",),
    ),
    Change("data_delay_threshold.custom", {"data_delay_threshold": 5}, {"data_delay_sensitivity": "CUSTOM"}),
    Change("data_delay_threshold.custom", {"data_delay_threshold": 5}),
    Change("data_delay_threshold.custom", {"data_delay_sensitivity": "LOW"}, {"data_delay_threshold": 5}),
    Change(
        "data_delay_sensitivity.plan",
        {"data_delay_sensitivity": "CUSTOM"},
        None,
        ("/data_delay_sensitivity",),
        STANDARD,
    ),
    Change("data_delay_sensitivity.plan", {"paused": True}, {"data_delay_sensitivity": "CUSTOM"}, (), STANDARD),
    Change(
        "private_link_id.method", {"private_link_id": "l"}, {"networking_method": "Directly"}, ("/private_link_id",)
    ),
    Change("private_link_id.method", {"private_link_id": "l"}, {"networking_method": None}, ("/private_link_id",)),
    Change("private_link_id.method", {"private_link_id": "l"}, {"networking_method": "PrivateLink"}),
    Change("private_link_id.method", {"private_link_id": "l"}),
    Change("private_link_id.method", {"networking_method": "Directly"}, {"private_link_id": "l"}),
    Change("private_link_id.method", {"private_link_id": "l"}, {"networking_method": ["PrivateLink"]}),
    Change("schedule.manual", {"schedule_type": "manual"}, {"schedule": {"schedule_type": "CRON"}}),
    Change(
        "private_link_id.required",
        {"networking_method": "PrivateLink"},
        {"private_link_id": None},
        ("/private_link_id",),
    ),
    Change(
        "private_link_id.required",
        {"private_link_id": None},
        {"networking_method": "PrivateLink", "private_link_id": "l"},
        ("/private_link_id",),
    ),
    Change("private_link_id.required", {"networking_method": "PrivateLink"}, {"private_link_id": "l"}),
    Change("private_link_id.required", {"networking_method": "PrivateLink"}, {"networking_method": "Directly"}),
    Change("private_link_id.required", {"networking_method": "PrivateLink"}),
    Change("private_link_id.required", {"private_link_id": None}),
    Change("private_link_id.required", {"paused": True}, {"networking_method": "PrivateLink", "private_link_id": None}),
    Change("proxy_agent_id.method", {"proxy_agent_id": "a"}, {"networking_method": "Directly"}, ("/proxy_agent_id",)),
    Change("proxy_agent_id.method", {"proxy_agent_id": "a"}),
    Change(
        "proxy_agent_id.required", {"networking_method": "ProxyAgent"}, {"proxy_agent_id": None}, ("/proxy_agent_id",)
    ),
    Change("proxy_agent_id.required", {"networking_method": "ProxyAgent"}, {"proxy_agent_id": "a"}),
    Change(
        "virtual_warehouse.snowflake",
        {"destination_configuration": {"virtual_warehouse": "w"}},
        None,
        ("/destination_configuration/virtual_warehouse",),
        BIG_QUERY,
    ),
    Change("virtual_warehouse.snowflake", {"destination_configuration": None}, None, (), BIG_QUERY),
    Change("virtual_warehouse.snowflake", {"paused": True}, None, (), BIG_QUERY),
    Change("change.persistent", {}, None, ("",)),
    Change("change.persistent", {}, _PINTEREST, ("",)),
    Change("change.persistent", {"run_setup_tests": True}, None, ("",)),
    Change("change.persistent", {"run_setup_tests": True, "trust_certificates": True}),
    Change("change.persistent", {"run_setup_tests": True, "paused": True}),
    Change("change.persistent", {"config": {}}),
    Change("connect_card_config.setup_tests", {"connect_card_config": CARD}),
    Change(
        "trust_certificates.setup_tests",
        {"paused": True, "run_setup_tests": False, "trust_certificates": True},
        None,
        ("/trust_certificates",),
    ),
    Change("trust_certificates.setup_tests", {"paused": True, "run_setup_tests": True, "trust_certificates": True}),
    Change("trust_certificates.setup_tests", {"paused": True, "run_setup_tests": 0, "trust_certificates": True}),
    Change("trust_certificates.setup_tests", {"paused": True, "trust_certificates": True}),
    Change("trust_certificates.setup_tests", {"paused": True, "run_setup_tests": False}),
    Change(
        "trust_fingerprints.setup_tests",
        {"paused": True, "run_setup_tests": False, "trust_fingerprints": True},
        None,
        ("/trust_fingerprints",),
    ),
    Change("trust_fingerprints.setup_tests", {"paused": True, "trust_fingerprints": True}),
    Change(
        "facebook_ads.user_access_token.exclusive",
        {"auth": {"access_token": "a", "user_access_token": "u"}},
        {"service": "facebook_ads"},
        ("/auth/user_access_token",),
    ),
    Change(
        "facebook_ads.user_access_token.exclusive", {"auth": {"user_access_token": "u"}}, {"service": "facebook_ads"}
    ),
    Change(
        "facebook_ads.accounts.required",
        {"config": {"sync_mode": "SpecificAccounts"}},
        {"service": "facebook_ads", "config": {"schema": "s"}},
        ("/config/accounts",),
    ),
    Change("facebook_ads.accounts.required", {"config": {"sync_mode": "AllAccounts"}}, {"service": "facebook_ads"}),
    Change(
        "google_ads.accounts.required",
        {"config": {"accounts": []}},
        {"service": "google_ads", "config": {"sync_mode": "SpecificAccounts", "accounts": ["1"]}},
        ("/config/accounts",),
    ),
    Change("google_ads.accounts.required", {"config": {"accounts": []}}, {"service": "google_ads"}),
    Change(
        "google_ads.manager_accounts.required",
        {"config": {"sync_mode": "ManagerAccounts"}},
        {"service": "google_ads", "config": {"schema": "s"}},
        ("/config/manager_accounts",),
    ),
    Change(
        "google_ads.manager_accounts.required",
        {"config": {"sync_mode": "ManagerAccounts"}},
        {"service": "google_ads", "config": {}},
    ),
    Change(
        "google_ads.manager_accounts.required",
        {"config": {"sync_mode": "ManagerAccounts"}},
        {"service": "google_ads", "config": {"manager_accounts": ["1"]}},
    ),
    Change(
        "pinterest_ads.advertisers.required",
        {"config": {"sync_mode": "SpecificAdvertisers"}},
        _PINTEREST | {"config": {"schema": "s"}},
        ("/config/advertisers",),
    ),
    Change(
        "pinterest_ads.advertisers.required",
        {"config": {"sync_mode": "SpecificAdvertisers"}},
        _PINTEREST | {"config": {"schema": "s", "advertisers": ["1"]}},
    ),
    Change("pinterest_ads.advertisers.required", {"config": {"sync_mode": "SpecificAdvertisers"}}, _PINTEREST),
    Change("pinterest_ads.advertisers.required", {"config": {"sync_mode": "SpecificAdvertisers"}}),
    Change(
        "pinterest_ads.advertisers.required",
        {"paused": True},
        _PINTEREST | {"config": {"schema": "s", "sync_mode": "SpecificAdvertisers"}},
    ),
    Change(
        "pinterest_ads.advertisers.unused",
        {"config": {"advertisers": ["1"]}},
        _PINTEREST | {"config": {"sync_mode": "AllAdvertisers"}},
        ("/config/advertisers",),
    ),
    Change("pinterest_ads.advertisers.unused", {"config": {"advertisers": ["1"]}}, _PINTEREST),
    Change(
        "pinterest_ads.advertisers.unused",
        {"config": {"sync_mode": "AllAdvertisers"}},
        _PINTEREST | {"config": {"advertisers": ["1"]}},
    ),
    Change(
        "pinterest_ads.timeframe_months.create_only",
        {"config": {"timeframe_months": "SIX"}},
        _PINTEREST,
        ("/config/timeframe_months",),
    ),
    Change(
        "pinterest_ads.timeframe_months.create_only", {"config": {"timeframe_months": "SIX"}}, {"service": "google_ads"}
    ),
    Change("pinterest_ads.timeframe_months.create_only", {"config": {"timeframe_months": "SIX"}}),
    Change(
        "pinterest_ads.report_granularity.hourly",
        {"config": {"report_granularity": "HOUR"}},
        _OLD,
        ("/config/report_granularity",),
    ),
    Change("pinterest_ads.report_granularity.hourly", {"config": {"report_granularity": "DAY"}}, _OLD),
    Change("pinterest_ads.report_granularity.hourly", {"config": {"report_granularity": "HOUR"}}, _PINTEREST),
    Change(
        "pinterest_ads.report_granularity.hourly",
        {"config": {"report_granularity": "HOUR"}},
        _PINTEREST | {"created_at": "2024-10-11T00:00:00Z"},
    ),
    Change(
        "pinterest_ads.report_granularity.hourly",
        {"config": {"report_granularity": "HOUR"}},
        _PINTEREST | {"created_at": "11 Oct 2020"},
    ),
    Change(
        "pinterest_ads.report_granularity.hourly",
        {"config": {"report_granularity": "HOUR"}},
        _OLD | {"created_at": "2024-10-11"},
    ),
    Change(
        "pinterest_ads.report_granularity.hourly",
        {"config": {"report_granularity": "HOUR"}},
        {"service": "pinterest_ads"},
    ),
    Change(
        "pinterest_ads.report_granularity.hourly", {"paused": True}, _OLD | {"config": {"report_granularity": "HOUR"}}
    ),
    Change(
        "pinterest_ads.refresh_token_expires_at.digits",
        {"config": {_TOKEN: "soon"}},
        _PINTEREST,
        (f"/config/{_TOKEN}",),
    ),
    Change("pinterest_ads.refresh_token_expires_at.digits", {"config": {_TOKEN: None}}, _PINTEREST),
    Change(
        "pinterest_ads.refresh_token_expires_at.milliseconds",
        {"config": {_TOKEN: "9" * 13}},
        _PINTEREST,
        (f"/config/{_TOKEN}",),
    ),
    Change("pinterest_ads.refresh_token_expires_at.milliseconds", {"config": {_TOKEN: str(NOW + 1)}}, _PINTEREST),
    Change(
        "pinterest_ads.refresh_token_expires_at.past", {"config": {_TOKEN: "1"}}, _PINTEREST, (f"/config/{_TOKEN}",)
    ),
    Change("pinterest_ads.refresh_token_expires_at.past", {"paused": True}, _PINTEREST | {"config": {_TOKEN: "1"}}),
    Change("pinterest_ads.auth.whole", {"auth": {"refresh_token": "rt"}}, _PINTEREST),
    Change("pinterest_ads.client_access.whole", {"auth": {"client_access": {"client_secret": "cs"}}}, _PINTEREST),
    Change(
        "pinterest_ads.networking_method.directly",
        {"networking_method": "SshTunnel"},
        _PINTEREST,
        ("/networking_method",),
    ),
    Change("pinterest_ads.networking_method.directly", {"networking_method": "SshTunnel"}),
    Change(
        "pinterest_ads.hybrid_deployment_agent_id.unsupported",
        {"hybrid_deployment_agent_id": "h"},
        _PINTEREST,
        ("/hybrid_deployment_agent_id",),
    ),
    Change("pinterest_ads.hybrid_deployment_agent_id.unsupported", {"hybrid_deployment_agent_id": None}, _PINTEREST),
    Change(
        "pinterest_ads.external_secrets_manager_id.unsupported",
        {"external_secrets_manager_id": "e"},
        _PINTEREST,
        ("/external_secrets_manager_id",),
    ),
    Change("pinterest_ads.external_secrets_manager_id.unsupported", {"paused": True}, _PINTEREST),
]
