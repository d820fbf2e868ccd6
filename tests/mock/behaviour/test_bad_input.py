"""For any request: an answer in the API's format, below 500, and no change of state."""

import json

import pytest

from fivetran_mock import FivetranMock

from ..._cases import slow_after
from ..core._asking import ask, create, data

GOOD = b'{"group_id":"g","service":"mailchimp","config":{"schema":"s"%s}}'

BODIES = {
    "empty": b"",
    "blank": b"  ",
    "cut off": b'{"group_id":"g"',
    "two values": b"{} {}",
    "not UTF-8": GOOD % b',"host":"\xff"',
    "UTF-16": '{"group_id":"g"}'.encode("utf-16"),
    "byte order mark": b"\xef\xbb\xbf{}",
    "raw surrogate": GOOD % b',"host":"\xed\xa0\x80"',
    "lone surrogate": GOOD % b',"host":"\\ud800"',
    "lone surrogate in a key": GOOD % b',"\\udc00":1',
    "NaN": GOOD % b',"n":NaN',
    "infinity": GOOD % b',"n":-Infinity',
    "number beyond floats": GOOD % b',"n":1e999',
    "number of many digits": GOOD % (b',"n":' + b"9" * 5_000),
    "key twice": GOOD % b',"schema":"t"',
    "key twice below": GOOD % b',"deep":[{"a":1,"a":2}]',
    "10 MB": GOOD % (b',"host":"' + b"x" * 10_000_000 + b'"'),
    "deep": GOOD % (b',"deep":' + b"[" * 500 + b"]" * 500),
    "deeper than Python goes": b"[" * 200_000,
    "deep in objects": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "100,000 values and more": GOOD % (b',"many":[' + b",".join([b"0"] * 99_995) + b"]"),
    "a million lists": b"[" + b",".join([b"[]"] * 1_000_000) + b"]",
    "form": b"group_id=g&service=webhooks",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_body_that_is_no_json(api, body):
    """A body that is not strict JSON is refused in the API's format, and nothing changes."""
    made = api.create(schema="before")
    before = api.mock.snapshot()
    for method, target in (("POST", "/v1/connections"), ("PATCH", f"/v1/connections/{made['id']}")):
        assert "400 InvalidInput" == api.send(method, target, content=body).refusal
    assert api.mock.snapshot() == before


@pytest.mark.usefixtures("naming_keys")
@pytest.mark.parametrize(
    "extra",
    slow_after(
        7,
        [
            b"",
            b',"wide":[[1],[2]]',
            b',"pair":"\\ud83d\\ude00"',
            b',"text":"[[[[[[{{{{"',
            b',"deep":' + b"[" * 60 + b"]" * 60,
            b',"many":[' + b",".join([b"[]"] * 500) + b"]",
            b',"n":1.5e3',
            b',"many":[' + b",".join([b"0"] * 99_994) + b"]",
            b',"commas":"' + b'\\\\,[{\\",' * 100_000 + b'"',
            b',"empty":[' + b",".join([b"[ ]", b"{}"] * 49_997) + b"]",
        ],
    ),
)
def test_unusual_but_sound_bodies_are_taken(api, extra):
    """Unusual but valid JSON is accepted and returned unchanged."""
    body = GOOD % extra

    stored = api.send("POST", "/v1/connections", content=body).data["config"]
    assert json.loads(body)["config"] == {"schema": "s", **stored}


@pytest.mark.parametrize(
    ("method", "path"), [("PATCH", "/schemas"), ("POST", "/schemas/tables/resync"), ("POST", "/sync")]
)
@pytest.mark.parametrize("count", [2, 200, 20_000])
def test_findings_of_a_large_body_are_bounded(method, path, count):
    """A body with thousands of wrong keys is refused with at most a hundred findings."""
    mock = FivetranMock(check_replies=True)
    reply = ask(mock, method, f"/v1/connections/{create(mock)['id']}{path}", dict.fromkeys(map(str, range(count)), 1))

    assert 400 == reply.status
    assert "InvalidInput" == json.loads(reply.body)["code"]
    assert 1 <= len(json.loads(dict(reply.headers)["x-fivetran-mock-violations"])) <= min(count, 100)


@pytest.mark.usefixtures("naming_keys")
@pytest.mark.parametrize("text", ["\u2028", "\x00", "é", "\N{GRINNING FACE}", 'quote " and \\', "a" * 5_000, "\x7f\n"])
def test_any_text_survives(api, text):
    """Ids, names and values may contain any text, and can be looked up by it."""
    made = api.create(schema=text, config={text: text})

    (stored,) = api.mock.connections()
    assert text == made["schema"]
    assert {"schema": text, text: text} == {"schema": text, **made["config"]}
    assert stored | {"setup_tests": made["setup_tests"]} == {**made, "config": {"schema": text, text: text}}


@pytest.mark.parametrize(
    "target",
    [
        *("/v1/connections/%zz", "/v1/connections/%ff", "/v1/connections/%", "/v1/connections/%2e%2e"),
        *("/v1/connections/{}", "/v1/connections/" + "a" * 100_000, "/v1/connections/a%2Fb", "/v1/connections/\x00"),
    ],
)
def test_strange_ids_are_unknown(target):
    """A path segment with any characters is an id, and an unknown one is not found."""
    reply = ask(FivetranMock(check_replies=True), "GET", target)

    assert 404 == reply.status
    assert "NotFound_Connector" == json.loads(reply.body)["code"]


@pytest.mark.parametrize("target", ["/v1/connections?schema=%zz", "/v1/connections?&&", "/v1/connections?schema=%00"])
def test_strange_queries_find_nothing(target):
    """Invalid percent-encoding in a query is read literally."""
    assert {"items": []} == data(FivetranMock(check_replies=True), "GET", target)
