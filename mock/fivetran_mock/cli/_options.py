"""The options of `serve` and `run`. Nothing of the mock is imported here: help and completion stay fast."""

from __future__ import annotations

import os
from typing import Any, Final

from fivetran_common.command_line import argument, flag

from . import _values as values

_VALUES: Final[tuple[tuple[str, str, Any, Any, str], ...]] = (
    ("--host", "HOST", values.host, "127.0.0.1", "the address to listen on (127.0.0.1)"),
    ("--port", "PORT", values.port, 0, "the port to listen on; 0, the default, takes any free one"),
    ("--seed-file", "FILE", values.file, None, "initial groups, connections and scripts, YAML or JSON"),
    ("--faults", "FILE", values.file, None, "faults, YAML or JSON"),
    ("--user-id", "ID", str, None, "the id of the user whose key it is; by default a made-up one"),
    ("--behaviours", "FILE", values.file, None, "a file of behaviours, YAML or JSON; --behaviour goes before it"),
    ("--start-time", "TIME", str, None, "when time begins (2026-01-01T00:00:00Z, or now if it runs by itself)"),
    ("--speed", "N", float, None, "let time run N times as fast as the clock: with 3600, an hour in a second"),
    ("--sync-seconds", "SECONDS", float, 60.0, "how long a sync takes (60); a first one takes ten times as long"),
    ("--seconds-to-first-sync", "SECONDS", float, 60.0, "how long after its set-up a connection first syncs (60)"),
    ("--seconds-per-call", "SECONDS", float, 0.0, "how far each call moves time (0), for clients that poll"),
    ("--random-seed", "NUMBER", int, 0, "the seed of ids and of random faults (0)"),
    ("--state", "FILE", values.file, None, "keep the state in this SQLite file; seeds apply only while it is empty"),
    (
        "--admin-token",
        "TOKEN",
        values.token,
        os.environ.get("FIVETRAN_MOCK_ADMIN_TOKEN"),
        "the bearer token with which other machines may use the mock's own API (FIVETRAN_MOCK_ADMIN_TOKEN)",
    ),
    ("--public-url", "URL", values.address, None, "the address in links of Connect Cards (where the mock listens)"),
    ("--ca-file", "FILE", values.file, None, "where --tls writes the authority's certificate (a temporary file)"),
)
"""Options with a value: the name, what stands for the value in the help, its reader, its default, the help."""

_REPEATED: Final = (
    ("--group", "groups", "ID[:NAME]", values.group, "a group that exists; by default every group does"),
    (
        "--credential",
        "credentials",
        "KEY:SECRET[:ROLE]|@FILE",
        values.credential,
        "a key pair that works, by default every one; @FILE reads it; the role is administrator, reviewer or creator",
    ),
    ("--service", "services", "NAME", str, "a service that is known beside those of the catalogue"),
    ("--owner", "owner", "KEY=VALUE", values.pair, "given_name, family_name, email or phone of that user"),
    ("--behaviour", "behaviour", "NAME=VALUE", values.pair, "an unknown behaviour of the API: docs/behaviours.md"),
    ("--webhooks-to", "webhooks_to", "HOST", values.host, "a host beside this machine that events are posted to"),
    ("--tls-name", "tls_name", "NAME", values.host, "a further host name or address in the certificate of --tls"),
)
"""Options that may be repeated: the name, that of the list, what stands for a value, its reader, the help."""

_CHOICES: Final = (
    ("--unimitated", ("refused", "empty"), "refused", "families that are not imitated: 501, or empty lists and 404"),
    ("--rate-limits", ("standard", "trial"), None, "count calls as the API does, and refuse with 429"),
)
"""Options with few values: the name, the values, the default, the help."""

MOCK_OPTIONS: Final = (
    *(argument(name, text, shown, type=read, default=usual) for name, shown, read, usual, text in _VALUES),
    *(
        argument(name, f"{text}; may be repeated", shown, dest=place, action="append", type=read)
        for name, place, shown, read, text in _REPEATED
    ),
    *(
        argument(name, f"{text} ({usual or 'off'})", choices=choices, default=usual)
        for name, choices, usual, text in _CHOICES
    ),
    flag("--strict", "treat warnings of the rules as errors"),
    flag("--realtime", "let time run as the clock, as --speed 1; else `advance` and --seconds-per-call move it"),
    flag("--durable", "let each change of --state wait for the disk, for power failures"),
    flag("--log", "write a line to standard error for each request"),
    flag("--tls", "serve https, with a certificate authority made for this run"),
)
"""The options that describe a mock and its server; those of a setting have its name as `dest`."""


def option_of(setting: str) -> str:
    """Return the option of a setting."""
    return next((name for name, place, *_ in _REPEATED if place == setting), f"--{setting.replace('_', '-')}")
