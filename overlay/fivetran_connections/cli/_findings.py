"""Judge files by the rules, and say of each finding where in the file it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from fivetran_rules import Violation, check

from ._reading import read
from ._references import resolve
from ._source import Problem, Source, Unreadable

_JSON_SCALAR = re.compile(r"true|false|null|-?[\d.eE+-]+")


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
    found = _of_violations(file, source, check(body, strict=strict))
    return Judged(file, body, tuple(sorted(found, key=lambda finding: finding.line or 0)))


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
    """Explain a word that YAML does not read as text, like ``on``; numbers and true explain themselves."""
    plain = source.plain.get(violation.pointer, "")
    if violation.rule != "shape.type" or not plain or _JSON_SCALAR.fullmatch(plain):
        return ""
    return f" In YAML {plain} without quotes is not text."
