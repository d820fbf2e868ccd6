"""
Questions to an account: a row for each behaviour, with its requests and the reading of their answers. No IO.

A reading returns a value of the behaviour only if the answers prove it: a refusal counts with status 400, a code of
bad input and an accepted request beside it, and "ignored" only after reading again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeAlias

from fivetran_common.json_types import Json, is_array, is_mapping, scalars
from fivetran_rules import ServiceCatalogue, is_secret, naming_keys, traits
from fivetran_rules.behaviours import BY_NAME
from fivetran_rules.recordings import INVENTED, PREFIX

ABOVE: Final = 1001
"""One item more than a page may have (documented)."""
_DIGITS: Final = re.compile(r"\.(\d+)Z$")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ask:
    """
    One request, which is sent once for all rows that need it.

    A name in braces stands for an id or a name of the run: `{group}`, `{new}` for a new schema, and the label of an own
    connection for its id.
    """

    path: str
    method: str = "GET"
    about: str = ""
    """The label of the own connection that the request creates, or whose data the answer has."""
    bodies: Sequence[Json] = ()
    """The body; of a create also others, to be tried in turn while the service is refused."""
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    pages: bool = False
    """Whether all pages of the list are read."""
    after: Ask | None = None
    """A read that has to show the connection as paused and incomplete, or else this is not sent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; of a list, its last page with the items of all."""

    status: int
    envelope: Json
    items: Sequence[Json] = ()

    @property
    def data(self) -> Json:
        """The data of a success."""
        data = self.envelope.get("data")
        return data if is_mapping(data) and self.status < 300 else {}

    def outcome(self) -> str:
        """Return `accepted` or the status."""
        return "accepted" if self.status < 300 else str(self.status)

    @property
    def is_bad_input(self) -> bool:
        """Whether the API refuses the request by a code of bad input."""
        return self.status == 400 and str(self.envelope.get("code")).startswith("Invalid")


class Seen:
    """The answers of an account so far, as readings need them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take what names in braces stand for."""
        self.names: dict[str, str] = {**names}
        self.answers: dict[Ask, Answer] = {}
        self.failures: dict[Ask, str] = {}
        self.reads: list[Json] = []
        """The envelopes of reads that show something."""
        self.details: list[Json] = []
        """Connections, before any update of this run."""
        self.destinations: list[Json] = []
        self.listed = Answer(0, {})
        """The last list of connections that shows any."""
        self.lag = 0.0
        """The seconds for which a list did not show an own connection."""

    def data(self, ask: Ask) -> Json:
        """Return the own connection that an answer shows; nothing if it is no success or shows another."""
        data: Json = self.answers[ask].data if ask in self.answers else {}
        return data if data.get("id") == self.names.get(ask.about, "") else {}

    def at(self, ask: Ask, path: str) -> Any:
        """Return a value of the own connection that an answer shows, by its path; None without one."""
        value: Any = self.data(ask)
        for key in path.format_map(self.names).split("/"):
            if is_array(value):
                value = dict(enumerate(value)).get(int(key))
            else:
                value = value.get(key) if is_mapping(value) else None
        return value

    def keep(self, ask: Ask, answer: Answer) -> None:
        """Keep an answer for the readings."""
        self.answers[ask] = answer
        if answer.status >= 300:
            path, code = ask.path.format_map(self.names), answer.envelope.get("code")
            self.failures[ask] = f"{ask.method} {path} was answered {answer.status} {code}"
        if ask.method == "GET" and (answer.items or answer.data.get("id")):
            self.reads.append(answer.envelope)
            if ask.path.startswith("/v1/destinations/"):
                self.destinations.append(answer.data)
            elif self.data(ask):
                self.details.append(answer.data)
            elif ask in (LIST_FIRST, LIST_ALL):
                self.listed = answer


Reading: TypeAlias = Callable[[Seen], str | None]


def create(about: str, *services: tuple[str, Json], group: str = "{group}") -> Ask:
    """Return the create of a connection that is paused from its create on, without setup tests."""
    fields = {"group_id": group, "paused": True, "run_setup_tests": False}
    bodies = [{"service": service, **fields, "config": config} for service, config in services]
    return Ask(method="POST", path="/v1/connections", about=about, bodies=bodies)


def twin(about: str, schema: str, *, group: str = "{group}") -> Ask:
    """Return the create of one more connection of the first service that was taken."""
    return create(about, ("{service}", {"schema": schema, "sync_mode": "{mode}"}), group=group)


def update(about: str, **body: Any) -> Ask:
    """Return an update of an own connection without setup tests."""
    body["run_setup_tests"] = False
    return Ask(method="PATCH", path=f"/v1/connections/{{{about}}}", about=about, bodies=[body])


def read(about: str) -> Ask:
    """Return a read of an own connection."""
    return Ask(path=f"/v1/connections/{{{about}}}", about=about)


def listing(*, pages: bool = True, **query: str) -> Ask:
    """Return a list of connections."""
    return Ask(path="{list}", query={"limit": "{page}", **query}, pages=pages)


def action(about: str, path: str, *, after: Ask | None = None, **body: Any) -> Ask:
    """Return another request about an own connection."""
    return Ask(method="POST", path=f"/v1/connections/{{{about}}}/{path}", about=about, bodies=[body], after=after)


_SECRETS: Final = [{"key": key, "value": INVENTED} for key in ("first", "second")]
_ROLE: Final = f"arn:aws:iam::000000000000:role/{INVENTED}"
_ACCESS: Final = {"host": "fc-trial.invalid", "port": 5432, "user": INVENTED, "password": INVENTED}  # reserved ending
_UNKNOWN: Final = f"no_such_key_{INVENTED}"

ADS: Final = create(
    "ads",
    ("pinterest_ads", {"schema": "{new}", "sync_mode": "AllAdvertisers"}),
    *(
        (name, {"schema": "{new}", "sync_mode": "AllAccounts"})
        for name in ("facebook_ads", "linkedin_ads", "tiktok_ads")
    ),
)
READ_ADS, LIST_FIRST, LIST_ALL = read("ads"), listing(), listing()
PG, READ_PG = create("pg", ("postgres", {"schema_prefix": "{new}", "database": INVENTED, **_ACCESS})), read("pg")
CLEAR, READ_CLEARED = update("pg", config={"database": None}), read("pg")
S3: Final = create("s3", ("s3", {"schema": "{new}", "table": INVENTED, "bucket": INVENTED, "role_arn": _ROLE}))
READ_S3, EMPTY, READ_EMPTY = read("s3"), update("ads", config={"{ids}": []}), read("ads")
_CREDENTIALS: Final = {"bucket_name": INVENTED, "home_folder": INVENTED}
PENDO, READ_PENDO = create("pendo", ("pendo", {"schema": "{new}", "aws_credentials": _CREDENTIALS})), read("pendo")
NESTED, READ_NESTED = update("pendo", config={"aws_credentials": {"bucket_name": "other"}}), read("pendo")
SDK, READ_SDK = create("sdk", ("connector_sdk", {"schema": "{new}", "secrets_list": _SECRETS})), read("sdk")
FEWER, READ_FEWER = update("sdk", config={"secrets_list": _SECRETS[:1]}), read("sdk")
TWIN, SPELLED, DOUBLE = twin("twin", "{new}"), twin("spelled", "{new}_Caps"), twin("double", "{schema}")
RENAME, READ_NAME = update("ads", config={"schema": "{schema}_x"}), read("ads")
UNKNOWN_KEY, READ_KEY = update("ads", config={_UNKNOWN: 1}), read("ads")
SAME, AS_TEXT, PAUSE = (
    update("ads", sync_frequency=360),
    update("ads", sync_frequency="360"),
    update("ads", paused=True),
)
BY_SCHEMA, LARGE = listing(pages=False, schema="{schema}"), listing(pages=False, limit=str(ABOVE))
QUERY: Final = listing(pages=False, **{f"no_such_{INVENTED}": "1"})
DESTINATION, DESTINATIONS = (
    Ask(path="/v1/destinations/{group}"),
    Ask(path="/v1/destinations", query={"limit": "{page}"}, pages=True),
)
TEST: Final = action("ads", "test")
# If a status alone is the answer, the request is sent twice, since something on the way may have answered.
NO_GROUP: Final = tuple(twin("nowhere", "{new}", group=f"{PREFIX}no_such_group") for _ in range(2))
NO_CONNECTION: Final = tuple(Ask(path=f"/v1/connections/{PREFIX}no_such_connection") for _ in range(2))
TRUST: Final = tuple(action("ads", "certificates", hash=f"{INVENTED}{n}", encoded_cert="AAAA") for n in range(2))
IDLE: Final = (read("twin"), read("twin"))
SYNC: Final = tuple(action("twin", "sync", after=idle) for idle in IDLE)


def _word(words: Iterable[str]) -> str | None:
    """Return the one word that all answers agree on; several together are no value of a behaviour."""
    return " and ".join(sorted(set(words))) or None


def _presence(key: str, answers: Callable[[Seen], Iterable[Json]]) -> Reading:
    return lambda seen: _word("present" if key in answer else "absent" for answer in answers(seen))


def _configs(answers: Iterable[Json]) -> list[tuple[str, Json]]:
    """Return the service and the config of each answer that shows a config."""
    return [(str(answer.get("service")), config) for answer in answers if is_mapping(config := answer.get("config"))]


def _twice(asks: Sequence[Ask], word: Callable[[Answer], str]) -> Reading:
    """Read a request that was sent twice, if both were answered."""
    return lambda seen: (
        _word(word(seen.answers[ask]) for ask in asks) if all(ask in seen.answers for ask in asks) else None
    )


def _changed(before: Ask, change: Ask, after: Ask, path: str, word: Callable[[Any, Any], str | None]) -> Reading:
    """Read the word for a value before and after an accepted change."""

    def reading(seen: Seen) -> str | None:
        is_proven = seen.data(change) and all(is_mapping(seen.at(ask, "config")) for ask in (before, after))
        return word(seen.at(before, path), seen.at(after, path)) if is_proven else None

    return reading


def _refused_or(ask: Ask, accepted: Reading) -> Reading:
    """Read a request that may be refused, beside an update that has to be accepted."""

    def reading(seen: Seen) -> str | None:
        is_refused = ask in seen.answers and seen.answers[ask].is_bad_input
        return ("refused" if is_refused else accepted(seen) if seen.data(ask) else None) if seen.data(SAME) else None

    return reading


def _naming(seen: Seen) -> str | None:
    found = [(naming_keys(service), config) for service, config in _configs(seen.details)]
    return _word("present" if any(key in config for key in keys) else "absent" for keys, config in found)


def _mask(seen: Seen) -> str | None:
    """Read the mask; whether it keeps a prefix shows only in a role of AWS."""
    texts = [(pointer, str(value)) for _, config in _configs(seen.details) for pointer, value in scalars(config)]
    lengths = {len(text) for _, text in texts if text and not text.strip("*")}
    if any(text.startswith("arn:*") for _, text in texts):
        return "prefixed"
    if lengths == {8} and not any(pointer.endswith("role_arn") for pointer, _ in texts):
        return None
    return _word({6: "six", 8: "eight"}.get(length, f"{length} stars") for length in lengths)


def _unset(*, secret: bool) -> Reading:
    """Compare each config with the published fields of its service."""

    def reading(seen: Seen) -> str | None:
        found = set[str]()
        for service, config in _configs(seen.details):
            entry = ServiceCatalogue.packaged().entry(service)
            for key in entry.config if entry else ():
                is_unset = config.get(key) is None and key not in naming_keys(service)
                if is_unset and is_secret(key, service=service) == secret:
                    found.add("null" if key in config else "absent")
        return next((word for word in ("null", "absent") if word in found), None)

    return reading


def _empty_list(seen: Seen) -> str | None:
    if EMPTY not in seen.answers:
        return "returned" if any([] in config.values() for _, config in _configs(seen.details)) else None
    words = {"[]": "returned", "None": "absent"}
    changed = _changed(READ_ADS, EMPTY, READ_EMPTY, "config/{ids}", lambda _, after: words.get(str(after), "other"))
    return changed(seen)


def _duplicate(seen: Seen) -> str | None:
    answer = seen.answers.get(DOUBLE)
    if answer and answer.status >= 300:
        return f"{answer.envelope.get('code')}_{answer.status}"
    return "allowed" if seen.data(DOUBLE) and seen.at(DOUBLE, "schema") == seen.names["schema"] else None


def _whole(ask: Ask) -> Reading:
    return lambda seen: ("whole" if "config" in seen.data(ask) else "bare") if seen.data(ask) else None


def _defaults(seen: Seen) -> str | None:
    """Read whether defaults of the service are shown whose keys were not sent."""
    keys = traits(seen.names.get("service", "")).defaults.keys() - {"sync_mode"}
    config = seen.at(READ_ADS, "config")
    return _word("hidden" if config.get(key) is None else "shown" for key in keys) if is_mapping(config) else None


def _last_page(seen: Seen) -> str | None:
    cursor = str(seen.listed.data.get("next_cursor", "absent"))  # a cursor that leads on is none of the words
    return {"absent": "absent", "None": "null", "": "empty"}.get(cursor) if seen.listed.items else None


def _order(seen: Seen) -> str | None:
    """Read the order of a list; None for a list that fits several."""
    times, ids = ([item[key] for item in seen.listed.items] for key in ("created_at", "id"))
    if len(ids) < 3:
        return None
    orders = {"oldest_first": times == sorted(times), "newest_first": times == sorted(times, reverse=True)}
    found = [name for name, fits in {**orders, "by_id": ids == sorted(ids)}.items() if fits]
    return (found[0] if len(found) == 1 else None) if found else "an order of another kind"


def _digits(seen: Seen) -> str | None:
    """Read the digits of times below a second, if all have as many."""
    times = [str(item.get(key) or "") for item in seen.listed.items for key in ("succeeded_at", "failed_at")]
    digits = {len(match[1]) for time in times if (match := _DIGITS.search(time))}
    return _word({6: "six", 3: "three"}.get(number, f"{number} digits") for number in digits)


def _port(seen: Seen) -> str | None:
    ports = [config["port"] for _, config in _configs(seen.destinations) if config.get("port") is not None]
    return _word("text" if isinstance(port, str) else "number" for port in ports)


def _daylight_saving(seen: Seen) -> str | None:
    key = "daylight_saving_time_enabled"
    saving = {each.get("id") for each in seen.destinations if each.get(key) is True}
    items = seen.answers[DESTINATIONS].items if DESTINATIONS in seen.answers else ()
    words = {"True": "stored", "False": "false"}
    return _word(words.get(str(item.get(key)), "other") for item in items if item["id"] in saving)


def _schema_filter(seen: Seen) -> str | None:
    items, schema = seen.answers[BY_SCHEMA].items if BY_SCHEMA in seen.answers else (), seen.names.get("schema", "")
    if not items or all(item["schema"] == schema for item in seen.listed.items):
        return None
    others = [str(item["schema"]) for item in items if item["schema"] != schema]
    return "honoured" if not others else "ignored" if any(schema not in name for name in others) else "other"


def _listed_or(ask: Ask, word: str) -> Reading:
    """Read a list that may be refused, beside one that shows connections."""

    def reading(seen: Seen) -> str | None:
        answer = seen.answers.get(ask)
        if answer is None or not seen.listed.items:
            return None
        return "refused" if answer.is_bad_input else word if 0 < len(answer.items) < ABOVE else None

    return reading


def _spelling(seen: Seen) -> str | None:
    if not seen.data(SPELLED):
        return "refused" if seen.data(TWIN) and SPELLED in seen.answers and seen.answers[SPELLED].is_bad_input else None
    return {"_Caps": "kept", "_caps": "lowered"}.get(str(seen.at(SPELLED, "schema"))[-5:], "other")


def _tests(seen: Seen) -> list[Json]:
    tests = seen.at(TEST, "setup_tests")
    return [test for test in tests if is_mapping(test)] if is_array(tests) else []


def _authorization(seen: Seen) -> str | None:
    results = {str(test.get("status")) for test in _tests(seen)}
    return ("required" if results & {"FAILED", "JOB_FAILED"} else "assumed") if results else None


def _test_details(seen: Seen) -> str | None:
    words = {"str": "text", "dict": "object", "list": "list", "NoneType": "absent"}
    return _word(words.get(type(test.get("details")).__name__, "other") for test in _tests(seen))


def _lag(seen: Seen) -> str | None:
    return (f"a lag of more than {seen.lag:.1f} s" if seen.lag else "none") if LIST_FIRST in seen.answers else None


class Question(NamedTuple):
    """One behaviour: the answers that show it in words, its requests, and the reading of the answers."""

    name: str
    where: str
    asks: Sequence[Ask]
    reading: Reading
    is_read: bool = False
    """Whether an account shows it to those who only read."""


def _kept(same: str, gone: str) -> Callable[[Any, Any], str | None]:
    """Return the words for a value that was there and stays or is gone."""
    return lambda before, after: (
        None if before is None else gone if after is None else same if after == before else "other"
    )


def _nested(_: Any, after: Any) -> str | None:
    shown = {key: value for key, value in after.items() if value is not None} if is_mapping(after) else {}
    changed = {"bucket_name": "other"}
    return "merged" if shown == {**_CREDENTIALS, **changed} else "replaced" if shown == changed else "other"


_DETAILS, _LIST, _FIELDS = (
    "the details of connections",
    "the list of connections",
    "the published fields of connections",
)
_CLEARED: Final = _changed(READ_PG, CLEAR, READ_CLEARED, "config/database", _kept("kept", "clears"))
_FEWER: Final = _changed(READ_SDK, FEWER, READ_FEWER, "config/secrets_list/1/key", _kept("merged", "replaced"))
_RENAMED: Final = _changed(READ_ADS, RENAME, READ_NAME, "schema", _kept("ignored", "other"))
_KEY: Final = _changed(
    READ_ADS, UNKNOWN_KEY, READ_KEY, f"config/{_UNKNOWN}", lambda _, after: "other" if after else "dropped"
)
_NESTED: Final = _changed(READ_PENDO, NESTED, READ_NESTED, "config/aws_credentials", _nested)

QUESTIONS: Final = (
    Question("naming_keys", _DETAILS, (ADS, READ_ADS), _naming, is_read=True),
    Question("list_config", _LIST, (LIST_FIRST,), _presence("config", lambda seen: seen.listed.items), is_read=True),
    Question("list_lag", "the list after a create", (LIST_FIRST,), _lag),
    Question("null_in_update", "the details after null for a key", (PG, READ_PG, CLEAR, READ_CLEARED), _CLEARED),
    Question("unset_key", _FIELDS, (READ_PG,), _unset(secret=False), is_read=True),
    Question("unset_secret", _FIELDS, (READ_PG,), _unset(secret=True), is_read=True),
    Question("mask", _DETAILS, (READ_PG, S3, READ_S3), _mask, is_read=True),
    Question("empty_list", _DETAILS, (EMPTY, READ_EMPTY), _empty_list, is_read=True),
    Question("nested_objects", "an object after an update", (PENDO, READ_PENDO, NESTED, READ_NESTED), _NESTED),
    Question("named_secrets", "secrets after an update", (SDK, READ_SDK, FEWER, READ_FEWER), _FEWER),
    Question("duplicate_schema", "a second create of a schema", (DOUBLE,), _duplicate),
    Question("create_only_key", "an update of schema", (SAME, RENAME, READ_NAME), _refused_or(RENAME, _RENAMED)),
    Question("unknown_config_key", "an unknown key", (UNKNOWN_KEY, READ_KEY), _refused_or(UNKNOWN_KEY, _KEY)),
    Question("update_answer", "the answer of an update", (SAME,), _whole(SAME)),
    Question("pause_answer", "the answer of a pause", (PAUSE,), _whole(PAUSE)),
    Question("schema_filter", "the list of a schema", (TWIN, LIST_ALL, BY_SCHEMA), _schema_filter, is_read=True),
    Question("config_defaults", _DETAILS, (READ_ADS,), _defaults),
    Question("last_page", "the last page of the list", (LIST_ALL,), _last_page, is_read=True),
    Question("list_order", _LIST, (LIST_ALL,), _order, is_read=True),
    Question("read_messages", "reads", (READ_ADS,), _presence("message", lambda seen: seen.reads), is_read=True),
    Question("time_digits", "succeeded_at and failed_at", (LIST_ALL,), _digits, is_read=True),
    Question("destination_port", "destinations", (DESTINATION,), _port, is_read=True),
    Question("listed_daylight_saving", "destinations", (DESTINATION, DESTINATIONS), _daylight_saving, is_read=True),
    Question("large_limit", f"the list with {ABOVE} items", (LARGE,), _listed_or(LARGE, "cut"), is_read=True),
    Question(
        "unknown_query", "the list with an unknown parameter", (QUERY,), _listed_or(QUERY, "ignored"), is_read=True
    ),
    Question("unknown_group", "creates in no group", NO_GROUP, _twice(NO_GROUP, Answer.outcome)),
    Question(
        "unknown_connection",
        "the answers for an id that does not exist",
        NO_CONNECTION,
        _twice(
            NO_CONNECTION, lambda answer: str(answer.envelope.get("code") if answer.status == 404 else answer.status)
        ),
        is_read=True,
    ),
    Question("schema_spelling", "a create with capitals", (SPELLED,), _spelling),
    Question("unoffered_trust", "approvals of a certificate", TRUST, _twice(TRUST, Answer.outcome)),
    Question("text_values", "a number as text", (AS_TEXT,), _refused_or(AS_TEXT, lambda _: "accepted")),
    Question("authorization", "the setup tests", (TEST,), _authorization),
    Question("setup_test_details", "the setup tests", (TEST,), _test_details),
    Question(
        "sync_not_ready",
        "syncs of a paused connection",
        (IDLE[0], SYNC[0], IDLE[1], SYNC[1]),
        _twice(SYNC, Answer.outcome),
    ),
)
"""The behaviours in the order of asking: first those that tools depend on, and a sync last."""

UNASKED: Final[Mapping[str, str]] = {
    "google_ads_paused": "a connection would start unpaused",
    "webhook_created": "the API would call the address of the webhook",
    "reload_paused": "a reload needs a source",
    "sync_end": "nothing is synced",
    "unknown_column": "columns need a source",
    "auth_in_update": "no answer shows auth",
    "retry_after": "it would need too many requests",
    **dict.fromkeys(("webhook_digits", "webhook_group", "webhook_data", "webhook_reason"), "only receivers see events"),
}
"""The behaviours without a question, and the reason."""


class Learned(NamedTuple):
    """The result for one behaviour: its value, if the answers show one of the table, and the mock's default."""

    name: str
    value: str | None
    default: str
    why: str


def learned(seen: Seen, *, only_read: bool) -> list[Learned]:
    """Return a row for each behaviour, those without a question last."""
    rows: list[Learned] = []
    for name, where, asks, reading, is_read in QUESTIONS:
        found = reading(seen) if is_read or not only_read else None
        value = found if found in BY_NAME[name].values else None
        why = f"{'seen' if value else 'not seen'} in {where}"
        if found is not None and value is None:  # users can report it
            why = f"{found} in {where} is no value of the table; please report it"
        elif only_read and not is_read:
            why = "not seen in anything that can be read; --trial asks for it"
        elif value is None:
            why = next((f"not seen: {seen.failures[ask]}" for ask in asks if ask in seen.failures), why)
        rows.append(Learned(name, value, BY_NAME[name].default, why))
    return rows + [Learned(name, None, BY_NAME[name].default, f"not asked: {why}") for name, why in UNASKED.items()]
