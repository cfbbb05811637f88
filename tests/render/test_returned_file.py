"""Files that came back from reviewers: what they did, and the line where it belongs.

The chapters and the Word file made of them are both written here by hand; the line of each passage
is that on which it stands in the chapter's text.
"""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from orchard_book import copy_orchard
from returned_file import CLOSE, OPEN, STRICT, ReturnedFile, W, by, deleted, inserted

from render.__main__ import main
from render.outputs import Outputs
from render.problems import BuildError
from render.programs import run_pandoc
from render.review import package
from render.review.listing import (
    Listing,
    describe_makers,
    describe_place,
    find_places,
    read_returned,
    summarise,
    tabulate,
    write_markdown,
)
from render.review.passages import read_passages
from render.source import read_source
from tests.hostile import BARRED, HIDING, TEXTS

POND = """# Ponds {#sec-ponds}

```{python}
#| include: false
from analysis import tables, words
times, answer = words.times(results), words.answer(results, "frogs")
```

Ducks came late this year and left early, as the old keeper had said. They
took the southern pond first; @tbl-frogs has what they left, and
$x^2$ is a formula [see @keeper2020, p. 3].

`{python} answer` The keeper agrees, after `{python} times` visits.

```{python}
#| label: tbl-frogs
#| tbl-cap: "Frogs, as *counted*"
tables.frogs(results)
```

## Details {#sec-pond-details}

- Reeds were cut in March.
- Nets were mended by two volunteers.

Repeated words stand here.

::: {.callout-note title="Mind the mud"}
Boots help.
:::

Repeated words stand here.

Nobody dug this year.^[But the moles did, as moles do.]

## Depths

| Pond     | Depth |
|:---------|------:|
| Southern |   1.5 |
| Northern |     2 |

: Depths by hand {#tbl-depths}

```{python}
#| label: fig-levels
#| fig-cap: "Water levels over the year"
figures.levels(results)
```
"""
MEADOW = """# Meadow {#sec-meadow}

Hay was made twice, and the second cut was the better of the two because of the rain in June.

## Details

Repeated words stand here.

The gate hangs loose.
"""
TABLE = "| Kind | Number |\n|:--|--:|\n| Common frog | 14 |\n| Marsh frog | 3 |"
SENTENCE = "No clear change in the number of frogs\\: the data cannot tell\\. It fell by 3\\.2\\."
SENT = """# 1 Ponds {#sec-ponds}

Ducks came late this year and left early, as the old keeper had said. They took the southern pond first; Table 1.1 has what they left, and $x^2$ is a formula (see Keeper 2020, p. 3).

No clear change in the number of frogs: the data cannot tell. It fell by 3.2. The keeper agrees, after seven visits.

::: {#tbl-frogs}
::: {custom-style="Table Caption"}
Table 1.1: Frogs, as counted
:::

| Kind | Number |
|:--|--:|
| Common frog | 14 |
| Marsh frog | 3 |
:::

## 1.1 Details {#sec-pond-details}

- Reeds were cut in March.
- Nets were mended by two volunteers.

Repeated words stand here.

::: {custom-style="Callout Title"}
Mind the mud
:::

Boots help.

Repeated words stand here.

Nobody dug this year.^[But the moles did, as moles do.]

## 1.2 Depths

::: {custom-style="Table Caption"}
Table 1.2: Depths by hand
:::

| Pond | Depth |
|:--|--:|
| Southern | 1.5 |
| Northern | 2 |

\\[Figure: Water rises.\\]\\[Figure: Water rises.\\]

::: {custom-style="Image Caption"}
Figure 1.1: Water levels over the year
:::

# 2 Meadow {#sec-meadow}

Hay was made twice, and the second cut was the better of the two because of the rain in June.

## 2.1 Details

Repeated words stand here.

The gate hangs loose.

## Not of this book

Somebody put a paragraph of their own into the file, about something else.
"""


@pytest.fixture
def sent() -> ReturnedFile:
    return ReturnedFile(SENT)


