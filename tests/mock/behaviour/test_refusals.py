"""Refusals: their order, and their messages."""

import json
import re
from base64 import b64encode

import pytest

from fivetran_mock import FivetranMock, Request

BODY = {"group_id": "g", "service": "pinterest_ads", "config": {"schema": "s"}}
GONE = "/v1/connections/no_such"


def basic(pair: str) -> dict[str, str]:
    """Return the header of a key pair."""
    return {"authorization": f"Basic {b64encode(pair.encode()).decode()}"}


@pytest.mark.parametrize(
    "header",
    [
        "Digest " + b64encode(b"key:secret").decode(),
        *(None, "", "Basic", "Basic !!", "Bearer abc", "Basic " + b64encode(b"no-colon").decode()),
        *(basic(pair)["authorization"] for pair in (":", "key:", ":secret")),
        "Basic " + b64encode(b"\xff:\xff").decode(),
        basic("key:secret")["authorization"] + "!",
    ],
)
def test_credentials_are_needed(api, header):
    """Without a key and a secret, each path of the API is refused with 401."""
    for method, target in (("GET", "/v1/connections"), ("POST", "/v1/teams"), ("DELETE", GONE)):
        assert "401 AuthFailed" == api.send(method, target, headers={"authorization": header}).refusal


def test_given_credentials_are_the_only_ones(api_of):
    """With a list of credentials, only these pairs work, and they share one account."""
    api = api_of(FivetranMock(check_replies=True, credentials={"k1": "s1", "k2": "s2"}))
    made = api.create()

    assert "k1" == api.mock.api_key
    assert "s1" == api.mock.api_secret
    assert api.send("GET", f"/v1/connections/{made['id']}", headers=basic("k2:s2")).data["id"] == made["id"]
    for pair in ("k1:s2", "k3:s3", "k1:S1"):
        assert 401 == api.send("GET", "/v1/connections", headers=basic(pair)).status


def test_every_key_is_for_the_one_account(api):
    """By default, every key pair works, and all see the same connections."""
    made = api.create()

    assert made["id"] == api.send("GET", f"/v1/connections/{made['id']}", headers=basic("other:secret")).data["id"]


def test_checks_come_from_the_outside_to_the_inside(api):
    """Refusals have the order 401, 406, 415, 404, 400, 409."""
    api.create(schema="taken")
    text = {"content-type": "text/plain"}
    html = {**text, "accept": "text/html"}
    bad = b"{"

    assert 401 == api.send("PATCH", GONE, content=bad, headers={**html, "authorization": "Basic x"}).status
    assert "406 NotAcceptable" == api.send("PATCH", GONE, content=bad, headers=html).refusal
    assert "415 UnsupportedMediaType" == api.send("PATCH", GONE, content=bad, headers=text).refusal
    assert "404 NotFound_Connector" == api.send("PATCH", GONE, content=bad).refusal
    assert "400 InvalidInput" == api.send("POST", "/v1/connections", content=bad).refusal
    taken = {"group_id": "amber_kettle", "service": "mailchimp", "config": {"schema": "taken"}}
    assert 400 == api.send("POST", "/v1/connections", {**taken, "paused": 1}).status
    assert 409 == api.send("POST", "/v1/connections", taken).status


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("application/json;version=2", 200),
        ("application/json; version=2; q=0.5", 200),
        ("text/html, application/*;q=0.1", 200),
        ("APPLICATION/JSON;charset=UTF-8", 200),
        ("application/xml", 406),
        ("text/*", 406),
    ],
)
def test_accept_decides_over_406(api, accept, status):
    """A client that does not accept JSON gets 406."""
    assert status == api.send("GET", "/v1/connections", headers={"accept": accept}).status


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 201),
        ("application/json;version=2", 201),
        ("Application/JSON; charset=utf-8", 201),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("", 415),
        (None, 415),
    ],
)
def test_content_type_decides_over_415(api, content_type, status):
    """A body needs the content type of JSON; parameters of real clients are allowed."""
    answer = api.send("POST", "/v1/connections", BODY, headers={"content-type": content_type})

    assert status == answer.status


