"""Create exactly once: the behaviour of `ensure` after each kind of trouble."""

import logging
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from fivetran_connections import Fivetran, Secret, errors
from fivetran_connections import connection as builder
from fivetran_mock import FivetranMock

from ._support import BODY, Both, Clock, Server, answer, connection, created, ok, page, refused

POST = "POST /v1/connections"
LOOK = "GET /v1/connections?group_id=amber_kettle&schema=pin_eu&limit=1000"

THERE = page(connection())
NOT_THERE = page()


def ensure(fivetran: Any) -> Any:
    """Call `ensure` without a first look-up."""
    return fivetran.connections.ensure(BODY, look_first=False)


UNANSWERED: dict[str, Any] = {
    "read time-out": httpx.ReadTimeout(""),
    "reset": httpx.ReadError("reset"),
    "cut off": httpx.RemoteProtocolError("closed"),
    "408": refused(408),
    "500": refused(500),
    "502": refused(502),
    "503": refused(503),
    "504": answer(504, "<html>"),
    "520": refused(520),
}
UNREADABLE: dict[str, Any] = {
    "html with 200": answer(200, "<html>"),
    "no data": answer(201, {"code": "Success"}),
    "of another coding": answer(201, "x", content_encoding="br"),
}
DOUBTFUL = UNANSWERED | UNREADABLE


def outcome(run: Both, server: Server, use: Callable[[Any], Any], **options: Any) -> str | type[errors.FivetranError]:
    """Return the outcome of an `ensure`, or the class of its error."""
    try:
        return str(run(server, use, **options).outcome)
    except errors.FivetranError as error:
        return type(error)


READ = "GET /v1/connections/brisk_otter"
BARE = page({**connection(), "config": None})
NEW = page({**connection(created_at="9998-01-01T00:00:00Z"), "config": None})
OTHER = connection(config={"sync_mode": "AllAdvertisers"})
LOOKED_UP: dict[str, tuple[Any, list[str], list[Any]]] = {
    "what is there is adopted": ("adopted", [LOOK], [THERE]),
    "what is not there is created": ("created", [LOOK, POST], [NOT_THERE, created()]),
    "a look-up that is refused is raised": (errors.Forbidden, [LOOK], [refused(403)]),
    "all pages, if the API ignores the filter": (
        "adopted",
        [LOOK, f"{LOOK}&cursor=x"],
        [page(connection(schema="another"), cursor="x"), THERE],
    ),
    "details are read if the list has no config": ("adopted", [LOOK, READ], [BARE, ok(connection())]),
    "what differs in its details is not adopted": (errors.ConnectionDiffers, [LOOK, READ], [BARE, ok(OTHER)]),
    "what is gone before it is read is created": ("created", [LOOK, READ, POST], [BARE, refused(404), created()]),
    "what is too new to be read is no twin": ("adopted", [LOOK, READ, READ], [NEW, refused(404), ok(connection())]),
}


@pytest.mark.parametrize(("expected", "asked", "replies"), LOOKED_UP.values(), ids=LOOKED_UP)
def test_looks_before_the_first_create(run, expected, asked, replies):
    """By default the connection is looked up first."""
    server = Server(*replies)

    assert expected == outcome(run, server, lambda f: f.connections.ensure(BODY))
    assert asked == server.asked


