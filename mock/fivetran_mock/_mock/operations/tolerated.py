"""
Accepts undocumented spellings that official clients send.

Bodies are checked by the definition. This only converts the few spellings known to pass; any other body is returned as
the same object, so that it need not be checked twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from fivetran_common.json_types import child, is_object
from fivetran_rules import Evidence, Violation

NULL_IS_ABSENT: Final = ("data_delay_sensitivity", "data_delay_threshold", "hybrid_deployment_agent_id")
"""
Fields that a create may give as null.

The Go SDK, and with it the Terraform provider, sends the first two so unless they are set; the Connector SDK's deploy
sends the third.
"""


def new_as_read(body: Any) -> Any:
    """Return the body of a create in its documented spelling."""
    if not is_object(body):
        return body
    nulls = [key for key in NULL_IS_ABSENT if key in body and body[key] is None]
    return {key: value for key, value in body.items() if key not in nulls} if nulls else body


NO_ID: Final = ("proxy_agent_id", "private_link_id", "hybrid_deployment_agent_id")
"""Fields that an update may give as an empty text, as the Terraform provider sends them to clear them."""


def change_as_read(patch: Any, schema: object) -> Any:
    """Return the body of an update in its documented spelling, if the connection's config has this schema."""
    if not is_object(patch):
        return patch
    if cleared := [key for key in NO_ID if patch.get(key) == ""]:
        patch = {**patch, **dict.fromkeys(cleared)}
    config = patch.get("config")
    if is_object(config) and "schema" in config and config["schema"] == schema:
        others = {key: value for key, value in config.items() if key != "schema"}
        return {**patch, "config": others}
    return patch


def schema_notes(change: Mapping[str, Any], above: str = "", *, named: bool = True) -> Iterator[Violation]:
    """Yield a note for each schema, table and column of a change that leaves out `enabled`."""
    if named and "enabled" not in change:
        message = "The definition requires enabled; the API keeps its value if it is absent."
        yield note(child(above, "enabled"), "shape.required", message)
    for part in ("schemas", "tables", "columns"):
        for name, inner in change.get(part, {}).items():
            yield from schema_notes(inner, child(child(above, part), name))


def note(pointer: str, rule: str, message: str) -> Violation:
    """Return a note on a key that live tests send against the definition (docs/evidence.md#differences)."""
    return Violation(pointer, rule, Evidence.PUBLISHED, message, "warning")
