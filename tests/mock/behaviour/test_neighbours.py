"""Groups, destinations, users, certificates and fingerprints, and the roles of keys."""

import pytest

from fivetran_mock import FivetranMock, SetupTest
from fivetran_openapi import document

from ._backends import Answer

NEW_DESTINATION = {
    "service": "big_query",
    "time_zone_offset": "+1",
    "config": {"project_id": "p", "secret_key": "hush"},
}
ADA = {"email": "ada@example.com", "given_name": "Ada", "family_name": "King"}


def ids(answer: Answer) -> list[str]:
    """Return the ids of the items of a page."""
    return [each["id"] for each in answer.data["items"]]


def test_every_group_exists_until_it_is_deleted(api):
    """Without a list of groups, any id is a group from its first use; a deleted one is not found."""
    assert "any" == api.send("GET", "/v1/groups/any").data["name"]
    assert ["any"] == ids(api.send("GET", "/v1/groups"))
    deleted = api.send("DELETE", "/v1/groups/any").json()["message"]

    assert "Group with id 'any' has been deleted" == deleted
    assert "404 NotFound_Group" == api.send("GET", "/v1/groups/any").refusal
    assert "404 NotFound_Destination" == api.send("GET", "/v1/destinations/any").refusal
    assert [] == ids(api.send("GET", "/v1/groups"))
    body = {"group_id": "any", "service": "mailchimp", "config": {"schema": "s"}}
    assert "404 NotFound_Group" == api.send("POST", "/v1/connections", body).refusal


def test_group_is_created_and_renamed(api):
    """A created group has an id of its own, a name that can be changed, and no destination yet."""
    made = api.send("POST", "/v1/groups", {"name": "Marketing"})
    path = f"/v1/groups/{made.data['id']}"
    renamed = api.send("PATCH", path, {"name": "Sales"})

    assert 201 == made.status
    assert "Group has been created" == made.json()["message"]
    assert renamed.data == {**made.data, "name": "Sales"} == api.send("GET", path).data
    assert "404 NotFound_Destination" == api.send("GET", f"/v1/destinations/{made.data['id']}").refusal
    assert "400 InvalidInput" == api.send("POST", "/v1/groups", {}).refusal


def test_a_name_belongs_to_one_group(api):
    """A group is neither created nor renamed with the name of another one; its own name is no change."""
    path = f"/v1/groups/{api.send('POST', '/v1/groups', {'name': 'Sales'}).data['id']}"
    for method, target in (("POST", "/v1/groups"), ("PATCH", "/v1/groups/other")):
        taken = api.send(method, target, {"name": "Sales"})
        assert ("400 InvalidInput", "Group name 'Sales' is already in use") == (taken.refusal, taken.json()["message"])

    assert 200 == api.send("PATCH", path, {"name": "Sales"}).status


def test_group_with_connections_is_not_deleted(api):
    """A group and its destination stay as long as the group has connections."""
    made = api.create()

    assert "409 Conflict" == api.send("DELETE", "/v1/groups/amber_kettle").refusal
    assert "409 Conflict" == api.send("DELETE", "/v1/destinations/amber_kettle").refusal
    api.send("DELETE", f"/v1/connections/{made['id']}")
    assert 200 == api.send("DELETE", "/v1/destinations/amber_kettle").status
    assert 200 == api.send("DELETE", "/v1/groups/amber_kettle").status


def test_names_of_groups_and_the_users_id_can_be_set(api_of):
    """`groups` may map ids to names, and `user_id` is the id of the key's owner."""
    api = api_of(FivetranMock(check_replies=True, groups={"g": "Marketing"}, user_id="ada_king"))

    assert [("g", "Marketing")] == [(each["id"], each["name"]) for each in api.send("GET", "/v1/groups").data["items"]]
    assert ["ada_king"] == ids(api.send("GET", "/v1/users"))
    assert "ada_king" == api.send("GET", "/v1/account/info").data["user_id"]
    assert "404 NotFound_Group" == api.send("GET", "/v1/groups/other").refusal


