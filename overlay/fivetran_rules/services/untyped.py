"""Rules of services that have no schema of their own in the document: refusals that were seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from .. import _sources as source
from .._rule import BodyState, Condition, Rule, is_set, observed, on_create, read, wrong_if

_SUNSET: Final = "2023-07-28T00:00:00Z"
_SUNSET_SECONDS: Final = datetime.fromisoformat(_SUNSET).timestamp()


def _in_sunset(pointer: str) -> Condition:
    """A field may be set only for connections from before its sunset period; without a known time, nothing is said."""
    target, created = read(pointer), read("/created_at")

    def is_too_late(state: BodyState) -> bool:
        made = created(state)
        is_new = state.now >= _SUNSET_SECONDS if made is None else isinstance(made, str) and made >= _SUNSET[:-1]
        return is_new and is_set(target(state))

    return replace(wrong_if(pointer, is_too_late), presence_only=True)


_table, _single = read("/config/table"), read("/config/is_single_table_mode")

RULES: Final[Mapping[str, tuple[Rule, ...]]] = {
    "salesforce": tuple(
        Rule(
            id=f"{key}.sunset",
            condition=_in_sunset(f"/config/{key}"),
            basis=observed(source.SUNSET_ISSUE),  # docs/evidence.md#sunset-field
            message=f"Remove {key}, and authorize with auth or a Connect Card: only connections created before "
            "2023-07-28 may have it.",
            answer=f"Can't create connector `config`: field `{key}` could not be set because it is in sunset period. "
            f"You can only manage this field for connectors created before {_SUNSET}",
        )
        for key in ("password", "username")
    ),
    "share_point": (
        Rule(
            id="table.magic_folder",
            condition=replace(
                on_create(
                    wrong_if("/config/table", lambda state: is_set(_table(state)) and _single(state) is not True)
                ),
                reads="/config/is_single_table_mode",
            ),
            basis=observed(source.MAGIC_FOLDER_ISSUE),  # docs/evidence.md#magic-folder
            message="Name the destination with table_group_name, or set is_single_table_mode to true.",
            answer="Schema name should have a single name without `.` or a table name in the request for Magic Folder "
            "mode",
            instead_of="published.naming",
        ),
    ),
}
