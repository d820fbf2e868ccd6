"""Exceptions: their classes, attributes and messages."""

import asyncio
import base64
import copy
import gzip
import json
import pickle
import re
import ssl
import traceback
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from itertools import repeat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_connections import AsyncFivetran, Mismatch, Timeouts, errors

from ._support import BODY, KEY, SECRET, Both, Clock, Server, answer, connection, ok, refused
from .test_masking import ESCAPES


def create(fivetran: Any) -> Any:
    """Call a writing operation."""
    return fivetran.connections.create(BODY)


def get(fivetran: Any) -> Any:
    """Call a reading operation."""
    return fivetran.connections.get("c")


def failure(run: Both, reply: Any, use: Callable[[Any], Any] = create) -> errors.RequestFailed:
    """Return the exception for a reply, without retries."""
    with pytest.raises(errors.RequestFailed) as caught:
        run(Server(reply), use, retries=0)
    return caught.value


STATUSES: dict[int, type[errors.StatusError]] = {
    400: errors.BadRequest,
    401: errors.Unauthorized,
    403: errors.Forbidden,
    404: errors.NotFound,
    405: errors.MethodNotAllowed,
    406: errors.NotAcceptable,
    409: errors.Conflict,
    415: errors.UnsupportedMediaType,
    429: errors.RateLimited,
    **dict.fromkeys((402, 408, 418, 499), errors.StatusError),
    **dict.fromkeys((500, 502, 503, 520, 599, 999), errors.ServerError),
}


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_has_its_class(run, status):
    """Each error status has its exception, with the API's code and message."""
    error = failure(run, refused(status, x_request_id="req-1"))

    assert STATUSES[status] is type(error)
    assert status == error.status
    assert "SomeCode" == error.code
    assert "Some message." == error.api_message
    assert "req-1" == error.request_id
    assert f"POST /v1/connections was answered {status} SomeCode: Some message (request id req-1)." in str(error)


@pytest.mark.parametrize(
    ("may_have_acted", "status", "use"),
    [(False, 400, create), (False, 429, create), (True, 408, create), (True, 500, create), (False, 500, get)],
)
def test_says_whether_it_may_have_been_done(run, may_have_acted, status, use):
    """After a server error a write may have succeeded; a refused write or a read has changed nothing."""
    error = failure(run, refused(status), use)

    assert error.sent
    assert may_have_acted == error.may_have_acted
    assert ("It may have succeeded" if may_have_acted else "Nothing was changed") in str(error)


FOREIGN: dict[str, tuple[str, Any]] = {
    "html": ("is not JSON: '<html>'", "<html>"),
    "malformed": ("is not JSON", '{"data": {'),
    "not utf-8": ("is not JSON", b"\xff\xfe\xfd"),
    "nothing": ("is not JSON: empty", None),
    "a list": ("does not have the documented form (/ is not an object)", [1, 2]),
    "a text": ("does not have the documented form (/ is not an object)", '"text"'),
    "numbers": ("does not have the documented form (no 'data')", {"code": 7, "message": None}),
    "deep": ("does not have the documented form (RecursionError)", "[" * 200_000),
}
"""Bodies that are not in the API's format, with what the error says if they come with a success."""

WITHOUT_DATA: dict[str, tuple[str, Any]] = {
    "no data": ("does not have the documented form (no 'data')", {"code": "Success"}),
    "data is null": ("does not have the documented form", {"data": None}),
    "no id": ("does not have the documented form (/data/id is missing)", {"data": {"service": "s"}}),
    "null for the id": ("does not have the documented form", {"data": connection(status=5)}),
}


@pytest.mark.parametrize("body", [body for _, body in FOREIGN.values()], ids=FOREIGN)
@pytest.mark.parametrize("status", [400, 502, 520])
def test_an_error_with_any_body_is_typed(run, status, body):
    """The status decides the exception, whatever the body."""
    error = failure(run, answer(status, body))

    assert isinstance(error, errors.StatusError)
    assert STATUSES[status] is type(error)
    assert error.code is None
    assert error.api_message is None


@pytest.mark.parametrize("body", [body for _, body in FOREIGN.values()], ids=FOREIGN)
def test_a_foreign_404_is_not_taken_for_not_found(run, body):
    """A 404 whose body is not in the API's format, as another server at the address sends it, is no `NotFound`."""
    error = failure(run, answer(404, body))

    assert type(error) is errors.UnexpectedAnswer
    assert "was answered 404, but the body is not in the API's format" in str(error)
    assert "Nothing was changed." in str(error)


