"""The names of earlier versions, each with the end of the sentence that refuses it: its replacement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_ONE_ACCOUNT: Final = ": a mock is one account, and every key pair is for it; for two accounts, make two mocks"

COMMANDS: Final[Mapping[str, str]] = {
    "prism": ": use Prism of fivetran_mock.prism, or run npx @stoplight/prism-cli mock openapi.json",
    "types": ": fivetran-connections schema --service NAME prints the JSON Schema of a service",
    "verify": ": run schemathesis with the document, as docs/contract.md shows",
}
OPTIONS: Final[Mapping[str, str]] = {
    "--accounts": _ONE_ACCOUNT,
    "--connect-cards": ": run fivetran-connections connect-card --state incomplete after the apply",
    "--exclude-new": ": a policy for tables with schema_change_handling: BLOCK_ALL keeps new tables out",
    "--log-format": ": --log writes a line for each request, and GET /__mock__/journal returns JSON",
    "--max-replaces": ": --max-deletes counts replacements, too",
    "--open": ": open the link that connect-card prints",
}
"""Options of both command lines."""

KEYS: Final[Mapping[str, str]] = {
    "accounts": _ONE_ACCOUNT,
    "api_key": _ONE_ACCOUNT,
    "warnings": ": strict=True refuses what a rule only warns of, and calls of the mock have their violations",
    "patch_sleep": ": patch_time takes its place, and moves what clocks show, too",
}
"""Settings of a mock, arguments of the pytest marker, keys of faults, scripts and the mock's own API."""

OPERATIONS: Final[Mapping[str, str]] = {
    "cancel-connect-card": ": the page of the card has a button for it",
    "faults/": ": POST /__mock__/remove-fault takes the place of the fault in the list",
    "refuse-connect-card": ": the page of the card has a button for it",
}
"""Operations of the mock's own API, without a number at the end."""

BEHAVIOURS: Final[Mapping[str, str]] = {
    "unauthorized": ": the code of a 401 is always AuthFailed",
    "card_return": ": a Connect Card adds the id of the connection as id",
}
