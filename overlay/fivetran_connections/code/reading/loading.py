"""Load a set of files: every connection that they declare, and every problem at once."""

from __future__ import annotations

import json
import operator
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from functools import lru_cache, partial, reduce
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Final

from fivetran_common.json_types import Json, is_mapping, is_object, is_within, keys_of, mapped, pointer_of, scalars
from fivetran_common.nearest import hint, nearest
from fivetran_common.text import is_mask, shortened
from fivetran_rules import (
    Effect,
    ServiceCatalogue,
    Unchecked,
    Violation,
    all_rules,
    check,
    check_request,
    is_open,
    kept_fields,
    traits,
    url_secrets,
)

from ..._bodies.names import connection_name
from ..._secrets.masking import ANY_SERVICE, is_secret_by_place, is_secret_name, sealed
from ..._secrets.secret import Secret
from ...errors import InvalidRequest
from .declarations import (
    TABLE,
    Declaration,
    Declarations,
    Finding,
    IdentityPart,
    InvalidFiles,
    Keys,
    Origin,
    Protection,
    bypass_of,
    config_keys,
    downgrade_unknown_keys,
    leaves,
    policy_parts,
    unchecked_of,
)
from .documents import Expanded, Expansion, expand
from .files import Table, files_of, read
from .references import NAMES, POLICY, SHOWN, Deferred, Lookup, NoValue, Reference, Selects, spelt
from .source import Problem, Source, Unreadable

if TYPE_CHECKING:
    from fivetran_client.models import Group

_MOST_FINDINGS: Final = 1_000  # of one file
_MOST_CHARACTERS: Final = 500  # of a pointer; of a message twice as many
_MOST_OF_CELL: Final = 60


@dataclass(frozen=True, slots=True)
class Loaded:
    """The connections that files declare, and the problems of the files."""

    connections: Declarations
    findings: tuple[Finding, ...]
    files: tuple[str, ...]

    @property
    def valid(self) -> bool:
        """Whether no finding is more than a warning."""
        return all(finding.severity != "error" for finding in self.findings)


def load(
    *paths: str | PathLike[str],
    allow_commands: bool = False,
    strict: bool = False,
    unchecked: Collection[str] = (),
    groups: Iterable[Group] | None = None,
    selects: Selects | None = None,
    show_values: bool = False,
) -> Declarations:
    """
    Return the connections that files and folders declare, their references resolved.

    ``allow_commands`` lets ``${command:[...]}`` run programs, and ``strict`` makes warnings errors. The catalogue does
    not judge the services in ``unchecked``. ``groups``, for instance ``fivetran.groups.list()``, are read if a file has
    a ``group_name``. ``selects``, for instance
    ``Selector(...).names``, tells by group, service and schema which connections are needed: of others, only the names
    are resolved. ``show_values`` lets plans show values of environment variables in fields that hold no secret. Raises
    `InvalidFiles` with every problem of every file, and `InvalidRequest` without any path, or for an empty one.
    """
    names = [fspath(path) for path in paths]
    if not names or "" in names:
        raise InvalidRequest("load takes at least one file or folder, and no empty path; nothing was read.")
    loaded = load_files(
        names,
        lookup=Lookup(allow_commands=allow_commands, groups=groups, selects=selects, show_values=show_values),
        strict=strict,
        unchecked=unchecked,
    )
    if not loaded.valid:
        raise InvalidFiles(loaded.findings)
    return loaded.connections


