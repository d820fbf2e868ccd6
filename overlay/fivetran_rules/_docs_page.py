"""The documentation page of the rules, written from the rules themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final

from . import RuleInfo, catalogue, check

_INTRODUCTION: Final = """\
# The rules

<!-- Made by `python -m fivetran_rules > docs/rules.md`. Change the rules, not this page. -->

`fivetran_rules.check(body)` judges a new connection and `fivetran_rules.check_change(patch, stored)` an update.
Each returns every violation at once: where (a JSON pointer), which rule, how the rule is known, and what to do.

| Evidence | Means | Weighs |
|---|---|---|
| documented | Fivetran states it | error |
| observed | an answer of the API showed it | error |
| inferred | our reading, stated nowhere | warning; an error with `strict=True` |

A body without errors is valid. Null and absent are one to a rule; unknown is not. Of an update, a rule sees what would
stand afterwards, and speaks only if the update carries the key at its place. A rule that ends in `.required` speaks
also if the update carries the key that calls for the missing one. A value that is neither in the update nor among what
was given as stored is unknown, and a rule that needs it stays silent. A stored `config` is taken as complete unless it
is empty, as the API was seen to answer for a connection that must have had a schema. Two rules need what no body shows,
the kind of destination and the plan: they speak when `account=Account(...)` tells.
"""

_EXAMPLE_INTRODUCTION: Final = """\
## The documentation's own example

Fivetran's page on Pinterest Ads shows one request with every field in it. Among them are these:
"""

_EXAMPLE: Final = {
    "group_id": "group_id",
    "service": "pinterest_ads",
    "networking_method": "Directly",
    "private_link_id": "private_link_id",
    "proxy_agent_id": "proxy_agent_id",
    "hybrid_deployment_agent_id": "hybrid_deployment_agent_id",
    "config": {"schema": "schema_name"},
}

_EXAMPLE_REASONS: Final = """\
The example lists what there is, not what goes together. The API was seen to refuse a private link with any method but
`PrivateLink`, so that is an error. That a proxy agent is refused without `ProxyAgent` is likely by analogy only, and
that `pinterest_ads` has neither private networking nor hybrid deployment is read off a table of features, so those
warn. To send the request, leave the three ids out.
"""

_LIMITS: Final = """\
## What the rules leave to the API

- Whether a schema name is taken in the group, and whether the group, an agent or a link exists: only the API knows.
- What a PATCH of a key that cannot change gets, a refusal or silence, is unknown; the rules refuse it.
- What a stored value comes to when an update takes away what it goes with is unknown: a `private_link_id` when
  `networking_method` becomes `Directly`, a `daily_sync_time` when `sync_frequency` leaves 1440. The rules let it pass.
- Whether an update of `auth.client_access` keeps the half that it does not carry is unknown; the rules let it pass.
- `destination_schema_names` is said to be changeable before the first sync, but the definition gives no way to.
- Which keys of `schedule` go with which `schedule_type` is only partly documented.
- `engagement_attribution_window` left the published definition on 2026-04-21; whether the API reads it is unknown.
- The state of a connection may be written only while it is paused: that is no part of these bodies.
"""


def catalogue_markdown() -> str:
    """Write the page."""
    rules = catalogue()
    services = dict.fromkeys(rule.service for rule in rules if rule.service)
    parts = [
        _INTRODUCTION,
        _section("Shape", filter(_is_of_shape, rules)),
        _section("Every connection", (rule for rule in rules if not (rule.service or _is_of_shape(rule)))),
        *(_section(f"`{service}`", (rule for rule in rules if rule.service == service)) for service in services),
        "".join(_example()),
        _LIMITS,
    ]
    return "\n".join(parts)


def _section(title: str, rules: Iterable[RuleInfo]) -> str:
    head = f"## {title}\n\n| Rule | Place | Looked at in | Evidence | What to do |\n|---|---|---|---|---|\n"
    return head + "".join(map(_row, rules))


def _is_of_shape(rule: RuleInfo) -> bool:
    return rule.id.startswith("shape.")


def _row(rule: RuleInfo) -> str:
    place = f"`{rule.pointer}`" if rule.pointer else "anywhere" if _is_of_shape(rule) else "the body"
    moments = " and ".join(rule.applies)
    return f"| `{rule.id}` | {place} | {moments} | [{rule.evidence}]({rule.source}) | {rule.message} |\n"


def _example() -> Iterator[str]:
    yield f"{_EXAMPLE_INTRODUCTION}\n```json\n{json.dumps(_EXAMPLE, indent=2)}\n```\n\nThe rules say of it:\n\n"
    yield "| Place | Rule | Weighs | What to do |\n|---|---|---|---|\n"
    for found in check(_EXAMPLE):
        yield f"| `{found.pointer}` | `{found.rule}` | {found.severity} | {found.message} |\n"
    yield f"\n{_EXAMPLE_REASONS}"
