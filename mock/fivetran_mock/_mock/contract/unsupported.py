"""The parts of the API that the mock leaves out: operations, which it answers 501, behaviour, and choices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

from fivetran_rules.behaviours import BEHAVIOURS

from ..formats.http import OPERATIONS
from .routes import Routes

FAMILIES: Final = frozenset(
    (
        *("connector-sdk", "dbt", "external-logging", "external-secrets-managers", "hybrid-deployment-agents"),
        *("external-secrets-managers-entities", "local-processing-agents"),
        *("private-links", "proxy", "roles", "system-keys", "teams", "transformation-projects", "transformations"),
    )
)
"""The segments below `/v1/` of families of the API that official clients call, and that the document lacks."""

PUBLIC: Final = "/public/connector-types"
"""The path that needs no credentials."""

_LISTS: Final = (
    PUBLIC,
    *(f"/v1/{family}" for family in FAMILIES),
    *("/v1/connector-sdk/packages", "/v1/transformations/package-metadata"),
    *("/v1/dbt/projects", "/v1/users/{userId}/connectors"),  # of older clients
)
LISTS: Final = Routes(("GET", path, path) for path in _LISTS)
"""The lists that the mock does not imitate, by the published definition and by older clients."""

GONE: Final = re.compile(r"/v1/metadata/connectors/[^/]+/(schemas|tables|columns)/?")
"""The paths of calls that the API does not answer any more, but names in its answer."""


def is_of_family(path: str) -> bool:
    """Return whether a path is of a family of the API that the mock does not imitate."""
    version, _, rest = path.strip("/").partition("/")
    return version == "v1" and rest.partition("/")[0] in FAMILIES


def is_published(path: str) -> bool:
    """Return whether the API has, or had, a path that the document lacks."""
    return is_of_family(path) or bool(GONE.fullmatch(path)) or bool(_operations().find(path, "").methods)


@cache
def _operations() -> Routes[str]:
    """Return the operations that the list names."""
    named = (item.partition(":")[0].split() for item in listed("Operations"))
    return Routes((method, path, path) for method, path in named)


class Missing(NamedTuple):
    """One operation, behaviour or unknown fact that the mock does not imitate."""

    kind: str
    """`operation`, `behaviour` or `unknown`."""
    what: str


@cache
def listed(title: str) -> tuple[str, ...]:
    """Return the items below a title of `not_imitated.md`, each in one line."""
    text = files(__package__ or "").joinpath("not_imitated.md").read_text(encoding="utf-8")
    section = text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return tuple(" ".join(item.split()) for item in section.split("\n- ")[1:])


def missing() -> Iterator[Missing]:
    """Return everything that the mock does not imitate, with every choice that it makes for lack of facts."""
    imitated = {f"{each.method} {each.path}" for each in OPERATIONS.values()}
    for item in listed("Operations"):
        if item.partition(": ")[0] not in imitated:
            yield Missing("operation", item)
    for item in listed("Behaviour"):
        yield Missing("behaviour", item)
    for name, row in BEHAVIOURS.items():
        others = ", ".join(value for value in row.values if value != row.default)
        yield Missing("unknown", f"{row.about}: {row.default}; the behaviour {name} sets {others}")
    for item in listed("Choices"):
        yield Missing("unknown", item)
