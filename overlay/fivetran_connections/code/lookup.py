"""Look up the values of references: environment variables, files, and the output of commands."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from fivetran_common.files import SECRET_BYTES
from fivetran_common.json_types import is_array, is_mapping
from fivetran_common.pointers import child

from .._values.secret import Secret
from .documents import POLICY, Expanded, beside
from .files import read_text
from .references import Deferred, Reference
from .source import Problem, Unreadable

NAMES: Final = ("/config/schema", "/config/schema_prefix", "/config/table", "/config/table_group_name")
"""Values that name a connection in the destination."""

_SHOWN: Final = frozenset({"/group_id", "/service", *NAMES})
"""Values that identify a connection, which every message shows."""

_SECONDS: Final = 60
"""The time limit of a command: one that asks a question would wait for an answer without end."""


class _Missing(Exception):
    """A reference has no value; the message names the next step."""


@dataclass(slots=True)
class Lookup:
    """
    Looks up each reference once.

    Commands run only where ``allow_commands`` says so, and never through a shell.
    """

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    allow_commands: bool = False
    _known: dict[Reference, str | _Missing] = field(default_factory=dict["Reference", "str | _Missing"], repr=False)

    def resolved(self, expanded: Expanded) -> tuple[Expanded, list[Problem]]:
        """
        Return body and policy with their values, and the problems.

        Texts of the body that come from references are masked wherever they are shown; a policy holds no secret.
        """
        problems: list[Problem] = []
        body = self._resolved(expanded.body, "", expanded, problems)
        tables = self._resolved(expanded.tables, POLICY, expanded, problems)
        return expanded._replace(body=body, tables=tables), problems

    def _resolved(self, value: Any, pointer: str, expanded: Expanded, problems: list[Problem]) -> Any:
        if isinstance(value, Deferred):
            return self._text(value, pointer, expanded, problems)
        if is_mapping(value):
            items = ((key, child(pointer, str(key)), item) for key, item in value.items())
            return {
                self._resolved(key, at, expanded, problems): self._resolved(item, at, expanded, problems)
                for key, at, item in items
            }
        if is_array(value):
            return [self._resolved(item, child(pointer, index), expanded, problems) for index, item in enumerate(value)]
        return value

    def _text(self, value: Deferred, pointer: str, expanded: Expanded, problems: list[Problem]) -> str:
        found: list[str] = []
        for part in value.parts:
            known = part if isinstance(part, str) else self._value(part, expanded)
            if isinstance(known, _Missing):
                problems.append(Problem("file.reference", str(known), pointer))
            else:
                found.append(known)
        text = "".join(found)
        return text if pointer in _SHOWN or pointer.startswith(f"{POLICY}/") else Secret(text)

    def _value(self, reference: Reference, expanded: Expanded) -> str | _Missing:
        if reference.kind == "file" and reference.beside_file:
            reference = reference._replace(argument=beside(expanded.origin, str(reference.argument)))
        if reference not in self._known:
            try:
                self._known[reference] = _KINDS[reference.kind](self, reference.argument)
            except _Missing as missing:
                self._known[reference] = missing
        return self._known[reference]

    def of_environment(self, name: Any) -> str:
        """Return an environment variable."""
        try:
            return self.environment[name]
        except (KeyError, ValueError):  # ValueError: a null character in it
            raise _Missing(f"Set the environment variable {name}: this value is taken from it.") from None

    def of_file(self, path: Any) -> str:
        """Return the text of a file without the line breaks at its end."""
        try:
            return read_text(path, limit=SECRET_BYTES).rstrip("\r\n")
        except Unreadable as error:
            reason = error.problems[0].message
            raise _Missing(f"Write this value into the file {path}: it cannot be read. {reason}") from None

    def of_command(self, words: Any) -> str:
        """Return the standard output of a command without the line breaks at its end."""
        if not self.allow_commands:
            raise _Missing("Add --allow-commands (allow_commands=True in Python) to run the command of this value.")
        try:
            done = subprocess.run(  # noqa: S603  no shell, and only where the caller has allowed it
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=_SECONDS, check=True
            )
            return done.stdout.decode().rstrip("\r\n")
        except subprocess.CalledProcessError as error:
            reason = f"ended with status {error.returncode}"
        except subprocess.TimeoutExpired:
            reason = f"did not end within {_SECONDS} seconds"
        except OSError as error:
            reason = f"cannot be started: {error.strerror}"
        except UnicodeDecodeError:
            reason = "printed bytes that are not UTF-8"
        raise _Missing(f"The command {words[0]} of this value {reason}.")


_KINDS: Final[Mapping[str, Callable[[Lookup, Any], str]]] = {
    "env": Lookup.of_environment,
    "file": Lookup.of_file,
    "command": Lookup.of_command,
}
