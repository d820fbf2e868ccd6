"""Promises of every builder: absent and null stay apart, secrets are masked, and a request can be read back."""

import inspect
import json
import pickle

import httpx
import pytest

from fivetran_client import models as api
from fivetran_connections import (
    UNSET,
    BadRequest,
    ConnectCard,
    ConnectionWarning,
    Fivetran,
    GoogleAuth,
    InvalidConnection,
    InvalidRequest,
    PinterestAuth,
    Secret,
    connection,
    connection_patch,
    from_body,
    from_patch,
    google_ads,
    google_ads_patch,
    pinterest_ads,
    pinterest_ads_patch,
)

PLAIN = {"group_id": "amber_kettle", "schema": "demo"}
BODY = {"group_id": "amber_kettle", "service": "pinterest_ads", "config": {"schema": "demo"}}
AUTH = {"refresh_token": "hunter1", "client_id": "id", "client_secret": "hunter2"}
SENT_AUTH = {"refresh_token": "hunter1", "client_access": {"client_id": "id", "client_secret": "hunter2"}}


def test_sends_only_what_was_said():
    """An argument that is left out is absent in the body: the builder adds no default."""
    assert BODY == pinterest_ads(**PLAIN).to_dict()


def test_gives_the_typed_request():
    """A builder returns the generated model, with enum members as values."""
    request = pinterest_ads(**PLAIN, click_attribution_window=30)

    assert isinstance(request, api.NewPinterestAdsConnection)
    assert api.AttributionWindow.THIRTY is request.config.click_attribution_window


def test_names_what_is_missing():
    """Without its required arguments a builder names the missing fields, as the rules do."""
    with pytest.raises(InvalidConnection) as refused:
        pinterest_ads()  # pyright: ignore[reportCallIssue]

    assert ["/config/schema", "/group_id"] == sorted(violation.pointer for violation in refused.value.violations)


@pytest.mark.parametrize("builder", [pinterest_ads, google_ads, connection])
def test_refuses_a_misspelt_argument(builder):
    """A misspelt argument raises TypeError with the name that was probably meant."""
    with pytest.raises(TypeError, match=rf"{builder.__name__}\(\) got an unexpected.* Did you mean 'schedule_type'\?"):
        builder(group_id="g", schedule_tipe="auto")


def test_refuses_an_argument_that_resembles_none():
    """If no argument has a similar name, the error suggests none."""
    with pytest.raises(TypeError, match=r"argument 'xyzzy'\.$"):
        pinterest_ads(**PLAIN, xyzzy=1)  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize(
    ("builder", "patch_builder", "permanent"),
    [
        (pinterest_ads, pinterest_ads_patch, {"schema", "timeframe_months"}),
        (google_ads, google_ads_patch, {"schema"}),
        (connection, connection_patch, {"service", "unchecked"}),
    ],
)
def test_patch_takes_what_can_change(builder, patch_builder, permanent):
    """A patch builder takes the same arguments, except those that cannot change after creation."""
    at_creation = {"group_id", "connect_card", "destination_schema_names", "data_checks", *permanent}
    later = {"schema_status", "is_historical_sync"}

    assert set(inspect.signature(builder).parameters) - at_creation == (
        set(inspect.signature(patch_builder).parameters) - later
    )


@pytest.mark.parametrize(
    ("builder", "arguments", "mode"),
    [
        (pinterest_ads, {"advertisers": ["1"]}, "SpecificAdvertisers"),
        (pinterest_ads, {}, None),
        (pinterest_ads, {"advertisers": ["1"], "sync_mode": "AllAdvertisers"}, "AllAdvertisers"),
        (google_ads, {"accounts": ["1"]}, "SpecificAccounts"),
        (google_ads, {"manager_accounts": ["1"]}, "ManagerAccounts"),
        (google_ads, {"accounts": ["1"], "manager_accounts": ["2"]}, None),
        (google_ads, {"accounts": ["1"], "manager_accounts": ["2"], "sync_mode": "ManagerAccounts"}, "ManagerAccounts"),
    ],
)
def test_a_list_implies_its_mode(builder, arguments, mode):
    """A list of ids sets the sync mode, unless a mode is named or two lists leave it open."""
    assert mode == builder(**PLAIN, **arguments).to_dict()["config"].get("sync_mode")


