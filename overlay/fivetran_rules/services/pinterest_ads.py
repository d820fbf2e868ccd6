"""Rules and traits of ``pinterest_ads``, beside the rules of every connection."""

from __future__ import annotations

import re
from typing import Final

from .. import _sources as source
from .._rule import (
    BodyState,
    Condition,
    Effect,
    Rule,
    create_only,
    documented,
    inferred,
    is_filled,
    matching,
    none_of,
    not_while,
    on_change,
    only_text,
    read,
    unsupported,
    wrong_if,
)
from .._traits import Traits
from . import listed, own_application

_HOURLY_SINCE: Final = "2024-10-11"
_DATE: Final = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SECONDS: Final = re.compile("[0-9]{1,11}")
_MILLISECONDS: Final = re.compile("[0-9]{12,}")  # in seconds it would be the year 5138 or later


def _hourly_before_its_time() -> Condition:
    """Refuse hourly reports for a connection from before Fivetran offered them."""
    pointer = "/config/report_granularity"
    granularity, created = read(pointer), read("/created_at")

    def is_early(state: BodyState) -> bool:
        made = created(state)
        early = isinstance(made, str) and _DATE.match(made) is not None and made < _HOURLY_SINCE
        return early and granularity(state) == "HOUR"

    return on_change(wrong_if(pointer, is_early))


_DATE_AND_TIME: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})"


def _in_the_past(pointer: str) -> Condition:
    """A time in seconds that is over; other forms are left to other rules."""
    target = read(pointer)

    def is_over(state: BodyState) -> bool:
        text = target(state)
        return isinstance(text, str) and _SECONDS.fullmatch(text) is not None and int(text) <= state.now

    return wrong_if(pointer, is_over)


TRAITS: Final = Traits(
    defaults={"sync_mode": "AllAdvertisers", "timeframe_months": "THREE"},
    guessed=frozenset({"sync_mode"}),
    modes={"advertisers": "SpecificAdvertisers"},
)

RULES: Final[tuple[Rule, ...]] = (
    *listed(TRAITS, otherwise="AllAdvertisers", source=source.PINTEREST_ADS),
    Rule(
        id="advertisers.unused",
        condition=not_while("/config/advertisers", key="/config/sync_mode", equals="AllAdvertisers", holds=is_filled),
        basis=inferred(source.PINTEREST_ADS),
        message="Remove advertisers, or set sync_mode to SpecificAdvertisers: AllAdvertisers ignores it.",
    ),
    Rule(
        id="timeframe_months.create_only",
        condition=create_only("/config/timeframe_months"),
        basis=documented(source.PINTEREST_ADS),
        message="Remove timeframe_months from the update: only a create can set it.",
        effect=Effect.PERMANENT,
        instead_of="shape.unknown",
    ),
    Rule(
        id="report_granularity.hourly",
        condition=_hourly_before_its_time(),
        basis=documented(source.PINTEREST_ADS_CHANGELOG),
        message="Keep report_granularity DAY: HOUR needs a connection created after 2024-10-11.",
    ),
    Rule(
        id="refresh_token_expires_at.digits",
        condition=matching("/config/refresh_token_expires_at", pattern=f"[0-9]+|{_DATE_AND_TIME}"),
        basis=documented(source.PINTEREST_ADS),
        message="Write refresh_token_expires_at in seconds, such as 1717858800, or as a date and time with its zone.",
        instead_of="shape.format",
    ),
    Rule(
        id="refresh_token_expires_at.milliseconds",
        condition=only_text("/config/refresh_token_expires_at", holds=lambda text: not _MILLISECONDS.fullmatch(text)),
        basis=inferred(source.PINTEREST_ADS),
        message="Check refresh_token_expires_at: the API reads seconds, and this looks like milliseconds.",
    ),
    Rule(
        id="refresh_token_expires_at.past",
        condition=_in_the_past("/config/refresh_token_expires_at"),
        basis=inferred(source.PINTEREST_ADS),
        message="Get a new refresh token: refresh_token_expires_at says that this one has expired.",
    ),
    *own_application(source.PINTEREST_ADS),
    Rule(
        id="networking_method.directly",
        condition=none_of("/networking_method", "PrivateLink", "ProxyAgent", "SshTunnel"),
        basis=inferred(source.PINTEREST_ADS_FEATURES),
        message="Set networking_method to Directly: pinterest_ads is listed without private networking.",
    ),
    Rule(
        id="hybrid_deployment_agent_id.unsupported",
        condition=unsupported("/hybrid_deployment_agent_id"),
        basis=inferred(source.PINTEREST_ADS_FEATURES),
        message="Remove hybrid_deployment_agent_id: pinterest_ads is listed without hybrid deployment.",
    ),
    Rule(
        id="external_secrets_manager_id.unsupported",
        condition=unsupported("/external_secrets_manager_id"),
        basis=inferred(source.DEFINITION),
        message="Remove external_secrets_manager_id: the definition lists no external secret keys for pinterest_ads.",
    ),
)
