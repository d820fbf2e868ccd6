"""Parts that have no public name: the state alone, ids, JSON by its text, and the look at threads."""

import json
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_mock import FivetranMock
from fivetran_mock._mock.clock.threads import Threads, state_of
from fivetran_mock._mock.formats.json import has_more_values
from fivetran_mock._mock.state import defaults
from fivetran_mock._mock.state.records import WORDS, Names


def test_ids_never_repeat():
    """A stream of ids never repeats one, even beyond all pairs of its words."""
    names = Names(seed=3, key="k")
    ids = [names.next() for _ in range(WORDS * WORDS + 1_000)]
    names.count = 257 * WORDS * WORDS + 5
    ids.append(names.next())

    assert len(ids) == len(set(ids))
    assert {1} == {each.count("_") for each in ids}


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
def test_values_are_counted_without_parsing(value, indent):
    """Values are counted alike before and after parsing, with marks in texts and with blanks."""
    body = json.dumps(value, indent=indent).encode()
    count = _count(value)

    assert not has_more_values(body, count)
    assert (count > 1) == has_more_values(body, max(1, count - 1))


def test_a_text_without_an_end_is_read_once():
    """The text after an unclosed quote holds no value, also where it has escaped quotes."""
    assert not has_more_values(b'"' + b'\\",' * 500_000, 1)


@pytest.mark.linux("only there threads are looked at")
@pytest.mark.parametrize("ends", [False, True])
def test_a_thread_that_begins_during_a_look_is_not_passed_over(ends, monkeypatch):
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
def test_threads_that_sleep_are_not_read(monkeypatch):
    """For each thread that sleeps once, a few states are read, however many others sleep."""
    count, reads = 150, list[int]()

    def read(thread: int) -> bytes:
        reads.append(thread)
        return state_of(thread)

    monkeypatch.setattr("fivetran_mock._mock.clock.threads.state_of", read)
    mock = FivetranMock()
    threads = [threading.Thread(target=mock.clock.sleep, args=[seconds]) for seconds in range(1, count + 1)]
    with mock.clock.held():  # time moves once all of them sleep
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()

    own = {thread.native_id for thread in threads}  # not the idle threads that other tests left
    assert 20 * count > sum(thread in own for thread in reads)


def test_the_mock_stores_a_field_that_only_the_document_has(monkeypatch):
    """A new field of a connection in the document is stored and shown, after the fields whose order is known."""
    monkeypatch.setattr(defaults, "kept_fields", lambda: {"paused": False, "owner_team": None})
    defaults.optional_fields.cache_clear()
    fields = defaults.optional_fields()
    defaults.optional_fields.cache_clear()

    assert (*defaults.OPTIONAL, "owner_team") == fields
