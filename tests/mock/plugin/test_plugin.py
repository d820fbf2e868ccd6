"""The pytest plugin, tested by pytest inside pytest."""

import inspect
import re
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from fivetran_mock import FivetranMock
from fivetran_mock.__main__ import main
from fivetran_mock.server import MockServer

from .._libraries import AUTH

TAPE = """\
version: 1
interactions:
- request: {method: GET, uri: "https://api.fivetran.com/v1/groups", body: null, headers: {}}
  response: {status: {code: 202, message: Accepted}, headers: {}, body: {string: ""}}
"""


CREATE = {
    "service": "pinterest_ads",
    "group_id": "g",
    "config": {"schema": "pin", "sync_mode": "AllAdvertisers"},
    "auth": {"refresh_token": "r", "client_access": {"client_id": "i", "client_secret": "s"}},
}


def create(base="https://api.fivetran.com", auth=AUTH, **changes):  # untyped, as it stands in `PRELUDE` too
    """Create a connection."""
    return httpx.post(base + "/v1/connections", json=CREATE | changes, auth=auth)


PRELUDE = f"""
import httpx
import pytest

AUTH = {AUTH}
CREATE = {CREATE}

{inspect.getsource(create)}
"""


@pytest.fixture(autouse=True, scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Import all lazy modules first, since an inner pytest removes the modules that it imported."""
    mock = FivetranMock()
    with mock.intercept(), MockServer(mock) as served:
        for url in ("https://api.fivetran.com", served.url):
            httpx.post(f"{url}/v1/connections", json={"service": "pinterest_ads"}, auth=("key", "secret"))
    empty = tmp_path_factory.mktemp("data") / "empty.yaml"
    empty.write_text("")
    assert 3 == main(["serve", "--faults", str(empty)])


READY = {"service": "mailchimp", "group_id": "near", "config": {"schema": "s"}}


@pytest.mark.fivetran_mock(groups=["far"], strict=True)
class TestMarkers:
    """A class whose tests have markers of their own."""

    @pytest.mark.fivetran_mock(groups=["near"], seed={"connections": [READY]}, refused=[404])
    def test_the_nearest_one_wins(self, fivetran_mock: FivetranMock) -> None:
        """Markers set groups, seeds and settings, of which the nearest counts."""
        assert 404 == create(group_id="far").status_code
        assert 201 == create(group_id="near").status_code
        assert ["mailchimp", "pinterest_ads"] == [each["service"] for each in fivetran_mock.connections()]


@pytest.mark.fivetran_mock(behaviours={"duplicate_schema": "Conflict_409"}, refused=[409])
@pytest.mark.usefixtures("fivetran_mock")
def test_behaviours_by_name():
    """A marker takes behaviours by name."""
    create()

    assert "Conflict" == create().json()["code"]


@pytest.mark.usefixtures("fivetran_mock")
@pytest.mark.parametrize(
    "expected",
    [
        pytest.param(expected, marks=pytest.mark.fivetran_mock(refused=expected))
        for expected in (True, [400], {400}, 400, HTTPStatus.BAD_REQUEST)
    ],
    ids=repr,
)
def test_refusal_that_is_expected(expected):
    """A test may expect a refusal: any, or those of a status, or of several."""
    assert expected
    assert 400 == create(config=5).status_code


def test_files_of_a_marker(run, pytester):
    """Seeds, faults and behaviours may be files, for the mock in process and for the one on a port."""
    pytester.makefile(".json", seed='{"groups": ["near"]}')
    pytester.makefile(
        ".yaml",
        faults="- {operation: list_connections, socket: reset}",
        behaviours="{version: 1, behaviours: {mask: eight}}",
    )
    result = run(
        """
from pathlib import Path

@pytest.mark.fivetran_mock(seed="seed.json", faults=Path("faults.yaml"))
def test_process(fivetran_mock):
    assert ["near"] == [each.id for each in fivetran_mock.client().groups.list()]
    with pytest.raises(httpx.ReadError):
        httpx.get("https://api.fivetran.com/v1/connections", auth=AUTH)

@pytest.mark.fivetran_mock(behaviours="behaviours.yaml")
def test_port(fivetran_mock_server):
    assert "eight" == fivetran_mock_server.mock.behaviours["mask"]
"""
    )

    result.assert_outcomes(passed=2)


def test_path_is_relative_to_the_file_of_the_test(run, pytester):
    """A marker's path is found beside the test, not in the folder in which pytest was started."""
    pytester.makefile(".json", **{"below/seed": '{"groups": ["near"]}'})
    (pytester.path / "below" / "test_x.py").write_text(
        "import pytest\n@pytest.mark.fivetran_mock(seed='seed.json')\ndef test_x(fivetran_mock): pass"
    )

    run("").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("marker", "complaint"),
    [
        ("qqqqqq=1", "*marker fivetran_mock of test_x: there is no 'qqqqqq'; there are allow_unused, *"),
        ("faults=[{'status': 5}]", "*marker fivetran_mock of test_x: /0/status: *"),
        ("faults=5", "*marker fivetran_mock of test_x: faults has to be a list of faults or of their data"),
        ("['g']", "*marker fivetran_mock of test_x: its arguments are named, as in fivetran_mock(groups=*"),
        ("rate_limits='x'", "*marker fivetran_mock of test_x: rate_limits has to be one of standard, trial, or None"),
        ("refused='404'", "*marker fivetran_mock of test_x: refused has to be True, False, or one or a list of *"),
        ("refused=600", "*marker fivetran_mock of test_x: refused has to be True, False, or one or a list of *"),
        ("refused=399", "*marker fivetran_mock of test_x: refused has to be True, False, or one or a list of *"),
        ("seed={'connections': 5}", "*marker fivetran_mock of test_x: /connections*"),
        ("allow_unused=1.5", "*marker fivetran_mock of test_x: allow_unused has to be True or False"),
        ("behaviours='missing.yaml'", "*test_x: missing.yaml (in the test's folder, *): There is no such file.*"),
        ("seed='missing.yaml'", "*marker fivetran_mock of test_x: missing.yaml (in the test's folder, *"),
        ("seed='/missing.yaml'", "*marker fivetran_mock of test_x: /missing.yaml: There is no such file.*"),
    ],
)
def test_marker_that_is_wrong(run, marker, complaint):
    """A wrong marker is reported in one sentence, without a traceback."""
    result = run(f"@pytest.mark.fivetran_mock({marker})\ndef test_x(fivetran_mock): pass")

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([complaint])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*pytest_plugin.py*")


