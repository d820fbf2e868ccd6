"""The catalogue of all services: its content, late reading, and refused files."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import fivetran_openapi
from fivetran_rules import InvalidCatalogue, ServiceCatalogue, is_secret, may_be_secret

from ._bodies import HEAD, catalogue_of

PACKAGED = ServiceCatalogue.packaged()


def file_of(**services: object) -> bytes:
    """Return a catalogue file with these services."""
    return json.dumps({**HEAD, "services": services}).encode()


def test_every_service_is_there() -> None:
    """The packaged catalogue has 818 services, a date and its sources."""
    assert 818 == len(PACKAGED.names())
    assert list(PACKAGED.names()) == sorted(PACKAGED.names())
    assert PACKAGED.source.endswith(
        "field table of the official Terraform provider, live tests of the official clients; 2026-07-11"
    )
    assert "<ServiceCatalogue of 818 services, 2026-07-11>" == repr(PACKAGED)


def test_a_service_is_described() -> None:
    """A service has its naming of the destination, its fields and the keys of a secrets manager."""
    postgres = PACKAGED.entry("postgres")

    assert postgres is not None
    assert (("schema_prefix",),) == postgres.naming
    assert ("password", "user") == postgres.external_secrets_keys
    assert "integer" == postgres.config["port"].type
    assert ("QUERY_BASED", "WAL_PGOUTPUT", "XMIN") == postgres.config["update_method"].enum
    assert ("XMIN",) == postgres.config["update_method"].tested
    assert ("test",) == postgres.auth["password"].sources
    assert postgres.config["password"].secret
    assert postgres.config["public_key"].readonly
    assert ("definition", "provider") == postgres.config["host"].sources
    assert {"client_private_key", "password"} == postgres.secret_keys


def test_objects_in_lists_are_described() -> None:
    """The keys of an object in a list are the keys of the field's items."""
    facebook = PACKAGED.entry("facebook_ads")

    assert facebook is not None
    tables = facebook.config["custom_tables"].items
    assert tables is not None
    assert ("Day", "Lifetime", "Month", "Week") == tables.fields["aggregation"].enum


@pytest.mark.parametrize("name", ["Postgres", "post gres", "../postgres", "x" * 10_000, "", '"', "\n", "\ud800"])
def test_any_text_may_be_asked_for(name: str) -> None:
    """Any other text than the name of a service is an unknown service."""
    assert PACKAGED.entry(name) is None


def test_the_packaged_services_are_those_of_the_file() -> None:
    """A service of the packaged catalogue equals the one that a user reads from the same file."""
    whole = ServiceCatalogue.parse(fivetran_openapi.services())

    assert PACKAGED.names() == whole.names()
    assert all(PACKAGED.entry(name) == whole.entry(name) for name in whole.names())


def test_the_secret_keys_are_those_of_all_services() -> None:
    """The secret keys of a catalogue are those of its services, at any depth."""
    services = [PACKAGED.entry(name) for name in PACKAGED.names()]

    assert {key for service in services if service for key in service.secret_keys} == PACKAGED.secret_keys


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The catalogue cannot be read as JSON (Expecting value"),
        (fivetran_openapi.services()[:5000], "The catalogue cannot be read as JSON (Unterminated"),
        (b"\xff\xfe\x00", "The catalogue cannot be read as JSON ('utf-16"),
        (b"[" * 200_000, "The catalogue cannot be read as JSON (maximum recursion depth exceeded"),
        (b"[]", "This is not a catalogue of services in format 1: make one with fivetran-connections"),
        (b'{"services": {}}', "This is not a catalogue of services in format 1: "),
        (b'{"format": 2, "services": {}}', "This is not a catalogue of services in format 1: "),
        (b'{"format": 1, "services": {"a": {}, "a": {}}}', "the key 'a' stands twice in one object): make one with"),
        (b'{"format": 1, "vintage": 1, "services": {}}', "In the catalogue, vintage does not have the form"),
        (b'{"format": 1, "vintage": "soon", "services": {}}', "In the catalogue, vintage does not have the form"),
        (json.dumps({**HEAD, "services": []}).encode(), "In the catalogue, services does not have the form"),
        (file_of(**{"a\nb": {}}), "In the catalogue, 'a\\nb' is not the name of a service."),
        (file_of(**{"x" * 101: {}}), f"In the catalogue, {'x' * 100!r} is not the name of a service."),
        (b" " * (64 * 2**20 + 1), "The catalogue is larger than 64 MiB."),
    ],
    ids=range(14),
)
def test_what_is_no_catalogue_is_refused_in_a_sentence(data: bytes, sentence: str) -> None:
    """A file that is invalid, truncated, damaged or of another version is refused with the reason."""
    with pytest.raises(InvalidCatalogue) as refused:
        ServiceCatalogue.parse(data)

    assert sentence in str(refused.value)
    assert 1 == len(str(refused.value).splitlines())


