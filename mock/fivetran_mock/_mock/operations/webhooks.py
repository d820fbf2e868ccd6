"""Webhooks of the account and of its groups: list, create, show, change, delete and test them."""

from __future__ import annotations

from typing import Any

from ..call import Call
from ..formats.http import Reply, done, not_found, success
from ..formats.masking import masked

Record = dict[str, Any]


def list_webhooks(call: Call) -> Reply:
    """List the webhooks of the account and of its groups."""
    webhooks = call.account.tables["webhook"]
    return call.page(webhooks.numbers(), lambda number: masked(webhooks.at(number)))


def create_account_webhook(call: Call) -> Reply:
    """Create a webhook of the account."""
    return _create(call, {"type": "account"})


def create_group_webhook(call: Call) -> Reply:
    """Create a webhook of a group."""
    call.require_group(call.argument)
    return _create(call, {"type": "group", "group_id": call.argument})


def get_webhook(call: Call) -> Reply:
    """Show a webhook."""
    return success(call.operation, masked(_webhook(call)))


def update_webhook(call: Call) -> Reply:
    """Change a webhook; a list of events replaces the earlier one."""
    record = _webhook(call) | call.body
    call.account.tables["webhook"].replace(record)
    return success(call.operation, masked(record))


def delete_webhook(call: Call) -> Reply:
    """Delete a webhook."""
    _webhook(call)
    call.account.remove_webhook(call.argument)
    return done(call.operation, id=call.argument)


def test_webhook(call: Call) -> Reply:
    """Post an event about a connection that does not exist."""
    _webhook(call)
    return success(call.operation, {"succeed": True, "status": 200, "message": "OK"})


def _create(call: Call, owner: Record) -> Reply:
    webhooks, body, clock = call.account.tables["webhook"], call.body, call.world.clock
    record = {
        "id": webhooks.new_id(),
        **owner,
        "url": body["url"],
        "events": body["events"],
        "active": body.get("active", True),
        **({"secret": body["secret"]} if "secret" in body else {}),
        "created_at": clock.text(clock.now()),
        "created_by": call.account.user_id,
    }
    webhooks.add(record)
    return success(call.operation, masked(record), status=int(call.world.behaviours["webhook_created"]))


def _webhook(call: Call) -> Record:
    """Return the webhook that the path names; raises 404 if there is none."""
    webhooks = call.account.tables["webhook"]
    if call.argument not in webhooks.ids:
        raise not_found("Webhook", call.argument)
    return webhooks.record(call.argument)
