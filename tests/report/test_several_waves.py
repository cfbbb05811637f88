"""Three and more waves in words, tables and figures: what is compared, what is not, and why."""

from dataclasses import replace
from datetime import date

import pytest

from analysis.report import figures, tables, words
from analysis.report.charts.slopes import join
from analysis.report.figures.effects import wave_rows
from analysis.report.words.changes import describe
from analysis.results.records import Event, Level, Mark, Pretest, Sensitivity
from analysis.study.records import Answer, Wave
from tests.report.conftest import change
from tests.report.test_figures import drawings, drawn_text, look
from tests.report.test_words import spaced


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def add_wave(id, label, year, period, **more):
    days = (date(year, 1, 1), date(year, 3, 1))
    return Wave(
        id=id, label=label, period=period, fieldwork=days, file="", sha256="ef" * 32, **more
    )


@pytest.fixture
def several(results):
    """Two waves before, two after: the newest did not ask about breathing, and about smoke in
    other words; one area joined late."""
    old, newest = results.study.waves
    waves = (
        add_wave("w0", "2017", 2017, "before"),
        old,
        newest,
        add_wave("w3", "2026", 2026, "after", not_asked=("breath",)),
    )
    outcomes = tuple(
        replace(o, breaks=("w3",), break_note="smoke is now vapour") if o.id == "smoke" else o
        for o in results.study.outcomes
    )
    areas = tuple(
        replace(a, joined=date(2019, 1, 1)) if a.code == "o2" else a for a in results.study.areas
    )
    study = replace(results.study, waves=waves, outcomes=outcomes, areas=areas)
    later = tuple(replace(e, wave="w3") for e in results.estimates if e.outcome == "outside")
    reasons = {o.id: study.why_apart(o, waves[-1]) for o in outcomes}
    gone = tuple(
        replace(e, wave="w3", effect=Mark.UNAVAILABLE, low=Mark.UNAVAILABLE,
                high=Mark.UNAVAILABLE, verdict="not estimable", reason=reasons[e.outcome])
        for e in results.estimates if e.outcome != "outside"
    )  # fmt: skip
    levels = tuple(
        Level(outcome=o.id, wave=wave.id, arm=arm, value=20.0 + place + shift, n=Mark.NOT_APPLICABLE,
              smallest_count=Mark.NOT_APPLICABLE)
        for o in outcomes for place, wave in enumerate(study.asked(o))
        for arm, shift in (("g", 5.0), ("o", 0.0))
    )  # fmt: skip
    return replace(
        results,
        study=study,
        estimates=(*results.estimates, *later, *gone),
        specifications=tuple(replace(s, wave="w3") if s.outcome == "outside" else s
                             for s in results.specifications),
        levels=levels,
        events=tuple(
            Event(outcome="outside", wave=wave, effect=value, low=value - 4.0, high=value + 4.0,
                  p=0.5, smallest_count=Mark.NOT_APPLICABLE)
            for wave, value in (("w0", 0.6), ("w2", 3.1), ("w3", 7.2))
        ),
        pretests=(
            Pretest(outcome="outside", statistic=0.2, df=1, df_denominator=12.0, p=0.7,
                    detectable=6.0, reason=""),
        ),
        sensitivity=tuple(
            Sensitivity(outcome="outside", wave="w3", m=m, low=7.0 - 4 - 4 * m, high=11 + 4 * m,
                        method="", reason="")
            for m in (0.0, 0.5, 1.0, 2.0)
        ),
    )  # fmt: skip


def test_the_newest_wave_that_can_be_compared_leads(several):
    waves = {o.id: several.estimate(o.id).wave for o in several.study.outcomes}
    assert waves == {"outside": "w3", "smoke": "w2", "breath": "w2"}


