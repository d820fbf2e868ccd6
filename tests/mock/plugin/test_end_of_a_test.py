"""The end of a test, and threads and tasks that outlive it; tested by pytest inside pytest."""

import pytest

PRELUDE = """
import itertools
import threading
import httpx
import pytest
from fivetran_mock import MockEnded

AUTH = ("mock-key", "mock-secret")
go, seen, numbers = threading.Event(), [], itertools.count()

def post():
    httpx.post("https://api.fivetran.com/v1/groups", json={"name": f"g{next(numbers)}"}, auth=AUTH)

def post_later():
    try:
        go.wait()
        post()
    except MockEnded as problem:
        seen.append(str(problem))
"""


WAYS = {
    "a thread": ("threading.Thread(target=post_later).start()", ""),
    "a thread of a thread": (
        "threading.Thread(target=lambda: (go.wait(), threading.Thread(target=post_later).start())).start()",
        "",
    ),
    "a task of a pool": ("pool.submit(post_later)", "pool.shutdown()"),
    "a task of asyncio": (
        "loop.run_until_complete(asyncio.sleep(0, loop.create_task(asyncio.to_thread(post_later))))",
        "loop.run_until_complete(loop.shutdown_default_executor())",
    ),
}


@pytest.mark.parametrize("fixture", ["fivetran_mock", "request"])
@pytest.mark.parametrize("way", WAYS)
def test_what_outlives_its_test_is_refused(way, fixture, run):
    """Requests of code that a test left behind reach neither the API nor another mock, and name the ended test."""
    begin, end = WAYS[way]
    done = run(f"""
import asyncio
from concurrent.futures import ThreadPoolExecutor

loop, pool = asyncio.new_event_loop(), ThreadPoolExecutor(1)
pool.submit(len, "starts a worker").result()
before = set(threading.enumerate())

def test_first(fivetran_mock):
    {begin}

def test_second({fixture}):
    go.set()
    {end or "pass"}
    while left := set(threading.enumerate()) - before:
        left.pop().join()
    assert ["test_first"] == [text.split(" ")[0] for text in seen]
    assert [] == getattr({fixture}, "calls", [])
    loop.close()
""")

    done.assert_outcomes(passed=2)


def test_a_runner_of_anyio_serves_several_tests(run):
    """Where the runner of anyio outlives a test, the requests of the next test are its own."""
    done = run("""
@pytest.fixture(scope="module")
def anyio_backend():
    return "asyncio"

@pytest.mark.anyio
@pytest.mark.parametrize("turn", [1, 2])
async def test_turn(turn, anyio_backend, fivetran_mock):
    post()
    assert 1 == fivetran_mock.call_count
""")

    done.assert_outcomes(passed=2)


@pytest.mark.parametrize("fixture", ["fivetran_mock", "fivetran_mock_server"])
@pytest.mark.parametrize("way", ["clock.sleep(60)", "asyncio.run(clock.asleep(60))", "trio.run(clock.asleep, 60)"])
def test_a_sleeper_that_outlives_its_test_is_woken(fixture, way, run):
    """Code that sleeps in the time of the mock gets MockEnded with the name of the test."""
    done = run(f"""
import asyncio
import trio

kept = []

def sleep(clock):
    try:
        {way}
    except MockEnded as problem:
        seen.append(str(problem))

def test_first({fixture}):
    clock = getattr({fixture}, "mock", {fixture}).clock
    clock.held().__enter__()
    thread = threading.Thread(target=sleep, args=[clock])
    kept[:] = clock, thread
    thread.start()

def test_second():
    clock, thread = kept
    thread.join()
    assert ["test_first"] == [text.split(" ")[0] for text in seen]
    with pytest.raises(MockEnded, match="test_first"):
        clock.sleep(1)
""")

    done.assert_outcomes(passed=2)


def test_pools_outlive_a_test(run):
    """The workers of a pool that outlives its test serve later tests, also one that was busy at the end."""
    done = run("""
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import ThreadPool

import trio

pools = []

def test_idle(fivetran_mock):
    pools.extend([ThreadPoolExecutor(1), ThreadPool(1)])
    pools[0].submit(post).result()
    pools[1].apply(post)
    trio.run(trio.to_thread.run_sync, post)
    assert 3 == fivetran_mock.call_count

def test_busy(fivetran_mock):
    pools.append(ThreadPoolExecutor(1))
    pools[-1].submit(go.wait)

def test_answered(fivetran_mock):
    go.set()
    pools[-1].submit(post).result()
    pools[1].apply(post)
    trio.run(trio.to_thread.run_sync, post)
    assert 3 == fivetran_mock.call_count
    pools[1].terminate()
""")

    done.assert_outcomes(passed=3)


def test_the_marker_patches_time(run):
    """With the marker's option, the code under test lives in the mock's time, which begins now, until the test ends."""
    done = run("""
import asyncio
import time
from datetime import datetime

real = time.sleep, asyncio.sleep

@pytest.mark.fivetran_mock(patch_time=True)
def test_first(fivetran_mock):
    assert 60 > abs(time.time() - datetime.fromisoformat(fivetran_mock.now).timestamp())
    before = fivetran_mock.clock.monotonic()
    time.sleep(3600)
    assert "done" == asyncio.run(asyncio.sleep(3600, "done"))
    assert 7200 == fivetran_mock.clock.monotonic() - before

def test_second():
    assert real == (time.sleep, asyncio.sleep)

def test_third(fivetran_mock):
    assert "2026-01-01T00:00:00.000000Z" == fivetran_mock.now
""")

    done.assert_outcomes(passed=3)


def test_what_a_receiver_raises_fails_the_test(run):
    """If the code under test let time pass, the end of the test raises a receiver's exception."""
    done = run("""
def test_receiver(fivetran_mock):
    fivetran = fivetran_mock.client()
    fivetran.webhooks.create({"url": "https://receiver.example/", "events": ["create_connector"]})
    fivetran_mock.webhooks.mount("https://receiver.example/", lambda request: 1 / 0)
    fivetran.connections.create({"group_id": "g", "service": "mailchimp", "config": {"schema": "s"}})
    fivetran_mock.clock.sleep(60)
""")

    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*ZeroDivisionError*", "*calls of the Fivetran mock*"])