def test_shows_the_beginning_of_a_foreign_body(run):
    """The message has only the first line of a gateway's HTML page."""
    error = failure(run, answer(502, "<html>" + "x" * 1000))

    assert "The body is not in the API's format: '<html>xxx" in str(error)
    assert len(str(error)) < 400
    assert error.response
    assert 1006 == len(error.response.text)


@pytest.mark.parametrize(("words", "body"), (FOREIGN | WITHOUT_DATA).values(), ids=FOREIGN | WITHOUT_DATA)
def test_a_success_that_is_not_the_apis_is_typed(run, words, body):
    """A 2xx with an unreadable body is an `UnexpectedAnswer` that keeps the body."""
    error = failure(run, answer(201, body))

    assert errors.UnexpectedAnswer is type(error)
    assert words in str(error)
    assert error.may_have_acted
    assert 201 == error.status
    assert error.response is not None


NOWHERE = ("javascript:alert(1)", "mailto:", "http://[", "//", "?", "https://a..b")


@pytest.mark.parametrize(
    ("status", "location"),
    [*((status, "https://elsewhere.test") for status in (302, 204, 304)), *((307, nowhere) for nowhere in NOWHERE)],
)
def test_what_is_neither_result_nor_error_is_typed(run, status, location):
    """A redirect, also to nowhere, or a success without its data, is an `UnexpectedAnswer`; none is followed."""
    error = failure(run, answer(status, None, location=location))

    assert errors.UnexpectedAnswer is type(error)
    assert error.sent
    assert location in NOWHERE or (status == 204) == error.may_have_acted


@pytest.mark.parametrize(
    "reply",
    [answer(200, {"code": "Success", "message": "m"}), answer(204), answer(200, {})],
    ids=["200", "204", "no message"],
)
def test_a_delete_needs_no_body(run, reply):
    """A delete may be answered by 200 or 204."""
    assert run(Server(reply), lambda f: f.connections.delete("c")) is None


@pytest.mark.parametrize(("levels", "is_read"), [(97, True), (98, False), (900, False)])
def test_an_answer_that_is_nested_too_deep_is_refused(run, levels, is_read):
    """An answer of at most a hundred levels is read; code that walks a deeper one would fail."""
    deep = f"{'[' * levels}{']' * levels}"
    body = json.dumps({"code": "Success", "data": connection(config=None)}).replace(
        '"config": null', f'"config": {{"a": {deep}}}'
    )
    server = Server(answer(200, body.replace('"data": {', '"data": {"more": [[], [], []], ')))

    if is_read:
        assert run(server, lambda f: f.connections.get("x")).to_dict()["config"]["a"]
    else:
        with pytest.raises(errors.UnexpectedAnswer, match="nested deeper than 100 levels"):
            run(server, lambda f: f.connections.get("x"))


CARD = {"token": "JWTJWT", "uri": "https://fivetran.test/card?auth=JWTJWT" + 200 * "a"}  # longer than a repr shows


def test_nulls_inside_are_as_good_as_absent_keys(run):
    """An undocumented null inside of a connection or list is read as absent; nulls with a meaning are kept."""
    status = {"setup_state": "connected", "tasks": None, "warnings": [{"code": "w", "message": None}]}
    stored = connection(status=status, created_at=None, connected_by=None, config={"a": None}, brand_new={"b": None})

    (got,) = run(Server(ok({"items": [stored]})), lambda f: f.connections.list())

    assert "connected" == got.status.setup_state
    assert "w" == got.status.warnings[0].code
    assert not got.status.tasks
    assert got.connected_by is None
    assert {"a": None} == got.config.to_dict()
    assert {"b": None} == got.additional_properties["brand_new"]


@pytest.mark.parametrize(
    ("reply", "use"),
    [
        (ok(connection(connect_card=CARD), 201), create),
        (
            ok({"connection_id": "c", "connect_card": CARD, "connect_card_config": {"redirect_uri": "https://a.test"}}),
            lambda f: f.connections.connect_card("c", redirect_uri="https://a.test"),
        ),
    ],
    ids=["create", "connect_card"],
)
def test_no_repr_shows_a_connect_card(run, reply, use):
    """The card's token and address are plain text, and the repr of a connection does not show them."""
    got = run(Server(reply), use)

    assert "JWTJWT" not in repr(got)
    assert CARD == got.connect_card.to_dict()
    assert CARD["uri"] == str(got.connect_card.uri) == f"{got.connect_card.uri}"


