"""Independent parts of the core: ids, indexes, secrets, conformance, and the list of gaps."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_mock import FivetranMock, NonConforming, Reply
from fivetran_mock._mock.clock.moments import END, EPOCH, MINUTE, SECOND, Clock
from fivetran_mock._mock.clock.threads import Threads, state_of
from fivetran_mock._mock.contract.differences import check_reply
from fivetran_mock._mock.contract.routes import operations
from fivetran_mock._mock.contract.unsupported import listed, missing
from fivetran_mock._mock.formats.http import JSON, MESSAGES
from fivetran_mock._mock.formats.json import first_flaw, has_more_values, may_have_flaw
from fivetran_mock._mock.formats.masking import masked
from fivetran_mock._mock.formats.refusals import Refusal
from fivetran_mock._mock.operations import HANDLERS
from fivetran_mock._mock.state.ids import WORDS, Names
from fivetran_mock._mock.state.rate_limits import LIMITS, RateLimitPlan, RateLimits
from fivetran_openapi import document
from fivetran_rules.behaviours import BEHAVIOURS

from ._asking import ask, create, data
from ._everything import BODIES, Everything

FINE = b'{"code":"Success","message":"m","data":{"items":[]}}'


def test_every_operation_of_the_document_has_a_handler() -> None:
    """The mock has a handler for each operation of the document, and no others."""
    documented = {each["operationId"] for _, _, each in operations(document())}

    assert documented == HANDLERS.keys(), "write a function of this name, and add it to `operations.HANDLERS`"


def test_operation_without_a_handler_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a handler the mock starts, and answers the operation with 501."""
    monkeypatch.delitem(HANDLERS, "list_groups")

    reply = ask(FivetranMock(), "GET", "/v1/groups")

    assert 501 == reply.status
    assert b"The mock does not imitate 'GET /v1/groups' " in reply.body


@pytest.mark.parametrize("operation", sorted(HANDLERS))
def test_every_operation_can_succeed(operation: str) -> None:
    """Each operation has a request that succeeds, with an answer that the document allows."""
    reply = Everything().ask(operation)

    assert reply.status in (200, 201), reply.body
    assert json.loads(reply.body)["message"].startswith(MESSAGES[operation].partition("{")[0])


MADE_ANEW = {"create_schema_config", "delete_destination"}
"""Operations of `Everything` that need something new, which the limits of the test below do not allow."""


@pytest.mark.parametrize(
    ("operation", "described"),
    [(each["operationId"], each) for _, _, each in operations(document()) if each["operationId"] not in MADE_ANEW],
)
def test_every_operation_counts_toward_its_limits(operation: str, described: Any) -> None:
    """Above the limits of the source and of new users, each operation that counts toward one is 429, and no other."""
    everything = Everything(FivetranMock(rate_limits="trial"))
    path = f"/v1/connections/{everything.connection}/schemas/reload"
    everything.mock.advance(minutes=1)
    while ask(everything.mock, "POST", path).status != 429:
        pass
    number = 0
    while (
        ask(everything.mock, "POST", "/v1/users", {**BODIES["create_user"], "email": f"{number}@example.com"}).status
        != 429
    ):
        number += 1

    assert ("x-fivetran-limits" in described) == (everything.ask(operation).status == 429)


ANSWERS: dict[str, Any] = json.loads((Path(__file__).parent / "answers.json").read_text(encoding="utf-8"))
"""The answer to each operation of `Everything`; after an intended change, put the new one in the place of the old."""


@pytest.mark.parametrize("operation", sorted(ANSWERS))
def test_answers_are_the_same_in_every_release(operation: str) -> None:
    """Ids, times, defaults and made-up values stay as they are, so that a test may spell them out."""
    assert ANSWERS[operation] == json.loads(Everything().ask(operation).body)


def test_page_has_a_hundred_items_unless_said_otherwise(mock: FivetranMock) -> None:
    """Without a limit, a page has a hundred items and a cursor to the others."""
    page = data(mock, "GET", "/v1/metadata/connector-types")

    assert 100 == len(page["items"])
    assert "next_cursor" in page


