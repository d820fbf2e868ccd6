"""A short run of each attack of `make torture` finds no defect, and attacks detect planted defects."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Self

import pytest

ROOT = Path(__file__).parents[2]
if str(ROOT) not in sys.path:
    sys.path.append(str(ROOT))  # last: nothing that is installed may be hidden by a folder here

from torture import _server  # noqa: E402  # found by the line above
from torture.__main__ import ATTACKS, main, run  # noqa: E402
from torture._budget import Budget, Findings  # noqa: E402
from torture._report import page  # noqa: E402

SHORT = {
    "http": 300,
    "bodies": 40,
    "snapshots": 150,
    "files": 120,
    "admin": 150,
    "masking": 28,
    "kills": 2,
    "floods": 2,
}
"""Attempts of each attack in `make test`; each takes a second or two."""


def _attack(name: str) -> object:
    return pytest.param(name, marks=[pytest.mark.linux("memory is read in /proc")] if name == "floods" else [])


@pytest.mark.parametrize("name", [_attack(name) for name in ATTACKS])
def test_a_short_attack_finds_nothing(name: str) -> None:
    """A short attack finds neither a crash nor a wrong answer."""
    findings = run(name, seed=1, budget=Budget(attempts=SHORT[name]))

    assert [] == findings.examples
    assert (0, 0) == (findings.crashes, findings.wrong)
    assert SHORT[name] <= findings.attempts


def test_an_exception_is_a_crash_with_its_place() -> None:
    """An unexpected exception counts as a crash, and its example has the line."""
    findings = Findings()
    with findings.watching("a body", KeyError):
        raise KeyError
    with findings.watching("a body"):
        raise ZeroDivisionError

    assert (1, 0) == (findings.crashes, findings.wrong)
    assert findings.examples[0].startswith("crash: ZeroDivisionError at test_an_exception_is_a_crash_with_its_place:")


def test_a_budget_ends_by_attempts_or_by_time() -> None:
    """An attack stops after its attempts or its time; a partial budget has at least one attempt."""
    assert [0, 1, 2] == list(Budget(attempts=3))
    assert [] == list(Budget(attempts=3, seconds=0))
    assert Budget(attempts=1, seconds=5) == Budget(attempts=2, seconds=10).part(0.5)
    assert 1 == Budget(attempts=1).part(0.5).attempts


def test_the_command_says_what_was_found(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The command prints a line for each attack with its findings below, and ends with status 1 if there are any."""
    found = Findings(attempts=7)
    found.mistake("a lost write")
    monkeypatch.setattr("torture.__main__.run", lambda *_, **__: found)

    assert 1 == main(["--only", "kills"])
    assert "kills: 7 attempts, 0 crashes, 1 wrong\n    wrong: a lost write\n" == capsys.readouterr().out


def test_the_page_has_a_row_for_each_attack() -> None:
    """The report has a row for each attack with its counts and command, and the findings below."""
    found = {name: Findings(attempts=1_234) for name in ATTACKS}
    found["kills"].mistake("a lost write")
    text = page(found, seed=3, minutes=10)

    assert all(f"`python -m torture --only {name} --seed 3`" in text for name in ATTACKS)
    assert "| Malformed HTTP, made by a grammar | 1,234 | 0 | 0 |" in text
    assert "- `kills`: 1 findings" in text
    assert (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8").startswith(text.partition("| attack")[0])


def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    """An attack reports why a server did not start."""
    with _server.Served("--state", tmp_path) as server:
        assert server.refusal.startswith("fivetran-mock serve: ")


@pytest.mark.linux("processor time and memory are read in /proc")
def test_a_server_is_measured() -> None:
    """The server's memory and processor time are its own, and the time only grows."""
    with _server.Served() as server, server.client() as client:
        before = server.processor_time()
        client.get("/v1/account/info")

        assert 0 < before <= server.processor_time()
        assert 10 < server.memory() < 1_000


class _Careless:
    """A client that prints its secrets."""

    def __init__(self, **given: object) -> None:
        self._given = given
        self.connections = self

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Leave."""

    def __repr__(self) -> str:
        return repr(self._given)

    def create(self, body: object) -> None:
        """Send nothing."""


@pytest.mark.parametrize(
    ("name", "place", "broken"),
    [
        ("http", "_exchange", lambda *_: b"HTTP/1.1 200 OK\r\n\r\n"),
        ("http", "_exchange", lambda *_: None),
        ("bodies", "check", lambda _: []),
        ("masking", "Fivetran", _Careless),
    ],
    ids=["a server that takes everything", "a server that hangs", "rules that find nothing", "a client that shows all"],
)
def test_an_attack_notices(name: str, place: str, broken: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """An attack detects a planted defect."""
    monkeypatch.setattr(f"torture.{name}.{place}", broken)

    findings = run(name, seed=1, budget=Budget(attempts=20))

    assert findings.crashes + findings.wrong
