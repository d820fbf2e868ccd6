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

from fivetran_common.json_types import Json, is_array, is_mapping, mapped, scalars
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
    connection for its id. `about` is the label of the connection that the request creates, or that its answer shows. Of
    several bodies, the next is sent if the service of one is refused. Before a request with `after`, that read has to
    show the connection as paused and incomplete.
    """

    path: str
    method: str = "GET"
    about: str = ""
    bodies: Sequence[Json] = ()
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    has_pages: bool = False
    after: Ask | None = None


class Answer(NamedTuple):
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
        """Return the word `accepted`, or the status."""
        return "accepted" if self.status < 300 else str(self.status)


class Seen:
    """The answers of an account so far, as readings need them."""

    def __init__(self, names: Mapping[str, str]) -> None:
        """Take what names in braces stand for."""
        self.names: dict[str, str] = {**names}
        self.answers: dict[Ask, Answer] = {}
        self.failures: dict[Ask, str] = {}
        self.lag: float = 0.0
        """The seconds for which a list did not show an own connection."""

    def keep(self, ask: Ask, answer: Answer) -> None:
        """Keep an answer for the readings."""
        self.answers[ask] = answer
        if answer.status >= 300:
            path, code = ask.path.format_map(self.names), answer.envelope.get("code")
            self.failures[ask] = f"{ask.method} {path} was answered {answer.status} {code}"

    def data(self, ask: Ask) -> Json:
        """Return the own connection that an answer shows; nothing if it is no success or shows another."""
        data: Json = self.answers[ask].data if ask in self.answers else {}
        return data if data.get("id") == self.names.get(ask.about, "") else {}

    def refuses(self, ask: Ask) -> bool:
        """Return whether the API refused a request by a code of bad input."""
        status, envelope, _ = self.answers.get(ask, Answer(0, {}))
        return status == 400 and str(envelope.get("code")).startswith("Invalid")

    def items(self, ask: Ask) -> Sequence[Json]:
        """Return the items of a list."""
        return self.answers[ask].items if ask in self.answers else ()

    @property
    def reads(self) -> Sequence[tuple[Ask, Answer]]:
        """The reads whose answers show something; of a list, on its last page."""
        found = [(ask, answer) for ask, answer in self.answers.items() if ask.method == "GET"]
        return [(ask, answer) for ask, answer in found if answer.data.get("items") or answer.data.get("id")]

    @property
    def details(self) -> Sequence[Json]:
        """The own connections that reads show."""
        return [data for ask, _ in self.reads if (data := self.data(ask))]

    @property
    def configs(self) -> Sequence[tuple[str, Json]]:
        """The service and the config of each connection that an answer shows with its config."""
        return [(str(each.get("service")), config) for each in self.details if is_mapping(config := each.get("config"))]

    @property
    def listed(self) -> Answer:
        """The last list of connections that shows any; otherwise an answer without items."""
        found = [answer for ask, answer in self.reads if ask in (LIST_FIRST, LIST_ALL)]
        return found[-1] if found else Answer(0, {})


Reading: TypeAlias = Callable[[Seen], str | None]


def create(about: str, *services: tuple[str, Json], group: str = "{group}") -> Ask:
    """Return the create of a connection that is paused from its create on, without setup tests."""
    fields = {"group_id": group, "paused": True, "run_setup_tests": False}
    bodies = [{"service": service, **fields, "config": config} for service, config in services]
    return Ask(method="POST", path="/v1/connections", about=about, bodies=bodies)


def twin(about: str, schema: str, *, group: str = "{group}") -> Ask:
    """Return the create of one more connection of the first service that was taken."""
    return create(about, ("{service}", {"schema": schema, "sync_mode": "{mode}"}), group=group)


def own(about: str, action: str = "", *, method: str = "GET", after: Ask | None = None, **body: Any) -> Ask:
    """Return a request about an own connection; an update never runs setup tests."""
    bodies = [{**body, "run_setup_tests": False}] if method == "PATCH" else [body] if method == "POST" else ()
    path = f"/v1/connections/{{{about}}}{action}"
    return Ask(method=method, path=path, about=about, bodies=bodies, after=after)


def listing(query: Mapping[str, str] | None = None) -> Ask:
    """Return a list of connections: all pages, or one with other parameters."""
    return Ask(path="{list}", query={"limit": "{page}", **(query or {})}, has_pages=query is None)


_SECRETS: Final = [{"key": key, "value": INVENTED} for key in ("first", "second")]
_ROLE: Final = f"arn:aws:iam::000000000000:role/{INVENTED}"
_ACCESS: Final = {"host": "fc-trial.invalid", "port": 5432, "user": INVENTED, "password": INVENTED}  # reserved ending
_FOLDERS, _OTHER = {"bucket_name": INVENTED, "home_folder": INVENTED}, {"bucket_name": "other"}
_ACCOUNTS: Final = {"schema": "{new}", "sync_mode": "AllAccounts"}
_OTHERS: Final = [(service, _ACCOUNTS) for service in ("facebook_ads", "linkedin_ads", "tiktok_ads")]

ADS: Final = create("ads", ("pinterest_ads", {"schema": "{new}", "sync_mode": "AllAdvertisers"}), *_OTHERS)
PG: Final = create("pg", ("postgres", {"schema_prefix": "{new}", "database": INVENTED, **_ACCESS}))
S3: Final = create("s3", ("s3", {"schema": "{new}", "table": INVENTED, "bucket": INVENTED, "role_arn": _ROLE}))
PENDO: Final = create("pendo", ("pendo", {"schema": "{new}", "aws_credentials": _FOLDERS}))
SDK: Final = create("sdk", ("connector_sdk", {"schema": "{new}", "secrets_list": _SECRETS}))
TWIN, SPELLED, DOUBLE = twin("twin", "{new}"), twin("spelled", "{new}_Caps"), twin("double", "{schema}")
ROOM: Final = twin("room", "{new}")  # accepted after others were refused: no limit of the account has refused them
READ_ADS, READ_PG, READ_S3, READ_PENDO, READ_SDK = map(own, ("ads", "pg", "s3", "pendo", "sdk"))
LIST_FIRST, LIST_ALL, BY_SCHEMA = listing(), listing(), listing({"schema": "{schema}"})
LARGE, QUERY = listing({"limit": str(ABOVE)}), listing({f"no_such_{INVENTED}": "1"})
SAME, AS_TEXT = (own("ads", method="PATCH", sync_frequency=value) for value in (360, "360"))
PAUSE, TEST = own("ads", method="PATCH", paused=True), own("ads", "/test", method="POST")
DESTINATION: Final = Ask(path="/v1/destinations/{group}")
DESTINATIONS: Final = Ask(path="/v1/destinations", query={"limit": "{page}"}, has_pages=True)
# If a status alone is the answer, the request is sent twice, since something on the way may have answered.
NO_GROUP: Final = [twin("nowhere", "{new}", group=f"{PREFIX}no_such_group") for _ in range(2)]
NO_CONNECTION: Final = [Ask(path=f"/v1/connections/{PREFIX}no_such_connection") for _ in range(2)]
TRUST: Final = [own("ads", "/certificates", method="POST", hash=INVENTED, encoded_cert="AAAA") for _ in range(2)]
IDLE: Final = [own("twin"), own("twin")]
SYNC: Final = [own("twin", "/sync", method="POST", after=idle) for idle in IDLE]


def _word(words: Iterable[str]) -> str | None:
    """Return the one word that all answers agree on; several together are no value of a behaviour."""
    return " and ".join(sorted(set(words))) or None


def _presence(key: str, answers: Callable[[Seen], Iterable[Json]]) -> Reading:
    return lambda seen: _word("present" if key in answer else "absent" for answer in answers(seen))


class Question(NamedTuple):
    """One behaviour: the answers that show it in words, its requests, and the reading of the answers."""

    name: str
    where: str
    asks: Sequence[Ask]
    reading: Reading
    is_read: bool = False
    """Whether an account shows it to those who only read."""


def _refusable(ask: Ask, control: Reading, word: Reading) -> Reading:
    """Read a request that may be refused: a refusal counts if the control shows an accepted one beside it."""
    return lambda seen: ("refused" if control(seen) else None) if seen.refuses(ask) else word(seen)


def _accepted(ask: Ask) -> Reading:
    return lambda seen: "accepted" if seen.data(ask) else None


def _change(name: str, before: Sequence[Ask], config: Json, words: Callable[[Any], Mapping[str, Any]]) -> Question:
    """
    Return the question for one key of a config before and after an update.

    `words` takes the value before, and has each word with the value after that it stands for; it is empty if the value
    before proves nothing.
    """
    change, after = own(before[-1].about, method="PATCH", config=config), own(before[-1].about)

    def word(seen: Seen) -> str | None:
        key = next(iter(config)).format_map(seen.names)
        shown = [seen.data(ask) for ask in (before[-1], after)]
        if not seen.data(change) or not all(is_mapping(each.get("config")) for each in shown):
            return None
        values = [{**each, **each["config"]}.get(key) for each in shown]
        old, new = (mapped(value, lambda scalar, _: scalar, nulls=False) for value in values)
        known = words(old)
        return next((each for each, value in known.items() if value == new), "other" if known else None)

    where = f"an update of {next(iter(config))}"
    return Question(name, where, (*before, change, after), _refusable(change, _accepted(SAME), word))


def _listed(ask: Ask, word: str) -> Reading:
    """Read a list that may be refused, beside one that shows connections."""
    return _refusable(
        ask,
        lambda seen: "accepted" if seen.listed.items else None,
        lambda seen: word if 0 < len(seen.items(ask)) < ABOVE else None,
    )


def _twice(asks: Sequence[Ask], word: Callable[[Answer], str]) -> Reading:
    """Read a request that was sent twice, if both were answered."""
    return lambda seen: _word(word(seen.answers[ask]) for ask in asks) if {*asks} <= seen.answers.keys() else None


def _naming(seen: Seen) -> str | None:
    found = (naming_keys(service) & config.keys() for service, config in seen.configs)
    return _word("present" if keys else "absent" for keys in found)


def _mask(seen: Seen) -> str | None:
    """Read the mask; whether it keeps a prefix shows only in a role of AWS."""
    texts = [(pointer, str(value)) for _, config in seen.configs for pointer, value in scalars(config)]
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
        for service, config in seen.configs:
            entry = ServiceCatalogue.packaged().entry(service)
            keys = [key for key in (entry.config if entry else ()) if is_secret(key, service=service) == secret]
            unset = [key for key in keys if config.get(key) is None and key not in naming_keys(service)]
            found |= {"null" if key in config else "absent" for key in unset}
        return "null" if "null" in found else _word(found)

    return reading


def _empty_list(seen: Seen) -> str | None:
    """Read an empty list that was sent; to those who only read, any is one."""
    if "ads" in seen.names:
        return _EMPTY.reading(seen)
    return "returned" if any([] in config.values() for _, config in seen.configs) else None


def _duplicate(seen: Seen) -> str | None:
    answer = seen.answers.get(DOUBLE)
    if answer and answer.status >= 300:
        return f"{answer.envelope.get('code')}_{answer.status}"
    return "allowed" if seen.data(DOUBLE) and seen.data(DOUBLE).get("schema") == seen.names["schema"] else None


def _whole(ask: Ask) -> Reading:
    return lambda seen: ("whole" if "config" in seen.data(ask) else "bare") if seen.data(ask) else None


def _defaults(seen: Seen) -> str | None:
    """Read whether defaults of the service are shown whose keys were not sent."""
    keys, config = (
        traits(seen.names.get("service", "")).defaults.keys() - {"sync_mode"},
        seen.data(READ_ADS).get("config"),
    )
    return _word("hidden" if config.get(key) is None else "shown" for key in keys) if is_mapping(config) else None


def _last_page(seen: Seen) -> str | None:
    cursor = str(seen.listed.data.get("next_cursor", "absent"))  # a cursor that leads on is none of the words
    return {"absent": "absent", "None": "null", "": "empty"}.get(cursor) if seen.listed.items else None


def _order(seen: Seen) -> str | None:
    """Read the order of a list; None for a list that fits several."""
    times, ids = ([item[key] for item in seen.listed.items] for key in ("created_at", "id"))
    orders = {"oldest_first": times == sorted(times), "newest_first": times == sorted(times, reverse=True)}
    found = [name for name, fits in {**orders, "by_id": ids == sorted(ids)}.items() if fits]
    return None if len(ids) < 3 or len(found) > 1 else found[0] if found else "an order of another kind"


def _digits(seen: Seen) -> str | None:
    """Read the digits of times below a second, if all have as many."""
    times = [str(item.get(key) or "") for item in seen.listed.items for key in ("succeeded_at", "failed_at")]
    digits = {len(match[1]) for time in times if (match := _DIGITS.search(time))}
    return _word({6: "six", 3: "three"}.get(number, f"{number} digits") for number in digits)


def _destinations(seen: Seen) -> Sequence[Json]:
    return [answer.data for ask, answer in seen.reads if ask.path == DESTINATION.path]


def _port(seen: Seen) -> str | None:
    ports = [config.get("port") for each in _destinations(seen) if is_mapping(config := each.get("config"))]
    return _word("text" if isinstance(port, str) else "number" for port in ports if port is not None)


def _daylight_saving(seen: Seen) -> str | None:
    key, words = "daylight_saving_time_enabled", {"True": "stored", "False": "false"}
    saving = {str(each.get("id")) for each in _destinations(seen) if each.get(key) is True}
    return _word(words.get(str(item.get(key)), "other") for item in seen.items(DESTINATIONS) if item["id"] in saving)


def _schema_filter(seen: Seen) -> str | None:
    items, schema = seen.items(BY_SCHEMA), seen.names.get("schema", "")
    others = [str(item["schema"]) for item in items if item["schema"] != schema]
    if not items or all(item["schema"] == schema for item in seen.listed.items):
        return None
    return "honoured" if not others else "ignored" if any(schema not in name for name in others) else "other"


def _no_group(seen: Seen) -> str | None:
    return _twice(NO_GROUP, Answer.outcome)(seen) if seen.data(ROOM) else None


def _spelling(seen: Seen) -> str | None:
    words = {"_Caps": "kept", "_caps": "lowered"}
    return words.get(str(seen.data(SPELLED)["schema"])[-5:], "other") if seen.data(SPELLED) else None


def _tests(seen: Seen) -> Sequence[Json]:
    tests = seen.data(TEST).get("setup_tests")
    return [test for test in tests if is_mapping(test)] if is_array(tests) else []


def _authorization(seen: Seen) -> str | None:
    has_failed = any(test.get("status") in ("FAILED", "JOB_FAILED") for test in _tests(seen))
    return ("required" if has_failed else "assumed") if _tests(seen) else None


def _test_details(seen: Seen) -> str | None:
    words = {"str": "text", "dict": "object", "list": "list", "NoneType": "absent"}
    return _word(words.get(type(test.get("details")).__name__, "other") for test in _tests(seen))


def _lag(seen: Seen) -> str | None:
    return (f"a lag of more than {seen.lag:.1f} s" if seen.lag else "none") if LIST_FIRST in seen.answers else None


def _code(answer: Answer) -> str:
    return str(answer.envelope.get("code") if answer.status == 404 else answer.status)


_DETAILS, _LIST, _FIELDS = "details of connections", "the list of connections", "the published fields of connections"
_UNKNOWN: Final = f"no_such_key_{INVENTED}"
_OF_ADS, _IN_TURNS = (SAME, READ_ADS), (IDLE[0], SYNC[0], IDLE[1], SYNC[1])
_EMPTY: Final = _change("empty_list", _OF_ADS, {"{ids}": []}, lambda _: {"returned": [], "absent": None})

QUESTIONS: Final = (
    Question("naming_keys", _DETAILS, (ADS, READ_ADS), _naming, is_read=True),
    Question("list_config", _LIST, (LIST_FIRST,), _presence("config", lambda seen: seen.listed.items), is_read=True),
    Question("list_lag", "the list after a create", (LIST_FIRST,), _lag),
    _change(
        "null_in_update", (PG, READ_PG), {"database": None}, lambda old: {"clears": None, "kept": old} if old else {}
    ),
    Question("unset_key", _FIELDS, (READ_PG,), _unset(secret=False), is_read=True),
    Question("unset_secret", _FIELDS, (READ_PG,), _unset(secret=True), is_read=True),
    Question("mask", _DETAILS, (READ_PG, S3, READ_S3), _mask, is_read=True),
    _EMPTY._replace(where=_DETAILS, reading=_empty_list, is_read=True),
    _change(
        "nested_objects",
        (PENDO, READ_PENDO),
        {"aws_credentials": _OTHER},
        lambda old: {"merged": {**_FOLDERS, **_OTHER}, "replaced": _OTHER} if old == _FOLDERS else {},
    ),
    _change(
        "named_secrets",
        (SDK, READ_SDK),
        {"secrets_list": _SECRETS[:1]},
        lambda old: {"merged": old, "replaced": old[:1]} if is_array(old) and len(old) == len(_SECRETS) else {},
    ),
    Question("duplicate_schema", "a second create of a schema", (DOUBLE,), _duplicate),
    _change("create_only_key", _OF_ADS, {"schema": "{schema}_x"}, lambda old: {"ignored": old}),
    _change("unknown_config_key", _OF_ADS, {_UNKNOWN: 1}, lambda _: {"dropped": None}),
    Question("update_answer", "the answer of an update", (SAME,), _whole(SAME)),
    Question("pause_answer", "the answer of a pause", (PAUSE,), _whole(PAUSE)),
    Question("schema_filter", "the list of a schema", (TWIN, LIST_ALL, BY_SCHEMA), _schema_filter, is_read=True),
    Question("config_defaults", _DETAILS, (READ_ADS,), _defaults),
    Question("last_page", "the last page of the list", (LIST_ALL,), _last_page, is_read=True),
    Question("list_order", _LIST, (LIST_ALL,), _order, is_read=True),
    Question(
        "read_messages",
        "reads",
        (READ_ADS,),
        _presence("message", lambda seen: [answer.envelope for _, answer in seen.reads]),
        is_read=True,
    ),
    Question("time_digits", "succeeded_at and failed_at", (LIST_ALL,), _digits, is_read=True),
    Question("destination_port", "destinations", (DESTINATION,), _port, is_read=True),
    Question("listed_daylight_saving", "destinations", (DESTINATION, DESTINATIONS), _daylight_saving, is_read=True),
    Question("large_limit", f"the list with {ABOVE} items", (LARGE,), _listed(LARGE, "cut"), is_read=True),
    Question("unknown_query", "the list with an unknown parameter", (QUERY,), _listed(QUERY, "ignored"), is_read=True),
    Question("unknown_group", "creates in no group", NO_GROUP, _no_group),
    Question("unknown_connection", "reads of an unknown id", NO_CONNECTION, _twice(NO_CONNECTION, _code), is_read=True),
    Question(
        "schema_spelling", "a create with capitals", (SPELLED, ROOM), _refusable(SPELLED, _accepted(ROOM), _spelling)
    ),
    Question("unoffered_trust", "approvals of a certificate", TRUST, _twice(TRUST, Answer.outcome)),
    Question("text_values", "a number as text", (AS_TEXT,), _refusable(AS_TEXT, _accepted(SAME), _accepted(AS_TEXT))),
    Question("authorization", "the setup tests", (TEST,), _authorization),
    Question("setup_test_details", "the setup tests", (TEST,), _test_details),
    Question("sync_not_ready", "syncs of a paused connection", _IN_TURNS, _twice(SYNC, Answer.outcome)),
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
