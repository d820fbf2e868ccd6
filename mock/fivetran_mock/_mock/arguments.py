"""Checks of the mock's arguments: a wrong one is refused in one sentence that names it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict
from datetime import timedelta
from functools import cache, wraps
from inspect import Parameter, Signature, signature, unwrap
from types import UnionType
from typing import Any, Final, Literal, ParamSpec, TypeVar, Union, get_args, get_origin, get_type_hints

from fivetran_common.json_schema import Schema
from fivetran_common.json_text import is_utf8
from fivetran_common.json_types import is_array, is_mapping

from .clock.moments import MOST_SECONDS, MOST_YEARS
from .formats.json import listed, plain
from .formats.schema import FLAG, NAME, TEXT, Checker, an_object, array, one_of, or_null, require_names, whole
from .seeds import Seed, read_seed
from .state.scripts import SETUP_TEST, SETUP_TEST_SCRIPT, SYNC_SCRIPT, AnyScript, SetupTest, SetupTestScript, SyncScript

P = ParamSpec("P")
T = TypeVar("T")


def require_text(name: str, value: object) -> None:
    """Require a text in UTF-8 with at least one character; raises TypeError or ValueError."""
    if not isinstance(value, str):
        raise TypeError(f"{name} has to be a text that is not empty")
    if not value or not is_utf8(value):
        raise ValueError(f"{name} has to be a text in UTF-8 that is not empty")


def read_lists(**lists: object) -> Seed:
    """Read the arguments beside a seed's data; raises `InvalidSeed` with the pointer of the mistake."""
    return read_seed({name: _as_data(values) for name, values in lists.items()})


def _as_data(values: object) -> object:
    items = listed(values)
    if not is_array(items):
        return values
    return [asdict(item) if isinstance(item, AnyScript) else dict(item) if is_mapping(item) else item for item in items]


def check_script(script: SetupTestScript | SyncScript) -> None:
    """Raise TypeError or ValueError for a script that cannot be used."""
    if isinstance(script, SyncScript):
        SYNC_SCRIPT.check_arguments(**asdict(script))
        return
    for place, test in enumerate(script.tests):
        if not isinstance(test, SetupTest):  # pyright: ignore[reportUnnecessaryIsInstance]  # as an untyped test may
            raise TypeError(f'tests[{place}] has to be a SetupTest, as in SetupTest(status="FAILED")')
    SETUP_TEST_SCRIPT.check_arguments(**asdict(script))


def microseconds_of(by: timedelta, amounts: Mapping[str, float]) -> int:
    """Return how far to move time; raises ValueError for the past and for more than a hundred years."""
    try:
        moved = by + timedelta(**{name: float(amount) for name, amount in amounts.items()})
    except OverflowError:
        moved = timedelta.min
    if not timedelta() <= moved <= timedelta(seconds=MOST_SECONDS):
        raise ValueError(f"time moves forward, and by at most {MOST_YEARS} years at once")
    return moved // timedelta(microseconds=1)


# --- the arguments of a method, by its signature ----------------------------------------------------------------------


def operation(method: Callable[P, T]) -> Callable[P, T]:
    """Refuse arguments that a method does not take, with the nearest name; the admin API offers such a method too."""

    @wraps(method)
    def checked(*given: P.args, **named: P.kwargs) -> T:
        __tracebackhide__ = True
        takes, checker = _takes(method)
        known = checker.schema["properties"]
        if "wanted" not in takes.parameters:
            require_names(_name(method), named, known)
        try:
            bound = takes.bind(*given, **named).arguments
        except TypeError as problem:  # a missing argument, or too many
            raise TypeError(f"{_name(method)}: {problem}") from None
        # An argument without a schema is an object of Python, which the method checks.
        given_by_name = {name: plain(bound[name]) if known[name] else None for name in known if name in bound}
        checker.check_arguments(**given_by_name)
        return method(*given, **named)

    return checked


def schema_of(method: Callable[..., object]) -> Schema:
    """Return the JSON Schema of an operation's arguments; `wanted` are arguments of any name, `tests` unnamed."""
    takes, checker = _takes(unwrap(method))
    variable = {name: schema for name, schema in _VARIABLE.schema["properties"].items() if name in takes.parameters}
    return {**checker.schema, "properties": {**checker.schema["properties"], **variable}}


def call_with(method: Callable[..., T], subject: object, data: Mapping[str, Any]) -> T:
    """Call an operation with plain data by `schema_of`; refuses as the method itself."""
    known = schema_of(method)["properties"]
    require_names(_name(method), data, known)
    given = dict(data)
    variable = {name: given.pop(name) for name in ("tests", "wanted") if name in given}
    _VARIABLE.check_arguments(**variable)
    wanted = variable.get("wanted", {})
    require_names(f"wanted of {_name(method)}", wanted, wanted.keys() - known)
    return method(subject, *(SetupTest(**test) for test in variable.get("tests", ())), **given, **wanted)


def _name(method: Callable[..., object]) -> str:
    return method.__name__.strip("_")


@cache
def _takes(method: Callable[..., object]) -> tuple[Signature, Checker]:
    """Return the signature of a method, and the check of its arguments by name."""
    hints, takes = get_type_hints(method), signature(method)
    by_name = (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
    _, *parameters = takes.parameters.values()  # the first one is the mock
    named = {each.name: each for each in parameters if each.kind in by_name}
    schemas = {name: _schema(hints[name], each) for name, each in named.items()}
    required = [name for name, each in named.items() if each.default is each.empty]
    return takes, Checker(an_object(schemas, required=required))


def _schema(hint: Any, parameter: Parameter) -> Schema:
    """Return the JSON Schema of the values of a type, where it has one; a text may be empty if it has a default."""
    is_optional = get_origin(hint) in (Union, UnionType)  # a type or None
    kind = get_args(hint)[0] if is_optional else hint
    origin = get_origin(kind) or kind
    schemas: Mapping[object, Schema] = {
        bool: FLAG,
        int: whole(0),
        float: {"type": "number", "title": "a number"},
        str: TEXT if isinstance(parameter.default, str) else NAME,
        Mapping: _OBJECT,
        Collection: array(whole(0)),
    }
    found = one_of(*get_args(kind)) if origin is Literal else schemas.get(origin, {})
    return or_null(found) if is_optional and found else found


_OBJECT: Final[Schema] = {"type": "object", "title": "an object"}
_VARIABLE: Final = Checker(an_object({"tests": array(SETUP_TEST.schema), "wanted": _OBJECT}))
