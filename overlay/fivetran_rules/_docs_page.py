"""The documentation pages of the rules and of the behaviours, written from the tables themselves."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Final

from . import Evidence, RuleInfo, all_rules, check
from .behaviours import BEHAVIOURS, Behaviour

_INTRODUCTION: Final = """\
# The rules

<!-- Made by `python -m fivetran_rules > docs/rules.md`. Change the rules, not this page. -->

`fivetran_rules.check(body)` judges a new connection and `fivetran_rules.check_change(patch, stored)` an update.
Each returns all violations at once, with a JSON pointer, the rule, the evidence of the rule, and what to do.

| Evidence | Meaning | Severity |
|---|---|---|
| documented | Fivetran states it | error |
| observed | an answer of the API showed it | error |
| published | the incomplete [catalogue of services](services.md) says so | see the rule; an error with `strict=True` |
| inferred | our conclusion, stated nowhere | warning; an error with `strict=True` |

A body without errors is valid. Rules treat null and absent alike, but not unknown values: a value is unknown if neither
the update nor the stored connection has it, and a rule that needs it stays silent. For an update, a rule judges the
connection after the update, and only if the update has the key at the rule's place. A rule whose id ends in `.required`
also applies if the update has the key that requires the missing one. A stored `config` counts as complete unless it is
empty, since the API was seen to answer with an empty `config` for a connection that must have had a schema. Two rules
need the kind of destination or the plan, which no body shows: they apply if `account=Account(...)` has them.
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
The example lists every field, also fields that exclude each other. The API was seen to refuse a private link with any
method but `PrivateLink`, so that is an error. A proxy agent without `ProxyAgent` is probably refused too, by
analogy, and a table of features lists `pinterest_ads` without private networking and hybrid deployment, so these are
warnings. To send the request, remove the three ids.
"""

_LIMITS: Final = """\
## What the rules leave to the API

- Only the API knows whether a schema name is used in the group, and whether the group, an agent or a link exists.
- It is unknown whether the API refuses or ignores a PATCH of a permanent key; the rules refuse it.
- It is unknown what happens to a stored value that depends on a changed one: a `private_link_id` when
  `networking_method` becomes `Directly`, a `daily_sync_time` when `sync_frequency` leaves 1440. The rules accept this.
- It is unknown whether an update of `auth.client_access` keeps the half that it omits; the rules accept this.
- The documentation says that `destination_schema_names` can change before the first sync, but the definition has no
  operation for that.
- It is only partly documented which keys of `schedule` belong to which `schedule_type`.
- `engagement_attribution_window` left the published definition on 2026-04-21; whether the API reads it is unknown.
- The state of a connection can be written only while it is paused, which these bodies do not show.
"""


def catalogue_markdown() -> str:
    """Write the page."""
    listed = all_rules()
    services = dict.fromkeys(rule.service for rule in listed if rule.service)
    parts = [
        _INTRODUCTION,
        _section("Shape", filter(_is_of_shape, listed)),
        _section("Services of the catalogue", filter(_is_published, listed)),
        _section(
            "Every connection",
            (rule for rule in listed if not (rule.service or _is_of_shape(rule) or _is_published(rule))),
        ),
        *(_section(f"`{service}`", (rule for rule in listed if rule.service == service)) for service in services),
        "".join(_example()),
        _LIMITS,
    ]
    return "\n".join(parts)


def _section(title: str, rules: Iterable[RuleInfo]) -> str:
    head = (
        f"## {title}\n\n| Rule | Place | Applies to | Evidence | Severity | What to do |\n|---|---|---|---|---|---|\n"
    )
    return head + "".join(map(_row, rules))


def _is_of_shape(rule: RuleInfo) -> bool:
    return rule.id.startswith("shape.")


def _is_published(rule: RuleInfo) -> bool:
    return rule.evidence is Evidence.PUBLISHED


def _row(rule: RuleInfo) -> str:
    moments = " and ".join(rule.applies)
    evidence = f"[{rule.evidence}]({rule.source})"
    return f"| `{rule.id}` | {_place(rule)} | {moments} | {evidence} | {rule.severity} | {rule.message} |\n"


def _place(rule: RuleInfo) -> str:
    if rule.pointer:
        return f"`{rule.pointer}`"
    if _is_of_shape(rule):
        return "anywhere"
    return "`/config` and `/auth`" if _is_published(rule) else "the body"


def _example() -> Iterator[str]:
    yield f"{_EXAMPLE_INTRODUCTION}\n```json\n{json.dumps(_EXAMPLE, indent=2)}\n```\n\n`check` returns for it:\n\n"
    yield "| Place | Rule | Severity | What to do |\n|---|---|---|---|\n"
    for found in check(_EXAMPLE):
        yield f"| `{found.pointer}` | `{found.rule}` | {found.severity} | {found.message} |\n"
    yield f"\n{_EXAMPLE_REASONS}"


_BEHAVIOURS: Final = """\
# Behaviours

<!-- Made by `python scripts/derived.py`. Change the table in `fivetran_rules.behaviours`, not this page. -->

No source says for sure how the API does what this page lists. Each row is an unknown that a client can notice. The mock
behaves as the default says, and can be set to each other value, so that your tests can prove your code under all of
them.

```python
from fivetran_mock import FivetranMock

mock = FivetranMock(behaviours={"list_config": "present", "last_page": "null"})
assert mock.behaviours["list_config"] == "present"
mock.set_behaviours({"last_page": "absent"})
```

| Where | How |
|---|---|
| Python | `FivetranMock(behaviours=...)`, and `set_behaviours` at run time; `reset` returns to the first values |
| pytest | `@pytest.mark.fivetran_mock(behaviours={"list_config": "present"})`, or the path of a file |
| command line | `fivetran-mock serve --behaviour list_config=present` (or more), or `--behaviours FILE`; also `run` |
| a running server | `POST /__mock__/behaviours`, or the page *Behaviours* of the console |

A file has the names and values in YAML or JSON, alone or as `{"version": 1, "behaviours": {...}}`. An unknown name or
value is refused with the nearest known one.

The first value of a row is the default. It is the value with the best [evidence](evidence.md#marks), which stands in
parentheses; where the row gives a reason, it is another.

| Behaviour | About | Values | Evidence |
|---|---|---|---|
"""


def behaviours_markdown() -> str:
    """Write the page of the behaviours."""
    return _BEHAVIOURS + "".join(map(_behaviour_row, BEHAVIOURS))


def _behaviour_row(row: Behaviour) -> str:
    values = ", ".join(f"`{value}` ({mark})" for value, mark in row.values.items())
    about = ". ".join(text[0].upper() + text[1:] for text in (row.about, row.reason, row.limit) if text)
    return f"| `{row.name}` | {about} | {values} | [{row.evidence}](evidence.md#{row.evidence}) |\n"
