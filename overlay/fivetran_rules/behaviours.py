"""
Unknown behaviour of the API: a table with one row for each unknown that a client can notice.

The mock can be set to each value, and the tools have to be right under each of them. A value has the mark of its best
evidence (docs/evidence.md#marks). The default is the value with the best mark, unless the row gives a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from fivetran_common.json_types import is_mapping
from fivetran_common.nearest import hint

Mark = Literal["recorded", "live test", "client", "pasted", "published", "documented", "inferred"]
"""The marks of evidence, the best first."""

VERSION: Final = 1
"""The version of a file of behaviours."""

_LONGEST: Final = 60
"""The most characters that a message shows of a name or a value."""

_NOTICED: Final = "the observed answer hides a mistake of the caller, which a test should notice"


class InvalidBehaviours(ValueError):
    """An unknown behaviour or value, or data of another form than a set of behaviours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """One unknown: its values with the marks of their evidence, the default first."""

    about: str
    values: Mapping[str, Mark]
    evidence: str
    """The anchor of the fact on the evidence page."""
    reason: str = ""
    """The reason for another default than the one value with the best mark, or for it against newer evidence."""
    limit: str = ""
    """The promise of a tool that cannot hold under a value, and what the tool says instead; empty if all hold."""

    @property
    def default(self) -> str:
        """The value of a mock without a setting."""
        return next(iter(self.values))


