"""With other tools: the workflow and the hook run commands that exist and succeed."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml

from fivetran_mock import FivetranMock
from fivetran_mock.server import MockServer

ROOT = Path(__file__).resolve().parents[2]


GH = """\
#!{python}
# A stand-in for GitHub's command line: comments and artifacts are files.
import json, pathlib, shutil, subprocess, sys
folder = pathlib.Path({folder!r})
comments = folder / "comments"
def show(data, words):
    subprocess.run(["jq", "-r", words[words.index("--jq") + 1]], input=json.dumps(data), text=True, check=True)
match sys.argv[1:]:
    case ["api", path, *words] if path == "repos/team/data/issues/7/comments":
        show([json.loads(file.read_text()) for file in sorted(comments.iterdir())], words)
    case ["api", path, "--silent", "--method", "PATCH", "--field", field]:
        file = comments / path.removeprefix("repos/team/data/issues/comments/")
        comment = json.loads(file.read_text()) | {{"body": pathlib.Path(field.removeprefix("body=@")).read_text()}}
        file.write_text(json.dumps(comment))
    case ["api", "repos/team/data/commits/merged/pulls", *words]:
        show([{{"head": {{"sha": "proposed"}}}}], words)
    case ["pr", "comment", "7", "--body-file", file]:
        id = len(list(comments.iterdir())) + 1
        text = pathlib.Path(file).read_text()
        comment = {{"id": id, "user": {{"login": "github-actions[bot]"}}, "body": text}}
        (comments / str(id)).write_text(json.dumps(comment))
    case ["run", "list", "--workflow", "connections", "--commit", "proposed", *words]:
        show([{{"databaseId": 5}}], words)
    case ["run", "download", "5", "--name", "connections-plan"]:
        shutil.copy(folder / "artifact", "connections.plan")
    case words:
        sys.exit(f"not understood: {{words}}")
