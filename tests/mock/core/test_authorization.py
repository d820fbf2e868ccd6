"""An unauthorized connection stays incomplete until its card is completed or `auth` is sent."""

from typing import Any

import pytest

from fivetran_mock import FivetranMock
from fivetran_mock._mock.lifecycle.judging import TYPE_KEYS, WITHOUT_PERSON
from fivetran_rules import ServiceCatalogue

from ._asking import ask, create, data

PINTEREST = {"service": "pinterest_ads", "config": {"schema": "pin", "sync_mode": "AllAdvertisers"}}
AUTH = {"refresh_token": "r", "client_access": {"client_id": "i", "client_secret": "s"}}
MISSING = "Either accessToken or refreshToken must not be null"


def state(mock: FivetranMock, identifier: str) -> str:
    """Return the `setup_state` of a connection."""
    found: str = mock.connection(identifier)["status"]["setup_state"]
    return found


def patch(mock: FivetranMock, identifier: str, body: Any) -> Any:
    """Change a connection, and return the answer's data."""
    return data(mock, "PATCH", f"/v1/connections/{identifier}", body)


def test_create_without_authorization_fails_its_tests(mock):
    """A create without `auth` succeeds, its setup test fails, and no sync ever starts."""
    made = create(mock, **PINTEREST)
    mock.advance(days=1)

    assert ["FAILED"] == [test["status"] for test in made["setup_tests"]]
    assert [MISSING] == [test["message"] for test in made["setup_tests"]]
    assert "incomplete" == state(mock, made["id"])
    assert mock.connection(made["id"])["succeeded_at"] is None


@pytest.mark.parametrize(
    "more",
    [
        {**PINTEREST, "auth": AUTH},
        {"service": "google_sheets", "config": {"schema": "s", "table": "t", "auth_type": "ServiceAccount"}},
        {"service": "eventbrite", "config": {"schema": "s", "private_token": "p"}},
        {"service": "mailchimp", "config": {"schema": "s"}},
        {"service": "our_own", "config": {"schema": "s"}},
    ],
    ids=["auth", "service account", "secret in config", "service without auth", "service of the test"],
)
def test_connections_that_need_no_person(more):
    """With `auth`, a service account or a secret in `config`, and for other services, a connection is connected."""
    mock = FivetranMock(services=["our_own"])

    assert "connected" == state(mock, create(mock, **more)["id"])


@pytest.mark.parametrize(
    "body", [{"auth": {"access_token": "t"}}, {"config": {"private_token": "p"}}], ids=["auth", "secret"]
)
def test_update_authorizes(body):
    """`auth` or a secret in an update authorizes, and its setup tests pass; another update does not."""
    mock = FivetranMock()
    identifier = create(mock, service="eventbrite", config={"schema": "s"})["id"]

    assert "incomplete" == patch(mock, identifier, {"sync_frequency": 60})["status"]["setup_state"]
    assert "connected" == patch(mock, identifier, body)["status"]["setup_state"]
    assert {"authorized": True, "filled": False, "tests": []} == mock.setup_of(identifier)


def test_card_authorizes_for_good():
    """A completed card authorizes, also after a restore of the state."""
    mock, other = FivetranMock(), FivetranMock()
    identifier = create(mock, **PINTEREST)["id"]
    other.restore(mock.snapshot())
    other.run_setup_tests(identifier, status="FAILED", message="No access")
    kept = FivetranMock()
    kept.restore(other.snapshot())
    test = {"title": "Validate Login", "status": "FAILED", "message": "No access"}

    assert {"authorized": False, "filled": False, "tests": [test]} == kept.setup_of(identifier)
    kept.complete_connect_card(identifier)
    assert "connected" == state(kept, identifier)
    assert 200 == ask(kept, "POST", f"/v1/connections/{identifier}/test", {}).status
    assert "connected" == state(kept, identifier)


def test_a_completed_card_has_filled_in_what_a_create_lacked():
    """After the card of a connection without a host, whose tests fail once, the next tests pass."""
    mock = FivetranMock()
    identifier = create(mock, service="postgres", config={"schema_prefix": "s"})["id"]
    mock.script_setup_tests(status="FAILED", times=1)
    mock.complete_connect_card(identifier)

    assert "incomplete" == state(mock, identifier)
    ask(mock, "POST", f"/v1/connections/{identifier}/test", {})
    assert "connected" == state(mock, identifier)


