"""Wrong arguments: each is refused immediately, in a sentence that names it."""

import re
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

import pytest
import respx

from fivetran_mock import Fault, FivetranMock, InvalidFault, SetupTest, SetupTestScript, SyncScript
from fivetran_rules.behaviours import InvalidBehaviours

from ._asking import ask, create

YEARS = r"a number of seconds from 0 to 3162240000 (100 years)"


@pytest.mark.parametrize(
    ("setting", "problem", "sentence"),
    [
        ({"group": ["g"]}, TypeError, "FivetranMock has no 'group'; did you mean groups?"),
        ({"rate_limits": "x"}, ValueError, "rate_limits has to be one of standard, trial, or None"),
        (
            {"behaviours": {"mask": 9}},
            InvalidBehaviours,
            "behaviour mask has the values six, eight, prefixed, mixed, not '9'",
        ),
        ({"behaviours": ["mask"]}, InvalidBehaviours, "behaviours have to be an object of names and values"),
        ({"strict": "no"}, TypeError, "strict has to be true or false"),
        ({"groups": "abc"}, TypeError, "groups has to be a list of ids of groups, or a mapping of ids to names"),
        ({"groups": {"a": ""}}, ValueError, "groups.a has to be a text that is not empty"),
        ({"services": "abc"}, TypeError, "services has to be a list of names of services"),
        ({"groups": ["a", 5]}, TypeError, "groups[1] has to be a text that is not empty"),
        ({"groups": [""]}, ValueError, "groups[0] has to be a text that is not empty"),
        ({"sync_seconds": -1}, ValueError, f"sync_seconds has to be {YEARS}"),
        ({"seconds_per_call": 10**400}, ValueError, f"seconds_per_call has to be {YEARS}"),
        ({"seconds_per_call": True}, TypeError, f"seconds_per_call has to be {YEARS}"),
        ({"random_seed": 1.5}, TypeError, "random_seed has to be a whole number"),
        ({"journal_entries": -1}, ValueError, "journal_entries has to be a whole number from 0"),
        ({"store": "x"}, TypeError, "store has to be a Store, with load and write, or None"),
        ({"card_page": "x"}, ValueError, "card_page has to be an address that begins with http:// or https://"),
        ({"faults": "x"}, TypeError, "faults has to be a list of faults or of their data"),
        ({"faults": {"status": 500}}, TypeError, "faults has to be a list of faults or of their data"),
        ({"faults": [Fault(status=500), 5]}, InvalidFault, "/1: this has to be an object"),
        ({"faults": [{"status": 5}]}, InvalidFault, "/0/status: this has to be a whole number from 200 to 599"),
    ],
)
def test_setting_that_is_wrong(setting, problem, sentence):
    """A mock cannot be made with a wrong setting."""
    with pytest.raises(problem, match=f"^{re.escape(sentence)}$"):
        FivetranMock(**setting)


TRIPLE = ["hush", "administrator", "more"]


@pytest.mark.parametrize(
    "credentials", ["hush:hush", {}, {"": "hush"}, {"key": ""}, {"a:b": "hush"}, {"key": 5}, {"key": TRIPLE}]
)
def test_credentials_that_let_nobody_in(credentials):
    """Credentials that no client can send are refused, and not shown."""
    with pytest.raises(
        (TypeError, ValueError), match=r"^credentials has to be a mapping of at least one key"
    ) as caught:
        FivetranMock(credentials=credentials)

    assert "hush" not in str(caught.value)