def test_a_patch_implies_nothing():
    """A patch sends the named fields and nothing else."""
    assert pinterest_ads_patch(advertisers=["1"]).to_dict() == {"config": {"advertisers": ["1"]}}


def test_a_card_implies_that_nothing_is_tested():
    """A new connection with a Connect Card asks for no setup tests, since nothing can be tested yet."""
    body = pinterest_ads(**PLAIN, connect_card=ConnectCard(redirect_uri="https://a.example", hide_setup_guide=True))

    assert body.to_dict() == {
        **BODY,
        "connect_card_config": {"redirect_uri": "https://a.example", "hide_setup_guide": True},
        "run_setup_tests": False,
    }


@pytest.mark.parametrize(
    ("pointer", "arguments"),
    [
        ("/config/advertisers", {"advertisers": []}),
        ("/run_setup_tests", {"run_setup_tests": True, "connect_card": {"redirect_uri": "https://a.example"}}),
    ],
    ids=["an empty list", "a card and tests"],
)
def test_what_has_no_clear_meaning_is_refused(pointer, arguments):
    """An empty list of advertisers, or setup tests with a Connect Card, are refused with their pointer."""
    with pytest.raises(InvalidConnection, match=pointer):
        pinterest_ads(**PLAIN, **arguments)


CLEARABLE = (
    *("private_link_id", "proxy_agent_id", "hybrid_deployment_agent_id", "external_secrets_manager_id"),
    *("sync_frequency", "daily_sync_time", "schedule", "destination_configuration"),
)


@pytest.mark.parametrize("name", CLEARABLE)
def test_none_clears(name):
    """In a patch None is null, which clears the field."""
    assert {name: None} == pinterest_ads_patch(**{name: None}).to_dict()
    assert {name: None} == connection_patch(**{name: None}).to_dict()


@pytest.mark.parametrize("name", ["refresh_token_expires_at", "custom_reports"])
def test_none_clears_in_config(name):
    """The two fields of the config that may be null are cleared by None."""
    assert {"config": {name: None}} == pinterest_ads_patch(**{name: None}).to_dict()


@pytest.mark.parametrize("name", ["sync_mode", "advertisers", "click_attribution_window"])
def test_none_is_refused_elsewhere(name):
    """None is refused for a field that is not known to accept null, rather than left out."""
    with pytest.raises(InvalidConnection, match=f"/config/{name}"):
        pinterest_ads_patch(**{name: None})


@pytest.mark.parametrize("name", CLEARABLE)
def test_none_is_refused_in_a_new_connection(name):
    """None is refused in a new connection, which has no value to clear."""
    with pytest.raises(InvalidConnection, match=f"/{name}"):
        pinterest_ads(**PLAIN, **{name: None})


@pytest.mark.parametrize("builder", [pinterest_ads_patch, google_ads_patch, connection_patch])
def test_a_patch_has_to_change_something(builder):
    """A patch without a stored field is refused."""
    with pytest.raises(InvalidConnection):
        builder()
    with pytest.raises(InvalidConnection):
        builder(run_setup_tests=True)


@pytest.mark.parametrize("builder", [pinterest_ads_patch, google_ads_patch, connection_patch])
def test_a_patch_takes_what_only_updates_know(builder):
    """Every patch builder takes the fields that only an update has."""
    sent = {"paused": True, "schema_status": "ready", "is_historical_sync": True}

    assert sent == builder(**{**sent, "schema_status": "READY"}).to_dict()


def test_a_patch_knows_its_service():
    """The config and auth of a patch have the classes of its service, whatever keys they hold."""
    pinterest, google = pinterest_ads_patch(sync_mode="AllAdvertisers"), google_ads_patch(timeframe_months=12)
    other = connection_patch(config={"a": None}, auth={"b": "c"})

    assert isinstance(pinterest.config, api.PinterestAdsConfigUpdate)
    assert isinstance(google.config, api.GoogleAdsConfigUpdate)
    assert isinstance(other.config, api.OtherConfigUpdate)
    assert other.to_dict() == {"config": {"a": None}, "auth": {"b": "c"}}