@pytest.mark.parametrize(
    ("status", "tested"), [({}, "incomplete"), ({"setup_state": "connected"}, "connected"), (None, "incomplete")]
)
def test_seeds_keep_their_status(status, tested):
    """A seed that is connected was authorized; one without a status lacks authorization like a create."""
    mock = FivetranMock()
    seed = {"group_id": "g", **PINTEREST} if status is None else {"group_id": "g", **PINTEREST, "status": status}
    (identifier,) = mock.seed(connections=[seed])
    ask(mock, "POST", f"/v1/connections/{identifier}/test", {})

    assert tested == state(mock, identifier)


def test_id_that_a_later_seed_names_leaves_nothing():
    """If a made-up id is taken by a later seed, the connection gets another one, in its records too."""
    taken = create(FivetranMock(), **PINTEREST)["id"]
    mock = FivetranMock()
    first, second = mock.seed(
        connections=[
            {"group_id": "g", **PINTEREST},
            {"group_id": "g", "service": "mailchimp", "config": {"schema": "m"}, "id": taken},
        ]
    )

    assert taken == second != first
    assert [False, True] == [mock.setup_of(each)["authorized"] for each in (first, second)]


@pytest.mark.parametrize(
    ("service", "config", "key", "title"),
    [
        ("postgres", {"schema_prefix": "s"}, "host", "Connecting to host"),
        ("postgres_rds", {"schema_prefix": "s"}, "host", "Connecting to host"),
        ("mongo", {"schema_prefix": "s"}, "hosts", "Connecting to hosts"),
        ("s3", {"schema": "s", "table": "t"}, "bucket", "Connecting to bucket"),
        ("anaplan", {"schema": "s", "auth_mode": "Basic", "password": "p"}, "username", "Connecting to username"),
    ],
)
def test_a_missing_key_fails_the_setup_test(service, config, key, title):
    """A connection stays incomplete without its host or another needed key, until an update brings it."""
    mock = FivetranMock()
    made = create(mock, service=service, config=config)

    assert [(title, "FAILED", f"{key} must not be null")] == [
        (test["title"], test["status"], test["message"]) for test in made["setup_tests"]
    ]
    assert "incomplete" == patch(mock, made["id"], {"sync_frequency": 60})["status"]["setup_state"]
    value = ["v"] if key == "hosts" else "v"
    assert "connected" == patch(mock, made["id"], {"config": {key: value}})["status"]["setup_state"]
    assert "connected" == patch(mock, made["id"], {"config": {key: None}})["status"]["setup_state"]


def test_a_card_a_script_a_seed_and_a_named_service_need_no_key():
    """A completed card counts as filled, without a made-up value; a script, a seed or a named service wins."""
    config = {"schema_prefix": "s"}
    mock, named = FivetranMock(), FivetranMock(services=["postgres"])
    by_card = create(mock, service="postgres", config=config)["id"]
    seed = {"group_id": "g", "service": "postgres", "config": {"schema_prefix": "u"}}
    (seeded,) = mock.seed(connections=[{**seed, "status": {"setup_state": "connected"}}])
    mock.run_setup_tests(by_card, status="FAILED", message="No access")
    mock.complete_connect_card(by_card)
    scripted = create(mock, service="postgres", config={"schema_prefix": "t"})["id"]
    mock.script_setup_tests(status="PASSED", connection_id=scripted)
    for identifier in (by_card, seeded, scripted):
        ask(mock, "POST", f"/v1/connections/{identifier}/test", {})

    assert ["connected"] * 3 == [state(mock, identifier) for identifier in (by_card, seeded, scripted)]
    assert config == mock.connection(by_card)["config"]
    assert "connected" == state(named, create(named, service="postgres", config=config)["id"])


def test_script_wins():
    """A script for the setup tests decides, with and without authorization."""
    mock = FivetranMock()
    mock.script_setup_tests(status="PASSED", times=1)
    identifier = create(mock, **PINTEREST)["id"]

    assert "connected" == state(mock, identifier)


def test_kinds_of_authorization_are_published():
    """Each kind that needs no person is a value that some service has for one of the keys."""
    catalogue = ServiceCatalogue.packaged()
    entries = [catalogue.entry(name) for name in catalogue.names()]
    values = {
        value
        for entry in entries
        if entry is not None
        for key in TYPE_KEYS
        for fields in (entry.config, entry.auth or {})
        if key in fields
        for value in fields[key].enum
    }

    assert set() == WITHOUT_PERSON - values
