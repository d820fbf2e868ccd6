"""`verify` at the end of a test: each thing that went wrong since the last one, in a line."""

import pytest

from fivetran_mock import Fault, FivetranMock, Request

from ..._stores import Keeping
from ._asking import ask, create, data

UNKNOWN = "/v1/connections?grop_id=g"


def failure(mock: FivetranMock, **options: object) -> list[str]:
    """Return the lines of a `verify` that fails."""
    with pytest.raises(AssertionError) as failed:
        mock.verify(**options)  # type: ignore[arg-type]  # each test passes one of its arguments
    return str(failed.value).splitlines()


def test_a_mock_without_calls_says_so(mock):
    """Without calls nothing is wrong, and a note says that none came."""
    assert (0, ["no call has reached the mock since the last verify or reset"]) == mock.verify()


def test_refusals_are_named_once(mock):
    """A refused call is named with its reason, equal ones with their number, and only by the next `verify`."""
    ask(mock, "GET", UNKNOWN)
    ask(mock, "GET", UNKNOWN)

    assert (
        "  400 GET /v1/connections?grop_id=g: Unknown parameter 'grop_id' in the query; did you mean group_id?"
        " (2 times)" in failure(mock)
    )
    ask(mock, "GET", "/v1/groups")
    assert (1, []) == mock.verify()


def test_calls_after_a_reset_are_new(mock):
    """After the journal was emptied, as many calls as before are looked at again."""
    for forget in (mock.reset, mock.clear_calls):
        ask(mock, "GET", UNKNOWN)
        failure(mock)
        forget()
    ask(mock, "GET", UNKNOWN)

    failure(mock)


def test_a_poll_of_an_earlier_test_is_named():
    """Where ids go on at a reset, a later connection has no earlier id, and a 404 says that an earlier test asks."""
    store = Keeping()
    mock = FivetranMock(store=store)
    earlier = create(mock)["id"]
    mock.reset(continue_ids=True)
    later = create(FivetranMock(store=store))["id"]
    ask(mock, "GET", f"/v1/connections/{earlier}")

    assert earlier != later == create(mock)["id"]
    assert failure(mock)[1].endswith(" (a connection of an earlier test, which a reset has forgotten)")
    mock.reset()
    assert earlier == create(mock)["id"]


@pytest.mark.parametrize("expected", [[400], (400, 404)])
def test_expected_refusals_are_left_out(mock, expected):
    """A status that the test expects is no failure, unless nothing is refused with it since the mock was reset."""
    ask(mock, "GET", UNKNOWN)

    assert (1, []) == mock.verify(expected=expected, allow_unused=len(expected) > 1)
    mock.verify(expected=[400])
    assert "  expected=409: no call was refused with it" in failure(mock, expected=[409])
    mock.reset()
    assert "  expected=400: no call was refused with it" in failure(mock, expected=[400])
    assert "(write x if the test expects this)" in failure(mock, expected=[400], advice="write x")


def test_ignored_parameters_are_named():
    """Where the API ignores unknown parameters, they are named with the nearest, and expected as the 400 elsewhere."""
    mock = FivetranMock(behaviours={"unknown_query": "ignored"})
    ask(mock, "GET", f"{UNKNOWN}&limit=1")
    assert "  'grop_id' in GET /v1/connections?grop_id=g&limit=1; did you mean group_id?" in failure(mock)

    ask(mock, "GET", UNKNOWN)
    assert (1, []) == mock.verify(expected=[400])


def test_unused_faults_and_scripts_are_named_once(mock):
    """A fault and a script that nothing used are named, unless they may stay unused, and the later ones alone again."""
    mock.add_fault(Fault(operation="list_users", status=503))
    mock.script_syncs("failed", service="mailchimp")
    assert 2 == sum(line.startswith(("  Fault(", "  SyncScript(")) for line in failure(mock))

    mock.add_fault(Fault(operation="list_users", status=503))
    assert 1 == sum(line.startswith(("  Fault(", "  SyncScript(")) for line in failure(mock))
    mock.add_fault(Fault(operation="list_users", status=503))
    mock.verify(allow_unused=True)


def test_a_failed_delivery_is_named_unless_its_repetition_succeeded(mock):
    """An event that no receiver took is a failure; its status may be expected; one lost on purpose is none."""
    answers = [200, 500, 503, 200]
    mock.webhooks.mount("https://hooks.test/", lambda _: answers.pop(0))
    events = ["pause_connector", "resume_connector"]
    ask(mock, "POST", "/v1/webhooks/account", {"url": "https://hooks.test/", "events": events})
    identifier = create(mock)["id"]
    mock.pause(identifier)
    assert "pause_connector" in failure(mock)[1]

    mock.advance(minutes=6)
    mock.verify(expected=[503])
    mock.advance(hours=1)
    mock.webhooks.lose("resume_connector")
    mock.resume(identifier)
    mock.verify()


def test_dropped_calls_are_noted():
    """Calls for which the journal had no room are noted, since a refusal may be among them."""
    mock = FivetranMock(journal_entries=1)
    ask(mock, "GET", UNKNOWN)
    ask(mock, "GET", "/v1/groups")

    assert (1, ["the journal has dropped the oldest calls: 1"]) == mock.verify()


def test_a_cursor_that_was_never_sent_is_noted(mock):
    """A page of a list is noted whose cursor no call has sent, with the number of its reads."""
    for schema in "abc":
        create(mock, schema)
    for limit in (1, 2, 2, 2, 3):
        page = data(mock, "GET", f"/v1/connections?limit={limit}")
    never = "the next_cursor in the answer to GET /v1/connections?limit={} was never sent"

    assert [
        f"no further page was asked for: {never.format(1)}",
        f"the same page was asked for 3 times: {never.format(2)}",
    ] == mock.verify().notes
    page = data(mock, "GET", "/v1/connections?limit=2")
    data(mock, "GET", f"/v1/connections?limit=2&cursor={page['next_cursor']}")
    assert (2, []) == mock.verify()


@pytest.mark.parametrize("at_trial", [True, False])
def test_what_a_receiver_raised_is_raised(mock, at_trial):
    """An error of a receiver that nothing has raised is raised by `verify`, which first delivers what is due."""

    def receive(_: Request) -> None:
        if at_trial or mock.connections():
            raise ZeroDivisionError

    mock.webhooks.mount("https://hooks.test/", receive)
    ask(mock, "POST", "/v1/webhooks/account", {"url": "https://hooks.test/", "events": ["create_connector"]})
    create(mock)

    with pytest.raises(ZeroDivisionError):
        mock.verify()
