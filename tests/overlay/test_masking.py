"""Masking of bodies and texts."""

import html
import html.entities
import json
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fivetran_connections import BadRequest, Fivetran, Secret
from fivetran_connections._secrets.masking import is_secret_by_place, masked, secrets_in
from fivetran_connections._secrets.scrubbing import Others, scrubber
from fivetran_rules import ServiceCatalogue

from .._cases import slow_after
from .._work import at_most


def scrubbed(text: str, body: Any) -> str:
    """Mask a text."""
    return scrubber(body)(text)


@pytest.mark.parametrize(
    ("shown", "body"),
    [
        ({"schema": "a"}, {"schema": "a"}),
        ({"token": "***"}, {"token": "abc"}),
        ({"token": "***"}, {"token": 12345}),
        ({"token": None, "password": "", "secret": True}, {"token": None, "password": "", "secret": True}),
        ({"auth": {"a": ["***", {"b": "***"}]}}, {"auth": {"a": ["x", {"b": "y"}]}}),
        ({"config": {"any": "***"}}, {"config": {"any": Secret("abc")}}),
        ([{"token": "***"}], [{"token": "abc"}]),
        ([1], (1,)),
        (None, None),
    ],
)
def test_masks_every_secret_of_a_body(shown, body):
    """A masked body has the original's shape, with stars in place of secrets."""
    assert shown == masked(body)


def test_a_change_hides_the_secrets_of_any_service():
    """A body without a service hides the secrets of every service; one with a service hides those of its own."""
    config = {"username": "u", "schema": "s"}

    assert {"config": {"username": "***", "schema": "s"}} == masked({"config": config})
    assert {"username": "u"} == masked({"username": "u"})
    assert {"service": "postgres", "config": config} == masked({"service": "postgres", "config": config})
    assert "***" == masked({"service": "pingdom", "config": config})["config"]["username"]
    assert ["u"] == list(secrets_in({"config": config}))


def test_finds_every_secret_of_a_body():
    """Every secret of a body is found, however deep, and whether it is a text or a number."""
    body = {"auth": {"a": "one", "b": ["two", 3]}, "config": {"x": Secret("three"), "y": "open", "password": "four"}}

    assert {"one", "two", "3", "three", "four"} == set(secrets_in(body))


def test_the_password_of_a_url_is_masked_without_the_rest(caplog):
    """No log or error shows the password in the URL of a webhook; a text that only looks like one stays."""
    caplog.set_level("DEBUG")
    body = {"url": "https://me:se@sa:me@host/", "events": []}
    answer = httpx.Response(400, json={"message": f"Failed to call {body['url']}"})
    client = Fivetran(api_key="k", api_secret="s", transport=httpx.MockTransport(lambda _: answer))
    with client, pytest.raises(BadRequest, match=r"https://me:\*\*\*@host/") as refused:
        client.webhooks.create(body)

    assert {"url": "https://me:***@host/", "events": []} == refused.value.request.body
    assert "sa:me" not in f"{caplog.messages} {refused.value} {refused.value!r}"


def test_which_places_hold_secrets():
    """A value of any object of headers is one, and a URL with a user or a secret parameter, not one with an `@`."""
    found = [is_secret_by_place("v", f"/config/{name}/value") for name in ("custom_headers/0", "header", "heads/0")]

    assert [True, True, False] == found
    assert all(is_secret_by_place(f"https://{user}h/{query}", "/url") for user, query in HIDDEN_IN_URLS)
    assert not any(is_secret_by_place(f"https://h/{rest}", "/url") for rest in ("", "a@b", "?token=&mail=u@h", "?id=1"))


HIDDEN_IN_URLS = [
    *((user, "") for user in ("u:p@", "hush@", ":p@")),
    *(("", f"{sign}a=1&{name}=hush#x") for sign in "?#" for name in ("sig", "X-Api-Key", "pass%77ord", "auth[t]")),
]


