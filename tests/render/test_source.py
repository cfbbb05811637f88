"""The scanner: what is a cell, what is an inline expression, and what is only shown."""

from pathlib import Path

import pytest

from render.problems import BuildError
from render.source import Cell, Inline, read_source


def read(folder: Path, text: str, **metadata):
    (folder / "a.qmd").write_text(text, encoding="utf-8")
    return read_source(folder, "a.qmd", metadata)


def expressions(source) -> list[str]:
    return [part.expression for part in source.parts if isinstance(part, Inline)]


def cells(source) -> list[str]:
    return [part.echo for part in source.parts if isinstance(part, Cell)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Now `{python} x`.", ["x"]),
        ("Two: `{python} x` and\n`{python}  y + 1`.", ["x", "y + 1"]),
        ("Over a line `{python} x +\n1`.", ["x + 1"]),
        ("Also within `` `{python} x` `` other code.", ["x"]),
        ("Also after \\`{python} x`.", ["x"]),
        ("Not after ``{python} x`.", []),
        ("One tick ` alone, then `{python} x`.", ["x"]),
        ("Shown, not run: `{{python}} x`.", []),
        ("`{python} x``{python} y`", ["x"]),
        ("One tick ` alone.\n\nThen `{python} x`.", ["x"]),
        ("```\n`{python} x`\n```\n\n`{python} y`", ["x", "y"]),
        ("~~~\n`{python} x`\n~~~\n\n`{python} y`", ["x", "y"]),
        ("Code `{python}` and `python x`.", []),
        ("`<b>`{=html} `{python} x`", ["x"]),
        ("*`{python} x`*", ["x"]),
    ],
)
def test_inline_expressions(tmp_path: Path, text: str, found: list[str]) -> None:
    """As Quarto finds them: "(^|[^`])`{python}[ \\t]([^`]+)`" in its src/core/execute-inline.ts."""
    assert expressions(read(tmp_path, text)) == found


def test_doubled_braces_show_an_expression(tmp_path: Path) -> None:
    source = read(
        tmp_path, "Shown: `{{python}} x`.\n\n```markdown\n`{{python}} y`\n```\n{{python}}"
    )
    assert source.parts == ("Shown: `{python} x`.\n\n```markdown\n`{python} y`\n```\n{{python}}\n",)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("```{python}\nx = 1\n```", ["x = 1"]),
        ("````{python}\n```\n````", ["```"]),
        ("~~~{python}\nx\n~~~", ["x"]),
        ("````markdown\n```{python}\nx\n```\n````", []),
        ("```python\nx\n```", []),
        ("::: {.callout-note}\n```{python}\nx\n```\n:::", ["x"]),
        ("```{python}\n#| echo: false\nx\n```\ntext\n```{python}\ny\n```", ["x", "y"]),
    ],
)
def test_cells(tmp_path: Path, text: str, found: list[str]) -> None:
    assert cells(read(tmp_path, text)) == found


def test_text_around_cells_is_kept_word_for_word(tmp_path: Path) -> None:
    source = read(tmp_path, "# T\n\na `{python} x` b\n\n```{python}\nx\n```\nend\n")
    kept = "".join(part for part in source.parts if isinstance(part, str))
    assert kept == "# T\n\na  b\n\nend\n"


def test_lines_lead_into_included_files(tmp_path: Path) -> None:
    (tmp_path / "b.qmd").write_text("First\n\n```{python}\n#| label: inner\nx\n```\n")
    source = read(tmp_path, "# T\n\n{{< include b.qmd >}}\n\nLast `{python} y`\n")
    cell, inline = (part for part in source.parts if not isinstance(part, str))
    assert (cell.fence.place, cell.lines[1].place) == ("b.qmd:3", "b.qmd:5")
    assert inline.line.place == "a.qmd:5"
    assert source.place("First") == "b.qmd:1"


def test_metadata_goes_into_prose(tmp_path: Path) -> None:
    source = read(
        tmp_path, "The {{< meta book.title >}}, {{< meta n >}}.", book={"title": "T"}, n=3
    )
    assert source.parts == ("The T, 3.\n",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\n\n```{r}\nx\n```", r"a\.qmd:3: \{r\} is not supported"),
        ("```{mermaid}\nx\n```", r"a\.qmd:1: \{mermaid\} is not supported"),
        ("```{python, echo=FALSE}\nx\n```", r"a\.qmd:1: .* is not supported"),
        ("```{python}\n#| fig-width: 3\nx\n```", r"a\.qmd:2: cell option `fig-width`"),
        ("```{python}\n#| echo: maybe\nx\n```", r"a\.qmd:2: `echo` takes true or false"),
        ("```{python}\n#| output: asis\nx\n```", r"a\.qmd:2: `output` takes true or false"),
        ("```{python}\n#| no option\nx\n```", r"a\.qmd:2: not a cell option"),
        ("```{python}\n#| label: tbl-x\nx\n```", r"a\.qmd:1: `tbl-x` has no `tbl-cap`"),
        ("```{python}\n#| fig-cap: A\nx\n```", r"a\.qmd:1: `fig-cap` needs a label"),
        ("x\n```{python}\nx\n", r"a\.qmd:2: this fence is never closed"),
        ("- a\n\n    ```{python}\n    x\n    ```", r"a\.qmd:3: an indented cell"),
        ("---\ntitle: T\n---\n", r"a\.qmd:1: chapter metadata"),
        ("x\n\n{{< env HOME >}}", r"a\.qmd:3: shortcode `env` is not supported"),
        ("{{< pagebreak >}}", r"a\.qmd:1: shortcode `pagebreak`"),
        ("{{< meta nothing >}}", r"a\.qmd:1: meta `nothing`"),
        ("{{< include none.qmd >}}", r"a\.qmd:1: includes none\.qmd, which is not there"),
        ("{{< include a.qmd >}}", r"a\.qmd:1: a\.qmd includes itself"),
        ("See `{r} x`.", r"a\.qmd:1: inline `\{r\}`"),
    ],
)
def test_what_is_outside_the_subset_is_named_with_its_line(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(BuildError, match=message):
        read(tmp_path, text)


def test_all_faults_of_a_chapter_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BuildError) as caught:
        read(tmp_path, "{{< env A >}}\n\n```{r}\nx\n```\n\n{{< video B >}}\n")
    assert [p.split(":")[1] for p in sorted(caught.value.problems)] == ["1", "3", "7"]
