"""`fivetran-mock verify`: faithful servers pass, and each difference is reported with its place."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest

import fivetran_openapi
from fivetran_mock import FivetranMock, Reply, Request
from fivetran_mock.__main__ import main
from fivetran_mock._mock.contract.differences import Contract
from fivetran_mock.cli.verify import Report, Send, Verdict, verify
from fivetran_mock.prism import Prism
from fivetran_mock.server import MockServer

from ._judges import HEADERS, READY, Change, new, replaced

KEYS = {"mock-key": "mock-secret"}


def filled() -> FivetranMock:
    """Return a mock with two connections and one key pair."""
    mock = FivetranMock(credentials=KEYS)
    mock.seed(connections=[new("pinterest_ads") | READY | {"config": {"schema": name}} for name in ("a", "b")])
    return mock


def verified(send: Send) -> Report:
    """Verify a server that is a Python function."""
    return verify(
        send, url="http://server", authorization=HEADERS["authorization"], document=fivetran_openapi.document()
    )


def changed(change: Change) -> Send:
    """Return a server that changes the mock's answers."""
    mock = filled()
    return lambda request: change(request, mock.handle(request))


def differing(report: Report) -> dict[str, list[str]]:
    """Return the differences by operation and probe."""
    return {
        f"{each.operation}: {each.probe}": [str(difference) for difference in each.differences]
        for each in report.outcomes
        if each.verdict is Verdict.DIFFERS
    }


def test_the_mock_is_faithful() -> None:
    """The mock has no difference, and every reading operation is tried."""
    report = verified(filled().handle)

    assert {} == differing(report)
    assert report.passed
    assert {"ok"} == set(report.counts)
    reading = {each.id for each in Contract(fivetran_openapi.document()).operations.values() if each.method == "GET"}
    assert reading == {each.operation for each in report.outcomes}


def test_only_reading_requests_are_sent() -> None:
    """`verify` sends only reading requests, so that the server's state stays."""
    mock = filled()
    before = mock.connections()
    verified(mock.handle)

    assert {"GET"} == {call.method for call in mock.calls}
    assert before == mock.connections()


def test_an_empty_account_leaves_probes_untried() -> None:
    """A probe that an empty account cannot answer is reported as untried, not as a difference."""
    report = verified(FivetranMock(credentials=KEYS).handle)

    untried = {each.probe: each.reason for each in report.outcomes if each.verdict is Verdict.UNTRIED}
    assert report.passed
    assert "the answers so far show no id" == untried["first of the list"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "the server does not know the key pair"),
        (403, "the key pair has no permission for this"),
        (429, "the server limits the rate"),
    ],
)
def test_a_refusal_is_no_difference_and_no_success(status: int, reason: str) -> None:
    """If the key has no permission, `verify` reports neither a difference nor a success."""

    def refuse(request: Request, reply: Reply) -> Reply:
        if "authorization" not in request.headers:
            return reply
        headers = [("content-type", "application/json"), ("retry-after", "1")]
        return Reply(status, headers, b'{"code":"C","message":"m"}')

    report = verified(changed(refuse))

    signed = [each for each in report.outcomes if each.probe != "without credentials"]
    assert {(Verdict.UNTRIED, reason)} <= {(each.verdict, each.reason) for each in signed}
    assert {} == differing(report)


def test_a_server_that_knows_nobody_has_not_passed() -> None:
    """A report without a successful probe is no success."""
    report = Report("http://server", (), ())

    assert not report.passed


def with_many(_: Request, reply: Reply) -> Reply:
    """Set a header to a wrong type."""
    return Reply(reply.status, [*reply.headers, ("x-rate-limit", "many")], reply.body)


def no_door(request: Request, _: Reply) -> Reply:
    """Accept requests without credentials."""
    return filled().handle(request._replace(headers=HEADERS))


DETAILS = "get_connection: first of the list"
GROUPS = "list_groups: first page"


@pytest.mark.parametrize(
    ("change", "place", "said"),
    [
        (
            lambda _, reply: Reply(418, reply.headers, reply.body),
            "get_account_info: account of the key",
            "status: 418 is not declared",
        ),
        (
            lambda _, reply: Reply(reply.status, [], reply.body),
            GROUPS,
            "content-type: none instead of application/json",
        ),
        (lambda _, reply: Reply(reply.status, reply.headers, b"<html>"), GROUPS, "the body is not JSON"),
        (lambda _, reply: Reply(reply.status, reply.headers, b"[" * 200_000), GROUPS, "the body is nested too deeply"),
        (replaced(b'"sync_frequency":360', b'"sync_frequency":"360"'), DETAILS, "/data/sync_frequency: "),
        (replaced(b'"service"', b'"type"'), DETAILS, '/data: "service" is a required property'),
        (with_many, GROUPS, "X-Rate-Limit: 'many' is not of type integer"),
        (no_door, "get_account_info: without credentials", "status: 200 instead of 401"),
    ],
)
def test_each_difference_is_named(change: Any, place: str, said: str) -> None:
    """Each kind of difference is reported with its operation and pointer."""
    found = differing(verified(changed(change)))

    assert any(each.startswith(said) for each in found[place]), found[place]