SCRUBBED: dict[str, tuple[str, str, list[str]]] = {
    "longest first": ("*** and *** in abcd", "hunter2-long and hunter2 in abcd", ["hunter2", "hunter2-long", "abc"]),
    "a short one as a word": ("the *** is '***', \"***\", x=***_", "the abc is 'abc', \"abc\", x=abc_", ["abc"]),
    "a short one within words": ("abcd, xabc and abc1", "abcd, xabc and abc1", ["abc"]),
    "letters of several bytes": ("the *** is in Paéé and Àab", "the éé is in Paéé and Àab", ["éé", "ab"]),
    "backslashes alone": ("a *** b", "a \\\\\\\\ b", ["\\\\\\\\"]),
    "no secret": ("a text", "a text", []),
}


@pytest.mark.parametrize(("shown", "text", "secrets"), SCRUBBED.values(), ids=SCRUBBED)
def test_takes_secrets_out_of_texts(shown, text, secrets):
    """Secrets are removed from a text of the server; one of at most three letters is masked only as a whole word."""
    assert shown == scrubbed(text, {"auth": {"list": secrets}})


def test_a_body_too_deep_to_be_searched_hides_the_whole_text():
    """If a body is too deep to search for secrets, the whole text is hidden."""
    body: dict[str, Any] = {}
    for _ in range(20_000):
        body = {"auth": body}

    assert "***" == scrubbed("any text", body)


def in_json(secret: str) -> str:
    """Return a text as it stands between the quotes of JSON."""
    return json.dumps(secret)[1:-1]


def in_html(secret: str) -> str:
    """Return a text as templates that write quotes by number escape it."""
    return html.escape(secret).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")


ESCAPES: dict[str, Callable[[str], str]] = {
    "plain": str,
    "other case": lambda secret: "".join(each.swapcase() if each.isascii() else each for each in secret),
    "json": in_json,
    "json with its letters": lambda secret: json.dumps(secret, ensure_ascii=False)[1:-1],
    "json with slashes escaped": lambda secret: in_json(secret).replace("/", r"\/"),
    "json for HTML": lambda secret: re.sub("[<>&]", lambda found: rf"\u{ord(found[0]):04X}", in_json(secret)),
    "json in the JSON of an answer": lambda secret: in_json(in_json(secret)),
    "html": html.escape,
    "html within an element": lambda secret: html.escape(secret, quote=False),
    "html with quotes by number": in_html,
    "percent": lambda secret: quote(secret, safe=""),
    "percent, with slashes": quote,
    "percent, with plus for a space": quote_plus,
    "base64": lambda secret: b64encode(secret.encode()).decode(),
    "base64 for URLs": lambda secret: urlsafe_b64encode(secret.encode()).decode(),
}


SECRETS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\\\"/\n\t&<'=+é😀%;#u0041x"), min_size=4)


@pytest.mark.parametrize("escape", ESCAPES.values(), ids=ESCAPES)
@example(secret="000 ")
@example(secret="000\x00")
@example(secret="00\\\\")
@example(secret="000\U0010ffff")
@given(secret=SECRETS)
def test_a_secret_is_found_however_it_is_escaped(escape, secret):
    """A repeated secret is masked in JSON, HTML, URL and base64 encoding."""
    assert "<***>" == scrubbed(f"<{escape(secret)}>", {"auth": {"token": secret}})


def test_what_is_left_of_a_cut_secret_counts_from_six_characters():
    """At the end of a text, six characters of a secret are masked and five are not."""
    scrub = scrubber({"auth": {"token": "hush-hush-secret"}})

    assert "refused: ***" == scrub("refused: hush-h")
    assert "refused: hush-" == scrub("refused: hush-")


@pytest.mark.parametrize("unit", ["%25", "&#", "\n", "\\n", "\\", '"', '\\"', "/", "&amp;"])
def test_no_text_takes_long(unit):
    """A secret with many escapable characters is masked without trying all combinations."""
    text = unit * 10_000

    assert text == scrubbed(text, {"auth": {"token": '\n/\\"&' * 20 + "x"}})


ECHOED = json.dumps(json.dumps({f"k{number}": "v" for number in range(6)}))[1:-1]
"""A secret with many quotes, as it stands in a JSON text in a JSON text."""


ENDS = ["", '"}', "…", '..."}\n', "\ufffd"]
"""The texts that follow a text that a server cuts off; the last one is our own mark for half of a character."""