def write_book(root: Path, pond: str = POND, more: tuple[str, ...] = ()):
    """The passages of the book, whose cells need not run."""
    (root / "pond.qmd").write_text(pond)
    (root / "meadow.qmd").write_text(MEADOW)
    sources = [read_source(root, name, {}) for name in ("pond.qmd", "meadow.qmd")]
    texts = ("", SENTENCE, "seven", TABLE, '![](/a.svg){fig-alt="Water rises."}', *more)
    outputs = Outputs(texts=texts, figures={}, depends_on={})
    none = Outputs(texts=(), figures={}, depends_on={})
    return read_passages(sources, {"pond.qmd": outputs, "meadow.qmd": none})


def review(file: ReturnedFile, root: Path, pond: str = POND, **options) -> Listing:
    returned = read_returned(file.save(root / "x.docx", **options))
    return find_places(returned, write_book(root, pond))


def line(needle: str, nth: int = 0, text: str = POND, name: str = "pond.qmd") -> str:
    """File and line of the nth line with these words."""
    numbers = [n for n, each in enumerate(text.splitlines(), start=1) if needle in each]
    return f"{name}:{numbers[nth]}"


def only(listing: Listing) -> tuple:
    assert len(listing.entries) == 1, listing.entries
    return listing.entries[0]


COMMENTS = {
    "the first line": ("Ducks came late", line("Ducks came"), ""),
    "the second line": ("the southern pond", line("took the southern"), ""),
    "a reference, which the chapter has in other words": ("Table 1.1 has", line("@tbl-frogs has"), ""),
    "a heading": ("1.1 Details", f"{line('## Details')} (sec-pond-details)", ""),
    "a heading that another chapter has too": ("2.1 Details", line("## Details", text=MEADOW, name="meadow.qmd"), ""),
    "a cell of a made table": ("Marsh frog", f"{line('#| label: tbl-frogs')} (tbl-frogs)", "generated by tables.frogs: not to be edited in the chapter"),
    "a cell of a table by hand": ("Northern", f"{line('| Northern')} (tbl-depths)", ""),
    "a table’s caption": ("Frogs, as counted", f"{line('#| tbl-cap')} (tbl-frogs)", ""),
    "a caption by hand": ("Depths by hand", f"{line(': Depths by hand')} (tbl-depths)", ""),
    "a figure’s caption": ("Water levels", f"{line('#| fig-cap')} (fig-levels)", ""),
    "a generated sentence": ("the data cannot tell", line("`{python} answer`"), "generated by words.answer: not to be edited in the chapter"),
    "a generated word": ("seven", line("`{python} answer`"), "generated by words.times: not to be edited in the chapter"),
    "what somebody wrote beside it": ("The keeper agrees", line("`{python} answer`"), ""),
    "both": ("by 3.2. The keeper", line("`{python} answer`"), "partly generated by words.answer: not to be edited in the chapter"),
    "an item of a list": ("Nets were mended", line("- Nets"), ""),
    "a callout’s title": ("Mind the mud", line("Mind the mud"), ""),
    "a callout’s text": ("Boots help", line("Boots help"), ""),
    "a figure shown by its alternatives": ("Water rises", f"{line('#| label: fig')} (fig-levels)", "generated by figures.levels: not to be edited in the chapter"),
    "a line with a note": ("Nobody dug", line("Nobody dug"), ""),
}  # fmt: skip


@pytest.mark.parametrize(("on", "place", "made"), COMMENTS.values(), ids=COMMENTS)
def test_a_comment_is_read_back_to_its_line(sent, tmp_path, on, place, made):
    sent.comment(on, "Why?")
    remark, found = only(review(sent, tmp_path))
    assert (remark.about, remark.text, remark.author) == (on, "Why?", "Ann")
    assert (describe_place(found), describe_makers(found)) == (place, made)


def test_the_strict_form_of_word_is_read_alike(sent, tmp_path):
    sent.comment("Boots help", "Do they?")
    listing = review(sent, tmp_path, strict=True)
    with zipfile.ZipFile(tmp_path / "x.docx") as parts:
        text = parts.read("word/document.xml").decode()
    assert STRICT in text and W not in text
    assert describe_place(only(listing)[1]) == line("Boots help")


