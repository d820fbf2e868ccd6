"""Stories as data, which a mock in process and one on a port tell alike: requests, steps of the mock, a receiver."""

from typing import Any, Final, TypeAlias

Step: TypeAlias = tuple[Any, ...]
"""A request (`method, path, body`), a step of the mock (`name, arguments`), or `RECEIVER, statuses` of its answers."""

RECEIVER: Final = "receiver"


def new(schema: str = "s", service: str = "mailchimp", **more: Any) -> Step:
    """Create a connection that syncs each hour; later steps have its id as `{connections}`."""
    body = {"service": service, "group_id": "g", "config": {"schema": schema}, "sync_frequency": 60, **more}
    return ("POST", "/v1/connections", body)


def hook(*events: str, family: str = "account", **more: Any) -> Step:
    """Create a webhook to the receiver; later steps have its id as `{webhooks}`."""
    return ("POST", f"/v1/webhooks/{family}", {"url": "{receiver}", "events": [*events], **more})


def step(name: str, **arguments: Any) -> Step:
    """Take a step of the mock about the latest connection."""
    return (name, {"connection_id": "{connections}", **arguments})


def wanted(name: str, *, operation: str | None = None, times: int | None = None, **values: Any) -> Step:
    """Assert that a call or delivery has these values."""
    beside = {"operation": operation, "times": times}
    return (name, {**{key: value for key, value in beside.items() if value is not None}, "wanted": values})


def advance(**amounts: float) -> Step:
    """Move time."""
    return ("advance", amounts)


GET: Final = ("GET", "/v1/connections/{connections}")
TEST: Final = ("POST", "/v1/connections/{connections}/test", {})
SYNC: Final = ("POST", "/v1/connections/{connections}/sync", {})
REFUSED_CREATE: Final = ("POST", "/v1/connections", {})
LIST: Final = ("GET", "/v1/groups")
CARD: Final[dict[str, Any]] = {
    "service": "pinterest_ads",
    "config": {"schema": "s", "sync_mode": "AllAdvertisers"},
    "run_setup_tests": False,
    "connect_card_config": {"redirect_uri": "https://shop.example/done"},
}
SYNCS: Final = ("sync_start", "sync_end")

