"""Assertions over the journal that say what came instead."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from fivetran_common.json_types import is_object

from ..formats.envelope import MESSAGES
from ..formats.masking import STARS, all_masked, masked
from .journal import Journal, RecordedCall

MOST_SHOWN: Final = 10
"""How many calls a failed assertion lists."""

AUTH: Final = "auth"
CONFIG: Final = "config"


def created(journal: Journal, wanted: Mapping[str, Any]) -> RecordedCall:
    """Give the latest accepted create whose body holds `wanted`; raises AssertionError with a difference."""
    _refuse_secrets(wanted)
    creates = [call for call in journal if call.operation == "create_connection"]
    accepted = [call for call in creates if call.verdict == "accepted"]
    for call in reversed(accepted):
        if _holds(_flat(call.body), wanted):
            return call
    raise AssertionError(_why_not_created(creates, accepted, wanted) + _forgotten(journal))


def called(journal: Journal, operation: str, *, times: int | None, wanted: Mapping[str, Any]) -> list[RecordedCall]:
    """Give the calls of an operation whose body holds `wanted`; raises AssertionError unless there are so many."""
    _refuse_unknown(operation)
    _refuse_secrets(wanted)
    everything = list(journal)
    found = [call for call in everything if call.operation == operation and _holds(_flat(call.body), wanted)]
    if (times is None and not found) or times not in (None, len(found)):
        expected = "at least once" if times is None else f"{times} times"
        what = f"{operation} with {_spelled(wanted)}" if wanted else operation
        came = f"it was called {len(found)} times\n{_list(everything)}{_forgotten(journal)}"
        raise AssertionError(f"expected {what} {expected}, but {came}")
    return found


def _refuse_unknown(operation: object) -> None:
    """An operation that is misspelled was never called, which must not look like a promise that is kept."""
    if isinstance(operation, str) and operation in MESSAGES:
        return
    near = difflib.get_close_matches(str(operation), MESSAGES, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(sorted(MESSAGES))}"
    raise ValueError(f"operation has to be one of the document's, and {operation!r} is none: {hint}")


def _refuse_secrets(wanted: Mapping[str, Any]) -> None:
    """The journal shows no secrets, so that none can be found in it."""
    shown = {key: all_masked(value) if key == AUTH else value for key, value in masked(dict(wanted)).items()}
    for name in _differing(wanted, shown, ""):
        raise ValueError(
            f"{name} is masked in the journal, so that no call shows it: leave it out, or expect {STARS!r}"
        )


def _differing(wanted: Any, shown: Any, name: str) -> Iterator[str]:
    """Name what is shown otherwise than it is wanted."""
    if is_object(wanted):
        for key, value in wanted.items():
            yield from _differing(value, shown[key], f"{name}[{key!r}]" if name else key)
    elif wanted != shown:
        yield name


def _flat(body: Any) -> dict[str, Any]:
    """Give a body's keys, with those of `config` beside them: nobody wants to spell the nesting in an assertion."""
    if not is_object(body):
        return {}
    config = body.get(CONFIG)
    return {**(config if is_object(config) else {}), **body}


def _holds(body: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    return all(key in body and _matches(body[key], value) for key, value in wanted.items())


def _matches(value: Any, wanted: Any) -> bool:
    """Compare objects by the keys that are wanted, everything else as it is."""
    if is_object(wanted):
        return is_object(value) and _holds(value, wanted)
    return bool(value == wanted)


def _why_not_created(creates: list[RecordedCall], accepted: list[RecordedCall], wanted: Mapping[str, Any]) -> str:
    if not creates:
        return f"expected a connection with {_spelled(wanted)}, but none was created"
    if not accepted:
        refusals = "\n".join(f"  {call.status} {call.reason}" for call in creates[-MOST_SHOWN:])
        return f"expected a connection with {_spelled(wanted)}, but every create was refused:\n{refusals}"
    nearest = max(accepted, key=lambda call: sum(_holds(_flat(call.body), {key: wanted[key]}) for key in wanted))
    return (
        f"expected a connection with {_spelled(wanted)}, but {len(accepted)} others were created;\n"
        f"the nearest differs so:\n{_difference(_flat(nearest.body), wanted)}"
    )


def _difference(body: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    there = {key: body[key] for key in wanted if key in body}
    lines = difflib.ndiff(_lines(wanted), _lines(there))
    return "\n".join(f"  {line}" for line in lines if not line.startswith("?"))


def _lines(value: Mapping[str, Any]) -> list[str]:
    return json.dumps(value, indent=2, sort_keys=True, default=str).splitlines()


def _spelled(wanted: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}={value!r}" for key, value in wanted.items()) or "any body"


def _list(calls: list[RecordedCall]) -> str:
    if not calls:
        return "there were no calls"
    shown = [f"  {call.status} {call.method} {call.target} ({call.operation})" for call in calls[-MOST_SHOWN:]]
    return "the latest calls were:\n" + "\n".join(shown)


def _forgotten(journal: Journal) -> str:
    """Say that older calls cannot be seen any more, where that is so."""
    return f"\n(the journal has forgotten the {journal.forgotten} oldest calls)" if journal.forgotten else ""
