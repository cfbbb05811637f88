"""Effects and people side by side."""

import pandas as pd
import plotnine as p9

from ..numbers import MINUS
from .dots import whole
from .plot import TEXT, frame, plot, table
from .style import INK, MUTED, PAPER, PROGRAMME, wrap

SURVEY = "Survey\n\u2190 worse    better \u2192"
PEOPLE = "Interviews\npeople who raised it"


def joint(rows: list[dict], base: int, title: str, caption: str) -> p9.ggplot:
    """Return effects and people side by side, one line a domain."""
    names = [wrap(row["domain"], 16) for row in rows]
    d, r = effects(rows, names), people(rows, names)
    edge = max(1.0, d["value"].abs().max() if len(d) else 1.0) * 1.05
    edges = pd.concat([d.assign(value=edge), d.assign(value=-edge)])
    known, unknown = r.dropna(subset=["value"]), r[r["value"].isna()]
    reach, shown = p9.aes(x=0, xend="value", yend="domain"), p9.aes(label="shown")
    beside = {"ha": "left", "size": TEXT}
    return plot(
        r,
        p9.aes("value", "domain"),
        p9.geom_blank(data=edges),
        p9.geom_vline(p9.aes(xintercept="value"), d.head(1).assign(value=0.0), color=INK, size=0.7),
        p9.geom_point(data=d, color=PROGRAMME, fill=PAPER, size=3, stroke=0.8),
        p9.geom_point(data=d[d["firm"].astype(bool)], color=PROGRAMME, fill=PROGRAMME, size=3),
        p9.geom_segment(reach, known, color=PROGRAMME, size=0.8),
        p9.geom_point(data=known, color=PROGRAMME, size=3),
        p9.geom_text(shown, known, nudge_x=base * 0.07, **beside),
        p9.geom_text(
            p9.aes(x=0, label="shown"), unknown, nudge_x=base * 0.03, color=MUTED, **beside
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


def effects(rows: list[dict], names: list[str]) -> pd.DataFrame:
    """Return the points of the left panel, several a domain."""
    points = [
        {"domain": name, "panel": SURVEY, **effect}
        for name, row in zip(names, rows, strict=True)
        for effect in row["effects"]
    ]
    return placed(table(points, "domain", "panel", "value", "firm"), names)


def people(rows: list[dict], names: list[str]) -> pd.DataFrame:
    """Return the points of the right panel, one a domain."""
    points = [
        {"domain": name, "panel": PEOPLE, "value": row["people"], "shown": row["shown"]}
        for name, row in zip(names, rows, strict=True)
    ]
    return placed(table(points, "domain", "panel", "value", "shown"), names)


def placed(d: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return the points with domains from top to bottom and panels from left to right."""
    return d.assign(
        domain=pd.Categorical(d["domain"], categories=names[::-1], ordered=True),
        panel=pd.Categorical(d["panel"], categories=[SURVEY, PEOPLE], ordered=True),
    )
