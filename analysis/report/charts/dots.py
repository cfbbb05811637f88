"""How many people raised each theme."""

import plotnine as p9

from .plot import LINE, TEXT, frame, lines, ordered, plot, table
from .style import INK, MUTED, PROGRAMME, wrap


def dots(rows: list[dict], base: int, title: str, caption: str, axis: str) -> p9.ggplot:
    """Return how many people raised each theme, as dots on a line from zero."""
    d = table(rows, "label", "value", "shown")
    d["label"] = ordered(d["label"].map(lambda text: wrap(text, 30)), reverse=True)
    known = d.dropna(subset=["value"])
    height = max(LINE * sum(map(lines, d["label"])) + 0.13 * len(d), 0.5)
    return plot(
        d,
        p9.aes("value", "label"),
        p9.geom_blank(),
        p9.geom_segment(p9.aes(x=0, xend="value", yend="label"), known, color=PROGRAMME, size=0.8),
        p9.geom_point(data=known, color=PROGRAMME, size=3.4),
        p9.geom_text(
            p9.aes(label="shown"), known, ha="left", nudge_x=base * 0.04, size=TEXT, color=INK
        ),
        p9.geom_text(
            p9.aes(x=0, label="shown"),
            d[d["value"].isna()],
            ha="left",
            nudge_x=base * 0.02,
            size=TEXT,
            color=MUTED,
        ),
        p9.scale_x_continuous(limits=(0, base * 1.35), breaks=whole(base)),
        p9.labs(x=axis),
        *frame(title, caption, height + 0.7),
    )


def whole(top: int) -> list[int]:
    """Return whole numbers for an axis from zero to at most `top`."""
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 10**9) if top / s <= 5)
    return list(range(0, top + 1, step))
