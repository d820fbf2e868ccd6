"""The documentation is complete: pages, packages, commands, options and exit statuses."""

import io
import re
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
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
