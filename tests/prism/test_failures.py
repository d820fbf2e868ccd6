"""A missing or broken Prism is one sentence, and an interrupted installation is repeated."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fivetran_mock.prism import Prism, PrismFailed, PrismUnavailable, _install, _process

from ._support import LISTENING, LISTENS, get, script

pytestmark = pytest.mark.posix("the programs of the imitated machine are shell scripts")

EXTRA = "see the extra `prism`: pip install '.[prism]' in a clone"


def refusal() -> str:
    """Return the sentence for a Prism that cannot be started."""
    with pytest.raises(PrismUnavailable) as failure:
        Prism().start()
    return str(failure.value)


NEEDS = "Prism needs Node 18.20.1 or newer and"


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        (None, f"{NEEDS} there is none on PATH; {EXTRA}"),
        ("v16.20.2", f"{NEEDS} {{bin}}/node is 16.20.2; {EXTRA}"),
        ("nonsense", f"{NEEDS} {{bin}}/node does not print its version; {EXTRA}"),
        ("'' ; exit 1", f"{NEEDS} {{bin}}/node does not print its version; {EXTRA}"),
    ],
    ids=["none", "old", "no version", "failing"],
)
def test_node_that_cannot_be_used(machine, version, sentence):
    """A missing or old Node, or one without a readable version, is named with the extra that installs it."""
    if version is not None:
        machine.node(version=version)
        machine.npm()

    assert sentence.format(bin=machine.bin) == refusal()


def test_node_that_cannot_be_run(machine):
    """A node that cannot be executed is refused without a traceback."""
    script(machine.bin / "node", "#!/no/such/interpreter")

    assert "does not print its version" in refusal()


def test_node_without_npm(machine):
    """Without npm, the error names npm and the extra to install."""
    machine.node()

    assert f"{machine.bin}/node is 20.20.2 without npm, which installs Prism; {EXTRA}" in refusal()


def test_extra_stands_in_for_an_old_node(machine, extra):
    """The extra's Node replaces a too old one on PATH."""
    machine.node(version="v16.20.2")
    extra()

    with pytest.raises(PrismFailed, match=r"npm could not install Prism 5\.14\.2"):
        Prism().start()


def test_extra_for_another_system_is_not_there(extra):
    """An extra without a node binary counts as not installed."""
    extra(node=False)

    assert "there is none on PATH" in refusal()