def test_of_notes_that_are_the_same_that_of_the_table_above_is_meant(tmp_path):
    cell = '\n```{{python}}\n#| label: tbl-{0}\n#| tbl-cap: "Of {0}"\ntables.{0}(results)\n```\n'
    shown = "\n::: {{#tbl-{0}}}\n::: {{custom-style='Table Caption'}}\nTable 1.{1}: Of {0}\n:::\n\n| {0} |\n|:--|\n| 1 |\n:::\n\nCounted by hand.\n"
    pond = POND + cell.format("newts") + cell.format("toads")
    both = shown.format("newts", 3) + shown.format("toads", 4)
    file = ReturnedFile(SENT.replace("# 2 Meadow", f"{both}\n# 2 Meadow"))
    file.comment("Counted by hand", "By whom?", nth=1)
    returned = read_returned(file.save(tmp_path / "x.docx"))
    made = tuple(f"| {each} |\n|:--|\n| 1 |\n\nCounted by hand." for each in ("newts", "toads"))
    _, place = only(find_places(returned, write_book(tmp_path, pond, made)))
    assert describe_place(place) == f"{line('label: tbl-toads', text=pond)} (tbl-toads)"
    assert place.makers == ("tables.toads",)


def test_a_picture_is_known_by_its_alternative_and_by_its_bookmark(sent, tmp_path):
    picture = (
        '<w:r><w:drawing><wp:docPr xmlns:wp="x" id="1" name="a" descr="{}"/></w:drawing></w:r>'
    )
    mark = '<w:bookmarkStart w:id="77" w:name="fig-levels"/>'
    shown = "[Figure: Water rises.][Figure: Water rises.]"
    place = f"{line('#| label: fig')} (fig-levels)"
    whole = sent.text
    for before, alternative, laid_out in (
        ("", "Water rises.", False),
        ("", "Water rises.", True),
        (mark, "Something else", False),
    ):
        sent.text, sent.comments, sent.threads = whole, [], []
        sent.comment(shown, "Why?")
        run = f"{OPEN}{shown}{CLOSE}"
        at = sent.text.rindex("<w:p>", 0, sent.text.index(run))
        sent.text = sent.text[:at] + before + sent.text[at:]
        sent.replace(run, picture.format(alternative))
        if laid_out:
            start = sent.text.rindex("<w:p>", 0, sent.text.index("<w:drawing>"))
            end = sent.text.index("</w:p>", start) + len("</w:p>")
            cell = f"<w:tbl><w:tr><w:tc>{sent.text[start:end]}</w:tc></w:tr></w:tbl>"
            sent.text = sent.text[:start] + cell + sent.text[end:]
        assert describe_place(only(review(sent, tmp_path))[1]) == place


def test_an_edit_in_a_footnote_belongs_to_the_line_of_the_note(sent, tmp_path):
    notes = sent.parts["word/footnotes.xml"].decode()
    assert notes.count("as moles do") == 1
    edit = f"{CLOSE}{deleted('as moles do')}{OPEN}"
    sent.parts["word/footnotes.xml"] = notes.replace("as moles do", edit).encode()
    remark, place = only(review(sent, tmp_path))
    assert remark.about == "But the moles did, [-as moles do-]."
    assert describe_place(place) == line("Nobody dug")


def test_a_comment_over_two_paragraphs_has_first_and_last_line(sent, tmp_path):
    sent.comment("Reeds were cut", "Both?", to="two volunteers")
    remark, place = only(review(sent, tmp_path))
    first, last = line("- Reeds"), line("- Nets").partition(":")[2]
    assert describe_place(place) == f"{first}–{last}"
    assert remark.about == "Reeds were cut in March. Nets were mended by two volunteers"


def test_replies_stand_below_their_comment_and_resolved_ones_say_so(sent, tmp_path):
    first = sent.comment("Boots help", "Do they?", done=True)
    sent.comment("", "They do.\nReally.", author="Ben", parent=first)
    sent.comment("Nobody dug", "Good.")
    listing = review(sent, tmp_path)
    (asked, _), (said, _) = listing.entries
    assert [(r.author, r.text) for r in asked.replies] == [("Ben", "They do.\nReally.")]
    assert asked.resolved and not said.resolved and not said.replies
    assert summarise(listing).startswith("2 comments (1 resolved), 0 tracked edits;")