STORIES: Final[dict[str, list[Step]]] = {
    # webhooks
    "events come at their moments": [hook(*SYNCS), new(), advance(hours=3)],
    "events are signed": [hook("sync_end", secret="of this test"), new(), advance(hours=1)],
    "a request causes an event": [hook("create_connector"), new(), ("deliveries/wait", {})],
    "steps cause events": [
        hook(*SYNCS, "pause_connector", "resume_connector"),
        new(),
        step("start-sync"),
        step("end-sync", outcome="failed", message="no"),
        step("pause"),
        step("resume"),
        step("delete"),
    ],
    "a group has its own webhook": [
        hook("create_connector", family="group/g"),
        new(),
        new("t", group_id="h"),
        advance(seconds=1),
    ],
    "a webhook is not active": [hook("create_connector", active=False), new(), advance(seconds=1)],
    "a webhook is deleted": [hook("sync_end"), new(), ("DELETE", "/v1/webhooks/{webhooks}"), advance(hours=1)],
    "a webhook comes late": [new(), advance(hours=2), hook(*SYNCS), advance(hours=2)],
    "the receiver fails three times": [
        hook("create_connector"),
        (RECEIVER, [500, 503, 404, 204]),
        new(paused=True),
        advance(hours=5),
        wanted("assert-delivered", times=4, event="create_connector"),
    ],
    "the receiver fails for a day": [
        hook("create_connector"),
        (RECEIVER, [500]),
        new(paused=True),
        advance(days=2),
        ("GET", "/v1/webhooks"),
    ],
    "a webhook that becomes active is called": [
        hook("create_connector", active=False),
        (RECEIVER, [500, 200]),
        ("PATCH", "/v1/webhooks/{webhooks}", {"active": True}),
        ("PATCH", "/v1/webhooks/{webhooks}", {"active": True}),
        ("POST", "/v1/webhooks/{webhooks}/test", {"event": "sync_end"}),
    ],
    "two webhooks hear of failures": [
        hook(*SYNCS),
        hook("sync_end", secret="of the second"),
        (RECEIVER, [500, 500, 200, 500, 200]),
        new(),
        advance(minutes=30),
        ("deliveries/repeat", {"delivery": 3}),
    ],
    "events are sent by hand": [
        hook("sync_end", "transformation_failed"),
        new(paused=True),
        ("deliveries/send", {"event": "sync_end", "connection_id": "{connections}", "data": {"status": "FAILED"}}),
        ("deliveries/send", {"event": "transformation_failed"}),
        ("deliveries/send", {"event": "sync_start"}),
        ("deliveries/send", {"event": "sync_ended"}),
        ("deliveries/send", {"event": "sync_end", "connection_id": "nobody"}),
    ],
    "deliveries are lost and late": [
        hook(*SYNCS),
        ("deliveries/lose", {"event": "sync_end"}),
        ("deliveries/delay", {"event": "sync_start", "seconds": 1500}),
        ("deliveries/delay", {"event": "sync_start", "seconds": -1}),
        new(),
        advance(hours=8),
        ("deliveries/lose", {"event": "sync_end", "times": 2}),
        ("verify", {}),
    ],
    "a webhook of a wrong form": [
        ("POST", "/v1/webhooks/account", {"url": "http://example.com/", "events": ["sync_end"]}),
        ("POST", "/v1/webhooks/account", {"url": "/hook", "events": ["sync_end"]}),
    ],
    "deliveries are asserted": [
        hook(*SYNCS),
        new(),
        advance(hours=2),
        wanted("assert-delivered", times=2, event="sync_end", schema="s"),
        wanted("assert-delivered", event="sync_end", data={"status": "SUCCESSFUL"}),
        wanted("assert-delivered", evnt="sync_end"),
    ],
    # time
    "the first sync takes ten minutes": [new(), *[advance(minutes=4), GET] * 4],
    "a sync is started": [new(), advance(hours=1, minutes=30), SYNC, GET, advance(seconds=61), GET],
    "settings of a reset": [("reset", {"sync_seconds": 5}), new(), advance(seconds=51), GET, ("reset", {}), LIST],
    "ids of a reset": [new(), ("reset", {"continue_ids": True}), new(), GET, ("reset", {}), new(), GET],
    "each call moves time": [("reset", {"seconds_per_call": 400}), new(), GET, GET, GET, LIST],
    "rate limits of a reset": [("reset", {"rate_limits": "trial"}), new(), TEST, LIST],
    "behaviours of a reset": [("reset", {"behaviours": {"list_config": "present"}}), new(), ("GET", "/v1/connections")],
    "a pause ends the syncs": [new(), step("pause"), advance(hours=3), GET, step("resume"), advance(hours=1), GET],
    # faults
    "a fault is used once": [("faults", {"status": 503, "times": 1}), LIST, LIST, ("verify", {})],
    "a fault comes after the act": [("faults", {"status": 502, "when": "after", "times": 1}), new(), new()],
    "a fault is of a connection": [new(), ("faults", {"connection_id": "{connections}", "status": 520}), GET, LIST],
    "a fault is drawn": [("faults", {"share": 0.5, "random_seed": 7, "retry_after": 3}), *[LIST] * 8],
    "a fault has a body": [("faults", {"status": 500, "body": {"code": "X"}, "headers": {"x-trace": "1"}}), LIST],
    "a fault spoils an answer": [new(), ("faults", {"answer": "null"}), GET],
    "a fault is removed": [
        *(("faults", {"status": status}) for status in (500, 503)),
        ("remove-fault", {"place": 0}),
        LIST,
        ("clear-faults", {}),
        LIST,
    ],
    "a fault of a webhook": [("faults", {"operation": "create_account_webhook", "status": 500}), hook("sync_end")],
    "unused faults fail": [("faults", {"status": 503, "exactly": 2}), LIST, ("verify", {})],
    # scripts
    "setup tests fail once": [new(), step("script-setup-tests", status="FAILED", message="no", times=1), TEST, TEST],
    "setup tests are several": [
        ("script-setup-tests", {"tests": [{"title": "One"}, {"title": "Two", "status": "WARNING", "message": "old"}]}),
        new(),
    ],
    "syncs are rescheduled": [new(), step("script-syncs", outcome="rescheduled", times=1), advance(hours=3), GET],
    "a sync takes long": [("script-syncs", {"outcome": "succeeded", "seconds": 7200}), new(), advance(hours=1), GET],
    "scripts of a seed": [
        ("seed", {"connections": [{"id": "c", **new()[2]}], "syncs": [{"outcome": "failed"}]}),
        advance(hours=1),
        ("GET", "/v1/connections/c"),
    ],
    "setup tests run by hand": [new(), step("run-setup-tests", status="FAILED", message="no"), GET],
    "a script of no connection": [("script-syncs", {"outcome": "failed", "connection_id": "none"})],
    # cards
    "a card is completed": [new(**CARD), step("complete-connect-card", connection_id=None, card="{connections}"), GET],
    "a card that nobody completed": [new(**CARD), TEST, GET],
    # assertions
    "calls are asserted": [
        new(),
        LIST,
        wanted("assert-called", operation="create_connection", times=1, service="mailchimp"),
        ("assert-called", {"operation": "list_groups", "query": {"limit": 5}}),
        wanted("assert-not-called", operation="list_groups"),
        wanted("assert-created", schema="t"),
        wanted("assert-created", schema="s", config={"schema": "s"}),
        ("clear-calls", {}),
        wanted("assert-created", schema="s"),
    ],
    "the end of a test is verified": [
        ("verify", {}),
        REFUSED_CREATE,
        ("verify", {}),
        ("verify", {}),
        REFUSED_CREATE,
        ("verify", {"expected": [400]}),
        ("faults", {"status": 503}),
        ("verify", {}),
    ],
    "failed deliveries are verified": [
        hook("create_connector"),
        (RECEIVER, [500, 200]),
        new(paused=True),
        ("verify", {}),
        advance(hours=1),
        ("verify", {}),
    ],
    "a poll is verified": [new(), GET, GET, GET, advance(minutes=1), GET, ("verify", {})],
}

