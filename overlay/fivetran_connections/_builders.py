"""
What every builder shares: the keyword arguments of any connection, and the way from them to a checked body.

A builder's arguments are spelt as the API spells its keys. None is null and an argument that is left out is an absent
key, always.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import time
from typing import Any, Final, Generic, Never, Required, TypedDict, TypeVar

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

from ._coerce import Coercion, full_hour, keyed, member

Null = TypeVar("Null")
"""What clears a field: None in a change, and nothing (Never) in a new connection."""

Object = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectCard:
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
        """Give the object that the API takes as ``connect_card_config``."""
        return keyed({field.name: getattr(self, field.name) for field in fields(self)}, {})


class Settings(TypedDict, Generic[Null], total=False):
    """What can be said of any connection, when it is created and later."""

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
    """What can be said of any new connection."""

    group_id: Required[str]
    connect_card: ConnectCard | ConnectCardConfig | Object
    destination_schema_names: DestinationSchemaNames | str
    data_checks: bool


class ChangeArguments(Settings[None], total=False):
    """What can be changed about any connection."""

    schema_status: SchemaStatus | str
    is_historical_sync: bool


_COERCIONS: Final[Mapping[str, Coercion]] = {
    "daily_sync_time": full_hour,
    "data_delay_sensitivity": member(DataDelaySensitivity),
    "schedule_type": member(ScheduleType),
    "networking_method": member(NetworkingMethod),
    "destination_schema_names": member(DestinationSchemaNames),
    "schema_status": member(SchemaStatus),
}

CONNECTION_LEVEL: Final = frozenset({*NewConnectionArguments.__annotations__, *ChangeArguments.__annotations__, "auth"})

New = TypeVar("New", bound="Model", covariant=True)
Function = TypeVar("Function", bound=Callable[..., Any])


class Model(Protocol):
    """A request that the generator made a class for."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read it from the JSON object."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Generic[New]):
    """What sets one connector service apart from the others, for its builders."""

    name: str
    new: type[New]
    config_update: type[Model]
    auth_update: type[Model]
    coercions: Mapping[str, Coercion]
    implied_modes: Mapping[str, str]
    """The sync mode that a list implies when none is named."""

    def connection(self, arguments: Object) -> New:
        """Build the request for a new connection, or raise `InvalidConnection` with all that is wrong."""
        body, flaws = _body(arguments, self.coercions)
        body["service"] = self.name
        ...
"""


