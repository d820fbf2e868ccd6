"""Compare a mock with the recording of a trial."""

from __future__ import annotations

import argparse
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from fivetran_common.command_line import argument, takes
from fivetran_common.files import CannotRead, read_bytes
from fivetran_common.json_types import Json, child, is_array, is_mapping
from fivetran_common.text import printable
from fivetran_rules.recordings import (
    GROUP,
    MOST_BYTES,
    TEXT,
    InvalidRecording,
    Recording,
    reduced,
    sent_texts,
    with_names,
)

from . import INVALID, OK, complain
from ._values import file

DIFFERENT: Final = 8

KNOWN: Final = (
    ("", "/service_version", "the mock knows the version of a few services only"),
    ("run_setup_tests", "/data/setup_tests", "the mock makes up the setup tests of a service"),
)
"""Expected differences: the operation or none for all, the end of the pointer, and the reason."""


@takes(argument("recording", "a file that doctor --trial --record has written", "RECORDING", type=file))
def run_compare(options: argparse.Namespace) -> int:
    """Replay a recorded trial against a mock with the behaviours that it has learnt, and print each difference."""
    try:
        recording = Recording.read(read_bytes(options.recording, limit=MOST_BYTES))
    except (CannotRead, InvalidRecording) as problem:
        complain("compare", f"{options.recording}: {problem}")
        return INVALID
    found = dict(reversed([*_differences(recording)]))
    for (operation, pointer), sentence in reversed(found.items()):
        print(printable(f"{operation} {pointer}: {sentence}"))
    print(f"{len(recording.exchanges)} exchanges, {len(found)} differences")
    return DIFFERENT if found else OK


def _differences(recording: Recording) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield each difference with its operation and pointer."""
    from .._mock.formats.http import Request
    from ..mock import FivetranMock

    mock = FivetranMock(behaviours=recording.behaviours, groups=["trial_group"])
    access = b64encode(f"{mock.api_key}:{mock.api_secret}".encode()).decode()
    headers = {"authorization": f"Basic {access}", "content-type": "application/json"}
    ids = {GROUP: "trial_group"}
    sent, now = sent_texts(exchange.body for exchange in recording.exchanges), 0.0
    for exchange in recording.exchanges:
        mock.advance(seconds=max(exchange.at - now, 0))
        now = max(exchange.at, now)
        path, body = with_names(exchange.path, ids), with_names(exchange.body, ids)
        query = f"?{urlencode(exchange.query)}" if exchange.query else ""
        content = b"" if body is None else json.dumps(body).encode()
        reply = mock.handle(Request(exchange.method, path + query, headers, content))
        answer = json.loads(reply.body)
        operation = mock.calls[-1].operation or f"{exchange.method} {exchange.path}"
        placeholder, made = (_id(each) for each in (exchange.answer, answer))
        if exchange.method == "POST" and placeholder and made:
            ids.setdefault(placeholder, made)
        shown = reduced(answer, {value: name for name, value in ids.items()}, sent)
        if exchange.status:
            recorded = {"status": exchange.status, **exchange.answer}
            given = {"status": reply.status, **shown}
            one, other = (_keyed(each, recorded, recording.behaviours) for each in (recorded, given))
            for pointer, sentence in _compared(one, other):
                if not any(which in ("", operation) and pointer.endswith(end) for which, end, _ in KNOWN):
                    yield (operation, pointer), sentence


def _id(answer: Json) -> str:
    data = answer.get("data")
    return str(data.get("id", "")) if is_mapping(data) else ""


def _keyed(answer: Json, recorded: Json, behaviours: Mapping[str, str]) -> Json:
    """Return an answer with the items of a list by their ids, and their order as a relation; without any if cut off."""
    data = answer.get("data")
    if not (is_mapping(data) and is_array(items := data.get("items"))):
        return answer
    others = recorded.get("data")
    if (is_mapping(others) and others.get("next_cursor")) or behaviours.get("list_lag") != "none":
        return {**answer, "data": {}}
    items = [item for item in items if is_mapping(item) and isinstance(item.get("id"), str)]
    ids = [item["id"] for item in items]
    by_time = sorted(ids, key=lambda each: (len(each), each))
    order = "oldest first" if ids == by_time else "newest first" if ids == by_time[::-1] else "other"
    known = {} if behaviours.get("list_order") == "by_id" else {"order": order}
    return {**answer, "data": {**data, **known, "items": {item["id"]: item for item in items}}}


def _compared(recorded: Any, given: Any, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Yield the pointer of each difference, and a sentence; the items of all lists have one pointer."""
    if is_mapping(recorded) and is_mapping(given):
        for key in dict.fromkeys((*recorded, *given)):
            at = child(pointer, "-" if key.startswith("{") else key)
            if key not in given:
                yield at, "the mock lacks it"
            elif key not in recorded:
                yield at, "only the mock has it"
            else:
                yield from _compared(recorded[key], given[key], at)
    elif is_array(recorded) and is_array(given) and len(recorded) == len(given):
        for one, other in zip(recorded, given, strict=True):
            yield from _compared(one, other, child(pointer, "-"))
    elif recorded != given and not (f"{recorded}".startswith(TEXT) and f"{given}".startswith(TEXT)):
        yield pointer, f"{json.dumps(recorded)}, and the mock has {json.dumps(given)}"
