"""
Make generated/ from the document, which starts in openapi/openapi.yaml, and openapi/services.json.

    python openapi/generate.py            replace both packages of generated/
    python openapi/generate.py --check    name every file that differs, and end with status 1 if one does

The same input gives the same bytes wherever it runs: generator and formatter are pinned exactly, the formatter ignores
the settings around it, and nothing is kept of what was there before.
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bundle import Refused, load

HERE = Path(__file__).resolve().parent
GENERATED = HERE.parent / "generated"
CATALOGUE = "services.json"
PINNED = {"openapi-python-client": "0.29.1", "ruff": "0.17.6"}
CLIENT = "fivetran_client"
DOCUMENT = "fivetran_openapi"

HEADER = "# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.\n"

DOCUMENT_PACKAGE = '''\
"""The OpenAPI document of the connections and their neighbours, and the catalogue of all services, as data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["document", "services"]


def document(*, conditions: bool = True) -> dict[str, Any]:
    """
    Return the document as parsed JSON.

    Without `conditions` it lacks the rules on several fields together (`if`/`then` and `not` in an `allOf`), which some
    tools that generate data cannot satisfy. It is parsed once and shared by all callers, who must not change it.
    """
    return _whole() if conditions else _unconditional()


@cache
def _whole() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_bytes())
    return data


@cache
def _unconditional() -> dict[str, Any]:
    data: dict[str, Any] = _without_conditions(_whole())
    return data


def _without_conditions(part: Any) -> Any:
    if isinstance(part, list):
        return [_without_conditions(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _without_conditions(value) for key, value in part.items() if key != "allOf"}
    rest = [_without_conditions(each) for each in part.get("allOf", ()) if not each.keys() & {"if", "not"}]
    return {**kept, "allOf": rest} if rest else kept


@cache
def services() -> bytes:
    """Return the catalogue of all services, as JSON with one service a line; it is read once."""
    return Path(__file__).with_name("services.json").read_bytes()
'''

NEW_CONNECTION = '''\
"""The request for a new connection, one class for each typed service and one for all others."""

from typing import TypeAlias

from . import models

NewConnectionModel: TypeAlias = (
{listed})
"""The body of a create."""
'''

# The generator writes these methods without a docstring.
METHODS = {
    "    def to_dict(self) -> dict[str, Any]:\n": "Return the model as a JSON object, without the keys that are UNSET.",
    "    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:\n": "Make the model from a JSON object.",
    "    def additional_keys(self) -> list[str]:\n": "The keys that the document does not describe.",
}


def require_pinned_tools() -> None:
    """Refuse to run with other versions, since they would write other bytes."""
    for name, wanted in PINNED.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "none"
        if found != wanted:
            raise Refused(f"{name} {wanted} is needed, and {found} is installed: pip install {name}=={wanted}")


def write_document(document: dict[str, Any], target: Path) -> Path:
    """Write the package that holds the document."""
    target.mkdir(parents=True)
    (target / "__init__.py").write_text(HEADER + DOCUMENT_PACKAGE, encoding="utf-8")
    (target / "py.typed").touch()
    data = target / "openapi.json"
    data.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    shutil.copyfile(HERE / CATALOGUE, target / CATALOGUE)
    return data


def write_client(data: Path, target: Path) -> None:
    """Run the generator, then add py.typed, headers and the docstrings of methods, which it leaves out."""
    command = [
        *(sys.executable, "-m", "openapi_python_client", "generate"),
        *("--path", str(data), "--output-path", str(target)),
        *("--config", str(HERE / "client.yaml"), "--custom-template-path", str(HERE / "templates")),
        *("--meta", "none", "--fail-on-warning"),
    ]
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(command, env={**os.environ, "PATH": tools}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"openapi-python-client refused the document:\n{done.stdout}{done.stderr}".rstrip())
    (target / "py.typed").touch()
    (target / "new_connection.py").write_text(_new_connection(json.loads(data.read_bytes())), encoding="utf-8")
    for module in target.rglob("*.py"):
        module.write_text(HEADER + _documented(module.read_text(encoding="utf-8")), encoding="utf-8")


def _new_connection(document: dict[str, Any]) -> str:
    """Write the module that names the requests for a new connection as one type, in the document's order."""
    choices = document["components"]["schemas"]["NewConnection"]["oneOf"]
    names = [choice["$ref"].rpartition("/")[2] for choice in choices]
    listed = "".join(f"    | models.{name}\n" for name in names).replace("| ", "", 1)
    return NEW_CONNECTION.format(listed=listed)


def _documented(source: str) -> str:
    for signature, docstring in METHODS.items():
        source = source.replace(signature, f'{signature}        """{docstring}"""\n')
    return source


def generate(target: Path) -> None:
    """Write both packages into an empty folder."""
    require_pinned_tools()
    data = write_document(load(HERE / "openapi.yaml"), target / DOCUMENT)
    write_client(data, target / CLIENT)


def files(root: Path) -> Iterator[str]:
    """Return the names of all files below a folder, without Python's caches."""
    for path in root.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(root).as_posix()


def differences(fresh: Path, kept: Path) -> list[str]:
    """Return one line for every file that differs between the folders."""
    there, here = set(files(fresh)), set(files(kept))
    changed = (name for name in there & here if not filecmp.cmp(fresh / name, kept / name, shallow=False))
    found = [(name, "is missing") for name in there - here]
    found += [(name, "does not belong there") for name in here - there]
    found += [(name, "differs from the output for the document") for name in changed]
    return [f"{kept.name}/{name} {what}" for name, what in sorted(found)]


def check(fresh: Path) -> int:
    """Compare, and name each file that differs."""
    found = differences(fresh, GENERATED)
    for line in found:
        print(line)
    if found:
        print(f"{len(found)} files drifted: run `make generate`")
        return 1
    print("generated/ is up to date with openapi/openapi.yaml")
    return 0


def replace(fresh: Path) -> int:
    """Put the fresh packages in the place of the old ones."""
    for name in (DOCUMENT, CLIENT):
        shutil.rmtree(GENERATED / name, ignore_errors=True)
        shutil.copytree(fresh / name, GENERATED / name)
    print(f"wrote {sum(1 for _ in files(fresh))} files to generated/")
    return 0


def main() -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(
        description="Make generated/ from openapi/openapi.yaml and the files that it refers to."
    )
    parser.add_argument("--check", action="store_true", help="only compare, and name each file that differs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "generated"
        try:
            generate(fresh)
        except Refused as refusal:
            print(refusal, file=sys.stderr)
            return 1
        return check(fresh) if options.check else replace(fresh)


if __name__ == "__main__":
    sys.exit(main())
