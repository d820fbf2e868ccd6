"""
Judge a Fivetran connection: all violations at once, each with its place.

``check`` judges a new connection and ``check_change`` an update. Both take JSON as Python has it and do no IO.
Importing this package costs a millisecond or two: rules, document and jsonschema-rs are imported on first use.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

from ._account import Account
from ._secrets import is_secret, may_be_secret
from ._traits import NOTHING_SPECIAL, Traits
from ._violation import Evidence, Severity, Violation
from .published import packaged

if TYPE_CHECKING:
    from ._registry import SERVICE_RULES
    from ._rule_info import RuleInfo
    from .published.catalogue import Field, InvalidCatalogue, Service, ServiceCatalogue

    class Stored(Protocol):
        """A model of a connection, such as the client gives."""

        def to_dict(self) -> Mapping[str, Any]:
            """Return the connection as the API does."""
            ...


__all__ = [
    "SERVICE_RULES",
    "Account",
    "Evidence",
    "Field",
    "InvalidCatalogue",
    "RuleInfo",
    "Service",
    "ServiceCatalogue",
    "Severity",
    "Traits",
    "Violation",
    "all_rules",
    "check",
    "check_change",
    "check_request",
    "connection_file_schema",
    "is_secret",
    "kept_fields",
    "may_be_secret",
    "naming_keys",
    "naming_of",
    "service_file_schema",
    "traits",
]

_UNCHECKED: Final = "pass unchecked=True"
"""How Python code sends a body that only the catalogue refuses."""

_NOTHING_KNOWN: Final = Account()
_NOTHING_STORED: Final[Mapping[str, object]] = {}
_ON_FIRST_USE: Final = {
    "Field": ".published.catalogue",
    "InvalidCatalogue": ".published.catalogue",
    "RuleInfo": "._rule_info",
    "SERVICE_RULES": "._registry",
    "Service": ".published.catalogue",
    "ServiceCatalogue": ".published.catalogue",
}


def check(
    body: object,
    *,
    strict: bool = False,
    account: Account | None = None,
    catalogue: ServiceCatalogue | None = None,
    unchecked: bool = False,
    escape: str = _UNCHECKED,
) -> list[Violation]:
    """
    Judge a body for POST /v1/connections, and return all its violations.

    An empty list, or one with warnings only, means valid. ``strict`` makes warnings errors. ``account`` adds what a
    body does not show. ``catalogue`` replaces the packaged catalogue of services, by which `config` and `auth` of every
    service are judged that has no schema of its own; ``unchecked`` leaves that out, and ``escape`` says in the errors
    of the catalogue how the caller's own users leave it out. After 100 violations one more says how many are not
    listed.

    Nothing is raised, whatever JSON the body is, and whatever else of Python's own is in it: a value that JSON cannot
    represent is a violation too. Only an object that raises when it is compared, or a subclass of dict, list or str
    that raises when it is read, can end it.
    """
    violations: list[Violation] = _module("._judge").violations_of_new(
        body,
        strict=strict,
        escape=escape,
        account=account or _NOTHING_KNOWN,
        catalogue=None if unchecked else catalogue or packaged(),
    )
    return violations


def check_change(
    patch: object,
    stored: Mapping[str, object] | Stored | None = None,
    *,
    strict: bool = False,
    account: Account | None = None,
    catalogue: ServiceCatalogue | None = None,
    unchecked: bool = False,
    escape: str = _UNCHECKED,
) -> list[Violation]:
    """
    Judge a body for PATCH /v1/connections/{connectionId}, by itself and by what it would leave behind.

    ``stored`` is the connection as the API returns it, or as much of it as is known: a mapping, or a model that has
    ``to_dict``. A field that is neither in the patch nor stored is unknown, and a rule that needs it stays silent; a
    stored ``config`` with anything in it counts as complete. ``catalogue``, ``unchecked`` and ``escape`` are those of
    ``check``; the catalogue needs a stored ``service``. As with ``check``, no patch raises; a ``stored`` of another
    type raises ``TypeError``.
    """
    violations: list[Violation] = _module("._judge").violations_of_change(
        patch,
        _kept(stored),
        strict=strict,
        escape=escape,
        account=account or _NOTHING_KNOWN,
        catalogue=catalogue or packaged(),
        unchecked=unchecked,
    )
    return violations


def check_request(schema: str, body: object) -> list[Violation]:
    """
    Judge the body of a request other than a create or an update of a connection, by the document alone.

    ``schema`` is the name of its schema in the document, for instance ``SchemaConfigUpdate``. Raises ``KeyError`` for a
    schema that the document does not have.
    """
    violations: list[Violation] = _module("._judge").violations_of_request(schema, body)
    return violations


def _kept(stored: Mapping[str, object] | Stored | None) -> Mapping[str, object]:
    if stored is None:
        return _NOTHING_STORED
    if isinstance(stored, Mapping):
        return stored
    kept: object = stored.to_dict() if hasattr(stored, "to_dict") else None
    if isinstance(kept, Mapping):
        return cast("Mapping[str, object]", kept)
    message = f"stored is of type {type(stored).__name__}: give a mapping, a model that has to_dict, or None."
    raise TypeError(message)


def all_rules() -> tuple[RuleInfo, ...]:
    """List every rule: those of shape, those of every connection, those of each service."""
    listed: tuple[RuleInfo, ...] = _module("._rule_info").all_rules()
    return listed


def traits(service: str) -> Traits:
    """Return what is special about a service: its title, its defaults, and what the `sync_mode` of each list is."""
    found: Traits = _module("._registry").TRAITS.get(service, NOTHING_SPECIAL)
    return found


def naming_keys(service: object, catalogue: ServiceCatalogue | None = None) -> tuple[str, ...]:
    """Return the keys of `config` that name the destination of a service; of an unknown one, all that can."""
    return (catalogue or packaged()).naming_keys(service)


def naming_of(service: object, schema: str, catalogue: ServiceCatalogue | None = None) -> dict[str, str]:
    """
    Return the keys of `config` that name the destination, by the `schema` of an answer.

    Answers leave these keys out (docs/evidence.md#naming-keys). A dot in the name stands between schema and table if
    the service has such a format (docs/evidence.md#naming-formats).
    """
    return (catalogue or packaged()).naming_of(service, schema)


def kept_fields() -> Mapping[str, object]:
    """
    Return the fields of a connection, beside group, service and config, that a request sets and an answer shows.

    The value of each is what an answer shows if it was never set, or None.
    """
    fields: Mapping[str, object] = _module("._fields").kept_fields()
    return fields


def connection_file_schema(*also: str) -> dict[str, Any]:
    """
    Return the JSON Schema (2020-12) of a connection file, which is the body of a create.

    The schema is chosen by ``service``, so that an editor completes the keys of that service and no others. Its
    definitions have the components of the document that ``also`` names, too. A new schema is made on each call; the
    caller may change it.
    """
    schema: dict[str, Any] = _module("._file_schema").file_schema(also)
    return schema


def service_file_schema(service: str, catalogue: ServiceCatalogue | None = None) -> dict[str, Any] | None:
    """Return the JSON Schema (2020-12) of a connection file of one service; None for a service that is not known."""
    schema: dict[str, Any] | None = _module("._file_schema").service_file_schema(service, catalogue or packaged())
    return schema


@cache
def _module(name: str) -> Any:
    return import_module(name, __name__)


def __getattr__(name: str) -> Any:
    """Return a public name whose module is imported on first use."""
    if name in _ON_FIRST_USE:
        return getattr(_module(_ON_FIRST_USE[name]), name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
