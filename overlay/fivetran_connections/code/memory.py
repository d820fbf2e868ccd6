"""
A memory between applies: keyed digests of the values that no answer shows, and the file that declared each connection.

It is one text file of JSON lines, which a team can share. It holds no value.
"""

from __future__ import annotations

import hmac
import json
import os
import re
import secrets
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Self

from fivetran_common.files import DATA_BYTES, STANDARD_INPUT, CannotRead, read_text, write_whole
from fivetran_common.json_types import Json, has_value, is_array, is_mapping, is_within, keys_of, merged, pointer_of
from fivetran_common.system import variable

from .._secrets.secret import MASK
from ..errors import Forbidden, InvalidRequest, NotFound
from .data_files import CannotKeep, appending, data_folder
from .hold import NO_HOLD, Hold
from .plans import Reason
from .reading.declarations import Declaration, IdentityPart

if TYPE_CHECKING:
    from ..client import Fivetran

MEMORY_KEY: Final = "FIVETRAN_CONNECTIONS_MEMORY_KEY"
MEMORY: Final = "FIVETRAN_CONNECTIONS_MEMORY"

_KEY_BYTES: Final = 32
_DIGITS: Final = 32  # hexadecimal digits of a digest
_KEY_DIGITS: Final = 8
_MARK_BYTES: Final = 4
_VERSION: Final = 4
_OLDEST: Final = 3  # lacks the policies that are not in place, the copied names, and the masks


def new_key() -> str:
    """Return a new key for memories, as `FIVETRAN_CONNECTIONS_MEMORY_KEY` takes it: 64 hexadecimal digits."""
    return secrets.token_hex(_KEY_BYTES)


class Digests:
    """Keyed digests of JSON values (HMAC-SHA-256), which reveal none without the key; `key_id` tells keys apart."""

    __slots__ = ("_key", "key_id")

    def __init__(self, key: bytes) -> None:
        """Take the key."""
        self._key = key
        self.key_id: str = self.of("key")[:_KEY_DIGITS]

    @classmethod
    def found(cls, api_secret: str, salt: bytes) -> Self:
        """
        Return the digests with the key of `FIVETRAN_CONNECTIONS_MEMORY_KEY`.

        Without the variable, the key is derived from the API secret and a salt by HKDF (RFC 5869).
        """
        named = os.environ.get(MEMORY_KEY)
        if not named:
            derived = hmac.digest(salt, api_secret.encode(), "sha256")
            return cls(hmac.digest(derived, b"fivetran-connections memory\x01", "sha256"))
        if not _KEY.fullmatch(named):
            raise InvalidRequest(f"{MEMORY_KEY} is no key: make one with `fivetran-connections memory new-key`.")
        return cls(bytes.fromhex(named))

    def of(self, *parts: Any) -> str:
        """Return the digest of some JSON values; the first one names their kind."""
        text = json.dumps(parts, sort_keys=True)  # json writes the text of a `Secret`
        return hmac.digest(self._key, text.encode(), "sha256").hex()[:_DIGITS]

    def of_value(self, connection_id: str, pointer: str, value: Any) -> str:
        """Return the digest of a value of a connection together with its id and pointer."""
        return self.of("value", connection_id, pointer, value)


_KEY: Final = re.compile("[0-9a-fA-F]{64}")


class AccountId(NamedTuple):
    """The account of a client: its id, where the key may read it, and the address of the API."""

    id: str | None
    address: str

    @classmethod
    def of(cls, fivetran: Fivetran) -> Self:
        """Ask the API; a key without the permission for it has no id."""
        address = fivetran.connections.__driver__.wire.credentials.base_url
        try:
            return cls(fivetran.account.info().account_id, address)
        except (Forbidden, NotFound):
            return cls(None, address)

    def __str__(self) -> str:
        """Return it for people."""
        return f"{f'account {self.id}' if self.id else 'an unknown account'} at {self.address}"

    def is_another(self, other: AccountId) -> bool:
        """Return whether two ids certainly belong to different accounts."""
        return self.id != other.id if self.id and other.id else self.address != other.address


