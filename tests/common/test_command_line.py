"""The shared command line: one sentence for a mistake, the nearest name, lazy commands, completion."""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from types import ModuleType

import pytest

from fivetran_common.command_line import Program, argument, commands_of, flag, takes


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch) -> Program:
    """A program with a command and a group of commands; the module `never` does not exist."""

    @takes(argument("--name", choices=["ada", "grace"], default="ada"), flag("--loud", "shout"))
    def run_hello(options: Namespace) -> int:
        """Greet somebody."""
        sys.stdout.write(f"{options.name}\n")
        return 7

    module = ModuleType("a_package.greeting")
    module.run_hello = run_hello  # type: ignore[attr-defined]  # a module made for the test
    monkeypatch.setitem(sys.modules, "a_package.greeting", module)
    monkeypatch.setitem(sys.modules, "a_package", ModuleType("a_package"))
    rows = [
        ("hello", "greeting", "run_hello", "greet"),
        ("never", "never", "run_never", "fail"),
        ("deep", "", "", "more"),
        ("deep hello", "greeting", "run_hello", "greet"),
    ]
    return Program(name="greeter", description="Greets.", commands=commands_of(rows, "a_package"))


@pytest.mark.parametrize("words", [["hello", "--name", "grace"], ["deep", "hello", "--name=grace"]], ids=" ".join)
def test_runs_the_named_command_only(program: Program, words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The command's module runs with its options, and no other module is imported."""
    assert 7 == program.main(words)
    assert "grace\n" == capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["helo"], "greeter: there is no command 'helo'; did you mean hello? Try: greeter --help\n"),
        (["--halp"], "greeter: there is no option '--halp'. Try: greeter --help\n"),
        (["deep", "x"], "greeter deep: there is no command 'x'. Try: greeter deep --help\n"),
    ],
)
def test_names_the_nearest_command(
    program: Program, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelt command ends with status 2 and one sentence with the nearest name."""
    assert 2 == program.main(words)
    assert sentence == capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--lod"], "there is no option --lod; did you mean --loud?"),
        (["--lou=1"], "there is no option --lou; did you mean --loud?"),
        (["x"], "there is no argument x"),
        (["--name", "grac"], "--name: 'grac' is not one of ada, grace; did you mean grace?"),
        (["--name"], "--name: expected one argument"),
    ],
)
def test_names_the_nearest_option(
    program: Program, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong option or value ends with status 2 and one sentence with the nearest name; abbreviations are refused."""
    with pytest.raises(SystemExit) as stopped:
        program.main(["hello", *words])

    assert 2 == stopped.value.code
    expected = sentence if sentence.endswith("?") else f"{sentence}."
    assert f"greeter hello: {expected} Try: greeter hello --help\n" == capsys.readouterr().err


def test_lists_commands(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` lists the commands on standard output; no command at all lists them on standard error, status 2."""
    assert 0 == program.main(["--help"])
    shown = capsys.readouterr().out
    assert 2 == program.main([])

    assert "  hello  greet\n" in shown
    assert shown == capsys.readouterr().err


def test_help_of_a_command_begins_with_its_docstring(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    """The help of a command begins with the docstring of its function."""
    with pytest.raises(SystemExit):
        program.main(["hello", "--help"])

    assert "Greet somebody." in capsys.readouterr().out


def test_prints_the_version(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` prints the version of the distribution."""
    assert 0 == program.main(["--version"])
    assert capsys.readouterr().out[0].isdigit()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_prints_completion_code(program: Program, shell: str) -> None:
    """The completion code of each shell names the program."""
    assert "greeter" in program.completion(shell)


def test_completes_commands(tmp_path: Path) -> None:
    """Completion offers the fitting names, options of a command included."""
    (tmp_path / "a_command.py").write_text(
        "from fivetran_common.command_line import flag, takes\n"
        "run_hello = takes(flag('--loud', ''))(lambda options: 0)\n",
        encoding="utf-8",
    )
    script = (
        "from fivetran_common.command_line import Command, Program\n"
        "below = {'hello': Command(help='greet', module='a_command', name='run_hello')}\n"
        "Program(name='greeter', description='', commands={'deep': Command(help='', commands=below), **below}).main([])"
    )
    line = "greeter deep hello --lo"
    asked = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line))}
    answer = tmp_path / "answer"
    subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, **asked, "_ARGCOMPLETE_STDOUT_FILENAME": str(answer), "PYTHONPATH": str(tmp_path)},
        check=True,
    )

    assert "--loud" == answer.read_text(encoding="utf-8").strip()
