"""The page about seeds: its example and its tables."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

import pytest

from fivetran_mock import FivetranMock
from fivetran_mock._mock.formats.files import read_data
from fivetran_mock._mock.lifecycle.planting import BESIDE
from fivetran_mock._mock.lifecycle.seeds import SEED
from fivetran_mock._mock.state.scripts import SETUP_TEST_SCRIPT, SYNC_SCRIPT

from ._asking import ask

PAGE = (Path(__file__).parents[3] / "docs" / "seeds.md").read_text(encoding="utf-8")


@pytest.fixture
def mock(tmp_path: Path) -> FivetranMock:
    """Return a mock with the page's seed, read from a file as `--seed-file` does."""
    path = tmp_path / "seed.yaml"
    path.write_text(PAGE.partition("```yaml\n")[2].partition("```")[0], encoding="utf-8")
    made = FivetranMock(check_replies=True)
    made.seed(read_data(str(path)))
    return made


def test_example_does_what_the_page_says(mock: FivetranMock) -> None:
    """The first sync of one connection fails, and the first setup test of the other has the script's message."""
    mock.advance(minutes=3)
    failed = mock.connection("hidden_harbor")
    mock.advance(hours=7)
    messages = [
        mock.lacking("bold_falcon")["tests"][0]["message"]
        for _ in range(2)
        if ask(mock, "POST", "/v1/connections/bold_falcon/test", {}).status == 200
    ]

    assert failed["failed_at"] is not None
    assert mock.connection("hidden_harbor")["succeeded_at"] > failed["failed_at"]
    assert ["The account has no access", "Either accessToken or refreshToken must not be null"] == messages


@pytest.mark.parametrize(
    "keys",
    [
        SEED.schema["properties"],
        SETUP_TEST_SCRIPT.schema["properties"],
        SYNC_SCRIPT.schema["properties"],
        BESIDE,
    ],
    ids=["seed", "setup tests", "syncs", "connection"],
)
def test_page_has_every_key(keys: Collection[str]) -> None:
    """Each key that a seed may have is in the first column of a table of the page."""
    named = {key for row in re.findall(r"^\| ([^|]+) \|", PAGE, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)}

    assert set() == set(keys) - named
