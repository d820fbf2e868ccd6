"""One handler for each operation of the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ..call import Call
from ..formats.http import Reply
from . import actions, cards, connections, destinations, groups, memberships, metadata, schemas, trust, users, webhooks

OperationHandler = Callable[[Call], Reply]

HANDLERS: Final[Mapping[str, OperationHandler]] = {
    handler.__name__: handler
    for handler in (
        actions.force_connection_sync,
        actions.sync_connection,
        actions.resync_connection,
        actions.run_setup_tests,
        actions.get_connection_state,
        actions.update_connection_state,
        actions.list_connection_errors,
        actions.list_sync_history,
        cards.create_connect_card,
        connections.list_connections,
        connections.list_group_connections,
        connections.get_connection,
        connections.create_connection,
        connections.update_connection,
        connections.delete_connection,
        destinations.list_destinations,
        destinations.create_destination,
        destinations.get_destination,
        destinations.update_destination,
        destinations.delete_destination,
        destinations.run_destination_setup_tests,
        groups.list_groups,
        groups.create_group,
        groups.get_group,
        groups.update_group,
        groups.delete_group,
        groups.list_group_users,
        groups.add_group_user,
        groups.remove_group_user,
        groups.get_group_public_key,
        groups.get_group_service_account,
        metadata.list_connector_types,
        metadata.get_connector_type,
        schemas.get_schema_config,
        schemas.create_schema_config,
        schemas.update_schema_config,
        schemas.update_schema,
        schemas.update_table,
        schemas.update_column,
        schemas.list_columns,
        schemas.drop_column,
        schemas.drop_columns,
        schemas.reload_schema_config,
        schemas.resync_tables,
        schemas.resync_table,
        users.get_account_info,
        users.list_users,
        users.create_user,
        users.get_user,
        users.update_user,
        users.delete_user,
        users.delete_user_role,
        webhooks.list_webhooks,
        webhooks.create_account_webhook,
        webhooks.create_group_webhook,
        webhooks.get_webhook,
        webhooks.update_webhook,
        webhooks.delete_webhook,
        webhooks.test_webhook,
    )
} | {**memberships.HANDLERS, **trust.HANDLERS}
"""The handler of each operation of the document, by the operation's id."""
