"""Secrets of bodies: masked where they are shown, sealed in models, and plain where they are sent."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from fivetran_common.answers import Answer
from fivetran_common.json_types import SCALARS, is_array, is_mapping
from fivetran_common.text import HEADER_VALUE, is_mask
from fivetran_rules import ServiceCatalogue, is_secret, may_be_secret, url_secrets, without_url_secrets

from .secret import MASK, Secret, SecretText, Veiled, masking

ANY_SERVICE: Final = ""
"""The service of a body whose service is not known."""

# Each value below these keys is secret.
_SECRET_BRANCHES = frozenset({"auth"})


def masked(value: Any, *, secret: bool = False, keep_stars: bool = False) -> Any:
    """
    Return a copy of a JSON value in which every secret is `***`, and every secret of a URL.

    The body names its service. With `keep_stars`, a text of the API with nothing but stars stays.
    """

    def hide(item: Any, hidden: bool) -> Any:
        if _is_hidden(item, secret=hidden):
            return item if keep_stars and is_mask(item, whole=True) else MASK
        return without_url_secrets(item) if isinstance(item, str) else item

    return _copied(value, hide, secret)


def is_secret_by_place(item: object, pointer: str) -> bool:
    """Return whether a value that no name marks as a secret is one: of an HTTP header, or a URL with one."""
    return bool(HEADER_VALUE.search(pointer) or (isinstance(item, str) and url_secrets(item)))


def secrets_in(value: Any) -> list[str]:
    """Return every secret in a JSON value, and those of URLs; the body of a connection names its own service."""
    found = list[str]()

    def collect(item: Any, secret: bool) -> None:
        if _is_hidden(item, secret=secret):
            found.append(str.__str__(item) if isinstance(item, str) else json.dumps(item, default=str))
        elif isinstance(item, str):
            found.extend(url_secrets(item))

    _copied(value, collect, secret=False)
    return found


def sealed(value: Any, secret: bool = False, service: str | None = None) -> Any:
    """
    Return a copy with every secret as a `Secret` of its text; with `secret` all but null and booleans is one.

    A body says itself which service it is for; `service` says it for a change.
    """

    def hide(item: Any, hidden: bool) -> Any:
        if not hidden or isinstance(item, bool):
            return item
        if isinstance(item, bytes):  # a rule refuses other bytes than UTF-8
            item = item.decode(errors="surrogateescape")
        elif isinstance(item, int | float):
            item = json.dumps(item)
        return Secret(item) if isinstance(item, str) else item

    return _copied(value, hide, secret, service)


def veiled(value: Any) -> Any:
    """
    Return a copy of an argument in which each secret masks itself, so that no frame that keeps it shows a secret.

    Numbers stay numbers. A model becomes its JSON object, unless it is an answer or cannot be converted; an iterator
    stays lazy. A value that is too deep to walk is returned as it is.
    """

    def hide(item: Any, hidden: bool) -> Any:
        if hidden and item is not None and not isinstance(item, bool):
            return next((veil(item) for kind, veil in _VEILS.items() if isinstance(item, kind)), item)
        return Veiled(item) if isinstance(item, str) and url_secrets(item) else item

    kind: Any = value.__class__
    if kind in SCALARS or issubclass(kind, str | bytes):
        return value
    if is_array(value):
        return [veiled(each) for each in value]
    try:
        if is_mapping(value):
            return _copied(value, hide, secret=False)
        if hasattr(kind, "to_dict") and not issubclass(kind, Answer):
            return _copied(value.to_dict(), hide, secret=False)
    except (AttributeError, RecursionError, TypeError, ValueError):
        return value
    return (veiled(each) for each in value) if issubclass(kind, Iterable) else value


_VEILS: Final[Mapping[type, Callable[[Any], Any]]] = {
    Secret: Secret,
    str: SecretText,
    **{kind: masking(kind) for kind in (int, float, bytes)},
}


def revealed(value: Any) -> Any:
    """Return a copy of a value with plain secrets; a recursive value is left as it is, and the rules refuse it."""
    try:
        return _copied(value, lambda item, _: item.reveal() if isinstance(item, Secret) else item, secret=True)
    except RecursionError:
        return value


def _copied(
    value: Any,
    change: Callable[[Any, bool], Any],
    secret: bool,
    service: str | None = None,
) -> Any:
    """Copy a JSON value; ``change`` returns the copy of each scalar, and is told whether it is a secret."""
    if is_mapping(value):
        known = service_of(value, service)
        copy: dict[Any, Any] = {}
        for key, item in value.items():
            is_leaf = type(item) in SCALARS  # most are, and a call costs more than this look
            hidden = secret or (is_secret_name(key, known) and not (is_leaf and is_choice(key, item, known)))
            copy[key] = change(item, hidden) if is_leaf else _copied(item, change, hidden, known)
        return copy
    if is_array(value):
        return [_copied(item, change, secret, service) for item in value]
    return change(value, secret)


@lru_cache(maxsize=1024)  # bodies have the same few keys again and again
def is_secret_name(name: str, service: str | None = None) -> bool:
    """
    Return whether the value of this key, in a body for this service, is to be masked.

    For `ANY_SERVICE` it is masked if the key is a secret of some service.
    """
    text = str(name)  # JSON has only text keys, but a caller's mapping may not
    if text in _SECRET_BRANCHES:
        return True
    return may_be_secret(text) if service == ANY_SERVICE else is_secret(text, service)


def is_choice(name: str, value: object, service: str | None) -> bool:
    """Return whether a value is a published one of a field of `config` that has the name of a secret branch."""
    entry = ServiceCatalogue.packaged().entry(service) if service and name in _SECRET_BRANCHES else None
    return entry is not None and name in entry.config and value in entry.config[name].enum


def service_of(body: Mapping[str, Any], otherwise: str | None) -> str | None:
    """Return the service that a body names beside its config or auth; an update names none, and may be of any."""
    if "config" not in body and "auth" not in body:
        return otherwise
    service = body.get("service")
    return service if type(service) is str else otherwise or ANY_SERVICE


def _is_hidden(value: object, *, secret: bool) -> bool:
    return isinstance(value, Secret) or (secret and value is not None and value != "" and not isinstance(value, bool))
