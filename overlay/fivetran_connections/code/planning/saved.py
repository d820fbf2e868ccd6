"""Saved plans: JSON without secrets, which an apply compares with the plan that it makes itself."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fivetran_common.json_types import is_array, is_mapping

from ...errors import InvalidRequest
from .model import Action, Plan

FORMAT: Final = 1


class OutdatedPlan(InvalidRequest):
    """A saved plan is not what would be done now, or is of another account or version; nothing was sent."""


@dataclass(frozen=True, slots=True)
class SavedPlan:
    """The content of a plan file: account, paths, options and changes."""

    account: str
    paths: tuple[str, ...]
    options: Mapping[str, Any]
    changes: Sequence[Mapping[str, Any]]

    def dump(self) -> str:
        """Return the text of the file."""
        content = {
            "format": FORMAT,
            "account": self.account,
            "paths": list(self.paths),
            "options": dict(self.options),
            "changes": list(self.changes),
        }
        return json.dumps(content, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def parse(cls, text: str) -> SavedPlan:
        """Read the text of a file; raise `OutdatedPlan` where it is not a plan of this format."""
        try:
            content: Any = json.loads(text)
        except ValueError:
            content = None
        if not is_mapping(content) or content.get("format") != FORMAT:
            raise OutdatedPlan(f"This is not a saved plan of format {FORMAT}: make a new one with plan -o FILE.")
        account, paths, options = content.get("account"), content.get("paths"), content.get("options")
        changes = content.get("changes")
        if not (isinstance(account, str) and is_array(paths) and is_mapping(options) and is_array(changes)):
            raise OutdatedPlan("The saved plan is incomplete: make a new one with plan -o FILE.")
        return cls(account, tuple(map(str, paths)), options, changes)

    def check(self, plan: Plan, account: str) -> None:
        """Raise `OutdatedPlan` unless a new plan, of this account, comes to the same changes."""
        if account != self.account:
            raise OutdatedPlan(f"The plan was made for {self.account}, and this is {account}. Nothing was sent.")
        now = {_key(change): change for change in changes_of(plan)}
        then = {_key(change): change for change in self.changes}
        different = [key for key in {**then, **now} if then.get(key) != now.get(key)]
        if different:
            named = ", ".join("/".join(key) for key in different[:3])
            more = f" and {len(different) - 3:,} more" if len(different) > 3 else ""
            raise OutdatedPlan(f"The plan is outdated: {named}{more} changed since. Nothing was sent. Plan again.")


def changes_of(plan: Plan) -> list[dict[str, Any]]:
    """Return the changes that a plan file keeps: all but the unchanged."""
    shown = [change.as_json() for change in plan if change.action is not Action.UNCHANGED]
    return json.loads(json.dumps(shown, default=str))  # type: ignore[no-any-return]  # as it will be read back


def _key(change: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(change.get("group_id")), str(change.get("schema")), str(change.get("id", "new"))
