# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.setup_test_status import SetupTestStatus
from ..types import UNSET, Unset

T = TypeVar("T", bound="SetupTest")


@_attrs_define
class SetupTest:
    """The result of one setup test."""

    title: str
    """ Name of the test. """
    status: SetupTestStatus | str
    """ How the test ended. """
    message: None | str | Unset = UNSET
    """ Why it ended so. """
    details: Any | Unset = UNSET
    """ More about it; a string, an object or an array. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        title = self.title

        status: str
        if isinstance(self.status, SetupTestStatus):
            status = self.status.value
        else:
            status = self.status

        message: None | str | Unset
        if isinstance(self.message, Unset):
            message = UNSET
        else:
            message = self.message

        details = self.details

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "title": title,
                "status": status,
            }
        )
        if message is not UNSET:
            field_dict["message"] = message
        if details is not UNSET:
            field_dict["details"] = details

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        title = d.pop("title")

        def _parse_status(data: object) -> SetupTestStatus | str:
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = SetupTestStatus(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(SetupTestStatus | str, data)

        status = _parse_status(d.pop("status"))

        def _parse_message(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        message = _parse_message(d.pop("message", UNSET))

        details = d.pop("details", UNSET)

        setup_test = cls(
            title=title,
            status=status,
            message=message,
            details=details,
        )

        setup_test.additional_properties = d
        return setup_test

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
