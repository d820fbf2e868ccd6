"""
Rewrite the signatures of the builders, and the part of their docstrings about arguments.

    python scripts/signatures.py

The types stand in the typed dictionaries of the arguments; meaning, values and defaults stand in the document. Editors
and `help` read neither, only a signature and a docstring.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

import fivetran_openapi
from fivetran_client import models
from fivetran_connections._requests import arguments as shared
from fivetran_connections._requests.coerce import WORDS

FOLDER: Final = Path(__file__).resolve().parents[1] / "overlay" / "fivetran_connections" / "services"
WIDTH: Final = 120
INDENT: Final = " " * 4
BUILDER: Final = re.compile(
    r'^@keywords\((?P<kind>\w+)[^\n]*\ndef (?P<name>\w+)\(\n?(?P<signature>.*?)\) -> (?P<result>[\w.]+):\n    """\n'
    r'(?P<promise>.*?)(?:\n    Args:\n.*?)?    """\n',
    re.MULTILINE | re.DOTALL,
)
SAID: Final = {
    "auth": "The credentials, which no answer returns.",
    "connect_card": "A Connect Card, on which the owner of the source authorizes the connection instead of `auth`.",
    "unchecked": "Whether `config` and `auth` may have keys that the catalogue of services lacks. False when absent.",
}
"""Meanings that the document does not have."""

TAKES: Final = {
    "daily_sync_time": 'An hour from 0 to 23, a `time` in UTC, or text like "14:00".',
    "refresh_token_expires_at": "An aware datetime, or seconds, or digits.",
}
"""Values that the document does not have."""


class Argument(NamedTuple):
    """An argument of a builder."""

    name: str
    type: str
    required: bool
    text: str

    @property
    def parameter(self) -> str:
        """The argument in a signature."""
        if self.required:
            return f"{self.name}: {self.type}"
        if self.name == "unchecked":
            return "unchecked: bool = False"
        kind, null, _ = self.type.partition(" | None")
        return f"{self.name}: {kind} | Unset{null} = UNSET"


def rewritten(path: Path) -> str:
    """Return the text of a module of builders with its signatures and docstrings as they have to be."""
    module = import_module(f"fivetran_connections.services.{path.stem}".removesuffix(".__init__"))

    def builder(found: re.Match[str]) -> str:
        arguments = list(arguments_of(getattr(module, found["kind"]), change=found["name"].endswith("_patch")))
        head = found[0][: found.start("signature") - found.start()].rstrip("\n")
        signature = "".join(f"    {each.parameter},\n" for each in arguments)
        lines = "".join(f"{line}\n" for each in arguments for line in described(each))
        return (
            f"{head}\n    *,\n{signature}) -> {found['result']}:\n"
            f'    """\n{found["promise"].rstrip()}\n\n    Args:\n{lines}    """\n'
        )

    return BUILDER.sub(builder, path.read_text(encoding="utf-8"))


def arguments_of(kind: type, *, change: bool) -> Iterator[Argument]:
    """Yield the arguments of a typed dictionary: the required ones, those of the service, the others."""
    said = document_of(kind, change=change)
    common = {*shared.NewConnectionArguments.__annotations__, *shared.ChangeArguments.__annotations__}
    found = [
        argument(name, getattr(annotation, "__forward_arg__", str(annotation)), said, change=change)
        for name, annotation in kind.__annotations__.items()
    ]
    return iter(sorted(found, key=lambda each: (not each.required, not each.required and each.name in common)))


def document_of(kind: type, *, change: bool) -> dict[str, Any]:
    """Return the schema of each argument."""
    schemas = fivetran_openapi.document()["components"]["schemas"]
    service = re.sub("Arguments|Changes", "", kind.__name__)
    level = "ConnectionUpdate" if change else f"New{service}Connection"
    own = f"{service}Config" + ("Update" if change else "")
    parts = [schemas[level]["properties"], {} if service == "Other" else schemas[own]["properties"]]
    return {name: resolved(schema, schemas) for part in parts for name, schema in part.items()}


def resolved(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema with what its reference says, and its own words first; a field may be null besides."""
    kinds = [each for each in schema.get("oneOf", []) if "$ref" in each]
    target = (kinds[0] if len(kinds) == 1 else schema).get("$ref")
    if target is None:
        return dict(schema)
    name = target.rpartition("/")[2]
    base = schemas[name] if target == f"#/components/schemas/{name}" else at(target, schemas)
    return {**resolved(base, schemas), **schema}


def at(target: str, schemas: Mapping[str, Any]) -> Any:
    """Return what a reference into a schema leads to."""
    found: Any = schemas
    for key in target.removeprefix("#/components/schemas/").split("/"):
        found = found[key]
    return found


def argument(name: str, annotation: str, said: Mapping[str, Any], *, change: bool) -> Argument:
    """Return an argument with all that is known of it."""
    required = annotation.startswith("Required[")
    kind = annotation.removeprefix("Required[").removesuffix("]") if required else annotation
    kind = kind.replace(" | Null", " | None" if change else "")
    kind = re.sub(r"(?<![\w.])(\w+)", qualified, kind)
    schema = said.get(name, {})
    meaning = SAID.get(name) or schema["description"]
    if change:
        meaning = meaning if "not stored" in meaning else meaning.replace(" when absent", " when absent at creation")
    open_default = not (required or change or name in SAID or schema.get("type") == "object")
    sentences = [meaning, TAKES.get(name, ""), values(schema), "Required." if required else ""]
    if open_default and not re.search(r"when absent|without it", meaning):
        sentences.append("No default is documented.")
    return Argument(name, kind, required, " ".join(filter(None, sentences)))


def qualified(word: re.Match[str]) -> str:
    """Return a name of a type as the modules of the services spell it."""
    is_model = word[0] in models.__all__ and getattr(shared, word[0], None) is getattr(models, word[0])
    return f"api.{word[0]}" if is_model else word[0]


def values(schema: Mapping[str, Any]) -> str:
    """Return the values of an argument, if they are few; numbers that stand for them in brackets."""
    if enum := schema.get("enum"):
        numbers = {word: f" ({number})" for number, word in WORDS.items()}
        return "One of " + ", ".join(f"{each}{numbers.get(each, '')}" for each in enum) + "."
    return f"From {schema['minimum']} to {schema['maximum']:,}." if "minimum" in schema else ""


def described(argument: Argument) -> list[str]:
    """Return the lines about an argument."""
    text = f"{argument.name} ({argument.type.replace('api.', '')}): {argument.text}"
    return textwrap.wrap(text, WIDTH, initial_indent=INDENT * 2, subsequent_indent=INDENT * 3, break_on_hyphens=False)


def modules() -> list[Path]:
    """Return the modules with builders."""
    return sorted(FOLDER.glob("*.py"))


if __name__ == "__main__":
    for module in modules():
        module.write_text(rewritten(module), encoding="utf-8")