def load_files(
    paths: Sequence[str],
    *,
    lookup: Lookup | None,
    strict: bool = False,
    named: bool = True,
    unchecked: Collection[str] = (),
) -> Loaded:
    """
    Return the connections of files and folders as one set, and all problems.

    Without ``lookup`` no reference is resolved, and no rule judges one. With ``named``, a connection without a name in
    the destination, half of its identity, is a problem. The catalogue does not judge
    ``config`` and ``auth`` of the services of ``unchecked``.
    """
    loading = _Loading(lookup, strict, named, tuple(unchecked))
    try:
        files = tuple(files_of(paths))
    except OSError as error:  # a folder closed to us, or too long a name
        files = (str(error.filename),)
        loading.note(files[0], Problem("file.missing", f"The path cannot be read: {error.strerror}."))
    else:
        loading.files = files
        loading.add([*map(loading.expanded, files)])
    if not files:
        loading.note(paths[0], Problem("file.missing", "There is no YAML or JSON file in this folder."))
    if unchecked or loading.placed:
        loading.check_unchecked(paths[0])
    connections = Declarations(loading.found, paths=paths, protections=loading.protections)
    if lookup and lookup.read_groups:
        connections.group_names = lookup.read_groups
    return Loaded(connections, tuple(loading.grouped()), files)


def errors_in(document: Json) -> Iterator[str]:
    """Yield the pointer of each error in a file with this content; no reference is resolved."""
    loading = _Loading(None, strict=False, named=True, unchecked=())
    loading.add([expand(Source("", document, {}))])
    yield from (finding.pointer for finding in loading.findings if finding.severity == "error")