"""
TAKEN = re.compile(r"\$\{\{ *([\w.]+) *\}\}")


class GitHub:
    """A repository whose workflows run as a runner does: each job on a clean machine, its steps in bash."""

    vault = '#!/bin/sh\ncat "{folder}/vault"; echo "warning: $(cat "{folder}/vault")" >&2\n'
    """A program that prints the values, and repeats them in a warning."""

    def __init__(self, folder: Path, server: MockServer, values: dict[str, Any]) -> None:
        """Make the repository and its secrets; the values of the files are one of them."""
        self.folder, self.work, self.values = folder, folder / "work", values
        self.address = server.environment["FIVETRAN_BASE_URL"]
        self.secrets = {**server.environment, "FIVETRAN_CONNECTIONS_MEMORY_KEY": "ab" * 32}
        for name in ("bin", "comments", "home"):
            (folder / name).mkdir()
        gh = folder / "bin" / "gh"
        gh.write_text(GH.format(python=sys.executable, folder=str(folder)), "utf-8")
        gh.chmod(0o755)
        self.git("init", "--quiet", "--bare", "--initial-branch=main", "origin", cwd=folder)
        self.git("clone", "--quiet", "origin", "work", cwd=folder)

    def environment(self) -> dict[str, str]:
        """Return the environment of every process."""
        path = os.pathsep.join([str(self.folder / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]])
        names = {f"GIT_{who}_{key}": "x" for who in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
        return {"PATH": path, "HOME": str(self.folder / "home"), "FIVETRAN_BASE_URL": self.address, **names}

    def git(self, *words: str, cwd: Path | None = None) -> str:
        """Run git, by default where the team works."""
        command = ["git", "-c", "protocol.file.allow=always", *words]
        environment = self.environment()
        done = subprocess.run(
            command, cwd=cwd or self.work, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    def propose(self) -> tuple[int, str]:
        """Run the plan of a pull request with the files as they are."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "Propose a change")
        self.git("push", "--quiet", "--force", "origin", "HEAD:proposed")
        return self.run("connections.yml", "plan", "pull_request", branch="proposed")

    def merge(self) -> tuple[int, str]:
        """Merge the pull request, and run the apply."""
        self.git("push", "--quiet", "origin", "HEAD:main")
        return self.run("connections.yml", "apply", "push")

    def run(self, name: str, job: str, event: str, *, branch: str = "main", **edited: str) -> tuple[int, str]:
        """Run a job with an edited environment; return the first status that is not 0, and the log without masks."""
        workflow = yaml.safe_load((ROOT / "examples" / "workflows" / name).read_text("utf-8"))
        machine = Path(tempfile.mkdtemp(dir=self.folder))
        origin = (self.folder / "origin").as_uri()
        self.git("clone", "--quiet", "--depth=1", f"--branch={branch}", origin, "checkout", cwd=machine)
        values = [dict([*self.values.items()][start::3]) for start in range(3)]
        (self.folder / "vault").write_text(json.dumps(values[2]), "utf-8")
        (self.folder / "bin" / "vault").write_text(self.vault.format(folder=self.folder), "utf-8")
        (self.folder / "bin" / "vault").chmod(0o755)
        known = {
            "github.token": "t",
            "github.event.number": "7",
            "secrets.CONNECTION_VALUES": json.dumps(values[0]),
            "secrets.CONNECTION_VALUES_2": json.dumps(values[1]),
            "vars.CONNECTION_VALUES_COMMAND": "vault read",
            **{f"secrets.{key}": value for key, value in self.secrets.items()},
        }
        github = {"GITHUB_REPOSITORY": "team/data", "GITHUB_SHA": "merged", "GITHUB_EVENT_NAME": event}
        base = {**self.environment(), **github, "RUNNER_TEMP": str(machine), **workflow["env"], **edited}
        base["GITHUB_STEP_SUMMARY"] = str(self.folder / "summary")
        status, printed, masks = 0, "", list[str]()
        for step in workflow["jobs"][job]["steps"]:
            condition = step.get("if", "success()")
            if condition.startswith("github.event_name"):
                condition = "success()" if condition == f"github.event_name == '{event}'" else "never"
            if condition == "never" or (status and condition == "success()"):
                continue
            if (
                "upload-artifact" in step.get("uses", "")
                and (plan := machine / "checkout" / step["with"]["path"]).exists()
            ):
                shutil.copy(plan, self.folder / "artifact")
            if "run" in step and not step["run"].startswith("pip install --require-hashes"):
                own = {
                    key: TAKEN.sub(lambda found: known[found[1]], value) for key, value in step.get("env", {}).items()
                }
                done = subprocess.run(
                    ["bash", "-e", "-c", step["run"]],
                    cwd=machine / "checkout",
                    env={**base, **own},
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                    check=False,
                )
                status = status or done.returncode
                for line in done.stdout.splitlines():
                    if line.startswith("::add-mask::"):
                        masks.append(unquote(line.removeprefix("::add-mask::")))
                    else:
                        printed += f"{line}\n"
                        assert not any(mask in line for mask in masks), "a value is printed, and the log masks it"
        assert "" == "".join(file.read_text("utf-8") for file in machine.glob("*.json")), "values are left in a file"
        assert not masks or {line for value in self.values.values() for line in value.splitlines()} == {*masks}
        return status, printed

    def edit(self, *pairs: str) -> None:
        """Replace texts, each by the next one, in the second file."""
        file = self.work / "connections" / "sales.yaml"
        text = file.read_text("utf-8") if file.exists() else ""
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            text = text.replace(old, new) if old else new
        file.write_text(text, "utf-8")

    @property
    def comments(self) -> list[str]:
        """The comments of the pull request."""
        return [json.loads(file.read_text("utf-8"))["body"] for file in sorted((self.folder / "comments").iterdir())]


