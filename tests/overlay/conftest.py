"""Fixtures: no test uses the user's credentials or waits in real time."""

import pytest

from ._support import Both

_NAMES = ("API_KEY", "API_SECRET", "APIKEY", "APISECRET", "BASE_URL", "API_URL", "PROFILE")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in _NAMES:
        monkeypatch.delenv(f"FIVETRAN_{name}", raising=False)
    home = str(tmp_path_factory.mktemp("home"))
    for name in ("HOME", "XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA", "USERPROFILE"):
        monkeypatch.setenv(name, home)


@pytest.fixture(params=["sync", pytest.param("async", marks=pytest.mark.slow)])
def run(request: pytest.FixtureRequest) -> Both:
    """Run a test on both clients, one after the other."""
    return Both(awaits=request.param == "async")
