"""
Fivetran connections: checked before they are sent, created exactly once.

Everything public is here. All but the errors is imported when it is first used,
so importing this package costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from fivetran_common import __version__ as __version__
from fivetran_common.lazy import importer

from . import errors
from .errors import *

if TYPE_CHECKING:
    from fivetran_client.models.connection import Connection
    from fivetran_client.new_connection import NewConnectionModel
    from fivetran_client.types import UNSET
    from fivetran_common.answers import HttpResponse

    from ._api.bulk import EnsuredMany, EnsuredOne
    from ._api.ensure import Ensured
    from ._bodies.builders import ConnectCard
    from ._bodies.judging import NewConnection
    from ._http.credentials import Credentials, find_credentials
    from ._http.httpx_clients import Timeouts
    from ._http.limits import Limiter
    from ._http.settings import ReceivedResponse, SentRequest
    from ._results import Mismatch, SetupResult, SyncResult
    from ._secrets.secret import Secret
    from .client import AsyncFivetran, Fivetran
    from .services import (
        FacebookAuth,
        GoogleAuth,
        PinterestAuth,
        connection,
        connection_patch,
        facebook_ads,
        facebook_ads_patch,
        from_body,
        from_patch,
        google_ads,
        google_ads_patch,
        pinterest_ads,
        pinterest_ads_patch,
    )

__all__ = [
    "UNSET",
    "AsyncFivetran",
    "ConnectCard",
    "Connection",
    "Credentials",
    "Ensured",
    "EnsuredMany",
    "EnsuredOne",
    "FacebookAuth",
    "Fivetran",
    "GoogleAuth",
    "HttpResponse",
    "Limiter",
    "Mismatch",
    "NewConnection",
    "NewConnectionModel",
    "PinterestAuth",
    "ReceivedResponse",
    "Secret",
    "SentRequest",
    "SetupResult",
    "SyncResult",
    "Timeouts",
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
__all__ += errors.__all__

if not TYPE_CHECKING:  # pragma: no branch - or type checkers would accept every misspelt name
    __getattr__ = importer(
        __name__,
        {
            "fivetran_client.models.connection": "Connection",
            "fivetran_common.answers": "HttpResponse",
            "fivetran_client.types": "UNSET",
            "._bodies.builders": "ConnectCard",
            "._http.credentials": "Credentials find_credentials",
            "._api.bulk": "EnsuredMany EnsuredOne",
            "._api.ensure": "Ensured",
            "._http.limits": "Limiter",
            "._http.settings": "ReceivedResponse SentRequest",
            "._http.httpx_clients": "Timeouts",
            "fivetran_client.new_connection": "NewConnectionModel",
            "._bodies.judging": "NewConnection",
            "._secrets.secret": "Secret",
            "._results": "Mismatch SetupResult SyncResult",
            ".client": "AsyncFivetran Fivetran",
            ".services": "FacebookAuth GoogleAuth PinterestAuth connection connection_patch from_body from_patch "
            "facebook_ads facebook_ads_patch google_ads google_ads_patch pinterest_ads pinterest_ads_patch",
        },
    )
