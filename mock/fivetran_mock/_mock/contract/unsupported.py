"""The list of what the mock does not imitate: operations, which it answers 501, behaviour, and choices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from fivetran_openapi import document
from fivetran_rules.behaviours import BEHAVIOURS

from .routes import operations

OPERATIONS: Final = (
    ("post", "/v1/connectors/{connectionId}/connect-card-token", "make a token alone, as before connect cards"),
    ("get", "/public/connector-types", "list the connector services without credentials"),
    ("post", "/v1/certificates", "approve a certificate by a path that names no connection or destination"),
)
"""Operations of the connections family and its neighbours that the document leaves out."""

FAMILIES: Final = frozenset(
    {
        *(
            "connector-sdk",
            "external-logging",
            "external-secrets-managers",
            "hybrid-deployment-agents",
            "private-links",
        ),
        *("proxy", "roles", "system-keys", "teams", "transformation-projects", "transformations", "webhooks"),
    }
)
"""The segments below `/v1/` of families of the API that official clients call; the document may have some by now."""

GONE: Final = re.compile(r"/v1/metadata/connectors/[^/]+/(schemas|tables|columns)/?")
"""The paths of calls that the API does not answer any more, but names in its answer."""

BEHAVIOUR: Final = (
    "Other families of the API: teams, roles, transformations, private links, system keys and so on.",
    "Permissions: a key has one of three roles, and all permissions unless one is set; the API has finer ones.",
    "Sources and destinations: no data moves; setup tests and syncs end as scripted, tables are made up.",
    "The configuration of services that the document does not describe is checked by the published fields alone.",
    "Destinations: any text is a service, and any object its configuration; the API refuses an unknown service.",
    "The plan of the account: CUSTOM data delay and other features of a plan are accepted.",
    "Secrets are masked by the published fields of their service, the official provider's list, and names of keys.",
    "Cron expressions and days of the week in `schedule`: syncs go by the sync frequency instead.",
    "The minutes of offset that a daily sync has.",
    "The 60 seconds after which a pause may answer 500: only as a fault.",
    "HTTPS only: the server also speaks plain HTTP.",
)
"""Behaviour of the API that the mock does not have."""


_CHOICES: Final = """
- code of a 405: MethodNotAllowed (the status is documented, the code is not)
- code of a 406: NotAcceptable (the status is documented, the code is not)
- code of a 415: UnsupportedMediaType (the status is documented, the code is not)
- code of a 409, other than for a schema that is in use: Conflict (the status is documented for a sync in progress,
  the code is not)
- order of the checks: 401, 403, 406, 415, 404, 400, 409 (401 first is certain; the order of the others is a choice)
- an unknown key beside config and auth: 400 (unknown; a test should notice it, as of the historical_sync that one
  released client sends)
- a resync while a sync runs: 200; the running sync is stopped, and the new one starts (409 is for a running sync that
  cannot be finished first; the case is unknown)
- a state call for a service without state: 405 (the June definition and a live test say 405, a definition of July
  says 400)
- code of a state call that comes at the wrong time: IllegalState (the official client's tests know this code for
  another call at the wrong time)
- a write of the state of a connection that is neither paused nor syncing: 400 (it has to be paused first; only the
  status for a running sync is documented)
- code of a change of a schema or table that the schema configuration does not have: NotFound (the status is
  documented, the code is not)
- a schema configuration that is created twice: 409 (unknown; it is a conflict with the state)
- tables without settings of columns: those of a connection that is named by schema and table (the refusal was seen,
  but not for which tables)
- services that cannot reload their schema: aws_lambda, azure_function, google_cloud_function and connector_sdk (the
  refusal is documented, the services are not; the schema of these is defined by their code)
- config of a pinterest_ads connection in an answer: what was given, and sync_mode AllAdvertisers and timeframe_months
  THREE where absent (only the default of timeframe_months is documented)
- a create that names no schema, for a service that the document does not describe: accepted; the service's name
  stands in (it is unknown which services need none; the document requires the key where it has one)
- daily_sync_time of a connection whose frequency is no longer 1440: forgotten (answers have it only with 1440;
  whether it returns with 1440 is unknown)
- a list that changes between two pages: a cursor goes on after the last item seen, whatever came or went since
  (nothing is documented)
- a body above 4 MiB, with more than 64 levels, or with more than 100,000 values: 400 (no limit is documented; 413 is
  not among the documented statuses)
- a key that stands twice in one object of a body: 400 (it is unknown which value the API uses, so a test that relies
  on one is wrong)
- a body where none is needed: not looked at (unknown)
- how long syncs take, and when the first one starts: 1 minute, 10 for a historical one; the first starts 1 minute
  after the set-up (it depends on the source; how long they take can be set)
