"""All accounts of a mock, the key pairs that work, and the store that keeps the records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Final, Literal, NamedTuple

from fivetran_common.json_text import is_utf8

from .account import Account
from .defaults import KNOWN_DESTINATION
from .snapshots import check_records
from .store import Change, Store, WrongAccountMode
from .world import World

SHARED: Final = ""
"""The name of the one account that all credentials share, if they do."""

RoleName = Literal["administrator", "reviewer", "creator"]


class Credential(NamedTuple):
    """A secret, where None stands for any, and the role of its key, which decides what a request may do."""

    secret: str | None
    role: RoleName = "administrator"


ANY: Final = Credential(None)
"""The credential of every key if the mock was given none."""


class Accounts:
    """The accounts by name; every change of them reaches the store before it is acknowledged."""

    def __init__(self, world: World, *, random_seed: int, shared: bool, store: Store | None) -> None:
        """Read the store; raises `InvalidRecord`, or `WrongAccountMode` for a state that this mock cannot take over."""
        self.world = world
        self.unknown: Account = Account(SHARED, random_seed=random_seed)
        """An account without anything, for requests whose credentials are not known."""
        self._random_seed = random_seed
        self._shared = shared
        self._store = store
        self.unsaved: list[Change] = []
        """The changes that the store does not have yet; always empty without a store."""
        self._accounts: dict[str, Account] = {}
        if store is not None:
            kept = _checked(store)
            renamed = self._has_other_name(kept)
            self._enter(kept)
            if renamed:
                self.unsaved += [change._replace(value=None) for change in kept if change.kind != "clock"]
                self.unsaved += [entry for account in self for entry in account.entries()]
                self.flush()

    def __iter__(self) -> Iterator[Account]:
        return iter(self._accounts.values())

    def names(self) -> list[str]:
        """Return the names of the accounts: API keys, or the empty string if all share one account."""
        return list(self._accounts)

    def of(self, key: str) -> Account:
        """Return the account of an API key; a key that was never seen gets a new one."""
        name = self._name(key)
        account = self._accounts.get(name)
        if account is None:
            account = self._new(name)
            self._add_known_groups(account)
        return account

    def forget(self, key: str | None) -> str | None:
        """
        Forget the account of a key, or all accounts, and return its name.

        Raises OSError, and then forgets nothing, if the store fails.
        """
        name = None if key is None else self._name(key)
        if self._store is not None:
            self._store.clear(name)
            self.unsaved[:] = [change for change in self.unsaved if name not in (None, change.account)]
        if name is None:
            self._accounts.clear()
        else:
            self._accounts.pop(name, None)
        return name

    def entries(self) -> Iterator[Change]:
        """Return every record of every account, and the time."""
        yield self._time()
        for account in self:
            yield from account.entries()

    def replace(self, changes: Iterable[Change]) -> None:
        """
        Replace all records by these, which were checked; if anything is raised, the state is as before.

        Raises `WrongAccountMode` for a state that this mock cannot take over.
        """
        changes = list(changes)
        self._has_other_name(changes)
        before, now = self._accounts, self.world.clock.now()
        self._accounts = {}
        self._enter(changes)
        if self._store is None:
            return
        removed = [entry._replace(value=None) for account in before.values() for entry in account.entries()]
        self.unsaved += [*removed, *(entry for account in self for entry in account.entries())]
        try:
            self.flush()
        except Exception:
            self.world.clock.set(now)
            raise

    def flush(self) -> None:
        """Write all changes to the store; if it fails, undo them and raise its error, an OSError."""
        if self._store is None or not self.unsaved:
            return
        try:
            self._write(self._store)
        except Exception:  # return to the records that the store has, which were acknowledged; time goes on
            kept = [change for change in _checked(self._store) if change.kind != "clock"]
            self.unsaved.clear()
            self._accounts = {}
            self._enter(kept)
            raise

    def offer(self) -> None:
        """Write the changes that time alone has caused; if the store fails, they wait for the next write."""
        if self._store is not None and self.unsaved:
            with suppress(OSError):
                self._write(self._store)

    def _write(self, store: Store) -> None:
        store.write([*self.unsaved, self._time()])
        self.unsaved.clear()

    def _enter(self, changes: Iterable[Change]) -> None:
        """Add records, which were checked, in their order: by account, kind and number."""
        for name, kind, number, value in sorted(changes):
            if kind == "clock":
                self.world.clock.set(int(json.loads(value or b"")))
            else:
                (self._accounts.get(name) or self._new(name)).enter(kind, number, value or b"")
        if self._shared and self._accounts and SHARED not in self._accounts:
            # By way of `entries`, since the owner, who depends on the key, is in no record until somebody changes it.
            (separate,) = self._accounts.values()
            self._accounts.clear()
            shared = self._new(SHARED)
            for _, kind, number, value in separate.entries():
                shared.enter(kind, number, value or b"")
        for account in self:
            self._add_known_groups(account)

    def _has_other_name(self, changes: Iterable[Change]) -> bool:
        """Return whether records are of a single account under an API key, which is taken over as that of all keys."""
        names = {change.account for change in changes if change.kind != "clock"}
        if not self._shared and SHARED in names:
            raise WrongAccountMode(
                "the state has one account for all key pairs, and this mock one for each: use --accounts shared, "
                'or accounts="shared"'
            )
        if self._shared and len(names) > 1:
            raise WrongAccountMode(
                f"the state has {len(names)} accounts, and this mock one for all key pairs: use --accounts separate, "
                'or accounts="separate"'
            )
        return self._shared and bool(names) and SHARED not in names

    def _new(self, name: str) -> Account:
        changes = None if self._store is None else self.unsaved
        account = Account(
            name,
            random_seed=self._random_seed,
            changes=changes,
            user_id=self.world.user_id,
            owner=self.world.owner,
        )
        self._accounts[name] = account
        return account

    def _add_known_groups(self, account: Account) -> None:
        """Add the groups that the mock was given; the account has its stored groups already."""
        for group in self.world.groups or ():
            add_known_group(self.world, account, group)

    def _name(self, key: str) -> str:
        return SHARED if self._shared else key

    def _time(self) -> Change:
        return Change("", "clock", 0, b"%d" % self.world.clock.now())


def _checked(store: Store) -> list[Change]:
    """Return the records of a store; raises `InvalidRecord` for one that is damaged."""
    records = [record for record in store.load() if record.value is not None]
    check_records(records)
    return records


def has_group(world: World, account: Account, group: str) -> bool:
    """
    Return whether a group exists.

    Where the mock was given no list of groups, every group exists from its first use on, until it is deleted.
    """
    if group in account.tables["group"].ids:
        return True
    if world.groups is not None or not (group and is_utf8(group)):
        return False
    if any(account.kept("deleted_group", number)["id"] == group for number in account.extras["deleted_group"]):
        return False
    add_known_group(world, account, group)
    return True


def add_known_group(world: World, account: Account, group: str) -> None:
    """Add a group that exists from the start or from its first use, with a made-up destination."""
    if group not in account.tables["group"].ids:
        name = (world.groups or {}).get(group) or group
        account.tables["group"].add({"id": group, "name": name, "created_at": world.clock.text(world.clock.now())})
        account.tables["destination"].add({"id": group, "group_id": group, **KNOWN_DESTINATION})
