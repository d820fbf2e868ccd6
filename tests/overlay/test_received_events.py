"""The receiver's side of webhooks: signatures and events."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from fivetran_connections import InvalidEvent, InvalidRequest, InvalidSignature, Secret
from fivetran_connections.webhooks import Event, parse

SECRET = "a secret of the test"
RECORDED = (
    b'{"event":"sync_end","created":"2026-05-22T00:06:08.638Z","connector_type":"google_cloud_postgresql",'
    b'"connector_id":"amber_kettle","connector_name":"my_pg","sync_id":"b4703f73-6315-4e22-8d7a-3bfb18b2fed2",'
    b'"destination_group_id":"some_group","data":{"status":"SUCCESSFUL"}}'
)
"""The body of one event of the real API, with other ids."""
SIGNATURE = "43b3ff40d9921126aa7d99cb56828af099493550e09957a1e63c11ce0d57193d"
"""The signature of that body by `openssl dgst -sha256 -hmac`."""


def signed(body: bytes) -> str:
    """Return the signature of a body, by another way than the package's."""
    block = SECRET.encode().ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + body).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in block) + inner).hexdigest()


@pytest.mark.parametrize(
    "signature", [SIGNATURE, SIGNATURE.upper(), f" {SIGNATURE}\t"], ids=["lower", "upper", "blanks"]
)
@pytest.mark.parametrize("secret", [SECRET, Secret(SECRET)], ids=["text", "secret"])
def test_the_recorded_event_is_read(signature, secret):
    """The recorded event has every attribute, whatever the case of the signature's digits."""
    event = parse(RECORDED, signature, secret)

    assert "SUCCESSFUL" == event.status
    assert event == Event(
        event="sync_end",
        created=datetime(2026, 5, 22, 0, 6, 8, 638000, UTC),
        connector_type="google_cloud_postgresql",
        connector_id="amber_kettle",
        connector_name="my_pg",
        sync_id="b4703f73-6315-4e22-8d7a-3bfb18b2fed2",
        group_id="some_group",
        data={"status": "SUCCESSFUL"},
        body=json.loads(RECORDED),
    )


@pytest.mark.parametrize("signature", [None, ""])
def test_a_missing_signature_is_named(signature):
    """A request without the header is refused by its name."""
    with pytest.raises(InvalidSignature, match=r"^The request has no header X-Fivetran-Signature-256,"):
        parse(RECORDED, signature, SECRET)


@pytest.mark.parametrize(
    ("body", "signature", "secret"),
    [
        (RECORDED + b" ", SIGNATURE, SECRET),
        (RECORDED, SIGNATURE[:-1], SECRET),
        (RECORDED, SIGNATURE, "another secret"),
        (RECORDED, "sha256=" + SIGNATURE, SECRET),
        (RECORDED, "ü\udcff", SECRET),
    ],
    ids=["other body", "short", "other secret", "prefix", "no digits"],
)
def test_a_wrong_signature_is_refused(body, signature, secret):
    """A signature of another body or secret is refused, and the message shows neither."""
    with pytest.raises(InvalidSignature, match=r"is not the signature of this body") as refused:
        parse(body, signature, secret)

    assert secret not in str(refused.value)


def test_an_empty_secret_is_refused():
    """Anybody could sign with an empty secret."""
    with pytest.raises(InvalidRequest, match="secret has to be the text"):
        parse(RECORDED, SIGNATURE, "")


def test_unknown_events_and_keys_are_kept():
    """A kind of event, a status and keys that are new are returned as they are."""
    body = b'{"event":"new_event","data":{"status":"NEW"},"new_key":[1]}'
    event = parse(body, signed(body), SECRET)

    assert "new_event" == event.event
    assert "NEW" == event.status
    assert [1] == event.body["new_key"]


@pytest.mark.parametrize(
    "body",
    [b'{"event":"sync_end","group_id":"g"}', b'{"event":"sync_end","destination_group_id":"g","data":null}'],
    ids=["older", "newer"],
)
def test_either_key_of_the_group_is_read(body):
    """An older event has its group under another key, and no event needs data."""
    event = parse(body, signed(body), SECRET)

    assert "g" == event.group_id
    assert event.created is None
    assert event.status is None


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"event":1}', b"\xff", b"[" * 100_000])
def test_a_signed_body_that_is_no_event_is_refused(body):
    """A signed body without an event raises an error of its own."""
    with pytest.raises(InvalidEvent):
        parse(body, signed(body), SECRET)
