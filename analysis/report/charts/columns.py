"""Shares by year."""

from .axis import Axis
from .drawing import BOLD, Drawing
from .lanes import arrange, grid, lane
from .style import INK, PROGRAMME

TALL = 130  # pixels of the highest column


def columns(on: Drawing, rows: list[dict]) -> None:
    """Draw the share of entries each year, as columns, or as bars where they have no room."""
    top = max([row["value"] for row in rows if row["value"]], default=1.0)
    texts = [f"{row['shown']} of {row['base']}" for row in rows]
    slot = on.width / max(len(rows), 1)
    if on.widest(texts) + 8 > slot:
        lie(on, rows, texts, top)
    else:
        stand(on, rows, texts, top, slot)


def stand(on: Drawing, rows: list[dict], texts: list[str], top: float, slot: float) -> None:
    """Draw a column for each year, its number above it."""
    foot = on.y + on.line_height + 4 + TALL
    ends = [foot]
    for place, (row, text) in enumerate(zip(rows, texts, strict=True)):
        x, height = (place + 0.5) * slot, TALL * (row["value"] or 0) / top
        half = min(0.28 * slot, 40)
        on.box(x - half, foot - height, x + half, foot, PROGRAMME)
        on.text(x, foot - height - 4 - on.line_height / 2, text, align="center", middle=True)
        below = on.text(x, foot + 5, row["year"], align="center", weight=BOLD)
        waves = on.wrap(row["wave"], slot - 6, on.form.small) if row["wave"] else []
        ends.append(on.text(x, below, waves, size=on.form.small, align="center"))
    on.line((0, foot), (on.width, foot), colour=INK)
    on.y = max(ends)


def lie(on: Drawing, rows: list[dict], texts: list[str], top: float) -> None:
    """Draw a bar for each year, one below the other."""
    names = [f"{row['year']}, {row['wave']}" if row["wave"] else row["year"] for row in rows]
    at = arrange(on, names, texts)
    axis = Axis(low=0, high=top, start=at.left, stop=at.right)
    for row, name, text in zip(rows, names, texts, strict=True):
        spot = lane(on, at, name, text)
        grid(on, axis, [0.0], spot)
        end = axis(row["value"] or 0)
        on.box(axis(0), spot.middle - 7, end, spot.middle + 7, PROGRAMME)