class Known(NamedTuple):
    """The memory's record of one value that no answer shows."""

    digest: str
    status: Literal["sent", "assumed", "pending", "kept"]
    """
    It was sent; it was found and taken to be as declared; it was about to be sent, and no answer confirmed it; or null
    was sent, and the API kept the value. Below a pending value all is pending, and it has no digest.
    """
    mask: Literal["", "shown", "gone"] = ""
    """Whether a read showed its mask, or no longer did, after which it was sent again."""


State = Literal["sent", "assumed", "pending", "kept", "changed", "extended", "unsure", "anew", "unknown"]
"""
The memory's knowledge of a value that no answer shows: the status of `Known` if the digests are equal, or another word.

``changed``: the digests differ. ``extended``: the value is new in a key whose other values are known. ``unsure``: the
create of its connection had no answer. ``anew``: its connection was created again, with another id. ``unknown``: the
memory has nothing about it.
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """
    The memory of one connection; the id is empty before a create is confirmed, the file if Python declared it.

    ``held``, ``policies`` and ``copied`` are those of its `Hold`. ``unsure`` says that no answer confirmed its create
    yet, so that every value is to be sent.
    """

    group_id: str
    schema: str
    service: str
    key: str
    """The id of the key that the digests are made with."""
    id: str = ""
    file: str = ""
    values: Mapping[str, Known] = field(default_factory=dict[str, Known])
    held: tuple[Reason, ...] = ()
    policies: tuple[Json, ...] = ()
    copied: tuple[str, ...] = ()
    unsure: bool = False
    sent: str = ""
    """A random text, new after each request with such values, so that a value that changes back has another line."""
    declared: tuple[str, ...] = ()
    """The pointers of the values that its file declared at the last apply; without any, no apply has known it."""
    varies: tuple[IdentityPart, ...] = ()
    """The parts of its identity that a reference named, so that it may belong to another environment."""
    was: str = ""
    """The file that declared it before, if that one was gone when another file declared it."""
    group_name: str = ""
    """The name that its group had at the last apply, if a file named the group by it."""

    @property
    def hold(self) -> Hold:
        """Why it is kept paused, and what it may not sync yet."""
        return Hold(self.held, self.policies, self.copied)

    @classmethod
    def parse(cls, content: Json) -> Self:
        """Return the entry of a line; raises `ValueError` or `TypeError`."""
        fields: dict[str, Any] = dict(content)
        values = fields.pop("values", {})
        lists: dict[str, Any] = {name: fields.pop(name, []) for name in _LISTS}
        if not (is_mapping(values) and all(map(is_array, (*lists.values(), *values.values())))):
            raise ValueError
        known = {pointer: Known(*value) for pointer, value in values.items()}
        unsure = fields.pop("unsure", False) is True
        lists = {name: tuple(items) for name, items in lists.items()}
        entry = cls(**fields, **lists, values=known, unsure=unsure)
        names = [entry.group_id, entry.schema, entry.service, entry.key, entry.id]
        texts: list[Any] = [*names, entry.file, entry.sent, entry.was, entry.group_name]
        policies = lists.pop("policies")
        if not all(isinstance(text, str) for text in chain(texts, *lists.values(), *known.values())):
            raise ValueError
        if not all(map(is_mapping, policies)):
            raise ValueError
        return entry

    def says(self, pointer: str, value: Any, digests: Digests) -> State:
        """Return the mark that these digests give a value; nothing if they have another key."""
        if self.key != digests.key_id:
            return "unknown"
        keys = keys_of(pointer)
        above = (self.values.get(pointer_of(keys[:count])) for count in range(1, len(keys) + 1))
        if any(known and known.status == "pending" for known in above):
            return "pending"
        if known := self.values.get(pointer):
            is_equal = hmac.compare_digest(known.digest, digests.of_value(self.id, pointer, value))
            return known.status if is_equal else "changed"
        if value is None and any(is_within(other, (pointer,)) for other in self.values):
            return "changed"  # null clears members, too, of which the memory knows nothing
        return "extended" if any(is_within(other, (whole(pointer),)) for other in self.values) else "unknown"


Decision = Literal["send", "keep", "name"]
"""Whether a value that no answer shows is sent, kept as it is, or only named in the plan."""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The memory's knowledge of one connection; empty without a memory."""

    digests: Digests | None = None
    entry: Entry | None = None
    is_anew: bool = False
    """Whether another connection had this group and schema at the last apply."""
    hold: Hold = NO_HOLD
    decisions: Mapping[str, Decision] | None = None
    """The decisions of a saved plan, by pointer; None without a saved plan."""

    def says(self, pointer: str, value: Any) -> State | None:
        """Return the mark of a value that no answer shows; None without a memory."""
        if self.digests is None:
            return None
        if self.entry is None:
            return "unknown"
        if self.is_anew or self.entry.unsure:
            return "anew" if self.is_anew else "unsure"
        return self.entry.says(pointer, value, self.digests)

    def mask(self, pointer: str) -> str:
        """Return whether a read showed the mask of a value, or no longer did, after which it was sent again."""
        known = self.entry.values.get(pointer) if self.entry and not self.is_anew else None
        return known.mask if known else ""

    @property
    def auth(self) -> Json:
        """The members of ``auth`` that the connection may have by the memory, since no answer shows any; masked."""
        found: dict[str, Any] = {}
        for pointer in self.entry.values if self.entry and not self.is_anew else ():
            if pointer.startswith("/auth/") and self.says(pointer, None) != "sent":  # null is no member
                value: Any = MASK
                for key in reversed(keys_of(pointer)[1:]):
                    value = {key: value}
                found = merged(found, value)
        return found

    def left(self, declaration: Declaration) -> list[str]:
        """Return the topmost pointers that the last apply declared, and that the file neither declares nor ignores."""
        now = declaration.pointers
        parents = {pointer_of(keys[:count]) for keys in map(keys_of, now) for count in range(1, len(keys))}
        left: set[str] = set()
        for keys in map(keys_of, self.entry.declared if self.entry and not self.is_anew else ()):
            above = [pointer_of(keys[:count]) for count in range(1, len(keys) + 1)]
            if above[-1] not in parents and not is_within(above[-1], {*now, *declaration.ignore_changes}):
                left.add(next(at for at in above if at not in parents))
        return sorted(left)