LOST = httpx.ReadTimeout("")
STRANGERS = page(connection(id="x", schema="pin_us"), connection(id="y", group_id="other_group"))
SENT: dict[str, tuple[Any, list[str], list[Any]]] = {
    "a create that succeeds is the only request": ("created", [POST], [created()]),
    "a 429 did nothing": ("created", [POST, POST], [refused(429), created()]),
    "nothing was sent": ("created", [POST, POST], [httpx.ConnectError("refused"), created()]),
    "no connection in time": ("created", [POST, POST], [httpx.ConnectTimeout(""), created()]),
    "no try can have succeeded": (errors.RateLimited, [POST] * 4, [refused(429)]),
    "the look-up fails by 500": ("adopted", [POST, LOOK, LOOK], [LOST, refused(500), THERE]),
    "the look-up fails by 429": ("adopted", [POST, LOOK, LOOK], [LOST, refused(429), THERE]),
    "the look-up is lost": ("adopted", [POST, LOOK, LOOK], [LOST, LOST, THERE]),
    "the look-up is no JSON": ("adopted", [POST, LOOK, LOOK], [LOST, answer(200, "<html>"), THERE]),
    "a 429 does not clear the doubt": ("adopted", [POST, LOOK, POST, LOOK], [LOST, NOT_THERE, refused(429), THERE]),
    "400: the name is used": ("adopted", [POST, LOOK], [refused(400), THERE]),
    "409: the name is used": ("adopted", [POST, LOOK], [refused(409), THERE]),
    "400 for another reason": (errors.BadRequest, [POST, LOOK], [refused(400), NOT_THERE]),
    "409 for another reason": (errors.Conflict, [POST, LOOK], [refused(409), NOT_THERE]),
    "403 is raised at once": (errors.Forbidden, [POST], [refused(403)]),
    "404 is raised at once": (errors.NotFound, [POST], [refused(404)]),
    "404 of another server is raised at once": (errors.UnexpectedAnswer, [POST], [answer(404, "<html>")]),
    "403 after doubt": ("adopted", [POST, LOOK, POST, LOOK], [LOST, NOT_THERE, refused(403), THERE]),
    "409 after doubt, until it is clear": (
        "adopted",
        [POST, LOOK, POST, LOOK, LOOK],
        [LOST, NOT_THERE, refused(409), refused(500), THERE],
    ),
    "no other connection is adopted": ("created", [POST, LOOK, POST], [LOST, STRANGERS, created()]),
}


@pytest.mark.parametrize(("expected", "asked", "replies"), SENT.values(), ids=SENT)
def test_creates_once_after_each_trouble(run, expected, asked, replies):
    """A create that may have succeeded is never repeated before a successful look-up, which decides."""
    server = Server(*replies)

    assert expected == outcome(run, server, ensure, retries=3)
    assert asked == server.asked


def test_names_the_values_that_cannot_be_seen(run):
    """An adopted connection may have another value where none is shown; a created one only where it would be shown."""
    asked = {**BODY, "run_setup_tests": True, "trust_certificates": True, "trust_fingerprints": False}
    made = run(Server(created()), lambda f: f.connections.ensure(asked, look_first=False))
    found = run(Server(THERE), lambda f: f.connections.ensure(asked))

    assert ("/config/advertisers",) == made.unseen
    secrets = ("/auth/refresh_token", "/auth/client_access/client_id", "/auth/client_access/client_secret")
    assert ("/config/advertisers", *secrets, "/trust_certificates") == found.unseen


@pytest.mark.parametrize("retries", [3, 0])
@pytest.mark.parametrize("trouble", DOUBTFUL.values(), ids=DOUBTFUL)
def test_adopts_what_a_lost_answer_left_behind(run, trouble, retries):
    """After a create with unknown outcome, also after the last try, the connection is looked up and adopted."""
    server = Server(trouble, THERE)

    ensured = run(server, ensure, retries=retries)

    assert "adopted" == ensured.outcome
    assert "brisk_otter" == ensured.connection.id
    assert [POST, LOOK] == server.asked


@pytest.mark.parametrize("trouble", UNANSWERED.values(), ids=UNANSWERED)
def test_sends_again_when_the_look_up_finds_nothing(run, trouble):
    """After a create without an answer, nothing is found, and it is sent again; the result says that it is doubtful."""
    server = Server(trouble, NOT_THERE, created())

    ensured = run(server, ensure)

    assert ("created", True) == (ensured.outcome, ensured.is_doubtful)
    assert [POST, LOOK, POST] == server.asked


