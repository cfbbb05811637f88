"""Respondents from wave to wave in a figure and a sentence: two waves, three, few, and no panel."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.report import figures, words
from analysis.results.records import Flow, Mark, Respondents
from analysis.study.records import Answer, Wave
from tests.report.test_figures import drawn_text

C, Z = Mark.CONFIDENTIAL, Mark.NOT_APPLICABLE


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def flow(wave, arm, *counts):
    names = ("reinterviewed", "new", "back", "not_seen")
    return Flow(wave=wave, arm=arm, **dict(zip(names, counts, strict=True)))


def with_flow(results, *rows):
    return replace(results, flow=rows)


@pytest.fixture
def three(results):
    """A third wave: 1,000 and 900 answered, some of them again, some after a gap."""
    newest = Wave(id="w3", label="2026", period="after", file="", sha256="",
                  fieldwork=(date(2026, 1, 1), date(2026, 3, 1)))  # fmt: skip
    more = tuple(
        Respondents(characteristic="all", category="all", wave="w3", arm=arm, n=n, percent=100.0)
        for arm, n in (("g", 1000), ("o", 900))
    )
    return replace(
        results,
        study=replace(results.study, waves=(*results.study.waves, newest)),
        respondents=(*results.respondents, *more),
        flow=(*results.flow, flow("w3", "g", 400, 600, 55, 834), flow("w3", "o", C, C, 44, C)),
    )


def test_the_figure_says_all_in_its_picture_and_in_its_alternative(results):
    figure = figures.flow(results)
    # 310 of 1,234 are 25.1%, 308 are 25.0%.
    title = "Of those asked in 2020, interviewed again in 2023: 25.1% in Garden Streets and 25.0% in other streets"
    assert title in drawn_text(figure)
    assert title in figure.alt
    assert (
        "Garden Streets. 2020; 1,234 interviewed. 924 not interviewed again; 2023; 1,234 "
        "interviewed; 310 of them again; 924 new. Other streets. 2020; 1,234 interviewed. 926 not "
        "interviewed again; 2023; 1,234 interviewed; 308 of them again; 926 new."
    ) in figure.alt
    for text in ("1,234 interviewed", "310 of them again", "924 new", "926 not interviewed again"):
        assert text in drawn_text(figure)


def test_the_sentence_counts_who_of_the_first_wave_came_back(results):
    assert words.flow(results) == (
        "Of those interviewed in 2020, 310 of 1,234 (25.1%) in Garden Streets and 308 of 1,234 "
        "(25.0%) in other streets were interviewed again in 2023."
    )


def test_three_waves_have_as_many_stages_and_tell_who_came_back_after_a_gap(three):
    figure = figures.flow(three)
    assert (
        "834 not interviewed again; 2026; 1,000 interviewed; 400 of them again; 600 not in the "
        "wave before; 55 of these in an earlier wave."
    ) in figure.alt
    assert (
        "hidden not interviewed again; 2026; 900 interviewed; hidden of them again; hidden not in "
        "the wave before; 44 of these in an earlier wave."
    ) in figure.alt
    assert "[c] of them again" in drawn_text(figure)
    assert "[c] confidential: the number rests on fewer than 10" in drawn_text(figure)
    assert "were interviewed again in 2023" in words.flow(three)


def test_hidden_counts_are_said_to_be_hidden(results):
    other = results.flow[1]
    few = with_flow(results, flow("w2", "g", C, C, Z, C), other)
    assert words.flow(few) == (
        "Of those interviewed in 2020, 308 of 1,234 (25.0%) in other streets were interviewed "
        "again in 2023. How many of those interviewed in 2020 in Garden Streets were interviewed "
        "again in 2023 is not shown: the number is below 10 or would give away one that is."
    )
    assert "hidden in Garden Streets and 25.0% in other streets" in figures.flow(few).alt
    none = with_flow(results, *(flow("w2", arm, C, C, Z, C) for arm in "go"))
    assert words.flow(none).startswith(
        "How many of those interviewed in 2020 in Garden Streets and other streets were "
    )


def test_without_a_panel_the_figure_shows_the_waves_alone_and_says_so(results):
    for rows in ((), tuple(flow("w2", arm, Z, Z, Z, Z) for arm in "go")):
        apart = with_flow(results, *rows)
        figure = figures.flow(apart)
        assert figure.alt.startswith(
            "The waves are separate samples: none of the residents was interviewed twice."
        )
        assert (
            "Garden Streets. 2020; 1,234 interviewed. 2023; 1,234 interviewed. Other" in figure.alt
        )
        assert not {"again", "new"} & set(drawn_text(figure).split())
        assert words.flow(apart) == (
            "None of the residents was interviewed twice, as far as respondents’ numbers tell."
        )


def test_limitations_say_between_whom_the_comparison_is(results):
    assert words.turnover(results).startswith("Where people are not the same at each wave, the")
    apart = with_flow(results, *(flow("w2", arm, Z, Z, Z, Z) for arm in "go"))
    assert words.turnover(apart).startswith("Nobody is in two waves: the comparison is between")
    panel = with_flow(results, *(flow("w2", arm, 1234, Z, Z, Z) for arm in "go"))
    assert words.turnover(panel).startswith("The same respondents are in every wave, so that")
    assert "1,234 interviewed; 1,234 of them again. Other" in figures.flow(panel).alt


def test_nobody_is_followed_where_rows_are_counts(results):
    count = (Answer(variable="people", type="count"),)
    counted = replace(results, study=replace(results.study, codebook=count))
    assert words.panel(counted) == (
        "The files hold counts, so that nobody can be followed from wave to wave."
    )
    assert words.turnover(with_flow(counted)).startswith("Where people are not the same")


def test_a_panel_that_begins_with_a_later_wave_is_told_of_that_wave(three):
    fresh = [flow("w2", arm, Z, Z, Z, Z) for arm in "go"]
    later = with_flow(three, *fresh, *three.flow[2:])
    # 400 of 1,234 are 32.4%.
    assert words.flow(later).startswith("Of those interviewed in 2023, 400 of 1,234 (32.4%) in")
    assert (
        "Of those asked in 2023, interviewed again in 2026: 32.4% in Garden Streets"
        in figures.flow(later).alt
    )
    back = with_flow(three, *fresh, *(flow("w3", arm, Z, Z, 70, Z) for arm in "go"))
    assert "70 of them in an earlier wave" in figures.flow(back).alt
    assert words.flow(back) == (
        "None of the residents was interviewed in two waves running, as far as respondents’ numbers tell."
    )


def test_areas_that_a_wave_did_not_survey_are_named_as_a_reason(results):
    areas = (replace(results.study.areas[0], left=date(2021, 1, 1)), *results.study.areas[1:])
    some = replace(results, study=replace(results.study, areas=areas))
    told = "Residents of areas that a wave did not survey count as not interviewed again."
    assert told in drawn_text(figures.flow(some))
    assert told not in drawn_text(figures.flow(results))
