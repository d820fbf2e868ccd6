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
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bundle import HERE, Refused, load, operations, read
from fivetran_common.pointers import pointer_of
from signatures import builders_module

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
from urllib.parse import quote

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

SECONDS = {"minute": 60, "hour": 3600}

# The generator writes these methods without a docstring.
DOCSTRINGS = {
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


def entry_with_paths() -> str:
    """Return the text of the entry with a line for each path of each family."""
    entry = HERE / "openapi.yaml"
    head, _, rest = entry.read_text(encoding="utf-8").partition("\npaths:\n")
    lines = [
        f"  {path}: {{$ref: '{family.name}#/paths/{quote(pointer_of((path,))[1:], safe='~')}'}}\n"
        for family in sorted(HERE.glob("*.yaml"))
        if family != entry
        for path in read(family).get("paths", {})
    ]
    return f"{head}\npaths:\n{''.join(lines)}components:{rest.partition('components:')[2]}"


def write_document(document: dict[str, Any], target: Path) -> Path:
    """Write the package that holds the document."""
    target.mkdir(parents=True)
    (target / "__init__.py").write_text(HEADER + DOCUMENT_PACKAGE, encoding="utf-8")
    (target / "py.typed").touch()
    data = target / "openapi.json"
    data.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    shutil.copyfile(HERE / CATALOGUE, target / CATALOGUE)
    return data


def write_templates(data: Path, target: Path) -> Path:
    """Copy the templates, beside them the generator's own one for models, and the names of the answers' classes."""
    shutil.copytree(HERE / "templates", target)
    original = find_spec("openapi_python_client")
    (location,) = original.submodule_search_locations if original and original.submodule_search_locations else [""]
    own = (Path(location) / "templates" / "model.py.jinja").read_text(encoding="utf-8")
    (target / "request_model.py.jinja").write_text(_importing_once(own), encoding="utf-8")
    document = json.loads(data.read_bytes())
    answers, always_sent = answer_classes(document)
    facts = {
        "answers": answers,
        "always_sent": always_sent,
        "operations": facts_of_operations(document),
        "limits": {
            plan: {(kind, SECONDS[window]): most for kind, windows in kinds.items() for window, most in windows.items()}
            for plan, kinds in document.get("x-fivetran-limits", {}).items()
        },
        "unused": sorted(unused_models(document)),
    }
    lines = [f"{{% set {name} = {value!r} %}}" for name, value in facts.items()]
    (target / "facts.jinja").write_text("\n".join(lines), encoding="utf-8")
    return target


def facts_of_operations(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return what the template of operations needs to know and the generator does not tell, by operation."""
    found: dict[str, dict[str, Any]] = {}
    for method, _, operation in operations(document):
        body = operation.get("requestBody", {})
        data = document["components"]["schemas"][_answered(operation)]["properties"].get("data")
        found[operation["operationId"]] = {
            "model": _name(data) if data and method != "delete" else None,
            "message": "NoneType" if method == "delete" else "str",
            "body": _name(body["content"]["application/json"]["schema"]) if body else None,
            "optional": body.get("required") is False,
            "version": operation.get("x-fivetran-version"),
            "limits": tuple(operation.get("x-fivetran-limits", ())),
        }
    return found


def unused_models(document: dict[str, Any]) -> set[str]:
    """Return the schemas whose models nothing needs: the envelopes of answers, of which only `data` is read."""
    return {"Failure", *(_answered(operation) for *_, operation in operations(document))}


def _answered(operation: dict[str, Any]) -> str:
    """Return the schema of an operation's success."""
    success = next(response for status, response in operation["responses"].items() if status.startswith("2"))
    return _name(success["content"]["application/json"]["schema"])


def _name(reference: dict[str, Any]) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _importing_once(template: str) -> str:
    """Move the imports of other models from the methods to the top: no schema of a request contains itself."""
    in_methods = "        {{ lazy_import }} # noqa: PLC0415\n"
    return template.replace(in_methods, "").replace(_FOR_TYPES_ONLY, "{{ lazy_import }}\n")


_FOR_TYPES_ONLY = """\
{% if loop.first %}
if TYPE_CHECKING:
{% endif %}
  {{ lazy_import }}
"""


def answer_classes(document: dict[str, Any]) -> tuple[list[str], dict[str, list[str]]]:
    """Return the names of the classes for answers, and for each the keys that are always sent but not required."""
    from openapi_python_client.strings import ClassName  # a tool, and only for this

    schemas: dict[str, Any] = document["components"]["schemas"]
    asked = _reachable(document, [each.get("requestBody") for *_, each in operations(document)])
    answered = _reachable(document, [each["responses"] for *_, each in operations(document)])
    free = {name for name, schema in schemas.items() if schema.get("additionalProperties") is True}
    names = sorted(name for name in answered - asked | (free & answered) if schemas[name].get("type") == "object")
    classes = sorted({ClassName(each, "") for name in names for each in _inner(name, schemas[name])})
    sent = {str(ClassName(name, "")): list(schemas[name].get("x-always-sent", [])) for name in names}
    return list(map(str, classes)), {name: keys for name, keys in sent.items() if keys}


def _reachable(document: dict[str, Any], roots: Any) -> set[str]:
    """Return the schemas that something refers to, directly or not."""
    found: set[tuple[str, str]] = set()
    left = [roots]
    while left:
        value = left.pop()
        if isinstance(value, list):
            left += value
        elif isinstance(value, dict):
            left += value.values()
            kind, _, name = str(value.get("$ref", "")).removeprefix("#/components/").partition("/")
            if name and (kind, name) not in found:
                found.add((kind, name))
                left.append(document["components"].get(kind, {}).get(name))  # the generator refuses a dangling one
    return {name for kind, name in found if kind == "schemas" and name in document["components"]["schemas"]}


def _inner(name: str, schema: dict[str, Any]) -> Iterator[str]:
    """Return the name of a schema, and those that the generator makes up for the objects inside it."""
    yield name
    for key, value in schema.get("properties", {}).items():
        if isinstance(value, dict) and "$ref" not in value:
            yield from _inner(f"{name}_{key}", value)


def write_client(data: Path, target: Path) -> None:
    """Run the generator, then add py.typed, headers and the docstrings of methods, which it leaves out."""
    templates = write_templates(data, target.parent.parent / "templates")
    command = [
        *(sys.executable, "-m", "openapi_python_client", "generate"),
        *("--path", str(data), "--output-path", str(target)),
        *("--config", str(HERE / "client.yaml"), "--custom-template-path", str(templates)),
        *("--meta", "none", "--fail-on-warning"),
    ]
    tools = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(command, env={**os.environ, "PATH": tools}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"openapi-python-client refused the document:\n{done.stdout}{done.stderr}".rstrip())
    remove_unused(target, json.loads(data.read_bytes()))
    (target / "py.typed").touch()
    (target / "new_connection.py").write_text(_new_connection(json.loads(data.read_bytes())), encoding="utf-8")
    for module in target.rglob("*.py"):
        module.write_text(HEADER + _documented(module.read_text(encoding="utf-8")), encoding="utf-8")
    (target / "builders.py").write_text(HEADER + builders_module(json.loads(data.read_bytes())), encoding="utf-8")


def remove_unused(client: Path, document: dict[str, Any]) -> None:
    """Remove what the generator writes without a template that could be empty; an `api` module holds a whole tag."""
    from openapi_python_client.strings import PythonIdentifier

    for name in ("client.py", "errors.py"):
        (client / name).unlink()
    for name in unused_models(document):
        (client / "models" / f"{PythonIdentifier(name, '')}.py").unlink(missing_ok=True)
    for folder in (each for each in (client / "api").iterdir() if each.is_dir()):
        (folder / "__init__.py").rename(folder.with_suffix(".py"))
        shutil.rmtree(folder)


def _new_connection(document: dict[str, Any]) -> str:
    """Write the module that names the requests for a new connection as one type, in the document's order."""
    choices = document["components"]["schemas"]["NewConnection"]["oneOf"]
    names = [choice["$ref"].rpartition("/")[2] for choice in choices]
    listed = "".join(f"    | models.{name}\n" for name in names).replace("| ", "", 1)
    return NEW_CONNECTION.format(listed=listed)


def _documented(source: str) -> str:
    for signature, docstring in DOCSTRINGS.items():
        source = source.replace(signature, f'{signature}        """{docstring}"""\n')
    return source


def generate(target: Path) -> None:
    """Write both packages into an empty folder."""
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
    if (HERE / "openapi.yaml").read_text(encoding="utf-8") != entry_with_paths():
        found.append("openapi/openapi.yaml does not have the paths of the families")
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
            require_pinned_tools()
            if not options.check:
                (HERE / "openapi.yaml").write_text(entry_with_paths(), encoding="utf-8")
            generate(fresh)
        except Refused as refusal:
            print(refusal, file=sys.stderr)
            return 1
        return check(fresh) if options.check else replace(fresh)


if __name__ == "__main__":
    sys.exit(main())