def test_key_and_account_of_a_group_stay_the_same(api):
    """The public key and the service account of a group never change."""
    for path, key in (("public-key", "public_key"), ("service-account", "service_account")):
        one, two = (api.send("GET", f"/v1/groups/{group}/{path}").data[key] for group in ("a", "b"))

        assert one == api.send("GET", f"/v1/groups/a/{path}").data[key] != two


def test_known_group_has_a_destination(api):
    """A group that exists from its first use has a destination with the group's id."""
    found = api.send("GET", "/v1/destinations/g").data
    (listed,) = api.send("GET", "/v1/destinations").data["items"]

    assert "g" == found["id"]
    assert "g" == found["group_id"]
    assert "connected" == found["setup_status"]
    assert {**listed, "daylight_saving_time_enabled": True} == {key: found[key] for key in found if key != "config"}


def test_destination_of_a_new_group(api):
    """A group gets one destination, with its id; secrets are masked, and updates change single config keys."""
    group = api.send("POST", "/v1/groups", {"name": "n"}).data["id"]
    body = {**NEW_DESTINATION, "group_id": group}
    made = api.send("POST", "/v1/destinations", body)
    path = f"/v1/destinations/{group}"
    changed = api.send("PATCH", path, {"config": {"project_id": "q"}, "run_setup_tests": False})

    assert 201 == made.status
    assert made.data["id"] == group
    assert "connected" == made.data["setup_status"]
    assert made.data["daylight_saving_time_enabled"] is True
    assert {"project_id": "p", "secret_key": "******"} == made.data["config"]
    assert ["PASSED", "PASSED"] == [test["status"] for test in made.data["setup_tests"]]
    assert {"project_id": "q", "secret_key": "******"} == changed.data["config"]
    assert "setup_tests" not in changed.data
    assert api.send("GET", path).data == changed.data
    assert "409 Conflict" == api.send("POST", "/v1/destinations", body).refusal


def test_destination_of_a_group_that_is_gone(api):
    """A destination cannot be created in a group that was deleted."""
    group = api.send("POST", "/v1/groups", {"name": "n"}).data["id"]
    api.send("DELETE", f"/v1/groups/{group}")

    assert "404 NotFound_Group" == api.send("POST", "/v1/destinations", {**NEW_DESTINATION, "group_id": group}).refusal


def test_destination_breaks_and_recovers(api):
    """Scripted setup tests of a destination decide its status, and do not affect other tests."""
    api.mock.script_setup_tests(status="FAILED", destination_id="g", times=1)
    broken = api.send("POST", "/v1/destinations/g/test", {}).data
    mended = api.send("POST", "/v1/destinations/g/test", {}).data

    assert "broken" == broken["setup_status"]
    assert "FAILED" == broken["setup_tests"][0]["status"]
    assert "connected" == mended["setup_status"]
    assert "connected" == api.create()["status"]["setup_state"]


def test_untested_destination_is_incomplete(api):
    """A destination without passed setup tests is incomplete."""
    group = api.send("POST", "/v1/groups", {"name": "n"}).data["id"]
    made = api.send("POST", "/v1/destinations", {**NEW_DESTINATION, "group_id": group, "run_setup_tests": False}).data
    api.mock.script_setup_tests(status="FAILED", destination_id=group)

    assert "incomplete" == made["setup_status"]
    assert "incomplete" == api.send("POST", f"/v1/destinations/{group}/test").data["setup_status"]


