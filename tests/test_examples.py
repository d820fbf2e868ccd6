"""The examples work, and together show every field of the project's first example."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import yaml

from fivetran_connections import Fivetran, from_body
from fivetran_connections.__main__ import main
from fivetran_connections.code.file_schema import file_schema
from fivetran_mock import FivetranMock
from fivetran_rules import check

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
BROKEN = EXAMPLES / "broken.yaml"
FILES = sorted({*EXAMPLES.glob("*.yaml"), EXAMPLES / "seed_request.json"})
VALID = [path for path in FILES if path != BROKEN]

# The request on Fivetran's page "Pinterest Ads API configuration": 21 keys at the top and 17 below.
_PAGE = """
    group_id service trust_certificates trust_fingerprints run_setup_tests paused pause_after_trial sync_frequency
    data_delay_sensitivity data_delay_threshold daily_sync_time schedule_type connect_card_config proxy_agent_id
    private_link_id networking_method hybrid_deployment_agent_id destination_configuration destination_schema_names
    config auth

    connect_card_config/redirect_uri connect_card_config/hide_setup_guide destination_configuration/virtual_warehouse
    config/sync_mode config/view_attribution_window config/refresh_token_expires_at config/report_granularity
    config/timeframe_months config/advertisers config/conversion_report_time config/engagement_attribution_window
    config/click_attribution_window config/schema auth/refresh_token auth/client_access
    auth/client_access/client_secret auth/client_access/client_id
"""
PAGE = _PAGE.split()


def read(path: Path) -> dict[str, Any]:
    """Read an example as YAML, which includes JSON."""
    body = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(body, dict)
    return body


def keys_of(value: object, prefix: str = "") -> set[str]:
    """Collect the paths of all keys."""
    if not isinstance(value, dict):
        return set()
    own = {f"{prefix}{key}" for key in value}
    return own.union(*(keys_of(item, f"{prefix}{key}/") for key, item in value.items()))


def test_every_field_of_the_page_stands_in_an_example():
    """Each of the 38 fields is in at least one valid example."""
    shown = set().union(*(keys_of(read(path)) for path in VALID))

    assert len(PAGE) == 38
    assert set() == set(PAGE) - shown


def test_the_request_of_the_page_is_whole():
    """The first example request is complete, except for two fields that its networking method excludes."""
    shown = keys_of(read(EXAMPLES / "seed_request.json"))

    assert {"private_link_id", "proxy_agent_id"} == set(PAGE) - shown


@pytest.fixture(scope="module")
def editor() -> jsonschema.Draft202012Validator:
    """Return a validator of the editors' schema, which is valid itself."""
    schema = file_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.name)
def test_valid_examples_are_valid(path, editor, capsys):
    """The command line, the rules and the editors' schema accept each valid example."""
    editor.validate(read(path))

    assert main(["validate", "--output", "json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["valid"] is True


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.name)
def test_valid_examples_can_be_created(path):
    """The mock creates a connection from every valid example."""
    mock = FivetranMock()

    with Fivetran(api_key=mock.api_key, api_secret=mock.api_secret, transport=mock.transport()) as fivetran:
        created = fivetran.connections.create(from_body(read(path)))

    assert read(path)["service"] == created.service


def test_the_broken_example_makes_seven_mistakes():
    """Each mistake of the broken example is reported with its field."""
    found = check(read(BROKEN))

    assert [
        "/config/advertisers",
        "/config/click_atribution_window",
        "/config/schema",
        "/config/view_attribution_window",
        "/daily_sync_time",
        "/private_link_id",
        "/sync_frequency",
    ] == sorted({violation.pointer for violation in found if violation.severity == "error"})


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a program as a user does, from another folder."""
    without = {key: value for key, value in os.environ.items() if not key.startswith("FIVETRAN")}
    return subprocess.run(
        [sys.executable, *command],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=EXAMPLES.parent.parent,
        env={**without, "PYTHONSAFEPATH": "1"},
    )


def test_the_demo_shows_the_main_job():
    """The demo plans, applies, plans again, has a broken file refused, and names the next commands, in 55 lines."""
    ran = run(str(EXAMPLES / "demo.py"))

    assert (0, "") == (ran.returncode, ran.stderr)
    assert "examples/brands/connections.yaml: valid\n" in ran.stdout
    assert "Apply: 3 done." in ran.stdout
    assert "Plan: 3 unchanged." in ran.stdout
    assert "examples/broken.yaml:8:1: error: /config/advertisers: " in ran.stdout
    assert "What to type next:" in ran.stdout
    assert 55 >= ran.stdout.count("\n")


def test_the_demo_stops_at_a_surprise(tmp_path):
    """If a step has another result than expected, the demo says so and fails."""
    (tmp_path / "examples").mkdir()
    demo = tmp_path / "examples" / "demo.py"
    demo.write_text((EXAMPLES / "demo.py").read_text("utf-8"), "utf-8")

    ran = run(str(demo))  # beside no examples

    assert ran.returncode == 1
    assert "This step ended with status 3 where 0 was expected" in ran.stdout
    assert "What to type next:" not in ran.stdout


def needs(program: str) -> pytest.MarkDecorator:
    """Skip where a program is missing."""
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"there is no {program}")


@pytest.fixture
def surroundings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the environment of an example's tests: nothing of ours, our commands first, and Go without a network."""
    without = {key: value for key, value in os.environ.items() if not key.startswith(("FIVETRAN", "PYTEST"))}
    without.pop("PYTHONSAFEPATH", None)
    path = f"{Path(sys.executable).parent}{os.pathsep}{without['PATH']}"
    cache = str(tmp_path_factory.getbasetemp() / "go")
    return {**without, "PATH": path, "GOFLAGS": "-mod=mod", "GOPROXY": "off", "GOCACHE": cache}


@pytest.mark.deep
@pytest.mark.parametrize(
    ("name", "command", "passes"),
    [
        ("onboarding", (sys.executable, "-m", "pytest", "-W", "error", "-p", "no:asyncio"), "27 passed"),
        pytest.param(
            "onboarding", ("node", "--test", "--test-concurrency=4"), "# pass 11\n", marks=needs("node"), id="node"
        ),
        pytest.param("node", ("node", "--test"), "# pass 17\n", marks=needs("node"), id="helper for node"),
        pytest.param("go", ("go", "test", "-parallel", "4", "."), "ok ", marks=needs("go"), id="go"),
    ],
)
def test_an_example_passes_its_tests(surroundings, tmp_path, name, command, passes):
    """The examples pass their own tests from a copy of the folder: in Python, in Node, also at once, and in Go."""
    folder = shutil.copytree(EXAMPLES, tmp_path / "examples") / name
    ran = subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, cwd=folder, env=surroundings
    )

    assert 0 == ran.returncode, ran.stdout
    assert "" == ran.stderr, ran.stdout
    assert passes in ran.stdout


