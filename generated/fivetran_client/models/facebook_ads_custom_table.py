# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.facebook_ads_action_window import FacebookAdsActionWindow
from ..models.facebook_ads_aggregation import FacebookAdsAggregation
from ..models.facebook_ads_level import FacebookAdsLevel
from ..models.facebook_ads_report_time import FacebookAdsReportTime
from ..models.facebook_ads_table_kind import FacebookAdsTableKind
from ..models.facebook_ads_window import FacebookAdsWindow
from ..types import UNSET, Unset

T = TypeVar("T", bound="FacebookAdsCustomTable")


@_attrs_define
class FacebookAdsCustomTable:
    """A report of the user's own on Facebook Ads. The published definition names the fields and breakdowns that there were
    on 2026-06-30; Facebook changes them often, so any name is taken here.

    """

    table_name: str | Unset = UNSET
    """ Name of the table in the destination. """
    config_type: FacebookAdsTableKind | Unset = UNSET
    """ Whether a custom table is one of Fivetran's prebuilt reports, or put together by the user. """
    prebuilt_report_name: str | Unset = UNSET
    """ Name of the prebuilt report, for a table of the kind Prebuilt. """
    fields: list[str] | Unset = UNSET
    """ Names of the fields, for a table of the kind Custom. """
    breakdowns: list[str] | Unset = UNSET
    """ Names of the breakdowns. """
    action_breakdowns: list[str] | Unset = UNSET
    """ Names of the breakdowns of actions. """
    aggregation: FacebookAdsAggregation | Unset = UNSET
    """ The period that a row of a custom table covers. """
    level: FacebookAdsLevel | Unset = UNSET
    """ The object that a row of a custom table is about. """
    action_report_time: FacebookAdsReportTime | Unset = UNSET
    """ The date that an action is reported under. """
    attribution_windows: list[FacebookAdsActionWindow] | Unset = UNSET
    """ The attribution windows of actions. """
    click_attribution_window: FacebookAdsWindow | Unset = UNSET
    """ The attribution window of one kind of action. """
    view_attribution_window: FacebookAdsWindow | Unset = UNSET
    """ The attribution window of one kind of action. """
    engaged_view_attribution_window: FacebookAdsWindow | Unset = UNSET
    """ The attribution window of one kind of action. """
    use_unified_attribution_setting: bool | Unset = UNSET
    """ Whether the attribution setting of each ad set is used. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        table_name = self.table_name

        config_type: str | Unset = UNSET
        if not isinstance(self.config_type, Unset):
            config_type = self.config_type.value

        prebuilt_report_name = self.prebuilt_report_name

        fields: list[str] | Unset = UNSET
        if not isinstance(self.fields, Unset):
            fields = self.fields

        breakdowns: list[str] | Unset = UNSET
        if not isinstance(self.breakdowns, Unset):
            breakdowns = self.breakdowns

        action_breakdowns: list[str] | Unset = UNSET
        if not isinstance(self.action_breakdowns, Unset):
            action_breakdowns = self.action_breakdowns

        aggregation: str | Unset = UNSET
        if not isinstance(self.aggregation, Unset):
            aggregation = self.aggregation.value

        level: str | Unset = UNSET
        if not isinstance(self.level, Unset):
            level = self.level.value

        action_report_time: str | Unset = UNSET
        if not isinstance(self.action_report_time, Unset):
            action_report_time = self.action_report_time.value

        attribution_windows: list[str] | Unset = UNSET
        if not isinstance(self.attribution_windows, Unset):
            attribution_windows = []
            for attribution_windows_item_data in self.attribution_windows:
                attribution_windows_item = attribution_windows_item_data.value
                attribution_windows.append(attribution_windows_item)

        click_attribution_window: str | Unset = UNSET
        if not isinstance(self.click_attribution_window, Unset):
            click_attribution_window = self.click_attribution_window.value

        view_attribution_window: str | Unset = UNSET
        if not isinstance(self.view_attribution_window, Unset):
            view_attribution_window = self.view_attribution_window.value

        engaged_view_attribution_window: str | Unset = UNSET
        if not isinstance(self.engaged_view_attribution_window, Unset):
            engaged_view_attribution_window = self.engaged_view_attribution_window.value

        use_unified_attribution_setting = self.use_unified_attribution_setting

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if table_name is not UNSET:
            field_dict["table_name"] = table_name
        if config_type is not UNSET:
            field_dict["config_type"] = config_type
        if prebuilt_report_name is not UNSET:
            field_dict["prebuilt_report_name"] = prebuilt_report_name
        if fields is not UNSET:
            field_dict["fields"] = fields
        if breakdowns is not UNSET:
            field_dict["breakdowns"] = breakdowns
        if action_breakdowns is not UNSET:
            field_dict["action_breakdowns"] = action_breakdowns
        if aggregation is not UNSET:
            field_dict["aggregation"] = aggregation
        if level is not UNSET:
            field_dict["level"] = level
        if action_report_time is not UNSET:
            field_dict["action_report_time"] = action_report_time
        if attribution_windows is not UNSET:
            field_dict["attribution_windows"] = attribution_windows
        if click_attribution_window is not UNSET:
            field_dict["click_attribution_window"] = click_attribution_window
        if view_attribution_window is not UNSET:
            field_dict["view_attribution_window"] = view_attribution_window
        if engaged_view_attribution_window is not UNSET:
            field_dict["engaged_view_attribution_window"] = engaged_view_attribution_window
        if use_unified_attribution_setting is not UNSET:
            field_dict["use_unified_attribution_setting"] = use_unified_attribution_setting

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        table_name = d.pop("table_name", UNSET)

        _config_type = d.pop("config_type", UNSET)
        config_type: FacebookAdsTableKind | Unset
        if isinstance(_config_type, Unset):
            config_type = UNSET
        else:
            config_type = FacebookAdsTableKind(_config_type)

        prebuilt_report_name = d.pop("prebuilt_report_name", UNSET)

        fields = cast(list[str], d.pop("fields", UNSET))

        breakdowns = cast(list[str], d.pop("breakdowns", UNSET))

        action_breakdowns = cast(list[str], d.pop("action_breakdowns", UNSET))

        _aggregation = d.pop("aggregation", UNSET)
        aggregation: FacebookAdsAggregation | Unset
        if isinstance(_aggregation, Unset):
            aggregation = UNSET
        else:
            aggregation = FacebookAdsAggregation(_aggregation)

        _level = d.pop("level", UNSET)
        level: FacebookAdsLevel | Unset
        if isinstance(_level, Unset):
            level = UNSET
        else:
            level = FacebookAdsLevel(_level)

        _action_report_time = d.pop("action_report_time", UNSET)
        action_report_time: FacebookAdsReportTime | Unset
        if isinstance(_action_report_time, Unset):
            action_report_time = UNSET
        else:
            action_report_time = FacebookAdsReportTime(_action_report_time)

        _attribution_windows = d.pop("attribution_windows", UNSET)
        attribution_windows: list[FacebookAdsActionWindow] | Unset = UNSET
        if _attribution_windows is not UNSET:
            attribution_windows = []
            for attribution_windows_item_data in _attribution_windows:
                attribution_windows_item = FacebookAdsActionWindow(attribution_windows_item_data)

                attribution_windows.append(attribution_windows_item)

        _click_attribution_window = d.pop("click_attribution_window", UNSET)
        click_attribution_window: FacebookAdsWindow | Unset
        if isinstance(_click_attribution_window, Unset):
            click_attribution_window = UNSET
        else:
            click_attribution_window = FacebookAdsWindow(_click_attribution_window)

        _view_attribution_window = d.pop("view_attribution_window", UNSET)
        view_attribution_window: FacebookAdsWindow | Unset
        if isinstance(_view_attribution_window, Unset):
            view_attribution_window = UNSET
        else:
            view_attribution_window = FacebookAdsWindow(_view_attribution_window)

        _engaged_view_attribution_window = d.pop("engaged_view_attribution_window", UNSET)
        engaged_view_attribution_window: FacebookAdsWindow | Unset
        if isinstance(_engaged_view_attribution_window, Unset):
            engaged_view_attribution_window = UNSET
        else:
            engaged_view_attribution_window = FacebookAdsWindow(_engaged_view_attribution_window)

        use_unified_attribution_setting = d.pop("use_unified_attribution_setting", UNSET)

        facebook_ads_custom_table = cls(
            table_name=table_name,
            config_type=config_type,
            prebuilt_report_name=prebuilt_report_name,
            fields=fields,
            breakdowns=breakdowns,
            action_breakdowns=action_breakdowns,
            aggregation=aggregation,
            level=level,
            action_report_time=action_report_time,
            attribution_windows=attribution_windows,
            click_attribution_window=click_attribution_window,
            view_attribution_window=view_attribution_window,
            engaged_view_attribution_window=engaged_view_attribution_window,
            use_unified_attribution_setting=use_unified_attribution_setting,
        )

        return facebook_ads_custom_table