@pytest.mark.parametrize("variable", ["FIVETRAN_MOCK_CACHE", "XDG_CACHE_HOME", "HOME"])
def test_cache_folder_that_cannot_be_written(machine, monkeypatch, variable):
    """An unwritable cache folder is one sentence that names the variable for another."""
    machine.runs("")
    for name in ("FIVETRAN_MOCK_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    file = machine.folder / "file"
    file.touch()
    monkeypatch.setenv(variable, str(file))

    said = refusal()

    assert said.startswith(f"cannot write to {file}")
    assert said.endswith("where Prism is kept: set FIVETRAN_MOCK_CACHE to another folder")


def test_an_empty_cache_variable_is_named(machine, monkeypatch):
    """An empty `FIVETRAN_MOCK_CACHE` is one sentence that names it."""
    machine.runs("")
    monkeypatch.setenv("FIVETRAN_MOCK_CACHE", "")

    assert refusal().startswith("FIVETRAN_MOCK_CACHE is set in the environment, but empty")


def test_failed_install_shows_npm_and_leaves_room_for_the_next(machine):
    """A failed npm is shown with its output, and the next start installs from scratch."""
    machine.node(prism=LISTENS)
    machine.npm(before="echo npm ERR! no network; exit 7")

    with pytest.raises(PrismFailed) as failure:
        Prism().start()
    machine.npm()
    with Prism():
        assert 2 == machine.npm_runs
    assert "npm could not install Prism 5.14.2 (exit status 7)\n  npm ERR! no network" == str(failure.value)


def test_install_that_never_ends_is_ended(machine, monkeypatch):
    """An npm that hangs is stopped with its child processes."""
    machine.node()
    machine.npm(before="cat <&0")
    monkeypatch.setattr(_install, "_TIMEOUT", 0.2)

    with pytest.raises(PrismFailed, match="npm did not install Prism within 0 seconds"):
        Prism().start()


@pytest.mark.parametrize("killed", ["while npm ran", "between rename and use"])
def test_interrupted_install_is_done_again(machine, killed):
    """The partial installation of a killed process is removed, in any state."""
    machine.runs(LISTENS)
    with Prism():
        pass
    (done,) = machine.cache.glob("prism-5.14.2-????????????")
    if killed == "while npm ran":
        done.rename(f"{done}.installing")
    else:
        (done / "node_modules/@stoplight/prism-cli/dist/index.js").unlink()

    with Prism():
        assert 2 == machine.npm_runs


def test_two_processes_install_once(machine):
    """Of simultaneous processes, one installs Prism, and all use it."""
    machine.runs(LISTENS)
    program = "from fivetran_mock.prism import Prism\nwith Prism() as prism: print(prism.port)"

    started = [
        subprocess.Popen([sys.executable, "-P", "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    ports = [process.communicate()[0] for process in started]

    assert [True] * 4 == [port.strip().isdigit() for port in ports]
    assert 1 == machine.npm_runs


def test_second_of_two_finds_it_done(machine, monkeypatch):
    """A process that waited for the lock uses the other's installation."""
    machine.runs("")
    node = _install.Node("node", (str(machine.bin / "npm"),))

    def other_was_faster(*_: object) -> None:
        monkeypatch.undo()
        monkeypatch.setenv("FIVETRAN_MOCK_CACHE", str(machine.cache))
        monkeypatch.setenv("PATH", f"{machine.bin}:{machine.folder}/tools")
        _install.install(node)

    monkeypatch.setattr("fcntl.flock", other_was_faster)
    entry = _install.install(node)

    assert entry.is_file()
    assert 1 == machine.npm_runs


@pytest.mark.parametrize(
    ("program", "wait", "sentence"),
    [
        ("print('thinking'); import sys", "START_SECONDS", "did not start within 0.5 seconds"),
        (LISTENING + "held = server.accept()", "ANSWER_SECONDS", "left GET /v1/groups unanswered for 0.5 seconds"),
        (LISTENING + "server.accept()[0].close()", "", "broke off while it had GET /v1/groups to answer"),
    ],
    ids=["start", "answer", "connection"],
)
def test_prism_that_does_not_answer(machine, monkeypatch, program, wait, sentence):
    """A Prism that does not start or answer in time, or that breaks off, is one sentence."""
    machine.runs(program + "; sys.stdin.read()")
    if wait:
        monkeypatch.setattr(f"fivetran_mock.prism._prism.{wait}", 0.5)

    with pytest.raises(PrismFailed) as failure, Prism() as prism:
        prism.handle(get("/v1/groups"))

    assert f"Prism {sentence}" == failure.value.sentence


def test_crash_in_the_middle(machine):
    """The error about a crashed Prism has its exit status and its last output."""
    machine.runs(LISTENS)

    with Prism() as prism:
        os.kill(prism.pid or 0, signal.SIGKILL)
        os.waitid(os.P_PID, prism.pid or 0, os.WEXITED | os.WNOWAIT)
        with pytest.raises(PrismFailed, match="Prism is listening") as failure:
            prism.handle(get("/v1/groups"))

    assert "Prism ended by itself (exit status -9) while it had GET /v1/groups to answer" == failure.value.sentence


def test_request_without_a_start():
    """A request to a Prism that was not started explains how to start it."""
    with pytest.raises(PrismFailed, match="use it as `with Prism"):
        Prism().handle(get("/v1/groups"))


def test_what_does_not_listen_is_killed(tmp_path):
    """A process that ignores SIGTERM is killed."""
    program = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); signal.pause()"
    process = _process.spawn((sys.executable, "-c", program), folder=tmp_path, output=subprocess.PIPE)
    assert process.stdout
    with process.stdout:
        process.stdout.readline()

        assert -signal.SIGKILL == _process.end(process, grace=0.1)


def test_what_ends_by_itself_in_the_same_moment(tmp_path, monkeypatch):
    """A process that ends just before the signal causes no error."""
    process = _process.spawn(("true",), folder=tmp_path, output=subprocess.DEVNULL)
    process.wait()
    monkeypatch.setattr(process, "poll", lambda: None)

    assert 0 == _process.end(process)


def test_lock_file_names_no_host_and_pins_everything():
    """Every package of the lock file has a version and a checksum, and none names a registry."""
    folder = Path(_install.__file__).parent / "_npm"
    text = (folder / "package-lock.json").read_text()

    packages = json.loads(text)["packages"]
    pinned = [name for name, package in packages.items() if {"version", "integrity"} <= package.keys()]

    assert "://" not in text
    assert sorted(packages.keys() - {""}) == sorted(pinned)
    assert "5.14.2" == packages["node_modules/@stoplight/prism-cli"]["version"]
