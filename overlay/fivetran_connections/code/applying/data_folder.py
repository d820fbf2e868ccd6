"""The user's data folder: the key of the fingerprints, the fingerprints, the journal and the lock."""

from __future__ import annotations

import os
from pathlib import Path

from ...errors import InvalidRequest


def data_folder() -> Path:
    """Return the folder, made if need be and closed to other users. `FIVETRAN_CONNECTIONS_DATA` names another one."""
    named = os.environ.get("FIVETRAN_CONNECTIONS_DATA")
    folder = Path(named) if named else _usual_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidRequest(f"The data folder {folder} cannot be made: {error.strerror}.") from None
    return folder


def _usual_folder() -> Path:
    try:
        from platformdirs import user_data_path  # in an extra, and only here
    except ImportError:
        raise InvalidRequest(
            "The usual data folder needs platformdirs: pip install 'fivetran-connections[cli]', "
            "or name a folder in FIVETRAN_CONNECTIONS_DATA."
        ) from None
    return user_data_path("fivetran-connections")
