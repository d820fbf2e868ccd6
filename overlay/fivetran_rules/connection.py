"""Rules for connections of every service."""

from __future__ import annotations

import re
from typing import Final

from fivetran_common.json_types import is_object

from . import _sources as source
from ._rule import (
    BodyState,
    Condition,
    Effect,
    Rule,
    complete,
    create_only,
    documented,
    inferred,
    is_positive,
    matching,
    not_beside,
    not_while,
    observed,
    on_change,
    on_create,
    only_text,
    only_when,
    read,
    required_when,
    wrong_if,
)
from .published.catalogue import ServiceCatalogue

_ALLOWED: Final = re.compile(r"[a-z_][a-z0-9_]*")
"""Documented for Fivetran naming: lowercase letters, digits and underscores, and no digit first."""

_LONGEST_IN_POSTGRES: Final = 63
"""PostgreSQL cuts a longer name; the limits of the API and of other destinations are unknown here."""

_OF_TESTS: Final = frozenset({"run_setup_tests", "trust_certificates", "trust_fingerprints"})
"""Fields of an update that only its setup tests read (docs/evidence.md#flags-alone)."""

_HALVES: Final = re.compile("[\\ud800-\\udfff]")
"""Halves of surrogate pairs, which no JSON can hold; the shape check names them."""


def _allowed(pointer: str) -> Condition:
    """A name that Fivetran naming allows; source naming keeps names as they are."""
    target, naming = read(pointer), read("/destination_schema_names")

    def is_changed(state: BodyState) -> bool:
        name = target(state)
        if not isinstance(name, str) or _ALLOWED.fullmatch(name) or naming(state) == "SOURCE_NAMING":
            return False
        return bool(name) and not _HALVES.search(name)

    return on_create(wrong_if(pointer, is_changed))


def _card_without_tests() -> Condition:
    """
    Setup tests cannot pass while a connection waits for its Connect Card.

    This is certain if its service has `auth` (docs/evidence.md#who-needs-authorization), and its body has neither
    `auth`, nor an external secrets manager, nor a setting.
    """
    auth, tests = read("/auth"), read("/run_setup_tests")

    def cannot_pass(state: BodyState) -> bool:
        service = state.connection.get("service")
        entry = ServiceCatalogue.packaged().entry(service) if isinstance(service, str) else None
        if entry is None or not entry.has_published_auth or "connect_card_config" not in state.request:
            return False
        given = auth(state)
        lacks_auth = given is None or (is_object(given) and not given)
        authorized = state.connection.get("external_secrets_manager_id") or not lacks_auth
        if authorized or not state.config.keys() <= {*entry.naming_keys}:
            return False
        return tests(state) is None or tests(state) is True

    return on_create(wrong_if("/run_setup_tests", cannot_pass, triggers=("/connect_card_config",)))


_NO_PRIVATE_LINK: Final = "Networking method must be PrivateLink in order to set private_link_id"
"""Pasted (docs/evidence.md#private-link)."""

SCHEMA_RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="schema.required",
        condition=complete("/config", "schema"),
        basis=documented(source.PINTEREST_ADS),
        message="Name the destination schema in config.schema; it cannot be changed later.",
        effect=Effect.MISSING,
        instead_of="shape.required",
    ),
)
"""Keys that the services of ``SERVICE_RULES`` have in common: others may require ``schema_prefix`` or a table too."""