def test_optional_body_may_be_absent(api):
    """A sync needs neither body nor content type; setup tests need a body."""
    path = f"/v1/connections/{api.create()['id']}"

    assert 200 == api.send("POST", f"{path}/sync").status
    assert 400 == api.send("POST", f"{path}/sync", content=b"null").status
    assert "400 InvalidInput" == api.send("POST", f"{path}/test").refusal
    assert 200 == api.send("GET", path, content=b"ignored", headers={"content-type": "text/plain"}).status


@pytest.mark.parametrize(
    ("change", "message", "violation"),
    [
        ({"config": {}}, "Field 'schema' is required", ("/config/schema", "schema.required")),
        ({"group_id": ...}, "Field 'group_id' is required", ("/group_id", "shape.required")),
        ({"service": ...}, "Field 'service' is required", ("/service", "shape.required")),
        (
            {"config": {"schema": "s", "sync_mode": "SpecificAdvertisers"}},
            "Invalid 'config' object",
            ("/config/advertisers", "pinterest_ads.advertisers.required"),
        ),
        ({"config": {"schema": "s", "sync_mode": "x"}}, "Invalid 'config' object", ("/config/sync_mode", "shape.enum")),
        ({"config": {"schema": "s", "sync_mod": 1}}, "Invalid 'config' object", ("/config/sync_mod", "shape.unknown")),
        ({"auth": {"refresh_token": 5}}, "Invalid 'auth' object", ("/auth/refresh_token", "shape.type")),
        ({"sync_frequency": "daily"}, "Invalid 'sync_frequency' value", ("/sync_frequency", "shape.type")),
    ],
)
def test_message_is_coarse_and_header_precise(api, change, message, violation):
    """The envelope has the API's coarse message; the mock's header and journal name pointer and rule."""
    body = {key: value for key, value in {**BODY, **change}.items() if value is not ...}
    answer = api.send("POST", "/v1/connections", body)
    recorded = api.mock.calls[-1]

    assert answer.json() == {"code": "InvalidInput", "message": message}
    assert violation in answer.violations
    assert violation in [(each.pointer, each.rule) for each in recorded.violations]
    assert 400 == recorded.status
    assert "refused" == recorded.verdict
    assert violation[0] in recorded.reason
    assert [] == api.mock.connections()


def test_body_that_is_no_object_is_refused(api):
    """A JSON body that is not an object is refused by every operation with a body."""
    path = f"/v1/connections/{api.create()['id']}"
    for method, target in (("POST", "/v1/connections"), ("PATCH", path), ("POST", f"{path}/test")):
        for content in (b"[]", b'"text"', b"1", b"null", b"true"):
            answer = api.send(method, target, content=content)

            assert {"code": "InvalidInput", "message": "Invalid request body"} == answer.json()


@pytest.mark.parametrize(
    ("action", "body", "message", "violation"),
    [
        ("connect-card", {}, "Field 'connect_card_config' is required", ("/connect_card_config", "shape.required")),
        (
            "connect-card",
            {"connect_card_config": {"redirect_uri": "ftp://a"}},
            "Invalid 'connect_card_config' value",
            ("/connect_card_config/redirect_uri", "shape.format"),
        ),
        ("test", {"a/b": 1}, "Invalid 'a~1b' value", ("/a~1b", "shape.unknown")),
        ("sync", {"force": 1}, "Invalid 'force' value", ("/force", "shape.type")),
        ("schemas/reload", {"exclude_mode": "ALL"}, "Invalid 'exclude_mode' value", ("/exclude_mode", "shape.enum")),
    ],
)
def test_other_bodies_are_judged_by_the_document(api, action, body, message, violation):
    """Every operation with a body refuses one that breaks the document, and names the place."""
    answer = api.send("POST", f"/v1/connections/{api.create()['id']}/{action}", body)

    assert answer.json() == {"code": "InvalidInput", "message": message}
    assert answer.violations == [violation]


