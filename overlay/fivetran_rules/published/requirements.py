"""Rules made of data: the keys of `config` that a service needs or ignores, as the prose of the definition says."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from typing import Any, Final

from fivetran_common.json_types import is_object

from .._rule import (
    UNKNOWN,
    Basis,
    BodyState,
    Condition,
    Rule,
    differs,
    is_filled,
    is_same,
    on_change,
    on_create,
    wrong_if,
)
from .._shape_rules import SHAPE_RULES
from .catalogue import FORMAT, InvalidCatalogue, Service

_HOSTS: Final = ("host", "hosts")
_OTHER_HOSTS: Final = ("ms_host", "connection_string")
"""Keys that name the source in the place of its host."""

_NETWORK: Final = frozenset({"connection_type", "connection_method", "tunnel_host"})
"""Keys of services that connect to a host, one of which such a service has."""


@cache
def _packaged() -> Mapping[str, Any]:
    from fivetran_openapi import requirements  # most programs need it late, or never

    return parse(requirements())


def parse(data: bytes) -> Mapping[str, Any]:
    """Read a file of requirements; raises `InvalidCatalogue` for a damaged or newer one."""
    try:
        file = json.loads(data)
        if file["format"] == FORMAT:
            return {"vintage": str(file["vintage"]), **_checked(file["services"])}
        reason = f"has format {file['format']!r}, and not {FORMAT}"
    except (AttributeError, LookupError, RecursionError, TypeError, ValueError):
        reason = "is damaged"
    raise InvalidCatalogue(f"requirements.json of fivetran_openapi {reason}: install fivetran-connections again.")


def _checked(services: Any) -> dict[str, Any]:
    return {
        name: [(key, each["is"] == "needed", {**each["when"]}) for key, found in keys.items() for each in found]
        for name, keys in services.items()
    }


def requirement_rules(service: Service, *, stated: Collection[str]) -> Iterator[Rule]:
    """Yield the rules of a service, without those about the pointers that its own rules state already."""
    packaged = _packaged()
    source = f"prose of the OpenAPI definition published by Fivetran; {packaged['vintage']}"
    for key, is_needed, when in packaged.get(service.name, ()):
        pointer, field = f"/config/{key}", service.config.get(key)
        if pointer in stated:
            continue
        words = " and ".join(f"{other} is {_shown(value)}" for other, value in when.items())
        others = tuple(f"/config/{other}" for other in when)
        if not is_needed:
            message = f"Remove {key}, or mind that it has no effect unless {words}."
            yield _rule("published.idle", wrong_if(pointer, _is_idle(key, when)), message, source)
            continue
        is_list = bool(when) and field is not None and field.type == "array"
        test = _is_lacking((key,), when, is_secret=field is not None and field.secret, is_list=is_list)
        if is_list:
            message = f"Fill {key}, which is needed if {words}."
            yield _rule("published.needed_list", wrong_if(pointer, test, triggers=(*others, pointer)), message, source)
            continue
        message = f"Fill {key}: {f'if {words}, ' if when else ''}the set-up cannot pass without it."
        for condition in _conditions(pointer, test, others):
            yield _rule("published.needed", condition, message, source)
    hosts = [key for key in _HOSTS if key in service.config and not service.config[key].readonly]
    if hosts and not _NETWORK.isdisjoint(service.config):
        message = f"Fill {hosts[0]}: the set-up cannot pass without it."
        ways = [key for key in (*hosts, *_OTHER_HOSTS) if key in service.config]
        for condition in _conditions(f"/config/{hosts[0]}", _is_lacking(ways, {}), ()):
            yield _rule("inferred.host", condition, message, source)


def _rule(id_: str, condition: Condition, message: str, source: str) -> Rule:
    info = SHAPE_RULES[id_]
    basis = Basis(info.evidence, source)
    return Rule(
        id=id_, condition=condition, basis=basis, message=message, effect=info.effect, severity_override=info.severity
    )


def _conditions(pointer: str, test: Callable[[BodyState], bool], others: tuple[str, ...]) -> Iterator[Condition]:
    """Yield the conditions for a create and a change; only a change of the key itself is judged without others."""
    if others:
        yield wrong_if(pointer, test, triggers=(*others, pointer))
    else:
        yield on_create(wrong_if(pointer, test, triggers=("/config",)))
        yield on_change(wrong_if(pointer, test))


def _is_idle(key: str, when: Mapping[str, Any]) -> Callable[[BodyState], bool]:
    def is_idle(state: BodyState) -> bool:
        value, others = state.config.get(key), [(state.config.get(other), when[other]) for other in when]
        if not is_filled(value) or value is False:
            return False
        return any(other is not None and differs(other, expected) for other, expected in others)

    return is_idle


def _is_lacking(
    keys: Collection[str], when: Mapping[str, Any], *, is_secret: bool = False, is_list: bool = False
) -> Callable[[BodyState], bool]:
    """Test whether all keys lack under a condition; a Connect Card, a manager or a hidden value may have one."""

    def is_given(state: BodyState, key: str) -> bool:
        value, held = state.config.get(key, state.config_gap), state.connection.get("external_secrets_keys_config")
        is_hidden = is_secret and state.gap is UNKNOWN and key not in state.config
        return value is UNKNOWN or is_filled(value) or is_hidden or (is_object(held) and key in held)

    def is_lacking(state: BodyState) -> bool:
        for other, value in when.items():
            if not is_same(state.config.get(other), value):
                return False
        if "connect_card_config" in state.request and not is_list:
            return False
        return not any(is_given(state, key) for key in keys)

    return is_lacking


def _shown(value: object) -> str:
    return json.dumps(value) if isinstance(value, bool) else str(value)
