"""One sentence for each package that the extra `mock` brings and that is not installed."""

from __future__ import annotations


class MissingExtra(ImportError):
    """A package that an extra of this distribution brings is not installed."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} needs the extra `mock`: pip install 'fivetran-connections[mock]'")


def require_http_parser() -> None:
    """Check that the server's HTTP parser is installed; raises `MissingExtra`."""
    try:
        import httptools  # noqa: F401 only whether it is there
    except ImportError:
        raise MissingExtra("A server") from None
