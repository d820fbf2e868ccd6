"""Plan and apply from Python; the blocking and the awaiting functions share every step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from .._http.drivers import AsyncDriver, Driver
from ..client import AsyncFivetran, Fivetran
from .applying.fingerprints import Fingerprints
from .applying.report import Outcome, Report
from .applying.runner import Stop, arun, run
from .applying.steps import ApplyOptions
from .declared.model import Declaration
from .planning.limits import Limits
from .planning.model import Plan
from .planning.options import NoMemory, PlanOptions
from .planning.planner import planning

_NOTHING = PlanOptions()
_AS_THEY_ARE = ApplyOptions()


def plan(
    fivetran: Fivetran,
    declared: Iterable[Declaration],
    *,
    options: PlanOptions = _NOTHING,
    fingerprints: Fingerprints | None = None,
) -> Plan:
    """
    Compare declared connections with those that exist; nothing is changed.

    With ``fingerprints`` a secret that is new since the last apply is noticed. Raises `FivetranError` where the API
    cannot be read.
    """
    driver = fivetran.connections.driver
    return driver.run(planning(list(declared), _with_catalogue(options, driver), fingerprints or NoMemory()))


async def aplan(
    fivetran: AsyncFivetran,
    declared: Iterable[Declaration],
    *,
    options: PlanOptions = _NOTHING,
    fingerprints: Fingerprints | None = None,
) -> Plan:
    """Compare declared connections with those that exist, as `plan` does."""
    driver = fivetran.connections.driver
    return await driver.run(planning(list(declared), _with_catalogue(options, driver), fingerprints or NoMemory()))


def _with_catalogue(options: PlanOptions, driver: Driver | AsyncDriver) -> PlanOptions:
    return options if options.catalogue else replace(options, catalogue=driver.catalogue)


def apply(
    fivetran: Fivetran,
    planned: Plan,
    *,
    options: ApplyOptions = _AS_THEY_ARE,
    limits: Limits | None = None,
    stop: Stop | None = None,
    watch: Callable[[Outcome], object] | None = None,
) -> Report:
    """
    Carry out a plan, one connection after the other, and return what became of each change.

    A failure stops its own connection only. Requests keep within the documented rate limits, as those of
    `Fivetran.with_limits` do. ``limits`` are checked before anything is sent, by default that no more
    than 30 % of ten or more connections are deleted or replaced; `BeyondLimit` names the limit. ``watch`` is called
    with every outcome. Setting ``stop.requested`` skips what has not begun.
    """
    (limits or Limits()).check(planned)
    return run(_limited(fivetran), planned, options, stop=stop or Stop(), watch=watch)


async def aapply(
    fivetran: AsyncFivetran,
    planned: Plan,
    *,
    options: ApplyOptions = _AS_THEY_ARE,
    limits: Limits | None = None,
    stop: Stop | None = None,
    watch: Callable[[Outcome], object] | None = None,
    concurrency: int = 8,
) -> Report:
    """Carry out a plan as `apply` does, with so many connections at once; deletions come last."""
    (limits or Limits()).check(planned)
    driver = _limited_async(fivetran)
    return await arun(driver, planned, options, concurrency=concurrency, stop=stop or Stop(), watch=watch)


def _limited(fivetran: Fivetran) -> Driver:
    """Return a driver that keeps within the documented rate limits; the limits of the caller are kept."""
    driver = fivetran.connections.driver
    return driver if driver.limits else fivetran.with_limits().connections.driver


def _limited_async(fivetran: AsyncFivetran) -> AsyncDriver:
    driver = fivetran.connections.driver
    return driver if driver.limits else fivetran.with_limits().connections.driver
