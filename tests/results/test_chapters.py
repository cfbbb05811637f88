"""Which chapters show what: read from their calls, as far as the functions called go."""

import dataclasses
import inspect
import shutil
from pathlib import Path

import pytest

from analysis.errors import Breaches
from analysis.report import brief, charts, figures, tables, words
from analysis.results.chapters import SHOWS, read_chapter, read_chapters
from analysis.results.results import Results, load_results

ROOT = Path(__file__).parents[2]
READ_FROM = {
    "estimates": "effect", "estimate": "effect", "findings": "finding", "finding": "finding",
    "joint_display": "finding", "joint": "finding", "themes": "themes",
}  # fmt: skip
GIVEN = ("social-connectivity", "influence", "gramms", "interviews", "w2", "programme")
CHAPTER = """# Trees {#sec-trees .wide}

```{python}
#| include: false
from analysis import figures, load_results, tables, words
results = load_results()
place = "park"
belong, said = words.change(results, "belong"), words.claim(results, domain=place)
```

Text about `words.findings(results)`.

```{python}
figures.themes(results, place)
```
"""


class Watched(Results):
    """Results that note what is read from them."""

    seen: set = set()  # noqa: RUF012

    def __getattribute__(self, name):
        if name in READ_FROM:
            Watched.seen.add(READ_FROM[name])
        return super().__getattribute__(name)


def watch(function, results) -> set[str]:
    """What a function reads with any of the ids that it takes."""
    takes = list(inspect.signature(function).parameters.values())[1:]
    tries = [(id,) for id in GIVEN] if takes else []
    if not takes or takes[0].default is not inspect.Parameter.empty:
        tries.append(())
    found, ran = set(), 0
    for given in tries:
        Watched.seen.clear()
        try:
            function(results, *given)
        except (Breaches, KeyError, StopIteration):
            continue
        ran += 1
        found |= Watched.seen
    assert ran, function
    return found


@pytest.mark.slow
def test_what_each_function_shows_is_what_it_reads(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    shutil.copy(ROOT / "_quarto.yml", tmp_path)  # of which a citation speaks
    monkeypatch.setattr(charts, "draw", lambda *data, **how: None)
    loaded = load_results(ROOT / "data")
    results = Watched(**{f.name: getattr(loaded, f.name) for f in dataclasses.fields(loaded)})
    found = {kind: set() for kind in SHOWS}
    for package in (brief, figures, tables, words):
        # The list of abbreviations looks for them in all chapters, and shows none of their numbers.
        for name in [name for name in package.__all__ if name != "abbreviations"]:
            for kind in watch(getattr(package, name), results):
                found[kind].add(f"{package.__name__.rpartition('.')[2]}.{name}")
    assert {kind: set(names) for kind, names in SHOWS.items()} == found


def test_a_chapter_shows_what_its_cells_call_for():
    chapter = read_chapter(CHAPTER, "chapters/trees.qmd")
    assert chapter.section == "sec-trees"
    assert chapter.shows("effect", "belong", "social")
    assert not chapter.shows("effect", "influence", "park")
    assert chapter.shows("finding", "park")
    assert not chapter.shows("finding", "social")
    assert chapter.shows("themes", "pond", "park")
    assert not chapter.shows("wave", "w1")


def test_a_call_without_an_id_shows_all():
    text = "# All\n\n```{python}\ntables.estimates(results)\n```\n"
    chapter = read_chapter(text, "index.qmd")
    assert chapter.section == ""
    assert chapter.shows("effect", "anything") and not chapter.shows("themes", "anything")


def test_a_cell_that_is_not_python_is_named():
    with pytest.raises(Breaches, match=r"chapters/x\.qmd"):
        read_chapter("```{python}\nfor\n```\n", "chapters/x.qmd")


def test_the_chapters_of_this_report_in_their_order():
    chapters = read_chapters(ROOT)
    assert [each.path for each in chapters][:2] == ["index.qmd", "chapters/summary.qmd"]
    shown = {
        each.path for each in chapters if each.shows("effect", "influence", "local-decision-making")
    }
    assert {"chapters/domain-local-decision-making.qmd", "chapters/impact.qmd"} <= shown
    assert not {"chapters/domain-local-environment.qmd", "chapters/programme.qmd"} & shown
    shown = {each.path for each in chapters if each.shows("finding", "local-environment")}
    assert "chapters/domain-local-environment.qmd" in shown
    assert "chapters/domain-social-connectivity.qmd" not in shown