ENDS = """
import { startMock } from "./fivetran_mock.mjs";
console.log((await startMock()).url);
process.kill(process.pid, "SIGKILL");
"""
ENDS_IN_GO = """
package onboarding
import ("os"; "testing")
func TestEnds(t *testing.T) { println(startMock(t).URL); os.Exit(2) }
"""


@pytest.mark.deep
@pytest.mark.parametrize(
    ("name", "file", "content", "command"),
    [
        pytest.param("node", "ends.mjs", ENDS, "node ends.mjs", marks=needs("node")),
        pytest.param("go", "ends_test.go", ENDS_IN_GO, "go test -run TestEnds .", marks=needs("go")),
    ],
)
def test_a_server_ends_with_its_test(surroundings, tmp_path, name, file, content, command):
    """A test process that is killed, or that ends as after a time-out in Go, leaves no server behind."""
    folder = shutil.copytree(EXAMPLES / name, tmp_path / name)
    (folder / file).write_text(content, "utf-8")
    ran = subprocess.run(
        command.split(), capture_output=True, text=True, timeout=300, check=False, cwd=folder, env=surroundings
    )

    (url,) = re.findall(r"http://127.0.0.1:\d+", ran.stdout + ran.stderr)
    answers = iter(lambda: httpx.get(f"{url}/__mock__/health", trust_env=False).is_success, None)
    with pytest.raises(httpx.ConnectError):
        all(answers)


USES = """
import { startMock } from "fivetran-mock-helper";
const mock = await startMock();
console.log(await mock.until(Promise.resolve("settled")));
await mock.stop();
"""


@pytest.mark.deep
@needs("npm")
def test_the_helper_for_node_is_a_package(surroundings, tmp_path):
    """An empty project installs the archive that `npm pack` writes of the helper, with its types, and imports it."""
    project = tmp_path / "project"
    project.mkdir()

    def ran(*command: str, cwd: Path) -> str:
        return subprocess.run(command, capture_output=True, text=True, check=True, cwd=cwd, env=surroundings).stdout

    folder = shutil.copytree(EXAMPLES / "node", tmp_path / "node")
    archive = ran("npm", "pack", "--pack-destination", str(project), cwd=folder).strip()
    ran("npm", "install", "--offline", "--no-audit", f"./{archive}", cwd=project)
    (project / "uses.mjs").write_text(USES, "utf-8")

    assert "settled\n" == ran("node", "uses.mjs", cwd=project)
    assert (project / "node_modules" / "fivetran-mock-helper" / "fivetran_mock.d.mts").is_file()


def test_the_page_shows_the_dockerfile():
    """The Dockerfile of the page is the one of the examples."""
    page = (EXAMPLES.parent / "docs" / "beside.md").read_text("utf-8")

    assert f"```dockerfile\n{(EXAMPLES / 'Dockerfile').read_text('utf-8')}```\n" in page
