"""Existing connections as files: their bodies, with references where the API masks, and the text of YAML."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import yaml

from fivetran_common.json_types import Json, child, keys_of, mapped, object_at
from fivetran_common.text import is_mask
from fivetran_rules import Effect, check, kept_fields, naming_keys, naming_of, traits

from .._secrets.masking import is_secret_by_place, sealed
from .._secrets.secret import Secret
from .reading.loading import errors_in

_DAILY: Final = 1440


def declaration_of(found: Json) -> dict[str, Any]:
    """
    Return the body for a file, of a connection with its `config` as the API returns it.

    A secret becomes ``${env:NAME}``, named after group, schema and key, whether or not the answer masks it. ``auth`` is
    left out: no answer has it. The text of a number or boolean in ``config`` becomes one again, see
    docs/evidence.md#text-for-values.
    """
    group, schema = str(found.get("group_id")), str(found.get("schema"))
    body: dict[str, Any] = {"group_id": found.get("group_id"), "service": found.get("service")}
    for key, default in kept_fields().items():
        value = found.get(key)
        if value not in (None, [], {}) and (key == "paused" or value != default):
            body[key] = referenced(value, group, schema, key, service=body["service"])
    if body.get("sync_frequency") != _DAILY:
        body.pop("daily_sync_time", None)
    is_default = traits(body["service"]).is_default
    config = object_at(found, "config")
    shown = {key: item for key, item in config.items() if item is not None and not is_default(key, item)}
    if not any(shown.get(key) for key in naming_keys(body["service"])):
        shown = {**naming_of(body["service"], schema), **shown}
    body["config"] = referenced(shown, group, schema, service=body["service"])
    texts = {violation.pointer for violation in check(body) if violation.effect is Effect.QUOTED}
    typed: dict[str, Any] = mapped(body, lambda value, at: json.loads(value.lower()) if at in texts else value)
    return typed


def fitted(body: Json) -> tuple[dict[str, Any], list[str]]:
    """
    Return the body of a file that a check accepts, {} if there is none, and the keys that are left out of it for this.

    A key that the connection has and this release does not know stays, and ``unchecked`` names it.
    """
    config: Json = body["config"]
    found = _wrong(body)
    wrong = found.intersection(config)
    left = _wrong(_unchecked(body, wrong)) if wrong else found
    unknown = wrong - left
    others = body.keys() - {"group_id", "service", "config"}
    refused = [key for key in (*config, *others) if left and _wrong(_unchecked(_without(body, {key}), unknown)) < left]
    fit = _unchecked(_without(body, refused), unknown.difference(refused))
    return ({}, ["all"]) if left and _wrong(fit) else (fit, refused)


def _unchecked(body: Json, keys: Iterable[str]) -> dict[str, Any]:
    """Return a body beside the pointers of keys that the catalogue does not judge, if any."""
    pointers = sorted(child("/config", key) for key in keys)
    return {**body, **({"unchecked": pointers} if pointers else {})}


def _without(body: Json, keys: Collection[str]) -> dict[str, Any]:
    """Return a body without some keys, which are its own or those of its ``config``."""
    kept, config = ({key: item for key, item in part.items() if key not in keys} for part in (body, body["config"]))
    return {**kept, "config": config}


def _wrong(body: Json) -> frozenset[str]:
    """Return the keys of a body, and those of its ``config``, at which a check of its file finds errors."""
    paths = [keys_of(pointer)[2:] for pointer in errors_in(document_of({"unchecked": None, **body}))]
    return frozenset(path[1] if path[0] == "config" and path[1:] else path[0] for path in paths)


def referenced(value: Any, *names: str, service: str, secret: bool = False) -> Any:
    """
    Return a body with references for secrets and masks, and literal texts; with `secret` each value is a secret.

    The environment variable of a reference is named after ``names``, which tell the body from others, and the keys.
    """

    def literal(item: Any, pointer: str) -> Any:
        is_shown = item == "" or _OPEN.fullmatch(pointer)
        is_sealed = isinstance(item, Secret) and not is_shown
        if is_mask(item) or is_sealed or is_secret_by_place(item, pointer):
            words = re.sub(r"[^A-Za-z0-9]+", "_", "_".join((*names, *keys_of(pointer)))).strip("_")
            return f"${{env:FIVETRAN_{words.upper()}}}"
        return _escaped(item, pointer)

    are_names = NAMES_OF_SECRETS in names
    return mapped(value if are_names else sealed(value, service=service, secret=secret), literal)


NAMES_OF_SECRETS: Final = "external_secrets_keys_config"
"""The field with the names of secrets in a manager, which are no secrets."""

_OPEN: Final = re.compile(r"/secrets_list/\d+/key")
"""The name of a secret of a Connector SDK."""


def _escaped(item: Any, _: str) -> Any:
    """Return a text as a file has it, in which nothing is a reference."""
    return str.__str__(item).replace("${", "$${") if isinstance(item, str) else item


def references_of(value: Any) -> list[str]:
    """Return the environment variables that a body refers to."""
    return _REFERENCE.findall(json.dumps(value))


_REFERENCE: Final = re.compile(r"(?<!\$)\$\{env:(\w+)\}")


def disambiguate_variables(bodies: Mapping[Path, Json], others: Iterable[str]) -> dict[Path, dict[str, Any]]:
    """
    Return the bodies of files in which no environment variable stands for two secrets, nor for one of other texts.

    Where names meet, all of them get a digest of the file's name and the pointer, so that the order has no influence.
    """
    used = Counter(name for body in bodies.values() for name in references_of(body))
    used.update({name for text in others for name in _REFERENCE.findall(text)})

    def renamed(file: str, body: Json) -> dict[str, Any]:
        def rename(item: Any, pointer: str) -> Any:
            reference = _REFERENCE.fullmatch(item) if isinstance(item, str) else None
            if reference is None or used[reference[1]] == 1:
                return item
            digest = sha256(json.dumps([file, pointer]).encode()).hexdigest()[:_DIGITS].upper()
            return f"${{env:{reference[1]}_{digest}}}"

        copy: dict[str, Any] = mapped(body, rename)
        return copy

    return {path: renamed(path.name, body) for path, body in bodies.items()}


_DIGITS: Final = 8


def is_of_two_names(body: Json, found: Json) -> bool:
    """Return whether `table` of a body may be `table_group_name`: the answer does not show which of both it was."""
    is_shown = "table" in object_at(found, "config")
    both = {"table", "table_group_name"}.issubset(naming_keys(body["service"]))
    return both and "table" in body["config"] and not is_shown


TWO_NAMES: Final = (
    "# The answer does not show whether it was created with table or table_group_name, which is Merge Mode.\n"
    "# Before it is created again, choose.\n"
)


_OWN: Final = ("tables", "unchecked")
"""The keys beside a body for which a file has to be of version 1."""


def document_of(body: Json) -> Json:
    """Return the content of a file for a body with literal names; a key beside the body needs version 1."""
    names = {key: body[key] for key in ("group_id", "service", *_OWN) if key in body}
    whole = {**body, **mapped(names, _escaped, keys=_escaped)}
    return {"version": 1, "connections": [whole]} if body.keys() & {*_OWN} else whole


def file_stem(group_id: str, schema: str) -> str:
    """Return the name of the file for a connection, without its ending."""
    return re.sub(r"[^A-Za-z0-9_.-]+", "_", f"{group_id}.{schema}").strip(".")[:_LONGEST_STEM]


_LONGEST_STEM: Final = 200  # a name of a file has at most 255 bytes


_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:[./-][A-Za-z0-9_]+)*")


class _Dumper(yaml.SafeDumper):
    """Puts every text in quotes, except plain words."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value out wherever it stands."""
        del data
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        """Choose the style; without one PyYAML itself puts words such as `yes` and `null` in quotes."""
        style = None if _PLAIN.fullmatch(data) else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)  # pyright: ignore[reportUnknownMemberType]  # untyped stub


_Dumper.add_representer(str, _Dumper.represent_str)


def yaml_text(body: Any) -> str:
    """Return the text of a file; keys keep their order."""
    text: str = yaml.dump(body, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text
