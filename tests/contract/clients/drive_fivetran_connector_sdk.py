"""Drive the deploy of `fivetran-connector-sdk`, the official kit, after its upload; only its base URL is changed."""

from __future__ import annotations

import base64
import io
import sys
from typing import Any

import steps
from fivetran_connector_sdk_cli import connector_helper as deploy
from fivetran_connector_sdk_common import constants

sys.stdout = io.StringIO()  # it tells everything that it does
constants.PRODUCTION_BASE_URL = steps.url()
KEY = base64.b64encode(f"{steps.KEY}:{steps.SECRET}".encode()).decode()
NAME, PACKAGE = "kit", "some_package"
made: list[str] = []


def config() -> dict[str, Any]:
    """Return the config that each deploy sends."""
    secrets = [{"key": "token", "value": "hush"}]
    return {"schema": NAME, "secrets_list": secrets, "sync_method": "DIRECT", "python_version": "3.12"}


def judged(answer: Any, expected: int) -> Any:
    """Let the kit read an answer; it exits if it does not accept it."""
    if answer.status_code != expected:
        raise RuntimeError(answer.text)
    again = made[0] if made else None
    deploy.handle_connection_response(answer, PACKAGE, KEY, expected, not made, again)
    return answer.json()["data"]


def create() -> None:
    """Find the destination by its name, and deploy to it."""
    group, _ = deploy.get_group_info(steps.GROUP, KEY)
    answer = deploy.create_connection(KEY, group, config(), None, PACKAGE, "FIVETRAN_NAMING")
    made.append(judged(answer, 201)["id"])


def get() -> None:
    """Get the connection and its package."""
    if deploy.get_connection_detail(made[0], KEY)["id"] != made[0]:
        raise RuntimeError("another connection")
    if deploy.get_connection_package_id(made[0], KEY) != PACKAGE:
        raise RuntimeError("another package")


def update() -> None:
    """Find the connection by its name, and deploy again: through a proxy, and without it."""
    found, _ = deploy.get_connection_details(NAME, steps.GROUP, steps.GROUP, KEY)
    for proxy in ("some_proxy", None):
        judged(deploy.update_connection(found, NAME, steps.GROUP, config(), PACKAGE, KEY, None, proxy), 200)


steps.run({"create": create, "get": get, "update": update})
