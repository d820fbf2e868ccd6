"""The options of a plan, and the memory of values that no answer shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Protocol

from fivetran_rules import ServiceCatalogue

from ..declared.model import Declaration


class Memory(Protocol):
    """
    Remembers of a value that no answer shows whether it is the one that was last applied.

    An implementation keeps no value: `Fingerprints` keeps a keyed hash of each.
    """

    def is_known(self, connection_id: str, pointer: str, value: Any) -> bool | None:
        """Return whether the value is the one last applied; None where nothing is remembered."""
        ...


class NoMemory:
    """Remembers nothing: a secret that has changed is not noticed."""

    def is_known(self, connection_id: str, pointer: str, value: Any) -> bool | None:
        """Return None."""
        del connection_id, pointer, value
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """Chooses connections; what is None or empty chooses all. ``schema`` is a pattern such as ``brand_*``."""

    groups: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    schemas: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether it leaves anything out."""
        return bool(self.groups or self.services or self.schemas or self.states)

    def names(self, group_id: str, service: str, schema: str) -> bool:
        """Return whether a connection of this group, service and schema is chosen."""
        return (
            (not self.groups or group_id in self.groups)
            and (not self.services or service in self.services)
            and (not self.schemas or any(fnmatchcase(schema, pattern) for pattern in self.schemas))
        )

    def declares(self, declaration: Declaration) -> bool:
        """Return whether a declared connection is chosen, as far as its file tells."""
        return self.names(declaration.group_id, declaration.service, declaration.schema)

    def has(self, found: Mapping[str, Any]) -> bool:
        """Return whether a connection, as the API returns it, is chosen."""
        named = self.names(str(found.get("group_id")), str(found.get("service")), str(found.get("schema")))
        status: Mapping[str, Any] = found.get("status") or {}
        return named and (not self.states or status.get("setup_state") in self.states)


EVERYTHING = Selector()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOptions:
    """
    The options of a plan.

    ``allow_replace`` deletes and creates again where a permanent key differs; the history is then synced again.
    ``rotate_secrets`` sends every value that no answer shows. ``unmanaged`` lists connections that no file names, in
    the groups that the files name; ``delete_unmanaged`` proposes to delete them. ``catalogue`` replaces that of the
    client, by which changes of the services in ``unchecked`` are not judged.
    """

    allow_replace: bool = False
    rotate_secrets: bool = False
    unmanaged: bool = False
    delete_unmanaged: bool = False
    selector: Selector = EVERYTHING
    catalogue: ServiceCatalogue | None = None
    unchecked: tuple[str, ...] = ()