def test_a_header_that_is_no_number_is_a_difference() -> None:
    """A 429 may lack `Retry-After`, but its value is a number of seconds."""
    contract = Contract(fivetran_openapi.document())
    kind = ("content-type", "application/json")
    bare, in_words = (
        [str(each) for each in contract.differences("list_groups", Reply(429, headers, b'{"code":"C","message":"m"}'))]
        for headers in ([kind], [kind, ("retry-after", "soon")])
    )

    assert [] == bare
    assert ["Retry-After: 'soon' is not of type integer"] == in_words


def test_an_answer_without_a_declared_body_may_have_any() -> None:
    """If the document declares no body, any body is accepted."""
    paths = {"/ping": {"get": {"operationId": "ping", "responses": {"default": {"description": "d"}}}}}
    contract = Contract({"paths": paths})

    assert [] == contract.differences("ping", Reply(204, [], b""))


@pytest.mark.slow
def test_prism_differs_where_it_has_no_state() -> None:
    """Prism differs only where it would need state: ids, cursors and key pairs."""
    with Prism() as prism:
        found = differing(verified(prism.handle))

    assert {"status: 200 instead of 404"} == set(found.pop("get_connection: one that is not there"))
    assert {"type that is not served"} >= {place.partition(": ")[2] for place in found}


def test_table_tells_people(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The command prints a line for each probe and ends with a summary."""
    monkeypatch.setenv("FIVETRAN_API_KEY", "mock-key")
    monkeypatch.setenv("FIVETRAN_API_SECRET", "mock-secret")
    with MockServer(filled()) as server:
        url = server.url
        status = main(["verify", url])

    lines = capsys.readouterr().out.splitlines()
    assert 0 == status
    assert ["operation", "probe", "status", "verdict"] == lines[0].split()
    assert f"{url}: 47 ok, 0 differs, 0 untried; not tried because they write:" in lines[-1]


def test_table_tells_why_a_probe_was_not_tried(capsys: pytest.CaptureFixture[str]) -> None:
    """Below a probe's line are its differences, or the reason why it was not tried."""
    with MockServer(FivetranMock()) as server:
        main(["verify", server.url])

    assert "    the answers so far show no id\n" in capsys.readouterr().out


def test_key_that_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that is not valid text is sent unchanged; a trailing /v1 of the address is dropped."""
    monkeypatch.setenv("FIVETRAN_API_KEY", "\udcff")
    mock = FivetranMock()
    with MockServer(mock) as server:
        main(["verify", f"{server.url}/v1/"])

    assert {"get_account_info", "list_groups"} < {call.operation for call in mock.calls}


def test_json_tells_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON output has each difference with its pointer, and the exit status reports differences."""
    mock = FivetranMock()
    mock.add_fault({"operation": "list_groups", "status": 503})
    with MockServer(mock) as server:
        status = main(["verify", server.url, "--output", "json", "--timeout", "60"])

    report = json.loads(capsys.readouterr().out)
    found = [each for each in report["outcomes"] if each["operation"] == "list_groups"]
    assert 1 == status
    assert not report["passed"]
    assert {"pointer": "status", "message": "503 instead of 200"} in found[0]["differences"]


def test_no_server_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """An unreachable server ends with status 7."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: no other server can answer here
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"

        assert 7 == main(["verify", address])
    assert capsys.readouterr().err.startswith(f"fivetran-mock verify: {address} does not answer: ")


@pytest.mark.parametrize(
    "url",
    [
        *("foo", "", "localhost:8000", "http://", "ftp://localhost", "http://[", "http://a b", "http://a\nb"),
        *("http://localhost:port", "http://localhost:70000", "http://localhost:0"),
    ],
)
def test_no_address_is_wrong_usage(capsys: pytest.CaptureFixture[str], url: str) -> None:
    """An argument that is no address ends with status 2, and nothing is asked."""
    with pytest.raises(SystemExit) as caught:
        main(["verify", url])

    assert 2 == caught.value.code
    assert f"fivetran-mock verify: url: {url!r} is not an address: use one like http://127.0.0.1:8000" in (
        capsys.readouterr().err
    )