def test_threads_that_are_broken_lose_no_comment(sent, tmp_path):
    """Paragraphs without numbers, as some programs write them; and two comments that answer each
    other."""
    sent.comment("Boots help", "First.")
    sent.comment("Nobody dug", "Second.")
    whole = sent.comments, sent.threads
    sent.comments = [re.sub(r' w14:paraId="\w+"', "", each) for each in sent.comments]
    assert [r.text for r, _ in review(sent, tmp_path).entries] == ["First.", "Second."]
    sent.comments, sent.threads = whole
    numbers = ["00000000", "00010000"]
    sent.threads = [
        f'<w15:commentEx w15:paraId="{own}" w15:paraIdParent="{other}"/>'
        for own, other in (numbers, numbers[::-1])
    ]
    assert [r.text for r, _ in review(sent, tmp_path).entries] == ["First.", "Second."]


EDITS = {
    "inserted": ("early", f"{OPEN}early{CLOSE}{inserted(' again')}", "inserted", "Ducks came late this year and left early{+ again+}, as the old keeper had said.", "Ducks came"),
    "deleted": ("the southern ", deleted("the southern "), "deleted", "They took [-the southern -]pond first; Table 1.1 has what they left, and is a formula (see Keeper 2020, p. 3).", "took the southern"),
    "replaced": ("two volunteers", deleted("two volunteers") + inserted("three children"), "replaced", "Nets were mended by [-two volunteers-]{+three children+}.", "- Nets"),
    "in a heading": ("Depths", deleted("Depths") + inserted("Deeps"), "replaced", "1.2 [-Depths-]{+Deeps+}", "## Depths"),
    "at the start": ("Boots help", f"{inserted('Long ')}{OPEN}Boots help{CLOSE}", "inserted", "{+Long +}Boots help.", "Boots help"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "kind", "about", "at"), EDITS.values(), ids=EDITS)
def test_an_edit_is_shown_in_its_sentence(sent, tmp_path, old, new, kind, about, at):
    sent.within(old, new)
    remark, place = only(review(sent, tmp_path))
    assert (remark.kind, remark.about, remark.author) == (kind, about, "Ann")
    assert describe_place(place) == line(at) and not place.makers


def test_an_edit_of_a_generated_sentence_names_what_makes_it(sent, tmp_path):
    sent.within("cannot tell", deleted("cannot tell") + inserted("say nothing"))
    sent.within("number of frogs", f"{OPEN}number of {CLOSE}{inserted('green ')}{OPEN}frogs{CLOSE}")
    sent.within(" The keeper", f"{inserted(' Indeed.')}{OPEN} The keeper{CLOSE}")
    found = [(r.kind, place.makers, place.wholly) for r, place in review(sent, tmp_path).entries]
    made = ("words.answer",)
    assert found == [("inserted", made, True), ("replaced", made, True), ("inserted", (), False)]


def test_edits_of_two_people_are_two(sent, tmp_path):
    sent.within("two volunteers", deleted("two volunteers") + inserted("Joe", author="Ben"))
    entries = review(sent, tmp_path).entries
    assert [(r.kind, r.author) for r, _ in entries] == [("deleted", "Ann"), ("inserted", "Ben")]
    assert {describe_place(place) for _, place in entries} == {line("- Nets")}


def test_what_one_inserted_and_another_deleted_is_no_text(sent, tmp_path):
    both = f"<w:ins {by()}>{deleted('never sent', author='Ben')}</w:ins>"
    sent.within("Boots help", f"{both}{OPEN}Boots help{CLOSE}")
    assert review(sent, tmp_path).entries == ()


def test_a_moved_paragraph_is_known_where_it_was_and_where_it_went(sent, tmp_path):
    gate = "The gate hangs loose."
    mark = f"<w:pPr><w:rPr><w:moveTo {by()}/></w:rPr></w:pPr>"
    sent.within(gate, deleted(gate, tag="moveFrom"))
    moved = f"<w:p>{mark}{inserted(gate, tag='moveTo')}</w:p>"
    at = sent.text.rindex("<w:p>", 0, sent.text.index("Boots help"))
    sent.text = sent.text[:at] + moved + sent.text[at:]
    here, away = review(sent, tmp_path).entries
    assert (here[0].kind, here[0].about) == ("moved here", "{+The gate hangs loose.¶+}Boots help.")
    assert describe_place(here[1]) == line("Boots help")
    assert (away[0].kind, away[0].about) == ("moved away", "[-The gate hangs loose.-]")
    assert describe_place(away[1]) == line("The gate", text=MEADOW, name="meadow.qmd")


