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

EIGHT_STARS: Final = "********"

_DETAILS: Final[Mapping[str, Any]] = {"text": "details", "object": {}, "list": []}


def _tests_shown(world: World, tests: Iterable[SetupTest] | None) -> Record:
    """Return the member of an answer's data that has the results of setup tests; none if they did not run."""
    if tests is None:
        return {}
    shown = [test.to_dict() for test in tests]
    details = world.behaviours["setup_test_details"]
    if details != "absent":
        shown = [{**test, "details": test.get("details", _DETAILS[details])} for test in shown]
    return {"setup_tests": shown}


def connection_shown(
    world: World, record: Record, tests: Iterable[SetupTest] | None = None, *, bare: bool = False
) -> Record:
    """
    Return a connection as an answer shows it, with the results of its setup tests if they ran.

    A bare answer has neither `config` nor `setup_tests`.
    """
    shown = dict(record)
    config = shown.pop("config")
    shown.pop("source_sync_details", None)
    if world.behaviours["time_digits"] == "three":
        for key in ("succeeded_at", "failed_at"):
            if shown[key] is not None:
                shown[key] = f"{shown[key][:23]}Z"
    if not bare:  # in this order: docs/evidence.md#key-order
        shown.update(_tests_shown(world, tests))
        shown["config"] = _config_shown(world, record["service"], config)
    if "source_sync_details" in record:
        shown["source_sync_details"] = record["source_sync_details"]
    return shown


def destination_shown(world: World, record: Record, tests: Iterable[SetupTest] | None = None) -> Record:
    """Return a destination as an answer shows it, with the results of its setup tests if they ran."""
    config = dict(record["config"])
    port = config.get("port")
    if world.behaviours["destination_port"] == "text" and "port" in config:
        config["port"] = str(port)
    elif isinstance(port, str) and port.isascii() and port.isdecimal():
        config["port"] = int(port)
    later = {key: value for key, value in record.items() if key == "external_secrets_keys_config"}
    rest = {key: value for key, value in record.items() if key not in ("config", *later)}
    config = config if world.behaviours["mask"] == "six" else _starred(config)
    return {**rest, **_tests_shown(world, tests), "config": config, **later}


def _config_shown(world: World, service: str, config: Mapping[str, Any]) -> Record:
    behaviours = world.behaviours
    naming = naming_keys(service)
    hidden = naming if behaviours["naming_keys"] == "absent" else ()
    shown = {key: value for key, value in config.items() if key not in hidden}
    if behaviours["empty_list"] == "absent":
        shown = {key: value for key, value in shown.items() if value != []}
    if "null" in (behaviours["unset_key"], behaviours["unset_secret"]):
        entry, secret = ServiceCatalogue.packaged().entry(service), secrets_of(service)
        for key in () if entry is None else entry.config:
            if key not in naming and behaviours["unset_secret" if secret(key) else "unset_key"] == "null":
                shown.setdefault(key, None)
    return shown if behaviours["mask"] == "six" else _starred(shown)


def _starred(config: Record) -> Record:
    """Return a config with eight stars in its masks."""
    starred: Record = mapped(config, lambda value, _: EIGHT_STARS if value == STARS else value)
    return starred
