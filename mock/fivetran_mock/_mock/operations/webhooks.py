"""Webhooks of the account and of its groups: list, create, show, change, delete and test them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from fivetran_common.system import is_loopback
from fivetran_rules import without_url_secrets

from ..call import Call
from ..formats.http import Pending, ReceiverReply, Reply, done, success
from ..formats.masking import masked
from ..formats.refusals import invalid, no_path
from ..lifecycle.deliveries import delivery_of_test
from ..state.records import Record


def list_webhooks(call: Call) -> Reply:
    """List the webhooks of the account and of its groups."""
    webhooks = call.state.records["webhook"]
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
    return success(call.operation, masked(call.named("webhook", absent=no_path())))  # docs/evidence.md#deleted-user


def update_webhook(call: Call) -> Reply:
    """Change a webhook; a list of events replaces the earlier one."""
    record = call.named("webhook")
    changed = record | call.body

    def keep() -> None:
        call.named("webhook")  # the receiver may have deleted it
        call.state.records["webhook"].replace(changed)

    return _keep(call, changed, keep, becomes_active=changed["active"] and not record["active"])


def delete_webhook(call: Call) -> Reply:
    """Delete a webhook."""
    call.named("webhook")
    call.state.records["webhook"].remove(call.argument)
    return done(call.operation, id=call.argument)


def test_webhook(call: Call) -> Reply:
    """Post an event about a made-up connection, and show the receiver's answer."""
    webhook, event = call.named("webhook"), call.body["event"]

    def finish(answered: ReceiverReply) -> Reply:
        message = answered.error or "The receiver answered with status " + str(answered.status)
        result = {"succeed": answered.ok, "status": answered.status or 0, "message": message}
        return success(call.operation, result)

    return _pending(call, webhook, event, finish)


def _create(call: Call, owner: Record) -> Reply:
    webhooks, body, clock = call.state.records["webhook"], call.body, call.state.clock
    record: Record = {
        "id": webhooks.new_id(),
        **owner,
        "url": body["url"],
        "events": body["events"],
        "active": body.get("active", True),
        **({"secret": body["secret"]} if "secret" in body else {}),
        "created_at": clock.text(clock.now()),
        "created_by": call.state.user_id,
    }
    status = int(call.state.behaviours["webhook_created"])
    return _keep(call, record, lambda: webhooks.add(record), becomes_active=record["active"], status=status)


def _keep(call: Call, record: Record, keep: Callable[[], object], *, becomes_active: bool, status: int = 200) -> Reply:
    """Check the URL of a webhook, post an event to one that becomes active, and keep it."""
    # Only a page in a browser sends `Origin`: by a name that an attacker lets lead here, it calls from this machine.
    local = call.request.local and "origin" not in call.request.headers
    problem = url_problem(record["url"], call.state.receivers, local=local, active=record["active"])
    if problem:
        raise invalid(problem)

    def finish(answered: ReceiverReply) -> Reply:
        if not answered.ok:  # docs/evidence.md#webhook-first-call
            why = answered.error or f"response status {answered.status}"
            raise invalid(f"Failed to call webhook endpoint: '{why}'")
        keep()
        return success(call.operation, masked(record), status=status)

    if not becomes_active:
        return finish(ReceiverReply(200))
    return _pending(call, record, next(iter(record["events"]), "sync_end"), finish)


def _pending(call: Call, webhook: Record, event: str, finish: Callable[[ReceiverReply], Reply]) -> Reply:
    """Return a reply that waits for the receiver's answer to an event about a connection that does not exist."""
    return Reply(202, [], b"", pending=Pending(delivery_of_test(call.state, webhook, event), finish))


def url_problem(url: str, hosts: Collection[str] | None, *, local: bool = True, active: bool = True) -> str:
    """
    Return the reason why a URL is refused, or an empty text.

    `hosts` are the allowed hosts, None allows any. Only a `local` client may name this machine. A webhook with
    `active: false` may have the URL of any other machine (docs/evidence.md#webhook-inactive).
    """
    shown = without_url_secrets(url)[:200]
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if not host or parts.scheme not in ("http", "https"):
        return f"Invalid webhook URL '{shown}': it has to be an absolute HTTPS URL"
    here = is_loopback(host)
    if parts.scheme != "https" and not here:
        return f"Invalid webhook URL '{shown}': it has to be HTTPS"
    if hosts is not None and host not in hosts and not (local if here else not active):
        whom = "its own machine for clients there only" if here else "this machine only"
        return f"Invalid webhook URL '{shown}': the mock posts to {whom}, unless --webhooks-to {host}"
    return ""
