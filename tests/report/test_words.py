"""What the prose says of an effect, and that it never says more than the interval supports."""

import re
import unicodedata
from dataclasses import replace

import pytest

from analysis.report import tables, words
from analysis.report.words.changes import describe
from analysis.report.words.claims import survey
from analysis.results.records import Mark

VERBS = re.compile(r"\b(rose|fell|risen|fallen|increased|decreased|improved|worsened)\b")


def spaced(text):
    """Return the text with ordinary spaces."""
    return text.replace("\u00a0", " ")


def test_a_clear_effect(results):
    assert spaced(words.change(results, "outside")) == (
        "The share of children who play outside rose by 7.5 percentage points more in Garden "
        "Streets than in other streets (95% CI 1.6 to 13.5), a change for the better."
    )
    assert spaced(words.effect(results, "outside")) == (
        "7.5 percentage points (95% CI 1.6 to 13.5)"
    )
    assert spaced(words.levels(results, "outside")) == (
        "from 27.1% to 33.0% in Garden Streets and from 28.0% to 26.4% in other streets"
    )
    assert spaced(words.plain(results, "outside")) == (
        "The survey shows a rise of about 7 in every 100 residents, compared with similar "
        "areas; the true change probably lies between 2 and 13."
    )
    assert spaced(words.detectable(results, "outside")) == "9.0 percentage points"
    assert spaced(words.expected(results, "outside")) == "10.5 percentage points"


def test_a_fall_is_for_the_better_where_less_is_better(with_estimate):
    results = with_estimate("smoke", effect=-4.2, low=-8.0, high=-0.5, verdict="better",
                            programme_before=30.0, programme_after=24.0)  # fmt: skip
    assert spaced(words.change(results, "smoke")) == (
        "The share of homes with smoke fell by 4.2 percentage points more in Garden Streets "
        "than in other streets (95% CI 0.5 to 8.0), a change for the better."
    )
    assert spaced(words.plain(results, "smoke")).startswith(
        "The survey shows a fall of about 4 in every 100 residents"
    )


def test_a_rise_is_for_the_worse_where_less_is_better(with_estimate):
    results = with_estimate("smoke", effect=4.2, low=0.5, high=8.0, verdict="worse",
                            programme_before=30.0, programme_after=34.0)  # fmt: skip
    said = spaced(words.change(results, "smoke"))
    assert "rose by 4.2 percentage points more in Garden Streets" in said
    assert said.endswith("a change for the worse.")


def test_a_programme_that_lost_less_did_not_rise(with_estimate):
    # Garden Streets lost 2 of 30, the others 9 of 30: an effect of +7.
    results = with_estimate("outside", effect=7.0, low=1.0, high=13.0, programme_before=30.0,
                            programme_after=28.0, comparator_before=30.0,
                            comparator_after=21.0)  # fmt: skip
    assert "fell by 7.0 percentage points less in Garden Streets" in spaced(
        words.change(results, "outside")
    )


def test_no_verb_where_the_interval_holds_zero(results, with_estimate):
    assert spaced(words.change(results, "smoke")) == (
        "No clear change in the share of homes with smoke: the data cannot tell. The estimate is "
        "−2.0 percentage points, and anything from a fall of 7.0 to a rise of 3.0 relative to "
        "other streets fits the data (95% CI)."
    )
    nought = with_estimate("smoke", effect=-0.0, low=-5.0, high=5.0)
    assert "The estimate is 0.0 percentage points" in spaced(words.change(nought, "smoke"))
    edge = with_estimate("smoke", effect=2.0, low=0.0, high=4.0)
    assert "from no change to a rise of 4.0" in spaced(words.change(edge, "smoke"))


def test_an_effect_that_does_not_survive_adjustment_is_only_perhaps(results):
    said = spaced(words.change(results, "breath"))
    assert said == (
        "The mean breathing score may have changed for the better relative to other streets. It "
        "went from 22.50 points to 22.90 points in Garden Streets and from 22.40 points to 22.49 "
        "points in other streets. The estimate is 0.31 points (95% CI 0.04 to 0.58), but it is "
        "unclear once the number of outcomes is allowed for (adjusted p = 0.060)."
    )
    assert spaced(words.plain(results, "breath")).startswith("The survey hints at a rise of about")


