"""
Make generated/ from the document, which starts in openapi/openapi.yaml: both packages are replaced.

The same input gives the same bytes wherever it runs: pyproject.toml pins generator and formatter, the formatter ignores
the settings around it, and every earlier file is replaced.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader

from bundle import HERE, KEYS_OF_A_COMPONENT, Refused, load, operations, read
from conventions import bodies
from conventions import schemas as parts
from fivetran_common.json_types import keys_of, pointer_of
from signatures import NUMBERS, builders

GENERATED = HERE.parent / "generated"
CATALOGUE = ("services.json", "requirements.json")
CLIENT = "fivetran_client"
DOCUMENT = "fivetran_openapi"

HEADER = "# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.\n"

SECONDS = {"minute": 60, "hour": 3600}

# The generator writes these methods without a docstring.
DOCSTRINGS = {
    "    def to_dict(self) -> dict[str, Any]:\n": "Return the model as a JSON object, without the keys that are UNSET.",
    "    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:\n": "Make the model from a JSON object.",
    "    def additional_keys(self) -> list[str]:\n": "The keys that the document does not describe.",
}

Json = dict[str, Any]


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


def generate(target: Path) -> None:
    """Write both packages into an empty folder."""
    document = load(HERE / "openapi.yaml")
    package, client = target / DOCUMENT, target / CLIENT
    package.mkdir(parents=True)
    render("document_package", package / "__init__.py")
    (package / "py.typed").touch()
    data = package / "openapi.json"
    data.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for name in CATALOGUE:
        shutil.copyfile(GENERATED / DOCUMENT / name, package / name)  # made by services.py
    run_generator(data, client, write_templates(document, target.parent / "templates"))
    remove_unused(client, document)
    for module in client.rglob("*.py"):
        text = module.read_text(encoding="utf-8")
        for signature, docstring in DOCSTRINGS.items():
            text = text.replace(signature, f'{signature}        """{docstring}"""\n')
        module.write_text(HEADER + text, encoding="utf-8")
    (client / "py.typed").touch()
    models = [_name(choice) for choice in document["components"]["schemas"]["NewConnection"]["oneOf"]]
    render("new_connection", client / "new_connection.py", models=models)
    render("builders", client / "builders.py", builders=builders(document), numbers=NUMBERS)


def render(template: str, target: Path, **values: object) -> None:
    """Write a module from a template of our own."""
    environment = Environment(  # noqa: S701  # Python, not HTML
        loader=FileSystemLoader(HERE / "templates"), trim_blocks=True, keep_trailing_newline=True
    )
    environment.filters["paragraphs"] = _paragraphs
    text = environment.get_template(f"{template}.py.jinja").render(values)
    target.write_text(HEADER + text, encoding="utf-8")


def _paragraphs(text: str) -> str:
    """Fill each paragraph of a docstring."""
    indent = " " * 4
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(
        textwrap.fill(paragraph, 120, initial_indent=indent, subsequent_indent=indent) for paragraph in paragraphs
    )


def write_templates(document: Json, target: Path) -> Path:
    """Copy the templates and the generator's own one for models, and write the facts that they need."""
    shutil.copytree(HERE / "templates", target)
    own = (files("openapi_python_client") / "templates" / "model.py.jinja").read_text(encoding="utf-8")
    (target / "request_model.py.jinja").write_text(_importing_once(own), encoding="utf-8")
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


def _importing_once(template: str) -> str:
    """Move the imports of other models from the methods to the top: no schema of a request contains itself."""
    for_types_only = "{% if loop.first %}\nif TYPE_CHECKING:\n{% endif %}\n  {{ lazy_import }}\n"
    in_methods = "        {{ lazy_import }} # noqa: PLC0415\n"
    return template.replace(in_methods, "").replace(for_types_only, "{{ lazy_import }}\n")


def facts_of_operations(document: Json) -> dict[str, Json]:
    """Return the facts that the template of operations needs and the generator lacks, by operation."""
    found: dict[str, Json] = {}
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


def unused_models(document: Json) -> set[str]:
    """Return the schemas whose models nothing needs: the envelopes of answers, of which only `data` is read."""
    return {"Failure", *(_answered(operation) for *_, operation in operations(document))}


def _answered(operation: Json) -> str:
    """Return the schema of an operation's success."""
    success = next(response for status, response in operation["responses"].items() if status.startswith("2"))
    return _name(success["content"]["application/json"]["schema"])


def _name(reference: Json) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def answer_classes(document: Json) -> tuple[list[str], dict[str, list[str]]]:
    """Return the names of the classes for answers, and for each the keys that are always sent but not required."""
    from openapi_python_client.strings import ClassName  # a tool, and only for this

    schemas: Json = document["components"]["schemas"]
    requested, answered = _reached(document, sent=True), _reached(document, received=True)
    free = {name for name, schema in schemas.items() if schema.get("additionalProperties") is True}
    names = sorted(name for name in answered - requested | (free & answered) if schemas[name].get("type") == "object")
    classes = sorted({str(ClassName(inner, "")) for name in names for inner in _inner(name, schemas[name])})
    sent = {str(ClassName(name, "")): list(schemas[name].get("x-always-sent", [])) for name in names}
    return classes, {name: keys for name, keys in sent.items() if keys}


def _reached(document: Json, **which: bool) -> set[str]:
    """Return the schemas of sent or received bodies; raises `Refused` where a reference leads nowhere."""
    try:
        places = [keys_of(place.pointer) for place in parts(document, bodies(document, **which))]
    except KeyError as error:
        raise Refused(f"the document refers to {error}, which is not there") from None
    return {keys[-1] for keys in places if len(keys) == KEYS_OF_A_COMPONENT}


def _inner(name: str, schema: Json) -> Iterator[str]:
    """Yield the name of a schema, and those that the generator makes up for the objects inside it."""
    yield name
    for key, value in schema.get("properties", {}).items():
        if isinstance(value, dict) and "$ref" not in value:
            yield from _inner(f"{name}_{key}", value)


def run_generator(data: Path, target: Path, templates: Path) -> None:
    """Run openapi-python-client, which formats by the ruff beside this interpreter."""
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


def remove_unused(client: Path, document: Json) -> None:
    """Remove unused generated files, which no template can leave out, and make each tag of `api` one module."""
    from openapi_python_client.strings import PythonIdentifier

    for name in ("client.py", "errors.py"):
        (client / name).unlink()
    for name in unused_models(document):
        (client / "models" / f"{PythonIdentifier(name, '')}.py").unlink(missing_ok=True)
    for folder in filter(Path.is_dir, (client / "api").iterdir()):
        (folder / "__init__.py").rename(folder.with_suffix(".py"))
        shutil.rmtree(folder)


def main() -> int:
    """Put fresh packages in the place of the old ones."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "generated"
        try:
            (HERE / "openapi.yaml").write_text(entry_with_paths(), encoding="utf-8")
            generate(fresh)
        except Refused as refusal:
            print(refusal, file=sys.stderr)
            return 1
        except ModuleNotFoundError as error:
            print(f"openapi/generate.py needs {error.name}: run make generate", file=sys.stderr)
            return 1
        for name in (DOCUMENT, CLIENT):
            shutil.rmtree(GENERATED / name, ignore_errors=True)
            shutil.copytree(fresh / name, GENERATED / name)
    print("wrote generated/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