RULES: Final[tuple[Rule, ...]] = (
    # --- what is settled when the connection is created ---------------------------------------------------------------
    *(
        Rule(
            id=f"{key}.create_only",
            condition=create_only(f"/{key}"),
            basis=documented(source.DEFINITION),
            message=f"Remove {key} from the update: {reason}",
            effect=Effect.PERMANENT,
            instead_of="shape.unknown",
        )
        for key, reason in (
            ("group_id", "a connection cannot move to another group."),
            ("service", "a connection keeps its service."),
            ("connect_card_config", "ask for a card with the connect-card endpoint."),
            ("destination_schema_names", "only a create can set it."),
        )
    ),
    Rule(
        id="schema.permanent",
        condition=create_only("/config/schema"),
        basis=documented(source.CONNECTION),
        message="Remove schema from the update: the name of the destination schema is permanent.",
        effect=Effect.PERMANENT,
        instead_of="shape.unknown",
    ),
    # --- permanent names ----------------------------------------------------------------------------------------------
    *(
        Rule(
            id=f"{key}.name",
            condition=_allowed(f"/config/{key}"),
            basis=inferred(source.NAMING),
            message=f"Use lowercase letters, digits and underscores in {key}, and no digit first: it is permanent, and "
            "Fivetran naming allows no other name.",
        )
        for key in ("schema", "schema_prefix")
    ),
    *(
        Rule(
            id=f"{key}.length",
            condition=on_create(only_text(f"/config/{key}", holds=lambda name: len(name) <= _LONGEST_IN_POSTGRES)),
            basis=inferred(source.POSTGRES_NAMES),
            message=f"Keep {key} to {_LONGEST_IN_POSTGRES} characters: it is permanent, and PostgreSQL cuts it.",
        )
        for key in ("schema", "schema_prefix")
    ),
    # --- when it syncs ------------------------------------------------------------------------------------------------
    Rule(
        id="daily_sync_time.frequency",
        condition=only_when("/daily_sync_time", key="/sync_frequency", equals=1440),
        basis=documented(source.DEFINITION),
        message="Set sync_frequency to 1440 as well, or remove daily_sync_time: only a daily sync has a time.",
    ),
    Rule(
        id="daily_sync_time.on_the_hour",
        condition=matching("/daily_sync_time", pattern="(?:[01][0-9]|2[0-3]):00"),
        basis=documented(source.DEFINITION),
        message="Write daily_sync_time as a full hour from 00:00 to 23:00, for instance 14:00.",
        instead_of="shape.format",
    ),
    *(
        Rule(
            id=f"{key}.manual",
            condition=not_while(f"/{key}", key="/schedule_type", equals="manual"),
            basis=inferred(source.CREATE),
            message=f"Remove {key}, or set schedule_type to auto: manual starts no sync by itself.",
        )
        for key in ("sync_frequency", "daily_sync_time")
    ),
    Rule(
        id="schedule.manual",
        condition=not_while("/schedule", key="/schedule_type", equals="manual"),
        basis=documented(source.CREATE),
        message="Remove schedule or schedule_type: schedule and schedule_type manual exclude each other.",
    ),
    *(
        Rule(
            id=f"{key}.schedule",
            condition=not_beside(f"/{key}", key="/schedule"),
            basis=inferred(source.CREATE),
            message=f"Remove {key}: schedule overrides it.",
        )
        for key in ("sync_frequency", "daily_sync_time")
    ),
    # --- when late data raises an alert -------------------------------------------------------------------------------
    Rule(
        id="data_delay_threshold.custom",
        condition=only_when("/data_delay_threshold", key="/data_delay_sensitivity", equals="CUSTOM", holds=is_positive),
        basis=documented(source.DEFINITION),
        message="Set data_delay_sensitivity to CUSTOM as well, or remove data_delay_threshold: it is not used.",
        severity_override="warning",
    ),
    # --- how the source is reached ------------------------------------------------------------------------------------
    *(
        rule
        for key, method, thing, basis, answer in (
            ("private_link_id", "PrivateLink", "private link", observed(source.PRIVATE_LINK_ISSUE), _NO_PRIVATE_LINK),
            ("proxy_agent_id", "ProxyAgent", "proxy agent", inferred(source.PRIVATE_LINK_ISSUE), ""),
        )
        for rule in (
            Rule(
                id=f"{key}.method",
                condition=only_when(f"/{key}", key="/networking_method", equals=method),
                basis=basis,
                message=f"Set networking_method to {method} as well, or remove {key}.",
                answer=answer,
            ),
            Rule(
                id=f"{key}.required",
                condition=required_when(f"/{key}", key="/networking_method", equals=method),
                basis=documented(source.PROVIDER_SCHEMA),
                message=f"Name the {thing} in {key}: networking_method {method} needs one.",
            ),
        )
    ),
    # --- how it is authorized and tested ------------------------------------------------------------------------------
    Rule(
        id="redirect_uri.scheme",
        condition=on_create(matching("/connect_card_config/redirect_uri", pattern="https?://[^/?#: ](?s:.*)")),
        basis=documented(source.DEFINITION),
        message="Start redirect_uri with http:// or https://, and name a host.",
        instead_of="shape.format",
    ),
    Rule(
        id="connect_card_config.setup_tests",
        condition=_card_without_tests(),
        basis=documented(source.CONNECT_CARD),
        message="Set run_setup_tests to false: a Connect Card authorizes later, so there is nothing to test yet.",
    ),
    Rule(
        id="change.persistent",
        condition=on_change(wrong_if("", lambda state: state.request.keys() <= _OF_TESTS)),
        basis=documented(source.UPDATE),
        message="Change another field, or run the setup tests: run_setup_tests and the trust flags are not stored.",
        instead_of="shape.empty",
        answer="No update parameters specified",  # docs/evidence.md#flags-alone
    ),
    *(
        Rule(
            id=f"{key}.setup_tests",
            condition=on_change(not_while(f"/{key}", key="/run_setup_tests", equals=False)),
            basis=documented(source.DEFINITION),
            message=f"Set run_setup_tests to true, or remove {key}: only setup tests read it.",
            severity_override="warning",  # live tests of the official Terraform provider send it
        )
        for key in ("trust_certificates", "trust_fingerprints")
    ),
)
