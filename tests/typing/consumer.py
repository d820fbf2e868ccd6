"""A user's file: checked by mypy and pyright against the wheel, as the files beside it are, never run."""

from datetime import datetime
from typing import assert_type

from fivetran_client.models import NewPinterestAdsConnection, SetupState
from fivetran_connections import Fivetran, InvalidConnection, NotFound
from fivetran_mock import Fault, FivetranMock, RecordedCall
from fivetran_mock.server import MockServer
from fivetran_openapi import document
from fivetran_rules import Evidence, Violation, all_rules, check, check_change


def blocking(request: NewPinterestAdsConnection) -> None:
    """Answers and errors have typed attributes."""
    with Fivetran() as fivetran:
        created = fivetran.connections.create(request)
        assert_type(created.id, str)
        assert_type(created.status.setup_state, SetupState | str)
        assert_type(created.paused, bool)
        assert_type(created.succeeded_at, datetime | None)
        assert_type([found.schema for found in fivetran.connections.list(group_id="amber_kettle")], list[str])
        try:
            fivetran.connections.get("gone")
        except NotFound as error:
            assert_type(error.status, int | None)
        except InvalidConnection as error:
            assert_type(error.violations[0], Violation)


def judging() -> None:
    """The rules need no client."""
    violations = check({"service": "pinterest_ads"}, strict=True)
    assert_type(violations, list[Violation])
    assert_type(violations[0].evidence, Evidence)
    assert_type(check_change({"paused": True}, None), list[Violation])
    assert_type(all_rules()[0].id, str)


def mocking() -> None:
    """The mock is typed too."""
    mock = FivetranMock(random_seed=1)
    with Fivetran(api_key=mock.api_key, api_secret=mock.api_secret, transport=mock.transport()):
        mock.advance(minutes=5)
    for call in mock.calls:
        assert_type(call, RecordedCall)
    mock.add_fault(Fault(answer="html", socket="reset"))
    assert_type(MockServer(mock).mock, FivetranMock)
    assert "openapi" in document()
