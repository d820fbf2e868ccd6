"""Forty marked secrets through client, mock and commands: no output shows one in an encoding that the client knows."""

from __future__ import annotations

import io
import json
import logging
import random
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_connections import Fivetran, FivetranError
from fivetran_connections.__main__ import main
from fivetran_mock import FivetranMock

from ..overlay.test_masking import ESCAPES
from ._support import RANDOM

SECRETS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("pinterest_ads", ("auth/refresh_token", "auth/client_access/client_secret", "auth/client_access/client_id")),
    ("google_ads", ("auth/refresh_token", "auth/client_access/client_secret", "auth/client_access/developer_token")),
    ("facebook_ads", ("auth/access_token", "auth/user_access_token", "auth/client_access/client_secret")),
    ("postgres", ("config/password", "config/private_key", "auth/token", "config/passphrase")),
    ("mysql", ("config/password", "config/secret_key", "auth/password")),
    ("s3", ("config/secret_key", "config/access_key_secret", "auth/secret", "config/token")),
    ("sftp", ("config/password", "config/private_key", "config/passphrase")),
    ("github", ("config/pat", "config/api_token", "auth/access_token", "config/private_key")),
    ("salesforce", ("auth/refresh_token", "auth/client_access/client_secret", "config/client_secret")),
    ("stripe", ("config/secret_key", "config/api_key", "auth/api_key")),
    ("snowflake_db", ("config/password", "config/private_key", "config/passphrase")),
    ("webhooks", ("config/secret", "auth/secret", "auth/token")),
)
"""Services, and the places of their secrets: forty with the API's own secret."""


@pytest.mark.slow
@given(RANDOM, st.sampled_from(SECRETS), st.sampled_from((*ESCAPES, "the mock", "the commands")))
def test_no_output_shows_a_secret(
    caplog: pytest.LogCaptureFixture, rng: random.Random, secrets: tuple[str, tuple[str, ...]], way: str
) -> None:
    """No output or log of client, mock or commands shows a marked secret, in any of the encodings."""
    caplog.clear()
    caplog.set_level(logging.DEBUG)
    service, places = secrets
    marks = {place: f"mark<&\"/+{rng.getrandbits(64):x}é%'end" for place in (*places, "api_secret")}
    body: dict[str, Any] = {"group_id": "g", "service": service, "config": {"schema": "s"}}
    for place in places:
        *parents, key = place.split("/")
        holder = body
        for parent in parents:
            holder = holder.setdefault(parent, {})
        holder[key] = marks[place]
    if way == "the mock":
        outputs = _of_the_mock(body, marks["api_secret"])
    elif way == "the commands":
        outputs = _of_the_commands(body, marks["api_secret"])
    else:
        outputs = _of_the_client(body, marks["api_secret"], _repeating(ESCAPES[way], marks))
    for name, text in [*outputs, ("log", caplog.text)]:
        for place, mark in marks.items():
            shown = [name for name, escape in ESCAPES.items() if escape(mark).strip("'\"") in text]
            assert [] == shown, f"{name} of {service} by {way} shows {place}: {text[:300]!r}"


def _repeating(escape: Callable[[str], str], marks: Mapping[str, str]) -> httpx.MockTransport:
    """Return a server that repeats every secret."""
    message = f"This is wrong: {' '.join(map(escape, marks.values()))}"
    return httpx.MockTransport(lambda _: httpx.Response(400, json={"code": "InvalidInput", "message": message}))


def _of_the_client(body: dict[str, Any], api_secret: str, server: Any) -> Iterator[tuple[str, str]]:
    """Return everything that the client shows of a create."""
    with Fivetran(api_key="key", api_secret=api_secret, transport=server) as fivetran:
        yield "repr of the client", repr(fivetran)
        try:
            fivetran.connections.create(body)
        except FivetranError as error:
            yield "message", str(error)
            yield "repr of the error", repr(error)
            yield "traceback", "".join(traceback.format_exception(error))
            yield "text of the response", getattr(getattr(error, "response", None), "text", "")
            yield "attributes of the error", repr(vars(error))


def _of_the_mock(body: dict[str, Any], api_secret: str) -> Iterator[tuple[str, str]]:
    """Return the outputs of the mock: answers, the journal, failed assertions."""
    mock = FivetranMock(credentials={"key": api_secret})
    yield from _of_the_client(body, api_secret, mock.transport())
    yield "repr of the mock", repr(mock)
    yield "journal", repr(mock.calls)
    yield "journal as data", json.dumps([call.to_data() for call in mock.calls], ensure_ascii=False)
    yield "connections", json.dumps(mock.connections(), ensure_ascii=False)
    with pytest.raises(AssertionError) as failed:
        mock.assert_created(service="none")
    yield "failed assertion", str(failed.value)


def _of_the_commands(body: dict[str, Any], api_secret: str) -> Iterator[tuple[str, str]]:
    """Return the output of the commands, for a wrong body as well."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        for number, content in enumerate((body, body | {"sync_frequency": 7, "auht": body.get("auth", {})})):
            file = Path(folder) / f"{number}.json"
            file.write_text(json.dumps(content), encoding="utf-8")
            for output in ("text", "json"):
                yield f"validate --output {output}", _printed("validate", "--output", output, file)
        patch.setenv("FIVETRAN_API_KEY", "key")
        patch.setenv("FIVETRAN_API_SECRET", api_secret)
        patch.setenv("FIVETRAN_BASE_URL", "http://127.0.0.1:9")
        yield "create", _printed("create", Path(folder) / "0.json")


def _printed(*words: str | Path) -> str:
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed):
        main([str(word) for word in words])
    return printed.getvalue()