def test_users_are_invited_changed_and_deleted(api):
    """The owner of the key exists from the start; other users are invited, changed and deleted."""
    owner = api.send("GET", "/v1/account/info").data["user_id"]
    made = api.send("POST", "/v1/users", ADA)
    path = f"/v1/users/{made.data['id']}"
    changed = api.send("PATCH", path, {"phone": "+1", "role": "Account Analyst"}).data

    assert 201 == made.status
    assert made.data["invited"]
    assert not made.data["verified"]
    assert changed == {**made.data, "phone": "+1", "role": "Account Analyst"} == api.send("GET", path).data
    assert ids(api.send("GET", "/v1/users")) == [owner, made.data["id"]]
    assert [] == ids(api.send("GET", "/v1/users?active=false"))
    assert "400 InvalidInput" == api.send("GET", "/v1/users?active=perhaps").refusal
    assert "409 Conflict" == api.send("POST", "/v1/users", {**ADA, "email": "ADA@example.com"}).refusal
    assert f"User with id '{made.data['id']}' has been deleted" == api.send("DELETE", path).json()["message"]
    assert "404 NotFound_User" == api.send("DELETE", path).refusal
    assert "409 Conflict" == api.send("DELETE", f"/v1/users/{owner}").refusal


def test_users_of_a_group(api):
    """Users get a role in a group by email, and lose it by id; a deleted user leaves all groups."""
    ada = api.send("POST", "/v1/users", ADA).data["id"]
    path = "/v1/groups/g/users"
    owner = api.send("GET", path).data["items"]
    added = api.send("POST", path, {"email": "Ada@example.com", "role": "Destination Analyst"})
    again = api.send("POST", path, {"email": "ada@example.com"})
    listed = api.send("GET", f"{path}?active=true&limit=2").data["items"]
    removed = api.send("DELETE", f"{path}/{ada}")

    assert ["Account Administrator", ""] == [each["role"] for each in owner]
    assert {"code": "Success", "message": "User has been added to the group"} == added.json()
    assert "409 Conflict" == again.refusal
    assert [(each["id"], each["role"]) for each in listed[1:]] == [(ada, "Destination Analyst")]
    assert f"User with id '{ada}' has been removed from the group" == removed.json()["message"]
    assert removed.json() == api.send("DELETE", f"{path}/{ada}").json()
    assert "404 NotFound_User" == api.send("DELETE", f"{path}/nobody").refusal
    assert "404 NotFound_User" == api.send("POST", path, {"email": "nobody@example.com"}).refusal
    api.send("POST", path, {"email": "ada@example.com"})
    api.send("DELETE", f"/v1/users/{ada}")
    assert 1 == len(api.send("GET", path).data["items"])


def test_memberships_in_groups(api):
    """A user gets, changes and loses a role in a group; users of groups and memberships of users are the same."""
    ada = api.send("POST", "/v1/users", ADA).data["id"]
    owner = api.send("GET", "/v1/account/info").data["user_id"]
    path = f"/v1/users/{ada}/groups"
    api.send("GET", "/v1/groups/g")
    made = api.send("POST", path, {"id": "g", "role": "Destination Analyst"})
    changed = api.send("PATCH", f"{path}/g", {"role": "Destination Reviewer"})

    assert 201 == made.status
    assert "g" == made.data["id"]
    assert "Destination Analyst" == made.data["role"]
    assert {"code": "Success", "message": "Group membership has been updated"} == changed.json()
    assert api.send("GET", f"{path}/g").data == {**made.data, "role": "Destination Reviewer"}
    assert api.send("GET", path).data == {"items": [{**made.data, "role": "Destination Reviewer"}]}
    assert "Destination Reviewer" == api.send("GET", "/v1/groups/g/users").data["items"][1]["role"]
    assert ["g"] == ids(api.send("GET", f"/v1/users/{owner}/groups"))
    assert "409 Conflict" == api.send("POST", path, {"id": "g", "role": "r"}).refusal
    assert "Group membership has been deleted" == api.send("DELETE", f"{path}/g").json()["message"]
    assert [] == ids(api.send("GET", path))
    assert "404 NotFound_Membership" == api.send("GET", f"{path}/g").refusal
    assert "404 NotFound_User" == api.send("GET", "/v1/users/nobody/groups").refusal
    assert 400 == api.send("POST", path, {"id": "g"}).status


