"""Positions in the units that programs count in, worked out by hand."""

import pytest

from analysis.themes.project.positions import (
    CODE_POINTS,
    LINE_CODE_POINTS,
    UTF8,
    UTF16,
    convert_span,
    mark_text,
)
from analysis.themes.project.stored import compare_text, differs

# é is 1 code point, 1 UTF-16 unit, 2 bytes; € 1, 1, 3; 🌱 1, 2, 4; CR LF 2, 2, 2 or one line end.
TEXT = "é€\r\n🌱x"


@pytest.mark.parametrize(
    ("unit", "marks"),
    [
        (CODE_POINTS, [0, 1, 2, 3, 4, 5, 6]),
        (LINE_CODE_POINTS, [0, 1, 2, 2, 3, 4, 5]),
        (UTF16, [0, 1, 2, 3, 4, 6, 7]),
        (UTF8, [0, 2, 5, 6, 7, 11, 12]),
    ],
)
def test_marks(unit, marks):
    assert mark_text(TEXT, unit).tolist() == marks


@pytest.mark.parametrize(
    ("unit", "start", "end", "found"),
    [
        (CODE_POINTS, 4, 5, "🌱"),
        (UTF16, 4, 6, "🌱"),
        (UTF16, 6, 7, "x"),
        (UTF8, 7, 11, "🌱"),
        (UTF8, 0, 2, "é"),
        (LINE_CODE_POINTS, 0, 2, "é€"),
        (LINE_CODE_POINTS, 2, 3, "\r\n"),
        (LINE_CODE_POINTS, 3, 5, "🌱x"),
        (UTF16, 7, 7, ""),
    ],
)
def test_spans(unit, start, end, found):
    place = convert_span(start, end, mark_text(TEXT, unit))
    assert TEXT[slice(*place)] == found


@pytest.mark.parametrize(
    ("unit", "start", "end", "said"),
    [
        (UTF16, 5, 7, "inside a character"),  # between the surrogates of 🌱
        (UTF16, 4, 5, "inside a character"),
        (UTF8, 1, 2, "inside a character"),
        (UTF8, 7, 10, "inside a character"),
        (UTF16, 0, 8, "beyond"),
        (CODE_POINTS, 7, 7, "beyond"),
        (CODE_POINTS, 0, 2**70, "beyond"),
        (CODE_POINTS, 3, 2, "before it starts"),
        (CODE_POINTS, -1, 2, "before its text"),
    ],
)
def test_a_span_that_is_none_is_refused(unit, start, end, said):
    with pytest.raises(ValueError, match=said):
        convert_span(start, end, mark_text(TEXT, unit))


def test_an_empty_text_has_one_place():
    for unit in (CODE_POINTS, LINE_CODE_POINTS, UTF16, UTF8):
        assert convert_span(0, 0, mark_text("", unit)) == (0, 0)


EXCERPT = "the garden\nopened in spring and people came"


@pytest.mark.parametrize(
    ("stored", "agrees"),
    [
        ("the garden opened in spring and people came", True),  # line end → space, as in XML
        ("the garden opened in spring…", True),
        ("the garden opened in spring ...", True),
        ("he garden opened in spring…", False),
        ("garden opened in spring and people came.", None),  # a sentence, perhaps of elsewhere
        ("he garden opened in spring and people came ", None),
        ("", True),
        ("1:3 ¶ 5", True),
        ("12,55", True),
        ("line:6", True),
        ("garden", True),  # a label, if it isn't as long as the excerpt
        ("the garden", True),  # a label of the first words
    ],
)
def test_stored_text_and_labels_are_told_apart(stored, agrees):
    assert compare_text(stored, EXCERPT) is agrees


def test_an_excerpt_that_is_longer_by_what_another_unit_adds_is_not_the_stored_text():
    """UTF-16 positions 3 to 11 of "Hi 🌱 there. Next" are "🌱 there."[:8] with the dot left out;
    read as code points they would take the dot along."""
    assert compare_text("🌱 there", "🌱 there.") is False
    assert compare_text("🌱 there.", "🌱 there") is None


def test_text_known_to_be_whole_is_compared_by_the_character():
    assert not differs("a b c", "a\nb\tc")
    assert not differs("a b", "a\r\nb")
    assert differs("a b", "a  b")
    assert differs("a b ", "a b")