def test_settings_that_are_right():
    """Settings accept any iterable, any real number, 0, and faults as data; the journal has its documented bounds."""
    settings = FivetranMock().settings
    mock = FivetranMock(
        journal_bytes=0,
        groups=(each for each in ["near"]),
        sync_seconds=Fraction(1, 2),  # type: ignore[arg-type]  # a number all the same
        faults=[{"operation": "list_groups", "status": 503}, Fault(status=500, nth=9)],
    )

    assert 503 == ask(mock, "GET", "/v1/groups").status
    mock.reset()
    assert [503, 500] == [fault.status for fault in mock.faults]
    assert (10_000, 4 * 1024 * 1024) == (settings.journal_entries, settings.journal_bytes)
    assert settings.check_replies is False


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("script_syncs", {"outcome": "boom"}, "outcome has to be one of succeeded, failed, rescheduled"),
        ("script_syncs", {"outcome": "failed", "message": 5}, "message has to be a text"),
        ("script_syncs", {"outcome": "failed", "times": 0}, "times has to be a whole number from 1, or None"),
        (
            "script_setup_tests",
            {"status": "boom"},
            "status has to be one of PASSED, SKIPPED, WARNING, FAILED, JOB_FAILED",
        ),
        ("script_setup_tests", {"connection_id": 5}, "connection_id has to be a text that is not empty, or None"),
        (
            "run_setup_tests",
            {"connection_id": "c", "status": "boom"},
            "status has to be one of PASSED, SKIPPED, WARNING, FAILED, JOB_FAILED",
        ),
        ("assert_called", {"operation": "list_groups", "times": "x"}, "times has to be a whole number from 0, or None"),
        ("advance", {"minutes": "x"}, "minutes has to be a number"),
        ("advance", {"minuts": 1}, "advance has no 'minuts'; did you mean minutes?"),
        ("start_sync", {}, "start_sync: missing a required argument: 'connection_id'"),
        ("seed", {"conections": []}, "seed has no 'conections'; did you mean connections?"),
        ("end_sync", {"connection_id": "c", "outcom": "failed"}, "end_sync has no 'outcom'; did you mean outcome?"),
        (
            "add_fault",
            {"fault": {"path": "/v1/*", "status": 500}},
            "/path: this has to be a path that begins with /, without a query and without *",
        ),
        ("remove_fault", {"place": -1}, "place has to be a whole number from 0"),
        ("reset", {"rate_limits": "x"}, "rate_limits has to be one of standard, trial, or None"),
        ("assert_called", {"operation": None}, "operation has to be a text that is not empty"),
        ("verify", {"expected": 404}, "expected has to be a list"),
        ("connection", {"connection_id": ["a"]}, "connection_id has to be a text that is not empty"),
        ("complete_connect_card", {"card": None}, "card has to be a text that is not empty"),
        ("mount", {"router": respx.MockRouter(), "base_url": None}, "base_url has to be a text that is not empty"),
        ("seed", {"groups": "abc"}, "/groups: this has to be a list"),
        ("seed", {"connections": 5}, "/connections: this has to be a list"),
        ("seed", {"syncs": 5}, "/syncs: this has to be a list"),
        ("connection", {"connection_id": "\ud800"}, "connection_id has to be a text in UTF-8 that is not empty"),
        (
            "seed",
            {"syncs": [SyncScript(), SetupTestScript(destination_id="d")]},
            "/syncs/1/tests: there is no such key; there are outcome, message, seconds, connection_id, service, times",
        ),
        (
            "seed",
            {"syncs": [SyncScript(), SyncScript(outcome="boom")]},  # type: ignore[arg-type]  # the point
            "/syncs/1/outcome: this has to be one of succeeded, failed, rescheduled",
        ),
        (
            "seed",
            {"syncs": [SyncScript(seconds=31_622_401)]},
            "/syncs/0/seconds: this has to be a number of seconds from 0 to 31622400 (a year), or null",
        ),
        (
            "seed",
            {"setup_tests": [SetupTestScript(tests="FAILED")]},  # type: ignore[arg-type]  # the point
            "/setup_tests/0/tests: this has to be a list",
        ),
    ],
)
def test_call_that_is_wrong(mock, name, given, sentence):
    """A wrong argument of a call is refused and changes nothing."""
    before = mock.snapshot()
    with pytest.raises((TypeError, ValueError), match=f"^{re.escape(sentence)}$"):
        getattr(mock, name)(**given)

    assert before == mock.snapshot()
    assert "PASSED" == create(mock)["setup_tests"][0]["status"]


