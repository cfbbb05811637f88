"""What is said of how far an effect rests on methods, areas and assumptions."""

from dataclasses import replace

from analysis.impact import wild
from analysis.report import words
from analysis.report.words import simulation
from analysis.results.records import FalsePositives, Mark
from tests.report.test_words import spaced


def test_the_estimate_that_leads_is_named_with_its_reasons(results, with_estimate):
    assert words.lead(results, "outside").endswith("and here they carry it.")
    flags = "6.4 degrees of freedom, fewer than 8; one area holds 31% of the weight"
    moved = with_estimate("outside", lead="areas", flags=flags)
    assert words.lead(moved, "outside").endswith(
        "the first choice, which can’t be relied on here: 6.4 degrees of freedom, fewer than 8, and one area "
        "holds 31% of the weight."
    )
    kept = with_estimate("outside", flags=flags)
    assert "Nothing can take its place here" in words.lead(kept, "outside")
    none = with_estimate("outside", verdict="not estimable", reason="too few homes")
    assert words.lead(none, "outside") == "No estimate leads: too few homes."


def test_robustness_counts_the_ways_with_an_estimate(results):
    # By hand: 14 specifications, less the leading one, one not estimable, the randomisation and
    # the worst case; one is below zero, and two intervals hold zero (the panel's and that of the
    # areas' means). Jackknife and wild bootstrap have the leading 7.46.
    assert words.robustness(results) == (
        "The effect and its interval could be estimated in ten other ways. Nine point the same way "
        "as the estimate that leads, and eight leave out zero. Two of them can differ from it in "
        "their intervals alone. The estimates lie between a fall of\u00a00.8 and a rise of\u00a08.2 "
        "percentage points. One way did not apply."
    )
    none = replace(results, specifications=())
    assert words.robustness(none).startswith("No way to estimate the effect applies")


def test_leaving_areas_out_names_the_two_that_matter_most(results):
    assert spaced(words.left_out(results)) == (
        "Without g2 the estimate is a rise of 5.3, without g1 a rise of 9.2 percentage points, and "
        "without any other area shown it lies between the two. Of these three intervals, two leave out "
        "zero (without g1 and o1). Without one more it can’t be shown: it would give away "
        "numbers that rest on too few respondents."
    )
    many = tuple(replace(row, area=f"{row.area}{n}") for n in (1, 2) for row in results.left_out)
    assert "four leave out zero (not that without g21 or g22)." in words.left_out(
        replace(results, left_out=many)
    )
    assert words.left_out(replace(results, left_out=())).endswith("can’t be shown.")


def test_one_area_of_many_is_no_finding_where_the_leading_interval_holds_zero(with_estimate):
    unclear = with_estimate("outside", low=-1.0, verdict="unclear")
    assert "Two of three are no findings of their own." in words.left_out(unclear)
    assert "finding" not in words.left_out(with_estimate("outside"))


def test_tests_that_disagree_are_named(results):
    assert words.tests(results) == (
        "For one of the outcomes all methods shown fall on the same side of 0.05; they differ on Play "
        "outside. Where they part, the finding rests on the choice of method and should be read "
        "as unclear. The p values are not adjusted for the number of outcomes: Breathing is "
        "unclear once the number of outcomes is allowed for."
    )
    alike = tuple(s for s in results.specifications if s.outcome == "smoke")
    agreed = words.tests(replace(results, specifications=alike))
    assert agreed.startswith("All methods shown fall on the same side of 0.05. The p")
    assert "Where they part" not in agreed
    settled = replace(
        results,
        specifications=alike,
        estimates=tuple(e for e in results.estimates if e.outcome != "breath"),
        study=replace(results.study, outcomes=results.study.outcomes[:2]),
    )
    assert words.tests(settled) == "All methods shown fall on the same side of 0.05."


def test_missing_answers_say_what_was_done_or_why_nothing(results):
    said = spaced(words.missing(results))
    assert said.startswith(
        "With missing answers filled in the effect is 7.1 percentage points (95% CI 1.0 to 13.2);"
    )
    assert "anything from a fall of 3.4 to a rise of 18.2 percentage points" in said
    rows = tuple(
        replace(s, effect=Mark.UNAVAILABLE, low=Mark.UNAVAILABLE, reason="no answer is missing")
        for s in results.specifications
    )
    assert words.missing(replace(results, specifications=rows)) == (
        "Nothing was done about missing answers: no answer is missing."
    )


def test_subgroups_are_judged_by_the_difference_adjusted_for_their_number(results):
    said = spaced(words.subgroups(results))
    assert said.startswith("In none of the two subgroups declared")
    # The invented intervals reach 6 either way.
    assert "reach 6.0 percentage points either way" in said
    clear = tuple(
        replace(row, p_adjusted=0.03) if row.category == "Man" else row for row in results.subgroups
    )
    assert "in one, once their number is allowed for: Man. The" in words.subgroups(
        replace(results, subgroups=clear)
    )


def test_false_positives_set_textbook_errors_against_the_methods_used(results):
    # By hand: 300 and 400 of 4,000 are 7.5% and 10.0%, 180 and 240 are 4.5% and 6.0%;
    # 1.96 times the root of 5 times 95 over 4,000 is 0.68.
    counts = {"Clustered with normal p": 400, "Clustered with t (CR1)": 300,
              "CR3 jackknife": 180, "CR2 with Satterthwaite": 240, "No clustering": 1600}  # fmt: skip
    rows = tuple(
        FalsePositives(design="equal areas", method=method, rejected=n, simulations=4000)
        for method, n in counts.items()
    )
    said = spaced(words.false_positives(replace(results, false_positives=rows)))
    assert "errors found one in 7.5 to 10.0% of surveys" in said
    assert "the five methods below in 4.5 to 6.0%." in said
    assert "by up to 0.7 percentage points either way, in 95 of 100 designs." in said
    assert "not simulated" in words.false_positives(replace(results, false_positives=()))


def test_signs_are_drawn_from_as_many_areas_on_as_the_bootstrap_says():
    assert simulation.ENUMERATED == wild.ENUMERABLE


def test_the_rule_for_what_leads_says_how_often_it_errs_and_what_it_misses(results):
    """By hand: 5.0 and 4.5%; 62 less 60 are 2 points, and CR2, which errs in 6.5%, is no measure
    where areas are unequal: 30.5 less 30.0 are 0.5. With unlike areas 240 and 110 of
    2,000 are 12 and 5.5%."""
    said = spaced(words.leading_rule(results))
    assert said.startswith("In two kinds of simulated surveys without an effect")
    assert "found one in 4.5 to 5.0% of surveys" in said
    assert "at most 2.0 percentage points less often" in said
    assert said.endswith("not there in 12.0%, and the estimate by household alone did in 5.5%.")
    assert "not simulated" in words.leading_rule(replace(results, leading=()))


def test_intervals_for_trends_apart_say_how_often_they_hold_the_truth(results):
    """By hand from counts of 1,000: 952 and 955 held, 971 and 972; 40 and 49 found apart."""
    said = spaced(words.coverage(results))
    assert "held it in 95.2 to 95.5 of 100 simulated surveys" in said
    assert "and in 97.1 to 97.2 if they parted" in said
    assert said.endswith("did so in 93.1 to 94.0 and 92.5 to 93.0.")
    assert "found them apart in 4.0 to 4.9% where 5% are meant" in spaced(words.pretest(results))
    for told in (words.coverage, words.pretest):
        assert "not simulated" in told(replace(results, coverage=()))
