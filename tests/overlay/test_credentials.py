"""Sources of the key pair and the base URL, and refused values."""

import base64
import os
import sys
from pathlib import Path

import pytest
from platformdirs import user_config_path

from fivetran_connections import AsyncFivetran, CredentialsError, Fivetran, Secret, find_credentials


def profile_file() -> Path:
    """Return the place of the profile file that the documentation names."""
    return user_config_path("fivetran-connections") / "profiles.toml"


def packed(text: str) -> str:
    """Return a text in base64."""
    return base64.b64encode(text.encode()).decode()


PAIR = {"FIVETRAN_API_KEY": "k1", "FIVETRAN_API_SECRET": "s1"}
TERRAFORM = {"FIVETRAN_APIKEY": "k2", "FIVETRAN_APISECRET": "s2"}
COMMAND_LINE = {"FIVETRAN_API_KEY": packed("k3:s3:x")}
OURS = "FIVETRAN_API_KEY and FIVETRAN_API_SECRET in the environment"


SPELLINGS: dict[str, tuple[str, str, str, dict[str, str]]] = {
    "pair": ("k1", "s1", OURS, PAIR),
    "terraform": ("k2", "s2", "FIVETRAN_APIKEY and FIVETRAN_APISECRET in the environment", TERRAFORM),
    "the pair first": ("k1", "s1", OURS, {**TERRAFORM, **PAIR}),
    "packed": ("k3", "s3:x", "FIVETRAN_API_KEY in the environment, as base64 of key:secret", COMMAND_LINE),
    "packed beside its secret": ("k3", "s3:x", OURS, {**COMMAND_LINE, "FIVETRAN_API_SECRET": "s3:x"}),
    "looks packed but is not": (packed("k:s"), "s1", OURS, {**PAIR, "FIVETRAN_API_KEY": packed("k:s")}),
}


@pytest.mark.parametrize(("key", "secret", "source", "environ"), SPELLINGS.values(), ids=SPELLINGS)
def test_reads_all_spellings_of_the_environment(key, secret, source, environ):
    """The variable names of all Fivetran tools are read, and the source says which one."""
    found = find_credentials(environ=environ)

    assert key == found.api_key
    assert secret == found.api_secret
    assert source == found.source
    assert "https://api.fivetran.com" == found.base_url


@pytest.mark.parametrize("kind", [str, Secret])
@pytest.mark.parametrize(
    ("source", "arguments"),
    [
        ("the arguments api_key and api_secret", {"api_key": "k", "api_secret": "s"}),
        ("the argument api_key, as base64 of key:secret", {"api_key": packed("k:s")}),
    ],
    ids=["pair", "packed"],
)
def test_arguments_win_over_the_environment(source, arguments, kind):
    """Arguments, be they secrets or texts, have precedence over the environment."""
    found = find_credentials(**{name: kind(value) for name, value in arguments.items()}, environ=PAIR)

    assert "k" == found.api_key
    assert "s" == found.api_secret
    assert source == found.source