FAILURES: dict[str, tuple[type[errors.RequestFailed], bool, Exception]] = {
    "refused": (errors.ConnectionFailed, False, httpx.ConnectError("refused")),
    "no pool": (errors.TimedOut, False, httpx.PoolTimeout("")),
    "connect time-out": (errors.TimedOut, False, httpx.ConnectTimeout("")),
    "proxy": (errors.ConnectionFailed, False, httpx.ProxyError("407")),
    "scheme": (errors.ConnectionFailed, False, httpx.UnsupportedProtocol("ftp")),
    "os refused": (errors.ConnectionFailed, False, ConnectionRefusedError("refused")),
    "read time-out": (errors.TimedOut, True, httpx.ReadTimeout("")),
    "write time-out": (errors.TimedOut, True, httpx.WriteTimeout("")),
    "os time-out": (errors.TimedOut, True, TimeoutError()),
    "reset": (errors.ConnectionFailed, True, httpx.ReadError("reset")),
    "write": (errors.ConnectionFailed, True, httpx.WriteError("broken pipe")),
    "cut off": (errors.ConnectionFailed, True, httpx.RemoteProtocolError("peer closed")),
    "os reset": (errors.ConnectionFailed, True, ConnectionResetError("reset")),
    "tls": (errors.ConnectionFailed, True, ssl.SSLError("bad record")),
    "not decodable": (errors.UnexpectedAnswer, True, httpx.DecodingError("gzip")),
}


@pytest.mark.parametrize(("kind", "sent", "cause"), FAILURES.values(), ids=FAILURES)
def test_a_failure_says_how_far_the_request_got(run, kind, sent, cause):
    """Without an answer, the exception says whether the request was sent and may have succeeded."""
    error = failure(run, cause)

    assert kind is type(error)
    assert sent == error.sent
    assert sent == error.may_have_acted
    assert error.status is None
    assert error.request_id is None
    assert error.retry_after is None
    assert cause is error.__cause__
    assert ("It may have succeeded" if sent else "Nothing was sent") in str(error)


class Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that arrives in parts, for as long as it is read."""

    def __init__(self, parts: Iterable[bytes]) -> None:
        self._parts = iter(parts)
        self.taken = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        """Return part after part."""
        for part in self._parts:
            self.taken += 1
            yield part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Return part after part."""
        for part in self:
            yield part

    def close(self) -> None:
        """Note it."""
        self.closed = True

    async def aclose(self) -> None:
        """Note it."""
        self.closed = True


