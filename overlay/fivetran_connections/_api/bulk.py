"""Many connections at once: created exactly once each, within the documented rate limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal, TypeAlias

from fivetran_rules import Unchecked, Violation

from .._arguments import require_count, require_seconds
from .._bodies.judging import NewConnection, checked_new
from .._http.steps import Steps, Together
from .._secrets.scrubbing import Others
from ..errors import FivetranError, InvalidConnection
from .ensure import Ensured, ensure, name_to_look_for
from .methods import D, Resource, client_method

OnDone: TypeAlias = "Callable[[EnsuredOne], object]"
OnWait: TypeAlias = Callable[[float], object]


@dataclass(frozen=True, slots=True)
class EnsuredOne:
    """
    One request of `ensure_many`, by its place among those that were given, and its result.

    `outcome` is `created` or `adopted`, and `ensured` has the connection; or `failed`, and `error` says why; or
    `not started`, if the run was interrupted.
    """

    index: int
    group_id: str
    schema: str
    outcome: Literal["created", "adopted", "failed", "not started"] = "not started"
    ensured: Ensured | None = field(default=None, repr=False)
    error: FivetranError | None = None


class EnsuredMany(tuple[EnsuredOne, ...]):
    """The results of `ensure_many`, in the order of the requests."""

    __slots__ = ()

    @property
    def ok(self) -> bool:
        """Whether every connection exists now."""
        return all(item.ensured for item in self)

    @property
    def failed(self) -> tuple[EnsuredOne, ...]:
        """The requests whose connection may not exist; run `ensure_many` again with them."""
        return tuple(item for item in self if not item.ensured)

    @property
    def advice(self) -> str:
        """The progress and the next step, in a sentence or two."""
        counts = {outcome: sum(item.outcome == outcome for item in self) for outcome in _OUTCOMES}
        said = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count) or "nothing to do"
        again = "" if self.ok else " Run ensure_many again with the same requests: it adopts those that exist."
        return f"{said}.{again}"


_OUTCOMES = ("created", "adopted", "failed", "not started")


class EnsuringMany(Resource[D]):
    """The method that ensures many connections at once."""

    @client_method
    def ensure_many(
        self,
        requests: Iterable[NewConnection],
        *,
        concurrency: int = 8,
        look_first: bool = True,
        deadline: float | None = None,
        on_done: OnDone | None = None,
        on_wait: OnWait | None = None,
        unchecked: Unchecked = False,
    ) -> Steps[EnsuredMany]:
        """
        Ensure many connections, some at the same time, within the documented rate limits.

        Every request is checked before anything is sent; `InvalidConnection` has all violations, with the index of the
        request first in each pointer. A failure affects its own connection only: the result has one `EnsuredOne` for
        each request, with its connection or its error.

        `concurrency` requests run at the same time. If a limit is reached, the run waits for its next window, up to an
        hour; `deadline` bounds these waits in seconds from now, and `on_wait` is called with the seconds of each.
        `on_done` is called with each `EnsuredOne` as it is finished, on `Fivetran` by the thread that finished it.
        Ctrl-C waits for the running requests, then raises; run it again to continue.
        """
        require_count("concurrency", concurrency, least=1)
        if deadline is not None:
            require_seconds("deadline", deadline)
        bodies: list[dict[str, Any]] = []
        wrong: list[Violation] = []
        for index, request in enumerate(requests):
            try:
                bodies.append(checked_new(request, unchecked=unchecked))
            except InvalidConnection as error:
                wrong += [replace(violation, pointer=f"/{index}{violation.pointer}") for violation in error.violations]
        if wrong:
            raise InvalidConnection(wrong)

        items = [
            EnsuredOne(index, str.__str__(body["group_id"]), str.__str__(name_to_look_for(body)))
            for index, body in enumerate(bodies)
        ]
        # Requests for the same connection run one after the other, or each of them could create it.
        same: dict[tuple[str, str], list[int]] = {}
        for one in items:
            same.setdefault((one.group_id, one.schema), []).append(one.index)

        def job(indexes: Sequence[int]) -> Steps[None]:
            for index in indexes:
                look = look_first or index != indexes[0]
                items[index] = yield from _done(items[index], bodies[index], look_first=look)
                if on_done:
                    on_done(items[index])

        def progress() -> str:
            return f"ensure_many was interrupted: {EnsuredMany(items).advice}"

        jobs = (partial(job, indexes) for indexes in same.values())
        names = (
            name
            for one, body in zip(items, bodies, strict=True)
            for name in (one.group_id, one.schema, body["service"])
        )
        yield Together(jobs, min(concurrency, len(same)) or 1, deadline, on_wait, progress, Others(bodies, names))
        return EnsuredMany(items)


def _done(one: EnsuredOne, body: Mapping[str, Any], *, look_first: bool) -> Steps[EnsuredOne]:
    try:
        ensured = yield from ensure(body, look_first=look_first)
    except FivetranError as error:
        return replace(one, outcome="failed", error=error)
    return replace(one, outcome=ensured.outcome, ensured=ensured)