@pytest.mark.parametrize(
    ("plan", "limits"),
    [
        (
            "standard",
            [
                "20000 requests in an hour",
                "250 runs of setup tests in a minute",
                "2500 runs of setup tests in an hour",
                "500 requests that reach the source in a minute",
                "5000 requests that reach the source in an hour",
                "500 new users in an hour",
            ],
        ),
        (
            "trial",
            [
                "500 requests in an hour",
                "50 runs of setup tests in an hour",
                "25 requests that reach the source in a minute",
                "250 requests that reach the source in an hour",
                "10 new users in an hour",
            ],
        ),
    ],
)
def test_limits_are_the_documented_ones(plan: RateLimitPlan, limits: list[str]) -> None:
    """The numbers of calls are those of Fivetran's documentation."""
    assert limits == [str(limit) for limit in LIMITS[plan]]


def test_call_counts_for_its_whole_window() -> None:
    """A call counts until its window is over, and the refusal says how many whole seconds are left until then."""
    limits = RateLimits("trial")
    for moment in range(10):
        limits.spend(["users"], moment)
    with pytest.raises(Refusal) as early:
        limits.spend(["users"], 60 * MINUTE - SECOND)
    with pytest.raises(Refusal) as late:
        limits.spend(["users"], 60 * MINUTE - 1)
    limits.spend(["users"], 60 * MINUTE)

    assert [[("retry-after", "1")]] * 2 == [list(refusal.value.headers) for refusal in (early, late)]
    with pytest.raises(Refusal):
        limits.spend(["users"], 60 * MINUTE)


def test_nothing_is_both_imitated_and_missing() -> None:
    """The list of gaps has no operation of the document."""
    documented = {f"{method.upper()} {path}" for method, path, _ in operations(document())}

    assert documented.isdisjoint(item.partition(": ")[0] for item in listed("Operations"))


def test_missing_is_listed_from_the_code() -> None:
    """The list has the missing operations and behaviour, and every unknown."""
    gaps = FivetranMock.not_imitated()

    assert gaps == list(missing())
    assert {"operation", "behaviour", "unknown"} == {each.kind for each in gaps}
    assert len([each for each in gaps if each.kind == "unknown"]) == len(listed("Choices")) + len(BEHAVIOURS)


def test_operation_that_the_document_gains_leaves_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """An operation that is added to the document disappears from the list."""
    request = listed("Operations")[0].partition(": ")[0]
    method, path = request.split()
    grown = {"paths": {path: {method.lower(): {"operationId": "new"}}}}
    monkeypatch.setattr("fivetran_mock._mock.contract.unsupported.document", lambda: grown)

    assert not any(each.what.startswith(f"{request}:") for each in missing())


def test_ids_never_repeat() -> None:
    """A stream of ids never repeats one, even beyond all pairs of its words."""
    names = Names(seed=3, key="k")
    given_ids = [names.next() for _ in range(WORDS * WORDS + 1_000)]

    assert len(set(given_ids)) == len(given_ids)
    assert all(each.count("_") == 1 for each in given_ids)


def test_ids_differ_by_key_and_seed() -> None:
    """Streams differ by key and seed, for any key."""
    streams = [Names(seed=seed, key=key).next() for seed, key in ((0, "a"), (1, "a"), (0, "b"), (0, "\ud800"))]

    assert 4 == len(set(streams))


def test_ids_of_a_seed_are_the_same_in_every_release() -> None:
    """A seed names the same ids in each run and release, so that a test may spell them out."""
    names = Names(seed=1, key="k")
    first = [names.next() for _ in range(4)]
    names.count = 257 * WORDS * WORDS + 5

    assert ["hazy_balcony", "gentle_stream", "deft_carpet", "hasty_delta"] == first
    assert "fine_fieldalderalder" == names.next()
    assert "hazy_balcony" == Names(seed=1 + (1 << 32), key="k").next()


