"""Connect cards: a link with a token, to a page on which the owner of the source authorizes a connection."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from ..call import Call
from ..formats.http import Reply, success
from ..formats.json import to_bytes
from ..lifecycle.transitions import run_tests, settle
from ..state.account import Account
from ..state.clock import DAY, SECOND
from ..state.world import World

HEADER: Final = {"typ": "JWT", "alg": "HS256"}


class InvalidToken(ValueError):
    """A token that this mock did not create, that is older than a day, or whose connection is gone."""


class Subject(NamedTuple):
    """The account and the connection that a token is for."""

    account_id: str
    connection_id: str


def create_connect_card(call: Call) -> Reply:
    """Create a connect card for a connection."""
    asked = {"group_id": call.record()["group_id"], **call.body}
    return success(call.operation, {"connector_id": call.argument, **make_card(call, call.argument, asked)})


def make_card(call: Call, connection_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of an answer that show a connect card and the config that was asked for."""
    config = body["connect_card_config"]
    token = make_token(call.world, call.account, connection_id, body["group_id"])
    hidden = "true" if config.get("hide_setup_guide") else "false"
    where = f"redirect_uri={quote(config['redirect_uri'], safe='')}&auth={token}&hide_setup_guide={hidden}"
    uri = f"{call.world.card_page}/connect-card/setup?{where}"
    return {"connect_card": {"token": token, "uri": uri}, "connect_card_config": config}


def make_token(world: World, account: Account, connection_id: str, group_id: str) -> str:
    """Return an HS256 JWT with the payload of the documentation's sample."""
    payload = {
        "d": {
            "login": True,
            "user": account.user_id,
            "account": account.account_id,
            "group": group_id,
            "connector": connection_id,
            "method": "PbfCard",
            "identity": False,
        },
        "iat": world.clock.now() // SECOND,
    }
    signed = b".".join((_base64(to_bytes(HEADER)), _base64(to_bytes(payload))))
    return b".".join((signed, _signature(world, signed))).decode()


def read_token(world: World, token: str) -> Subject:
    """Return the connection that a token is for; raises `InvalidToken` unless this mock made it within a day."""
    signed, _, signature = token.encode(errors="replace").rpartition(b".")
    if not hmac.compare_digest(signature, _signature(world, signed)):
        raise InvalidToken("The connect card's token was not created by this mock")
    payload = json.loads(base64.urlsafe_b64decode(signed.partition(b".")[2] + b"=="))
    if world.clock.now() - payload["iat"] * SECOND > DAY:
        raise InvalidToken("The connect card's token is older than a day")
    return Subject(payload["d"]["account"], payload["d"]["connector"])


def complete_card(world: World, accounts: Iterable[Account], token: str) -> dict[str, Any]:
    """Authorize the connection that a token is for, run its setup tests, and return its record."""
    subject = read_token(world, token)
    for account in accounts:
        number = account.number(subject.connection_id)
        if account.account_id == subject.account_id and number is not None:
            settle(world, account, number)
            record = account.decoded(number)
            due, _ = run_tests(world, account, number, record, account.due.get(number))
            account.replace(number, record, due)
            return record
    raise InvalidToken("The connect card's connection does not exist any more")


def _signature(world: World, signed: bytes) -> bytes:
    return _base64(hmac.digest(world.signing_key, signed, hashlib.sha256))


def _base64(value: bytes) -> bytes:
    return base64.urlsafe_b64encode(value).rstrip(b"=")