@pytest.mark.parametrize("wrong", [{"status": "FAILED"}, "FAILED"])
def test_setup_test_that_is_none(mock, wrong):
    """A value that is not a setup test is refused, with an example of one."""
    with pytest.raises(TypeError, match=r'^tests\[0\] has to be a SetupTest, as in SetupTest\(status="FAILED"\)$'):
        mock.script_setup_tests(wrong)


def test_setup_tests_are_told_in_one_way(mock):
    """Complete tests and the status of one exclude each other; details may be any JSON."""
    with pytest.raises(ValueError, match=r"^pass either tests, or status and message$"):
        mock.script_setup_tests(SetupTest(), status="FAILED")
    mock.script_setup_tests(SetupTest(details=True))

    assert create(mock)["setup_tests"][0]["details"] is True


class Cause(StrEnum):
    """A text of a class of a test's own."""

    EXPIRED = "expired"


def test_texts_may_be_of_a_class_of_the_test(mock):
    """A member of an enum of texts is kept and shown as its text."""
    mock.script_setup_tests(SetupTest(status="FAILED", details=Cause.EXPIRED))
    connection = create(mock)

    assert "expired" == connection["setup_tests"][0]["details"]
    assert b'"details":"expired"' in mock.snapshot()


def test_fault_that_is_not_there(mock):
    """Removing an unknown fault raises."""
    mock.add_fault({"status": 500})
    with pytest.raises(IndexError, match=r"^there is no fault with the index 1: there are 1, counted from 0$"):
        mock.remove_fault(1)
    mock.remove_fault(0)

    assert () == mock.faults


def test_amount_without_a_unit(mock):
    """An amount of time is a timedelta or has a unit; a number is refused with the unit's name, and so is none."""
    with pytest.raises(TypeError, match=r"^advance needs an amount of time: days, hours, minutes or seconds$"):
        mock.advance()
    mock.advance(seconds=0.0)
    with pytest.raises(TypeError, match=r"has a unit, as in advance\(seconds=600\)$"):
        mock.advance(600)  # type: ignore[arg-type]  # the point
    mock.advance(timedelta(minutes=10), seconds=5)

    assert "2026-01-01T00:10:05.000000Z" == mock.now


@pytest.mark.parametrize("seconds", ["x", None, float("nan")])
def test_sleep_that_is_no_number(mock, seconds):
    """A sleep of anything but a number is refused."""
    with pytest.raises(TypeError, match=rf"^seconds has to be a number, not {seconds!r}$"):
        mock.clock.sleep(seconds)


def test_names_that_a_class_does_not_have():
    """Faults, scripts and the mock name themselves and the nearest argument."""
    for kind, name, near in (
        (Fault, "sttus", "status"),
        (SyncScript, "outcom", "outcome"),
        (SetupTestScript, "test", "tests"),
        (SetupTest, "titel", "title"),
    ):
        made: Any = kind
        with pytest.raises(TypeError, match=rf"^{kind.__name__} has no '{name}'; did you mean {near}\?$"):
            made(**{name: 1})
    with pytest.raises(
        TypeError, match=r"^the arguments of FivetranMock are named, as in FivetranMock\(sync_seconds=5\)$"
    ):
        FivetranMock("x")  # type: ignore[misc]  # the point


def test_seed_of_a_file(mock, tmp_path):
    """A seed may be the path of its file."""
    (tmp_path / "seed.json").write_text('{"groups": ["near"], "connections": []}', "utf-8")
    mock.seed(tmp_path / "seed.json")

    assert "near" in str(ask(mock, "GET", "/v1/groups").body)


def test_path_without_its_version(mock):
    """A path without the version of the API is not found, and the error has the corrected path."""
    reply = ask(mock, "GET", "/connections")

    assert 404 == reply.status
    assert b"HTTP 404 Not Found; did you mean /v1/connections?" in reply.body


