"""A saved plan: the approved changes, and the check that nothing else is carried out."""

from __future__ import annotations

import hmac
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Self

from fivetran_common.files import DASH
from fivetran_common.json_types import Json, is_array, is_mapping, is_within, keys_of

from ..errors import InvalidRequest
from .memory import MEMORY_KEY, Decision, Digests, Entry, Knowledge
from .plans import PENDING, Action, Change, Difference, Plan, PlanOptions, Reason
from .reading.declarations import Declaration, leaves
from .reading.references import POLICY

FORMAT: Final = 3
_SALT_BYTES: Final = 16
_NAMED: Final = 3
"""Connections that a message about an outdated plan names."""


class OutdatedPlan(InvalidRequest):
    """A saved plan is outdated, was edited, or is of another account; nothing was sent."""


@dataclass(frozen=True, kw_only=True)
class SavedPlan:
    """
    The content of a plan file, which decides for a new plan which values are sent.

    Each change, also of an unchanged connection, has ``pins``: for each pointer of the declared body and policy a keyed
    digest of the declared value and of the connection's. The pointer of a value that a command prints has the text
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
        """Return a plan as it is saved; its key is `FIVETRAN_CONNECTIONS_MEMORY_KEY`, or derived from the secret."""
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
        """Read a plan, which can be shown before it is verified; raise `OutdatedPlan` for a file of another format."""
        try:
            content: Any = json.loads(text)
        except (ValueError, RecursionError):
            content = None
        if not is_mapping(content) or content.get("format") != FORMAT:
            raise OutdatedPlan(f"This is not a saved plan of format {FORMAT}: make a new one with plan -o FILE.")
        damaged = OutdatedPlan("The saved plan is damaged: make a new one with plan -o FILE.")
        try:
            texts = {name: str(content[name]) for name in ("account", "salt", "key", "seal")}
            paths, changes = tuple(map(str, content["paths"])), tuple(content["changes"])
            saved = cls(paths=paths, options=dict(content["options"]), changes=changes, **texts)
            _ = saved.plan, bytes.fromhex(saved.salt)
            copy = json.loads(saved.dump())
        except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
            raise damaged from None
        if copy != content:
            raise damaged
        return saved

    def verify(self, api_secret: str) -> Digests:
        """Return the digests of the plan's key; raise `OutdatedPlan` for another key, or if the file was edited."""
        digests = Digests.found(api_secret, bytes.fromhex(self.salt))
        if digests.key_id != self.key:
            raise OutdatedPlan(
                f"The plan was made with the key {self.key}, and this is {digests.key_id}. Nothing was sent. Set "
                f"{MEMORY_KEY} to the same key where you plan and where you apply (without it, the key comes from the "
                "API secret)."
            )
        if not hmac.compare_digest(self.seal.encode(errors="surrogatepass"), self._sealed(digests).encode()):
            raise OutdatedPlan("The saved plan was edited after it was made. Nothing was sent. Plan again.")
        return digests

    def paths_from(self, folder: str) -> list[str]:
        """Return the paths of the declarations, for a plan file in this folder, relative to the working folder."""
        return [path if path == DASH else os.path.normpath(Path(folder, path)) for path in self.paths]

    @property
    def plan(self) -> Plan:
        """The changes for output."""
        options = PlanOptions(delete_undeclared=bool(self.options.get("delete_undeclared")))
        return Plan(tuple(map(_change, self.changes)), options=options)

    def check(self, plan: Plan, account: str, digests: Digests) -> None:
        """Raise `OutdatedPlan` unless a new plan, of this account, comes to the same changes."""
        if account != self.account:
            raise OutdatedPlan(f"The plan was made for {self.account}, and this is {account}. Nothing was sent.")
        now = {_names(row): row for row in _rows(plan, digests)}
        then = self._rows
        different = {key: pointers for key in {**then, **now} if (pointers := _different(then.get(key), now.get(key)))}
        if different:
            named = [
                f"{'/'.join(key[:2])} ({', '.join(pointers)})" for key, pointers in list(different.items())[:_NAMED]
            ]
            more = f" and {len(different) - _NAMED:,} more" if len(different) > _NAMED else ""
            raise OutdatedPlan(
                f"The plan is outdated: {', '.join(named)}{more} changed since. Nothing was sent. Plan again."
            )

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str, str], Json]:
        return {_names(row): row for row in self.changes}

    def _sealed(self, digests: Digests) -> str:
        return digests.of("plan", asdict(replace(self, seal="")))

    def known(self, found: Json, known: Knowledge) -> Knowledge:
        """Return the knowledge of a connection, with a decision for each value, and the reasons of its hold."""
        row = self._rows.get(_names(found), {})
        hidden: dict[str, str] = row.get("cannot_be_seen", {})
        changes: list[Json] = row.get("changes", [])
        pauses = [each for each in (*changes, *row.get("waiting", ())) if each["part"] == "hold"]
        decisions: dict[str, Decision] = {at: "keep" if word in _KEPT else "name" for at, word in hidden.items()}
        decisions |= {each["pointer"]: "send" for each in changes}
        held = (_difference(each).held for each in pauses)
        return replace(known, decisions=decisions, hold=known.hold.beginning(frozenset[Reason]().union(*held), None))

    @property
    def undeclared(self) -> Iterator[Entry]:
        """The connections that were to be deleted, or listed as no longer declared."""
        for names, row in self._rows.items():
            if not row["pins"] and row["action"] != Action.UNMANAGED:
                yield Entry(*names[:2], row.get("service", ""), key="", id=names[2])

    @property
    def spared(self) -> Iterator[str]:
        """The ids of undeclared connections that a plan with `delete_undeclared` did not delete."""
        is_allowed = self.options.get("delete_undeclared")
        return (names[2] for names, row in self._rows.items() if is_allowed and row["action"] == Action.UNDECLARED)


