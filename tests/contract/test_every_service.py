"""
Every service: rules, mock and the JSON Schema of its catalogue entry agree about good and spoiled bodies.

`make test` takes twenty services, `make test-deep` all 818. The schema refuses every mistake; rules and mock may treat
the same mistake as a warning.
"""

import copy
import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from fivetran_common.json_types import without
from fivetran_connections import ConnectionWarning, from_body, from_patch
from fivetran_connections._secrets.masking import masked
from fivetran_mock import FivetranMock, Reply, Request
from fivetran_rules import Field, Service, ServiceCatalogue, check, is_secret, naming_of, service_file_schema
from fivetran_rules._schemas import variants

from ..rules._bodies import good_body
from ..rules.test_widely_used_services import GOOD
from ._recorded import RECORDED

CATALOGUE = ServiceCatalogue.packaged()
SAMPLE = frozenset([*CATALOGUE.names()[::41], "salesforce", "share_point"])
SERVICES = [
    pytest.param(name, marks=() if name in SAMPLE else pytest.mark.deep)
    for name in CATALOGUE.names()
    if name not in variants()  # those have tests of their own
]

Json = dict[str, Any]
OTHER: dict[str, Any] = {
    "string": 5,
    "integer": "five",
    "number": "five",
    "boolean": "yes",
    "array": "a",
    "object": "o",
}


def entry_of(name: str) -> Service:
    """Return the entry of a service."""
    entry = CATALOGUE.entry(name)
    assert entry is not None
    return entry


def spoiled(service: Service) -> Iterator[tuple[str, str, Json]]:
    """Yield bodies with one mistake in `config`: rule, severity, body."""
    fields = {key: field for key, field in service.config.items() if not field.readonly}
    choices = {key: field for key, field in fields.items() if field.enum}
    read_only = [key for key, field in service.config.items() if field.readonly]
    yield "published.unknown", "warning", _with(service, "zzzzzz_no_field", 1)
    if fields:
        key, field = next(iter(fields.items()))
        yield "published.type", "error", _with(service, key, OTHER[field.type])
    if choices:
        yield "published.value", "warning", _with(service, next(iter(choices)), "zzzzzz")
    if read_only:
        yield "published.readonly", "warning", _with(service, read_only[0], "zzzzzz")
    if never_null := [key for key, field in fields.items() if not field.nullable]:
        yield "published.null", "warning", _with(service, never_null[0], None)
    if service.naming:
        known = {*service.naming_keys, *service.config}
        other = next(key for key in ("schema", "schema_prefix", "table") if key not in known)
        yield "published.naming", "warning", _with(service, other, "x")
        body = good_body(service)
        for key in service.naming_keys:
            body["config"].pop(key, None)
        yield "published.required", "error", body


def _with(service: Service, key: str, value: object) -> Json:
    body = copy.deepcopy(good_body(service))
    body.setdefault("config", {})[key] = value
    return body


def taken_by_mock(body: Json, *, strict: bool = False) -> bool:
    """Return whether a mock creates the connection."""
    return 201 == create(FivetranMock(strict=strict), body).status


def create(mock: FivetranMock, body: Json) -> Reply:
    """Send a create to a mock."""
    key = b64encode(f"{mock.api_key}:{mock.api_secret}".encode()).decode()
    headers = {"authorization": f"Basic {key}", "content-type": "application/json"}
    return mock.handle(Request("POST", "/v1/connections", headers, json.dumps(body).encode()))


def fits_schema(service: Service, body: Json) -> bool:
    """Return whether the JSON Schema of the service's files accepts a body."""
    schema = service_file_schema(service.name)
    assert schema is not None
    return jsonschema.Draft202012Validator(schema).is_valid(body)


@pytest.mark.parametrize("name", SERVICES)
def test_a_good_body_is_taken_by_all(name):
    """Rules, schema and mock accept a body with every published field."""
    service = entry_of(name)
    whole = good_body(service)  # of which some keys have no effect beside the others
    body = without(whole, [each.pointer for each in check(whole) if each.rule == "published.idle"])

    assert (["published.undefined"] if service.undefined else []) == [each.rule for each in check(body, strict=True)]
    assert fits_schema(service, body)
    assert taken_by_mock(body, strict=not service.undefined)


