"""Write a body as YAML that both versions of YAML, and this package, read as the same."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:[./-][A-Za-z0-9_]+)*")


class _Dumper(yaml.SafeDumper):
    """Puts every text in quotes that is not a plain word."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write a value out wherever it stands."""
        del data
        return True


def _represent(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    # Without a style PyYAML itself puts words such as `yes` and `null` in quotes.
    style = None if _PLAIN.fullmatch(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)  # pyright: ignore[reportUnknownMemberType]  # untyped stub


_Dumper.add_representer(str, _represent)


def yaml_text(body: Any) -> str:
    """Return the text of a file; keys keep their order."""
    text: str = yaml.dump(body, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text
