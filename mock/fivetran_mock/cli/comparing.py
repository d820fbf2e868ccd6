"""Compare a mock with the recording of a trial."""

from __future__ import annotations

import argparse
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from fivetran_common.command_line import argument, takes
from fivetran_common.files import CannotRead, read_bytes
from fivetran_common.json_types import Json, child, is_array, is_mapping
from fivetran_common.text import printable
from fivetran_rules import recordings
from fivetran_rules.recordings import GROUP, TEXT, with_names

from . import INVALID, OK, Unusable
from ._values import file

DIFFERENT: Final = 8

KNOWN: Final = (
    ("", "/service_version", "the mock knows the version of a few services only"),
    ("approve_connection_certificate", "/data/id", "the mock takes the hash as the id"),
    ("run_setup_tests", "/data/setup_tests", "the mock makes up the setup tests of a service"),
)
"""Expected differences: the operation or none for all, the end of the pointer, and the reason."""


@takes(argument("recording", "a file that doctor --trial --record has written", "RECORDING", type=file))
def run_compare(options: argparse.Namespace) -> int:
    """Replay a recorded trial against a mock with the behaviours that the trial has learnt; print each difference."""
    try:
        content = read_bytes(options.recording, limit=recordings.MOST_BYTES)
        behaviours, exchanges = recordings.read_recording(content)
    except (CannotRead, recordings.InvalidRecording) as problem:
        raise Unusable(f"{options.recording}: {problem}", status=INVALID) from None
    found = dict[str, str]()
    for place, sentence in _differences(behaviours, exchanges):
        found.setdefault(place, sentence)
    for place, sentence in found.items():
        print(printable(f"{place}: {sentence}"))
    print(f"{len(exchanges)} exchanges, {len(found)} differences")
    return DIFFERENT if found else OK


def _differences(behaviours: Mapping[str, str], exchanges: Sequence[Json]) -> Iterator[tuple[str, str]]:
    """Yield each difference: its operation with the pointer, and a sentence."""
    from .._mock.formats.http import Request
    from ..mock import FivetranMock

    mock = FivetranMock(behaviours=behaviours, groups=["trial_group"])
    access = b64encode(f"{mock.api_key}:{mock.api_secret}".encode()).decode()
    headers = {"authorization": f"Basic {access}", "content-type": "application/json"}
    ids, sent = {GROUP: "trial_group"}, recordings.sent_texts(exchanges)
    for each in exchanges:
        body = b"" if each["body"] is None else json.dumps(with_names(each["body"], ids)).encode()
        target = f"{with_names(each['path'], ids)}?{urlencode(each['query'])}".rstrip("?")
        reply = mock.handle(Request(each["method"], target, headers, body))
        answer = json.loads(reply.body)
        placeholder, made = (_data(found).get("id") for found in (each["answer"], answer))
        if each["method"] == "POST" and isinstance(placeholder, str) and placeholder.startswith("{") and made:
            ids.setdefault(placeholder, made)
        shown = recordings.reduced(answer, {identifier: name for name, identifier in ids.items()}, sent)
        is_cut = bool(_data(each["answer"]).get("next_cursor")) or behaviours.get("list_lag") != "none"
        recorded, given = (
            {"status": status, **_keyed(found, is_cut=is_cut, is_by_id=behaviours.get("list_order") == "by_id")}
            for status, found in ((each["status"], each["answer"]), (reply.status, shown))
        )
        operation = mock.calls[-1].operation or each["method"]
        for pointer, sentence in _compared(recorded, given) if each["status"] else ():
            if not any(which in ("", operation) and pointer.endswith(end) for which, end, _ in KNOWN):
                yield f"{operation} {pointer}", sentence


def _data(answer: Json) -> Json:
    data = answer.get("data")
    return data if is_mapping(data) else {}


def _keyed(answer: Json, *, is_cut: bool, is_by_id: bool) -> Json:
    """Return an answer with the items of a list by their ids, and their order as a relation; without any if cut off."""
    if not is_array(items := _data(answer).get("items")):
        return answer
    if is_cut:
        return {**answer, "data": {}}
    by_id = {str(item.get("id")): item for item in items if is_mapping(item)}
    by_time = sorted(by_id, key=lambda each: (len(each), each))
    order = {tuple(by_time): "oldest first", tuple(by_time[::-1]): "newest first"}.get(tuple(by_id), "other")
    return {**answer, "data": {**_data(answer), "items": by_id, "order": "by id" if is_by_id else order}}


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