PUBLIC: list[Json] = json.loads(Path(__file__).with_name("public_bodies.json").read_text(encoding="utf-8"))
"""Bodies that people and official projects published; identifiers are made up."""


def read_bodies() -> Iterator[Json]:
    """Yield bodies that were published, and those that recorded answers show."""
    yield from PUBLIC
    for name, body in GOOD.items():
        yield {"group_id": "g", "service": name, **body}
    for each in RECORDED:
        shown = each.body.get("data") or {}
        if {"service", "config", "schema"} <= shown.keys():
            config = {**shown["config"], **naming_of(shown["service"], shown["schema"])}
            yield {"group_id": "g", "service": shown["service"], "config": config}


def test_what_is_valid_is_taken():
    """The mock takes what the rules call valid, and names each rule that calls a body wrong."""
    for body in read_bodies():
        errors = {(each.pointer, each.rule) for each in check(body) if each.severity == "error"}
        others = () if body["service"] in CATALOGUE.names() else [body["service"]]
        reply = create(FivetranMock(services=others), body)
        told = json.loads(dict(reply.headers).get("x-fivetran-mock-violations", "[]"))

        assert (bool(errors), reply.status) in {(True, 400), (False, 201)}, body
        assert errors <= {(each["pointer"], each["rule"]) for each in told}, body


@pytest.mark.parametrize("name", SERVICES)
def test_a_spoiled_body_is_refused_by_all(name):
    """The schema refuses a body with one mistake; the mock refuses it if the rules call it an error."""
    service = entry_of(name)
    for rule, severity, body in spoiled(service):
        found = check(body)

        assert (rule, severity) in {(each.rule, each.severity) for each in found}, body
        assert not fits_schema(service, body)
        errors = any(each.severity == "error" for each in found)
        assert errors is (severity == "error")
        assert taken_by_mock(body) is not errors
        assert not taken_by_mock(body, strict=True)


def secret_fields(service: Service) -> Iterator[Field]:
    """Return the fields of a service that hold a secret."""
    return (field for _, field in service.walk() if field.secret)


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_of_a_service_shows(name):
    """No known secret of a service is in an answer, in the mock's journal, in a repr, or in a masked body or change."""
    service = entry_of(name)
    body, hidden = good_body(service), []
    _hide(service.config, body.get("config", {}), name, hidden)
    _hide(service.auth, body.get("auth", {}), name, hidden)
    mock = FivetranMock()

    reply = create(mock, body)

    assert 201 == reply.status
    shown = reply.body.decode() + repr([call.to_data() for call in mock.calls])
    assert [] == [secret for secret in hidden if secret in shown]
    with pytest.warns(ConnectionWarning, match="no definition") if service.undefined else nullcontext():
        request = from_body(body)
    change = {part: body[part] for part in ("config", "auth") if part in body}
    assert [] == [secret for secret in hidden if secret in f"{request!r} {masked(body)} {masked(change)}"]
    assert body == request.to_dict()
    auth = {"auth": body["auth"]} if "auth" in body else {}
    change = from_patch({**auth, "config": _changes(body, service)}, service=name)
    assert [] == [secret for secret in hidden if secret in repr(change)]
    assert hidden or not any(field.type == "string" and not field.readonly for field in secret_fields(service))


def _changes(body: Json, service: Service) -> Json:
    """Return the config of a body without the keys that name the destination."""
    return {key: value for key, value in body.get("config", {}).items() if key not in (*service.naming_keys, "schema")}


def _hide(fields: Any, values: Any, name: str, hidden: list[str]) -> None:
    """Replace each secret by a recognizable text."""
    for key, field in fields.items():
        if field.readonly or key not in values:
            continue
        if field.secret and field.type == "string":
            assert is_secret(key, name)
            values[key] = f"hush-{len(hidden)}-hush"
            hidden.append(values[key])
        elif field.items is not None and (field.secret or field.items.secret):
            values[key] = [f"hush-{len(hidden)}-hush"]
            hidden.append(values[key][0])
        else:
            inner = field.items.fields if field.items else field.fields
            for value in values[key] if isinstance(values[key], list) else [values[key]]:
                _hide(inner, value if isinstance(value, dict) else {}, name, hidden)
