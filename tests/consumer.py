"""Tests of a project with only the base install and pytest: `nox -s fixture`."""

import httpx
import pytest

from fivetran_mock import FivetranMock

pytest_plugins = ("pytester",)

CREATE = """
import httpx, pytest

@pytest.mark.fivetran_mock(groups=["g"])
def test_create(fivetran_mock):
    body = {"service": "s3", "group_id": "wrong", "config": {"schema": "s"}}
    httpx.post("https://api.fivetran.com/v1/connections", json=body, auth=("mock-key", "mock-secret"))
"""


@pytest.mark.fivetran_mock(sync_seconds=3600, refused=[404])
def test_fixture_and_marker(fivetran_mock: FivetranMock) -> None:
    """The fixture answers, with the settings of the marker."""
    status = {"setup_state": "connected", "is_historical_sync": False}
    seeded = {"service": "s3", "group_id": "g", "config": {"schema": "s"}, "status": status}
    (connection_id,) = fivetran_mock.seed(connections=[seeded])
    with fivetran_mock.client() as fivetran:
        assert "succeeded" == fivetran.connections.wait_for_sync(connection_id, start=True, deadline=7200).outcome
    assert 404 == httpx.get("https://api.fivetran.com/v1/connections/no", auth=("mock-key", "mock-secret")).status_code


def test_reports(pytester: pytest.Pytester) -> None:
    """A refusal that the test does not expect fails it, with the calls and the advice."""
    pytester.makepyfile(CREATE)

    result = pytester.runpytest_inprocess("-p", "no:cacheprovider")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*404 POST /v1/connections:*", "*refused=[[]404]*", "*calls of the Fivetran mock:*"])
