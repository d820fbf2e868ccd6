"""
Count the functions and modules that the main flows pass, each in an interpreter of its own.

It also counts how often a flow returns to a module that it left before, by the first calls of its functions. A function
counts once, however often it is called. Lambdas, comprehensions, code that runs while a module is imported,
and code of other projects do not count. The mock counts where it answers within the process (`ensure`, `post`); these
two flows are counted at their second run, when every schema is compiled. `apply` and `validate` are whole commands, and
`apply` sends to a mock in another process. ``--list`` prints the functions in the order of their first calls, indented
by depth.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
OURS = tuple(f"{ROOT / source}{os.sep}" for source in ("overlay", "mock", "generated"))
KEYS = {"FIVETRAN_API_KEY": "key", "FIVETRAN_API_SECRET": "secret"}
BRANDS = """
version: 1
defaults: {group_id: amber_kettle, service: pinterest_ads}
connections:
  - for_each: [{brand: eu, id: "549755885175"}, {brand: us, id: "549755885176"}, {brand: uk, id: "549755885177"}]
    config: {schema: "pin_${brand}", sync_mode: SpecificAdvertisers, advertisers: ["${id}"]}
"""
POSTGRES = """
group_id: amber_kettle
service: postgres
config:
  {schema_prefix: shop, host: db.example.com, port: 5432, database: shop, user: fivetran, password: "${env:SHOP}",
  update_method: QUERY}
"""


def body(schema: str) -> dict[str, Any]:
    """Return the body of a connection."""
    config = {"schema": schema, "sync_mode": "AllAdvertisers"}
    return {"group_id": "amber_kettle", "service": "pinterest_ads", "config": config}


class Tracer:
    """Keeps the code of each called function, with its depth, in the order of first calls."""

    def __init__(self) -> None:
        """Begin with no function."""
        self.found: dict[CodeType, int] = {}
        self._threads = threading.local()

    def __call__(self, frame: FrameType, event: str, argument: Any) -> None:
        """Take a call or a return, as `sys.setprofile` reports them."""
        del argument
        code, own = frame.f_code, vars(self._threads)
        if code.co_name == "<module>":
            own["imports"] = own.get("imports", 0) + {"call": 1, "return": -1}.get(event, 0)
        elif code.co_filename.startswith(OURS) and not own.get("imports") and not code.co_name.startswith("<"):
            if event == "call":
                self.found.setdefault(code, own.setdefault("depth", 0))
            own["depth"] = own.get("depth", 0) + {"call": 1, "return": -1}.get(event, 0)


@contextlib.contextmanager
def traced() -> Generator[Tracer, None, None]:
    """Trace the code in the block, threads that begin in it included."""
    tracer = Tracer()
    threading.setprofile(tracer)
    sys.setprofile(tracer)
    try:
        yield tracer
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def ensure() -> Tracer:
    """Create a connection with `ensure`; the mock answers in the same process."""
    from fivetran_connections import Fivetran
    from fivetran_mock import FivetranMock

    mock = FivetranMock()
    with Fivetran(api_key=mock.api_key, api_secret=mock.api_secret, transport=mock.transport()) as fivetran:
        fivetran.connections.ensure(body("pin_eu"))
        with traced() as tracer:
            fivetran.connections.ensure(body("pin_us"))
    return tracer


def apply() -> Tracer:
    """Apply a folder of three connections that do not exist yet."""
    with TemporaryDirectory() as folder, served() as url:
        Path(folder, "brands.yaml").write_text(BRANDS, encoding="utf-8")
        os.environ |= {**KEYS, "FIVETRAN_BASE_URL": url, "FIVETRAN_CONNECTIONS_DATA": str(Path(folder, ".data"))}
        return command("apply", "--yes", folder, told="Apply: 3 done.")


def validate() -> Tracer:
    """Validate a file with one postgres connection, which has one warning."""
    with TemporaryDirectory() as folder:
        file = Path(folder, "postgres.yaml")
        file.write_text(POSTGRES, encoding="utf-8")
        return command("validate", str(file), told="warning: /config/update_method")


def post() -> Tracer:
    """Create a connection on the port of the mock, up to the entry in its journal."""
    import httpx

    from fivetran_mock import FivetranMock
    from fivetran_mock.server import MockServer

    mock = FivetranMock()
    with traced() as tracer, MockServer(mock) as server:
        httpx.post(f"{server.url}/v1/connections", json=body("pin_eu"), auth=("key", "secret"))
        tracer.found.clear()
        httpx.post(f"{server.url}/v1/connections", json=body("pin_us"), auth=("key", "secret"))
        found = dict(tracer.found)
    tracer.found = found
    if [call.status for call in mock.calls] != [201, 201]:
        sys.exit(f"the mock refused a request: {mock.calls}")
    return tracer


def command(*arguments: str, told: str) -> Tracer:
    """Run a command of `fivetran-connections` in this process; its output confirms the counted work."""
    from fivetran_connections.__main__ import main

    with traced() as tracer, contextlib.redirect_stdout(io.StringIO()) as output:
        status = main(arguments)
    if status or told not in output.getvalue():
        sys.exit(output.getvalue())
    return tracer


@contextlib.contextmanager
def served() -> Generator[str, None, None]:
    """Serve the mock from another process, and return its address."""
    serve = [sys.executable, "-P", "-m", "fivetran_mock", "serve"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own command
        try:
            yield (process.stdout or sys.stdin).readline().split()[-1]
        finally:
            process.terminate()


FLOWS: dict[str, Callable[[], Tracer]] = {"ensure": ensure, "apply": apply, "validate": validate, "post": post}


def main() -> None:
    """Count the named flows, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("flows", nargs="*", choices=[*FLOWS, []], help="ensure, apply, validate, post; all by default")
    parser.add_argument("--list", action="store_true", help="print the functions too")
    options = parser.parse_args()
    if len(options.flows) != 1:
        for name in options.flows or FLOWS:
            again = [sys.executable, *sys.argv[:1], name, *["--list"] * options.list]
            subprocess.run(again, check=True)  # noqa: S603  this script
        return
    (name,) = options.flows
    found = FLOWS[name]().found
    modules = [code.co_filename for code in found]
    visits = sum(module != before for before, module in zip(["", *modules], modules, strict=False))
    number = len(set(modules))
    print(f"{name}: {len(found)} functions in {number} modules, {visits - number} returns to one that was left")
    if options.list:
        for code, depth in found.items():
            print(f"{'  ' * depth}{code.co_qualname}  {Path(code.co_filename).relative_to(ROOT)}:{code.co_firstlineno}")


if __name__ == "__main__":
    main()
