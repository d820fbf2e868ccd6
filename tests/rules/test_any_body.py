"""Properties that hold for any body."""

import copy
import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fivetran_openapi import document
from fivetran_rules import Violation, all_rules

from ._bodies import AUTH, CARD, Body, check, check_change

RULES = {rule.id: rule for rule in all_rules()}

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=()))
    | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.integers(), inner, max_size=3),
    max_leaves=10,
)


def _some(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[Body]:
    """Return a strategy for some of these keys."""
    return st.fixed_dictionaries({}, optional=values)


def _of(*values: object) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


_CONNECTION = {
    "paused": _of(True, "yes", None),
    "run_setup_tests": _of(True, False, 0),
    "trust_certificates": _of(True, False),
    "trust_fingerprints": _of(True, None),
    "schedule_type": _of("auto", "manual", "hourly"),
    "sync_frequency": _of(1440, 1440.0, 360, 7, "1440", True, None),
    "daily_sync_time": _of("05:00", "05:30", "05:00\n", 5, None),
    "data_delay_sensitivity": _of("NORMAL", "CUSTOM", "custom"),
    "data_delay_threshold": _of(0, 30, 30.0, -1, "30"),
    "networking_method": _of("Directly", "PrivateLink", "ProxyAgent", "directly", ["PrivateLink"]),
    "private_link_id": _of("l", "", None, 5),
    "proxy_agent_id": _of("a", "", None),
    "hybrid_deployment_agent_id": _of("h", None),
    "destination_configuration": _of({"virtual_warehouse": "w"}, {"warehouse": "w"}, {}, "w"),
    "schedule": _of({"schedule_type": "CRON", "cron": "0 5 * * *"}, {"schedule_type": "hourly"}, {}, None),
    "auth": _of(AUTH, {}, {"refresh_token": "rt"}, {"client_access": {"client_id": "ci"}}, "rt")
    | _of({"refresh_token": "rt", "client_access": {}}, {"access_token": "a", "user_access_token": "u"}),
    "external_secrets_manager_id": _of("e", ""),
}
_CARDS = [{"redirect_uri": address} for address in ("ftp://a", "https:///", "https://a\n", "http://a:1/?b#c")]
_CONFIG = {
    "schema": _of("s", "", "\ud800", 5),
    "sync_mode": _of("SpecificAdvertisers", "AllAdvertisers", "SpecificAccounts", "ManagerAccounts", "all"),
    "advertisers": _of(["1"], [], [1], "1"),
    "accounts": _of(["1"], []),
    "manager_accounts": _of(["1"], []),
    "timeframe_months": _of("SIX", 6),
    "report_granularity": _of("HOUR", "DAY"),
    "refresh_token_expires_at": _of("4102444800", "0", "9" * 13, "9" * 5000, "soon", None, "1\n"),
    "unknown/~": anything,
}
_SERVICE = _of("pinterest_ads", "google_ads", "facebook_ads", "postgres", "pinterest_ad", "google_ads\ud800", "", 5)

bodies = _some(
    group_id=_of("g", "", 5),
    service=_SERVICE,
    config=_some(**_CONFIG) | anything,
    destination_schema_names=_of("SOURCE_NAMING", "source"),
    connect_card_config=_of(CARD, *_CARDS, {}, None),
    **_CONNECTION,
)
patches = _some(
    config=_some(**_CONFIG) | anything, group_id=_of("g"), schema_status=_of("ready", "READY"), **_CONNECTION
)
stores = st.none() | _some(
    service=_SERVICE, config=_some(**_CONFIG) | anything, created_at=_of("2020-01-01T00:00:00Z", 5), **_CONNECTION
)


def _resolves(body: object, pointer: str) -> bool:
    """Return whether a pointer names a place in a body, or a missing key of an existing object."""
    parts = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    here = body
    for position, part in enumerate(parts):
        if isinstance(here, list | tuple):
            here = here[int(part)]
        elif isinstance(here, dict) and part in here:
            here = here[part]
        else:
            return isinstance(here, dict) and position == len(parts) - 1
    return True


def _holds(request: object, violations: list[Violation]) -> None:
    """Check the properties of every list of violations."""
    places = [(violation.pointer, violation.rule) for violation in violations]

    assert sorted(set(places)) == places
    for violation in violations:
        assert _resolves(request, violation.pointer), violation
        assert RULES[violation.rule].evidence is violation.evidence
        assert RULES[violation.rule].severity == violation.severity
        assert violation.message.endswith((".", "?"))
        assert f"{violation.pointer} {violation.message}".encode()


@given(anything)
def test_anything_at_all_is_judged(body):
    """Any value is judged without an exception, alone or in a request."""
    _holds(body, check(body))
    _holds(body, check_change(body))
    _holds(body, check_change(body, {"service": "pinterest_ads"}))
    for key in ("service", "config", "auth", "schedule"):
        request = {"group_id": "g", "service": "pinterest_ads", "config": {"schema": "s"}, key: body}
        _holds(request, check(request))
        _holds({key: body}, check_change({key: body}, {key: body}))
    if body is None or isinstance(body, dict):
        _holds({"paused": True}, check_change({"paused": True}, body))


@given(bodies)
def test_a_new_connection_is_judged(body):
    """Each violation has a valid pointer, in order, once, as its rule says; the body is not changed."""
    before = copy.deepcopy(body)

    violations = check(body)

    _holds(body, violations)
    assert violations == check(body)
    assert repr(before) == repr(body)


@given(patches, stores)
def test_a_change_is_judged(patch, stored):
    """A change is judged with the same promises for any stored connection, and no argument is changed."""
    before = copy.deepcopy((patch, stored))

    violations = check_change(patch, stored)

    _holds(patch, violations)
    assert violations == check_change(patch, stored)
    assert repr(before) == repr((patch, stored))


@given(bodies | patches, stores)
def test_strictness_only_adds_weight(request, stored):
    """With `strict`, the violations are the same, and all are errors."""
    for lenient, strict in (
        (check(request), check(request, strict=True)),
        (check_change(request, stored), check_change(request, stored, strict=True)),
    ):
        assert [(each.pointer, each.rule, each.message) for each in lenient] == [
            (each.pointer, each.rule, each.message) for each in strict
        ]
        assert {"error"} >= {each.severity for each in strict}


def _judge(name: str) -> jsonschema_rs.Draft202012Validator:
    schemas = document()["components"]["schemas"]
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    )