def split_paragraph(file: ReturnedFile, before: str, tracked: bool) -> None:
    """End a paragraph before some words, as Enter does."""
    at = file.text.index(before)
    start = file.text.rindex("<w:p>", 0, at)
    head = file.text[start:at]
    kept = head.index("</w:pPr>") + len("</w:pPr>") if "</w:pPr>" in head else len("<w:p>")
    mark = f"<w:pPr><w:rPr><w:ins {by()}/></w:rPr></w:pPr>" if tracked else ""
    ended = f"<w:p>{mark}{head[kept:]}{CLOSE}</w:p>{head[:kept]}{OPEN}"
    file.text = file.text[:start] + ended + file.text[at:]


def test_a_paragraph_that_was_split_is_still_one(sent, tmp_path):
    split_paragraph(sent, "They took", tracked=True)
    sent.comment("what they left", "In the second half.")
    split, said = review(sent, tmp_path).entries
    assert (
        split[0].about
        == "{+¶+}They took the southern pond first; Table 1.1 has what they left, and is a formula (see Keeper 2020, p. 3)."
    )
    assert describe_place(split[1]) == line("They")
    assert describe_place(said[1]) == line("@tbl-frogs has")


def test_halves_of_a_paragraph_split_without_tracking_are_found_by_likeness(sent, tmp_path):
    split_paragraph(sent, "because of the rain", tracked=False)
    sent.comment("the second cut", "Which?")
    assert describe_place(only(review(sent, tmp_path))[1]) == line(
        "Hay", text=MEADOW, name="meadow.qmd"
    )


def test_a_new_paragraph_stands_before_the_one_that_follows(sent, tmp_path):
    end = "Nobody dug this year."
    mark = f"<w:pPr><w:rPr><w:ins {by()}/></w:rPr></w:pPr>"
    at = sent.text.index("</w:p>", sent.text.index(end)) + len("</w:p>")
    sent.text = sent.text[:at] + f"<w:p>{mark}{inserted('Moles did.')}</w:p>" + sent.text[at:]
    remark, place = only(review(sent, tmp_path))
    assert remark.about == "{+Moles did.¶+}1.2 Depths"
    assert describe_place(place) == line("## Depths")


def test_what_was_added_at_the_end_stands_after_the_last_line(tmp_path):
    file = ReturnedFile("# 2 Meadow\n\n## 2.1 Details\n\nThe gate hangs loose.\n")
    mark = f"<w:pPr><w:rPr><w:ins {by()}/></w:rPr></w:pPr>"
    at = file.text.index("</w:p>", file.text.index("The gate")) + len("</w:p>")
    file.text = file.text[:at] + f"<w:p>{mark}{inserted('Mend it.')}</w:p>" + file.text[at:]
    remark, place = only(review(file, tmp_path))
    assert remark.about == "{+Mend it.¶+}"
    assert describe_place(place) == f"after {line('The gate', text=MEADOW, name='meadow.qmd')}"


def test_a_comment_on_text_of_another_edition_goes_by_what_it_became(sent, tmp_path):
    """As in a file of tracked changes between two editions."""
    old, new = "Badgers were seen near the fence.", "Nobody dug this year."
    sent.within(new, deleted(old) + inserted(new))
    sent.comment("dug this year", "Sure?")
    remark = next(each for each in review(sent, tmp_path).entries if each[0].kind == "comment")
    assert describe_place(remark[1]) == line("Nobody dug")


def test_two_passages_that_fit_equally_are_both_named(sent, tmp_path):
    sent.comment("Repeated words", "Which?", nth=1)
    _, place = only(review(sent, tmp_path))
    both = f"{line('Repeated')}, {line('Repeated', 1)}"
    said = f"one of these, which fit equally, below the heading “1.1 Details”: {both}"
    assert describe_place(place) == said


def test_the_same_words_in_another_section_do_not_disturb(sent, tmp_path):
    sent.comment("Repeated words", "Here.", nth=2)
    _, place = only(review(sent, tmp_path))
    assert describe_place(place) == line("Repeated", text=MEADOW, name="meadow.qmd")


