"""Disclosure control record by record, and an attacker who joins all the tables of themes."""

import random
from dataclasses import fields, replace

import numpy as np
import pytest
from examples import ARMS, BASES, LEVELS, THEMES, declare, estimate
from scipy.optimize import linprog
from scipy.sparse import csr_array

from analysis.disclosure import protect
from analysis.results.records import (
    Answers,
    Check,
    Evidence,
    Finding,
    Mark,
    Respondents,
    ThemeSummary,
    Truth,
)
from analysis.study.records import DisclosureRules

C, U, X = Mark.CONFIDENTIAL, Mark.UNRELIABLE, Mark.UNAVAILABLE
Z = Mark.NOT_APPLICABLE


def answer(wave, role, **counts):
    """Rows of an outcome's answers in an arm and wave."""
    return tuple(
        Answers(outcome="a", wave=wave, arm=ARMS[role], status=status, n=n, percent=1.0)
        for status, n in counts.items()
    )


def tally(*counts, arm="in"):
    """Rows of respondents by age."""
    return tuple(
        Respondents(characteristic="age", category=f"{i}", wave="w1", arm=arm, n=n, percent=9.0)
        for i, n in enumerate(counts)
    )


def shown(rows, *names):
    """The named fields of rows."""
    return [tuple(getattr(row, name) for name in names) for row in rows]


def test_a_category_and_its_percentage_go_with_a_second():
    # Percentages sum to 100: were the 4 hidden alone, the other three would give it back.
    safe = protect(Evidence(respondents=tally(4, 300, 180, 16)), declare()).respondents
    assert shown(safe, "n", "percent") == [(C, C), (Z, 9.0), (Z, 9.0), (C, C)]


def test_answered_stays_while_another_status_can_go():
    rows = answer("w1", "programme", answered=900, dont_know=40, refused=3, not_asked=0)
    assert shown(protect(Evidence(answers=rows), declare()).answers, "n") == [
        (900,), (C,), (C,), (C,)
    ]  # fmt: skip


def test_hidden_answered_takes_the_base_of_the_estimate_with_it():
    # 3 + 0 + 0 = 3 = 903 - 900, and 900 is also the base before in every row of the outcome.
    rows = answer("w1", "programme", answered=900, dont_know=3, refused=0, not_asked=0)
    estimates = tuple(estimate(wave, n_programme_before=900) for wave in ("w2", "w3"))
    study = declare(after=("w2", "w3"))
    safe = protect(Evidence(answers=rows, estimates=estimates), study)
    assert shown(safe.answers, "n") == [(C,)] * 4
    assert shown(safe.estimates, *BASES) == [(C, 500, 500, 500)] * 2
    # The respondent specification has the same smallest count, which goes with its n.
    assert shown(safe.estimates, "effect", "smallest_count") == [(7.5, C)] * 2


def test_a_base_over_two_waves_does_not_give_back_the_answered_of_one():
    # base 1,400 - answered w2 500 = answered w1 900, and 903 - 900 = 3.
    first = answer("w1", "programme", answered=900, dont_know=3)
    second = answer("w2", "programme", answered=500, dont_know=80)
    study = declare(before=("w1", "w2"), after=("w3",))
    row = estimate("w3", n_programme_before=1400)
    safe = protect(Evidence(answers=first + second, estimates=(row,)), study)
    assert shown(safe.answers, "n") == [(C,), (C,), (500,), (80,)]
    assert shown(safe.estimates, *BASES) == [(C, 500, 500, 500)]


def test_the_few_an_estimate_leaves_out_cannot_be_counted():
    # 900 answered, 897 in the model: the difference is 3 respondents.
    rows = answer("w1", "programme", answered=900, dont_know=80)
    safe = protect(Evidence(answers=rows, estimates=(estimate(n_programme_before=897),)), declare())
    assert C in (safe.answers[0].n, safe.estimates[0].n_programme_before)


def test_a_hidden_base_of_a_mean_is_not_shown_as_its_smallest_count():
    rows = answer("w1", "programme", answered=900, dont_know=3)
    row = estimate(n_programme_before=900, smallest_count=900)
    study = declare(measure="mean")
    assert protect(Evidence(answers=rows, estimates=(row,)), study).estimates[0].smallest_count == C


def test_the_effect_does_not_give_a_level_back():
    # With three levels and the effect, 33.0 = 7.5 + 27.0 + (26.5 - 28.0).
    (safe,) = protect(Evidence(estimates=(estimate(smallest_count=4),)), declare()).estimates
    assert shown([safe], *LEVELS, "smallest_count") == [(C,) * 5]
    assert shown([safe], "effect", "low", "high", "verdict") == [(7.5, 1.5, 13.5, "better")]