def test_memberships_in_connections(api):
    """A user gets, changes and loses a role in a connection; it ends with the user and with the connection."""
    ada = api.send("POST", "/v1/users", ADA).data["id"]
    first, second = (api.create(schema=name)["id"] for name in ("a", "b"))
    path = f"/v1/users/{ada}/connections"
    made = [api.send("POST", path, {"id": each, "role": "Connection Administrator"}).data for each in (second, first)]
    page = api.send("GET", f"{path}?limit=1").data
    changed = api.send("PATCH", f"{path}/{first}", {"role": "Connection Reviewer"}).data

    assert ids(api.send("GET", path)) == [first, second]
    assert [each["id"] for each in page["items"]] == [first]
    assert ids(api.send("GET", f"{path}?limit=1&cursor={page['next_cursor']}")) == [second]
    assert changed == {**made[1], "role": "Connection Reviewer"} == api.send("GET", f"{path}/{first}").data
    assert api.send("DELETE", f"{path}/{first}").data == changed
    assert "404 NotFound_Membership" == api.send("DELETE", f"{path}/{first}").refusal
    assert "404 NotFound_Connector" == api.send("POST", path, {"id": "no_such", "role": "r"}).refusal
    api.send("DELETE", f"/v1/connections/{second}")
    assert [] == ids(api.send("GET", path))
    api.send("POST", path, {"id": first, "role": "r"})
    api.send("DELETE", f"/v1/users/{ada}")
    assert "404 NotFound_User" == api.send("GET", path).refusal


def test_role_in_the_account_is_taken(api):
    """A user without a role in the account stays in it, with the roles in groups; the owner of the key keeps it."""
    ada = api.send("POST", "/v1/users", ADA).data["id"]
    owner = api.send("GET", "/v1/account/info").data["user_id"]
    api.send("POST", f"/v1/users/{ada}/groups", {"id": "g", "role": "r"})

    assert "User role in account has been removed" == api.send("DELETE", f"/v1/users/{ada}/role").json()["message"]
    assert api.send("GET", f"/v1/users/{ada}").data["role"] is None
    assert ["g"] == ids(api.send("GET", f"/v1/users/{ada}/groups"))
    assert "409 Conflict" == api.send("DELETE", f"/v1/users/{owner}/role").refusal


@pytest.mark.parametrize("needed", ["certificate", "fingerprint"])
@pytest.mark.parametrize("owner", ["connections", "destinations"])
def test_approval_mends_a_setup_test(api, owner, needed):
    """A setup test that needs an approval shows the approval's body, and passes until it is revoked."""
    failing = SetupTest(title="TLS", status="FAILED", message="Not trusted", needs=needed)
    if owner == "connections":
        identifier = api.create()["id"]
        api.mock.script_setup_tests(failing, connection_id=identifier)
    else:
        identifier = "g"
        api.mock.script_setup_tests(failing, destination_id=identifier)
    path = f"/v1/{owner}/{identifier}"
    (failed,) = api.send("POST", f"{path}/test", {}).data["setup_tests"]
    approval = failed["details"]
    approved = api.send("POST", f"{path}/{needed}s", approval)
    (passed,) = api.send("POST", f"{path}/test", {}).data["setup_tests"]
    one = f"{path}/{needed}s/{approval['hash']}"

    assert "FAILED" == failed["status"]
    assert {"title": "TLS", "status": "PASSED", "message": ""} == passed
    assert 201 == approved.status
    assert "Key Owner" == approved.data["validated_by"]
    assert api.send("POST", f"{path}/{needed}s", approval).data == approved.data
    for method in ("GET", "DELETE"):
        gone = api.send(method, f"{path}/{needed}s/another")
        assert "404 NotFound" == gone.refusal
        assert f"{needed.title()} with hash 'another' does not exist" == gone.json()["message"]
    assert api.send("GET", f"{path}/{needed}s").data["items"] == [approved.data] == [api.send("GET", one).data]
    assert approval["hash"] in api.send("DELETE", one).json()["message"]
    assert "404 NotFound" == api.send("GET", one).refusal == api.send("DELETE", one).refusal
    assert api.send("POST", f"{path}/test", {}).data["setup_tests"] == [failed]