@pytest.mark.parametrize("fixture", ["", "fivetran_mock"])
def test_misspelt_argument_is_told_once(run, fixture):
    """A misspelt argument of the marker fails the test also without the fixture, and is printed once."""
    result = run(f"@pytest.mark.fivetran_mock(grups=['g'])\ndef test_x({fixture}): pass")

    result.assert_outcomes(errors=1)
    assert 1 == result.stdout.str().count("did you mean groups?")


@pytest.mark.parametrize("by", ["--fivetran-guard", "--override-ini=fivetran_guard=true"])
def test_guard_refuses_what_no_mock_answers(run, by):
    """With the guard, a request to Fivetran in a test without the fixture fails by the name of the test."""
    result = run(
        """
import requests, respx

@pytest.mark.parametrize("library", [httpx, requests])
def test_without(library):
    library.get("https://api.fivetran.com/v1/groups", auth=AUTH)

def test_with(fivetran_mock):
    assert 201 == create().status_code

@respx.mock
def test_other_mock():
    respx.get("https://api.fivetran.com/v1/groups").respond(202)
    assert 202 == httpx.get("https://api.fivetran.com/v1/groups").status_code

@respx.mock
def test_passed_through():
    respx.route().pass_through()
    httpx.get("https://api.fivetran.com/v1/groups")
""",
        by,
    )

    result.assert_outcomes(passed=2, failed=3)
    result.stdout.fnmatch_lines(
        ["*NotIntercepted: *::test_without?httpx? (call) sends a request to api.fivetran.com, which fivetran_guard*"]
    )
    result.stdout.fnmatch_lines(["*NotIntercepted: *::test_passed_through (call) sends a request to *"])


def test_a_swallowed_request_that_was_not_sent_fails_its_test(run):
    """
    Code that catches `NotIntercepted` fails its test, under fixture and guard, unless the test expects it.

    The advice to expect statuses comes only beside a refusal, and names its status alone.
    """
    result = run(
        """
import socket
from contextlib import suppress

def look_up(*_):
    with suppress(Exception):
        socket.getaddrinfo("api.fivetran.com", 443)

look_up()

def test_after_the_import():
    pass

def test_fixture(fivetran_mock):
    look_up()

def test_guard():
    look_up()

def test_beside_a_refusal(fivetran_mock):
    look_up()
    create(config=5)

@pytest.mark.fivetran_mock(refused=True)
@pytest.mark.parametrize("fixture", ["fivetran_mock", "request"])
def test_expected(request, fixture):
    look_up(request.getfixturevalue(fixture))
""",
        "--fivetran-guard",
    )

    result.assert_outcomes(passed=3, failed=3)
    assert ["(refused=[400])"] == re.findall(
        r"mark the test with @pytest.mark.fivetran_mock(\(.*?\)),", result.stdout.str()
    )
    result.stdout.fnmatch_lines(
        [
            "  a request to api.fivetran.com is not intercepted by the mock*",
            "  *::test_guard (call) sends a request to api.fivetran.com, which fivetran_guard*",
        ]
    )


