"""Answers as Python objects: None for absent fields, attributes and keys, a short repr."""

import copy
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from rich.console import Console

from fivetran_client import models
from fivetran_client.types import Unset
from fivetran_connections import Connection, UnexpectedAnswer

from ._support import Server, connection, ok


def full() -> dict[str, Any]:
    """Return a connection with every field, and two undocumented ones."""
    status = {
        "setup_state": "connected",
        "sync_state": "resting",
        "update_state": "on_schedule",
        "is_historical_sync": False,
        "tasks": [{"code": "reconnect", "message": "Reconnect"}],
        "warnings": [],
    }
    config = {"schema": "pin_eu", "password": "hush-hush", "advertisers": [str(number) for number in range(50)]}
    return connection(
        status=status,
        config=config,
        pause_after_trial=False,
        sync_frequency=360,
        schedule_type="auto",
        brand_new={"api_key": "hush-hush", "size": 3},
        comment="x" * 500,
        setup_tests=[{"title": "t", "status": "PASSED", "message": None, "details": None}],
    )


def test_an_absent_field_is_none():
    """An absent or null field is None, never UNSET."""
    answer = Connection.from_dict(connection())

    assert answer.failed_at is None
    assert answer.daily_sync_time is None
    assert answer.setup_tests is None
    assert not any(isinstance(getattr(answer, name, None), Unset) for name in Connection.__annotations__)


def test_values_are_python():
    """Times are datetimes, known states are enum members, and unknown ones stay text."""
    answer = Connection.from_dict(full())

    assert datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC) == answer.created_at
    assert models.SetupState.CONNECTED is answer.status.setup_state
    assert "resting" == answer.status.sync_state
    assert answer.status.tasks
    assert "Reconnect" == answer.status.tasks[0].message


def test_a_time_of_an_unknown_format_stays_text():
    """A time stamp in an unknown format stays text."""
    assert "yesterday" == Connection.from_dict(connection(created_at="yesterday")).created_at


def test_config_has_attributes_and_keys():
    """`config.schema` is `config["schema"]`; keys with a method's name are available by key."""
    config = Connection.from_dict(connection(config={"schema": "pin_eu", "items": 3})).config

    assert config is not None
    assert "pin_eu" == config.schema == config["schema"] == config.get("schema")
    assert 3 == config["items"]
    assert {"schema": "pin_eu", "items": 3} == config == dict(config)
    assert ["schema", "items"] == list(config)
    assert 2 == len(config)
    assert config == copy.copy(config)
    with pytest.raises(AttributeError, match="'FreeObject' has no key 'shema'"):
        _ = config.shema


def test_a_mapping_of_objects_has_typed_values():
    """The schemas of a schema configuration are objects, found by name."""
    data = {"schemas": {"public": {"enabled": True, "tables": {"users": {"enabled": False}}}}}
    answer = models.SchemaConfig.from_dict(data)

    assert answer.schemas
    assert answer.schemas["public"].tables
    assert answer.schemas["public"].tables["users"].enabled is False
    assert data["schemas"] == answer.schemas.to_dict()


def test_keys_that_are_new_are_kept():
    """An undocumented key is available by its name."""
    answer = Connection.from_dict(full())

    assert 3 == answer["brand_new"]["size"]
    assert "brand_new" in answer
    assert "paused" in answer
    assert "no_such" not in answer
    assert {"brand_new", "comment"} == set(answer.additional_properties)
    with pytest.raises(AttributeError, match=r"use answer\['brand_new'\] for an unknown key"):
        _ = answer.brand_new


def test_a_field_that_is_always_sent_and_was_not(run):
    """A missing required field raises only when it is used, with its pointer."""
    data = connection()
    del data["paused"]

    got = run(Server(ok(data)), lambda f: f.connections.get("c"))

    assert "brisk_otter" == got.id
    with pytest.raises(AttributeError, match="left out /paused of this Connection, which is required"):
        _ = got.paused
    assert "paused" not in repr(got)
    assert data == copy.copy(got).to_dict()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"status": "connected"}, "/data/status is not an object but a value of type str"),
        ({"setup_tests": {}}, "/data/setup_tests is not a list but a value of type dict"),
        ({"setup_tests": [{"title": "t", "status": "s"}, 5]}, "/data/setup_tests/1 is not an object"),
        ({"setup_tests": [{"status": "s"}]}, "/data/setup_tests/0/title is missing"),
        ({"config": []}, "/data/config is not an object"),
        ({"id": None}, "/data/id is missing"),
    ],
)
def test_another_shape_is_named_by_its_pointer(run, change, problem):
    """A malformed answer raises `UnexpectedAnswer` with the pointer."""
    with pytest.raises(UnexpectedAnswer) as caught:
        run(Server(ok(connection(**change))), lambda f: f.connections.get("c"))

    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("data", "problem"),
    [({"schemas": {"public": 5}}, "/schemas/public is not an object"), (None, "/ is not an object but null")],
)
def test_another_shape_inside_a_mapping(data, problem):
    """A malformed value of a mapping, or an answer that is not an object, raises `UnexpectedAnswer`."""
    with pytest.raises(ValueError, match=problem):
        models.SchemaConfig.from_dict(data)


def test_printing_shows_what_is_set_on_one_screen():
    """The repr omits absent fields, masks secrets, and shortens long values."""
    shown = repr(Connection.from_dict(full()))

    assert shown.startswith("Connection(id='brisk_otter', group_id='amber_kettle', service='pinterest_ads'")
    assert "created_at=2026-01-01 00:00:00Z" in shown
    assert "setup_state='connected'" in shown
    assert "… 40 more" in shown
    assert "None" not in shown.replace("'message': None", "")
    assert "hush-hush" not in shown
    assert "password='***'" in shown
    assert len(shown) < 24 * 80


def test_rich_shows_the_same():
    """rich's pretty print shows each field on a line, secrets masked."""
    out = io.StringIO()
    Console(file=out, width=80).print(Connection.from_dict(full()))

    assert "    id='brisk_otter'," in out.getvalue().splitlines()
    assert "hush-hush" not in out.getvalue()


def test_an_answer_made_by_hand_gives_its_json():
    """Answer objects can be created from keywords, and return their JSON."""
    note = models.StatusNote(code="reconnect")
    status = models.ConnectionStatus(
        setup_state=models.SetupState.BROKEN,
        sync_state="paused",
        update_state="on_schedule",
        is_historical_sync=True,
        tasks=[note],
        rescheduled_for=datetime(2026, 1, 1, tzinfo=UTC),
    )

    assert {
        "setup_state": "broken",
        "sync_state": "paused",
        "update_state": "on_schedule",
        "is_historical_sync": True,
        "tasks": [{"code": "reconnect"}],
        "rescheduled_for": "2026-01-01T00:00:00.000000Z",
    } == status.to_dict()
    assert status == models.ConnectionStatus.from_dict(status.to_dict())
    assert status != note
    assert "ConnectionError_(type_='t')" == repr(models.ConnectionError_.from_dict({"type": "t"}))
