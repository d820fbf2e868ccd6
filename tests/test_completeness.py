"""Document, rules, client, mock, docs and examples have the same services and operations; a gap is named."""

import inspect
import re
import runpy
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import fivetran_connections
import fivetran_connections.code
import fivetran_mock
import fivetran_rules
from fivetran_common.command_line import Command, Handler, Parser
from fivetran_connections.cli.app import PROGRAM as CONNECTIONS
from fivetran_mock import FivetranMock
from fivetran_mock.cli import PROGRAM as MOCK
from fivetran_openapi import document
from fivetran_rules import SERVICE_RULES
from fivetran_rules.behaviours import BEHAVIOURS

ROOT = Path(__file__).parents[1]
DOCS = "\n".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
DERIVED = runpy.run_path(str(ROOT / "scripts" / "derived.py"))
SCHEMAS: dict[str, Any] = document()["components"]["schemas"]

with fivetran_connections.Fivetran(api_key="key", api_secret="secret") as CLIENT:
    RESOURCES = {name: type(value) for name, value in vars(CLIENT).items() if hasattr(value, "__driver__")}
# The services with schemas of their own in the document, by the constant that tells them apart.
SERVICES = sorted(
    schema["properties"]["service"]["const"]
    for schema in SCHEMAS.values()
    if "const" in schema.get("properties", {}).get("service", {})
)


def test_services_are_known():
    """The typed services are these; the tests below check the parts of each."""
    assert ["facebook_ads", "google_ads", "pinterest_ads"] == SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_a_typed_service_is_whole(service):
    """A typed service has rules, even none, both builders, an example as a file and in the document, docs and tests."""
    operation = document()["paths"]["/v1/connections"]["post"]
    shown = operation["requestBody"]["content"]["application/json"]["examples"].values()
    has = {
        f"overlay/fivetran_rules/services/{service}.py": service in SERVICE_RULES,
        "two names of fivetran_connections": {service, f"{service}_patch"} <= {*fivetran_connections.__all__},
        f"examples/{service}.yaml": (ROOT / "examples" / f"{service}.yaml").is_file(),
        "an example in the document": service in {example["value"]["service"] for example in shown},
        "its builder in the docs": f"`{service}(...)`" in DOCS,
        "its rules in docs/rules.md": service in (ROOT / "docs" / "rules.md").read_text(encoding="utf-8"),
        f"tests/services/test_{service}.py": (ROOT / "tests" / "services" / f"test_{service}.py").is_file(),
    }

    assert [] == [part for part, is_there in has.items() if not is_there]


def families(sentence: str) -> set[str]:
    """Return the families that a list in words names, up to its last comma or `and`."""
    return {name.replace(" ", "-") for name in re.split(r", | and ", " ".join(sentence.split()))[:-1]}


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ((ROOT / "README.md").read_text(encoding="utf-8"), "It leaves out "),
        ("\n".join(each.what for each in FivetranMock.not_imitated()), "Other families of the API: "),
    ],
    ids=["README", "mock"],
)
def test_no_family_of_the_document_is_called_missing(text, before):
    """README and mock list families of the API that are left out, none of which the document has."""
    missing = families(text.partition(before)[2].partition(".")[0])

    assert len(missing) >= 3
    assert set() == missing & {part for path in document()["paths"] for part in path.split("/")[2:3]}


def test_the_reference_describes_every_public_name_and_resource():
    """The pages of docs/api name each public name of the client and the class of each resource, and nothing else."""
    pages = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "api").glob("*.md"))
    expected = {f"fivetran_connections.{name}" for name in fivetran_connections.__all__}
    expected |= {f"{each.__module__}.{each.__name__}" for each in RESOURCES.values()}
    expected |= {"fivetran_connections.code", "fivetran_connections.webhooks"}

    assert expected == set(re.findall(r"(?m)^::: (fivetran_connections\..+)$", pages))


@pytest.mark.parametrize("name", DERIVED["PAGES"])
def test_a_derived_file_is_up_to_date(name):
    """Pages and schemas that `make generate` fills in are up to date."""
    page = (ROOT / name).read_text(encoding="utf-8")

    assert DERIVED["PAGES"][name](page) == page, "run `make generate`"


def handlers(commands: Mapping[str, Command]) -> Iterator[Handler]:
    """Yield the handler of each command, and of the commands below it."""
    for command in commands.values():
        yield from handlers(command.commands)
        if command.module:
            yield command.handler()


def options_of(handler: Handler) -> list[str]:
    """Return the options of a command that its help lists, but for --help."""
    parser = Parser(prog="x")
    handler.build(parser)
    return re.findall(r"^  (?:-\w\b.*)?--(?!help)[\w-]+", parser.format_help(), re.MULTILINE)


def test_the_surface_has_the_size_that_is_written_down():
    """The names that users meet are counted, so that no change adds some unnoticed."""
    commands = [each for program in (CONNECTIONS, MOCK) for each in handlers(program.commands)]
    packages = (fivetran_connections, fivetran_connections.code, fivetran_mock, fivetran_rules)
    methods = [name for resource in RESOURCES.values() for name in dir(resource) if not name.startswith("_")]

    assert tomllib.loads((ROOT / "tests" / "surface.toml").read_text("utf-8")) == {
        "commands": len(commands),
        "options": sum(len(options_of(each)) for each in commands),
        "public_names": sum(len(package.__all__) for package in packages),
        "client_methods": len(methods),
        "settings": len(inspect.signature(FivetranMock).parameters),
        "behaviours": len(BEHAVIOURS),
        "admin_operations": len(DERIVED["OPERATIONS"]),
    }
