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

T_co = TypeVar("T_co", covariant=True)


@define(frozen=True, kw_only=True)
class Request(Generic[T_co]):
    """A request of an operation, ready for any HTTP client, with the facts of the document about the operation."""

    method: str
    url: str
    """The path, without the address of the server and without the parameters."""
    answer: type[T_co]
    """The model of the key `data` of a success; `str` if a success has only a message, NoneType for a deletion."""
    params: Mapping[str, str | int] = {}
    """The parameters of the query that were given."""
    json: Mapping[str, Any] | None = field(default=None, repr=False)  # may hold secrets
    """The body, which is sent as it is."""
    version: int | None = None
    """The version of the API to ask for in the Accept header; None for operations without versions."""
    limits: tuple[str, ...] = ()
    """The rate limits that the request counts toward, beside the one of all requests; see LIMITS."""


LIMITS: Mapping[str, Mapping[tuple[str, int], int]] = {
    "standard": {
        ("all", 3600): 20000,
        ("setup_tests", 60): 250,
        ("setup_tests", 3600): 2500,
        ("source", 60): 500,
        ("source", 3600): 5000,
        ("users", 3600): 500,
    },
    "trial": {
        ("all", 3600): 500,
        ("setup_tests", 3600): 50,
        ("source", 60): 25,
        ("source", 3600): 250,
        ("users", 3600): 10,
    },
}
"""Requests of an account by plan, kind of request and seconds of the rolling window."""

__all__ = ["LIMITS", "UNSET", "Request", "Unset"]
