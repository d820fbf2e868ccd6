"""The keyword arguments that every builder takes, and the values that stand for a group of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import time
from functools import cache
from typing import Any, ClassVar, Generic, Never, Required, TypedDict, TypeVar

from fivetran_client.models.connect_card_config import ConnectCardConfig
from fivetran_client.models.data_delay_sensitivity import DataDelaySensitivity
from fivetran_client.models.destination_configuration import DestinationConfiguration
from fivetran_client.models.destination_schema_names import DestinationSchemaNames
from fivetran_client.models.networking_method import NetworkingMethod
from fivetran_client.models.schedule import Schedule
from fivetran_client.models.schedule_type import ScheduleType
from fivetran_client.models.schema_status import SchemaStatus
from fivetran_client.models.sync_frequency import SyncFrequency
from fivetran_client.types import UNSET, Unset
from fivetran_common.json_types import is_mapping

from .._values.masking import is_secret_name, sealed
from .coerce import Fresh, keyed, wire

Null = TypeVar("Null")
"""The type that clears a field: None in a change, Never in a new connection."""

Object = Mapping[str, object]
Ids = Iterable[str | int]
T = TypeVar("T")
Many = Iterable[T | Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectCard(Fresh):
    """
    Where a Connect Card leads and what it shows: the way to authorize without handing over credentials.

    The created connection carries ``connect_card.uri``, the page on which its owner authorizes it.
    """

    redirect_uri: str
    """Where the browser goes afterwards; starts with http:// or https://."""
    hide_setup_guide: bool | Unset = UNSET
    """Whether the card leaves out the setup guide."""
    all_fields: bool | Unset = UNSET
    """Whether the card shows every field, not only those of the authorization. Added in 2026."""

    def to_dict(self) -> dict[str, Any]:
        """Return the object that the API takes as ``connect_card_config``."""
        return keyed(_given(self), {})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationAuth(Fresh):
    """Credentials with an application of one's own; no secret among them shows itself, of whatever type it is."""

    TOKENS: ClassVar[tuple[str, ...]] = ()
    """The fields that stand in ``auth`` itself; all others stand in its ``client_access``."""

    client_id: str | Unset = UNSET
    """Id of the client application."""
    client_secret: str | Unset = UNSET
    """Secret of the client application."""

    def __post_init__(self) -> None:
        """Seal the secrets."""
        for name, value in _given(self).items():
            if is_secret_name(name):
                object.__setattr__(self, name, _sealed_whole(value))

    def to_dict(self) -> dict[str, Any]:
        """Return the object that the API takes as ``auth``."""
        given = keyed(_given(self), {})
        tokens = {key: given.pop(key) for key in self.TOKENS if key in given}
        return {**tokens, "client_access": given} if given else tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientAuth(ApplicationAuth):
    """
    A refresh token and the application that it was made for.

    A new connection needs all of them. A change may name only those that are new.
    """

    TOKENS: ClassVar[tuple[str, ...]] = ("refresh_token",)

    refresh_token: str | Unset = UNSET
    """The long-lived refresh token."""


def _given(value: Fresh) -> dict[str, object]:
    """Return the fields of a value by their names."""
    names = _names(type(value))  # type: ignore[arg-type]  # mypy takes a class for unhashable
    return {name: getattr(value, name) for name in names}


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _sealed_whole(value: object) -> Any:
    """Seal all of a value; one without end, which is no secret, leaves only its kind for the rules to refuse."""
    plain = wire(value)
    try:
        return sealed(plain, secret=True)
    except RecursionError:
        return {} if is_mapping(plain) else []


class Settings(TypedDict, Generic[Null], total=False):
    """The settings of any connection, for a create and for a change."""

    paused: bool
    pause_after_trial: bool
    trust_certificates: bool
    trust_fingerprints: bool
    run_setup_tests: bool
    sync_frequency: SyncFrequency | int | Null
    data_delay_sensitivity: DataDelaySensitivity | str
    data_delay_threshold: int
    daily_sync_time: time | int | str | Null
    schedule_type: ScheduleType | str
    schedule: Schedule | Object | Null
    networking_method: NetworkingMethod | str
    private_link_id: str | Null
    proxy_agent_id: str | Null
    hybrid_deployment_agent_id: str | Null
    destination_configuration: DestinationConfiguration | Object | Null
    external_secrets_manager_id: str | Null


class NewConnectionArguments(Settings[Never], total=False):
    """The settings of any new connection."""

    group_id: Required[str]
    connect_card: ConnectCard | ConnectCardConfig | Object
    destination_schema_names: DestinationSchemaNames | str
    data_checks: bool


class ChangeArguments(Settings[None], total=False):
    """The settings of any connection that can change."""

    schema_status: SchemaStatus | str
    is_historical_sync: bool


class NamedConnectionArguments(NewConnectionArguments, total=False):
    """The settings of a new connection of a service with a `schema`, as ad services have."""

    schema: Required[str]
