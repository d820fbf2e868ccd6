"""The list of what the mock does not imitate: operations, which it answers 501, behaviour, and choices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from fivetran_openapi import document
from fivetran_rules.behaviours import BEHAVIOURS

from .choices import CHOICES
from .routes import Routes, operations

OPERATIONS: Final = (
    ("post", "/v1/connectors/{connectionId}/connect-card-token", "make a token alone, as before connect cards"),
    ("get", "/public/connector-types", "list the connector services without credentials"),
    ("get", "/v1/metadata/connectors/{connectionId}/schemas", "list the schemas that a connection has synced"),
    ("post", "/v1/certificates", "approve a certificate by a path that names no connection or destination"),
    ("get", "/v1/connections/{connectionId}/sync-history", "list the syncs of a connection"),
)
"""Operations of the connections family and its neighbours that the document leaves out."""

GONE: Final = re.compile(r"/v1/metadata/connectors/[^/]+/(tables|columns)/?")
"""The paths of calls that the API does not answer any more, but names in its answer."""

BEHAVIOUR: Final = (
    "Other families of the API: teams, roles, webhooks, transformations, private links, system keys and so on.",
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
    for each in BEHAVIOURS:
        others = ", ".join(value for value in each.values if value != each.default)
        yield Missing("unknown", f"{each.about}: {each.default}; the behaviour {each.name} sets {others}")
    for choice in CHOICES:
        yield Missing("unknown", f"{choice.topic}: {choice.choice} ({choice.reason})")


def known_routes() -> Routes:
    """Return the paths of the API's operations that the document does not have."""
    paths: dict[str, Any] = {}
    for method, path, what in OPERATIONS:
        paths.setdefault(path, {})[method] = {"operationId": what}
    return Routes({"paths": paths})


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
        lines = [f"- {each.what}" for each in listed if each.kind == kind]
        parts.append(f"## {title}\n\n{meaning}\n\n" + "\n".join(lines) + "\n")
    return "\n".join(parts)


_HEAD: Final = """# What the mock does not imitate

<!-- Made by `python -m fivetran_mock._mock.contract.unsupported > docs/not-imitated.md`. -->

`FivetranMock.not_imitated()` returns the same list to a program.
"""


if __name__ == "__main__":  # pragma: no cover  # run by hand; what it prints is tested
    print(page(), end="")  # noqa: T201  # a command that prints
