"""The failures of Prism, each with a message of one sentence."""

from __future__ import annotations


class PrismError(Exception):
    """Prism cannot do what was asked."""


class PrismUnavailable(PrismError):
    """Prism cannot be run on this machine as it is; the text says what to install or change."""


class PrismFailed(PrismError):
    """
    Prism was started and did not start, did not answer, or ended.

    `log` holds the last lines that Prism (or npm, which installs it) wrote, oldest first; the text ends with them.
    """

    def __init__(self, sentence: str, *, log: tuple[str, ...] = ()) -> None:
        super().__init__("\n".join((sentence, *(f"  {line}" for line in log))))
        self.sentence = sentence
        self.log = log