@dataclass(slots=True)
class _Loading:
    """Collects connections and findings over all files."""

    lookup: Lookup | None
    strict: bool
    named: bool
    unchecked: tuple[str, ...]  # not a set: a wrong value may be unhashable
    found: list[Declaration] = field(default_factory=list[Declaration])
    protections: list[Protection] = field(default_factory=list[Protection])
    findings: list[Finding] = field(default_factory=list[Finding])
    files: Sequence[str] = ()
    _secrets: set[Reference] = field(default_factory=set[Reference])
    """The references that are the whole value of a secret field in some file."""
    _keys: set[str] = field(default_factory=set[str])
    """The keys of ``config`` and ``auth`` of each connection for which some are unchecked."""
    placed: dict[object, tuple[Origin, str]] = field(default_factory=dict[object, tuple[Origin, str]])
    """The unchecked keys of files by their places."""
    _tables: dict[str, Table] = field(default_factory=dict[str, Table])
    _met: dict[tuple[str, str], Origin] = field(default_factory=dict[tuple[str, str], Origin])
    _unnamed: set[object] = field(default_factory=set[object])
    """The places of names of groups that were reported; of those in defaults, many connections have one."""
    _ignored: dict[object, tuple[Origin, Problem]] = field(default_factory=dict[object, tuple[Origin, Problem]])
    """The flaw of each pointer of ``ignore_changes`` by its place; without a message if it leads to a field."""

    def add(self, expansions: Sequence[Expansion]) -> None:
        """Judge each connection of some documents, now that every reference that is a secret is known."""
        for expansion in expansions:
            for protection in expansion.protections:
                names = self.lookup.group_names() if self.lookup and protection.group != "*" else {}
                named = frozenset(group for group, name in names.items() if fnmatchcase(name, protection.group))
                self.protections.append(replace(protection, named=named))
            for origin, problem in expansion.flaws:
                self._find(origin, problem)
            for expanded in expansion.connections:
                leaks = [*self._leaks(expanded.body, expanded.tables, expanded.origin.source.file)]
                for problem in leaks:
                    self._find(expanded.origin, problem)
                if not leaks:
                    self._declare(expanded)

    def expanded(self, file: str) -> Expansion:
        """Return the connections of one file, and keep the references that are its secrets."""
        try:
            expansion = expand(read(file), self._tables)
        except Unreadable as error:
            for problem in error.problems:
                self.note(file, problem)
            return Expansion({})
        for one in expansion.connections:
            values, service = dict(scalars(one.body)), str(one.body.get("service"))
            for at in one.single_references:
                value = values.get(at)
                if isinstance(value, Deferred) and (
                    is_secret_by_place(value, at) or any(is_secret_name(key, service) for key in keys_of(at))
                ):
                    self._secrets |= {reference.from_anywhere(file) for reference in value.references}
        return expansion

    def note(self, file: str, problem: Problem, row: str = "") -> None:
        """Keep a problem, with a bounded part of its texts: a key or a value of the file may be long."""
        rule, message, pointer, position, evidence, severity = problem
        pointer, message = shortened(pointer, _MOST_CHARACTERS), shortened(message, 2 * _MOST_CHARACTERS)
        self.findings.append(Finding(file, position, pointer, rule, evidence, severity, message, row))

    def _find(self, origin: Origin, problem: Problem, cell: str = "") -> None:
        """Keep a problem of a body, with its place in the file."""
        position = origin.position(problem.pointer)
        placed = problem._replace(pointer=origin.pointer + problem.pointer, position=position)
        self.note(origin.source.file, placed, ", ".join(filter(None, (origin.row, cell))))

    def _violation(self, origin: Origin, violation: Violation, cell: str = "") -> None:
        """Keep the finding of a rule."""
        rule, message, pointer = violation.rule, violation.message, violation.pointer
        self._find(origin, Problem(rule, message, pointer, None, str(violation.evidence), violation.severity), cell)

    def _declare(self, expanded: Expanded) -> None:
        """Resolve the references of a connection and judge it."""
        body, policy, origin = expanded.body, expanded.tables, expanded.origin
        may_be_secret = _secret_test(str(body.get("service")))
        references: dict[str, Deferred] = {}
        file, lookup = origin.source.file, self.lookup
        unresolved = {at for at, value in scalars(body) if isinstance(value, Deferred)}  # columns are filled in by now
        varies: tuple[IdentityPart, ...] = tuple(part for part, pointers in _IDENTITY.items() if unresolved & pointers)
        if "group_name" in body:
            body = self._with_group(origin, body)
        if lookup and lookup.selects and (left_out := _left_out(body, lookup, lookup.selects, file)):
            body, lookup = left_out, None
        if lookup:
            body, problems = lookup.resolved(body, file=file, may_be_secret=may_be_secret, references=references)
            policy, more = lookup.resolved(policy, POLICY, file=file)
            problems += (*more, *([] if problems or more else self._leaks(body, policy, file)))
            for problem in problems:
                self._find(origin, problem)
            if problems:
                return
        unchecked = unchecked_of(body.get("service"), self.unchecked, expanded.unchecked)
        body, violations, unknown = self._typed(body, expanded.single_references, unchecked)
        literals = dict(scalars(expanded.body)) if violations else {}
        for violation in violations:
            is_about_text = violation.rule not in _PRESENCE_ONLY and is_within(violation.pointer, unknown)
            if not is_about_text and _READS.get(violation.rule) not in unknown:
                cell = _cell(expanded, violation.pointer, may_be_secret) if expanded.columns else ""
                self._violation(origin, violation if cell else _with_value(violation, literals, may_be_secret), cell)
        self._find_odd_texts(expanded, body, may_be_secret)
        body = sealed(body)
        self._warn_of_secrets(origin, body, references)
        group, name = self._identity(origin, body, unknown)
        self._judge_pointers(expanded, body, unchecked)
        if policy is not None:
            policy = self._policy(origin, policy)
        ignored, keys = expanded.ignore_changes, expanded.unchecked
        says = body.get("paused") is not None or policy is not None or is_within("/paused", ignored)
        if not says and traits(str(body.get("service"))).starts_paused:
            self._find(origin, _STARTS_PAUSED)
        name = str.__str__(name)
        self.found.append(Declaration(group, name, body, ignored, policy, references, origin, varies, keys))

    def _leaks(self, body: Json, policy: object, file: str) -> Iterator[Problem]:
        """Yield a problem for each secret in a name, of a reference or a URL: plans and messages show names."""
        for at, value in (*scalars(body), *scalars(policy, POLICY, keys=True)):
            is_part = is_within(at, (POLICY,))
            if (at in SHOWN or is_part) and url_secrets(str(value)):
                yield Problem("file.secret", _IN_NAME.format("A password in a URL"), POLICY if is_part else at)
            elif (at in SHOWN or is_part) and isinstance(value, Deferred):
                for each in value.references:
                    words = {*str(each.words[0]).upper().split("_")} if each.kind == "env" else set[str]()
                    if words & _SECRET_WORDS or each.from_anywhere(file) in self._secrets:
                        yield Problem("file.secret", _IN_NAME.format(each), at)

    def check_unchecked(self, path: str) -> None:
        """Report a service or key of ``unchecked`` that no connection has, unless errors or references hide some."""
        services = {each.service for each in self.found}
        if any(each.severity == "error" for each in self.findings) or any("${" in each for each in services):
            return
        for service, _, key in (name.partition(":") for name in self.unchecked):
            if service not in services:
                self.note(path, _unmatched("service", service, services))
            elif key and key not in self._keys:
                self.note(path, _unmatched("key", key, self._keys))
        for origin, key in self.placed.values():
            if key not in self._keys:
                self._find(origin, _unmatched("key", key, self._keys)._replace(pointer="/unchecked"))

    def _judge_pointers(self, expanded: Expanded, body: Json, unchecked: Unchecked) -> None:
        """Judge pointers of ``ignore_changes``: each has to suit one connection that has it from its place."""
        origin, service, declared = expanded.origin, str(body.get("service")), [at for at, _ in scalars(body)]
        if unchecked:
            named = (at for at, _ in (*leaves(body), *expanded.columns))
            self._keys |= config_keys((*named, *expanded.ignore_changes))
        for key in sorted(expanded.unchecked):
            self.placed.setdefault((origin.source.file, origin.position("/unchecked"), key), (origin, key))
        for index, pointer in enumerate(expanded.ignore_changes):
            is_unchecked = unchecked is True or any(key in (unchecked or ()) for key in keys_of(pointer))
            is_known = is_unchecked or any(is_within(at, (pointer,)) for at in declared)
            why = _ignores_nothing(pointer, "" if is_known else service)
            flaw = Problem("file.ignore_changes", why, f"/ignore_changes/{index}")
            place = origin.source.file, origin.position(flaw.pointer), pointer
            if not why or place not in self._ignored:
                self._ignored[place] = origin, flaw

    def _with_group(self, origin: Origin, body: Json) -> Json:
        """Return a body with the id of the group that it names; an unknown name stays."""
        rest = {key: value for key, value in body.items() if key != "group_name"}
        name, problems = body["group_name"], list[Problem]()
        if self.lookup:
            name, problems = self.lookup.resolved(name, "/group_name", file=origin.source.file)
        elif isinstance(name, Deferred):
            return {**rest, "group_id": name}
        if not (problems or (isinstance(name, str) and name and "group_id" not in rest)):
            problems = [Problem("file.group", "Write group_name as text, without a group_id beside it.", "/group_name")]
        if self.lookup and not problems:
            try:
                return {**rest, "group_id": self.lookup.group_id(name)}
            except NoValue as missing:
                place = origin.source.file, origin.position("/group_name"), str(missing)
                if place not in self._unnamed:
                    problems = [Problem("file.reference", str(missing), "/group_name")]
                self._unnamed.add(place)
        for problem in problems:
            self._find(origin, problem)
        return {**rest, "group_id": f"group_name {name}"}

    def _find_odd_texts(self, expanded: Expanded, body: Json, may_be_secret: Callable[[str], bool]) -> None:
        """Report texts that end as a mask does, a warning for references, and numbers that a spreadsheet shortened."""
        literals = dict(scalars(expanded.body))
        for pointer, value in scalars(body):
            text = value.reveal() if isinstance(value, Secret) else value
            if is_mask(text) and not is_mask(text, whole=True):  # a rule refuses whole masks
                severity = "error" if self.strict or literals.get(pointer) == text else "warning"
                self._find(expanded.origin, _MASKED._replace(pointer=pointer, severity=severity))
        for pointer, text in literals.items():
            if isinstance(text, str) and _SHORTENED.search(text):
                problem = Problem("file.number", _IS_SHORTENED, pointer, severity="error" if self.strict else "warning")
                self._find(expanded.origin, problem, _cell(expanded, pointer, may_be_secret))

    def _warn_of_secrets(self, origin: Origin, body: Json, references: Collection[str]) -> None:
        """Report each secret that the file has as text."""
        for pointer, value in scalars(body):
            is_literal = isinstance(value, Secret) and not is_within(pointer, references)
            if is_literal and value.reveal() and not (is_mask(value.reveal()) or is_open(keys_of(pointer)[-1])):
                name = re.sub(r"\W", "_", keys_of(pointer)[-1]).upper()
                message = f"This is a secret in clear text: write ${{env:{name}}} or ${{file:PATH}} instead."
                severity = "error" if self.strict else "warning"
                self._find(origin, Problem("file.secret", message, pointer, severity=severity))

    def _typed(self, body: Any, single: frozenset[str], unchecked: Unchecked) -> tuple[Any, list[Violation], set[str]]:
        """Return the body with texts in the type of their fields, its violations, and its unknown pointers."""
        unknown = {pointer for pointer, value in scalars(body) if isinstance(value, Deferred)}
        violations = first = self._judged(body, unchecked)
        wrong = _mistyped(first) - single
        texts = ((pointer, _of_field(value)) for pointer, value in scalars(body) if pointer in wrong)
        spelt_values = {pointer for pointer, value in texts if isinstance(value, int | float)}  # a bool is an int
        for typed, convertible in ((_of_field, single | spelt_values), (_list_of, single)):
            if mistyped := _mistyped(violations) & convertible:
                still_wrong = _mistyped(self._judged(_converted(body, mistyped, typed), unchecked))
                body = _converted(body, mistyped - still_wrong, typed)
                violations = self._judged(body, unchecked)
        accepted = [violation for violation in first if violation.pointer in spelt_values - _mistyped(violations)]
        if not self.strict:
            accepted = [replace(violation, severity="warning") for violation in accepted]
        return body, violations + accepted, unknown

    def _judged(self, body: Any, unchecked: Unchecked) -> list[Violation]:
        """Return the violations of a body, of which nulls count as absent and references as texts."""
        service = body.get("service")
        violations = check(
            mapped(body, lambda value, _: _plain(value), nulls=False),
            strict=self.strict,
            unchecked=unchecked,
            bypass=partial(bypass_of, service),
        )
        return downgrade_unknown_keys(violations, service, unchecked=unchecked)

    def _identity(self, origin: Origin, body: Json, unknown: set[str]) -> tuple[str, str]:
        """Return group and name of a connection; report a missing name, or an earlier declaration."""
        try:
            name = connection_name(body)
        except InvalidRequest:
            name = None
        group = body.get("group_id")
        unclear = unknown & {"/group_id", "/config", *NAMES}
        if unclear or not (isinstance(group, str) and name):
            if self.named and not unclear and not name:
                self._find(origin, Problem("file.nameless", _NAMELESS, "/config"))
            return str(group), name or ""
        first = self._met.setdefault((group, name), origin)
        if first is not origin:
            pointer = next(name for name in NAMES if body["config"].get(keys_of(name)[1]))
            where, row = first.where(pointer), f", {first.row}" if first.row else ""
            message = f"The group {group} and the schema {name} are declared twice, first in {where}{row}."
            self._find(origin, Problem("file.duplicate", message, pointer))
        return group, name

    def _policy(self, origin: Origin, policy: Any) -> Any:
        """Return the policy for tables, without nulls and with typed texts, judged as the update that it becomes."""
        unknown = {pointer for pointer, value in scalars(policy, POLICY) if isinstance(value, Deferred)}
        for path, _ in policy_parts(policy):
            part, table = (reduce(operator.getitem, keys, policy) for keys in (path, path[:TABLE]))
            is_enabled = part == {} and table.get("exclusive")  # a column
            if path and part in (None, {}) and not is_enabled:
                self._find(origin, Problem("file.tables", _EMPTY_PART.format(path[-1]), POLICY + pointer_of(path)))
        policy = mapped(
            policy, lambda value, _: _TRUTH.get(value, _plain(value)), keys=lambda key, _: spelt(key), nulls=False
        )
        exclusive = policy.pop("exclusive", False)
        if not isinstance(exclusive, bool) and f"{POLICY}/exclusive" not in unknown:
            self._find(origin, Problem("file.tables", "exclusive has to be true or false.", f"{POLICY}/exclusive"))
        elif exclusive and not policy.get("schemas"):
            self._find(origin, Problem("file.tables", _EXCLUSIVE, f"{POLICY}/exclusive"))
        parts = [part for path, part in policy_parts(policy) if len(path) == TABLE]
        tables = [part for part in parts if is_object(part) and "exclusive" in part]
        flags = [table.pop("exclusive") for table in tables]  # not a field of the API
        for message, path in _contradictions(policy, tables, flags, exclusive=exclusive is True):
            self._find(origin, Problem("file.tables", message, POLICY + pointer_of(path)))
        literals = dict(scalars(policy, POLICY))
        for violation in check_request("SchemaConfigUpdate", policy):
            placed = replace(violation, pointer=POLICY + violation.pointer)
            if placed.effect is Effect.UNKNOWN_KEY and nearest(violation.pointer[1:], ["exclusive"]):
                name = violation.pointer[1:]
                placed = replace(placed, message=f"{name} is not a field of tables: did you mean exclusive?")
            if placed.rule not in _FILLED_IN and placed.pointer not in unknown:
                is_key = placed.effect is Effect.UNKNOWN_KEY  # a misspelt key: its value is not the problem
                self._violation(origin, placed if is_key else _with_value(placed, literals, lambda _: False))
        for flag, table in zip(flags, tables, strict=True):
            table["exclusive"] = flag
        return {**policy, "exclusive": exclusive} if exclusive else policy

    def grouped(self) -> Iterator[Finding]:
        """Return the findings file by file in the order of lines, one for all rows with the same."""
        for origin, flaw in self._ignored.values():
            if flaw.message:
                self._find(origin, flaw)
        alike = [replace(finding, row="") for finding in self.findings]
        counts = Counter(alike)
        first: dict[Finding, Finding] = {}
        for key, finding in zip(alike, self.findings, strict=True):
            first.setdefault(key, finding)
        files: dict[str, list[Finding]] = {file: [] for file in self.files}
        for key, finding in first.items():
            files.setdefault(finding.file, []).append(replace(finding, count=counts[key]))
        for file, found in files.items():
            found.sort(key=lambda finding: (finding.severity != "error", finding.position or ()))
            rest = found[_MOST_FINDINGS:]
            yield from sorted(found[:_MOST_FINDINGS], key=lambda finding: finding.position or ())
            if rest:
                message = f"The file has {len(rest):,} more problems: correct these first, and check again."
                yield Finding(file, None, "", "file.more", "observed", rest[0].severity, message)