_KEPT: Final = ("sent", "dropped", "gone")
"""The words for values that were sent, whether the API took them, or seems to have dropped or lost them."""


def relative(paths: Sequence[str], file: str) -> list[str]:
    """Return paths from the folder of a plan file, so the working folder does not matter."""
    folder = Path(os.path.realpath(file)).parent
    return [path if path == DASH else os.path.relpath(os.path.realpath(path), folder) for path in paths]


def _rows(plan: Plan, digests: Digests) -> Iterator[dict[str, Any]]:
    """Return each change as the file has it, as it will be read back."""
    for change in plan:
        pins = dict(_pins(change, change.declaration, digests)) if change.declaration else {}
        yield json.loads(json.dumps({**change.as_json(), "pins": pins, "sent": change.sent}, default=str))


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
    """
    Return the pointers or keys at which two rows differ; states, reasons and warnings may differ.

    A part that waited may be a change now: its connection is set up.
    """
    if then is None or now is None:
        row = then or now or {}
        gone = f"no longer to {row['action']}" if row["action"] in PENDING else "no longer declared"
        label = gone if now is None else "not in the plan"
        return [] if row["action"] == Action.UNCHANGED and now else [label]
    before, after = (
        {key["pointer"]: (key["old"], key["new"]) for key in row.get("changes", ())} for row in (then, now)
    )
    waited = {each["pointer"] for each in then.get("waiting", ())}
    pointers = _unequal(then["pins"], now["pins"])
    pointers += [at for at in _unequal(before, after) if at in before or not is_within(at, waited)]
    actions = {then["action"], now["action"]}
    others = [] if actions <= {Action.UPDATE, Action.WAITING, Action.UNCHANGED} or len(actions) == 1 else ["action"]
    others += [name for name in ("service", "duplicates") if then.get(name) != now.get(name)]
    marks = {row.get("sent") for row in (then, now)} - {None}  # without a memory, there is none
    others += ["hidden values"] if len(marks) > 1 else []
    return list(dict.fromkeys(pointers)) or others


def _unequal(then: Json, now: Json) -> list[str]:
    """Return the keys whose values are not the same in both."""
    return [key for key in {**then, **now} if then.get(key) != now.get(key)]


def _change(row: Json) -> Change:
    """Return a change for output; in an unverified file, a text may be of any type."""
    group, schema, service = (str(row.get(name, "")) for name in ("group_id", "schema", "service"))
    identifier = None if row.get("id") is None else str(row["id"])
    differences = [_difference(each) for each in (*row.get("changes", ()), *row.get("waiting", ()))]
    hidden: Mapping[str, object] = row.get("cannot_be_seen", {})
    unseen = [
        _difference({"part": "body", "pointer": at, "old": None, "new": None, "status": "unseen", "known": word})
        for at, word in hidden.items()
    ]
    texts: dict[str, Any] = {name: tuple(map(str, row.get(name, ()))) for name in ("reasons", "warnings", "duplicates")}
    texts["is_protected"] = bool(row.get("protected"))
    return Change(Action(row["action"]), group, schema, service, identifier, (*differences, *unseen), **texts)


def _difference(row: Json) -> Difference:
    """Return a difference; ``known`` has the mark of a value, the reasons of a hold, or that a value is permanent."""
    texts: dict[str, Any] = {name: str(row.get(name, "")) for name in ("part", "pointer", "status", "reason")}
    known = str(row.get("known", ""))
    more: dict[str, Any] = {"mark": known}
    if texts["part"] == "hold":
        more = {"held": frozenset(known.split(",")) - {""}}
    elif known == "permanent":
        more = {"is_permanent": True}
    return Difference(old=row["old"], new=row["new"], waits_for=row.get("for", ""), **texts, **more)
