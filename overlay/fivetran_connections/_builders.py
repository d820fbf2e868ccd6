"""
The way from a builder's arguments to a checked, typed request.

Arguments are spelt as the API spells its keys. None is null and an argument that is left out is an absent key, always.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache, wraps
from inspect import Parameter, Signature
from typing import Any, Final, Generic, NamedTuple, Protocol, Self, TypeVar, cast

from fivetran_client import models
from fivetran_client.models.connection_update import ConnectionUpdate
from fivetran_client.types import UNSET
from fivetran_rules import Evidence, Violation, check, check_change

from ._builder_arguments import ChangeArguments, NewConnectionArguments
from ._coerce import Flaw, Uncoercible, coercions_of, keyed, named_model
from ._json import is_array, is_object
from ._masking import is_secret_name
from ._secret import Secret
from .errors import InvalidConnection


class Model(Protocol):
    """A class that the generator made for a request, or for a part of one."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read it from the JSON object."""
        ...


New = TypeVar("New", bound=Model)
Function = TypeVar("Function", bound=Callable[..., Any])

_CONNECTION_LEVEL: Final = frozenset(
    {*NewConnectionArguments.__annotations__, *ChangeArguments.__annotations__, "service", "config", "auth"}
)


class Draft(NamedTuple):
    """A body that arguments stand for, and those of them that stand for nothing the API knows."""

    body: dict[str, Any]
    flaws: tuple[Flaw, ...] = ()


@dataclass(frozen=True, slots=True)
class Service(Generic[New]):
    """A connector service that has a model of its own; makes the requests of its two builders."""

    name: str
    new: type[New]
    implied_modes: Mapping[str, str]
    """The sync mode that a list implies when none is named."""

    def connection(self, arguments: Mapping[str, object]) -> New:
        """Give the request for a new connection; raise `InvalidConnection` with all that is wrong."""
        body, flaws = draft(arguments, self.new, _part(self.new, "config"))
        self._imply_mode(body.setdefault("config", {}))
        return request(Draft({**body, "service": self.name}, flaws), self.new)

    def change(self, arguments: Mapping[str, object]) -> ConnectionUpdate:
        """Give the request that changes what the arguments name; raise `InvalidConnection` with all that is wrong."""
        drafted = draft(arguments, ConnectionUpdate, _part(self.new, "config"))
        parts = {part: _part(self.new, part, suffix="Update") for part in ("config", "auth")}
        return update(drafted, parts, stored={"service": self.name})

    def _imply_mode(self, config: dict[str, Any]) -> None:
        implied = [mode for key, mode in self.implied_modes.items() if key in config]
        if len(implied) == 1:  # two lists could mean either
            config.setdefault("sync_mode", implied[0])


@cache
def _part(new: type[Model], name: str, *, suffix: str = "") -> type[Model]:
    """Give the class of a part of a new connection, or with the suffix Update that of the part in a change."""
    own = cast("type", named_model(new.__annotations__[name]))
    return cast("type[Model]", getattr(models, f"{own.__name__}{suffix}"))


def draft(arguments: Mapping[str, object], model: type, config: type | None = None) -> Draft:
    """Sort arguments into those of the connection and those of its config, coerced as the models say."""
    own = {key: value for key, value in arguments.items() if key not in _CONNECTION_LEVEL}
    body, flaws = _coerced({key: value for key, value in arguments.items() if key not in own}, model)
    if config and own:
        body["config"], config_flaws = _coerced(own, config)
        flaws += tuple(flaw.below("config") for flaw in config_flaws)
    if "auth" in body:
        body["auth"] = _revealed(body["auth"])  # all of it is sealed again, and plain text is checked much faster
    if "connect_card" in body:
        body["connect_card_config"] = body.pop("connect_card")
        body.setdefault("run_setup_tests", False)  # nothing can be tested before someone has authorized
    return Draft(body, flaws)


def request(drafted: Draft, model: type[New]) -> New:
    """Check a body and read it into its model."""
    _refuse(drafted.flaws, check(drafted.body))
    return model.from_dict(_sealed(drafted.body))


def update(
    drafted: Draft, parts: Mapping[str, type[Model]], *, stored: Mapping[str, object] | None = None
) -> ConnectionUpdate:
    """Check a patch and read it into its model; which class a part has depends on the service, not on its keys."""
    _refuse(drafted.flaws, check_change(drafted.body, stored))
    patch = _sealed(drafted.body)
    read = ConnectionUpdate.from_dict({key: value for key, value in patch.items() if key not in parts})
    for part, model in parts.items():
        if part in patch:
            setattr(read, part, model.from_dict(patch[part]))
    return read


def keywords(arguments: type) -> Callable[[Function], Function]:
    """
    Show a builder's keyword arguments in `help` and `inspect.signature`, and refuse any other.

    Editors and type checkers know them from the annotation; at run time Python would take every name.
    """
    names = arguments.__annotations__.keys()
    shown = [
        Parameter(name, Parameter.KEYWORD_ONLY, default=_default(said))
        for name, said in arguments.__annotations__.items()
    ]
    shown.sort(key=lambda parameter: parameter.default is UNSET)  # the required ones first

    def decorate(builder: Function) -> Function:
        @wraps(builder)
        def checked(**given: Any) -> Any:
            if strange := given.keys() - names:
                raise TypeError(_unexpected(builder.__name__, min(strange), names))
            return builder(**given)

        returned = Signature.from_callable(builder).return_annotation
        checked.__signature__ = Signature(shown, return_annotation=returned)  # type: ignore[attr-defined]  # read by inspect
        return cast("Function", checked)

    return decorate


def _default(annotation: object) -> object:
    return Parameter.empty if "Required[" in str(annotation) else UNSET


def _unexpected(builder: str, name: str, names: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, names, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    return f"{builder}() got an unexpected keyword argument {name!r}.{hint}"


def _coerced(values: Mapping[str, object], model: type) -> Draft:
    try:
        return Draft(keyed(values, coercions_of(model)))
    except Uncoercible as error:
        return Draft(error.rest, error.flaws)


def _refuse(flaws: Iterable[Flaw], violations: Iterable[Violation]) -> None:
    """Raise if anything is wrong; what a coercion said of a field is not said twice."""
    wrong = [Violation(flaw.pointer, flaw.rule, Evidence.DOCUMENTED, flaw.message, "error") for flaw in flaws]
    told = {violation.pointer for violation in wrong}
    wrong += [found for found in violations if found.severity == "error" and found.pointer not in told]
    if wrong:
        raise InvalidConnection(wrong)


def _revealed(value: Any) -> Any:
    if is_object(value):
        return {key: _revealed(item) for key, item in value.items()}
    return value.reveal() if isinstance(value, Secret) else value


_is_secret = lru_cache(maxsize=1024)(is_secret_name)  # bodies have the same few keys again and again


def _sealed(value: Any, secret: bool = False) -> Any:
    """Give a copy in which every secret text is a `Secret`."""
    if type(value) is str:  # most values are
        return Secret(value) if secret else value
    if is_object(value):
        return {key: _sealed(item, secret or _is_secret(key)) for key, item in value.items()}
    return [_sealed(item, secret) for item in value] if is_array(value) else value