_PRESENCE_ONLY: Final = frozenset(rule.id for rule in all_rules() if rule.presence_only)
"""Rules that do not read the value at their place, so that it may be a reference."""

_READS: Final = {rule.id: rule.reads for rule in all_rules() if rule.reads}
"""The other key whose value decides about a rule, and may be a reference."""

_MASKED: Final = Problem("file.masked", "This ends with stars, as the mask of an answer does: write the value itself.")

_SHORTENED: Final = re.compile(r"(?:^|;)\s*\d(?:[.,]\d+)?E\+\d+\s*(?:;|$)")
_IS_SHORTENED: Final = (
    "This is a number as spreadsheets shorten it, which has lost digits: format the column as text and save it again."
)

_SECRET_WORDS: Final = {"KEY", "SECRET", "TOKEN", "PASSWORD"}
"""The words of a variable's name that call its value a secret."""

_IN_NAME: Final = "{} is a secret, and every plan shows this name in clear text: choose another name."

_STARTS_PAUSED: Final = Problem(
    "file.paused",
    "A new connection of this service starts paused, and this does not say whether it is to sync: write paused: false, "
    "or paused: true.",
    "/service",
    severity="note",
)

_NAMELESS: Final = (
    "Name the schema (or schema_prefix) as text: with the group it identifies the connection, and it is permanent."
)

