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
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, Self

from fivetran_common.files import DATA_BYTES, STANDARD_INPUT, CannotRead, read_text, write_whole
from fivetran_common.json_types import Json, is_array, is_mapping, is_within, keys_of, pointer_of

from ..client import Fivetran
from ..errors import Forbidden, InvalidRequest, NotFound
from .journal import CannotKeep, appending, data_folder
from .reading.declarations import Declaration

MEMORY_KEY: Final = "FIVETRAN_CONNECTIONS_MEMORY_KEY"
MEMORY: Final = "FIVETRAN_CONNECTIONS_MEMORY"

_KEY_BYTES: Final = 32
_DIGITS: Final = 32  # hexadecimal digits of a digest
_KEY_DIGITS: Final = 8
_MARK_BYTES: Final = 4
_VERSION: Final = 1


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
        """Return the digest of some JSON values; the first one names what they are."""
        text = json.dumps(parts, sort_keys=True)  # which writes a `Secret` whole
        return hmac.digest(self._key, text.encode(), "sha256").hex()[:_DIGITS]

    def of_value(self, connection_id: str, pointer: str, value: Any) -> str:
        """Return the digest of a value of a connection; id and pointer are part of what is digested."""
        return self.of("value", connection_id, pointer, value)


_KEY: Final = re.compile("[0-9a-fA-F]{64}")


class AccountId(NamedTuple):
    """The account of a client: its id, where the key may read it, and the address of the API."""

    id: str | None
    address: str

    @classmethod
    def of(cls, fivetran: Fivetran) -> Self:
        """Ask the API; a key without the permission for it has no id."""
        address = fivetran.connections.driver.wire.credentials.base_url
        try:
            return cls(fivetran.account.info().account_id, address)
        except (Forbidden, NotFound):
            return cls(None, address)

    def __str__(self) -> str:
        """Return it for people."""
        return f"{f'account {self.id}' if self.id else 'an unknown account'} at {self.address}"

    def is_another(self, other: AccountId) -> bool:
        """Return whether two are certainly different."""
        return self.id != other.id if self.id and other.id else self.address != other.address


@dataclass(frozen=True, slots=True)
class Entry:
    """
    The memory of one connection.

    ``values`` has a digest for each pointer. Values at or below a pointer of ``pending`` were about to be sent, and no
    answer confirmed them; those of ``assumed`` were never sent, but found and taken to be as declared. The id is empty
    until the create is confirmed, and the file where Python declared the connection.
    """

    group_id: str
    schema: str
    service: str
    key: str
    """The id of the key that the digests are made with."""
    id: str = ""
    file: str = ""
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    pending: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    sent: str = ""
    """A random text, new whenever such values were sent: a value that is changed and changed back has another line."""

    @classmethod
    def parse(cls, content: Json) -> Self:
        """Return the entry of a line; raises `ValueError`."""
        fields: dict[str, Any] = {key: tuple(value) if is_array(value) else value for key, value in content.items()}
        values, pending, assumed = fields.get("values", {}), fields.get("pending", ()), fields.get("assumed", ())
        if not is_mapping(values) or not is_array(pending) or not is_array(assumed):
            raise ValueError
        entry = cls(**fields)
        texts = (entry.group_id, entry.schema, entry.service, entry.key, entry.id, entry.file, entry.sent)
        if not all(isinstance(text, str) for text in (*texts, *values.values(), *pending, *assumed)):
            raise ValueError
        return entry


State = Literal["applied", "changed", "extended", "pending", "created", "anew", "assumed", "unknown"]
"""
What a memory says of a value that no answer shows.

It was sent and is the same, or has changed since; it is new in a key whose other values are known; it was about to be
sent; so was its create, whose answer is not known; its connection was made anew, with another id; it was never sent,
but taken to be as declared; or nothing.
"""


def memory_file(account: AccountId, path: str | os.PathLike[str] | None = None) -> Path:
    """Return a path, else that of `FIVETRAN_CONNECTIONS_MEMORY`, else that of the account in the data folder."""
    if named := path or os.environ.get(MEMORY):
        return Path(os.path.realpath(named))
    name = re.sub(r"\W+", "-", account.id or account.address)
    return Path(os.path.realpath(data_folder())) / f"memory-{name}.jsonl"


