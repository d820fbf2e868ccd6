"""Connect cards: a link with a token, to a page on which the owner of the source authorizes a connection."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple
from urllib.parse import parse_qs, quote

from ..call import Call
from ..clock.moments import DAY, SECOND
from ..formats.http import Reply, success
from ..formats.json import to_bytes
from ..lifecycle.transitions import settle
from ..state.state import CARD_PATH, State
from .setup_tests import run_tests

HEADER: Final = {"typ": "JWT", "alg": "HS256"}


class InvalidToken(ValueError):
    """A token of another mock, one older than a day, or one of a deleted connection."""


CardAct = Literal["show", "authorize", "refuse", "cancel"]
"""An act of the owner of a source on the page of a card."""


class CardVisit(NamedTuple):
    """A connection on the page of its card."""

    record: Mapping[str, Any]
    tests: Sequence[Mapping[str, Any]]
    """The results of its last setup tests that did not pass."""
    returns: bool
    """Whether the browser is sent back: the owner has authorized, and the setup tests pass."""


def create_connect_card(call: Call) -> Reply:
    """Create a connect card for a connection."""
    body = {"group_id": call.record()["group_id"], **call.body}
    return success(call.operation, {"connector_id": call.argument, **make_card(call, call.argument, body)})


def make_card(call: Call, connection_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members of an answer about the requested connect card: the card and its config."""
    config = body["connect_card_config"]
    token = make_token(call.state, connection_id, body["group_id"])
    hidden = "true" if config.get("hide_setup_guide") else "false"
    where = f"redirect_uri={quote(config['redirect_uri'], safe='')}&auth={token}&hide_setup_guide={hidden}"
    uri = f"{call.state.card_page}{CARD_PATH}?{where}"
    return {"connect_card": {"token": token, "uri": uri}, "connect_card_config": config}


def make_token(state: State, connection_id: str, group_id: str) -> str:
    """Return an HS256 JWT with the payload of the documentation's sample."""
    payload = {
        "d": {
            "login": True,
            "user": state.user_id,
            "account": state.account_id,
            "group": group_id,
            "connector": connection_id,
            "method": "PbfCard",
            "identity": False,
        },
        "iat": state.clock.now() // SECOND,
    }
    signed = b".".join((_base64(to_bytes(HEADER)), _base64(to_bytes(payload))))
    return b".".join((signed, _signature(state, signed))).decode()


def token_of(card: str, card_page: str) -> str | None:
    """Return the token of a card's address, or a token itself; None for an id. Raises `InvalidToken`."""
    if "/" in card:
        if not card.startswith(f"{card_page}{CARD_PATH}?"):
            raise InvalidToken(f"The address is not one of this mock's cards, which begin with {card_page}{CARD_PATH}?")
        return parse_qs(card.partition("?")[2]).get("auth", [""])[-1]
    return card if "." in card else None


def find_card(state: State, token: str) -> int:
    """Return the number of the connection that a token is for; raises `InvalidToken`."""
    signed, _, signature = token.encode(errors="replace").rpartition(b".")
    if not hmac.compare_digest(signature, _signature(state, signed)):
        raise InvalidToken("The connect card's token was not created by this mock")
    payload = json.loads(base64.urlsafe_b64decode(signed.partition(b".")[2] + b"=="))
    if state.clock.now() - payload["iat"] * SECOND > DAY:
        raise InvalidToken("The connect card's token is older than a day")
    number: int | None = state.connections.ids.get(payload["d"]["connector"])
    if number is None:
        raise InvalidToken("The connect card's connection does not exist any more")
    settle(state, number)
    return number


def authorize(state: State, number: int) -> Mapping[str, Any]:
    """Run the setup tests of a connection as an authorized one, and return its record."""
    record = state.connections.copy(number)
    due, _ = run_tests(state, number, record, state.due.get(number), authorized=True, filled=True)
    state.replace_connection(number, record, due)
    return record


def visit_card(state: State, token: str, act: CardAct) -> CardVisit:
    """Carry out the action of a source's owner on the page of a card; raises `InvalidToken`."""
    number = find_card(state, token)
    authorizes = act == "authorize"
    record = authorize(state, number) if authorizes else state.connections.at(number)
    returns = authorizes and record["status"]["setup_state"] == "connected"
    return CardVisit(record, state.setup_of(number)["tests"], returns)


def _signature(state: State, signed: bytes) -> bytes:
    key = hashlib.sha256(f"fivetran-mock {state.settings.random_seed}".encode()).digest()
    return _base64(hmac.digest(key, signed, hashlib.sha256))


def _base64(value: bytes) -> bytes:
    return base64.urlsafe_b64encode(value).rstrip(b"=")
