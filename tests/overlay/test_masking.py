"""Bodies and texts as they may be shown."""

from __future__ import annotations

from typing import Any

import pytest

from fivetran_connections import Secret
from fivetran_connections._masking import is_secret_name, masked, scrubbed, secrets_in


@pytest.mark.parametrize(
    "name",
    [
        "auth",
        "refresh_token",
        "client_secret",
        "password",
        "passphrase",
        "api_key",
        "apiKey",
        "private_key",
        "aws_access_key",
        "access_key_secret",
        "pat",
        "connection_string",
        "credentials",
        "client_certificate",
    ],
)
def test_knows_the_names_of_secrets(name: str) -> None:
    """What stands under the usual names of secrets is masked."""
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "schema",
        "advertisers",
        "refresh_token_expires_at",
        "trust_certificates",
        "table",
        "pattern",
        "primary_key",
        "token_id",
    ],
)
def test_leaves_other_names_alone(name: str) -> None:
    """What only looks like a secret's name stays readable."""
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("shown", "body"),
    [
        ({"schema": "a"}, {"schema": "a"}),
        ({"token": "***"}, {"token": "abc"}),
        ({"token": "***"}, {"token": 12345}),
        ({"token": None, "password": "", "secret": True}, {"token": None, "password": "", "secret": True}),
        ({"auth": {"a": ["***", {"b": "***"}]}}, {"auth": {"a": ["x", {"b": "y"}]}}),
        ({"config": {"any": "***"}}, {"config": {"any": Secret("abc")}}),
        ([{"token": "***"}], [{"token": "abc"}]),
        ([1], (1,)),
        (None, None),
    ],
)
def test_masks_every_secret_of_a_body(shown: Any, body: Any) -> None:
    """A masked body has the shape of the original, and stars where secrets were."""
    assert shown == masked(body)


def test_finds_every_secret_of_a_body() -> None:
    """Every secret text of a body is found, however deep."""
    body = {"auth": {"a": "one", "b": ["two", 3]}, "config": {"x": Secret("three"), "y": "open", "password": "four"}}

    assert {"one", "two", "three", "four"} == set(secrets_in(body))


def test_takes_secrets_out_of_texts() -> None:
    """A text of the server's that repeats a secret is shown without it, the longer secret first."""
    body = {"auth": {"a": "hunter2", "b": "hunter2-long", "c": "abc"}}

    assert "bad *** and *** in abc" == scrubbed("bad hunter2-long and hunter2 in abc", body=body)
