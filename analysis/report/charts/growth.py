"""A number that grows from step to step."""

import plotnine as p9

from .dots import whole
from .plot import frame, plot, table
from .style import MUTED, PROGRAMME


def growth(rows: list[dict], top: int, title: str, axis: str, caption: str) -> p9.ggplot:
    """Return how a count grew, its steps marked; what is hidden leaves the start empty."""
    d = table(rows, "interview", "value").dropna(subset=["value"])
    last = max(rows[-1]["interview"] if rows else 0, 2)
    steps = d[d["value"].diff() > 0]
    return plot(
        d,
        p9.aes("interview", "value"),
        p9.geom_hline(yintercept=top, linetype="dashed", color=MUTED),
        p9.geom_step(color=PROGRAMME, size=1.1),
        p9.geom_point(data=steps, color=PROGRAMME, size=2.8),
        p9.scale_x_continuous(limits=(1, last), breaks=whole(last)),
        p9.scale_y_continuous(limits=(0, top * 1.1), breaks=whole(top)),
        p9.labs(x=axis, y=""),
        *frame(title, caption, 1.9),
    )
