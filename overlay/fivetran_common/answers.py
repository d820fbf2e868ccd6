"""
Answers of the API as Python objects: the base of the classes that the generator makes for them.

An answer keeps the JSON object as it came. Every field that the document describes is an attribute. A field that
the API always sends is never None; any other is None if it is absent or null. Every key, described or not, is also
there by name: `answer["key"]`. If the API leaves out a field that it always sends, the answer is read all the same,
since a create may have succeeded; only using that field raises an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from enum import Enum
from functools import partial
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Any,
    ClassVar,
    Final,
    Generic,
    NamedTuple,
    Self,
    TypeAlias,
    TypeVar,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from .json_types import child, is_array, is_mapping, is_object
from .text import printable

T = TypeVar("T")
Reader: TypeAlias = Callable[[Any], Any]

MASK: Final = "***"
_MOST_ITEMS: Final = 10
_MOST_CHARACTERS: Final = 200


class Misshapen(ValueError):
    """A part of an answer differs in shape from the document."""

    def __init__(self, problem: str, pointer: str = "") -> None:
        """Store the problem and its place."""
        super().__init__(f"{pointer or '/'} {problem}")
        self.problem = problem
        self.pointer = pointer

    def below(self, key: object) -> Misshapen:
        """Return the same error as seen from the object or list around it."""
        return Misshapen(self.problem, child("", key) + self.pointer)


class HttpResponse(NamedTuple):
    """The response of an answer; names of headers may have upper or lower case."""

    status: int
    headers: Mapping[str, str]


class Answer:  # noqa: PLW1641 - it holds dictionaries, so it has no hash
    """An object of an answer; its attributes are the fields in the document."""

    __slots__ = ("_http", "_json")

    _http: HttpResponse
    _json: Mapping[str, Any]
    __json_names__: ClassVar[Mapping[str, str]] = {}
    """Attributes whose JSON keys are spelled otherwise, with these keys."""
    __always_sent__: ClassVar[frozenset[str]] = frozenset()
    """Attributes that every answer has (documented), though the document tolerates an answer without them."""

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read it from the JSON object; raises `Misshapen` with the pointer of an unreadable value."""
        return read(cls, src_dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object as it came."""
        return cast("dict[str, Any]", deepcopy(_json_of(self)))

    @property
    def http(self) -> HttpResponse | None:
        """The response that holds just this answer; None for an item of a list, and for a copy."""
        return getattr(self, "_http", None)

    @property
    def additional_properties(self) -> dict[str, Any]:
        """The keys and values that the document does not describe."""
        fields = _shape(type(self)).fields
        return {key: value for key, value in _json_of(self).items() if key not in fields}

    def __getitem__(self, key: str) -> Any:
        """Return the JSON value of any key, described or not."""
        return _json_of(self)[key]

    def __contains__(self, key: object) -> bool:
        """Return whether the API sent this key."""
        return key in _json_of(self)

    def __eq__(self, other: object) -> bool:
        """Compare the JSON objects."""
        return isinstance(other, Answer) and type(self) is type(other) and _json_of(self) == _json_of(other)

    if not TYPE_CHECKING:  # pragma: no branch - or type checkers would take every misspelled name for an attribute

        def __getattr__(self, name: str) -> Any:
            """Explain a missing attribute."""
            kind = type(self)
            if name in kind.__annotations__:
                key = kind.__json_names__.get(name, name)
                raise AttributeError(
                    f"The API left out {child('', key)} of this {kind.__name__}, which is required; "
                    "to_dict() has the whole answer."
                )
            raise AttributeError(
                f"{kind.__name__!r} has no attribute {name!r}; use answer[{name!r}] for an unknown key"
            )

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle by the JSON object."""
        return read, (type(self), _json_of(self))

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """Yield the set values, secrets masked, for rich's pretty print."""
        for name, _ in _shape(type(self)).fields.values():
            value = getattr(self, name, None)
            if value is not None:
                yield name, _shown(name, value)
        for key, value in self.additional_properties.items():
            yield key, _shown(key, value)

    def __repr__(self) -> str:
        """Show the set values, secrets masked."""
        shown = (f"{printable(name)}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({', '.join(shown)})"


class AnswerMap(Mapping[str, T], Generic[T]):
    """An object of an answer whose keys the document does not name: a mapping, with attributes for its keys as well."""

    __slots__ = ("_items",)

    __value_model__: ClassVar[type[Answer] | None] = None
    """The class of the values, if they have one."""

    def __init__(self, items: Mapping[str, T]) -> None:
        """Take the values by their keys."""
        self._items: Mapping[str, T] = items

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """Read it from the JSON object."""
        return read_map(cls, src_dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON object."""
        return {key: value.to_dict() if isinstance(value, Answer) else deepcopy(value) for key, value in self.items()}

    def __getitem__(self, key: str) -> T:
        """Return the value of a key."""
        return self._items[key]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        return iter(self._items)

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self._items)

    def __getattr__(self, name: str) -> T:
        """Return the value of a key, unless a method has this name."""
        if not name.startswith("_") and name in self._items:
            return self._items[name]
        raise AttributeError(f"{type(self).__name__!r} has no key {name!r}")

    def __rich_repr__(self) -> Iterator[tuple[str, Any]]:
        """Yield the set values, secrets masked, for rich's pretty print."""
        for key, value in self._items.items():
            yield key, _shown(key, value)

    def __repr__(self) -> str:
        """Show the set values, secrets masked."""
        shown = (f"{printable(name)}={value!r}" for name, value in self.__rich_repr__())
        return f"{type(self).__name__}({', '.join(shown)})"


A = TypeVar("A", bound=Answer)
M = TypeVar("M", bound=AnswerMap[Any])


class _Shape(NamedTuple):
    """The reading of the objects of one class."""

    fields: Mapping[str, tuple[str, Reader | None]]
    """The attribute of each key, and the function that reads its value; None where the value stays as it is."""
    required: Sequence[str]
    """The attributes that need a value."""


_shapes: dict[type[Answer], _Shape] = {}


def _shape(model: type[Answer]) -> _Shape:
    if model not in _shapes:
        hints = {name: hint for name, hint in get_type_hints(model).items() if not name.startswith("_")}
        optional = {field.name for field in cast("Any", model).__attrs_attrs__ if field.default is None}
        fields = {model.__json_names__.get(name, name): (name, _reader(hint)) for name, hint in hints.items()}
        _shapes[model] = _Shape(fields, [name for name in hints if name not in optional])
    return _shapes[model]


def read(model: type[A], data: Any) -> A:
    """Make an answer of a JSON object; raises `Misshapen` with the pointer of an unreadable value."""
    if not is_object(data):
        raise Misshapen(f"is not an object but {_kind(data)}")
    fields, required = _shapes.get(model) or _shape(model)
    values: dict[str, Any] = {}
    for key, value in data.items():
        if value is None or key not in fields:
            continue
        name, reader = fields[key]
        try:
            values[name] = value if reader is None else reader(value)
        except Misshapen as error:
            raise error.below(key) from None
    left_out = [name for name in required if name not in values]
    for name in left_out:
        if name not in model.__always_sent__:
            raise Misshapen("is missing", child("", model.__json_names__.get(name, name)))
    made = model(**values, **dict.fromkeys(left_out)) if left_out else model(**values)
    for name in left_out:
        object.__delattr__(made, name)
    object.__setattr__(made, "_json", data)
    return made


def read_map(model: type[M], data: Any) -> M:
    """Convert a JSON object to a mapping whose values have the given type; raises `Misshapen`."""
    if not is_mapping(data):
        raise Misshapen(f"is not an object but {_kind(data)}")
    value_model = model.__value_model__
    return model(data if value_model is None else dict(_read_each(partial(read, value_model), data.items())))


def _read_each(reader: Reader, items: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    for key, value in items:
        try:
            yield key, reader(value)
        except Misshapen as error:
            raise error.below(key) from None


def _reader(hint: Any) -> Reader | None:
    """Return the function that reads a value of this type; None if the value stays as it is."""
    union = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    kinds = [kind for kind in union if kind is not NoneType]
    enum = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Enum)), None)
    if enum is not None:
        members = {member.value: member for member in enum}
        return lambda value: members.get(value, value) if isinstance(value, (str, int)) else value
    kind = kinds[0]
    if kind is datetime:
        return _moment
    if get_origin(kind) is list:
        return partial(_list, _reader(get_args(kind)[0]))
    if isinstance(kind, type) and issubclass(kind, Answer):
        return partial(read, kind)
    if isinstance(kind, type) and issubclass(kind, AnswerMap):
        return partial(read_map, kind)
    return None


def _list(reader: Reader | None, value: Any) -> list[Any]:
    if not is_array(value):
        raise Misshapen(f"is not a list but {_kind(value)}")
    return list(value) if reader is None else [item for _, item in _read_each(reader, enumerate(value))]


def _moment(value: Any) -> Any:
    """Read a time stamp; one of an unknown format stays as it came."""
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def _json_of(answer: Answer) -> Mapping[str, Any]:
    """Return the JSON object that an answer was read from; for one made from keywords, build it from the attributes."""
    try:
        return cast("Mapping[str, Any]", object.__getattribute__(answer, "_json"))
    except AttributeError:
        fields = _shape(type(answer)).fields.items()
        values = ((key, getattr(answer, name, None)) for key, (name, _) in fields)
        return {key: _plain(value) for key, value in values if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, Answer | AnswerMap):
        return value.to_dict()
    if is_array(value):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds").replace("+00:00", "Z")
    return value.value if isinstance(value, Enum) else value


def _kind(value: object) -> str:
    return "null" if value is None else f"a value of type {type(value).__name__}"


class _Text(str):
    """A text whose repr has no quotes."""

    __slots__ = ()
    __repr__ = str.__str__


_secret_names: list[Callable[[str], bool]] = []


def mask_values_of(is_secret: Callable[[str], bool]) -> None:
    """Mask the values of the keys for which this function returns true, wherever an answer is shown."""
    _secret_names[:] = [is_secret]


def _shown(key: str, value: Any) -> Any:
    """Return a value as it may be shown: a secret masked, a long one shortened."""
    if isinstance(value, Answer | AnswerMap | bool):
        return cast("Any", value)
    if any(is_secret(key) for is_secret in _secret_names):
        return MASK
    if is_object(value):
        return {name: _shown(name, item) for name, item in value.items()}
    if is_array(value):
        some = [_shown(key, item) for item in value[:_MOST_ITEMS]]
        left = len(value) - len(some)
        return [*some, _Text(f"… {left} more")] if left else some
    return _shown_scalar(value)


def _shown_scalar(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return _Text(f"{value:%Y-%m-%d %H:%M:%S%z}".replace("+0000", "Z"))
    if type(value) is str and len(value) > _MOST_CHARACTERS:  # a text that masks itself stays one
        return f"{value[:_MOST_CHARACTERS]}…"
    return value
