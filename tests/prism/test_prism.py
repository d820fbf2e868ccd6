"""The real Prism: its answers, and the guards against its defects."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fivetran_mock import Request
from fivetran_mock.prism import Prism, PrismFailed, PrismViolation, violations
from fivetran_mock.server import MockServer

from ._support import SIGNED_IN, create, get

pytestmark = pytest.mark.slow

GOOD: dict[str, Any] = {"group_id": "amber_kettle", "service": "pinterest_ads", "config": {"schema": "pin"}}
BAD: dict[str, Any] = {**GOOD, "sync_frequency": 7}
ACCOUNT = {"code": "Success", "message": "m", "data": {"account_id": "a_b"}}


@pytest.fixture
def ping(tmp_path: Path) -> Path:
    """Return a file with a tiny document, which Prism reads quickly."""
    paths = {"/ping": {"get": {"operationId": "ping", "responses": {"204": {"description": "Nothing to say."}}}}}
    return written(tmp_path, paths)


def written(folder: Path, paths: dict[str, Any]) -> Path:
    """Return a file with a document of these paths."""
    file = folder / "document.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}))
    return file


@pytest.fixture(scope="module")
def prism() -> Iterator[Prism]:
    """Start one Prism as a mock, for all tests that only send requests."""
    with Prism() as started:
        yield started


@contextlib.contextmanager
def proxy(upstream: MockServer, **options: Any) -> Iterator[Prism]:
    """Start Prism as a proxy of a server."""
    with Prism(upstream=upstream.url, **options) as started:
        yield started


def test_answers_from_the_document(prism):
    """A valid request gets the document's example."""
    reply = prism.handle(create(GOOD))

    assert 201 == reply.status
    assert [] == violations(reply)
    assert b"Connection has been created" in reply.body


def test_names_what_is_wrong(prism):
    """An invalid request gets a 400 with the places of its violations."""
    reply = prism.handle(create(BAD))

    assert 400 == reply.status
    assert ("request", "body") in {violation.location[:2] for violation in violations(reply)}


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "/v1/account\n/info", SIGNED_IN, b""),
        Request("GET", "/v1/\u20ac", SIGNED_IN, b""),
        Request("GET", "/v1/account/info", {"authorization": "hush\nx"}, b""),
    ],
    ids=["line break", "not ASCII", "header"],
)
def test_request_that_http_cannot_carry(prism, request_):
    """A request that HTTP cannot transport is refused in one sentence without the header's value."""
    with pytest.raises(ValueError, match="the request cannot be sent: method, target and headers") as caught:
        prism.handle(request_)

    assert "hush" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert 200 == prism.handle(get("/v1/account/info")).status


@pytest.mark.parametrize("body", [b"{", b"\xff", b"nul", b""])
def test_malformed_json_is_answered(prism, body):
    """Malformed JSON is answered; newer versions of Prism hang."""
    reply = prism.handle(Request("POST", "/v1/connections", SIGNED_IN, body))

    assert 400 == reply.status


def test_names_in_any_script_are_answered(prism):
    """An unknown key outside of ASCII is reported; without a guard it ends Prism."""
    reply = prism.handle(create({**GOOD, "\U0001f511": 1, "żółw": 2}))

    said = " ".join(violation.message for violation in violations(reply))
    assert 400 == reply.status
    assert "\U0001f511" in said
    assert "żółw" in said


@pytest.mark.deep
def test_production_mode_is_not_taken_over(monkeypatch):
    """`NODE_ENV=production`, which makes Prism fork, and the user's Node options are not passed on."""
    monkeypatch.setenv("NODE_ENV", "production")
    monkeypatch.setenv("NODE_OPTIONS", "--no-such-option")

    with Prism() as prism:
        assert 200 == prism.handle(get("/v1/account/info")).status


def test_start_and_stop_may_be_called_twice(ping):
    """Repeated starts and stops are no errors, and a stopped Prism can start again."""
    prism = Prism(document=ping)
    prism.stop()
    with prism:
        first = prism.pid
        prism.start()

        assert first == prism.pid
    assert prism.pid is None
    assert () == prism.log
    assert 0 == prism.port
    with prism:
        assert 204 == prism.handle(get("/ping")).status


def test_document_without_operations_is_shown_as_prism_says_it(tmp_path):
    """If Prism refuses a document, the error has Prism's message."""
    with pytest.raises(PrismFailed, match="No operations found") as failure:
        Prism(document=written(tmp_path, {})).start()

    assert "Prism ended at its start (exit status 1)" == failure.value.sentence


@pytest.mark.parametrize(
    ("fault", "severity", "location"),
    [
        ({"body": {**ACCOUNT, "data": {"account_id": 7}}}, "Error", ("response", "body", "data", "account_id")),
        ({"status": 418, "body": ACCOUNT}, "Warning", ()),
    ],
    ids=["a wrong type", "an undeclared status"],
)
def test_proxy_refuses_an_answer_that_does_not_fit(upstream, fault, severity, location):
    """A wrong type, or a status that the document lacks, of which Prism itself only warns, becomes a 500."""
    upstream.mock.add_fault(fault)
    with proxy(upstream) as prism:
        reply = prism.handle(get("/v1/account/info"))

    assert 500 == reply.status
    assert [severity] == [each.severity for each in violations(reply)]
    assert [location] == [each.location[: len(location)] for each in violations(reply)]


@pytest.mark.deep
@pytest.mark.parametrize(("check_requests", "asked"), [(True, 0), (False, 1)])
def test_proxy_may_pass_bad_requests_on(upstream, check_requests, asked):
    """Invalid requests are refused by the proxy, or passed on if the option says so."""
    with proxy(upstream, check_requests=check_requests) as prism:
        prism.handle(create(BAD))

    assert asked == upstream.mock.call_count


def test_violations_that_prism_cut_short_count_as_one(prism):
    """A violation header that Prism truncated counts as one violation."""
    reply = prism.handle(create(BAD))
    reply.headers[:] = [(name, value[:40]) for name, value in reply.headers if name == "sl-violations"]

    assert [PrismViolation((), "Error", reply.headers[0][1])] == violations(reply)
