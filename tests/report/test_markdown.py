"""Text that came from data comes out as written: real Pandoc is the judge."""

import inspect
import json
from pathlib import Path

import pypandoc
import pytest

from analysis.report import words
from analysis.report.markdown import Prose, attribute, escape, plain
from analysis.results.results import load_results


def read(markdown):
    """Return the blocks that Pandoc sees in Markdown."""
    return json.loads(pypandoc.convert_text(markdown, "json", format="markdown"))["blocks"]


def kinds(node):
    """Return every kind of element in a part of Pandoc's document."""
    if isinstance(node, dict):
        return {node["t"]} | kinds(node.get("c")) if "t" in node else set()
    return set().union(*map(kinds, node)) if isinstance(node, list) else set()


def text_of(node):
    """Return the text of a part of Pandoc's document."""
    if isinstance(node, list):
        return "".join(map(text_of, node))
    return node["c"] if node["t"] == "Str" else " " if node["t"] == "Space" else "?"


def test_hostile_text_is_one_paragraph_of_words(hostile):
    blocks = read(escape(hostile))
    assert [block["t"] for block in blocks] == ["Para"]
    assert kinds(blocks) <= {"Para", "Str", "Space"}
    assert text_of(blocks[0]["c"]) == plain(hostile)


def test_hostile_text_in_a_cell_makes_no_further_cell(hostile):
    table = read(f"| a | b |\n|:--|:--|\n| {escape(hostile)} | end |\n")[0]
    (row,) = table["c"][4][0][3]
    cells = [cell[4][0]["c"] for cell in row[1]]
    assert [text_of(cell) for cell in cells] == [plain(hostile), "end"]


def test_hostile_text_survives_in_an_attribute(hostile):
    (image,) = read(f"![](x.svg){{fig-alt={attribute(hostile)}}}")[0]["c"]
    alt = dict(image["c"][0][2])["fig-alt"]
    assert alt.replace("\u2060", "") == plain(hostile)
    assert "{{" not in alt, "Quarto would look for a shortcode here"


def test_typst_and_html_show_it_and_run_nothing():
    page = pypandoc.convert_text(escape("<script>alert(1)</script>"), "html", format="markdown")
    assert page == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
    printed = pypandoc.convert_text(escape("`#read(1)`{=typst}"), "typst", format="markdown")
    assert "\\#read(1)" in printed
    assert "=typst" in printed


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\x00b\x1b[0m", "ab[0m"),
        ("a\r\n\tb", "a b"),
        ("a\u2028b", "a b"),
        ("abc\u202edef", "abcdef"),
        ("  zwölf € – 日本\u00a0", "zwölf € – 日本\u00a0"),
    ],
)
def test_control_characters_go_and_letters_stay(written, kept):
    assert plain(written) == kept


def test_every_word_is_prose_and_reads_as_written(hostile):
    """Quarto takes `text/markdown` where a value has it, else what Python's `repr` shows."""
    (block,) = read(Prose(hostile)._repr_markdown_())
    assert kinds(block) <= {"Para", "Str", "Space"}
    assert text_of(block["c"]) == plain(hostile)
    results = load_results(Path(__file__).parents[2] / "data")
    for name in words.__all__:
        asked = inspect.signature(getattr(words, name)).parameters
        if list(asked) == ["results"]:
            assert type(getattr(words, name)(results)) is Prose, name