def test_an_outcome_that_never_can_be_compared_has_its_reason(several):
    waves = tuple(replace(w, not_asked=("breath",)) if w.period == "before" else w
                  for w in several.study.waves)  # fmt: skip
    study = replace(several.study, waves=waves)
    assert study.leading(study.outcome["breath"]).id == "w3"
    assert study.why_apart(study.outcome["breath"], waves[2]) == "not asked before the programme"
    assert "No estimate for the mean breathing score" in words.change(
        replace(several, study=study), "breath"
    )


def test_words_say_by_which_survey_an_effect_is(several):
    assert spaced(words.change(several, "outside")).endswith(
        "The effect was 7.5 percentage points (95% CI 1.6 to 13.5) by the survey of 2023."
    )
    assert words.estimates(several, "outside").count(" by the survey of ") == 2
    assert "They are by the survey of 2026 where no other is named." in words.uncertainty(several)
    assert words.change(several, "breath").endswith(
        "This is the effect by the survey of 2023; by the newest survey it can’t be estimated: not "
        "asked in the survey of 2026."
    )
    assert words.plain(several, "smoke").startswith("The survey of 2023 ")
    told = words.plain(several, "outside")
    assert told.index("The survey of 2026 ") < told.index("The survey of 2023 ")
    assert words.shows(several, "air").count("to 2023 (") == 2
    assert "several" not in words.shows(several, "play") and "(" in words.shows(several, "play")


def test_words_name_what_is_not_alike(several, results):
    told = words.comparability(several)
    assert "The survey of 2026 did not ask about: Breathing." in told
    assert "Smoke at home was worded differently from the survey of 2026 on: smoke is now" in told
    assert "o2 in 2020, 2023 and 2026 only" in told
    assert words.comparability(results).startswith("Here every wave asked all questions in the")


def test_an_answer_that_is_new_in_a_wave_is_named(several):
    new = Answer(variable="outside", type="coded", code="5", answer="Not <sure> & *tired*")
    old, newest = several.study.waves[:-1], several.study.waves[-1]
    waves = (*old, replace(newest, new_answers=("outside 5",)))
    study = replace(several.study, waves=waves, codebook=(*several.study.codebook, new))
    offered = replace(several, study=study)
    label = study.outcome["outside"].label
    told = f"{label}: residents could first answer “Not <sure> & *tired*” in the survey of 2026"
    assert any(note.startswith(told) for note in tables.outcomes(offered).notes)
    assert not any("could first" in note for note in tables.outcomes(several).notes)
    shown = words.comparability(offered)
    assert f"On {label}, residents could first answer “Not <sure> & *tired*” in the survey" in shown
    worded = replace(study.outcome["outside"], breaks=("w3",), break_note="asked of drivers")
    apart = replace(study, outcomes=(worded, *study.outcomes[1:]))
    assert "could first" not in words.comparability(replace(several, study=apart))


def test_an_effect_that_the_newest_wave_lost_is_said_to_be_shown_still(several):
    lost = change("breath", "Breathing", (0.31, 0.04, 0.58), (Mark.UNAVAILABLE,) * 3, "estimable",
                  wave="w3")  # fmt: skip
    assert describe(lost, several.study).replace("\xa0", " ") == (
        "Breathing (then at 2023, now at 2026): 0.31 (0.04 to 0.58) → no estimate; can’t be "
        "estimated there; the report shows the effect at 2023."
    )
    gone = replace(lost, wave="w2")
    assert describe(gone, several.study).endswith("no estimate; can’t be estimated any more.")


def test_tables_say_between_which_waves(several, results):
    notes = " ".join(tables.outcomes(several).notes)
    assert "Levels from 2017 and 2020 together to 2026" in notes
    assert (
        "Breathing: from 2017 and 2020 together to 2023 (not asked in the survey of 2026)" in notes
    )
    assert "Levels from 2020 to 2023" in " ".join(tables.outcomes(results).notes)
    assert "smoke is now vapour" in " ".join(tables.questions(several).notes)
    assert "o2 in 2020, 2023 and 2026 only" in " ".join(tables.arms(several).notes)
    assert "2026 did not ask about: Breathing" in " ".join(tables.answers(several).notes)


