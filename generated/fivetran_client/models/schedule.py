# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.schedule_kind import ScheduleKind
from ..types import UNSET, Unset

T = TypeVar("T", bound="Schedule")


@_attrs_define
class Schedule:
    """When a connection syncs. An alpha field; which keys go with which schedule_type is only partly documented."""

    schedule_type: ScheduleKind
    """ The kind of a schedule. """
    interval: int | Unset = UNSET
    """ Minutes between two syncs. """
    time_of_day: str | Unset = UNSET
    """ Time of the day at which syncs start, on the hour or the half hour (live tests), for instance 15:30. """
    days_of_week: list[str] | Unset = UNSET
    """ Days on which syncs start, for instance MONDAY; every day if none is given (live tests). """
    cron: str | Unset = UNSET
    """ A cron expression. """

    def to_dict(self) -> dict[str, Any]:
        """Return the model as a JSON object, without the keys that are UNSET."""
        schedule_type = self.schedule_type.value

        interval = self.interval

        time_of_day = self.time_of_day

        days_of_week: list[str] | Unset = UNSET
        if not isinstance(self.days_of_week, Unset):
            days_of_week = self.days_of_week

        cron = self.cron

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "schedule_type": schedule_type,
            }
        )
        if interval is not UNSET:
            field_dict["interval"] = interval
        if time_of_day is not UNSET:
            field_dict["time_of_day"] = time_of_day
        if days_of_week is not UNSET:
            field_dict["days_of_week"] = days_of_week
        if cron is not UNSET:
            field_dict["cron"] = cron

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        """Make the model from a JSON object."""
        d = dict(src_dict)
        schedule_type = ScheduleKind(d.pop("schedule_type"))

        interval = d.pop("interval", UNSET)

        time_of_day = d.pop("time_of_day", UNSET)

        days_of_week = cast(list[str], d.pop("days_of_week", UNSET))

        cron = d.pop("cron", UNSET)

        schedule = cls(
            schedule_type=schedule_type,
            interval=interval,
            time_of_day=time_of_day,
            days_of_week=days_of_week,
            cron=cron,
        )

        return schedule