def read(run: Both, body: Stream, **headers: str) -> str:
    """Return the message of the `UnexpectedAnswer` that reading a streamed body ends with."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    error = failure(run, lambda _: httpx.Response(200, headers=named, stream=body), get)
    assert isinstance(error, errors.UnexpectedAnswer)
    return str(error)


@pytest.mark.parametrize(
    "headers", [{}, {"content_length": "5", "transfer_encoding": "chunked"}], ids=["none", "short"]
)
def test_a_header_does_not_lift_the_limit(run, headers):
    """Reading ends at 32 MiB, whatever length a header names, and the connection is closed."""
    body = Stream(repeat(b" " * 1024**2))

    assert "got an answer that cannot be read: it is larger than 32 MiB." in read(run, body, **headers)
    assert 33 == body.taken
    assert body.closed


@pytest.mark.parametrize("before", [*range(65_516, 65_537, 4), *range(131_052, 131_073, 4)])
def test_our_own_cut_hides_no_less(run, before):
    """Of a secret that lies across the end of the part of a body that an error keeps, less than six characters stay."""
    secret = BODY["auth"]["refresh_token"]
    error = failure(run, answer(500, (secret + "." * 57) * (before // 64) + "." * (before % 64) + secret))

    assert error.response
    assert secret[:6] not in error.response.text
    assert len(error.response.content) <= 65_536


def test_a_small_answer_that_unfolds_without_an_end_is_read_up_to_the_limit(run):
    """The limit counts the decompressed bytes of gzip, and not the bytes that arrive."""
    packed = gzip.compress(b" " * 100 * 1024**2)
    parts = [packed[start : start + 1_000] for start in range(0, len(packed), 1_000)]
    body = Stream(parts)

    assert "it is larger than 32 MiB." in read(run, body, content_encoding="gzip", content_length=str(len(packed)))
    assert body.taken < len(parts)


def test_an_answer_of_too_many_values_is_not_parsed(run):
    """Values take more memory than their text, so an answer of more than two million is refused."""
    body = Stream([gzip.compress(b"[" + b"[]," * 2_000_000 + b"[]]")])

    assert "it holds more than 2,000,000 values." in read(run, body, content_encoding="gzip")


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip, deflate", "br", "zstd", "identity, gzip", "x" * 10_000])
def test_another_coding_than_one_gzip_or_deflate_is_refused(run, coding):
    """An answer that is coded twice, or in an unknown way, is refused before it is decoded."""
    body = Stream([gzip.compress(gzip.compress(b"{}"))])

    message = read(run, body, content_encoding=coding)

    assert f"its coding is {coding[:40]!r}, and not one gzip or deflate." in message
    assert 0 == body.taken
    assert body.closed


@pytest.mark.slow
@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress], ids=["gzip", "deflate"])
def test_one_part_unfolds_up_to_the_limit(run, pack):
    """A part of an answer is decoded up to the limit, even if it unfolds to more."""
    body = Stream([pack(b" " * 90 * 1024**2)])
    tracemalloc.start()
    try:
        message = read(run, body, content_encoding="gzip" if pack is gzip.compress else "deflate")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert "it is larger than 32 MiB." in message
    assert most < 110 * 1024**2


def test_an_answer_that_is_not_coded_as_it_says_is_refused(run):
    """An answer whose header names gzip, and whose body is none, is an `UnexpectedAnswer`."""
    assert "incorrect header check" in read(run, Stream([b"{}"]), content_encoding="gzip")


@pytest.mark.parametrize(
    ("timeout", "taken"), [(None, 7), (7200, 73), (Timeouts(total=250), 3), (Timeouts(total=None), 80)]
)
def test_an_answer_that_drips_ends_with_the_time_of_the_whole_request(run, timeout, taken):
    """A request and its answer take ten minutes in all, or as long as `timeout` says."""
    clock = Clock()

    def drip() -> Iterator[bytes]:
        for _ in range(79):
            clock.now += 100
            yield b" "
        yield json.dumps({"data": connection()}).encode()

    body = Stream(drip())

    if taken == 80:
        assert run(lambda _: httpx.Response(200, stream=body), get, clock=clock, timeout=timeout)
    else:
        with pytest.raises(errors.TimedOut, match="the whole request took longer than") as caught:
            run(lambda _: httpx.Response(200, stream=body), get, clock=clock, timeout=timeout, retries=0)
        assert caught.value.sent
        assert body.closed
    assert taken == body.taken


def test_the_async_client_ends_a_request_whose_headers_never_come():
    """The time of the whole request counts for an async client wherever the request waits."""

    async def silent(_: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    async def get_one() -> None:
        transport = httpx.MockTransport(silent)
        options = {"api_key": KEY, "api_secret": SECRET, "retries": 0, "timeout": Timeouts(total=0.01)}
        async with AsyncFivetran(transport=transport, **options) as fivetran:  # type: ignore[arg-type] # options mix types
            await fivetran.connections.get("c")

    with pytest.raises(errors.TimedOut, match=r"took longer than 0\.01 s"):
        asyncio.run(get_one())


def test_an_answer_in_parts_is_read_whole(run):
    """An answer that is compressed and has no length is read like any other."""
    packed = gzip.compress(json.dumps({"code": "Success", "data": connection()}).encode())

    def reply(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-encoding": "gzip"}, stream=Stream([packed[:20], packed[20:]]))

    assert "brisk_otter" == run(reply, get).id


@pytest.mark.parametrize("cause", [httpx.ReadTimeout(""), httpx.ReadError("reset")], ids=repr)
def test_a_read_that_failed_changed_nothing(run, cause):
    """The error of a failed read says that nothing was changed."""
    error = failure(run, cause, get)

    assert not error.may_have_acted
    assert "Nothing was changed" in str(error)


@pytest.mark.parametrize(
    ("seconds", "header"),
    [
        (7.0, "7"),
        (3600.0, " 3600 "),
        (0.0, "0"),
        (0.0, "Wed, 21 Oct 2015 07:28:00 GMT"),
        (0.0, "Wed, 21 Oct 2015 07:28:00 -0000"),
        (None, "-1"),
        (None, "soon"),
        (None, ""),
        (None, "1.5"),
        (None, "Mon, 01 Jan 99999999999999999999999 00:00:00 GMT"),
        (0.0, "Mon, 01 Jan 0001 00:00:00 +2359"),
    ],
)
def test_reads_retry_after(run, seconds, header):
    """`Retry-After` is read as seconds or as a date; an invalid one is ignored."""
    error = failure(run, refused(429, retry_after=header))

    assert seconds == error.retry_after
    assert (f"asks to wait {seconds:g} s" if seconds is not None else "429 SomeCode") in str(error)


def test_reads_a_retry_after_that_lies_ahead(run):
    """A future date in `Retry-After` is read as the seconds until then."""
    error = failure(run, refused(503, retry_after="Fri, 31 Dec 9999 23:59:59 GMT"))

    assert error.retry_after is not None
    assert error.retry_after > 1e9


@given(header=st.from_regex(r"[A-Za-z]{0,4},? ?[0-9]{0,30} (Jan|[a-z]*) [0-9]{0,30} [0-9:]{0,30} ([+-][0-9]{0,30})?"))
def test_reads_any_retry_after(header):
    """Any `Retry-After` is read as a number of seconds or None."""
    header = header.encode("ascii", "replace").decode().replace("\n", " ").replace("\r", " ")
    wait = failure(Both(awaits=False), refused(429, retry_after=header)).retry_after

    assert wait is None or wait >= 0


def test_a_wrong_key_names_its_source(run):
    """A 401 names the source of the credentials."""
    error = failure(run, refused(401))

    assert "The credentials come from the arguments api_key and api_secret." in str(error)


def test_the_request_is_kept_masked(run):
    """The summary of the request shows the sent body with masked secrets."""
    error = failure(run, refused(400))

    assert "POST" == error.request.method
    assert "/v1/connections" == error.request.path
    assert {
        "refresh_token": "***",
        "client_access": {"client_id": "***", "client_secret": "***"},
    } == error.request.body["auth"]
    assert BODY["config"] == error.request.body["config"]


def test_an_echo_of_a_proxys_password_is_masked(run, monkeypatch):
    """A proxy that repeats its password, plain or as its header has it, does not bring it into an error."""
    monkeypatch.setenv("HTTPS_PROXY", "http://me:hush%40hush@proxy.test:1")
    monkeypatch.setenv("FTP_PROXY", "http://[")
    header = base64.b64encode(b"me:hush@hush").decode()
    error = failure(run, answer(407, f"hush@hush, Proxy-Authorization: Basic {header}"), get)

    assert error.response
    assert "hush" not in error.response.text + str(error)
    assert header not in error.response.text + str(error)


@pytest.mark.parametrize(
    "reply",
    [
        lambda said: refused(401, message=said),
        lambda said: refused(401, code=said),
        lambda said: answer(502, said),
        lambda said: answer(201, said),
        httpx.ReadError,
    ],
    ids=["message", "code", "html", "not json", "reason"],
)
@pytest.mark.parametrize(
    "secret",
    [KEY, SECRET, base64.b64encode(f"{KEY}:{SECRET}".encode()).decode(), "rt-1234", "cs-1234"],
    ids=["key", "secret", "pair", "token", "nested"],
)
def test_an_echo_of_a_secret_is_masked(run, reply, secret):
    """The key pair, its header and the secrets of the body are masked if the server repeats them."""
    error = failure(run, reply(f"bad {secret}!"))

    assert "bad ***!" in str(error)
    assert secret not in str(error) + repr(error) + repr(vars(error))


@pytest.mark.parametrize("body", ["sent", "spelt anew"])
def test_an_echo_of_the_whole_body_is_masked(run, body):
    """The secrets of a repeated body are masked, be they escaped, short or numbers."""
    auth = {"refresh_token": 'line\nwith "quotes" and \\', "pin": "xyz", "key": "é=/", "password": 98765432}

    def repeat(request: httpx.Request) -> httpx.Response:
        said = request.content.decode() if body == "sent" else json.dumps(json.loads(request.content), indent=1)
        return refused(400, code="Bad_98765432", message=said)

    error = failure(run, repeat, lambda f: f.connections.create({**BODY, "service": "other", "auth": auth}))

    assert isinstance(error, errors.StatusError)
    assert "Bad_***" == error.code
    for part in ("line", "quotes", "xyz", "00e9", "é", "98765432"):
        assert part not in str(error)


@pytest.mark.parametrize("escape", ESCAPES.values(), ids=ESCAPES)
def test_an_echo_is_masked_in_each_encoding(run, caplog, escape):
    """Neither an error with its traceback nor the log has a secret that the server repeats in another encoding."""
    caplog.set_level("DEBUG")
    said = escape(secret := "mark<&\"/+é%'end")
    body = {**BODY, "service": "other", "auth": {"token": secret}}
    error = failure(run, refused(400, message=said), lambda f: f.connections.create(body))

    shown = f"{error!r} {vars(error)} {error.response and error.response.text} {caplog.text}"
    assert said.strip("'\"") not in shown + "".join(traceback.format_exception(error))


def test_the_raw_answer_is_kept(run):
    """The error keeps the response without its request."""
    error = failure(run, answer(500, b"\xffraw", x_extra="1"))

    assert error.response
    assert error.response == errors.RawResponse(500, error.response.headers, "\ufffdraw".encode())
    assert "1" == error.response.headers["x-extra"]
    assert "\ufffdraw" == error.response.text
    assert "raw" not in repr(error.response)


SUMMARY = errors.RequestSummary("GET", "/x")
RAW = errors.RawResponse(404, {"x-request-id": "r"}, b"{}")


def samples() -> dict[type[errors.FivetranError], errors.FivetranError]:
    """Return one of each exception."""
    made = [
        errors.FivetranError("x"),
        errors.CredentialsError("x"),
        errors.InvalidRequest("x"),
        errors.InvalidBody([]),
        errors.InvalidConnection([]),
        errors.RequestFailed("failed", request=SUMMARY),
        errors.ConnectionFailed("failed", request=SUMMARY, sent=False),
        errors.TimedOut("failed", request=SUMMARY, may_have_acted=True),
        errors.UnexpectedAnswer("failed", request=SUMMARY, response=RAW),
        *(
            kind(request=SUMMARY, response=RAW)
            for kind in {errors.StatusError, errors.ServerError, *errors.BY_STATUS.values()}
        ),
        errors.RepeatedCursor("abc", partial=(1, 2)),
        errors.TooManyPages("10 pages", "set most_pages to read more", partial=(1, 2)),
        errors.ConnectionDiffers("c", [Mismatch("/paused", requested=True, found=False)]),
        errors.OutcomeUnknown(group_id="g", schema="s"),
        errors.DeadlineTooSoon(wait=3),
        errors.InvalidSignature("x"),
        errors.InvalidEvent("x"),
        errors.DeadlinePassed(SimpleNamespace(advice="Wait."), seconds=3),  # type: ignore[arg-type] # advice is enough
    ]
    return {type(error): error for error in made}


def kinds() -> set[type[errors.FivetranError]]:
    """Return every exception class of the module."""
    return {kind for name in errors.__all__ if issubclass(kind := getattr(errors, name), errors.FivetranError)}


@pytest.mark.parametrize("kind", sorted(kinds(), key=lambda kind: kind.__name__))
def test_every_exception_survives_pickling_and_copying(kind):
    """A pickled or copied exception has the same message and attributes."""
    error = samples()[kind]

    for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301 - our own bytes
        assert kind is type(other)
        assert str(error) == str(other)
        assert vars(error) == vars(other)


def test_the_tree_is_drawn_as_it_is():
    """The tree of docs/errors.md shows every class under its parent."""
    page = (Path(__file__).parents[2] / "docs" / "errors.md").read_text("utf-8")
    drawn: dict[str, str] = {}
    above: list[str] = []
    for line in re.findall(r"^([│├└─ ]*)(\w+)(?:  .*)?$", page.split("```")[1], re.MULTILINE):
        depth = len(line[0]) // 4
        above[depth:] = [line[1]]
        if depth:
            drawn[line[1]] = above[depth - 1]

    assert {kind.__name__: kind.__base__.__name__ for kind in kinds() if kind is not errors.FivetranError} == drawn  # type: ignore[union-attr] # each has a base


def test_invalid_input_is_a_value_error():
    """An invalid request is a `ValueError`."""
    assert issubclass(errors.InvalidConnection, ValueError)


def test_lists_every_violation():
    """One violation is in the sentence, several have a line each, and all are in `violations`."""
    with pytest.raises(errors.InvalidConnection) as one:
        Both(awaits=False)(Server(ok({})), lambda f: f.connections.create({**BODY, "paused": "no"}))
    with pytest.raises(errors.InvalidConnection) as two:
        Both(awaits=False)(
            Server(ok({})), lambda f: f.connections.create({**BODY, "paused": "no", "schedule_type": "x"})
        )

    assert str(one.value).startswith("Not a valid connection, nothing was sent. /paused: ")
    assert str(two.value).startswith("Not a valid connection, nothing was sent:\n  /")
    assert {"/paused", "/schedule_type"} == {violation.pointer for violation in two.value.violations}
