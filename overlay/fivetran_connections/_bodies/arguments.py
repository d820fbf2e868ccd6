"""The keyword arguments that every builder takes, and the values that stand for a group of them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

from fivetran_client.types import UNSET, Unset
from fivetran_common.json_types import is_mapping

from .._secrets.masking import is_secret_name, sealed
from .coerce import json_value, keyed


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectCard:
    """
    Where a Connect Card leads and what it shows: the way to authorize without handing over credentials.

    The created connection carries ``connect_card.uri``, the page on which its owner authorizes it.
    """

    redirect_uri: str
    """Where the browser goes afterwards; starts with http:// or https://."""
    hide_setup_guide: bool | Unset = UNSET
    """Whether the card leaves out the setup guide."""
    all_fields: bool | Unset = UNSET
    """Whether the card shows every field, not only those of the authorization. Added in 2026."""

    def to_dict(self) -> dict[str, Any]:
        """Return the object that the API takes as ``connect_card_config``."""
        return keyed(_given(self), {})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationAuth:
    """Credentials with an application of one's own; no secret among them shows itself, of whatever type it is."""

    TOKENS: ClassVar[tuple[str, ...]] = ()
    """The fields that stand in ``auth`` itself; all others stand in its ``client_access``."""

    client_id: str | Unset = UNSET
    """Id of the client application."""
    client_secret: str | Unset = UNSET
    """Secret of the client application."""

    def __post_init__(self) -> None:
        """Seal the secrets."""
        for name, value in _given(self).items():
            if is_secret_name(name):
                object.__setattr__(self, name, _sealed_whole(value))

    def to_dict(self) -> dict[str, Any]:
        """Return the object that the API takes as ``auth``."""
        given = keyed(_given(self), {})
        tokens = {key: given.pop(key) for key in self.TOKENS if key in given}
        return {**tokens, "client_access": given} if given else tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientAuth(ApplicationAuth):
    """
    A refresh token and the application that it was made for.

    A new connection needs all of them. A change may name only those that are new.
    """

    TOKENS: ClassVar[tuple[str, ...]] = ("refresh_token",)

    refresh_token: str | Unset = UNSET
    """The long-lived refresh token."""


def _given(value: ConnectCard | ApplicationAuth) -> dict[str, object]:
    """Return the fields of a value by their names."""
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _sealed_whole(value: object) -> Any:
    """Seal all of a value; one without end, which is no secret, leaves only its kind for the rules to refuse."""
    plain = json_value(value)
    try:
        return sealed(plain, secret=True)
    except RecursionError:
        return {} if is_mapping(plain) else []
