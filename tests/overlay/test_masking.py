"""Masking of bodies and texts."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fivetran_connections import Secret
from fivetran_connections._values.masking import is_secret_name, masked, scrubbed, secrets_in


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
        "account_key",
    ],
)
def test_knows_the_names_of_secrets(name: str) -> None:
    """Values under the usual names of secrets are masked."""
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
        "table_key",
        "access_key_id",
    ],
)
def test_leaves_other_names_alone(name: str) -> None:
    """Values under names that only resemble a secret's stay readable."""
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
    """A masked body has the original's shape, with stars in place of secrets."""
    assert shown == masked(body)


def test_a_change_hides_the_secrets_of_any_service() -> None:
    """A body that does not name its service hides what is a secret of some service; one that does hides its own."""
    config = {"username": "u", "schema": "s"}

    assert {"config": {"username": "***", "schema": "s"}} == masked({"config": config})
    assert {"username": "u"} == masked({"username": "u"})
    assert {"service": "postgres", "config": config} == masked({"service": "postgres", "config": config})
    assert "***" == masked({"service": "pingdom", "config": config})["config"]["username"]
    assert ["u"] == list(secrets_in({"config": config}))


def test_finds_every_secret_of_a_body() -> None:
    """Every secret of a body is found, however deep, and whether it is a text or a number."""
    body = {"auth": {"a": "one", "b": ["two", 3]}, "config": {"x": Secret("three"), "y": "open", "password": "four"}}

    assert {"one", "two", "3", "three", "four"} == set(secrets_in(body))


def test_takes_secrets_out_of_texts() -> None:
    """Secrets are removed from a text of the server, the longest first."""
    body = {"auth": {"a": "hunter2", "b": "hunter2-long", "c": "abc"}}

    assert "bad *** and *** in abcd" == scrubbed("bad hunter2-long and hunter2 in abcd", body=body)


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("the *** is '***', \"***\", x=***_", "the abc is 'abc', \"abc\", x=abc_"),
        ("abcd, xabc and abc1", "abcd, xabc and abc1"),
    ],
)
def test_a_short_secret_is_masked_as_a_word(shown: str, text: str) -> None:
    """A secret of at most three letters is masked only as a whole word."""
    assert shown == scrubbed(text, body={"auth": {"pin": "abc"}})


def test_other_secrets_than_the_bodys_are_masked() -> None:
    """Further secrets can be passed to the masking."""
    assert "*** and ***" == scrubbed("the-key and token", body={"auth": {"a": "token"}}, secrets=("the-key",))


def test_a_text_without_secrets_stays_as_it_is() -> None:
    """A text without secrets is unchanged."""
    assert "a text" == scrubbed("a text", body=None)


def test_a_body_too_deep_to_be_searched_hides_the_whole_text() -> None:
    """If a body is too deep to search for secrets, the whole text is hidden."""
    body: dict[str, Any] = {}
    for _ in range(20_000):
        body = {"auth": body}

    assert "***" == scrubbed("any text", body=body)


ESCAPES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "json": json.dumps,
    "json with its letters": lambda secret: json.dumps(secret, ensure_ascii=False),
    "json with capital digits": lambda secret: re.sub(r"\\(?:u(....)|.)", _capital, json.dumps(secret)),
    "json in json": lambda secret: json.dumps(json.dumps(secret)),
    "json in json in json": lambda secret: json.dumps(json.dumps(json.dumps(secret))),
    "json with slashes escaped": lambda secret: json.dumps(secret).replace("/", r"\/"),
    "every character by number": lambda secret: re.sub(r"[^a-zA-Z0-9]", _numbered, secret),
    "html": html.escape,
    "html by number": lambda secret: "".join(f"&#{ord(character)};" for character in secret),
    "html by number, in hexadecimal": lambda secret: "".join(f"&#x{ord(character):X};" for character in secret),
    "html by number, escaped again": lambda secret: html.escape("".join(f"&#{ord(each)};" for each in secret)),
    "percent": quote,
    "percent, with plus for a space": quote_plus,
    "percent, twice": lambda secret: quote(quote(secret)),
    "percent for every byte": lambda secret: "".join(f"%{byte:02x}" for byte in secret.encode()),
    "hexadecimal": lambda secret: secret.encode().hex(),
    "hexadecimal in capitals": lambda secret: secret.encode().hex().upper(),
    "base64": lambda secret: b64encode(secret.encode()).decode(),
    "base64 for URLs": lambda secret: urlsafe_b64encode(secret.encode()).decode(),
}


def _capital(escape: re.Match[str]) -> str:
    return rf"\u{escape[1].upper()}" if escape[1] else escape[0]


def _numbered(found: re.Match[str]) -> str:
    return re.sub("....", r"\\u\g<0>", found[0].encode("utf-16-be").hex())


@pytest.mark.parametrize("escape", ESCAPES.values(), ids=ESCAPES)
@example(secret="000 ")
@example(secret="00\\\\")
@given(secret=st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\\\"/\n\t&<'=+é😀"), min_size=4))
def test_a_secret_is_found_however_it_is_escaped(escape: Callable[[str], str], secret: str) -> None:
    """A repeated secret is masked in JSON, HTML, URL, hexadecimal and base64 encoding."""
    text = f"<{escape(secret)}>"

    assert re.fullmatch(r'<[\\"]*\*\*\*[\\"]*>', scrubbed(text, body={"auth": {"token": secret}}))


@pytest.mark.parametrize("before", ["", "a", "ab", "key:"])
def test_a_secret_inside_of_base64_is_found(before: str) -> None:
    """A secret inside of base64 is masked at every offset."""
    text = b64encode(f"{before}hush-hush-secret{before}".encode()).decode()

    shown = scrubbed(text, body={"auth": {"token": "hush-hush-secret"}})

    assert "***" in shown
    assert len(shown) <= len(before) * 3 + 9


@pytest.mark.parametrize("unit", ["%25", "&#", "\n", "\\n", "\\", '"', '\\"', "/", "&amp;"])
def test_no_text_takes_long(unit: str) -> None:
    """A secret with many escapable characters is masked without trying all combinations."""
    text = unit * 10_000

    assert text == scrubbed(text, body={"auth": {"token": '\n/\\"&' * 20 + "x"}})