REFUSED: Final[list[Step]] = [
    ("advance", {"minuts": 1}),
    ("advance", {"hours": -1}),
    ("reset", {"sync_second": 1}),
    ("reset", {"behaviours": {"list_confg": "present"}}),
    ("faults", {"sttus": 503}),
    ("faults", {"operation": "creat_connection", "status": 500}),
    ("faults", {}),
    ("remove-fault", {"place": 0}),
    ("seed", {"conections": []}),
    ("faults", {"path": "/v1/*", "status": 500}),
    ("behaviours", {"mask": "nine"}),
    ("start-sync", {}),
    ("start-sync", {"connection_id": "none"}),
    ("end-sync", {"connection_id": "none", "outcome": "success"}),
    ("pause", {"connection_id": "none", "paused": "yes"}),
    ("run-setup-tests", {"connection_id": "none", "status": "FAIL"}),
    ("complete-connect-card", {"card": ""}),
    ("script-syncs", {"outcome": "fail"}),
    ("assert-called", {"operation": "POST /v1/connections"}),
    ("assert-called", {"operation": "create_connection", "wanted": {"servce": 1}}),
    ("assert-created", {"wanted": {"servce": "s"}}),
    ("assert-delivered", {"wanted": {"evnt": "sync_end"}}),
    ("deliveries/repeat", {"delivery": 2}),
    ("verify", {"expected": 400}),
    ("verify", {"allow_unusd": True}),
]
"""Arguments that a step does not take."""
