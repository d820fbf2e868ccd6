"""
The sources of the key pair and the base URL: arguments, environment, profile file.

The first source with a key wins; `source` names this source in a sentence. Fivetran's own tools use three spellings of
the environment, and all are read. In one of these tools, FIVETRAN_API_KEY holds the whole pair: without a secret beside
it, it is tried as base64 of `key:secret`.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from fivetran_common.files import MIB, CannotRead, read_text
from fivetran_common.json_types import is_mapping
from fivetran_common.lazy import EXTRA
from fivetran_common.system import is_loopback, variable

from .._secrets.secret import Secret
from ..errors import CredentialsError

DEFAULT_BASE_URL = "https://api.fivetran.com"

# key and secret; the second pair is Terraform's.
_PAIRS = (("FIVETRAN_API_KEY", "FIVETRAN_API_SECRET"), ("FIVETRAN_APIKEY", "FIVETRAN_APISECRET"))
_BASE_URLS = ("FIVETRAN_BASE_URL", "FIVETRAN_API_URL")
_PROFILE = "FIVETRAN_PROFILE"


@dataclass(frozen=True, slots=True)
class Credentials:
    """A key pair, the address it is for, and where they were found."""

    api_key: Secret = field(repr=False)
    api_secret: Secret = field(repr=False)
    base_url: str
    source: str

    def authorization(self) -> Secret:
        """Return the value of the Authorization header: HTTP Basic (documented)."""
        pair = f"{self.api_key.reveal()}:{self.api_secret.reveal()}"
        return Secret(f"Basic {base64.b64encode(pair.encode()).decode()}")


def find_credentials(
    *,
    api_key: str | None = None,
    api_secret: str | None = None,
    base_url: str | None = None,
    profile: str | None = None,
    environ: Mapping[str, str] | None = None,
) -> Credentials:
    """
    Find a key pair and a base URL.

    Raises `CredentialsError`, which names the next step, if no pair can be used.
    """
    given: dict[str, object] = {"api_key": api_key, "api_secret": api_secret, "base_url": base_url, "profile": profile}
    for argument, value in given.items():
        if not isinstance(value, str | None):
            raise CredentialsError(f"{argument} takes a text, and not a value of type {type(value).__name__}.")
    env = os.environ if environ is None else environ
    found = _from_arguments(api_key, api_secret) or (
        None if profile is None else _from_profile(profile, profile_file())
    )
    if found is None:
        pairs = [name for pair in _PAIRS for name in pair]
        variables = variables_in(env, *pairs, _PROFILE)
        found = _from_environment(variables) or (
            _from_profile(variables[_PROFILE], profile_file()) if _PROFILE in variables else _from_default_profile()
        )
    if found is None:
        raise CredentialsError(
            f"No Fivetran credentials found. Set FIVETRAN_API_KEY and FIVETRAN_API_SECRET, or write {_profile_named()}."
        )
    # A colon in the key would move the border between key and secret; a line break would end the header.
    if ":" in found.api_key or not (found.api_key + found.api_secret).isprintable():
        raise CredentialsError(
            f"The key pair from {found.source} holds a character that no key has: a colon, a line break, or the like."
        )
    address, address_source = DEFAULT_BASE_URL, ""
    if base_url is not None:
        address, address_source = base_url, "the argument base_url"
    elif found.base_url:
        address = found.base_url
    else:
        for name, value in [*variables_in(env, *_BASE_URLS).items()][:1]:
            address, address_source = value, f"{name} in the environment"
    source = f"{found.source}; the base URL from {address_source}" if address_source else found.source
    return replace(found, base_url=usable_base_url(address, address_source or found.source), source=source)


def variables_in(env: Mapping[str, str], *names: str) -> dict[str, str]:
    """Return the variables that are set; raises `CredentialsError` for an empty one."""
    found = {name: variable(name, env, refusal=CredentialsError) for name in names}
    return {name: value for name, value in found.items() if value is not None}


def _from_arguments(key: str | None, secret: str | None) -> Credentials | None:
    if key is None and secret is None:
        return None
    for name, value in (("api_key", key), ("api_secret", secret)):
        if value is not None and not str.__str__(value).strip():
            raise CredentialsError(f"{name} is empty: pass a value, or leave both out to use the environment.")
    if key is None:
        raise CredentialsError("api_key and api_secret go together: pass both, or neither to use the environment.")
    if secret is None:
        return _unpacked(key, "the argument api_key")
    return Credentials(Secret(key), Secret(secret), "", "the arguments api_key and api_secret")


def _from_environment(env: Mapping[str, str]) -> Credentials | None:
    for key_name, secret_name in _PAIRS:
        key, secret = env.get(key_name), env.get(secret_name)
        if key and secret:
            # The base64 of key:secret is a pair by itself, also with this secret beside it.
            unpacked = _pair_of_base64(key)
            key = unpacked[0] if unpacked and unpacked[1] == secret else key
            return Credentials(Secret(key), Secret(secret), "", f"{key_name} and {secret_name} in the environment")
        if secret:
            raise CredentialsError(f"{secret_name} is set in the environment, but {key_name} is not.")
        if key:
            return _unpacked(key, f"{key_name} in the environment")
    return None


def _unpacked(value: str, where: str) -> Credentials:
    pair = _pair_of_base64(str.__str__(value))
    if pair is None:
        raise CredentialsError(
            f"{where} has no secret beside it and is not base64 of key:secret. "
            f"Pass the secret too, as {_PAIRS[0][1]} or api_secret."
        )
    return Credentials(*pair, "", f"{where}, as base64 of key:secret")


def _pair_of_base64(value: str) -> tuple[Secret, Secret] | None:
    try:
        text = base64.b64decode(value.strip(), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    key, colon, secret = text.partition(":")
    return (Secret(key), Secret(secret)) if colon and key and secret and text.isprintable() else None


def profile_file() -> Path:
    """Return the place of the profile file: `profiles.toml` in the user's configuration folder."""
    try:
        from platformdirs import user_config_path  # in an extra, and only for profiles
    except ImportError:
        raise CredentialsError(f"Profiles need {EXTRA.format('cli')}, or use the environment.") from None
    return user_config_path("fivetran-connections") / "profiles.toml"