def test_strict_refuses_what_is_only_inferred(api_of):
    """A warning is recorded and the call succeeds; in strict mode the call is refused."""
    body = {**BODY, "config": {"schema": "s", "sync_mode": "AllAdvertisers", "advertisers": ["1"]}}
    lenient, strict = api_of(FivetranMock(check_replies=True)), api_of(FivetranMock(check_replies=True, strict=True))

    assert 201 == lenient.send("POST", "/v1/connections", body).status
    assert ["warning"] == [each.severity for each in lenient.mock.calls[-1].violations]
    assert "accepted" == lenient.mock.calls[-1].verdict
    assert 400 == strict.send("POST", "/v1/connections", body).status


def test_groups_may_be_closed(api_of):
    """With a list of groups, an unknown group is 404, before the rest of the body is checked."""
    api = api_of(FivetranMock(check_replies=True, groups=["amber_kettle"]))
    listed = api.send("GET", "/v1/groups").data["items"]

    assert ["amber_kettle"] == [group["id"] for group in listed]
    assert "404 NotFound_Group" == api.send("POST", "/v1/connections", {"group_id": "other"}).refusal
    assert "404 NotFound_Group" == api.send("GET", "/v1/groups/other/connections").refusal
    assert "amber_kettle" == api.create()["group_id"]


@pytest.mark.parametrize("groups", [None, ["amber_kettle"]])
@pytest.mark.parametrize("body", [[], {}, {"group_id": 5}, {"group_id": "amber_kettle"}])
def test_create_that_is_refused_makes_no_group(api_of, body, groups):
    """A body of something else than a connection is refused, and the groups stay as they were."""
    api = api_of(FivetranMock(check_replies=True, groups=groups))

    assert 400 == api.send("POST", "/v1/connections", body).status
    assert [group["id"] for group in api.send("GET", "/v1/groups").data["items"]] == (groups or [])


@pytest.mark.parametrize(
    ("method", "target", "allowed"),
    [
        ("PUT", "/v1/connections", {"GET", "POST"}),
        ("DELETE", "/v1/connections", {"GET", "POST"}),
        ("PATCH", "/v1/groups", {"GET", "POST"}),
        ("TRACE", GONE, {"GET", "PATCH", "DELETE"}),
        ("OPTIONS", GONE, {"GET", "PATCH", "DELETE"}),
        ("GET", f"{GONE}/sync", {"POST"}),
        ("PUT", "/v1/account/info", {"GET"}),
    ],
)
def test_method_that_a_path_lacks(api, method, target, allowed):
    """A wrong method is 405, with the allowed methods."""
    answer = api.send(method, target)

    assert "405 MethodNotAllowed" == answer.refusal
    assert allowed == set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("GET", "/v1/teams"),
        ("PUT", "/v1/teams/t/a"),
        *(
            re.sub("{.*?}", "some_id", each.what.partition(":")[0]).split(" ")
            for each in FivetranMock.not_imitated()
            if each.kind == "operation"
        ),
    ],
)
def test_what_is_not_imitated_says_so(api, method, target):
    """A published operation outside the document is 501 with one sentence, and 401 without a key."""
    answer = api.send(method, target)

    assert target.startswith("/public/") or 401 == api.mock.handle(Request(method, target, {}, b"")).status
    assert "501 NotImplemented" == answer.refusal
    assert answer.json()["message"].startswith(f"The mock does not imitate '{method} {target}' (docs/not-imitated.md)")


@pytest.mark.parametrize(
    ("target", "meant"),
    [
        ("/v1/connection", "/v1/connections"),
        ("/v1/conections?limit=1", "/v1/connections"),
        ("/v1/v1/connections", "/v1/connections"),
        ("/v1//connections/", "/v1/connections"),
        ("/v1/connection/a/schemas", "/v1/connections/{connectionId}/schemas"),
        ("/v1/connections//schemas", "/v1/connections/{connectionId}/schemas"),
        ("/groups", "/v1/groups"),
        *((target, "") for target in ("/", "/v1", "/v2/teams", "/v1/connections/a/b/c")),
    ],
)
@pytest.mark.parametrize("headers", [{}, basic("key:secret")], ids=["no key", "key"])
def test_a_path_that_no_source_has(target, meant, headers):
    """An unknown path is 404 with and without a key, as was seen, and names a path of the API that is close to it."""
    reply = FivetranMock().handle(Request("GET", target, headers, b""))

    assert (404, "NotFound") == (reply.status, json.loads(reply.body)["code"])
    assert json.loads(reply.body)["message"] == f"HTTP 404 Not Found{meant and f'; did you mean {meant}?'}"


