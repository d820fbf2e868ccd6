"""
Fivetran connections: checked before they are sent, created exactly once.

Everything public is here and is imported when it is first used, so importing
this package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fivetran_client.models.connection import Connection as Connection
    from fivetran_client.new_connection import NewConnectionModel as NewConnectionModel
    from fivetran_client.types import UNSET as UNSET

    from ._api.bulk import EnsuredMany as EnsuredMany
    from ._api.bulk import EnsuredOne as EnsuredOne
    from ._api.connections import NewConnection as NewConnection
    from ._api.ensure import Ensured as Ensured
    from ._http.credentials import Credentials as Credentials
    from ._http.credentials import find_credentials as find_credentials
    from ._http.httpx_clients import Timeouts as Timeouts
    from ._http.limits import Limiter as Limiter
    from ._http.watching import Answered as Answered
    from ._http.watching import ReceivedResponse as ReceivedResponse
    from ._http.watching import SentRequest as SentRequest
    from ._requests.arguments import ConnectCard as ConnectCard
    from ._values.results import Difference as Difference
    from ._values.results import SetupResult as SetupResult
    from ._values.results import SyncResult as SyncResult
    from ._values.secret import Secret as Secret
    from .client import AsyncFivetran as AsyncFivetran
    from .client import Fivetran as Fivetran
    from .errors import BadRequest as BadRequest
    from .errors import Conflict as Conflict
    from .errors import ConnectionDiffers as ConnectionDiffers
    from .errors import ConnectionFailed as ConnectionFailed
    from .errors import ConnectionWarning as ConnectionWarning
    from .errors import CredentialsError as CredentialsError
    from .errors import DeadlinePassed as DeadlinePassed
    from .errors import DeadlineTooSoon as DeadlineTooSoon
    from .errors import FivetranError as FivetranError
    from .errors import Forbidden as Forbidden
    from .errors import InvalidBody as InvalidBody
    from .errors import InvalidConnection as InvalidConnection
    from .errors import InvalidRequest as InvalidRequest
    from .errors import MethodNotAllowed as MethodNotAllowed
    from .errors import NotAcceptable as NotAcceptable
    from .errors import NotFound as NotFound
    from .errors import OutcomeUnknown as OutcomeUnknown
    from .errors import RateLimited as RateLimited
    from .errors import RawResponse as RawResponse
    from .errors import RepeatedCursor as RepeatedCursor
    from .errors import RequestFailed as RequestFailed
    from .errors import RequestSummary as RequestSummary
    from .errors import ServerError as ServerError
    from .errors import StatusError as StatusError
    from .errors import TimedOut as TimedOut
    from .errors import TooManyPages as TooManyPages
    from .errors import Unauthorized as Unauthorized
    from .errors import UnexpectedAnswer as UnexpectedAnswer
    from .errors import UnsupportedMediaType as UnsupportedMediaType
    from .services import connection as connection
    from .services import connection_patch as connection_patch
    from .services import from_body as from_body
    from .services import from_patch as from_patch
    from .services.facebook_ads import FacebookAuth as FacebookAuth
    from .services.facebook_ads import facebook_ads as facebook_ads
    from .services.facebook_ads import facebook_ads_patch as facebook_ads_patch
    from .services.google_ads import GoogleAuth as GoogleAuth
    from .services.google_ads import google_ads as google_ads
    from .services.google_ads import google_ads_patch as google_ads_patch
    from .services.pinterest_ads import PinterestAuth as PinterestAuth
    from .services.pinterest_ads import pinterest_ads as pinterest_ads
    from .services.pinterest_ads import pinterest_ads_patch as pinterest_ads_patch

__all__ = [
    "UNSET",
    "Answered",
    "AsyncFivetran",
    "BadRequest",
    "Conflict",
    "ConnectCard",
    "Connection",
    "ConnectionDiffers",
    "ConnectionFailed",
    "ConnectionWarning",
    "Credentials",
    "CredentialsError",
    "DeadlinePassed",
    "DeadlineTooSoon",
    "Difference",
    "Ensured",
    "EnsuredMany",
    "EnsuredOne",
    "FacebookAuth",
    "Fivetran",
    "FivetranError",
    "Forbidden",
    "GoogleAuth",
    "InvalidBody",
    "InvalidConnection",
    "InvalidRequest",
    "Limiter",
    "MethodNotAllowed",
    "NewConnection",
    "NewConnectionModel",
    "NotAcceptable",
    "NotFound",
    "OutcomeUnknown",
    "PinterestAuth",
    "RateLimited",
    "RawResponse",
    "ReceivedResponse",
    "RepeatedCursor",
    "RequestFailed",
    "RequestSummary",
    "Secret",
    "SentRequest",
    "ServerError",
    "SetupResult",
    "StatusError",
    "SyncResult",
    "TimedOut",
    "Timeouts",
    "TooManyPages",
    "Unauthorized",
    "UnexpectedAnswer",
    "UnsupportedMediaType",
    "connection",
    "connection_patch",
    "facebook_ads",
    "facebook_ads_patch",
    "find_credentials",
    "from_body",
    "from_patch",
    "google_ads",
    "google_ads_patch",
    "pinterest_ads",
    "pinterest_ads_patch",
]

# The module of each name. It is written out, so that grep finds it; a test compares it with __all__.
_HOMES = {
    "fivetran_client.models.connection": ("Connection",),
    "fivetran_client.types": ("UNSET",),
    "._requests.arguments": ("ConnectCard",),
    "._http.credentials": (
        "Credentials",
        "find_credentials",
    ),
    "._api.bulk": ("EnsuredMany", "EnsuredOne"),
    "._api.ensure": ("Ensured",),
    "._http.limits": ("Limiter",),
    "._http.watching": ("Answered", "ReceivedResponse", "SentRequest"),
    "._http.httpx_clients": ("Timeouts",),
    "fivetran_client.new_connection": ("NewConnectionModel",),
    "._api.connections": ("NewConnection",),
    "._values.secret": ("Secret",),
    "._values.results": ("Difference", "SetupResult", "SyncResult"),
    ".client": (
        "AsyncFivetran",
        "Fivetran",
    ),
    ".errors": (
        "BadRequest",
        "Conflict",
        "ConnectionDiffers",
        "ConnectionFailed",
        "ConnectionWarning",
        "CredentialsError",
        "DeadlinePassed",
        "DeadlineTooSoon",
        "FivetranError",
        "Forbidden",
        "InvalidBody",
        "InvalidConnection",
        "InvalidRequest",
        "MethodNotAllowed",
        "NotAcceptable",
        "NotFound",
        "OutcomeUnknown",
        "RateLimited",
        "RawResponse",
        "RepeatedCursor",
        "RequestFailed",
        "RequestSummary",
        "ServerError",
        "StatusError",
        "TimedOut",
        "TooManyPages",
        "Unauthorized",
        "UnexpectedAnswer",
        "UnsupportedMediaType",
    ),
    ".services": ("connection", "connection_patch", "from_body", "from_patch"),
    ".services.facebook_ads": ("FacebookAuth", "facebook_ads", "facebook_ads_patch"),
    ".services.google_ads": ("GoogleAuth", "google_ads", "google_ads_patch"),
    ".services.pinterest_ads": ("PinterestAuth", "pinterest_ads", "pinterest_ads_patch"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


if (
    not TYPE_CHECKING
):  # pragma: no branch - or type checkers would take every misspelt name for one that this function knows

    def __getattr__(name: str) -> object:
        """Import a public name when it is first asked for."""
        if name not in _HOME:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_HOME[name], __name__), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """Return the public names, imported or not."""
    return sorted({*globals(), *__all__})
