"""A stand-in for a project's analysis: reads results, returns tables, figures and words."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path

HOSTILE = '<b href="#">bold</b> & *star* {{< env HOME >}} $x$ `{=typst}` #panic() @grower2020 \\end id="b"'


def escape(text):
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


@dataclass
class Shown:
    markdown: str

    def _repr_markdown_(self):
        return self.markdown


def table(header, rows, note=""):
    lines = [header, [":--", *["--:"] * (len(header) - 1)], *([escape(c) for c in r] for r in rows)]
    text = "\n".join("| " + " | ".join(line) + " |" for line in lines)
    return Shown(text + (f"\n\n::: {{.table-note}}\n{escape(note)}\n:::" if note else ""))


def apples():
    with open("data/results/apples.csv", encoding="utf-8") as file:
        return {row["tree"]: int(row["apples"]) for row in csv.DictReader(file)}


def chart(name, value):
    folder = Path("_figures")
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40" width="200" height="40">'
        f'<rect width="{value}" height="40" fill="#12436D"/></svg>\n'
    )
    return Shown(f'![](/_figures/{name}.svg){{fig-alt="A bar of {value}\\, \\"long\\"."}}')
