"""Shares by year."""

import plotnine as p9

from .plot import TEXT, frame, ordered, plot, table
from .style import INK, PROGRAMME, wrap


def columns(rows: list[dict], title: str, caption: str) -> p9.ggplot:
    """Return the share of journal entries that raised a domain each year."""
    d = table(rows, "year", "wave", "value", "shown", "base")
    d["year"] = ordered(d["year"] + "\n" + d["wave"].map(lambda text: wrap(text, 10)))
    known = d.dropna(subset=["value"])
    top = float(known["value"].max()) if len(known) else 1.0
    d["height"] = d["value"].fillna(0)
    gap = " " if len(d) < 7 else "\n"
    d["text"] = d["shown"] + gap + "of " + d["base"]
    return plot(
        d,
        p9.aes("year", "height"),
        p9.geom_col(fill=PROGRAMME, width=0.55),
        p9.geom_text(p9.aes(label="text"), va="bottom", nudge_y=0.03 * top, size=TEXT, color=INK),
        p9.scale_y_continuous(
            limits=(0, max(top, 0.01) * (1.3 if gap == " " else 1.6)), expand=(0, 0)
        ),
        p9.labs(x="", y=""),
        *frame(title, caption, 1.9),
        p9.theme(axis_text_y=p9.element_blank(), panel_grid_major_x=p9.element_blank()),
    )
