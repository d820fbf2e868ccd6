"""
Make the pictures of the documentation in docs/pictures/: `make pictures`.

The console is photographed in the Chromium of this machine; terminals are drawn from the output of commands. Beside the
pictures, `sources.json` keeps a hash of each one's content, by which a test names an outdated picture.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from fivetran_mock import FivetranMock

ROOT: Final = Path(__file__).resolve().parents[1]
PICTURES: Final = ROOT / "docs" / "pictures"
SOURCES: Final = PICTURES / "sources.json"
ASSETS: Final = ROOT / "mock" / "fivetran_mock" / "admin" / "console" / "assets"
WIDTH: Final = 108
BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
SCREENS: Final = {
    "console.png": ("light", 1120, 700),
    "console-dark.png": ("dark", 1120, 700),
    "console-phone.png": ("light", 390, 760),
}
"""Each picture of the console: the colours, and the size of the window."""

PYTHON: Final = shlex.quote(sys.executable)
MOCK: Final = f"{PYTHON} -m fivetran_mock"
PROGRAM: Final = f"{PYTHON} -m fivetran_connections"
VARIABLES: Final = "PINTEREST_TOKEN=t PINTEREST_SECRET=s PINTEREST_CLIENT=c PG_PASSWORD=p"
OWN_MEMORY: Final = "FIVETRAN_CONNECTIONS_DATA=$(mktemp -d)"

TERMINALS: Final = {
    "demo.svg": ("make demo", f"{PYTHON} examples/demo.py"),
    "plan.svg": (
        "fivetran-connections plan examples/brands",
        f"{VARIABLES} {OWN_MEMORY} {MOCK} run -- {PROGRAM} plan examples/brands",
    ),
    "apply.svg": (
        "fivetran-connections apply --yes examples/brands",
        f"{VARIABLES} {OWN_MEMORY} {MOCK} run -- {PROGRAM} apply --yes examples/brands",
    ),
}
"""Each picture of a terminal: the command that it shows, and the command that is run for it."""

CLIENT: Final = {"accept": "application/json", "accept-encoding": "identity", "user-agent": "httpx"}
"""The headers of the requests that the console shows, the same with every release of httpx."""

PORT: Final = re.compile(r"(?<=127\.0\.0\.1:)\d+")

REAL_TIME: Final = re.compile(r'(?<="Real time"><time).*?(?=</time>)')
"""The moment of a run in a page, which is in no hash."""

FOLDER: Final = re.compile(r"\.(?:nox|venv)/(?:[\w.-]+/)*(?:bin|Scripts)/")


def main() -> None:
    """Make every picture."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit("The pictures of the console need Chromium (Debian: apt-get install chromium).")
    PICTURES.mkdir(exist_ok=True)
    for name, (shown, command) in TERMINALS.items():
        (PICTURES / name).write_text(terminal(shown, output(command)), encoding="utf-8")
    photograph(browser)
    SOURCES.write_text(json.dumps(hashes(), indent=2) + "\n", encoding="utf-8")
    print(*sorted(path.relative_to(ROOT).as_posix() for path in PICTURES.iterdir()), sep="\n")


def hashes() -> dict[str, str]:
    """Return a hash of each picture's present source: a page with its style, or the output of a command."""
    import httpx

    style = [path.read_bytes() for path in sorted(ASSETS.iterdir())]
    with addresses() as there:
        pages = {
            name: httpx.get(address, headers={"accept": "text/html"}, trust_env=False).text
            for name, address in there.items()
        }
    console = {name: _hash(REAL_TIME.sub("", PORT.sub("8080", page)).encode(), *style) for name, page in pages.items()}
    return {**console, **{name: _hash(output(command).encode()) for name, (_, command) in TERMINALS.items()}}


def _hash(*contents: bytes) -> str:
    return hashlib.sha256(b"\0".join(contents)).hexdigest()[:16]


def output(command: str) -> str:
    """Run a command in the project's folder; return its output with the port 8080 and the folder .venv."""
    environment = {**os.environ, "PYTHONSAFEPATH": "1", "NO_COLOR": "1", "COLUMNS": str(WIDTH)}
    words = ["/bin/sh", "-c", f"{{ {command}; }} 2>&1"]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603  # ours
    return FOLDER.sub(".venv/bin/", PORT.sub("8080", done.stdout))


def terminal(command: str, text: str) -> str:
    """Draw a terminal as SVG, with the fonts of the reader's system."""
    from rich._export_format import CONSOLE_SVG_FORMAT
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True)
    for line in [f"$ {command}", *text.rstrip().splitlines()]:
        written = Text(line)
        for pattern, style in STYLES.items():
            written.highlight_regex(pattern, style)
        console.print(written, soft_wrap=False)
    own_fonts = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    return console.export_svg(title="", code_format=own_fonts, unique_id="terminal")


STYLES: Final = {
    r"^\s*\$ .*$": "bold",
    r"^\d\. .*$": "bold cyan",
    r"\berror:": "bold red",
    r"/[a-z_/]+(?=:)": "yellow",
    r"(?m)^\+ .*$|\bPASSED\b|\bvalid$|\bconnected\b": "green",
    r"^~ .*$": "yellow",
    r"^- .*$": "red",
    r"\([a-z_.]+, [a-z]+\)$": "dim",
}
"""The style of each pattern in the output."""


def photograph(path: str) -> None:
    """Photograph pages of the console that shows a mock in use."""
    from playwright.sync_api import sync_playwright

    with addresses() as there, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name, (scheme, width, height) in SCREENS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                device_scale_factor=1.5,
                reduced_motion="reduce",
            )
            tab = context.new_page()
            tab.goto(there[name])
            tab.wait_for_function("document.fonts.ready")
            tab.screenshot(path=PICTURES / name)
            context.close()
        browser.close()


@contextmanager
def addresses() -> Generator[dict[str, str]]:
    """Serve a mock in use: refused creates, a rate limit, a sync that runs; yield the address of each screen."""
    import httpx

    from fivetran_mock.server import MockServer

    def create(schema: str, **config: str) -> httpx.Response:
        settings = {"schema": schema, "sync_mode": "AllAdvertisers", **config}
        body = {"service": "pinterest_ads", "group_id": "amber_kettle", "config": settings}
        return client.post("/v1/connections", json=body)

    mock = FivetranMock(random_seed=7)
    with (
        MockServer(mock) as server,
        httpx.Client(base_url=server.url, auth=("my_key", "my_secret"), headers=CLIENT, trust_env=False) as client,
    ):
        first, second, third = (create(schema).json()["data"]["id"] for schema in ("pin_eu", "pin_us", "pin_uk"))
        mock.add_fault({"operation": "list_connections", "nth": 1, "status": 429, "retry_after": 3})
        for _ in range(2):
            client.get("/v1/connections")
        create("pin_fr", sync_mode="SpecificAdvertisers")
        client.post(f"/v1/connections/{second}/test", json={})
        create("pin_fr", sync_mode="SpecificAdvertisers", click_atribution_window="THIRTY")
        broken = mock.call_count
        mock.advance(minutes=5)
        client.patch(f"/v1/connections/{third}", json={"paused": True})
        client.post(f"/v1/connections/{first}/sync", json={})
        pages = ("", f"console/connections/{first}", f"console/requests/{broken}")
        yield {name: f"{server.url}/__mock__/{page}" for name, page in zip(SCREENS, pages, strict=True)}


if __name__ == "__main__":
    main()