_EXCLUSIVE: Final = "exclusive disables every schema that is not declared: declare those to sync below schemas."

_BELOW_DISABLED: Final = (
    "{0} would be enabled below {1}, which is not: enable {1}, remove {0}, or write enabled: false below it. An "
    "exclusive policy enables each schema and table that it declares."
)


_NO_COLUMNS: Final = (
    "exclusive below a table is true or false, and disables each column that is not declared: declare those to sync."
)
_NOT_BLOCKED: Final = "exclusive below a table needs schema_change_handling: BLOCK_ALL, which keeps later columns out."


def _contradictions(
    policy: Json, tables: Sequence[Json], flags: Sequence[object], *, exclusive: bool
) -> Iterator[tuple[str, Keys]]:
    """Yield a sentence with its path for stars, row filters, parts enabled below a disabled one, exclusive tables."""
    yield from ((_ALL_NAMES, path) for path, _ in policy_parts(policy) if path[-1:] == ("*",))
    yield from ((_ROW_FILTER, (*path, "row_filter")) for path, part in policy_parts(policy) if "row_filter" in part)
    for path, above in _below_disabled(policy, exclusive=exclusive):
        yield _BELOW_DISABLED.format(path[-1], above[-1]), path
    if any(flag is not False and not table.get("columns") for flag, table in zip(flags, tables, strict=True)):
        yield _NO_COLUMNS, ()
    if any(flags) and policy.get("schema_change_handling") != "BLOCK_ALL":
        yield _NOT_BLOCKED, ()