def test_an_estimate_on_too_few_respondents_says_nothing():
    row = estimate(n_comparator_after=9, smallest_count=2, mde=X)
    (safe,) = protect(Evidence(estimates=(row,)), declare()).estimates
    numbers = [f.name for f in fields(safe) if isinstance(getattr(safe, f.name), (int, float))]
    assert numbers == ["margin", "clusters"]  # the margin is declared
    assert (safe.mde, safe.p_adjusted, safe.effect) == (X, Mark.NOT_APPLICABLE, C)
    assert (safe.verdict, safe.reason) == ("not estimable", "too few respondents to show")


def test_too_few_residual_degrees_of_freedom_say_nothing():
    study = declare()
    study = replace(study, disclosure=replace(study.disclosure, min_df=50))
    bases = dict.fromkeys(BASES, 13)  # 52 observations less 4 parameters
    (safe,) = protect(Evidence(estimates=(estimate(**bases),)), study).estimates
    assert shown([safe], "effect", *BASES) == [(C,) * 5]


@pytest.mark.parametrize(
    ("base", "effect", "reliability", "verdict"),
    [(50, 7.5, "", "better"), (49, 7.5, "u", "better"), (29, U, "u", "not estimable")],
)
def test_small_bases_are_flagged_and_smaller_ones_withheld(base, effect, reliability, verdict):
    row = estimate(n_programme_after=base, smallest_count=12)
    (safe,) = protect(Evidence(estimates=(row,)), declare()).estimates
    assert shown([safe], "effect", "reliability", "verdict") == [(effect, reliability, verdict)]
    assert shown([safe], "low", "p", "se", "programme_before") == [
        (U,) * 4 if effect is U else (1.5, 0.02, 3.0, 27.0)
    ]
    assert safe.n_programme_after == base


def check(subject, value):
    """A check with a value."""
    return Check(name="", subject=subject, passed=True, value=value, unit="", detail="")


def test_a_check_is_no_way_round():
    # Comparators show 12 of 300 in the first group: a standardised difference gives the 4.
    rows = tally(4, 16, 480) + tally(12, 40, 248, arm="out")
    answers = answer("w1", "programme", answered=900, dont_know=3)
    checks = tuple(
        check(*about)
        for about in (("Age", -0.05), ("Outcome a", 0.3), ("Outcome b", 0.4), ("Panel", 9))
    )
    safe = protect(Evidence(respondents=rows, answers=answers, checks=checks), declare())
    assert shown(safe.checks, "value", "passed") == [(C, True), (C, True), (0.4, True), (C, True)]


def test_what_holds_no_small_count_is_left_alone():
    evidence = Evidence(
        estimates=(estimate(),),
        respondents=tally(10, 20, 470),
        answers=answer("w1", "programme", answered=500, dont_know=40, refused=10),
        checks=(check("Age", 0.1), check("Areas", 18)),
        findings=(Finding(**dict.fromkeys((f.name for f in fields(Finding)), "")),),
        truth=(Truth(outcome="a", effect=0, **dict.fromkeys(LEVELS, 3)),),
    )
    safe = protect(evidence, declare())
    assert replace(safe, respondents=()) == replace(evidence, respondents=())
    assert shown(safe.respondents, "percent") == [(9.0,)] * 3


def test_counts_by_category_never_leave():
    # 500 respondents of whom 15 + 30 + 450 = 495 stated their age: that 5 did not must not show,
    # neither by the counts nor by 30/495 = 6.0606 percent, which is 6.1 as 30/494 = 6.0729 is.
    everybody = Respondents(
        characteristic="all", category="all", wave="w1", arm="in", n=500, percent=100
    )
    rows = [replace(row, percent=100 * row.n / 495) for row in tally(15, 30, 450)]
    safe = protect(Evidence(respondents=(everybody, *rows)), declare()).respondents
    assert shown(safe, "n") == [(500,), (Z,), (Z,), (Z,)]
    assert shown(safe, "percent") == [(100,), (3.0,), (6.1,), (90.9,)]


def interviews(level, name, people, base, **valences):
    """Summaries of interviews by role and in all, one interview each."""
    return tuple(
        ThemeSummary(
            level=level, id=name, kind="interview", by=by, group=group, people=n, entries=n,
            base_people=of, base_entries=of, **dict.fromkeys(VALENCES, Mark.NOT_APPLICABLE) | valences,
        )
        for by, group, n, of in (
            ("all", "all", sum(people), sum(base)),
            *(("role", f"r{i}", n, of) for i, (n, of) in enumerate(zip(people, base, strict=True))),
        )
    )  # fmt: skip