class States:
    """Knowledge about connections beside the answers of the API; this one is of nothing, as without a memory."""

    def state(self, found: Json, pointer: str, value: Any) -> State | None:
        """Return what is known of a value of a connection that no answer shows; None without a memory."""
        del found, pointer, value
        return None

    def known_id(self, group_id: str, schema: str) -> str:
        """Return the id that a connection had at the last apply; nothing if that is not known."""
        del group_id, schema
        return ""

    def declared_in(self, paths: Iterable[str]) -> Iterable[Entry]:
        """Return the connections that an earlier apply knew from some paths, or from files below one."""
        del paths
        return ()

    def place(self, declaration: Declaration) -> str:
        """Return the file of a declaration."""
        del declaration
        return ""


class Memory(States):
    """
    What earlier applies left: which values they sent, and which files declared the connections.

    Losing the file loses no connection: a secret that changed is then noticed only after the next apply, or sent with
    ``rotate_secrets``. Entries with another key are kept as they are; `foreign` counts them.
    """

    def __init__(self, path: Path, *, account: AccountId, api_secret: str) -> None:
        """
        Read the file of an account; `open` finds path, account and secret. The first line that is kept makes the file.

        Raises `InvalidRequest` where the file is damaged, of a newer version, or of another account.
        """
        self.path: Path = Path(os.path.realpath(path))
        self._account = account
        self._salt = secrets.token_hex(_KEY_BYTES // 2)
        self._entries: dict[tuple[str, str], dict[str, Entry]] = {}  # by group and schema, then by key
        self._places: dict[str, str] = {}
        self._is_sorted = True
        self.keeps_files = False
        """Whether a connection that is known keeps its file, since another checkout may declare it elsewhere."""
        self._appending = ExitStack()
        self._append: Callable[[object], None] | None = None
        if not self.path.parent.is_dir():
            raise InvalidRequest(f"There is no folder {self.path.parent} for the memory.")
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
        api_secret = fivetran.connections.driver.wire.credentials.api_secret.reveal()
        return cls(memory_file(account, path), account=account, api_secret=api_secret)

    @property
    def entries(self) -> Iterator[Entry]:
        """What is known of each connection, with each key."""
        return (entry for entries in self._entries.values() for entry in entries.values())

    @property
    def foreign(self) -> int:
        """The number of entries that were made with another key."""
        return sum(key != self.digests.key_id for entries in self._entries.values() for key in entries)

    def state(self, found: Json, pointer: str, value: Any) -> State:
        """Return what is known of a value of a connection that no answer shows."""
        names = str(found.get("group_id")), str(found.get("schema"))
        entry = self._known(names, str(found.get("id")))
        if entry is None:
            return "anew" if self.known_id(*names) else "unknown"
        if is_within(pointer, entry.pending):
            return "created" if "" in entry.pending else "pending"
        known = entry.values.get(pointer)
        if known is None:
            whole = pointer_of(keys_of(pointer)[:2])  # a key of config is sent whole
            return "extended" if any(is_within(other, (whole,)) for other in entry.values) else "unknown"
        if not hmac.compare_digest(known, self.digests.of_value(entry.id, pointer, value)):
            return "changed"
        return "assumed" if pointer in entry.assumed else "applied"

    def known_id(self, group_id: str, schema: str) -> str:
        """Return the id that a connection had at the last apply; nothing if that is not known."""
        entry = self._entries.get((group_id, schema), {}).get(self.digests.key_id)
        return entry.id if entry else ""

    def begin(self, declaration: Declaration, connection_id: str, pointers: Iterable[str]) -> tuple[str, ...]:
        """Mark values as pending before they are sent, the empty pointer for all; return what was left pending."""
        entry = self._known(declaration.key, connection_id) or self._new(declaration, connection_id)
        self._keep(replace(entry, pending=tuple(sorted({*entry.pending, *pointers}))))
        return entry.pending

    def confirm(
        self,
        declaration: Declaration,
        connection_id: str,
        values: Json,
        *,
        is_sent: Callable[[str], bool],
        ignored: Collection[str] = (),
    ) -> None:
        """
        Keep digests of the values that no answer shows, after an answer, in place of earlier ones.

        Values that were not sent keep what is known of them, also those that are declared no longer. Others are assumed
        to be as declared, but not those that are ``ignored``. Pending values that were not sent stay so.
        """
        entry = self._new(declaration, connection_id)
        old = self._known(declaration.key, connection_id) or entry
        sent = set(filter(is_sent, values))
        kept = self._kept(old, is_sent)
        new = {
            pointer: self.digests.of_value(connection_id, pointer, value)
            for pointer, value in values.items()
            if pointer in sent or not (pointer in kept or pointer in ignored)
        }
        assumed = (new.keys() - sent) | {pointer for pointer in old.assumed if pointer in kept and pointer not in new}
        unsent = [pointer for pointer in values if pointer not in sent]
        left = {
            mark
            for mark in filter(None, old.pending)
            if any(is_within(pointer, [mark]) for pointer in unsent)
            or not (is_sent(mark) or (declaration.is_whole and has_value(mark, declaration.body)))
        }
        if "" in old.pending:  # of its create; what only a create can send must not mark the others for ever
            left |= {*unsent} if declaration.is_whole else {""}
        text = secrets.token_hex(_MARK_BYTES) if sent else old.sent
        marked = replace(entry, assumed=tuple(sorted(assumed)), pending=tuple(sorted(left)), sent=text)
        self._keep(replace(marked, values={**kept, **new}))

    def _kept(self, entry: Entry, is_sent: Callable[[str], bool]) -> dict[str, str]:
        """Return the digests of values that a body did not have; those that it may have removed are of null then."""

        def is_replaced(pointer: str) -> bool:
            keys = keys_of(pointer)
            return is_sent(pointer_of(keys[: 2 if keys[0] == "config" else 1]))  # which are sent whole

        return {
            pointer: self.digests.of_value(entry.id, pointer, None) if is_replaced(pointer) else digest
            for pointer, digest in entry.values.items()
            if not is_sent(pointer)
        }

    def forget(self, group_id: str, schema: str, connection_id: str) -> None:
        """Drop the entries of a connection that is gone."""
        if any(entry.id == connection_id for entry in self._entries.get((group_id, schema), {}).values()):
            self._add({"forgotten": connection_id, "group_id": group_id, "schema": schema})
            entries = self._entries[group_id, schema]
            self._entries[group_id, schema] = {key: each for key, each in entries.items() if each.id != connection_id}

    def declared_in(self, paths: Iterable[str]) -> Iterator[Entry]:
        """Return an entry for each connection whose file is one of some paths, or below one."""
        places = [Path(os.path.realpath(path)) for path in paths]
        below: dict[str, bool] = {"": False}
        for entries in self._entries.values():
            for entry in {other.id: other for other in entries.values() if other.id}.values():
                if entry.file not in below:
                    file = Path(os.path.normpath(self.path.parent / entry.file))
                    below[entry.file] = any(file.is_relative_to(place) for place in places)
                if below[entry.file]:
                    yield entry

    def file_of(self, found: Json) -> str:
        """Return the path of the file that declared a connection, with any key; nothing where none is known."""
        entries = self._entries.get((str(found.get("group_id")), str(found.get("schema"))), {}).values()
        files = (entry.file for entry in entries if entry.id == found.get("id") and entry.file)
        return next((os.path.normpath(self.path.parent / file) for file in files), "")

    def finish(self) -> None:
        """Sort the file, and drop the lines that later ones replace; called at the end of an apply."""
        self._appending.close()
        self._append = None
        if self._is_sorted:
            return
        entries = sorted((*names, key) for names, found in self._entries.items() for key in found)
        lines = [self._header(), *(_line(self._entries[group, schema][key]) for group, schema, key in entries)]
        try:
            write_whole(self.path, "".join(f"{json.dumps(line)}\n" for line in lines).encode())
        except OSError as error:
            raise CannotKeep(f"The memory {self.path} cannot be sorted: {error.strerror}.") from None
        self._is_sorted, self._is_new = True, False

    def _header(self) -> dict[str, Any]:
        return {"memory": _VERSION, "account": self._account.id, "address": self._account.address, "salt": self._salt}

    def _known(self, names: tuple[str, str], connection_id: str) -> Entry | None:
        """Return the entry of a connection, unless it is that of another connection of the same name."""
        entry = self._entries.get(names, {}).get(self.digests.key_id)
        return entry if entry and entry.id in {"", connection_id} else None

    def _new(self, declaration: Declaration, connection_id: str) -> Entry:
        keeps_file = self.keeps_files or not declaration.is_whole
        old = self._entries.get(declaration.key, {}).get(self.digests.key_id) if keeps_file else None
        file = old.file if old else self.place(declaration)
        return Entry(*declaration.key, declaration.service, self.digests.key_id, connection_id, file)

    def place(self, declaration: Declaration) -> str:
        """Return the declaring file from the folder of the memory, the same in each checkout; empty without one."""
        file = declaration.origin.source.file if declaration.origin else STANDARD_INPUT
        if file == STANDARD_INPUT:
            return ""
        if file not in self._places:
            real = os.path.realpath(file)
            try:
                self._places[file] = Path(os.path.relpath(real, self.path.parent)).as_posix()
            except ValueError:  # another drive of Windows
                self._places[file] = Path(real).as_posix()
        return self._places[file]

    def _keep(self, entry: Entry) -> None:
        entries = self._entries.setdefault((entry.group_id, entry.schema), {})
        old = entries.get(entry.key)
        if entry != old:
            self._add({**_line(entry), "after": _digest(old) if old else ""})
            entries[entry.key] = entry

    def _add(self, line: object) -> None:
        """Append a line; before, what a kill or a merge left is put in order, and a new file gets its first line."""
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
        """Read the text of a file that is not empty."""
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
        self._is_sorted = kept.are_sorted and not tail and len(sides) == len(kept.entries)

    def _take_header(self, version: int, account: str | None, address: str, salt: str) -> None:
        if version > _VERSION:
            raise InvalidRequest(
                f"The memory {self.path} was written by a newer version of fivetran-connections: update this one."
            )
        bytes.fromhex(salt)
        owner = AccountId(account, address)
        if owner.is_another(self._account):
            raise InvalidRequest(
                f"The memory {self.path} is of {owner}, and this is {self._account}: "
                f"name another file with --memory or {MEMORY}."
            )
        self._account, self._salt = owner, salt


class _Lines:
    """
    The lines of a file that no later line replaces.

    A line that an apply appends names the one that it replaces by its digest. Where that is not there, both are sides
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
            entry = Entry.parse(content)
            digest = _digest(entry)
            for replaced in (digest, after):
                self.entries.pop(replaced or "", None)
            self.entries[digest] = entry
            self._digests.setdefault((group, schema, entry.id), []).append(digest)
        else:
            for digest in self._digests.pop((group, schema, forgotten), ()):
                self.entries.pop(digest, None)


def _merged(sides: Sequence[Entry]) -> Entry:
    """Return the last side of a merge, in which every value that is not the same in all sides is pending."""
    if len(sides) == 1:
        return sides[0]
    values = Counter(value for side in sides for value in side.values.items())
    pending = {pointer for (pointer, _), number in values.items() if number < len(sides)}
    if len({side.id for side in sides}) > 1:
        pending = {""}
    return replace(sides[-1], pending=tuple(sorted(pending.union(*(side.pending for side in sides)))))


def has_value(pointer: str, patch: Any) -> bool:
    """Return whether the body of an update has a value, of which a list is sent whole."""
    for key in keys_of(pointer):
        if is_array(patch):
            return True
        if not is_mapping(patch) or key not in patch:
            return False
        patch = patch[key]
    return True


def _line(entry: Entry) -> dict[str, Any]:
    """Return an entry as the file has it, without what is empty."""
    return {name: value for name in _FIELDS if (value := getattr(entry, name))}


def _digest(entry: Entry) -> str:
    """Return what a line names the line by that it replaces."""
    return sha256(json.dumps(_line(entry), sort_keys=True).encode()).hexdigest()[:_DIGITS]


_FIELDS: Final = tuple(column.name for column in fields(Entry))

_CONFLICT: Final = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
