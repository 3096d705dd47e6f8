"""Charts as SVG, for a report or a message: one file, no network, black and one accent colour.

The labels are the printed numbers; nothing is drawn where there is no value.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

WIDTH, HEIGHT = 900, 380
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 56, 64
ACCENT, GREY = "#1F4E79", "#8a8a8a"
FONT = "font-family=\"宋体,SimSun,'Noto Serif CJK SC',serif\""
STEPS = 5
MOST_LABELS = 14
NAMES, PAIR, BAR = 190, 34, 15  # of paired bars: room for names, a pair, one bar


def line_chart(title: str, names: Sequence[str], values: Sequence[Decimal | None]) -> str:
    """The SVG of one series. ``names`` and ``values`` go together, ``None`` leaves a gap."""
    known = [value for value in values if value is not None]
    low, high, step = _axis(min([*known, Decimal(0)]), max([*known, Decimal(0)]))
    parts = _sheet(title, HEIGHT)
    level = low
    while level <= high:
        y = _y(level, low, high)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="#d9d9d9"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y}" dy="4" text-anchor="end">{_plain(level)}</text>')
        level += step
    zero = _y(Decimal(0), low, high)
    parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{zero}" y2="{zero}" stroke="{GREY}"/>')
    parts += _marks(names, values, low, high)
    return "\n".join([*parts, "</svg>", ""])


def paired_bars(title: str, sides: tuple[str, str], rows: Sequence[tuple[str, Decimal | None, Decimal | None]]) -> str:
    """The SVG of two values a name, one bar below the other: hatched for the first side, full for the second."""
    known = [value for _, one, other in rows for value in (one, other) if value is not None]
    low, high, _ = _axis(min([*known, Decimal(0)]), max([*known, Decimal(0)]))
    height = TOP + len(rows) * PAIR + 44
    parts = _sheet(title, height)
    parts.append(
        '<defs><pattern id="h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="6" height="6" fill="#fff"/><line x1="0" y1="0" x2="0" y2="6" stroke="#404040" stroke-width="2"/>'
        "</pattern></defs>"
    )
    room = Decimal(WIDTH - NAMES - RIGHT - 60)

    def at(value: Decimal) -> Decimal:
        return NAMES + 30 + (value - low) / (high - low) * room

    for place, (name, *values) in enumerate(rows):
        top = TOP + place * PAIR
        parts.append(f'<text x="{NAMES - 26}" y="{top + 20}" text-anchor="end">{escape(name)}</text>')
        for side, value in enumerate(values):
            y = top + 2 + side * BAR
            if value is None:
                parts.append(f'<text x="{_short(at(Decimal(0)) + 4)}" y="{y + 11}" font-size="11">—</text>')
                continue
            left, right = sorted((at(Decimal(0)), at(value)))
            box = f'x="{_short(left)}" y="{y}" width="{_short(right - left)}" height="{BAR - 2}"'
            fill = "url(#h)" if side == 0 else "#9DB8D3"
            parts.append(f'<rect {box} fill="{fill}" stroke="{ACCENT}" stroke-width="0.6"/>')
            outer, anchor = (right + 4, "start") if value >= 0 else (left - 4, "end")
            parts.append(f'<text x="{_short(outer)}" y="{y + 11}" text-anchor="{anchor}" font-size="11">{value}</text>')
    axis, foot = _short(at(Decimal(0))), height - 38
    parts.append(f'<line x1="{axis}" x2="{axis}" y1="{TOP}" y2="{foot}" stroke="#000"/>')
    for side, (word, fill) in enumerate(zip(sides, ("url(#h)", "#9DB8D3"), strict=True)):
        x = WIDTH // 2 - 110 + side * 130
        parts.append(f'<rect x="{x}" y="{height - 26}" width="26" height="12" fill="{fill}" stroke="{ACCENT}"/>')
        parts.append(f'<text x="{x + 32}" y="{height - 15}">{escape(word)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _sheet(title: str, height: int) -> list[str]:
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}" {FONT} font-size="13">',
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="{WIDTH // 2}" y="28" text-anchor="middle" font-size="17" font-weight="700">{escape(title)}</text>',
    ]


def _marks(names: Sequence[str], values: Sequence[Decimal | None], low: Decimal, high: Decimal) -> list[str]:
    parts: list[str] = []
    every = max(1, -(-len(names) // MOST_LABELS))
    run: list[str] = []
    for place, (name, value) in enumerate(zip(names, values, strict=True)):
        x = _x(place, len(names))
        if (len(names) - 1 - place) % every == 0:
            turn = f'transform="rotate(-35 {x} {HEIGHT - BOTTOM + 18})"'
            at = f'x="{x}" y="{HEIGHT - BOTTOM + 18}"'
            parts.append(f'<text {at} text-anchor="end" font-size="12" {turn}>{escape(name)}</text>')
        if value is None:
            parts += _line(run)
            run = []
            continue
        y = _y(value, low, high)
        run.append(f"{x},{y}")
        parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="#fff" stroke="{ACCENT}" stroke-width="1.5"/>')
        if place == len(names) - 1 or (len(names) <= MOST_LABELS):
            bold = 'font-weight="700"' if place == len(names) - 1 else ""
            parts.append(f'<text x="{x}" y="{y}" dy="-8" text-anchor="middle" font-size="12" {bold}>{value}</text>')
    return parts + _line(run)


def _line(run: Sequence[str]) -> list[str]:
    if len(run) < 2:
        return []
    return [f'<polyline points="{" ".join(run)}" fill="none" stroke="{ACCENT}" stroke-width="2"/>']


def _axis(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """Round ends and step of the scale."""
    span = high - low or Decimal(1)
    size = Decimal(1).scaleb((span / STEPS).adjusted())
    step = next(size * times for times in (1, 2, 5, 10) if size * times * STEPS >= span)
    foot, head = (low // step - (1 if low % step else 0)) * step, (high // step + (1 if high % step else 0)) * step
    return foot, max(head, foot + step), step


def _x(place: int, count: int) -> str:
    room = Decimal(WIDTH - LEFT - RIGHT - 30)
    return _short(LEFT + 15 + room * place / max(count - 1, 1))


def _y(value: Decimal, low: Decimal, high: Decimal) -> str:
    return _short(HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM))


def _short(value: Decimal) -> str:
    return format(value.quantize(Decimal("0.1")), "f")


def _plain(value: Decimal) -> str:
    return format(value.normalize() + 0, "f")
