"""The brief: for each domain what is claimed, what was found, and a small chart beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..study.records import Domain, Outcome, Words
from . import verdicts
from .figures import answer as draw_answer
from .figures.effects import SHARE, edges, effect_row, hidden
from .figures.figure import draw_once
from .markdown import attribute, escape, plain
from .publication import read_book
from .sentence import capital, inside, stop
from .tables.claims import status
from .tables.table import markdown
from .words.measures import name_measure, tell_domain
from .words.sizes import among, plain_step
from .words.themes import spoken

if TYPE_CHECKING:
    from ..results.results import Results

__all__ = ["answer", "domains", "full_report"]

PER_HUNDRED = "{Respondents} in every 100"
FULL = "web"  # the profile of the report that the brief is made from
LABELS = verdicts.LABELS | {
    "perhaps better": "Perhaps better",
    "perhaps worse": "Perhaps worse",
    "equivalent": "Too small to matter",
    "not estimable": "No estimate",
}


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A drawing and the text that stands for it."""

    path: Path
    alt: str

    def _repr_markdown_(self) -> str:
        return f"![](/{self.path.as_posix()}){{fig-alt={attribute(self.alt)}}}"


@dataclass(frozen=True, kw_only=True)
class Row:
    """A domain: its name, paragraphs on it as Markdown, and its chart, if the survey asked."""

    label: str
    paragraphs: tuple[str, ...]
    chart: Path | None
    alt: str

    def _repr_markdown_(self) -> str:
        heading = f"## {escape(self.label)} {{.unnumbered}}"
        if self.chart is None:
            return "\n\n".join((heading, *self.paragraphs))
        image = Picture(path=self.chart, alt=self.alt)._repr_markdown_()
        return "\n\n".join(("::: {.beside}", heading, *self.paragraphs, image, ":::"))


@dataclass(frozen=True, kw_only=True)
class Rows:
    """One domain below the other."""

    rows: tuple[Row, ...]

    def _repr_markdown_(self) -> str:
        return "\n\n".join(row._repr_markdown_() for row in self.rows) + "\n"


@dataclass(frozen=True, kw_only=True)
class Whereabouts:
    """Where something is read, a link if it has an address."""

    address: str

    def _repr_markdown_(self) -> str:
        if not self.address:
            return "It is not on the web yet: ask whoever gave you this for it."
        return f"It is at [{escape(self.address)}](<{self.address}>)."


def answer(results: Results) -> Picture:
    """Return the figure of the primary outcome in the type of a screen, larger than on paper."""
    drawn = draw_answer(results)
    return Picture(path=drawn.path, alt=drawn.alt)


def domains(results: Results) -> Rows:
    """Return every domain with its claim, what survey and interviews found, and its chart."""
    return Rows(rows=tuple(tell(results, domain) for domain in results.study.domains))


def full_report(results: Results) -> Whereabouts:
    """Return where the report is that this is the brief of."""
    return Whereabouts(address=read_book(FULL)[0].get("site-url", ""))


def tell(results: Results, domain: Domain) -> Row:
    """Return what is said of a domain, and its chart."""
    outcomes = results.outcomes(domain.id)
    found = [tell_domain(results, domain.id)] if results.study.surveyed else []
    if any(summary.kind == "interview" for summary in results.themes):
        found.append(spoken(results, domain.id))
    paragraphs = (claimed(results, domain), escape(" ".join(found)))
    drawn = outcomes and not results.study.awaited
    chart, alt = draw_effects(results, domain, outcomes) if drawn else (None, "")
    return Row(label=domain.label, paragraphs=tuple(filter(None, paragraphs)), chart=chart, alt=alt)


def claimed(results: Results, domain: Domain) -> str:
    """Return the claim made of a domain and how it stands, as Markdown; empty if none is made."""
    finding = next((each for each in results.findings if each.domain == domain.id), None)
    if finding is None:
        return ""
    return f"**Our claim:** {escape(stop(finding.statement))} {markdown(status(finding.status))}"


def draw_effects(
    results: Results, domain: Domain, outcomes: tuple[Outcome, ...]
) -> tuple[Path, str]:
    """Draw the effects on a domain's outcomes, better to the right; return file and words."""
    ordered = sorted(outcomes, key=lambda o: o.measure != "share")
    rows = [small_row(results, outcome) for outcome in ordered]
    told = [tell_effect(results, outcome) for outcome in ordered]
    w = results.study.words
    reach = {everyday_unit(unit, w): edge for unit, edge in edges(results).items()}
    names = [row["label"] for row in (small_row(results, o) for o in results.study.outcomes)]
    notice = results.study.study.notice if results.study.synthetic else ""
    caption = " ".join(filter(None, (hidden(results, rows), notice)))
    paths = draw_once(
        "forest", f"brief-{domain.id}", {"caption": plain(caption)},
        {"rows": rows, "edges": reach, "beside": names}, ("small",),
    )  # fmt: skip
    opening = f"How much more than in {w.similar} each measure of {inside(domain)} changed."
    return paths["small"], plain(
        " ".join(filter(None, (opening, *told, stop(notice) * bool(notice))))
    )


def small_row(results: Results, outcome: Outcome) -> dict:
    """Return an effect as the small chart has it: no number but on the axis."""
    row = effect_row(results, outcome)
    row.pop("told")
    name = capital(plain(name_measure(outcome)))
    label = name if row["value"] is not None else f"{name}: {row['shown']}"
    unit = everyday_unit(row["unit"], results.study.words)
    return row | {"label": label, "unit": unit, "shown": ""}


def everyday_unit(unit: str, w: Words) -> str:
    """Return a unit of the axis in everyday words."""
    return w.fill(PER_HUNDRED) if unit == SHARE else unit


def tell_effect(results: Results, outcome: Outcome) -> str:
    """Return an effect in words: "Litter: a fall of 3 in every 100 residents, …"."""
    e = results.estimate(outcome.id)
    told = verdicts.verdict(results, e)
    name, label = capital(name_measure(outcome)), LABELS[told].lower()
    if told == "not estimable":
        return f"{name}: {label}."
    ends = [plain_step(outcome, value) for value in (e.low, e.high)]
    size = f"{plain_step(outcome, e.effect)}{among(outcome, results.study.words)}"
    return f"{name}: {size}, anywhere from {' to '.join(ends)}; {label}."
