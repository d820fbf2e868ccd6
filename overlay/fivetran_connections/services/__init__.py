"""The builders: one module for each typed connector service, and here the builders for any other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, get_args

from attrs import fields

from fivetran_client import builders as signatures
from fivetran_client import models as api
from fivetran_client.builders import Object
from fivetran_client.new_connection import NewConnectionModel
from fivetran_common.json_types import is_mapping
from fivetran_rules import Unchecked

from .._arguments import require_text
from .._bodies.builders import Draft, Model, builder, changed_parts, draft, request, update
from .._bodies.coerce import json_value

__all__ = ["connection", "connection_patch", "from_body", "from_patch"]

_BY_SERVICE: Mapping[object, type[NewConnectionModel]] = {
    fields(model).service.default: model for model in get_args(NewConnectionModel)
}
_OTHER_PARTS: Mapping[str, type[Model]] = {"config": api.OtherConfigUpdate, "auth": api.OtherAuth}


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