def whole(pointer: str) -> str:
    """Return the pointer of the part that an update sends whole with a value: a key of ``config``, or a section."""
    keys = keys_of(pointer)
    return pointer_of(keys[: 2 if keys[0] == "config" else 1])


def memory_file(account: AccountId, path: str | os.PathLike[str] | None = None) -> Path:
    """
    Return the given path, else `FIVETRAN_CONNECTIONS_MEMORY`, else the file of the account in the data folder.

    Raises `InvalidRequest` where its folder does not exist.
    """
    name = re.sub(r"\W+", "-", account.id or account.address)
    named = path or variable(MEMORY, refusal=InvalidRequest) or data_folder() / f"memory-{name}.jsonl"
    file = Path(os.path.realpath(named))
    if not file.parent.is_dir():
        raise InvalidRequest(f"There is no folder {file.parent} for the memory.")
    return file


class Memory:
    """
    The records of earlier applies: the sent values, and the files that declared the connections.

    Losing the file loses no connection: a secret that changed is then noticed only after the next apply, or sent with
    ``rotate_secrets``. Entries with another key are kept as they are; `foreign` counts them.
    """

    def __init__(self, path: Path, *, account: AccountId, api_secret: str) -> None:
        """
        Read the file of an account; `open` finds path, account and secret. The first append creates the file.

        Raises `InvalidRequest` where the file is damaged, of a newer version, or of another account.
        """
        self.path: Path = Path(os.path.realpath(path))
        self.account: AccountId = account
        self._salt = secrets.token_hex(_KEY_BYTES // 2)
        self._entries: dict[tuple[str, str], dict[str, Entry]] = {}  # by group and schema, then by key
        self._is_sorted = True
        self.keeps_files = False
        """Whether a known connection keeps its file, since another checkout may declare it elsewhere."""
        self.group_names: Mapping[str, str] = {}
        """The names of groups by their ids, as an apply has read them."""
        self._appending = ExitStack()
        self._append: Callable[[object], None] | None = None
        try:
            text = read_text(self.path, limit=DATA_BYTES) if self.path.exists() else ""
        except CannotRead as error:
            raise InvalidRequest(f"The memory {self.path} cannot be used. {error}") from None
        self._is_new = not text
        if text:
            self._read(text)
        self.digests: Digests = Digests.found(api_secret, bytes.fromhex(self._salt))

    @classmethod
    def open(
        cls, fivetran: Fivetran, path: str | os.PathLike[str] | None = None, *, account: AccountId | None = None
    ) -> Self:
        """Return the memory of a client's account, which is asked for: at a path, or where `memory_file` has it."""
        account = account or AccountId.of(fivetran)
        api_secret = fivetran.connections.__driver__.wire.credentials.api_secret.reveal()
        return cls(memory_file(account, path), account=account, api_secret=api_secret)

    @property
    def entries(self) -> Iterator[Entry]:
        """The entries of each connection, by key."""
        return (entry for entries in self._entries.values() for entry in entries.values())

    @property
    def foreign(self) -> int:
        """The number of entries that were made with another key."""
        return sum(key != self.digests.key_id for entries in self._entries.values() for key in entries)

    def known(self, found: Json) -> Knowledge:
        """Return the entry of a connection, without its values if it was made with another key."""
        entry = self._entry((str(found.get("group_id")), str(found.get("schema"))))
        is_anew = bool(entry and entry.id not in {"", str(found.get("id"))})
        return Knowledge(self.digests, entry, is_anew, entry.hold if entry and not is_anew else NO_HOLD)

    def known_id(self, group_id: str, schema: str) -> str:
        """Return the id that a connection had at the last apply; nothing if it is unknown."""
        entry = self._entry((group_id, schema))
        return entry.id if entry else ""

    def begin(
        self,
        declaration: Declaration,
        connection_id: str,
        pointers: Iterable[str] = (),
        *,
        hold: Hold = NO_HOLD,
        unsure: bool,
    ) -> Entry | None:
        """Mark values as pending before they are sent, or a whole create as ``unsure``; return the earlier entry."""
        old = self._entries.get(declaration.key, {}).get(self.digests.key_id)
        entry = self._known(declaration.key, connection_id) or self._new(declaration, connection_id)
        values = dict(entry.values)
        values |= {at: Known("", "pending", values[at].mask if at in values else "") for at in pointers}
        self._keep(replace(entry, values=values, **hold._asdict(), unsure=unsure or entry.unsure))
        return old

    def restore(self, declaration: Declaration, old: Entry | None) -> None:
        """Put back the entry that `begin` returned, and the entries under other keys, since nothing was changed."""
        before = {**self._entries[declaration.key], self.digests.key_id: old}
        if old is None:
            self.forget(*declaration.key, self.known_id(*declaration.key))
        for entry in filter(None, before.values()):
            self._keep(entry)

    def confirm(
        self,
        declaration: Declaration,
        connection_id: str,
        values: Json,
        *,
        sent: Json,
        kept: Collection[str] = (),
        hold: Hold = NO_HOLD,
        masks: Mapping[str, bool] | None = None,
    ) -> None:
        """
        Keep digests of the values that no answer shows, after an answer, in place of earlier ones.

        Values that ``sent`` lacks keep their entries, also pending ones, and those declared no longer. Without an
        entry, they are assumed to be as declared, unless the declaration ignores them. Null at pointers of ``kept``
        cleared nothing. ``masks`` says where a read, not the answer to a write, showed a mask, and where it lacked one.
        """
        entry = self._known(declaration.key, connection_id) or self._new(declaration, connection_id)
        new: dict[str, Known] = {}
        for pointer, known in entry.values.items():
            if has_value(whole(pointer), sent) and not has_value(pointer, sent):  # replaced by an object without it
                new[pointer] = Known(self.digests.of_value(connection_id, pointer, None), "sent")
            elif known.status == "pending":
                is_sent = has_value(pointer, sent)
                is_seen = is_sent or (declaration.is_whole and has_value(pointer, declaration.body))
                left = (other for other in values if is_within(other, [pointer]) and not has_value(other, sent))
                if not is_seen or not all(is_sent and is_within(other, declaration.ignore_changes) for other in left):
                    new[pointer] = known
            elif not has_value(pointer, sent):
                new[pointer] = known
        for pointer, value in values.items():
            digest = self.digests.of_value(connection_id, pointer, value)
            if has_value(pointer, sent):
                new[pointer] = Known(digest, "kept" if pointer in kept else "sent")
            elif entry.unsure and declaration.is_whole:  # only a create sends it
                new[pointer] = Known("", "pending")
            elif not is_within(pointer, declaration.ignore_changes):
                new.setdefault(pointer, Known(digest, "assumed"))
        text = secrets.token_hex(_MARK_BYTES) if any(has_value(pointer, sent) for pointer in values) else entry.sent
        self._keep(
            replace(
                self._new(declaration, connection_id),
                values=dict(sorted((new if masks is None else _with_masks(new, entry.values, masks, sent)).items())),
                **hold._asdict(),
                unsure=entry.unsure and not declaration.is_whole,
                sent=text,
                declared=tuple(sorted({*entry.declared, *(declaration.pointers if declaration.is_whole else ())})),
            )
        )

    def acknowledge(self, entry: Entry) -> None:
        """Drop the record of what a first sync copied before its tables were set."""
        self._keep(replace(entry, copied=()))

    def settle(self, declaration: Declaration) -> None:
        """Drop the pointers that left the file, once an apply of the connection has ended; ignored ones stay."""
        entry = self._entries[declaration.key][self.digests.key_id]
        ignored = {at for at in entry.declared if is_within(at, declaration.ignore_changes)}
        self._keep(replace(entry, declared=tuple(sorted({*declaration.pointers, *ignored}))))

    def forget(self, group_id: str, schema: str, connection_id: str) -> None:
        """Drop the entries of a deleted connection."""
        entries = self._entries.get((group_id, schema), {})
        if any(entry.id == connection_id for entry in entries.values()):
            self._add({"forgotten": connection_id, "group_id": group_id, "schema": schema})
            self._entries[group_id, schema] = {key: each for key, each in entries.items() if each.id != connection_id}

    def declared_in(self, paths: Iterable[str]) -> Iterator[Entry]:
        """Return an entry for each connection whose file is one of some paths, or below one."""
        places = [Path(os.path.realpath(path)) for path in paths]
        for file, entries in self.by_file():
            if any(file.is_relative_to(place) for place in places):
                yield from entries

    def by_file(self) -> Iterator[tuple[Path, list[Entry]]]:
        """Return each file that declared connections, with an entry for each of their ids."""
        found: dict[str, list[Entry]] = {}
        for entries in self._entries.values():
            for entry in self._by_id(entries).values():
                found.setdefault(entry.file, []).append(entry)
        yield from ((Path(os.path.normpath(self.path.parent / file)), known) for file, known in found.items())

    def file_of(self, found: Json) -> str:
        """Return the path of the file that declared a connection; nothing where none is known."""
        entries = self._entries.get((str(found.get("group_id")), str(found.get("schema"))), {})
        entry = self._by_id(entries).get(str(found.get("id")))
        return os.path.normpath(self.path.parent / entry.file) if entry else ""

    def _by_id(self, entries: Mapping[str, Entry]) -> dict[str, Entry]:
        """Return an entry with a file for each id, that of the key before those of other keys."""
        ordered = sorted(entries.values(), key=lambda entry: entry.key == self.digests.key_id)
        return {entry.id: entry for entry in ordered if entry.id and entry.file}

    def finish(self) -> None:
        """Sort the file, and drop the lines that later ones replace; called at the end of an apply."""
        self._appending.close()
        self._append = None
        if self._is_sorted:
            return
        entries = sorted(self.entries, key=lambda entry: (entry.group_id, entry.schema, entry.key))
        lines = [self._header(), *map(_line, entries)]
        try:
            write_whole(self.path, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
        except OSError as error:
            raise CannotKeep(f"The memory {self.path} cannot be sorted: {error.strerror}.") from None
        self._is_sorted = True

    def _header(self) -> dict[str, Any]:
        return {"memory": _VERSION, "account": self.account.id, "address": self.account.address, "salt": self._salt}

    def _entry(self, names: tuple[str, str]) -> Entry | None:
        """Return the entry of a group and schema: that of the key, or else one of another key."""
        entries = self._entries.get(names, {})
        return entries.get(self.digests.key_id) or next(iter(entries.values()), None)

    def _known(self, names: tuple[str, str], connection_id: str) -> Entry | None:
        """Return the entry of a connection, unless it is that of another connection of the same name."""
        entry = self._entry(names)
        if entry is None or entry.id not in {"", connection_id}:
            return None
        return (
            entry if entry.key == self.digests.key_id else replace(entry, key=self.digests.key_id, values={}, sent="")
        )

    def _new(self, declaration: Declaration, connection_id: str) -> Entry:
        old = self._entry(declaration.key)
        file = old.file if old and (self.keeps_files or not declaration.is_whole) else self.place(declaration)
        varies = old.varies if old and not declaration.is_whole else declaration.varies
        was = old.was if old else ""
        if old and old.file not in {"", file} and not (self.path.parent / old.file).exists():
            was = old.file
        names = *declaration.key, declaration.service, self.digests.key_id
        group_name = self.group_names.get(declaration.group_id, old.group_name if old else "")
        return Entry(*names, connection_id, file, varies=varies, was=was, group_name=group_name)

    def place(self, declaration: Declaration) -> str:
        """Return the declaring file from the folder of the memory, the same in each checkout; empty without one."""
        file = declaration.origin.source.file if declaration.origin else STANDARD_INPUT
        if file == STANDARD_INPUT:
            return ""
        real = os.path.realpath(file)
        try:
            return Path(os.path.relpath(real, self.path.parent)).as_posix()
        except ValueError:  # another drive of Windows
            return Path(real).as_posix()

    def _keep(self, entry: Entry) -> None:
        entries = self._entries.setdefault((entry.group_id, entry.schema), {})
        old = entries.get(entry.key)
        if entry != old:
            self._add({**_line(entry), "after": _digest(_line(old)) if old else ""})
            entries[entry.key] = entry

    def _add(self, line: object) -> None:
        """Append a line; first repair the traces of a kill or a merge, and write the first line of a new file."""
        if self._append is None:
            self.finish()
            try:
                self._append = self._appending.enter_context(appending("memory", self.path))
            except InvalidRequest as error:
                raise CannotKeep(str(error)) from None
            if self._is_new and self.path.stat().st_size:
                raise CannotKeep(f"Another run has made the memory {self.path} since: run the same command again.")
            if self._is_new:
                self._append(self._header())
                self._is_new = False
        self._is_sorted = False
        self._append(line)

    def _read(self, text: str) -> None:
        """Read the text of a non-empty file."""
        *lines, tail = text.split("\n")
        kept = _Lines()
        for number, line in enumerate((*lines, tail) if tail else lines, 1):
            if line.startswith(_CONFLICT):
                raise InvalidRequest(
                    f"The memory {self.path} has the conflict markers of git, see line {number}: "
                    "remove the markers, keep the lines of both sides, and plan again."
                )
            try:
                content: Any = json.loads(line)
                if number == 1:
                    self._take_header(content["memory"], content["account"], content["address"], content["salt"])
                else:
                    kept.take(content)
            except InvalidRequest:
                raise
            except (ValueError, TypeError, LookupError, RecursionError):
                if line is not tail or number == 1:
                    raise InvalidRequest(
                        f"Line {number} of the memory {self.path} is damaged: restore the file, or remove this line."
                    ) from None
        sides: dict[tuple[str, str, str], list[Entry]] = {}
        for entry in kept.entries.values():
            sides.setdefault((entry.group_id, entry.schema, entry.key), []).append(entry)
        for (group, schema, key), entries in sides.items():
            self._entries.setdefault((group, schema), {})[key] = _merged(entries)
        self._is_sorted = self._is_sorted and kept.are_sorted and not tail and len(sides) == len(kept.entries)

    def _take_header(self, version: int, account: str | None, address: str, salt: str) -> None:
        if version > _VERSION:
            raise InvalidRequest(
                f"The memory {self.path} was written by a newer version of fivetran-connections: update this one."
            )
        if version < _OLDEST:
            raise InvalidRequest(f"The memory {self.path} is of a form that no release wrote: remove it.")
        bytes.fromhex(salt)
        owner = AccountId(account, address)
        if owner.is_another(self.account):
            raise InvalidRequest(
                f"The memory {self.path} is of {owner}, and this is {self.account}: "
                f"name another file with --memory or {MEMORY}."
            )
        self.account, self._salt = owner, salt
        self._is_sorted = version == _VERSION  # an older one is rewritten before the first append


class _Lines:
    """
    The lines of a file that no later line replaces.

    A line that an apply appends names the one that it replaces by its digest. If that line is missing, both are sides
    of a merge.
    """

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}  # by digest, in the order of the file
        self._digests: dict[tuple[str, str, str], list[str]] = {}  # by group, schema and id
        self.are_sorted = True

    def take(self, content: dict[str, Any]) -> None:
        """Take a line; raises `ValueError`, `TypeError` or `LookupError` for one that no apply writes."""
        forgotten, after = content.pop("forgotten", None), content.pop("after", None)
        self.are_sorted = self.are_sorted and forgotten is None and after is None
        group, schema = content["group_id"], content["schema"]
        if forgotten is None:
            digest = _digest(content)
            entry = Entry.parse(content)
            for replaced in (digest, after):
                self.entries.pop(replaced or "", None)
            self.entries[digest] = entry
            self._digests.setdefault((group, schema, entry.id), []).append(digest)
        else:
            for digest in self._digests.pop((group, schema, forgotten), ()):
                self.entries.pop(digest, None)


def _merged(sides: Sequence[Entry]) -> Entry:
    """Return the last side of a merge, in which every value that differs between the sides is pending."""
    last = sides[-1]
    same = Counter((pointer, known.digest) for side in sides for pointer, known in side.values.items())
    pending = {pointer: Known("", "pending") for (pointer, _), number in same.items() if number < len(sides)}
    masks: dict[str, Literal["", "shown", "gone"]] = {}
    for pointer, known in (item for side in sides for item in side.values.items()):
        masks[pointer] = max(masks.get(pointer, ""), known.mask)
    return replace(
        last,
        values={at: known._replace(mask=masks[at]) for at, known in {**last.values, **pending}.items()},
        **Hold.of(*(side.hold for side in sides))._asdict(),
        unsure=any(side.unsure for side in sides) or len({side.id for side in sides}) > 1,
        declared=tuple(sorted({pointer for side in sides for pointer in side.declared})),
        varies=tuple(sorted({part for side in sides for part in side.varies})),
    )


def _with_masks(
    values: Mapping[str, Known], before: Mapping[str, Known], masks: Mapping[str, bool], sent: Json
) -> dict[str, Known]:
    """Return values with what reads showed of their masks; one that was shown, was gone and is ``sent``, stays gone."""
    found: dict[str, Known] = {}
    for pointer, known in values.items():
        mask = before[pointer].mask if pointer in before else ""
        is_gone = mask == "shown" and masks.get(pointer) is False and has_value(pointer, sent)
        found[pointer] = known._replace(mask="shown" if masks.get(pointer) else "gone" if is_gone else mask)
    return found


def _line(entry: Entry) -> dict[str, Any]:
    """Return an entry as the file has it, without empty values."""
    values = {at: known if known.mask else known[:2] for at, known in entry.values.items()}
    return {name: value for name in _FIELDS if (value := values if name == "values" else getattr(entry, name))}


def _digest(line: Json) -> str:
    """Return the digest by which a line is named in the line that replaces it."""
    return sha256(json.dumps(line, sort_keys=True).encode()).hexdigest()[:_DIGITS]


_LISTS: Final = ("held", "policies", "copied", "declared", "varies")

_FIELDS: Final = tuple(column.name for column in fields(Entry))

_CONFLICT: Final = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
