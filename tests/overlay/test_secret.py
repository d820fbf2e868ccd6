"""`Secret`: shown masked, sent whole."""

import copy
import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import pytest

from fivetran_connections import Secret

VALUE = "hunter2-and-more"


@dataclass
class Holder:
    """Something that holds a secret."""

    token: Secret


SHOWING: dict[str, Callable[[Secret], str]] = {
    "str": str,
    "repr": repr,
    "format": format,
    "ascii": ascii,
    "a template": "{}".format,
    "a template with a width": "{:>20}".format,
    "a template with repr": "{!r}".format,
    "an f-string": lambda secret: f"{secret}",
    "an f-string with a width": lambda secret: f"{secret!s:^30}",
    "the percent sign, as in a log": lambda secret: "%s %r" % (secret, secret),  # noqa: UP031 - the old way is a way too
    "a dict": lambda secret: repr({"token": [secret]}),
    "a dataclass": lambda secret: repr(Holder(secret)),
    "repr of an exception": lambda secret: repr(ValueError(secret)),
    "str of an exception": lambda secret: str(ValueError(secret)),
    "repr of a pickle": lambda secret: repr(pickle.loads(pickle.dumps(secret))),  # noqa: S301 - our own bytes
    "a deep copy": lambda secret: repr(copy.deepcopy(secret)),
}


@pytest.mark.parametrize("show", SHOWING.values(), ids=SHOWING)
def test_is_masked_wherever_it_is_shown(show):
    """Every text form of a secret is the mask."""
    shown = show(Secret(VALUE))

    assert VALUE not in shown
    assert "***" in shown


SENDING: dict[str, Callable[[Secret], str]] = {
    "json": lambda secret: json.loads(json.dumps({"token": secret}))["token"],
    "indented json": lambda secret: json.loads(json.dumps({"token": secret}, indent=1))["token"],
    "httpx": lambda secret: json.loads(httpx.Request("POST", "https://x", json={"token": secret}).content)["token"],
    "bytes": lambda secret: secret.encode().decode(),
    "reveal": lambda secret: secret.reveal(),
    "a secret of a secret": lambda secret: Secret(secret).reveal(),
    "pickle": lambda secret: pickle.loads(pickle.dumps(secret)).reveal(),  # noqa: S301 - our own bytes
}


@pytest.mark.parametrize("send", SENDING.values(), ids=SENDING)
def test_is_sent_whole(send):
    """The value is sent as a plain text, not the mask; a secret of a secret keeps it."""
    sent = send(Secret(VALUE))

    assert (str, VALUE) == (type(sent), sent)


def test_compares_like_the_text_it_holds():
    """A secret is equal to its text, and has the same hash."""
    assert Secret(VALUE) == VALUE
    assert {VALUE} == {Secret(VALUE)}


@pytest.mark.parametrize(("named", "value"), [("NoneType", None), ("int", 5), ("bytes", b"x")])
def test_takes_only_text(named, value):
    """A value that is not text is refused by its type and never shown."""
    with pytest.raises(TypeError, match=f"received a '{named}'$"):
        Secret(value)  # type: ignore[arg-type] # that is the point
