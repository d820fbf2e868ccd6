"""The page about seeds: its example and its tables."""

import itertools
import json
import re
from pathlib import Path

import pytest
import yaml

from fivetran_mock import FivetranMock
from fivetran_mock.__main__ import main
from fivetran_openapi import document

from ._asking import ask

PAGE = (Path(__file__).parents[3] / "docs" / "seeds.md").read_text(encoding="utf-8")


@pytest.fixture
def mock() -> FivetranMock:
    """Return a mock with the page's seed."""
    made = FivetranMock(check_replies=True)
    made.seed(yaml.safe_load(PAGE.partition("```yaml\n")[2].partition("```")[0]))
    return made


def test_example_does_what_the_page_says(mock):
    """The first sync of one connection fails, and the first setup test of the other has the script's message."""
    mock.advance(minutes=3)
    failed = mock.connection("hidden_harbor")
    mock.advance(hours=7)
    messages = [
        mock.setup_of("bold_falcon")["tests"][0]["message"]
        for _ in range(2)
        if ask(mock, "POST", "/v1/connections/bold_falcon/test", {}).status == 200
    ]

    assert failed["failed_at"] is not None
    assert mock.connection("hidden_harbor")["succeeded_at"] > failed["failed_at"]
    assert ["The account has no access", "Either accessToken or refreshToken must not be null"] == messages


def test_page_has_every_key(mock, capsys):
    """Each key that a seed, a script or a seeded connection may have is in the first column of a table of the page."""
    assert 0 == main(["schema", "seed"])
    schema = json.loads(capsys.readouterr().out)["properties"]
    scripts = (schema[kind]["items"]["properties"] for kind in ("setup_tests", "syncs", "sources"))
    answered = mock.connections()[0].keys() | {"source_sync_details"}
    beside = answered - document()["components"]["schemas"]["NewOtherConnection"]["properties"].keys() - {"schema"}
    named = {key for row in re.findall(r"^\| ([^|]+) \|", PAGE, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}

    assert set() == {*schema, *itertools.chain(*scripts), *beside} - named