def test_real_time_goes_on_from_where_it_was_moved(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that was moved ahead keeps its lead, is never set back, and has the real time again after a reset."""
    real = EPOCH
    monkeypatch.setattr("time.time_ns", lambda: real * 1_000 + 999)
    clock = Clock(realtime=True)
    clock.move(60 * SECOND)
    moved = clock.now()
    clock.set(EPOCH)
    unmoved = clock.now()
    real += SECOND
    later = clock.now()
    clock.set(later + 5)

    assert [EPOCH + 60 * SECOND] * 2 == [moved, unmoved]
    assert [EPOCH + 61 * SECOND, EPOCH + 61 * SECOND + 5] == [later, clock.now()]
    clock.reset()
    assert EPOCH + SECOND == clock.now()


def test_real_time_never_returns_a_moment_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ticks differ while the real time stands still, and follow it when it goes on."""
    real = EPOCH
    monkeypatch.setattr("time.time_ns", lambda: real * 1_000)
    clock = Clock(realtime=True)
    still = [clock.tick(), clock.tick()]
    real += SECOND

    assert [EPOCH + 1, EPOCH + 2, EPOCH + SECOND + 1] == [*still, clock.tick()]


def test_virtual_time_ends_with_the_year_9998() -> None:
    """A clock moves at most to its end, and may be set to it."""
    clock, other = Clock(), Clock()
    clock.move(END)
    other.set(END)

    assert END == clock.now() == other.now()
    assert "9999-01-01T00:00:00.000000Z" == clock.text(END)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (5, "1970-01-01T00:00:00.000005Z"),
        (SECOND + 5, "1970-01-01T00:00:01.000005Z"),
        (2 * SECOND + 5, "1970-01-01T00:00:02.000005Z"),
        (EPOCH + 61_000_007, "2026-01-01T00:01:01.000007Z"),
    ],
)
def test_clock_spells_moments(moment: int, text: str) -> None:
    """Times have six decimals and Z, the first of 1970 as well."""
    assert text == Clock().text(moment)


def test_clock_never_returns_a_moment_twice() -> None:
    """Each tick of a clock that stands still is a microsecond later."""
    clock = Clock()

    assert [EPOCH + 1, EPOCH + 2] == [clock.tick(), clock.tick()]


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=20), st.integers(1, 3))
def test_pages_agree_with_a_simple_list(steps: list[tuple[str, bool]], limit: int) -> None:
    """After any creates and deletes, the pages of a schema name list its connections in the order of their creation."""
    mock = FivetranMock(behaviours={"duplicate_schema": "allowed"})
    model: dict[str, list[str]] = {"a": [], "b": []}
    for place, (schema, add) in enumerate(steps):
        if add:
            model[schema].append(create(mock, schema, run_setup_tests=False)["id"])
        elif model[schema]:
            mock.delete(model[schema].pop(place % len(model[schema])))
    listed = {schema: pages(mock, f"schema={schema}&limit={limit}") for schema in model}

    assert model == listed


def pages(mock: FivetranMock, query: str) -> list[str]:
    """Return the ids of a list of connections, page by page."""
    ids, cursor = list[str](), ""
    while True:
        page = data(mock, "GET", f"/v1/connections?{query}{cursor}")
        ids += [each["id"] for each in page["items"]]
        if "next_cursor" not in page:
            return ids
        cursor = f"&cursor={page['next_cursor']}"


def test_masking_keeps_the_shape() -> None:
    """Masking replaces every value under a secret key, except null, empty text and booleans."""
    value = {"some_secrets": [{"key": "hush"}, ["hush"], None, "", True, 5], "plain": [{"token": "hush"}]}

    assert masked(value) == {
        "some_secrets": [{"key": "******"}, ["******"], None, "", True, "******"],
        "plain": [{"token": "******"}],
    }


