"""Details of journal, console, plugin and server that a single change of the code would break unnoticed."""

from __future__ import annotations

import base64
import shlex
from dataclasses import replace

import pytest

from fivetran_mock import Fault, FivetranMock, Request
from fivetran_mock.admin import Site
from fivetran_mock.server import Endpoint

pytest_plugins = ["pytester"]

PAIR = base64.b64encode(b"mock-key:mock-secret").decode()
HEADERS = {"authorization": f"Basic {PAIR}", "content-type": "application/json"}
HOSTS = ("mock.test:8080", "other.test:8080")
NEW = b'{"service": "mailchimp", "group_id": "g", "config": {"schema": "s", "group_id": "inner"}}'


def page(mock: FivetranMock, path: str, *, method: str = "GET", form: bytes = b"") -> tuple[int, str]:
    """Return status and text of a page of the console."""
    headers = {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}
    reply = Site(mock).answer(Request(method, f"/__mock__/{path}", headers, form), local=True)
    return reply.status, reply.body.decode()


def test_an_update_is_masked_as_its_service_needs(mock: FivetranMock) -> None:
    """A key that is secret for its service alone is masked in the journal of an update."""
    body = {"service": "pingdom", "group_id": "g", "config": {"schema": "p", "username": "hush-1", "password": "x"}}
    (identifier,) = mock.seed(connections=[body])
    mock.handle(Request("PATCH", f"/v1/connections/{identifier}", HEADERS, b'{"config": {"username": "hush-2"}}'))

    assert {"config": {"username": "******"}} == mock.calls[-1].body


def test_a_key_of_the_body_goes_before_one_of_its_config(mock: FivetranMock) -> None:
    """Where body and config have one key, an assertion means the key of the body."""
    mock = FivetranMock(services=["mine"])
    mock.handle(Request("POST", "/v1/connections", HEADERS, NEW.replace(b"mailchimp", b"mine")))

    assert mock.assert_created(group_id="g")


def test_a_repeated_cursor_is_the_one_that_was_asked_for(mock: FivetranMock) -> None:
    """The fault of a cursor that repeats answers with the cursor of the request."""
    for schema in ("a", "b"):
        mock.seed(connections=[{"service": "mailchimp", "group_id": "g", "config": {"schema": schema}}])
    mock.add_fault(Fault(operation="list_connections", answer="repeated_cursor"))
    cursor = base64.urlsafe_b64encode(b'{"after":1}').decode().rstrip("=")
    reply = mock.handle(Request("GET", f"/v1/connections?cursor={cursor}", HEADERS, b""))

    assert f'"next_cursor":"{cursor}"' in reply.body.decode()


def test_findings_count_toward_the_size_of_the_journal() -> None:
    """The texts of findings count, so that long ones cannot fill the memory."""
    long = b'{"service": "pinterest_ads", "group_id": "g", "config": {"schema": "s", "%b": 1}}' % (b"x" * 3_000)
    mock = FivetranMock(journal_bytes=8_000)
    for _ in range(3):
        mock.handle(Request("POST", "/v1/connections", HEADERS, long))

    assert 1 == len(mock.calls)


def test_a_connection_of_an_unknown_account_is_not_found(mock: FivetranMock) -> None:
    """The console answers 404 for an account that does not exist, and makes none."""
    (identifier,) = mock.seed(connections=[{"service": "mailchimp", "group_id": "g", "config": {"schema": "s"}}])
    before = mock.accounts()

    assert 404 == page(mock, f"console/connections/{identifier}?account=nobody")[0]
    assert before == mock.accounts()


def test_a_fault_is_removed_by_its_number_alone(mock: FivetranMock) -> None:
    """An address that names no number removes no fault."""
    mock.add_fault({"operation": "list_groups", "status": 503})

    assert 404 == page(mock, "console/faults/abc/remove", method="POST")[0]
    assert 1 == len(mock.faults)


def test_a_misspelt_word_of_a_fault_is_suggested_as_it_is_written(mock: FivetranMock) -> None:
    """The suggestion for a word of a fault is the word, not its name in Python."""
    with pytest.raises(ValueError, match="did you mean 'repeated_cursor'"):
        mock.add_fault({"answer": "repeat_cursor"})


def test_a_single_refusal_is_no_group(mock: FivetranMock) -> None:
    """Refusals are grouped by their cause from the second one on."""
    mock.handle(Request("POST", "/v1/connections", HEADERS, b"{}"))
    once = page(mock, "console/")[1].count("Field &#39;service&#39; is required")
    mock.handle(Request("POST", "/v1/connections", HEADERS, b"{}"))

    assert page(mock, "console/")[1].count("Field &#39;service&#39; is required") >= once


def test_the_address_of_a_copied_command_is_quoted(mock: FivetranMock) -> None:
    """A target with signs of a shell stays one word in the copied command."""
    mock.handle(Request("GET", "/v1/connections?schema=$(touch+x);'&cursor=", HEADERS, b""))
    text = page(mock, f"console/requests/{mock.call_count}")[1]
    command = text[text.index("curl --request GET") :].partition("</pre>")[0]
    words = shlex.split(command.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&").replace("\\\n", " "))

    assert "https://api.fivetran.com/v1/connections?schema=$(touch+x);'&cursor=" == words[3]


def test_what_a_fixture_leaves_behind_is_told_of_the_teardown(pytester: pytest.Pytester) -> None:
    """A refused call of a fixture's clean-up fails the teardown, in a section of that name."""
    pytester.makepyfile(
        """
        import httpx
        import pytest

        @pytest.fixture
        def leaves(fivetran_mock):
            yield
            httpx.get("https://api.fivetran.com/v1/groups/none/nothing", auth=("k", "s"))
            raise RuntimeError("after the refused call")

        def test_it(leaves):
            pass
        """
    )
    done = pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", "-p", "no:asyncio")

    done.assert_outcomes(passed=1, errors=1)
    done.stdout.fnmatch_lines(["*fivetran_mock teardown*"])


def test_refusals_after_a_reset_are_told(pytester: pytest.Pytester) -> None:
    """A call that is refused after `reset` fails the test, although the numbers of calls begin again."""
    pytester.makepyfile(
        """
        import httpx

        def ask(path):
            return httpx.get(f"https://api.fivetran.com{path}", auth=("k", "s"))

        def test_it(fivetran_mock):
            ask("/v1/groups")
            ask("/v1/groups")
            fivetran_mock.reset()
            ask("/v1/connections/none")
        """
    )
    done = pytester.runpytest_inprocess("-q", "-p", "no:cacheprovider", "-p", "no:asyncio")

    done.assert_outcomes(failed=1)


def test_a_name_that_the_server_listens_on_is_allowed(mock: FivetranMock) -> None:
    """The name of `--host` may stand in the Host header of a request to the mock's own API."""
    with Endpoint.bind() as endpoint:
        site = Site(mock, replace(endpoint, name="mock.test").access())
    replies = [site.answer(Request("GET", "/__mock__/state", {"host": host}, b""), local=True) for host in HOSTS]

    assert [200, 403] == [reply.status for reply in replies]
