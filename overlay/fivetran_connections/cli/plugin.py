"""The command ``connections`` of Fivetran's own command line, which finds it by its entry point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ..__main__ import main

_COMMAND: Final = "connections"


class _Plugin:
    """
    Runs every command of this project as ``fivetran connections ...``.

    It has the methods that ``fivetran_cli.plugin_api.FivetranCliPlugin`` of fivetran-cli 1.1.0 names (published).
    """

    def get_cli_tool_name_for_telemetry(self) -> str:
        """Return the name under which Fivetran's command line counts calls, unless `DO_NOT_TRACK` is set."""
        return "fivetran-connections"

    def get_commands(self) -> dict[str, str]:
        """Return the command and the line that the overview says of it."""
        return {_COMMAND: "Connections as code: check files, plan, apply, and manage existing connections"}

    def dispatch(self, argv: Sequence[str]) -> int:
        """Run the words around the command, and return the exit status of this project's command line."""
        at = argv.index(_COMMAND)
        return main([*argv[:at], *argv[at + 1 :]], called=f"fivetran {_COMMAND}")


PLUGIN: Final = _Plugin()
