"""
Command lines with argparse: commands imported on first use, one sentence for a mistake, completion.

A command is a function that takes the options and returns the exit status; `takes` adds its arguments. A table of rows
names the module of each. A run imports only the module of its own command, so `--help` stays fast.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from inspect import getdoc
from types import MappingProxyType
from typing import Any, Final, NamedTuple, NoReturn, TypeAlias

from . import __version__
from .nearest import hint
from .text import printable

USAGE: Final = 2
"""The exit status for a command line that cannot be understood."""

SHELLS: Final = ("bash", "zsh", "fish")


class Parser(argparse.ArgumentParser):
    """Argparse with one sentence, and the nearest name, instead of a page when an argument is wrong."""

    def __init__(self, *, others: Mapping[str, str] = MappingProxyType({}), **settings: Any) -> None:
        self._others = others
        settings.setdefault("allow_abbrev", False)  # an abbreviation would change its meaning with a new option
        settings.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**settings)

    def error(self, message: str) -> NoReturn:
        """End with status 2 and one sentence on standard error."""
        self.exit(USAGE, _complaint(self.prog, message.removeprefix("argument ")))

    def parse_known_args(  # type: ignore[override]  # argparse overloads it for namespaces of other types
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> tuple[argparse.Namespace, list[str]]:
        """Parse arguments; unlike argparse, refuse unknown ones here, where the options to suggest are known."""
        options, unknown = super().parse_known_args(args, namespace or argparse.Namespace())
        if unknown:
            name, _, _ = unknown[0].partition("=")
            known = [option for option in self._option_string_actions if option.startswith("--")]
            kind, word = ("option", f"--{name.lstrip('-')}") if name.startswith("-") else ("argument", name)
            told = f": write {self._others[word]}" if word in self._others else hint(word, known)
            self.error(f"there is no {kind} {name}{told}")
        return options, unknown

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            names = [str(choice) for choice in action.choices]
            is_list = isinstance(action.default, list) and "," in value
            told = ": repeat the option for each" if is_list else hint(str(value), names)
            raise argparse.ArgumentError(action, f"{value!r} is not one of {', '.join(names)}{told}")


def _complaint(prog: str, problem: str) -> str:
    end = "" if problem.endswith((".", "?")) else "."
    return f"{prog}: {printable(problem)}{end} Try: {prog} --help\n"


Argument: TypeAlias = tuple[Sequence[str], Mapping[str, Any]]
"""The names of an argument, and its settings for `add_argument`."""


def argument(names: str, text: str, metavar: str | None = None, **settings: Any) -> Argument:
    """
    Return an argument for `takes`: its names between blanks, its help, and the placeholder of its value.

    Its setting `completer` finds the words that a shell offers.
    """
    return names.split(), {"help": text, **({"metavar": metavar} if metavar else {}), **settings}


def grouped(title: str, *arguments: Argument) -> tuple[Argument, ...]:
    """Return arguments that stand below a title in the help."""
    return tuple((names, {**settings, "group": title}) for names, settings in arguments)


def flag(name: str, text: str) -> Argument:
    """Return an option without a value for `takes`."""
    return argument(name, text, action="store_true")


class Handler(NamedTuple):
    """The two functions of a command, and the description that its help shows."""

    build: Callable[[Parser], None]
    run: Callable[[argparse.Namespace], int]
    description: str


def takes(
    *arguments: Argument, examples: Sequence[str] = (), epilog: str = "", usage: str = ""
) -> Callable[[Callable[[argparse.Namespace], int]], Handler]:
    """Make a function the handler of a command; examples and usages start after the name of the command."""

    def build(parser: Parser) -> None:
        groups: dict[str | None, Any] = {None: parser}
        for names, settings in arguments:
            others = {name: value for name, value in settings.items() if name not in {"completer", "group"}}
            if (title := settings.get("group")) not in groups:
                groups[title] = parser.add_argument_group(title)
            added = groups[title].add_argument(*names, **others)
            vars(added)["completer"] = settings.get("completer")  # for argcomplete
        parser.usage = f"{parser.prog} {usage}" if usage else None
        lines = [f"  {parser.prog} {example}".rstrip() for example in examples]
        parser.epilog = epilog or "\n".join(["Examples:" if len(lines) > 1 else "Example:", *lines] if lines else [])

    return lambda run: Handler(build, run, getdoc(run) or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: its line in the list of all, its module and its handler there, and the commands below it."""

    help: str
    module: str = ""
    name: str = ""
    commands: Mapping[str, Command] = field(default_factory=dict[str, "Command"])

    def handler(self) -> Handler:
        """Import the module and return the handler."""
        found: Handler = getattr(import_module(self.module), self.name)
        return found


