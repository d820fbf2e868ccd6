# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.facebook_ads_custom_table import FacebookAdsCustomTable
from ..models.facebook_ads_sync_mode import FacebookAdsSyncMode
from ..models.timeframe_months import TimeframeMonths
from ..types import UNSET, Unset

T = TypeVar("T", bound="FacebookAdsConfig")


@_attrs_define
class FacebookAdsConfig:
    """The configuration of a new facebook_ads connection."""

    schema: str
    """ Name of the destination schema. Permanent. """
    sync_mode: FacebookAdsSyncMode | Unset = UNSET
    """ Whether all accounts are synced, or only those that are named in accounts. """
    accounts: list[str] | Unset = UNSET
    """ Ids of the accounts to sync. Has to be filled when sync_mode is SpecificAccounts. """
    timeframe_months: TimeframeMonths | Unset = UNSET
    """ The months of reporting data that the first sync brings. """
    sync_metadata: bool | Unset = UNSET
    """ Whether the metadata of ads is synced as well. Taken as true when absent. """
    custom_tables: list[FacebookAdsCustomTable] | Unset = UNSET
    """ Reports of the user's own. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        schema = self.schema

        sync_mode: str | Unset = UNSET
        if not isinstance(self.sync_mode, Unset):
            sync_mode = self.sync_mode.value

        accounts: list[str] | Unset = UNSET
        if not isinstance(self.accounts, Unset):
            accounts = self.accounts

        timeframe_months: str | Unset = UNSET
        if not isinstance(self.timeframe_months, Unset):
            timeframe_months = self.timeframe_months.value

        sync_metadata = self.sync_metadata

        custom_tables: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.custom_tables, Unset):
            custom_tables = []
            for custom_tables_item_data in self.custom_tables:
                custom_tables_item = custom_tables_item_data.to_dict()
                custom_tables.append(custom_tables_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "schema": schema,
            }
        )
        if sync_mode is not UNSET:
            field_dict["sync_mode"] = sync_mode
        if accounts is not UNSET:
            field_dict["accounts"] = accounts
        if timeframe_months is not UNSET:
            field_dict["timeframe_months"] = timeframe_months
        if sync_metadata is not UNSET:
            field_dict["sync_metadata"] = sync_metadata
        if custom_tables is not UNSET:
            field_dict["custom_tables"] = custom_tables

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        schema = d.pop("schema")

        _sync_mode = d.pop("sync_mode", UNSET)
        sync_mode: FacebookAdsSyncMode | Unset
        if isinstance(_sync_mode, Unset):
            sync_mode = UNSET
        else:
            sync_mode = FacebookAdsSyncMode(_sync_mode)

        accounts = cast(list[str], d.pop("accounts", UNSET))

        _timeframe_months = d.pop("timeframe_months", UNSET)
        timeframe_months: TimeframeMonths | Unset
        if isinstance(_timeframe_months, Unset):
            timeframe_months = UNSET
        else:
            timeframe_months = TimeframeMonths(_timeframe_months)

        sync_metadata = d.pop("sync_metadata", UNSET)

        _custom_tables = d.pop("custom_tables", UNSET)
        custom_tables: list[FacebookAdsCustomTable] | Unset = UNSET
        if _custom_tables is not UNSET:
            custom_tables = []
            for custom_tables_item_data in _custom_tables:
                custom_tables_item = FacebookAdsCustomTable.from_dict(custom_tables_item_data)

                custom_tables.append(custom_tables_item)

        facebook_ads_config = cls(
            schema=schema,
            sync_mode=sync_mode,
            accounts=accounts,
            timeframe_months=timeframe_months,
            sync_metadata=sync_metadata,
            custom_tables=custom_tables,
        )

        return facebook_ads_config