def test_auth_seals_its_secrets():
    """The repr of credentials masks every secret and shows the ids."""
    auth = PinterestAuth(**AUTH)

    assert "hunter" not in f"{auth} {auth!r}"
    assert "'id'" in repr(auth)
    assert SENT_AUTH == auth.to_dict()
    assert PinterestAuth(**auth.to_dict()["client_access"], refresh_token=Secret("hunter1")) == auth


class Text(str):
    """A text of another type than str."""

    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [Text("12345678"), 12345678, 12345678.5, b"12345678", [Text("12345678")], {"a": 12345678}],
    ids=lambda value: type(value).__name__,
)
def test_auth_seals_whatever_it_is_given(value):
    """The repr masks credentials of every type; scalars are sent as text, and a request with others is refused."""
    auth = PinterestAuth(refresh_token=value, client_id="id", client_secret="hunter2")

    assert "1234" not in f"{auth} {auth!r}"
    assert auth == pickle.loads(pickle.dumps(auth))  # noqa: S301 - our own pickle
    if not isinstance(value, dict | list):
        request = pinterest_ads(**PLAIN, auth=auth)
        assert "1234" not in repr(request)
        assert json.dumps(request.to_dict()["auth"]["refresh_token"]).strip('"').startswith("12345678")
    else:
        with pytest.raises(InvalidConnection, match="/auth/refresh_token") as refused:
            pinterest_ads(**PLAIN, auth=auth)
        assert "1234" not in f"{refused.value} {refused.value.violations}"


def test_secret_numbers_are_sent_as_text():
    """A number under a secret's name is sent as its text, and an error that quotes the body masks it."""
    arrived = []

    def answer(request):
        arrived.append(json.loads(request.content))
        return httpx.Response(400, json={"code": "InvalidInput", "message": f"Refused: {request.content.decode()}"})

    patch = connection_patch(config={"password": 12345678, "keys": [{"secret": 1234.5}], "port": 5432, "pin": True})
    assert "1234" not in f"{patch} {patch!r}"
    fivetran = Fivetran(api_key="k", api_secret="s", transport=httpx.MockTransport(answer))
    with fivetran, pytest.raises(BadRequest) as refused:
        fivetran.connections.update("brisk_otter", patch, read_first=False)

    sent = {"password": "12345678", "keys": [{"secret": "1234.5"}], "port": 5432, "pin": True}
    assert [{"config": sent}] == arrived
    assert '{"password":"***","keys":[{"secret":"***"}],"port":5432,"pin":true}' in str(refused.value)


@pytest.mark.parametrize(
    "auth",
    [PinterestAuth(**AUTH), SENT_AUTH, api.PinterestAdsAuth.from_dict(SENT_AUTH)],
    ids=["ours", "mapping", "model"],
)
def test_requests_seal_their_secrets(auth):
    """A request masks credentials of every type in its repr, and sends them unchanged."""
    request = pinterest_ads(**PLAIN, auth=auth)

    assert "hunter" not in repr(request)
    assert SENT_AUTH == request.to_dict()["auth"]


def test_other_services_seal_what_is_named_like_a_secret():
    """In an untyped config, values under secret names are masked; a value of type Secret stays masked."""
    config = {"password": "hunter1", "hosts": [{"api_key": "hunter2"}], "sql": Secret("hunter3"), "port": 5432}

    request = connection(service="my_source", group_id="g", config=config, auth={"list": ["hunter4", 5]})

    assert "hunter" not in repr(request)
    assert config == request.to_dict()["config"]
    assert request.to_dict()["config"]["hosts"][0]["api_key"] == "hunter2"


def test_a_new_connection_needs_whole_credentials():
    """A new connection needs complete credentials; a patch takes one of them, to rotate it."""
    token = PinterestAuth(refresh_token="hunter1")

    with pytest.raises(InvalidConnection, match="/auth/client_access"):
        pinterest_ads(**PLAIN, auth=token)

    assert pinterest_ads_patch(auth=token).to_dict() == {"auth": {"refresh_token": "hunter1"}}
    assert PinterestAuth().to_dict() == {}


