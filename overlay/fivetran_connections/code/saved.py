"""A saved plan: what was approved, and the check that nothing else is carried out."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final, Self, get_args

from fivetran_common.files import DASH
from fivetran_common.json_types import Json, child, is_array, is_mapping, is_within, keys_of

from ..errors import InvalidRequest
from .memory import MEMORY_KEY, Digests, Entry, State, States
from .plans import PENDING, Action, Change, Hidden, KeyChange, Plan
from .reading.declarations import Declaration
from .reading.references import POLICY
from .tables import UNTIL_TABLES

FORMAT: Final = 2
_SALT_BYTES: Final = 16
_NAMED: Final = 3
"""Connections that a message about an outdated plan names."""


class OutdatedPlan(InvalidRequest):
    """A saved plan is not what would be done now, or was edited, or is of another account; nothing was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlan:
    """
    The content of a plan file.

    Each change, also of an unchanged connection, has ``pins``: for each pointer of the declared body and policy a keyed
    digest of the value and of what the connection had there. The pointer of a value that a command prints has the text
    of the reference instead. ``seal`` is a keyed digest of all the rest.
    """

    account: str
    paths: tuple[str, ...]
    """Relative to the folder of the plan file."""
    options: Json
    changes: tuple[Json, ...]
    salt: str
    key: str
    """The id of the key."""
    seal: str

    @classmethod
    def of(cls, plan: Plan, *, account: str, paths: Sequence[str], options: Json, api_secret: str) -> SavedPlan:
        """Return a plan as it is saved; the key is that of `FIVETRAN_CONNECTIONS_MEMORY_KEY`, else from the secret."""
        salt = secrets.token_hex(_SALT_BYTES)
        digests = Digests.found(api_secret, bytes.fromhex(salt))
        saved = cls(
            account=account,
            paths=tuple(paths),
            options=options,
            changes=tuple(_rows(plan, digests)),
            salt=salt,
            key=digests.key_id,
            seal="",
        )
        return replace(saved, seal=saved._sealed(digests))

    def dump(self) -> str:
        """Return the text of the file."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the text of a file; raise `OutdatedPlan` where it is not a plan of this format."""
        from jsonschema_rs import Draft202012Validator  # only a saved plan needs it

        try:
            content: Any = json.loads(text)
        except (ValueError, RecursionError):
            content = None
        if not is_mapping(content) or content.get("format") != FORMAT:
            raise OutdatedPlan(f"This is not a saved plan of format {FORMAT}: make a new one with plan -o FILE.")
        try:
            is_whole = Draft202012Validator(_SAVED).is_valid(content)
        except ValueError:  # nested deeply, or half of a surrogate pair
            is_whole = False
        if not is_whole:
            raise OutdatedPlan("The saved plan is damaged: make a new one with plan -o FILE.")
        fields: dict[str, Any] = {name: content[name] for name in _SAVED["required"]}
        paths, changes = tuple(fields.pop("paths")), tuple(fields.pop("changes"))
        return cls(paths=paths, changes=changes, **fields)

    def verify(self, api_secret: str) -> Digests:
        """Return the digests of the plan's key; raise `OutdatedPlan` for another key, or if the file was edited."""
        edited = OutdatedPlan("The saved plan was edited after it was made. Nothing was sent. Plan again.")
        try:
            salt = bytes.fromhex(self.salt)
        except ValueError:
            raise edited from None
        digests = Digests.found(api_secret, salt)
        if digests.key_id != self.key:
            raise OutdatedPlan(
                f"The plan was made with the key {self.key}, and this is {digests.key_id}. Nothing was sent. Set "
                f"{MEMORY_KEY} to the same key where you plan and where you apply (without it, the key comes from the "
                "API secret)."
            )
        if not hmac.compare_digest(self.seal.encode(errors="surrogatepass"), self._sealed(digests).encode()):
            raise edited
        return digests

    def paths_from(self, folder: str) -> list[str]:
        """Return the paths, of a plan file in a folder, from the working folder."""
        return [path if path == DASH else os.path.normpath(Path(folder, path)) for path in self.paths]

    def approved(self, memory: States | None = None) -> States:
        """Return the stand-in for a memory: it sends what was approved, unless another value was sent since."""
        return _Approved({_names(row): row for row in self.changes}, memory or States())

    @property
    def plan(self) -> Plan:
        """The changes as they can be shown."""
        return Plan(tuple(map(_change, self.changes)))

    def check(self, plan: Plan, account: str, digests: Digests) -> None:
        """Raise `OutdatedPlan` unless a new plan, of this account, comes to the same changes."""
        if account != self.account:
            raise OutdatedPlan(f"The plan was made for {self.account}, and this is {account}. Nothing was sent.")
        now = {_names(row): row for row in _rows(plan, digests)}
        then = {_names(row): row for row in self.changes}
        different = {key: pointers for key in {**then, **now} if (pointers := _different(then.get(key), now.get(key)))}
        if different:
            named = [
                f"{'/'.join(key[:2])} ({', '.join(pointers)})" for key, pointers in list(different.items())[:_NAMED]
            ]
            more = f" and {len(different) - _NAMED:,} more" if len(different) > _NAMED else ""
            raise OutdatedPlan(
                f"The plan is outdated: {', '.join(named)}{more} changed since. Nothing was sent. Plan again."
            )

    def _sealed(self, digests: Digests) -> str:
        return digests.of("plan", asdict(replace(self, seal="")))


