"""
Make generated/ from openapi/connections.yaml and openapi/services.json.

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

import yaml

HERE = Path(__file__).resolve().parent
GENERATED = HERE.parent / "generated"
CATALOGUE = "services.json"
PINNED = {"openapi-python-client": "0.29.1", "ruff": "0.17.6"}
CLIENT = "fivetran_client"
DOCUMENT = "fivetran_openapi"

HEADER = "# Made by openapi/generate.py from openapi/connections.yaml. Never edit it; change the document instead.\n"

DOCUMENT_PACKAGE = '''\
"""The OpenAPI document of the connections endpoints and the catalogue of all services, as data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["document", "services"]


@cache
def document() -> dict[str, Any]:
    """
    Give the document as parsed JSON.

    It is parsed once and shared by all callers, who must not change it.
    """
    data: dict[str, Any] = json.loads(Path(__file__).with_name("openapi.json").read_bytes())
    return data


@cache
def services() -> bytes:
    """Return the catalogue of all services, as JSON with one service a line; it is read once."""
    return Path(__file__).with_name("services.json").read_bytes()
'''

# The generator writes these methods without a docstring.
METHODS = {
    "    def to_dict(self) -> dict[str, Any]:\n": "Give the model as a JSON object, without the keys that are UNSET.",
    "    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:\n": "Make the model from a JSON object.",
    "    def additional_keys(self) -> list[str]:\n": "The keys that the document does not describe.",
}


class Refused(Exception):
    """The document, or the tools around it, cannot be used; the text says why."""


class _StrictLoader(yaml.SafeLoader):
    """A loader that refuses a mapping with the same key twice, which YAML would silently let win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if key_node.tag == "tag:yaml.org,2002:merge":
                continue
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                line = key_node.start_mark.line + 1
                raise Refused(f"{node.start_mark.name}, line {line}: the key {key!r} stands twice")
            seen.add(key)
        return super().construct_mapping(node, deep)


def load(path: Path) -> dict[str, Any]:
    """Read the document, without the templates that its anchors are defined in."""
    try:
        with path.open(encoding="utf-8") as stream:
            document = yaml.load(stream, _StrictLoader)  # noqa: S506 - a SafeLoader underneath
    except yaml.YAMLError as error:
        raise Refused(f"{path.name} is not YAML: {error}") from None
    document.pop("x-templates", None)
    return dict(document)


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
    """Run the generator, then add what it leaves out: py.typed, headers and the docstrings of methods."""
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
    for module in target.rglob("*.py"):
        module.write_text(HEADER + _documented(module.read_text(encoding="utf-8")), encoding="utf-8")


def _documented(source: str) -> str:
    for signature, docstring in METHODS.items():
        source = source.replace(signature, f'{signature}        """{docstring}"""\n')
    return source


def generate(target: Path) -> None:
    """Write both packages into an empty folder."""
    require_pinned_tools()
    data = write_document(load(HERE / "connections.yaml"), target / DOCUMENT)
    write_client(data, target / CLIENT)


def files(root: Path) -> Iterator[str]:
    """Give the names of all files below a folder, but for Python's caches."""
    for path in root.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(root).as_posix()


def differences(fresh: Path, kept: Path) -> list[str]:
    """Say of every file that is not the same in both folders what is the matter with it."""
    there, here = set(files(fresh)), set(files(kept))
    changed = (name for name in there & here if not filecmp.cmp(fresh / name, kept / name, shallow=False))
    found = [(name, "is missing") for name in there - here]
    found += [(name, "does not belong there") for name in here - there]
    found += [(name, "differs from what the document gives") for name in changed]
    return [f"{kept.name}/{name} {what}" for name, what in sorted(found)]


def check(fresh: Path) -> int:
    """Compare, and name what differs."""
    found = differences(fresh, GENERATED)
    for line in found:
        print(line)
    if found:
        print(f"{len(found)} files drifted: run `make generate`")
        return 1
    print("generated/ is what openapi/connections.yaml gives")
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
    parser = argparse.ArgumentParser(description="Make generated/ from openapi/connections.yaml.")
    parser.add_argument("--check", action="store_true", help="only compare, and name what differs")
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