def test_what_no_chapter_has_is_said_so_with_its_heading(sent, tmp_path):
    sent.comment("paragraph of their own", "Whose?")
    _, place = only(review(sent, tmp_path))
    said = "no passage of the chapters fits, below the heading “Not of this book”"
    assert describe_place(place) == said


def test_a_passage_that_changed_since_is_found_until_it_is_another(sent, tmp_path):
    sent.comment("second cut", "Which?")
    hay = "the second cut was the better of the two because of the rain in June"
    changed = MEADOW.replace(
        hay, "the second cut was the better one because of the warm rain in June"
    )
    other = MEADOW.replace(
        f"Hay was made twice, and {hay}.",
        "Sheep grazed it from May on, thirty in all, and ate whatever had come up.",
    )
    found = read_returned(sent.save(tmp_path / "x.docx"))
    for text, expected in (
        (changed, line("Hay", text=MEADOW, name="meadow.qmd")),
        (other, "no passage"),
    ):
        write_book(tmp_path)
        (tmp_path / "meadow.qmd").write_text(text)
        passages = read_passages(
            [read_source(tmp_path, "meadow.qmd", {})],
            {"meadow.qmd": Outputs(texts=(), figures={}, depends_on={})},
        )
        assert describe_place(only(find_places(found, passages))[1]).startswith(expected)


def test_changes_of_formatting_alone_are_counted(sent, tmp_path):
    bold = f"<w:rPr><w:b/><w:rPrChange {by()}><w:rPr/></w:rPrChange></w:rPr>"
    sent.within("Boots", f"<w:r>{bold}<w:t>Boots</w:t></w:r>")
    sent.replace("<w:tblPr>", f"<w:tblPr><w:tblPrChange {by()}><w:tblPr/></w:tblPrChange>")
    listing = review(sent, tmp_path)
    assert listing.entries == () and listing.formatting == 2
    assert (
        summarise(listing) == "0 comments, 0 tracked edits; 2 changes of formatting alone left out"
    )


