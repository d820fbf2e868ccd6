"""Setup tests of connections and destinations: their results, and the changes that follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..lifecycle.judging import MISSING, lacking
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
    filled: bool = False,
) -> tuple[int | None, tuple[SetupTest, ...]]:
    """
    Run the setup tests of a connection whose next event is due at a moment: scripted ones, or those of its service.

    `authorized` says whether it was authorized; None leaves that as it is. `filled` says that a card was completed, so
    that no key is missing from then on. Return when the next event is due now, and the results.
    """
    known = state.setup_of(number)
    if authorized is None:
        authorized = known["authorized"]
    filled = filled or known["filled"]
    scripted = state.scripts.setup_tests(lambda script: script.fits(record))
    tests = SETUP_TESTS.get(record["service"], OTHER_SETUP_TESTS)
    if scripted is not None:
        tests = Approvals(state, "connection", number, record["id"]).applied_to(scripted, body)
    elif state.behaviours["authorization"] == "required" and not authorized:
        tests = (replace(tests[0], status="FAILED", message=MISSING),)  # the only test that runs
    elif not filled and record["status"]["setup_state"] == "incomplete":
        tests = tuple(_failed(key, tests) for key in lacking(record, state)) or tests
    not_passed = [test for test in tests if test.status != "PASSED"]
    failed = any(test.failed for test in not_passed)
    state.keep_setup(
        number, {"authorized": authorized, "filled": filled, "tests": [test.to_dict() for test in not_passed]}
    )
    set_up(state, record, failed=failed)
    return next_due(state, record, due), tests


def _failed(key: str, tests: Sequence[SetupTest]) -> SetupTest:
    """Return the failed test for a missing key; its title is one of the service that names the key, or made up."""
    known = (test.title for test in tests if key in test.title.lower())
    return SetupTest(title=next(known, f"Connecting to {key}"), status="FAILED", message=f"{key} must not be null")


def run_destination_tests(state: State, record: Record, body: Mapping[str, Any] | None) -> tuple[SetupTest, ...]:
    """Run the setup tests of a destination, and return the results."""
    scripted = state.scripts.setup_tests(lambda script: script.destination_id == record["id"])
    tests = DESTINATION_TESTS.get(record["service"], OTHER_DESTINATION_TESTS) if scripted is None else scripted
    number = state.records["destination"].ids[record["id"]]
    tests = Approvals(state, "destination", number, record["id"]).applied_to(tests, body)
    result = "failed" if any(test.failed for test in tests) else "passed"
    record["setup_status"] = SETUP_STATES[record["setup_status"], result]
    return tests
