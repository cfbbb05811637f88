"""What all charts are put together from: rows, titles, and the room that text takes."""

import pandas as pd
import plotnine as p9

from .style import SMALL, look, wrap

TITLE, CAPTION = 54, 76  # characters that fit on a line
LINE = 0.175  # inches that a line of text takes
CHARACTER = 0.08  # inches that a character takes
TEXT = SMALL  # points


def frame(title: str, caption: str, body: float) -> list:
    """Return titles and theme for a body of a height in inches."""
    title, caption = wrap(title, TITLE), wrap(caption, CAPTION)
    return [
        p9.labs(title=title, caption=caption),
        look(body + LINE * (lines(title) + lines(caption)) + 0.4),
    ]


def table(rows: list[dict], *columns: str) -> pd.DataFrame:
    """Return rows as a frame with these columns, in which a hidden number is a missing one."""
    d = pd.DataFrame(rows, columns=list(columns))
    numbers = [name for name in ("value", "low", "high") if name in columns]
    return d.astype(dict.fromkeys(numbers, float))


def plot(d: pd.DataFrame, mapping: p9.aes, *layers) -> p9.ggplot:
    """Return a plot of layers; put together at once, it is copied only once."""
    return p9.ggplot(d, mapping) + list(layers)


def longest(labels: pd.Series) -> float:
    """Return the inches that the longest line of the labels takes."""
    return CHARACTER * max((len(part) for label in labels for part in label.split("\n")), default=0)


def lines(text: str) -> int:
    """Return how many lines a text has."""
    return text.count("\n") + 1


def ordered(values: pd.Series, reverse: bool = False) -> pd.Categorical:
    """Return values as categories in the order in which they come."""
    names = list(dict.fromkeys(values))
    return pd.Categorical(values, categories=names[::-1] if reverse else names, ordered=True)
