"""Document, rules, client, mock, docs and examples have the same services and operations; a gap is named."""

from __future__ import annotations

import base64
import json
import re
import runpy
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import fivetran_connections
from fivetran_mock import FivetranMock, Request
from fivetran_openapi import document
from fivetran_rules import SERVICE_RULES, all_rules, check

ROOT = Path(__file__).parents[1]
DOCS = "\n".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
DERIVED = runpy.run_path(str(ROOT / "scripts" / "derived.py"))["PAGES"]
SCHEMAS: dict[str, Any] = document()["components"]["schemas"]

with fivetran_connections.Fivetran(api_key="key", api_secret="secret") as CLIENT:
    RESOURCES = {name: type(value) for name, value in vars(CLIENT).items() if hasattr(value, "with_response")}
METHODS = ("get", "post", "patch", "delete")
# The services with schemas of their own in the document, by the constant that tells them apart.
SERVICES = sorted(
    schema["properties"]["service"]["const"]
    for schema in SCHEMAS.values()
    if "const" in schema.get("properties", {}).get("service", {})
)
OPERATIONS = [
    (operation["operationId"], operation["tags"][0])
    for path in document()["paths"].values()
    for method, operation in path.items()
    if method in METHODS
]


def test_services_are_known() -> None:
    """The typed services are these; the tests below check the parts of each."""
    assert ["facebook_ads", "google_ads", "pinterest_ads"] == SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_a_typed_service_has_rules(service: str) -> None:
    """A typed service has a module of rules, even an empty one."""
    assert service in SERVICE_RULES, f"write overlay/fivetran_rules/services/{service}.py"


@pytest.mark.parametrize("service", SERVICES)
def test_a_typed_service_has_builders(service: str) -> None:
    """A typed service has a public builder and a public patch builder."""
    for name in (service, f"{service}_patch"):
        assert name in fivetran_connections.__all__, f"write {name} in overlay/fivetran_connections/services"


@pytest.mark.parametrize("service", SERVICES)
def test_a_typed_service_has_an_example(service: str) -> None:
    """A typed service has a valid example file, and a named example in the document."""
    operation = document()["paths"]["/v1/connections"]["post"]
    shown = operation["requestBody"]["content"]["application/json"]["examples"].values()

    assert (ROOT / "examples" / f"{service}.yaml").is_file()
    assert service in {example["value"]["service"] for example in shown}


@pytest.mark.parametrize("service", SERVICES)
def test_a_typed_service_is_in_the_docs(service: str) -> None:
    """A typed service has its builder and its rules in the docs."""
    assert f"`{service}(...)`" in DOCS
    assert f"{service}" in (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("service", SERVICES)
def test_a_typed_service_has_tests(service: str) -> None:
    """A typed service has its own test file: builder, rules, and a round trip through the mock."""
    assert (ROOT / "tests" / "services" / f"test_{service}.py").is_file()


@pytest.mark.parametrize(("operation", "tag"), OPERATIONS)
def test_an_operation_has_a_client_function(operation: str, tag: str) -> None:
    """Each operation has a function in the generated client, which returns its request."""
    function = getattr(import_module(f"fivetran_client.api.{tag}"), operation)

    assert function.__annotations__["return"].startswith("Request[")


@pytest.mark.parametrize(
    ("method", "path"),
    [(method, path) for path, item in document()["paths"].items() for method in METHODS if method in item],
)
def test_an_operation_is_imitated(method: str, path: str) -> None:
    """The mock answers every operation of the document, with 404 at least."""
    mock = FivetranMock()
    key = base64.b64encode(f"{mock.api_key}:{mock.api_secret}".encode()).decode()
    headers = {"authorization": f"Basic {key}", "content-type": "application/json"}

    assert 501 != mock.handle(Request(method.upper(), re.sub("{.*?}", "some_id", path), headers, b"{}")).status


@pytest.mark.parametrize("resource", RESOURCES)
def test_every_method_of_the_client_is_in_the_docs(resource: str) -> None:
    """The page of the client lists the methods of each resource, and no others."""
    page = (ROOT / "docs" / "client.md").read_text(encoding="utf-8")
    methods = {name for name in dir(getattr(CLIENT, resource)) if not name.startswith("_")}
    (row,) = (line for line in page.splitlines() if line.startswith(f"| `fivetran.{resource}` |"))

    assert methods - {"driver", "with_response"} == set(re.findall(r"`(\w+)`", row))


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
def test_no_family_of_the_document_is_called_missing(text: str, before: str) -> None:
    """README and mock list families of the API that are left out, none of which the document has."""
    missing = families(text.partition(before)[2].partition(".")[0])

    assert len(missing) >= 3
    assert set() == missing & {part for path in document()["paths"] for part in path.split("/")[2:3]}


def test_the_reference_describes_every_public_name_and_resource() -> None:
    """The pages of docs/api name each public name of the client and the class of each resource, and nothing else."""
    pages = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "api").glob("*.md"))
    expected = {f"fivetran_connections.{name}" for name in fivetran_connections.__all__}
    expected |= {f"{each.__module__}.{each.__name__}" for each in RESOURCES.values()}
    expected |= {"fivetran_connections.code", "fivetran_connections.webhooks"}

    assert sorted(expected) == sorted(re.findall(r"(?m)^::: (fivetran_connections\..+)$", pages))


@pytest.mark.parametrize("name", fivetran_connections.__all__)
def test_a_public_name_is_documented(name: str) -> None:
    """A public name has a docstring, or is in the documentation."""
    value = getattr(fivetran_connections, name)
    own = (getattr(value, "__doc__", None) or "").strip()

    assert own or re.search(rf"\b{name}\b", DOCS), f"{name} is documented nowhere"


def test_every_rule_is_in_the_docs() -> None:
    """The page of the rules lists every rule, and no others."""
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")

    assert sorted(rule.id for rule in all_rules()) == sorted(re.findall(r"(?m)^\| `([\w.]+)` \|", page))


@pytest.mark.parametrize("name", DERIVED)
def test_a_derived_file_is_up_to_date(name: str) -> None:
    """Pages and schemas that `make generate` fills in are up to date."""
    assert DERIVED[name]() == (ROOT / name).read_text(encoding="utf-8"), "run `make generate`"


def test_the_seed_request_is_understood() -> None:
    """Every field of the project's first example request is known and accepted."""
    request = json.loads((ROOT / "examples" / "seed_request.json").read_text(encoding="utf-8"))

    assert [] == [violation for violation in check(request) if violation.severity == "error"]
