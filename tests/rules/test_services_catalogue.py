"""The catalogue of all services: its content, late reading, refused files, and which keys hold secrets."""

from typing import Any

import pytest

from fivetran_rules import ServiceCatalogue, is_secret, may_be_secret

PACKAGED = ServiceCatalogue.packaged()


def test_every_service_is_there():
    """The packaged catalogue has 818 services, a date and its sources."""
    assert 818 == len(PACKAGED.names())
    assert list(PACKAGED.names()) == sorted(PACKAGED.names())
    assert PACKAGED.source.endswith(
        "field table of the official Terraform provider, live tests of the official clients; 2026-07-11"
    )
    assert "<ServiceCatalogue of 818 services, 2026-07-11>" == repr(PACKAGED)


def test_a_service_is_described():
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


def test_objects_in_lists_are_described():
    """The keys of an object in a list are the keys of the field's items."""
    facebook = PACKAGED.entry("facebook_ads")

    assert facebook is not None
    tables = facebook.config["custom_tables"].items
    assert tables is not None
    assert ("Day", "Lifetime", "Month", "Week") == tables.fields["aggregation"].enum


@pytest.mark.parametrize("name", ["Postgres", "post gres", "../postgres", "x" * 10_000, "", '"', "\n", "\ud800"])
def test_any_text_may_be_asked_for(name):
    """Any other text than the name of a service is an unknown service."""
    assert PACKAGED.entry(name) is None


def test_the_secret_keys_are_those_of_all_services():
    """The secret keys of a catalogue are those of its services, at any depth."""
    services = [PACKAGED.entry(name) for name in PACKAGED.names()]

    assert {key for service in services if service for key in service.secret_keys} == PACKAGED.secret_keys


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
def test_a_service_tells_which_keys_are_secret(key, service, secret):
    """Keys that a service's description marks are secret; other keys are decided by list and name."""
    assert secret is is_secret(key, service)


def test_without_a_service_any_services_secret_may_be_one():
    """Without a known service, a key that any of the 818 services marks is secret."""
    assert may_be_secret("username")
    assert may_be_secret("password")
    assert not may_be_secret("schema")


@pytest.mark.parametrize("tell", [is_secret, lambda key, _: may_be_secret(key)], ids=["by service", "by key"])
def test_every_marked_key_of_every_service_is_secret(tell):
    """Every key that a service marks as secret is secret."""
    marked: list[Any] = [(key, name) for name in PACKAGED.names() for key in _entry(name).secret_keys]

    assert 1200 < len(marked)
    assert [] == [place for place in marked if not tell(*place)]


def _entry(name: str) -> Any:
    return PACKAGED.entry(name)


@pytest.mark.parametrize(
    "key",
    [
        *("password", "db_password", "PASSWD", "client_secret", "api_key", "apiKey", "access_token", "private_key"),
        *("passphrase", "aws_secret_access_key", "other_credentials", "pat", "connection_string", "secrets_list"),
        *("my_pem", "x_jwt", "auth_key", "server_certificate", "blob_sas", "gcs_key_json"),
    ],
)
def test_secrets_are_known_by_their_names(key):
    """The usual names of secrets are recognized in any spelling."""
    assert is_secret(key)


@pytest.mark.parametrize(
    "key", ["account_key", "consumer_key", "pass_phrase", "tenant_id", "role_arn", "token_id", "blob_sas_url", "value"]
)
def test_the_official_list_is_known(key):
    """Keys that the official provider calls sensitive are secret under any name, except `value`."""
    assert is_secret(key) is (key != "value")


@pytest.mark.parametrize(
    "key",
    [
        *("schema", "host", "user", "refresh_token_expires_at", "auth_type", "token_url", "public_key", "path"),
        *("keyspace", "external_secrets_manager_id", "compatible", "secret_name", "trust_certificates", "secret_ids"),
        *("access_key_id", "is_private_key_encrypted", "aws_credentials", "use_api_keys", "client_id"),
    ],
)
def test_harmless_keys_are_left(key):
    """Names that resemble secrets, and those that the official list calls open, are not secret."""
    assert not is_secret(key)
