"""One sentence for each package that the extra `mock` brings and that is not installed."""

from __future__ import annotations

from importlib.util import find_spec


class MissingExtra(ImportError):
    """A package that an extra of this distribution brings is not installed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} needs the extra `mock`: pip install 'fivetran-connections[mock]'")


def require_http_parser() -> None:
    """Check that the server's HTTP parser is installed; raises `MissingExtra`."""
    if find_spec("httptools") is None:
        raise MissingExtra("A server")
