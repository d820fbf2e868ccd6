"""Setup tests of connections and destinations: their results, and the changes that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..lifecycle.authorization import MISSING
from ..lifecycle.made_up import DESTINATION_TESTS, OTHER_DESTINATION_TESTS, OTHER_SETUP_TESTS, SETUP_TESTS
from ..lifecycle.transitions import SETUP_STATES, next_due, set_up
from ..state.records import Record
from ..state.scripts import SetupTest
from ..state.state import State
from .trust import Approvals


def run_tests(
    state: State,
    number: int,
    record: Record,
    due: int | None,
    *,
    body: Mapping[str, Any] | None = None,
    authorized: bool | None = None,
) -> tuple[int | None, tuple[SetupTest, ...]]:
    """
    Run the setup tests of a connection whose next event is due at a moment: scripted ones, or those of its service.

    `authorized` says whether it was authorized; None leaves that as it is. Return when the next event is
    due now, and the results.
    """
    if authorized is None:
        authorized = state.setup_of(number)["authorized"]
    scripted = state.scripts.setup_tests(record)
    tests = SETUP_TESTS.get(record["service"], OTHER_SETUP_TESTS)
    if scripted is not None:
        tests = Approvals(state, "connection", number, record["id"]).applied_to(scripted, body)
    elif state.behaviours["authorization"] == "required" and not authorized:
        tests = (replace(tests[0], status="FAILED", message=MISSING),)  # the only test that runs
    not_passed = [test for test in tests if test.status != "PASSED"]
    failed = any(test.failed for test in not_passed)
    state.keep_setup(number, {"authorized": authorized, "tests": [test.to_dict() for test in not_passed]})
    set_up(state, record, failed=failed)
    return next_due(state, record, due), tests


def run_destination_tests(state: State, record: Record, body: Mapping[str, Any] | None) -> tuple[SetupTest, ...]:
    """Run the setup tests of a destination, and return the results."""
    scripted = state.scripts.destination_tests(record["id"])
    tests = DESTINATION_TESTS.get(record["service"], OTHER_DESTINATION_TESTS) if scripted is None else scripted
    number = state.records["destination"].ids[record["id"]]
    tests = Approvals(state, "destination", number, record["id"]).applied_to(tests, body)
    result = "failed" if any(test.failed for test in tests) else "passed"
    record["setup_status"] = SETUP_STATES[record["setup_status"], result]
    return tests