@pytest.mark.parametrize("retries", [3, 0])
@pytest.mark.parametrize("trouble", UNREADABLE.values(), ids=UNREADABLE)
def test_creates_no_twin_after_an_answer_that_cannot_be_read(run, trouble, retries):
    """After an unreadable answer no second create is sent: five look-ups in a minute, then the error says to wait."""
    clock, looks = Clock(), list[float]()

    def look(_request: httpx.Request) -> httpx.Response:
        looks.append(clock.now)
        return page()

    server = Server(trouble, look)
    with pytest.raises(errors.OutcomeUnknown, match=r"Wait, and look for it before you try again") as caught:
        run(server, ensure, clock=clock, retries=retries)

    assert [POST, *[LOOK] * 5] == server.asked
    assert [0, 5, 15, 30, 60] == looks
    assert isinstance(caught.value.__cause__, errors.UnexpectedAnswer)


LAST_LOOKS: dict[str, tuple[Any, Any]] = {
    "found": ("adopted", THERE),
    "differs": (errors.ConnectionDiffers, page(OTHER)),
    "fails": (errors.OutcomeUnknown, refused(500)),
}


@pytest.mark.parametrize(("expected", "last"), LAST_LOOKS.values(), ids=LAST_LOOKS)
def test_the_last_look_up_decides_after_an_answer_that_cannot_be_read(run, expected, last):
    """A look-up that fails is not the last one; the connection that the last one finds is compared, and doubtful."""
    server = Server(answer(200, "<html>"), NOT_THERE, refused(500), NOT_THERE, NOT_THERE, last)

    assert expected == outcome(run, server, ensure, retries=0)
    assert [POST, *[LOOK] * 5] == server.asked


def test_a_refusal_that_cannot_be_looked_into_stays_one(run):
    """If the look-up after a refused create fails, the refusal is raised."""
    server = Server(refused(400), refused(500))

    with pytest.raises(errors.BadRequest) as caught:
        run(server, ensure)

    assert isinstance(caught.value.__cause__, errors.ServerError)
    assert [POST, LOOK] == server.asked


@pytest.mark.parametrize("refusal", [refused(400), refused(409)], ids=["400", "409"])
def test_a_name_that_is_used_after_doubt_is_looked_up_for_a_minute(run, refusal):
    """A list may lag behind a create whose answer was lost, so the connection is looked up for a minute."""
    clock = Clock()
    server = Server(httpx.ReadTimeout(""), NOT_THERE, refusal, NOT_THERE, NOT_THERE, NOT_THERE, NOT_THERE, THERE)

    assert "adopted" == run(server, ensure, clock=clock).outcome
    assert 60 <= clock.now


def test_a_name_that_is_used_after_doubt_and_not_found_is_an_unknown_outcome(run):
    """If no look-up finds the connection of a lost create, no error says that nothing was changed."""
    with pytest.raises(errors.OutcomeUnknown) as caught:
        run(Server(httpx.ReadTimeout(""), NOT_THERE, refused(409), NOT_THERE), ensure)

    assert isinstance(caught.value.__cause__, errors.Conflict)


@pytest.mark.parametrize("trouble", UNANSWERED.values(), ids=UNANSWERED)
def test_raises_the_failure_when_the_last_look_finds_nothing(run, trouble):
    """If the last look-up finds nothing, the last failure is raised."""
    server = Server(trouble, NOT_THERE)

    with pytest.raises(errors.RequestFailed) as caught:
        run(server, ensure, retries=0)

    assert caught.value.may_have_acted

    assert [POST, LOOK] == server.asked


def test_says_when_the_outcome_is_unknown(run):
    """If the last look-up fails, the error says that the outcome is unknown, and how to find out."""
    with pytest.raises(errors.OutcomeUnknown, match=r"Wait, and look for it") as caught:
        run(Server(httpx.ReadTimeout(""), refused(500)), ensure)

    assert "amber_kettle" == caught.value.group_id
    assert "pin_eu" == caught.value.schema
    assert isinstance(caught.value.__cause__, errors.ServerError)
    assert caught.value.may_have_acted