Row: TypeAlias = tuple[str, str, str, str]
"""The words of a command, its module and the name of its handler there, and its line in the list of all."""


def commands_of(rows: Sequence[Row], package: str, above: str = "") -> Mapping[str, Command]:
    """Return the commands of a group, or of the program; modules are named relative to a package."""
    return {
        name: Command(
            help=text,
            module=f"{package}.{module}" if module else "",
            name=handler,
            commands=commands_of(rows, package, f"{words} "),
        )
        for words, module, handler, text in rows
        if words.startswith(above) and " " not in (name := words.removeprefix(above))
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A program with commands: `main` runs the one that the arguments name."""

    name: str
    description: str
    commands: Mapping[str, Command]
    titles: Mapping[str, str] = field(default_factory=dict[str, str])
    """Titles of groups in the overview, by the command before which each stands."""
    epilog: str = ""
    others: Mapping[str, str] = field(default_factory=dict[str, str])
    """The words to write for those of other programs; for a group, those for a word that is no command there."""

    def main(self, words: Sequence[str]) -> int:
        """Run a command and return its exit status; raises SystemExit for `--help` and for a wrong argument."""
        if "_ARGCOMPLETE" in os.environ:
            import argcomplete  # in an extra

            argcomplete.autocomplete(self.parser(), exit_method=sys.exit)
        if words and words[0] == "--version":
            print(__version__)
            return 0
        return self._run(self.name, self.description, self.commands, words)

    def completion(self, shell: str) -> str:
        """Return the code that makes a shell complete this program; raises ImportError without argcomplete."""
        from argcomplete.shell_integration import shellcode  # in an extra

        return shellcode([self.name], shell=shell)

    def parser(self) -> Parser:
        """Return one parser with all commands, for completion and for the documentation."""
        parser = Parser(prog=self.name, description=self.description)
        parser.add_argument("--version", action="store_true", help="print the version")
        _add(parser, self.commands)
        return parser

    def _run(self, prog: str, about: str, commands: Mapping[str, Command], words: Sequence[str]) -> int:
        name, *rest = words or ("",)
        command = commands.get(name)
        if command is None:
            is_asked = name in {"-h", "--help"}
            if name and not is_asked:
                kind = "option" if name.startswith("-") else "command"
                other = self.others.get(name) or self.others.get(prog.removeprefix(f"{self.name} "))
                told = f": write {other.format(name)}" if other else hint(name, list(commands))
                problem = f"there is no {kind} {name!r}{told}"
                print(_complaint(prog, problem), end="", file=sys.stderr)
            else:
                is_whole = commands is self.commands
                overview = _overview(prog, about, commands, self.titles if is_whole else {})
                text = "\n".join(filter(None, (overview, self.epilog if is_whole else "")))
                print(text, file=sys.stdout if is_asked else sys.stderr)
            return 0 if is_asked else USAGE
        is_own = not rest or rest[0].startswith("-")  # the command itself, not a subcommand
        if command.commands and not (command.module and is_own):
            return self._run(f"{prog} {name}", command.help, command.commands, rest)
        handler = command.handler()
        parser = Parser(prog=f"{prog} {name}", description=handler.description, others=self.others)
        handler.build(parser)
        return handler.run(parser.parse_args(rest))


def _add(parser: Parser, commands: Mapping[str, Command]) -> None:
    choices = parser.add_subparsers(parser_class=Parser)
    for name, command in commands.items():
        below = choices.add_parser(name, help=command.help)
        if command.commands:
            _add(below, command.commands)
        if command.module:
            command.handler().build(below)


def _overview(prog: str, about: str, commands: Mapping[str, Command], titles: Mapping[str, str]) -> str:
    """Return the help of a program: its commands, a line each, below the titles of their groups."""
    width, lines = max(map(len, commands)), [] if titles else [""]
    for name, command in commands.items():
        lines += ["", f"{titles[name]}:"] if name in titles else []
        lines.append(f"  {name:<{width}}  {command.help}")
    usage, more = f"usage: {prog} COMMAND [OPTIONS]", f"{prog} COMMAND --help shows the help of a command."
    return "\n".join([usage, "", about, *lines, "", more])
