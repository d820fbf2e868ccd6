"""The table of behaviours: each unknown of the API with its values, their evidence and a default."""

import re
from pathlib import Path
from typing import get_args

import pytest

from fivetran_rules.behaviours import BEHAVIOURS, VERSION, InvalidBehaviours, Mark, read_behaviours

MARKS = get_args(Mark)
DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "evidence.md").read_text(encoding="utf-8")
ANCHORS = set(re.findall(r'<a id="([a-z0-9-]+)">', PAGE))


@pytest.mark.parametrize("behaviour", BEHAVIOURS.values(), ids=[*BEHAVIOURS])
def test_a_row_has_evidence(behaviour):
    """Each row cites a fact of the evidence page, and has at least two values with known marks."""
    assert behaviour.evidence in ANCHORS
    assert len(behaviour.values) > 1
    assert set(behaviour.values.values()) <= set(MARKS)


@pytest.mark.parametrize("behaviour", BEHAVIOURS.values(), ids=[*BEHAVIOURS])
def test_the_default_has_the_best_evidence(behaviour):
    """The default is the one value with the best mark, or the row says why it is another."""
    ranks = [MARKS.index(mark) for mark in behaviour.values.values()]

    assert behaviour.reason or (ranks[0] == min(ranks) and ranks.count(min(ranks)) == 1)


def test_data_is_read_as_names_and_values():
    """Behaviours are read from a mapping and from the object of a file; YAML's own types are taken as text."""
    assert {"list_config": "present"} == read_behaviours({"list_config": "present"})
    assert {"starts_paused": "false", "unknown_group": "400"} == read_behaviours(
        {"version": VERSION, "behaviours": {"starts_paused": False, "unknown_group": 400}}
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"list_confg": "present"}, "there is no behaviour 'list_confg'; did you mean list_config?"),
        (
            {"list_config": "presnt"},
            "behaviour list_config has the values absent, present, not 'presnt'; did you mean present?",
        ),
        ({"mask": 9}, "behaviour mask has the values six, eight, prefixed, mixed, not '9'"),
        ({3: "present"}, "there is no behaviour 3"),
        (["list_config"], "behaviours have to be an object of names and values"),
        ({"version": VERSION, "behaviours": 3}, "behaviours have to be an object of names and values"),
        ({"n" * 5_000: "present"}, f"there is no behaviour '{'n' * 60}'"),
        ({"mask": "9" * 5_000}, f"behaviour mask has the values six, eight, prefixed, mixed, not '{'9' * 60}'"),
        ({"behaviours": {}}, f"version of the behaviours has to be {VERSION}; write the file again with this release"),
        (
            {"version": 9, "behaviours": {}},
            f"version of the behaviours has to be {VERSION}; write the file again with this release",
        ),
    ],
)
def test_unknown_behaviours_are_refused(data, message):
    """An unknown name, value or version is refused with the nearest known one."""
    with pytest.raises(InvalidBehaviours, match=f"^{re.escape(message)}$"):
        read_behaviours(data)
