"""The page with the results of the attacks."""

from __future__ import annotations

import importlib
import platform
from collections.abc import Mapping

from ._budget import Findings

TEXT = """\
# Reliability

`make torture` attacks the client and the mock for at most ten minutes, on the loopback interface only. Each attack is
bounded, and has a seed so that you can repeat a finding. `make test` runs a short part of each attack. The run writes
this page.

| attack | attempts | crashes | wrong | command |
| --- | ---: | ---: | ---: | --- |
{rows}

The last run took {minutes:.0f} minutes with seed {seed} on Python {python}.

- A *crash* is an exception that is not a public one, an answer with status 500, or a server that no longer answers.
- *Wrong* is an answer or a state that breaks the promise of the attack:{promises}

{examples}"""


def page(found: Mapping[str, Findings], *, seed: int, minutes: float) -> str:
    """Return the page as Markdown."""
    modules = {name: importlib.import_module(f"torture.{name}") for name in found}
    sentences = {name: (module.__doc__ or "").split("\n")[0] for name, module in modules.items()}
    rows = "\n".join(
        f"| {sentences[name].partition(':')[0]} | {each.attempts:,} | {each.crashes} | {each.wrong} "
        f"| `python -m torture --only {name} --seed {seed}` |"
        for name, each in found.items()
    )
    promises = "".join(f"\n  - {sentence}" for sentence in sentences.values())
    examples = [f"- `{name}`: {each.crashes + each.wrong} findings" for name, each in found.items() if each.examples]
    told = "\n".join(["## Findings that are still open", "", *examples, ""]) if examples else ""
    return (
        TEXT.format(
            rows=rows, minutes=minutes, seed=seed, python=platform.python_version(), promises=promises, examples=told
        ).rstrip()
        + "\n"
    )