def _below_disabled(policy: Json, *, exclusive: bool) -> Iterator[tuple[Keys, Keys]]:
    """Yield each enabled part of a policy whose parent the policy disables, with this parent."""
    disabled: set[Keys] = set()
    for path, part in policy_parts(policy):
        above = [path[:end] for end in (2, 4) if path[:end] in disabled]
        if part.get("enabled") is False:
            disabled.add(path)
        elif above and part.get("enabled", exclusive and path[-2] != "columns") is True:
            yield path, above[0]


_ALL_NAMES: Final = (
    "* is no name: name each part, let exclusive disable the others, or schema_change_handling block new ones."
)

_EMPTY_PART: Final = "Write settings below {}, for instance enabled: true. Nothing stands there."

_ROW_FILTER: Final = "Remove row_filter: no plan changes the rows that are synced. Set it in Fivetran, which keeps it."

_FILLED_IN: Final = frozenset({"shape.required", "shape.empty"})
"""Rules of a schema update that a policy may leave to the plan, which fills `enabled` in."""

_TRUTH: Final = {"true": True, "false": False}


def _unmatched(kind: str, name: str, known: Iterable[str]) -> Problem:
    """Return the problem of a name of ``unchecked`` that no connection has."""
    return Problem("file.unchecked", f"No connection has the unchecked {kind} {name}{hint(name, sorted(known), '.')}")


