"""
Compare our client with the one that openapi-python-client generates from a very large document.

Fivetran publishes one document for all of its services, with about 2,900 schemas. The benchmark downloads nothing: it
makes a document of that size and structure. Each of 725 services has its configuration, its authorization, the body of
a create and the answer; two operations refer to all of them.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import fivetran_client

from . import _peers
from ._harness import Family, Figures, Row, Scale, Wrong, alternate, say
from .imports import importing

SERVICES: Final = 725
SCHEMAS: Final = 4 * SERVICES
PEER: Final = f"the client that openapi-python-client 0.29.1 makes of a document of {SCHEMAS:,} schemas"

_ENDPOINT: Final = "from {package}.api.connections import create_connection"
_ENUMS: Final = (("sync_mode", "All", "Specific"), ("granularity", "HOUR", "DAY"), ("window", "ONE", "SEVEN", "THIRTY"))


def _row(key: str, what: str, unit: str, dominates: str) -> Row:
    return Row(
        key=f"large_{key}",
        label=f"generated client: {key}",
        what=what,
        unit=unit,
        ours=f"ours.{key}",
        peer=PEER,
        theirs=f"large.{key}",
        aim=None,
        dominates=dominates,
    )


ROWS: Final = (
    _row(
        "lines",
        "`fivetran_client`: lines of Python",
        "lines",
        "One file for each schema, and in the larger document a hundred times as many of them.",
    ),
    _row("files", "`fivetran_client`: files", "files", "One file for each schema and enum."),
    _row("disk", "`fivetran_client`: disk, without bytecode", "MB", "One file for each schema and enum."),
    _row(
        "import",
        "`fivetran_client`: import of the endpoint that creates a connection",
        "ms",
        "httpx in ours; in the other the package of models, which imports all of them for one endpoint.",
    ),
)


def measure(scale: Scale) -> Figures:
    """Generate the large client in a temporary folder, and measure both clients."""
    with tempfile.TemporaryDirectory() as name:
        large = _generate(Path(name), services=scale.size(SERVICES, quick=10))
        ours = Path(fivetran_client.__file__).parent
        say("large_document: imports")
        imports = [
            importing(_ENDPOINT.format(package="fivetran_client"), series="ours.import"),
            importing(_ENDPOINT.format(package=large.name), series="large.import", folder=str(large.parent)),
        ]
        alternate(imports, rounds=1)  # writes the bytecode
        rounds = scale.rounds_or(3)
        sizes = [lambda: _sizes("ours", ours), lambda: _sizes("large", large)]
        return {**alternate(sizes, rounds=1), **alternate(imports, rounds=rounds)}


def _generate(folder: Path, *, services: int) -> Path:
    say(f"large_document: generating the client of {4 * services:,} schemas")
    (folder / "openapi.json").write_text(json.dumps(document(services)), encoding="utf-8")
    (folder / "config.json").write_text(
        json.dumps({"package_name_override": "large_client", "post_hooks": []}), encoding="utf-8"
    )
    command = (
        *(sys.executable, "-m", "openapi_python_client", "generate", "--meta=none"),
        *("--path=openapi.json", "--config=config.json", "--output-path=large_client"),
    )
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode:
        raise Wrong(f"openapi-python-client ended with status {done.returncode}: {done.stderr[-300:]}")
    return folder / "large_client"


def _sizes(name: str, package: Path) -> dict[str, float]:
    files = [path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    code = [path.read_text(encoding="utf-8") for path in files if path.suffix == ".py"]
    return {
        f"{name}.lines": sum(text.count("\n") for text in code),
        f"{name}.files": len(files),
        f"{name}.disk": sum(path.stat().st_blocks * 512 for path in files) / 1e6,
    }


def document(services: int) -> dict[str, Any]:
    """Return an OpenAPI document with four schemas for each service."""
    names = [f"service_{number:03}" for number in range(services)]
    return {
        "openapi": "3.0.1",
        "info": {"title": "Large", "version": "1"},
        "paths": {
            "/v1/connections": {"post": _operation("create_connection", names)},
            "/v1/connections/test": {"post": _operation("test_connection", names)},
        },
        "components": {"schemas": {name: schema for each in names for name, schema in _schemas(each)}},
    }


def _operation(identifier: str, services: Sequence[str]) -> dict[str, Any]:
    return {
        "operationId": identifier,
        "tags": ["connections"],
        "requestBody": {"content": _json(f"{name}_new_connection" for name in services)},
        "responses": {"201": {"description": "Done", "content": _json(f"{name}_connection" for name in services)}},
    }


def _json(schemas: Iterator[str]) -> dict[str, Any]:
    return {"application/json": {"schema": {"oneOf": [_ref(name) for name in schemas]}}}


def _schemas(service: str) -> Iterator[tuple[str, dict[str, Any]]]:
    name = {"type": "string", "enum": [service]}
    common: dict[str, Any] = {
        "service": name,
        "group_id": {"type": "string"},
        "paused": {"type": "boolean"},
        "config": _ref(f"{service}_config"),
    }
    yield f"{service}_config", _object(_config())
    yield (
        f"{service}_auth",
        _object({key: {"type": "string"} for key in ("client_id", "client_secret", "refresh_token")}),
    )
    yield f"{service}_new_connection", _object({**common, "auth": _ref(f"{service}_auth")})
    yield (
        f"{service}_connection",
        _object({"id": {"type": "string"}, **common, "created_at": {"type": "string", "format": "date-time"}}),
    )


def _config() -> dict[str, Any]:
    return {
        "schema": {"type": "string"},
        "accounts": {"type": "array", "items": {"type": "string"}},
        "port": {"type": "integer"},
        **{key: {"type": "string", "enum": list(values)} for key, *values in _ENUMS},
        **{f"option_{number}": {"type": "string", "description": "A setting of the service."} for number in range(6)},
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


FAMILY: Final = Family(
    name="large_document", rows=ROWS, measure=measure, needs=(_peers.package("openapi_python_client"),)
)