def _count(value: object) -> int:
    """Count a value and all that it holds."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_count, inner))


@given(
    st.recursive(
        st.none() | st.text(st.sampled_from('",:[]{}\\ a'), max_size=5),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner, max_size=4),
    ),
    st.sampled_from([None, 2]),
)
def test_values_are_counted_without_parsing(value: object, indent: int | None) -> None:
    """Values are counted alike before and after parsing, with marks in texts and with blanks."""
    body = json.dumps(value, indent=indent).encode()
    count = _count(value)

    assert not has_more_values(body, count)
    assert (count > 1) == has_more_values(body, max(1, count - 1))


@pytest.mark.parametrize(
    "text",
    [
        b'["\\ud800"]',
        b'["\xed\xa0\x80"]',
        b"[NaN]",
        b"[-Infinity]",
        b"[1e999]",
        b"[1E+400]",
        b"[1" + b"0" * 400 + b".5]",
        b"[-1" + b"0" * 1_300 + b"]",
        b"[" * 70 + b"]" * 70,
    ],
)
def test_a_flaw_shows_in_the_text(text: bytes) -> None:
    """Each value that JSON cannot represent is suspected by its text, so that sound values need no second look."""
    value = json.loads(text)

    assert first_flaw(value)
    assert may_have_flaw(text, value)


def test_a_sound_value_is_not_suspected() -> None:
    """Ordinary values are told to be sound by their text alone."""
    text = b'{"a":[1,-2.5e10,"\xc3\xa9",true,null,{"b":"2026-01-01T00:00:00Z"}],"n":12345678901234567890}'

    assert not may_have_flaw(text, json.loads(text))


def test_a_text_without_an_end_is_read_once() -> None:
    """The text after an unclosed quote holds no value, also where it has escaped quotes."""
    assert not has_more_values(b'"' + b'\\",' * 500_000, 1)


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        (Reply(418, [JSON], b"{}"), "list_connections 418 does not fit the document: status: 418 is not declared"),
        (Reply(200, [("content-type", "text/html")], FINE), "content-type: text/html instead of application/json"),
        (Reply(200, [], FINE), "content-type: none instead of application/json"),
        (
            Reply(200, [JSON], b'{"code":"Success"}'),
            'list_connections 200 does not fit the document: "data" is a required',
        ),
        (Reply(400, [JSON], b'{"code":"Odd","message":5}'), "message: 5 is not of type"),
        (Reply(500, [JSON], b"[]"), "list_connections 500 does not fit"),
    ],
)
def test_answer_that_the_document_does_not_allow(reply: Reply, message: str) -> None:
    """An answer that breaks the document is reported: status, type or body."""
    with pytest.raises(NonConforming) as caught:
        check_reply("list_connections", reply)

    assert message in str(caught.value)


@pytest.mark.parametrize("status", [200, 400, 503])
def test_answer_that_the_document_allows(status: int) -> None:
    """A declared answer passes, also by a range of statuses."""
    check_reply("list_connections", Reply(status, [JSON], FINE))


def test_mock_checks_its_own_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """With checks on, a mock raises if a handler's answer breaks the document."""
    monkeypatch.setitem(HANDLERS, "list_groups", lambda _: Reply(200, [JSON], b"{}"))
    mock = FivetranMock(check_replies=True)
    with pytest.raises(NonConforming):
        ask(mock, "GET", "/v1/groups")


@pytest.mark.linux("only there threads are looked at")
@pytest.mark.parametrize("ends", [False, True])
def test_a_thread_that_begins_during_a_look_is_not_passed_over(ends: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A look sees a thread that another one begins after it was read, also if that one ends then."""
    begin, end = threading.Event(), threading.Event()
    child = threading.Thread(target=end.wait)

    def parent() -> None:
        begin.wait()
        child.start()
        if not ends:
            end.wait()

    def read_and_begin(read: int) -> bytes:
        told = state_of(read)
        if read == thread.native_id:
            begin.set()
            while not child.native_id or (ends and Path(f"/proc/self/task/{read}").exists()):
                """The thread begins."""
        return told

    thread = threading.Thread(target=parent)
    thread.start()
    looks = Threads()
    while looks.others_run():
        """Learn which threads there are."""
    monkeypatch.setattr("fivetran_mock._mock.clock.threads.state_of", read_and_begin)
    seen = looks.others_run()
    end.set()
    thread.join()
    child.join()

    assert begin.is_set()
    assert seen


@pytest.mark.linux("only there threads are looked at")
def test_threads_that_sleep_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """For each thread that sleeps once, a few states are read, however many others sleep."""
    count, reads = 150, list[int]()

    def read(thread: int) -> bytes:
        reads.append(thread)
        return state_of(thread)

    monkeypatch.setattr("fivetran_mock._mock.clock.threads.state_of", read)
    mock = FivetranMock()
    threads = [threading.Thread(target=mock.clock.sleep, args=[seconds]) for seconds in range(1, count + 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 20 * count > len(reads)
