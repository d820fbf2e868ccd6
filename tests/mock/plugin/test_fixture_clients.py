"""Clients of the mock, its clock, and the environment of the fixture."""

import asyncio
import os
import subprocess
import sys

import httpx
import pytest

from fivetran_connections import Fivetran
from fivetran_mock import FivetranMock


def test_every_wait_moves_the_clock():
    """A wait for less than a microsecond moves the clock as well, or a client would wait for the rest without end."""
    mock = FivetranMock()
    before = mock.clock.monotonic()

    mock.clock.sleep(1e-9)
    asyncio.run(mock.clock.asleep(1e-9))
    mock.clock.sleep(0)

    assert 0 < mock.clock.monotonic() - before < 1e-4


def test_the_clock_is_the_mocks_time():
    """`advance` takes days, hours, minutes and seconds, and `now` and `clock.now` tell the same time."""
    mock = FivetranMock()
    mock.advance(days=1, hours=6, minutes=30, seconds=15)

    assert ["2026-01-02T06:30:15.000000Z"] * 2 == [mock.now, mock.clock.now]


def test_waits_of_retries_are_the_same_in_every_run():
    """The jitter of a client of the mock is seeded; another can be given."""
    spent: list[float] = []
    for options in ({}, {}, {"jitter": lambda: 0.0}):
        mock = FivetranMock(faults=[{"operation": "list_groups", "status": 503, "times": 2}])
        before = mock.clock.monotonic()
        with mock.client(**options) as fivetran:
            list(fivetran.groups.list())
        spent.append(mock.clock.monotonic() - before)

    assert spent[0] == spent[1] > spent[2] == 1.5


def test_importing_the_mock_does_not_import_the_client():
    """The client is imported at the first call of `client()`."""
    script = "import fivetran_mock, sys; fivetran_mock.FivetranMock(); print('fivetran_connections' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert "False\n" == done.stdout


NAMES = ("API_KEY", "API_SECRET", "BASE_URL", "APIKEY", "APISECRET", "API_URL")


@pytest.fixture
def somewhere_else(monkeypatch: pytest.MonkeyPatch) -> str:
    """Set the environment variables to a company's own gateway."""
    monkeypatch.setenv("FIVETRAN_BASE_URL", "https://gateway.example/fivetran")
    monkeypatch.setenv("FIVETRAN_PROFILE", "production")
    return "https://gateway.example"


def test_a_bare_client_reaches_the_mock(somewhere_else, fivetran_mock):
    """With the fixture, `Fivetran()` needs no arguments: the environment leads to the mock."""
    assert somewhere_else

    with Fivetran() as fivetran:
        assert [] == list(fivetran.connections.list())

    assert "list_connections" == fivetran_mock.calls[-1].operation
    assert {"mock-key", "mock-secret", "https://api.fivetran.com"} == {os.environ[f"FIVETRAN_{name}"] for name in NAMES}
    assert "FIVETRAN_PROFILE" not in os.environ


@pytest.mark.fivetran_mock(refused=True)
@pytest.mark.parametrize(
    "address",
    [
        "https://gateway.example/v1/account/info",
        "http://api.fivetran.com/v1/x",
        "https://fivetran.com",
        "https://eu.fivetran.com:444/x",
    ],
)
def test_nothing_leaves_for_fivetran(somewhere_else, fivetran_mock, address):
    """Requests to Fivetran's hosts and to the environment's base URL are answered by the mock."""
    assert somewhere_else

    httpx.get(address, auth=("mock-key", "mock-secret"))

    assert 1 == fivetran_mock.call_count


def test_the_environment_is_restored(run, monkeypatch):
    """After the test, the variables have their earlier values."""
    monkeypatch.setenv("FIVETRAN_API_KEY", "mine")
    done = run("""
import os

def test_inside(fivetran_mock):
    assert os.environ["FIVETRAN_API_KEY"] == "mock-key"

def test_outside():
    assert os.environ["FIVETRAN_API_KEY"] == "mine"
    assert "FIVETRAN_BASE_URL" not in os.environ
""")

    done.assert_outcomes(passed=2)