def protect_interviews(*rows):
    """Protected summaries of interviews."""
    return protect(Evidence(themes=sum(rows, ())), declare(themes=THEMES)).themes


def test_a_valence_goes_with_a_second_or_the_entries_give_it_back():
    # 50 entries: 50 - 26 - 20 = 4.
    row = interviews("theme", "t1", [50], [60], positive=4, negative=20, mixed=26)[0]
    safe = protect_interviews((row,))
    assert shown(safe, "entries", "positive", "negative", "mixed") == [(50, C, C, 26)]


def test_a_role_with_a_hidden_base_shows_nothing():
    # Hidden bases 5 + 12 = 17. With 12 who raised the theme shown, the other base is 5 or less.
    safe = protect_interviews(interviews("theme", "t1", [4, 12, 11], [5, 12, 30]))
    assert shown(safe, "people", "base_people") == [(27, 47), (C, C), (C, C), (11, 30)]


def test_a_count_that_cannot_grow_hides_no_other():
    # All 12 of the last role raised it: beside it, the 9 of 11 would be 9 at least.
    safe = protect_interviews(interviews("theme", "t1", [9, 15, 12], [11, 40, 12]))
    assert shown(safe, "people") == [(36,), (C,), (C,), (12,)]


def test_a_count_that_its_domain_needs_hides_no_other():
    # 30 raised the domain and 18 the other theme, so 12 or more this one; 12 + 3 = 15.
    base = [99, 99, 99]
    domain = interviews("domain", "d1", [20, 30, 60], base)
    safe = protect_interviews(
        domain,
        interviews("theme", "t1", [3, 12, 40], base),
        interviews("theme", "t2", [19, 18, 50], base),
    )
    assert shown(safe[:4], "people") == [(110,), (20,), (30,), (60,)]
    assert shown(safe[4:8], "people") == [(55,), (C,), (12,), (C,)]


THRESHOLD = DisclosureRules().min_cell
ROLES, YEARS = ("r1", "r2", "r3"), ("2018", "2019")
COUNTS = (
    "people", "entries", "positive", "negative", "mixed", "unrated", "base_people", "base_entries",
)  # fmt: skip
VALENCES = COUNTS[2:6]


def simulate_themes(seed):
    """Summaries of invented interviews and journals, counted entry by entry."""
    draw = random.Random(seed)
    raised = {theme: draw.choice([0.05, 0.3, 0.6, 0.9]) for theme, _ in THEMES}
    weights = [draw.choice([1, 3, 8]) for _ in ROLES]
    entries = []
    for kind, people, each in (("interview", draw.choice([41, 90]), 1), ("journal", 14, 6)):
        for person in range(people):
            (role,) = draw.choices(ROLES, weights)
            for _ in range(each):
                said = {
                    theme: draw.choice(VALENCES)
                    for theme, share in raised.items()
                    if draw.random() < share
                }
                entries.append((kind, role, draw.choice(YEARS), person, said))
    return tuple(
        summarise(level, name, kind, by, group, entries)
        for level, names in (("theme", [t for t, _ in THEMES]), ("domain", ["d1", "d2"]))
        for name in names
        for kind in ("interview", "journal")
        for by, groups in (("all", ["all"]), ("role", ROLES), ("year", YEARS))
        for group in groups
        if (kind, by) != ("interview", "year")
    )


def summarise(level, name, kind, by, group, entries):
    """Count what the entries of a kind and group say of a theme or domain."""
    among = [e for e in entries if e[0] == kind and (by == "all" or group in e[1:3])]
    parts = {name} if level == "theme" else {t for t, domain in THEMES if domain == name}
    about = [(e[3], {v for t, v in e[4].items() if t in parts}) for e in among]
    valences = [v.pop() if len(v) == 1 else "mixed" for _, v in about if v.copy()]
    people = {person for (person, _), e in zip(about, among, strict=True) if parts & set(e[4])}
    return ThemeSummary(
        level=level, id=name, kind=kind, by=by, group=group, people=len(people),
        base_people=len({e[3] for e in among}), entries=len(valences), base_entries=len(among),
        **{v: valences.count(v) for v in VALENCES},
    )  # fmt: skip