@pytest.mark.parametrize(
    ("target", "headers", "status", "message"),
    [
        ("/dashboard", {"host": "fivetran.com"}, 501, "'GET /dashboard' was sent to fivetran.com: the API is at api."),
        ("/v1/teams", {"host": "api.fivetran.com"}, 501, "Fault(method='GET', path='/v1/teams', ...) answers it"),
        ("/v1/groups", {"authorization": "Bearer abc"}, 401, "Basic authentication with key and secret, and no Bearer"),
        ("/v1/groups?limit=0", {}, 400, "Invalid 'limit' parameter: it has to be from 1 to 1000"),
    ],
)
def test_refusal_says_what_to_do(target, headers, status, message):
    """The message of a frequent mistake names the host, the fault, the scheme or the limit."""
    reply = FivetranMock().handle(Request("GET", target, {**basic("key:secret"), **headers}, b""))

    assert status == reply.status
    assert message in json.loads(reply.body)["message"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/v1/connectors", "/v1/connections"),
        ("/v1/connectors/{id}", "/v1/connections/{id}"),
        ("/v1/connectors/{id}/errors/", "/v1/connections/{id}/errors"),
        ("/v1/groups/amber_kettle/connectors/", "/v1/groups/amber_kettle/connections"),
        ("/v1/metadata/connectors/google_ads", "/v1/metadata/connector-types/google_ads"),
        ("/v1/metadata/connectors?limit=3", "/v1/metadata/connector-types?limit=3"),
        ("/v1/connectors/{id}/certificates", "/v1/connections/{id}/certificates"),
    ],
)
def test_older_paths_answer_the_same(api, old, new):
    """The paths of older clients, and a trailing slash, lead to the same operations."""
    made = api.create()
    old, new = (path.format(id=made["id"]) for path in (old, new))

    assert 200 == api.send("GET", new).status
    assert api.send("GET", old).body == api.send("GET", new).body


@pytest.mark.parametrize("keys", [{"k" * 100_000: 1}, {f"{number}{'k' * 5_000}": 1 for number in range(30)}])
def test_refusal_of_many_or_long_names_fits_into_a_header(api, keys):
    """The header with the violations has a size limit, and is valid JSON."""
    answer = api.send("POST", "/v1/connections", BODY | {"config": {"schema": "s", **keys}})

    assert 400 == answer.status
    assert "shape.unknown" == answer.violations[0][1]
    assert answer.violations[0][0].startswith("/config/")
    assert len(answer.headers["x-fivetran-mock-violations"]) < 8_192


@pytest.mark.parametrize("service", ["postgress", "no_such_service_anywhere"])
def test_unknown_service_is_refused_unless_it_is_named(api_of, service):
    """A service outside the catalogue is refused, unless a setting of the mock adds it."""
    body = {"group_id": "g", "service": service, "config": {"schema": "s"}}
    usual, named = api_of(FivetranMock(check_replies=True)), api_of(FivetranMock(services=[service], strict=True))
    refused = usual.send("POST", "/v1/connections", body)
    made = named.send("POST", "/v1/connections", body)

    assert {"code": "InvalidInput", "message": f"Unsupported connector service '{service}'"} == refused.json()
    assert "/service" == refused.violations[0][0]
    (told,) = usual.mock.calls[-1].violations
    assert f"let the mock take it: FivetranMock(services=['{service}']), or --service {service}." in told.message
    assert "unchecked" not in told.message
    assert 201 == made.status
    assert 200 == named.send("PATCH", f"/v1/connections/{made.data['id']}", {"config": {"any": 1}}).status


@pytest.mark.parametrize("service", [[], {}, 5, None])
def test_service_that_is_no_text_is_refused(api_of, service):
    """A mock with added services refuses a service that is not text."""
    api = api_of(FivetranMock(services=["my_source"]))

    assert 400 == api.send("POST", "/v1/connections", {**BODY, "service": service}).status