def test_tells_of_duplicates(run, caplog):
    """If the name exists several times, the oldest connection is adopted and the others are reported."""
    caplog.set_level(logging.INFO, "fivetran_connections")
    both = page(connection(id="younger", created_at="2026-02-01T00:00:00Z"), connection(id="older"))

    ensured = run(Server(httpx.ReadTimeout(""), both), ensure)

    assert "older" == ensured.connection.id
    assert ("younger",) == ensured.duplicates
    assert "exists more than once, also as younger" in caplog.text


MASKED = {**BODY, "config": {**BODY["config"], "advertisers": ["1", "arn:********"]}}


@pytest.mark.parametrize(
    ("send", "pointer"),
    [
        (lambda f: f.connections.create(MASKED), "/config/advertisers/1"),
        (lambda f: f.connections.ensure(MASKED), "/config/advertisers/1"),
        (lambda f: f.connections.update("brisk_otter", {"auth": {"refresh_token": "r****"}}), "/auth/refresh_token"),
    ],
    ids=["create", "ensure", "update"],
)
def test_sends_no_mask(run, send, pointer):
    """A text that ends with stars was copied from an answer, and is refused before anything is sent."""
    server = Server()

    with pytest.raises(errors.InvalidConnection, match=f"{pointer}: This ends with stars"):
        run(server, send)

    assert [] == server.asked


def test_sends_a_secret_that_ends_with_stars(run):
    """A password may end with stars: in a `Secret` it is sent."""
    server = Server(created())

    run(server, lambda f: f.connections.create({**BODY, "auth": {**BODY["auth"], "refresh_token": Secret("r****")}}))

    assert [POST] == server.asked


DIFFERING: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "service": ("/service: asked for 'pinterest_ads', found 'google_ads'", {}, {"service": "google_ads"}),
    "paused": ("/paused: asked for True, found False", {"paused": True}, {"paused": False}),
    "mode": (
        "/config/sync_mode: asked for 'SpecificAdvertisers', found 'AllAdvertisers'",
        {},
        {"config": {"sync_mode": "AllAdvertisers"}},
    ),
    "ids": ("/config/advertisers: asked for ['1', '2'], found ['1']", {}, {"config": {"advertisers": ["1"]}}),
}


@pytest.mark.parametrize(("line", "asked", "found"), DIFFERING.values(), ids=DIFFERING)
def test_refuses_to_adopt_what_differs(run, line, asked, found):
    """A different connection is not adopted, and the difference is reported."""
    server = Server(refused(409), page(connection(**found)))

    with pytest.raises(errors.ConnectionDiffers) as caught:
        run(server, lambda f: f.connections.ensure({**BODY, **asked}, look_first=False))

    assert [line] == [str(difference) for difference in caught.value.differences]
    assert "brisk_otter" == caught.value.connection_id
    assert line in str(caught.value)
    assert isinstance(caught.value.__cause__, errors.Conflict)
    assert [POST, LOOK] == server.asked


@pytest.mark.parametrize(
    "config", [{"advertisers": ["2", "1"], "timeframe_months": "SIX"}, {"sync_mode": "******"}], ids=["added", "masked"]
)
def test_what_the_api_fills_in_leaves_out_or_masks_is_no_difference(run, config):
    """Defaults, missing keys, another order and masked values do not prevent adoption."""
    found = page(connection(config=config, sync_frequency=360, paused=False))

    assert "adopted" == run(Server(refused(409), found), ensure).outcome


class Text(str):
    """A text with another repr."""

    __slots__ = ()

    def __str__(self) -> str:
        return "another"


@pytest.mark.parametrize("kind", [Secret, Text])
def test_looks_for_what_is_sent(run, kind, caplog):
    """A secret as group, schema or table is looked up by its value, which is not shown."""
    caplog.set_level(logging.INFO, "fivetran_connections")
    body = {"group_id": kind("g"), "service": "s3", "config": {"schema": kind("a"), "table": "t"}}
    there = page(connection(group_id="g", service="s3", schema="a.t", config={}))
    server = Server(httpx.ReadTimeout(""), there)

    assert "adopted" == run(server, lambda f: f.connections.ensure(body, look_first=False)).outcome
    assert [POST, "GET /v1/connections?group_id=g&schema=a.t&limit=1000"] == server.asked
    assert ("a.t" in caplog.text) is (kind is Text)


