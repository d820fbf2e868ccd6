"""Many connections at once: created exactly once each, within the documented rate limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias, overload

from .._http.steps import Steps, Together
from ..errors import FivetranError
from .ensure import Ensured, ensure, name_to_look_for

OnDone: TypeAlias = "Callable[[EnsuredOne], object]"
OnWait: TypeAlias = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class EnsuredOne:
    """
    One request of `ensure_many`, and its result.

    `outcome` is `created` or `adopted`, and `ensured` has the connection; or
    `failed`, and `error` says why; or `not started`, if the run was interrupted.
    `index` is the place of the request among those that were given.
    """

    index: int
    group_id: str
    schema: str
    outcome: Literal["created", "adopted", "failed", "not started"] = "not started"
    ensured: Ensured | None = field(default=None, repr=False)
    error: FivetranError | None = None


@dataclass(frozen=True, slots=True)
class EnsuredMany(Sequence[EnsuredOne]):
    """The results of `ensure_many`, in the order of the requests."""

    items: tuple[EnsuredOne, ...]

    @overload
    def __getitem__(self, index: int) -> EnsuredOne: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[EnsuredOne, ...]: ...
    def __getitem__(self, index: int | slice) -> EnsuredOne | tuple[EnsuredOne, ...]:
        """Return the result of one request, or of several."""
        return self.items[index]

    def __len__(self) -> int:
        """Return how many requests there were."""
        return len(self.items)

    @property
    def ok(self) -> bool:
        """Whether every connection exists now."""
        return all(item.ensured for item in self.items)

    @property
    def failed(self) -> tuple[EnsuredOne, ...]:
        """The requests whose connection may not exist; run `ensure_many` again with them."""
        return tuple(item for item in self.items if not item.ensured)

    @property
    def advice(self) -> str:
        """The progress and the next step, in a sentence or two."""
        counts = {outcome: sum(item.outcome == outcome for item in self.items) for outcome in _OUTCOMES}
        said = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count) or "nothing to do"
        again = "" if self.ok else " Run ensure_many again with the same requests: it adopts those that exist."
        return f"{said}.{again}"

    def raise_for_failures(self) -> None:
        """Raise an `ExceptionGroup` with the errors of all requests that failed, if any did."""
        errors = [item.error for item in self.items if item.error]
        if errors:
            raise ExceptionGroup(self.advice, errors)


_OUTCOMES = ("created", "adopted", "failed", "not started")


def ensure_many(
    bodies: Iterable[Mapping[str, Any]],
    *,
    concurrency: int,
    look_first: bool,
    deadline: float | None,
    on_done: OnDone | None,
    on_wait: OnWait | None,
) -> Steps[EnsuredMany]:
    """Ensure the connection of each checked body; see `Connections.ensure_many`."""
    given = list(bodies)
    items = [
        EnsuredOne(index, str.__str__(body["group_id"]), str.__str__(name_to_look_for(body)))
        for index, body in enumerate(given)
    ]
    # Requests for the same connection run one after the other, or each of them could create it.
    same: dict[tuple[str, str], list[int]] = {}
    for one in items:
        same.setdefault((one.group_id, one.schema), []).append(one.index)

    def job(indexes: Sequence[int]) -> Callable[[], Steps[None]]:
        def steps() -> Steps[None]:
            for index in indexes:
                try:
                    ensured = yield from ensure(given[index], look_first=look_first or index != indexes[0])
                except FivetranError as error:
                    done = replace(items[index], outcome="failed", error=error)
                else:
                    done = replace(items[index], outcome=ensured.outcome, ensured=ensured)
                items[index] = done
                if on_done:
                    on_done(done)

        return steps

    def progress() -> str:
        return f"ensure_many was interrupted: {EnsuredMany(tuple(items)).advice}"

    yield Together(map(job, same.values()), concurrency, deadline, on_wait, progress)
    return EnsuredMany(tuple(items))
