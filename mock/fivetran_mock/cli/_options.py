"""The options of `serve` and `run`. Nothing of the mock is imported here: help and completion stay fast."""

from __future__ import annotations

import argparse
import os

from ._values import (
    behaviour,
    credential,
    duration,
    file,
    group,
    host,
    identifier,
    moment,
    owner,
    port,
    server,
    token,
)


def add_mock_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options that describe a mock and its server; those of a setting have its name as `dest`."""
    add = parser.add_argument
    add("--host", type=host, default="127.0.0.1", help="the address to listen on (127.0.0.1)")
    add("--port", type=port, default=0, help="the port to listen on; 0, the default, takes any free one")
    add("--seed-file", metavar="FILE", type=file, help="initial groups, connections and scripts, YAML or JSON")
    add("--faults", metavar="FILE", type=file, help="faults, YAML or JSON")
    add(
        "--group",
        dest="groups",
        metavar="ID[:NAME]",
        action="append",
        type=group,
        help="a group that exists, may be repeated; by default every group does",
    )
    add(
        "--credential",
        dest="credentials",
        metavar="KEY:SECRET[:ROLE]|@FILE",
        action="append",
        type=credential,
        help="a key pair that works, may be repeated; by default every well-formed pair does; "
        "the role is administrator (by default), reviewer or creator; @FILE reads it from a file",
    )
    add(
        "--accounts",
        choices=("shared", "separate"),
        default="shared",
        help="whether all key pairs share one account, or each key has its own (shared)",
    )
    add(
        "--service",
        dest="services",
        metavar="NAME",
        action="append",
        type=identifier,
        help="a service that is known beside those of the catalogue, may be repeated",
    )
    add("--user-id", metavar="ID", type=identifier, help="the id of the user whose key it is; by default a made-up one")
    add(
        "--owner",
        metavar="KEY=VALUE",
        action="append",
        type=owner,
        help="given_name, family_name, email or phone of that user, may be repeated",
    )
    add(
        "--unimitated",
        choices=("refused", "empty"),
        default="refused",
        help="whether families of the API that are not imitated are 501, or have empty lists and 404 (refused)",
    )
    add("--rate-limits", choices=("standard", "trial"), help="count calls as the API does, and refuse with 429")
    add(
        "--behaviour",
        metavar="NAME=VALUE",
        action="append",
        type=behaviour,
        help="how the API behaves where that is unknown, may be repeated; docs/behaviours.md lists names and values",
    )
    add(
        "--behaviours",
        metavar="FILE",
        type=file,
        help="a file of behaviours, YAML or JSON; --behaviour goes before it",
    )
    add("--strict", action="store_true", help="treat warnings of the rules as errors")
    add(
        "--realtime",
        action="store_true",
        help="let time follow the clock; else `advance` and --seconds-per-call move it",
    )
    add("--start-time", metavar="TIME", type=moment, help="when virtual time begins (2026-01-01T00:00:00Z)")
    add("--sync-seconds", metavar="SECONDS", type=duration, default=60.0, help="how long a sync takes (60)")
    add(
        "--seconds-per-call",
        metavar="SECONDS",
        type=duration,
        default=0.0,
        help="how far each call moves virtual time (0), so that a client that polls sees a sync end",
    )
    add(
        "--random-seed",
        metavar="NUMBER",
        type=int,
        default=0,
        help="the seed of ids and of random faults (0)",
    )
    add(
        "--state",
        metavar="FILE",
        type=file,
        help="keep the state in this SQLite file; seeds apply only while it is empty",
    )
    add("--durable", action="store_true", help="let each change of --state wait for the disk, for power failures")
    add(
        "--admin-token",
        metavar="TOKEN",
        type=token,
        default=os.environ.get("FIVETRAN_MOCK_ADMIN_TOKEN"),
        help="let clients on other machines use the mock's own API if they send this bearer token; "
        "by default FIVETRAN_MOCK_ADMIN_TOKEN, or none",
    )
    add(
        "--public-url",
        metavar="URL",
        type=server,
        help="the address by which browsers reach the mock, for the links of Connect Cards; "
        "by default the address that it listens on",
    )
    add(
        "--webhooks-to",
        metavar="HOST",
        type=identifier,
        action="append",
        help="a host that events of webhooks are posted to, beside this machine; may be repeated",
    )
    add("--tls", action="store_true", help="serve https, with a certificate authority made for this run")
    add(
        "--tls-name",
        metavar="NAME",
        action="append",
        type=host,
        help="a further host name or address in the certificate of --tls, may be repeated",
    )
    add(
        "--ca-file",
        metavar="FILE",
        type=file,
        help="where --tls writes the authority's certificate; a temporary file by default",
    )
    add(
        "--log-format",
        choices=("none", "text", "json"),
        default="none",
        help="write a line to standard error for each request (none)",
    )
