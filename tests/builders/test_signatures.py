"""The signatures of the builders: the help of each argument in `help`, notebooks and editors."""

import inspect
import os
import pydoc
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jedi
import pytest

import fivetran_connections as package
from fivetran_client.types import UNSET

# A folder for each worker: Jedi reads files that another process has only begun to write.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
jedi.settings.cache_directory = str(Path(__file__).parents[2] / ".venv" / "jedi" / WORKER)
NAMES = ("pinterest_ads", "google_ads", "facebook_ads", "connection")
BUILDERS: list[Callable[..., Any]] = [
    getattr(package, f"{name}{suffix}") for name in NAMES for suffix in ("", "_patch")
]


@pytest.fixture(params=BUILDERS, ids=lambda builder: builder.__name__)
def builder(request: pytest.FixtureRequest) -> Callable[..., Any]:
    """Return each builder."""
    return request.param  # type: ignore[no-any-return]  # a parameter has no type of its own


def test_every_argument_has_its_type_in_the_signature(builder):
    """Arguments are keyword-only and have a type; those that may be left out have the default UNSET."""
    parameters = inspect.signature(builder).parameters.values()

    assert {inspect.Parameter.KEYWORD_ONLY} == {each.kind for each in parameters}
    assert {True} == {"Unset" in each.annotation for each in parameters if each.default is UNSET}
    assert {"group_id", "service", "schema", "unchecked"} >= {
        each.name for each in parameters if each.default is not UNSET
    }


def test_help_explains_every_argument(builder):
    """`help` shows each argument with its type and a sentence about its meaning."""
    shown = pydoc.render_doc(builder, renderer=pydoc.plaintext)
    explained = dict(re.findall(r"^        (\w+) \((?:[^()]+)\): ([A-Z].+)$", shown, flags=re.MULTILINE))

    assert [*inspect.signature(builder).parameters] == [*explained]


def test_help_shows_values_and_defaults():
    """`help` shows the values of an argument, the numbers that stand for them, and its default if one is documented."""
    shown = re.sub(r"\s+", " ", pydoc.render_doc(package.pinterest_ads, renderer=pydoc.plaintext))

    assert (
        "timeframe_months (TimeframeMonths | str | int): Months of reporting data in the first sync. THREE when "
        "absent; only a create may set it. One of THREE (3), SIX (6), TWELVE (12), TWENTY_FOUR (24), ALL_TIME."
    ) in shown
    assert "report_granularity (ReportGranularity | str): " in shown
    assert "One of HOUR, DAY. No default is documented." in shown


def test_the_signature_lists_the_values(builder):
    """An argument with known values lists them for editors, and takes any other text."""
    annotation = inspect.signature(builder).parameters["schedule_type"].annotation

    assert annotation.startswith("api.ScheduleType | Literal['auto', 'manual'] | str | Unset")


def test_a_notebook_completes_arguments():
    """Jedi completes the arguments of a builder in a running interpreter, as IPython and Jupyter do."""
    completed = jedi.Interpreter("pinterest_ads(click_att", [{"pinterest_ads": package.pinterest_ads}]).complete()

    assert ["click_attribution_window="] == [each.name for each in completed]


def test_an_editor_completes_arguments(builder):
    """Jedi completes the arguments of a builder from the source alone, with their types and meanings."""
    name = builder.__name__
    script = jedi.Script(f"from fivetran_connections import {name}\n{name}(sync_freq")
    (signature,) = script.get_signatures()

    assert ["sync_frequency="] == [each.name for each in script.complete()]
    assert "sync_frequency: api.SyncFrequency | int" in signature.to_string()
    assert "Minutes between two syncs." in signature.docstring()
