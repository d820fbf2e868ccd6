# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="GoogleAdsReport")


@_attrs_define
class GoogleAdsReport:
    """A report of Google Ads."""

    table: str | Unset = UNSET
    """ Name of the report's table in the destination. """
    report_type: str | Unset = UNSET
    """ Which report of Google Ads it is. """
    config_type: str | Unset = UNSET
    """ Kind of the report. Recorded creates have it; its values are not published. """
    fields: list[str] | Unset = UNSET
    """ Names of the fields. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        table = self.table

        report_type = self.report_type

        config_type = self.config_type

        fields: list[str] | Unset = UNSET
        if not isinstance(self.fields, Unset):
            fields = self.fields

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if table is not UNSET:
            field_dict["table"] = table
        if report_type is not UNSET:
            field_dict["report_type"] = report_type
        if config_type is not UNSET:
            field_dict["config_type"] = config_type
        if fields is not UNSET:
            field_dict["fields"] = fields

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        table = d.pop("table", UNSET)

        report_type = d.pop("report_type", UNSET)

        config_type = d.pop("config_type", UNSET)

        fields = cast(list[str], d.pop("fields", UNSET))

        google_ads_report = cls(
            table=table,
            report_type=report_type,
            config_type=config_type,
            fields=fields,
        )

        return google_ads_report
