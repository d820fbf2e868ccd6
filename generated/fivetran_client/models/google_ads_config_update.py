# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.google_ads_report import GoogleAdsReport
from ..models.google_ads_sync_mode import GoogleAdsSyncMode
from ..models.timeframe_months import TimeframeMonths
from ..types import UNSET, Unset

T = TypeVar("T", bound="GoogleAdsConfigUpdate")


@_attrs_define
class GoogleAdsConfigUpdate:
    """The changes to the config of a google_ads connection."""

    sync_mode: GoogleAdsSyncMode | Unset = UNSET
    """ Whether all accounts are synced, those below named manager accounts, or only those that are named. """
    accounts: list[str] | Unset = UNSET
    """ Ids of the accounts to sync. """
    manager_accounts: list[str] | Unset = UNSET
    """ Ids of the manager accounts whose accounts are synced. """
    customer_id: str | Unset = UNSET
    """ Id of the customer. """
    conversion_window_size: int | Unset = UNSET
    """ Days that a conversion may come after the click. """
    skip_empty_reports: bool | Unset = UNSET
    """ Whether reports without rows are skipped. """
    timeframe_months: TimeframeMonths | Unset = UNSET
    """ The months of reporting data that the first sync brings. """
    reports: list[GoogleAdsReport] | Unset = UNSET
    """ The reports to sync. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        sync_mode: str | Unset = UNSET
        if not isinstance(self.sync_mode, Unset):
            sync_mode = self.sync_mode.value

        accounts: list[str] | Unset = UNSET
        if not isinstance(self.accounts, Unset):
            accounts = self.accounts

        manager_accounts: list[str] | Unset = UNSET
        if not isinstance(self.manager_accounts, Unset):
            manager_accounts = self.manager_accounts

        customer_id = self.customer_id

        conversion_window_size = self.conversion_window_size

        skip_empty_reports = self.skip_empty_reports

        timeframe_months: str | Unset = UNSET
        if not isinstance(self.timeframe_months, Unset):
            timeframe_months = self.timeframe_months.value

        reports: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.reports, Unset):
            reports = []
            for reports_item_data in self.reports:
                reports_item = reports_item_data.to_dict()
                reports.append(reports_item)

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if sync_mode is not UNSET:
            field_dict["sync_mode"] = sync_mode
        if accounts is not UNSET:
            field_dict["accounts"] = accounts
        if manager_accounts is not UNSET:
            field_dict["manager_accounts"] = manager_accounts
        if customer_id is not UNSET:
            field_dict["customer_id"] = customer_id
        if conversion_window_size is not UNSET:
            field_dict["conversion_window_size"] = conversion_window_size
        if skip_empty_reports is not UNSET:
            field_dict["skip_empty_reports"] = skip_empty_reports
        if timeframe_months is not UNSET:
            field_dict["timeframe_months"] = timeframe_months
        if reports is not UNSET:
            field_dict["reports"] = reports

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        _sync_mode = d.pop("sync_mode", UNSET)
        sync_mode: GoogleAdsSyncMode | Unset
        if isinstance(_sync_mode, Unset):
            sync_mode = UNSET
        else:
            sync_mode = GoogleAdsSyncMode(_sync_mode)

        accounts = cast(list[str], d.pop("accounts", UNSET))

        manager_accounts = cast(list[str], d.pop("manager_accounts", UNSET))

        customer_id = d.pop("customer_id", UNSET)

        conversion_window_size = d.pop("conversion_window_size", UNSET)

        skip_empty_reports = d.pop("skip_empty_reports", UNSET)

        _timeframe_months = d.pop("timeframe_months", UNSET)
        timeframe_months: TimeframeMonths | Unset
        if isinstance(_timeframe_months, Unset):
            timeframe_months = UNSET
        else:
            timeframe_months = TimeframeMonths(_timeframe_months)

        _reports = d.pop("reports", UNSET)
        reports: list[GoogleAdsReport] | Unset = UNSET
        if _reports is not UNSET:
            reports = []
            for reports_item_data in _reports:
                reports_item = GoogleAdsReport.from_dict(reports_item_data)

                reports.append(reports_item)

        google_ads_config_update = cls(
            sync_mode=sync_mode,
            accounts=accounts,
            manager_accounts=manager_accounts,
            customer_id=customer_id,
            conversion_window_size=conversion_window_size,
            skip_empty_reports=skip_empty_reports,
            timeframe_months=timeframe_months,
            reports=reports,
        )

        return google_ads_config_update
