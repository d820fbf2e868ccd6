# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.attribution_window import AttributionWindow
from ..models.conversion_report_time import ConversionReportTime
from ..models.pinterest_ads_custom_report import PinterestAdsCustomReport
from ..models.pinterest_ads_sync_mode import PinterestAdsSyncMode
from ..models.report_granularity import ReportGranularity
from ..models.timeframe_months import TimeframeMonths
from ..types import UNSET, Unset

T = TypeVar("T", bound="PinterestAdsConfig")


@_attrs_define
class PinterestAdsConfig:
    """The configuration of a new pinterest_ads connection."""

    schema: str
    """ Name of the destination schema. Permanent. """
    sync_mode: PinterestAdsSyncMode | Unset = UNSET
    """ Whether all advertisers are synced, or only those that are named. """
    advertisers: list[str] | Unset = UNSET
    """ Ids of the advertisers to sync. Has to be filled when sync_mode is SpecificAdvertisers. """
    click_attribution_window: AttributionWindow | Unset = UNSET
    """ The days after an action in which a conversion still counts for it. """
    view_attribution_window: AttributionWindow | Unset = UNSET
    """ The days after an action in which a conversion still counts for it. """
    engagement_attribution_window: AttributionWindow | Unset = UNSET
    """ The days after an action in which a conversion still counts for it. """
    conversion_report_time: ConversionReportTime | Unset = UNSET
    """ Which date a conversion is reported under, that of the conversion or that of the contact with the ad. """
    report_granularity: ReportGranularity | Unset = UNSET
    """ The period that a row of a report covers. """
    timeframe_months: TimeframeMonths | Unset = UNSET
    """ The months of reporting data that the first sync brings. """
    refresh_token_expires_at: str | Unset = UNSET
    """ When the refresh token expires, as Unix time in seconds, in digits, or as a date and time. """
    custom_reports: list[PinterestAdsCustomReport] | Unset = UNSET
    """ Reports of the user's own. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        schema = self.schema

        sync_mode: str | Unset = UNSET
        if not isinstance(self.sync_mode, Unset):
            sync_mode = self.sync_mode.value

        advertisers: list[str] | Unset = UNSET
        if not isinstance(self.advertisers, Unset):
            advertisers = self.advertisers

        click_attribution_window: str | Unset = UNSET
        if not isinstance(self.click_attribution_window, Unset):
            click_attribution_window = self.click_attribution_window.value

        view_attribution_window: str | Unset = UNSET
        if not isinstance(self.view_attribution_window, Unset):
            view_attribution_window = self.view_attribution_window.value

        engagement_attribution_window: str | Unset = UNSET
        if not isinstance(self.engagement_attribution_window, Unset):
            engagement_attribution_window = self.engagement_attribution_window.value

        conversion_report_time: str | Unset = UNSET
        if not isinstance(self.conversion_report_time, Unset):
            conversion_report_time = self.conversion_report_time.value

        report_granularity: str | Unset = UNSET
        if not isinstance(self.report_granularity, Unset):
            report_granularity = self.report_granularity.value

        timeframe_months: str | Unset = UNSET
        if not isinstance(self.timeframe_months, Unset):
            timeframe_months = self.timeframe_months.value

        refresh_token_expires_at = self.refresh_token_expires_at

        custom_reports: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.custom_reports, Unset):
            custom_reports = []
            for custom_reports_item_data in self.custom_reports:
                custom_reports_item = custom_reports_item_data.to_dict()
                custom_reports.append(custom_reports_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "schema": schema,
            }
        )
        if sync_mode is not UNSET:
            field_dict["sync_mode"] = sync_mode
        if advertisers is not UNSET:
            field_dict["advertisers"] = advertisers
        if click_attribution_window is not UNSET:
            field_dict["click_attribution_window"] = click_attribution_window
        if view_attribution_window is not UNSET:
            field_dict["view_attribution_window"] = view_attribution_window
        if engagement_attribution_window is not UNSET:
            field_dict["engagement_attribution_window"] = engagement_attribution_window
        if conversion_report_time is not UNSET:
            field_dict["conversion_report_time"] = conversion_report_time
        if report_granularity is not UNSET:
            field_dict["report_granularity"] = report_granularity
        if timeframe_months is not UNSET:
            field_dict["timeframe_months"] = timeframe_months
        if refresh_token_expires_at is not UNSET:
            field_dict["refresh_token_expires_at"] = refresh_token_expires_at
        if custom_reports is not UNSET:
            field_dict["custom_reports"] = custom_reports

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        schema = d.pop("schema")

        _sync_mode = d.pop("sync_mode", UNSET)
        sync_mode: PinterestAdsSyncMode | Unset
        if isinstance(_sync_mode, Unset):
            sync_mode = UNSET
        else:
            sync_mode = PinterestAdsSyncMode(_sync_mode)

        advertisers = cast(list[str], d.pop("advertisers", UNSET))

        _click_attribution_window = d.pop("click_attribution_window", UNSET)
        click_attribution_window: AttributionWindow | Unset
        if isinstance(_click_attribution_window, Unset):
            click_attribution_window = UNSET
        else:
            click_attribution_window = AttributionWindow(_click_attribution_window)

        _view_attribution_window = d.pop("view_attribution_window", UNSET)
        view_attribution_window: AttributionWindow | Unset
        if isinstance(_view_attribution_window, Unset):
            view_attribution_window = UNSET
        else:
            view_attribution_window = AttributionWindow(_view_attribution_window)

        _engagement_attribution_window = d.pop("engagement_attribution_window", UNSET)
        engagement_attribution_window: AttributionWindow | Unset
        if isinstance(_engagement_attribution_window, Unset):
            engagement_attribution_window = UNSET
        else:
            engagement_attribution_window = AttributionWindow(_engagement_attribution_window)

        _conversion_report_time = d.pop("conversion_report_time", UNSET)
        conversion_report_time: ConversionReportTime | Unset
        if isinstance(_conversion_report_time, Unset):
            conversion_report_time = UNSET
        else:
            conversion_report_time = ConversionReportTime(_conversion_report_time)

        _report_granularity = d.pop("report_granularity", UNSET)
        report_granularity: ReportGranularity | Unset
        if isinstance(_report_granularity, Unset):
            report_granularity = UNSET
        else:
            report_granularity = ReportGranularity(_report_granularity)

        _timeframe_months = d.pop("timeframe_months", UNSET)
        timeframe_months: TimeframeMonths | Unset
        if isinstance(_timeframe_months, Unset):
            timeframe_months = UNSET
        else:
            timeframe_months = TimeframeMonths(_timeframe_months)

        refresh_token_expires_at = d.pop("refresh_token_expires_at", UNSET)

        _custom_reports = d.pop("custom_reports", UNSET)
        custom_reports: list[PinterestAdsCustomReport] | Unset = UNSET
        if _custom_reports is not UNSET:
            custom_reports = []
            for custom_reports_item_data in _custom_reports:
                custom_reports_item = PinterestAdsCustomReport.from_dict(custom_reports_item_data)

                custom_reports.append(custom_reports_item)

        pinterest_ads_config = cls(
            schema=schema,
            sync_mode=sync_mode,
            advertisers=advertisers,
            click_attribution_window=click_attribution_window,
            view_attribution_window=view_attribution_window,
            engagement_attribution_window=engagement_attribution_window,
            conversion_report_time=conversion_report_time,
            report_granularity=report_granularity,
            timeframe_months=timeframe_months,
            refresh_token_expires_at=refresh_token_expires_at,
            custom_reports=custom_reports,
        )

        return pinterest_ads_config
