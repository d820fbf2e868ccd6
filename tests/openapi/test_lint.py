"""A document that breaks a rule is refused, and the rule and the place are named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Document = dict[str, Any]
Spoil = Callable[[Document], object]
Tool = Callable[[str], ModuleType]
Write = Callable[[Any], Path]

GET = "/paths/~1v1~1connections~1{connectionId}/get"
LIST_BODY = "/paths/~1v1~1connections/get/responses/200/content/application~1json"
CREATE_BODY = "/paths/~1v1~1connections/post/requestBody/content/application~1json"
SCHEMAS = "/components/schemas"


def at(document: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        document = document[int(key) if isinstance(document, list) else key]
    return document


def drop(pointer: str) -> Spoil:
    parent, _, key = pointer.rpartition("/")
    return lambda document: at(document, parent).pop(key)


def put(pointer: str, value: Any) -> Spoil:
    parent, _, key = pointer.rpartition("/")
    return lambda document: at(document, parent).update({key: value})


def grow(pointer: str, value: Any) -> Spoil:
    return lambda document: at(document, pointer).append(value)


# What is broken, how, the rule that says so, and the place that it names.
SPOILED: list[tuple[str, Spoil, str, str]] = [
    ("an operation without an id", drop(f"{GET}/operationId"), "operation-operationId", GET),
    ("an id twice", put(f"{GET}/operationId", "list_connections"), "operation-operationId-unique", GET),
    ("an operation without a tag", drop(f"{GET}/tags"), "rule/operation-has-a-tag", GET),
    ("a tag that is not defined", put(f"{GET}/tags", ["conections"]), "operation-tag-defined", f"{GET}/tags/0"),
    ("a body without an example", drop(f"{LIST_BODY}/examples"), "rule/body-has-an-example", LIST_BODY),
    (
        "an operation without an error",
        drop(f"{GET}/responses/401"),
        "rule/operation-has-its-errors",
        f"{GET}/responses",
    ),
    (
        "an error without a body",
        drop("/components/responses/Unauthorized/content"),
        "rule/answer-has-a-body",
        "/components/responses/Unauthorized",
    ),
    (
        "a dangling reference",
        put(f"{SCHEMAS}/Connection/properties/status", {"$ref": "#/components/schemas/Statsu"}),
        "references-lead-somewhere",
        f"{SCHEMAS}/Connection/properties/status",
    ),
    (
        "an enum value of another type",
        grow(f"{SCHEMAS}/SyncFrequency/enum", "2880"),
        "no-enum-type-mismatch",
        f"{SCHEMAS}/SyncFrequency/enum/",
    ),
    (
        "an example that does not fit",
        put(f"{CREATE_BODY}/examples/pinterest_ads/value/config/report_granularity", "WEEK"),
        "no-invalid-media-type-examples",
        f"{CREATE_BODY}/examples/pinterest_ads/value/config/report_granularity",
    ),
    (
        "an example that breaks a cross-field rule",
        drop(f"{CREATE_BODY}/examples/pinterest_ads/value/config/advertisers"),
        "examples-fit",
        f"{CREATE_BODY}/examples/pinterest_ads/value",
    ),
    (
        "a bad example that is good",
        put(f"{CREATE_BODY}/x-bad-examples/schema_missing/value/config", {"schema": "pin_eu"}),
        "bad-examples-are-refused",
        f"{CREATE_BODY}/x-bad-examples/schema_missing/value",
    ),
    (
        "a request that takes any key",
        drop(f"{SCHEMAS}/PinterestAdsConfig/additionalProperties"),
        "requests-are-closed",
        f"{SCHEMAS}/PinterestAdsConfig",
    ),
    (
        "an answer that refuses new keys",
        put(f"{SCHEMAS}/ConnectionStatus/additionalProperties", False),
        "answers-are-open",
        f"{SCHEMAS}/ConnectionStatus",
    ),
    (
        "an answer that refuses new enum values",
        put(f"{SCHEMAS}/ConnectionStatus/properties/sync_state", {"$ref": "#/components/schemas/SyncState"}),
        "answers-are-open",
        f"{SCHEMAS}/ConnectionStatus/properties/sync_state",
    ),
    (
        "a default in a request",
        put(f"{SCHEMAS}/PinterestAdsConfig/properties/advertisers/default", []),
        "requests-have-no-default",
        f"{SCHEMAS}/PinterestAdsConfig/properties/advertisers/default",
    ),
    (
        "a schema without a description",
        drop(f"{SCHEMAS}/SetupTest/description"),
        "everything-is-described",
        f"{SCHEMAS}/SetupTest",
    ),
    (
        "a property without a description",
        drop(f"{SCHEMAS}/SetupTest/properties/title/description"),
        "everything-is-described",
        f"{SCHEMAS}/SetupTest/properties/title",
    ),
    (
        "a later addition without a source",
        put(f"{SCHEMAS}/SetupTest/properties/title/x-fivetran-added", {"date": "2026-06-30"}),
        "vintage-has-a-source",
        f"{SCHEMAS}/SetupTest/properties/title/x-fivetran-added",
    ),
    (
        "an enum value without a member name",
        grow(f"{SCHEMAS}/SetupState/enum", "paused"),
        "enum-members-have-names",
        f"{SCHEMAS}/SetupState",
    ),
    ("an operation without credentials", drop(f"{GET}/security"), "operations-are-secured", GET),
    ("what is not OpenAPI", put(f"{GET}/deprecated", "yes"), "openapi-spec-validator", ""),
    ("what cannot be read", put(f"{GET}/parameters", {"name": "limit"}), "openapi-spec-validator", ""),
]


@pytest.mark.slow
@pytest.mark.parametrize(("spoil", "rule", "place"), [row[1:] for row in SPOILED], ids=[row[0] for row in SPOILED])
def test_a_spoiled_document_is_refused(
    spoil: Spoil, rule: str, place: str, spoiled: Document, write: Write, tool: Tool
) -> None:
    """Each kind of fault is found, under its rule and at its place."""
    spoil(spoiled)

    found = tool("lint").lint(write(spoiled))

    assert [finding for finding in found if finding.rule == rule and finding.pointer.startswith(place)]


def test_every_convention_is_broken_by_a_test(tool: Tool) -> None:
    """No rule of the document's own goes untested."""
    tested = {rule for _, _, rule, _ in SPOILED}

    assert set(tool("conventions").CONVENTIONS) <= tested


@pytest.mark.slow
def test_the_document_is_clean(tool: Tool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """All three judges find nothing in the document as it is."""
    monkeypatch.setattr("sys.argv", ["lint.py"])

    assert 0 == tool("lint").main()
    assert "connections.yaml is clean\n" == capsys.readouterr().out
