"""What a builder has judged is not judged again, unless it was changed."""

from __future__ import annotations

import copy
import gc
from collections import UserList, UserString
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from unittest.mock import ANY

import pytest

import fivetran_rules
from fivetran_client.models.new_pinterest_ads_connection import NewPinterestAdsConnection
from fivetran_client.models.other_config import OtherConfig
from fivetran_connections import (
    Fivetran,
    InvalidConnection,
    PinterestAuth,
    connection,
    from_body,
    pinterest_ads,
)
from fivetran_connections._requests import judged as _judged
from fivetran_mock import FivetranMock


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Give the bodies that a client judges; the mock's own judgement is another name."""
    bodies: list[Any] = []
    check = fivetran_rules.check

    def noting(body: object) -> Any:
        bodies.append(body)
        return check(body)

    monkeypatch.setattr(fivetran_rules, "check", noting)
    return bodies


def request(**more: Any) -> NewPinterestAdsConnection:
    """Build a request with a value of each kind in it."""
    return pinterest_ads(
        group_id="group",
        schema="brand",
        advertisers=["1", "2"],
        sync_frequency=1440,
        daily_sync_time=14,
        paused=True,
        auth=PinterestAuth(refresh_token="token", client_id="id", client_secret="secret"),
        **more,
    )


def create(body: Any) -> None:
    """Create a connection of it with the mock."""
    with Fivetran(api_key="k", api_secret="s", transport=FivetranMock().transport()) as fivetran:
        fivetran.connections.create(body)


def test_request_of_a_builder_is_judged_once(judged: list[Any]) -> None:
    """A client sends what a builder gave without judging it again, as often as it is sent."""
    built = request()
    other = connection(service="other", group_id="group", config={"schema": "s", "ids": [1, {"a": True}]})

    for body in (built, built, other):
        create(body)

    assert [] == judged


@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
def test_copy_is_judged(judged: list[Any], copied: Callable[[Any], Any]) -> None:
    """A copy is another request, and so is a JSON object."""
    create(copied(request()))
    create(request().to_dict())

    assert 2 == len(judged)


def set_to(name: str, value: Any) -> Callable[[NewPinterestAdsConnection], None]:
    """Give what changes a key of a request, or of its config."""

    def change(built: Any) -> None:
        owner = built if hasattr(built, name) else built.config
        setattr(owner, name, value)

    return change


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (set_to("paused", 1), "/paused"),
        (set_to("advertisers", []), "/config/advertisers"),
        (lambda built: built.config.advertisers.clear(), "/config/advertisers"),
        (lambda built: built.config.advertisers.append(3), "/config/advertisers/2"),
        (lambda built: built.config.advertisers.__setitem__(1, ""), "/config/advertisers/1"),
        (lambda built: setattr(built.auth.client_access, "client_id", ""), "/auth/client_access/client_id"),
    ],
)
def test_change_is_judged(change: Callable[[Any], object], pointer: str) -> None:
    """A request that was changed for the worse is refused before anything is sent, down to the type of a value."""
    built = request()
    change(built)

    with pytest.raises(InvalidConnection) as refused:
        create(built)
    assert pointer == refused.value.violations[0].pointer


class Stubborn(str):
    """A text that says to be equal to every other."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        """Lie."""
        return True


class Endless(UserList[str]):
    """A list that cannot be compared."""

    def __eq__(self, other: object) -> bool:
        """Fail."""
        raise ValueError("The truth value is ambiguous")

    __hash__ = None  # type: ignore[assignment]  # as of every list


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("paused", Decimal("sNaN")),
        ("paused", ANY),
        ("schema", UserString("brand")),
        ("schema", b"brand"),
        ("advertisers", UserList(["1", "2"])),
        ("advertisers", Endless(["1", "2"])),
        ("advertisers", [UserString("1"), "2"]),
    ],
)
def test_value_of_a_foreign_type_is_named(name: str, value: Any) -> None:
    """A value that JSON does not have is refused by its place, whatever it says when it is compared."""
    built = request()
    set_to(name, value)(built)

    with pytest.raises(InvalidConnection, match=f"/{name}"):
        create(built)


def test_text_that_says_it_is_the_same(judged: list[Any]) -> None:
    """A text of another type is judged, and sent as it is, whatever it says when it is compared."""
    built = request()
    built.config.schema = Stubborn("another")

    create(built)

    assert 1 == len(judged)


@pytest.mark.parametrize(
    ("make", "owner"),
    [
        pytest.param(request, lambda built: built.config.advertisers, id="typed"),
        pytest.param(
            lambda: connection(service="other", group_id="g", config=OtherConfig.from_dict({"schema": "s", "a": [1]})),
            lambda built: built.config["a"],
            id="free",
        ),
    ],
)
def test_request_made_of_another_is_its_own(make: Callable[[], Any], owner: Callable[[Any], Any]) -> None:
    """A request that was made of a model is judged when the change is one that both have in common."""
    source = make()
    built = from_body(source)
    for each in (source, built):
        owner(each)[:] = [float("nan")]

    with pytest.raises(InvalidConnection):
        create(built)


def test_model_within_a_request_stays_its_own() -> None:
    """A request judges a config that was given as a model again when both were changed."""
    config = OtherConfig.from_dict({"schema": "s", "hosts": [{"port": 1}]})
    built = connection(service="other", group_id="g", config=config)
    for each in (config, built.config):
        each["hosts"][0]["port"] = float("nan")

    with pytest.raises(InvalidConnection, match="/config/hosts/0/port"):
        create(built)


def test_judgement_holds_for_a_minute(judged: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the clock may have changed is judged again: a token that has expired since is warned of."""
    built = request()
    late = _judged.monotonic() + _judged.GOOD_FOR + 1
    monkeypatch.setattr(_judged, "monotonic", lambda: late)

    create(built)

    assert 1 == len(judged)


def test_number_of_another_type_is_judged(judged: list[Any]) -> None:
    """A whole number that became a fraction is another body, in a list too."""
    built = connection(service="other", group_id="group", config={"schema": "s", "ids": [1, 2]})
    built.config["ids"] = [1, 2.0]

    create(built)

    assert 1 == len(judged)


def test_change_for_the_better_or_back(judged: list[Any]) -> None:
    """A request that was changed and changed back is as it was judged."""
    built = request()
    built.config.schema = "another"
    create(built)
    assert 1 == len(judged)

    built.config.schema = "brand"
    create(built)
    assert 1 == len(judged)


def test_warning_is_given_again(judged: list[Any], caplog: pytest.LogCaptureFixture) -> None:
    """What a builder passes with a warning is judged again, so that the client's log has the warning."""
    create(request(hybrid_deployment_agent_id="agent"))

    assert 1 == len(judged)
    assert "hybrid_deployment_agent_id" in caplog.text


def test_nothing_is_kept_of_a_request_that_is_gone() -> None:
    """A body is forgotten with its request."""
    gc.collect()
    before = len(_judged._known)  # noqa: SLF001 - a leak shows nowhere else
    built = request()
    assert before + 1 == len(_judged._known)  # noqa: SLF001

    del built
    gc.collect()

    assert before == len(_judged._known)  # noqa: SLF001