@pytest.mark.parametrize(
    ("words", "arguments", "environ"),
    [
        ("No Fivetran credentials found.* or write the profile file .*profiles.toml", {}, {}),
        ("^FIVETRAN_API_KEY is set in the environment, but empty", {}, dict.fromkeys(PAIR, "")),
        ("^FIVETRAN_APIKEY is set in the environment, but empty", {}, {**PAIR, "FIVETRAN_APIKEY": " "}),
        ("^FIVETRAN_PROFILE is set in the environment, but empty", {}, {"FIVETRAN_PROFILE": ""}),
        ("^FIVETRAN_BASE_URL is set in the environment, but empty", {}, {**PAIR, "FIVETRAN_BASE_URL": ""}),
        ("^FIVETRAN_API_URL is set in the environment, but empty", {}, {**PAIR, "FIVETRAN_API_URL": ""}),
        ("FIVETRAN_API_SECRET is set in the environment, but FIVETRAN_API_KEY is", {}, {"FIVETRAN_API_SECRET": "s"}),
        ("^FIVETRAN_API_KEY is set in the environment, but empty", {}, {**PAIR, "FIVETRAN_API_KEY": ""}),
        ("^FIVETRAN_API_SECRET is set in the environment, but empty", {}, {**PAIR, "FIVETRAN_API_SECRET": ""}),
        ("FIVETRAN_APISECRET is set in the environment, but FIVETRAN_APIKEY is not", {}, {"FIVETRAN_APISECRET": "s"}),
        ("FIVETRAN_API_KEY in the environment has no secret beside it", {}, {"FIVETRAN_API_KEY": "k"}),
        ("has no secret beside it", {}, {"FIVETRAN_API_KEY": packed("no colon")}),
        ("has no secret beside it", {}, {"FIVETRAN_API_KEY": packed(":no key")}),
        ("has no secret beside it", {}, {"FIVETRAN_API_KEY": packed("no secret:")}),
        ("has no secret beside it", {}, {"FIVETRAN_API_KEY": packed("k\x00:s")}),
        ("has no secret beside it", {}, {"FIVETRAN_API_KEY": packed("kä:s")}),
        ("the argument api_key has no secret beside it", {"api_key": "k"}, PAIR),
        ("go together", {"api_secret": "s"}, PAIR),
        ("^api_key is empty", {"api_key": "", "api_secret": "s"}, PAIR),
        ("^api_secret is empty", {"api_key": "k", "api_secret": "  "}, PAIR),
        ("a colon", {"api_key": "k:x", "api_secret": "s"}, {}),
        ("a line break", {"api_key": "k", "api_secret": "s\n"}, {}),
    ],
    ids=repr,
)
def test_says_what_is_missing(words, arguments, environ):
    """Without a usable key pair, one sentence has the next step."""
    with pytest.raises(CredentialsError, match=words):
        find_credentials(**arguments, environ=environ)


def test_an_option_stands_for_an_empty_variable():
    """Where arguments give key pair and address, an empty variable is not read."""
    empty = dict.fromkeys((*PAIR, *TERRAFORM, "FIVETRAN_PROFILE", "FIVETRAN_BASE_URL", "FIVETRAN_API_URL"), "")

    found = find_credentials(api_key="k", api_secret="s", base_url="https://a.test", environ=empty)

    assert ("k", "https://a.test") == (found.api_key, found.base_url)


@pytest.mark.parametrize(
    ("expected", "source", "base_url", "environ"),
    [
        ("https://a.test", "the argument base_url", "https://a.test", {}),
        ("https://a.test/proxy", "the argument base_url", " https://a.test/proxy/v1/ ", {}),
        ("https://b.test", "FIVETRAN_BASE_URL in the environment", None, {"FIVETRAN_BASE_URL": "https://b.test"}),
        ("https://c.test", "FIVETRAN_API_URL in the environment", None, {"FIVETRAN_API_URL": "https://c.test/v1"}),
        (
            "https://b.test",
            "FIVETRAN_BASE_URL in the environment",
            None,
            {"FIVETRAN_API_URL": "https://c.test", "FIVETRAN_BASE_URL": "https://b.test"},
        ),
    ],
    ids=["argument", "a path", "our name", "terraform's name", "our name first"],
)
def test_finds_the_base_url(expected, source, base_url, environ):
    """The base URL comes from argument or environment, loses `/v1`, and its source is named."""
    found = find_credentials(base_url=base_url, environ={**PAIR, **environ})

    assert expected == found.base_url
    assert found.source.endswith(f"; the base URL from {source}")


@pytest.mark.parametrize(
    "base_url",
    [
        *("http://127.0.0.1:8080", "http://127.9.9.9", "http://localhost:1", "http://[::1]:8080"),
        *("https://example.test:8443", "https://münchen.test", "https://a_b.test", "https://[::1]:1"),
    ],
)
def test_plain_http_is_for_this_machine_only(base_url):
    """HTTPS is allowed for every host that can be looked up, plain HTTP only for loopback."""
    assert base_url == find_credentials(base_url=base_url, environ=PAIR).base_url