def test_guard_lets_a_cassette_answer(run, pytester):
    """With the guard, a recorded answer of vcrpy is no request, and one that is not recorded is refused."""
    pytester.makefile(".yaml", recorded=TAPE)
    result = run(
        """
import vcr

@pytest.mark.parametrize("tape", ["recorded.yaml", "none.yaml"])
def test_tape(tape):
    with vcr.use_cassette(tape):
        assert 202 == httpx.get("https://api.fivetran.com/v1/groups").status_code
""",
        "--fivetran-guard",
    )

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*NotIntercepted: *::test_tape?none.yaml? (call) sends a request to *"])


@pytest.mark.parametrize("marked", ["refused=False", "refused=404", ""])
def test_advice_helps(run, marked):
    """Following the advice of the failure, which names the unexpected statuses, makes the test pass."""
    body = """
@pytest.mark.fivetran_mock({})
def test_refused(fivetran_mock):
    create(config=5)
    create(auth=None)
"""
    result = run(body.format(marked))
    advice = "@pytest.mark.fivetran_mock(refused=[400, 401])"

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["the Fivetran mock refused calls that this test does not expect:", "  400 POST /v1/connections: /config: *"]
    )
    assert f"(mark the test with {advice}, or refused=True, if it expects them)" in result.stdout.str()
    run(body.format("refused=[400, 401]")).assert_outcomes(passed=1)


