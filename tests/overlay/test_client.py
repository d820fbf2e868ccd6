"""A client's pool, time-outs, closing and log."""

import asyncio
import copy
import logging
import math
import os
import pickle
import socket
import sys
from itertools import count
from typing import Any

import httpx
import pytest

from fivetran_connections import AsyncFivetran, Fivetran, InvalidRequest, Limiter, TimedOut, Timeouts
from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer

from ._support import BODY, KEY, SECRET, Server, connection, created, ok, refused

OPTIONS = {"api_key": KEY, "api_secret": SECRET}


def test_waits_five_seconds_to_connect_and_two_minutes_to_read(run):
    """Every request has time-outs: 5 seconds to connect, and 2 minutes to read, as setup tests need."""
    server = Server(ok(connection()))

    run(server, lambda f: f.connections.get("c"))

    assert {"connect": 5.0, "read": 120.0, "write": 30.0, "pool": 30.0} == server.requests[0].extensions["timeout"]


@pytest.mark.parametrize(
    ("read", "timeout"), [(7, 7), (9, Timeouts(read=9)), (None, Timeouts(read=None))], ids=["seconds", "steps", "never"]
)
def test_time_outs_can_be_set(run, read, timeout):
    """A number is the time to read; `Timeouts` sets each step."""
    server = Server(ok(connection()))

    run(server, lambda f: f.connections.get("c"), timeout=timeout)

    assert read == server.requests[0].extensions["timeout"]["read"]
    assert 5.0 == server.requests[0].extensions["timeout"]["connect"]


NO_SECONDS = {"negative": -1, "zero": 0, "inf": math.inf, "nan": math.nan, "huge": 10**5000, "text": "x", "true": True}
NO_NUMBERS = {"negative": -1, "text": "2", "fraction": 2.5, "true": True}
NO_BUDGET = {"negative": -1.0, "nan": math.nan, "inf": math.inf, "text": "60"}
REFUSED: dict[str, tuple[str, Any, str]] = {
    **{f"timeout {id_}": ("timeout", each, "seconds, a number above 0") for id_, each in NO_SECONDS.items()},
    **{f"retries {id_}": ("retries", each, "a whole number and counts from 0") for id_, each in NO_NUMBERS.items()},
    **{f"budget {id_}": ("retry_budget", each, "seconds, a number from 0") for id_, each in NO_BUDGET.items()},
    **{name: (name, 5, "a function") for name in ("sleep", "monotonic", "on_request", "on_response")},
}


@pytest.mark.parametrize("kind", [Fivetran, AsyncFivetran])
@pytest.mark.parametrize(("name", "value", "wanted"), REFUSED.values(), ids=REFUSED)
def test_refuses_an_option_that_cannot_be_used(kind, name, value, wanted):
    """An option that no client can use is refused by its name, also by `with_options` where that takes it."""
    with pytest.raises(InvalidRequest, match=f"^{name} takes {wanted}"):
        kind(**OPTIONS, **{name: value})
    if name in ("timeout", "retries", "retry_budget"):
        with pytest.raises(InvalidRequest, match=f"^{name} takes {wanted}"):
            kind(**OPTIONS).with_options(**{name: value})


@pytest.mark.parametrize("seconds", NO_SECONDS.values(), ids=NO_SECONDS)
def test_refuses_steps_that_no_socket_can_wait(seconds):
    """The time of a step that no socket can use is refused by its name."""
    with pytest.raises(InvalidRequest, match=r"^write takes seconds"):
        Timeouts(write=seconds)


def test_refuses_what_is_no_limiter():
    """A number in place of a limiter is refused before anything is sent."""
    with pytest.raises(InvalidRequest, match="limiter takes a Limiter, and not a value of type int;"):
        Fivetran(**OPTIONS).with_limits(5)


