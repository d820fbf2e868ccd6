"""The builders: two for each typed connector service, and those for any other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, get_args

from attrs import fields

from fivetran_client import builders as signatures
from fivetran_client import models as api
from fivetran_client.builders import Object
from fivetran_client.new_connection import NewConnectionModel
from fivetran_client.types import UNSET, Unset
from fivetran_common.json_types import is_mapping
from fivetran_rules import Unchecked

from ._arguments import require_text
from ._bodies.builders import (
    ApplicationAuth,
    ClientAuth,
    Draft,
    Model,
    TypedService,
    builder,
    changed_parts,
    draft,
    request,
    update,
)
from ._bodies.coerce import json_value

_BY_SERVICE: Mapping[object, type[NewConnectionModel]] = {
    fields(model).service.default: model for model in get_args(NewConnectionModel)
}
_OTHER_PARTS: Mapping[str, type[Model]] = {"config": api.OtherConfigUpdate, "auth": api.OtherAuth}


@dataclass(frozen=True, slots=True, kw_only=True)
class FacebookAuth(ApplicationAuth):
    """An access token for Facebook, of the account or of a user, and the application that it was made for."""

    TOKENS: ClassVar[tuple[str, ...]] = ("access_token", "user_access_token")

    access_token: str | Unset = UNSET
    user_access_token: str | Unset = UNSET
    """The token of a user; not together with ``access_token``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleAuth(ClientAuth):
    """Credentials of the user's own Google application."""

    developer_token: str | Unset = UNSET
    user_agent: str | Unset = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class PinterestAuth(ClientAuth):
    """Credentials of the user's own Pinterest application."""


_facebook = TypedService("facebook_ads", api.NewFacebookAdsConnection)
_google = TypedService("google_ads", api.NewGoogleAdsConnection)
_pinterest = TypedService("pinterest_ads", api.NewPinterestAdsConnection)

facebook_ads: Final = builder(signatures.facebook_ads, _facebook.connection)
facebook_ads_patch: Final = builder(signatures.facebook_ads_patch, _facebook.change, created_by=signatures.facebook_ads)

google_ads: Final = builder(signatures.google_ads, _google.connection)
google_ads_patch: Final = builder(signatures.google_ads_patch, _google.change, created_by=signatures.google_ads)

pinterest_ads: Final = builder(signatures.pinterest_ads, _pinterest.connection)
pinterest_ads_patch: Final = builder(
    signatures.pinterest_ads_patch, _pinterest.change, created_by=signatures.pinterest_ads
)


def _connection(arguments: dict[str, Any]) -> NewConnectionModel:
    unchecked = arguments.pop("unchecked", False)
    drafted = draft(arguments, api.NewOtherConnection)
    return request(drafted, _model_of(drafted.body), unchecked=unchecked)


connection: Final = builder(signatures.connection, _connection)
connection_patch: Final = builder(
    signatures.connection_patch,
    lambda arguments: update(draft(arguments, api.ConnectionUpdate), _OTHER_PARTS),
    created_by=signatures.connection,
)


def from_body(body: Object, *, unchecked: Unchecked = False) -> NewConnectionModel:
    """
    Return the typed request of a body as the API takes it, checked, its secrets sealed.

    The way back from ``to_dict()``, from a file, or from another program. Raises `InvalidConnection`.
    """
    plain = json_value(body)
    return request(Draft(plain), _model_of(plain), unchecked=unchecked)


def from_patch(body: Object, *, service: str | None = None, unchecked: Unchecked = False) -> api.ConnectionUpdate:
    """
    Return the typed change of a body as the API takes it, checked, its secrets sealed.

    The way back from ``to_dict()``. A change does not name its service: ``service`` decides the classes of its config
    and auth, which are those of the service's patch builder, and its rules. Without it only the rules of every service
    apply, as in `connection_patch`. Raises `InvalidConnection`, and `InvalidRequest` for a service other than text.
    """
    require_text("service", service)
    stored = {} if service is None else {"service": service}
    model = _BY_SERVICE.get(service)
    return update(
        Draft(json_value(body)), changed_parts(model) if model else _OTHER_PARTS, stored=stored, unchecked=unchecked
    )


def _model_of(body: Any) -> type[NewConnectionModel]:
    service = body.get("service") if is_mapping(body) else None
    return _BY_SERVICE.get(service, api.NewOtherConnection) if isinstance(service, str) else api.NewOtherConnection