class _Approved(States):
    def __init__(self, rows: Mapping[tuple[str, str, str], Json], memory: States) -> None:
        self._rows, self._memory = rows, memory

    def state(self, found: Json, pointer: str, value: Any) -> State | None:
        """Return what makes a plan send what was approved, and name what was named."""
        row = self._rows.get(_names(found), {})
        is_sent = any(key["pointer"] == pointer for key in row.get("changes", ()))
        if (pointer, value) == UNTIL_TABLES:
            return "applied" if is_sent else "changed"
        if is_sent:
            return "changed"
        kind = row.get("cannot_be_seen", {}).get(pointer)
        if kind not in {"assumed", "unknown"}:
            later = self._memory.state(found, pointer, value)
            if later in {"changed", "pending"}:
                return later
        return "assumed" if kind == "assumed" else None if kind == "unknown" else "applied"

    def declared_in(self, paths: Iterable[str]) -> Iterator[Entry]:
        """Return the connections that were to be deleted, or listed as no longer declared."""
        del paths
        for names, row in self._rows.items():
            if not row["pins"] and row["action"] != Action.UNMANAGED:
                yield Entry(*names[:2], row.get("service", ""), key="", id=names[2])


def relative(paths: Sequence[str], file: str) -> list[str]:
    """Return paths from the folder of a plan file, so that another working folder is no difference."""
    folder = Path(os.path.realpath(file)).parent
    return [path if path == DASH else os.path.relpath(os.path.realpath(path), folder) for path in paths]


def leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Return each value of a body with its pointer; a list is one value."""
    if is_mapping(value) and value:
        for key, item in value.items():
            yield from leaves(item, child(pointer, key))
    else:
        yield pointer, value


def _rows(plan: Plan, digests: Digests) -> Iterator[dict[str, Any]]:
    """Return each change as the file has it, as it will be read back."""
    for change in plan:
        pins = dict(_pins(change, change.declaration, digests)) if change.declaration else {}
        yield json.loads(json.dumps({**change.as_json(), "pins": pins}, default=str))


def _pins(change: Change, declared: Declaration, digests: Digests) -> Iterator[tuple[str, str]]:
    values = [
        *((pointer, item) for pointer, item in leaves(declared.body) if not is_within(pointer, declared.commands)),
        *declared.commands.items(),
        *(leaves(declared.tables, POLICY) if declared.tables is not None else ()),
        *((f"/ignore_changes{pointer}", True) for pointer in declared.ignore_changes),
    ]
    for pointer, value in values:
        found: Any = change.found
        for key in keys_of(pointer):
            found = found.get(key) if is_mapping(found) else None
        if is_array(found):  # the API may return it in any order
            found = sorted(json.dumps(item, sort_keys=True) for item in found)
        yield pointer, digests.of("pin", *declared.key, pointer, value, found)


def _names(row: Json) -> tuple[str, str, str]:
    return str(row.get("group_id")), str(row.get("schema")), str(row.get("id", "new"))


def _different(then: Json | None, now: Json | None) -> list[str]:
    """Return the pointers at which two rows differ, or what else does; states, reasons and warnings may differ."""
    if then is None or now is None:
        row = then or now or {}
        gone = f"no longer to {row['action']}" if row["action"] in PENDING else "no longer declared"
        label = gone if now is None else "not in the plan"
        return [] if row["action"] == Action.UNCHANGED and now else [label]
    before, after = (
        {key["pointer"]: (key["old"], key["new"]) for key in row.get("changes", ())} for row in (then, now)
    )
    pins = then["pins"], now["pins"]
    pointers = [
        *(pointer for pointer in {**pins[0], **pins[1]} if pins[0].get(pointer) != pins[1].get(pointer)),
        *(pointer for pointer in {**before, **after} if before.get(pointer) != after.get(pointer)),
    ]
    others = [name for name in ("action", "service", "duplicates") if then.get(name) != now.get(name)]
    return list(dict.fromkeys(pointers)) or others


_TEXT: Final = {"type": "string"}
_TEXTS: Final = ("reasons", "warnings", "duplicates")
_LIST: Final = {"type": "array", "items": _TEXT}
_KEY: Final = {
    "type": "object",
    "required": ["pointer", "old", "new"],
    "properties": {"pointer": _TEXT, "reason": _TEXT},
}
_CHANGE: Final = {
    "type": "object",
    "required": ["action", "schema", "pins"],
    "properties": {
        "action": {"enum": [str(action) for action in Action]},
        **dict.fromkeys(("group_id", "schema", "service", "id"), _TEXT),
        **dict.fromkeys(_TEXTS, _LIST),
        "changes": {"type": "array", "items": _KEY},
        "cannot_be_seen": {"type": "object", "additionalProperties": {"enum": get_args(Hidden)}},
        "pins": {"type": "object"},
    },
}
_SAVED: Final[dict[str, Any]] = {
    "required": ["account", "paths", "options", "changes", "salt", "key", "seal"],
    "properties": {
        **dict.fromkeys(("account", "salt", "key", "seal"), _TEXT),
        "paths": _LIST,
        "options": {"type": "object"},
        "changes": {"type": "array", "items": _CHANGE},
    },
}
"""The JSON Schema of a plan file, which may have been edited by hand."""


def _change(row: Json) -> Change:
    names = (row.get("group_id", ""), row.get("schema", ""), row.get("service", ""), row.get("id"))
    keys = tuple(
        KeyChange(key["pointer"], key["old"], key["new"], key.get("reason", "")) for key in row.get("changes", ())
    )
    hidden: Mapping[str, Hidden] = row.get("cannot_be_seen", {})
    reasons, warnings, duplicates = (tuple(row.get(name, ())) for name in _TEXTS)
    return Change(Action(row["action"]), *names, keys, hidden, reasons, warnings, duplicates)
