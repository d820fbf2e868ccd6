"""No report of the mock has a secret: its own API, its pages, the journal, the log, messages and reprs."""

import json
from base64 import b64encode
from typing import Any
from urllib.parse import quote

import pytest

from fivetran_mock import FivetranMock, Request
from fivetran_mock.admin import Site

from .conftest import OPERATIONS, VIEWS, logged

KEPT = {"GET snapshot": "a restore needs the values of secrets"}
"""The operations that show secrets, with the reason."""

NAMES = ("token", "AUTH", "%61uth", "auth[x]", "api_key", "X-Api-Key", "sig", "key", "pass%77ord", "client_secret")
URLS = [
    *("https://user:hush@h.test/", "https://hush@h.test/", "https://:hush@h.test/x?y=1"),
    *(f"https://h.test/?a=1{sign}{name}=hush&b=2" for sign in "&#" for name in NAMES),
]
SECRETS: dict[str, Any] = {
    **dict.fromkeys(("password", "api_key", "private_key", "refresh_token", "connection_string"), "hush"),
    "auth": {"any": "hush"},
    "nested": {"deep": [{"client_secret": "hush"}]},
    "client_access": {"client_id": "shown", "client_secret": "hush"},
    "secrets_list": [{"key": "shown", "value": "hush"}],
    "headers": [{"key": "X-Key", "value": "hush"}],
    "pages": URLS,
}
BASE64 = b64encode(b"user:hush").decode()
HEADERS = dict.fromkeys(("proxy-authorization", "x-api-key", "cookie", "api-key", "auth"), f"Basic {BASE64}")


@pytest.fixture
def site(mock: FivetranMock) -> Site:
    """Return the site of a mock to which a client has sent secrets in every place that may have one."""
    site, pair = Site(mock), f"{mock.api_key}:{mock.api_secret}".encode()
    headers = {**HEADERS, "authorization": f"Basic {b64encode(pair).decode()}", "content-type": "application/json"}

    def ask(method: str, target: str, body: Any = None) -> Any:
        text = b"" if body is None else json.dumps(body).encode()
        answer = logged(mock.handle)(Request(method, target, headers, text))
        return json.loads(answer.body)  # type: ignore[union-attr]  # no fault delays it

    for number, url in enumerate(URLS[::5]):
        mock.webhooks.mount(url, lambda _: None)
        hook = {"url": url, "events": ["create_connector"], "secret": "hush", "active": number < 3}
        ask("POST", "/v1/webhooks/account", hook)
    postgres = {"service": "postgres", "group_id": "near", "config": {"schema_prefix": "pg", "host": "h", **SECRETS}}
    made = ask("POST", "/v1/connections", {**postgres, "auth": SECRETS, "run_setup_tests": False})
    for identifier in (made["data"]["id"], "no_such_connection"):
        ask("PATCH", f"/v1/connections/{identifier}", {"config": SECRETS, "auth": SECRETS})
    for name in NAMES:
        ask("GET", f"/v1/connections/{made['data']['id']}?a=1&{name}=hush&b=2")
        ask("GET", f"/v1/none?{name}=hush#{name}=hush")
    mock.webhooks.deliver()
    return site


def shows(text: str) -> bool:
    """Return whether a text has a secret, also as base64."""
    return "hush" in text or BASE64 in text or quote(BASE64) in text


def test_no_output_of_the_mock_has_a_secret(site, mock, capsys):
    """Each operation, each page, the log, the journal and reprs mask them; what a restore needs is named with why."""
    connection = mock.connections()[0]["id"]
    values = {"connections": [connection], "requests": range(1, mock.call_count + 1), "deliveries": [1], "faults": [1]}
    hostile = json.dumps({**SECRETS, "url": URLS[0], "event": URLS[1], "schema": URLS[3]}).encode()
    pages = [
        "/__mock__/" + path.replace("{}", str(value))
        for path, views in VIEWS.items()
        if "GET" in views
        for value in values.get(path.partition("/")[2].partition("/")[0], [0])
    ]
    reads = sorted(key for key in OPERATIONS if key.startswith("GET"))
    acts = sorted(OPERATIONS.keys() - {*reads})
    asked = [*((key, b"") for key in reads), *((f"GET {page}", b"") for page in pages)]
    asked += [*((key, hostile) for key in acts if key != "POST restore"), ("POST restore", hostile)]
    found = list[str]()
    for key, body in asked:
        method, _, path = key.partition(" ")
        target = path if path.startswith("/") else f"/__mock__/{path}"
        accept = {"accept": "text/html"} if key.removeprefix("GET ") in pages else {}
        answer: Any = site.answer(Request(method, target, {"content-type": "application/json", **accept}, body))
        if shows(answer.body.decode()):
            found.append(key)
    seen = [each.to_data() for each in mock.calls], mock.calls, mock.webhooks.deliveries, repr(site), repr(mock)

    assert found == [*KEPT]
    assert not shows(json.dumps(seen, default=repr))
    assert not shows("".join(capsys.readouterr()))
