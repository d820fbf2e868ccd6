"""Google Ads, the second typed service: built, judged, kept by the mock, and cheap to have added."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import fivetran_connections
import fivetran_rules
from fivetran_connections import Fivetran, GoogleAuth, InvalidConnection, google_ads, google_ads_patch
from fivetran_mock import FivetranMock

GROUP = "amber_kettle"
MOST_LINES = 60


@pytest.fixture
def fivetran():
    """A client that talks to a mock in this process."""
    mock = FivetranMock()
    with Fivetran(api_key=mock.api_key, api_secret=mock.api_secret, transport=mock.transport(), retries=0) as client:
        yield client


def test_a_connection_with_credentials(fivetran):
    """Everything that a Google Ads connection can say is created and comes back as it was said."""
    request = google_ads(
        group_id=GROUP,
        schema="google",
        accounts=["123-456-7890", 42],
        customer_id="1",
        conversion_window_size=30,
        skip_empty_reports=True,
        timeframe_months=12,
        reports=[{"table": "t", "report_type": "campaign", "fields": ["campaign.id"]}],
        auth=GoogleAuth(refresh_token="t", client_id="i", client_secret="s", developer_token="d", user_agent="u"),
    )

    connection = fivetran.connections.create(request)

    assert request.config.to_dict().items() <= connection.config.to_dict().items()
    assert connection.config.to_dict()["sync_mode"] == "SpecificAccounts"


def test_months_can_change(fivetran):
    """Unlike those of Pinterest Ads, the months of the first sync can be changed here."""
    created = fivetran.connections.create(google_ads(group_id=GROUP, schema="s", sync_mode="ALL_ACCOUNTS"))

    changed = fivetran.connections.update(created.id, google_ads_patch(timeframe_months="ALL_TIME"))

    assert changed.config.to_dict()["timeframe_months"] == "ALL_TIME"


@pytest.mark.parametrize(
    ("mode", "missing"), [("SpecificAccounts", "accounts"), ("ManagerAccounts", "manager_accounts")]
)
def test_a_mode_needs_its_list(mode, missing):
    """A sync mode that names accounts needs them."""
    with pytest.raises(InvalidConnection, match=f"/config/{missing}"):
        google_ads(group_id=GROUP, schema="s", sync_mode=mode)


def code_lines(path):
    """Count the lines of a module that are neither blank, nor comment, nor docstring."""
    text = path.read_text("utf-8")
    docstrings = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            docstrings.update(range(node.lineno, node.end_lineno + 1))
    lines = enumerate(map(str.strip, text.splitlines()), start=1)
    return sum(1 for number, line in lines if line and not line.startswith("#") and number not in docstrings)


def lists_that_name(words, packages):
    """Count the lines outside the service's own modules in which one of the words stands."""
    paths = [path for package in packages for path in Path(package.__file__).parent.rglob("*.py")]
    lines = [line for path in paths if path.stem != "google_ads" for line in path.read_text("utf-8").splitlines()]
    return sum(1 for line in lines if any(word in line for word in words))


def test_was_cheap_to_add():
    """A further service takes at most 60 lines: its builders, its rules, and the lists that name it."""
    packages = (fivetran_connections, fivetran_rules)
    modules = [Path(package.__file__).parent / "services" / "google_ads.py" for package in packages]
    named = lists_that_name(("google_ads", "GoogleA", "GOOGLE_ADS"), packages)

    assert named + sum(map(code_lines, modules)) <= MOST_LINES
