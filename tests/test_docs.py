"""README and pages are complete and current: their tests, links, commands, options, exit statuses and pictures."""

import io
import json
import re
import runpy
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
PICTURES = DOCS / "pictures"
PAGES = sorted(DOCS.rglob("*.md"))
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
EVERYWHERE = ("--help", "--version")


def listed(nav: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the pages of a navigation, each with its title."""
    for entry in nav:
        for title, part in entry.items():
            if isinstance(part, list):
                yield from listed(part)
            else:
                yield part, title


def test_every_page_is_in_the_navigation():
    """The navigation of the site has every page under its title, and no page that does not exist."""
    nav = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]["nav"]
    titles = {page.relative_to(DOCS).as_posix(): page.read_text("utf-8").partition("\n")[0][2:] for page in PAGES}

    assert titles | {"index.md": "Home", "changelog.md": "Changelog"} == dict(listed(nav))


def test_examples_fit_on_the_site():
    """A line of Python in a page has at most 80 characters, so that the site shows it whole."""
    blocks = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)

    assert [] == [line for block in blocks for line in block.splitlines() if len(line) > 80]


def help_of(program: str, *words: str) -> str:
    """Return the help of a command."""
    printed = io.StringIO()
    with redirect_stdout(printed), suppress(SystemExit):
        import_module(f"{program}.__main__").main([*words, "--help"])
    return printed.getvalue()


@pytest.mark.parametrize(
    ("program", "text"),
    [("fivetran_connections", (DOCS / "cli.md").read_text("utf-8")), ("fivetran_mock", TEXT)],
    ids=["page", "docs"],
)
def test_commands_and_their_options_are_documented(program, text):
    """Each command and each of its options is on the page of the command line, or of the mock somewhere."""
    commands = re.findall(r"^  ([a-z][a-z-]+)(?::|  )", help_of(program), re.MULTILINE)
    unknown = {name for name in commands if not re.search(rf"(?:{program.replace('_', '-')} |`){name}\b", text)}
    for command in commands:
        options = re.findall(r"(?<![\w-])--[a-z][a-z-]*", help_of(program, command))
        unknown |= {f"{command} {option}" for option in options if not re.search(rf"{option}\b", text)}

    assert set() == {each for each in unknown if not each.endswith(EVERYWHERE)}
    assert commands


def test_exit_statuses_of_the_mock_are_documented():
    """Each exit status that the modules of `fivetran-mock` name is a row of the page about the server."""
    modules = [import_module(f"fivetran_mock.cli{name}") for name in ("", ".serving")]
    named = {
        value
        for module in modules
        for name, value in vars(module).items()
        if name.isupper() and not name.startswith("_") and type(value) is int
    }
    page = (DOCS / "server.md").read_text(encoding="utf-8")

    assert {0, 1, 2, 3} <= named
    assert set() == {status for status in named if f"\n| {status} |" not in page}


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


def test_the_users_tests_pass(tmp_path):
    """The test that the README shows passes in a project of its own; `nox -s reader` runs those of other pages."""
    blocks = "\n".join(re.findall(r"^```python\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL))
    (tmp_path / "test_shown.py").write_text(blocks, encoding="utf-8")
    others = ("-p", "no:asyncio", "-p", "no:schemathesis")
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", *others, "test_shown.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stdout
    assert f"{blocks.count('def test_')} passed" in done.stdout


def test_two_commands_do_everything():
    """The README has a command for the main job and one for the tests, with their time and what they install."""
    shown = re.findall(r"^\$ (make [\w-]+) +# \d+ (?:seconds|minutes); installs \S", README, re.MULTILINE)

    assert ["make demo", "make test"] == shown
    assert "make test" in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()


def test_the_readme_fits_on_two_screens():
    """The README has at most 130 lines."""
    assert len(README.splitlines()) <= 130


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_links_lead_somewhere(page):
    """Every link to a file of the project exists."""
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    assert [] == [link for link in links if "://" not in link and not (page.parent / link).exists()]
