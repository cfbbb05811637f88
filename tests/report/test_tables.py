"""Tables as Pandoc reads them: every row, every note, nothing but text."""

import json
import re
from dataclasses import replace

import pypandoc
import pytest

from analysis.errors import Breaches
from analysis.report import tables
from analysis.report.markdown import plain
from analysis.report.tables.effects import domain as by_domain
from analysis.report.tables.table import Sections, Table, annotate
from analysis.results.records import Event, Mark, Sensitivity
from analysis.study.records import DisclosureRules

WHOLE = (
    "domains", "joint", "rules", "outcomes", "estimates", "truth", "respondents", "answers",
    "questions", "waves", "arms", "checks", "published", "side_by_side", "corrections",
    "provenance", "roles", "years", "tests", "ruled_out", "specifications", "subgroups", "design",
    "trends", "left_out", "false_positives", "false_positives_by_design", "leading_by_design",
    "coverage_by_design", "cooccurrence",
    "agreement", "changes", "authors", "implications", "inclusion",
)  # fmt: skip
NO_DATA = (
    "authors", "domains", "rules", "questions", "published", "false_positives", "false_positives_by_design",
    "leading_by_design", "coverage_by_design",
)  # fmt: skip
BY_DOMAIN = (
    "themes", "roles", "years", "questions", "answers", "excerpts", "contrary",
    "negative_cases",
)  # fmt: skip
HARMLESS = {
    "Table", "Div", "Para", "Plain", "Str", "Space", "Strong", "Span", "SoftBreak", "Cite",
    "AlignLeft", "AlignRight", "AlignDefault", "ColWidth", "ColWidthDefault", "AuthorInText",
}  # fmt: skip


def all_tables(results):
    whole = [getattr(tables, name)(results) for name in WHOLE]
    by_domain = [getattr(tables, name)(results, "air") for name in BY_DOMAIN]
    return [*whole, *by_domain, tables.checklist(results, "list")]


def read(table):
    """Return header, rows and notes as Pandoc sees them, and the kinds of elements in them."""
    (seen,) = read_all([table])
    return seen


def read_all(several):
    """Return what `read` does for several tables, from one run of Pandoc."""
    text = "\n\n".join(table.body() for table in several)
    blocks = json.loads(pypandoc.convert_text(text, "json", format="markdown"))["blocks"]
    places = [place for place, block in enumerate(blocks) if block["t"] == "Table"]
    ends = [*places[1:], len(blocks)]
    assert len(places) == len(several)
    return [read_blocks(blocks[place:end]) for place, end in zip(places, ends, strict=True)]


def read_blocks(blocks):
    head, bodies = blocks[0]["c"][3], blocks[0]["c"][4]
    header = [text_of(cell[4]) for cell in head[1][0][1]]
    rows = [[text_of(cell[4]) for cell in row[1]] for row in bodies[0][3]]
    notes = text_of(blocks[1]["c"][1]) if len(blocks) > 1 else ""
    assert len(blocks) <= 2
    return header, rows, notes, kinds(blocks)


def kinds(node):
    if isinstance(node, dict):
        return ({node["t"]} if "t" in node else set()) | kinds(list(node.values()))
    return set().union(*map(kinds, node)) if isinstance(node, list) else set()


def text_of(node):
    """Return the text of a part of Pandoc's document, citations by their key."""
    if isinstance(node, list):
        return "".join(map(text_of, node))
    kind, content = node["t"], node.get("c")
    if kind in ("Space", "SoftBreak"):
        return " "
    if kind == "Str":
        return content
    if kind == "Cite":
        return content[0][0]["citationId"]
    return text_of(content[1] if kind in ("Span", "Div") else content)