FILES = """\
version: 1
defaults: {group_name: Sales, paused: true}
connections:
  - {service: google_ads, config: {schema: old_ads, customer_id: "1"}}
  - {service: s3, config: {schema: lake, table: raw, bucket: "${env:BUCKET}", role_arn: "${env:ROLE}"}}
"""


@pytest.fixture
def mock() -> FivetranMock:
    """Return a mock with a group that is found by its name."""
    mock = FivetranMock()
    mock.seed({"groups": [{"id": "lime_pear", "name": "Sales"}]})
    return mock


@pytest.fixture
def github(tmp_path: Path, mock: FivetranMock) -> Iterator[GitHub]:
    """Return a repository whose first pull request was merged: four services, with six values from one secret."""
    names = ("PINTEREST_TOKEN", "PINTEREST_CLIENT", "PINTEREST_SECRET", "PG_PASSWORD", "ROLE")
    with MockServer(mock) as server:
        github = GitHub(tmp_path, server, {**dict.fromkeys(names, "hush-1%"), "BUCKET": "it's $HOME\n`x`"})
        shutil.copytree(ROOT / "examples" / "brands", github.work / "connections")
        github.edit("", FILES)
        other = {"id": 1, "user": {"login": "ada"}, "body": "<!-- connections --> is the marker"}
        (tmp_path / "comments" / "1").write_text(json.dumps(other), "utf-8")
        for status, printed in (github.propose(), github.merge()):
            assert 0 == status, printed
            assert "hush" not in printed
        yield github


@pytest.mark.parametrize("name", ["connections.yml", "drift.yml"])
def test_secrets_are_kept_to_the_steps_that_need_them(name):
    """Each job with a secret has an environment, and installs pinned packages before a step that has a secret."""
    jobs = yaml.safe_load((ROOT / "examples" / "workflows" / name).read_text("utf-8"))["jobs"]

    for job in jobs.values():
        runs = [step.get("run", "") for step in job["steps"]]
        secret = [number for number, step in enumerate(job["steps"]) if "secrets." in str(step.get("env"))]
        assert job["environment"] in {"connections-plan", "connections-apply"}
        assert runs.index("pip install --require-hashes --only-binary :all: -r vendor/requirements.txt") < secret[0]
        assert ["$MASKS" in runs[number] or "trap 'rm " in runs[number] for number in secret] == [True, True]


pipeline = pytest.mark.usefixtures("_bash")


@pytest.fixture
def _bash() -> None:
    """Leave a test out where a runner's programs are not installed."""
    if not all(map(shutil.which, ("bash", "git", "jq"))):
        pytest.skip("the steps of the workflows need bash, git and jq")


@pipeline
@pytest.mark.slow
@pytest.mark.posix("the steps are commands of a shell")
def test_a_merge_applies_what_its_pull_request_showed(github, mock):
    """The plan is a comment, each value arrives, and the memory has a branch of its own, without any secret."""
    assert ["<!-- connections -->\n**Plan: 5 to create.**"] == [
        text.partition("\n\n")[0] for text in github.comments[1:]
    ]
    assert 5 == len(mock.connections())
    assert ["it's $HOME\n`x`"] == [
        found["config"]["bucket"] for found in mock.connections() if found["service"] == "s3"
    ]
    branches = github.git("ls-remote", "--heads", "origin").split()[1::2]
    assert ["refs/heads/connections-memory", "refs/heads/main", "refs/heads/proposed"] == branches
    github.git("fetch", "origin")
    assert "hush" not in github.git("show", "origin/connections-memory:memory.jsonl")
    assert github.git("rev-parse", "HEAD") == github.git("rev-parse", "origin/main")


