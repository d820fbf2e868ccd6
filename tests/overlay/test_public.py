"""The public names, the imports and the layers of the package."""

import ast
import inspect
import os
import subprocess
import sys
from pathlib import Path

import pytest

import fivetran_connections
from fivetran_connections import AsyncFivetran, Fivetran, errors


def names() -> list[str]:
    """Return the public names."""
    return fivetran_connections.__all__


def python(code: str) -> str:
    """Run code in a fresh interpreter."""
    environ = {**os.environ, "PYTHONSAFEPATH": "1"}
    ended = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, env=environ)
    return ended.stdout.strip()


@pytest.mark.parametrize("name", names())
def test_every_public_name_is_at_home_where_it_is_looked_for(name):
    """Each public name can be imported, is listed by `dir`, and is documented if it can be."""
    value = getattr(fivetran_connections, name)

    assert name in dir(fivetran_connections)
    assert inspect.getdoc(value) or name == "UNSET"


def test_type_checkers_and_interpreter_agree_on_the_names():
    """The imports for type checkers and `__all__` agree."""
    source = Path(str(fivetran_connections.__file__)).read_text(encoding="utf-8")
    guarded = next(part for part in ast.parse(source).body if isinstance(part, ast.If))
    typed = {each.name for part in guarded.body if isinstance(part, ast.ImportFrom) for each in part.names}

    assert set(names()) == typed | set(errors.__all__)


DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_errors_names_each_exception():
    """Each exception and each warning is on the page of errors."""
    page = (DOCS / "errors.md").read_text("utf-8")

    assert [] == [name for name in errors.__all__ if name not in page and issubclass(getattr(errors, name), Exception)]


def test_help_shows_what_a_caller_gets():
    """The signature of a method shows its arguments, and its docstring its effect."""
    with Fivetran(api_key="k", api_secret="s") as fivetran:
        created = inspect.signature(fivetran.connections.create)
        listed = inspect.signature(fivetran.connections.list)
    awaited = AsyncFivetran(api_key="k", api_secret="s")

    assert "(request: 'NewConnection', *, unchecked: 'Unchecked' = False)" == str(created)
    assert "Get one connection." == inspect.getdoc(awaited.connections.get)
    assert ["group_id", "schema", "service", "paused", "setup_state", "page_size"] == list(listed.parameters)
    assert inspect.iscoroutinefunction(awaited.connections.get)


def test_a_client_brings_neither_retries_nor_rules_before_they_are_needed():
    """Creating a client loads neither the validator nor an extra."""
    code = "import sys, fivetran_connections as f; f.Fivetran(api_key='k', api_secret='s'); print(*sys.modules)"

    assert set() == {"jsonschema_rs", "fivetran_rules._judge", "platformdirs", "yaml"} & set(python(code).split())


def test_only_one_module_imports_httpx():
    """Only one module imports httpx."""
    package = Path(str(fivetran_connections.__file__)).parent
    importing = [
        path.name
        for path in package.rglob("*.py")
        if any(line.startswith(("import httpx", "from httpx")) for line in path.read_text("utf-8").splitlines())
    ]

    assert ["httpx_clients.py"] == importing
