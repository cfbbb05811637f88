"""Readers who solve what is published for how many came back from wave to wave."""

from dataclasses import replace

import numpy as np
import pytest
from examples import declare
from scipy.optimize import linprog
from test_attacks import known, specification

from analysis.disclosure import protect
from analysis.results.records import Check, Evidence, Flow, Mark, Respondents

C, Z = Mark.CONFIDENTIAL, Mark.NOT_APPLICABLE
ARMS = ("in", "out")
THRESHOLD = 10
PARTS = ("reinterviewed", "back", "first", "not_seen")


def respond(sizes):
    """The respondents of each wave, for the programme's arm and the comparators'."""
    return tuple(
        Respondents(characteristic="all", category="all", wave=f"w{place}", arm=arm, n=n, percent=100.0)
        for place, pair in enumerate(sizes, start=1)
        for arm, n in zip(ARMS, pair, strict=True)
    )  # fmt: skip


def gather(sizes, again, back=(), specifications=()):
    """Evidence of waves of these sizes, of which so many had been there the wave before, or in
    one before that; each a pair of the two arms."""
    flow, checks = [], []
    for place, came in enumerate(again, start=1):
        late = back[place - 1] if back else (Z, Z)
        flow += [
            Flow(wave=f"w{place + 1}", arm=arm, reinterviewed=n, new=sizes[place][at] - n,
                 back=late[at], not_seen=sizes[place - 1][at] - n)
            for at, (arm, n) in enumerate(zip(ARMS, came, strict=True))
        ]  # fmt: skip
        seen = sum(came) + sum(n for n in late if known(n))
        checks.append(
            Check(name="Panel overlap", subject=f"Wave w{place + 1}", passed=None,
                  value=100 * seen / sum(sizes[place]), unit="% of respondents", detail="")
        )  # fmt: skip
    return Evidence(
        respondents=respond(sizes), flow=tuple(flow), checks=tuple(checks),
        specifications=specifications,
    )  # fmt: skip


def place_counts(evidence):
    """How low and how high each count may lie, for all that a reader of the evidence knows."""
    totals = {(row.wave, row.arm): row.n for row in evidence.respondents}
    place = {
        (row.wave, row.arm, part): 4 * at + number
        for at, row in enumerate(evidence.flow)
        for number, part in enumerate(PARTS)
    }
    equal, limits = [], []

    def add(terms, value, into=equal):
        line = np.zeros(len(place))
        for key, factor in terms.items():
            line[place[key]] += factor
        into.append((line, value))

    for row in evidence.flow:
        at = row.wave, row.arm
        before = totals[f"w{int(row.wave[1]) - 1}", row.arm]
        add({(*at, part): 1 for part in PARTS[:3]}, totals[at])
        add({(*at, "reinterviewed"): 1, (*at, "not_seen"): 1}, before)
        for name, n in (("reinterviewed", row.reinterviewed), ("back", row.back)):
            if n != C:
                add({(*at, name): 1}, 0 if n == Z else n)
        if known(row.new):
            add({(*at, "reinterviewed"): 1}, totals[at] - row.new)
        if known(row.not_seen):
            add({(*at, "not_seen"): 1}, row.not_seen)
    for place_of, check in enumerate(evidence.checks, start=2):
        wave = f"w{place_of}"
        if known(check.value):
            everybody = sum(totals[wave, arm] for arm in ARMS)
            seen = {(wave, arm, part): 1 for arm in ARMS for part in PARTS[:2]}
            add(seen, round(check.value * everybody / 100))
    for row in evidence.specifications:
        if row.id == "panel" and known(row.n):
            # Everybody in both waves gave two interviews, of which some lack an answer.
            twice = {(row.wave, arm, "reinterviewed"): 2 for arm in ARMS}
            every = sum(totals.values())
            whole = next(s.n for s in evidence.specifications if s.id == "respondents")
            add({key: -factor for key, factor in twice.items()}, -row.n, limits)
            add(twice, row.n + every - whole, limits)
    return {key: narrow(at, len(place), equal, limits) for key, at in place.items()}