BEHAVIOURS: Final[Mapping[str, Behaviour]] = {
    "list_config": Behaviour(
        about="`config` and `setup_tests` in the items of a list",
        values={"absent": "client", "present": "published"},
        evidence="list-items",
    ),
    "naming_keys": Behaviour(
        about="the naming keys `schema`, `table`, `table_group_name` and `schema_prefix` in the `config` of answers",
        values={"present": "client", "absent": "recorded"},
        evidence="naming-keys",
        reason="the year decides: the seven recorded answers that lack them are of 2021 to 2025-10; the newest official"
        " client, Terraform's `fivetran_connection_v2` of 2026, cannot create one connection without them",
    ),
    "unknown_config_key": Behaviour(
        about="an unknown key in the `config` of a create or update",
        values={"refused": "inferred", "dropped": "pasted"},
        evidence="unknown-keys",
        reason=f"{_NOTICED}; the lists of fields of most services are incomplete, so for them only a misspelt"
        " key is refused; any other unknown key is stored and noted",
    ),
    "unknown_column": Behaviour(
        about="a change of a column that the source does not have",
        values={"refused": "inferred", "stored": "inferred"},
        evidence="unknown-column",
        reason="nothing was observed; the refusal shows a mistake of the caller",
    ),
    "create_only_key": Behaviour(
        about="a key in an update that only a create may set",
        values={"refused": "inferred", "ignored": "client"},
        evidence="create-only-keys",
        reason=_NOTICED,
    ),
    "duplicate_schema": Behaviour(
        about="a second connection with one schema in a group",
        values={
            "SchemaExists_409": "pasted",
            "SchemaExists_400": "pasted",
            "Conflict_409": "documented",
            "allowed": "inferred",
        },
        evidence="schema-exists",
        reason="the code was pasted, its status was not; 409 is documented for duplicates",
        limit="with `allowed`, two processes may create a connection twice; ensure and plan name the others",
    ),
    "pause_answer": Behaviour(
        about="the answer of an update that only pauses or unpauses",
        values={"bare": "recorded", "whole": "published"},
        evidence="pause-answer",
    ),
    "update_tests": Behaviour(
        about="setup tests of an update: run if it has a `config` or `auth` with any key, or with every update",
        values={"config_or_auth": "client", "always": "published"},
        evidence="update-tests",
    ),
    "update_answer": Behaviour(
        about="the answer of any other update: with `config`, and `setup_tests` if tests ran, or without both",
        values={"whole": "client", "bare": "inferred"},
        evidence="update-answer",
    ),
    "nested_objects": Behaviour(
        about="an object within `config` in an update",
        values={"replaced": "client", "merged": "inferred"},
        evidence="nested-merge",
    ),
    "named_secrets": Behaviour(
        about="`secrets_list` in the `config` of a connector_sdk connection in an update: merged by `key`, where null"
        " deletes, or replaced",
        values={"merged": "documented", "replaced": "live test"},
        evidence="secrets-by-key",
        reason="the live test is of 2026-04; the release notes of 2026-11 say that updates now keep the others",
        limit="with `merged`, `update` removes no secret that its list lacks, and names it; apply removes it by null",
    ),
    "auth_in_update": Behaviour(
        about="`auth` in an update: merged into what is stored, or replaces it",
        values={"merged": "inferred", "replaced": "inferred"},
        evidence="auth-merge",
        reason="no answer shows `auth`; an update merges the fields of `config`, too",
    ),
    "null_in_update": Behaviour(
        about="null for a key in an update: clears it to its initial value, or keeps what was stored",
        values={"clears": "live test", "kept": "inferred"},
        evidence="null-clears",
        limit="with `kept`, null clears nothing; apply and update say which values are left",
    ),
    "config_defaults": Behaviour(
        about="defaults in `config` that the body did not give",
        values={"shown": "live test", "hidden": "inferred"},
        evidence="defaults-filled",
    ),
    "unset_secret": Behaviour(
        about="a secret of `config` that is not set",
        values={"absent": "client", "null": "client"},
        evidence="unset-secret",
        reason="both were seen; most answers do not have the key",
    ),
    "set_secret": Behaviour(
        about="a secret of `config` that is set",
        values={"masked": "recorded", "absent": "inferred"},
        evidence="shown-keys",
        limit="with `absent`, a secret that is set looks like one that is not: without a memory, apply sends it, also"
        " where it was set elsewhere, and apply --adopt names it and sends nothing; a secret that was dropped goes"
        " unnoticed",
    ),
    "unset_key": Behaviour(
        about="an optional key of `config` that is not set",
        values={"absent": "recorded", "null": "inferred"},
        evidence="unset-key",
    ),
    "empty_list": Behaviour(
        about="an empty list of `config` that was sent",
        values={"returned": "client", "absent": "client"},
        evidence="empty-lists",
        reason="the client that found it absent is of 2024; the newest one, of 2026, fails where it is absent",
    ),
    "mask": Behaviour(
        about="the stars of a masked secret; `prefixed` also masks a role of AWS, as `arn:********`; `mixed` has six at"
        " the top of `config`, and eight below",
        values={"six": "recorded", "eight": "client", "prefixed": "recorded", "mixed": "recorded"},
        evidence="masks",
        reason="the prefix was recorded in version 1 alone, in 2023; eight below the top level were seen in one answer,"
        " of a destination",
    ),
    "last_page": Behaviour(
        about="`next_cursor` on the last page",
        values={"absent": "recorded", "null": "inferred", "empty": "inferred"},
        evidence="last-page",
    ),
    "list_order": Behaviour(
        about="the order of a list",
        values={"oldest_first": "inferred", "newest_first": "inferred", "by_id": "inferred"},
        evidence="list-order",
        reason="no order was observed; the order of creation keeps tests readable",
    ),
    "list_lag": Behaviour(
        about="the seconds for which a list of connections does not show what is new, and still shows what is deleted",
        values={"none": "inferred", "60": "inferred"},
        evidence="list-lag",
        reason="nothing was observed; most tests read a list at once",
        limit="with `60`, a plan without a memory proposes to create a new connection again, and apply finds the"
        " connection after a minute; where lists have `config`, a plan may miss that a connection was just deleted;"
        " where duplicates are allowed, a create whose answer was lost may happen twice, and `is_doubtful` says so;"
        " after an unreadable answer, ensure creates nothing and looks for a minute, so with a longer lag a second run"
        " may create a second connection",
    ),
    "schema_filter": Behaviour(
        about="the parameter `schema` of lists",
        values={"honoured": "client", "ignored": "inferred"},
        evidence="schema-filter",
    ),
    "unknown_query": Behaviour(
        about="a query parameter that the operation does not have, such as a misspelt filter",
        values={"refused": "inferred", "ignored": "inferred"},
        evidence="unknown-query",
        reason="nothing was observed; a filter that does nothing lists what belongs to others",
    ),
    "read_messages": Behaviour(
        about="`message` in the answer of a read",
        values={"present": "live test", "absent": "recorded"},
        evidence="read-messages",
        reason="the years differ, and the newest answers have it",
    ),
    "large_limit": Behaviour(
        about="a `limit` above 1,000",
        values={"cut": "client", "refused": "inferred"},
        evidence="page-limit",
    ),
    "unknown_group": Behaviour(
        about="the status of a create in a group that does not exist",
        values={"404": "published", "400": "inferred"},
        evidence="unknown-group",
    ),
    "unknown_connection": Behaviour(
        about="the code of a connection that does not exist",
        values={"NotFound_Connector": "pasted", "NotFound_Connection": "client", "NotFound_Integration": "client"},
        evidence="unknown-connection",
        reason="the default was pasted together with its text; clients only test for the other codes",
    ),
    "retry_after": Behaviour(
        about="the header `Retry-After` of a 429",
        values={"present": "documented", "absent": "inferred"},
        evidence="retry-after",
    ),
    "untyped_post": Behaviour(
        about="a POST or PATCH without a body and without `Content-Type: application/json`",
        values={"accepted": "client", "refused": "published"},
        evidence="content-type",
    ),
    "sync_paused": Behaviour(
        about="a sync of a paused connection",
        values={"accepted": "inferred", "400": "inferred", "409": "inferred"},
        evidence="sync-not-ready",
        reason="a live test allows both; the documentation accepts a resync of a paused connection",
    ),
    "sync_incomplete": Behaviour(
        about="a sync of a connection that is not set up",
        values={"accepted": "inferred", "400": "inferred", "409": "inferred"},
        evidence="sync-not-ready",
        reason="a live test allows both; a schema call is refused",
    ),
    "broken_sync": Behaviour(
        about="a sync of a broken connection: starts, and its success connects it; with `heals_alone`, passed setup"
        " tests do not connect it; with `waits`, it starts after passed tests",
        values={"heals": "pasted", "heals_alone": "pasted", "waits": "inferred"},
        evidence="broken-sync",
        reason="users saw a sync connect it; that passed tests left it broken was seen of one service",
    ),
    "pause_while_syncing": Behaviour(
        about="a pause while a sync runs: stops the sync at once, or lets it end",
        values={"at_once": "inferred", "after_sync": "client"},
        evidence="pause-while-syncing",
        reason="one client waits for `syncing` to end; how long that takes was not seen",
    ),
    "flags_in_answers": Behaviour(
        about="`run_setup_tests`, `trust_certificates` and `trust_fingerprints` in the answer with a connection",
        values={"absent": "recorded", "false": "client"},
        evidence="flags-in-answers",
    ),
    "schema_names_default": Behaviour(
        about="`destination_schema_names` of a connection whose create did not give it",
        values={"absent": "recorded", "FIVETRAN_NAMING": "client"},
        evidence="schema-names-default",
    ),
    "reload_paused": Behaviour(
        about="a reload of the schema of a paused connection",
        values={"accepted": "inferred", "400": "inferred"},
        evidence="reload-paused",
        reason="no refusal is listed",
    ),
    "schema_spelling": Behaviour(
        about="capitals and blanks in the schema of a create",
        values={"kept": "inferred", "lowered": "inferred", "refused": "inferred"},
        evidence="schema-spelling",
        reason="nothing was observed; the mock changes no name unless it is told to",
        limit="with `lowered`, a name with capitals is not found again; apply says the new name, and plan warns",
    ),
    "unoffered_trust": Behaviour(
        about="the approval of a certificate or fingerprint that was never offered",
        values={"accepted": "live test", "404": "inferred"},
        evidence="trust-approval",
    ),
    "starts_paused": Behaviour(
        about="`paused` of a new google_ads or postgres_rds connection whose body does not give it",
        values={"true": "recorded", "false": "documented"},
        evidence="starts-paused",
    ),
    "authorization": Behaviour(
        about="the setup tests of a connection that nobody has authorized: they fail, or pass all the same",
        values={"required": "recorded", "assumed": "inferred"},
        evidence="missing-auth",
    ),
    "sync_end": Behaviour(
        about="the end of a sync: changes `succeeded_at` or `failed_at`, or neither",
        values={"moves": "client", "silent": "inferred"},
        evidence="sync-end",
        limit="with `silent`, whether a sync succeeded is unknown; a wait for the sync ends with `ended` and says so",
    ),
    "setup_test_details": Behaviour(
        about="`details` of a setup test",
        values={"absent": "recorded", "text": "client", "object": "client", "list": "client"},
        evidence="setup-test-details",
    ),
    "time_digits": Behaviour(
        about="the digits of a second in times of syncs",
        values={"six": "recorded", "three": "recorded"},
        evidence="times",
        reason="both were recorded; the newest answers have six",
    ),
    "destination_port": Behaviour(
        about="`config.port` of a destination",
        values={"text": "live test", "number": "inferred"},
        evidence="destination-port",
    ),
    "listed_daylight_saving": Behaviour(
        about="`daylight_saving_time_enabled` of a destination in a list",
        values={"false": "live test", "stored": "published"},
        evidence="listed-daylight-saving",
    ),
    "text_values": Behaviour(
        about="booleans and numbers of a request that are given as text",
        values={"accepted": "client", "refused": "inferred"},
        evidence="text-for-values",
    ),
    "webhook_created": Behaviour(
        about="the status of the create of a webhook",
        values={"200": "published", "201": "inferred"},
        evidence="webhook-create",
    ),
    "webhook_digits": Behaviour(
        about="the case of the digits of the signature of a webhook's event",
        values={"lower": "client", "upper": "client"},
        evidence="webhook-signature",
        reason="two receivers in production differ; compare without case",
    ),
    "webhook_spacing": Behaviour(
        about="the body of a webhook's event: compact JSON, or with blanks; a receiver verifies the bytes that came",
        values={"compact": "recorded", "spaced": "inferred"},
        evidence="webhook-payload",
    ),
    "webhook_group": Behaviour(
        about="the key of the group in a webhook's event",
        values={"destination_group_id": "recorded", "group_id": "client"},
        evidence="webhook-payload",
    ),
    "webhook_data": Behaviour(
        about="`data` of a webhook's event without details, such as `sync_start`",
        values={"absent": "client", "empty": "client"},
        evidence="webhook-payload",
        reason="receivers allow both; a receiver that expects `data` fails only where `data` is absent",
    ),
    "webhook_reason": Behaviour(
        about="`data.reason` of a webhook's event about a sync that failed",
        values={"present": "client", "absent": "inferred"},
        evidence="webhook-payload",
    ),
}
"""Every unknown that a client can notice, by name."""