def test_an_estimate_that_cannot_be_relied_on_says_so_and_not_that_outcomes_are_many(with_estimate):
    doubted = with_estimate("breath", flags="2.4 degrees of freedom, fewer than 8")
    assert spaced(words.change(doubted, "breath")).endswith(
        "but it can’t be relied on: 2.4 degrees of freedom, fewer than 8."
    )
    assert "unclear because the estimate can’t be relied on" in survey(doubted, "air")
    (row,) = [r for r in tables.outcomes(doubted).rows if str(r[0]).startswith("Breathing")]
    assert row[-1] == "Unclear"
    assert any("can’t be relied on" in note for note in tables.outcomes(doubted).notes)


def test_an_effect_is_not_called_a_rise_where_the_others_fell(with_estimate):
    results = with_estimate("breath", programme_after=22.5, comparator_after=22.09)
    said = words.change(results, "breath")
    assert "changed for the better relative to other streets" in said
    assert not VERBS.search(said)
    worse = with_estimate("breath", effect=-0.31, low=-0.58, high=-0.04)
    assert "changed for the worse relative to other streets" in words.change(worse, "breath")
    hidden = with_estimate("breath", programme_before=Mark.CONFIDENTIAL)
    assert "It went" not in words.change(hidden, "breath")


def test_an_effect_that_the_randomisation_test_does_not_bear_out_is_only_perhaps(with_estimate):
    results = with_estimate("outside", verdict="unclear", lead="areas", p=0.0712)
    assert spaced(words.change(results, "outside")).endswith(
        "The estimate is 7.5 percentage points (95% CI 1.6 to 13.5), but the randomisation test "
        "does not bear it out (p = 0.071)."
    )
    assert survey(results, "play").endswith("unclear by the randomisation test")


def test_no_effect_is_said_only_where_equivalence_is_shown(results, with_estimate):
    small = {"effect": 0.6, "low": -4.1, "high": 5.3, "inner_low": -3.3, "inner_high": 4.5}
    shown = with_estimate("smoke", **small, verdict="equivalent")
    assert spaced(words.change(shown, "smoke")) == (
        "Any change in the share of homes with smoke relative to other streets is negligible: the "
        "estimate is 0.6 percentage points (95% CI −4.1 to 5.3), and the 90% CI by which this is "
        "judged, from a fall of 3.3 to a rise of 4.5, lies inside the margin of 5 percentage points."
    )
    assert words.plain(shown, "smoke") == (
        "The survey shows no change beyond 5 in every 100 residents either way, compared with "
        "similar areas."
    )
    assert "at most a negligible change in the other measure" in survey(shown, "air")
    assert "For one measure the survey rules out a change large enough to matter." in words.others(
        shown
    )
    assert words.equivalence(shown) == (
        "Of one outcome without a clear change, one is shown to have changed negligibly at most. "
        "The table does not have Breathing: its interval leaves out zero, and yet the change is "
        "unclear once the number of outcomes is allowed for."
    )
    unshown = with_estimate("smoke", **small)
    assert "negligible" not in words.change(unshown, "smoke")
    assert words.equivalence(unshown).startswith(
        "One outcome shows no clear change, and the data cannot tell whether the effect lies "
        "inside the margin. The table does not have"
    )


def test_the_answer_names_the_difference_and_not_each_group_s_own_course(results, with_estimate):
    # Garden Streets rose by 5.9, the others fell by 1.6: by 7.5 more, and not "further".
    assert spaced(words.answer(results)) == (
        "The share of children who play outside rose by about 7 in every 100 residents more than "
        "in similar areas; the true difference probably lies between 2 and 13."
    )
    lost = with_estimate("outside", effect=7.0, low=1.0, high=13.0, programme_before=30.0,
                         programme_after=28.0, comparator_before=30.0,
                         comparator_after=21.0)  # fmt: skip
    assert "fell by about 7 in every 100 residents less than in similar areas" in words.answer(lost)
    perhaps = with_estimate("outside", verdict="unclear", lead="areas", p=0.07)
    assert words.answer(perhaps) == (
        "The share of children who play outside may have risen by about 7 in every 100 "
        "residents more than in similar areas, but this may be chance and should not be relied on."
    )