def test_a_misspelt_setting_is_no_attribute(mock):
    """An assignment to a misspelt setting names the setting; another attribute is the user's."""
    with pytest.raises(AttributeError, match=r"'sync_second'; did you mean the setting sync_seconds\?$"):
        mock.sync_second = 3  # type: ignore[attr-defined]  # the point
    mock.label = "of the user"  # type: ignore[attr-defined]  # as an untyped test may
    assert "of the user" == mock.label


def test_card_page_stays_an_address(mock):
    """The address of the Connect Card's page has to be a valid one."""
    with pytest.raises(ValueError, match=r"^card_page has to be an address"):
        mock.card_page = "x"


@pytest.mark.parametrize("given", [{"minutes": -1}, {"minutes": 10**400, "seconds": 0.5}, {"minutes": 6e7}])
def test_time_that_is_too_far(mock, given):
    """Time moves forward, at most a hundred years at once; a part of the amount may be negative."""
    with pytest.raises(ValueError, match=r"^time moves forward, and by at most 100 years at once$"):
        mock.advance(**given)
    mock.advance(minutes=2, seconds=-60)

    assert "2026-01-01T00:01:00.000000Z" == mock.now


def test_time_ends(mock):
    """A step beyond the last representable time is refused, and the mock works on."""
    made = create(mock, sync_frequency=60)
    century = 99 * 365 * 1_440
    for _ in range(80):
        mock.advance(minutes=century)
    last = mock.now
    with pytest.raises(ValueError, match=rf"^time ends with the year 9998: it is {last}, and cannot move so far$"):
        mock.advance(minutes=century)

    assert mock.now == last
    assert mock.connection(made["id"])["succeeded_at"] <= last
    assert 200 == ask(mock, "GET", "/v1/connections").status


def test_time_stands_still_at_its_end():
    """Calls are still answered after the mock's time has reached its end."""
    mock = FivetranMock(check_replies=True, seconds_per_call=100 * 365 * 86_400)
    mock.script_syncs("rescheduled", times=1)
    create(mock)
    for _ in range(90):
        assert 200 == ask(mock, "GET", "/v1/connections").status

    assert "9999-01-01T00:00:00.000000Z" == mock.now


@pytest.mark.parametrize(
    ("operation", "hint"),
    [
        ("delete_connektion", "did you mean delete_connection?"),
        ("dance", "operations have their ids in the document"),
        ("POST /v1/connections", "did you mean create_connection?"),
        ("POST /connections", "did you mean create_connection?"),
        ("GET /v1/connections/c", "did you mean get_connection?"),
    ],
)
def test_operation_that_is_none(mock, operation, hint):
    """Assertions refuse a misspelt operation, which could never have been called, and take none for its request."""
    for check in (mock.assert_called, mock.assert_not_called):
        with pytest.raises(ValueError, match=re.escape(f"there is no operation {operation!r}; {hint}")):
            check(operation)


@pytest.mark.parametrize(
    ("wanted", "name"),
    [
        ({"auth": {"refresh_token": "hush"}}, "auth['refresh_token']"),
        ({"auth": {"client_access": {"client_id": "hush"}}}, "auth['client_access']['client_id']"),
        ({"config": {"api_token": "hush"}}, "config['api_token']"),
        ({"schema": "s", "password": "hush"}, "password"),
        ({"auth": ["hush"]}, "auth"),
    ],
)
def test_secret_that_is_wanted(mock, wanted, name):
    """Assertions on secrets are refused without showing them, since the journal is masked."""
    create(mock, auth={"refresh_token": "hush"})
    sentence = f"{name} is masked in the journal: leave it out, or expect '******'"
    for check in (mock.assert_created, lambda **given: mock.assert_not_called("create_connection", **given)):
        with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
            check(**wanted)

    assert mock.assert_created(auth={"refresh_token": "******"})
