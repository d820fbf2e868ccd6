# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
"""Types that models and operations share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, Literal, TypeVar

from attrs import define, field


class Unset:
    """The type of UNSET, which stands for a key that is absent, as opposed to null."""

    def __bool__(self) -> Literal[False]:
        return False

    def __repr__(self) -> str:
        return "UNSET"

    def __copy__(self) -> Unset:
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> Unset:
        return self

    def __reduce__(self) -> str:
        return "UNSET"


UNSET: Unset = Unset()

T = TypeVar("T")


@define(frozen=True, kw_only=True)
class Request(Generic[T]):
    """A request of an operation, ready for any HTTP client, with the facts of the document about the operation."""

    method: str
    url: str
    """The path, without the address of the server and without the parameters."""
    answer: type[T]
    """The model of the key `data` of a success; `str` if a success has only a message, NoneType for a deletion."""
    params: Mapping[str, str | int] = {}
    """The parameters of the query that were given."""
    json: Mapping[str, Any] | None = field(default=None, repr=False)  # may hold secrets
    """The body, which is sent as it is."""
    version: int | None = None
    """The version of the API to ask for in the Accept header; None for operations without versions."""
    limit: Literal["source", "setup_tests", "users"] | None = None
    """The rate limit that the request counts toward, beside the one of all requests."""


__all__ = ["UNSET", "Request", "Unset"]
