"""The values that left a file since the last apply, and whether the account was seen to keep them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from fivetran_common.json_types import Json, is_mapping, is_within, keys_of, scalars
from fivetran_common.text import is_mask

from .memory import Knowledge
from .plans import Captured, Difference
from .policies import UNSET, is_exclusive, names_in, parts_of
from .reading.declarations import Declaration, Keys, policy_parts
from .reading.references import POLICY


class _Kept(StrEnum):
    """Whether the account keeps a value, as far as it was seen."""

    YES = "the account keeps it"
    NO = "the account does not have it"
    UNSEEN = "it cannot be seen whether the account keeps it"


def warnings(
    declared: Declaration, found: Json, there: Captured, known: Knowledge, differences: Sequence[Difference]
) -> Iterator[str]:
    """Yield a sentence for the values that left the file, unless a difference shows what becomes of them."""
    changed = [each.pointer for each in differences if each.part != "hold" and each.status != "unseen"]
    policy = dict(policy_parts(declared.tables or {}))
    pointers = known.entry.declared if known.entry else ()
    parts = parts_of(there, names_in(pointers))
    named: dict[_Kept, list[str]] = {}
    for at in known.left(declared):
        path = keys_of(at)[1:]
        is_governed = len(path) % 2 == 0 and is_exclusive(policy, path)  # to be left out is to be disabled
        is_sent = is_within(at, ("/auth",)) and any(is_within(each, ("/auth",)) for each in changed)  # as a whole
        if is_governed or is_sent or any(is_within(each, (at,)) for each in changed):
            continue
        states = {each: _kept(each, found, parts, known) for each in pointers if is_within(each, (at,))}
        is_one = len({*states.values()}) == 1
        for pointer, state in ((at, next(iter(states.values()))),) if is_one else states.items():
            named.setdefault(state, []).append(pointer)
    for state, names in named.items():
        yield f"no longer declared: {', '.join(names)}; {state}"


def _kept(pointer: str, found: Json, parts: Mapping[Keys, Json], known: Knowledge) -> _Kept:
    """Return whether the account shows a value; of a policy that was never in place, whether it has this value."""
    if not is_within(pointer, (POLICY,)):
        value: Any = found
        for key in keys_of(pointer):
            value = value.get(key) if is_mapping(value) else None
        is_hidden = value is None or any(is_mask(item) for _, item in scalars(value))
        return _Kept.UNSEEN if is_hidden else _Kept.YES
    if len(parts) == 1:  # nothing is captured, or it cannot be read
        return _Kept.UNSEEN
    path = keys_of(pointer)[1:]
    owner, setting = path[: len(path) // 2 * 2], path[-1]
    held = (dict(policy_parts(policy)).get(owner, {}).get(setting) for policy in known.hold.policies)
    seen = parts.get(owner, {}).get(setting, UNSET.get(setting))
    return _Kept.NO if owner not in parts or any(one not in {None, seen} for one in held) else _Kept.YES
