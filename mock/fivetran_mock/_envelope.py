"""The API's codes and texts, and the one table of what had to be chosen: nowhere else."""

from __future__ import annotations

import json
from typing import Final

from ._messages import Reply

JSON: Final = ("content-type", "application/json")
VIOLATIONS_HEADER: Final = "x-fivetran-mock-violations"

encode = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), allow_nan=False
).encode

MESSAGES: Final = {
    "list_connections": "Connections list retrieved successfully",
    "create_connection": "Connection has been created",
    "get_connection": "Connection details retrieved successfully",
    "delete_connection": "Connection with id '{id}' has been deleted",
}


class Refusal(Exception):
    """A request that the API would not take: becomes a reply of `{code, message}`."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


def _heads() -> dict[str, bytes]:
    return {
        operation: f'{{"code":"Success","message":{encode(text)}'.encode()
        for operation, text in MESSAGES.items()
        if "{" not in text
    }


_HEADS: Final = _heads()


def success(operation: str, data: bytes, *, status: int = 200) -> Reply:
    """Wrap a record as it is stored: the bytes of the record are the bytes of `data`."""
    return Reply(status, [JSON], b'%b,"data":%b}' % (_HEADS[operation], data))


def done(operation: str, identifier: str) -> Reply:
    """Say that an operation without data has been done."""
    message = MESSAGES[operation].format(id=identifier)
    return Reply(200, [JSON], encode({"code": "Success", "message": message}).encode())


def refused(refusal: Refusal) -> Reply:
    """Spell a refusal as the API does."""
    body = encode({"code": refusal.code, "message": refusal.message}).encode()
    return Reply(refusal.status, [JSON], body)