def test_an_unknown_outcome_shows_no_secret(run):
    """An error about an unknown outcome masks a secret group or schema."""
    body = {"group_id": Secret("hunter1"), "service": "s3", "config": {"schema": Secret("hunter2"), "table": "t"}}

    with pytest.raises(errors.OutcomeUnknown) as caught:
        run(Server(httpx.ReadTimeout(""), refused(500)), lambda f: f.connections.ensure(body, look_first=False))

    assert "hunter" not in f"{caught.value} {caught.value!r} {caught.value.group_id} {caught.value.schema}"


def test_a_masked_list_is_no_difference():
    """The masked list of secrets in an answer does not prevent adoption."""
    mock = FivetranMock(groups=["g"])
    request = builder(
        group_id="g", service="mailchimp", config={"schema": "e2", "api_tokens": ["T1", "T2"], "password": 5}
    )

    with Fivetran(api_key=mock.api_key, api_secret=mock.api_secret, transport=mock.transport()) as fivetran:
        outcomes = [fivetran.connections.ensure(request, look_first=True).outcome for _ in range(2)]

    assert ["created", "adopted"] == outcomes


@pytest.mark.parametrize(
    ("name", "service", "config"),
    [
        ("a", "zz_next", {"schema": "a"}),
        ("a.b", "zz_next", {"schema": "a", "table": "b"}),
        ("a.b", "zz_next", {"schema": "a", "table_group_name": "b"}),
        ("p", "zz_next", {"schema_prefix": "p"}),
        ("s", "zz_next", {"schema": "s", "schema_prefix": "p"}),
        ("p", "db2luw", {"schema": "s", "schema_prefix": "p"}),
        ("s", "hubspot", {"schema": "s", "schema_prefix": "p"}),
    ],
    ids=str,
)
def test_knows_the_four_formats_of_names(run, name, service, config):
    """The name for the look-up consists of the keys that the service has for it."""
    server = Server(NOT_THERE, created())

    run(server, lambda f: f.connections.ensure({"group_id": "g", "service": service, "config": config}))

    assert f"GET /v1/connections?group_id=g&schema={name}&limit=1000" == server.asked[0]


@pytest.mark.parametrize(
    ("needed", "config"),
    [
        *(("schema", config) for config in ({"x": "y"}, {"table": "b"}, {})),
        ("schema as text", {"schema": 7}),
        ("schema_prefix as text", {"schema_prefix": ["p"]}),
        ("table as text", {"schema": "a", "table": True}),
        ("table_group_name as text", {"schema": "a", "table_group_name": 0.5}),
    ],
    ids=str,
)
def test_a_connection_without_a_name_cannot_be_looked_up(run, needed, config):
    """If the config does not name the destination by texts, `ensure` refuses before anything is sent."""
    server = Server(created())

    with pytest.raises(errors.InvalidRequest, match=rf"^ensure needs config\.{needed}.* nothing was sent"):
        run(server, lambda f: f.connections.ensure({"group_id": "g", "service": "zz_next", "config": config}))

    assert [] == server.requests


@pytest.mark.parametrize(
    "use",
    [lambda f: f.connections.ensure(BODY), lambda f: f.connections.update("brisk_otter", {"auth": BODY["auth"]})],
    ids=["ensure", "update"],
)
def test_a_look_up_shows_no_secret_of_the_body(run, use):
    """If a look-up is refused with a message that repeats a secret of the body, the secret is masked."""
    with pytest.raises(errors.BadRequest, match=r"no rt-\*\*\*|no \*\*\*") as caught:
        run(Server(refused(400, message="no rt-1234")), use)

    assert b"rt-1234" not in caught.value.response.content
