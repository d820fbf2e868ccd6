# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.attribution_window import AttributionWindow
from ..models.conversion_report_time import ConversionReportTime
from ..models.custom_report_granularity import CustomReportGranularity
from ..types import UNSET, Unset

T = TypeVar("T", bound="PinterestAdsCustomReport")


@_attrs_define
class PinterestAdsCustomReport:
    """A report of the user's own on Pinterest Ads."""

    table_name: str | Unset = UNSET
    """ Name of the report's table in the destination. """
    report_type: str | Unset = UNSET
    """ The subject of a row, for instance ADVERTISER, CAMPAIGN, AD_GROUP, PIN_PROMOTION, KEYWORD, PRODUCT_GROUP or
    PRODUCT_ITEM. """
    granularity: CustomReportGranularity | Unset = UNSET
    """ The period that a row of a custom report covers. """
    metrics: list[str] | Unset = UNSET
    """ Names of the metrics. """
    click_attribution_window: AttributionWindow | Unset = UNSET
    """ The days after an action in which a conversion still counts for it. """
    view_attribution_window: AttributionWindow | Unset = UNSET
    """ The days after an action in which a conversion still counts for it. """
    conversion_report_time: ConversionReportTime | Unset = UNSET
    """ Which date a conversion is reported under, that of the conversion or that of the contact with the ad. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        table_name = self.table_name

        report_type = self.report_type

        granularity: str | Unset = UNSET
        if not isinstance(self.granularity, Unset):
            granularity = self.granularity.value

        metrics: list[str] | Unset = UNSET
        if not isinstance(self.metrics, Unset):
            metrics = self.metrics

        click_attribution_window: str | Unset = UNSET
        if not isinstance(self.click_attribution_window, Unset):
            click_attribution_window = self.click_attribution_window.value

        view_attribution_window: str | Unset = UNSET
        if not isinstance(self.view_attribution_window, Unset):
            view_attribution_window = self.view_attribution_window.value

        conversion_report_time: str | Unset = UNSET
        if not isinstance(self.conversion_report_time, Unset):
            conversion_report_time = self.conversion_report_time.value

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if table_name is not UNSET:
            field_dict["table_name"] = table_name
        if report_type is not UNSET:
            field_dict["report_type"] = report_type
        if granularity is not UNSET:
            field_dict["granularity"] = granularity
        if metrics is not UNSET:
            field_dict["metrics"] = metrics
        if click_attribution_window is not UNSET:
            field_dict["click_attribution_window"] = click_attribution_window
        if view_attribution_window is not UNSET:
            field_dict["view_attribution_window"] = view_attribution_window
        if conversion_report_time is not UNSET:
            field_dict["conversion_report_time"] = conversion_report_time

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        table_name = d.pop("table_name", UNSET)

        report_type = d.pop("report_type", UNSET)

        _granularity = d.pop("granularity", UNSET)
        granularity: CustomReportGranularity | Unset
        if isinstance(_granularity, Unset):
            granularity = UNSET
        else:
            granularity = CustomReportGranularity(_granularity)

        metrics = cast(list[str], d.pop("metrics", UNSET))

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

        _conversion_report_time = d.pop("conversion_report_time", UNSET)
        conversion_report_time: ConversionReportTime | Unset
        if isinstance(_conversion_report_time, Unset):
            conversion_report_time = UNSET
        else:
            conversion_report_time = ConversionReportTime(_conversion_report_time)

        pinterest_ads_custom_report = cls(
            table_name=table_name,
            report_type=report_type,
            granularity=granularity,
            metrics=metrics,
            click_attribution_window=click_attribution_window,
            view_attribution_window=view_attribution_window,
            conversion_report_time=conversion_report_time,
        )

        return pinterest_ads_custom_report