@pytest.mark.parametrize(
    ("words", "base_url"),
    [
        ("must start with https://", "http://api.fivetran.com"),
        ("must start with https://", "http://10.0.0.1"),
        ("must start with https://", "http://127.example.test"),
        ("must start with https://", "http://localhost.example.test"),
        ("is invalid: write it as https://host", "ftp://api.fivetran.com"),
        ("is invalid: write it as https://host", "api.fivetran.com"),
        ("is invalid: write it as https://host", ""),
        ("is invalid: write it as https://host", "https://api.fivetran.com?x=1"),
        ("is invalid: write it as https://host", "https://api.fivetran.com#x"),
        ("is invalid: write it as https://host", "user:secretword@api.fivetran.com"),
        ("is invalid: write it as https://host", "https://api.fivetran.com?key=secretword"),
        ("must start with https://", "http://secretword"),
        ("has an invalid host or path", f"https://{'a' * 70}.com"),
        ("has an invalid host or path", "https://a..b"),
        ("has an invalid host or path", "https://☃.com"),
        ("has an invalid host or path", "https://a.test/\ud800"),
        ("not a URL", "https://api.fivetran.com:99999"),
        ("not a URL", "https://[::1"),
        ("must not contain credentials", "https://user:word@api.fivetran.com"),
    ],
)
def test_refuses_unsafe_base_urls(words, base_url):
    """An invalid or unsafe base URL is refused in one sentence that does not quote it."""
    with pytest.raises(CredentialsError, match=words) as caught:
        find_credentials(base_url=base_url, environ=PAIR)

    assert "word" not in str(caught.value)


@pytest.mark.parametrize(
    ("source", "arguments", "environ"),
    [
        ("the argument base_url", {"base_url": "x"}, PAIR),
        ("FIVETRAN_BASE_URL in the environment", {}, {**PAIR, "FIVETRAN_BASE_URL": "x"}),
        (r"the profile \[staging\] in ", {"profile": "staging"}, PAIR),
    ],
    ids=["argument", "environment", "profile"],
)
def test_a_refused_base_url_is_told_by_its_source(source, arguments, environ):
    """The error about a base URL names its source, not the address, which may hold a secret."""
    write_profiles(PROFILES.replace("https://staging.test/v1", "x"))

    with pytest.raises(CredentialsError, match=f"^The base URL from {source}"):
        find_credentials(**arguments, environ=environ)


@pytest.mark.parametrize("kind", [Fivetran, AsyncFivetran])
@pytest.mark.parametrize("name", ["api_key", "api_secret", "base_url", "profile"])
@pytest.mark.parametrize("value", [5, b"secretword", ["secretword"]], ids=repr)
def test_an_argument_of_another_type_is_named(kind, name, value):
    """An argument that is not text is refused by its name and type."""
    arguments = {"api_key": "k", "api_secret": "s", name: value}

    with pytest.raises(CredentialsError, match=f"^{name} takes a text, and not a value of type {type(value).__name__}"):
        kind(**arguments)


def write_profiles(text: str) -> Path:
    """Write the profile file to its default place."""
    path = profile_file()
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


PROFILES = """
[default]
api_key = "kd"
api_secret = "sd"

[staging]
api_key = "ks"
api_secret = "ss"
base_url = "https://staging.test/v1"

[half]
api_key = "kh"

[empty]
api_key = ""
api_secret = "s"

[odd]
api_key = "k"
api_secret = "s"
base_url = 7
"""


@pytest.mark.parametrize(
    ("key", "base_url", "name", "arguments", "environ"),
    [
        ("kd", "https://api.fivetran.com", "default", {}, {}),
        ("ks", "https://staging.test", "staging", {"profile": "staging"}, {}),
        ("ks", "https://staging.test", "staging", {}, {"FIVETRAN_PROFILE": "staging"}),
        ("ks", "https://staging.test", "staging", {"profile": "staging"}, PAIR),
        ("ks", "https://b.test", "staging", {"profile": "staging", "base_url": "https://b.test"}, {}),
        ("kd", "https://b.test", "default", {}, {"FIVETRAN_BASE_URL": "https://b.test"}),
    ],
    ids=range(6),
)
def test_reads_profiles(key, base_url, name, arguments, environ):
    """A named profile is used, and `default` if there is no other source."""
    path = write_profiles(PROFILES)

    found = find_credentials(**arguments, environ=environ)

    assert key == found.api_key
    assert base_url == found.base_url
    assert found.source.startswith(f"the profile [{name}] in {path}")


