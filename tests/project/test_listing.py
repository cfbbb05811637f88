"""A chapter put into a profile's list: in its place, with every other line as it was."""

import pytest

from analysis.errors import Breaches
from analysis.project.listing import list_chapter

WHOLE = """book:
  chapters:
    - index.qmd
    - chapters/summary.qmd
    - part: "The study"
      chapters:
        - chapters/programme.qmd
    - part: "Findings"
      chapters:
        - chapters/one.qmd
        - chapters/two.qmd
        - chapters/three.qmd
    - chapters/references.qmd
  appendices:
    - chapters/data.qmd
    - chapters/checklists.qmd
"""
# As a team has made it: with comments, other chapters, and titles of its own.
OURS = """# Our book.
book:
  chapters:
    - index.qmd # the front page
    - part: "Us"   # not "The study"
      chapters:
      - "chapters/programme.qmd"
      - chapters/our-own.qmd
    - part: Findings
      chapters:
      - chapters/two.qmd # the first that we wrote

    - chapters/references.qmd
  appendices:
    - chapters/data.qmd
format: html
"""


@pytest.mark.parametrize(
    ("path", "before", "line"),
    [
        ("chapters/one.qmd", "      - chapters/two.qmd # the first", "      - chapters/one.qmd"),
        ("chapters/three.qmd", "\n    - chapters/references.qmd", "      - chapters/three.qmd"),
        ("chapters/summary.qmd", '    - part: "Us"', "    - chapters/summary.qmd"),
        ("chapters/checklists.qmd", "format: html", "    - chapters/checklists.qmd"),
    ],
)
def test_it_stands_beside_its_neighbours_and_nothing_else_changes(path, before, line):
    found = list_chapter("x.yml", OURS, WHOLE, path)
    assert found == OURS.replace(before, f"{line}\n{before}")


@pytest.mark.parametrize("path", ["chapters/two.qmd", "chapters/funder/abstract.qmd"])
def test_what_is_listed_or_has_no_place_changes_nothing(path):
    assert list_chapter("x.yml", OURS, WHOLE, path) == OURS


def test_a_part_that_is_gone_is_no_hindrance():
    text = OURS.replace("      - chapters/two.qmd # the first that we wrote\n", "")
    found = list_chapter("x.yml", text, WHOLE, "chapters/one.qmd")
    assert found == text.replace(
        '- "chapters/programme.qmd"\n', '- "chapters/programme.qmd"\n      - chapters/one.qmd\n'
    )


def test_a_list_without_any_known_chapter_is_left_to_a_person():
    with pytest.raises(Breaches, match=r"no chapter is listed beside which .*by hand"):
        list_chapter("x.yml", "book:\n  chapters:\n    - a.qmd\n", WHOLE, "chapters/one.qmd")