@pytest.mark.parametrize(
    ("effect", "low", "high", "said"),
    [
        (7.0, 0.3, 13.0, "of about 7 in every 100 residents, compared with similar areas; the true "
                         "change is probably 13 at most."),
        (0.3, 0.1, 0.45, "of less than 1 in every 100 residents, compared with similar areas; the "
                         "true change is probably less than 1 too."),
        (3.0, 2.8, 3.2, "of about 3 in every 100 residents, compared with similar areas; the true "
                        "change is probably close to that."),
    ],
)  # fmt: skip
def test_ends_that_round_to_nothing_or_to_one_number(with_estimate, effect, low, high, said):
    results = with_estimate("outside", effect=effect, low=low, high=high)
    assert words.plain(results, "outside") == f"The survey shows a rise {said}"


@pytest.mark.parametrize(
    ("effect", "low", "high", "said"),
    [
        (0.034, 0.01, 0.058, "of about 0.03 points, compared with similar areas; the true change "
                             "probably lies between 0.01 and 0.1."),
        (1.0, 0.4, 1.6, "of about 1 point, compared with similar areas; the true change probably "
                        "lies between 0.4 and 1.6."),
        (1234.4, 400.0, 2068.8, "of about 1,234 points, compared with similar areas; the true "
                                "change probably lies between 400 and 2,069."),
    ],
)  # fmt: skip
def test_changes_of_a_mean_have_the_digits_that_tell_them(with_estimate, effect, low, high, said):
    results = with_estimate("breath", effect=effect, low=low, high=high, verdict="better")
    assert words.plain(results, "breath") == f"The survey shows a rise {said}"
    same = with_estimate("breath", verdict="equivalent", margin=1.0)
    assert "no change beyond 1 point either way" in spaced(words.plain(same, "breath"))


def test_what_the_survey_cannot_estimate_is_not_told_as_no_change(with_estimate):
    results = with_estimate("smoke", verdict="not estimable", reason="too few homes")
    assert words.others(results) == (
        "Neither of the other two measures shows a clear change. One may have changed for the "
        "better, or it may be chance: Breathing (a rise of about 0.3 points). On one measure the "
        "survey cannot tell anything."
    )
    none = with_estimate("outside", verdict="not estimable", reason="too few homes")
    assert words.answer(none) == (
        "There is no estimate for the share of children who play outside: too few homes."
    )
    assert survey(none, "play") == (
        "no estimate for the share of children who play outside (too few homes)"
    )


def test_claims_that_all_stand_alike(results):
    same = tuple(replace(f, status="supported") for f in results.findings)
    assert words.findings(replace(results, findings=same)) == (
        "Both claims are supported by the evidence."
    )
    assert words.findings(replace(results, findings=same[:1])) == (
        "The one claim is supported by the evidence."
    )


def test_trends_say_what_two_waves_cannot_and_three_can(results):
    assert words.trends(results) == ("Two waves can't test parallel trends.")
    tested = {"statistic": 1.234, "df": 2.0, "df_denominator": 9.16, "p": 0.34, "detectable": 3.25}
    three = replace(results, pretests=(replace(results.pretests[0], **tested, reason=""),))
    assert spaced(words.trends(three)) == (
        "Over the waves that count as before the two groups of areas did not clearly move apart on the primary "
        "outcome (F = 1.23 on 2 and 9.2 degrees of freedom, p = 0.340). A steady drift of 3.2 "
        "percentage points from wave to wave would have been found four times in five; a smaller "
        "one may be there unseen."
    )


def test_whatever_the_numbers_no_verb_without_an_interval_clear_of_zero(with_estimate):
    for low in range(-6, 7):
        for high in range(low, 7):
            for verdict in ("better", "worse", "unclear"):
                changed = {"effect": (low + high) / 2, "low": float(low), "high": float(high)}
                results = with_estimate("smoke", **changed, verdict=verdict)
                told = [
                    words.change(results, "smoke"),
                    words.shows(results, "air"),
                    words.plain(results, "smoke"),
                ]
                # An end rounded to zero is left to the verdict, which was reached before.
                if low < 0 < high or (0 in (low, high) and verdict == "unclear"):
                    assert not [text for text in told if VERBS.search(text)]
                    assert "No clear change" in told[0]