ENVIRONMENTS: dict[str, tuple[str, dict[str, str]]] = {
    "socks": (r"ALL_PROXY, asks for SOCKS: pip install 'httpx\[socks\]'", {"ALL_PROXY": "socks5://u:word@h.test:1"}),
    "no such scheme": ("proxy variable of the environment", {"ALL_PROXY": "socks://u:word@h.test:1"}),
    "no place for keys": ("file that SSLKEYLOGFILE names cannot be written", {"SSLKEYLOGFILE": "/nonexistent/word"}),
    "other certificates": ("SSL_CERT_FILE or SSL_CERT_DIR in the environment", {"SSL_CERT_FILE": __file__}),
}
HTTPX = tuple(int(part) for part in httpx.__version__.split(".")[:2])
if HTTPX >= (0, 26):  # older ones look at it when they send
    ENVIRONMENTS["no such port"] = ("proxy variable of the environment", {"NO_PROXY": "http://[:word"})
if HTTPX >= (0, 28):  # older ones take a file that is not there for none
    ENVIRONMENTS["no certificates"] = ("SSL_CERT_FILE or SSL_CERT_DIR in", {"SSL_CERT_FILE": "/nonexistent/word"})


@pytest.mark.parametrize("kind", [Fivetran, AsyncFivetran])
@pytest.mark.parametrize(("words", "environment"), ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_an_environment_that_httpx_cannot_use_is_told(kind, words, environment, monkeypatch):
    """Unusable proxies and certificates of the environment are named without their values."""
    monkeypatch.setitem(sys.modules, "socksio", None)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    with pytest.raises(InvalidRequest, match=words) as caught:
        kind(**OPTIONS)

    assert "word" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_what_is_for_this_machine_goes_past_a_proxy(host, monkeypatch):
    """Requests to loopback do not use the environment's proxy, which would see the key."""
    with MockServer(FivetranMock(), host=host) as server, socket.create_server(("127.0.0.1", 0)) as proxy:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        with Fivetran(**OPTIONS, base_url=server.url, retries=0, timeout=5) as fivetran:
            assert list(fivetran.connections.list()) == []
        proxy.setblocking(False)
        with pytest.raises(BlockingIOError):
            proxy.accept()


def test_what_is_for_the_api_goes_through_a_proxy(monkeypatch):
    """Requests to the API use the environment's proxy."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.settimeout(10)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.getsockname()[1]}")
        with Fivetran(**OPTIONS, retries=0, timeout=Timeouts(read=0.2)) as fivetran, pytest.raises(TimedOut):
            fivetran.account.info()
        with proxy.accept()[0] as asked:
            assert asked.recv(100).startswith(b"CONNECT api.fivetran.com:443 ")


@pytest.mark.parametrize(("kind", "method"), [(Fivetran, "handle_request"), (AsyncFivetran, "handle_async_request")])
@pytest.mark.parametrize("transport", [FivetranMock(), FivetranMock().transport, "word", True], ids=type)
def test_refuses_what_is_no_transport(kind, method, transport):
    """A value that is not a transport is refused by the constructor, with the next step."""
    with pytest.raises(InvalidRequest, match=rf"^transport takes an httpx transport with the method {method}, ") as no:
        kind(**OPTIONS, transport=transport)

    assert "word" not in str(no.value)


def test_a_time_out_is_real():
    """A time-out ends a request to a real server that never answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with (
            Fivetran(**OPTIONS, base_url=address, timeout=0.05, retries=0) as fivetran,
            pytest.raises(TimedOut) as caught,
        ):
            fivetran.connections.create(BODY)

    assert caught.value.may_have_acted


def test_no_cookie_is_kept(run):
    """A cookie of an answer is not sent with the next request."""
    seen: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers.get("cookie"))
        reply = ok(connection())
        return httpx.Response(200, headers={**reply.headers, "set-cookie": "session=1; Path=/"}, content=reply.content)

    run(answer, lambda f: f.connections.update("brisk_otter", {"config": {"click_attribution_window": "ONE"}}))

    assert [None, None] == seen


def test_a_client_can_be_closed_without_a_with_block():
    """`close` and `aclose` close the pool, also of a sibling that waits for a rate limit."""
    refusing = httpx.MockTransport(lambda _: refused(429))
    seconds = count().__next__
    blocking = Fivetran(**OPTIONS, transport=refusing, sleep=lambda _: blocking.close(), monotonic=seconds)
    sibling = blocking.with_limits()
    awaiting = AsyncFivetran(**OPTIONS)
    asyncio.run(awaiting.aclose())

    for _ in range(2):
        with pytest.raises(InvalidRequest, match="closed"):
            sibling.connections.get("c")


