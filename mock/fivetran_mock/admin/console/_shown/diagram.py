"""The states of a connection as a small drawing, whose arrows come from the mock's own tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from ...._mock.lifecycle.transitions import SETUP_STATES, SYNC_STATES

WIDTH: Final = 112
HEIGHT: Final = 34


@dataclass(frozen=True, slots=True)
class Diagram:
    """Where each state stands, and which event leads from one state to another."""

    title: str
    places: Mapping[str, tuple[int, int]]
    """The centre of each state's box."""
    events: Mapping[tuple[str, str], str]
    """The next state by state and event."""


class Box(NamedTuple):
    """A state."""

    name: str
    x: int
    y: int
    current: bool


class Arrow(NamedTuple):
    """A line from one state to another; `x` and `y` are the place of its label."""

    path: str
    label: str
    x: float
    y: float
    anchor: str
    """The side of the label that stands at `x`, as SVG names it."""


class Drawing(NamedTuple):
    """Everything that the template draws."""

    title: str
    current: str
    boxes: list[Box]
    arrows: list[Arrow]
    next_events: str
    width: int
    """The width of each box."""
    height: int


SETUP: Final = Diagram(
    "setup state",
    {"incomplete": (66, 80), "connected": (304, 26), "broken": (304, 134)},
    SETUP_STATES,
)
SYNC: Final = Diagram(
    "sync state",
    {"scheduled": (66, 26), "syncing": (304, 26), "paused": (66, 134), "rescheduled": (304, 134)},
    SYNC_STATES,
)


def drawn(diagram: Diagram, current: str) -> Drawing:
    """Draw a diagram with its current state."""
    boxes = [Box(name, x, y, name == current) for name, (x, y) in diagram.places.items()]
    moves: dict[tuple[str, str], list[str]] = {}
    for (state, event), following in diagram.events.items():
        if state != following:
            moves.setdefault((state, following), []).append(event)
    arrows = [
        _arrow(diagram.places[start], diagram.places[end], " / ".join(events)) for (start, end), events in moves.items()
    ]
    outcomes = [f"{event}: {after}" for (state, event), after in diagram.events.items() if state == current != after]
    return Drawing(diagram.title, current, boxes, arrows, ", ".join(outcomes), WIDTH, HEIGHT)


def _arrow(start: tuple[int, int], end: tuple[int, int], label: str) -> Arrow:
    """Draw an arrow from the edge of a box to the edge of another, beside the arrow that leads back."""
    (x1, y1), (x2, y2) = start, end
    dx, dy = x2 - x1, y2 - y1
    length = (dx * dx + dy * dy) ** 0.5
    beside_x, beside_y = -dy / length * GAP, dx / length * GAP
    shrink1, shrink2 = _to_edge(dx, dy), _to_edge(dx, dy) + TIP / length
    ax, ay = x1 + dx * shrink1 + beside_x, y1 + dy * shrink1 + beside_y
    bx, by = x2 - dx * shrink2 + beside_x, y2 - dy * shrink2 + beside_y
    label_x, label_y = (ax + bx) / 2 + beside_x, (ay + by) / 2 + beside_y * LABEL + 3
    anchor = "middle" if abs(dx) > abs(dy) * 3 else "start" if beside_x > 0 else "end"
    path = f"M{ax:.1f} {ay:.1f}L{bx:.1f} {by:.1f}"
    return Arrow(path, label, round(label_x, 1), round(label_y, 1), anchor)


LABEL: Final = 2
"""How far a label is from the line between two centres, in gaps."""


GAP: Final = 6
"""How far an arrow is from the line between two centres."""

TIP: Final = 10
"""The length of an arrow's head."""


def _to_edge(dx: float, dy: float) -> float:
    """Return the part of the line between two centres that lies inside a box."""
    shares = [half / abs(delta) for half, delta in ((WIDTH / 2, dx), (HEIGHT / 2, dy)) if delta]
    return min(shares)