class Attacker:
    """Knows what every count means and all that is published, and solves for the rest."""

    def __init__(self, rows, safe):
        self.place, self.known = {}, {}
        self.equal, self.at_most = [], []
        self.row = {(r.level, r.id, r.kind, r.by, r.group): r for r in rows}
        for row, published in zip(rows, safe, strict=True):
            for name in COUNTS:
                value = getattr(published, name)
                everyone = "base" in name and row.by == "all"  # 41 interviews: in the protocol
                if not isinstance(value, Mark):
                    self.known[self.find(row, name)] = value
                elif everyone and getattr(row, name) >= THRESHOLD:
                    self.known[self.find(row, name)] = getattr(row, name)
            self.relate(row)
        self.system = (self.matrix(self.at_most), self.matrix(self.equal))

    def find(self, row, name):
        what = () if name.startswith("base") else (row.level, row.id)
        return self.place.setdefault((*what, row.kind, row.by, row.group, name), len(self.place))

    def relate(self, row):
        valences = {self.find(row, name): 1 for name in VALENCES}
        self.equal.append(valences | {self.find(row, "entries"): -1})
        whole = self.row[row.level, row.id, row.kind, "all", "all"]
        for name in COUNTS:
            self.at_most.append(self.pair(row, name, whole, name) if row.by != "all" else {})
        for prefix in ("", "base_"):
            fewer = self.pair(row, f"{prefix}people", row, f"{prefix}entries")
            (self.equal if row.kind == "interview" else self.at_most).append(fewer)
        for name in ("people", "entries"):
            self.at_most.append(self.pair(row, name, row, f"base_{name}"))
            if row.level == "domain":
                themes = [self.row["theme", t, row.kind, row.by, row.group]
                          for t, domain in THEMES if domain == row.id]  # fmt: skip
                self.at_most.extend(self.pair(theme, name, row, name) for theme in themes)
                self.at_most.append(
                    {self.find(theme, name): -1 for theme in themes} | {self.find(row, name): 1}
                )
        for by in ("role", "year") if row.by == "all" else ():
            parts = [r for r in self.row.values()
                     if (r.level, r.id, r.kind, r.by) == (row.level, row.id, row.kind, by)]  # fmt: skip
            for name in COUNTS if parts else ():
                total = {self.find(part, name): -1 for part in parts} | {self.find(row, name): 1}
                once = by == "role" or "people" not in name
                (self.equal if once else self.at_most).append(total)

    def pair(self, row, name, other, other_name):
        return {self.find(row, name): 1, self.find(other, other_name): -1}

    def matrix(self, relations):
        matrix = np.zeros((len(relations), len(self.place)))
        for number, relation in enumerate(relations):
            matrix[number, list(relation)] = list(relation.values())
        return csr_array(matrix)

    def bound(self, cell, sign):
        at_most, equal = self.system
        objective = np.zeros(len(self.place))
        objective[cell] = -sign
        limits = [(self.known.get(i, 0), self.known.get(i, 999)) for i in range(len(self.place))]
        answer = linprog(
            objective, A_ub=at_most, b_ub=np.zeros(at_most.shape[0]), A_eq=equal,
            b_eq=np.zeros(equal.shape[0]), bounds=limits,
        )  # fmt: skip
        assert answer.success
        return -sign * answer.fun


def find_told(rows, safe, cells=30):
    """Small counts that the attacker can tell to be small, or almost exactly, in a sample."""
    attacker = Attacker(rows, safe)
    small = {
        attacker.find(row, name)
        for row in rows
        for name in COUNTS
        if getattr(row, name) < THRESHOLD
    }
    ranges = {
        cell: (attacker.bound(cell, -1), attacker.bound(cell, 1))
        for cell in random.Random(1).sample(sorted(small), cells)
    }
    names = list(attacker.place)
    return {
        names[cell]: (low, high)
        for cell, (low, high) in ranges.items()
        if high < THRESHOLD - 1e-6 or high - low < 2 - 1e-6
    }


@pytest.mark.parametrize("seed", range(3))
def test_no_small_count_of_a_theme_can_be_told_to_be_small(seed):
    rows = simulate_themes(seed)
    safe = protect(Evidence(themes=rows), declare(themes=THEMES)).themes
    published = [value for row in safe for value in shown([row], *COUNTS)[0] if value != C]
    assert len(published) > 20 and min(published) >= THRESHOLD
    assert find_told(rows, safe) == {}
    assert safe == protect(Evidence(themes=rows), declare(themes=THEMES)).themes


def test_the_attacker_tells_small_counts_if_only_they_are_hidden():
    rows = simulate_themes(0)
    naive = [
        replace(row, **{name: C for name in COUNTS if getattr(row, name) < THRESHOLD})
        for row in rows
    ]
    assert find_told(rows, naive)
