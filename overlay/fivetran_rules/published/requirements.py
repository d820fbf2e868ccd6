"""Rules made of data: the keys of `config` that a service needs or ignores, as the prose of the definition says."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from fivetran_common.json_types import is_object
from fivetran_common.text import listed

from .._rule import (
    UNKNOWN,
    Basis,
    BodyState,
    Condition,
    Effect,
    Rule,
    is_filled,
    is_same,
    on_change,
    on_create,
    wrong_if,
)
from .._shape_rules import SHAPE_RULES
from .catalogue import Field, Service

_HOSTS: Final = ("host", "hosts")
_OTHER_HOSTS: Final = ("ms_host", "connection_string")
"""Keys that name the source in the place of its host."""

_NETWORK: Final = frozenset({"connection_type", "connection_method", "tunnel_host"})
"""Keys of services that connect to a host, one of which such a service has."""


_Fact = tuple[str, bool, Mapping[str, str | bool]]
"""A key of `config`, whether it is needed or else only has an effect, and the values of other keys where that is so."""


@cache
def _packaged() -> tuple[str, Mapping[str, Sequence[_Fact]]]:
    """Return the date of the packaged facts, and the facts of each service."""
    from fivetran_openapi import requirements  # most programs need it late, or never

    file = json.loads(requirements())
    services: Mapping[str, Mapping[str, Any]] = file["services"]
    return file["vintage"], {
        service: [(key, each["is"] == "needed", each["when"]) for key, found in keys.items() for each in found]
        for service, keys in services.items()
    }


def requirement_rules(service: Service, *, stated: Collection[str]) -> Iterator[Rule]:
    """
    Yield the rules that the facts about a service make.

    Facts are left out if the service's own rules already state their pointer, or if the service lacks the key.
    """
    fields, (vintage, facts) = service.config, _packaged()
    source = f"prose of the OpenAPI definition published by Fivetran; {vintage}"
    for key, is_needed, when in facts.get(service.name, ()):
        pointer = f"/config/{key}"
        if pointer in stated or key not in fields:
            continue
        if is_needed:
            is_list = bool(when) and fields[key].type == "array"
            yield from _needed("published.needed_list" if is_list else "published.needed", [key], when, fields, source)
        else:
            message = f"Remove {key}, or mind that it has no effect unless {_words(when)}."
            yield _rule("published.idle", wrong_if(pointer, _is_idle(key, when, fields)), message, source)
    hosts = [key for key in _HOSTS if key in fields and not fields[key].readonly]
    if hosts and not _NETWORK.isdisjoint(fields):
        others = [key for key in _OTHER_HOSTS if key in fields]
        yield from _needed("inferred.host", [*hosts, *others], {}, fields, source)


def _needed(
    name: str, keys: Sequence[str], when: Mapping[str, str | bool], fields: Mapping[str, Field], source: str
) -> Iterator[Rule]:
    """Yield the rules about a missing key; one of the others may take its place."""
    pointer, test = f"/config/{keys[0]}", _is_lacking(name, keys, when, fields)
    if when:
        conditions = [wrong_if(pointer, test, triggers=(*(f"/config/{other}" for other in when), pointer))]
    else:  # a change of other keys is not judged
        conditions = [on_create(wrong_if(pointer, test, triggers=("/config",))), on_change(wrong_if(pointer, test))]
    message = f"Fill {keys[0]}: {f'if {_words(when)}, ' if when else ''}the set-up cannot pass without it."
    for condition in conditions:
        yield _rule(name, condition, message, source)


def _words(when: Mapping[str, str | bool]) -> str:
    return " and ".join(f"{key} is {listed(value)}" for key, value in when.items())


def _rule(name: str, condition: Condition, message: str, source: str) -> Rule:
    info = SHAPE_RULES[name]
    basis = Basis(info.evidence, source)
    return Rule(
        id=name, condition=condition, basis=basis, message=message, effect=info.effect, severity_override=info.severity
    )


def _is_idle(key: str, when: Mapping[str, object], fields: Mapping[str, Field]) -> Callable[[BodyState], bool]:
    """Test whether a key is given beside a known value that another key should not have; an unknown one may suit it."""
    wrong = {other: {*fields[other].enum} - {value} for other, value in when.items() if other in fields}

    def is_idle(state: BodyState) -> bool:
        given = ((state.config.get(other), values) for other, values in wrong.items())
        is_wrong = any(isinstance(text, str) and text in values for text, values in given)
        return is_wrong and is_filled(state.config.get(key))

    return is_idle


def _is_lacking(
    name: str, keys: Collection[str], when: Mapping[str, str | bool], fields: Mapping[str, Field]
) -> Callable[[BodyState], bool]:
    """Test whether all keys lack under a condition; a Connect Card, a manager or a hidden value may have one."""
    may_come_by_card = SHAPE_RULES[name].effect is Effect.NEEDED

    def is_given(state: BodyState, key: str) -> bool:
        value = state.config.get(key, state.config_gap)
        if value is UNKNOWN or is_filled(value):
            return True
        if fields[key].secret and state.gap is UNKNOWN and key not in state.config:
            return True
        held = state.connection.get("external_secrets_keys_config")
        return is_object(held) and key in held

    def is_lacking(state: BodyState) -> bool:
        for other, value in when.items():
            if not is_same(state.config.get(other), value):
                return False
        if may_come_by_card and "connect_card_config" in state.request:
            return False
        return not any(is_given(state, key) for key in keys)

    return is_lacking
