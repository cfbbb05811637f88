"""What is hidden of excerpts, pairs of themes and saturation."""

from dataclasses import replace

from examples import THEMES, declare

from analysis.disclosure import protect
from analysis.results.records import Cooccurrence, Evidence, Excerpt, Mark, NegativeCase, Saturation
from analysis.results.records import ThemeSummary as Summary

C, Z = Mark.CONFIDENTIAL, Mark.NOT_APPLICABLE


def summary(level, name, people, *, by="all", group="all", base=41, **valences):
    rated = dict.fromkeys(("positive", "negative", "mixed", "unrated"), Z) | valences
    return Summary(
        level=level, id=name, kind="interview", by=by, group=group, people=people, entries=people,
        base_people=base, base_entries=base, **rated,
    )  # fmt: skip


def role(name, people, base):
    return summary("theme", "t1", people, by="role", group=name, base=base)


WIDE = (
    summary("theme", "t1", 30, positive=12, negative=18, mixed=0),
    summary("theme", "t2", 25, positive=13, negative=12, mixed=0),
    summary("theme", "t3", 4, positive=2, negative=2, mixed=0),
)


def excerpt(theme, valence="positive", role="many"):
    return Excerpt(theme=theme, kind="interview", role=role, year=2019, valence=valence,
                   form="summary", text=f"Says something on {theme}.")  # fmt: skip


def case(theme, valence, text):
    return NegativeCase(domain="d1", theme=theme, stance="negative", kind="interview", role="many",
                        year=2019, valence=valence, form="summary", text=text)  # fmt: skip


def safe(**evidence):
    return protect(Evidence(**evidence), declare(themes=THEMES))


def test_an_excerpt_on_a_theme_that_few_raised_is_left_out():
    found = safe(themes=WIDE, excerpts=(excerpt("t1"), excerpt("t3"))).excerpts
    assert [e.theme for e in found] == ["t1"]


def test_a_role_that_few_have_is_hidden_and_never_replaced():
    roles = (role("many", 20, 29), role("few", 10, 12), role("two", 0, 2))
    shown = safe(themes=WIDE + roles, excerpts=(excerpt("t1"), excerpt("t1", role="two"))).excerpts
    hidden = {r.group for r in safe(themes=WIDE + roles).themes if r.base_people == C}
    assert "two" in hidden
    assert [e.role for e in shown] == [C if e in hidden else e for e in ("many", "two")]


def test_where_the_number_of_negative_voices_is_hidden_only_the_first_is_listed():
    """18 spoke negatively of t1, so all wordings may be listed; 12 positively and 5 negatively of
    t2, whose 5 must not be told by counting lines."""
    few = replace(WIDE[1], positive=20, negative=5)
    cases = tuple(
        case(theme, "negative", f"{theme} {place}") for theme in ("t1", "t2") for place in range(3)
    )
    protected = safe(themes=(WIDE[0], few, WIDE[2]), negative_cases=cases)
    counts = {row.id: row.negative for row in protected.themes}
    listed = [row.text for row in protected.negative_cases]
    assert counts["t2"] == C
    assert [text for text in listed if text.startswith("t2")] == ["t2 0"]
    expected = 1 if counts["t1"] == C else 3
    assert len([text for text in listed if text.startswith("t1")]) == expected


def pair(first, second, people, *counts):
    return Cooccurrence(first=first, second=second, people=people, first_people=counts[0],
                        second_people=counts[1], base_people=41)  # fmt: skip


def test_pairs_that_few_raised_and_those_with_a_hidden_theme_are_hidden():
    found = safe(
        themes=WIDE, cooccurrence=(pair("t1", "t2", 15, 30, 25), pair("t1", "t3", 3, 30, 4))
    ).cooccurrence
    assert (found[0].people, found[0].first_people, found[0].second_people) == (15, 30, 25)
    assert (found[1].people, found[1].first_people, found[1].second_people) == (C, 30, C)
    few = safe(themes=WIDE, cooccurrence=(pair("t1", "t2", 9, 30, 25),)).cooccurrence
    assert few[0].people == C and few[0].first_people == 30


def test_no_pair_is_shown_in_a_domain_with_a_hidden_theme():
    """With both, 30 + 25 - 20 = 35 of 40 who raised the domain are known, so 5 or more raised the
    hidden third theme only, which the counts of themes alone do not tell."""
    third = summary("theme", "t4", 6, positive=3, negative=3, mixed=0)
    study = declare(themes=(*THEMES[:2], ("t4", "d1"), THEMES[2]))
    rows = (pair("t1", "t2", 20, 30, 25),)
    found = protect(Evidence(themes=(*WIDE, third), cooccurrence=rows), study).cooccurrence
    assert found[0].people == C


def test_the_first_interviews_do_not_tell_what_single_people_raised():
    steps = tuple(Saturation(interview=place, new=1, themes=place) for place in range(1, 13))
    found = safe(themes=WIDE, saturation=steps).saturation
    assert [step.themes for step in found] == [C] * 9 + [10, 11, 12]
    assert [step.new for step in found] == [C] * 9 + [1, 1, 1]
