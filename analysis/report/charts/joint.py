"""Effects and people side by side."""

import pandas as pd
import plotnine as p9

from ..numbers import MINUS
from .dots import whole
from .plot import TEXT, frame, plot, table
from .style import INK, MUTED, PAPER, PROGRAMME, wrap


def joint(rows: list[dict], base: int, title: str, caption: str) -> p9.ggplot:
    """Return effects and people side by side, one line a domain."""
    survey, people = "Survey\n\u2190 worse    better \u2192", "Interviews\npeople who raised it"
    names = [wrap(row["domain"], 16) for row in rows]
    effects = [
        {"domain": name, "panel": survey, **effect}
        for name, row in zip(names, rows, strict=True)
        for effect in row["effects"]
    ]
    raised = [
        {"domain": name, "panel": people, "value": row["people"], "shown": row["shown"]}
        for name, row in zip(names, rows, strict=True)
    ]
    d = table(effects, "domain", "panel", "value", "firm")
    r = table(raised, "domain", "panel", "value", "shown")
    for frame_ in (d, r):
        frame_["domain"] = pd.Categorical(frame_["domain"], categories=names[::-1], ordered=True)
        frame_["panel"] = pd.Categorical(frame_["panel"], categories=[survey, people], ordered=True)
    edge = max(1.0, d["value"].abs().max() if len(d) else 1.0) * 1.05
    edges = pd.concat([d.assign(value=edge), d.assign(value=-edge)])
    known, unknown = r.dropna(subset=["value"]), r[r["value"].isna()]
    return plot(
        r,
        p9.aes("value", "domain"),
        p9.geom_blank(data=edges),
        p9.geom_vline(p9.aes(xintercept="value"), d.head(1).assign(value=0.0), color=INK, size=0.7),
        p9.geom_point(data=d, color=PROGRAMME, fill=PAPER, size=3, stroke=0.8),
        p9.geom_point(data=d[d["firm"].astype(bool)], color=PROGRAMME, fill=PROGRAMME, size=3),
        p9.geom_segment(p9.aes(x=0, xend="value", yend="domain"), known, color=PROGRAMME, size=0.8),
        p9.geom_point(data=known, color=PROGRAMME, size=3),
        p9.geom_text(p9.aes(label="shown"), known, ha="left", nudge_x=base * 0.07, size=TEXT),
        p9.geom_text(
            p9.aes(x=0, label="shown"),
            unknown,
            ha="left",
            nudge_x=base * 0.03,
            size=TEXT,
            color=MUTED,
        ),
        p9.geom_blank(data=known.assign(value=base * 1.7)),
        p9.facet_wrap("panel", ncol=2, scales="free_x"),
        p9.scale_x_continuous(
            breaks=lambda ends: whole(base) if ends[1] > 1.5 * edge else [-1, -0.5, 0, 0.5, 1],
            labels=lambda breaks: [f"{b:g}".replace("-", MINUS) for b in breaks],
        ),
        *frame(title, caption, 0.42 * len(rows) + 0.85),
        p9.theme(axis_title_x=p9.element_blank()),
    )
