"""Lists: page by page, with checked cursors, and partial results after a failure."""

from itertools import count
from typing import Any

import pytest

from fivetran_connections import errors

from ._support import Both, Server, answer, connection, ok, page, refused


def ids(items: Any) -> list[str]:
    """Return the ids of connections."""
    return [item.id for item in items]


def walk(fivetran: Any) -> Any:
    """List every connection."""
    return fivetran.connections.list(group_id="g")


def test_walks_all_pages(run):
    """Each page is requested with the cursor of the one before, until there is none."""
    server = Server(
        page(connection(id="a"), connection(id="b"), cursor="one"), page(cursor="two"), page(connection(id="c"))
    )

    assert ["a", "b", "c"] == ids(run(server, walk))
    assert [
        "GET /v1/connections?group_id=g",
        "GET /v1/connections?group_id=g&cursor=one",
        "GET /v1/connections?group_id=g&cursor=two",
    ] == server.asked


@pytest.mark.parametrize("cursor", [None, ""], ids=["null", "empty"])
def test_a_page_without_a_usable_cursor_is_the_last(run, cursor):
    """A null or empty cursor ends the list like an absent one."""
    server = Server(ok({"items": [connection()], "next_cursor": cursor}))

    assert 1 == len(run(server, walk))
    assert 1 == len(server.requests)


def test_asks_for_a_page_only_when_it_is_needed():
    """The second page is requested only after the first is consumed."""
    server = Server(page(connection(id="a"), connection(id="b"), cursor="one"), page(connection(id="c")))

    first = Both(awaits=False)(server, lambda fivetran: next(walk(fivetran)))

    assert "a" == first.id
    assert 1 == len(server.requests)


def test_nothing_is_asked_before_the_first_item_is_wanted(run):
    """Creating a list sends nothing."""
    server = Server(page())

    run(server, lambda fivetran: [walk(fivetran)][:0])

    assert [] == server.requests


@pytest.mark.parametrize("most", [1, 3])
def test_a_list_of_ever_new_cursors_ends(run, most):
    """A list with more pages than `most_pages` raises, with the items of the pages that were read."""
    numbers = count()
    server = Server(lambda _: page(connection(id=str(number := next(numbers))), cursor=f"after {number}"))

    with pytest.raises(errors.TooManyPages, match=f"more than {most} pages") as caught:
        run(server, walk, most_pages=most)

    assert [str(number) for number in range(most)] == ids(caught.value.partial)
    assert most == len(server.requests)


def test_a_list_of_ever_larger_pages_ends(run, monkeypatch):
    """A list whose pages are larger than the limit together raises, with the items of the pages that were read."""
    monkeypatch.setattr("fivetran_connections._api.methods.MOST_BYTES", 2 * 1024**2)
    numbers = count()
    large = {"schema": "s" * 1024**2}
    server = Server(lambda _: page(connection(id=str(number := next(numbers)), **large), cursor=f"after {number}"))

    with pytest.raises(errors.TooManyPages, match=r"more than 2 MiB.*list one group") as caught:
        run(server, walk)

    assert ["0", "1"] == ids(caught.value.partial)


@pytest.mark.deep
def test_ten_thousand_pages_are_read(run):
    """Without `most_pages`, ten thousand pages are read; a list of exactly as many is no error."""
    numbers = count(1)
    server = Server(lambda _: page(cursor=str(next(numbers))))

    with pytest.raises(errors.TooManyPages, match="more than 10,000 pages"):
        run(server, lambda fivetran: walk(fivetran.with_options(retries=1)))

    assert 10_000 == len(server.requests)
    assert [] == run(Server(page(cursor="a"), page()), lambda f: walk(f.with_options(most_pages=2)))


A, B = page(connection(id="a"), cursor="x"), page(connection(id="b"), cursor="y")


def odd(cursor: str) -> Any:
    """Return a page whose cursor is the JSON of another type."""
    return answer(200, f'{{"code": "Success", "data": {{"items": [], "next_cursor": {cursor}}}}}')


BAD_ENDS: dict[str, tuple[type[Exception], str, list[str], list[Any]]] = {
    "a cursor again": (errors.RepeatedCursor, "'x' a second time", ["a", "b", "a"], [A, B, A]),
    "a refusal": (errors.Unauthorized, "401", ["a", "b"], [A, B, refused(401)]),
    "a reset": (errors.ConnectionFailed, "reset", ["a", "b"], [A, B, ConnectionResetError("reset")]),
    "a refusal at once": (errors.Unauthorized, "401", [], [refused(401)]),
    "no cursor": (errors.InvalidRequest, "^cursor has an unpaired", ["a"], [page(connection(id="a"), cursor="\ud800")]),
    **{
        f"the cursor {cursor}": (errors.UnexpectedAnswer, "does not have the documented form", ["a"], [A, odd(cursor)])
        for cursor in ("[1]", "[]", '{"a": 1}', "{}", "5", "0", "true", "false")
    },
}


@pytest.mark.parametrize(("kind", "words", "before", "replies"), BAD_ENDS.values(), ids=BAD_ENDS)
def test_what_came_before_a_failure_is_kept(run, kind, words, before, replies):
    """An exception that ends a list has the items of the pages before in `partial`."""
    with pytest.raises(kind, match=words) as caught:
        run(Server(*replies), walk)

    assert before == ids(caught.value.partial)  # type: ignore[attr-defined] # ours have it


def test_a_list_by_schema_has_no_other_ones(run):
    """If the API ignores the filter by schema, the others are left out."""
    server = Server(page(connection(id="a", schema="one"), connection(id="b", schema="two")))

    found = run(server, lambda f: f.connections.list(schema="two"))

    assert ["b"] == ids(found)


def test_an_unusable_argument_is_refused_when_the_list_is_asked_for(run):
    """A list refuses an empty id or an argument of another type before its first item is asked for."""
    server = Server(page())

    with pytest.raises(errors.InvalidRequest, match="'' is not an id"):
        run(server, lambda f: f.groups.connections("") and None)
    with pytest.raises(errors.InvalidRequest, match=r"^limit does not take a value of type list"):
        run(server, lambda f: f.groups.list(page_size=[1]) and None)
    assert [] == server.asked
