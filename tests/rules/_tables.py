"""Tables for every rule: requests that break it, with the pointers, and requests that do not."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from fivetran_rules import Violation

from ._bodies import AUTH, CARD, Body, check, check_change, google, other, pinterest, without

NOW = 1_750_000_000
"""The current time for these tables."""


class Row(NamedTuple):
    """The places where a request breaks a rule, and how the request is judged."""

    places: tuple[str, ...]
    judge: Callable[[], list[Violation]]


def new(body: Body, *places: str) -> Row:
    """Return a row of a new connection."""
    return Row(places, lambda: check(body))


def change(patch: Body, stored: Mapping[str, object] | None = None, *places: str) -> Row:
    """Return a row of a patch for a stored connection."""
    return Row(places, lambda: check_change(patch, stored))


def _to(address: object) -> Body:
    """Return a connection whose card leads to an address."""
    return pinterest(auth=AUTH, connect_card_config={"redirect_uri": address})


def _of_salesforce(created_at: str) -> Body:
    """Return a stored connection of salesforce."""
    return {"service": "salesforce", "created_at": created_at, "config": {"schema": "s"}}


def _config(**fields: object) -> Body:
    """Return a change of some keys of `config`."""
    return {"config": fields}


def _stored(service: str, **config: object) -> Body:
    """Return a stored connection."""
    return {"service": service, "config": config}


def _facebook(config: Body | None = None, /, **fields: object) -> Body:
    return other("facebook_ads", config={"schema": "face", **(config or {})}) | fields


_HALF_AUTH = without(AUTH, "client_access")
_TOKEN = "refresh_token_expires_at"

_PINTEREST: Body = {"service": "pinterest_ads", "created_at": "2026-01-02T03:04:05.000006Z"}
_OLD = _PINTEREST | {"created_at": "2024-10-10T23:59:59.000000Z"}

CREATES: Mapping[str, list[Row]] = {
    "schema.required": [
        new(pinterest() | {"config": {}}, "/config/schema"),
        new(google() | {"config": {"sync_mode": "AllAccounts"}}, "/config/schema"),
        new(other("facebook_ads", config={}), "/config/schema"),
        new(pinterest()),
        new(pinterest({"schema": None})),
        new(without(pinterest(), "config")),
        new(pinterest() | {"config": "pin"}),
        new(other(config={})),
    ],
    "schema.name": [
        *(
            new(pinterest({"schema": name}), "/config/schema")
            for name in ("Pin", "pin eu", "pin-eu", "1pin", "pïn", "pin\n")
        ),
        *(new(pinterest({"schema": name})) for name in ("pin", "_1", "pin__eu", "p" * 64, "", 5, None)),
        new(pinterest({"schema": "Pin"}, destination_schema_names="SOURCE_NAMING")),
        new(other(config={"schema": "Pin"}), "/config/schema"),
    ],
    "schema_prefix.name": [
        new(other(config={"schema_prefix": "Shop"}), "/config/schema_prefix"),
        new(other(config={"schema_prefix": "shop"})),
    ],
    "schema.length": [
        new(pinterest({"schema": "p" * 64}), "/config/schema"),
        new(pinterest({"schema": "p" * 63})),
        new(pinterest({"schema": 5})),
    ],
    "schema_prefix.length": [
        new(other(config={"schema_prefix": "p" * 64}), "/config/schema_prefix"),
        new(other(config={"schema_prefix": "p"})),
    ],
    "daily_sync_time.frequency": [
        new(pinterest(daily_sync_time="05:00"), "/daily_sync_time"),
        new(pinterest(daily_sync_time="05:00", sync_frequency=360), "/daily_sync_time"),
        new(pinterest(daily_sync_time="05:00", sync_frequency=60.0), "/daily_sync_time"),
        new(other(daily_sync_time="05:00", sync_frequency=None), "/daily_sync_time"),
        new(pinterest(daily_sync_time="05:00", sync_frequency=1440)),
        new(pinterest(daily_sync_time="05:00", sync_frequency=1440.0)),
        new(pinterest(daily_sync_time="05:00", sync_frequency="360")),
        new(pinterest(daily_sync_time="05:00", sync_frequency=True)),
        new(pinterest(daily_sync_time=None, sync_frequency=360)),
        new(pinterest(sync_frequency=360)),
    ],
    "daily_sync_time.on_the_hour": [
        new(pinterest(daily_sync_time="05:30", sync_frequency=1440), "/daily_sync_time"),
        new(pinterest(daily_sync_time="24:00", sync_frequency=1440), "/daily_sync_time"),
        new(pinterest(daily_sync_time="5:00", sync_frequency=1440), "/daily_sync_time"),
        new(pinterest(daily_sync_time="05:00\n"), "/daily_sync_time"),
        new(pinterest(daily_sync_time="00:00", sync_frequency=1440)),
        new(pinterest(daily_sync_time="19:00", sync_frequency=1440)),
        new(pinterest(daily_sync_time="23:00", sync_frequency=1440)),
        new(pinterest(daily_sync_time=5, sync_frequency=1440)),
    ],
    "sync_frequency.manual": [
        new(pinterest(schedule_type="manual", sync_frequency=60), "/sync_frequency"),
        new(pinterest(schedule_type="auto", sync_frequency=60)),
        new(pinterest(schedule_type="manual", sync_frequency=None)),
        new(pinterest(sync_frequency=60)),
    ],
    "daily_sync_time.manual": [
        new(pinterest(schedule_type="manual", sync_frequency=1440, daily_sync_time="05:00"), "/daily_sync_time"),
        new(pinterest(schedule_type="auto", sync_frequency=1440, daily_sync_time="05:00")),
        new(pinterest(schedule_type="manual")),
    ],
    "schedule.manual": [
        new(pinterest(schedule_type="manual", schedule={"schedule_type": "CRON"}), "/schedule"),
        new(pinterest(schedule_type="auto", schedule={"schedule_type": "CRON"})),
        new(pinterest(schedule={"schedule_type": "MANUAL"})),
        new(pinterest(schedule_type="manual")),
    ],
    "sync_frequency.schedule": [
        new(pinterest(schedule={"schedule_type": "CRON"}, sync_frequency=60), "/sync_frequency"),
        new(pinterest(sync_frequency=60)),
        new(pinterest(schedule={"schedule_type": "CRON"})),
    ],
    "daily_sync_time.schedule": [
        new(
            pinterest(schedule={"schedule_type": "CRON"}, sync_frequency=1440, daily_sync_time="05:00"),
            "/daily_sync_time",
        ),
        new(pinterest(sync_frequency=1440, daily_sync_time="05:00")),
        new(pinterest(schedule={"schedule_type": "CRON"})),
    ],
    "data_delay_threshold.custom": [
        new(pinterest(data_delay_threshold=1), "/data_delay_threshold"),
        new(pinterest(data_delay_threshold=0.5, data_delay_sensitivity="NORMAL"), "/data_delay_threshold"),
        new(pinterest(data_delay_threshold=30, data_delay_sensitivity="CUSTOM")),
        new(pinterest(data_delay_threshold=0, data_delay_sensitivity="NORMAL")),
        new(pinterest(data_delay_threshold=-1)),
        new(pinterest(data_delay_threshold="30")),
        new(pinterest(data_delay_threshold=True)),
        new(pinterest(data_delay_threshold=30, data_delay_sensitivity=5)),
    ],
    "private_link_id.method": [
        new(other(private_link_id="l"), "/private_link_id"),
        new(other(private_link_id="l", networking_method="Directly"), "/private_link_id"),
        new(other(private_link_id="l", networking_method="PrivateLink")),
        new(other(private_link_id="l", networking_method=["PrivateLink"])),
        new(other(networking_method="Directly")),
    ],
    "private_link_id.required": [
        new(other(networking_method="PrivateLink"), "/private_link_id"),
        new(other(networking_method="PrivateLink", private_link_id=""), "/private_link_id"),
        new(other(networking_method="PrivateLink", private_link_id="l")),
        new(other(networking_method="SshTunnel")),
    ],
    **{
        f"salesforce.{key}.sunset": [
            new(other("salesforce", config={"schema": "s", key: "x"}), f"/config/{key}"),
            new(other("salesforce", config={"schema": "s", key: None})),
        ]
        for key in ("password", "username")
    },
    "share_point.table.magic_folder": [
        new(other("share_point", config={"schema": "s", "table": "t"}), "/config/table"),
        new(other("share_point", config={"schema": "s", "table": "t", "is_single_table_mode": True})),
    ],
    "proxy_agent_id.method": [
        new(other(proxy_agent_id="a"), "/proxy_agent_id"),
        new(other(proxy_agent_id="a", networking_method="PrivateLink"), "/proxy_agent_id"),
        new(other(proxy_agent_id="a", networking_method="ProxyAgent")),
    ],
    "proxy_agent_id.required": [
        new(other(networking_method="ProxyAgent"), "/proxy_agent_id"),
        new(other(networking_method="ProxyAgent", proxy_agent_id="a")),
        new(other(networking_method="Directly")),
    ],
    "redirect_uri.scheme": [
        *(new(_to(address), "/connect_card_config/redirect_uri") for address in ("ftp://example.test", "https://", "")),
        *(new(_to(address), "/connect_card_config/redirect_uri") for address in ("https:///", "https:///done")),
        *(new(_to(address), "/connect_card_config/redirect_uri") for address in ("http://?a=b", "http://#done")),
        *(new(_to(address), "/connect_card_config/redirect_uri") for address in ("https://:443/", "https:// /")),
        *(new(_to(address)) for address in ("https://a", "http://a.test", "http://[::1]:8080/done", 5)),
        *(new(_to(address)) for address in ("https://a.test/x\ny", "https://a.test?to=http:///")),
    ],
    "connect_card_config.setup_tests": [
        new(pinterest(connect_card_config=CARD), "/run_setup_tests"),
        new(pinterest(connect_card_config=CARD, run_setup_tests=True), "/run_setup_tests"),
        new(pinterest(connect_card_config=CARD, auth={}), "/run_setup_tests"),
        new(pinterest(connect_card_config=CARD, auth=None), "/run_setup_tests"),
        new(
            other("stripe", connect_card_config=CARD, auth={}, config={"schema": "s"}, run_setup_tests=True),
            "/run_setup_tests",
        ),
        new(other("stripe", connect_card_config=CARD, run_setup_tests=False)),
        new(other("stripe", connect_card_config=CARD, auth={"access_token": "t"})),
        new(other("stripe", connect_card_config=CARD, config={"api_key": "k"})),
        new(pinterest({"sync_mode": "AllAdvertisers"}, connect_card_config=CARD)),
        new(other("stripe", connect_card_config=CARD, external_secrets_manager_id="m")),
        *(new(other(service, connect_card_config=CARD)) for service in ("postgres", "unheard_of")),
        new(without(other(connect_card_config=CARD), "service")),
        new(pinterest(connect_card_config=CARD, auth="")),
        new(pinterest(connect_card_config=CARD, auth=[])),
        new(pinterest(connect_card_config=CARD, run_setup_tests=False)),
        new(pinterest(connect_card_config=CARD, run_setup_tests="yes")),
        new(pinterest(connect_card_config=CARD, run_setup_tests=1)),
        new(pinterest(connect_card_config=CARD, auth=AUTH)),
        new(pinterest(run_setup_tests=True)),
    ],
    "facebook_ads.user_access_token.exclusive": [
        new(other("facebook_ads", auth={"access_token": "a"})),
        new(other("facebook_ads", auth={"user_access_token": "u"})),
        new(other("facebook_ads", auth={"access_token": "a", "user_access_token": "u"}), "/auth/user_access_token"),
        new(other("facebook_ads", auth=["access_token", "user_access_token"])),
    ],
    "facebook_ads.accounts.required": [
        new(_facebook({"sync_mode": "SpecificAccounts"}), "/config/accounts"),
        new(_facebook({"sync_mode": "SpecificAccounts", "accounts": ["1"]})),
        new(_facebook({"sync_mode": "AllAccounts"})),
    ],
    "google_ads.accounts.required": [
        new(google({"sync_mode": "SpecificAccounts"}), "/config/accounts"),
        new(google({"sync_mode": "SpecificAccounts", "accounts": []}), "/config/accounts"),
        new(google({"sync_mode": "SpecificAccounts", "accounts": ()}), "/config/accounts"),
        new(google({"sync_mode": "SpecificAccounts", "accounts": {}}), "/config/accounts"),
        new(google({"sync_mode": "SpecificAccounts", "accounts": ("1",)})),
        new(google({"sync_mode": "SpecificAccounts", "accounts": 0})),
        new(google({"sync_mode": "SpecificAccounts", "accounts": ["1"]})),
        new(google({"sync_mode": "AllAccounts"})),
    ],
    "google_ads.manager_accounts.required": [
        new(google({"sync_mode": "ManagerAccounts"}), "/config/manager_accounts"),
        new(google({"sync_mode": "ManagerAccounts", "manager_accounts": ["1"]})),
        new(google({"sync_mode": "SpecificAccounts", "accounts": ["1"]})),
    ],
    "google_ads.auth.whole": [new(google(auth=_HALF_AUTH), "/auth/client_access"), new(google(auth=AUTH))],
    "google_ads.client_access.whole": [
        new(google(auth=AUTH | {"client_access": {"client_id": "ci"}}), "/auth/client_access/client_secret"),
        new(google(auth=AUTH)),
    ],
    "pinterest_ads.advertisers.required": [
        new(pinterest({"sync_mode": "SpecificAdvertisers"}), "/config/advertisers"),
        new(pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": []}), "/config/advertisers"),
        new(pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": None}), "/config/advertisers"),
        new(pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": ["1"]})),
        new(pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": 5})),
        new(pinterest({"sync_mode": "AllAdvertisers"})),
        new(pinterest({"sync_mode": ["SpecificAdvertisers"]})),
        new(pinterest()),
    ],
    "pinterest_ads.advertisers.unused": [
        new(pinterest({"sync_mode": "AllAdvertisers", "advertisers": ["1"]}), "/config/advertisers"),
        new(pinterest({"sync_mode": "AllAdvertisers", "advertisers": []})),
        new(pinterest({"sync_mode": "SpecificAdvertisers", "advertisers": ["1"]})),
        new(pinterest({"advertisers": ["1"]})),
    ],
    "pinterest_ads.refresh_token_expires_at.digits": [
        new(pinterest({_TOKEN: "2030-01-01"}), f"/config/{_TOKEN}"),
        new(pinterest({_TOKEN: ""}), f"/config/{_TOKEN}"),
        new(pinterest({_TOKEN: "-1"}), f"/config/{_TOKEN}"),
        new(pinterest({_TOKEN: "\u0661\u0662"}), f"/config/{_TOKEN}"),
        new(pinterest({_TOKEN: str(NOW + 1)})),
        new(pinterest({_TOKEN: NOW + 1})),
    ],
    "pinterest_ads.refresh_token_expires_at.past": [
        new(pinterest({_TOKEN: "000000000001"})),
        new(pinterest({_TOKEN: str(NOW)}), f"/config/{_TOKEN}"),
        new(pinterest({_TOKEN: "0"}), f"/config/{_TOKEN}"),
        new(pinterest({_TOKEN: str(NOW + 1)})),
        new(pinterest({_TOKEN: "1" * 5000})),
        new(pinterest({_TOKEN: "yesterday"})),
        new(pinterest({_TOKEN: 0})),
    ],
    "pinterest_ads.refresh_token_expires_at.milliseconds": [
        new(pinterest({_TOKEN: "1" * 12}), f"/config/{_TOKEN}"),
        new(pinterest({_TOKEN: "1" * 5000}), f"/config/{_TOKEN}"),
        new(pinterest({_TOKEN: "1" * 11})),
        new(pinterest({_TOKEN: "\u0661" * 12})),
        new(pinterest({_TOKEN: "twelve letters"})),
    ],
    "pinterest_ads.auth.whole": [
        new(pinterest(auth=_HALF_AUTH), "/auth/client_access"),
        new(pinterest(auth=without(AUTH, "refresh_token")), "/auth/refresh_token"),
        new(pinterest(auth={"token": "t"}), "/auth/client_access", "/auth/refresh_token"),
        new(pinterest(auth=AUTH)),
        new(pinterest(auth=AUTH | {"more": 1})),
        new(pinterest(auth={})),
        new(pinterest(auth="rt")),
        new(pinterest()),
    ],
    "pinterest_ads.client_access.whole": [
        new(
            pinterest(auth=AUTH | {"client_access": {}}),
            "/auth/client_access/client_id",
            "/auth/client_access/client_secret",
        ),
        new(pinterest(auth=AUTH | {"client_access": {"client_secret": "cs"}}), "/auth/client_access/client_id"),
        new(pinterest(auth=AUTH)),
        new(pinterest(auth=_HALF_AUTH)),
    ],
    "pinterest_ads.networking_method.directly": [
        new(pinterest(networking_method="SshTunnel"), "/networking_method"),
        new(pinterest(networking_method="Directly")),
        new(pinterest(networking_method=5)),
        new(google(networking_method="SshTunnel")),
    ],
    "pinterest_ads.hybrid_deployment_agent_id.unsupported": [
        new(pinterest(hybrid_deployment_agent_id="h"), "/hybrid_deployment_agent_id"),
        new(pinterest(hybrid_deployment_agent_id=None)),
        new(google(hybrid_deployment_agent_id="h")),
    ],
    "pinterest_ads.external_secrets_manager_id.unsupported": [
        new(pinterest(external_secrets_manager_id="e"), "/external_secrets_manager_id"),
        new(google(external_secrets_manager_id="e")),
    ],
}

CHANGES: Mapping[str, list[Row]] = {
    "group_id.create_only": [change({"group_id": "g"}, None, "/group_id"), change({"paused": True})],
    "service.create_only": [
        change({"service": "pinterest_ads"}, _PINTEREST, "/service"),
        change({"paused": True}, _PINTEREST),
    ],
    "connect_card_config.create_only": [
        change({"connect_card_config": CARD}, None, "/connect_card_config"),
        change({"connect_card_config": None}, None, "/connect_card_config"),
        change({"paused": True}, {"connect_card_config": CARD}),
    ],
    "destination_schema_names.create_only": [
        change(
            {"destination_schema_names": "SOURCE_NAMING"},
            {"destination_schema_names": "SOURCE_NAMING"},
            "/destination_schema_names",
        ),
        change({"paused": True}, {"destination_schema_names": "SOURCE_NAMING"}),
    ],
    "schema.permanent": [
        change(_config(schema="s"), None, "/config/schema"),
        change(_config(schema="s"), _config(schema="s"), "/config/schema"),
        change(_config(schema=None), _PINTEREST, "/config/schema"),
        change({"config": {}}, _config(schema="s")),
        change({"config": ["schema"]}),
    ],
    "schema.required": [change({"config": {}}, _PINTEREST | {"config": {}})],
    "daily_sync_time.frequency": [
        change({"daily_sync_time": "05:00"}, {"sync_frequency": 360}, "/daily_sync_time"),
        change({"daily_sync_time": "05:00", "sync_frequency": 60}, None, "/daily_sync_time"),
        change({"daily_sync_time": "05:00", "sync_frequency": None}, {"sync_frequency": 1440}, "/daily_sync_time"),
        change({"daily_sync_time": "05:00"}, {"sync_frequency": 1440}),
        change({"daily_sync_time": "05:00"}, {"paused": True}),
        change({"daily_sync_time": "05:00"}),
        change({"daily_sync_time": None}, {"sync_frequency": 360}),
        change({"sync_frequency": 360}, {"daily_sync_time": "05:00", "sync_frequency": 1440}),
    ],
    "daily_sync_time.on_the_hour": [
        change({"daily_sync_time": "05:01"}, None, "/daily_sync_time"),
        change({"paused": True}, {"daily_sync_time": "05:01"}),
    ],
    "sync_frequency.manual": [
        change({"sync_frequency": 60}, {"schedule_type": "manual"}, "/sync_frequency"),
        change({"sync_frequency": 60}),
        change({"schedule_type": "manual"}, {"sync_frequency": 60}),
    ],
    "daily_sync_time.manual": [
        change({"daily_sync_time": "05:00"}, {"schedule_type": "manual"}, "/daily_sync_time"),
        change({"daily_sync_time": "05:00"}, {"schedule_type": "auto"}),
    ],
    "schedule.manual": [
        change({"schedule": {"schedule_type": "CRON"}}, {"schedule_type": "manual"}, "/schedule"),
        change({"schedule": None}, {"schedule_type": "manual"}),
        change({"schedule_type": "manual"}, {"schedule": {"schedule_type": "CRON"}}),
    ],
    "sync_frequency.schedule": [
        change({"sync_frequency": 60}, {"schedule": {"cron": "x"}}, "/sync_frequency"),
        change({"sync_frequency": 60}, {"schedule": None}),
        change({"sync_frequency": 60}),
        change({"schedule": {"cron": "x"}}, {"sync_frequency": 60}),
    ],
    "daily_sync_time.schedule": [
        change({"daily_sync_time": "05:00"}, {"schedule": {"cron": "x"}}, "/daily_sync_time"),
        change({"daily_sync_time": "05:00"}),
    ],
    "data_delay_threshold.custom": [
        change({"data_delay_threshold": 5}, {"data_delay_sensitivity": "LOW"}, "/data_delay_threshold"),
        change({"data_delay_threshold": 5}, {"data_delay_sensitivity": "CUSTOM"}),
        change({"data_delay_threshold": 5}),
        change({"data_delay_sensitivity": "LOW"}, {"data_delay_threshold": 5}),
    ],
    "private_link_id.method": [
        change({"private_link_id": "l"}, {"networking_method": "Directly"}, "/private_link_id"),
        change({"private_link_id": "l"}, {"networking_method": None}, "/private_link_id"),
        change({"private_link_id": "l"}, {"networking_method": "PrivateLink"}),
        change({"private_link_id": "l"}),
        change({"networking_method": "Directly"}, {"private_link_id": "l"}),
        change({"private_link_id": "l"}, {"networking_method": ["PrivateLink"]}),
    ],
    "private_link_id.required": [
        change({"networking_method": "PrivateLink"}, {"private_link_id": None}, "/private_link_id"),
        change(
            {"private_link_id": None}, {"networking_method": "PrivateLink", "private_link_id": "l"}, "/private_link_id"
        ),
        change({"networking_method": "PrivateLink"}, {"private_link_id": "l"}),
        change({"networking_method": "PrivateLink"}, {"networking_method": "Directly"}),
        change({"networking_method": "PrivateLink"}),
        change({"private_link_id": None}),
        change({"paused": True}, {"networking_method": "PrivateLink", "private_link_id": None}),
    ],
    **{
        f"salesforce.{key}.sunset": [
            change(_config(**{key: "x"}), _of_salesforce("2023-07-28T00:00:00.000001Z"), f"/config/{key}"),
            change(_config(**{key: "x"}), _of_salesforce("2023-07-27T23:59:59.999999Z")),
            change(_config(**{key: "x"}), {"service": "salesforce"}),
        ]
        for key in ("password", "username")
    },
    "proxy_agent_id.method": [
        change({"proxy_agent_id": "a"}, {"networking_method": "Directly"}, "/proxy_agent_id"),
        change({"proxy_agent_id": "a"}),
    ],
    "proxy_agent_id.required": [
        change({"networking_method": "ProxyAgent"}, {"proxy_agent_id": None}, "/proxy_agent_id"),
        change({"networking_method": "ProxyAgent"}, {"proxy_agent_id": "a"}),
    ],
    "change.persistent": [
        change({}, None, ""),
        change({}, _PINTEREST, ""),
        change({"run_setup_tests": True}, None, ""),
        change({"run_setup_tests": True, "trust_certificates": True}, None, ""),
        change({"trust_certificates": True, "trust_fingerprints": True}, None, ""),
        change({"trust_certificates": True, "data_delay_threshold": 0}),
        change({"run_setup_tests": True, "paused": True}),
        change({"config": {}}),
    ],
    "connect_card_config.setup_tests": [change({"connect_card_config": CARD})],
    "trust_certificates.setup_tests": [
        change({"paused": True, "run_setup_tests": False, "trust_certificates": True}, None, "/trust_certificates"),
        change({"paused": True, "run_setup_tests": True, "trust_certificates": True}),
        change({"paused": True, "run_setup_tests": 0, "trust_certificates": True}),
        change({"paused": True, "trust_certificates": True}),
        change({"paused": True, "run_setup_tests": False}),
    ],
    "trust_fingerprints.setup_tests": [
        change({"paused": True, "run_setup_tests": False, "trust_fingerprints": True}, None, "/trust_fingerprints"),
        change({"paused": True, "trust_fingerprints": True}),
    ],
    "facebook_ads.user_access_token.exclusive": [
        change(
            {"auth": {"access_token": "a", "user_access_token": "u"}},
            {"service": "facebook_ads"},
            "/auth/user_access_token",
        ),
        change({"auth": {"user_access_token": "u"}}, {"service": "facebook_ads"}),
    ],
    "facebook_ads.accounts.required": [
        change(_config(sync_mode="SpecificAccounts"), _stored("facebook_ads", schema="s"), "/config/accounts"),
        change(_config(sync_mode="AllAccounts"), {"service": "facebook_ads"}),
    ],
    "google_ads.accounts.required": [
        change(
            _config(accounts=[]),
            _stored("google_ads", sync_mode="SpecificAccounts", accounts=["1"]),
            "/config/accounts",
        ),
        change(_config(accounts=[]), {"service": "google_ads"}),
    ],
    "google_ads.manager_accounts.required": [
        change(_config(sync_mode="ManagerAccounts"), _stored("google_ads", schema="s"), "/config/manager_accounts"),
        change(_config(sync_mode="ManagerAccounts"), {"service": "google_ads", "config": {}}),
        change(_config(sync_mode="ManagerAccounts"), _stored("google_ads", manager_accounts=["1"])),
    ],
    "pinterest_ads.advertisers.required": [
        change(_config(sync_mode="SpecificAdvertisers"), _PINTEREST | _config(schema="s"), "/config/advertisers"),
        change(_config(sync_mode="SpecificAdvertisers"), _PINTEREST | _config(schema="s", advertisers=["1"])),
        change(_config(sync_mode="SpecificAdvertisers"), _PINTEREST),
        change(_config(sync_mode="SpecificAdvertisers")),
        change({"paused": True}, _PINTEREST | _config(schema="s", sync_mode="SpecificAdvertisers")),
    ],
    "pinterest_ads.advertisers.unused": [
        change(_config(advertisers=["1"]), _PINTEREST | _config(sync_mode="AllAdvertisers"), "/config/advertisers"),
        change(_config(advertisers=["1"]), _PINTEREST),
        change(_config(sync_mode="AllAdvertisers"), _PINTEREST | _config(advertisers=["1"])),
    ],
    "pinterest_ads.timeframe_months.create_only": [
        change(_config(timeframe_months="SIX"), _PINTEREST, "/config/timeframe_months"),
        change(_config(timeframe_months="SIX"), {"service": "google_ads"}),
        change(_config(timeframe_months="SIX")),
    ],
    "pinterest_ads.report_granularity.hourly": [
        change(_config(report_granularity="HOUR"), _OLD, "/config/report_granularity"),
        change(_config(report_granularity="DAY"), _OLD),
        change(_config(report_granularity="HOUR"), _PINTEREST),
        change(_config(report_granularity="HOUR"), _PINTEREST | {"created_at": "2024-10-11T00:00:00Z"}),
        change(_config(report_granularity="HOUR"), _PINTEREST | {"created_at": "11 Oct 2020"}),
        change(_config(report_granularity="HOUR"), _OLD | {"created_at": "2024-10-11"}),
        change(_config(report_granularity="HOUR"), {"service": "pinterest_ads"}),
        change({"paused": True}, _OLD | _config(report_granularity="HOUR")),
    ],
    "pinterest_ads.refresh_token_expires_at.digits": [
        change({"config": {_TOKEN: "soon"}}, _PINTEREST, f"/config/{_TOKEN}"),
        change({"config": {_TOKEN: None}}, _PINTEREST),
    ],
    "pinterest_ads.refresh_token_expires_at.milliseconds": [
        change({"config": {_TOKEN: "9" * 13}}, _PINTEREST, f"/config/{_TOKEN}"),
        change({"config": {_TOKEN: str(NOW + 1)}}, _PINTEREST),
    ],
    "pinterest_ads.refresh_token_expires_at.past": [
        change({"config": {_TOKEN: "1"}}, _PINTEREST, f"/config/{_TOKEN}"),
        change({"paused": True}, _PINTEREST | {"config": {_TOKEN: "1"}}),
    ],
    "pinterest_ads.auth.whole": [change({"auth": {"refresh_token": "rt"}}, _PINTEREST)],
    "pinterest_ads.client_access.whole": [change({"auth": {"client_access": {"client_secret": "cs"}}}, _PINTEREST)],
    "pinterest_ads.networking_method.directly": [
        change({"networking_method": "SshTunnel"}, _PINTEREST, "/networking_method"),
        change({"networking_method": "SshTunnel"}),
    ],
    "pinterest_ads.hybrid_deployment_agent_id.unsupported": [
        change({"hybrid_deployment_agent_id": "h"}, _PINTEREST, "/hybrid_deployment_agent_id"),
        change({"hybrid_deployment_agent_id": None}, _PINTEREST),
    ],
    "pinterest_ads.external_secrets_manager_id.unsupported": [
        change({"external_secrets_manager_id": "e"}, _PINTEREST, "/external_secrets_manager_id"),
        change({"paused": True}, _PINTEREST),
    ],
}
