"""One outcome: its levels in both arms, and below them how much more the one changed."""

from .drawing import Drawing
from .forest import forest
from .slopes import slopes


def answer(on: Drawing, levels: dict, effect: dict) -> None:
    """Draw what `slopes` and `forest` draw, one above the other."""
    slopes(on, **levels)
    on.y += 18
    forest(on, **effect)
