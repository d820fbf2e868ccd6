# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.schema_status import SchemaStatus
from ..models.setup_state import SetupState
from ..models.sync_state import SyncState
from ..models.update_state import UpdateState
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.status_note import StatusNote


T = TypeVar("T", bound="ConnectionStatus")


@_attrs_define
class ConnectionStatus:
    """How a connection is doing."""

    setup_state: SetupState | str | Unset = UNSET
    """ Whether the connection is set up. """
    sync_state: str | SyncState | Unset = UNSET
    """ What the connection is doing. """
    update_state: str | Unset | UpdateState = UNSET
    """ Whether the data is as fresh as expected. """
    is_historical_sync: bool | None | Unset = UNSET
    """ Whether the first full sync is still to come or running. """
    schema_status: None | SchemaStatus | str | Unset = UNSET
    """ Whether a connection that masks columns may sync. Documented for some services only; seen as ready with
    another. """
    rescheduled_for: datetime.datetime | None | Unset = UNSET
    """ When a rescheduled sync goes on. """
    tasks: list[StatusNote] | Unset = UNSET
    """ What the user has to do. """
    warnings: list[StatusNote] | Unset = UNSET
    """ What the user should know. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        setup_state: str | Unset
        if isinstance(self.setup_state, Unset):
            setup_state = UNSET
        elif isinstance(self.setup_state, SetupState):
            setup_state = self.setup_state.value
        else:
            setup_state = self.setup_state

        sync_state: str | Unset
        if isinstance(self.sync_state, Unset):
            sync_state = UNSET
        elif isinstance(self.sync_state, SyncState):
            sync_state = self.sync_state.value
        else:
            sync_state = self.sync_state

        update_state: str | Unset
        if isinstance(self.update_state, Unset):
            update_state = UNSET
        elif isinstance(self.update_state, UpdateState):
            update_state = self.update_state.value
        else:
            update_state = self.update_state

        is_historical_sync: bool | None | Unset
        if isinstance(self.is_historical_sync, Unset):
            is_historical_sync = UNSET
        else:
            is_historical_sync = self.is_historical_sync

        schema_status: None | str | Unset
        if isinstance(self.schema_status, Unset):
            schema_status = UNSET
        elif isinstance(self.schema_status, SchemaStatus):
            schema_status = self.schema_status.value
        else:
            schema_status = self.schema_status

        rescheduled_for: None | str | Unset
        if isinstance(self.rescheduled_for, Unset):
            rescheduled_for = UNSET
        elif isinstance(self.rescheduled_for, datetime.datetime):
            rescheduled_for = self.rescheduled_for.isoformat(timespec="microseconds").replace("+00:00", "Z")
        else:
            rescheduled_for = self.rescheduled_for

        tasks: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.tasks, Unset):
            tasks = []
            for tasks_item_data in self.tasks:
                tasks_item = tasks_item_data.to_dict()
                tasks.append(tasks_item)

        warnings: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.warnings, Unset):
            warnings = []
            for warnings_item_data in self.warnings:
                warnings_item = warnings_item_data.to_dict()
                warnings.append(warnings_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if setup_state is not UNSET:
            field_dict["setup_state"] = setup_state
        if sync_state is not UNSET:
            field_dict["sync_state"] = sync_state
        if update_state is not UNSET:
            field_dict["update_state"] = update_state
        if is_historical_sync is not UNSET:
            field_dict["is_historical_sync"] = is_historical_sync
        if schema_status is not UNSET:
            field_dict["schema_status"] = schema_status
        if rescheduled_for is not UNSET:
            field_dict["rescheduled_for"] = rescheduled_for
        if tasks is not UNSET:
            field_dict["tasks"] = tasks
        if warnings is not UNSET:
            field_dict["warnings"] = warnings

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        from ..models.status_note import StatusNote  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_setup_state(data: object) -> SetupState | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                setup_state_type_0 = SetupState(data)

                return setup_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(SetupState | str | Unset, data)

        setup_state = _parse_setup_state(d.pop("setup_state", UNSET))

        def _parse_sync_state(data: object) -> str | SyncState | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sync_state_type_0 = SyncState(data)

                return sync_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(str | SyncState | Unset, data)

        sync_state = _parse_sync_state(d.pop("sync_state", UNSET))

        def _parse_update_state(data: object) -> str | Unset | UpdateState:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                update_state_type_0 = UpdateState(data)

                return update_state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(str | Unset | UpdateState, data)

        update_state = _parse_update_state(d.pop("update_state", UNSET))

        def _parse_is_historical_sync(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_historical_sync = _parse_is_historical_sync(d.pop("is_historical_sync", UNSET))

        def _parse_schema_status(data: object) -> None | SchemaStatus | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                schema_status_type_0 = SchemaStatus(data)

                return schema_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SchemaStatus | str | Unset, data)

        schema_status = _parse_schema_status(d.pop("schema_status", UNSET))

        def _parse_rescheduled_for(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                rescheduled_for_type_0 = datetime.datetime.fromisoformat(data)

                return rescheduled_for_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        rescheduled_for = _parse_rescheduled_for(d.pop("rescheduled_for", UNSET))

        _tasks = d.pop("tasks", UNSET)
        tasks: list[StatusNote] | Unset = UNSET
        if _tasks is not UNSET:
            tasks = []
            for tasks_item_data in _tasks:
                tasks_item = StatusNote.from_dict(tasks_item_data)

                tasks.append(tasks_item)

        _warnings = d.pop("warnings", UNSET)
        warnings: list[StatusNote] | Unset = UNSET
        if _warnings is not UNSET:
            warnings = []
            for warnings_item_data in _warnings:
                warnings_item = StatusNote.from_dict(warnings_item_data)

                warnings.append(warnings_item)

        connection_status = cls(
            setup_state=setup_state,
            sync_state=sync_state,
            update_state=update_state,
            is_historical_sync=is_historical_sync,
            schema_status=schema_status,
            rescheduled_for=rescheduled_for,
            tasks=tasks,
            warnings=warnings,
        )

        connection_status.additional_properties = d
        return connection_status

    @property
    def additional_keys(self) -> list[str]:
        """The keys that the document does not describe."""
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