def test_a_cancelled_call_is_cancelled():
    """Cancelling a task ends its call with `CancelledError`, not with another exception."""

    async def never(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async def ask() -> None:
        async with AsyncFivetran(**OPTIONS, transport=httpx.MockTransport(never)) as fivetran:
            await asyncio.wait_for(fivetran.connections.ensure(BODY, look_first=False), timeout=0.01)

    with pytest.raises(TimeoutError):
        asyncio.run(ask())


def test_a_stop_iteration_of_a_transport_is_no_result(run):
    """A StopIteration of a transport is raised as an error, not taken as a result."""

    def exhausted(_request: httpx.Request) -> httpx.Response:
        raise StopIteration

    with pytest.raises((StopIteration, RuntimeError)):
        run(exhausted, lambda f: f.connections.get("c"))


def test_logs_every_exchange(run, caplog):
    """One line has method, path, status, milliseconds, request id and attempt."""
    caplog.set_level(logging.INFO, "fivetran_connections")
    reply = created()
    reply.headers["X-Request-Id"] = "req-7"
    run(Server(refused(429), reply), lambda f: f.connections.create(BODY))

    lines = [record.getMessage() for record in caplog.records if record.name == "fivetran_connections"]
    assert "using the arguments api_key and api_secret at https://api.fivetran.com" == lines[0]
    assert lines[1].startswith("POST /v1/connections 429 ")
    assert lines[1].endswith(" ms request_id=None attempt=1")
    assert lines[2].startswith("POST /v1/connections 201 ")
    assert lines[2].endswith(" ms request_id=req-7 attempt=2")
    assert 3 == len(lines)


def test_logs_failures_by_name(run, caplog):
    """Without an answer, the log line names the failure instead of a status."""
    caplog.set_level(logging.INFO, "fivetran_connections")

    with pytest.raises(TimedOut):
        run(Server(httpx.ReadTimeout("")), lambda f: f.connections.create(BODY))

    assert "POST /v1/connections ReadTimeout " in caplog.text


def test_logs_bodies_only_masked_and_only_for_debugging(run, caplog):
    """At DEBUG the log has the body with masked secrets."""
    caplog.set_level(logging.DEBUG)

    run(Server(created()), lambda f: f.connections.create(BODY))

    assert "POST /v1/connections body={'group_id': 'amber_kettle'" in caplog.text
    for secret in ("rt-1234", "cs-1234", KEY, SECRET):
        assert secret not in caplog.text


def test_inferred_rules_warn_in_the_log(run, caplog):
    """A violation of an inferred rule is logged as a warning, and the body is sent."""
    server = Server(created())
    body = {**BODY, "config": {"schema": "s", "sync_mode": "AllAdvertisers", "advertisers": ["1"]}}

    run(server, lambda f: f.connections.create(body))

    assert 1 == len(server.requests)
    assert ["WARNING"] == [record.levelname for record in caplog.records if record.name == "fivetran_connections"]
    assert "/config/advertisers" in caplog.text
    assert "inferred" in caplog.text


@pytest.mark.parametrize("is_limited", [False, True])
def test_a_client_is_refused_in_another_process(run, is_limited, monkeypatch):
    """In another process, such as after a fork, a client says so: nothing is sent or waited for."""
    server, limiter = Server(), Limiter(trial_account=True)
    for _ in range(500):  # the limit of a trial
        limiter.reserve(("all",), 0.0)

    def use(client: Any) -> Any:
        monkeypatch.setattr(os, "getpid", lambda: -1)
        return (client.with_limits(limiter, deadline=1) if is_limited else client).groups.get("g")

    with pytest.raises(InvalidRequest, match="another process; nothing was sent"):
        run(server, use)
    assert [] == server.requests


@pytest.mark.parametrize("kind", [Fivetran, AsyncFivetran])
@pytest.mark.parametrize("act", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_client_is_neither_pickled_nor_copied(act, kind):
    """No bytes have its secret, and the error says what to do."""
    with pytest.raises(TypeError, match="cannot be pickled or copied: make another"):
        act(kind(**OPTIONS))