def _mistyped(violations: Iterable[Violation]) -> set[str]:
    return {violation.pointer for violation in violations if violation.effect in {Effect.WRONG_TYPE, Effect.QUOTED}}


def _plain(value: Any) -> Any:
    """Return a value as the rules judge it: a reference as the file spells it, and a secret as plain text."""
    if isinstance(value, Deferred):
        return str(value)
    return value.reveal() if isinstance(value, Secret) else value


_IDENTITY: Final[Mapping[IdentityPart, frozenset[str]]] = {
    "group": frozenset({"/group_id", "/group_name"}),
    "schema": frozenset(NAMES),
}


def _left_out(body: Json, lookup: Lookup, selects: Selects, file: str) -> Json | None:
    """Return an unselected connection: only references in its names are resolved."""
    config = body.get("config")
    names = {keys_of(name)[1] for name in NAMES}
    named = {key: config[key] for key in names & config.keys()} if is_mapping(config) else {}
    identity = {**{key: body.get(key) for key in ("group_id", "service")}, "config": named}
    resolved, problems = lookup.resolved(identity, file=file)
    try:
        schema = connection_name(resolved)
    except InvalidRequest:
        return None
    if problems or not schema or selects(str(resolved["group_id"]), str(resolved["service"]), schema):
        return None
    return {**body, **resolved, "config": {**body["config"], **resolved["config"]}}