def test_no_advice_for_what_the_mock_does_not_imitate(run):
    """A refusal because the mock lacks the operation is not one to expect."""
    result = run("def test_x(fivetran_mock): httpx.get('https://api.fivetran.com/v1/teams', auth=AUTH)")

    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*(mark the test with*")


CLEANING = """
@pytest.fixture
def cleaned(fivetran_mock):
    yield
    httpx.delete("https://api.fivetran.com/v1/connections/gone", auth=AUTH)
"""


def test_refusal_while_cleaning_up(run):
    """A refusal during a fixture's cleanup is reported too, and earlier ones are not repeated."""
    result = run(
        f"""{CLEANING}
def test_cleaned(cleaned): pass

def test_loud(cleaned):
    create(config=5)

def test_reset(cleaned, fivetran_mock):
    create()
    create(group_id="other")
    fivetran_mock.reset()

@pytest.fixture
def emptied(fivetran_mock, cleaned):
    yield
    fivetran_mock.reset()

def test_emptied(emptied):
    create()
    create(group_id="other")

@pytest.mark.fivetran_mock(refused=404)
def test_meant(cleaned): pass
"""
    )

    result.assert_outcomes(passed=4, failed=1, errors=4)
    assert 4 == result.stdout.str().count("  404 DELETE /v1/connections/gone: ")
    assert 1 == result.stdout.str().count("  400 POST /v1/connections: ")


def test_cleaning_up_that_fails_shows_refusals(run):
    """A fixture that fails during cleanup also shows the refused calls."""
    result = run(f"{CLEANING}    assert not 'failed'\n\ndef test_cleaned(cleaned): pass")

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*not 'failed'*", "*fivetran_mock teardown*", "  404 DELETE /v1/connections/gone: *"])


def test_fixture_that_fails_shows_refusals(run):
    """A failing fixture shows the refused calls once; otherwise the test shows them."""
    result = run(
        """
@pytest.fixture
def prepared(fivetran_mock):
    create(config=5).raise_for_status()

@pytest.fixture
def quiet(fivetran_mock):
    create(config=5)

def test_prepared(prepared): pass

def test_quiet(quiet): pass
"""
    )

    result.assert_outcomes(failed=1, errors=1)
    assert 2 == result.stdout.str().count("  400 POST /v1/connections: ")


def test_each_test_has_one_mock_and_a_server_of_its_own(run):
    """Both fixtures of a test have one mock, and the server ends with the test."""
    result = run(
        """
NAMES = ("BASE_URL", "API_KEY", "API_SECRET")
earlier = []

def test_one(fivetran_mock, fivetran_mock_server):
    earlier.append(fivetran_mock_server.url)
    assert 201 == create().status_code
    assert 201 == create(earlier[0], config=CREATE["config"] | {"schema": "other"}).status_code
    assert 2 == len(fivetran_mock_server.mock.connections())

def test_two(fivetran_mock_server):
    with pytest.raises(httpx.ConnectError):
        create(earlier[0])
    assert [] == fivetran_mock_server.mock.connections()

def test_environment(fivetran_mock_server):
    url, key, secret = (fivetran_mock_server.environment[f"FIVETRAN_{name}"] for name in NAMES)
    assert 201 == create(url, (key, secret)).status_code
    fivetran_mock_server.mock.assert_called("create_connection", times=1)
"""
    )

    result.assert_outcomes(passed=3)


@pytest.mark.deep
def test_workers_do_not_meet(run):
    """With pytest-xdist every worker has its own server, and every test its own state."""
    result = run(
        """
@pytest.mark.parametrize("number", range(40))
def test_many(fivetran_mock_server, number):
    for _ in range(2):
        create(fivetran_mock_server.url, config={"schema": f"s_{number}_{_}", "sync_mode": "AllAdvertisers"})
    assert 2 == len(fivetran_mock_server.mock.connections())
""",
        "-n2",
    )

    result.assert_outcomes(passed=40)


def test_marker_is_known(pytester):
    """`pytest --markers` explains the marker."""
    pytester.runpytest("--markers", "-p", "no:asyncio").stdout.fnmatch_lines(["@pytest.mark.fivetran_mock(groups=*"])


def test_plugin_costs_nothing_until_it_is_used():
    """Loading the plugin imports neither the mock's core nor a framework."""
    program = (
        "import pytest, sys; before = set(sys.modules); import fivetran_mock.pytest_plugin;"
        "print(*sorted(set(sys.modules) - before))"
    )
    added = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()

    assert {"fivetran_common", "fivetran_common.lazy", "fivetran_mock", "fivetran_mock.pytest_plugin"} == set(added)


UNUSED = "no call used a part of the test's set-up:"
SEED = """
def seed(mock):
    return mock.seed(connections=[{"service": "mailchimp", "group_id": "g", "config": {"schema": "s"}}])[0]
"""


@pytest.mark.parametrize(
    ("marker", "body", "line"),
    [
        (
            "faults=[{'operation': 'list_groups', 'nth': 2, 'status': 503}]",
            "httpx.get(URL, auth=AUTH)",
            "  Fault(operation=list_groups, nth=2, status=503): it selects 1 of 1 calls and applies to none",
        ),
        (
            "",
            "fivetran_mock.add_fault({'socket': 'reset', 'times': 1})",
            "  Fault(times=1, socket=reset): it selects 0 of 0 calls and applies to none",
        ),
        ("", "fivetran_mock.script_syncs('failed')", "  SyncScript(outcome='failed', message=*"),
        (
            "",
            "fivetran_mock.script_setup_tests(status='FAILED', service='mailchimp', times=1)",
            "  SetupTestScript(service='mailchimp', times=1, tests=(SetupTest(*",
        ),
    ],
)
def test_what_nothing_meets_fails(run, marker, body, line):
    """A fault or script of the test itself that selects no call fails the test and is named; a marker allows it."""
    program = f"""
URL = "https://api.fivetran.com/v1/groups"

@pytest.mark.fivetran_mock({marker})
def test_x(fivetran_mock):
    {body}

@pytest.mark.fivetran_mock({marker})
def test_asks_late(request):
    fivetran_mock = request.getfixturevalue("fivetran_mock")
    {body}

@pytest.mark.fivetran_mock(allow_unused=True{", " if marker else ""}{marker})
def test_allowed(fivetran_mock):
    {body}

@pytest.mark.fivetran_mock({marker})
def test_fails_anyway(fivetran_mock):
    {body}
    assert not "failed"
"""
    result = run(program)

    result.assert_outcomes(passed=1, failed=3)
    result.stdout.fnmatch_lines([UNUSED, line, "*(correct or remove it, or mark the test with *allow_unused=True*"])
    assert 2 == result.stdout.str().count(UNUSED)


def test_what_something_meets_does_not_fail(run, pytester):
    """Used faults and scripts pass; so do unused ones of a class, a module, a file or a fixture."""
    pytester.makefile(".json", faults='[{"status": 503, "nth": 5}]')
    result = run(
        f"""{SEED}
from pathlib import Path

pytestmark = pytest.mark.fivetran_mock(faults=[{{"operation": "list_groups", "status": 503}}])

@pytest.fixture
def failing(fivetran_mock):
    fivetran_mock.script_syncs("failed")

def test_module(fivetran_mock): pass

def test_fixture(failing): pass

@pytest.mark.fivetran_mock(faults="faults.json")
def test_file(fivetran_mock): pass

def test_met(fivetran_mock):
    connection = seed(fivetran_mock)
    fivetran_mock.script_setup_tests(status="WARNING", times=1)
    fivetran_mock.script_setup_tests(status="PASSED", destination_id="g", times=3)
    fivetran_mock.script_syncs("failed", times=2)
    httpx.post(f"https://api.fivetran.com/v1/connections/{{connection}}/test", json={{}}, auth=AUTH)
    httpx.post("https://api.fivetran.com/v1/destinations/g/test", json={{}}, auth=AUTH)
    httpx.post(f"https://api.fivetran.com/v1/connections/{{connection}}/sync", json={{}}, auth=AUTH)
    fivetran_mock.advance(hours=24)
"""
    )

    result.assert_outcomes(passed=4)


@pytest.mark.parametrize("fixture", ["fivetran_mock", "fivetran_mock_server"])
def test_a_refusal_that_does_not_come_fails(run, fixture):
    """A status that the test's marker expects and that never comes is named; not in a class or a failed test."""
    result = run(
        f"""
@pytest.mark.fivetran_mock(refused=[404])
def test_none({fixture}): pass

@pytest.mark.fivetran_mock(refused=[400, 599], allow_unused=True)
def test_allowed({fixture}): pass

@pytest.mark.fivetran_mock(refused=[404])
def test_failed({fixture}):
    assert not "failed"

@pytest.mark.fivetran_mock(refused=[404])
class TestAll:
    def test_none(self, {fixture}): pass
"""
    )

    result.assert_outcomes(passed=3, failed=1, errors=1)
    result.stdout.fnmatch_lines([UNUSED, "  refused=404: no call was refused with it"])


def test_a_failing_test_explains_itself(run):
    """The report of a failing test lists calls, verdicts, violations and faults, and the unused settings."""
    result = run(
        f"""{SEED}
import threading
import time

def test_it(fivetran_mock):
    for _ in range(31):
        httpx.get("https://api.fivetran.com/v1/groups", auth=AUTH)
    create(config={{"schema": "pin", "sync_mode": "SpecificAdvertisers"}})
    fivetran_mock.add_fault({{"operation": "list_connections", "socket": "reset"}})
    fivetran_mock.script_syncs("failed", service="pinterest_ads")
    httpx.get("https://api.fivetran.com/v1/connections", auth=AUTH)

def test_quiet(fivetran_mock):
    assert not "called"

def test_as_many_as_are_shown(fivetran_mock):
    for number in range(30):
        httpx.get(f"https://api.fivetran.com/v1/groups?limit={{number // 2 + 1}}", auth=AUTH)
    assert not "left out"

def test_many_deliveries(fivetran_mock):
    hook = {{"url": "https://example.com/", "events": ["sync_end"]}}
    httpx.post("https://api.fivetran.com/v1/webhooks/account", auth=AUTH, json=hook)
    for _ in range(31):
        fivetran_mock.webhooks.send("sync_end")
    assert not "all shown"

def test_without():
    assert not "used"

@pytest.mark.fivetran_mock(patch_time=True)
def test_poller(fivetran_mock, request):
    stop = threading.Event()
    request.addfinalizer(stop.set)
    threading.Thread(target=lambda: stop.wait(300)).start()
    while not fivetran_mock.clock.real_waits:
        time.sleep(1)
    assert not "stopped"
"""
    )

    result.assert_outcomes(failed=6)
    assert [1, 15, 30] == [result.stdout.str().count(each) for each in (" earlier", "(2 times)", " to https://example")]
    result.stdout.fnmatch_lines(
        [
            "*Captured fivetran_mock call*",
            "calls of the Fivetran mock:",
            "  ... 3 earlier",
            "  200 GET /v1/groups (accepted) (28 times)",
            "  400 POST /v1/connections (refused: /config/advertisers: *",
            "  500 GET /v1/connections (fault: socket=reset)",
            "set up, and not used:",
            "  SyncScript(service='pinterest_ads', outcome='failed', *",
            "no call reached the Fivetran mock",
            "*.py:* still waits, for up to 300 real seconds, which patch_time does not move",
        ]
    )


def test_page_names_every_argument(pytestconfig):
    """The page about the plugin has every argument of the marker."""
    (line,) = (each for each in pytestconfig.getini("markers") if each.startswith("fivetran_mock("))
    page = (Path(__file__).parents[3] / "docs" / "pytest.md").read_text(encoding="utf-8")

    assert all(f"`{name}=" in page for name in re.findall(r"(\w+)=", line))