@pytest.mark.parametrize(
    ("shop", "place"),
    [
        ([], ""),
        ({"naming": "schema"}, ".naming"),
        ({"naming": [[1]]}, ".naming.0.0"),
        ({"naming": [[]]}, ".naming.0"),
        ({"naming": [["a", "b", "c"]]}, ".naming.0"),
        ({"config": []}, ".config"),
        ({"auth": {"a": 1}}, ".auth.a"),
        ({"config": {"a": {"type": []}}}, ".config.a.type"),
        ({"config": {"a\nb": {"type": "text"}}}, ".config.a\\x0ab.type"),
        ({"config": {"a": {"enum": [1]}}}, ".config.a.enum.0"),
        ({"config": {"a": {"fields": 1}}}, ".config.a.fields"),
        ({"config": {"a": {"items": 1}}}, ".config.a.items"),
    ],
)
def test_what_is_no_description_of_a_service_is_refused_by_its_place(shop: object, place: str) -> None:
    """A service described in another form is refused with the place in its description."""
    with pytest.raises(InvalidCatalogue) as refused:
        catalogue_of(shop=shop)

    assert f"In the catalogue, services.shop{place} does not have the form of format 1: make" in str(refused.value)


def test_a_catalogue_of_ones_own_is_read() -> None:
    """A user's catalogue may have other services and fields."""
    mine = catalogue_of(shop={"config": {"till": {"type": "integer", "source": "metadata"}}})
    shop = mine.entry("shop")

    assert shop is not None
    assert ("metadata",) == shop.config["till"].sources
    assert ("shop",) == mine.names()
    assert "mine; 2026-01-31" == mine.source
    assert mine.entry("postgres") is None


# --- secrets ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "service", "secret"),
    [
        ("username", None, False),
        ("username", "postgres", False),
        ("username", "no_such_service", False),
        ("password", "postgres", True),
        ("value", "aws_lambda", True),
        ("anything_token", "postgres", True),
    ],
)
def test_a_service_tells_which_keys_are_secret(key: str, service: str | None, secret: bool) -> None:
    """Keys that a service's description marks are secret; other keys are decided by list and name."""
    assert secret is is_secret(key, service)


def test_a_catalogue_of_ones_own_tells_secrets() -> None:
    """The keys that a user's catalogue marks are secret for its services."""
    mine = catalogue_of(shop={"config": {"till": {"secret": True}}})

    assert is_secret("till", "shop", mine)
    assert not is_secret("till", "shop")
    assert may_be_secret("till", mine)
    assert not may_be_secret("till")


def test_a_secret_inside_an_object_that_also_describes_items_is_found() -> None:
    """An entry with both `fields` and `items`, which only one's own catalogue can have, hides no secret."""
    box = {"type": "object", "fields": {"till": {"secret": True}}, "items": {"fields": {"lid": {"secret": True}}}}
    mine = catalogue_of(shop={"config": {"box": box}})

    assert may_be_secret("till", mine)
    assert may_be_secret("lid", mine)


def test_without_a_service_any_services_secret_may_be_one() -> None:
    """Without a known service, a key that any of the 818 services marks is secret."""
    assert may_be_secret("username")
    assert may_be_secret("password")
    assert not may_be_secret("schema")


@pytest.mark.parametrize("tell", [is_secret, lambda key, _: may_be_secret(key)], ids=["by service", "by key"])
def test_every_marked_key_of_every_service_is_secret(tell: Callable[..., bool]) -> None:
    """Every key that a service marks as secret is secret."""
    marked: list[Any] = [(key, name) for name in PACKAGED.names() for key in _entry(name).secret_keys]

    assert 1200 < len(marked)
    assert [] == [place for place in marked if not tell(*place)]


def _entry(name: str) -> Any:
    return PACKAGED.entry(name)