def test_published_fields_judge_every_service(api_of):
    """A wrong type is refused; an unknown key is a warning in the journal, and refused in strict mode."""
    wrong = {"group_id": "g", "service": "postgres", "config": {"schema_prefix": "p", "port": "many"}}
    odd = {"group_id": "g", "service": "postgres", "config": {"schema_prefix": "p", "host": "h", "ports": "x"}}
    lenient, strict = api_of(FivetranMock(check_replies=True)), api_of(FivetranMock(check_replies=True, strict=True))

    assert [("/config/port", "published.type")] == lenient.send("POST", "/v1/connections", wrong).violations
    assert 201 == lenient.send("POST", "/v1/connections", odd).status
    (noted,) = lenient.mock.calls[-1].violations
    assert "/config/ports" == noted.pointer
    assert "ports is not a field of config: did you mean port?" == noted.message
    assert 400 == strict.send("POST", "/v1/connections", odd).status


def test_what_only_the_catalogue_refuses_passes_a_mock_that_was_told(api_of):
    """An error of the catalogue names the setting of the mock that lets the body pass, and it does."""
    wrong = {"group_id": "g", "service": "postgres", "config": {"schema_prefix": "p", "port": "many"}}
    usual, told = api_of(FivetranMock()), api_of(FivetranMock(services=["postgres"]))
    made = usual.send("POST", "/v1/connections", {**wrong, "config": {"schema_prefix": "p"}})
    refused = usual.send("PATCH", f"/v1/connections/{made.data['id']}", {"config": {"port": "many"}})

    for answer in (refused, usual.send("POST", "/v1/connections", wrong)):
        assert 400 == answer.status
        assert (
            "FivetranMock(services=['postgres']), or --service postgres."
            in answer.headers["x-fivetran-mock-violations"]
        )
    assert 201 == told.send("POST", "/v1/connections", wrong).status


def test_a_long_name_of_a_service_is_not_repeated(api):
    """The refusal of an unknown service fits into a header, however long its name is."""
    answer = api.send("POST", "/v1/connections", BODY | {"service": "x" * 10_000})

    assert 400 == answer.status
    assert "FivetranMock(services=['...'])" in api.mock.calls[-1].violations[0].message


@pytest.mark.parametrize(
    ("service", "schema"), [("db2luw", "p"), ("postgres", "p"), ("hubspot", "s"), ("google_sheets", "s.t")]
)
def test_the_destination_is_named_by_the_keys_of_the_service(api, service, schema):
    """A `schema` beside the prefix that names the destination is a plain field, which a change may set."""
    config = {"schema": "s", "schema_prefix": "p", "table": "t"}
    if service != "google_sheets":
        del config["table"]
    made = api.send("POST", "/v1/connections", {"group_id": "g", "service": service, "config": config})
    changed = api.send("PATCH", f"/v1/connections/{made.data['id']}", {"config": {"schema": "other"}})

    assert schema == made.data["schema"]
    assert (200 if "p" == schema else 400) == changed.status


def test_secrets_of_a_service_are_masked(api):
    """Keys that are secret for one service are masked only for that service, in answers and journal."""
    config = {"schema_prefix": "p", "client_private_key": "hush"}
    made = api.send("POST", "/v1/connections", {"group_id": "g", "service": "postgres", "config": config})
    path = f"/v1/connections/{made.data['id']}"
    api.send("PATCH", path, {"config": {"client_private_key": "hush"}})
    api.send("PATCH", "/v1/connections/none", {"config": {"client_private_key": "hush"}})

    assert "******" == made.data["config"]["client_private_key"]
    assert "hush" not in str([call.to_data() for call in api.mock.calls])


def test_keys_of_an_external_secrets_manager_are_kept(api):
    """Create and update accept `external_secrets_keys_config`, and answers return it."""
    keys = {"password": "path/to/password"}
    body = {"group_id": "g", "service": "postgres", "config": {"schema_prefix": "p"}}
    made = api.send("POST", "/v1/connections", {**body, "external_secrets_keys_config": keys}).data
    changed = api.patch(made["id"], external_secrets_keys_config={"password": "other"})

    assert made["external_secrets_keys_config"] == keys
    assert {"password": "other"} == changed["external_secrets_keys_config"]