def test_respondents_have_a_column_a_wave_and_the_arms_below_each_other(several, results):
    table = tables.respondents(several)
    assert table.columns == ("Characteristic", "2017", "2020", "2023", "2026")
    assert ("Garden Streets",) in table.rows and ("Other streets: sex, %",) in table.rows
    assert len(tables.respondents(results).columns) == 5


def test_levels_stand_at_every_wave(several):
    figure = figures.levels(several, "air")
    shown = drawn_text(figure)
    assert all(label in shown for label in ("2017", "2020", "2023", "2026"))
    assert "in GS 25.0 in 2017, 26.0 in 2020, 27.0 in 2023, 28.0 in 2026" in figure.alt
    assert "Breathing: in GS 25.00 in 2017, 26.00 in 2020, 27.00 in 2023; in Others" in figure.alt
    caption = " ".join(shown.split())
    assert "so the line is interrupted" in caption and "Breathing: not asked in 2026" in caption
    assert "Of the areas only that all waves joined by a line surveyed" in caption


def test_a_line_stops_where_the_wording_changed(several):
    rows = wave_rows(several, several.study.outcome["smoke"])
    lines = {
        (part[0]["arm"], part[0]["side"]): [row["place"] for row in part] for part in join(rows)
    }
    assert lines == {
        ("programme", 0): [0, 1, 2], ("programme", 1): [3],
        ("comparator", 0): [0, 1, 2], ("comparator", 1): [3],
    }  # fmt: skip


def test_no_text_of_several_waves_is_clipped_or_covers_another(page, several):
    found = [figures.levels(several, "air"), figures.trends(several), figures.events(several),
             figures.forest(several), figures.left_out(several)]  # fmt: skip
    for path in (path for figure in found for path in drawings(figure)):
        seen = look(page, path)
        assert (seen["clipped"], seen["touching"]) == ([], []), path


def test_the_event_study_says_its_finding(several):
    figure = figures.events(several)
    assert figure.alt.startswith(
        "Play outside: a rise of\u00a07.2 percentage points relative to other streets, 2020 to "
        "2026; the groups did not clearly move apart before."
    )
    assert (
        "2017: 0.6 (−3.4\u00a0to\u00a04.6); 2020: reference; 2023: 3.1 (−0.9\u00a0to\u00a07.1)"
        in figure.alt
    )
    shown = drawn_text(figure)
    assert "before" in shown and "after" in shown and "Diamond: 2020" in shown


def test_an_unclear_effect_is_no_rise_in_the_title(several):
    unclear = replace(several, events=tuple(
        replace(e, low=-1.0) if e.wave == "w3" else e for e in several.events
    ))  # fmt: skip
    assert "Play outside: no clear change from 2020 to 2026" in figures.events(unclear).alt


def test_with_two_waves_the_effect_stands_alone(results):
    figure = figures.events(replace(results, events=()))
    assert "2020: reference; 2023: 7.5 (1.6\u00a0to\u00a013.5)" in figure.alt
    assert "whether the groups moved alike before can’t be tested" in figure.alt
    assert figures.trends(results).alt.startswith("Levels before and after")


def test_words_on_trends_that_part(several, results):
    assert words.sensitivity(several) == (
        "Had the two groups moved apart from wave to wave afterwards by up to as much as they ever "
        "did before, the effect by 2026, against the last wave before, could be anything from a fall of\u00a01.0 to a rise "
        "of\u00a015.0 percentage points (95%\u00a0CI). The interval leaves out zero as long as they "
        "did so by no more than 0.5 times that much."
    )
    assert words.sensitivity(results).endswith("can’t be said: it takes two waves before.")


def test_the_table_of_trends_names_the_reference_and_who_is_left_out(several):
    notes = " ".join(tables.trends(several).notes)
    assert "relative to the last wave that counts as before, 2020" in notes
    assert "left out: o2" in notes
