"""Permanent names: the names of schemas that Fivetran allows, and the names that it changes others to."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from ._rule import Condition, State, on_create, read, wrong_if

ALLOWED: Final = re.compile(r"[a-z_][a-z0-9_]*")
"""Documented for Fivetran naming: lowercase letters, digits and underscores, and no digit first."""

LONGEST_IN_POSTGRES: Final = 63
"""PostgreSQL cuts a longer name; the limits of the API and of other destinations are unknown here."""

_MOST_SHOWN: Final = 100
_HALVES: Final = re.compile("[\\ud800-\\udfff]")
"""Halves of surrogate pairs, which no JSON can hold; the shape check names them."""
_HUMPS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def renamed(name: str) -> str | None:
    """
    Return a name as Fivetran's naming rules for tables change it; None if they do not say.

    Accents are dropped, camel case is split, other characters become one underscore, and one stands before a digit.
    How letters without a Latin base are spelt is not documented.
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    if any(letter.isalnum() and not letter.isascii() for letter in plain):
        return None
    words = re.sub(r"[^a-z0-9]+", "_", _HUMPS.sub("_", plain).lower())
    return f"_{words}" if words[:1].isdigit() else words


def becomes(name: str) -> str:
    """Return the name that the destination would have; the API's own answer is unknown."""
    new = renamed(name)
    if new is None:
        return "What this one becomes is unknown."
    return f"By the naming rules for tables this one becomes {_shown(new)}; whether the API refuses it is unknown."


def cut(name: str) -> str:
    """Return the message about a name that PostgreSQL cuts."""
    return f"There it becomes {_shown(name[:LONGEST_IN_POSTGRES])}; the limit of the API is unknown."


def _shown(name: str) -> str:
    return repr(name if len(name) <= _MOST_SHOWN else f"{name[:_MOST_SHOWN]}...")


def allowed(pointer: str) -> Condition:
    """A name that Fivetran naming allows; source naming keeps names as they are."""
    target, naming = read(pointer), read("/destination_schema_names")

    def is_changed(state: State) -> bool:
        name = target(state)
        if not isinstance(name, str) or ALLOWED.fullmatch(name) or naming(state) == "SOURCE_NAMING":
            return False
        return bool(name) and not _HALVES.search(name)

    return on_create(wrong_if(pointer, is_changed))


def short_enough(pointer: str) -> Condition:
    """A name that no destination of the account cuts, as far as is known."""
    target = read(pointer)

    def is_cut(state: State) -> bool:
        name, destination = target(state), state.account.destination
        is_long = isinstance(name, str) and len(name) > LONGEST_IN_POSTGRES
        return is_long and (destination is None or "postgres" in destination)

    return on_create(wrong_if(pointer, is_cut))