@pipeline
@pytest.mark.slow
@pytest.mark.posix("the steps are commands of a shell")
def test_a_pull_request_has_one_comment(github, mock):
    """The comment is changed by each push, also if a change is refused; the merge updates, rotates and deletes."""
    github.edit("service: s3", "service: gcs")
    refused, _ = github.propose()
    assert 9 == refused
    assert "1 refused" in github.comments[1]

    github.edit(
        "service: gcs", "service: s3", '  - {service: google_ads, config: {schema: old_ads, customer_id: "1"}}\n', ""
    )
    github.values["PG_PASSWORD"] = "hush-4"
    status, printed = github.propose()
    assert 0 == status, printed
    assert "Plan: 1 to update, 1 to delete, 3 unchanged." in github.comments[1]
    assert 2 == len(github.comments)
    status, printed = github.merge()
    assert 0 == status, printed
    assert "lime_pear/old_ads" not in {f"{each['group_id']}/{each['schema']}" for each in mock.connections()}
    mock.assert_called("update_connection", times=1)
    status, printed = github.run("connections.yml", "apply", "workflow_dispatch")
    assert 0 == status, printed
    assert "Apply: 4 unchanged." in printed


@pipeline
@pytest.mark.slow
@pytest.mark.posix("the steps are commands of a shell")
def test_drift_is_found_once_a_day(github, mock):
    """A connection that no file declares ends with a status of its own, and the summary names it."""
    assert 0 == github.run("drift.yml", "drift", "schedule")[0]
    mock.seed(connections=[{"group_id": "lime_pear", "service": "google_ads", "config": {"schema": "by_hand"}}])
    assert 11 == github.run("drift.yml", "drift", "schedule")[0]

    assert 0 == github.run("drift.yml", "drift", "schedule", OPTIONS="")[0]

    titles = [line for line in (github.folder / "summary").read_text("utf-8").splitlines() if "Plan:" in line]
    assert ["**Plan: 5 unchanged.**", "**Plan: 1 unmanaged, 5 unchanged.**", "**Plan: 5 unchanged.**"] == titles
    assert "lime_pear/by_hand" in (github.folder / "summary").read_text("utf-8")


@pipeline
@pytest.mark.slow
@pytest.mark.posix("the steps are commands of a shell")
@pytest.mark.parametrize(
    ("vault", "values", "says"),
    [
        ("#!/bin/sh\necho hush-2 >&2; exit 3\n", {}, "The command for the values failed: run it by hand.\n"),
        ("#!/bin/sh\necho hush-2\n", {}, "The values are no JSON objects of texts.\n"),
        (GitHub.vault, {"A": 2222}, "The values are no JSON objects of texts.\n"),
    ],
)
def test_values_that_cannot_be_read_are_not_printed(github, vault, values, says):
    """A vault that fails, and values of another form, end the job before a value is used, and none is printed."""
    github.vault = vault
    github.values.update(values)

    status, printed = github.run("drift.yml", "drift", "schedule")

    assert (1, True) == (status, says in printed)
    assert ["hush" in printed, "2222" in printed] == [False, False]


HOSTILE = {
    "X;echo PWNED >&2;Y": "v",
    "A\nB": "v",
    "$(echo PWNED >&2)": "v",
    **dict.fromkeys(("PATH", "LD_PRELOAD", "PYTHONPATH", "SSLKEYLOGFILE", "OPENSSL_CONF", "PIP_INDEX_URL"), "/nowhere"),
    "FIVETRAN_BASE_URL": "https://elsewhere.example",
    "FIVETRAN_API_KEY": "theirs",
    "https_proxy": "https://elsewhere.example",
    "MAX_DELETES": "9999",
    "GITHUB_EVENT_NAME": "workflow_dispatch",
    "UID": "0",
}