- titles of the setup tests of a service for which none were recorded: Validate Login, Test Connection (generic
  examples of the documentation)
- messages of list_connection_errors, list_sync_history and of the approval of a fingerprint: made after the pattern of
  the others (not among the known texts)
- the history of syncs: those that ended; a sync that a pause or a new sync stopped is not among them (unknown)
- the metadata of a service beside its name and its fields: made up from the name (neither the published definition
  nor the provider has it)
- groups, if the mock was given no list: every group exists from its first use on, with a made-up destination; one
  that was deleted is 404 (a test should not have to prepare what it does not test)
- a group or a destination that is deleted while the group has connections: 409 (409 is documented for the
  destination, without its case; it is a conflict with the state)
- the destination of a group that is deleted: deleted with it (unknown; a destination has its group's id)
- a second destination for a group: 409 (a group has one destination; the status is unknown)
- a user whose email address is taken, and a user that is added to a group twice: 409 (unknown; it is a conflict with
  the state)
- deletion of the user whose API key is used: 409 (unknown; without its owner the key would not work)
- messages about memberships of users: those of group memberships; for connections, the same with Connection in place
  of Group (the published definition has three of group memberships; the others, and that of a role, are made up)
- code of a membership that does not exist: NotFound_Membership (404 is published, its code is not)
- deletion of the role in the account: the role becomes null, and memberships stay; 409 for the owner of the key (only
  the statuses 200 and 404 are published)
- the role of a user that is added to a group without one: Destination Administrator (no default is documented)
- a certificate or fingerprint in a failed setup test: its details are the body that approves it (that the details
  have it is documented, their form is not)
- messages of webhooks, other than that of a create for the account, and NotFound_Webhook: made after the pattern of the
  others (not among the known texts)
- the event that tries a webhook: the first of its events, about _connection_1, of the service dummy (a test payload is
  documented, its content is not)
- when events of webhooks are posted: force_update_connector with each request for a sync, resync_table with each for
  tables, connection_successful and connection_failure with each run of setup tests, none at the end of a sync that is
  paused or started again (only the names are documented)
- data.status of a failed sync: FAILURE_WITH_TASK if the connection is broken, else FAILED (both were seen)
- permissions of the roles administrator, reviewer and creator, and their names in a 403: all; reading; reading,
  creating and testing. ACCOUNT_WRITE, CONNECTOR_WRITE and so on (one name of a permission was seen; the API's roles
  are finer)
"""

CHOICES: Final = tuple(" ".join(choice.split()) for choice in _CHOICES.split("\n- ")[1:])
"""Choices of the mock where facts are missing, beside the behaviours that can be set: topic, choice and reason."""


class Missing(NamedTuple):
    """One operation, behaviour or unknown fact that the mock does not imitate."""

    kind: str
    """`operation`, `behaviour` or `unknown`."""
    what: str


def missing() -> Iterator[Missing]:
    """Return everything that the mock does not imitate, with every choice that it makes for lack of facts."""
    imitated = {(method, path) for method, path, _ in operations(document())}
    for method, path, what in OPERATIONS:
        if (method, path) not in imitated:
            yield Missing("operation", f"{method.upper()} {path}: {what}")
    for sentence in BEHAVIOUR:
        yield Missing("behaviour", sentence)
    for row in BEHAVIOURS:
        others = ", ".join(value for value in row.values if value != row.default)
        yield Missing("unknown", f"{row.about}: {row.default}; the behaviour {row.name} sets {others}")
    for choice in CHOICES:
        yield Missing("unknown", choice)


_TITLES: Final = {
    "operation": ("Operations", "Each of these answers 501, as does every path that the API does not have."),
    "behaviour": ("Behaviour", "The API does this, and the mock does not."),
    "unknown": (
        "Choices",
        "No source is sure of these, and the mock does as follows. [Behaviours](behaviours.md) can be set.",
    ),
}


def page() -> str:
    """Return the list as a page of the documentation."""
    listed = list(missing())
    parts = [_HEAD]
    for kind, (title, meaning) in _TITLES.items():
        lines = [f"- {gap.what}" for gap in listed if gap.kind == kind]
        parts.append(f"## {title}\n\n{meaning}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


_HEAD: Final = """# What the mock does not imitate

<!-- Made by `python -m fivetran_mock._mock.contract.unsupported > docs/not-imitated.md`. -->

`FivetranMock.not_imitated()` returns the same list to a program.
"""


if __name__ == "__main__":  # pragma: no cover  # run by hand; what it prints is tested
    print(page(), end="")  # noqa: T201  # a command that prints
