"""
Questions to an account: a row for each behaviour, with its requests and the reading of their answers. No IO.

A reading returns a value of the behaviour only if the answers prove it: a refusal counts with status 400, a code of
bad input and an accepted request beside it, and "ignored" only after reading again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeAlias

from fivetran_common.json_types import Json, is_array, is_mapping, mapped, scalars
from fivetran_common.text import is_mask
from fivetran_rules import ServiceCatalogue, is_secret, naming_keys, traits
from fivetran_rules.behaviours import BEHAVIOURS
from fivetran_rules.recordings import INVENTED, PREFIX

from ..errors import FivetranError

ABOVE: Final = 1001
"""One item more than a page may have (documented)."""
_DIGITS: Final = re.compile(r"\.(\d+)Z$")
_NOTHING: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ask:
    """
    One request, which is sent once for all rows that need it.

    A name in braces stands for an id or a name of the run: `{group}`, `{new}` for a new schema, and the label of an own
    connection for its id. `about` is the label of the connection that the request creates, or that its answer shows. Of
    several bodies, the next is sent if the service of one is refused.
    """

    path: str
    method: str = "GET"
    about: str = ""
    bodies: Sequence[Json] = ()
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    has_pages: bool = False


class Observation(NamedTuple):
    """One answer, with status 0 if none came in the format of the API; of a list, its last page with all items."""

    status: int = 0
    headers: Mapping[str, str] = _NOTHING
    envelope: Json = _NOTHING
    items: Sequence[Json] = ()
    error: FivetranError | None = None
    """The reason why there is no answer, or why it shows nothing."""

    @property
    def data(self) -> Json:
        """The data of a success."""
        data = self.envelope.get("data")
        return data if is_mapping(data) and self.outcome == "accepted" else {}

    @property
    def outcome(self) -> str:
        """The word `accepted`, or the status."""
        return "accepted" if self.status < 300 else str(self.status)

    @property
    def is_refusal(self) -> bool:
        """Whether the API refused the request by a code of bad input."""
        return self.status == 400 and self.code.startswith("Invalid")

    @property
    def code(self) -> str:
        """The code of the API with the status, such as `InvalidInput_400`."""
        return f"{self.envelope.get('code')}_{self.status}"


class Seen:
    """The answers of an account so far, as readings need them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take what names in braces stand for."""
        self.names: dict[str, str] = {**names}
        self.answers: dict[Ask, Observation] = {}
        self.lags: bool = False
        """Whether a list did not show an own connection."""

    def filled(self, value: Any) -> Any:
        """Return a JSON value with ids and names in the place of words in braces; raises KeyError without one."""

        def fill(text: Any, _: str) -> Any:
            return text.format_map(self.names) if isinstance(text, str) else text

        return mapped(value, fill, keys=fill)

    def answer(self, ask: Ask) -> Observation:
        """Return the answer to a request; an empty one if there is none."""
        return self.answers.get(ask, Observation())

    def own(self, ask: Ask) -> Sequence[Json]:
        """Return the own connection that an answer shows; nothing if it is no success or shows another."""
        data = self.answer(ask).data
        return [data] if data.get("id") and data["id"] == self.names.get(ask.about) else []

    @property
    def reads(self) -> Sequence[Observation]:
        """The answers to reads of own connections that show one."""
        return [answer for ask, answer in self.answers.items() if ask.method == "GET" and self.own(ask)]

    @property
    def configs(self) -> Sequence[tuple[str, Json]]:
        """The service and the config of each own connection that a read shows with its config."""
        details = [answer.data for answer in self.reads]
        return [(str(each.get("service")), config) for each in details if is_mapping(config := each.get("config"))]

    @property
    def listed(self) -> Observation:
        """The last list of connections whose last page shows any; otherwise an answer without items."""
        lists = [self.answer(ask) for ask in (LIST_ALL, LIST_FIRST)]
        return next((answer for answer in lists if answer.data.get("items")), Observation())


def create(about: str, config: Json, *services: str, group: str = "{group}") -> Ask:
    """Return the create of a connection that is paused from its create on, without setup tests."""
    fields = {"group_id": group, "paused": True, "run_setup_tests": False, "config": config}
    bodies = [{"service": service, **fields} for service in services]
    return Ask(method="POST", path="/v1/connections", about=about, bodies=bodies)


def twin(about: str, schema: str = "{new}", *, group: str = "{group}") -> Ask:
    """Return the create of one more connection of the first service that was taken."""
    return create(about, {**_ACCOUNTS, "schema": schema}, "{service}", group=group)


def of_own(about: str, action: str = "", *, method: str = "GET", **body: Any) -> Ask:
    """Return a request about an own connection."""
    bodies = () if method == "GET" else [body]
    return Ask(method=method, path=f"/v1/connections/{{{about}}}{action}", about=about, bodies=bodies)


def update(about: str, **fields: Any) -> Ask:
    """Return an update of an own connection, without setup tests."""
    return of_own(about, method="PATCH", run_setup_tests=False, **fields)


def listing(query: Mapping[str, str] | None = None) -> Ask:
    """Return a list of connections: all pages, or one with other parameters."""
    return Ask(path="{list}", query={"limit": "{page}", **(query or {})}, has_pages=query is None)


_BOTH: Final = [{"key": key, "value": INVENTED} for key in ("first", "second")]
_FIRST: Final = _BOTH[:1]
_KEYS: Final = [{"key": each["key"]} for each in _BOTH]
_ROLE: Final = f"arn:aws:iam::000000000000:role/{INVENTED}"
_ACCESS: Final = {"host": "fc-trial.invalid", "port": 5432, "user": INVENTED, "password": INVENTED}  # reserved ending
_FOLDERS, _OTHER = {"bucket_name": INVENTED, "home_folder": INVENTED}, {"bucket_name": "other"}
_ACCOUNTS: Final = {"schema": "{new}", "sync_mode": "AllAccounts"}

ADS: Final = create("ads", _ACCOUNTS, "facebook_ads", "linkedin_ads", "tiktok_ads", "twitter_ads")
PG: Final = create("pg", {"schema_prefix": "{new}", "database": INVENTED, **_ACCESS}, "postgres")
S3: Final = create("s3", {"schema": "{new}", "table": INVENTED, "bucket": INVENTED, "role_arn": _ROLE}, "s3")
PENDO: Final = create("pendo", {"schema": "{new}", "aws_credentials": _FOLDERS}, "pendo")
SDK: Final = create("sdk", {"schema": "{new}", "secrets_list": _BOTH}, "connector_sdk")
TWIN, SPELLED, DOUBLE = twin("twin"), twin("spelled", "{new}_Caps"), twin("double", "{schema}")
ROOM: Final = twin("room")  # accepted after others were refused: no limit of the account has refused them
READ_ADS, READ_PG, READ_S3, READ_PENDO = map(of_own, ("ads", "pg", "s3", "pendo"))
READ_SDK, READ_TWIN = map(of_own, ("sdk", "twin"))
LIST_FIRST, LIST_ALL, BY_SCHEMA = listing(), listing(), listing({"schema": "{schema}"})
LARGE, QUERY = listing({"limit": str(ABOVE)}), listing({f"no_such_{INVENTED}": "1"})
SAME, AS_TEXT = (update("ads", sync_frequency=value) for value in (360, "360"))
PAUSE, TEST = of_own("ads", method="PATCH", paused=True), of_own("ads", "/test", method="POST")
TESTED: Final = of_own("ads", method="PATCH", run_setup_tests=True, sync_frequency=360)
DESTINATION: Final = Ask(path="/v1/destinations/{group}")
DESTINATIONS: Final = Ask(path="/v1/destinations", query={"limit": "{page}"}, has_pages=True)
# If a status alone is the answer, the request is sent twice, since something on the way may have answered.
NO_GROUP: Final = [twin("nowhere", group=f"{PREFIX}no_such_group") for _ in range(2)]
NO_CONNECTION: Final = [Ask(path=f"/v1/connections/{PREFIX}no_such_connection") for _ in range(2)]
TRUST: Final = [of_own("ads", "/certificates", method="POST", hash=INVENTED, encoded_cert="AAAA") for _ in range(2)]
SYNC: Final = [of_own("twin", "/sync", method="POST") for _ in range(2)]

Reading: TypeAlias = Callable[[Seen], Iterable[object]]


@dataclass(frozen=True, slots=True)
class Question:
    """One behaviour, its requests, and the reading of their answers."""

    name: str
    asks: Sequence[Ask]
    reading: Reading
    """Returns what each answer shows; nothing if the answers prove nothing."""
    words: Mapping[str, str] = field(default_factory=dict[str, str])
    """The values of the behaviour by what an answer shows, where the two differ."""
    refusable: tuple[Ask, Ask] | None = None
    """A request whose refusal is the value `refused`, and another that has to be accepted beside it."""

    def value(self, seen: Seen) -> str | None:
        """Return the word for what all answers show; several words, which are no value, if they show several things."""
        if self.refusable:
            request, control = self.refusable
            if seen.answer(request).is_refusal:
                return "refused" if seen.own(control) or seen.answer(control).items else None
        words = {self.words.get(str(each), str(each)) for each in self.reading(seen)}
        return " and ".join(sorted(words)) or None


def _change(name: str, before: Sequence[Ask], change: tuple[str, Any, Any], words: Mapping[str, Any]) -> Question:
    """
    Return the question for an update of a config, which may be refused.

    `change` has a key, the value that the last read before has to show, and the value to send. `words` has each word
    with the value that a read shows afterwards. Masks do not count: a secret may be masked, or left out.
    """
    first, (key, old, new) = before[-1], change
    sent, last = update(first.about, config={key: new}), of_own(first.about)

    def plain(value: Any) -> Any:
        nulls = mapped(value, lambda text, _: None if is_mask(text, whole=True) else text)
        return mapped(nulls, lambda text, _: text, nulls=False)

    def reading(seen: Seen) -> Iterable[str]:
        shown = [*seen.own(first), *seen.own(last)]
        if len(shown) < 2 or not seen.own(sent) or not all(is_mapping(each.get("config")) for each in shown):
            return []
        was, now = (plain({**each, **each["config"]}.get(key)) for each in shown)
        if was != seen.filled(old):
            return []
        return [next((word for word, after in words.items() if seen.filled(after) == now), "another value")]

    return Question(name, (*before, sent, last), reading, refusable=(sent, SAME))


def _answered(seen: Seen, asks: Sequence[Ask]) -> Sequence[Observation]:
    """Return the answers to a request that is sent twice, if both came."""
    answers = [seen.answer(ask) for ask in asks]
    return answers if all(answer.status for answer in answers) else []


def _page(seen: Seen, ask: Ask, word: str) -> Iterable[str]:
    """Return the word for a list that shows connections."""
    return [word] if 0 < len(seen.answer(ask).items) < ABOVE else []


def _lag(seen: Seen) -> Iterable[str]:
    """Read whether the list after a create, which asks about no connection, shows it."""
    shown = [item["id"] for item in seen.answer(LIST_FIRST).items]
    return ["none"] if seen.names.get("ads") in shown and not seen.lags else []


def _mask(seen: Seen) -> Iterable[str]:
    """Read the mask; a prefix shows only in a role of AWS, and a mix only below the top of a config."""
    texts = [(pointer, str(value)) for _, config in seen.configs for pointer, value in scalars(config)]
    masks = [(len(text), "/" in pointer[1:]) for pointer, text in texts if text and not text.strip("*")]
    top, below = ({length for length, is_below in masks if is_below is each} for each in (False, True))
    if any(text.startswith("arn:*") for _, text in texts):
        return ["prefixed"]
    if top | below == {8} and not any(pointer.endswith("role_arn") for pointer, _ in texts):
        return []
    if top == {6} and below != {6}:
        return ["mixed"] if below == {8} else []
    return [f"{length} stars" for length in top | below]


def _unset(seen: Seen, *, secret: bool) -> Iterable[str]:
    """Compare each config with the published fields of its service."""
    found = set[str]()
    for service, config in seen.configs:
        entry = ServiceCatalogue.packaged().entry(service)
        keys = [key for key in (entry.config if entry else ()) if is_secret(key, service=service) == secret]
        unset = [key for key in keys if config.get(key) is None and key not in naming_keys(service)]
        found |= {"null" if key in config else "absent" for key in unset}
    return {"null"} if "null" in found else found


def _set_secret(seen: Seen) -> Iterable[str]:
    """Look for the secrets of a database, of files and of code that were sent."""
    for read, pointer in ((READ_PG, "/password"), (READ_S3, "/role_arn"), (READ_SDK, "/secrets_list/0/value")):
        for config in (each["config"] for each in seen.own(read) if is_mapping(each.get("config"))):
            value = dict(scalars(config)).get(pointer)
            yield "masked" if is_mask(value) else "absent" if value is None else "another value"


def _empty_list(seen: Seen) -> Iterable[object]:
    """Read an empty list: one that any config has, or the one that was sent."""
    is_shown = any([] in config.values() for _, config in seen.configs)
    return ["returned"] if is_shown else _EMPTY.reading(seen)


def _duplicate(seen: Seen) -> Iterable[str]:
    answer = seen.answer(DOUBLE)
    if answer.outcome != "accepted":
        return [answer.code]
    return ["allowed" for each in seen.own(DOUBLE) if each.get("schema") == seen.names["schema"]]


def _defaults(seen: Seen) -> Iterable[bool]:
    """Look for the defaults of keys that were not sent."""
    keys = traits(seen.names.get("service", "")).defaults.keys() - {"sync_mode"}
    configs = [config for each in seen.own(READ_ADS) if is_mapping(config := each.get("config"))]
    return [config.get(key) is not None for config in configs for key in keys]


def _last_page(seen: Seen) -> Iterable[object]:
    """Read the cursor of the last page; one that leads on proves nothing."""
    cursor = seen.listed.data.get("next_cursor", "absent")
    return [cursor] if seen.listed.items and cursor in ("absent", None, "") else []


def _order(seen: Seen) -> Iterable[str]:
    """Read the order of a list; one that fits several proves nothing."""
    times, ids = ([item[key] for item in seen.listed.items] for key in ("created_at", "id"))
    orders = {"oldest_first": times == sorted(times), "newest_first": times == sorted(times, reverse=True)}
    found = [name for name, fits in {**orders, "by_id": ids == sorted(ids)}.items() if fits]
    if len(ids) < 3 or len(found) > 1:
        return []
    return found or ["another order"]


def _digits(seen: Seen) -> Iterable[str]:
    """Read the digits of times below a second."""
    times = [str(item.get(key) or "") for item in seen.listed.items for key in ("succeeded_at", "failed_at")]
    return [f"{len(match[1])} digits" for time in times if (match := _DIGITS.search(time))]


def _destinations(seen: Seen) -> Sequence[Json]:
    return [answer.data for ask, answer in seen.answers.items() if ask.path == DESTINATION.path]


def _port(seen: Seen) -> Iterable[str]:
    ports = [config.get("port") for each in _destinations(seen) if is_mapping(config := each.get("config"))]
    return ["text" if isinstance(port, str) else "number" for port in ports if port is not None]


def _daylight_saving(seen: Seen) -> Iterable[object]:
    key = "daylight_saving_time_enabled"
    saving = {str(each.get("id")) for each in _destinations(seen) if each.get(key) is True}
    return [item.get(key) for item in seen.answer(DESTINATIONS).items if item["id"] in saving]


def _schema_filter(seen: Seen) -> Iterable[str]:
    items, schema = seen.answer(BY_SCHEMA).items, seen.names.get("schema", "")
    others = [item["schema"] for item in items if item["schema"] != schema]
    if not items or all(item["schema"] == schema for item in seen.listed.items):
        return []
    if not others:
        return ["honoured"]
    return ["ignored" if any(schema not in name for name in others) else "another filter"]


def _tests(seen: Seen) -> Sequence[Json]:
    found = [tests for each in seen.own(TEST) if is_array(tests := each.get("setup_tests"))]
    return [test for tests in found for test in tests if is_mapping(test)]


def _update_tests(seen: Seen) -> Iterable[str]:
    """Read whether an update of a field ran setup tests; an answer without config could not show them."""
    updated = [*seen.own(TESTED), *seen.own(PAUSE)]
    shown = [each for each in updated if _tests(seen) and "config" in each]
    return ["always" if each.get("setup_tests") else "config_or_auth" for each in shown]


def _authorization(seen: Seen) -> Iterable[str]:
    """Read whether any setup test failed."""
    has_failed = any(test.get("status") in ("FAILED", "JOB_FAILED") for test in _tests(seen))
    return ["required" if has_failed else "assumed" for _ in _tests(seen)]


def _sync(seen: Seen) -> Iterable[str]:
    """
    Read a sync of a connection that is paused and incomplete; a refusal does not tell which of both it is for.

    An answer with data is not that of a sync.
    """
    return [
        "accepted" for answer in _answered(seen, SYNC) if answer.outcome == "accepted" and "data" not in answer.envelope
    ]


def _shown(ask: Ask, key: str) -> Reading:
    """Return the reading of a key of an own connection; `absent` where it is not there."""
    return lambda seen: [data.get(key, "absent") for data in seen.own(ask)]


_PRESENCE: Final = {"True": "present", "False": "absent"}
_WHOLE: Final = {"True": "whole", "False": "bare"}
_DETAILS: Final = {"str": "text", "dict": "object", "NoneType": "absent"}
_NO_SUCH: Final = {f"{code}_404": code for code in BEHAVIOURS["unknown_connection"].values}
_OF_ADS: Final = (SAME, READ_ADS)
_EMPTY: Final = _change("empty_list", _OF_ADS, ("accounts", None, []), {"returned": [], "absent": None})

QUESTIONS: Final[Sequence[Question]] = (
    Question(
        "naming_keys",
        (ADS, READ_ADS),
        lambda seen: [bool(config.keys() & naming_keys(service)) for service, config in seen.configs],
        _PRESENCE,
    ),
    Question("list_config", (LIST_FIRST,), lambda seen: ["config" in each for each in seen.listed.items], _PRESENCE),
    Question("list_lag", (LIST_FIRST,), _lag),
    _change("null_in_update", (PG, READ_PG), ("database", INVENTED, None), {"clears": None, "kept": INVENTED}),
    Question("unset_key", (READ_PG,), lambda seen: _unset(seen, secret=False)),
    Question("unset_secret", (READ_PG,), lambda seen: _unset(seen, secret=True)),
    Question("set_secret", (READ_PG, S3, READ_S3, SDK, READ_SDK), _set_secret),
    Question("mask", (READ_PG, S3, READ_S3, SDK, READ_SDK), _mask, {"6 stars": "six", "8 stars": "eight"}),
    replace(_EMPTY, reading=_empty_list),
    _change(
        "nested_objects",
        (PENDO, READ_PENDO),
        ("aws_credentials", _FOLDERS, _OTHER),
        {"merged": {**_FOLDERS, **_OTHER}, "replaced": _OTHER},
    ),
    _change(
        "named_secrets", (SDK, READ_SDK), ("secrets_list", _KEYS, _FIRST), {"merged": _KEYS, "replaced": _KEYS[:1]}
    ),
    Question("duplicate_schema", (DOUBLE,), _duplicate),
    _change("create_only_key", _OF_ADS, ("schema", "{schema}", "{schema}_x"), {"ignored": "{schema}"}),
    _change("unknown_config_key", _OF_ADS, (f"no_such_key_{INVENTED}", None, 1), {"dropped": None}),
    Question("update_answer", (SAME,), lambda seen: ["config" in each for each in seen.own(SAME)], _WHOLE),
    Question("pause_answer", (PAUSE,), lambda seen: ["config" in each for each in seen.own(PAUSE)], _WHOLE),
    Question("schema_filter", (TWIN, LIST_ALL, BY_SCHEMA), _schema_filter),
    Question("flags_in_answers", (READ_ADS,), _shown(READ_ADS, "run_setup_tests"), {"False": "false"}),
    Question("schema_names_default", (READ_ADS,), _shown(READ_ADS, "destination_schema_names")),
    Question("config_defaults", (READ_ADS,), _defaults, {"True": "shown", "False": "hidden"}),
    Question("last_page", (LIST_ALL,), _last_page, {"None": "null", "": "empty"}),
    Question("list_order", (LIST_ALL,), _order),
    Question("read_messages", (READ_ADS,), lambda seen: ["message" in each.envelope for each in seen.reads], _PRESENCE),
    Question("time_digits", (LIST_ALL,), _digits, {"6 digits": "six", "3 digits": "three"}),
    Question("destination_port", (DESTINATION,), _port),
    Question(
        "listed_daylight_saving", (DESTINATION, DESTINATIONS), _daylight_saving, {"True": "stored", "False": "false"}
    ),
    Question("large_limit", (LARGE,), lambda seen: _page(seen, LARGE, "cut"), refusable=(LARGE, LIST_ALL)),
    Question("unknown_query", (QUERY,), lambda seen: _page(seen, QUERY, "ignored"), refusable=(QUERY, LIST_ALL)),
    Question(
        "unknown_group",
        (*NO_GROUP, ROOM),
        lambda seen: [answer.outcome for answer in _answered(seen, NO_GROUP) if seen.own(ROOM)],
    ),
    Question(
        "unknown_connection",
        NO_CONNECTION,
        lambda seen: [answer.code for answer in _answered(seen, NO_CONNECTION)],
        _NO_SUCH,
    ),
    Question(
        "schema_spelling",
        (SPELLED, ROOM),
        lambda seen: [str(each.get("schema"))[-5:] for each in seen.own(SPELLED)],
        {"_Caps": "kept", "_caps": "lowered"},
        refusable=(SPELLED, ROOM),
    ),
    Question("unoffered_trust", TRUST, lambda seen: [answer.outcome for answer in _answered(seen, TRUST)]),
    Question("text_values", (AS_TEXT,), lambda seen: ["accepted"] * len(seen.own(AS_TEXT)), refusable=(AS_TEXT, SAME)),
    Question("authorization", (TEST,), _authorization),
    Question("update_tests", (TEST, TESTED, PAUSE), _update_tests),
    Question(
        "setup_test_details",
        (TEST,),
        lambda seen: [type(test.get("details")).__name__ for test in _tests(seen)],
        _DETAILS,
    ),
    *(Question(name, SYNC, _sync) for name in ("sync_paused", "sync_incomplete")),
)
"""The behaviours in the order of asking: first those that tools depend on, and a sync last."""

ASKS: Final = tuple(dict.fromkeys(ask for question in QUESTIONS for ask in question.asks))

UNASKED: Final[Mapping[str, str]] = {
    "starts_paused": "a connection would start unpaused",
    "webhook_created": "the API would call the address of the webhook",
    "reload_paused": "a reload needs a source",
    **dict.fromkeys(("sync_end", "pause_while_syncing", "broken_sync"), "nothing is synced"),
    "unknown_column": "columns need a source",
    "auth_in_update": "no answer shows auth",
    "retry_after": "it would need too many requests",
    "untyped_post": "each request of a trial has a body and its type",
    **dict.fromkeys(
        ("webhook_digits", "webhook_spacing", "webhook_group", "webhook_data", "webhook_reason"),
        "only receivers see events",
    ),
}
"""The behaviours without a question, and the reason."""


class Learned(NamedTuple):
    """The result for one behaviour: its value, if the answers show one of the table, and the mock's default."""

    name: str
    value: str | None
    mock: str
    equal: bool | None
    why: str
    """The reason why there is no value; empty if there is one."""


def learned(seen: Seen) -> list[Learned]:
    """Return a row for each behaviour, those without a question last."""
    rows: list[Learned] = []
    for question in QUESTIONS:
        behaviour, found = BEHAVIOURS[question.name], question.value(seen)
        error = next((error for ask in question.asks if (error := seen.answer(ask).error)), None)
        if found in behaviour.values:
            why = ""
        elif error:
            why = f"not seen: {getattr(error, 'reason', error)}"
        elif found:
            why = f"seen as {found}, which is no value of the table; please report it"
        elif "new" not in seen.names:
            why = "not seen in what can be read; --trial asks for it"
        elif not seen.answers.keys() & {*question.asks}:
            why = "not asked: the trial ended before"
        else:
            why = f"not seen: {behaviour.about}"
        value, equal = (None, None) if why else (found, found == behaviour.default)
        rows.append(Learned(question.name, value, behaviour.default, equal, why))
    return rows + [
        Learned(name, None, BEHAVIOURS[name].default, None, f"not asked: {UNASKED[name]}") for name in UNASKED
    ]
