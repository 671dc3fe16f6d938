"""Charts as SVG: bars that can be pressed, values with intervals, curves. Colours come from the page's styles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.html.escaping import text

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH, _HEIGHT = 720, 150  # of bars, in units of the drawing
_FOOT, _SIDE = 22, 6
_MOST_LABELS = 8
_ROW = 26  # height of a row of values
_NAME = 250  # width of its name
_CURVE = 260  # side of a curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar: its name, how high it is, how much of it stands out, and what pressing it tells."""

    name: str
    value: float
    key: str
    lit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value in [0, 1] with its interval; `other` is the same of a second run."""

    name: str
    value: float
    low: float
    high: float
    other: tuple[float, float, float] | None = None


def bars(shown: Sequence[Bar], *, label: str, noun: str, event: str = "apply") -> str:
    """Draw bars from left to right; each is a button that tells Python `event` with its key as `period`."""
    if not shown:
        return ""
    most = max(bar.value for bar in shown) or 1
    step = (_WIDTH - 2 * _SIDE) / len(shown)
    every = -(-len(shown) // _MOST_LABELS)
    drawn = "".join(
        _bar(bar, (_SIDE + n * step, step, bar.value / most), noun, event, named=n % every == 0)
        for n, bar in enumerate(shown)
    )
    base = _HEIGHT - _FOOT
    return (
        f'<svg class="bars" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="group" aria-label="{text(label)}">'
        f'<line class="axis" x1="0" y1="{base}" x2="{_WIDTH}" y2="{base}"/>{drawn}</svg>'
    )


def _bar(bar: Bar, place: tuple[float, float, float], noun: str, event: str, *, named: bool) -> str:
    x, step, share = place  # left edge, room, height as a share of the highest
    room = _HEIGHT - _FOOT - 8
    height = max(2.0, share * room) if bar.value else 0.0
    width = max(1.0, step - min(4.0, step / 4))
    told = text(f"{bar.name}: {bar.value:,.0f} {noun}{'' if bar.value == 1 else 's'}")
    tag = f'<text x="{x:.1f}" y="{_HEIGHT - 6}">{text(bar.name)}</text>' if named else ""
    if not bar.value:
        return tag
    return (
        f'<g class="bar{" lit" if bar.lit else ""}" role="button" tabindex="0" data-event="{event}"'
        f' data-period="{text(bar.key)}" aria-label="{told}" aria-pressed="{str(bar.lit).lower()}">'
        f"<title>{told}</title>"
        f'<rect class="room" x="{x:.1f}" y="0" width="{step:.1f}" height="{_HEIGHT - _FOOT}"/>'
        f'<rect x="{x:.1f}" y="{_HEIGHT - _FOOT - height:.1f}" width="{width:.1f}" height="{height:.1f}" rx="1.5"/>'
        f"</g>{tag}"
    )


def values(shown: Sequence[Value], *, label: str) -> str:
    """Draw values from 0 to 1 with their intervals, one under the other; of two runs the second is hollow."""
    if not shown:
        return ""
    height = _ROW * len(shown) + 20
    grid = "".join(
        f'<line class="grid" x1="{_at(x):.1f}" y1="0" x2="{_at(x):.1f}" y2="{height - 18}"/>'
        f'<text x="{_at(x):.1f}" y="{height - 4}" text-anchor="middle">{x:g}</text>'
        for x in (0, 0.25, 0.5, 0.75, 1)
    )
    rows = "".join(_value(value, n * _ROW + _ROW / 2) for n, value in enumerate(shown))
    return (
        f'<svg class="values" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{text(label)}">'
        f"{grid}{rows}</svg>"
    )


def _value(value: Value, y: float) -> str:
    told = text(f"{value.name}: {value.value:.3f} ({value.low:.3f} to {value.high:.3f})")
    drawn = _interval(value.value, value.low, value.high, y - (4 if value.other else 0), "one")
    if value.other:
        drawn += _interval(*value.other, y + 5, "other")
    return f'<g><title>{told}</title><text x="0" y="{y + 4}">{text(value.name)}</text>{drawn}</g>'


def _interval(value: float, low: float, high: float, y: float, kind: str) -> str:
    return (
        f'<line class="{kind}" x1="{_at(low):.1f}" y1="{y}" x2="{_at(high):.1f}" y2="{y}"/>'
        f'<circle class="{kind}" cx="{_at(value):.1f}" cy="{y}" r="4.5"/>'
    )


def _at(value: float) -> float:
    return _NAME + max(0.0, min(1.0, value)) * (_WIDTH - _NAME - 14)


def curve(
    points: Sequence[tuple[float, float]],
    *,
    across: str,
    up: str,
    highest: float = 1.0,
    dots: bool = False,
    diagonal: bool = False,
) -> str:
    """Draw a curve over [0, 1]; `highest` is the top of the other axis.

    Args:
        points: x in [0, 1], y from 0 up, in the order of x.
        across: what x is.
        up: what y is.
        highest: the y at the top.
        dots: mark the points.
        diagonal: draw the line where y is x.
    """
    if not points:
        return ""
    place = [
        (30 + x * (_CURVE - 40), 10 + (1 - min(1.0, y / highest)) * (_CURVE - 50))
        for x, y in points
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in place)
    marks = "".join(f'<circle class="one" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in place)
    bottom, right = _CURVE - 40, _CURVE - 10
    straight = (
        f'<line class="grid" x1="30" y1="{bottom}" x2="{right}" y2="10"/>' if diagonal else ""
    )
    return (
        f'<svg class="curve" viewBox="0 0 {_CURVE} {_CURVE}" role="img" aria-label="{text(f"{up} by {across}")}">'
        f'<line class="axis" x1="30" y1="{bottom}" x2="{right}" y2="{bottom}"/>'
        f'<line class="axis" x1="30" y1="10" x2="30" y2="{bottom}"/>{straight}'
        f'<polyline class="one" points="{line}"/>{marks if dots else ""}'
        f'<text x="26" y="14" text-anchor="end">{highest:g}</text><text x="26" y="{bottom}" text-anchor="end">0</text>'
        f'<text x="{right}" y="{bottom + 14}" text-anchor="end">1</text>'
        f'<text x="{_CURVE / 2}" y="{_CURVE - 10}" text-anchor="middle">{text(across)}</text>'
        f'<text x="12" y="{bottom / 2}" text-anchor="middle" transform="rotate(-90 12 {bottom / 2})">{text(up)}</text>'
        "</svg>"
    )