@pytest.mark.parametrize(
    ("words", "profile", "text"),
    [
        (r"cannot be read\. There is no such file\.$", "default", None),
        (r"There is no profile \[other\]", "other", PROFILES),
        (r"\[half\] in .* needs api_key and api_secret", "half", PROFILES),
        (r"\[empty\] in .* needs api_key and api_secret", "empty", PROFILES),
        (r"base_url of profile \[odd\]", "odd", PROFILES),
        (r"cannot be read \(TOMLDecodeError, line 2\)", "default", "[default]\napi_secret = not toml"),
        (r"cannot be read \(RecursionError\)", "default", "a = " + "[" * 5000),
        (r"cannot be read\. The file is larger than 1 MiB\.$", "default", "#" * (1024 * 1024 + 1)),
    ],
    ids=["no file", "no table", "half a pair", "an empty key", "a number", "not TOML", "no end", "too large"],
)
def test_says_what_is_wrong_with_a_profile(words, profile, text):
    """An unusable profile is named with its file, and not quoted."""
    if text is not None:
        write_profiles(text)

    with pytest.raises(CredentialsError, match=words) as caught:
        find_credentials(profile=profile, environ={})

    assert "not toml" not in str(caught.value)


def test_reads_a_profile_that_windows_wrote():
    """A byte order mark and Windows line ends do not change a profile."""
    write_profiles("\ufeff" + PROFILES.replace("\n", "\r\n"))

    assert "profile [default]" in find_credentials(profile="default", environ={}).source


@pytest.mark.posix("named pipes")
@pytest.mark.parametrize("make", [Path.mkdir, os.mkfifo], ids=["folder", "pipe"])
def test_what_is_no_file_is_no_profile_file(make):
    """A folder or a pipe in place of the profile file is refused at once; nothing waits for a writer."""
    profile_file().parent.mkdir(parents=True)
    make(profile_file())

    with pytest.raises(CredentialsError, match=r"cannot be read\."):
        find_credentials(profile="default", environ={})


def test_a_closed_folder_is_no_profile(monkeypatch):
    """If no profile is requested, an unreadable folder counts as no profile."""

    def is_file(_path: Path) -> bool:
        raise PermissionError(13, "no")

    monkeypatch.setattr(Path, "is_file", is_file)

    with pytest.raises(CredentialsError, match="No Fivetran credentials found"):
        find_credentials(environ={})


@pytest.mark.parametrize(
    ("profile", "error"), [("default", r"pip install .\.\[cli\]"), (None, "No Fivetran credentials found")]
)
def test_profiles_name_the_extra_that_they_need(monkeypatch, profile, error):
    """Without platformdirs, a requested profile names the extra; without one, the error is about the credentials."""
    monkeypatch.setitem(sys.modules, "platformdirs", None)

    with pytest.raises(CredentialsError, match=error):
        find_credentials(profile=profile, environ={})


@pytest.mark.parametrize("kind", [Fivetran, AsyncFivetran])
def test_clients_read_the_environment_and_say_so(kind, monkeypatch):
    """A client without arguments reads the environment, and its repr never shows the key."""
    monkeypatch.setenv("FIVETRAN_API_KEY", "the-key")
    monkeypatch.setenv("FIVETRAN_API_SECRET", "the-secret")
    monkeypatch.setenv("FIVETRAN_BASE_URL", "http://127.0.0.1:9")

    fivetran = kind()

    assert fivetran.source.startswith("FIVETRAN_API_KEY and FIVETRAN_API_SECRET in the environment")
    assert f"<{kind.__name__} http://127.0.0.1:9>" == repr(fivetran)


def test_no_repr_shows_the_key():
    """The repr of credentials shows their source, not their values."""
    found = find_credentials(environ={"FIVETRAN_API_KEY": "the-key", "FIVETRAN_API_SECRET": "the-secret"})

    assert "the-key" not in repr(found)
    assert "the-secret" not in repr(found)
    assert "Basic dGhlLWtleTp0aGUtc2VjcmV0" == found.authorization().reveal()
