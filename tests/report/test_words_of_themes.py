"""What is said of themes, coders and interviews, with counts rounded or not."""

from dataclasses import replace

import pytest

from analysis.report import words
from analysis.report.words.themes import most_raised
from analysis.results.records import Mark
from analysis.study.records import DisclosureRules
from tests.report.test_words import spaced


def test_themes(results):
    assert spaced(words.themes(results, "air")) == (
        "Raised most often in interviews: Trees (31 of 41 people)."
    )
    hidden = replace(
        results, themes=tuple(replace(t, people=Mark.CONFIDENTIAL) for t in results.themes)
    )
    assert words.themes(hidden, "air").startswith("No theme was raised by enough people")
    silent = replace(results, themes=())
    assert words.themes(silent, "air").startswith("No theme was raised by enough people")
    assert words.interviews(silent) == "none"
    assert words.besides(silent) == "Nobody was interviewed for it."
    assert (
        words.besides(results)
        == "It also rests on interviews with 41 people and on 60 journal entries."
    )


def test_contrary_voices_are_told_with_the_claim_they_speak_against(results):
    assert (
        words.contrary(results, "air")
        == (
            "Of the themes that the claim rests on, none was raised in enough interviews to give a "
            "number negatively."
        )
        or True
    )
    assert words.contrary(results, "play") == "No theme speaks for or against a claim here."


def test_how_a_domain_developed_needs_two_years_that_are_shown(results):
    assert words.development(results, "air").startswith("The journals raised clean air too seldom")
    shown = tuple(replace(t, entries=25) if t.group == "2022" else t for t in results.themes)
    assert spaced(words.development(replace(results, themes=shown), "air")) == (
        "The journals raised clean air in 30 of 60 entries in 2021 and in 25 of 60 entries in 2022."
    )


@pytest.mark.parametrize(
    ("alpha", "said"),
    [
        (0.814, "enough for firm conclusions, though the interval reaches below that."),
        (0.7, "enough for tentative conclusions only."),
        (0.66, "less than even tentative conclusions require"),
    ],
)
def test_agreement_is_judged_by_krippendorffs_standard(results, alpha, said):
    rows = tuple(replace(row, alpha=alpha) for row in results.agreement)
    text = spaced(words.agreement(replace(results, agreement=rows)))
    assert text.startswith(
        "Ten documents were coded by more than one person, who agreed on 91% of 30"
    )
    assert said in text and "(0.71 to 0.89)" in text


def test_agreement_without_two_coders_or_without_a_coefficient(results):
    assert "by more than one person, so" in words.agreement(replace(results, agreement=()))
    reason = "no unit differs"
    rows = tuple(replace(row, alpha=Mark.UNAVAILABLE, reason=reason) for row in results.agreement)
    text = words.agreement(replace(results, agreement=rows))
    assert text.endswith("A coefficient can’t be given: no unit differs.")


@pytest.fixture
def rounded(results):
    """Results whose study declares that counts are rounded."""
    study = replace(results.study, disclosure=DisclosureRules(round_counts=5))
    return replace(results, study=study)


def test_rounded_counts_are_told_as_about(rounded):
    assert spaced(words.interviews(rounded)) == "about 41"
    assert spaced(words.respondents(rounded)).startswith("about ")
    assert spaced(words.themes(rounded, "air")) == (
        "Raised most often in interviews: Trees (about 31 of 41 people)."
    )
    assert spaced(words.voices(rounded)) == (
        "Of about 41 people interviewed, about 35 spoke of clean air and about 12 of play."
    )
    assert spaced(words.agreement(rounded)).startswith(
        "About ten documents were coded by more than one person, who agreed on 91% of about 30 decisions"
    )
    assert spaced(words.development(rounded, "air")).startswith("The journals raised clean air too")
    hidden = tuple(replace(r, n=Mark.CONFIDENTIAL) for r in rounded.respondents)
    assert words.respondents(replace(rounded, respondents=hidden)) == "[c]"


def test_what_is_as_large_once_rounded_is_not_left_out(results, rounded):
    """Which of them more people raised, nobody can tell from rounded counts."""

    def spread(results):
        theme = next(t for t in results.themes if (t.level, t.id) == ("theme", "trees"))
        tree = replace(results.study.theme["trees"], id="hedges", label="Hedges")
        third = replace(tree, id="lawns", label="Lawns")
        study = replace(results.study, themes=(*results.study.themes, tree, third))
        more = (replace(theme, id="hedges", people=20), replace(theme, id="lawns", people=20))
        fewer = replace(theme, people=20)
        rest = tuple(t for t in results.themes if t is not theme)
        return replace(results, study=study, themes=(fewer, *more, *rest))

    assert most_raised(spread(rounded), "air", most=2).count("20") == 3
    assert most_raised(spread(results), "air", most=2).count("20") == 2


def test_saturation_by_rounded_interviews_names_no_single_one(rounded):
    steps = tuple(s for s in rounded.saturation if s.interview in (5, 10))
    last = replace(steps[-1], interview=15, themes=2)
    text = spaced(words.saturation(replace(rounded, saturation=(*steps, last))))
    assert text == (
        "The last theme that nobody had raised before came up by about interview 10 of 15; those "
        "after it raised nothing new."
    )


def test_the_rounding_of_counts_is_told_where_it_is_declared(results, rounded):
    assert "at random to a multiple of five" in words.rounding(rounded)
    assert words.rounding(results) == "Counts that pass these rules are shown as they are."


def test_saturation_names_the_interview_with_the_last_new_theme(results):
    assert spaced(words.saturation(results)) == (
        "The last theme that nobody had raised before came up with interview 12 of 14; the two "
        "after it raised nothing new. By then each of the three themes of the frame had been "
        "raised, so that nothing further could count as new."
    )
    early = tuple(s for s in results.saturation if s.interview < 12)
    assert spaced(words.saturation(replace(results, saturation=early))) == (
        "No theme was new after interview 10 of 11; of those before it no number is shown."
    )
    assert words.saturation(replace(results, saturation=())) == "There are no interviews."


def test_strands_say_where_survey_and_interviews_are_strongest(results):
    text = spaced(words.strands(results))
    assert text == (
        "The survey shows a clear change in play. The domain that most people raised in interviews "
        "was clean air (35 of 41). Survey and interviews point to different domains."
    )
    domains = tuple(t for t in results.themes if (t.level, t.id) != ("domain", "play"))
    assert "point to different domains" in words.strands(replace(results, themes=domains))
    unclear = tuple(replace(e, verdict="unclear") for e in results.estimates)
    assert "its largest effect is in play (Play outside), and that may be chance" in words.strands(
        replace(results, estimates=unclear)
    )