def narrow(at, size, equal, limits):
    """The lowest and highest value of one unknown."""
    ends = []
    for sign in (1, -1):
        goal = np.zeros(size)
        goal[at] = sign
        answer = linprog(
            goal,
            A_eq=[line for line, _ in equal], b_eq=[value for _, value in equal],
            A_ub=[line for line, _ in limits] or None, b_ub=[value for _, value in limits] or None,
        )  # fmt: skip
        assert answer.success
        ends.append(sign * answer.fun)
    return tuple(ends)


def find_told(evidence, true):
    """Small counts of the true flow that a reader can place in less than the threshold."""
    ranges, told = place_counts(evidence), []
    totals = {(row.wave, row.arm): row.n for row in true.respondents}
    for row in true.flow:
        counts = {name: getattr(row, name) for name in PARTS if name != "first"}
        counts["first"] = totals[row.wave, row.arm] - sum(
            n for n in (row.reinterviewed, row.back) if known(n)
        )
        for name, n in counts.items():
            low, high = ranges[row.wave, row.arm, name]
            if (
                known(n)
                and n < THRESHOLD
                and name in ("reinterviewed", "not_seen", "back", "first")
            ):
                if row.back == Z and name == "back":
                    continue
                if high - low < THRESHOLD - 1e-6:
                    told.append((row.wave, row.arm, name))
    return told


def veil_small(evidence):
    """Only the small counts themselves hidden."""
    names = ("reinterviewed", "new", "back", "not_seen")
    return replace(
        evidence,
        flow=tuple(
            replace(row, **{n: C for n in names if known(x := getattr(row, n)) and x < THRESHOLD})
            for row in evidence.flow
        ),
    )


PLANTED = {
    "few came back in one arm": gather([(400, 420), (410, 430)], [(4, 150)]),
    "nobody came back in one arm": gather([(400, 420), (410, 430)], [(0, 150)]),
    "all but few came back": gather([(160, 420), (410, 430)], [(153, 150)]),
    "few are new": gather([(400, 420), (160, 430)], [(153, 150)]),
    "few came back in both arms": gather([(400, 420), (410, 430)], [(4, 7)]),
    "few came back after a gap": gather(
        [(400, 420), (410, 430), (390, 405)], [(150, 140), (120, 130)], [(Z, Z), (3, 25)]
    ),
    "few had never been there": gather(
        [(400, 420), (410, 430), (190, 405)], [(150, 140), (120, 130)], [(Z, Z), (66, 25)]
    ),
    "few came back, then many": gather(
        [(400, 420), (410, 430), (390, 405)], [(150, 6), (120, 130)], [(Z, Z), (30, 25)]
    ),
}  # fmt: skip


@pytest.mark.parametrize("evidence", PLANTED.values(), ids=PLANTED)
def test_a_small_count_is_not_given_back(evidence):
    study = declare(after=("w2", "w3")[: len(evidence.checks)])
    assert find_told(veil_small(evidence), evidence), "hiding it alone does not protect it"
    assert find_told(protect(evidence, study), evidence) == []


@pytest.mark.parametrize("seed", range(12))
def test_nor_in_three_waves_drawn_at_random(seed):
    rng = np.random.default_rng(seed)
    sizes = [tuple(map(int, rng.integers(150, 300, 2))) for _ in range(3)]

    def draw(most):
        return int(rng.integers(0, 12) if rng.random() < 0.4 else rng.integers(12, most))

    again = [(draw(60), draw(60)) for _ in range(2)]
    evidence = gather(sizes, again, [(Z, Z), (draw(60), draw(60))])
    assert find_told(protect(evidence, declare(after=("w2", "w3"))), evidence) == []


def test_brute_force_finds_no_fewer_possibilities():
    """Every pair of counts of those who came back, against all that is published of two waves."""
    evidence = PLANTED["few came back in one arm"]
    safe = protect(evidence, declare())
    shown = {row.arm: row for row in safe.flow}
    fits = {
        one
        for one in range(401)
        for other in range(421)
        if shown["in"].reinterviewed in (C, one)
        and shown["out"].reinterviewed in (C, other)
        and (
            not known(safe.checks[0].value)
            or round(safe.checks[0].value * 840 / 100) == one + other
        )
    }
    assert fits == set(range(401))
    # What costs least goes: the share of both arms together, rather than the other arm's counts.
    assert safe.checks[0].value == C
    assert (shown["out"].reinterviewed, shown["out"].new, shown["out"].not_seen) == (150, 280, 270)


