"""Judge files by the rules, and say of each finding where in the file it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from fivetran_rules import Violation, check

from ._reading import read
from ._references import resolve
from ._source import Problem, Source, Unreadable


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong with a file, and where."""

    file: str
    line: int | None
    pointer: str
    rule: str
    evidence: str
    severity: str
    message: str

    def as_json(self) -> dict[str, str]:
        """Return the finding as ``--output json`` prints it."""
        return {
            "file": self.file,
            "pointer": self.pointer,
            "rule": self.rule,
            "evidence": self.evidence,
            "severity": self.severity,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Judged:
    """A file, the body in it as it would be sent, and what is wrong with it."""

    file: str
    body: Mapping[str, object]
    findings: tuple[Finding, ...]

    @property
    def valid(self) -> bool:
        """Tell whether nothing but warnings was found."""
        return all(finding.severity != "error" for finding in self.findings)


def judge(file: str, *, strict: bool, resolved: bool = False) -> Judged:
    """Read one file and hold the body in it against every rule.

    ``resolved`` puts the values of ``env:NAME`` and ``file:PATH`` in first.
    """
    try:
        source = read(file)
        body = resolve(source) if resolved else source.body
    except Unreadable as error:
        return Judged(file, {}, tuple(_of_problem(file, problem) for problem in error.problems))
    violations = check(body, strict=strict)
    return Judged(file, body, tuple(_of_violations(file, source, violations)))


def _of_problem(file: str, problem: Problem) -> Finding:
    # Evidence speaks of the API's rules; what is wrong with a file was seen in the file.
    evidence, severity = "observed", "error"
    return Finding(file, problem.line, problem.pointer, problem.rule, evidence, severity, problem.message)


def _of_violations(file: str, source: Source, violations: Iterable[Violation]) -> Iterator[Finding]:
    for violation in violations:
        yield Finding(
            file=file,
            line=source.line(violation.pointer),
            pointer=violation.pointer,
            rule=violation.rule,
            evidence=violation.evidence,
            severity=violation.severity,
            message=violation.message + _hint(source, violation),
        )


def _hint(source: Source, violation: Violation) -> str:
    """Say that quotes are missing, where the value would have the right type with them."""
    plain = source.plain.get(violation.pointer)
    if violation.rule != "shape.type" or plain is None:
        return ""
    quoted = check(_replaced(source.body, violation.pointer, plain))
    if any(other.rule == "shape.type" and other.pointer == violation.pointer for other in quoted):
        return ""
    return f'; write it in quotes: "{plain}"'


def _replaced(body: Mapping[str, object], pointer: str, text: str) -> object:
    copy: Any = deepcopy(body)
    *path, last = (_unescaped(part) for part in pointer.split("/")[1:])
    holder = copy
    for part in path:
        holder = holder[_key(holder, part)]
    holder[_key(holder, last)] = text
    return copy


def _key(holder: object, part: str) -> str | int:
    return int(part) if isinstance(holder, list) else part


def _unescaped(part: str) -> str:
    return part.replace("~1", "/").replace("~0", "~")
