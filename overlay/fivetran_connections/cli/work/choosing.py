"""The connections that a command is about: named by id or GROUP/SCHEMA, or chosen by options."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from ...client import Fivetran
from ...code.plans import Selector
from ...errors import FivetranError
from ..options import selector_of
from ..printing.lines import print_error
from ..printing.rows import print_rows
from ..session import with_client
from ..statuses import Status, status_of

if TYPE_CHECKING:
    from fivetran_rules import ServiceCatalogue

Row = dict[str, Any]

COLUMNS: Final = ("id", "group_id", "schema", "result", "message")


def with_chosen(
    options: Namespace,
    work: Callable[[Fivetran, Sequence[Row]], int],
    *,
    all_by_default: bool,
    catalogue: ServiceCatalogue | None = None,
) -> int:
    """Run the work of a command with the connections that the options choose."""
    selector = selector_of(options)
    names: Sequence[str] = options.connections
    if not (names or selector or all_by_default):
        print_error("Name connections by id or GROUP/SCHEMA, or select them, for instance with --group or --schema.")
        return Status.USAGE

    def chosen(fivetran: Fivetran) -> int:
        if names:
            try:
                named = [item for name in names for item in _named(fivetran, name)]
            except Missing as error:
                print_error(error)
                return Status.NOT_FOUND
            found = [item for item in named if selector.has(item)]
        else:
            found = list(_listed(fivetran, selector))
        return work(fivetran, found)

    return with_client(options, chosen, catalogue=catalogue)


def _named(fivetran: Fivetran, name: str) -> Iterator[Row]:
    group, slash, schema = name.partition("/")
    if not slash:
        yield fivetran.connections.get(name).to_dict()
        return
    found = [item.to_dict() for item in fivetran.connections.list(group_id=group, schema=schema)]
    if not found:
        raise Missing(f"There is no connection with the schema {schema} in the group {group}.")
    yield from found


class Missing(FivetranError):
    """A connection that was named does not exist."""


def _listed(fivetran: Fivetran, selector: Selector) -> Iterator[Row]:
    for group in selector.groups or (None,):
        for item in fivetran.connections.list(group_id=group, page_size=1000):
            row = item.to_dict()
            if selector.has(row):
                yield row


def act_on_each(
    options: Namespace,
    act: Callable[[Fivetran, Row], Mapping[str, Any]],
    *,
    columns: Sequence[str] = COLUMNS,
    good: Container[str] | None = None,
    may_act: Callable[[int], bool] = lambda _: True,
    catalogue: ServiceCatalogue | None = None,
) -> int:
    """
    Act on every connection that the options choose, and print a row for each.

    The status is 9 also after a result that is not among the ``good`` ones, where those are named. ``may_act`` is asked
    with the number of connections, before anything is sent.
    """

    def work(fivetran: Fivetran, rows: Sequence[Row]) -> int:
        if not may_act(len(rows)):
            return Status.INVALID
        results: list[Mapping[str, Any]] = []
        status = each(rows, lambda row: act(fivetran, row), results)
        if status == Status.DONE and good is not None and any(row["result"] not in good for row in results):
            status = Status.SOME_FAILED
        print_rows(results, columns, output=options.output)
        return status

    return with_chosen(options, work, all_by_default=False, catalogue=catalogue)


def each(rows: Sequence[Row], act: Callable[[Row], Mapping[str, Any] | None], results: list[Mapping[str, Any]]) -> int:
    """Act on every connection; a failure is a row of its own and stops no other connection."""
    statuses: list[Status] = []
    for row in rows:
        named = {key: row.get(key) for key in ("id", "group_id", "schema")}
        try:
            result = act(row)
        except FivetranError as error:
            print_error(f"{row.get('group_id')}/{row.get('schema')}: {error}")
            statuses.append(status_of(error))
            results.append({**named, "result": "failed", "message": str(error)})
        else:
            if result is not None:
                results.append({**named, **result})
    if not statuses:
        return Status.DONE
    return statuses[0] if len(rows) == 1 else Status.SOME_FAILED


def status_text(row: Mapping[str, Any], key: str) -> str:
    """Return a value of the status of a connection."""
    status: Mapping[str, Any] = row.get("status") or {}
    return str(status.get(key, ""))