def archive(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


def test_what_is_no_word_file_is_refused_in_one_line(sent, tmp_path):
    whole = sent.save(tmp_path / "whole.docx").read_bytes()
    parts = sent.parts
    declared = b'<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
    nested = f'<w:document xmlns:w="{W}">{"<w:x>" * 5000}{"</w:x>" * 5000}</w:document>'.encode()
    (tmp_path / "text.docx").write_text("just words")
    (tmp_path / "old.docx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (tmp_path / "cut.docx").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty.docx").write_bytes(b"")
    start = whole.index(b"word/document.xml") + 200
    (tmp_path / "rotten.docx").write_bytes(whole[:start] + bytes(400) + whole[start + 400 :])
    archive(tmp_path / "sheet.docx", {"xl/workbook.xml": b"<x/>"})
    archive(tmp_path / "entity.docx", parts | {"word/document.xml": declared})
    archive(tmp_path / "broken.docx", parts | {"word/document.xml": b"<w:document>"})
    archive(tmp_path / "deep.docx", parts | {"word/document.xml": nested})
    archive(tmp_path / "gone.docx", {k: v for k, v in parts.items() if k != "word/document.xml"})
    said = {
        "none.docx": "there is no such file", "text.docx": "not a Word file",
        "old.docx": "an old Word file", "cut.docx": "damaged", "empty.docx": "not a Word file",
        "rotten.docx": "word/document.xml can't be", "sheet.docx": "no Word document in it",
        "entity.docx": "declares a document type or entities", "broken.docx": "can't be read",
        "deep.docx": "nested deeper", "gone.docx": "is missing",
    }  # fmt: skip
    for name, words in said.items():
        with pytest.raises(BuildError) as error:
            read_returned(tmp_path / name)
        assert len(error.value.problems) == 1 and "\n" not in str(error.value), name
        assert words in str(error.value) and name in str(error.value), name


def test_a_part_that_unpacks_to_more_than_any_report_is_refused(sent, tmp_path):
    huge = b"<x>" + b" " * package.LARGEST + b"</x>"
    path = archive(tmp_path / "bomb.docx", sent.parts | {"word/document.xml": huge})
    assert path.stat().st_size < len(huge) / 100
    with pytest.raises(BuildError, match=r"word/document.xml unpacks to more than 32 MB"):
        read_returned(path)


def hostile_listing(sent: ReturnedFile, root: Path) -> tuple[Listing, list[str]]:
    texts = [t for t in (*TEXTS, *HIDING) if not any(ord(c) < 32 and c not in "\t\n" for c in t)]
    for number, text in enumerate(texts):
        sent.comment(
            "Boots" if number == 0 else "help",
            text,
            author=text,
            parent=number - 1 if number else None,
        )
        break
    for text in texts[1:]:
        sent.comment("", text, author=text, parent=0)
    return review(sent, root), texts


def test_hostile_comments_are_text_at_the_terminal(sent, tmp_path):
    from rich.console import Console

    listing, texts = hostile_listing(sent, tmp_path)
    out = io.StringIO()
    Console(file=out, width=4000, markup=False, highlight=False, emoji=False).print(
        tabulate(listing)
    )
    shown = out.getvalue()
    assert not BARRED.search(shown)
    plain = [text for text in texts if not BARRED.search(text) and "\t" not in text]
    assert len(plain) > 150 and all(text in shown for text in plain)


def test_hostile_comments_are_text_in_markdown(sent, tmp_path):
    listing, texts = hostile_listing(sent, tmp_path)
    markdown = write_markdown(listing, "<x>.docx")
    assert not BARRED.search(markdown)
    done = run_pandoc(["-f", "markdown", "-t", "json"], input=markdown.encode())
    kinds: set[str] = set()

    def gather(node):
        if isinstance(node, dict):
            kinds.update([node["t"]] if isinstance(node.get("t"), str) else [])
            node = [*node.values()]
        for each in node if isinstance(node, list) else []:
            gather(each)

    gather(json.loads(done.stdout)["blocks"])
    assert kinds <= {"Header", "Para", "Plain", "Str", "Space", "SoftBreak", "BulletList", "Strong"}
    plain = run_pandoc(
        ["-f", "markdown-smart", "-t", "plain", "--wrap=none"], input=markdown.encode()
    )
    shown = "".join(plain.stdout.decode().split())
    for text in texts:
        if not BARRED.search(text):
            assert "".join(text.split()) in shown, text


def test_the_command_lists_a_file_of_a_book_and_changes_nothing(tmp_path):
    book = copy_orchard(tmp_path)
    file = ReturnedFile(
        "# Headlines\n\nWe counted 120 apples (80% + 20%); see Figure 1.1 in Chapter 1 and 2 more. This is "
        "The Orchard Report, as data: yes.\n\n# 1 Trees\n\nApples go on.\n"
    )
    file.comment("counted", "By whom?")
    file.within("in Chapter", f"{inserted('as well ')}{OPEN}in Chapter{CLOSE}")
    file.save(tmp_path / "back.docx")
    before = {f: f.read_bytes() for f in book.rglob("*.*") if f.is_file()}
    words = [sys.executable, "-m", "render", "comments", str(tmp_path / "back.docx")]
    env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "COLUMNS": "120"}
    done = subprocess.run(
        words, cwd=book, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    number = next(
        n
        for n, text in enumerate((book / "index.qmd").read_text().splitlines(), 1)
        if "We counted" in text
    )
    assert done.stdout.count(f"index.qmd:{number} ") == 2 and "By whom?" in done.stdout
    assert "1 comment, 1 tracked edit" in done.stdout
    done = subprocess.run(
        [*words, "--markdown", "list.md"], cwd=book, env=env, capture_output=True, check=False
    )
    assert done.returncode == 0 and r"index\.qmd\:" in (book / "list.md").read_text()
    left = {f: f.read_bytes() for f in before}
    assert left == before and not (book / "_report").exists()


def test_the_command_needs_a_file_and_says_what_is_wrong_with_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["comments"])
    with pytest.raises(SystemExit):
        main(["preview", "x.docx"])
    assert "comments needs the Word file" in capsys.readouterr().err
    assert main(["comments", "x\x1b[31m.docx"]) == 1
    assert capsys.readouterr().err == "x\\x1b[31m.docx: there is no such file\n"