@pytest.mark.parametrize("needed", ["certificate", "fingerprint"])
def test_only_what_was_offered_is_approved(api_of, needed):
    """A mock may be set to approve only a certificate or fingerprint that the server presented."""
    api = api_of(FivetranMock(check_replies=True, behaviours={"unoffered_trust": "404"}))
    made = api.create()
    body = {"hash": "x", {"certificate": "encoded_cert", "fingerprint": "public_key"}[needed]: "y"}

    assert "404 NotFound" == api.send("POST", f"/v1/connections/{made['id']}/{needed}s", body).refusal
    assert 400 == api.send("POST", f"/v1/connections/{made['id']}/{needed}s", {"hash": "x"}).status
    assert "404 NotFound_Connector" == api.send("GET", f"/v1/connections/gone/{needed}s").refusal
    group = api.send("POST", "/v1/groups", {"name": "n"}).data["id"]
    assert "404 NotFound_Destination" == api.send("GET", f"/v1/destinations/{group}/{needed}s").refusal


def test_trusting_create_approves_what_its_tests_need(api):
    """With `trust_certificates`, a create approves the certificate of its setup test."""
    api.mock.script_setup_tests(SetupTest(status="FAILED", needs="certificate"))
    trusting = api.create(schema="a", trust_certificates=True)
    wary = api.create(schema="b")

    assert "connected" == trusting["status"]["setup_state"]
    assert "incomplete" == wary["status"]["setup_state"]
    assert 1 == len(api.send("GET", f"/v1/connections/{trusting['id']}/certificates").data["items"])
    assert [] == api.send("GET", f"/v1/connections/{wary['id']}/certificates").data["items"]


@pytest.mark.parametrize(
    ("role", "statuses"),
    [("administrator", [200, 201, 200, 200]), ("reviewer", [200, 403, 403, 403]), ("creator", [200, 201, 200, 403])],
)
def test_role_of_a_key_allows_some_calls(api_of, role, statuses):
    """A reviewer reads; a creator also creates and tests; an administrator may do everything."""
    api = api_of(FivetranMock(check_replies=True, credentials={"key": ("secret", role), "admin": "secret"}))
    (held,) = api.mock.seed(connections=[{"group_id": "g", "service": "mailchimp", "config": {"schema": "held"}}])
    body = {"group_id": "g", "service": "mailchimp", "config": {"schema": "s"}}
    answers = [
        api.send("GET", "/v1/connections"),
        api.send("POST", "/v1/connections", body),
        api.send("POST", f"/v1/connections/{held}/test", {}),
        api.send("PATCH", f"/v1/connections/{held}", {"paused": True}),
    ]

    assert [answer.status for answer in answers] == statuses
    for answer in (each for each in answers if each.status == 403):
        assert {"code": "Forbidden", "message": "Access denied. Required permission: CONNECTOR_WRITE"} == answer.json()


def test_every_write_needs_its_permission(api_of):
    """A key that only reads gets 403 for each operation that writes, with the permission that it lacks."""
    api = api_of(FivetranMock(check_replies=True, credentials={"key": ("secret", "reviewer")}))
    for path, item in document()["paths"].items():
        for method in item.keys() & {"get", "post", "patch", "delete"}:
            answer = api.send(method.upper(), path.replace("{", "").replace("}", ""), {})
            needed = item[method].get("x-fivetran-permission")
            assert [method != "get"] * 2 == [answer.status == 403, needed is not None], (method, path)
            assert needed is None or answer.json()["message"].endswith(f" Required permission: {needed}")