def _profile_named() -> str:
    """Return the words for the profile file, with its path if it is known."""
    try:
        return f"the profile file {profile_file()}"
    except CredentialsError:
        return "a profile file"


def _from_default_profile() -> Credentials | None:
    """Read the profile `default` if the file exists; without platformdirs its place is unknown, so it is skipped."""
    try:
        path = profile_file()
        there = path.is_file()
    except (CredentialsError, OSError):  # OSError: a folder closed to us, or too long a name
        return None
    return _from_profile("default", path) if there else None


def _from_profile(name: str, path: Path) -> Credentials:
    """Read one table of the file; its keys are those of the constructor."""
    import tomllib  # only for profiles

    try:
        table = tomllib.loads(read_text(path, limit=MIB)).get(name)
    except CannotRead as error:
        raise CredentialsError(f"The profile file {path} cannot be read. {error}") from None
    except (ValueError, RecursionError) as error:
        # The parser's message may quote a secret of the file.
        place = re.search(r"\(at (line \d+), column \d+\)$", str(error))
        why = f"{type(error).__name__}, {place[1]}" if place else type(error).__name__
        raise CredentialsError(f"The profile file {path} cannot be read ({why}).") from None
    if not is_mapping(table):
        raise CredentialsError(f"There is no profile [{name}] in {path}.")
    key, secret, address = (table.get(field_name) for field_name in ("api_key", "api_secret", "base_url"))
    if not (isinstance(key, str) and isinstance(secret, str) and key and secret):
        raise CredentialsError(f"The profile [{name}] in {path} needs api_key and api_secret, both as text.")
    if not (address is None or (isinstance(address, str) and address)):
        raise CredentialsError(f"The base_url of profile [{name}] in {path} must be text, and not empty.")
    return Credentials(Secret(key), Secret(secret), address or "", f"the profile [{name}] in {path}")


def usable_base_url(address: str, source: str) -> str:
    """
    Return the address without a trailing slash or `/v1`, which Terraform's setting carries.

    HTTPS is required (documented: plain HTTP is refused, and would send the key unencrypted) except for this machine
    itself. A refusal names the source and never quotes the address, which may hold a secret.
    """
    from .httpx_clients import is_usable_address  # imports httpx, which offline use does not need

    named = f"The base URL from {source}"
    try:
        parts = urlsplit(address.strip())
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise CredentialsError(f"{named} is not a URL: write it as https://host[:port].") from None
    if parts.username is not None:
        raise CredentialsError(f"{named} must not contain credentials; pass them as api_key and api_secret.")
    if not host or parts.scheme not in {"http", "https"} or parts.query or parts.fragment:
        raise CredentialsError(f"{named} is invalid: write it as https://host[:port].")
    if parts.scheme == "http" and not is_loopback(host):
        raise CredentialsError(f"{named} must start with https://: with http the key would be sent unencrypted.")
    usable = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/').removesuffix('/v1')}"
    if not is_usable_address(usable):
        raise CredentialsError(f"{named} has an invalid host or path: write it as https://host[:port].")
    return usable