@pytest.mark.parametrize("mark", list(Mark))
def test_a_mark_is_never_read_as_a_number(with_estimate, mark):
    hidden = dict.fromkeys(
        ("effect", "low", "high", "p", "p_adjusted", "mde", "programme_before",
         "programme_after", "comparator_before", "comparator_after", "mde_design"), mark
    )  # fmt: skip
    results = with_estimate("outside", **hidden, verdict="not estimable", reason="too few homes")
    assert words.effect(results, "outside") == "not estimable: too few homes"
    assert words.change(results, "outside") == (
        "No estimate for the share of children who play outside: too few homes."
    )
    assert words.plain(results, "outside") == "The survey cannot answer this."
    told = "an unknown level" if mark == Mark.NOT_APPLICABLE else f"[{mark}]"
    assert words.levels(results, "outside").count(told) == 4
    assert "not estimable" in words.detectable(results, "outside")
    assert "not estimable" in words.expected(results, "outside")
    assert words.robustness(results).startswith("No way to estimate the effect applies")


def test_claims(results):
    assert spaced(words.shows(results, "play")) == (
        "The survey shows that the share of children who "
        "play outside rose by 7.5 percentage points more in Garden Streets than in other streets "
        "(95% CI 1.6 to 13.5), a change for the better."
    )
    assert spaced(words.shows(results, "air")) == (
        "The survey shows a possible change for the "
        "better in the mean breathing score (0.31 points, 95% CI 0.04 to 0.58), unclear once the "
        "number of outcomes is allowed for, and no clear change in the other measure."
    )
    assert words.findings(results) == (
        "Of the two claims, one is supported by the evidence and one is inconclusive."
    )
    assert words.findings(replace(results, findings=())) == "Here no claims are made."
    assert words.why(results, "air") == "Because of the evidence."
    assert words.reviewed(results, "air") == "2023"
    stale = replace(results, findings=tuple(replace(f, status="stale") for f in results.findings))
    assert words.next_steps(replace(results, findings=())).startswith("This report makes no claims")
    assert words.next_steps(stale) == "Nothing follows before the claims have been read again."


def test_a_domain_with_mixed_results_names_each(with_estimate):
    results = with_estimate("smoke", effect=4.2, low=0.5, high=8.0, verdict="worse")
    assert spaced(survey(results, "air")) == (
        "a change for the worse in the share of homes with smoke (4.2 percentage points, 95% CI "
        "0.5 to 8.0), and a possible change for the better in the mean breathing score (0.31 "
        "points, 95% CI 0.04 to 0.58), unclear once the number of outcomes is allowed for"
    )


def test_counts_of_the_study(results):
    assert words.respondents(results, "w1") == "2,468"  # 2 x (1200 + 12 + 11 + 11)
    assert words.respondents(results) == "4,936"
    assert (words.areas(results), words.areas(results, "programme")) == ("four", "two")
    assert (words.interviews(results), words.entries(results)) == ("41", "60")
    assert words.waves(results) == "two waves (2020 and 2023)"
    assert words.families(results) == "one primary outcome and two secondary outcomes"
    assert words.others(results) == (
        "Neither of the other two measures shows a clear change. "
        "One may have changed for the better, or it may be chance: Breathing (a rise of about 0.3 "
        "points)."
    )
    assert spaced(words.margins(results)) == "5 percentage points or 1 point"
    assert words.checks(results) == "One of two checks was passed."
    assert "25.0%" in words.panel(results)
    hidden = replace(results, checks=(replace(results.checks[-1], value=Mark.CONFIDENTIAL),))
    assert words.panel(hidden) == (
        "How many of those who answered in 2023 had answered an earlier wave as well is not shown."
    )


