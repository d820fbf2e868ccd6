"""
The way from a builder's arguments to a checked, typed request.

Arguments are spelt as the API spells its keys. None always means null, and an omitted argument an absent key.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, wraps
from typing import Any, ClassVar, Final, Generic, NamedTuple, Protocol, Self, TypeAlias, TypeVar, cast

from fivetran_client import builders as signatures
from fivetran_client import models
from fivetran_client.models.connection_update import ConnectionUpdate
from fivetran_client.types import UNSET, Unset
from fivetran_common.json_types import is_mapping
from fivetran_common.nearest import nearest
from fivetran_rules import Unchecked, Violation, check, check_change, traits

from .._secrets.masking import is_secret_name, revealed, sealed
from ..errors import ConnectionWarning, InvalidConnection
from .coerce import Uncoercible, below, coercions_of, json_value, keyed, named_model


class Model(Protocol):
    """A class that the generator made for a request, or for a part of one."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read it from the JSON object."""
        ...


New = TypeVar("New", bound=Model)
Function = TypeVar("Function", bound=Callable[..., Any])


ConnectCard: TypeAlias = models.ConnectCardConfig
"""
A page to authorize without handing over credentials: where it leads to, and its content.

The created connection carries ``connect_card.uri``, the page on which its owner authorizes it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationAuth:
    """Credentials with the user's own application; no secret shows, whatever its type."""

    TOKENS: ClassVar[tuple[str, ...]] = ()
    """The fields that stand in ``auth`` itself; all others stand in its ``client_access``."""

    client_id: str | Unset = UNSET
    """Id of the client application."""
    client_secret: str | Unset = UNSET
    """Secret of the client application."""

    def __post_init__(self) -> None:
        """Seal the secrets."""
        for name, value in self._given().items():
            if is_secret_name(name):
                object.__setattr__(self, name, _sealed_whole(value))

    def to_dict(self) -> dict[str, Any]:
        """Return the object that the API takes as ``auth``."""
        given = keyed(self._given(), {})
        tokens = {key: given.pop(key) for key in self.TOKENS if key in given}
        return {**tokens, "client_access": given} if given else tokens

    def _given(self) -> dict[str, object]:
        return {field.name: getattr(self, field.name) for field in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientAuth(ApplicationAuth):
    """
    A refresh token and its application.

    A new connection needs all of these values. A change may have only the new ones.
    """

    TOKENS: ClassVar[tuple[str, ...]] = ("refresh_token",)

    refresh_token: str | Unset = UNSET
    """The long-lived refresh token."""


def _sealed_whole(value: object) -> Any:
    """Seal every part of a value; a recursive value becomes an empty container, which the rules refuse."""
    plain = json_value(value)
    try:
        return sealed(plain, secret=True)
    except RecursionError:
        return {} if is_mapping(plain) else []


class Draft(NamedTuple):
    """The body made of some arguments, and the arguments that the API does not know."""

    body: dict[str, Any]
    flaws: Sequence[Violation] = ()


@dataclass(frozen=True, slots=True)
class TypedService(Generic[New]):
    """A connector service with a model of its own; makes the requests of its two builders."""

    name: str
    new: type[New]

    def connection(self, arguments: Mapping[str, object]) -> New:
        """Return the request for a new connection; raise `InvalidConnection` with all violations."""
        drafted = draft(arguments, self.new, _part(self.new, "config"))
        config = drafted.body.setdefault("config", {})
        implied = [mode for key, mode in traits(self.name).modes.items() if key in config]
        if len(implied) == 1:  # with two lists, the mode is ambiguous
            config.setdefault("sync_mode", implied[0])
        drafted.body["service"] = self.name
        return request(drafted, self.new)

    def change(self, arguments: Mapping[str, object]) -> ConnectionUpdate:
        """Return the request that changes the named fields; raise `InvalidConnection` with all violations."""
        drafted = draft(arguments, ConnectionUpdate, _part(self.new, "config"))
        return update(drafted, changed_parts(self.new), stored={"service": self.name})


def changed_parts(new: type[Model]) -> Mapping[str, type[Model]]:
    """Return the classes that the parts of a change have, for the service of a new connection."""
    return {part: _part(new, part, suffix="Update") for part in ("config", "auth")}


@cache
def _part(new: type[Model], name: str, *, suffix: str = "") -> type[Model]:
    """Return the class of a part of a new connection, or with the suffix Update that of the part in a change."""
    own = cast("type", named_model(new.__annotations__[name]))
    return cast("type[Model]", getattr(models, f"{own.__name__}{suffix}"))


def draft(arguments: Mapping[str, object], model: type, config: type | None = None) -> Draft:
    """Sort arguments into keys of the connection and keys of its config; the models coerce their values."""
    level: dict[str, object] = {}
    own: dict[str, object] = {}
    for key, value in arguments.items():
        if value is not UNSET:
            (level if key in _CONNECTION_LEVEL else own)[key] = value
    body, flaws = _coerced(level, model)
    if config and own:
        body["config"], config_flaws = _coerced(own, config)
        flaws = [*flaws, *below("config", config_flaws)]
    if "auth" in body:
        body["auth"] = revealed(body["auth"])  # it is sealed again below; plain text is checked much faster
    if "connect_card" in body:
        body["connect_card_config"] = body.pop("connect_card")
        body.setdefault("run_setup_tests", False)  # nothing can be tested before someone has authorized
    return Draft(body, flaws)


def request(drafted: Draft, model: type[New], *, unchecked: Unchecked = False) -> New:
    """Check a body and read it into its model."""
    body, flaws = drafted
    if (violations := check(body, unchecked=unchecked)) or flaws:
        _report(flaws, violations)
    return model.from_dict(sealed(body))


def update(
    drafted: Draft,
    parts: Mapping[str, type[Model]],
    *,
    stored: Mapping[str, object] | None = None,
    unchecked: Unchecked = False,
) -> ConnectionUpdate:
    """Check a patch and read it into its model; which class a part has depends on the service, not on its keys."""
    body, flaws = drafted
    if (violations := check_change(body, stored, unchecked=unchecked)) or flaws:
        _report(flaws, violations)
    service = stored.get("service") if stored else None
    patch = sealed(body, service=service if isinstance(service, str) else None)
    changed = ConnectionUpdate.from_dict({key: value for key, value in patch.items() if key not in parts})
    for part, model in parts.items():
        if part in patch:
            setattr(changed, part, model.from_dict(patch[part]))
    return changed


def _report(flaws: Sequence[Violation], violations: Sequence[Violation]) -> None:
    """Raise if anything is wrong; else warn at the line that builds the request, which Python shows once."""
    flawed = {flaw.pointer for flaw in flaws}
    errors = [found for found in violations if found.severity == "error" and found.pointer not in flawed]
    if flaws or errors:
        raise InvalidConnection([*flaws, *errors])
    frame, level = inspect.currentframe(), 1  # Python 3.12 has skip_file_prefixes for this
    while frame is not None and frame.f_globals.get("__name__", "").startswith("fivetran_connections."):
        frame, level = frame.f_back, level + 1
    for violation in violations:
        message = f"{violation.pointer}: {violation.message} (rule {violation.rule}, {violation.evidence.value})"
        warnings.warn(message, ConnectionWarning, stacklevel=level)


def builder(
    signature: Function, make: Callable[[dict[str, Any]], object], *, created_by: Callable[..., object] | None = None
) -> Function:
    """
    Return the builder with this generated signature; ``make`` gets the given arguments.

    An unknown argument raises `TypeError`, which names the nearest one; missing ones are left to the rules. A change
    names by ``created_by`` the signature of its new connection: the arguments that it lacks are permanent.
    """
    names = _arguments_of(signature)
    permanent = (_arguments_of(created_by) if created_by else frozenset[str]()) - names - _NOT_PERMANENT

    @wraps(signature)
    def checked(**given: Any) -> object:
        if not names.issuperset(given):
            raise TypeError(_unexpected(signature.__name__, min(given.keys() - names), sorted(names), permanent))
        return make(given)

    return cast("Function", checked)


def _arguments_of(signature: Callable[..., object]) -> frozenset[str]:
    return frozenset(signature.__annotations__) - {"return"}


_CONNECTION_LEVEL: Final = _arguments_of(signatures.connection) | _arguments_of(signatures.connection_patch)

_NOT_PERMANENT: Final = frozenset({"connect_card", "data_checks", "unchecked"})
"""Arguments of a new connection that a change does not take, although they are not permanent."""


def _unexpected(builder: str, name: str, names: Iterable[str], permanent: frozenset[str]) -> str:
    if name in permanent:
        return f"{builder}() does not take {name!r}: it is permanent, and only a new connection can have another one."
    near = nearest(name, names)
    hint = f" Did you mean {near!r}?" if near else ""
    return f"{builder}() got an unexpected keyword argument {name!r}.{hint}"


def _coerced(values: Mapping[str, object], model: type) -> Draft:
    try:
        return Draft(keyed(values, coercions_of(model)))
    except Uncoercible as error:
        return Draft(error.rest, error.violations)
