"""Frames of the packages keep no plain secret: a reporter of errors may store the locals of each."""

import traceback
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from fivetran_client.models import NewOtherConnection
from fivetran_connections import FivetranError, InvalidConnection, Secret

from ._support import Server, answer, page, refused

HUSH = "hush-hush"
URL = f"mongodb://user:{HUSH}@host"
CONFIG: dict[str, Any] = {
    "schema_prefix": "pg",
    "password": HUSH,
    "agent_password": 70_707_070,
    "api_key": 0.7070707,
    "uri": URL,
}
BODY = {"group_id": "g", "service": "mongo", "config": CONFIG}
OURS = ("fivetran_connections", "fivetran_rules", "fivetran_common", "fivetran_client", "/json/")


def shown(error: BaseException | None) -> Iterator[str]:
    """Yield all texts of an error and of those behind it, and the repr of each local of our frames."""
    while error:
        yield from (str(error), repr(error), repr(vars(error)), repr(getattr(error, "doc", "")))
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if any(package in frame.f_code.co_filename for package in OURS):
                yield from map(repr, frame.f_locals.values())
        error = error.__cause__ or error.__context__


def echo(status: int, text: bytes) -> Callable[[httpx.Request], httpx.Response]:
    """Return a server that repeats the secrets in header and body of each answer."""
    return lambda _: answer(status, text % HUSH.encode(), x_echo=HUSH)


TROUBLES: dict[str, Any] = {
    "503": echo(503, b'{"code": "x", "message": "%s"}'),
    "400": echo(400, b'{"code": "x", "message": "%s"}'),
    "html": echo(200, b"<html>%s"),
    "another shape": echo(201, b'{"data": {"id": ["%s"], "status": 7}}'),
    "no connection": httpx.ConnectError("refused"),
}
CALLS: dict[str, Callable[[Any], Any]] = {
    "create": lambda f: f.connections.create(BODY, unchecked=True),
    "create by keyword": lambda f: f.connections.create(request=BODY, unchecked=True),
    "create of a model": lambda f: f.connections.create(NewOtherConnection.from_dict(BODY), unchecked=True),
    "create with bytes": lambda f: f.connections.create({**BODY, "config": {"password": HUSH.encode()}}),
    "update": lambda f: f.connections.update("id", {"config": CONFIG}, read_first=False, unchecked=True),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_no_frame_keeps_a_plain_secret(run, trouble, call):
    """If a call fails, the locals of our frames and all texts of its error show no secret."""
    with pytest.raises(FivetranError) as caught:
        run(Server(trouble), call, retries=0)

    texts = list(shown(caught.value))
    assert [] == [text for text in texts if HUSH in text or "707070" in text]
    assert len(texts) > 20


@pytest.mark.parametrize("made", [list, iter], ids=["a list", "an iterator"])
def test_no_frame_of_many_keeps_a_plain_secret(run, made):
    """Each of many requests masks itself as well, also if one of them is refused."""
    requests = made([BODY, {**BODY, "group_id": 7}])

    with pytest.raises(InvalidConnection) as caught:
        run(Server(page()), lambda f: f.connections.ensure_many(requests, unchecked=True))

    assert not any(HUSH in text for text in shown(caught.value))


def test_what_masks_itself_is_sent_as_it_was_given(run):
    """Texts, numbers and URLs are sent unchanged, and so is a `Secret`."""
    server, sent = Server(refused(400)), {**CONFIG, "token": Secret("t")}

    with pytest.raises(FivetranError):
        run(server, lambda f: f.connections.update("id", {"config": sent}, read_first=False))

    assert {"config": {**CONFIG, "token": "t"}} == server.body()