def test_a_clear_outcome_does_not_silence_an_unclear_one(with_estimate):
    results = with_estimate("smoke", effect=-4.2, low=-8.0, high=-0.5, verdict="better")
    assert words.others(results) == (
        "Compared with similar areas, one of the other two measures changed clearly for the better: "
        "Smoke at home (a fall of about 4 in every 100 residents). One may have changed for the "
        "better, or it may be chance: Breathing (a rise of about 0.3 points)."
    )


@pytest.mark.parametrize(
    ("power", "said"),
    [(0.8, "four times in five"), (0.9, "nine times in ten"), (0.83, "83 times in 100")],
)
def test_power_is_said_in_words(results, power, said):
    model = replace(results.study.model, power=power)
    assert words.power(replace(results, study=replace(results.study, model=model))) == said


def test_the_interval_is_named_with_its_short_form(results):
    assert spaced(words.confidence(results)) == "95% confidence interval (CI)"


def test_the_course_gives_the_effect_at_every_wave_after(results):
    assert spaced(words.course(results)) == (
        "The effect on the primary outcome was 7.5 percentage points (95% CI 1.6 to 13.5) at 2023."
    )
    third = replace(results.study.waves[-1], id="w3", label="2026")
    study = replace(results.study, waves=(*results.study.waves, third))
    later = replace(results.estimates[0], wave="w3", effect=-1.6, low=-8.8, high=5.6)
    longer = replace(results, study=study, estimates=(*results.estimates, later))
    assert spaced(words.course(longer)).endswith(
        "at 2023 and \u22121.6 percentage points (95% CI \u22128.8 to 5.6) at 2026. Whether two of "
        "these effects differ from each other is not tested."
    )
    assert "can’t be given" in words.course(replace(results, estimates=()))


@pytest.mark.parametrize(
    ("id", "text"),
    [
        ("effect", "7.5 percentage points (95% CI 1.6 to 13.5)"),
        ("about", "about 3,000"),
        ("areas", "nine"),
        ("share", "31.6%"),
    ],
)
def test_published(results, id, text):
    assert spaced(words.published(results, id)) == text


def test_the_source_is_said_while_it_is_synthetic(results):
    assert words.source(results) == f"{results.study.study.notice}."
    real = replace(results.study, study=replace(results.study.study, source="raw"))
    assert words.source(replace(results, study=real)).startswith("Results from")


def test_changes_are_counted_and_the_release_is_named(results):
    assert words.since(results) == "This report is compared with the release before it, 1.0."
    assert words.changes(results) == (
        "Two of three effects changed in a way that matters, one finding stands or reads "
        "otherwise, one count of themes differs, one wave, outcome or domain came or went and one "
        "earlier file could not be compared."
    )
    still = replace(results, changes=results.changes[2:3])
    assert words.changes(still) == (
        "No effect, finding or count of themes changed in a way that matters."
    )


def test_a_first_release_says_that_it_is_one(results):
    first = replace(results, changes=())
    assert words.since(first).startswith("Nothing was released before this report")


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        (
            "supported",
            "stale",
            "was supported, now stale: somebody has to reread it",
        ),
        ("supported", "inconclusive", "was supported, now inconclusive, no longer supported"),
        ("inconclusive", "contradicted", "was inconclusive, now contradicted by the evidence"),
        ("stale", "supported", "was stale, now supported"),
    ],
)
def test_a_finding_says_what_it_became(results, was, now, said):
    found = replace(results.changes[4], was=was, now=now)
    assert describe(found, results.study) == f"Finding on Clean air: {said}."


def test_words_hold_no_line_break_or_control_character(hostile_results):
    told = [
        *(words.change(hostile_results, o.id) for o in hostile_results.study.outcomes),
        *(words.shows(hostile_results, d.id) for d in hostile_results.study.domains),
        words.themes(hostile_results, "air"),
        words.contrary(hostile_results, "air"),
        words.meaning(hostile_results, "air"),
        words.strands(hostile_results),
        words.since(hostile_results),
        words.changes(hostile_results),
        words.waves(hostile_results),
        words.source(hostile_results),
    ]
    assert not [text for text in told if "\u202e" in text or any(map(is_control, text))]


def is_control(character):
    return unicodedata.category(character) == "Cc"