def test_large_counts_are_all_shown():
    evidence = gather(
        [(400, 420), (410, 430), (390, 405)], [(150, 140), (120, 130)], [(Z, Z), (30, 25)]
    )
    safe = protect(evidence, declare(after=("w2", "w3")))
    assert safe.flow == evidence.flow
    assert [round(row.value, 3) for row in evidence.checks] == [row.value for row in safe.checks]


def test_waves_without_a_panel_have_nothing_to_hide():
    evidence = Evidence(
        respondents=respond([(400, 420), (410, 430)]),
        flow=tuple(
            Flow(wave="w2", arm=arm, reinterviewed=Z, new=Z, back=Z, not_seen=Z) for arm in ARMS
        ),
    )
    assert protect(evidence, declare()).flow == evidence.flow


def test_one_panel_is_shown_as_such_and_one_with_few_new_or_lost_is_not():
    sizes = [(400, 420), (400, 420)]
    evidence = gather(sizes, [(400, 420)])
    same = tuple(replace(row, new=Z, not_seen=Z) for row in evidence.flow)
    safe = protect(replace(evidence, flow=same), declare())
    assert safe.flow == same and safe.checks[0].value == 100
    # Four were lost: nobody new is hidden too, for the sizes would tell of the four.
    short = protect(gather([(400, 420), (396, 420)], [(396, 420)]), declare())
    assert {value for row in short.flow for value in (row.new, row.not_seen)} == {C}


def specify(panel, cross, smallest=120):
    """Ways to estimate that rest on all, on people in both waves, and on the others."""
    return (
        specification("respondents", n=panel + cross),
        specification("panel", n=panel, smallest_count=smallest),
        specification("cross-section", n=cross),
    )


def list_sizes(evidence, **other):
    safe = protect(evidence, declare(**other))
    return {row.id: row.n for row in safe.specifications}


def test_people_of_the_panel_do_not_give_back_who_came_back():
    # 2 x (4 + 150) = 308 interviews; 305 with an answer. Were that shown, (305 - 300) / 2 up to
    # (305 + 8) / 2 - 150 is all that 4 may be: 3 to 6.
    sizes = [(400, 420), (410, 430)]
    evidence = gather(sizes, [(4, 150)], specifications=specify(305, 1347))
    leaky = replace(protect(evidence, declare()), specifications=evidence.specifications)
    low, high = place_counts(leaky)["w2", "in", "reinterviewed"]
    assert (low, high) == pytest.approx((2.5, 6.5))
    assert list_sizes(evidence) == {"respondents": 1652, "panel": C, "cross-section": C}
    assert find_told(protect(evidence, declare()), evidence) == []


@pytest.mark.parametrize(
    ("panel", "cross", "shown"),
    [
        (590, 1040, True),  # 10 of 600 interviews of the panel without an answer, 20 of the others
        (597, 1040, False),  # 3 of 600: few
        (590, 1053, False),  # 7 of 1,060 of the others: few
        (600, 1040, True),  # none of the panel's is missing
    ],
)  # fmt: skip
def test_the_panel_does_not_tell_how_few_answers_are_missing(panel, cross, shown):
    evidence = gather([(400, 420), (410, 430)], [(150, 150)], specifications=specify(panel, cross))
    found = list_sizes(evidence)
    assert found["respondents"] == panel + cross
    assert (found["panel"], found["cross-section"]) == ((panel, cross) if shown else (C, C))


def test_the_smallest_count_of_a_mean_tells_of_missing_answers_too():
    # 300 interviews of the panel in each wave, 150 an arm; at the least 147 have an answer.
    for smallest, shown in ((147, False), (140, True)):
        rows = specify(580, 1040, smallest)
        evidence = gather([(400, 420), (410, 430)], [(150, 150)], specifications=rows)
        safe = protect(evidence, declare(measure="mean"))
        assert known(safe.specifications[1].smallest_count) == shown
