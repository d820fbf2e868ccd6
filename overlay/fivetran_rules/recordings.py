"""
Recordings of a trial: its requests to throwaway connections, and of the answers what tells nothing of the account.

`doctor --trial --record` writes them, and `fivetran-mock compare` reads them. No IO.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, Final

from fivetran_common.json_text import is_utf8
from fivetran_common.json_types import Json, is_array, is_mapping, mapped, scalars
from fivetran_openapi import document

from .behaviours import InvalidBehaviours, read_behaviours
from .published.catalogue import ServiceCatalogue

VERSION: Final = 1
MOST_BYTES: Final = 4 * 2**20
PREFIX: Final = "fc_trial_"
"""The beginning of each schema that a trial makes."""
OWN: Final = re.compile(rf"{PREFIX}[0-9a-f]{{6}}_\d+(_caps|_x)?(\.[a-z]+)?", re.IGNORECASE)
"""The schema of a connection that a trial has made; nothing else is ever deleted by one."""
INVENTED: Final = "invented"
"""Each value and secret of a throwaway connection that may be any text."""
GROUP: Final = "{group}"
"""The placeholder of the group; that of the first connection is `{connection_1}`."""
TEXT: Final = "<text of "
"""The beginning of what stands for a text: the rest is its length."""

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_PLAIN: Final = re.compile(r"(arn:)?\*+|")
_CODE: Final = re.compile(r"[A-Za-z]+(_[A-Za-z]+)*")
_SERVICES: Final = ("postgres", "s3", "pendo", "connector_sdk", "linkedin_ads", "tiktok_ads")


class InvalidRecording(ValueError):
    """A file is no recording; the text is one sentence with the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, with placeholders for ids."""

    at: float
    """The seconds since the first request."""
    method: str
    path: str
    query: Mapping[str, str]
    body: Json | None
    status: int
    """The status; 0 if no answer came in the format of the API."""
    headers: Mapping[str, str]
    answer: Json

    @property
    def is_sound(self) -> bool:
        """Whether each value has its type."""
        objects: tuple[object, ...] = (self.answer, self.body or {}, self.headers)
        texts: list[Any] = [self.method, self.path, *self.query.values()]
        are_texts = all(isinstance(text, str) and is_utf8(text) for text in texts)
        return all(map(is_mapping, objects)) and are_texts and 0 <= self.at < 1e6 and self.path.startswith("/v1/")


@dataclass(frozen=True, slots=True)
class Recording:
    """The behaviours that a trial has learnt, and its exchanges."""

    behaviours: Mapping[str, str]
    exchanges: tuple[Exchange, ...]

    def write(self) -> bytes:
        """Return the JSON Lines of the recording."""
        first = {"recording": "trial", "version": VERSION, "behaviours": self.behaviours}
        return "".join(f"{json.dumps(line)}\n" for line in (first, *map(asdict, self.exchanges))).encode()

    @classmethod
    def read(cls, content: bytes) -> Recording:
        """Read the lines of a recording; raises `InvalidRecording`."""
        try:
            first, *lines = [json.loads(line) for line in content.decode().splitlines()]
            if first["version"] != VERSION:
                raise InvalidRecording(f"It has the version {first['version']}, and this release reads {VERSION}.")
            behaviours = read_behaviours(first["behaviours"])
            exchanges = tuple(Exchange(**line) for line in lines)
            if not all(each.is_sound for each in exchanges):
                raise InvalidRecording("It is damaged: an exchange has a wrong value.")
        except (KeyError, RecursionError, TypeError, ValueError) as error:
            if isinstance(error, InvalidRecording | InvalidBehaviours):
                raise InvalidRecording(str(error)) from None
            raise InvalidRecording("It is damaged: a line is not as a trial writes it.") from None
        return cls(behaviours, exchanges)


def sent_texts(bodies: Iterable[Any]) -> set[str]:
    """Return the texts that a trial has invented and sent."""
    return {value for body in bodies for _, value in scalars(body) if isinstance(value, str)}


def with_names(value: Any, names: Mapping[str, str]) -> Any:
    """Return a JSON value, or a path, with other texts in the place of ids or placeholders."""
    return mapped(
        value,
        lambda text, _: "/".join(names.get(part, part) for part in text.split("/")) if isinstance(text, str) else text,
    )


def reduced(value: Any, names: Mapping[str, str], sent: Collection[str], key: str = "") -> Any:
    """
    Return what of an answer a recording keeps: known keys, own ids as placeholders, and values that are no secret.

    These are null, booleans, values that the trial has sent, words of the document, masks, codes, and the format of
    times. Another text becomes its length. Objects with the id of another thing are left out.
    """
    if is_mapping(value):
        shown: Json = value if _is_own(value, names, sent) else {}
        return {
            name if name in _known()[0] else f"<key of {len(name)}>": reduced(item, names, sent, name)
            for name, item in shown.items()
        }
    if is_array(value):
        return [reduced(item, names, sent) for item in value if not is_mapping(item) or _is_own(item, names, sent)]
    return _text(value, names, sent, key) if isinstance(value, str) else value if _is_plain(value, key) else "<number>"


def _is_plain(value: object, key: str) -> bool:
    return value is None or isinstance(value, bool) or key in _known()[0]


def _text(value: str, names: Mapping[str, str], sent: Collection[str], key: str) -> str:
    if _TIME.fullmatch(value):
        return re.sub(r"\d", "0", value)
    forms = (_PLAIN, OWN, _CODE) if key == "code" else (_PLAIN, OWN)
    is_kept = value in sent or value in _known()[1] or any(form.fullmatch(value) for form in forms)
    return names.get(value) or (value if is_kept else f"{TEXT}{len(value)}>")


def _is_own(value: Json, names: Mapping[str, str], sent: Collection[str]) -> bool:
    return "id" not in value or value["id"] in names or value["id"] in sent


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys and the values that the document and the catalogue name."""
    keys = {"code", "message", "data", "items", "next_cursor"}
    words = set[str]()

    def walk(value: Any) -> None:
        if is_mapping(value):
            keys.update(value.get("properties", ()))
            found = (*value.get("enum", ()), value.get("const"), value.get("x-fivetran-message"))
            words.update(each for each in found if isinstance(each, str))
        for item in value.values() if is_mapping(value) else value if is_array(value) else ():
            walk(item)

    walk(document())
    catalogue = ServiceCatalogue.packaged()
    for fields in (entry.config for service in _SERVICES if (entry := catalogue.entry(service))):
        keys.update(fields, *(field.fields for field in fields.values()))
    return frozenset(keys), frozenset(words)
