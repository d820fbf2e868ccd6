"""Unknown facts beside the behaviours that can be set, and the choice that the mock makes for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that the facts call unknown, what the mock does instead of knowing, and why."""

    topic: str
    choice: str
    reason: str
    evidence: str = "unknown"


CHOICES: Final = (
    Choice(topic="code of a 405", choice="MethodNotAllowed", reason="the status is documented, the code is not"),
    Choice(topic="code of a 406", choice="NotAcceptable", reason="the status is documented, the code is not"),
    Choice(topic="code of a 415", choice="UnsupportedMediaType", reason="the status is documented, the code is not"),
    Choice(
        topic="code of a 409, other than for a schema that is in use",
        choice="Conflict",
        reason="the status is documented for a sync in progress, the code is not",
    ),
    Choice(
        topic="order of the checks",
        choice="401, 403, 406, 415, 404, 400, 409",
        reason="401 first is certain; the order of the others is a choice",
    ),
    Choice(
        topic="an unknown key beside config and auth",
        choice="400",
        reason="unknown; a test should notice it, as of the historical_sync that one released client sends",
    ),
    Choice(
        topic="a resync while a sync runs",
        choice="200; the running sync is stopped, and the new one starts",
        reason="409 is for a running sync that cannot be finished first; the case is unknown",
    ),
    Choice(
        topic="a state call for a service without state",
        choice="405",
        reason="the June definition and a live test say 405, a definition of July says 400",
    ),
    Choice(
        topic="code of a state call that comes at the wrong time",
        choice="IllegalState",
        reason="the official client's tests know this code for another call at the wrong time",
    ),
    Choice(
        topic="a write of the state of a connection that is neither paused nor syncing",
        choice="400",
        reason="it has to be paused first; only the status for a running sync is documented",
    ),
    Choice(
        topic="code of a change of a schema or table that the schema configuration does not have",
        choice="NotFound",
        reason="the status is documented, the code is not",
    ),
    Choice(
        topic="a change of a column that the mock did not make up",
        choice="200; the column is taken as one of the source",
        reason="real tables have other columns than the made-up ones",
    ),
    Choice(
        topic="a schema configuration that is created twice",
        choice="409",
        reason="unknown; it is a conflict with the state",
    ),
    Choice(
        topic="tables without settings of columns",
        choice="those of a connection that is named by schema and table",
        reason="the refusal was seen, but not for which tables",
    ),
    Choice(
        topic="services that cannot reload their schema",
        choice="aws_lambda, azure_function, google_cloud_function and connector_sdk",
        reason="the refusal is documented, the services are not; the schema of these is defined by their code",
    ),
    Choice(
        topic="config of a pinterest_ads connection in an answer",
        choice="what was given, and sync_mode AllAdvertisers and timeframe_months THREE where absent",
        reason="only the default of timeframe_months is documented",
    ),
    Choice(
        topic="a create that names no schema, for a service that the document does not describe",
        choice="accepted; the service's name stands in",
        reason="it is unknown which services need none; the document requires the key where it has one",
    ),
    Choice(
        topic="daily_sync_time of a connection whose frequency is no longer 1440",
        choice="forgotten",
        reason="answers have it only with 1440; whether it returns with 1440 is unknown",
    ),
    Choice(
        topic="a list that changes between two pages",
        choice="a cursor goes on after the last item seen, whatever came or went since",
        reason="nothing is documented",
    ),
    Choice(
        topic="a body above 4 MiB, with more than 64 levels, or with more than 100,000 values",
        choice="400",
        reason="no limit is documented; 413 is not among the documented statuses",
    ),
    Choice(
        topic="a key that stands twice in one object of a body",
        choice="400",
        reason="it is unknown which value the API uses, so a test that relies on one is wrong",
    ),
    Choice(
        topic="a body where none is needed",
        choice="not looked at",
        reason="unknown",
    ),
    Choice(
        topic="how long syncs take, and when the first one starts",
        choice="1 minute, 10 for a historical one; the first starts 1 minute after the set-up",
        reason="it depends on the source; how long they take can be set",
    ),
    Choice(
        topic="titles of the setup tests of a service for which none were recorded",
        choice="Validate Login, Test Connection",
        reason="generic examples of the documentation",
    ),
    Choice(
        topic="messages of list_connection_errors and of the approval of a fingerprint",
        choice="made after the pattern of the others",
        reason="not among the known texts",
    ),
    Choice(
        topic="the metadata of a service beside its name and its fields",
        choice="made up from the name",
        reason="neither the published definition nor the provider has it",
    ),
    Choice(
        topic="groups, if the mock was given no list",
        choice="every group exists from its first use on, with a made-up destination; one that was deleted is 404",
        reason="a test should not have to prepare what it does not test",
    ),
    Choice(
        topic="a group or a destination that is deleted while the group has connections",
        choice="409",
        reason="409 is documented for the destination, without its case; it is a conflict with the state",
    ),
    Choice(
        topic="the destination of a group that is deleted",
        choice="deleted with it",
        reason="unknown; a destination has its group's id",
    ),
    Choice(
        topic="a second destination for a group",
        choice="409",
        reason="a group has one destination; the status is unknown",
    ),
    Choice(
        topic="a user whose email address is taken, and a user that is added to a group twice",
        choice="409",
        reason="unknown; it is a conflict with the state",
    ),
    Choice(
        topic="deletion of the user whose API key is used",
        choice="409",
        reason="unknown; without its owner the key would not work",
    ),
    Choice(
        topic="messages about memberships of users",
        choice="those of group memberships; for connections, the same with Connection in place of Group",
        reason="the published definition has three of group memberships; the others, and that of a role, are made up",
    ),
    Choice(
        topic="code of a membership that does not exist",
        choice="NotFound_Membership",
        reason="404 is published, its code is not",
    ),
    Choice(
        topic="deletion of the role in the account",
        choice="the role becomes null, and memberships stay; 409 for the owner of the key",
        reason="only the statuses 200 and 404 are published",
    ),
    Choice(
        topic="roles of users that are invited or added to a group without one",
        choice="Account Reviewer, Destination Administrator",
        reason="no default is documented",
    ),
    Choice(
        topic="a certificate or fingerprint in a failed setup test",
        choice="its details are the body that approves it",
        reason="that the details have it is documented, their form is not",
    ),
    Choice(
        topic="permissions of the roles administrator, reviewer and creator, and their names in a 403",
        choice="all; reading; reading, creating and testing. ACCOUNT_WRITE, CONNECTOR_WRITE and so on",
        reason="one name of a permission was seen; the API's roles are finer",
    ),
)
"""Everything that had to be chosen, in one place."""
