"""
Recordings of a trial: its requests to throwaway connections, and of the answers what tells nothing of the account.

`doctor --trial --record` writes them, and `fivetran-mock compare` reads them. No IO.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from types import NoneType
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
OWN: Final = re.compile(r"fc_trial_[0-9a-f]{6}_\d+(_caps|_x)?(\.[a-z]+)?", re.IGNORECASE)
"""The schema of a connection that a trial has made; nothing else is ever deleted by one."""
INVENTED: Final = "invented"
"""Each value and secret of a throwaway connection that may be any text."""
GROUP: Final = "{group}"
"""The placeholder of the group; that of the first connection is `{connection_1}`."""
TEXT: Final = "<text of "
"""The beginning of what stands for a text: the rest is its length."""

_KINDS: Final[Mapping[str, tuple[type, ...]]] = {
    **dict.fromkeys(("method", "path"), (str,)),
    **dict.fromkeys(("query", "headers", "answer"), (dict,)),
    "body": (dict, NoneType),
    "status": (int,),
}
"""The keys of an exchange; the status is 0 if no answer came."""
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_MASK: Final = re.compile(r"(arn:)?\*+|")
_CODE: Final = re.compile("[A-Za-z_]+")
_SERVICES: Final = ("postgres", "s3", "pendo", "connector_sdk", "linkedin_ads", "tiktok_ads")


class InvalidRecording(Exception):
    """A file is no recording; the text is one sentence with the reason."""


def write_recording(behaviours: Mapping[str, str], exchanges: Sequence[Json]) -> bytes:
    """Return the learnt behaviours and the exchanges as JSON Lines."""
    first = {"recording": "trial", "version": VERSION, "behaviours": behaviours}
    return "".join(f"{json.dumps(line)}\n" for line in (first, *exchanges)).encode()


def read_recording(content: bytes) -> tuple[Mapping[str, str], Sequence[Json]]:
    """Return the learnt behaviours and the exchanges of a recording; raises `InvalidRecording`."""
    try:
        first, *lines = [json.loads(line) for line in content.decode().splitlines()]
        if first["version"] != VERSION:
            raise InvalidRecording(f"It has the version {first['version']}, and this release reads {VERSION}.")
        behaviours = read_behaviours(first["behaviours"])
        if not all(_is_exchange(line) for line in lines):
            raise InvalidRecording("It is damaged: an exchange has a wrong value.")
    except InvalidBehaviours as error:
        raise InvalidRecording(str(error)) from None
    except (AttributeError, KeyError, RecursionError, TypeError, ValueError):
        raise InvalidRecording("It is damaged: a line is not as a trial writes it.") from None
    return behaviours, lines


def _is_exchange(line: Any) -> bool:
    fits = line.keys() == _KINDS.keys() and all(isinstance(line[key], kinds) for key, kinds in _KINDS.items())
    return fits and line["path"].startswith("/v1/") and is_utf8(json.dumps(line, ensure_ascii=False))


def sent_texts(exchanges: Sequence[Json]) -> set[str]:
    """Return the texts that a trial has invented and sent."""
    return {text for each in exchanges for _, text in scalars(each["body"]) if isinstance(text, str)}


def with_names(value: Any, names: Mapping[str, str]) -> Any:
    """Return a JSON value or a path in which each id or placeholder is replaced by its entry in ``names``."""

    def named(text: Any, _: str) -> Any:
        return "/".join(names.get(part, part) for part in text.split("/")) if isinstance(text, str) else text

    return mapped(value, named)


def reduced(value: Any, names: Mapping[str, str], sent: Collection[str], key: str = "") -> Any:
    """
    Return what of an answer a recording keeps: known keys, own ids as placeholders, and values that are no secret.

    These are null, booleans, values that the trial has sent, words of the document, masks, codes, and the format of
    times. Another text becomes its length. Objects with the id of another thing are left out; an approval of an own
    connection, which has a hash, is kept.
    """
    keys, words = _known()
    if is_mapping(value):
        is_own = "id" not in value or "hash" in value or str(value["id"]) in (*names, *sent)
        shown = value.items() if is_own else ()
        return {k if k in keys else f"<key of {len(k)}>": reduced(item, names, sent, k) for k, item in shown}
    if is_array(value):
        return [shown for item in value if (shown := reduced(item, names, sent)) != {}]
    if not isinstance(value, str):
        return value if value is None or isinstance(value, bool) or key in keys else "<number>"
    if _TIME.fullmatch(value):
        return re.sub(r"\d", "0", value)
    is_kept = value in words or value in sent or any(form.fullmatch(value) for form in (_MASK, OWN))
    is_code = key == "code" and _CODE.fullmatch(value)
    return names.get(value) or (value if is_kept or is_code else f"{TEXT}{len(value)}>")


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    """Return the keys and the values that the document and the catalogue name."""
    keys, words = {"code", "message", "data", "items", "next_cursor"}, set[str]()

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
