"""An entry of the catalogue from the API's own metadata of a service, and the file that such entries make."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from fivetran_common.json_types import is_array, is_mapping

from .catalogue import FORMAT, KINDS, NAMING_KEYS, ServiceCatalogue

_SOURCE: Final = "metadata of the account"

Entry = dict[str, Any]
Ways = Sequence[Sequence[str]]


def entry_of(metadata: Mapping[str, object], ways: Ways = ()) -> Entry:
    """
    Return the entry of a service, from the answer to ``GET /v1/metadata/connector-types/{service}``.

    The known ``ways`` to name the destination are kept: metadata does not tell them apart. Missing keys, and those of
    another type, are left out: a field of an unknown type stays unknown.
    """
    config, auth = (_properties(metadata.get(part)) for part in ("config", "auth"))
    ways = ways or _ways(config, _texts(_mapping(metadata.get("config")).get("required")))
    secrets = sorted(_properties(metadata.get("external_secrets_keys_config")))
    naming = {key for way in ways for key in way}
    entry: Entry = {
        "naming": list(map(list, ways)),
        "config": _fields({key: tree for key, tree in config.items() if key not in naming}),
        "auth": _fields(auth),
        "external_secrets_keys": secrets,
    }
    return {key: value for key, value in entry.items() if value}


def _ways(config: Mapping[str, object], required: Collection[str]) -> Ways:
    """Return how a service may name its destination: with its required keys, or with all naming keys."""
    naming = [key for key in NAMING_KEYS if key in config or key in required]
    wanted = [key for key in naming if key in required] or naming[:1]
    return ([wanted] if wanted else []) + ([naming] if naming != wanted else [])


def with_entries(known: ServiceCatalogue, fresh: Mapping[str, Entry], *, vintage: str) -> bytes:
    """Return a catalogue file with all known services, and these entries in place of theirs."""
    entries = {name: known.raw(name) for name in known.names()} | dict(fresh)
    head = {"format": FORMAT, "vintage": vintage, "sources": {**known.sources, "metadata": _SOURCE}}
    lines = ",\n".join(f"{json.dumps(name)}:{_compact(entry)}" for name, entry in sorted(entries.items()))
    return f'{_compact(head)[:-1]},"services":{{\n{lines}\n}}}}\n'.encode()


def _compact(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _fields(trees: Mapping[str, object]) -> Mapping[str, Entry]:
    found = {key: _field(_mapping(tree)) for key, tree in sorted(trees.items())}
    return {key: {**spec, "source": "metadata"} for key, spec in found.items() if spec is not None}


def _field(tree: Mapping[str, Any]) -> Entry | None:
    enum, kind = _texts(tree.get("enum")), tree.get("type")
    if enum:
        kind = "string"  # the definition calls an enum an object
    if not isinstance(kind, str) or kind not in KINDS:
        return None
    spec: Entry = {"type": kind} if kind != "string" else {}
    if enum:
        spec["enum"] = enum
    if kind == "array":
        items = _field(_mapping(tree.get("items")))
        if items is None:
            return None
        spec["items"] = items
    if fields := _fields(_properties(tree)):
        spec["fields"] = fields
    secret = tree.get("format") == "password"
    flags = {"secret": secret, "readonly": tree.get("readonly") is True, "nullable": tree.get("nullable") is True}
    return spec | {flag: True for flag, is_set in flags.items() if is_set}


def _properties(tree: object) -> Mapping[str, object]:
    return _mapping(_mapping(tree).get("properties"))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if is_mapping(value) else {}


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if is_array(value) else []
