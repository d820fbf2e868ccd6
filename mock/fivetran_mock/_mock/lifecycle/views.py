"""The parts of a stored record that an answer shows, in its order, as the behaviours of the mock say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from fivetran_common.pointers import mapped
from fivetran_rules import ServiceCatalogue, naming_keys

from ..formats.masking import STARS, secrets_of
from ..state.scripts import SetupTest
from ..state.world import World

Record = dict[str, Any]

EARLIER: Final = ("setup_tests",)
"""Members of an answer that stand before `config` (docs/evidence.md#key-order)."""

EIGHT_STARS: Final = "********"

LATER: Final = ("source_sync_details",)
"""Members of a record that stand behind `config`."""

_BEHIND: Final = frozenset({"config", *LATER})

_DETAILS: Final[Mapping[str, Any]] = {"text": "details", "object": {}, "list": []}


def tests_shown(world: World, tests: Iterable[SetupTest]) -> Record:
    """Return the results of setup tests as a member of an answer's data."""
    shown = [test.to_dict() for test in tests]
    details = world.behaviours["setup_test_details"]
    if details != "absent":
        shown = [{**test, "details": test.get("details", _DETAILS[details])} for test in shown]
    return {"setup_tests": shown}


def connection_shown(
    world: World, record: Record, more: Mapping[str, Any] | None = None, *, bare: bool = False
) -> Record:
    """
    Return a connection as an answer shows it.

    `more` has members that this answer shows beside those of the record. A bare answer has neither `config` nor
    `setup_tests`.
    """
    more = more or {}
    shown = {key: value for key, value in record.items() if key not in _BEHIND}
    if world.behaviours["time_digits"] == "three":
        for key in ("succeeded_at", "failed_at"):
            if shown[key] is not None:
                shown[key] = f"{shown[key][:23]}Z"
    if not bare:
        shown |= {key: more[key] for key in EARLIER if key in more}
        shown["config"] = _config_shown(world, record["service"], record["config"])
    shown |= {key: record[key] for key in LATER if key in record}
    return shown | {key: value for key, value in more.items() if key not in EARLIER}


def destination_shown(world: World, record: Record, more: Mapping[str, Any] | None = None) -> Record:
    """Return a destination as an answer shows it; `more` as for a connection."""
    config = dict(record["config"])
    if "port" in config:
        config["port"] = (
            str(config["port"]) if world.behaviours["destination_port"] == "text" else _number(config["port"])
        )
    later = {key: value for key, value in record.items() if key == "external_secrets_keys_config"}
    rest = {key: value for key, value in record.items() if key not in ("config", *later)}
    return {**rest, **(more or {}), "config": _starred(world, config), **later}


def _number(port: object) -> object:
    """Return a port as a number if it is one."""
    return int(port) if isinstance(port, str) and port.isascii() and port.isdecimal() else port


def _config_shown(world: World, service: str, config: Mapping[str, Any]) -> Record:
    behaviours = world.behaviours
    naming = naming_keys(service)
    shown = {
        key: value
        for key, value in config.items()
        if not (key in naming and behaviours["naming_keys"] == "absent")
        and not (value == [] and behaviours["empty_list"] == "absent")
    }
    if "null" in (behaviours["unset_key"], behaviours["unset_secret"]):
        entry, secret = ServiceCatalogue.packaged().entry(service), secrets_of(service)
        for key in () if entry is None else entry.config:
            if key not in naming and behaviours["unset_secret" if secret(key) else "unset_key"] == "null":
                shown.setdefault(key, None)
    return _starred(world, shown)


def _starred(world: World, config: Record) -> Record:
    """Return a config with as many stars in its masks as the mock is set to."""
    if world.behaviours["mask"] == "six":
        return config
    starred: Record = mapped(config, lambda value, _: EIGHT_STARS if value == STARS else value)
    return starred