@pytest.mark.parametrize(
    "request_",
    [
        pinterest_ads(**PLAIN, advertisers=["1"], custom_reports=[{"table_name": "t"}], auth=PinterestAuth(**AUTH)),
        google_ads(**PLAIN, accounts=["1"], reports=[api.GoogleAdsReport(table="t", fields=["f"])]),
        connection(
            service="my_source",
            group_id="g",
            config={"schema": "p", "password": "x", "n": None},
            auth={"a": {"b": "c"}},
        ),
    ],
    ids=["pinterest_ads", "google_ads", "other"],
)
def test_the_way_back(request_):
    """`from_body` turns the JSON of a request back into an equal request."""
    assert request_ == from_body(request_.to_dict())
    assert type(request_) is type(from_body(request_))


@pytest.mark.parametrize(
    ("patch", "service"),
    [
        (pinterest_ads_patch(sync_mode="ALL_ADVERTISERS", auth=PinterestAuth(refresh_token="x")), "pinterest_ads"),
        (pinterest_ads_patch(custom_reports=None, schedule=None, paused=True), "pinterest_ads"),
        (google_ads_patch(accounts=["1"], timeframe_months=3, auth=GoogleAuth(client_id="i")), "google_ads"),
        (connection_patch(config={"password": "x", "n": None}, auth={"a": {"b": 5}}, paused=False), "my_source"),
        (connection_patch(config={"sync_mode": "any"}, schedule={"schedule_type": "CRON", "cron": "0 5 * * *"}), None),
    ],
    ids=["pinterest_ads", "null", "google_ads", "other", "unknown"],
)
def test_the_way_back_of_a_change(patch, service):
    """`from_patch` turns the JSON of a change back into an equal change, if the service is named."""
    back = from_patch(patch.to_dict(), service=service)

    assert patch == back
    assert type(patch.config) is type(back.config)
    assert type(patch.auth) is type(back.auth)
    assert repr(patch) == repr(back)


def test_a_change_is_checked_on_its_way_back():
    """`from_patch` checks a change by its service; without one, it refuses only keys that no service accepts."""
    with pytest.raises(InvalidConnection, match="/config/timeframe_months"):
        from_patch({"config": {"timeframe_months": "SIX"}}, service="pinterest_ads")
    with pytest.raises(InvalidConnection, match="/group_id"):
        from_patch({"group_id": "g"})

    assert from_patch({"config": {"timeframe_months": "SIX"}}).to_dict() == {"config": {"timeframe_months": "SIX"}}


def test_a_service_that_is_no_text_is_refused():
    """`from_patch` refuses a service that is not text."""
    with pytest.raises(InvalidRequest, match=r"^service takes a text, and not a value of type list;"):
        from_patch({"paused": True}, service=["pinterest_ads"])


@pytest.mark.parametrize(
    ("read", "body"),
    [
        *(
            (read, body)
            for read in (from_patch, from_body)
            for body in (None, [], "text", {}, {"run_setup_tests": True})
        ),
        *((from_body, body) for body in ({"service": 5, "group_id": "g"}, {"service": "pinterest_ads"})),
    ],
)
def test_refuses_what_is_no_body(read, body):
    """`from_patch` refuses invalid updates, and `from_body` invalid new connections."""
    with pytest.raises(InvalidConnection):
        read(body)


def test_a_doubt_is_a_warning_at_the_line_that_builds():
    """A request that may be wrong is built with a warning at the caller's line: pointer, rule and evidence."""
    with pytest.warns(
        ConnectionWarning, match=r"^/config/colours: .* \(rule published\.unknown, published\)$"
    ) as caught:
        request = connection(service="mailchimp", group_id="g", config={"schema": "s", "colours": 1})
    with pytest.warns(ConnectionWarning, match="^/networking_method: ") as patched:
        pinterest_ads_patch(networking_method="SshTunnel")

    assert 1 == request.to_dict()["config"]["colours"]
    assert {__file__} == {each.filename for each in [*caught, *patched]}


def test_an_argument_that_is_unset_is_an_absent_key():
    """UNSET as an argument is the same as no argument."""
    assert {"paused": True} == connection_patch(paused=True, schedule=UNSET).to_dict()
