"""Setup tests of connections and destinations: their results, and what these change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..lifecycle.authorization import MISSING, keep_setup, setup_of
from ..lifecycle.made_up import DESTINATION_TESTS, OTHER_DESTINATION_TESTS, OTHER_SETUP_TESTS, SETUP_TESTS
from ..lifecycle.transitions import SETUP_STATES, next_due, set_up
from ..lifecycle.views import tests_shown
from ..state.account import Account
from ..state.world import World
from .trust import CONNECTION, DESTINATION, Approvals

Record = dict[str, Any]


def run_tests(
    world: World,
    account: Account,
    number: int,
    record: Record,
    due: int | None,
    *,
    body: Mapping[str, Any] | None = None,
    authorized: bool | None = None,
) -> tuple[int | None, Record]:
    """
    Run the setup tests of a connection whose next event is due at a moment: scripted ones, or those of its service.

    `authorized` says whether somebody has authorized it; None if that has not changed. Return when the next event is
    due now, and the member of the answer that has the results.
    """
    if authorized is None:
        authorized = setup_of(account, number)["authorized"]
    scripted = world.scripts.setup_tests(record)
    tests = SETUP_TESTS.get(record["service"], OTHER_SETUP_TESTS)
    if scripted is not None:
        tests = Approvals(account, CONNECTION, number, record["id"]).applied_to(scripted, world, body)
    elif world.behaviours["authorization"] == "required" and not authorized:
        tests = (replace(tests[0], status="FAILED", message=MISSING),)  # no other test runs then
    not_passed = [test.to_dict() for test in tests if test.status != "PASSED"]
    keep_setup(account, number, {"authorized": authorized, "tests": not_passed})
    set_up(world, account, record, failed=any(test.failed for test in tests))
    return next_due(world, account, record, due), tests_shown(world, tests)


def run_destination_tests(world: World, account: Account, record: Record, body: Mapping[str, Any] | None) -> Record:
    """Run the setup tests of a destination, and return the member of the answer that has the results."""
    scripted = world.scripts.destination_tests(record["id"])
    tests = DESTINATION_TESTS.get(record["service"], OTHER_DESTINATION_TESTS) if scripted is None else scripted
    number = account.tables["destination"].ids[record["id"]]
    tests = Approvals(account, DESTINATION, number, record["id"]).applied_to(tests, world, body)
    result = "failed" if any(test.failed for test in tests) else "passed"
    record["setup_status"] = SETUP_STATES[record["setup_status"], result]
    return tests_shown(world, tests)