@pytest.fixture(scope="module", name="judges")
def _judges() -> tuple[jsonschema_rs.Draft202012Validator, jsonschema_rs.Draft202012Validator]:
    """Return validators of the document, for a new connection and for a change."""
    return _judge("NewConnection"), _judge("ConnectionUpdate")


def _as_sent(request: Body) -> Body | None:
    """Return the request as JSON that a server reads, or skip it if it cannot be sent."""
    try:
        text = json.dumps(request, ensure_ascii=False, allow_nan=False).encode()
        sent: Body = json.loads(text)
    except (TypeError, ValueError):
        return None
    return sent


def _valid(violations: list[Violation]) -> bool:
    return all(violation.severity == "warning" for violation in violations)


@given(body=bodies)
def test_what_the_document_refuses_is_never_valid(body, judges):
    """Document and rules agree on any new connection, except for services known only to the rules."""
    sent = _as_sent(body)
    if sent is None or body.get("service") == "facebook_ads":
        return
    new, _ = judges

    assert new.is_valid(sent) == _valid(check(sent))


@given(patch=patches)
def test_what_the_document_refuses_of_a_change_is_never_valid(patch, judges):
    """Document and rules agree on a change without a stored connection, except for the permanent schema."""
    sent = _as_sent(patch)
    if sent is None or "schema" in (sent["config"] if isinstance(sent.get("config"), dict) else {}):
        return
    _, update = judges

    assert update.is_valid(sent) == _valid(check_change(sent))
