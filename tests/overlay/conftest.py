"""Fixtures: no test uses the user's credentials or waits in real time."""

import pytest

from ._support import Both

_NAMES = (
    "FIVETRAN_API_KEY",
    "FIVETRAN_API_SECRET",
    "FIVETRAN_APIKEY",
    "FIVETRAN_APISECRET",
    "FIVETRAN_BASE_URL",
    "FIVETRAN_API_URL",
    "FIVETRAN_PROFILE",
)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in _NAMES:
        monkeypatch.delenv(name, raising=False)
    home = str(tmp_path_factory.mktemp("home"))
    for name in ("HOME", "XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA", "USERPROFILE"):
        monkeypatch.setenv(name, home)


@pytest.fixture(params=["sync", pytest.param("async", marks=pytest.mark.slow)])
def run(request: pytest.FixtureRequest) -> Both:
    """Run a test on both clients, one after the other."""
    return Both(awaits=request.param == "async")
