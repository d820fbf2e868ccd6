"""The pictures of the documentation are current."""

import json
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"


@pytest.mark.slow
def test_no_picture_is_out_of_date():
    """Each picture was made from the current console, or from the current output of the command."""
    made = json.loads((PICTURES / "sources.json").read_text(encoding="utf-8"))
    now = runpy.run_path(str(ROOT / "scripts" / "pictures.py"))["hashes"]()
    older = sorted(name for name in now if made.get(name) != now[name])

    assert [] == older, f"run `make pictures`: {', '.join(older)} show what is no longer there"
    assert {*now, "sources.json"} == {path.name for path in PICTURES.iterdir()}


def test_pictures_load_nothing():
    """A drawing loads no font or file from another host."""
    for picture in [*PICTURES.glob("*.svg"), *(ROOT / "docs").glob("*.svg")]:
        assert "url(http" not in picture.read_text(encoding="utf-8"), picture.name