@lru_cache(maxsize=64)  # the connections of a file have few services
def _secret_test(service: str) -> Callable[[str], bool]:
    """
    Return the function that says whether the value at a pointer of a body may be a secret.

    A value is none if each key on its path is a field of the service, and a secret of no service. The value of a
    misspelt key may be one.
    """
    entry = ServiceCatalogue.packaged().entry(service)
    fields = (*entry.naming_keys, *(key for key, _ in entry.walk())) if entry else ()
    known = {"group_id", "service", "config", *kept_fields(), *fields}

    def may_be_secret(pointer: str) -> bool:
        keys = keys_of(pointer)
        are_fields = all(key in known or key.isdecimal() for key in keys)
        return not are_fields or any(is_secret_name(key, ANY_SERVICE) for key in keys)

    return may_be_secret


@lru_cache(maxsize=256)  # many connections ignore the same
def _ignores_nothing(pointer: str, service: str) -> str:
    """Return why a pointer of ``ignore_changes`` leads to no field of a service; nothing if it may lead to one."""
    if is_within(pointer, (POLICY,)):
        return "A part of tables cannot be ignored: leave its name out of the policy, which leaves it to others."
    body: Any = {}
    for key in reversed(keys_of(pointer)):
        body = [body] if key.isdecimal() else {key: body}
    is_in_catalogue = ServiceCatalogue.packaged().entry(service) is not None
    body, bypass = {"service": service, **body}, partial(bypass_of, service)
    found = check(body, strict=True, bypass=bypass) if is_in_catalogue else []
    at = re.sub(r"/[0-9]+(?=/|$)", "/0", pointer)
    for each in downgrade_unknown_keys(found, service, unchecked=False):
        is_unknown = each.pointer != at or each.effect in {Effect.UNKNOWN_KEY, Effect.MISSPELT_KEY}
        if each.pointer and is_within(at, (each.pointer,)) and is_unknown:
            return f"{pointer} ignores nothing: {each.message}"
    return ""


def _cell(expanded: Expanded, pointer: str, may_be_secret: Callable[[str], bool]) -> str:
    """Return the column that a value is from, with its cell where the field holds no secret."""
    column = next((column for at, column in expanded.columns if at == pointer), None)
    if column is None:
        return ""
    return ": ".join(filter(None, (f"column {column}", _shown(expanded.row[column], pointer, may_be_secret))))


def _with_value(violation: Violation, values: Json, may_be_secret: Callable[[str], bool]) -> Violation:
    """Return a violation with the value of the file in its message, where the field holds no secret."""
    value = values.get(violation.pointer)
    shown = "" if value is None or isinstance(value, Deferred) else _shown(value, violation.pointer, may_be_secret)
    return replace(violation, message=f"{violation.message} The value is {shown}.") if shown else violation


def _shown(value: Any, pointer: str, may_be_secret: Callable[[str], bool]) -> str:
    """Return a value as JSON; nothing where its field, its place or a password in it makes it a secret."""
    if may_be_secret(pointer) or is_secret_by_place(value, pointer):
        return ""
    return shortened(json.dumps(value, ensure_ascii=False, default=str), _MOST_OF_CELL)


def _converted(body: Any, pointers: Collection[str], typed: Callable[[Any], Any]) -> Any:
    return mapped(body, lambda value, pointer: typed(value) if pointer in pointers else value) if pointers else body


def _of_field(value: Any) -> Any:
    """Return a text as the number, truth value or list that it spells in JSON; spreadsheets write TRUE and FALSE."""
    if not isinstance(value, str):
        return value
    text = str.__str__(value)
    try:
        # As a reader of constants, int refuses NaN and the infinities.
        made = json.loads(text.lower() if text.lower() in {"true", "false"} else text, parse_constant=int)
        return made if isinstance(made, int | float) else sealed(made, isinstance(value, Secret))
    except (ValueError, RecursionError):
        return value


def _list_of(value: Any) -> Any:
    """Return a text as the list of its parts between semicolons."""
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in str.__str__(value).split(";")]
    return sealed([part for part in parts if part], isinstance(value, Secret))