def spaced(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("name", WHOLE)
def test_rows_in_are_rows_out(results, name):
    table = getattr(tables, name)(results)
    header, rows, notes, found = read(table)
    assert header == [plain(column) for column in table.columns]
    assert len(rows) == len(table.rows) > 0
    for made, seen in zip(table.rows, rows, strict=True):
        cells = list(map(str, made))
        assert seen == [plain(cell) for cell in cells] + [""] * (len(header) - len(cells))
    assert notes.startswith("INVENTED FOR TESTS, not about anybody.") != (name in NO_DATA)
    assert found <= HARMLESS


def test_hostile_labels_come_out_as_written_in_every_table(hostile_results, hostile):
    tables_made = all_tables(hostile_results)
    for table, (header, rows, _, found) in zip(tables_made, read_all(tables_made), strict=True):
        assert found <= HARMLESS
        assert len(rows) == len(table.rows)
        for made, seen in zip(table.rows, rows, strict=True):
            assert len(seen) == len(header)
            assert [plain(str(cell)) for cell in made] == seen[: len(made)]
    outcomes = read(tables.questions(hostile_results))[1]
    assert {row[0] for row in outcomes} == {plain(hostile)}


def test_no_notice_once_the_data_are_real(results):
    real = replace(results.study, study=replace(results.study.study, source="raw"))
    for table in all_tables(replace(results, study=real)):
        assert "INVENTED FOR TESTS" not in table.body()


def test_every_mark_in_a_table_is_explained_and_no_other(results, with_estimate):
    hidden = dict.fromkeys(("effect", "low", "high", "p", "p_adjusted"), Mark.UNRELIABLE)
    spoilt = with_estimate(
        "smoke",
        **hidden,
        verdict="not estimable",
        reason="too few homes",
        programme_before=Mark.CONFIDENTIAL,
        programme_after=Mark.UNAVAILABLE,
    )
    for _, rows, notes, _ in read_all([*all_tables(results), *all_tables(spoilt)]):
        used = set(re.findall(r"\[([cuzx])\]", " ".join(cell for row in rows for cell in row)))
        assert used == set(re.findall(r"\[([cuzx])\]", notes))
    notes = read(tables.outcomes(spoilt))[2]
    assert "Smoke at home: too few homes." in notes
    assert "fewer than 10 people or entries" in notes


def test_outcomes(results):
    header, rows, notes, _ = read(tables.outcomes(results))
    assert [spaced(cell) for cell in rows[-1]] == [
        "Play outside, %", "27.1 → 33.0", "28.0 → 26.4", "7.5 (1.6 to 13.5)", "0.013", "[z]",
        "Better",
    ]  # fmt: skip
    assert [spaced(row[0]) for row in rows] == [
        "Clean air", "Smoke at home, %", "Breathing, points", "Play", "Play outside, %",
    ]  # fmt: skip
    assert [row[-1] for row in rows[1:3]] == [
        "No clear change", "Unclear after adjustment",
    ]  # fmt: skip
    assert header[1:3] == ["GS", "Others"]
    assert "GS: Garden Streets." in notes
    assert "Levels from 2020 to 2023." in notes
    assert rows[1:3] == read(by_domain(results, "air"))[1]


def test_no_effect_has_a_verdict_of_its_own(with_estimate):
    shown = with_estimate("smoke", verdict="equivalent", low=-3.0, high=2.0)
    assert read(by_domain(shown, "air"))[1][0][-1] == "Negligible"


def test_an_estimate_in_which_areas_lead_says_so_below_the_table(with_estimate):
    moved = with_estimate("outside", lead="areas", flags="one area holds 31% of the weight")
    notes = read(tables.outcomes(moved))[2]
    assert "Play outside: areas count the same" in notes
    assert "because one area holds 31% of the weight." in notes
    rows, notes = read(tables.design(moved))[1:3]
    assert rows[0] == ["Play outside, %", "Areas", "26.4", "5.3", "9.0", "10.5"]
    assert "Play outside: one area holds 31% of the weight." in notes


def test_every_method_of_testing_has_its_column(results):
    header, rows, notes, _ = read(tables.tests(results))
    assert rows[0] == ["Play outside", "0.013", "0.022", "0.019", "0.021", "0.075"]
    assert rows[2] == ["Breathing", "[x]", "[x]", "[x]", "[x]", "[x]"]
    assert all(f"{name}: " in notes for name in header[1:])


def test_what_is_ruled_out_is_said_in_the_unit_of_the_outcome(results, with_estimate):
    _, rows, notes, _ = read(tables.ruled_out(results))
    assert [[spaced(cell) for cell in row] for row in rows] == [
        ["Smoke at home, %", "A rise of more than 3.0, a fall of more than 7.0", "5.0",
         "−6.0 to 2.0", "Not shown"],
    ]  # fmt: skip
    assert "as the 90% CI does" in spaced(notes)
    shown = with_estimate("smoke", verdict="equivalent", low=-8.0, high=-1.0)
    header, (row,), _, _ = read(tables.ruled_out(shown))
    assert [spaced(name) for name in header[1:4]] == [
        "Data speak against (95%)", "Margin", "90% CI",
    ]  # fmt: skip
    assert row[1] == "Any rise, a fall of less than 1.0 or more than 8.0"
    assert row[4] == "Shown"


def test_specifications_stand_in_groups_with_what_each_can_give(results):
    _, rows, notes, _ = read(tables.specifications(results))
    shown = {row[0]: [spaced(cell) for cell in row[1:]] for row in rows}
    assert [row[0] for row in rows][:3] == [
        "First choice", "Weighted households, which leads", "Other ways to weigh and adjust",
    ]  # fmt: skip
    assert shown["Weighted households, which leads"][:2] == ["7.5 (1.6 to 13.5)", "0.013"]
    assert shown["Randomisation test"][:2] == ["[z]", "0.021"]
    assert shown["Worst case either way"][:2] == ["−3.4 to 18.2", "[z]"]
    assert shown["Wild bootstrap"][0] == "7.5 (1.3 to ∞)"
    assert shown["Before or after only"][0] == "[x]"
    assert "Before or after only: too few answered." in notes
    assert "Missing answers filled in and Worst case either way: all who were asked count" in notes


def test_nothing_is_called_weighted_in_a_study_without_weights(results):
    even = replace(results, study=replace(results.study, codebook=()))
    _, rows, _, _ = read(tables.specifications(even))
    assert rows[1][0] == "Every household counts the same, which leads"
    _, _, notes, _ = read(tables.design(even))
    assert "Leads: the estimate in which households count the same" in notes


def test_what_stands_only_where_answers_are_missing_is_not_explained_elsewhere(results):
    none = {"effect": Mark.UNAVAILABLE, "low": Mark.UNAVAILABLE, "high": Mark.UNAVAILABLE,
            "p": Mark.UNAVAILABLE, "reason": "no answer is missing"}  # fmt: skip
    whole = replace(
        results,
        specifications=tuple(
            replace(row, **none) if row.id in ("imputed", "bounds") else row
            for row in results.specifications
        ),
    )
    _, _, notes, _ = read(tables.specifications(whole))
    assert "Missing answers filled in, Worst case either way: no answer is missing." in notes
    assert "whether they answered or not" not in notes and "no interval but" not in notes


def test_subgroups_give_differences_and_no_p_of_their_own(results):
    header, rows, notes, _ = read(tables.subgroups(results))
    assert [spaced(cell) for cell in rows[1]] == [
        "Man", "8.1 (3.1 to 13.1)", "1.3 (−4.7 to 7.3)", "0.640", "0.640",
    ]  # fmt: skip
    assert rows[3] == ["Neither", "[x]", "[x]", "[x]", "[x]"]
    assert "Neither: nobody of it answered." in notes
    assert len(header) == 5


def test_trends_need_two_waves_before(results):
    rows = read(tables.trends(results))[1]
    assert rows == [["All waves before together", "Two waves can't test parallel trends"]]


def test_the_effect_without_each_area_stands_under_its_group_with_what_is_hidden(results):
    why = replace(results.left_out[-1], reason="too few answered in o2")
    hidden = replace(results, left_out=(*results.left_out[:-1], why))
    _, rows, notes, _ = read(tables.left_out(hidden))
    assert [[spaced(cell) for cell in row] for row in rows] == [
        ["Garden Streets", ""], ["g1", "9.2 (2.6 to 15.8)"], ["g2", "5.3 (−1.4 to 12.0)"],
        ["Other streets", ""], ["o1", "7.7 (1.2 to 14.2)"], ["o2", "[c]"],
    ]  # fmt: skip
    assert "o2: too few answered in o2." in notes
    assert "[c] confidential" in notes


def test_levels_that_do_not_add_up_to_the_effect_as_printed_are_explained(results, with_estimate):
    # 33.0 - 27.1 - (26.4 - 28.0) is 7.5, as printed; 27.0 - 30.0 - (29.0 - 30.0) is -2.0.
    assert "rounded one by one" not in read(by_domain(results, "play"))[2]
    off = with_estimate("outside", programme_after=33.1)
    assert "rounded one by one, so they need not add up" in read(by_domain(off, "play"))[2]


def test_false_positives_name_methods_as_the_text_does_and_say_the_error_of_simulation(results):
    row = replace(results.false_positives[0], method="CR3 jackknife")
    _, rows, notes, _ = read(tables.false_positives(replace(results, false_positives=(row,))))
    assert rows == [["The jackknife (CR3)", "4.8", "4.8", "4.8"]]  # 190 of 4,000
    assert "up to 0.7 percentage points" in spaced(notes)


def test_trends_show_every_wave_the_joint_test_and_what_departures_would_do(results):
    study = results.study
    early = replace(study.waves[0], id="w0", label="2018")
    tested = {"statistic": 1.234, "df": 1.0, "df_denominator": 9.16, "p": 0.34, "detectable": 3.0}
    three = replace(
        results,
        study=replace(study, waves=(early, *study.waves)),
        events=(
            Event(outcome="outside", wave="w0", effect=-1.0, low=-6.0, high=4.0, p=0.34,
                  smallest_count=Mark.NOT_APPLICABLE),
            *results.events,
        ),
        pretests=(replace(results.pretests[0], **tested, reason=""),),
        sensitivity=(
            Sensitivity(outcome="outside", wave="w2", m=0.5, low=-2.0, high=16.9,
                        method="relative magnitudes", reason=""),
        ),
    )  # fmt: skip
    _, rows, notes, _ = read(tables.trends(three))
    assert [[spaced(cell) for cell in row] for row in rows] == [
        ["2018", "−1.0 (−6.0 to 4.0)", "0.340"],
        ["2023", "7.5 (1.6 to 13.5)", "0.013"],
        ["All waves before together", "F = 1.23", "0.340"],
        ["If trends had parted after as before", "", ""],
        ["2023, by up to 0.5 times the largest before", "−2.0 to 16.9", "[z]"],
    ]
    assert "in 95 of 100 surveys, such intervals held it in 95.2 to 95.5 of 100" in spaced(notes)
    assert "the joint test found them apart in 4.0 to 4.9%" in spaced(notes)


def test_the_rule_for_what_leads_stands_beside_single_tests(results):
    """By hand: 100, 96 and 104 of 2,000 are 5.0, 4.8 and 5.2%."""
    _, rows, notes, _ = read(tables.leading_by_design(results))
    assert rows[0] == ["equal areas", "5.0", "4.8", "5.2", "60.0", "62.0", "59.0", "0.5"]
    assert "2,000 of each design without an effect and 2,000 with one" in spaced(notes)


def test_intervals_for_trends_apart_stand_by_design(results):
    _, rows, _, _ = read(tables.coverage_by_design(results))
    assert rows[0] == ["three waves", "4.9", "95.2", "99.0", "97.1", "94.0", "96.0", "93.0"]


def test_the_joint_display_has_a_block_for_each_domain(results):
    """By hand: two domains, each a heading and four rows, its whole text in one cell."""
    header, rows, _, _ = read(tables.joint(results))
    assert header == ["Domain and source", "What is seen"]
    names = [row[0] for row in rows]
    domains = [results.study.domain[row.domain].label for row in results.joint_display]
    parts = ["Survey", "Interviews", "Together", "Reviewed"]
    assert names == [domains[0], *parts, domains[1], *parts]
    assert rows[3][1] == "They complement each other. Each sees a part."
    assert rows[0][1] == ""


def test_a_reading_that_is_stale_awaits_review(results):
    stale = tuple(replace(row, status="stale") for row in results.joint_display)
    _, rows, _, _ = read(tables.joint(replace(results, joint_display=stale)))
    assert [row[1] for row in rows if row[0] == "Reviewed"] == ["Awaiting review"] * 2


def test_numbers_stand_at_the_right(results):
    for table in all_tables(results):
        for row in table.rows:
            for place, cell in enumerate(row[1:], start=1):
                if re.fullmatch(r"[−\d.,]+", str(cell)):
                    assert place in table.numeric or table.columns[place] == "Value", cell


def test_respondents(results):
    header, rows, _, _ = read(tables.respondents(results))
    assert header == ["Characteristic", "GS 2020", "GS 2023", "Others 2020", "Others 2023"]
    assert rows == [
        ["All respondents, number"] + ["1,234"] * 4,
        ["Sex, %", "", "", "", ""],
        ["Man"] + ["41.3"] * 4,
        ["Woman"] + ["58.7"] * 4,
    ]


def test_waves_give_their_months_in_words(results):
    rows = read(tables.waves(results))[1]
    assert [spaced(row[1]) for row in rows] == ["March 2020", "December 2022 to February 2023"]


def test_excerpts_give_role_and_never_a_place(results):
    header, rows, notes, _ = read(tables.excerpts(results, "air"))
    assert header == ["Theme", "What was said", "Role", "Valence"]
    assert rows == [
        ["Trees", "Says that the trees are watered.", "Parent", "Positive"],
        ["Cars", "Describes fewer cars, and faster ones.", "[c]", "Mixed"],
    ]
    assert "nobody is quoted" in notes
    assert "[c] confidential" in notes
    assert read(tables.roles(results))[1] == [["Clean air", "[z]"], ["Play", "[z]"]]
    assert spaced(read(tables.roles(results, "air"))[1][0][1]) == "11 of 41"
    assert spaced(read(tables.years(results))[1][0][1]) == "30 of 60"


def test_an_own_word_stands_in_quotation_marks_and_a_note_says_whose_words_are_printed(results):
    real = replace(results.study, study=replace(results.study.study, source="raw"))
    _, rows, notes, _ = read(tables.negative_cases(replace(results, study=real), "air"))
    assert rows == [["Trees", "\u201cNobody waters them.\u201d", "Parent", "Negative"]]
    assert "a source’s own words" in notes and "Every wording is listed once" in notes
    assert "nobody is quoted" in read(tables.negative_cases(results, "air"))[2]


def test_contrary_voices_are_counted_by_how_they_speak_against_the_claim(results):
    """Trees: 3 of 9 interviews negative, hidden as fewer than ten; of 20 journal entries 12.

    Cars may speak against: 31 interviews of which 4 are positive leave 27.
    """
    themes = tuple(
        replace(t, **changes)
        for t in results.themes
        for changes in [
            {"negative": 12} if (t.id, t.kind) == ("trees", "journal") and t.by == "all" else
            {"entries": 31} if (t.id, t.kind) == ("cars", "interview") else {}
        ]
    )  # fmt: skip
    _, rows, _, _ = read(tables.contrary(replace(results, themes=themes), "air"))
    assert [[spaced(cell) for cell in row] for row in rows] == [
        ["Supporting themes, raised negatively", "", ""],
        ["Trees", "[c] of 41", "12 of 60"],
        ["Contrary themes, raised other than positively", "", ""],
        ["Cars", "27 of 41", "[c] of 60"],
    ]
    assert read(tables.contrary(results, "play"))[1] == [["None", "", ""]]


def test_pairs_of_themes_stand_beside_what_chance_would_give(results):
    """31 and 12 of 41 people: 31 * 12 / 41 = 9.07; the pair with a hidden count is left out."""
    _, rows, notes, _ = read(tables.cooccurrence(results))
    assert [[spaced(cell) for cell in row] for row in rows] == [
        ["Trees", "Games", "11 of 41", "9.1", "31", "12"]
    ]
    assert "All pairs that can be shown" in notes


def test_agreement_has_its_intervals_where_there_are_any(results):
    _, rows, notes, _ = read(tables.agreement(results))
    assert [[spaced(cell) for cell in row] for row in rows] == [
        ["All themes", "30", "91", "0.81 (0.71 to 0.89)", "0.82"],
        ["Clean air", "20", "91", "0.81 (0.71 to 0.89)", "0.82"],
    ]
    assert "10 documents" in notes


def test_unrated_passages_have_a_column_only_where_there_are_any(results):
    assert "Unrated" not in tables.themes(results, "air").columns
    themes = tuple(replace(t, unrated=11) for t in results.themes)
    table = tables.themes(replace(results, themes=themes), "air")
    assert table.columns[-1] == "Unrated" and table.rows[0][-1] == "11"


def test_answers_keep_the_kinds_of_missing_answer_apart(results):
    _, rows, notes, _ = read(tables.answers(results, "air"))
    assert rows[1] == ["GS, 2020", "1,200 (97.2)", "22 (1.8)", "[c]", "[c]"]
    assert "[c] confidential" in notes
    assert len(rows) == 2 * (1 + 4)


def test_themes_hide_what_is_hidden(results):
    _, rows, _, _ = read(tables.themes(results, "air"))
    assert [[spaced(cell) for cell in row] for row in rows] == [
        ["Trees", "Planting and care", "31 of 41", "20 of 60", "4", "3", "2"],
        ["Cars", "Traffic", "[c] of 41", "11 of 60", "4", "3", "2"],
    ]


def test_published_numbers_and_ours_never_share_a_table_of_published_numbers(results):
    table = tables.published(results)
    _, rows, _, _ = read(table)
    assert rows[0][1] == "7.5 percentage points (1.6 to 13.5)"
    assert rows[1] == ["Homes", "about 3,000 households", "popay2022", ""]
    (row,) = read(tables.side_by_side(results))[1]
    assert [spaced(cell) for cell in row] == [
        "Play outside", "7.5 (1.6 to 13.5)", "popay2022", "7.5 (1.6 to 13.5)", "7.5",
    ]  # fmt: skip


def test_truth_says_whether_the_interval_holds_it(results, with_estimate):
    assert [spaced(cell) for cell in read(tables.truth(results))[1][0]] == [
        "Play outside", "7.5", "7.5 (1.6 to 13.5)", "Yes",
    ]  # fmt: skip
    missed = with_estimate("outside", low=8.0)
    assert read(tables.truth(missed))[1][0][-1] == "No"


def test_checks_say_passed_not_passed_or_for_information(results):
    assert [row[2:4] for row in read(tables.checks(results))[1]] == [
        ["Passed", "−0.03 standardised difference"],
        ["Not passed", "6.0 percentage points between arms"],
        ["For information", "25.0% of respondents"],
    ]


def test_a_checklist_links_to_sections_and_says_what_none_answers(results):
    table = tables.checklist(results, "list")
    header, rows, notes, found = read(table)
    assert header == ["No.", "Item", "Where", "Note"]
    assert rows == [
        ["1", "Why", "sec-why, sec-air-2", ""],
        ["2", "Who paid", "Not answered", "Not said."],
    ]
    assert "| @sec-why, @sec-air-2 |" in table.body()
    assert "Cite" in found and notes == ""
    with pytest.raises(Breaches, match="no checklist 'lst'; known: list, other"):
        tables.checklist(results, "lst")


@pytest.mark.parametrize("id", ["sec-", "tbl-a", "sec-a-", "sec-a@b", "Sec-a", "sec-a; @popay2022"])
def test_only_the_id_of_a_section_becomes_a_link(id):
    table = Table(columns=("a", "b"), rows=(("x", Sections(ids=("sec-fine", id))),))
    _, rows, _, found = read(table)
    assert rows == [["x", f"sec-fine, {id}"]]
    assert "Cite" not in found


def test_a_table_cannot_be_opened_by_a_cell():
    table = Table(columns=("a|b", "::: {.x}"), rows=(("x\n|y|", ":::"), ("|",)), notes=(":::",))
    header, rows, notes, _ = read(table)
    assert header == ["a|b", "::: {.x}"]
    assert rows == [["x |y|", ":::"], ["|", ""]]
    assert notes == ":::."


def test_changes_are_listed_kind_by_kind_with_the_chapters_that_show_them(results):
    """What stayed, smoke, is not in it."""
    _, rows, _, _ = read(tables.changes(results))
    rows = [[cell.replace("\u00a0", " ") for cell in row] for row in rows]
    assert [row[0] for row in rows] == [
        "Effects", "Play outside (at 2023)", "Breathing (at 2023)", "Findings", "Clean air",
        "Interviews and journals", "Trees, interviews", "Waves, outcomes and domains", "Breathing",
        "Not compared", "themes.csv",
    ]  # fmt: skip
    assert rows[1][1:4] == [
        "1.5 (−4.4 to 7.5)",
        "7.5 (1.6 to 13.5)",
        "Moved by more than a standard error (3.0); its interval leaves out zero now; "
        "verdict from “no clear change” to “better”",
    ]
    assert rows[2][1:3] == ["No estimate", "0.31 (0.04 to 0.58) points"]
    assert rows[4][1:4] == [
        "Supported",
        "Inconclusive",
        "Was supported, now inconclusive, no longer supported",
    ]
    assert rows[10][3] == "It is not there"


def test_a_release_in_which_nothing_changed_has_no_empty_table(results):
    still = tuple(change for change in results.changes if change.id == "smoke")
    _, rows, _, _ = read(tables.changes(replace(results, changes=still)))
    assert rows[0][0] == "Nothing changed in a way that matters"


def test_a_table_that_would_show_nothing_but_hidden_numbers_says_so_once(results):
    hidden = [("Here",), ("One", "[c]", "[c] of 41"), ("Two", "[c]", "[c] of 41")]
    table = annotate(results, ("What", "n", "Of all"), hidden, (1, 2))
    assert table.rows == (("All of these numbers are confidential [c]",),)
    assert any("rests on fewer than 10" in note for note in table.notes)
    shown = [*hidden, ("Three", "12", "[c] of 41")]
    assert annotate(results, ("What", "n", "Of all"), shown, (1, 2)).rows == tuple(shown)


def test_tables_of_counts_say_that_they_are_rounded_where_they_are(results):
    note = "Counts are rounded at random to a multiple of 3, so that totals may differ"
    study = replace(results.study, disclosure=DisclosureRules(round_counts=3))
    counted = {"agreement", "answers", "changes", "cooccurrence", "contrary", "estimates", "joint",
               "respondents", "roles", "specifications", "themes", "waves", "years"}  # fmt: skip
    for given, wanted in ((results, set()), (replace(results, study=study), counted)):
        whole = {name: getattr(tables, name)(given) for name in WHOLE}
        parts = {name: getattr(tables, name)(given, "air") for name in BY_DOMAIN}
        told = {name for name, t in (whole | parts).items() if note in " ".join(t.notes)}
        assert told == wanted


def test_how_many_rows_were_mended_is_not_told_beside_rounded_counts(results):
    study = replace(results.study, disclosure=DisclosureRules(round_counts=3))
    shown = [row[3] for row in tables.corrections(results).rows]
    assert shown and all(cell.isdigit() for cell in shown)
    assert {row[3] for row in tables.corrections(replace(results, study=study)).rows} == {"[x]"}
