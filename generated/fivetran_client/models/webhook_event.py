# Made by openapi/generate.py from openapi/openapi.yaml. Never edit it; change the document instead.
from enum import StrEnum


class WebhookEvent(StrEnum):
    """An event that a webhook can be told of. Those of transformations, and the deprecated ones from status on, come from no connection."""

    SYNC_START = "sync_start"
    SYNC_END = "sync_end"
    CONNECTION_SUCCESSFUL = "connection_successful"
    CONNECTION_FAILURE = "connection_failure"
    CREATE_CONNECTOR = "create_connector"
    PAUSE_CONNECTOR = "pause_connector"
    RESUME_CONNECTOR = "resume_connector"
    EDIT_CONNECTOR = "edit_connector"
    DELETE_CONNECTOR = "delete_connector"
    FORCE_UPDATE_CONNECTOR = "force_update_connector"
    RESYNC_CONNECTOR = "resync_connector"
    RESYNC_TABLE = "resync_table"
    TRANSFORMATION_START = "transformation_start"
    TRANSFORMATION_SUCCEEDED = "transformation_succeeded"
    TRANSFORMATION_FAILED = "transformation_failed"
    STATUS = "status"
    DBT_RUN_START = "dbt_run_start"
    DBT_RUN_SUCCEEDED = "dbt_run_succeeded"
    DBT_RUN_FAILED = "dbt_run_failed"
    TRANSFORMATION_RUN_START = "transformation_run_start"
    TRANSFORMATION_RUN_SUCCEEDED = "transformation_run_succeeded"
    TRANSFORMATION_RUN_FAILED = "transformation_run_failed"

    def __str__(self) -> str:
        return str(self.value)
