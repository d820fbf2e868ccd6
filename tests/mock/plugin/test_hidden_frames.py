"""Reports of pytest: no frame of our packages shows its arguments or locals, which may be secrets."""

import re
from pathlib import Path

import pytest
from tests import _operations

SECRETS = ("api-secret-Z", "rt-1234", "cs-1234", "webhook-secret-Z", "config-secret-Z")

PRELUDE = """
import httpx
import pytest

from fivetran_connections import Fivetran, facebook_ads, google_ads, pinterest_ads
from fivetran_connections.webhooks import parse
from fivetran_mock import FivetranMock
from fivetran_rules import check_request
from tests import _operations
from tests.overlay._support import BODY

_operations.__tracebackhide__ = True  # its table is one statement, which a report would show whole

def client(answer):
    return Fivetran(api_key="key", api_secret="api-secret-Z", retries=0, transport=httpx.MockTransport(answer))

def lose(request):
    raise httpx.ReadError("lost")

def other(request):
    item = {"id": "c", "schema": "pin_eu", "service": "pinterest_ads", "group_id": "amber_kettle", "paused": True,
            "config": {"sync_mode": "AllAdvertisers"}}
    return httpx.Response(200, json={"code": "Success", "data": {**item, "items": [item]}})

def odd(request):
    return httpx.Response(200, text="[]")

def fail_later():
    try:
        client(lose).webhooks.create(WEBHOOK)
    except Exception:
        1 / 0

WEBHOOK = {"url": "https://r.test/", "events": ["sync_end"], "secret": "webhook-secret-Z"}
FILE = {"service": "postgres", "group_id": "g", "config": {"schema_prefix": "s", "password": "config-secret-Z"}}
SEED = {"connections": [{**FILE, "config": 1, "auth": {"token": "cs-1234"}}]}
ADS = {"group_id": "g", "schema": "s", "auth": {"client_access": {"client_secret": "cs-1234"}}}

@pytest.mark.parametrize("name", _operations.OPERATIONS)
def test_operation(name):
    result = _operations.OPERATIONS[name][0](client(lose))
    next(iter(result))  # a list is read lazily

CALLS = [
    "client(lose).connections.ensure(BODY)",
    "client(other).connections.ensure(BODY)",
    "client(lose).connections.ensure({**BODY, 'config': {}})",
    "list(client(lose).connections.ensure_many([BODY], stop_on_error=True))",
    "fail_later()",
    "client(odd).webhooks.create(WEBHOOK)",
    "client(None).webhooks.create(WEBHOOK)",  # fails within a library
    "Fivetran(api_key='', api_secret='api-secret-Z')",
    "Fivetran(api_key='key', api_secret='s', base_url='http://key:api-secret-Z@[')",
    "parse(b'{}', '00', 'webhook-secret-Z')",
    "parse(b'{}', None, 'webhook-secret-Z')",
    *(f"{name}(**ADS, config={{1: 1}})" for name in ("pinterest_ads", "google_ads", "facebook_ads")),
    "check_request('No such schema', FILE)",
    "FivetranMock(credentials={'key': ['api-secret-Z']})",
    "FivetranMock().seed(SEED)",
    "FivetranMock().restore('{\\"secret\\": \\"webhook-secret-Z\\"}')",
    "FivetranMock().assert_created(**FILE)",
]

@pytest.mark.parametrize("number", range(len(CALLS)))
def test_call(number):
    eval(CALLS[number])
"""


@pytest.mark.parametrize("options", [(), ("--showlocals", "--tb=long", "--numprocesses=1", "--junitxml=report.xml")])
def test_no_frame_of_ours_is_shown(run, pytester, options):
    """
    Each call that fails with a secret at hand shows frames of the test, and none of ours or of libraries below.

    This holds for the terminal, for the workers of xdist, and for a report in XML.
    """
    result = run("", f"--override-ini=pythonpath={Path(_operations.__file__).parent.parent}", *options)
    shown = result.stdout.str() + "".join(report.read_text() for report in pytester.path.glob("report.xml"))

    assert {"failed": len(_operations.OPERATIONS) + 19} == result.parseoutcomes()
    assert [] == [secret for secret in SECRETS if secret in shown]
    assert [] == re.findall(r"(?m)^\S*(?:fivetran_\w+|site-packages)/\S+:\d+:.*", shown)
