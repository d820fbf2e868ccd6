"""Rules for connections of every service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fivetran_common.json_types import is_object

from . import _names as names
from . import _sources as source
from ._rule import (
    SOUND,
    Condition,
    Rule,
    State,
    at,
    complete,
    create_only,
    documented,
    inferred,
    is_positive,
    is_same,
    is_set,
    matching,
    not_beside,
    not_while,
    observed,
    on_change,
    on_create,
    only_when,
    read,
    required_when,
)
from .published.catalogue import ServiceCatalogue


def _something_stored() -> Condition:
    """A change needs more than `run_setup_tests`; with flags of trust it is accepted (live test)."""

    def find(state: State) -> Iterable[str]:
        return ("",) if state.request.keys() <= {"run_setup_tests"} else SOUND

    return on_change(at("", find))


def _card_without_tests() -> Condition:
    """
    Tests of a connection that waits for its Connect Card can only fail.

    That is certain of a service with `auth` (docs/evidence.md#who-needs-authorization) whose body has neither `auth`,
    nor an external secrets manager, nor a setting.
    """
    auth, tests = read("/auth"), read("/run_setup_tests")

    def find(state: State) -> Iterable[str]:
        service = state.connection.get("service")
        entry = ServiceCatalogue.packaged().entry(service) if isinstance(service, str) else None
        if entry is None or not entry.has_published_auth or "connect_card_config" not in state.request:
            return SOUND
        given = auth(state)
        lacks_auth = given is None or (is_object(given) and not given)
        authorized = state.connection.get("external_secrets_manager_id") or not lacks_auth
        if authorized or not state.config.keys() <= {*entry.naming_keys}:
            return SOUND
        return ("/run_setup_tests",) if tests(state) is None or tests(state) is True else SOUND

    return on_create(Condition("/run_setup_tests", find, triggers=("/connect_card_config",)))


def _only_on(destination: str, pointer: str) -> Condition:
    """Something that only one kind of destination has."""
    target = read(pointer)

    def find(state: State) -> Iterable[str]:
        other = state.account.destination not in (None, destination)
        return (pointer,) if other and is_set(target(state)) else SOUND

    return at(pointer, find)


def _only_from_enterprise(pointer: str, *, equals: str) -> Condition:
    """A value that plans below Enterprise do not have."""
    target = read(pointer)

    def find(state: State) -> Iterable[str]:
        return (pointer,) if state.account.enterprise is False and is_same(target(state), equals) else SOUND

    return at(pointer, find)


SCHEMA_RULES: Final[tuple[Rule, ...]] = (
    Rule(
        id="schema.required",
        condition=complete("/config", "schema"),
        basis=documented(source.PINTEREST_ADS),
        message="Name the destination schema in config.schema; it cannot be changed later.",
        instead_of="shape.required",
    ),
)
"""Keys that the services of ``SERVICE_RULES`` have in common: others may require ``schema_prefix`` or a table too."""

RULES: Final[tuple[Rule, ...]] = (
    # --- what is settled when the connection is created ---------------------------------------------------------------
    Rule(
        id="group_id.create_only",
        condition=create_only("/group_id"),
        basis=documented(source.DEFINITION),
        message="Remove group_id from the update: a connection cannot move to another group.",
        instead_of="shape.unknown",
    ),
    Rule(
        id="service.create_only",
        condition=create_only("/service"),
        basis=documented(source.DEFINITION),
        message="Remove service from the update: a connection keeps its service.",
        instead_of="shape.unknown",
    ),
    Rule(
        id="connect_card_config.create_only",
        condition=create_only("/connect_card_config"),
        basis=documented(source.DEFINITION),
        message="Remove connect_card_config from the update: ask for a card with the connect-card endpoint.",
        instead_of="shape.unknown",
    ),
    Rule(
        id="destination_schema_names.create_only",
        condition=create_only("/destination_schema_names"),
        basis=documented(source.DEFINITION),
        message="Remove destination_schema_names from the update: only a create can set it.",
        instead_of="shape.unknown",
    ),
    Rule(
        id="schema.permanent",
        condition=create_only("/config/schema"),
        basis=documented(source.CONNECTION),
        message="Remove schema from the update: the name of the destination schema is permanent.",
        instead_of="shape.unknown",
    ),
    # --- permanent names ----------------------------------------------------------------------------------------------
    *(
        Rule(
            id=f"{key}.name",
            condition=names.allowed(f"/config/{key}"),
            basis=inferred(source.NAMING),
            message=f"Use lowercase letters, digits and underscores in {key}, and no digit first: it is permanent, and "
            "Fivetran naming allows no other name.",
            consequence=names.becomes,
        )
        for key in ("schema", "schema_prefix")
    ),
    *(
        Rule(
            id=f"{key}.length",
            condition=names.short_enough(f"/config/{key}"),
            basis=inferred(source.POSTGRES_NAMES),
            message=f"Keep {key} to {names.LONGEST_IN_POSTGRES} characters: it is permanent, and PostgreSQL cuts it.",
            consequence=names.cut,
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
    Rule(
        id="sync_frequency.manual",
        condition=not_while("/sync_frequency", key="/schedule_type", equals="manual"),
        basis=inferred(source.CREATE),
        message="Remove sync_frequency, or set schedule_type to auto: manual starts no sync by itself.",
    ),
    Rule(
        id="daily_sync_time.manual",
        condition=not_while("/daily_sync_time", key="/schedule_type", equals="manual"),
        basis=inferred(source.CREATE),
        message="Remove daily_sync_time, or set schedule_type to auto: manual starts no sync by itself.",
    ),
    Rule(
        id="schedule.manual",
        condition=not_while("/schedule", key="/schedule_type", equals="manual"),
        basis=documented(source.CREATE),
        message="Remove schedule or schedule_type: schedule and schedule_type manual exclude each other.",
    ),
    Rule(
        id="sync_frequency.schedule",
        condition=not_beside("/sync_frequency", key="/schedule"),
        basis=inferred(source.CREATE),
        message="Remove sync_frequency: schedule overrides it.",
    ),
    Rule(
        id="daily_sync_time.schedule",
        condition=not_beside("/daily_sync_time", key="/schedule"),
        basis=inferred(source.CREATE),
        message="Remove daily_sync_time: schedule overrides it.",
    ),
    # --- when late data raises an alert -------------------------------------------------------------------------------
    Rule(
        id="data_delay_threshold.custom",
        condition=only_when("/data_delay_threshold", key="/data_delay_sensitivity", equals="CUSTOM", holds=is_positive),
        basis=documented(source.DEFINITION),
        message="Set data_delay_sensitivity to CUSTOM as well, or remove data_delay_threshold: it is not used.",
        weight="warning",
    ),
    Rule(
        id="data_delay_sensitivity.plan",
        condition=_only_from_enterprise("/data_delay_sensitivity", equals="CUSTOM"),
        basis=documented(source.DEFINITION),
        message="Choose LOW, NORMAL, HIGH or SYNC_FREQUENCY: CUSTOM needs the Enterprise plan or a higher one.",
        beyond_document=True,
    ),
    # --- how the source is reached ------------------------------------------------------------------------------------
    Rule(
        id="private_link_id.method",
        condition=only_when("/private_link_id", key="/networking_method", equals="PrivateLink"),
        basis=observed(source.PRIVATE_LINK_ISSUE),
        message="Set networking_method to PrivateLink as well, or remove private_link_id.",
    ),
    Rule(
        id="private_link_id.required",
        condition=required_when("/private_link_id", key="/networking_method", equals="PrivateLink"),
        basis=documented(source.PROVIDER_SCHEMA),
        message="Name the private link in private_link_id: networking_method PrivateLink needs one.",
    ),
    Rule(
        id="proxy_agent_id.method",
        condition=only_when("/proxy_agent_id", key="/networking_method", equals="ProxyAgent"),
        basis=inferred(source.PRIVATE_LINK_ISSUE),
        message="Set networking_method to ProxyAgent as well, or remove proxy_agent_id.",
    ),
    Rule(
        id="proxy_agent_id.required",
        condition=required_when("/proxy_agent_id", key="/networking_method", equals="ProxyAgent"),
        basis=documented(source.PROVIDER_SCHEMA),
        message="Name the proxy agent in proxy_agent_id: networking_method ProxyAgent needs one.",
    ),
    # --- where it writes to -------------------------------------------------------------------------------------------
    Rule(
        id="virtual_warehouse.snowflake",
        condition=_only_on("snowflake", "/destination_configuration/virtual_warehouse"),
        basis=documented(source.DEFINITION),
        message="Remove virtual_warehouse: only a Snowflake destination has one.",
        beyond_document=True,
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
        beyond_document=True,
    ),
    Rule(
        id="change.persistent",
        condition=_something_stored(),
        basis=documented(source.UPDATE),
        message="Change at least one field beside run_setup_tests, which is not stored.",
        instead_of="shape.empty",
    ),
    Rule(
        id="trust_certificates.setup_tests",
        condition=on_change(not_while("/trust_certificates", key="/run_setup_tests", equals=False)),
        basis=documented(source.DEFINITION),
        message="Set run_setup_tests to true, or remove trust_certificates: only setup tests read it.",
        weight="warning",  # live tests of the official Terraform provider send it
    ),
    Rule(
        id="trust_fingerprints.setup_tests",
        condition=on_change(not_while("/trust_fingerprints", key="/run_setup_tests", equals=False)),
        basis=documented(source.DEFINITION),
        message="Set run_setup_tests to true, or remove trust_fingerprints: only setup tests read it.",
        weight="warning",  # live tests of the official Terraform provider send it
    ),
)