DEFAULTS: Final[Mapping[str, str]] = {name: behaviour.default for name, behaviour in BEHAVIOURS.items()}


def read_behaviours(data: object) -> dict[str, str]:
    """
    Read behaviours by name, or the object of a file that `doctor --behaviours` wrote.

    Returns only the behaviours that the data names. Raises `InvalidBehaviours` with an unknown name and the nearest
    known name.
    """
    if is_mapping(data) and "behaviours" in data:
        if data.get("version") != VERSION:
            message = f"version of the behaviours has to be {VERSION}; write the file again with this release"
            raise InvalidBehaviours(message)
        data = data["behaviours"]
    if not is_mapping(data):
        message = "behaviours have to be an object of names and values"
        raise InvalidBehaviours(message)
    return {name: _value(name, value) for name, value in data.items()}


def _value(name: Any, value: object) -> str:
    """Return the value of one behaviour; YAML reads `true` and `404` as other types than text."""
    behaviour = BEHAVIOURS.get(name)
    if behaviour is None:
        shown = name[:_LONGEST] if isinstance(name, str) else name
        message = f"there is no behaviour {shown!r}{hint(str(shown), BEHAVIOURS)}"
        raise InvalidBehaviours(message)
    text = str(value).lower() if isinstance(value, bool) else str(value)[:_LONGEST]
    if text not in behaviour.values:
        known = ", ".join(behaviour.values)
        message = f"behaviour {name} has the values {known}, not {text!r}{hint(text, behaviour.values)}"
        raise InvalidBehaviours(message)
    return text