@pytest.mark.parametrize("escape", ESCAPES.values(), ids=ESCAPES)
@pytest.mark.parametrize(
    "secret", slow_after(1, ["pass word/<&>x", "hush-hush-secret", ECHOED, "Zürich, 8 °C, große Höhe"])
)
def test_a_secret_that_is_cut_off_is_masked(escape, secret):
    """Of a secret cut off anywhere in any encoding, less than six characters stay."""
    spelled, scrub = escape(secret), scrubber({"auth": {"token": secret}})

    for length in range(9, len(spelled)):
        after = ENDS[length % len(ENDS)]
        shown = scrub(f"refused: {spelled[:length]}{after}")

        assert "refused: ***" == shown.removesuffix(after).rstrip(" \"'}>)")


LONG = '{"k": "v"}\\%&<x'
PIECES = st.sampled_from(
    [*'\\%&;#ux0"', "&amp;", "%25", "\\u00", "hush", LONG[:9], json.dumps(LONG), json.dumps(json.dumps(LONG))]
)


@pytest.mark.deep
@given(unit=st.lists(PIECES, min_size=1, max_size=12).map("".join), secret=st.lists(PIECES, min_size=4).map("".join))
def test_twice_the_text_takes_twice_the_work(unit, secret):
    """Masking takes work in proportion to the text, whatever is in the text and in the secret."""
    mask = scrubber({"auth": {"token": secret}})
    text = unit * (40_000 // len(unit))

    with at_most(calls=5 * len(text)):
        mask(text)


def test_the_reported_attack_ends():
    """An echo of a body with many quotes, cut off, is masked at once."""
    secrets_in({"config": {}})  # reads the catalogue, unless another test has
    with at_most(calls=5_000):
        shown = scrubbed(f'bad request: "{json.dumps(ECHOED)[1:-20]}', {"config": {"password": ECHOED}})

    assert 'bad request: "***' == shown


@pytest.mark.parametrize("secret", ["correct horse", "abcdefgh", 'p"a/s&s+w<o>r d', "caf\u00e9-caf\u00e9"])
@pytest.mark.parametrize("escape", ESCAPES.values(), ids=ESCAPES)
def test_secrets_of_other_bodies_are_masked_from_eight_characters_on(escape, secret):
    """A long secret of any of many bodies is found in each encoding; short ones and names stay."""
    bodies = [{"auth": {"token": each}} for each in (secret, "1", "user", "seven77", "amber_kettle", "abcdefgh-longer")]
    hide = Others(bodies, ["Amber_Kettle"])

    shown = hide(f"1 user seven77 amber_kettle: {escape(secret)} and <{escape(secret)}>, abcdefxx and abcde")

    assert "1 user seven77 amber_kettle: *** and <***>, abcdefxx and abcde" == shown
    assert "refused: ***" == hide(f"refused: {escape(secret)[:7]}").rstrip(" \"'}>)")
    assert "one *** two" == hide(f"one {escape('abcdefgh-longer')} two")
    assert "" == Others()("")


def test_many_secrets_that_begin_alike_take_no_time():
    """Thousands of keys have one beginning, and a text may repeat it: each place takes a few steps."""
    begins, ends = "-----BEGIN PRIVATE KEY-----\n", "\n-----END PRIVATE KEY-----"
    keys = [f"{begins}{number:06}{ends}" for number in range(2_000)]
    hide = Others([{"auth": {"token": each}} for each in (*keys, f"{keys[0]}, with more", "-----BEGIN PUB")])
    hide("")  # encodes them

    with at_most(calls=100_000):
        shown = hide(f"{begins * 2_000}{keys[7]} {keys[0]} {keys[0]}, with more: -----BEGIN PUBLIC {begins[:9]}")

    assert f"{begins * 2_000}*** *** ***: ***LIC ***" == shown


@pytest.mark.parametrize("service", ["snowflake_db", "gitlab", "databricks_db"])
def test_a_published_choice_is_no_secret(service):
    """A published value of `config.auth` shows, and any other text there is masked."""
    choice, *_ = ServiceCatalogue.packaged().entry(service).config["auth"].enum  # type: ignore[union-attr]

    def shown(value: str) -> Any:
        return masked({"service": service, "config": {"auth": value}})["config"]["auth"]

    assert [choice, "***"] == [shown(choice), shown("hush")]