@pipeline
@pytest.mark.posix("the steps are commands of a shell")
@pytest.mark.parametrize(
    ("name", "job"), [("connections.yml", "plan"), ("connections.yml", "apply"), ("drift.yml", "drift")]
)
def test_a_key_of_the_vault_is_only_a_name(tmp_path, name, job):
    """A hostile key runs no command and replaces no setting of the run; other values arrive as they are."""
    workflow = yaml.safe_load((ROOT / "examples" / "workflows" / name).read_text("utf-8"))
    (script,) = [step["run"] for step in workflow["jobs"][job]["steps"] if "$EXPORTS" in step.get("run", "")]
    values = {
        "GOOD_1": "it's $HOME\n`x`",
        "LDAP_PASSWORD": "v",
        "GITLAB_TOKEN": "v",
        "FIVETRAN_AMBER_KETTLE_PG_PASSWORD": "imported",
    }
    (tmp_path / "values.json").write_text(json.dumps({**HOSTILE, **values}), "utf-8")
    shown = tmp_path / "fivetran-connections"
    shown.write_text(f"#!{sys.executable}\nimport json, os\nprint(json.dumps(dict(os.environ)))\n", "utf-8")
    shown.chmod(0o755)
    path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
    before = {"PATH": path, "RUNNER_TEMP": str(tmp_path), "GITHUB_EVENT_NAME": "push", **workflow["env"]}

    done = subprocess.run(["bash", "-e", "-c", script], env=before, capture_output=True, text=True, check=True)

    after = json.loads(done.stdout)
    assert "" == done.stderr
    assert values == {key: after[key] for key in values}
    assert {key: value for key, value in before.items() if key in HOSTILE} == {
        key: after[key] for key in HOSTILE if key in after
    }


@pytest.mark.parametrize("paused", [True, False])
def test_the_steps_from_terraform(run, serve, tmp_path, monkeypatch, paused):
    """Each command of the page works in its order: the plans are empty, and nothing but the memory is written."""
    mock = serve(FivetranMock())
    body = {"group_id": "amber_kettle", "service": "postgres", "paused": paused, "sync_frequency": 60}
    config = {"host": "h", "port": 5432, "user": "u", "password": "hush"}
    mock.seed(connections=[{**body, "config": {"schema_prefix": "pg", **config}}])
    (made,) = mock.connections()
    schedule = {"connection_id": made["id"], "paused": str(paused).lower(), "sync_frequency": "60"}
    secrets = {"config": config, "auth": {"token": "hush"}}
    values = {**body, "id": made["id"], "destination_schema": {"prefix": "pg"}, **secrets}
    resources = [
        {"type": "fivetran_group", "values": {"id": "amber_kettle", "name": "Sales"}},
        {"type": "fivetran_connection", "values": values},
        {"type": "fivetran_connection_schedule", "values": schedule},
    ]
    monkeypatch.chdir(tmp_path)
    Path("state.json").write_text(json.dumps({"values": {"root_module": {"resources": resources}}}), "utf-8")
    page = (ROOT / "docs" / "from-terraform.md").read_text("utf-8")
    commands = re.findall(r"^ +fivetran-connections (.*)$", page, re.MULTILINE)

    for command in commands:
        ran = run(*command.split())
        assert 0 == ran.status, ran
        for name in re.findall(r"FIVETRAN_AMBER\w+", ran.err):
            monkeypatch.setenv(name, "hush")

    assert ["import", "plan", "apply", "plan", "plan"] == [command.split()[0] for command in commands]
    assert "Plan: 1 unchanged." == ran.out.splitlines()[-1]
    assert {"GET"} == {call.method for call in mock.calls}
    assert "hush" not in "".join(file.read_text("utf-8") for file in Path("connections").iterdir())


def test_the_hook_checks_files(run, tmp_path, monkeypatch):
    """The hook for pre-commit checks the folder where a file of it changed, CSV files too."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    shutil.copytree(ROOT / "examples" / "brands", tmp_path / "connections")
    monkeypatch.chdir(tmp_path)
    command, *words = hook["entry"].split()

    assert "fivetran-connections" == command
    assert all(re.search(hook["files"], f"connections/brands.{kind}") for kind in ("yaml", "yml", "json", "csv"))
    assert 0 == run(*words).status
    assert 0 == run("validate", "--strict", "connections").status
    (tmp_path / "connections" / "brands.csv").write_text("brand,id\n,1\n", "utf-8")
    assert 3 == run(*words).status
